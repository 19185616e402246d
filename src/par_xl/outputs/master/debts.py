"""The sheet `Đôn đốc`: who has not sent a report yet, and which tasks are overdue.

How long units are late is counted to the day of the merge, how long tasks are overdue to the day
that decides what is overdue; both stand on the sheet, and every count of days is a formula.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from par_xl.merge.result import Entry, UnitPart
from par_xl.outputs.master.entries import MasterEntries
from par_xl.outputs.master.rates import unit_cell
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import CENTRE, DAY, TOP, Column, Table, write_tables
from par_xl.terms.words import Timeliness, number
from par_xl.workbooks.look import PLAIN
from par_xl.workbooks.writing import Book, reference

SHEET = "Đôn đốc"
_DAYS = TOP - 1
"""Row of the two days to which days are counted."""
_SENT_TO, _OVERDUE_TO = (_DAYS, 2), (_DAYS, 4)
_SENT_CELL, _OVERDUE_CELL = (reference(*at, fix_row=True) for at in (_SENT_TO, _OVERDUE_TO))


class _Unit(NamedTuple):
    """A unit, its place among the result's, its day to send before; how many days it is late, and
    when what it sent late was received; the days that it has left."""

    part: UnitPart
    place: int
    before: date
    days_late: int
    received: date | None
    left: int


def _unit_rates(field: str, header: str, width: float) -> Column:
    """Return a count of the unit's, which stands on another sheet."""
    return Column(
        f"part.{field}", header, width, CENTRE, formula=lambda unit: unit_cell(unit.place, field)
    )


def write_debts(book: Book, request: MasterRequest, entries: MasterEntries) -> None:
    """Write the sheet."""
    plan = request.plan
    late, not_due = _units(request)
    unit = (
        Column("part.unit", "Đơn vị", 12),
        Column("part.name", "Tên đơn vị", 32),
        Column("part.submission", "Gửi báo cáo", 14),
        Column("email", "Thư điện tử", 42, value=lambda unit: plan.units[unit.part.unit].email),
        Column("before", "Gửi trước ngày", 13, DAY),
    )
    days_late = f'MAX(0,IF({{received}}="",{_SENT_CELL},{{received}})-{{before}}+1)'
    days_left = f"MAX(0,{{before}}-1-{_SENT_CELL})"

    def days(entry: Entry) -> int | None:
        return (request.result.as_of - entry.due).days if entry.due else None

    sheet = write_tables(
        book,
        request,
        SHEET,
        "ĐÔN ĐỐC: CHƯA GỬI, GỬI MUỘN, QUÁ HẠN",
        *([_gone(request)] if request.result.gone else []),
        Table(
            "1. Đơn vị chưa gửi, bị trả lại, gửi muộn (trễ lâu nhất trước)",
            (
                *unit,
                Column("days_late", "Số ngày trễ", 10, CENTRE, formula=days_late),
                Column("received", "Ngày nhận", 16, DAY),
                _unit_rates("not_reported", "Dòng chưa báo cáo", 30),
                _unit_rates("in_error", "Dòng chưa hợp lệ", 12),
            ),
            late,
        ),
        Table(
            "2. Đơn vị chưa đến hạn gửi",
            (
                *unit,
                Column("left", "Số ngày còn lại", 10, CENTRE, formula=days_left),
                _unit_rates("assigned", "Dòng được giao", 16),
            ),
            not_due,
        ),
        Table(
            "3. Nhiệm vụ chưa hoàn thành, quá hạn (quá hạn lâu nhất trước)",
            (
                Column("unit", "Đơn vị", 12),
                Column("name", "Tên đơn vị", 32, value=lambda entry: plan.units[entry.unit].name),
                Column("code", "TT", 14),
                Column("task", "Nhiệm vụ", 42, value=lambda e: plan.by_key[e.key].subject),
                Column("due", "Thời hạn", 13, DAY),
                Column("days", "Số ngày quá hạn", 10, CENTRE, days, f"{_OVERDUE_CELL}-{{due}}"),
                Column("status", "Tình trạng", 16),
                Column("difficulty", "Khó khăn, kiến nghị", 30),
            ),
            entries.overdue,
        ),
    )
    bold_day = PLAIN.with_(bold=True, number_format="dd/mm/yyyy")
    book.put(sheet, _DAYS, 0, "Số ngày trễ tính đến ngày:", PLAIN)
    book.put(sheet, *_SENT_TO, _sent_to(request), bold_day)
    book.put(sheet, _DAYS, 3, "Số ngày quá hạn tính đến ngày:", PLAIN)
    book.put(sheet, *_OVERDUE_TO, request.result.as_of, bold_day)
    if count := len(request.result.to_hand_back):
        text = f"Cần trả lại: {number(count)} biểu mẫu (trang “Lỗi”)."
        book.put(sheet, _DAYS, _OVERDUE_TO[1] + 1, text, PLAIN.with_(bold=True))


def _gone(request: MasterRequest) -> Table:
    """Return the table of files that the office lost."""
    units = request.plan.units
    return Table(
        "Việc của phòng tổng hợp: tệp đã nhận không còn trong da-nop (không đôn đốc đơn vị)",
        (
            Column("unit", "Đơn vị", 12),
            Column("name", "Tên đơn vị", 32, value=lambda each: units[each.unit].name),
            Column("rows", "Số dòng", 14, CENTRE),
            Column("file", "Tệp", 42),
        ),
        request.result.gone,
    )


def _sent_to(request: MasterRequest) -> date:
    """Return the day to which a unit without a report is late; the as-of date stops at the
    deadline."""
    return max(request.at.date(), request.result.as_of)


def has_time(request: MasterRequest, part: UnitPart) -> bool:
    """Whether a unit still has time to report: the period's day may have come, its own not."""
    if part.submission is Timeliness.MISSING:
        return _sent_to(request) < request.plan.send_before(request.period, part.unit)
    return part.submission is Timeliness.NOT_DUE


def _units(request: MasterRequest) -> tuple[list[_Unit], list[_Unit]]:
    """Units that are late, the longest first; those that have time."""
    received: dict[str, date] = {}
    for file in request.result.submissions:
        if file.unit is not None and not file.refused:
            earlier = received.get(file.unit, file.received_on)
            received[file.unit] = min(earlier, file.received_on)
    late: list[_Unit] = []
    not_due: list[_Unit] = []
    to = _sent_to(request)
    for place, part in enumerate(request.result.units):
        before = request.plan.send_before(request.period, part.unit)
        came = received.get(part.unit) if part.submission is Timeliness.LATE else None
        # The last day for sending is the one before ``Gửi trước ngày``.
        days, left = max(0, ((came or to) - before).days + 1), max(0, (before - to).days - 1)
        unit = _Unit(part, place, before, days, came, left)
        if request.result.is_lost(part):
            # Nobody asks it for what the office lost.
            continue
        if has_time(request, part):
            not_due.append(unit)
        elif came or part.submission in (Timeliness.MISSING, Timeliness.REFUSED):
            late.append(unit)
    # Those who sent something late are no longer waited for.
    late.sort(key=lambda unit: (unit.received is not None, -unit.days_late))
    not_due.sort(key=lambda unit: unit.before)
    return late, not_due
