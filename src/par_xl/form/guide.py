"""The form's sheet `Hướng dẫn`: a page that an official can follow alone, and the faults."""

from __future__ import annotations

from par_xl.form.request import (
    COVER_SHEET,
    GUIDE_SHEET,
    INITIATIVES_SHEET,
    RESULT_SHEET,
    FormRequest,
)
from par_xl.rules.registry import GUIDE_RULES
from par_xl.terms.words import Index, Severity, Status
from par_xl.workbooks.look import (
    CLOSED_FILL,
    ERROR_FILL,
    HEADER,
    INPUT_FILL,
    NEEDED_FILL,
    PLAIN,
    WARNING_FILL,
    Look,
    height_of,
)
from par_xl.workbooks.writing import Book, Cell, Looks, Row, TableColumn

_WIDTHS = (6.5, 30.0, 60.0)
_TEXT = PLAIN.with_(wrap=True, vertical="vcenter")
_HEADING = _TEXT.with_(bold=True, color="#1F4E79")
_BOXED = Look(vertical="vcenter")

_STEPS = (
    "Lưu tệp vào máy rồi mở. Excel báo Protected View thì bấm “Bật chỉnh sửa” (Enable Editing).",
    f"Ở “{COVER_SHEET}”: nhập người lập, điện thoại, lãnh đạo duyệt, văn bản gửi kèm. Bảng ở đó "
    "đếm số dòng đã nhập, còn thiếu, sai; bấm chữ xanh để tới dòng cần nhập tiếp.",
    f"Ở từng phụ lục ({', '.join(index.numeral for index in Index)}): chọn “Tình trạng thực "
    "hiện” trước, rồi nhập các ô đổi sang màu đậm (bảng dưới). Chọn vào ô nào, máy nhắc ô ấy nhận "
    "gì; phím Tab sang ô nhập tiếp theo, Alt+↓ mở danh sách. Dòng điền sẵn từ kỳ trước: để nguyên; "
    "cột “Kỳ trước” có nội dung kỳ trước để chép.",
    "Dòng “Chấm điểm”: nhập “Điểm tự đánh giá” và “Tài liệu kiểm chứng” (hoặc giải trình). Dòng "
    "“Phối hợp”: nhập “Kết quả thực hiện” và “Khó khăn, kiến nghị” nếu có.",
    "Cột “Kiểm tra”: ✔ là đạt; “Còn thiếu: …” thì nhập thêm; “Sai: …” thì sửa, nếu không dòng "
    "không được tính.",
    "“Số liệu thực hiện” ở dòng tính bằng %: gõ 95 cho 95%, không gõ dấu %.",
    "Dán từ tệp khác: bấm chuột phải, chọn “Dán giá trị” (Paste Values). Xuống dòng trong ô: "
    "Alt+Enter. Không đổi tên trang, không xóa cột, không gộp ô, không nhập trên điện thoại.",
    f"Sáng kiến, đề xuất, nhiệm vụ trọng tâm kỳ tới: nhập ở trang “{INITIATIVES_SHEET}”.",
    "Lưu dạng .xlsx, gửi chính tệp này, tên tệp tùy ý. Nhiều người cùng nhập: mỗi người một tệp, "
    "gửi tất cả; dòng có ở hai tệp thì tính theo tệp gửi sau. Sắp hết hạn mà chưa xong: gửi phần "
    "đã nhập, sau đó nhập tiếp và gửi lại, không bị tính là muộn.",
    f"Tệp có lỗi được trả lại kèm trang “{RESULT_SHEET}”: sửa ngay trong tệp đó rồi gửi lại.",
)
_NEEDED = (
    (
        Status.DONE.label,
        "“Tài liệu kiểm chứng” hoặc “Giải trình, nguyên nhân”; “Ngày hoàn thành” nếu dòng có thời "
        "hạn; tiến độ để trống hoặc 100%",
    ),
    (Status.IN_PROGRESS.label, "“Tiến độ (%)” từ 0 đến 100 (gõ 80 cho 80%)"),
    (Status.NOT_STARTED.label, "không bắt buộc thêm; tiến độ để trống hoặc 0%"),
    (Status.NOT_ARISEN.label, "không bắt buộc thêm"),
    (Status.NOT_APPLICABLE.label, "“Giải trình, nguyên nhân”: vì sao không áp dụng"),
    (
        "Quá hạn, xong muộn",
        "thêm “Giải trình, nguyên nhân”; thấp hơn mục tiêu năm hoặc cùng kỳ năm trước cũng vậy",
    ),
    ("Dòng có ô điểm để nhập", "“Điểm tự đánh giá” từ 0 đến điểm tối đa của dòng"),
)
_FAULTS = ("Mã", "Điều được báo", "Cách sửa")
_LOOKS = {
    severity: Looks([Look(fill=fill, bold=True, size=10), Look(), Look()])
    for severity, fill in ((Severity.ERROR, ERROR_FILL), (Severity.WARNING, WARNING_FILL))
}
_COLOURS = (
    (INPUT_FILL, "Ô để nhập."),
    (NEEDED_FILL, "Ô còn phải nhập, theo tình trạng đã chọn."),
    (ERROR_FILL, "Ô sai, phải sửa; ở cột “Kiểm tra”: dòng có ô sai."),
    (CLOSED_FILL, "Ô không phải nhập (đã khóa)."),
    (WARNING_FILL, "Ở cột “Kiểm tra”: dòng còn thiếu. Trong tệp trả lại: ô nên xem lại."),
)


