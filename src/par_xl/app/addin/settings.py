"""The settings that the add-in reads: which Python it calls, and where errors are logged.

VBA reads files and names of files in an ANSI code page, and the call goes through cmd.exe: all
that stands here is plain ASCII, without characters that mean something to cmd.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.look import is_file, is_folder, shown
from par_xl.app.addin.machine import Machine
from par_xl.app.user_folder import LOGS
from par_xl.terms.errors import ParXlError

INTERPRETER = "INTERPRETER_WIN"
LOG_FOLDER = "TEMP DIR"
_MEANING_TO_CMD = frozenset('"%&^;!<>|')


def path_of(machine: Machine) -> Path:
    """Where xlwings' VBA looks for the settings of a user."""
    return machine.user / "par_xl.conf"


def settings_for(machine: Machine) -> dict[str, str]:
    """The settings for the Python that runs.

    Raises:
        ParXlError: the path of that Python cannot be told to VBA.
    """
    interpreter = safe_path(machine.interpreter, machine)
    if interpreter is None:
        raise ParXlError(*unsafe_interpreter(str(machine.interpreter), machine))
    settings = {
        INTERPRETER: interpreter,
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "SHOW CONSOLE": "False",
    }
    for folder in (own_logs(machine), shared_logs(machine)):
        if folder and (safe := safe_path(folder, machine)):
            settings[LOG_FOLDER] = safe
            break
    # Without a folder that can be told, the add-in takes Windows' own for temporary files.
    return settings


def own_logs(machine: Machine) -> Path:
    """The folder for error logs in the user's own folder."""
    return machine.user / LOGS


def shared_logs(machine: Machine) -> Path | None:
    """The folder for error logs of users whose own folder cannot be told to VBA."""
    return machine.program_data / "par_xl" / LOGS if machine.program_data else None


def in_sheet(machine: Machine, settings: Mapping[str, str]) -> Mapping[str, str] | None:
    """The settings that the add-in itself must carry, since VBA cannot read their file.

    None where it can: there the add-in is byte for byte what ``par-xl addin build`` makes.
    """
    return None if str(path_of(machine)).isascii() else settings


def is_safe(path: str) -> bool:
    """Whether VBA and cmd.exe take a path for what it says."""
    return path.isascii() and path.isprintable() and _MEANING_TO_CMD.isdisjoint(path)


def safe_path(path: Path, machine: Machine) -> str | None:
    """A path as VBA can be told it: as it is, or by Windows' short names; None if neither does.

    Of a path that does not exist yet, the part that exists is shortened.
    """
    if is_safe(str(path)):
        return str(path)
    there = next((each for each in (path, *path.parents) if is_folder(each) or is_file(each)), path)
    short = machine.short_path(there)
    safe = str(Path(short, path.relative_to(there)))
    return safe if short and is_safe(safe) else None


def unsafe_interpreter(interpreter: str, machine: Machine) -> tuple[str, str]:
    """What is wrong with the path of a Python, and the way out."""
    folder = (machine.program_data or Path(r"C:\ProgramData")) / "par_xl-rieng"
    python = folder / "python"
    scripts = python / "Scripts"
    return (
        _(
            "Excel không gọi được Python ở {path}: đường dẫn có chữ có dấu hoặc một trong các ký "
            'tự " % & ^ ; ! < > |, và Windows không có tên ngắn (8.3) dùng thay được.'
        ).format(path=shown(interpreter)),
        _(
            "Cài par_xl vào Python riêng ở đường dẫn không dấu: mở cmd trong thư mục mã nguồn "
            "par_xl, chạy lần lượt: 1) «mkdir {folder}» (có sẵn thì đặt tên khác: người tạo ra nó "
            "sửa được chương trình); 2) «icacls {folder} /inheritance:r "
            "/grant:r *S-1-3-4:(OI)(CI)F» để người khác không ghi được; "
            "3) «py -3 -m venv {python}»; 4) «{python_exe} -P -m pip install .»; "
            "5) «{par_xl_exe} addin install»."
        ).format(
            folder=folder,
            python=python,
            python_exe=scripts / "python.exe",
            par_xl_exe=scripts / "par-xl.exe",
        ),
    )


def to_bytes(settings: Mapping[str, str]) -> bytes:
    """The settings as VBA's ``Write #`` makes them and its ``Input #`` reads them."""
    lines = (f'"{key}","{value}"\r\n' for key, value in settings.items())
    return "".join(lines).encode("ascii")


def read_settings(machine: Machine) -> dict[str, str] | None:
    """The settings of this user; None where there are none that can be read."""
    try:
        text = path_of(machine).read_text(encoding="ascii")
        return dict(csv.reader(text.splitlines()))
    except (OSError, ValueError, csv.Error):
        return None


def called_python(machine: Machine) -> str | None:
    """The Python that Excel calls; None where none is set."""
    return (read_settings(machine) or {}).get(INTERPRETER) or None
