"""The master's sheets that people fill in, and what they typed beside rows that are no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from par_xl.outputs.manual_entries import (
    APPENDIX,
    COLUMNS,
    INSPECTION_UNIT,
    INSPECTIONS,
    INSPECTIONS_SHEET,
    LEFT_OVER_SHEET,
    REASON,
    FreeRows,
    ManualRow,
)
from par_xl.outputs.master import units
from par_xl.outputs.master.filling import as_day, look_of
from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.rules.entry import BY_FIELD, Column
from par_xl.terms.text import as_text, fold
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import (
    INPUT_FILL,
    PLAIN,
    Book,
    Cell,
    Look,
    TableColumn,
    Value,
    whole_range,
)

_ROOM = 60
"""Blank rows to type into."""
_INPUT = {
    column.header: Look.of(column.kind).with_(fill=INPUT_FILL, locked=False)
    for column in (*INSPECTIONS, *COLUMNS)
}
_OTHER_INPUT = Look(fill=INPUT_FILL, locked=False)
_HINT = (
    "Nhập tự do; được thêm cột, thêm dòng. Lần tổng hợp sau giữ nguyên phần dưới dòng tiêu đề "
    "(công thức giữ giá trị; màu, ghi chú của ô không giữ)."
)


def write_inspections(book: Book, request: MasterRequest) -> None:
    """`Kiểm tra`: the office's inspections, as people left them, with room for more."""
    sheet = book.sheet(INSPECTIONS_SHEET)
    write_top(book, sheet, request, "KIỂM TRA VIỆC THỰC HIỆN")
    book.put(sheet, TOP - 1, 0, _HINT, PLAIN.with_(italic=True))
    held = request.filling.inspections or FreeRows(tuple(c.header for c in INSPECTIONS), ())
    columns = [TableColumn(as_text(header), _width(header)) for header in held.headers]
    looks = [_look(as_text(header)) for header in held.headers]
    rows = [*held.rows, *[(None,) * len(looks)] * _ROOM]
    cells = [[Cell(v, look_of(v, look)) for v, look in zip(r, looks, strict=True)] for r in rows]
    after = book.table(sheet, TOP, columns, cells, grows=True)
    for place, header in enumerate(held.headers):
        if fold(as_text(header)) == fold(INSPECTION_UNIT):
            sheet.data_validation(TOP + 1, place, after - 1, place, _units(request))
    sheet.freeze_panes(TOP + 1, 0)
    sheet.autofilter(TOP, 0, after - 1, max(0, len(columns) - 1))
    set_up_print(sheet, INSPECTIONS_SHEET, TOP)


def _look(header: str) -> Look:
    look = _INPUT.get(header, _OTHER_INPUT)
    return as_day(look) if header in _DAYS else look


_DAYS = {column.header for column in INSPECTIONS if column.kind is Kind.DAY}
_WIDTHS = {column.header: column.width for column in INSPECTIONS}


def _width(header: Value) -> float:
    return _WIDTHS.get(as_text(header), 22)  # type: ignore[arg-type]


def _units(request: MasterRequest) -> dict[str, Any]:
    last = max(TOP + 1, TOP + len(request.result.units))
    return {
        "validate": "list",
        "source": f"='{units.SHEET}'!{whole_range(TOP + 1, last, units.NAME_AT)}",
        # A help: what is inspected may be no unit of the plan.
        "show_error": False,
    }


def write_left_over(book: Book, request: MasterRequest) -> None:
    """What was typed for rows that are no more, if there is any: it stays until people delete it,
    and goes back to its row where that comes back."""
    rows = request.filling.left_over
    if not rows:
        return
    sheet = book.sheet(LEFT_OVER_SHEET)
    write_top(book, sheet, request, "NỘI DUNG ĐÃ ĐIỀN TAY KHÔNG CÒN DÒNG")
    told = (BY_FIELD[name] for name in ("key", "role", "code", "content", "task"))
    key, role, code, content, task = (_column(column) for column in told)
    columns = [
        TableColumn(APPENDIX, 13),
        TableColumn(key.header, key.width, hidden=True),
        TableColumn("Đơn vị", 11),
        *(role, code, content, task),
        *map(_column, COLUMNS),
        TableColumn(REASON, 26),
    ]
    after = book.table(sheet, TOP, columns, [list(_cells(row, why)) for row, why in rows])
    sheet.freeze_panes(TOP + 1, 0)
    sheet.autofilter(TOP, 0, after - 1, len(columns) - 1)
    set_up_print(sheet, LEFT_OVER_SHEET, TOP)


def _column(column: Column) -> TableColumn:
    return TableColumn(column.header, column.width)


def _cells(row: ManualRow, why: str) -> Iterator[Cell]:
    address, shown = row.address, row.shown
    for text in (shown.appendix, address.key, address.unit, address.role):
        yield Cell(text or None, Look())
    yield Cell(shown.code, Look.of(Kind.CODE))
    yield Cell(shown.content, Look())
    yield Cell(shown.task, Look())
    for value, column in zip(row.values, COLUMNS, strict=True):
        yield Cell(value, look_of(value, _INPUT[column.header]))
    yield Cell(why, Look())
