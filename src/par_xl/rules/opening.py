"""Rules on a file's bytes, before anything in it is read."""

from __future__ import annotations

from par_xl.rules.rule import told_rule
from par_xl.terms.messages import N_, joined

_SAVE_AGAIN = (
    "Mở tệp bằng Excel, lưu lại dạng .xlsx (không đặt mật khẩu) rồi gửi lại; nếu Excel cũng không "
    "mở được thì gửi lại từ tệp gốc của đơn vị."
)
_COPY_OVER = (
    "Lấy lại biểu mẫu của kỳ này, chép nội dung sang bằng «Dán giá trị» (Paste Values) rồi gửi lại."
)

UNREADABLE = told_rule(
    "TE01",
    "không mở được tệp",
    "Không đọc được tệp: {why}.",
    _SAVE_AGAIN,
    sample={"why": N_("tệp hỏng hoặc tải về chưa đủ")},
    passes="Biểu mẫu .xlsx lưu bằng Excel, WPS hoặc LibreOffice.",
    fails="Tệp tải về dở dang, chỉ có một nửa.",
)
WRONG_NAME = told_rule(
    "TE16",
    "đuôi tệp không đúng với nội dung",
    "Tên tệp có đuôi {suffix} nhưng bên trong là {why}.",
    "Gửi chính tệp biểu mẫu Excel; nếu nội dung đúng thì mở bằng Excel, chọn «Lưu thành» (Save "
    "As) dạng .xlsx. Không đổi đuôi tệp bằng cách đổi tên.",
    sample={"suffix": ".xlsx", "why": N_("tệp văn bản (ví dụ .csv)")},
    passes="Tệp HCTC_2024-06.xlsx lưu từ Excel.",
    fails="Tệp .csv đổi tên thành .xlsx.",
)
ENCRYPTED = told_rule(
    "TE17",
    "tệp đặt mật khẩu",
    "Không mở được: {why}.",
    "Mở tệp bằng Excel, vào Tệp › Thông tin › Bảo vệ sổ làm việc, bỏ mật khẩu, lưu lại rồi gửi "
    "lại.",
    sample={"why": N_("tệp đặt mật khẩu để mở")},
    passes="Biểu mẫu khóa ô nhưng không đặt mật khẩu mở tệp.",
    fails="Tệp lưu với «Mã hóa bằng mật khẩu».",
)
TOO_LARGE = told_rule(
    "TE18",
    "tệp quá lớn",
    "Tệp quá lớn: {why}.",
    "Xóa ảnh chèn trong tệp và các hàng, cột thừa, hoặc: " + _COPY_OVER[0].lower() + _COPY_OVER[1:],
    sample={"why": N_("tệp 80 MB, quá 30 MB")},
    passes="Biểu mẫu vài trăm KB; tài liệu kiểm chứng gửi riêng.",
    fails="Tệp 80 MB vì chèn ảnh chụp văn bản vào trang tính.",
)
UNSAFE = told_rule(
    "TE19",
    "tệp có cấu trúc bất thường",
    "Tệp không do chương trình bảng tính tạo ra: {why}.",
    _COPY_OVER,
    sample={"why": N_("có phần mang tên không an toàn «{name}»").format(name="../../x.xml")},
    passes="Tệp lưu từ Excel, WPS hoặc LibreOffice.",
    fails="Tệp nén có phần mang tên «../../x.xml».",
)
TOO_HEAVY = told_rule(
    "TE20",
    "đọc tệp quá lâu hoặc quá tốn bộ nhớ",
    "Đã dừng đọc tệp: {why}.",
    "Mở tệp bằng Excel, chọn các hàng và cột trống ở ngoài bảng, xóa (Delete) rồi lưu; hoặc: "
    + _COPY_OVER[0].lower()
    + _COPY_OVER[1:],
    sample={
        "why": joined(
            (
                N_("trang «{name}» có ô {cell} ở rất xa bảng").format(
                    name="Phụ lục I", cell="XFD1048576"
                ),
                N_("đọc tốn quá {seconds} giây xử lý của máy").format(seconds=30),
            ),
            "; ",
        )
    },
    passes="Bảng chỉ có các dòng của biểu mẫu.",
    fails="Lỡ tay gõ một dấu cách vào ô XFD1048576.",
)

RULES = (UNREADABLE, WRONG_NAME, ENCRYPTED, TOO_LARGE, UNSAFE, TOO_HEAVY)
