"""The sheet `Diễn biến`: how areas and units stand to earlier periods, and what stood still.

What was before are constants from the earlier periods' results; this period's rates, and all
differences, are formulas. `Tổng quan` points at these cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from par_xl.insight.trend import Trend, Unfinished, predecessor, trends, unit_changes
from par_xl.merge.result import Rates
from par_xl.outputs.master.rates import HEADERS, Line, rate_cell, rate_cells
from par_xl.outputs.master.request import TOP, MasterRequest
from par_xl.outputs.master.tables import RATE, Row, Table, or_nothing, own, write_tables
from par_xl.terms.words import NOTHING, Index, State
from par_xl.workbooks.writing import Book, Formula, Look, TableColumn, reference, whole_range

SHEET = "Diễn biến"
MEASURES = ("completion_rate", "on_time_rate", "weighted_progress")
CHANGE = Look('"↑" +0.00;"↓" -0.00;"→" 0.00', align="center")
"""A difference in points of a percent; what is no number, no arrow."""
_NAMED = (TableColumn("Chỉ số", 13), TableColumn("Mã", 10), TableColumn("Lĩnh vực", 44))
_WIDTH = 13
_BETTER, _WORSE, _SAME = "Tốt lên", "Kém đi", "Không đổi"
_MARGIN = 3
"""Rows of a table that are none of its own: its heading, its header, the one after it."""

Change = tuple[str, float | str]
"""A cell that holds a difference, and its value."""


def find_trends(request: MasterRequest) -> tuple[Trend, ...]:
    """The trends in the order in which they stand on this sheet."""
    result = request.result
    return trends(request.plan, request.period, result.indices, result.areas, request.past)


def change_cells(
    request: MasterRequest, found: Sequence[Trend]
) -> dict[tuple[Index, str | None, str], Change]:
    """Where on this sheet each change against the year before stands, by index, area, measure."""
    column = len(_NAMED) + len(_same_kind(request)) + 1
    return {
        (trend.index, trend.area, field): (
            f"'{SHEET}'!{reference(_first_row(table, found) + number, column)}",
            _points(_rate(trend.now, field), _rate(trend.year_before, field)),
        )
        for table, field in enumerate(MEASURES)
        for number, trend in enumerate(found)
    }


def _rate(rates: Rates | None, field: str) -> float | None:
    """A period's rate; None where nobody reported, so that nothing seems to get worse or better."""
    found: float | None = getattr(rates, field) if rates and rates.reporting_rate else None
    return found


def _now_cell(rate: str, reporting: str, now: float | None) -> Formula:
    return Formula(f'=IF(SUM({reporting})=0,"{NOTHING}",{rate})', or_nothing(now))


def _points(now: float | None, before: float | None) -> float | str:
    """A difference in points of a percent, as the cells have it."""
    return NOTHING if now is None or before is None else round((now - before) * 100, 2)


def _first_row(table: int, found: Sequence[Trend]) -> int:
    return TOP + 2 + table * (len(found) + _MARGIN)


def still_range(request: MasterRequest, found: Sequence[Trend]) -> str:
    """Where on this sheet the units stand whose tasks stood still; there are some."""
    units_at = _first_row(len(MEASURES), found)
    first = units_at + max(1, len(request.result.units)) + _MARGIN
    return f"'{SHEET}'!{whole_range(first, first + len(request.stood_still or ()) - 1, 0)}"


def _same_kind(request: MasterRequest) -> list[str]:
    """Earlier periods that are this one's equals in their years, the year before always last."""
    year_before = request.period.year_before
    kind = year_before[4:]
    earlier = (code for code in request.past if code[4:] == kind and code < year_before)
    return [*sorted(earlier), year_before]


def _others(request: MasterRequest) -> list[str]:
    return sorted(code for code in request.past if code[4:] != request.period.code[4:])


def write_trend(book: Book, request: MasterRequest, found: Sequence[Trend]) -> None:
    """Write the sheet."""
    tables = [
        Table(
            f"{number}. {HEADERS[field]}: cùng kỳ các năm, rồi các kỳ khác",
            _trend_columns(request),
            _trend_rows(request, found, field),
            strong=[n for n, trend in enumerate(found) if trend.area is None],
        )
        for number, field in enumerate(MEASURES, start=1)
    ]
    sheet = write_tables(
        book,
        request,
        SHEET,
        f"DIỄN BIẾN SO VỚI CÁC KỲ TRƯỚC (CÙNG KỲ NĂM TRƯỚC: {request.period.year_before})",
        [*tables, _unit_table(request, len(tables) + 1), _still_table(request, len(tables) + 2)],
    )
    columns = max(len(table.columns) for table in tables)
    last = _first_row(len(tables), found) + len(request.result.units)
    for word, color in ((_BETTER, "#D5EADF"), (_WORSE, "#F6D5D3")):
        options = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{word}"',
            "format": book.format(bg_color=color),
        }
        sheet.conditional_format(TOP, len(_NAMED), last, columns - 1, options)
    sheet.freeze_panes(0, len(_NAMED))


