"""The sheets that people fill in: `Kiểm tra`, `Khắc phục`, and what has lost its row.

`Khắc phục` is drafted anew by each merge until people edit it: from then on it stays as they left
it. They copy rows into `Phụ lục I`–`III` of the next plan: columns are found by header there.
"""

from __future__ import annotations

from collections.abc import Iterator

from par_xl.insight.points import points_to_win
from par_xl.insight.remedies import Remedy, remedies
from par_xl.outputs.manual_entries import (
    APPENDIX,
    COLUMNS,
    INSPECTION_UNIT,
    INSPECTIONS,
    INSPECTIONS_SHEET,
    LEFT_OVER_SHEET,
    REASON,
    REMEDIES,
    REMEDIES_SHEET,
    FreeRows,
    ManualRow,
)
from par_xl.outputs.master.filling import as_day, look_of
from par_xl.outputs.master.rates import unit_range
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import TOP, set_up_print, write_top
from par_xl.plan.model import ItemRow
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
    names = unit_range(request, "name")
    for place, header in enumerate(held.headers):
        if fold(as_text(header)) == fold(INSPECTION_UNIT):
            # A help: what is inspected may be no unit of the plan.
            units = {"validate": "list", "source": f"={names}", "show_error": False}
            sheet.data_validation(TOP + 1, place, after - 1, place, units)
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
_REMEDIES_WIDTHS = {
    "Phụ lục": 12.0, "TT": 11.0, "Nội dung": 40.0, "Điểm tối đa": 8.0, "Đơn vị tính": 8.0,
    "Cách đánh giá": 10.0, "Nhiệm vụ, giải pháp": 40.0, "Cơ quan thực hiện": 20.0,
    "Thẩm quyền thực hiện": 11.0, "Thời gian hoàn thành": 12.0, "Nguồn": 26.0, "Vì sao": 34.0,
}  # fmt: skip
_REMEDIES_WIDTH = 16.0
_TO_EDIT = Look(number_format="@", fill=INPUT_FILL, locked=False)
_REMEDIES_ROOM = 20
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
        TableColumn(as_text(header), _REMEDIES_WIDTHS.get(as_text(header), _REMEDIES_WIDTH))
        for header in held.headers
    ]
    if edited is None:
        # Out of sight, above a column of its own.
        book.put(sheet, TOP - 1, len(columns) + 1, held.mark, PLAIN)
        sheet.set_column(len(columns) + 1, len(columns) + 1, None, None, {"hidden": True})
    rows = [*held.rows, *[(None,) * len(columns)] * _REMEDIES_ROOM]
    cells = [[Cell(value, look_of(value, _TO_EDIT)) for value in row] for row in rows]
    after = book.table(sheet, TOP, columns, cells, grows=True)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.autofilter(TOP, 0, after - 1, max(0, len(columns) - 1))
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{after}"})
    set_up_print(sheet, REMEDIES_SHEET, TOP)


def _drafted(request: MasterRequest) -> FreeRows:
    points = points_to_win(request.plan, request.period, request.tallies)
    found = remedies(request.plan, request.period, points)
    return FreeRows(REMEDIES, tuple(map(_remedy, found)))


def _remedy(each: Remedy) -> tuple[str | None, ...]:
    fields = (_FIELDS.get(header) for header in ItemRow.headers())
    told = ((getattr(each, field) or None) if field else None for field in fields)
    return each.index.sheet, *told, each.why
