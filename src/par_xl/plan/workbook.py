"""A plan workbook written for people to edit: codes as text, drop-downs, readable rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xlsxwriter.worksheet import Worksheet

from par_xl.plan.model import SHEETS, YEAR_COLUMN, ItemRow
from par_xl.terms.words import Authority, Index, Method, PeriodKind, labels
from par_xl.workbooks.look import HEADING_FILLS, Look
from par_xl.workbooks.sheet import Value
from par_xl.workbooks.writing import Book, Cell, TableColumn, set_up_print

PlanRows = Mapping[str, Sequence[Mapping[str, Value]]]
"""Rows of each sheet by header text."""

_WIDTHS = {
    "Mục": 26.0, "Giá trị": 34.0, "Tên": 30.0, "Ý nghĩa": 60.0, "Kỳ": 10.0, "Tên kỳ": 26.0,
    "Mã đơn vị": 12.0, "Tên đơn vị": 38.0, "Tên gọi khác": 44.0, "Thư điện tử": 22.0,
    "Từ kỳ": 9.0, "Đến kỳ": 9.0,
    "Chỉ số": 11.0, "Mã": 16.0, "Tên lĩnh vực": 60.0, "Nội dung": 44.0, "TT": 10.0,
    "Điểm tối đa": 9.0, "Đơn vị tính": 8.0, "Cách đánh giá": 15.0, "Nhiệm vụ, giải pháp": 60.0,
    "Đơn vị chủ trì": 18.0, "Đơn vị phối hợp": 18.0, "Cơ quan thực hiện": 26.0,
    "Thẩm quyền thực hiện": 12.0, "Thời gian hoàn thành": 16.0, "Nguồn": 44.0, "Năm": 8.0,
    "Hạng": 8.0, "Nội dung cam kết": 40.0, "Văn bản": 26.0, "Lý do": 30.0, "Đơn vị": 18.0,
}  # fmt: skip
_DEFAULT_WIDTH = 13.0
_TEXT = Look(number_format="@")
_CHOICES = {
    "Chỉ số": [index.label for index in Index],
    "Cách đánh giá": [method.label for method in Method],
    "Thẩm quyền thực hiện": [authority.label for authority in Authority],
    "Loại kỳ": [kind.label for kind in PeriodKind],
}
_NOTES = {
    "Thời gian hoàn thành": "Có hạn: một ngày (30/6/2024; ngày 30 tháng 6 năm 2024); Tháng 6/2024, "
    "Quý II/2024, 6 tháng đầu năm 2024, Năm 2024, 2023-2025 (ngày cuối của khoảng đó); Trước ngày "
    "30/6/2024 (hạn là 29/6/2024).\nHằng năm: hạn 31/12 của năm báo cáo.\nThường xuyên, Hằng quý, "
    "6 tháng/lần hoặc để trống: làm trong từng kỳ, không có hạn.",
    "Đơn vị chủ trì": "Mã hoặc tên đơn vị, cách nhau bằng dấu ; hoặc xuống dòng; “Tất cả” hoặc "
    "loại đơn vị (phòng, ban …) là nhiều đơn vị.\nỞ dòng có điểm, không có dòng con có điểm và "
    "không điều tra xã hội học: đơn vị ghi đầu chấm điểm, phải ghi bằng mã hoặc tên.",
    "Từ kỳ": "Trống: từ kỳ đầu tiên. Có mã kỳ (2024-06): chỉ hỏi dòng này và dòng con từ kỳ đó.",
    "Đến kỳ": "Trống: đến kỳ cuối cùng. Có mã kỳ (2024-12): không hỏi sau kỳ đó.",
}
"""What is said of an appendix's column where its header stands."""
_SPARE_ROWS = 200
"""Rows below the last that already have the sheet's formats and drop-downs."""


def write_plan(rows: PlanRows) -> bytes:
    """Write a plan workbook with all its sheets, those without rows as well."""
    return plan_book(rows).content()


def plan_book(rows: PlanRows) -> Book:
    """Return the same, not closed yet: further sheets may follow."""
    book = Book(f"Kế hoạch nâng cao {labels()}")
    for name, kind in SHEETS.items():
        sheet = book.sheet(name)
        headers = sheet_headers(name, rows[name])
        columns = [TableColumn(h, _WIDTHS.get(h, _DEFAULT_WIDTH)) for h in headers]
        leaves = _leaves(rows[name]) if kind is ItemRow else None
        after = book.table(
            sheet, 0, columns, [_cells(row, headers, leaves) for row in rows[name]], grows=True
        )
        _set_up(book, sheet, headers, after)
        for column, header in enumerate(headers):
            if kind is ItemRow and header in _NOTES:
                book.note(sheet, 0, column, _NOTES[header])
    return book


def sheet_headers(name: str, rows: Sequence[Mapping[str, Value]]) -> list[str]:
    """Headers of a sheet in their order; an appendix has a column for each year in its rows."""
    headers = list(SHEETS[name].headers())
    if SHEETS[name] is ItemRow:
        years = sorted({h for row in rows for h in row if YEAR_COLUMN.fullmatch(h)})
        headers[headers.index("Nguồn") : headers.index("Nguồn")] = years
    return headers


def _leaves(rows: Sequence[Mapping[str, Value]]) -> set[str]:
    codes = {str(row["TT"]) for row in rows}
    return codes - {code.rpartition(".")[0] for code in codes}


def _cells(row: Mapping[str, Value], headers: Sequence[str], leaves: set[str] | None) -> list[Cell]:
    fill: str | None = None
    code = str(row.get("TT", ""))
    if leaves is not None and code not in leaves:
        fill = HEADING_FILLS[min(code.count("."), len(HEADING_FILLS) - 1)]
    cells = []
    for header in headers:
        value = row.get(header)
        look = _TEXT
        if isinstance(value, date):
            look = Look(number_format="dd/mm/yyyy", align="center")
        elif isinstance(value, int | float):
            look = Look(align="center")
        if fill:
            look = look.with_(fill=fill, bold=True)
        cells.append(Cell(value, look))
    return cells


def _set_up(book: Book, sheet: Worksheet, headers: Sequence[str], after: int) -> None:
    codes = book.look(_TEXT)
    for column, header in enumerate(headers):
        width = _WIDTHS.get(header, _DEFAULT_WIDTH)
        if header in ("TT", "Kỳ", "Mã", "Mã đơn vị", "Từ kỳ", "Đến kỳ", "Sáp nhập vào"):
            # Text below the last row too, so that a code typed there stays one.
            sheet.set_column(column, column, width, codes)
        if header in _CHOICES:
            sheet.data_validation(
                1,
                column,
                after + _SPARE_ROWS,
                column,
                {
                    "validate": "list",
                    "source": _CHOICES[header],
                    "error_title": "Chưa hợp lệ",
                    "error_message": "Chọn một giá trị trong danh sách.",
                },
            )
    sheet.freeze_panes(1, 2 if "TT" in headers else 0)
    if after > 1:
        sheet.autofilter(0, 0, after - 1, len(headers) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{after + _SPARE_ROWS}"})
    set_up_print(sheet, 0, "&A")
