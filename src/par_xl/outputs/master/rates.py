"""Counts and rates as live formulas: the sheets `Theo lĩnh vực`, `Theo đơn vị`, `Theo tiêu chí`.

They are worked out here over the appendix sheets; other sheets point at these cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from par_xl.merge.rates import ItemTally
from par_xl.merge.result import Rates
from par_xl.outputs.master.appendices import MARK, area_key, column_name
from par_xl.outputs.master.request import TOP, MasterRequest
from par_xl.outputs.master.tables import (
    CENTRE,
    CODE,
    COUNT,
    POINTS,
    Row,
    Table,
    live,
    or_nothing,
    own,
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
    Timeliness,
)
from par_xl.workbooks.writing import (
    HEADING_FILLS,
    Book,
    Cell,
    Formula,
    Look,
    Sheet,
    TableColumn,
    Value,
    reference,
    whole_range,
)

CRITERIA_SHEET = "Theo tiêu chí"
_UNSEEN = CODE.with_(wrap=False)
_CRITERIA = {
    "index": TableColumn("Chỉ số", 14),
    "area": TableColumn("Mã lĩnh vực", 14, _UNSEEN, hidden=True),
    "key": TableColumn("Mã dòng", 14, _UNSEEN, hidden=True),
    "code": TableColumn("TT", 9, CODE),
    "content": TableColumn("Tiêu chí, nội dung", 60),
    "authority": TableColumn("Thẩm quyền", 12, CENTRE),
    "maximum": TableColumn("Điểm tối đa", 9, POINTS),
    "assigned": TableColumn("Số đơn vị chủ trì", 10, COUNT),
    "done": TableColumn("Hoàn thành", 10, COUNT),
    "overdue": TableColumn(State.OVERDUE.label, 12, COUNT),
    "scored": TableColumn("Số đơn vị tự chấm điểm", 11, COUNT),
    "mean_score": TableColumn("Điểm tự đánh giá bình quân", 12, POINTS),
    "scored_maximum": TableColumn("Điểm tối đa của dòng đã chấm", 12, POINTS),
}
_CRITERIA_AT = {field: place for place, field in enumerate(_CRITERIA)}
_CRITERIA_NAMES = {
    "index": "TC_ChiSo",
    "area": "TC_MaLinhVuc",
    "authority": "TC_ThamQuyen",
    "mean_score": "TC_DiemBinhQuan",
    "scored_maximum": "TC_DiemToiDa",
}


def criteria_name(field: str) -> str:
    """Defined name of a column of this sheet."""
    return _CRITERIA_NAMES[field]


def criteria_cell(number: int, field: str) -> str:
    """Where a field of the tally with that place stands, for formulas elsewhere."""
    return f"'{CRITERIA_SHEET}'!{reference(TOP + 1 + number, _CRITERIA_AT[field])}"


def write_criteria(book: Book, request: MasterRequest) -> None:
    """Write `Theo tiêu chí`: each item that somebody leads, all its leads together.

    An item's score is the mean of what its leads gave it; scores of areas and indices are sums of
    these (contract, section 6).
    """
    title = "KẾT QUẢ THEO TIÊU CHÍ (CÁC ĐƠN VỊ CHỦ TRÌ)"
    rows = [_criterion(request, tally) for tally in request.tallies]
    table = Table(None, [*_CRITERIA.values()], rows, none=None)
    sheet = write_tables(book, request, CRITERIA_SHEET, title, [table])
    last = TOP + max(1, len(rows))
    for field, name in _CRITERIA_NAMES.items():
        book.name(name, f"='{CRITERIA_SHEET}'!{whole_range(TOP + 1, last, _CRITERIA_AT[field])}")
    sheet.freeze_panes(TOP + 1, _CRITERIA_AT["content"] + 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{last + 1}"})


def _criterion(request: MasterRequest, tally: ItemTally) -> Row:
    item, mean = tally.item, tally.mean_score
    counted = {
        "assigned": sum(tally.states),
        "done": tally.count(State.DONE_ON_TIME) + tally.count(State.DONE_LATE),
        "overdue": tally.count(State.OVERDUE),
        "scored": tally.scored,
        "mean_score": or_nothing(mean),
        "scored_maximum": NOTHING if mean is None else item.maximum or 0.0,
    }
    formulas = _criteria_formulas(item.index)
    return (
        item.index.label,
        area_key(item.index, item.area or ""),
        item.key,
        item.code,
        item.content,
        item.authority.label if item.authority else None,
        item.maximum,
        *(live(request.is_live, formulas[field], value) for field, value in counted.items()),
    )


def _criteria_formulas(index: Index) -> dict[str, str]:
    def cell(field: str) -> str:
        return own(_CRITERIA_AT[field])

    def counted(function: str, *more: tuple[str, str]) -> str:
        pairs = [("key", cell("key")), ("role", f'"{Role.LEAD.label}"'), *more]
        return f"{function}({','.join(f'{column_name(index, f)},{value}' for f, value in pairs)})"

    def in_state(state: State) -> str:
        return counted("COUNTIFS", ("state", f'"{state.label}"'))

    score = column_name(index, "self_score")
    none = f'{cell("scored")}=0,"{NOTHING}"'
    pairs = f"{column_name(index, 'key')},{cell('key')},{column_name(index, 'role')}"
    total = f'SUMIFS({score},{pairs},"{Role.LEAD.label}")'
    return {
        "assigned": f"{counted('COUNTIFS')}",
        "done": f"{in_state(State.DONE_ON_TIME)}+{in_state(State.DONE_LATE)}",
        "overdue": f"{in_state(State.OVERDUE)}",
        # Blank cells are no zeros: only what was scored has its maximum there.
        "scored": counted("COUNTIFS", ("scored_maximum", '">=0"')),
        "mean_score": f"IF({none},{total}/{cell('scored')})",
        "scored_maximum": f"IF({none},{cell('maximum')})",
    }


_SHARE = Look("0.00%", align="center", bold=True)

_RATES = {
    "assigned": TableColumn("Được giao", 12, COUNT),
    "not_applicable": TableColumn(State.NOT_APPLICABLE.label, 12, COUNT),
    "applicable": TableColumn("Phải thực hiện", 12, COUNT),
    "done_on_time": TableColumn(State.DONE_ON_TIME.label, 12, COUNT),
    "done_late": TableColumn(State.DONE_LATE.label, 12, COUNT),
    "in_progress": TableColumn(State.IN_PROGRESS.label, 12, COUNT),
    "not_started": TableColumn(State.NOT_STARTED.label, 12, COUNT),
    "overdue": TableColumn(State.OVERDUE.label, 12, COUNT),
    "not_reported": TableColumn(State.NOT_REPORTED.label, 12, COUNT),
    "in_error": TableColumn(f"Trong đó: {IN_ERROR_LABEL.lower()}", 12, COUNT),
    "completion_rate": TableColumn("Tỷ lệ hoàn thành", 12, _SHARE),
    "on_time_rate": TableColumn("Tỷ lệ hoàn thành đúng hạn", 12, _SHARE),
    "reporting_rate": TableColumn("Tỷ lệ báo cáo", 12, _SHARE),
    "weighted_progress": TableColumn("Tiến độ bình quân có trọng số", 12, _SHARE),
    "self_score": TableColumn("Điểm tự đánh giá", 12, POINTS),
    "score_maximum": TableColumn("Điểm tối đa của dòng đã chấm", 12, POINTS),
    "recoverable": TableColumn("Điểm còn có thể đạt", 12, POINTS),
    "score_rate": TableColumn("Tỷ lệ điểm", 12, _SHARE),
}
FIELDS = tuple(_RATES)
HEADERS = {field: column.header for field, column in _RATES.items()}


@dataclass(frozen=True)
class _Group:
    """A group of assignments: in which appendices, and by which columns it is picked out.

    ``criteria`` are (field of the appendix sheets, Excel expression of the value).
    """

    indices: Sequence[Index]
    criteria: Sequence[tuple[str, str]]
    by_unit: bool = False

    def cells(self, rates: Rates, first: int, is_live: bool) -> Iterator[Value]:
        """Its counts and rates, which begin at column *first*; the numbers alone where they are
        not live."""
        formulas = _formulas(self, {field: own(first + n) for n, field in enumerate(FIELDS)})
        for field in FIELDS:
            yield live(is_live, formulas[field], or_nothing(getattr(rates, field)))


def _formulas(group: _Group, at: Mapping[str, str]) -> dict[str, str]:
    lead = ("role", f'"{Role.LEAD.label}"')
    applicable = ("state", f'"<>{State.NOT_APPLICABLE.label}"')
    counted = {
        "assigned": _count(group, lead),
        **{
            state.value: _count(group, lead, ("state", f'"{state.label}"'))
            for state in State
            if state is not State.NOT_REPORTED
        },
        # A row in error says so in its state, and is not reported all the same.
        "not_reported": _count(group, lead, ("state", f'"{State.NOT_REPORTED.label}"'))
        + f"+{at['in_error']}",
        "in_error": _count(group, lead, ("in_error", f'"{MARK}"')),
    }
    if group.by_unit:
        score, maximum = _sum(group, "self_score", lead), _sum(group, "scored_maximum", lead)
    else:
        score, maximum = _of_items(group, "mean_score"), _of_items(group, "scored_maximum")
    weighted = _sum(group, "weighted", lead, applicable)
    weight = _sum(group, "weight", lead, applicable)
    done = f"({at['done_on_time']}+{at['done_late']})"
    return {
        **counted,
        "applicable": f"{at['assigned']}-{at['not_applicable']}",
        "completion_rate": _rate(done, at["applicable"]),
        "on_time_rate": _rate(at["done_on_time"], at["applicable"]),
        "reporting_rate": _rate(f"({at['assigned']}-{at['not_reported']})", at["assigned"]),
        "weighted_progress": _rate(f"({weighted})", f"({weight})"),
        "self_score": score,
        "score_maximum": maximum,
        "recoverable": f"{at['score_maximum']}-{at['self_score']}",
        "score_rate": _rate(at["self_score"], at["score_maximum"]),
    }


def _criteria(index: Index, pairs: Sequence[tuple[str, str]]) -> str:
    return ",".join(f"{column_name(index, field)},{value}" for field, value in pairs)


def _count(group: _Group, *more: tuple[str, str]) -> str:
    return "+".join(
        f"COUNTIFS({_criteria(index, (*group.criteria, *more))})" for index in group.indices
    )


def _sum(group: _Group, field: str, *more: tuple[str, str]) -> str:
    return "+".join(
        f"SUMIFS({column_name(index, field)},{_criteria(index, (*group.criteria, *more))})"
        for index in group.indices
    )


def _of_items(group: _Group, field: str) -> str:
    """A sum over the items themselves, each once, however many lead it."""
    sums = []
    for index in group.indices:
        pairs = [("index", f'"{index.label}"'), *group.criteria]
        criteria = ",".join(f"{criteria_name(name)},{value}" for name, value in pairs)
        sums.append(f"SUMIFS({criteria_name(field)},{criteria})")
    return "+".join(sums)


def _rate(part: str, whole: str) -> str:
    return f'IF({whole}=0,"{NOTHING}",{part}/{whole})'


_FILL, _EDGE = "#9DC3E6", "#2E75B6"
"""Light enough to read dark figures over it, and in print; the edge shows where it ends."""


def _write_rates(
    book: Book,
    request: MasterRequest,
    names: tuple[str, str],
    columns: Sequence[TableColumn],
    rows: Sequence[Row],
) -> Sheet:
    """Write a sheet (name, title) whose last columns are counts and rates; rates have bars."""
    name, title = names
    sheet = write_tables(book, request, name, title, [Table(None, columns, rows, none=None)])
    last = TOP + max(1, len(rows))
    for column, each in enumerate(columns):
        if each.look == _SHARE:
            bar = {
                "type": "data_bar",
                "data_bar_2010": True,
                "bar_solid": True,
                "bar_color": _FILL,
                "bar_border_color": _EDGE,
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": 1,
            }
            sheet.conditional_format(TOP + 1, column, last, column, bar)
    return sheet


AREAS_SHEET = "Theo lĩnh vực"
_AREA_COLUMNS = (
    TableColumn("Chỉ số", 14),
    TableColumn("Mã lĩnh vực", 14, hidden=True),
    TableColumn("Mã", 7, CENTRE),
    TableColumn("Lĩnh vực", 44),
    TableColumn("Thẩm quyền", 12, CENTRE),
)
_AREA_KEY, _AUTHORITY = 1, 4
BOTH = "Cả hai"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: an area, an index (area None) or all indices (index None)."""

    index: Index | None
    area: str | None
    authority: Authority | None


