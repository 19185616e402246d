"""The add-in put into a user's profile, and taken out without a trace."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.machine import INTERPRETER, Machine, content_of
from par_xl.app.addin.profile import (
    LOG_FOLDER,
    built,
    folders,
    held,
    remove_strays,
    room,
    settings_for,
)
from par_xl.system.files import write_all
from par_xl.terms.errors import ParXlError


@dataclass(frozen=True)
class Installed:
    """What was installed."""

    addin: Path
    interpreter: str
    logs: str | None
    replaced: bool
    excel_runs: bool


def install(machine: Machine) -> Installed:
    """Write the add-in, with the settings for this user; what was there before is replaced.

    Raises:
        ParXlError: no profile, a Python that Excel cannot call, or files that cannot be written;
            then nothing is installed.
    """
    addin = machine.addin
    if machine.from_store:
        raise ParXlError(
            _(
                "Python này cài từ Microsoft Store: những gì nó ghi vào AppData bị Windows chuyển "
                "sang chỗ riêng, Excel không thấy phần bổ trợ."
            ),
            _(
                "Cài Python 3.11 trở lên từ python.org (không cần quyền quản trị), cài par_xl vào "
                "đó rồi chạy trong dấu nhắc lệnh (cmd): «py -3 -P -m par_xl addin install»."
            ),
        )
    settings = settings_for(machine)
    logs = settings.get(LOG_FOLDER)
    content = built(settings, machine)
    places = (machine.own_logs, machine.user, *folders(machine))
    new = [folder for folder in places if not os.path.lexists(folder)]
    replaced = content_of(addin) is not None
    try:
        if logs:
            Path(logs).mkdir(parents=True, exist_ok=True)
        write_all({addin: content}, room(machine))
    except (OSError, ParXlError) as error:
        remove_strays(machine)
        for folder in new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise _failure(error, addin, machine) from (error.__cause__ or error)
    remove_strays(machine)
    return Installed(
        addin=addin,
        interpreter=settings[INTERPRETER],
        logs=logs,
        replaced=replaced,
        excel_runs=machine.excel_runs,
    )


def _failure(error: OSError | ParXlError, addin: Path, machine: Machine) -> ParXlError:
    if isinstance(error, OSError):
        return ParXlError(
            _("Không tạo được thư mục {path}."),
            _("Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại: «{command}»."),
            path=error.filename,
            command=machine.command("install"),
        )
    cause = error.__cause__
    if isinstance(cause, PermissionError) and Path(str(cause.filename)).parent == addin.parent:
        return held(addin, "install", machine)
    return error


_JUNCTION = 0xA0000003
"""Windows' tag of a folder that stands for another one."""


def uninstall(machine: Machine) -> tuple[Path, ...]:
    """Take out the add-in and all that par_xl keeps in this profile; what was taken out.

    Raises:
        ParXlError: no profile, or a file is held by another program; run again it goes on.
    """
    addin = machine.addin
    removed = []
    if os.path.lexists(addin):
        try:
            addin.unlink()
        except OSError as error:
            raise held(addin, "uninstall", machine) from error
        removed.append(addin)
    remove_strays(machine)
    for log in machine.shared_logs.glob("xlwings-*.log") if machine.shared_logs else ():
        with contextlib.suppress(OSError):  # another user's
            log.unlink()
    for folder in folders(machine) if removed else ():
        with contextlib.suppress(OSError):  # not empty: somebody else's things are in it
            folder.rmdir()
            removed.append(folder)
    if os.path.lexists(machine.user):
        _remove_tree(machine)
        removed.append(machine.user)
    return tuple(removed)


def _remove_tree(machine: Machine) -> None:
    folder = machine.user
    try:
        junction = getattr(folder.lstat(), "st_reparse_tag", 0) == _JUNCTION
        # A file of that name is as little anybody else's.
        if junction or folder.is_symlink() or not folder.is_dir():
            folder.unlink()
        else:
            # rmtree takes links inside for what they are and never follows them.
            shutil.rmtree(folder)
    except OSError as error:
        raise ParXlError(
            _("Chưa xóa được {path}: tệp đang được chương trình khác mở."),
            _("Đóng Excel và các cửa sổ đang mở thư mục này, rồi chạy lại: «{command}»."),
            path=error.filename or folder,
            command=machine.command("uninstall"),
        ) from error
