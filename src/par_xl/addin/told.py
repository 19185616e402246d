"""What is said of installing and looking after the add-in: the same in every face."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from par_xl import __version__
from par_xl.addin.checks import Check, Hold
from par_xl.addin.checks.windows import OPERATING_SYSTEM

if TYPE_CHECKING:
    # The doctor also speaks where what these need can't be loaded.
    from par_xl.addin.doctor import Status
    from par_xl.addin.install import Installed
    from par_xl.addin.uninstall import Removed

_ONE_IS_ENOUGH = (
    "Cả cơ quan chỉ cần một máy dùng được par_xl để tổng hợp; các máy khác không cần cài gì, chỉ "
    "cần Excel để điền biểu mẫu."
)
_MARKS = {True: "OK", False: "CẦN XỬ LÝ", None: "Bỏ qua"}
_ADDIN = r"%APPDATA%\Microsoft\Excel\XLSTART\par_xl.xlam"
_USER = r"%USERPROFILE%\.par_xl"
_WOULD = {
    "install": (
        f"ghi phần bổ trợ vào {_ADDIN}",
        rf"ghi cài đặt (Python đang chạy, thư mục nhật ký lỗi) vào {_USER}\par_xl.conf",
        "không cần quyền quản trị và không mở Excel; sau đó mở Excel là thấy thẻ Cải cách hành "
        "chính",
    ),
    "status": (f"xem {_ADDIN} và {_USER} có gì, phiên bản nào, gọi Python nào",),
    "uninstall": (
        f"xóa {_ADDIN}",
        f"xóa cả thư mục {_USER} (cài đặt, nhật ký lỗi, màu cũ của các tệp còn đánh dấu)",
    ),
}


def would(command: str, *, windows: bool = sys.platform == "win32") -> list[str]:
    """What ``install``, ``status`` or ``uninstall`` would do where there is a profile."""
    head = (
        "Windows không cho biết thư mục dữ liệu ứng dụng của người dùng (biến môi trường APPDATA) "
        "nên không làm gì. Đăng nhập bằng tài khoản của người sẽ dùng Excel, mở dấu nhắc lệnh "
        "(cmd) mới rồi chạy lại; khi đó lệnh này sẽ:"
        if windows
        else "Máy này không phải Windows nên không làm gì. Trên Windows, lệnh này sẽ:"
    )
    return [head, *(f"- {line}" for line in _WOULD[command])]


def installed(done: Installed) -> list[str]:
    """What was installed, and what to do next."""
    verb = "Đã thay" if done.replaced else "Đã cài"
    lines = [
        f"{verb} phần bổ trợ par_xl {done.version}: {done.addin}",
        f"Cài đặt: {done.settings}",
        f"Python: {done.interpreter}",
    ]
    if done.logs:
        lines.append(f"Nhật ký lỗi: {done.logs}")
    if done.carries_settings:
        lines.append("Đường dẫn hồ sơ có chữ có dấu: cài đặt được ghi cả vào phần bổ trợ.")
    opening = "đóng Excel rồi mở lại" if done.excel_runs else "mở Excel"
    return [*lines, f"Việc tiếp theo: {opening}, xem thẻ Cải cách hành chính."]


def status(found: Status) -> list[str]:
    """What is installed, and what does not fit together."""
    if not found.installed and not found.faults:
        return [f"Chưa cài phần bổ trợ ({found.addin}).", f"Muốn cài thì chạy: «{found.command}»."]
    lines = [
        f"Đã cài phần bổ trợ: {found.addin}"
        if found.installed
        else f"Không có phần bổ trợ: {found.addin}",
        f"Phiên bản phần bổ trợ: {found.version or 'không rõ'}; par_xl: {__version__}",
        f"Python: {found.interpreter or 'chưa có cài đặt'}",
    ]
    fits = (
        "Phần bổ trợ, cài đặt và par_xl khớp nhau."
        if found.version
        else "Phần bổ trợ không do par_xl dựng (cài bằng tay?)."
    )
    return [*lines, *(found.faults or (fits,))]


def removed(done: Removed) -> list[str]:
    """What was taken out, and which workbooks stay marked."""
    if not done.removed:
        return ["Chưa cài phần bổ trợ, không có gì để gỡ."]
    return [*(f"Đã xóa {path}" for path in done.removed), *marked(done.marked)]


def marked(books: Sequence[str]) -> list[str]:
    """Workbooks that lose the way back to their colours before marking."""
    return [
        f"Còn đánh dấu lỗi trong {book}: màu và ghi chú cũ không trả lại tự động được nữa; xóa màu "
        "và ghi chú bằng tay trong Excel, hoặc dùng bản gốc của tệp."
        for book in books
    ]


def checks(found: Sequence[Check]) -> list[str]:
    """How many need attention, then the doctor's lines, those first; what it comes to, last."""
    faults = sum(check.ok is False for check in found)
    head = f"{faults} mục cần xử lý." if faults else "Không có mục nào cần xử lý."
    ordered = sorted(found, key=lambda check: check.ok is not False)
    lines = (f"[{_MARKS[check.ok]}] {check.title}: {check.text}" for check in ordered)
    return [head, *lines, f"Kết luận: {conclusion(found)}"]


def conclusion(found: Sequence[Check]) -> str:
    """What can be done on this computer, and where else if not here."""

    def held(hold: Hold) -> str:
        return ", ".join(f"«{c.title}»" for c in found if c.ok is False and c.hold is hold)

    if titles := held(Hold.ALL):
        return (
            f"khi chưa xử lý được mục {titles} thì máy này không dùng được par_xl, cả thẻ trong "
            f"Excel lẫn dòng lệnh. {_ONE_IS_ENOUGH}"
        )
    if any(check.ok is None and check.title == OPERATING_SYSTEM for check in found):
        return "máy này dùng dòng lệnh «par-xl»; thẻ trong Excel chỉ có trên Windows."
    if titles := held(Hold.TAB_BY_OTHERS):
        return (
            f"khi chưa được mở mục {titles} thì máy này không dùng được thẻ trong Excel; dòng lệnh "
            f"«par-xl» vẫn dùng được và làm đủ mọi việc. {_ONE_IS_ENOUGH}"
        )
    if held(Hold.TAB):
        return (
            "xử lý xong các mục trên thì máy này dùng được thẻ trong Excel; dòng lệnh «par-xl» "
            "dùng được ngay."
        )
    return "máy này dùng được cả thẻ trong Excel lẫn dòng lệnh «par-xl»."
