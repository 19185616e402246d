"""The installed files: there, unchanged, of this version, at places that Excel can reach."""

from __future__ import annotations

import tempfile
from pathlib import Path

from par_xl import __version__
from par_xl.addin.build import build
from par_xl.addin.checks import AGAIN, NOT_INSTALLED, Check
from par_xl.addin.identity import version_of
from par_xl.addin.machine import Machine
from par_xl.addin.profile import addin_path, record_path
from par_xl.addin.settings import (
    INTERPRETER,
    LOG_FOLDER,
    in_sheet,
    is_safe,
    path_of,
    read_settings,
    unsafe_interpreter,
)
from par_xl.errors import ParXlError

EXCEL_LONGEST = 218
"""Characters in the path of a workbook that Excel opens."""
WINDOWS_LONGEST = 259


def checks(machine: Machine) -> list[Check]:
    """All checks of this field."""
    if not machine.acts:
        return [Check("Phần bổ trợ", None, "không có thư mục %APPDATA% ở máy này")]
    return [
        there(machine),
        unchanged(machine),
        settings(machine),
        vanished(machine),
        blocked(machine),
        paths(machine),
        profile(machine),
        logs(machine),
    ]


def there(machine: Machine) -> Check:
    """The add-in in Excel's folder."""
    addin = addin_path(machine)
    if addin.is_file():
        return Check("Phần bổ trợ", True, str(addin))
    return Check("Phần bổ trợ", False, f"Không có {addin}. Đóng Excel. {AGAIN}")


def unchanged(machine: Machine) -> Check:
    """The add-in is what this version builds, byte for byte."""
    title = "Phiên bản phần bổ trợ"
    try:
        content = addin_path(machine).read_bytes()
    except OSError:
        return Check(title, None, NOT_INSTALLED)
    found = version_of(content)
    if found != __version__:
        return Check(
            title,
            False,
            f"Phần bổ trợ là bản {found or 'không rõ'}, par_xl là bản {__version__}. Đóng Excel. "
            f"{AGAIN}",
        )
    try:
        fresh = build(in_sheet(machine, read_settings(machine) or {}))
    except ParXlError as error:
        return Check(title, False, f"Không dựng lại được để so: {error.message} {error.fix}")
    if content != fresh:
        return Check(
            title,
            False,
            f"Phần bổ trợ đã bị thay đổi sau khi cài (có thể do lưu đè trong Excel). Đóng Excel. "
            f"{AGAIN}",
        )
    return Check(title, True, f"{found}, đúng như bản gốc")


def settings(machine: Machine) -> Check:
    """The file that names the Python."""
    path = path_of(machine)
    if not path.exists():
        if addin_path(machine).exists():
            return Check("Thiết lập", False, f"Không có {path}. {AGAIN}")
        return Check("Thiết lập", None, NOT_INSTALLED)
    found = read_settings(machine)
    if found is None or INTERPRETER not in found:
        return Check("Thiết lập", False, f"Không đọc được {path}: tệp bị sửa hoặc hỏng. {AGAIN}")
    return Check("Thiết lập", True, f"{path}; Python: {found[INTERPRETER]}")


def vanished(machine: Machine) -> Check:
    """What was installed and is gone was most likely taken by a virus scanner."""
    title = "Chương trình diệt vi-rút"
    if not record_path(machine).exists():
        return Check(title, None, NOT_INSTALLED)
    interpreter = (read_settings(machine) or {}).get(INTERPRETER)
    wanted = [addin_path(machine), *([Path(interpreter)] if interpreter else [])]
    gone = [str(path) for path in wanted if not path.exists()]
    if not gone:
        return Check(title, True, "không tệp nào bị lấy đi")
    return Check(
        title,
        False,
        f"Đã cài nhưng nay không còn: {', '.join(gone)}. Có thể chương trình diệt vi-rút đã cách "
        "ly. Mở Bảo mật Windows (Windows Security) > Bảo vệ khỏi vi-rút và mối đe dọa (Virus & "
        "threat protection) > Lịch sử bảo vệ (Protection history), chọn tệp, bấm Khôi phục "
        "(Restore), rồi thêm tệp vào Loại trừ (Exclusions); với phần mềm khác thì nhờ người quản "
        f"trị máy. Sau đó nếu tệp vẫn chưa có: {AGAIN}",
    )


