"""The add-in put into a user's profile."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from par_xl import __version__
from par_xl.addin.build import build
from par_xl.addin.machine import Machine
from par_xl.addin.profile import addin_path, folders, held, made_before, record_path, remove_strays
from par_xl.addin.settings import (
    INTERPRETER,
    LOG_FOLDER,
    in_sheet,
    own_logs,
    path_of,
    settings_for,
    to_bytes,
)
from par_xl.errors import ParXlError
from par_xl.folder.files import write_all

STORE_PYTHON = (
    "Python này cài từ Microsoft Store: những gì nó ghi vào AppData bị Windows chuyển sang chỗ "
    "riêng, Excel không thấy phần bổ trợ.",
    "Cài Python 3.11 trở lên từ python.org (không cần quyền quản trị), cài par_xl vào đó rồi chạy "
    "lại: par-xl addin install",
)


def is_from_store(base: Path) -> bool:
    """Whether a Python comes from Microsoft's Store: its files in AppData are private to it."""
    return "windowsapps" in str(base).lower()


@dataclass(frozen=True)
class Installed:
    """What was installed."""

    addin: Path
    settings: Path
    interpreter: str
    logs: str | None
    version: str
    replaced: bool
    carries_settings: bool
    """Whether the add-in holds the settings itself: VBA cannot read this user's file."""
    excel_runs: bool


def install(machine: Machine) -> Installed:
    """Write add-in and settings; what was there before is replaced.

    Raises:
        ParXlError: no profile, a Python that Excel cannot call, or files that cannot be written;
            then nothing is installed.
    """
    addin = addin_path(machine)
    if is_from_store(machine.base):
        raise ParXlError(*STORE_PYTHON)
    settings = settings_for(machine)
    carried = in_sheet(machine, settings)
    content = build(carried)
    replaced = addin.exists()
    places = (own_logs(machine), machine.user, *folders(machine))
    new = [folder for folder in places if not folder.exists()]
    made = sorted({*made_before(machine), *map(str, new)})
    record = {"version": __version__, "made": made}
    logs = settings.get(LOG_FOLDER)
    try:
        if logs:
            Path(logs).mkdir(parents=True, exist_ok=True)
        write_all(
            {
                addin: content,
                path_of(machine): to_bytes(settings),
                record_path(machine): json.dumps(record, ensure_ascii=False).encode(),
            }
        )
    except (OSError, ParXlError) as error:
        remove_strays(machine)
        for folder in new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise _told(error, addin, machine) from (error.__cause__ or error)
    remove_strays(machine)
    return Installed(
        addin=addin,
        settings=path_of(machine),
        interpreter=settings[INTERPRETER],
        logs=logs,
        version=__version__,
        replaced=replaced,
        carries_settings=carried is not None,
        excel_runs=machine.excel_runs,
    )


def _told(error: OSError | ParXlError, addin: Path, machine: Machine) -> ParXlError:
    if isinstance(error, OSError):
        return ParXlError(
            f"Không tạo được thư mục {error.filename}.",
            "Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại: par-xl addin install",
        )
    cause = error.__cause__
    if isinstance(cause, PermissionError) and Path(str(cause.filename)).parent == addin.parent:
        return held(addin, "par-xl addin install", machine)
    return error
