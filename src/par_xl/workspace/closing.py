"""What a merge came to, worked out once more from what was kept of it: as final, where its period
is closed, or beside what lies there now (``--as-recorded``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path, PurePath

from par_xl import __version__
from par_xl.intake.arrival import Arrival
from par_xl.ledger import Kind, Ledger, LedgerLine, read_ledger
from par_xl.merge.result import ClosedPart, Result
from par_xl.outputs.manual_entries import ManualEntries
from par_xl.plan.reader import read_plan, read_plan_content
from par_xl.system.files import file_sha256, read_file, unread
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import day
from par_xl.workspace.by_hand import notes_on, typed_before
from par_xl.workspace.checkout import Staging, Workplace, at_work
from par_xl.workspace.consolidating import Progress, Start, consolidate, context_of, silent
from par_xl.workspace.history import History, read_result
from par_xl.workspace.inbox import received_files
from par_xl.workspace.layout import Folder, Results
from par_xl.workspace.lock import user_name
from par_xl.workspace.lookup import period_named
from par_xl.workspace.outputs import Outputs
from par_xl.workspace.recording import later_line
from par_xl.workspace.register import Register, read_register
from par_xl.workspace.store import Store
from par_xl.workspace.verifying import CAME, Hashes, changed_files, corrected_days
from par_xl.workspace.workers import open_workers

_MOST = 5
"""Changes that are named."""


@dataclass(frozen=True)
class Closed:
    """A period that is closed: the closing's line, and its result but for its entries."""

    line: LedgerLine
    summary: Result
    master: Path
    json: Path
    is_new: bool
    """False: it was closed before."""
    is_restored: bool = False
    """It was closed before, and what of it was lost or changed lies there anew."""
    notes: tuple[str, ...] = ()
    """What was put in order first, since somebody was cut off; what was not taken over of what
    people had typed."""


def close(
    folder: Folder,
    period: str,
    now: datetime | None = None,
    by: str | None = None,
    progress: Progress = silent,
    workers: int | None = None,
) -> Closed:
    """Close a period: its results say no longer that they are a draft, and stay as they are.

    Of a period that is closed, only what was lost of its results is put back, as it was.

    Raises:
        ParXlError: nothing was merged yet, or something changed since that no merge has read;
            something of the merge was not kept; or somebody has a file open.
    """
    now = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    by = by or user_name()
    with at_work(folder, N_("đang chốt kỳ {period}").format(period=period), by) as place:
        ledger = Ledger(read_ledger(folder.ledger))
        merge, line = ledger.current_merge(period), ledger.closing(period)
        places = folder.results(period)
        if merge is None:
            period_named(read_plan(folder.plan), period)
            raise ParXlError(
                _("Kỳ {period} chưa tổng hợp nên chưa chốt được.").format(period=period),
                _again(period),
            )
        notes: tuple[str, ...] = ()
        is_new, is_restored = line is None, False
        if line is None:
            _see_nothing_changed(folder, ledger, merge)
            line = later_line(merge, Kind.CLOSE, now, by, version=__version__)
            notes = _write(place, ledger, merge, line, progress, workers)
        elif closed_result(folder, line) is None or not places.master.exists():
            _restore(place, line)
            is_restored = True
        result = read_result(places.json)
        assert result is not None
    return Closed(
        line, result, places.master, places.json, is_new, is_restored, (*place.notes, *notes)
    )


def _write(
    place: Workplace,
    ledger: Ledger,
    merge: LedgerLine,
    line: LedgerLine,
    progress: Progress,
    workers: int | None,
) -> tuple[str, ...]:
    """Write the results of a merge as closed by *line*; what people are to know of what they had
    typed."""
    folder, period = place.folder, merge.period
    places = folder.results(period)
    place.take(places.all)
    start = recorded_start(folder, merge)
    present = History(folder, start.context.plan, start.context.period)
    _refuse(merge, list(changed_past(present, ledger, merge)))
    with _worked_out(place, places, merge, start, progress, workers) as (outputs, staging, result):
        result = result.model_copy(update={"closed": ClosedPart(at=line.at, by=line.by)})
        if outputs.content_sha256(result) != merge.content_sha256:
            raise other_result(merge)
        typed = typed_before(folder, ledger, period)
        kept = place.kept(places.master)
        written = outputs.write(result, merge.at, [*ledger.of(period), line], typed)
        notes = tuple(notes_on(typed, outputs.left_over(typed), kept))
        hashes = {folder.name(path): staging.sha256(path) for path in written}
        staging.commit(replace(line, outputs=hashes, by_hand=typed.count or None))
    return notes


