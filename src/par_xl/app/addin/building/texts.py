"""What Excel itself says when Python can't be started: written to the add-in's sheet.

VBA reads these by key (``macros/parxl.bas``, ``patch.py``); ``{}`` becomes the detail named
beside each.
"""

from __future__ import annotations

_CMD = "mở dấu nhắc lệnh (cmd) và chạy «py -3 -P -m par_xl addin {0}» (hay «par-xl addin {0}»)"
_INSTALL, _DOCTOR = _CMD.format("install"), _CMD.format("doctor")

TEXTS = {
    "TEXT_TITLE": "Cải cách hành chính",
    "TEXT_NO_SETTINGS": (
        "Chưa chạy được: thẻ Cải cách hành chính chưa biết dùng Python nào, vì chưa có cài đặt "
        "của người đang dùng máy này.\n\n"
        f"Cách xử lý: đóng Excel, {_INSTALL}."
    ),
    "TEXT_PROTECTED": (
        "Chưa chạy được: tệp đang mở ở Chế độ xem được bảo vệ (Protected View).\n\n"
        "Cách xử lý: bấm «Cho phép Chỉnh sửa» (Enable Editing) trên thanh vàng, hoặc chuyển "
        "sang một tệp khác, rồi bấm lại nút này."
    ),
    # The interpreter's path.
    "TEXT_NO_PYTHON": (
        "Chưa chạy được: không tìm thấy Python ở\n{}\n\n"
        "Có thể Python đã bị gỡ, bị chuyển chỗ hoặc bị phần mềm diệt vi-rút cách ly.\n\n"
        "Cách xử lý: khôi phục tệp nếu đang bị cách ly; nếu không, cài lại Python và par_xl, đóng "
        f"Excel, {_INSTALL}."
    ),
    # The log file's path.
    "TEXT_FAILED": (
        "Lệnh chưa chạy xong: Python dừng giữa chừng.\n\n"
        "Chi tiết lỗi nằm trong tệp\n{}\n\n"
        f"Cách xử lý: bấm lại nút; nếu vẫn lỗi, {_DOCTOR}, rồi gửi tệp trên cho người hỗ trợ."
    ),
    # The log file's path.
    "TEXT_NO_LOG": (
        "Chưa chạy được: Windows không vào được thư mục của Python hoặc không ghi được tệp\n{}\n\n"
        "Cách xử lý: kiểm tra dung lượng đĩa và quyền ghi vào thư mục của tệp trên; đóng "
        f"Excel, {_INSTALL}."
    ),
    # The number of VBA's error.
    "TEXT_NO_SHELL": (
        "Chưa chạy được: máy này không cho Excel chạy chương trình khác (WScript.Shell bị khóa, "
        "mã lỗi {}).\n\n"
        "Cách xử lý: đề nghị người quản trị máy cho phép Windows Script Host; "
        f"muốn xem thêm, {_DOCTOR}."
    ),
    # The number of VBA's error.
    "TEXT_NOT_STARTED": (
        "Chưa chạy được: Excel không khởi động được Python (mã lỗi {}). Thường là do phần mềm diệt "
        "vi-rút hoặc quy định của cơ quan chặn Excel chạy chương trình khác.\n\n"
        "Cách xử lý: khởi động lại Excel rồi bấm lại nút; nếu vẫn lỗi, "
        f"{_DOCTOR}."
    ),
}
