"""The installed files: there, unchanged, of this version, at places that Excel can reach."""

from __future__ import annotations

import io
import tempfile
import zipfile
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.app.addin.checks import Check, Fault, Skipped, looked, not_installed
from par_xl.app.addin.machine import Machine, content_of, is_there, shown
from par_xl.app.addin.profile import (
    LOG_FOLDER,
    built,
    in_sheet,
    is_safe,
    no_folder,
    unsafe_interpreter,
    version_of,
)
from par_xl.system.files import is_folder
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_

EXCEL_LONGEST = 218
"""Characters in the path of a workbook that Excel opens."""
WINDOWS_LONGEST = 259
_ADDIN = N_("Phần bổ trợ")


def checks(machine: Machine) -> list[Check]:
    """All checks of this field."""
    looks = [
        (_ADDIN, there),
        (N_("Phiên bản phần bổ trợ"), unchanged),
        (N_("Cài đặt"), settings),
        (N_("Chương trình diệt vi-rút"), vanished),
        (N_("Dấu «tệp từ Internet»"), blocked),
        (N_("Đường dẫn"), paths),
        (N_("Vị trí hồ sơ và Python"), profile),
        (N_("Thư mục nhật ký lỗi"), logs),
    ]
    return looked(machine, looks if machine.acts else looks[:1])


def there(machine: Machine) -> str:
    """The add-in in Excel's folder."""
    if not machine.acts and not machine.windows:
        raise Skipped(_("không có thư mục %APPDATA% ở máy này"))
    addin = machine.addin
    if not is_there(addin):
        raise Fault(_("Không có {path}. Đóng Excel. {again}"), path=addin, again=machine.again)
    if is_folder(addin):
        raise no_folder(addin, machine.command("install"))
    return str(addin)


def unchanged(machine: Machine) -> str:
    """The add-in is what this version builds, byte for byte."""
    addin = machine.addin
    content = None if is_folder(addin) else content_of(addin)
    if content is None:
        raise not_installed(machine)
    found = version_of(content)
    if found is None and zipfile.is_zipfile(io.BytesIO(content)):
        raise Skipped(_("phần bổ trợ không do par_xl dựng (cài bằng tay?), không so được"))
    if found is None:
        text = _("Tệp {path} bị hỏng, Excel không mở được. Đóng Excel. {again}")
        raise Fault(text, path=addin, again=machine.again)
    if found != __version__:
        text = _("Phần bổ trợ là bản {version}, par_xl là bản {own}. Đóng Excel. {again}")
        raise Fault(text, version=found, own=__version__, again=machine.again)
    try:
        fresh = built(in_sheet(machine, machine.settings() or {}), machine)
    except ParXlError as error:
        text = _("Không dựng lại được để so: {message} {fix}")
        raise Fault(text, message=error.message, fix=error.fix) from error
    if content != fresh:
        raise Fault(
            _(
                "Phần bổ trợ đã bị thay đổi sau khi cài (có thể do lưu đè trong Excel, hoặc "
                "xlwings đã được cập nhật). Đóng Excel. {again}"
            ),
            again=machine.again,
        )
    return _("{version}, đúng như bản gốc").format(version=found)


def settings(machine: Machine) -> str:
    """The file that names the Python."""
    path = machine.settings_path
    if not is_there(path):
        if is_there(machine.addin):
            raise Fault(_("Không có {path}. {again}"), path=path, again=machine.again)
        raise not_installed(machine)
    if is_folder(path):
        raise no_folder(path, machine.command("install"))
    found = machine.called_python
    if found is None:
        text = _("Không đọc được {path}: tệp bị sửa hoặc hỏng. {again}")
        raise Fault(text, path=path, again=machine.again)
    return f"{path}; Python: {shown(found)}"


def vanished(machine: Machine) -> str:
    """What was installed and is gone was most likely taken by a virus scanner."""
    if not is_there(machine.record_path):
        raise not_installed(machine)
    interpreter = machine.called_python
    wanted = [machine.addin, *([Path(interpreter)] if interpreter else [])]
    if gone := [shown(path) for path in wanted if not is_there(path)]:
        raise Fault(
            _(
                "Đã cài nhưng nay không còn: {paths}. Có thể chương trình diệt vi-rút đã cách ly. "
                "Mở Bảo mật Windows (Windows Security) > Bảo vệ khỏi vi-rút và mối đe dọa (Virus & "
                "threat protection) > Lịch sử bảo vệ (Protection history), chọn tệp, bấm Khôi phục "
                "(Restore), rồi thêm tệp vào Loại trừ (Exclusions); với phần mềm khác thì nhờ "
                "người quản trị máy. Nếu sau đó tệp vẫn chưa có thì cài lại. {again}"
            ),
            paths=", ".join(gone),
            again=machine.again,
        )
    return _("không tệp nào bị lấy đi")


