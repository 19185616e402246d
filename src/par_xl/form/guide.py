"""The form's first sheet, `Hướng dẫn`: a page that an official can follow alone, and the faults."""

from __future__ import annotations

from par_xl.form.cover import deadline_text, period_text, unit_text
from par_xl.form.request import GUIDE_SHEET, INITIATIVES_SHEET, RESULT_SHEET, FormRequest
from par_xl.rules.explain import guide_page
from par_xl.terms.words import ALL_INDICES, FIRST_INDEX, Index, Severity, Status
from par_xl.workbooks.look import (
    CLOSED_FILL,
    ERROR_FILL,
    HEADER,
    INPUT_FILL,
    PLAIN,
    WARNING_FILL,
    Look,
    height_of,
)
from par_xl.workbooks.writing import Book, Cell

_WIDTHS = (6.5, 30.0, 60.0)
_TEXT = PLAIN.with_(wrap=True, vertical="vcenter")
_BOXED = Look(vertical="vcenter")

_STEPS = (
    "Lưu tệp vào máy rồi mở. Excel báo chế độ xem được bảo vệ (Protected View) thì bấm «Bật chỉnh "
    "sửa» (Enable Editing); chưa bấm thì không nhập được.",
    f"Mở từng trang {', '.join(f'«{index.sheet}»' for index in Index)}. Chỉ nhập vào ô màu vàng; "
    "ô khác đã khóa (không có mật khẩu, đừng mở khóa: dòng bị sửa mã sẽ không được tính).",
    f"Ở «{FIRST_INDEX.sheet}», nhập Người lập, Điện thoại, Lãnh đạo duyệt, văn bản; trang khác "
    "tự lấy theo.",
    "Mỗi dòng chủ trì: chọn «Tình trạng thực hiện» trước, rồi nhập các ô cần thiết theo bảng dưới. "
    "Dòng phối hợp: chỉ nhập «Kết quả thực hiện» và «Khó khăn, vướng mắc; đề xuất, kiến nghị». "
    "Dòng điền sẵn từ kỳ trước: để nguyên.",
    "«Số liệu thực hiện» ở dòng có đơn vị tính là %: gõ 95 cho 95%, không gõ dấu %.",
    "Xem cột cuối «Kiểm tra»: «Hợp lệ» là đạt; «Lỗi: …» phải sửa, nếu không dòng không được tính; "
    "«Cảnh báo: …» vẫn tính nhưng nên xem lại. Dòng chữ xanh ở đầu trang đếm số dòng "
    f"chủ trì đã nhập: đủ số dòng và còn 0 dòng chưa hợp lệ ở {ALL_INDICES} phụ lục là gửi được.",
    "Khi dán từ tệp khác: chép (không cắt, không kéo ô), bấm chuột phải vào ô vàng, chọn «Dán giá "
    "trị» (Paste Values) để không mất danh sách chọn. Xuống dòng trong ô: Alt+Enter.",
    f"Sáng kiến, đề xuất sửa đổi Kế hoạch, nhiệm vụ trọng tâm kỳ tới: nhập ở trang "
    f"«{INITIATIVES_SHEET}».",
    "Lưu ở dạng .xlsx rồi gửi chính tệp này, tên tệp tùy ý. Không đổi tên trang, không xóa cột, "
    "không gộp ô, không nhập trên điện thoại. Nhiều người cùng nhập: mỗi người một tệp, chỉ nhập "
    "dòng của mình, gửi tất cả; dòng có ở hai tệp thì tính theo tệp gửi sau.",
    "Sắp hết hạn mà chưa xong: gửi phần đã nhập, sau đó nhập tiếp, gửi lại, không bị tính là muộn. "
    "Quá hạn vẫn gửi: ghi là gửi muộn, vẫn được tính nếu kỳ chưa chốt. Tệp có lỗi được trả lại kèm "
    f"trang «{RESULT_SHEET}»: sửa ngay trong tệp đó rồi gửi lại.",
)
_NEEDED = (
    (
        Status.DONE,
        "«Tài liệu kiểm chứng» hoặc «Giải trình»; «Ngày hoàn thành» nếu dòng có thời "
        "hạn; tiến độ để trống hoặc 100%",
    ),
    (Status.IN_PROGRESS, "«Tiến độ (%)» từ 0% đến 100%"),
    (Status.NOT_STARTED, "không bắt buộc thêm; tiến độ để trống hoặc 0%"),
    (Status.NOT_ARISEN, "không bắt buộc thêm"),
    (Status.NOT_APPLICABLE, "«Giải trình» vì sao không áp dụng"),
)
_OWED = (
    "Quá hạn, xong muộn",
    "thêm «Giải trình» lý do; thấp hơn mục tiêu năm, thấp hơn cùng kỳ năm trước cũng vậy",
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
        "BIỂU MẪU BÁO CÁO KẾT QUẢ THỰC HIỆN KẾ HOẠCH",
        _TEXT.with_(bold=True, size=14, align="center", color="#1F4E79"),
    )
    line(request.plan.name, _TEXT.with_(italic=True, align="center"))
    unit = unit_text(request) or f"chọn ở ô «Đơn vị báo cáo» trên trang «{FIRST_INDEX.sheet}»"
    line(f"Đơn vị báo cáo: {unit}. Kỳ báo cáo: {period_text(request)}.", _TEXT.with_(bold=True))
    line(deadline_text(request), _TEXT.with_(bold=True, color="#C00000"))
    row += 1
    line("CÁCH NHẬP", _TEXT.with_(bold=True, color="#1F4E79"))
    if request.unit is None:
        line(
            f"Trước hết chọn đơn vị ở ô «Đơn vị báo cáo» trên trang «{FIRST_INDEX.sheet}». Dòng "
            "của đơn vị khác chuyển màu xám: không nhập vào đó.",
            _TEXT.with_(bold=True),
        )
    for number, step in enumerate(_STEPS, start=1):
        book.put(sheet, row, 0, number, _TEXT.with_(align="center", vertical="top"))
        line(step, _TEXT.with_(vertical="top"), (1, 2))
    row += 1
    line("TÌNH TRẠNG NÀO CẦN NHẬP GÌ", _TEXT.with_(bold=True, color="#1F4E79"))
    for status, needed in _NEEDED:
        cells((status.label, _BOXED.with_(bold=True)), (needed, _BOXED))
    cells((_OWED[0], _BOXED.with_(bold=True)), (_OWED[1], _BOXED))
    row += 1
    line("MÀU CỦA Ô", _TEXT.with_(bold=True, color="#1F4E79"))
    for fill, meaning in (
        (INPUT_FILL, "Ô để nhập."),
        (
            CLOSED_FILL,
            "Ô không nhập: chấm qua điều tra xã hội học, không có đơn vị tính, hoặc là "
            "ô của đơn vị chủ trì.",
        ),
        (ERROR_FILL, "Lỗi, phải sửa: ở cột «Kiểm tra»; trong tệp trả lại, cả ở ô sai."),
        (WARNING_FILL, "Cảnh báo, nên xem lại: cũng ở những chỗ đó."),
    ):
        cells((None, Look(fill=fill)), (meaning, _BOXED))
    row += 1
    sheet.set_h_pagebreaks([row])
    line("LỖI, CẢNH BÁO VÀ CÁCH SỬA", _TEXT.with_(bold=True, color="#1F4E79"))
    line(
        "Những điều cột «Kiểm tra» báo, và những điều phòng tổng hợp báo khi nhận biểu mẫu. Lỗi: "
        "dòng chưa được tính; cảnh báo: vẫn tính nhưng nên xem lại.",
        _TEXT.with_(italic=True),
    )
    header = HEADER.with_(align="left")
    cells(("Mã", header), ("Điều được báo", header), ("Cách sửa", header), first=0)
    for told in guide_page():
        fill = ERROR_FILL if told.severity is Severity.ERROR else WARNING_FILL
        code = Look(fill=fill, bold=True, size=10)
        cells((told.code, code), (told.title, Look()), (str(told.fix), Look()), first=0)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer('&R&"Times New Roman"&9Trang &P/&N')
