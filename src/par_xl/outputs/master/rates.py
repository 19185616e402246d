"""Counts and rates as live formulas: the sheets `Theo lĩnh vực`, `Theo đơn vị`, `Theo tiêu chí`.

They are worked out here over the appendix sheets; other sheets point at these cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from par_xl.merge.rates import ItemTally
from par_xl.merge.result import Rates
from par_xl.outputs.master.appendices import MARK, area_key, column_name
from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.terms.finding import column_letters
from par_xl.terms.words import IN_ERROR_LABEL, NOTHING, Authority, Index, Role, State, Timeliness
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import (
    HEADING_FILLS,
    Book,
    Cell,
    Formula,
    Look,
    TableColumn,
    Value,
    reference,
    whole_range,
)

CRITERIA_SHEET = "Theo tiêu chí"
_TEXT, _CODE = Look(), Look.of(Kind.CODE)
_UNSEEN = _CODE.with_(wrap=False)
_CENTRE, _COUNT = Look(align="center"), Look("#,##0", align="center")
_POINTS = Look("#,##0.00", align="center")
_CRITERIA = {
    "index": TableColumn("Chỉ số", 14),
    "area": TableColumn("Mã lĩnh vực", 14, hidden=True),
    "key": TableColumn("Mã dòng", 14, hidden=True),
    "code": TableColumn("TT", 9),
    "content": TableColumn("Tiêu chí, nội dung", 60),
    "authority": TableColumn("Thẩm quyền", 12),
    "maximum": TableColumn("Điểm tối đa", 9),
    "assigned": TableColumn("Số đơn vị chủ trì", 10),
    "done": TableColumn("Hoàn thành", 10),
    "overdue": TableColumn(State.OVERDUE.label, 12),
    "scored": TableColumn("Số đơn vị tự chấm điểm", 11),
    "mean_score": TableColumn("Điểm tự đánh giá bình quân", 12),
    "scored_maximum": TableColumn("Điểm tối đa của dòng đã chấm", 12),
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
    """Write the sheet and define the names of its columns."""
    sheet = book.sheet(CRITERIA_SHEET)
    write_top(book, sheet, request, "KẾT QUẢ THEO TIÊU CHÍ (CÁC ĐƠN VỊ CHỦ TRÌ)")
    columns = list(_CRITERIA.values())
    after = book.table(sheet, TOP, columns, list(_criteria_rows(request)))
    last = max(TOP + 1, after - 1)
    for field, name in _CRITERIA_NAMES.items():
        book.name(name, f"='{CRITERIA_SHEET}'!{whole_range(TOP + 1, last, _CRITERIA_AT[field])}")
    sheet.freeze_panes(TOP + 1, _CRITERIA_AT["content"] + 1)
    sheet.autofilter(TOP, 0, last, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{last + 1}"})
    set_up_print(sheet, CRITERIA_SHEET, TOP)


def _criteria_rows(request: MasterRequest) -> Iterator[list[Cell]]:
    for number, tally in enumerate(request.tallies):
        item = tally.item
        mean = tally.mean_score
        formulas = _criteria_formulas(item.index, TOP + 1 + number)
        counted: dict[str, tuple[float | str, Look]] = {
            "assigned": (sum(tally.states), _COUNT),
            "done": (tally.count(State.DONE_ON_TIME) + tally.count(State.DONE_LATE), _COUNT),
            "overdue": (tally.count(State.OVERDUE), _COUNT),
            "scored": (tally.scored, _COUNT),
            "mean_score": (NOTHING if mean is None else mean, _POINTS),
            "scored_maximum": (NOTHING if mean is None else _points(tally), _POINTS),
        }
        said: list[tuple[Value, Look]] = [
            (item.index.label, _TEXT),
            (area_key(item.index, item.area or ""), _UNSEEN),
            (item.key, _UNSEEN),
            (item.code, _CODE),
            (item.content, _TEXT),
            (item.authority.label if item.authority else None, _CENTRE),
            (item.maximum, _POINTS),
        ]
        yield [
            *(Cell(value, look) for value, look in said),
            *(
                Cell(Formula(formulas[field], value) if request.is_live else value, look)
                for field, (value, look) in counted.items()
            ),
        ]


def _points(tally: ItemTally) -> float:
    return tally.item.maximum or 0.0


def _criteria_formulas(index: Index, row: int) -> dict[str, str]:
    def cell(field: str) -> str:
        return reference(row, _CRITERIA_AT[field])

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
        "assigned": f"={counted('COUNTIFS')}",
        "done": f"={in_state(State.DONE_ON_TIME)}+{in_state(State.DONE_LATE)}",
        "overdue": f"={in_state(State.OVERDUE)}",
        # Blank cells are no zeros: only what was scored has its maximum there.
        "scored": "=" + counted("COUNTIFS", ("scored_maximum", '">=0"')),
        "mean_score": f"=IF({none},{total}/{cell('scored')})",
        "scored_maximum": f"=IF({none},{cell('maximum')})",
    }


_COUNT = Look("#,##0", align="center")
_POINTS = Look("#,##0.00", align="center")
_SHARE = Look("0.00%", align="center", bold=True)

_RATES: dict[str, tuple[str, Look]] = {
    "assigned": ("Được giao", _COUNT),
    "not_applicable": (State.NOT_APPLICABLE.label, _COUNT),
    "applicable": ("Phải thực hiện", _COUNT),
    "done_on_time": (State.DONE_ON_TIME.label, _COUNT),
    "done_late": (State.DONE_LATE.label, _COUNT),
    "in_progress": (State.IN_PROGRESS.label, _COUNT),
    "not_started": (State.NOT_STARTED.label, _COUNT),
    "overdue": (State.OVERDUE.label, _COUNT),
    "not_reported": (State.NOT_REPORTED.label, _COUNT),
    "in_error": (f"Trong đó: {IN_ERROR_LABEL.lower()}", _COUNT),
    "completion_rate": ("Tỷ lệ hoàn thành", _SHARE),
    "on_time_rate": ("Tỷ lệ hoàn thành đúng hạn", _SHARE),
    "reporting_rate": ("Tỷ lệ báo cáo", _SHARE),
    "weighted_progress": ("Tiến độ bình quân có trọng số", _SHARE),
    "self_score": ("Điểm tự đánh giá", _POINTS),
    "score_maximum": ("Điểm tối đa của dòng đã chấm", _POINTS),
    "recoverable": ("Điểm còn có thể đạt", _POINTS),
    "score_rate": ("Tỷ lệ điểm", _SHARE),
}
FIELDS = tuple(_RATES)
HEADERS = {field: header for field, (header, _) in _RATES.items()}
LOOKS = {field: look for field, (_, look) in _RATES.items()}
_RATE_COLUMNS = tuple(TableColumn(header, 12) for header in HEADERS.values())


@dataclass(frozen=True)
class Group:
    """A group of assignments: in which appendices, and by which columns it is picked out.

    ``criteria`` are (field of the appendix sheets, Excel expression of the value).
    """

    indices: Sequence[Index]
    criteria: Sequence[tuple[str, str]]
    by_unit: bool = False


def group_cells(group: Group, rates: Rates, row: int, first: int, is_live: bool) -> Iterator[Cell]:
    """The cells of a group in *row*, its counts and rates beginning at column *first*.

    Where they are not live, the numbers alone.
    """
    at = {field: f"${column_letters(first + n)}{row + 1}" for n, field in enumerate(FIELDS)}
    formulas = _formulas(group, at)
    for field, look in LOOKS.items():
        value = getattr(rates, field)
        value = NOTHING if value is None else value
        yield Cell(Formula(formulas[field], value) if is_live else value, look)


def _formulas(group: Group, at: Mapping[str, str]) -> dict[str, str]:
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
        **{field: f"={formula}" for field, formula in counted.items()},
        "applicable": f"={at['assigned']}-{at['not_applicable']}",
        "completion_rate": _rate(done, at["applicable"]),
        "on_time_rate": _rate(at["done_on_time"], at["applicable"]),
        "reporting_rate": _rate(f"({at['assigned']}-{at['not_reported']})", at["assigned"]),
        "weighted_progress": _rate(f"({weighted})", f"({weight})"),
        "self_score": f"={score}",
        "score_maximum": f"={maximum}",
        "recoverable": f"={at['score_maximum']}-{at['self_score']}",
        "score_rate": _rate(at["self_score"], at["score_maximum"]),
    }


def _criteria(index: Index, pairs: Sequence[tuple[str, str]]) -> str:
    return ",".join(f"{column_name(index, field)},{value}" for field, value in pairs)


def _count(group: Group, *more: tuple[str, str]) -> str:
    return "+".join(
        f"COUNTIFS({_criteria(index, (*group.criteria, *more))})" for index in group.indices
    )


def _sum(group: Group, field: str, *more: tuple[str, str]) -> str:
    return "+".join(
        f"SUMIFS({column_name(index, field)},{_criteria(index, (*group.criteria, *more))})"
        for index in group.indices
    )


def _of_items(group: Group, field: str) -> str:
    """A sum over the items themselves, each once, however many lead it."""
    sums = []
    for index in group.indices:
        pairs = [("index", f'"{index.label}"'), *group.criteria]
        criteria = ",".join(f"{criteria_name(name)},{value}" for name, value in pairs)
        sums.append(f"SUMIFS({criteria_name(field)},{criteria})")
    return "+".join(sums)


def _rate(part: str, whole: str) -> str:
    return f'=IF({whole}=0,"{NOTHING}",{part}/{whole})'


_FILL, _EDGE = "#9DC3E6", "#2E75B6"
"""Light enough to read dark figures over it, and in print; the edge shows where it ends."""
_BARS = [place for place, field in enumerate(FIELDS) if "%" in LOOKS[field].number_format]


def write_bars(sheet: Worksheet, first: int, last: int, column: int) -> None:
    """Draw the bars of the counts and rates that begin at that *column*, in those rows (from 0)."""
    for place in _BARS:
        at = column + place
        sheet.conditional_format(
            first,
            at,
            max(first, last),
            at,
            {
                "type": "data_bar",
                "data_bar_2010": True,
                "bar_solid": True,
                "bar_color": _FILL,
                "bar_border_color": _EDGE,
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": 1,
            },
        )


AREAS_SHEET = "Theo lĩnh vực"
_TEXT = Look()
_CENTRE = Look(align="center")
_AREA_COLUMNS = (
    TableColumn("Chỉ số", 14),
    TableColumn("Mã lĩnh vực", 14, hidden=True),
    TableColumn("Mã", 7),
    TableColumn("Lĩnh vực", 44),
    TableColumn("Thẩm quyền", 12),
)
_AREA_KEY, _AUTHORITY = 1, 4
BOTH = "Cả hai"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: an area, an index (area None) or all three indices (index None)."""

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
    for authority in result.authorities:
        found[Line(None, None, authority.authority)] = ("Cả ba chỉ số", authority)
    return found


