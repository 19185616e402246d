"""The sheet `Theo đơn vị`: every unit that gets a form, with its rates as lead."""

from __future__ import annotations

from collections.abc import Iterator

from par_xl.outputs.master.bars import write_bars
from par_xl.outputs.master.groups import COLUMNS, FIELDS, Group, group_cells
from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.terms.words import Timeliness
from par_xl.workbooks.writing import Book, Cell, Formula, Look, TableColumn, reference, whole_range

SHEET = "Theo đơn vị"
_TEXT = Look()
_CENTRE = Look(align="center")
_COLUMNS = (
    TableColumn("Đơn vị", 11),
    TableColumn("Tên đơn vị", 36),
    TableColumn("Gửi báo cáo", 12),
    TableColumn("Dòng phối hợp", 9),
    TableColumn("Dòng phối hợp đã nhập", 9),
)
NAME_AT, _TIMELINESS = 1, 2


def write_units(book: Book, request: MasterRequest) -> None:
    """Write the sheet."""
    sheet = book.sheet(SHEET)
    write_top(book, sheet, request, "KẾT QUẢ THEO ĐƠN VỊ (VAI TRÒ CHỦ TRÌ)")
    columns = [*_COLUMNS, *COLUMNS]
    after = book.table(sheet, TOP, columns, list(_rows(request)))
    sheet.freeze_panes(TOP + 1, 2)
    sheet.autofilter(TOP, 0, after - 1, len(columns) - 1)
    write_bars(sheet, TOP + 1, after - 1, len(_COLUMNS))
    set_up_print(sheet, SHEET, TOP)


def _rows(request: MasterRequest) -> Iterator[list[Cell]]:
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
            *group_cells(group, unit, row, len(_COLUMNS), request.has_live_units),
        ]


def rate_cell(place: int, field: str) -> str:
    """Where a count or rate of the unit with that place stands, for formulas elsewhere."""
    return _cell(place, len(_COLUMNS) + FIELDS.index(field))


def timeliness_cell(place: int) -> str:
    """Where it says how the unit reported."""
    return _cell(place, _TIMELINESS)


def _cell(place: int, column: int) -> str:
    return f"'{SHEET}'!{reference(TOP + 1 + place, column)}"


def count_of(request: MasterRequest, timeliness: Timeliness) -> Formula:
    """How many units stand like that, counted on this sheet."""
    last = max(TOP + 1, TOP + len(request.result.units))
    where = f"'{SHEET}'!{whole_range(TOP + 1, last, _TIMELINESS)}"
    value = sum(unit.submission is timeliness for unit in request.result.units)
    return Formula(f'=COUNTIF({where},"{timeliness.label}")', value)
