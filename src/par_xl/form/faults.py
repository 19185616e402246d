"""The first sheet of a form that is handed back: its faults, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from par_xl.form.cells import LEVEL_FILLS
from par_xl.form.initiatives import free_row_cells
from par_xl.form.places import head_cell, row_places
from par_xl.form.request import (
    COVER_SHEET,
    HEAD_KEY,
    INITIATIVES_SHEET,
    RESULT_SHEET,
    CheckReport,
    Displaced,
    Fault,
    FormRequest,
)
from par_xl.rules.entry import FORM
from par_xl.terms.finding import cell_name
from par_xl.terms.words import Index, Severity, day
from par_xl.workbooks.look import PLAIN, Look, height_of, heights, row_height
from par_xl.workbooks.writing import Book, Cell, TableColumn, set_up_print

_COLUMN = {column.field: place for place, column in enumerate(FORM)}
_FAULTS = (
    TableColumn("STT", 6),
    TableColumn("Mức độ", 10),
    TableColumn("Mã lỗi", 8),
    TableColumn("Trang", 13),
    TableColumn("Ô", 8),
    TableColumn("TT", 10),
    TableColumn("Đã nhập", 24),
    TableColumn("Sai ở đâu", 52),
    TableColumn("Cách sửa", 52),
)
_WHOLE = (0, len(_FAULTS) - 1)
_CELL_COLUMN = 4
_LINE = PLAIN.with_(wrap=True, vertical="vcenter")
_TEXT = Look(number_format="@")


def write_faults(book: Book, report: CheckReport, request: FormRequest | None) -> None:
    """Write the sheet; *request* None: no form could be made of the file."""
    sheet = book.sheet(RESULT_SHEET)
    row = 0
    for text, look in _lines(report, request):
        book.spread(sheet, row, _WHOLE, text, look)
        width = sum(column.width for column in _FAULTS)
        sheet.set_row(row, height_of(text, width, look) + 3)
        row += 1
    places = _places(report, request) if request else {}
    top = row + 1
    rows = [_fault_cells(n, fault, places) for n, fault in enumerate(report.faults, start=1)]
    after = book.table(sheet, top, _FAULTS, rows)
    for at, fault in enumerate(report.faults, start=top + 1):
        target = places.get(fault.spot) if fault.spot else None
        if target is not None:
            look = _TEXT.with_(color="#0563C1", underline=True, align="center")
            book.link(sheet, at, _CELL_COLUMN, target, look)
    if report.displaced:
        _write_displaced(book, sheet, after + 1, report.displaced)
    _set_up(sheet, top)


def _lines(report: CheckReport, request: FormRequest | None) -> Iterator[tuple[str, Look]]:
    yield (
        "KẾT QUẢ KIỂM TRA BIỂU MẪU",
        _LINE.with_(bold=True, size=14, align="center", color="#1F4E79"),
    )
    whose = ""
    if request is not None:
        unit = request.unit.name if request.unit else request.head.get("unit", "")
        whose = f"Đơn vị: {unit}. Kỳ: {request.period.name} ({request.period.code}). "
    yield f"{whose}Tệp đã gửi: {report.file}", _LINE.with_(bold=True)
    yield _summary(report), _LINE.with_(bold=True, color="#C00000")
    yield _what_to_do(report, request), _LINE


def _summary(report: CheckReport) -> str:
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    parts = [f"{errors} lỗi phải sửa" if errors else "Không có lỗi"]
    if warnings:
        parts.append(f"{warnings} cảnh báo nên xem lại")
    text = ", ".join(parts) + "."
    if report.refused:
        return f"{text} Tệp bị trả lại, chưa dòng nào được tính."
    wrong = report.rows_filled - report.rows_accepted
    text += f" Đã nhập {report.rows_filled} dòng: {report.rows_accepted} dòng được nhận"
    return text + (f", {wrong} dòng có lỗi chưa được tính." if wrong else ".")


def _what_to_do(report: CheckReport, request: FormRequest | None) -> str:
    if request is None:
        return (
            "Không lập lại được biểu mẫu từ tệp này. Lấy biểu mẫu của kỳ, nhập lại hoặc chép nội "
            "dung sang bằng «Dán giá trị» (Paste Values) rồi gửi."
        )
    until = request.period.correct_until
    when = f" chậm nhất ngày {day(until)}" if until else ""
    return (
        "Sửa ngay trong tệp này: bấm vào tên ô ở cột «Ô» để tới chỗ sai; rê chuột lên ô có màu để "
        "đọc ghi chú. Ô màu cam là lỗi phải sửa, ô màu vàng đậm là cảnh báo nên xem lại. Sửa xong "
        f"thì lưu và gửi lại chính tệp này{when}; không cần xóa màu, ghi chú hay trang này."
    )


def _places(report: CheckReport, request: FormRequest) -> dict[tuple[str, str], tuple[str, str]]:
    """Sheet and cell in the fresh form of everything that a fault stands for."""
    first = COVER_SHEET
    found = {(HEAD_KEY, field): (first, head_cell(field)) for field in ("unit", "approver")}
    for spot, cell in free_row_cells(request).items():
        found[spot] = (INITIATIVES_SHEET, cell)
    for index in Index:
        rows = row_places(request, index)
        for key, field in report.found:
            if key in rows and field in _COLUMN:
                found[key, field] = (index.sheet, cell_name(rows[key], _COLUMN[field]))
    return found


def _fault_cells(
    number: int, fault: Fault, places: dict[tuple[str, str], tuple[str, str]]
) -> list[Cell]:
    finding = fault.finding
    sheet, cell = finding.sheet, finding.cell
    if fault.spot is not None and fault.spot in places:
        sheet, cell = places[fault.spot]
    elif cell is not None:
        cell = f"{cell} (tệp đã gửi)"
    code = fault.spot[0].partition("/")[2] if fault.spot else ""
    values = (
        number,
        finding.severity.label,
        finding.code,
        sheet or "cả tệp",
        cell,
        code or None,
        finding.value,
        str(finding.message),
        str(finding.fix),
    )
    cells = [Cell(value, _TEXT) for value in values]
    cells[0] = Cell(number, Look(align="center"))
    level = _TEXT.with_(fill=LEVEL_FILLS[finding.severity], bold=True, align="center")
    cells[1] = Cell(finding.severity.label, level)
    cells[_CELL_COLUMN] = Cell(cell, _TEXT.with_(align="center"))
    return cells


def _write_displaced(
    book: Book, sheet: Worksheet, row: int, displaced: tuple[Displaced, ...]
) -> None:
    """Nothing that was typed is lost: what has no row in the form stands here, to be copied."""
    text = (
        "NỘI DUNG CHƯA CÓ CHỖ TRONG BIỂU MẪU. Chép sang đúng dòng của biểu mẫu nếu cần báo cáo; "
        "phần còn nằm ở đây không được tính."
    )
    look = _LINE.with_(bold=True, color="#1F4E79")
    book.spread(sheet, row, _WHOLE, text, look)
    sheet.set_row(row, 20)
    header = Look(fill="#DDEBF7", bold=True, vertical="vcenter")
    _write_spread(book, sheet, row + 1, tuple(_DISPLACED), header)
    for number, each in enumerate(displaced, start=1):
        place = f"{each.sheet}!{each.cell}"
        values = (str(number), place, each.key, each.header, each.text)
        _write_spread(book, sheet, row + 1 + number, values, _TEXT)


_DISPLACED = {
    "STT": (0, 0),
    "Nơi đã nhập": (1, 3),
    "Mã dòng": (4, 5),
    "Cột": (6, 6),
    "Nội dung đã nhập": (7, 8),
}
"""Columns of the second table, each over some of the first one's."""


def _write_spread(
    book: Book, sheet: Worksheet, row: int, values: tuple[str, ...], look: Look
) -> None:
    """Write a row of the second table."""
    of_texts = []
    for (first, last), value in zip(_DISPLACED.values(), values, strict=True):
        book.spread(sheet, row, (first, last), value, look)
        width = sum(column.width for column in _FAULTS[first : last + 1])
        of_texts.append(heights(width, look)[value])
    sheet.set_row(row, row_height(max(of_texts)))


def _set_up(sheet: Worksheet, top: int) -> None:
    sheet.freeze_panes(top + 1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.hide_gridlines(2)
    sheet.activate()
    set_up_print(sheet, top, "")
