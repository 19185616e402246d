"""What came in after a period was closed: listed apart, kept, and counted nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from gettext import gettext as _
from itertools import islice

from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_arrival
from par_xl.ledger import Kind, Ledger, LedgerFile, LedgerLine
from par_xl.merge.result import Result
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import read_plan_content
from par_xl.system.files import read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import FileState, day, moment
from par_xl.workspace.checkout import Workplace
from par_xl.workspace.closing import changed_past, changes_beside, closed_result, first_changes
from par_xl.workspace.consolidating import Progress
from par_xl.workspace.history import History
from par_xl.workspace.inbox import Inbox, new_receipts, open_inbox
from par_xl.workspace.lookup import period_named
from par_xl.workspace.receipts import Receipts
from par_xl.workspace.recording import keep_files, later_line
from par_xl.workspace.register import LATE, read_register, write_register
from par_xl.workspace.store import Store
from par_xl.workspace.undoing import reopening

_MOST = 10
"""Files, or changes, that are named."""


@dataclass(frozen=True)
class Late:
    """A closed period: its closing, its result as it lies there, and what came since.

    ``files`` are forms, ``others`` names of files that are none: all that the ledger tells of;
    ``reopening`` says how it is opened again.
    """

    closing: LedgerLine
    plan: Plan
    period: Period
    summary: Result
    files: tuple[LedgerFile, ...]
    others: tuple[str, ...]
    reopening: str
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
                *islice(self._listed(), _MOST),
            ]
            if count > _MOST:
                lines.append(
                    _("… và {count} tệp nữa: xem bằng par-xl log {period}.").format(
                        count=count - _MOST, period=code
                    )
                )
            lines.append(
                _("Muốn tính các tệp này thì {reopening}, rồi chạy: par-xl merge {period}.").format(
                    reopening=self.reopening, period=code
                )
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
            told=first_changes(self._changed, _MOST)
        )

    def _listed(self) -> Iterator[str]:
        for file in self.files:
            name = f"{file.file} ({file.unit})" if file.unit else file.file
            yield _("• {name}, nhận ngày {day}").format(name=name, day=day(file.received_on))
        for name in self.others:
            yield _("• {name}, không phải là biểu mẫu").format(name=name)


def refuse_days(ledger: Ledger, period: str, as_of: date | None, received: date | None) -> None:
    """Days can be given only while a period is open.

    Raises:
        ParXlError: it is closed, and one is given.
    """
    closing = ledger.closing(period)
    if closing is not None and (as_of or received):
        raise ParXlError(
            _(
                "Kỳ {period} đã chốt lúc {at} nên không đổi được ngày tính quá hạn hay ngày nhận."
            ).format(period=period, at=moment(closing.at, _)),
            _("Bỏ --as-of, --received; nếu cần tổng hợp lại thì trước hết {reopening}.").format(
                reopening=reopening(ledger, period)
            ),
        )


def list_late(
    place: Workplace,
    ledger: Ledger,
    closing: LedgerLine,
    now: datetime,
    by: str,
    progress: Progress,
) -> Late:
    """See what came since a period was closed; what is new of it goes into ledger and register.

    Raises:
        ParXlError: its result is not there as it was closed, or something can't be read or
            written.
    """
    folder, code = place.folder, closing.period
    merge = ledger.current_merge(code)
    summary = closed_result(folder, closing)
    if merge is None or summary is None or not folder.results(code).master.exists():
        raise ParXlError(
            _("Tệp tổng hợp của kỳ {period} đã chốt bị mất hoặc bị thay đổi.").format(period=code),
            _("Dựng lại đúng như khi chốt bằng: par-xl close {period}.").format(period=code),
        )
    place.take((folder.register,))
    register = read_register(folder.register)
    plan = read_plan_content(
        read_file(Store(folder.store).path(closing.plan_sha256, folder.plan.suffix)),
        folder.plan.name,
    )
    period = period_named(plan, code)
    receipts = Receipts(register, ledger.lines, code)
    inbox = open_inbox(folder, period, receipts, None, date.today())  # noqa: DTZ011
    known = ledger.late(code)
    sent = list(_new(inbox, [merge, *known]))
    others = sorted(set(inbox.others) - {name for e in (merge, *known) for name in e.others})
    history = History(folder, plan, period)
    changed = (
        *_changed(inbox, merge),
        *changes_beside(folder, register, ledger, merge),
        *changed_past(history, ledger, merge),
    )
    files = []
    for number, each in enumerate(sent):
        progress(number, len(sent), each.file)
        files.append(_checked(plan, period, each))
    if files or others:
        keep_files(folder, sent)
        line = later_line(
            closing,
            Kind.LATE,
            now,
            by,
            today=date.today(),  # noqa: DTZ011
            files=files,
            others=others,
        )
        with place.staging() as staging:
            if new := new_receipts(period, inbox, files, LATE):
                staging.put(folder.register, write_register(receipts.register.with_new(new)))
            staging.commit(line)
        known = [*known, line]
    return Late(
        closing,
        plan,
        period,
        summary.model_copy(update={"entries": None}),
        tuple(file for each in known for file in each.files),
        tuple(name for each in known for name in each.others),
        reopening(ledger, code),
        changed,
    )


def _new(inbox: Inbox, known: Iterable[LedgerLine]) -> Iterator[Arrival]:
    """Files with bytes that neither the merge nor a line since has."""
    seen = {file.sha256 for line in known for file in line.files}
    for each in inbox.sent:
        if each.sha256 not in seen:
            seen.add(each.sha256)
            yield each


def _changed(inbox: Inbox, merge: LedgerLine) -> Sequence[str]:
    """Forms that were closed and lie there no more as they were."""
    there = {each.sha256 for each in inbox.sent}
    return [
        _("tệp «{file}» không còn trong da-nop như khi chốt (bản lưu vẫn còn)").format(
            file=file.file
        )
        for file in merge.files
        if file.sha256 not in there
    ]


def _checked(plan: Plan, period: Period, arrival: Arrival) -> LedgerFile:
    """Whose file it is, and whether it would have been refused."""
    checked = check_arrival(arrival, plan, period)
    return LedgerFile(
        arrival.file,
        arrival.sha256,
        checked.unit.code if checked.unit else None,
        FileState.REFUSED if checked.refused or checked.unit is None else FileState.ACCEPTED,
        arrival.received_on,
        checked.content,
        arrival.changed_on,
        arrival.is_too_large,
    )
