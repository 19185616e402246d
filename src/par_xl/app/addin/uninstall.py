"""The add-in taken out of a user's profile without a trace."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.commands import command
from par_xl.app.addin.look import is_folder
from par_xl.app.addin.machine import Machine
from par_xl.app.addin.profile import (
    addin_path,
    folders,
    held,
    made_before,
    no_folder,
    remove_strays,
)
from par_xl.app.addin.settings import shared_logs
from par_xl.app.user_folder import MARKS
from par_xl.terms.errors import ParXlError

_JUNCTION = 0xA0000003
"""Windows' tag of a folder that stands for another one."""


@dataclass(frozen=True)
class Removed:
    """What was taken out, and the workbooks that still carry marks of faults."""

    removed: tuple[Path, ...]
    marked: tuple[str, ...]


def uninstall(machine: Machine) -> Removed:
    """Take out the add-in and all that par_xl keeps in this profile.

    Raises:
        ParXlError: no profile, or a file is held by another program; run again it goes on.
    """
    addin = addin_path(machine)
    if is_folder(addin) and not addin.is_symlink():
        raise no_folder(addin, command(machine, "uninstall"))
    made = made_before(machine)
    marked = tuple(marked_books(machine))
    removed = []
    if os.path.lexists(addin):
        try:
            addin.unlink()
        except OSError as error:
            raise held(addin, "uninstall", machine) from error
        removed.append(addin)
    remove_strays(machine)
    logs = shared_logs(machine)
    if logs and str(logs) in made:
        for log in logs.glob("xlwings-*.log"):
            with contextlib.suppress(OSError):  # another user's
                log.unlink()
    for folder in folders(machine):
        if str(folder) in made:
            with contextlib.suppress(OSError):  # not empty: somebody else's things are in it
                folder.rmdir()
                removed.append(folder)
    if os.path.lexists(machine.user):
        _remove_tree(machine)
        removed.append(machine.user)
    return Removed(tuple(removed), marked)


def marked_books(machine: Machine) -> Iterator[str]:
    """The workbooks that may carry marks still, and whose colours before are remembered here."""
    found: dict[str, None] = {}
    for path in sorted((machine.user / MARKS).glob("*.json")):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(path.read_bytes())
            if not kept["is_taken_off"]:
                found[str(kept["book"])] = None
    yield from found


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
            _("Chưa xóa được {path}: tệp đang được chương trình khác mở.").format(
                path=error.filename or folder
            ),
            _("Đóng Excel và các cửa sổ đang mở thư mục này, rồi chạy lại: «{command}».").format(
                command=command(machine, "uninstall")
            ),
        ) from error
