"""Whether what was installed is there and fits together."""

from __future__ import annotations

import io
import tempfile
import zipfile
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.app.addin.checks import (
    Check,
    Fault,
    Skipped,
    installed,
    not_installed,
)
from par_xl.app.addin.install import LOG_FOLDER, VERSION_PROPERTY, built
from par_xl.app.addin.machine import Machine, content_of, shown
from par_xl.system.files import is_file, is_folder
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_


def _there(machine: Machine) -> str:
    """Check the add-in in Excel's folder."""
    if not machine.acts and not machine.windows:
        raise Skipped(_("không có thư mục %APPDATA% ở máy này"))
    addin = machine.addin
    if is_file(addin):
        return str(addin)
    if is_folder(machine.user):
        raise _vanished(machine, addin)
    raise Fault(_("Không có {path}. Đóng Excel. {again}"), path=addin, again=machine.again)


def _vanished(machine: Machine, path: object) -> Fault:
    """Return what to do about an installed file that is gone: a virus scanner may have it."""
    return Fault(
        _(
            "Đã cài nhưng nay không còn: {paths}. Có thể chương trình diệt vi-rút đã cách ly. "
            "Mở Bảo mật Windows (Windows Security) > Bảo vệ khỏi vi-rút và mối đe dọa (Virus & "
            "threat protection) > Lịch sử bảo vệ (Protection history), chọn tệp, bấm Khôi phục "
            "(Restore), rồi thêm tệp vào Loại trừ (Exclusions); với phần mềm khác thì nhờ "
            "người quản trị máy. Nếu sau đó tệp vẫn chưa có thì cài lại. {again}"
        ),
        paths=shown(path),
        again=machine.again,
    )


def _unchanged(machine: Machine) -> str:
    """Check that the add-in is what this version builds, byte for byte."""
    content = content_of(machine.addin) or b""
    known = machine.installed()
    found = known.pop(VERSION_PROPERTY, None)
    if found is None and zipfile.is_zipfile(io.BytesIO(content)):
        raise Skipped(_("phần bổ trợ không do par_xl dựng (cài bằng tay?), không so được"))
    if found is None:
        text = _("Tệp {path} bị hỏng, Excel không mở được. Đóng Excel. {again}")
        raise Fault(text, path=machine.addin, again=machine.again)
    if found != __version__:
        text = _("Phần bổ trợ là bản {version}, par_xl là bản {own}. Đóng Excel. {again}")
        raise Fault(text, version=found, own=__version__, again=machine.again)
    try:
        fresh = built(known, machine)
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


def _python(machine: Machine) -> str:
    """Check that the Python that the add-in names is there."""
    found = machine.called_python
    if found is None:
        raise not_installed(machine)
    if not is_file(Path(found)):
        raise _vanished(machine, found)
    return found


def _blocked(machine: Machine) -> str:
    """Windows' mark of a file from the internet, with which Excel blocks macros."""
    if is_file(Path(f"{machine.addin}:Zone.Identifier")):
        raise Fault(
            _(
                "{path} mang dấu tải từ Internet nên Excel có thể chặn macro. Bấm chuột phải vào "
                "tệp, chọn Thuộc tính (Properties), đánh dấu Bỏ chặn (Unblock), bấm OK. Hoặc đóng "
                "Excel. {again}"
            ),
            path=machine.addin,
            again=machine.again,
        )
    return _("không có")


def _logs(machine: Machine) -> str:
    """Without the folder of the log cmd.exe starts nothing."""
    folder = machine.installed().get(LOG_FOLDER) or tempfile.gettempdir()
    try:
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, ValueError):
        text = _("Không ghi được vào {path}: nút trong Excel sẽ không chạy. {again}")
        raise Fault(text, path=shown(folder), again=machine.again) from None


FILES = (
    Check(N_("Phần bổ trợ"), _there),
    Check(N_("Phiên bản phần bổ trợ"), _unchanged, installed),
    Check(N_("Cài đặt"), _python, installed),
    Check(N_("Dấu “tệp từ Internet”"), _blocked, installed),
    Check(N_("Thư mục nhật ký lỗi"), _logs, installed),
)
