"""Counts and rates as live formulas: the sheets `Theo lĩnh vực` and `Theo đơn vị`.

They are worked out here over the appendix sheets; other sheets point at these cells. A rate is
declared in ``_RATES``: its field of ``Rates``, its header, its formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from par_xl.merge.rates import Rates
from par_xl.outputs.master.appendices import MARK, area_key, column_name
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import (
    CENTRE,
    COUNT,
    NOTE,
    POINTS,
    TOP,
    Column,
    Table,
    place_of,
    write_tables,
)
from par_xl.terms.words import (
    ALL_INDICES,
    IN_ERROR_LABEL,
    NOTHING,
    Authority,
    Index,
    Role,
    State,
)
from par_xl.workbooks.look import Look
from par_xl.workbooks.sheet import Sheet
from par_xl.workbooks.writing import Book, reference, whole_range

Pair = tuple[str, str]
"""A field of the appendix sheets, and the Excel expression that it has to equal."""
LEAD = "role", f'"{Role.LEAD.label}"'


def count_ifs(index: Index, *pairs: Pair) -> str:
    """How many rows of an appendix sheet have these values."""
    return f"COUNTIFS({','.join(f'{column_name(index, field)},{value}' for field, value in pairs)})"


def sum_ifs(index: Index, field: str, *pairs: Pair) -> str:
    """Return the sum of a field over the rows of an appendix sheet that have these values."""
    if not pairs:
        return f"SUM({column_name(index, field)})"
    return count_ifs(index, *pairs).replace("COUNTIFS(", f"SUMIFS({column_name(index, field)},", 1)


def share(part: str, whole: str) -> str:
    return f'IF({whole}=0,"{NOTHING}",{part}/{whole})'


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of assignments and criteria: in which appendices, and what picks it out there."""

    indices: Sequence[Index]
    pairs: Sequence[Pair]

    def count(self, *pairs: Pair) -> str:
        """How many leads of it there are of which that is so."""
        return "+".join(count_ifs(index, *self.pairs, LEAD, *pairs) for index in self.indices)

    def sum(self, field: str, *pairs: Pair) -> str:
        """Return the sum of a field over its rows that have one."""
        return "+".join(sum_ifs(index, field, *self.pairs, *pairs) for index in self.indices)


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of rates is of: an area, an index (area None) or all indices (index None)."""

    index: Index | None
    area: str | None
    authority: Authority | None


class _Row(NamedTuple):
    """A row of counts and rates: whose they are, and the group of assignments that they count."""

    rates: Rates
    group: _Group
    line: Line | None = None
    name: str = ""

    @property
    def key(self) -> str | None:
        """The area, as the appendix sheets name it."""
        if self.line is None or self.line.index is None or self.line.area is None:
            return None
        return area_key(self.line.index, self.line.area)


def _rate(
    field: str, header: str, formula: str | Callable[[_Row], str], look: Look = COUNT
) -> Column:
    """Return a count or rate: a field of ``Rates`` and its formula."""
    return Column(f"rates.{field}", header, 12, look, None, formula)


def _in_state(state: State, more: str = "") -> Column:
    of_state = "state", f'"{state.label}"'
    return _rate(state.value, state.label, lambda row: row.group.count(of_state) + more)


def _weighted(row: _Row) -> str:
    applicable = "state", f'"<>{State.NOT_APPLICABLE.label}"'
    done, whole = (row.group.sum(field, applicable) for field in ("weighted", "weight"))
    return share(f"({done})", f"({whole})")


_SHARE = Look("0.00%", align="center", bold=True)
_COMPLETED = share("({done_on_time}+{done_late})", "{applicable}")
_ON_TIME = share("{done_on_time}", "{applicable}")
_REPORTED = share("({assigned}-{not_reported})", "{assigned}")
_IN_ERROR = "in_error", f'"{MARK}"'
_FIRST_LEAD = "task", f'"{MARK}"'
_SCORED_MAXIMUM = "Điểm tối đa của tiêu chí đã chấm"
_RATES = (
    _rate("completion_rate", "Tỷ lệ hoàn thành", _COMPLETED, _SHARE),
    _rate("on_time_rate", "Tỷ lệ hoàn thành đúng hạn", _ON_TIME, _SHARE),
    _rate("reporting_rate", "Tỷ lệ báo cáo", _REPORTED, _SHARE),
    _rate("weighted_progress", "Tiến độ theo trọng số", _weighted, _SHARE),
    _rate("tasks", "Nhiệm vụ", lambda row: row.group.count(_FIRST_LEAD)),
    _rate("assigned", "Nhiệm vụ được giao", lambda row: row.group.count()),
    _in_state(State.NOT_APPLICABLE),
    _rate("applicable", "Phải thực hiện", "{assigned}-{not_applicable}"),
    _in_state(State.DONE_ON_TIME),
    _in_state(State.DONE_LATE),
    _in_state(State.IN_PROGRESS),
    _in_state(State.NOT_STARTED),
    _in_state(State.OVERDUE),
    # A row in error says so in its state, and is not reported all the same.
    _in_state(State.NOT_REPORTED, "+{in_error}"),
    _rate(
        "in_error", f"Trong đó: {IN_ERROR_LABEL.lower()}", lambda row: row.group.count(_IN_ERROR)
    ),
    _rate("self_score", "Điểm tự đánh giá", lambda row: row.group.sum("self_score"), POINTS),
    _rate("score_maximum", _SCORED_MAXIMUM, lambda row: row.group.sum("scored_maximum"), POINTS),
    _rate("recoverable", "Điểm còn có thể đạt", "{score_maximum}-{self_score}", POINTS),
    _rate("score_rate", "Tỷ lệ điểm", share("{self_score}", "{score_maximum}"), _SHARE),
)
_UNIT_RATES = tuple(column for column in _RATES if column.key != "tasks")
"""A unit has each of its tasks once."""
HEADERS = {column.key: column.header for column in _RATES}


_BAR = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_solid": True,
    # Light enough to read dark figures over it, and in print; the edge shows where it ends.
    "bar_color": "#9DC3E6",
    "bar_border_color": "#2E75B6",
    "min_type": "num",
    "min_value": 0,
    "max_type": "num",
    "max_value": 1,
}


def _write_rates(
    book: Book,
    request: MasterRequest,
    names: tuple[str, str],
    table: Table,
    rates: Sequence[Column],
    frozen: int,
) -> Sheet:
    """Write a sheet (name, title) of counts and rates; rates have bars."""
    columns, rows = [*table.columns, *rates], [*table.items]  # type: ignore[misc]
    whole = replace(table, columns=columns, items=rows, none=None)
    sheet = write_tables(book, request, *names, whole, frozen=frozen)
    last = TOP + max(1, len(rows))
    for place, column in enumerate(columns):
        if column.look == _SHARE:
            sheet.conditional_format(TOP + 1, place, last, place, _BAR)
    return sheet


AREAS_SHEET = "Theo lĩnh vực"
_AREA_COLUMNS = (
    Column("line.index", "Chỉ số", 14),
    Column("key", "Mã lĩnh vực", 14, hidden=True),
    Column("line.area", "Mã", 7, CENTRE),
    Column("name", "Lĩnh vực", 44),
    Column("line.authority", "Thẩm quyền", 12, CENTRE, none="Cả hai"),
)


def lines(request: MasterRequest) -> dict[Line, tuple[str, Rates]]:
    """Return the sheet's rows in their order, each with its name and its rates."""
    result = request.result
    found: dict[Line, tuple[str, Rates]] = {}
    for part in result.indices:
        index, name = part.index, f"Toàn chỉ số {part.index.label}"
        found[Line(index, None, None)] = name, part
        for half in result.index_authorities:
            if half.index is index:
                found[Line(index, None, half.authority)] = name, half
        for area in result.areas:
            if area.index is index:
                found[Line(index, area.area, None)] = area.name, area
                for share in result.area_authorities:
                    if (share.index, share.area) == (index, area.area):
                        found[Line(index, area.area, share.authority)] = area.name, share
    for authority in result.authorities:
        name = f"{ALL_INDICES.capitalize()} chỉ số"
        found[Line(None, None, authority.authority)] = name, authority
    return found


