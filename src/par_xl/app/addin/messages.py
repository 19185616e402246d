"""What is said of installing and looking after the add-in: the same in every face."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl import __version__
from par_xl.app.addin.checks import Check, Hold
from par_xl.app.addin.checks.windows import OPERATING_SYSTEM
from par_xl.terms.messages import N_

if TYPE_CHECKING:
    # The doctor also speaks where what these need can't be loaded.
    from par_xl.app.addin.doctor import Status
    from par_xl.app.addin.install import Installed, Removed

_ONE_IS_ENOUGH = N_(
    "Cả cơ quan chỉ cần một máy dùng được par_xl để tổng hợp; các máy khác không cần cài gì, chỉ "
    "cần Excel để điền biểu mẫu."
)
_MARKS = {True: N_("OK"), False: N_("CẦN XỬ LÝ"), None: N_("Bỏ qua")}
_ADDIN = r"%APPDATA%\Microsoft\Excel\XLSTART\par_xl.xlam"
_USER = r"%USERPROFILE%\.par_xl"
_WOULD = {
    "install": (
        N_("ghi phần bổ trợ vào {addin}"),
        N_("ghi cài đặt (Python đang chạy, thư mục nhật ký lỗi) vào {user}\\par_xl.conf"),
        N_(
            "không cần quyền quản trị và không mở Excel; sau đó mở Excel là thấy thẻ Cải cách hành "
            "chính"
        ),
    ),
    "status": (N_("xem {addin} và {user} có gì, phiên bản nào, gọi Python nào"),),
    "uninstall": (
        N_("xóa {addin}"),
        N_("xóa cả thư mục {user} (cài đặt, nhật ký lỗi, màu cũ của các tệp còn đánh dấu)"),
    ),
}


def would(command: str, *, windows: bool = sys.platform == "win32") -> list[str]:
    """What ``install``, ``status`` or ``uninstall`` would do where there is a profile."""
    head = (
        _(
            "Windows không cho biết thư mục dữ liệu ứng dụng của người dùng (biến môi trường "
            "APPDATA) nên không làm gì. Đăng nhập bằng tài khoản của người sẽ dùng Excel, mở dấu "
            "nhắc lệnh (cmd) mới rồi chạy lại; khi đó lệnh này sẽ:"
        )
        if windows
        else _("Máy này không phải Windows nên không làm gì. Trên Windows, lệnh này sẽ:")
    )
    told = (_(line).format(addin=_ADDIN, user=_USER) for line in _WOULD[command])
    return [head, *(f"- {line}" for line in told)]


def installed(done: Installed) -> list[str]:
    """What was installed, and what to do next."""
    head = (
        _("Đã thay phần bổ trợ par_xl {version}: {path}")
        if done.replaced
        else _("Đã cài phần bổ trợ par_xl {version}: {path}")
    )
    lines = [
        head.format(version=done.version, path=done.addin),
        _("Cài đặt: {path}").format(path=done.settings),
        f"Python: {done.interpreter}",
    ]
    if done.logs:
        lines.append(_("Nhật ký lỗi: {path}").format(path=done.logs))
    if done.carries_settings:
        lines.append(_("Đường dẫn hồ sơ có chữ có dấu: cài đặt được ghi cả vào phần bổ trợ."))
    following = (
        _("Việc tiếp theo: đóng Excel rồi mở lại, xem thẻ Cải cách hành chính.")
        if done.excel_runs
        else _("Việc tiếp theo: mở Excel, xem thẻ Cải cách hành chính.")
    )
    return [*lines, following]


def status(found: Status) -> list[str]:
    """What is installed, and what does not fit together."""
    if not found.installed and not found.faults:
        return [
            _("Chưa cài phần bổ trợ ({path}).").format(path=found.addin),
            _("Muốn cài thì chạy: «{command}».").format(command=found.command),
        ]
    head = _("Đã cài phần bổ trợ: {path}") if found.installed else _("Không có phần bổ trợ: {path}")
    lines = [
        head.format(path=found.addin),
        _("Phiên bản phần bổ trợ: {version}; par_xl: {own}").format(
            version=found.version or _("không rõ"), own=__version__
        ),
        "Python: " + (found.interpreter or _("chưa có cài đặt")),
    ]
    fits = (
        _("Phần bổ trợ, cài đặt và par_xl khớp nhau.")
        if found.version
        else _("Phần bổ trợ không do par_xl dựng (cài bằng tay?).")
    )
    return [*lines, *(found.faults or (fits,))]


def removed(done: Removed) -> list[str]:
    """What was taken out, and which workbooks stay marked."""
    if not done.removed:
        return [_("Chưa cài phần bổ trợ, không có gì để gỡ.")]
    told = (_("Đã xóa {path}").format(path=path) for path in done.removed)
    return [*told, *marked(done.marked)]


def marked(books: Sequence[str]) -> list[str]:
    """Workbooks that lose the way back to their colours before marking."""
    return [
        _(
            "Còn đánh dấu lỗi trong {book}: màu và ghi chú cũ không trả lại tự động được nữa; xóa "
            "màu và ghi chú bằng tay trong Excel, hoặc dùng bản gốc của tệp."
        ).format(book=book)
        for book in books
    ]


def checks(found: Sequence[Check]) -> list[str]:
    """How many need attention, then the doctor's lines, those first; what it comes to, last."""
    faults = sum(check.ok is False for check in found)
    head = _("{count} mục cần xử lý.") if faults else _("Không có mục nào cần xử lý.")
    ordered = sorted(found, key=lambda check: check.ok is not False)
    lines = (f"[{_(_MARKS[check.ok])}] {_(check.title)}: {check.text}" for check in ordered)
    last = _("Kết luận: {conclusion}").format(conclusion=conclusion(found))
    return [head.format(count=faults), *lines, last]


def conclusion(found: Sequence[Check]) -> str:
    """What can be done on this computer, and where else if not here."""

    def held(hold: Hold) -> str:
        return ", ".join(f"«{_(c.title)}»" for c in found if c.ok is False and c.hold is hold)

    if titles := held(Hold.ALL):
        told = _(
            "khi chưa xử lý được mục {titles} thì máy này không dùng được par_xl, cả thẻ trong "
            "Excel lẫn dòng lệnh."
        )
        return f"{told.format(titles=titles)} {_(_ONE_IS_ENOUGH)}"
    if any(check.ok is None and check.title == OPERATING_SYSTEM for check in found):
        return _("máy này dùng dòng lệnh «par-xl»; thẻ trong Excel chỉ có trên Windows.")
    if titles := held(Hold.TAB_BY_OTHERS):
        told = _(
            "khi chưa xử lý được mục {titles} thì máy này không dùng được thẻ trong Excel; dòng "
            "lệnh «par-xl» vẫn dùng được và làm đủ mọi việc."
        )
        return f"{told.format(titles=titles)} {_(_ONE_IS_ENOUGH)}"
    if held(Hold.TAB):
        return _(
            "xử lý xong các mục trên thì máy này dùng được thẻ trong Excel; dòng lệnh «par-xl» "
            "dùng được ngay."
        )
    if titles := held(Hold.NAME):
        return _(
            "máy này dùng được thẻ trong Excel; dòng lệnh cũng dùng được, gõ như mục {titles} chỉ."
        ).format(titles=titles)
    return _("máy này dùng được cả thẻ trong Excel lẫn dòng lệnh «par-xl».")
