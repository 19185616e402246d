"""The sheets that people fill in: `Kiểm tra`, `Đính chính`, `Khắc phục`, and what has lost its row.

`Khắc phục` is drafted anew by each merge until people edit it: from then on it stays as they left
it. They copy rows into `Phụ lục I`–`III` of the next plan: columns are found by header there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from par_xl.insight.points import points_to_win
from par_xl.insight.remedies import Remedy, remedies
from par_xl.merge.result import CorrectionPart
from par_xl.outputs.manual_entries import (
    APPENDIX,
    COLUMNS,
    INSPECTION_UNIT,
    INSPECTIONS,
    INSPECTIONS_SHEET,
    REASON,
    REMEDIES,
    REMEDIES_SHEET,
    UNMATCHED_SHEET,
    FreeRows,
    Unmatched,
)
from par_xl.outputs.master.appendices import INPUTS
from par_xl.outputs.master.rates import unit_range
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import (
    CODE,
    DAY,
    NOTE,
    TOP,
    Column,
    Table,
    look_of,
    set_up_print,
    write_tables,
    write_top,
)
from par_xl.outputs.office_corrections import laid
from par_xl.plan.model import ItemRow
from par_xl.rules import office_corrections
from par_xl.rules.entry import BY_FIELD
from par_xl.rules.office_corrections import TYPED
from par_xl.terms.finding import column_letters
from par_xl.terms.text import as_text, fold, is_blank
from par_xl.terms.words import CorrectionState, Index
from par_xl.workbooks.look import (
    CLOSED_FILL,
    INPUT_FILL,
    PLAIN,
    RIGHT_FILL,
    WARNING_FILL,
    Kind,
    Look,
)
from par_xl.workbooks.reader import Row
from par_xl.workbooks.sheet import Sheet
from par_xl.workbooks.writing import Book, Cell, TableColumn

_INPUT = Look(fill=INPUT_FILL, locked=False)


def _input(kind: Kind) -> Look:
    look = Look.of(kind).with_(fill=INPUT_FILL, locked=False)
    return look.with_(number_format=DAY.number_format) if kind is Kind.DAY else look


@dataclass(frozen=True)
class _FreeSheet:
    """A sheet of free rows: its title, how its own columns are written by header, how any other
    one is, and how many blank rows there are to type into."""

    name: str
    title: str
    own: Mapping[str, tuple[float, Look]]
    other: tuple[float, Look]
    room: int

    def write(self, book: Book, request: MasterRequest, hint: str, held: FreeRows) -> Sheet:
        """Write it as people left it."""
        sheet = book.sheet(self.name)
        write_top(book, sheet, request, self.title)
        book.put(sheet, TOP - 1, 0, hint, NOTE)
        columns = [
            TableColumn(header, *self.own.get(header, self.other))
            for header in map(as_text, held.headers)
        ]
        rows = [*held.rows, *[(None,) * len(columns)] * self.room]
        cells = [
            [Cell(v, look_of(v, c.look)) for v, c in zip(row, columns, strict=True)] for row in rows
        ]
        after = book.table(sheet, TOP, columns, cells, grows=True)
        sheet.freeze_panes(TOP + 1, 0)
        sheet.autofilter(TOP, 0, after - 1, max(0, len(columns) - 1))
        set_up_print(sheet, self.name, TOP)
        return sheet


_INSPECTIONS = _FreeSheet(
    INSPECTIONS_SHEET,
    "KIỂM TRA VIỆC THỰC HIỆN",
    {column.header: (column.width, _input(column.kind)) for column in INSPECTIONS},
    (22, _INPUT),
    room=60,
)
_HINT = (
    "Nhập tự do; được thêm cột, thêm dòng. Lần tổng hợp sau giữ nguyên phần dưới dòng tiêu đề "
    "(công thức giữ giá trị; màu, ghi chú của ô không giữ)."
)


def write_inspections(book: Book, request: MasterRequest) -> None:
    """`Kiểm tra`: the office's inspections, as people left them, with room for more."""
    held = request.typed.inspections or FreeRows(tuple(c.header for c in INSPECTIONS), ())
    sheet = _INSPECTIONS.write(book, request, _HINT, held)
    last = TOP + len(held.rows) + _INSPECTIONS.room
    # A help: what is inspected may be no unit of the plan.
    source = f"={unit_range(request, 'name')}"
    units = {"validate": "list", "source": source, "show_error": False}
    for place, header in enumerate(held.headers):
        if fold(as_text(header)) == fold(INSPECTION_UNIT):
            sheet.data_validation(TOP + 1, place, last, place, units)


_OURS = Look(fill=CLOSED_FILL)
_FILLS = {CorrectionState.APPLIED: RIGHT_FILL, CorrectionState.REFUSED: WARNING_FILL}
_CORRECTIONS = _FreeSheet(
    office_corrections.SHEET,
    "ĐÍNH CHÍNH BÁO CÁO CỦA ĐƠN VỊ",
    {
        column.header: (column.width, _input(column.kind) if column in TYPED else _OURS)
        for column in office_corrections.COLUMNS
    },
    (22, _INPUT),
    room=60,
)
_AT = office_corrections.PLACES
_HOW = (
    "Mỗi dòng đính chính một ô trong báo cáo của một đơn vị. Lần tổng hợp sau lấy vào theo đúng "
    "quy tắc của biểu mẫu và ghi “Kết quả”. Xóa dòng thì trở lại theo báo cáo của đơn vị."
)