def lines(request: MasterRequest) -> dict[Line, tuple[str, Rates]]:
    """The sheet's rows in their order, each with its name and its rates."""
    result = request.result
    found: dict[Line, tuple[str, Rates]] = {}
    for part in result.indices:
        name = f"Toàn chỉ số {part.index.label}"
        found[Line(part.index, None, None)] = (name, part)
        for half in result.index_authorities:
            if half.index is part.index:
                found[Line(part.index, None, half.authority)] = (name, half)
        for area in result.areas:
            if area.index is not part.index:
                continue
            found[Line(area.index, area.area, None)] = (area.name, area)
            for share in result.area_authorities:
                if (share.index, share.area) == (area.index, area.area):
                    found[Line(area.index, area.area, share.authority)] = (area.name, share)
    every = f"{ALL_INDICES.capitalize()} chỉ số"
    for authority in result.authorities:
        found[Line(None, None, authority.authority)] = (every, authority)
    return found


def rate_cells(request: MasterRequest) -> dict[tuple[Line, str], str]:
    """Where on this sheet each count and rate of each line stands, for formulas elsewhere."""
    return {
        (line, field): f"'{AREAS_SHEET}'!{reference(TOP + 1 + number, len(_AREA_COLUMNS) + place)}"
        for number, line in enumerate(lines(request))
        for place, field in enumerate(FIELDS)
    }