def rate_cells(request: MasterRequest) -> dict[tuple[Line, str], str]:
    """Where on this sheet each count and rate of each line stands, for formulas elsewhere."""
    return {
        (line, field): f"'{AREAS_SHEET}'!{reference(TOP + 1 + number, len(_AREA_COLUMNS) + place)}"
        for number, line in enumerate(lines(request))
        for place, field in enumerate(FIELDS)
    }


def write_areas(book: Book, request: MasterRequest) -> None:
    """Write the sheet."""
    sheet = book.sheet(AREAS_SHEET)
    write_top(book, sheet, request, "KẾT QUẢ THEO LĨNH VỰC")
    columns = [*_AREA_COLUMNS, *_RATE_COLUMNS]
    after = book.table(sheet, TOP, columns, list(_area_rows(request)))
    sheet.freeze_panes(TOP + 1, len(_AREA_COLUMNS))
    sheet.autofilter(TOP, 0, after - 1, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:E{after}"})
    write_bars(sheet, TOP + 1, after - 1, len(_AREA_COLUMNS))
    set_up_print(sheet, AREAS_SHEET, TOP)


def _area_rows(request: MasterRequest) -> Iterator[list[Cell]]:
    every = [part.index for part in request.result.indices]
    for number, (line, (name, rates)) in enumerate(lines(request).items()):
        row = TOP + 1 + number
        criteria = []
        if line.area is not None:
            criteria.append(("area", reference(row, _AREA_KEY)))
        if line.authority is not None:
            criteria.append(("authority", reference(row, _AUTHORITY)))
        group = Group([line.index] if line.index else every, criteria)
        key = area_key(line.index, line.area) if line.index and line.area else None
        cells = [
            Cell(line.index.label if line.index else None, _TEXT),
            Cell(key, _TEXT),
            Cell(line.area, _CENTRE),
            Cell(name, _TEXT),
            Cell(line.authority.label if line.authority else BOTH, _CENTRE),
            *group_cells(group, rates, row, len(_AREA_COLUMNS), request.is_live),
        ]
        if line.area is None or line.authority is None:
            fill = HEADING_FILLS[1 if line.area is None else 2]
            strong = line.area is None
            cells = [
                Cell(c.value, c.look.with_(fill=fill, bold=strong or c.look.bold)) for c in cells
            ]
        yield cells


UNITS_SHEET = "Theo đơn vị"
_TEXT = Look()
_CENTRE = Look(align="center")
_UNIT_COLUMNS = (
    TableColumn("Đơn vị", 11),
    TableColumn("Tên đơn vị", 36),
    TableColumn("Gửi báo cáo", 12),
    TableColumn("Dòng phối hợp", 9),
    TableColumn("Dòng phối hợp đã nhập", 9),
)
NAME_AT, _TIMELINESS = 1, 2


def write_units(book: Book, request: MasterRequest) -> None:
    """Write the sheet."""
    sheet = book.sheet(UNITS_SHEET)
    write_top(book, sheet, request, "KẾT QUẢ THEO ĐƠN VỊ (VAI TRÒ CHỦ TRÌ)")
    columns = [*_UNIT_COLUMNS, *_RATE_COLUMNS]
    after = book.table(sheet, TOP, columns, list(_unit_rows(request)))
    sheet.freeze_panes(TOP + 1, 2)
    sheet.autofilter(TOP, 0, after - 1, len(columns) - 1)
    write_bars(sheet, TOP + 1, after - 1, len(_UNIT_COLUMNS))
    set_up_print(sheet, UNITS_SHEET, TOP)


def _unit_rows(request: MasterRequest) -> Iterator[list[Cell]]:
    indices = [part.index for part in request.result.indices]
    for number, unit in enumerate(request.result.units):
        row = TOP + 1 + number
        group = Group(indices, [("unit", reference(row, 0))], by_unit=True)
        yield [
            Cell(unit.unit, _TEXT),
            Cell(unit.name, _TEXT),
            Cell(unit.submission.label, _CENTRE),
            Cell(unit.coordinated, _CENTRE),
            Cell(unit.coordinated_reported, _CENTRE),
            *group_cells(group, unit, row, len(_UNIT_COLUMNS), request.has_live_units),
        ]


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