def write_corrections(book: Book, request: MasterRequest) -> None:
    """`Đính chính`: what the office corrects, as people left it, and what became of it."""
    parts = request.result.corrections
    held = laid(request.typed.corrections or FreeRows((), ()))
    rows = [_with_outcome(row, part) for row, part in zip(held.rows, parts, strict=True)]
    sheet = _CORRECTIONS.write(book, request, _HOW, FreeRows(held.headers, tuple(rows)))
    for number, part in enumerate(parts, start=TOP + 1):
        look = _OURS.with_(fill=_FILLS.get(part.state, CLOSED_FILL), wrap=True)
        book.put(sheet, number, _AT["outcome"], part.told, look)
        # What nobody sees makes no row higher.
        book.put(sheet, number, _AT["mark"], part.mark or None, PLAIN)
    first, last = TOP + 1, TOP + len(rows) + _CORRECTIONS.room
    columns = ":".join(f"${column_letters(at)}${TOP + 1}" for at in (INPUTS.start, INPUTS.stop - 1))
    lists = {
        "unit": f"={unit_range(request, 'name')}",
        "column": f"='{Index.PAR_INDEX.sheet}'!{columns}",
    }
    for column in TYPED:
        at = _AT[column.field]
        rule: dict[str, Any] = {"validate": "any"}
        if source := lists.get(column.field):
            # A help: codes are taken, too.
            rule = {"validate": "list", "source": source, "show_error": False}
        if column.prompt:
            rule |= {"input_title": column.header, "input_message": column.prompt}
        sheet.data_validation(first, at, last, at, rule)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{last + 1}"})
    sheet.set_column(
        _AT["mark"],
        _AT["mark"],
        None,
        None,
        {"hidden": True},
    )


def _with_outcome(row: Row, part: CorrectionPart) -> Row:
    """Return a row with the day on which it was first taken, and what became of it."""
    cells = list(row)
    if is_blank(cells[_AT["on"]]):
        cells[_AT["on"]] = part.on
    cells[_AT["outcome"]], cells[_AT["mark"]] = (
        part.told,
        None,
    )
    return tuple(cells)


_REMEDY = {
    # header: width, field of a remedy
    "Phụ lục": (12, None),
    "TT": (11, "code"),
    "Nội dung": (40, "content"),
    "Điểm tối đa": (8, None),
    "Đơn vị tính": (8, None),
    "Cách đánh giá": (10, None),
    "Nhiệm vụ, giải pháp": (40, "task"),
    "Đơn vị chủ trì": (16, "leads"),
    "Đơn vị phối hợp": (16, "coordinating"),
    "Cơ quan thực hiện": (20, "performers"),
    "Thẩm quyền thực hiện": (11, "authority"),
    "Thời gian hoàn thành": (12, "due"),
    "Nguồn": (26, "source"),
    "Vì sao": (34, None),
}
_CODE = Look(number_format="@", fill=INPUT_FILL, locked=False)
_REMEDIES = _FreeSheet(
    REMEDIES_SHEET,
    "ĐỀ XUẤT KHẮC PHỤC, ĐỂ ĐƯA VÀO KẾ HOẠCH SAU",
    {header: (width, _CODE) for header, (width, _) in _REMEDY.items()},
    (16, _CODE),
    room=20,
)
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
    edited = request.typed.remedies
    held = edited or _drafted(request)
    sheet = _REMEDIES.write(book, request, _EDITED if edited else _DRAFTED, held)
    after = TOP + 1 + len(held.rows) + _REMEDIES.room
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{after}"})
    if edited is None:
        # Out of sight, above a column of its own.
        place = len(held.headers) + 1
        book.put(sheet, TOP - 1, place, held.mark, PLAIN)
        sheet.set_column(place, place, None, None, {"hidden": True})


def _drafted(request: MasterRequest) -> FreeRows:
    points = points_to_win(request.plan, request.period, request.tallies, request.result.scores)
    found = remedies(request.plan, request.period, points)
    return FreeRows(REMEDIES, tuple(map(_remedy, found)))


def _remedy(each: Remedy) -> tuple[str | None, ...]:
    fields = (_REMEDY.get(header, (0, None))[1] for header in ItemRow.headers())
    values = ((getattr(each, field) or None) if field else None for field in fields)
    return each.index.sheet, *values, each.why


def _said(path: str) -> Callable[[Unmatched], str | None]:
    get = attrgetter(path)
    return lambda left: get(left) or None


def _typed(place: int, kind: Kind) -> Callable[[Unmatched], Cell]:
    def cell(left: Unmatched) -> Cell:
        value = left.row.values[place]
        return Cell(value, look_of(value, _input(kind)))

    return cell


def write_left_over(book: Book, request: MasterRequest) -> None:
    """Write what was typed for rows that are no more, if any: it stays until people delete it,
    and goes back to its row where that comes back."""
    if not request.unmatched:
        return
    key, role, code, content = (
        (BY_FIELD[field].header, BY_FIELD[field].width)
        for field in ("key", "role", "code", "content")
    )
    columns = (
        Column("appendix", APPENDIX, 13, value=_said("row.shown.appendix")),
        Column("key", *key, value=_said("row.address.key"), hidden=True),
        Column("unit", "Đơn vị", 11, value=_said("row.address.unit")),
        Column("role", *role, value=_said("row.address.role")),
        Column("row.shown.code", *code, CODE),
        Column("row.shown.content", *content),
        *(
            Column(each.field, each.header, each.width, value=_typed(place, each.kind))
            for place, each in enumerate(COLUMNS)
        ),
        Column("why", REASON, 26),
    )
    title = "NỘI DUNG ĐÃ ĐIỀN TAY KHÔNG CÒN DÒNG"
    inputs = [_input(column.kind) for column in COLUMNS]
    looks = [*inputs, *(look_of(date.max, look) for look in inputs)]
    table = Table(None, columns, request.unmatched, other_looks=looks)
    write_tables(book, request, UNMATCHED_SHEET, title, table)
