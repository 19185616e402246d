"""The sheet `Đôn đốc`: who has not sent a report yet, and which tasks are overdue.

How long units are late is counted to the day of the merge, how long tasks are overdue to the day
that decides what is overdue; both stand on the sheet, and every count of days is a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from par_xl.merge.result import UnitPart
from par_xl.outputs.master.rates import rate_cell
from par_xl.outputs.master.request import TOP, MasterRequest
from par_xl.outputs.master.tables import LIST_DAY, LIST_NUMBER, Column, Row, Table, write_tables
from par_xl.plan.model import Plan
from par_xl.terms.words import FileState, Timeliness
from par_xl.workbooks.writing import PLAIN, Book, Formula, reference

SHEET = "Đôn đốc"
_WAITING = (Timeliness.MISSING, Timeliness.REFUSED)
_DAYS = TOP - 1
"""Row of the two days to which days are counted."""
_SENT_TO, _OVERDUE_TO = (_DAYS, 2), (_DAYS, 4)
_BEFORE, _RECEIVED, _DUE = 4, 6, 4
"""Columns that formulas look at: a unit's deadline and day of receipt, a task's due date."""


_Late = tuple[UnitPart, date | None, int]
"""A unit that is late, when what it sent late was received, and how many days it is late."""


def write_chase(book: Book, request: MasterRequest) -> None:
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
                    Column("Đơn vị", 12),
                    Column("Tên đơn vị", 32),
                    Column("Gửi báo cáo", 14),
                    Column("Thư điện tử", 42),
                    Column("Gửi trước ngày", 13, LIST_DAY),
                    Column("Số ngày trễ", 10, LIST_NUMBER),
                    Column("Ngày nhận", 16, LIST_DAY),
                    Column("Dòng chưa báo cáo", 30, LIST_NUMBER),
                    Column("Dòng chưa hợp lệ", 12, LIST_NUMBER),
                ),
                _late_rows(request, late),
            ),
            Table(
                "2. Đơn vị chưa đến hạn gửi",
                (
                    Column("Đơn vị", 12),
                    Column("Tên đơn vị", 32),
                    Column("Gửi báo cáo", 14),
                    Column("Thư điện tử", 42),
                    Column("Gửi trước ngày", 13, LIST_DAY),
                    Column("Số ngày còn lại", 10, LIST_NUMBER),
                    Column("Dòng được giao", 16, LIST_NUMBER),
                ),
                _not_due_rows(request, not_due),
            ),
            Table(
                "3. Nhiệm vụ chưa hoàn thành, quá hạn (quá hạn lâu nhất trước)",
                (
                    Column("Đơn vị", 12),
                    Column("Tên đơn vị", 32),
                    Column("TT", 14),
                    Column("Nhiệm vụ", 42),
                    Column("Thời hạn", 13, LIST_DAY),
                    Column("Số ngày quá hạn", 10, LIST_NUMBER),
                    Column("Tình trạng", 16),
                    Column("Khó khăn, vướng mắc", 30),
                ),
                _overdue_rows(request),
                is_long=True,
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


def _places(request: MasterRequest) -> dict[str, int]:
    """Where each unit stands among all."""
    return {part.unit: place for place, part in enumerate(request.result.units)}


def _late_rows(request: MasterRequest, late: Sequence[_Late]) -> Callable[[int], Sequence[Row]]:
    at = _places(request)

    def rows(first: int) -> Sequence[Row]:
        return [
            (
                part.unit,
                part.name,
                part.submission.label,
                _email(request.plan, part.unit),
                request.plan.send_before(request.period, part.unit),
                Formula(_late_formula(row), days),
                received,
                Formula(f"={rate_cell(at[part.unit], 'not_reported')}", part.not_reported),
                Formula(f"={rate_cell(at[part.unit], 'in_error')}", part.in_error),
            )
            for row, (part, received, days) in enumerate(late, start=first)
        ]

    return rows


def _late_formula(row: int) -> str:
    before, received = reference(row, _BEFORE), reference(row, _RECEIVED)
    return f'=MAX(0,IF({received}="",{_at(_SENT_TO)},{received})-{before}+1)'


def _not_due_rows(
    request: MasterRequest, units: Sequence[UnitPart]
) -> Callable[[int], Sequence[Row]]:
    at = _places(request)

    def rows(first: int) -> Sequence[Row]:
        found: list[Row] = []
        for row, part in enumerate(units, start=first):
            before = request.plan.send_before(request.period, part.unit)
            formula = f"=MAX(0,{reference(row, _BEFORE)}-1-{_at(_SENT_TO)})"
            left = max(0, (before - _sent_to(request)).days - 1)
            found.append(
                (
                    part.unit,
                    part.name,
                    part.submission.label,
                    _email(request.plan, part.unit),
                    before,
                    Formula(formula, left),
                    Formula(f"={rate_cell(at[part.unit], 'assigned')}", part.assigned),
                )
            )
        return found

    return rows


def _overdue_rows(request: MasterRequest) -> Callable[[int], Sequence[Row]]:
    plan, as_of = request.plan, request.result.as_of
    tasks = sorted(request.overdue, key=lambda each: each[1].due)

    def rows(first: int) -> Sequence[Row]:
        return [
            (
                unit,
                plan.units[unit].name,
                plan.by_key[task.key].code,
                plan.by_key[task.key].task or plan.by_key[task.key].content,
                task.due,
                Formula(f"={_at(_OVERDUE_TO)}-{reference(row, _DUE)}", (as_of - task.due).days),
                task.status.label,
                task.difficulty,
            )
            for row, (unit, task) in enumerate(tasks, start=first)
        ]

    return rows


def _email(plan: Plan, unit: str) -> str | None:
    return plan.units[unit].email
