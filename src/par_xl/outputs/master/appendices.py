"""The master's appendix sheets: every assignment with its entry, and where that came from.

Counts and rates elsewhere are formulas over these sheets' columns, through defined names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from par_xl.outputs.manual_entries import COLUMNS as HAND
from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.outputs.master.rows import COLUMNS, FIELDS, HAND_AT, AppendixRows
from par_xl.terms.finding import column_letters
from par_xl.terms.words import Index
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import INPUT_FILL, Book, Cell, Sheet, reference, whole_range

NAMES = {
    # field: the part of the defined name after the appendix's own
    "area": "MaLinhVuc",
    "key": "MaDong",
    "unit": "DonVi",
    "role": "VaiTro",
    "authority": "ThamQuyen",
    "state": "TrangThai",
    "in_error": "ChuaHopLe",
    "weight": "TrongSo",
    "weighted": "TrongSoTienDo",
    "self_score": "DiemTuDanhGia",
    "scored_maximum": "DiemToiDaDaCham",
}
_TITLE = 32
"""Characters of a prompt's title."""


def column_name(index: Index, field: str) -> str:
    """Defined name of a column of an appendix sheet: ``PL1_TrangThai``."""
    return f"PL{index.number}_{NAMES[field]}"


def write_appendix(book: Book, request: MasterRequest, index: Index) -> None:
    """Write one appendix sheet and define the names of its columns."""
    sheet = book.sheet(index.sheet)
    write_top(book, sheet, request, f"{index.sheet.upper()}. {index.label}: KẾT QUẢ THỰC HIỆN")
    rows = request.appendices[index]
    cells = AppendixRows(request.plan, request.period, request.filling).cells
    book.table(sheet, TOP, COLUMNS, map(cells, rows.rows), _is_to_fill, rows.count)
    last = max(TOP + 1, TOP + rows.count)
    for field in NAMES:
        where = whole_range(TOP + 1, last, FIELDS.index(field))
        book.name(column_name(index, field), f"='{index.sheet}'!{where}")
    _limit(sheet, last)
    sheet.freeze_panes(TOP + 1, FIELDS.index("content") + 1)
    sheet.autofilter(TOP, 0, last, len(FIELDS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(len(FIELDS))}{last + 1}"})
    set_up_print(sheet, index.sheet, TOP)
    # Too wide for one page: several side by side, each row named on all of them.
    sheet.set_print_scale(48)
    sheet.print_across()
    sheet.repeat_columns(0, FIELDS.index("content"))


def _is_to_fill(cells: Sequence[Cell]) -> bool:
    return cells[HAND_AT].look.fill == INPUT_FILL


def _limit(sheet: Sheet, last: int) -> None:
    """Let Excel warn of scores outside 0 to the row's maximum, and say what belongs where."""
    maximum = reference(TOP + 1, FIELDS.index("maximum"))
    for place, column in enumerate(HAND, start=HAND_AT):
        accepted: dict[str, Any] = {"validate": "any"}
        if column.kind is Kind.POINTS:
            accepted = {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                # Without points there is no limit.
                "maximum": f"=IF(ISNUMBER({maximum}),{maximum},1000)",
                "error_type": "warning",
                "error_title": column.header,
                "error_message": "Điểm là số từ 0 đến điểm tối đa của dòng. Vẫn ghi như vậy?",
            }
        told = {"input_title": column.header[:_TITLE], "input_message": column.prompt}
        sheet.data_validation(TOP + 1, place, last, place, {**accepted, **told})
