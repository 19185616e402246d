"""The sheet `Khắc phục`: the draft of a remedial plan, its columns those of the plan's appendices.

People edit it, then copy rows into `Phụ lục I`–`III` of the next plan: columns are found by header.
"""

from __future__ import annotations

from par_xl.analysis.points import points_to_win
from par_xl.analysis.remedies import Remedy, remedies
from par_xl.master.request import MasterRequest
from par_xl.master.tables import Column, Row, Table, write_tables
from par_xl.plan.tables import ItemRow
from par_xl.sheet import INPUT_FILL, Book, Look

SHEET = "Khắc phục"
_FIELDS = {
    # header of the plan's appendices: (field of a remedy, width)
    "TT": ("code", 11.0),
    "Nội dung": ("content", 40.0),
    "Điểm tối đa": (None, 8.0),
    "Đơn vị tính": (None, 8.0),
    "Cách đánh giá": (None, 10.0),
    "Nhiệm vụ, giải pháp": ("task", 40.0),
    "Đơn vị chủ trì": ("leads", 16.0),
    "Đơn vị phối hợp": ("coordinating", 16.0),
    "Cơ quan thực hiện": ("performers", 20.0),
    "Thẩm quyền thực hiện": ("authority", 11.0),
    "Thời gian hoàn thành": ("due", 12.0),
    "Nguồn": ("source", 26.0),
}
_TO_EDIT = Look(number_format="@", fill=INPUT_FILL, locked=False)
_APPENDIX, _WHY = "Phụ lục", "Vì sao"
_COLUMNS = (
    Column(_APPENDIX, 12),
    *(Column(header, _FIELDS[header][1], _TO_EDIT) for header in ItemRow.headers()),
    Column(_WHY, 34),
)


def write_remedies(book: Book, request: MasterRequest) -> None:
    """Write the sheet, one appendix of the plan after the other."""
    points = points_to_win(request.plan, request.period, request.tallies)
    found = remedies(request.plan, request.period, points)
    how = (
        "Sửa tại đây, rồi chép các dòng cần giữ vào đúng phụ lục của kế hoạch sau (cùng tên cột). "
        "Ô để trống là chỗ cần người lập kế hoạch quyết định."
    )
    table = Table(None, _COLUMNS, lambda _: [_row(each) for each in found], (how,))
    write_tables(
        book,
        request,
        SHEET,
        "ĐỀ XUẤT KHẮC PHỤC, ĐỂ ĐƯA VÀO KẾ HOẠCH SAU (KẾ HOẠCH, MỤC II.3)",
        [table],
    )


def _row(each: Remedy) -> Row:
    fields = [_FIELDS[header][0] for header in ItemRow.headers()]
    told = ((getattr(each, field) or None) if field else None for field in fields)
    return each.index.sheet, *told, each.why