def write_areas(book: Book, request: MasterRequest) -> None:
    """Write `Theo lĩnh vực`: areas, indices and authorities, Văn phòng and Cấp tỉnh apart."""
    columns = [*_AREA_COLUMNS, *_RATES.values()]
    rows = [_area_row(request, columns, line, *of) for line, of in lines(request).items()]
    names = AREAS_SHEET, "KẾT QUẢ THEO LĨNH VỰC"
    sheet = _write_rates(book, request, names, columns, rows)
    sheet.freeze_panes(TOP + 1, len(_AREA_COLUMNS))
    sheet.ignore_errors({"number_stored_as_text": f"A1:E{TOP + 1 + len(rows)}"})


def _area_row(
    request: MasterRequest, columns: Sequence[TableColumn], line: Line, name: str, rates: Rates
) -> Row:
    criteria = []
    if line.area is not None:
        criteria.append(("area", own(_AREA_KEY)))
    if line.authority is not None:
        criteria.append(("authority", own(_AUTHORITY)))
    every = [part.index for part in request.result.indices]
    group = _Group([line.index] if line.index else every, criteria)
    values = (
        line.index.label if line.index else None,
        area_key(line.index, line.area) if line.index and line.area else None,
        line.area,
        name,
        line.authority.label if line.authority else BOTH,
        *group.cells(rates, len(_AREA_COLUMNS), request.is_live),
    )
    if line.area is not None and line.authority is not None:
        return values
    strong = line.area is None
    fill = HEADING_FILLS[1 if strong else 2]
    looks = [c.look.with_(fill=fill, bold=strong or c.look.bold) for c in columns]
    return [*map(Cell, values, looks)]


