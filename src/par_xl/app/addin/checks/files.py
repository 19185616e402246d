"""The installed files: there, unchanged, of this version, at places that Excel can reach."""

from __future__ import annotations

import io
import tempfile
import zipfile
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.app.addin.checks import Check, Verdict, looked, not_installed
from par_xl.app.addin.machine import Machine, again, command, content_of, is_folder, is_there, shown
from par_xl.app.addin.profile import (
    LOG_FOLDER,
    addin_path,
    built,
    called_python,
    in_sheet,
    is_safe,
    no_folder,
    path_of,
    read_settings,
    record_path,
    unsafe_interpreter,
    version_of,
)
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_

EXCEL_LONGEST = 218
"""Characters in the path of a workbook that Excel opens."""
WINDOWS_LONGEST = 259
_ADDIN = N_("Phần bổ trợ")


def checks(machine: Machine) -> list[Check]:
    """All checks of this field."""
    if not machine.acts and machine.windows:
        return looked(machine, [(_ADDIN, there)])
    if not machine.acts:
        return [Check(_ADDIN, None, _("không có thư mục %APPDATA% ở máy này"))]
    return looked(
        machine,
        [
            (_ADDIN, there),
            (N_("Phiên bản phần bổ trợ"), unchanged),
            (N_("Cài đặt"), settings),
            (N_("Chương trình diệt vi-rút"), vanished),
            (N_("Dấu «tệp từ Internet»"), blocked),
            (N_("Đường dẫn"), paths),
            (N_("Vị trí hồ sơ và Python"), profile),
            (N_("Thư mục nhật ký lỗi"), logs),
        ],
    )


def there(machine: Machine) -> Verdict:
    """The add-in in Excel's folder."""
    addin = addin_path(machine)
    if not is_there(addin):
        return False, _("Không có {path}. Đóng Excel. {again}").format(
            path=addin, again=again(machine)
        )
    if is_folder(addin):
        raise no_folder(addin, command(machine, "install"))
    return True, str(addin)


def unchanged(machine: Machine) -> Verdict:
    """The add-in is what this version builds, byte for byte."""
    addin = addin_path(machine)
    content = None if is_folder(addin) else content_of(addin)
    if content is None:
        return not_installed(machine)
    found = version_of(content)
    if found is None and zipfile.is_zipfile(io.BytesIO(content)):
        return None, _("phần bổ trợ không do par_xl dựng (cài bằng tay?), không so được")
    if found is None:
        return False, _("Tệp {path} bị hỏng, Excel không mở được. Đóng Excel. {again}").format(
            path=addin, again=again(machine)
        )
    if found != __version__:
        return False, _(
            "Phần bổ trợ là bản {version}, par_xl là bản {own}. Đóng Excel. {again}"
        ).format(version=found, own=__version__, again=again(machine))
    try:
        fresh = built(in_sheet(machine, read_settings(machine) or {}), machine)
    except ParXlError as error:
        return False, _("Không dựng lại được để so: {message} {fix}").format(
            message=error.message, fix=error.fix
        )
    if content != fresh:
        return False, _(
            "Phần bổ trợ đã bị thay đổi sau khi cài (có thể do lưu đè trong Excel, hoặc xlwings đã "
            "được cập nhật). Đóng Excel. {again}"
        ).format(again=again(machine))
    return True, _("{version}, đúng như bản gốc").format(version=found)


def settings(machine: Machine) -> Verdict:
    """The file that names the Python."""
    path = path_of(machine)
    if not is_there(path):
        if is_there(addin_path(machine)):
            return False, _("Không có {path}. {again}").format(path=path, again=again(machine))
        return not_installed(machine)
    if is_folder(path):
        raise no_folder(path, command(machine, "install"))
    found = called_python(machine)
    if found is None:
        return False, _("Không đọc được {path}: tệp bị sửa hoặc hỏng. {again}").format(
            path=path, again=again(machine)
        )
    return True, f"{path}; Python: {shown(found)}"