def _restore(place: Workplace, closing: LedgerLine) -> None:
    """Put back what is lost of a closed period's results, as it was written."""
    folder, store = place.folder, Store(place.folder.store)
    places = folder.results(closing.period)
    place.take(places.all)
    with place.staging() as staging:
        for name, sha256 in closing.outputs.items():
            path = folder.place(name)
            if path == places.master and path.exists():
                # People fill it in.
                continue
            suffix = PurePath(name).suffix
            if not store.is_whole(sha256, suffix):
                raise _lost(folder, closing, [name])
            staging.put(path, read_file(store.path(sha256, suffix)))
        staging.commit()


@dataclass(frozen=True)
class Rebuilt:
    """A merge that was rebuilt: its line, and where its files are."""

    line: LedgerLine
    results: Results
    summary: Result


def rebuild(
    folder: Folder,
    period: str,
    number: int,
    progress: Progress = silent,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Rebuilt:
    """Build merge *number* of a period again, beside what lies in ``tong-hop`` now.

    Raises:
        ParXlError: there was no such merge, something of it was not kept, or it comes to
            another result today; nothing is written then.
    """
    with at_work(
        folder,
        N_("đang dựng lại lần tổng hợp {number} kỳ {period}").format(number=number, period=period),
    ) as place:
        ledger = Ledger(read_ledger(folder.ledger))
        line = _line(ledger, period, number)
        start, places = recorded_start(folder, line), folder.rebuilt(period, number)
        with _worked_out(place, places, line, start, progress, workers, scheduler) as (
            outputs,
            staging,
            result,
        ):
            lines = ledger.of(period)
            # Nothing of what people typed: the ledger does not know it.
            outputs.write(result, line.at, lines[: lines.index(line) + 1], ManualEntries())
            recorded = line.outputs.get(folder.name(folder.results(period).json))
            if staging.sha256(places.json) != recorded:
                raise other_result(line)
            staging.commit()
    return Rebuilt(line, places, result)


@contextmanager
def _worked_out(
    place: Workplace,
    places: Results,
    merge: LedgerLine,
    start: Start,
    progress: Progress,
    workers: int | None,
    scheduler: str | None = None,
) -> Iterator[tuple[Outputs, Staging, Result]]:
    """A merge worked out again, to be written into *places*."""
    with (
        open_workers(start.context, len(start.sent), workers, scheduler) as helpers,
        place.staging() as staging,
    ):
        history = History(place.folder, start.context.plan, start.context.period, merge)
        found = consolidate(start, helpers, progress, staging, places)
        outputs = Outputs(found, places, staging, history)
        result = outputs.with_entries(found.result(merge.replaced))
        number = merge.merge_number
        yield outputs, staging, result.model_copy(update={"merge_number": number})


def _line(ledger: Ledger, period: str, number: int) -> LedgerLine:
    line = ledger.merge(period, number)
    if line is None:
        numbers = ", ".join(str(each.merge_number) for each in ledger.merges(period))
        raise ParXlError(
            _("Nhật ký không có lần tổng hợp số {number} của kỳ {period}.").format(
                number=number, period=period
            ),
            _("Chọn một trong các lần: {numbers}.").format(numbers=numbers)
            if numbers
            else _("Kỳ này chưa tổng hợp lần nào; tổng hợp bằng: par-xl merge {period}.").format(
                period=period
            ),
        )
    return line


def recorded_start(folder: Folder, line: LedgerLine) -> Start:
    """What a merge started from, as it was kept.

    Raises:
        ParXlError: something of it was not kept.
    """
    assert line.today is not None
    store = Store(folder.store)
    inputs = [(name, sha256, PurePath(name).suffix) for name, sha256 in line.inputs.items()]
    inputs += [(each.file, each.sha256, "") for each in line.files if not each.is_too_large]
    missing = [name for name, sha256, suffix in inputs if not store.is_whole(sha256, suffix)]
    if missing:
        raise _lost(folder, line, missing)
    content = read_file(store.path(line.plan_sha256, folder.plan.suffix))
    plan = read_plan_content(content, folder.plan.name)
    period = period_named(plan, line.period)
    before = History(folder, plan, period, line).year_before()
    context = context_of(plan, content, period, line.as_of, line.today, before)
    sent = [
        Arrival(
            file.file,
            file.received_on,
            line.today,
            file.changed_on,
            file.sha256,
            path=store.path(file.sha256),
            is_too_large=file.is_too_large,
        )
        for file in line.files
    ]
    return Start(context, sent, line.others)


def _lost(folder: Folder, line: LedgerLine, names: Sequence[str]) -> ParXlError:
    return ParXlError(
        _("Không dựng lại được lần {number}: bản lưu của {files} đã mất hoặc bị thay đổi.").format(
            number=line.merge_number, files=_some(names)
        ),
        _("Chép lại thư mục {kept} từ bản sao lưu của cơ quan rồi chạy lại.").format(
            kept=folder.store
        ),
    )


def other_result(line: LedgerLine) -> ParXlError:
    """What was kept of a merge comes to something else than it did."""
    if line.version != __version__:
        return ParXlError(
            _(
                "Dựng lại lần {number} kỳ {period} ra kết quả khác với nhật ký: lần đó do phiên "
                "bản {version} tổng hợp, máy này là {here}."
            ).format(
                number=line.merge_number,
                period=line.period,
                version=line.version,
                here=__version__,
            ),
            _("Cài phiên bản {version} rồi chạy lại; chưa ghi gì.").format(version=line.version),
        )
    return ParXlError(
        _(
            "Dựng lại lần {number} kỳ {period} ra kết quả khác với nhật ký, dù mọi tệp lưu còn "
            "nguyên."
        ).format(number=line.merge_number, period=line.period),
        _(
            "Tổng hợp lại bằng par-xl merge {period} và xem lại kết quả. Nếu vẫn khác, cài lại "
            "đúng bản chương trình đã dùng lần đó, và báo cho người hỗ trợ kỹ thuật; chưa ghi gì."
        ).format(period=line.period),
    )


def _some(names: Sequence[str]) -> str:
    first = "«" + "», «".join(names[:3]) + "»"
    if len(names) <= 3:
        return first
    return _("{files} và {count} tệp khác").format(files=first, count=len(names) - 3)


def closed_result(folder: Folder, closing: LedgerLine) -> Result | None:
    """The result that was closed, as it lies there; None where it is not as it was written.

    Raises:
        ParXlError: it can't be read.
    """
    places = folder.results(closing.period)
    try:
        for path in (places.json, places.entries):
            if closing.outputs.get(folder.name(path)) != file_sha256(path):
                return None
        return read_result(places.json)
    except OSError as error:
        raise unread(places.json) from error


def _see_nothing_changed(folder: Folder, ledger: Ledger, merge: LedgerLine) -> None:
    """What is closed is what people see: no form, no day and no plan that no merge has read."""
    period, number = merge.period, merge.merge_number
    if merge.version != __version__:
        raise ParXlError(
            _(
                "Lần tổng hợp {number} kỳ {period} do phiên bản {version} làm, máy này là "
                "{here}, nên chưa chốt được."
            ).format(number=number, period=period, version=merge.version, here=__version__),
            _again(period),
        )
    hashes = Hashes(folder)
    files = [*changed_files(folder, hashes, merge), *_other_files(folder, merge)]
    for unread_file in hashes.unread():
        raise ParXlError(unread_file.message, unread_file.fix)
    changes = [
        _("tệp «{name}» {was}").format(name=name, was=translated(was)) for name, was in files
    ]
    changes += changes_beside(folder, read_register(folder.register), ledger, merge)
    _refuse(merge, changes)


def _again(period: str) -> str:
    return _("Chạy par-xl merge {period}, xem lại kết quả rồi chốt: par-xl close {period}.").format(
        period=period
    )


def _refuse(merge: LedgerLine, changes: Sequence[str]) -> None:
    """Nothing is closed while there are changes."""
    period, number = merge.period, merge.merge_number
    if changes:
        raise ParXlError(
            _("Chưa chốt được kỳ {period}: kể từ lần tổng hợp {number}, {changes}.").format(
                period=period, number=number, changes=first_changes(changes, _MOST)
            ),
            _again(period),
        )


def first_changes(changes: Sequence[str], most: int) -> str:
    """Name the first changes, and count the others."""
    named = [*changes[:most]]
    if (more := len(changes) - most) > 0:
        named.append(_("và {count} thay đổi nữa").format(count=more))
    return "; ".join(named)


def changed_past(history: History, ledger: Ledger, merge: LedgerLine) -> Iterator[str]:
    """What of earlier periods' results is not as a merge read it."""
    for code in history.changed_since(ledger, merge):
        yield _("kết quả kỳ {code} đã thay đổi").format(code=code)


def changes_beside(
    folder: Folder, register: Register, ledger: Ledger, merge: LedgerLine
) -> Iterator[str]:
    """What of plan and register is not as a merge read it."""
    if file_sha256(folder.plan) != merge.plan_sha256:
        yield _("{name} đã được sửa").format(name=folder.name(folder.plan))
    for name, now in corrected_days(register, ledger, merge):
        yield _("{register} ghi ngày nhận tệp «{name}» là {day}").format(
            register=folder.name(folder.register), name=name, day=day(now)
        )


def _other_files(folder: Folder, merge: LedgerLine) -> Iterator[tuple[str, str]]:
    """What is no form, and came or went since."""
    files = received_files(folder, merge.period)
    there = {each.name for each in files if not each.is_spreadsheet}
    for name in sorted(there ^ set(merge.others)):
        yield name, CAME if name in there else N_("không còn trong da-nop")
