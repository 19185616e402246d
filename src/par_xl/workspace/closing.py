"""A period closed: master and JSON of the merge that stands are written once more, as final."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.ledger import Kind, Ledger, LedgerLine, read_ledger
from par_xl.merge.result import ClosedPart, Result
from par_xl.outputs.manual_entries import ManualEntries
from par_xl.outputs.master.filling import Filling
from par_xl.plan.reader import read_plan
from par_xl.system.files import file_sha256, unread
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import day
from par_xl.workspace.asked import period_named
from par_xl.workspace.backups import backup_of, keep_lying
from par_xl.workspace.by_hand import told_of, typed_before
from par_xl.workspace.folder.received import received_files
from par_xl.workspace.folder.register import Register, read_register
from par_xl.workspace.history import History, read_result
from par_xl.workspace.layout import Folder
from par_xl.workspace.lock import user_name
from par_xl.workspace.outputs import Outputs
from par_xl.workspace.rebuilding import other_result, recorded_start
from par_xl.workspace.recording import later_line
from par_xl.workspace.start import work_out
from par_xl.workspace.verifying.mismatch import Hashes
from par_xl.workspace.verifying.received import CAME, changed_files, corrected_days
from par_xl.workspace.work.crew import open_crew
from par_xl.workspace.work.store import fresh_store
from par_xl.workspace.work.through import Progress, silent
from par_xl.workspace.workplace import Workplace, at_work

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
    """It was closed before, and what of it was lost or changed is written anew."""
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

    Of a period that is closed, only what was lost of its results is written, as it was.

    Raises:
        ParXlError: nothing was merged yet, or something changed since that no merge has read;
            something of the merge was not kept; or somebody has a file open.
    """
    now = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    by = by or user_name()
    with at_work(folder, N_("đang chốt kỳ {period}").format(period=period), by) as place:
        ledger = Ledger(read_ledger(folder.ledger))
        merge, closing = ledger.lying(period), ledger.closing(period)
        places = folder.results(period)
        if merge is None:
            period_named(read_plan(folder.plan), period)
            raise ParXlError(
                _("Kỳ {period} chưa tổng hợp nên chưa chốt được.").format(period=period),
                _(
                    "Chạy par-xl merge {period}, xem lại kết quả rồi chốt: par-xl close {period}."
                ).format(period=period),
            )
        if closing is None:
            _see_nothing_changed(folder, ledger, merge)
        elif (result := closed_result(folder, closing)) and places.master.exists():
            return Closed(closing, result, places.master, places.json, False, notes=place.notes)
        line = closing or later_line(merge, Kind.CLOSE, ledger, now, by, version=__version__)
        result, notes = _write(place, ledger, merge, line, progress, workers)
    return Closed(
        line,
        result,
        places.master,
        places.json,
        is_new=closing is None,
        is_restored=closing is not None,
        notes=(*place.notes, *notes),
    )


def _write(
    place: Workplace,
    ledger: Ledger,
    merge: LedgerLine,
    line: LedgerLine,
    progress: Progress,
    workers: int | None,
) -> tuple[Result, tuple[str, ...]]:
    """Write the results of a merge as closed by *line*, which goes into the ledger if it is new;
    what people are to know of what they had typed."""
    folder, period = place.folder, merge.period
    places = folder.results(period)
    place.take(places.all)
    start = recorded_start(folder, merge)
    is_new = line not in ledger.lines
    if is_new:
        present = History(folder, start.job.plan, start.job.period)
        _refuse(merge, list(changed_past(present, ledger, merge)))
    with (
        open_crew(start.job, len(start.sent), workers) as crew,
        # A cache is for drafts: what is final is worked out from what was kept.
        fresh_store(start.job) as store,
        place.staging() as staging,
    ):
        history = History(folder, start.job.plan, start.job.period, merge)
        outputs = Outputs(work_out(start, crew, store, progress), places, staging, history)
        result = outputs.with_entries(outputs.found.result(merge.replaced)).model_copy(
            update={
                "merge_number": merge.merge_number,
                "closed": ClosedPart(at=line.at, by=line.by),
            }
        )
        if outputs.content_sha256(result) != merge.content_sha256:
            raise other_result(merge)
        told = ledger.of(period)
        log = [*told, line] if is_new else told[: told.index(line) + 1]
        typed = typed_before(folder, ledger, period) if is_new else ManualEntries()
        filling = Filling(typed)
        written = outputs.write(result, merge.at, log, filling)
        hashes = {folder.name(path): staging.sha256(path) for path in written}
        notes: tuple[str, ...] = ()
        if is_new:
            count = filling.count or None
            staging.add(folder.ledger, replace(line, outputs=hashes, by_hand=count).text())
            backup = backup_of(folder, ledger, line)
            keep_lying(folder, staging, period, merge, backup)
            notes = tuple(told_of(filling, typed, backup))
        elif hashes[folder.name(places.json)] != line.outputs[folder.name(places.json)]:
            raise other_result(merge)
        elif places.master.exists():
            # People fill it in.
            staging.drop(places.master)
        staging.commit()
    return result, notes


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
    if merge.today is None or merge.version != __version__:
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
                period=period, number=number, changes="; ".join(_told(changes))
            ),
            _again(period),
        )


def _told(changes: Sequence[str]) -> Iterator[str]:
    yield from changes[:_MOST]
    if len(changes) > _MOST:
        yield _("và {count} thay đổi nữa").format(count=len(changes) - _MOST)


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