def blocked(machine: Machine) -> str:
    """Windows' mark of a file from the internet, with which Excel blocks macros."""
    addin = machine.addin
    if not is_there(addin):
        raise not_installed(machine)
    if is_there(Path(f"{addin}:Zone.Identifier")):
        raise Fault(
            _(
                "{path} mang dấu tải từ Internet nên Excel có thể chặn macro. Bấm chuột phải vào "
                "tệp, chọn Thuộc tính (Properties), đánh dấu Bỏ chặn (Unblock), bấm OK. Hoặc đóng "
                "Excel. {again}"
            ),
            path=addin,
            again=machine.again,
        )
    return _("không có")


def paths(machine: Machine) -> str:
    """Lengths and letters that Excel, VBA and cmd.exe can bear."""
    addin = str(machine.addin)
    interpreter = machine.called_python or str(machine.interpreter)
    wrong = []
    if len(addin) > EXCEL_LONGEST:
        text = _(
            "{path} dài {length} ký tự, Excel chỉ mở đến {most}: nhờ người quản trị chuyển hồ "
            "sơ người dùng về thư mục có đường dẫn ngắn."
        )
        wrong.append(text.format(path=shown(addin), length=len(addin), most=EXCEL_LONGEST))
    if len(interpreter) > WINDOWS_LONGEST:
        text = _(
            "{path} dài {length} ký tự, Windows chỉ nhận đến {most}: cài par_xl vào thư mục có "
            "đường dẫn ngắn. {again}"
        )
        path, length = shown(interpreter), len(interpreter)
        more = {"most": WINDOWS_LONGEST, "again": machine.again}
        wrong.append(text.format(path=path, length=length, **more))
    if machine.called_python and not is_safe(interpreter):
        error = unsafe_interpreter(interpreter, machine)
        wrong += [error.message, error.fix]
    if wrong:
        raise Fault(" ".join(wrong))
    if str(machine.settings_path).isascii():
        return _("dùng được")
    return _("dùng được (hồ sơ có chữ có dấu: cài đặt nằm trong phần bổ trợ)")


def profile(machine: Machine) -> str:
    """Add-in and Python on this computer's own disk."""
    addin = str(machine.addin)
    interpreter = machine.called_python or str(machine.interpreter)
    wrong = []
    if addin.startswith("\\\\"):
        text = _(
            "Hồ sơ nằm trên mạng ({path}): Excel có thể không tin cậy thư mục này và nút không "
            "chạy khi mất mạng. Nhờ người quản trị thêm nó vào Vị trí Tin cậy (Trusted "
            "Locations), đánh dấu Cho phép vị trí trên mạng (Allow Trusted Locations on my "
            "network)."
        )
        wrong.append(text.format(path=addin))
    if "onedrive" in addin.lower():
        text = _(
            "Hồ sơ nằm trong OneDrive ({path}): tệp có thể chỉ còn trên đám mây. Bấm chuột "
            "phải vào tệp, chọn Luôn giữ trên thiết bị này (Always keep on this device)."
        )
        wrong.append(text.format(path=addin))
    if interpreter.startswith("\\\\"):
        text = _(
            "Python nằm trên mạng ({path}): chậm, và không chạy khi mất mạng. Cài Python và "
            "par_xl vào ổ đĩa của máy. {again}"
        )
        wrong.append(text.format(path=interpreter, again=machine.again))
    if wrong:
        raise Fault(" ".join(wrong))
    return _("trên ổ đĩa của máy")


def logs(machine: Machine) -> str:
    """Without the folder of the log cmd.exe starts nothing."""
    found = machine.settings()
    if found is None:
        raise not_installed(machine)
    folder = found.get(LOG_FOLDER) or tempfile.gettempdir()
    try:
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, ValueError):
        text = _("Không ghi được vào {path}: nút trong Excel sẽ không chạy. {again}")
        raise Fault(text, path=shown(folder), again=machine.again) from None
