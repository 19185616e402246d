"""A period closed: its results are final then, and what comes in later is listed apart, kept, and
counted nowhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from gettext import gettext as _
from itertools import islice
from pathlib import Path

from par_xl import __version__
from par_xl.intake.check import check_arrival
from par_xl.ledger import Kind, Ledger, LedgerFile, LedgerLine
from par_xl.merge.result import ClosedPart, Result
from par_xl.merge.totals import submission_part
from par_xl.outputs.manual_entries import ManualEntries
from par_xl.outputs.office_corrections import typed_corrections
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import read_plan
from par_xl.rules.office_corrections import SHEET as CORRECTIONS_SHEET
from par_xl.system.files import read_sha256
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import day, moment
from par_xl.workspace.checkout import Session, open_session
from par_xl.workspace.edited_master import changes_in_master, notes_on_closed
from par_xl.workspace.history import History
from par_xl.workspace.inbox import open_inbox, received_files
from par_xl.workspace.layout import Folder
from par_xl.workspace.lookup import period_named
from par_xl.workspace.period_plan import plan_for
from par_xl.workspace.period_result import read_result
from par_xl.workspace.progress import Progress, silent
from par_xl.workspace.rebuilding import lost_copies, other_result, recorded
from par_xl.workspace.records import gone_notes
from par_xl.workspace.register import LATE, Receipts, Register, read_register, write_register
from par_xl.workspace.results import typed_before, write_results
from par_xl.workspace.verifying import CAME, Hashes, changed_files, days_now

_MOST = 5
"""Changes that are named where a period can't be closed."""
_MOST_LATE = 10
"""Files, or changes, that are named of a closed one."""


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
    with open_session(folder, N_("đang chốt kỳ {period}").format(period=period), by) as session:
        ledger, places, notes = session.ledger, folder.results(period), session.notes
        merge, line = ledger.current_merge(period), ledger.closing(period)
        if merge is None:
            period_named(read_plan(folder.plan), period)
            raise ParXlError(
                _("Kỳ {period} chưa tổng hợp nên chưa chốt được.").format(period=period),
                _again(period),
            )
        is_new, is_restored = line is None, False
        if line is None:
            typed = typed_before(folder, ledger, period)
            _see_nothing_changed(folder, ledger, merge, typed)
            session.take(places.all)
            with recorded(session, places, merge, progress, workers) as (found, result):
                closed = {"closed": ClosedPart(at=now, by=session.by)}
                result = result.model_copy(update=closed)
                if found.write_json(result) != merge.content_sha256:
                    raise other_result(merge)
                line = merge.later(Kind.CLOSE, now, session.by, version=__version__)
                edited = changes_in_master(folder, ledger, period)
                line, more = write_results(found, result, merge.at, line, typed, edited)
                notes = (*notes, *more)
                session.commit(line)
        elif _closed_result(folder, line) is None or not places.master.exists():
            _restore(session, line)
            is_restored = True
        if not is_new:
            notes = (*notes, *notes_on_closed(folder, ledger, period))
        summary = read_result(places.json)
        assert summary is not None
        notes = (*notes, *gone_notes(summary.gone))
    return Closed(line, summary, places.master, places.json, is_new, is_restored, notes)


def _restore(session: Session, closing: LedgerLine) -> None:
    """Put back what is lost of a closed period's results, as it was written."""
    folder = session.folder
    places = folder.results(closing.period)
    session.take(places.all)
    for name, sha256 in closing.outputs.items():
        path = folder.place(name)
        if path == places.master and path.exists():
            # People fill it in.
            continue
        if not session.restore(path, sha256):
            raise lost_copies(folder, closing, [name])
    session.commit()


def _closed_result(folder: Folder, closing: LedgerLine) -> Result | None:
    """Return the result that was closed, as it lies there; None where it is not as it was
    written."""
    places = folder.results(closing.period)
    for path in (places.json, places.entries):
        if closing.outputs.get(folder.name(path)) != read_sha256(path):
            return None
    return read_result(places.json)