def vanished(machine: Machine) -> Verdict:
    """What was installed and is gone was most likely taken by a virus scanner."""
    if not is_there(record_path(machine)):
        return not_installed(machine)
    interpreter = called_python(machine)
    wanted = [addin_path(machine), *([Path(interpreter)] if interpreter else [])]
    gone = [shown(path) for path in wanted if not is_there(path)]
    if not gone:
        return True, _("không tệp nào bị lấy đi")
    return False, _(
        "Đã cài nhưng nay không còn: {paths}. Có thể chương trình diệt vi-rút đã cách "
        "ly. Mở Bảo mật Windows (Windows Security) > Bảo vệ khỏi vi-rút và mối đe dọa (Virus & "
        "threat protection) > Lịch sử bảo vệ (Protection history), chọn tệp, bấm Khôi phục "
        "(Restore), rồi thêm tệp vào Loại trừ (Exclusions); với phần mềm khác thì nhờ người quản "
        "trị máy. Nếu sau đó tệp vẫn chưa có thì cài lại. {again}"
    ).format(paths=", ".join(gone), again=again(machine))


def blocked(machine: Machine) -> Verdict:
    """Windows' mark of a file from the internet, with which Excel blocks macros."""
    addin = addin_path(machine)
    if not is_there(addin):
        return not_installed(machine)
    if not is_there(Path(f"{addin}:Zone.Identifier")):
        return True, _("không có")
    return False, _(
        "{path} mang dấu tải từ Internet nên Excel có thể chặn macro. Bấm chuột phải vào tệp, chọn "
        "Thuộc tính (Properties), đánh dấu Bỏ chặn (Unblock), bấm OK. Hoặc đóng Excel. {again}"
    ).format(path=addin, again=again(machine))


def paths(machine: Machine) -> Verdict:
    """Lengths and letters that Excel, VBA and cmd.exe can bear."""
    addin = str(addin_path(machine))
    interpreter = called_python(machine) or str(machine.interpreter)
    wrong = []
    if len(addin) > EXCEL_LONGEST:
        wrong.append(
            _(
                "{path} dài {length} ký tự, Excel chỉ mở đến {most}: nhờ người quản trị chuyển hồ "
                "sơ người dùng về thư mục có đường dẫn ngắn."
            ).format(path=shown(addin), length=len(addin), most=EXCEL_LONGEST)
        )
    if len(interpreter) > WINDOWS_LONGEST:
        wrong.append(
            _(
                "{path} dài {length} ký tự, Windows chỉ nhận đến {most}: cài par_xl vào thư mục có "
                "đường dẫn ngắn. {again}"
            ).format(
                path=shown(interpreter),
                length=len(interpreter),
                most=WINDOWS_LONGEST,
                again=again(machine),
            )
        )
    if called_python(machine) and not is_safe(interpreter):
        wrong.append(" ".join(unsafe_interpreter(interpreter, machine)))
    if wrong:
        return False, " ".join(wrong)
    if str(path_of(machine)).isascii():
        return True, _("dùng được")
    return True, _("dùng được (hồ sơ có chữ có dấu: cài đặt nằm trong phần bổ trợ)")


def profile(machine: Machine) -> Verdict:
    """Add-in and Python on this computer's own disk."""
    addin = str(addin_path(machine))
    interpreter = called_python(machine) or str(machine.interpreter)
    wrong = []
    if addin.startswith("\\\\"):
        wrong.append(
            _(
                "Hồ sơ nằm trên mạng ({path}): Excel có thể không tin cậy thư mục này và nút không "
                "chạy khi mất mạng. Nhờ người quản trị thêm nó vào Vị trí Tin cậy (Trusted "
                "Locations), đánh dấu Cho phép vị trí trên mạng (Allow Trusted Locations on my "
                "network)."
            ).format(path=addin)
        )
    if "onedrive" in addin.lower():
        wrong.append(
            _(
                "Hồ sơ nằm trong OneDrive ({path}): tệp có thể chỉ còn trên đám mây. Bấm chuột "
                "phải vào tệp, chọn Luôn giữ trên thiết bị này (Always keep on this device)."
            ).format(path=addin)
        )
    if interpreter.startswith("\\\\"):
        wrong.append(
            _(
                "Python nằm trên mạng ({path}): chậm, và không chạy khi mất mạng. Cài Python và "
                "par_xl vào ổ đĩa của máy. {again}"
            ).format(path=interpreter, again=again(machine))
        )
    return not wrong, " ".join(wrong) or _("trên ổ đĩa của máy")


def logs(machine: Machine) -> Verdict:
    """Without the folder of the log cmd.exe starts nothing."""
    found = read_settings(machine)
    if found is None:
        return not_installed(machine)
    folder = found.get(LOG_FOLDER) or tempfile.gettempdir()
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True, folder
    except (OSError, ValueError):
        return False, _("Không ghi được vào {path}: nút trong Excel sẽ không chạy. {again}").format(
            path=shown(folder), again=again(machine)
        )
