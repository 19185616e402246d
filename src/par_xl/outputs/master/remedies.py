"""The sheet `Khắc phục`: what is to be made good, in the columns of the plan's appendices.

It is drafted anew by each merge until people edit it: from then on it stays as they left it. They
copy rows into `Phụ lục I`–`III` of the next plan: columns are found by header there.
"""

from __future__ import annotations

from par_xl.insight.points import points_to_win
from par_xl.insight.remedies import Remedy, remedies
from par_xl.outputs.manual_entries import REMEDIES, REMEDIES_SHEET, FreeRows
from par_xl.outputs.master.filling import look_of
from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.plan.model import ItemRow
from par_xl.terms.text import as_text
from par_xl.workbooks.writing import INPUT_FILL, PLAIN, Book, Cell, Look, TableColumn

_FIELDS = {
    # header of the plan's appendices: field of a remedy
    "TT": "code",
    "Nội dung": "content",
    "Nhiệm vụ, giải pháp": "task",
    "Đơn vị chủ trì": "leads",
    "Đơn vị phối hợp": "coordinating",
    "Cơ quan thực hiện": "performers",
    "Thẩm quyền thực hiện": "authority",
    "Thời gian hoàn thành": "due",
    "Nguồn": "source",
}
_WIDTHS = {
    "Phụ lục": 12.0, "TT": 11.0, "Nội dung": 40.0, "Điểm tối đa": 8.0, "Đơn vị tính": 8.0,
    "Cách đánh giá": 10.0, "Nhiệm vụ, giải pháp": 40.0, "Cơ quan thực hiện": 20.0,
    "Thẩm quyền thực hiện": 11.0, "Thời gian hoàn thành": 12.0, "Nguồn": 26.0, "Vì sao": 34.0,
}  # fmt: skip
_WIDTH = 16.0
_TO_EDIT = Look(number_format="@", fill=INPUT_FILL, locked=False)
_ROOM = 20
"""Blank rows to type into."""
_DRAFTED = (
    "Sửa tại đây, rồi chép các dòng cần giữ vào đúng phụ lục của kế hoạch sau (cùng tên cột). Ô để "
    "trống là chỗ cần người lập kế hoạch quyết định."
)
_EDITED = (
    "Trang này đã sửa tay nên được giữ nguyên. Muốn lập lại từ số liệu mới: xóa trang này, lưu tệp "
    "rồi tổng hợp lại."
)


def write_remedies(book: Book, request: MasterRequest) -> None:
    """Write the sheet, as people left it where they edited it."""
    sheet = book.sheet(REMEDIES_SHEET)
    write_top(book, sheet, request, "ĐỀ XUẤT KHẮC PHỤC, ĐỂ ĐƯA VÀO KẾ HOẠCH SAU")
    edited = request.filling.remedies
    held = edited or _drafted(request)
    hint = _EDITED if edited else _DRAFTED
    book.put(sheet, TOP - 1, 0, hint, PLAIN.with_(italic=True))
    columns = [
        TableColumn(as_text(header), _WIDTHS.get(as_text(header), _WIDTH))
        for header in held.headers
    ]
    if edited is None:
        # Out of sight, above a column of its own.
        book.put(sheet, TOP - 1, len(columns) + 1, held.mark, PLAIN)
        sheet.set_column(len(columns) + 1, len(columns) + 1, None, None, {"hidden": True})
    rows = [*held.rows, *[(None,) * len(columns)] * _ROOM]
    cells = [[Cell(value, look_of(value, _TO_EDIT)) for value in row] for row in rows]
    after = book.table(sheet, TOP, columns, cells, grows=True)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.autofilter(TOP, 0, after - 1, max(0, len(columns) - 1))
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{after}"})
    set_up_print(sheet, REMEDIES_SHEET, TOP)


def _drafted(request: MasterRequest) -> FreeRows:
    points = points_to_win(request.plan, request.period, request.tallies)
    found = remedies(request.plan, request.period, points)
    return FreeRows(REMEDIES, tuple(map(_row, found)))


def _row(each: Remedy) -> tuple[str | None, ...]:
    fields = (_FIELDS.get(header) for header in ItemRow.headers())
    told = ((getattr(each, field) or None) if field else None for field in fields)
    return each.index.sheet, *told, each.why
