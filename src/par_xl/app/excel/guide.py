"""The workbook that “Hướng dẫn” opens: what each button does, and every fault with its cure."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from par_xl.app.addin.build import macro
from par_xl.form.marks import LEVEL_FILLS
from par_xl.terms.explain import explanations
from par_xl.workbooks.look import Look, height_of
from par_xl.workbooks.writing import Book, Cell, TableColumn, set_up_print

_BUTTONS = (
    TableColumn("Nhóm", 14),
    TableColumn("Nút", 24),
    TableColumn("Dùng để làm gì", 34),
    TableColumn("Cách dùng, cần chuẩn bị", 64),
)
_FAULTS = (
    TableColumn("Mã", 8),
    TableColumn("Mức độ", 11),
    TableColumn("Tên lỗi", 34),
    TableColumn("Sai ở đâu (ví dụ)", 52),
    TableColumn("Cách sửa", 52),
    TableColumn("Căn cứ", 30),
)
_STEPS = (
    "1. “Tạo biểu mẫu”: chọn thư mục làm việc (có tệp ke-hoach.xlsx), chọn kỳ; gửi các tệp trong "
    "thư mục bieu-mau cho các đơn vị.",
    "2. Tệp các đơn vị gửi về để vào thư mục da-nop của kỳ, giữ tên tệp thế nào cũng được.",
    "3. Xem riêng một tệp: mở tệp đó, bấm “Kiểm tra tệp đang mở”; xem xong bấm “Xóa đánh dấu”.",
    "4. “Tổng hợp kỳ…”: đọc mọi tệp đã gửi về, ghi và mở tệp tổng hợp. Tệp có lỗi được ghi bản "
    "đánh dấu vào thư mục tra-lai để gửi trả đơn vị sửa. Bấm lại mỗi khi có tệp mới.",
    "5. Một nút không chạy: bấm “Kiểm tra cài đặt”, làm theo các dòng CẦN XỬ LÝ.",
)
_TITLE = Look(bold=True, size=14, border=False, wrap=False, color="#1F4E79")
_LINE = Look(border=False, vertical="vcenter")
_TEXT = Look(number_format="@")


def write_guide() -> bytes:
    """Return the guide as a workbook; made from the tab's own texts and the rules themselves."""
    book = Book("Hướng dẫn thẻ Cải cách hành chính")
    sheet = book.sheet("Thẻ Cải cách hành chính")
    width = sum(column.width for column in _BUTTONS)
    book.put(sheet, 0, 0, "HƯỚNG DẪN THẺ “CẢI CÁCH HÀNH CHÍNH”", _TITLE)
    row = 1
    for row, text in enumerate(_STEPS, start=1):
        book.spread(sheet, row, (0, len(_BUTTONS) - 1), text, _LINE)
        sheet.set_row(row, height_of(text, width, _LINE) + 3)
    book.table(sheet, row + 2, _BUTTONS, _button_rows())
    faults = book.sheet("Mã lỗi")
    book.table(faults, 0, _FAULTS, _fault_rows())
    faults.freeze_panes(1, 1)
    for each in (sheet, faults):
        each.hide_gridlines(2)
        set_up_print(each, 0 if each is faults else None)
    return book.content()


def _button_rows() -> Iterable[list[Cell]]:
    root = ElementTree.fromstring(macro("ribbon.xml").encode())
    for group in root.iterfind(".//{*}group"):
        for button in group.iterfind("{*}button"):
            texts = (
                group.get("label"),
                button.get("label"),
                button.get("screentip"),
                button.get("supertip"),
            )
            yield [Cell(text, _TEXT) for text in texts]


def _fault_rows() -> Iterable[list[Cell]]:
    for each in explanations().values():
        texts = (each.code, each.severity.label, each.title, each.message, each.fix, each.source)
        cells = [Cell(str(text), _TEXT) for text in texts]
        cells[1] = Cell(each.severity.label, _TEXT.with_(fill=LEVEL_FILLS.get(each.severity)))
        yield cells
