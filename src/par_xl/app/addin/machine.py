"""What of the machine is asked, in one place, so that tests can pretend another one."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.registry import Registry, this_registry
from par_xl.app.user_folder import user_folder
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_

_PATIENCE = 60
"""Seconds: a virus scanner looks at every file of a package when it is first imported."""
_STOPPED_AT_A_LIBRARY, _BLOCKED = 0xC0E9_0002, 4551
"""How a program ends, and why none is started, where Windows lets only known files run."""
STORE_PYTHON = (
    N_(
        "Python này cài từ Microsoft Store: những gì nó ghi vào AppData bị Windows chuyển sang chỗ "
        "riêng, Excel không thấy phần bổ trợ."
    ),
    N_(
        "Cài Python 3.11 trở lên từ python.org (không cần quyền quản trị), cài par_xl vào đó rồi "
        "chạy trong dấu nhắc lệnh (cmd): «py -3 -P -m par_xl addin install»."
    ),
)


@dataclass(frozen=True)
class Machine:
    """A computer with the profile of one user."""

    windows: bool
    appdata: Path | None
    """``%APPDATA%``; None where there is none: then nothing is written."""
    program_data: Path | None
    """``%ProgramData%``: the same for all users, and always with ASCII letters."""
    user: Path
    """The user's own folder of par_xl: settings, logs, remembered colours."""
    interpreter: Path
    base: Path
    """The Python under a virtual environment."""
    command_prompt: str
    """``cmd.exe`` by its whole path: by its name alone, one in the current folder comes first."""
    on_path: bool
    """Whether ``par-xl`` at the command prompt is that of this Python."""
    python: tuple[int, int, int]
    kind: str
    """``64-bit, AMD64``"""
    registry: Registry
    short_path: Callable[[Path], str]
    """Windows' 8.3 form of a path that exists; empty where there is none."""
    processes: Callable[[], frozenset[str]]
    """Names of the running programs, in small letters."""
    package: Callable[[str], str | None]
    """The installed version of a package."""
    loads: Callable[[str], bool]
    """Whether a module can be imported."""
    refusal: Callable[[Sequence[str]], int]
    """The number of the error with which a program is not started; 0 where it is."""
    run: Callable[[str, str], str | None]
    """What Python code, run by that interpreter, prints; None where it fails."""

    @property
    def acts(self) -> bool:
        """Whether there is a profile to install into."""
        return self.appdata is not None

    @property
    def xlstart(self) -> Path:
        """Excel opens every workbook in this folder when it starts, and trusts it.

        Raises:
            ParXlError: there is no ``%APPDATA%``.
        """
        if self.appdata is None:
            raise ParXlError(
                _("Không có thư mục dữ liệu ứng dụng (biến môi trường APPDATA)."),
                _("Chạy lệnh này trên Windows, trong tài khoản của người sẽ dùng Excel."),
            )
        return self.appdata / "Microsoft" / "Excel" / "XLSTART"

    @property
    def excel_runs(self) -> bool:
        """Whether Excel is open."""
        return "excel.exe" in self.processes()

    @property
    def from_store(self) -> bool:
        """Whether the Python comes from Microsoft's Store: its files in AppData are private."""
        return "windowsapps" in str(self.base).lower()


def this_machine() -> Machine:
    """The computer that we are on, with the profile that its environment names."""
    windows = sys.platform == "win32"
    interpreter = console_python(Path(sys.executable))
    return Machine(
        windows=windows,
        appdata=_folder("APPDATA"),
        program_data=_folder("ProgramData"),
        user=user_folder(),
        interpreter=interpreter,
        base=Path(sys.base_prefix),
        command_prompt=os.environ.get("SYSTEMROOT", r"C:\Windows") + r"\System32\cmd.exe",
        on_path=_is_on_path(interpreter),
        python=sys.version_info[:3],
        kind=f"{'64' if sys.maxsize > 2**32 else '32'}-bit, {platform.machine()}",
        registry=this_registry(),
        short_path=_short_path,
        processes=_processes,
        package=_package,
        loads=_loads,
        refusal=_refusal,
        run=_run,
    )


def console_python(interpreter: Path) -> Path:
    """python.exe where pythonw.exe runs: the latter has no error stream to log."""
    if interpreter.name.lower() == "pythonw.exe":
        return interpreter.with_name("python.exe")
    return interpreter


def _is_on_path(interpreter: Path) -> bool:
    found = shutil.which("par-xl")
    # A Python on Windows lies above its Scripts, that of a virtual environment in them.
    scripts = (interpreter.parent, interpreter.parent / "Scripts")
    return found is not None and Path(found).parent in scripts


def _folder(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None


def _short_path(path: Path) -> str:
    if sys.platform != "win32":
        return ""
    ask = ctypes.WinDLL("kernel32").GetShortPathNameW
    size = ask(str(path), None, 0)
    answer = ctypes.create_unicode_buffer(size + 1)
    return answer.value if size and ask(str(path), answer, size + 1) else ""


def _processes() -> frozenset[str]:
    import psutil

    names = set()
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            names.add(process.name().lower())
    return frozenset(names)


def _package(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _loads(module: str) -> bool:
    try:
        importlib.import_module(module)
    except (ImportError, OSError):
        return False
    return True


def _refusal(command: Sequence[str]) -> int:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 0
    except OSError as error:
        return getattr(error, "winerror", None) or error.errno or -1
    except ValueError:
        # No program has such a name.
        return -1
    # It was started, and stopped at one of its libraries.
    return _BLOCKED if done.returncode & 0xFFFF_FFFF == _STOPPED_AT_A_LIBRARY else 0


def _run(interpreter: str, code: str) -> str | None:
    try:
        done = subprocess.run(
            [interpreter, "-B", "-P", "-c", code],
            # As the add-in does: pywin32 finds its libraries from there.
            cwd=Path(interpreter).parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