def rate_cells(request: MasterRequest) -> dict[tuple[Line, str], str]:
    """Where on this sheet each count and rate of each line stands, for formulas elsewhere."""
    return {
        (line, field): f"'{AREAS_SHEET}'!{reference(TOP + 1 + number, len(_AREA_COLUMNS) + place)}"
        for number, line in enumerate(lines(request))
        for place, field in enumerate(HEADERS)
    }


_HOW = (
    "Nhiệm vụ: dòng của kế hoạch có đơn vị chủ trì. Nhiệm vụ được giao: nhiệm vụ tính riêng cho "
    "từng đơn vị chủ trì; số đếm và tỷ lệ tính theo số này. Điểm: của tiêu chí, mỗi tiêu chí một "
    "đơn vị chấm."
)


def write_areas(book: Book, request: MasterRequest) -> None:
    """Write `Theo lĩnh vực`: areas, indices and authorities, Văn phòng and Cấp tỉnh apart."""
    every = [part.index for part in request.result.indices]

    def row(line: Line, name: str, rates: Rates) -> _Row:
        pairs = [] if line.area is None else [("area", "{key}")]
        pairs += [] if line.authority is None else [("authority", "{authority}")]
        return _Row(rates, _Group([line.index] if line.index else every, pairs), line, name)

    def level(row: _Row) -> int | None:
        if row.line is None or row.line.area is None:
            return 1
        return 2 if row.line.authority is None else None

    rows = [row(line, *of) for line, of in lines(request).items()]
    table = Table(None, _AREA_COLUMNS, rows, level=level, is_live=request.is_live)
    names = AREAS_SHEET, "KẾT QUẢ THEO LĨNH VỰC"
    sheet = _write_rates(book, request, names, table, _RATES, len(_AREA_COLUMNS))
    book.put(sheet, TOP - 1, 0, _HOW, NOTE)
    sheet.ignore_errors({"number_stored_as_text": f"A1:E{TOP + 1 + len(rows)}"})


