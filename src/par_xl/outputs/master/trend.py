"""The sheet `Diễn biến`: how areas and units stand to earlier periods, and what stood still.

What was before are constants from the earlier periods' results; this period's rates, and all
differences, are formulas. `Tổng quan` points at these cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from par_xl.insight.trend import (
    Stalled,
    Trend,
    UnitChange,
    points,
    predecessor,
    trends,
    unit_changes,
)
from par_xl.merge.rates import Rates
from par_xl.merge.result import Entry
from par_xl.outputs.master.rates import HEADERS, Line, rate_cells, unit_cell
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import RATE, TOP, Column, Table, write_tables
from par_xl.terms.words import NOTHING, Index, State
from par_xl.workbooks.look import TEXT, Look
from par_xl.workbooks.writing import Book, reference, whole_range

SHEET = "Diễn biến"
MEASURES = ("completion_rate", "on_time_rate", "weighted_progress")
CHANGE = Look('"↑" +0.00;"↓" -0.00;"→" 0.00', align="center")
"""A difference in points of a percent; what is no number, no arrow."""
_NAMED = (
    Column("index", "Chỉ số", 13),
    Column("area", "Mã", 10),
    Column("name", "Lĩnh vực", 44),
)
_WIDTH = 13
_BETTER, _WORSE, _SAME = "Tốt lên", "Kém đi", "Không đổi"
_MARGIN = 3
"""Rows of a table that are none of its own: its heading, its header, the one after it."""

Change = tuple[str, float | None]
"""A cell that holds a difference, and its value."""


def find_trends(request: MasterRequest) -> tuple[Trend, ...]:
    """Return the trends in the order in which they stand on this sheet."""
    return trends(request.period, request.result, request.past)


def change_cells(
    request: MasterRequest, found: Sequence[Trend]
) -> dict[tuple[Index, str | None, str], Change]:
    """Where on this sheet each change against the year before stands, by index, area, measure."""
    column = len(_NAMED) + len(_same_kind(request)) + 1
    return {
        (trend.index, trend.area, field): (
            f"'{SHEET}'!{reference(_first_row(table, found) + number, column)}",
            points(_rate(trend.now, field), _rate(trend.year_before, field)),
        )
        for table, field in enumerate(MEASURES)
        for number, trend in enumerate(found)
    }


def _rate(rates: Rates | None, field: str) -> float | None:
    """Return a period's rate; None where nobody reported, so that nothing seems to get worse or
    better."""
    found: float | None = getattr(rates, field) if rates and rates.reporting_rate else None
    return found


def _first_row(table: int, found: Sequence[Trend]) -> int:
    return TOP + 2 + table * (len(found) + _MARGIN)


def still_range(request: MasterRequest, found: Sequence[Trend]) -> str:
    """Where on this sheet the units stand whose tasks stood still; there are some."""
    units_at = _first_row(len(MEASURES), found)
    first = units_at + max(1, len(request.result.units)) + _MARGIN
    return f"'{SHEET}'!{whole_range(first, first + len(request.stalled or ()) - 1, 0)}"


def _same_kind(request: MasterRequest) -> list[str]:
    """Earlier periods that are this one's equals in their years, the year before always last."""
    year_before = request.period.year_before
    kind = year_before[4:]
    earlier = (code for code in request.past if code[4:] == kind and code < year_before)
    return [*sorted(earlier), year_before]


def _others(request: MasterRequest) -> list[str]:
    return sorted(code for code in request.past if code[4:] != request.period.code[4:])


def write_trend(book: Book, request: MasterRequest) -> None:
    """Write the sheet."""
    found = find_trends(request)
    columns = [_trend_columns(request, field) for field in MEASURES]
    measures = (
        Table(
            f"{number}. {HEADERS[field]}: cùng kỳ các năm, rồi các kỳ khác",
            of_measure,
            found,
            level=lambda trend: 1 if trend.area is None else None,
        )
        for number, (field, of_measure) in enumerate(zip(MEASURES, columns, strict=True), start=1)
    )
    others = _unit_table(request, len(MEASURES) + 1), _still_table(request, len(MEASURES) + 2)
    year_before = request.period.year_before
    title = f"DIỄN BIẾN SO VỚI CÁC KỲ TRƯỚC (CÙNG KỲ NĂM TRƯỚC: {year_before})"
    sheet = write_tables(book, request, SHEET, title, *measures, *others)
    last = _first_row(len(MEASURES), found) + len(request.result.units)
    for word, color in ((_BETTER, "#D5EADF"), (_WORSE, "#F6D5D3")):
        options = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{word}"',
            "format": book.format(bg_color=color),
        }
        sheet.conditional_format(TOP, len(_NAMED), last, len(columns[0]) - 1, options)
    sheet.freeze_panes(0, len(_NAMED))