UNITS_SHEET = "Theo đơn vị"
_UNIT_COLUMNS = (
    TableColumn("Đơn vị", 11),
    TableColumn("Tên đơn vị", 36),
    TableColumn("Gửi báo cáo", 12, CENTRE),
    TableColumn("Dòng phối hợp", 9, CENTRE),
    TableColumn("Dòng phối hợp đã nhập", 9, CENTRE),
)
NAME_AT, _TIMELINESS = 1, 2


def write_units(book: Book, request: MasterRequest) -> None:
    """Write `Theo đơn vị`: every unit that gets a form, with its rates as lead."""
    indices = [part.index for part in request.result.indices]
    group = _Group(indices, [("unit", own(0))], by_unit=True)
    rows = [
        (
            unit.unit,
            unit.name,
            unit.submission.label,
            unit.coordinated,
            unit.coordinated_reported,
            *group.cells(unit, len(_UNIT_COLUMNS), request.has_live_units),
        )
        for unit in request.result.units
    ]
    names = UNITS_SHEET, "KẾT QUẢ THEO ĐƠN VỊ (VAI TRÒ CHỦ TRÌ)"
    sheet = _write_rates(book, request, names, [*_UNIT_COLUMNS, *_RATES.values()], rows)
    sheet.freeze_panes(TOP + 1, 2)


def rate_cell(place: int, field: str) -> str:
    """Where a count or rate of the unit with that place stands, for formulas elsewhere."""
    return _unit_cell(place, len(_UNIT_COLUMNS) + FIELDS.index(field))


def timeliness_cell(place: int) -> str:
    """Where it says how the unit reported."""
    return _unit_cell(place, _TIMELINESS)


def _unit_cell(place: int, column: int) -> str:
    return f"'{UNITS_SHEET}'!{reference(TOP + 1 + place, column)}"


def count_of(request: MasterRequest, timeliness: Timeliness) -> Formula:
    """How many units stand like that, counted on this sheet."""
    last = max(TOP + 1, TOP + len(request.result.units))
    where = f"'{UNITS_SHEET}'!{whole_range(TOP + 1, last, _TIMELINESS)}"
    value = sum(unit.submission is timeliness for unit in request.result.units)
    return Formula(f'=COUNTIF({where},"{timeliness.label}")', value)