def _see_nothing_changed(
    folder: Folder, ledger: Ledger, merge: LedgerLine, typed: ManualEntries
) -> None:
    """Refuse to close where a form, a day, the plan or a correction changed since the merge."""
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
        _("tệp “{name}” {was}").format(name=name, was=translated(was)) for name, was in files
    ]
    planned = plan_for(folder, ledger, period)
    if planned.sha256 != merge.plan_sha256:
        changes.append(_("{name} đã được sửa").format(name=folder.name(folder.plan)))
    changes += _changed_days(folder, read_register(folder.register), ledger, merge)
    changes += _changed_corrections(merge, typed)
    if not changes:
        history = History(folder, planned.plan, planned.period)
        changes += _changed_past(history, ledger, merge)
    if changes:
        raise ParXlError(
            _("Chưa chốt được kỳ {period}: kể từ lần tổng hợp {number}, {changes}.").format(
                period=period, number=number, changes=_first_changes(changes, _MOST)
            ),
            _again(period),
        )


def _again(period: str) -> str:
    return _("Chạy par-xl merge {period}, xem lại kết quả rồi chốt: par-xl close {period}.").format(
        period=period
    )


def _first_changes(changes: Sequence[str], most: int) -> str:
    """Name the first changes, and count the others."""
    named = [*changes[:most]]
    if (more := len(changes) - most) > 0:
        named.append(_("và {count} thay đổi nữa").format(count=more))
    return "; ".join(named)


def _changed_past(history: History, ledger: Ledger, merge: LedgerLine) -> Iterator[str]:
    """Yield what of earlier periods' results is not as a merge read it."""
    for code in history.changed_since(ledger, merge):
        yield _("kết quả kỳ {code} đã thay đổi").format(code=code)


def _changed_days(
    folder: Folder, register: Register, ledger: Ledger, merge: LedgerLine
) -> Iterator[str]:
    """Yield what of the register is not as a merge read it."""
    for file, now in days_now(register, ledger, merge):
        if now is not None:
            yield _("{register} ghi ngày nhận tệp “{name}” là {day}").format(
                register=folder.name(folder.register), name=file.file, day=day(now)
            )


def _changed_corrections(merge: LedgerLine, typed: ManualEntries) -> Iterator[str]:
    """Yield that people corrected something in the master since a merge."""
    now = typed_corrections(typed.corrections)
    if [each.typed for each in now] != [each.typed for each in merge.office_corrections]:
        yield _(
            "trang “{sheet}” của tệp tổng hợp đã được sửa (chỉ lấy vào khi kỳ chưa chốt)"
        ).format(sheet=CORRECTIONS_SHEET)


def _other_files(folder: Folder, merge: LedgerLine) -> Iterator[tuple[str, str]]:
    """Yield what is no form, and came or went since."""
    files = received_files(folder, merge.period)
    there = {each.name for each in files if not each.is_spreadsheet}
    for name in sorted(there ^ set(merge.others)):
        yield name, CAME if name in there else N_("không còn trong da-nop")