def blocked(machine: Machine) -> Check:
    """Windows' mark of a file from the internet, with which Excel blocks macros."""
    title = "Dấu «tệp từ Internet»"
    addin = addin_path(machine)
    if not addin.is_file():
        return Check(title, None, NOT_INSTALLED)
    if not Path(f"{addin}:Zone.Identifier").exists():
        return Check(title, True, "không có")
    return Check(
        title,
        False,
        f"{addin} mang dấu tải từ Internet nên Excel chặn macro. Nhấn chuột phải vào tệp, chọn "
        f"Thuộc tính (Properties), đánh dấu Bỏ chặn (Unblock), bấm OK. Hoặc đóng Excel. {AGAIN}",
    )


def paths(machine: Machine) -> Check:
    """Lengths and letters that Excel, VBA and cmd.exe can bear."""
    addin = str(addin_path(machine))
    interpreter = (read_settings(machine) or {}).get(INTERPRETER, str(machine.interpreter))
    wrong = []
    if len(addin) > EXCEL_LONGEST:
        wrong.append(
            f"{addin} dài {len(addin)} ký tự, Excel chỉ mở đến {EXCEL_LONGEST}: nhờ người quản trị "
            "chuyển hồ sơ người dùng về thư mục có đường dẫn ngắn."
        )
    if len(interpreter) > WINDOWS_LONGEST:
        wrong.append(
            f"{interpreter} dài {len(interpreter)} ký tự, Windows chỉ nhận đến {WINDOWS_LONGEST}: "
            f"cài par_xl vào thư mục có đường dẫn ngắn. {AGAIN}"
        )
    if read_settings(machine) and not is_safe(interpreter):
        wrong.append(" ".join(unsafe_interpreter(interpreter, machine)))
    if wrong:
        return Check("Đường dẫn", False, " ".join(wrong))
    carried = " (hồ sơ có chữ có dấu: thiết lập nằm trong phần bổ trợ)"
    accents = not str(path_of(machine)).isascii()
    return Check("Đường dẫn", True, f"dùng được{carried if accents else ''}")


def profile(machine: Machine) -> Check:
    """Add-in and Python on this computer's own disk."""
    title = "Vị trí hồ sơ và Python"
    addin = str(addin_path(machine))
    interpreter = (read_settings(machine) or {}).get(INTERPRETER, str(machine.interpreter))
    wrong = []
    if addin.startswith("\\\\"):
        wrong.append(
            f"Hồ sơ nằm trên mạng ({addin}): Excel có thể không tin cậy thư mục này và nút không "
            "chạy khi mất mạng. Nhờ người quản trị thêm nó vào Vị trí Tin cậy (Trusted Locations), "
            "đánh dấu Cho phép vị trí trên mạng (Allow Trusted Locations on my network)."
        )
    if "onedrive" in addin.lower():
        wrong.append(
            f"Hồ sơ nằm trong OneDrive ({addin}): tệp có thể chỉ còn trên đám mây. Nhấn chuột phải "
            "vào tệp, chọn Luôn giữ trên thiết bị này (Always keep on this device)."
        )
    if interpreter.startswith("\\\\"):
        wrong.append(
            f"Python nằm trên mạng ({interpreter}): chậm, và không chạy khi mất mạng. Cài Python "
            f"và par_xl vào ổ đĩa của máy. {AGAIN}"
        )
    return Check(title, not wrong, " ".join(wrong) or "trên ổ đĩa của máy")


def logs(machine: Machine) -> Check:
    """Without the folder of the log cmd.exe starts nothing."""
    title = "Thư mục nhật ký lỗi"
    found = read_settings(machine)
    if found is None:
        return Check(title, None, NOT_INSTALLED)
    folder = found.get(LOG_FOLDER) or tempfile.gettempdir()
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Check(title, True, folder)
    except OSError:
        return Check(
            title, False, f"Không ghi được vào {folder}: nút trong Excel sẽ không chạy. {AGAIN}"
        )
