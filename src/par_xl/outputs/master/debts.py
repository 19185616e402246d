"""The sheet `Đôn đốc`: who has not sent a report yet, and which tasks are overdue.

How long units are late is counted to the day of the merge, how long tasks are overdue to the day
that decides what is overdue; both stand on the sheet, and every count of days is a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from par_xl.merge.result import UnitPart
from par_xl.outputs.master.rates import rate_cell
from par_xl.outputs.master.request import TOP, MasterRequest
from par_xl.outputs.master.tables import CENTRE, DAY, Row, Table, own, write_tables
from par_xl.plan.model import Period, Plan
from par_xl.terms.words import FileState, Timeliness
from par_xl.workbooks.writing import PLAIN, Book, Formula, TableColumn, Value, reference

SHEET = "Đôn đốc"
_WAITING = (Timeliness.MISSING, Timeliness.REFUSED)
_DAYS = TOP - 1
"""Row of the two days to which days are counted."""
_SENT_TO, _OVERDUE_TO = (_DAYS, 2), (_DAYS, 4)
_BEFORE, _RECEIVED, _DUE = 4, 6, 4
"""Columns that formulas look at: a unit's deadline and day of receipt, a task's due date."""

_UNIT = (
    TableColumn("Đơn vị", 12),
    TableColumn("Tên đơn vị", 32),
    TableColumn("Gửi báo cáo", 14),
    TableColumn("Thư điện tử", 42),
    TableColumn("Gửi trước ngày", 13, DAY),
)

_Late = tuple[UnitPart, date | None, int]
"""A unit that is late, when what it sent late was received, and how many days it is late."""


def write_debts(book: Book, request: MasterRequest) -> None:
    """Write the sheet."""
    late, not_due = _units(request)
    sheet = write_tables(
        book,
        request,
        SHEET,
        "ĐÔN ĐỐC: CHƯA GỬI, GỬI MUỘN, QUÁ HẠN",
        [
            Table(
                "1. Đơn vị chưa gửi, bị trả lại, gửi muộn (trễ lâu nhất trước)",
                (
                    *_UNIT,
                    TableColumn("Số ngày trễ", 10, CENTRE),
                    TableColumn("Ngày nhận", 16, DAY),
                    TableColumn("Dòng chưa báo cáo", 30, CENTRE),
                    TableColumn("Dòng chưa hợp lệ", 12, CENTRE),
                ),
                _late_rows(request, late),
            ),
            Table(
                "2. Đơn vị chưa đến hạn gửi",
                (
                    *_UNIT,
                    TableColumn("Số ngày còn lại", 10, CENTRE),
                    TableColumn("Dòng được giao", 16, CENTRE),
                ),
                _not_due_rows(request, not_due),
            ),
            Table(
                "3. Nhiệm vụ chưa hoàn thành, quá hạn (quá hạn lâu nhất trước)",
                (
                    TableColumn("Đơn vị", 12),
                    TableColumn("Tên đơn vị", 32),
                    TableColumn("TT", 14),
                    TableColumn("Nhiệm vụ", 42),
                    TableColumn("Thời hạn", 13, DAY),
                    TableColumn("Số ngày quá hạn", 10, CENTRE),
                    TableColumn("Tình trạng", 16),
                    TableColumn("Khó khăn, vướng mắc", 30),
                ),
                _overdue_rows(request),
            ),
        ],
    )
    bold = PLAIN.with_(bold=True)
    book.put(sheet, _DAYS, 0, "Số ngày trễ tính đến ngày:", PLAIN)
    book.put(sheet, *_SENT_TO, _sent_to(request), bold.with_(number_format="dd/mm/yyyy"))
    book.put(sheet, _DAYS, 3, "Số ngày quá hạn tính đến ngày:", PLAIN)
    as_of = request.result.as_of
    book.put(sheet, *_OVERDUE_TO, as_of, bold.with_(number_format="dd/mm/yyyy"))


def _sent_to(request: MasterRequest) -> date:
    """The day to which a unit without a report is late; the as-of date stops at the deadline."""
    return max(request.at.date(), request.result.as_of)


def has_time(request: MasterRequest, part: UnitPart) -> bool:
    """Whether a unit still has time to report: the period's day may have come, its own not."""
    if part.submission is Timeliness.MISSING:
        return not _days_late(request, part.unit, _sent_to(request))
    return part.submission is Timeliness.NOT_DUE