@dataclass(frozen=True)
class Late:
    """A closed period: its closing, its result as it lies there, and what came since.

    ``files`` are forms, ``others`` names of files that are none: all that the ledger tells of.
    """

    closing: LedgerLine
    plan: Plan
    period: Period
    summary: Result
    files: tuple[LedgerFile, ...]
    others: tuple[str, ...]
    _changed: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it in words, as every face shows it where a merge of the period is wanted."""
        closing, code = self.closing, self.period.code
        lines = [
            _(
                "Kỳ {period} đã chốt lúc {at}, người chốt: {by}. Kết quả giữ nguyên như lần tổng "
                "hợp số {number}, không tổng hợp lại."
            ).format(
                period=code,
                at=moment(closing.at, _),
                by=closing.by,
                number=closing.merge_number,
            )
        ]
        if self.files or self.others:
            count = len(self.files) + len(self.others)
            lines += [
                _("{count} tệp nhận sau khi chốt, không tính:").format(count=count),
                *islice(self._listed(), _MOST_LATE),
            ]
            if count > _MOST_LATE:
                lines.append(
                    _("… và {count} tệp nữa: xem bằng par-xl log {period}.").format(
                        count=count - _MOST_LATE, period=code
                    )
                )
            lines.append(
                _(
                    "Muốn tính các tệp này thì bỏ chốt: par-xl reopen {period}, rồi chạy: par-xl "
                    "merge {period}."
                ).format(period=code)
            )
        else:
            lines.append(_("Chưa có tệp nào nhận sau khi chốt."))
        return tuple(filter(None, (*lines, self.difference)))

    @property
    def difference(self) -> str | None:
        """What else is not as it was when the period was closed."""
        if not self._changed:
            return None
        return _("Khác so với khi chốt, không ảnh hưởng đến kết quả: {told}.").format(
            told=_first_changes(self._changed, _MOST_LATE)
        )

    def _listed(self) -> Iterator[str]:
        for file in self.files:
            name = f"{file.file} ({file.unit})" if file.unit else file.file
            yield _("• {name}, nhận ngày {day}").format(name=name, day=day(file.received_on))
        for name in self.others:
            yield _("• {name}, không phải là biểu mẫu").format(name=name)


def refuse_choices(
    ledger: Ledger,
    period: str,
    as_of: date | None,
    received: date | None,
    current_plan: bool = False,
) -> None:
    """Days and plan can be chosen only while a period is open.

    Raises:
        ParXlError: it is closed, and one is given.
    """
    closing = ledger.closing(period)
    if closing is not None and (as_of or received or current_plan):
        raise ParXlError(
            _(
                "Kỳ {period} đã chốt lúc {at} nên không đổi được ngày tính quá hạn, ngày nhận hay "
                "kế hoạch."
            ).format(period=period, at=moment(closing.at, _)),
            _(
                "Bỏ --as-of, --received, --plan; nếu cần tổng hợp lại thì trước hết bỏ chốt: "
                "par-xl reopen {period}."
            ).format(period=period),
        )


def list_late(session: Session, closing: LedgerLine, now: datetime, progress: Progress) -> Late:
    """See what came since a period was closed; what is new of it goes into ledger and register.

    Raises:
        ParXlError: its result is not there as it was closed, or something can't be read or
            written.
    """
    folder, ledger, code = session.folder, session.ledger, closing.period
    merge = ledger.current_merge(code)
    summary = _closed_result(folder, closing)
    if merge is None or summary is None or not folder.results(code).master.exists():
        raise ParXlError(
            _("Tệp tổng hợp của kỳ {period} đã chốt bị mất hoặc bị thay đổi.").format(period=code),
            _("Dựng lại đúng như khi chốt bằng: par-xl close {period}.").format(period=code),
        )
    session.take((folder.register,))
    register = read_register(folder.register)
    planned = plan_for(folder, ledger, code)
    plan, period = planned.plan, planned.period
    receipts = Receipts(register, ledger.lines, code)
    today = date.today()  # noqa: DTZ011
    inbox, known = open_inbox(folder, period, receipts, None, today), ledger.late(code)
    there = {each.sha256: each for each in reversed(inbox.sent)}
    seen = {file.sha256 for line in (merge, *known) for file in line.files}
    sent = [each for each in inbox.sent if there[each.sha256] is each and each.sha256 not in seen]
    others = sorted(set(inbox.others) - {name for e in (merge, *known) for name in e.others})
    gone = _("tệp “{file}” không còn trong da-nop như khi chốt (bản lưu vẫn còn)")
    changed = (
        *(gone.format(file=each.file) for each in merge.files if each.sha256 not in there),
        *filter(None, (planned.difference,)),
        *_changed_days(folder, register, ledger, merge),
        *_changed_past(History(folder, plan, period), ledger, merge),
    )
    with contextlib.suppress(ParXlError):
        # A master that can't be read is told where it is needed.
        changed += tuple(_changed_corrections(merge, typed_before(folder, ledger, code)))
    files = []
    for number, each in enumerate(sent):
        progress(number, len(sent), each.file)
        checked = check_arrival(each, plan, period)
        files.append(LedgerFile.of(submission_part(checked), each, checked.content))
    if files or others:
        session.store.put_sent(sent)
        came = {"today": today, "files": files, "others": others}
        line = closing.later(Kind.LATE, now, session.by, **came)
        updated = receipts.with_new(files, LATE)
        if len(updated.receipts) > len(register.receipts):
            session.put(folder.register, write_register(updated))
        session.commit(line)
        known = [*known, line]
    return Late(
        closing,
        plan,
        period,
        summary.model_copy(update={"entries": None}),
        tuple(file for each in known for file in each.files),
        tuple(name for each in known for name in each.others),
        changed,
    )