def write_guide(book: Book, request: FormRequest) -> None:
    """Write the sheet: one A4 page on how to fill the form, then the page of faults."""
    sheet = book.sheet(GUIDE_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = 0

    def line(text: str, look: Look, columns: tuple[int, int] = (0, 2)) -> None:
        nonlocal row
        first, last = columns
        book.spread(sheet, row, columns, text, look)
        sheet.set_row(row, height_of(text, sum(_WIDTHS[first : last + 1]), look) + 2)
        row += 1

    def cells(*values: tuple[str | None, Look], first: int = 1) -> None:
        nonlocal row
        written = [Cell(value, look) for value, look in values]
        book.row(sheet, row, written, _WIDTHS[first:], first)
        row += 1

    line(
        "HƯỚNG DẪN NHẬP BIỂU MẪU", _TEXT.with_(bold=True, size=14, align="center", color="#1F4E79")
    )
    row += 1
    line("CÁCH NHẬP", _HEADING)
    if request.unit is None:
        line(
            f"Trước hết chọn đơn vị ở ô “Đơn vị báo cáo” trên “{COVER_SHEET}”. Dòng của đơn vị "
            "khác chuyển màu xám: không nhập vào đó.",
            _TEXT.with_(bold=True),
        )
    for number, step in enumerate(_STEPS, start=1):
        book.put(sheet, row, 0, number, _TEXT.with_(align="center", vertical="top"))
        line(step, _TEXT.with_(vertical="top"), (1, 2))
    row += 1
    line("TÌNH TRẠNG NÀO CẦN NHẬP GÌ", _HEADING)
    for status, needed in _NEEDED:
        cells((status, _BOXED.with_(bold=True)), (needed, _BOXED))
    row += 1
    line("MÀU CỦA Ô", _HEADING)
    for fill, meaning in _COLOURS:
        cells((None, Look(fill=fill)), (meaning, _BOXED))
    row += 1
    sheet.set_h_pagebreaks([row])
    line("LỖI, CẢNH BÁO VÀ CÁCH SỬA", _HEADING)
    line(
        "Những điều cột “Kiểm tra” báo, và những điều phòng tổng hợp báo khi nhận biểu mẫu. Lỗi: "
        "dòng chưa được tính; cảnh báo: vẫn tính nhưng nên xem lại.",
        _TEXT.with_(italic=True),
    )
    columns = [TableColumn(*each) for each in zip(_FAULTS, _WIDTHS, strict=True)]
    rows = [
        Row((rule.code, rule.heading, str(rule.general_fix)), _LOOKS[rule.severity])
        for rule in GUIDE_RULES
    ]
    book.table(sheet, row, columns, rows, header=HEADER.with_(align="left"))
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer('&R&"Times New Roman"&9Trang &P/&N')