UNITS_SHEET = "Theo đơn vị"
_UNIT_COLUMNS = (
    Column("rates.unit", "Đơn vị", 11),
    Column("rates.name", "Tên đơn vị", 36),
    Column("rates.submission", "Gửi báo cáo", 12, CENTRE),
    Column("rates.coordinated", "Dòng phối hợp", 9, CENTRE),
    Column("rates.coordinated_reported", "Dòng phối hợp đã nhập", 9, CENTRE),
)


def write_units(book: Book, request: MasterRequest) -> None:
    """Write `Theo đơn vị`: every unit that gets a form, with its rates as lead."""
    indices = [part.index for part in request.result.indices]
    group = _Group(indices, [("unit", "{unit}")])
    rows = [_Row(unit, group) for unit in request.result.units]
    table = Table(None, _UNIT_COLUMNS, rows, is_live=request.has_live_units)
    names = UNITS_SHEET, "KẾT QUẢ THEO ĐƠN VỊ (VAI TRÒ CHỦ TRÌ)"
    _write_rates(book, request, names, table, _UNIT_RATES, 2)


def unit_cell(place: int, field: str) -> str:
    """Where a field of the unit with that place stands, for formulas elsewhere."""
    column = place_of((*_UNIT_COLUMNS, *_UNIT_RATES), field)
    return f"'{UNITS_SHEET}'!{reference(TOP + 1 + place, column)}"


def unit_range(request: MasterRequest, field: str) -> str:
    """Where that field of all units stands."""
    last = TOP + max(1, len(request.result.units))
    return f"'{UNITS_SHEET}'!{whole_range(TOP + 1, last, place_of(_UNIT_COLUMNS, field))}"