def _at(cell: tuple[int, int]) -> str:
    return reference(*cell, fix_row=True)


def _days_late(request: MasterRequest, unit: str, day: date) -> int:
    """Days after the last day for sending, which is the one before ``Gửi trước ngày``."""
    return max(0, (day - request.plan.send_before(request.period, unit)).days + 1)


def _units(request: MasterRequest) -> tuple[list[_Late], list[UnitPart]]:
    """Units that are late, the longest first, each with its day of receipt and its days; those
    that have time."""
    received: dict[str, date] = {}
    for file in request.result.submissions:
        if file.unit is not None and file.state is not FileState.REFUSED:
            earlier = received.get(file.unit, file.received_on)
            received[file.unit] = min(earlier, file.received_on)
    late: list[_Late] = []
    not_due: list[UnitPart] = []
    for part in request.result.units:
        if has_time(request, part):
            not_due.append(part)
        elif part.submission in _WAITING:
            late.append((part, None, _days_late(request, part.unit, _sent_to(request))))
        elif part.submission is Timeliness.LATE and part.unit in received:
            day = received[part.unit]
            late.append((part, day, _days_late(request, part.unit, day)))
    # Those who sent something late are no longer waited for.
    late.sort(key=lambda each: (each[1] is not None, -each[2]))
    not_due.sort(key=lambda part: request.plan.send_before(request.period, part.unit))
    return late, not_due


def _unit_columns(part: UnitPart, plan: Plan, period: Period) -> tuple[Value, ...]:
    email = plan.units[part.unit].email
    before = plan.send_before(period, part.unit)
    return part.unit, part.name, part.submission.label, email, before


def _late_rows(request: MasterRequest, late: Sequence[_Late]) -> Iterator[Row]:
    at = {part.unit: place for place, part in enumerate(request.result.units)}
    to = f'IF({own(_RECEIVED)}="",{_at(_SENT_TO)},{own(_RECEIVED)})'
    for part, received, days in late:
        yield (
            *_unit_columns(part, request.plan, request.period),
            Formula(f"=MAX(0,{to}-{own(_BEFORE)}+1)", days),
            received,
            Formula(f"={rate_cell(at[part.unit], 'not_reported')}", part.not_reported),
            Formula(f"={rate_cell(at[part.unit], 'in_error')}", part.in_error),
        )


def _not_due_rows(request: MasterRequest, units: Sequence[UnitPart]) -> Iterator[Row]:
    at = {part.unit: place for place, part in enumerate(request.result.units)}
    for part in units:
        before = request.plan.send_before(request.period, part.unit)
        left = max(0, (before - _sent_to(request)).days - 1)
        yield (
            *_unit_columns(part, request.plan, request.period),
            Formula(f"=MAX(0,{own(_BEFORE)}-1-{_at(_SENT_TO)})", left),
            Formula(f"={rate_cell(at[part.unit], 'assigned')}", part.assigned),
        )


def _overdue_rows(request: MasterRequest) -> Iterator[Row]:
    plan, as_of = request.plan, request.result.as_of
    tasks = ((e.due, e.status, e) for e in request.overdue if e.due and e.status)
    for due, status, task in sorted(tasks, key=lambda task: task[0]):
        item = plan.by_key[task.key]
        yield (
            task.unit,
            plan.units[task.unit].name,
            task.code,
            item.task or item.content,
            due,
            Formula(f"={_at(_OVERDUE_TO)}-{own(_DUE)}", (as_of - due).days),
            status.label,
            task.difficulty,
        )
