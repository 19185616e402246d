"""A merge worked out once more from what was kept of it: to be closed, or to lie beside what lies
in ``tong-hop`` now (``--as-recorded``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _
from pathlib import PurePath

from par_xl import __version__
from par_xl.intake.arrival import Arrival
from par_xl.ledger import Ledger, LedgerFile, LedgerLine
from par_xl.merge.office_corrections import resolve
from par_xl.merge.result import Result, SubmissionPart
from par_xl.outputs.manual_entries import ManualEntries
from par_xl.outputs.office_corrections import as_typed
from par_xl.plan.reader import read_plan_content
from par_xl.system.files import read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workspace.checkout import Session, open_session
from par_xl.workspace.consolidating import Consolidated, consolidated
from par_xl.workspace.history import History
from par_xl.workspace.inbox import Inbox
from par_xl.workspace.layout import Folder, Results
from par_xl.workspace.lookup import period_named
from par_xl.workspace.progress import Progress, silent
from par_xl.workspace.workers import Context, Workers


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
        ParXlError: there was no such merge, something of it was not kept, or it has
            another result today; nothing is written then.
    """
    doing = N_("đang dựng lại lần tổng hợp {number} kỳ {period}").format(
        number=number, period=period
    )
    with open_session(folder, doing) as session:
        ledger = session.ledger
        line = _line(ledger, period, number)
        places = folder.rebuilt(period, number)
        with recorded(session, places, line, progress, workers, scheduler) as (found, result):
            lines = ledger.of(period)
            log = lines[: lines.index(line) + 1]
            # Of what people typed, the ledger knows the corrections alone.
            typed = ManualEntries(corrections=as_typed(line.office_corrections))
            found.write_json(result)
            written = found.write_master(result, line.at, log, typed)
            if written[places.json] != line.outputs.get(folder.name(folder.results(period).json)):
                raise other_result(line)
            session.commit()
    return Rebuilt(line, places, result)


@contextmanager
def recorded(
    session: Session,
    places: Results,
    merge: LedgerLine,
    progress: Progress,
    workers: int | None,
    scheduler: str | None = None,
) -> Iterator[tuple[Consolidated, Result]]:
    """Yield a merge worked out again, to be written into *places*."""
    folder, inbox = session.folder, _recorded_inbox(session, merge)
    kept = session.store.path(merge.plan_sha256, folder.plan.suffix)
    plan = read_plan_content(read_file(kept), folder.plan.name)
    period = period_named(plan, merge.period)
    history = History(folder, plan, period, merge)
    assert merge.today is not None
    days = merge.as_of, merge.today
    corrections = resolve(plan, period, merge.today, merge.office_corrections)
    context = Context(plan, merge.plan_sha256, period, *days, history.earlier, corrections)
    work = session, places, context, inbox, history, _Recorded(merge)
    with consolidated(*work, progress, workers, scheduler) as found:
        number = {"merge_number": merge.merge_number}
        yield found, found.result.model_copy(update=number)


@dataclass(frozen=True)
class _Recorded:
    """What a merge found in register and ledger, as its line says."""

    merge: LedgerLine

    def sender(self, file: str) -> str | None:
        return next((each.unit for each in self.merge.files if each.file == file), None)

    def replaced(self, _files: Sequence[SubmissionPart]) -> Mapping[str, date]:
        return self.merge.replaced

    def gone(self, _files: Sequence[SubmissionPart], _workers: Workers) -> Sequence[LedgerFile]:
        return self.merge.gone


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


def _recorded_inbox(session: Session, line: LedgerLine) -> Inbox:
    """Return the files that a merge read; all that it read was kept."""
    assert line.today is not None
    store = session.store
    inputs = [(name, sha256, PurePath(name).suffix) for name, sha256 in line.inputs.items()]
    inputs += [(each.file, each.sha256, "") for each in line.files if not each.is_too_large]
    missing = [name for name, sha256, suffix in inputs if not store.is_whole(sha256, suffix)]
    if missing:
        raise lost_copies(session.folder, line, missing)
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
    return Inbox(sent, line.others)


def lost_copies(folder: Folder, line: LedgerLine, names: Sequence[str]) -> ParXlError:
    """Return what is said where something of a merge is not kept any more."""
    return ParXlError(
        _("Không dựng lại được lần {number}: bản lưu của {files} đã mất hoặc bị thay đổi.").format(
            number=line.merge_number, files=_some(names)
        ),
        _("Chép lại thư mục {kept} từ bản sao lưu của cơ quan rồi chạy lại.").format(
            kept=folder.store
        ),
    )


def other_result(line: LedgerLine) -> ParXlError:
    """Return what is said where a merge that is rebuilt has another result."""
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
    first = "“" + "”, “".join(names[:3]) + "”"
    if len(names) <= 3:
        return first
    return _("{files} và {count} tệp khác").format(files=first, count=len(names) - 3)