def _trend_columns(request: MasterRequest, field: str) -> Sequence[Column]:
    at, periods, year_before = rate_cells(request), request.plan.periods, request.period.year_before

    def header(code: str) -> str:
        return f"{code}: {periods[code].name if code in periods else 'không có kỳ này'}"

    def then(code: str) -> Column:
        def value(trend: Trend) -> float | None:
            return _rate(dict(trend.points).get(code), field)

        return Column(code, header(code), _WIDTH, RATE, value, none=NOTHING)

    def now(trend: Trend) -> float | None:
        return _rate(trend.now, field)

    def now_cell(trend: Trend) -> str:
        line = Line(trend.index, trend.area, None)
        return _known_rate(at[line, field], at[line, "reporting_rate"])

    def change(trend: Trend) -> float | None:
        return points(_rate(trend.now, field), _rate(trend.year_before, field))

    *same, before = map(then, _same_kind(request))
    return (
        *_NAMED,
        *same,
        replace(before, name="before"),
        Column("now", header(request.period.code), _WIDTH, RATE, now, now_cell),
        *_change_columns(f"So với {year_before} (điểm %)", change),
        *map(then, _others(request)),
    )


def _known_rate(rate: str, reporting: str) -> str:
    return f'IF(SUM({reporting})=0,"{NOTHING}",{rate})'


def _change_columns(header: str, change: Callable[[Any], float | None]) -> tuple[Column, Column]:
    """Return the difference between the columns now and before, and what it means."""

    def meaning(item: Any) -> str | None:
        value = change(item)
        if value is None:
            return None
        return _BETTER if value > 0 else _WORSE if value < 0 else _SAME

    points = f'ROUND(ROUND({{now}}*100,2)-ROUND({{before}}*100,2),2),"{NOTHING}"'
    words = f'IF({{change}}>0,"{_BETTER}",IF({{change}}<0,"{_WORSE}","{_SAME}")),"{NOTHING}"'
    known = "AND(ISNUMBER({now}),ISNUMBER({before}))"
    return (
        Column("change", header, _WIDTH, CHANGE, change, f"IF({known},{points})"),
        Column("meaning", "Xu hướng", _WIDTH, TEXT, meaning, f"IF(ISNUMBER({{change}}),{words})"),
    )


def _unit_table(request: MasterRequest, number: int) -> Table:
    year_before = request.period.year_before
    places = {unit.unit: place for place, unit in enumerate(request.result.units)}

    def merged(unit: UnitChange) -> str | None:
        return f"gồm {', '.join(unit.merged)}" if unit.merged else None

    def now_cell(unit: UnitChange) -> str:
        at = partial(unit_cell, places[unit.unit])
        return _known_rate(at("completion_rate"), at("reporting_rate"))

    def change(unit: UnitChange) -> float | None:
        return points(unit.now, unit.before)

    return Table(
        f"{number}. Đơn vị: tỷ lệ hoàn thành so với kỳ {year_before} (đơn vị sáp nhập tính gộp)",
        (
            Column("unit", "Đơn vị", 13),
            Column("merged", "Đã sáp nhập", 10, value=merged),
            Column("name", "Tên đơn vị", 44),
            Column("before", f"Kỳ {year_before}", _WIDTH, RATE, none=NOTHING),
            Column("now", f"Kỳ {request.period.code}", _WIDTH, RATE, None, now_cell),
            *_change_columns("Thay đổi (điểm %)", change),
        ),
        unit_changes(request.plan, request.period, request.result.units, request.past),
    )


def _still_table(request: MasterRequest, number: int) -> Table:
    before = predecessor(request.plan, request.period)
    code = before.code if before else "trước"
    none = f"Không có, hoặc chưa có kết quả kỳ {code}."
    if request.stalled is None:
        none = "Không lập danh sách này, vì có quá nhiều dòng (trên 200.000)."

    def progress(when: str, header: str) -> Column:
        def value(still: Stalled) -> float | None:
            each: Entry = getattr(still, when)
            return None if each.state is State.NOT_REPORTED else each.progress or 0.0

        return Column(when, header, _WIDTH, RATE, value, none=NOTHING)

    return Table(
        f"{number}. Việc đứng yên hai kỳ liền: kỳ {code} và kỳ này đều chưa xong, không tiến thêm",
        (
            Column("unit", "Đơn vị", 13),
            Column("item.code", "TT", 10),
            Column("item.subject", "Nhiệm vụ", 44),
            progress("before", f"Tiến độ kỳ {code}"),
            progress("now", "Tiến độ kỳ này"),
            Column("before.state", f"Trạng thái kỳ {code}", _WIDTH),
            Column("now.state", "Trạng thái kỳ này", _WIDTH),
            Column("item.index", "Chỉ số", _WIDTH),
        ),
        request.stalled or (),
        none=none,
    )