def _trend_columns(request: MasterRequest) -> list[TableColumn]:
    year_before = request.period.year_before
    periods = request.plan.periods

    def named(code: str) -> TableColumn:
        name = f"{code}: {periods[code].name}" if code in periods else f"{code}: không có kỳ này"
        return TableColumn(name, _WIDTH, RATE)

    return [
        *_NAMED,
        *map(named, _same_kind(request)),
        named(request.period.code),
        TableColumn(f"So với {year_before} (điểm %)", _WIDTH, CHANGE),
        TableColumn("Xu hướng", _WIDTH),
        *map(named, _others(request)),
    ]


def _trend_rows(request: MasterRequest, found: Sequence[Trend], field: str) -> Iterator[Row]:
    at = rate_cells(request)
    same, others = _same_kind(request), _others(request)
    now_at = len(_NAMED) + len(same)
    for trend in found:
        then = dict(trend.points)
        line, now = Line(trend.index, trend.area, None), _rate(trend.now, field)
        yield (
            trend.index.label,
            trend.area,
            trend.name,
            *(or_nothing(_rate(then.get(code), field)) for code in same),
            _now_cell(at[line, field], at[line, "reporting_rate"], now),
            *_changed(now, _rate(trend.year_before, field), now_at),
            *(or_nothing(_rate(then.get(code), field)) for code in others),
        )


def _changed(now: float | None, before: float | None, now_at: int) -> Iterator[Formula]:
    """The difference between the column of that number and the one before, and what it means."""
    now_cell, before_cell, cell = own(now_at), own(now_at - 1), own(now_at + 1)
    value = _points(now, before)
    known = f"AND(ISNUMBER({now_cell}),ISNUMBER({before_cell}))"
    yield Formula(f'=IF({known},ROUND(({now_cell}-{before_cell})*100,2),"{NOTHING}")', value)
    meaning = f'IF({cell}>0,"{_BETTER}",IF({cell}<0,"{_WORSE}","{_SAME}"))'
    if isinstance(value, str):
        said = NOTHING
    else:
        said = _BETTER if value > 0 else _WORSE if value < 0 else _SAME
    yield Formula(f'=IF(ISNUMBER({cell}),{meaning},"{NOTHING}")', said)


def _unit_rows(request: MasterRequest) -> Iterator[Row]:
    changes = unit_changes(request.plan, request.period, request.result.units, request.past)
    for place, unit in enumerate(changes):
        rate, reporting = rate_cell(place, "completion_rate"), rate_cell(place, "reporting_rate")
        merged = ", ".join(unit.merged)
        yield (
            unit.unit,
            f"gồm {merged}" if merged else None,
            unit.name,
            or_nothing(unit.before),
            _now_cell(rate, reporting, unit.now),
            *_changed(unit.now, unit.before, 4),
        )


def _unit_table(request: MasterRequest, number: int) -> Table:
    year_before = request.period.year_before
    return Table(
        f"{number}. Đơn vị: tỷ lệ hoàn thành so với kỳ {year_before} (đơn vị sáp nhập tính gộp)",
        (
            TableColumn("Đơn vị", 13),
            TableColumn("Đã sáp nhập", 10),
            TableColumn("Tên đơn vị", 44),
            TableColumn(f"Kỳ {year_before}", _WIDTH, RATE),
            TableColumn(f"Kỳ {request.period.code}", _WIDTH, RATE),
            TableColumn("Thay đổi (điểm %)", _WIDTH, CHANGE),
            TableColumn("Xu hướng", _WIDTH),
        ),
        _unit_rows(request),
    )


def _still_table(request: MasterRequest, number: int) -> Table:
    before = predecessor(request.plan, request.period)
    code = before.code if before else "trước"
    none = f"Không có, hoặc chưa có kết quả kỳ {code}."
    if request.stood_still is None:
        none = "Không lập danh sách này, vì có quá nhiều dòng (trên 200.000)."
    return Table(
        f"{number}. Việc đứng yên hai kỳ liền: kỳ {code} và kỳ này đều chưa xong, không tiến thêm",
        (
            TableColumn("Đơn vị", 13),
            TableColumn("TT", 10),
            TableColumn("Nhiệm vụ", 44),
            TableColumn(f"Tiến độ kỳ {code}", _WIDTH, RATE),
            TableColumn("Tiến độ kỳ này", _WIDTH, RATE),
            TableColumn(f"Trạng thái kỳ {code}", _WIDTH),
            TableColumn("Trạng thái kỳ này", _WIDTH),
            TableColumn("Chỉ số", _WIDTH),
        ),
        [
            (
                still.unit,
                still.item.code,
                still.item.task or still.item.content,
                _progress(still.before),
                _progress(still.now),
                still.before.state.label,
                still.now.state.label,
                still.item.index.label,
            )
            for still in request.stood_still or ()
        ],
        none=none,
    )


def _progress(each: Unfinished) -> float | str:
    if each.state is State.NOT_REPORTED:
        return NOTHING
    return each.progress or 0.0
