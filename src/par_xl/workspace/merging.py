"""A period merged: from what came in to master, JSON, register, returns and the ledger's line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.intake.arrival import Arrival
from par_xl.ledger import Ledger, LedgerLine
from par_xl.merge.office_corrections import resolve
from par_xl.merge.result import Result
from par_xl.outputs.office_corrections import typed_corrections
from par_xl.plan.model import Period, Plan
from par_xl.system.files import file_sha256, read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.terms.words import FileState, Severity, day
from par_xl.workspace.checkout import Session, open_session
from par_xl.workspace.closing import Late, list_late, refuse_choices
from par_xl.workspace.consolidating import Consolidated, consolidated
from par_xl.workspace.edited_master import changes_in_master, notes_on_closed
from par_xl.workspace.history import History
from par_xl.workspace.inbox import open_inbox
from par_xl.workspace.layout import Folder, Results
from par_xl.workspace.lookup import default_as_of
from par_xl.workspace.period_plan import plan_for
from par_xl.workspace.period_result import read_result, unknown_merges
from par_xl.workspace.progress import Progress, silent
from par_xl.workspace.records import RecordsNow, gone_notes
from par_xl.workspace.register import Receipts, read_register, write_register
from par_xl.workspace.results import (
    notes_on_current,
    notes_on_dropped,
    typed_after_closing,
    typed_before,
    write_results,
)
from par_xl.workspace.returns import hand_back_merged
from par_xl.workspace.workers import Context

_LOST = N_(
    "Nhật ký không có lần tổng hợp nào trước đây của kỳ {period}, mà tệp hoặc bản sao lưu của "
    "chúng còn đó; lần này theo ke-hoach.xlsx hiện nay. Nếu cơ quan có bản sao lưu của "
    ".par-xl/ledger.jsonl: chạy par-xl undo, chép lại tệp đó, rồi tổng hợp lại."
)


@dataclass(frozen=True)
class MergeOutcome:
    """The outcome of a merge. ``changed`` False: the same as before, nothing was written."""

    plan: Plan
    period: Period
    summary: Result
    """All of the result but its entries."""
    places: Results
    changed: bool = False
    returned: tuple[Path, ...] = ()
    """Marked forms that were written; those that lay there already are not among them."""
    notes: tuple[str, ...] = ()
    """What was put in order first, since somebody was cut off; that a ledger was lost."""
    late: Late | None = None
    """What came since the period was closed; None: it is open, and was merged."""

    @property
    def master(self) -> Path:
        """The consolidated workbook."""
        return self.places.master

    @property
    def json(self) -> Path:
        """The same results for programs."""
        return self.places.json

    @property
    def has_faults(self) -> bool:
        """Whether submissions were refused or rows are in error (exit status 1); of a period that
        is closed, nobody waits for them any more."""
        if self.late is not None:
            return False
        refused = any(s.state is FileState.REFUSED for s in self.summary.submissions)
        return refused or any(f.severity is Severity.ERROR for f in self.summary.findings)

    @cached_property
    def result(self) -> Result:
        """The whole result, read back."""
        return Result.model_validate_json(self.json.read_bytes())


def merge(
    folder: Folder,
    period: str,
    as_of: date | None = None,
    received: date | None = None,
    now: datetime | None = None,
    by: str | None = None,
    progress: Progress = silent,
    workers: int | None = None,
    scheduler: str | None = None,
    current_plan: bool = False,
) -> MergeOutcome:
    """Merge what lies in ``da-nop/KỲ`` into the master and its JSON.

    *as_of* decides what is overdue; by default the earlier of today and the period's deadline.
    *received* is the day of receipt of files seen for the first time; by default the day on
    which each was last changed. *now* and *by* are what the ledger says of the merge. *workers*
    and *scheduler* say who does the work (see ``workers``); the result is the same. With
    *current_plan* a period that keeps its plan takes today's.

    Of a period that is closed nothing is worked out: what came since is listed apart.

    Raises:
        ParXlError: the plan has faults, somebody else works in the folder, or something can't
            be read or written; days or a plan are given for a period that is closed.
    """
    now = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    with open_session(folder, N_("đang tổng hợp kỳ {period}").format(period=period), by) as session:
        ledger, places = session.ledger, folder.results(period)
        if closing := ledger.closing(period):
            refuse_choices(ledger, period, as_of, received, current_plan)
            late = list_late(session, closing, now, progress)
            notes = (*session.notes, *notes_on_closed(folder, ledger, period))
            return MergeOutcome(
                late.plan, late.period, late.summary, places, notes=notes, late=late
            )
        planned = plan_for(folder, ledger, period, current_plan)
        plan, wanted = planned.plan, planned.period
        # Not only when all is read: that may take minutes.
        session.take((*places.all, folder.register))
        register = read_register(folder.register)
        _check_inbox(folder, ledger.merges(period), period)
        last_number, is_lost = _last_number(folder, ledger, period)
        lost = (_(_LOST).format(period=period),) if is_lost else ()
        notes = (*planned.notes, *session.notes, *lost, *_clock_notes(ledger, now))
        receipts = Receipts(register, ledger.lines, period)
        # By the machine's own clock, as the files' times are.
        today = date.today()  # noqa: DTZ011
        inbox = open_inbox(folder, wanted, receipts, received, today)
        history = History(folder, plan, wanted)
        as_of = as_of or default_as_of(wanted, now.date())
        typed = typed_before(folder, ledger, period)
        before = ledger.current_merge(period)
        notes = (*notes, *notes_on_dropped(before, typed))
        corrections = resolve(plan, wanted, today, typed_corrections(typed.corrections))
        edited = changes_in_master(folder, ledger, period)
        context = Context(plan, planned.sha256, wanted, as_of, today, history.earlier, corrections)
        records = RecordsNow(plan, wanted, receipts, inbox, session.store, today, before)
        work = session, places, context, inbox, history, records
        with consolidated(*work, progress, workers, scheduler) as found:
            number = {"merge_number": last_number + 1}
            result = found.result.model_copy(update=number)
            hand_back = hand_back_merged(found, result)
            content = found.write_json(result)
            current = None if edited else _current(found, content)
            changed, written = current is None, None
            if current is None:
                inputs = _put_inputs(session, planned.content, history.files(), inbox.sent)
                line = found.line(result, content, receipts.corrected(), inputs, now)
                written, more = write_results(found, result, now, line, typed, edited)
                notes = (*notes, *more)
            else:
                notes = (*notes, *notes_on_current(found, typed))
                result = result.model_copy(update={"merge_number": current.merge_number})
                session.drop(places.json)
                if found.is_large:
                    session.drop(places.entries)
            updated = receipts.with_new(found.files).without_late(period)
            if updated != register:
                session.put(folder.register, write_register(updated))
            returned = hand_back()
            session.commit(written)
    notes = (*notes, *gone_notes(result.gone))
    return MergeOutcome(plan, wanted, result, places, changed, returned, notes)


def _clock_notes(ledger: Ledger, now: datetime) -> tuple[str, ...]:
    """Return a note where the clock went back: it decides what is overdue, and when a file came."""
    last = ledger.lines[-1].at if ledger.lines else now
    if now.date() >= last.date():
        return ()
    return (
        _(
            "Máy tính này ghi hôm nay là {today}, mà nhật ký đã có việc làm ngày {last}. Nếu "
            "ngày của máy sai: sửa lại, chạy par-xl undo, rồi tổng hợp lại."
        ).format(today=day(now.date()), last=day(last.date())),
    )


def _check_inbox(folder: Folder, merges: Sequence[LedgerLine], period: str) -> None:
    """Refuse an inbox that is gone: a share may be, for a while."""
    inbox, read = folder.submitted(period), len(merges[-1].files) if merges else 0
    if read and not inbox.is_dir():
        raise ParXlError(
            _("Không thấy thư mục {inbox}, mà lần tổng hợp trước có {count} tệp ở đó.").format(
                inbox=inbox, count=read
            ),
            _(
                "Kiểm tra ổ đĩa mạng rồi chạy lại; nếu chủ ý bỏ hết các tệp thì tạo lại thư mục "
                "trống đó trước."
            ),
        )


def _put_inputs(
    session: Session, plan: bytes, results: Iterable[Path], sent: Sequence[Arrival]
) -> Mapping[str, str]:
    """Put into the store what a merge reads: the plan, earlier *results* and all files but those
    that are too large; hashes of the first two by name."""
    folder, store = session.folder, session.store
    inputs = {folder.name(folder.plan): store.put(plan, folder.plan.suffix)}
    for path in results:
        inputs[folder.name(path)] = store.put(read_file(path), path.suffix)
    store.put_sent(sent)
    return inputs


def _current(found: Consolidated, content_sha256: str) -> LedgerLine | None:
    """Return the line of what lies there, if that says the same, beside the same earlier results,
    this version made it of this plan, and it has all that people typed."""
    folder, ledger = found.session.folder, found.session.ledger
    context, places = found.context, found.places
    last, merge = ledger.current(places.period), ledger.current_merge(places.period)
    is_current = (
        last is not None
        and merge is not None
        and places.master.exists()
        and last.plan_sha256 == context.plan_sha256
        and last.version == __version__
        and last.content_sha256 == content_sha256
        and last.outputs.get(folder.name(places.json)) == file_sha256(places.json)
        and not found.history.changed_since(ledger, merge)
        and typed_after_closing(folder, ledger, places.period) is None
    )
    return last if is_current else None


def _last_number(folder: Folder, ledger: Ledger, period: str) -> tuple[int, bool]:
    """Return the highest number that a merge of the period ever had, undone or not, 0 if there was
    none; and whether the ledger, which knows of none, was lost."""
    numbers = [ledger.last_number(period), unknown_merges(folder, ledger).get(period, 0)]
    places = folder.results(period)
    is_lost = not ledger.of(period) and (any(path.exists() for path in places.all) or any(numbers))
    if is_lost:
        with contextlib.suppress(ParXlError):
            before = read_result(places.json)
            numbers.append(before.merge_number if before else 0)
    return max(numbers), is_lost
