"""What of the machine is asked, in one place, so that tests can pretend another one."""

from __future__ import annotations

import contextlib
import ctypes
import html
import importlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _
from pathlib import Path

from par_xl.app.user_folder import LOGS, user_folder
from par_xl.terms.errors import ParXlError

ADDIN = "par_xl.xlam"
INTERPRETER = "INTERPRETER_WIN"
"""The setting that names the Python that Excel calls."""
_PROPERTY = re.compile(r'name="([^"]*)"[^>]*><vt:lpwstr>([^<]*)</vt:lpwstr>')
"""A property of a document, as XlsxWriter writes it."""
_PATIENCE = 60
"""Seconds: a virus scanner looks at every file of a package when it is first imported."""
_STOPPED_AT_A_LIBRARY, _BLOCKED = 0xC0E9_0002, 4551
"""How a program ends, and why none is started, where Windows lets only known files run."""


class Registry:
    """Windows' registry: keys are written ``HKCU\\Software\\…``; what is not there is empty."""

    def values(self, key: str) -> Mapping[str, object]:
        """Return the values of a key, by name in small letters; ``""`` is its default value."""
        found: dict[str, object] = {}
        if sys.platform == "win32":
            for opened in _opened(key):
                for number in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _kind = winreg.EnumValue(opened, number)
                    found[name.lower()] = value
        return found

    def keys(self, key: str) -> tuple[str, ...]:
        """Return the names of the keys under a key."""
        found: dict[str, None] = {}
        if sys.platform == "win32":
            for opened in _opened(key):
                for number in range(winreg.QueryInfoKey(opened)[0]):
                    found[winreg.EnumKey(opened, number)] = None
        return tuple(found)


if sys.platform == "win32":
    import winreg

    _ROOTS = {
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
        "HKCR": winreg.HKEY_CLASSES_ROOT,
    }

    def _opened(key: str) -> Iterator[winreg.HKEYType]:
        root, _, path = key.partition("\\")
        # A 32-bit Office registers itself where a 64-bit Python does not look, and the reverse.
        for view in (winreg.KEY_WOW64_32KEY, winreg.KEY_WOW64_64KEY):
            try:
                opened = winreg.OpenKey(_ROOTS[root], path, 0, winreg.KEY_READ | view)
            except OSError:
                continue
            with opened:
                yield opened


class Machine:
    """The computer that we are on, with the profile that its environment names."""

    def __init__(self) -> None:
        self.windows = sys.platform == "win32"
        self.appdata = _folder("APPDATA")
        """None where there is none: then nothing is written."""
        self.program_data = _folder("ProgramData")
        """The same for all users, and always with ASCII letters."""
        self.user = user_folder()
        self.interpreter = console_python(Path(sys.executable))
        self.base = Path(sys.base_prefix)
        """The Python under a virtual environment."""
        self.command_prompt = os.environ.get("SYSTEMROOT", r"C:\Windows") + r"\System32\cmd.exe"
        """By its whole path: by its name alone, one in the current folder comes first."""
        self.on_path = _is_on_path(self.interpreter)
        """Whether ``par-xl`` at the command prompt is that of this Python."""
        self.system = platform.platform()
        """``Windows-11-10.0.22631-SP0``"""
        self.python = f"{platform.python_version()}, {platform.machine()}, {self.interpreter}"
        self.registry = Registry()

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
    def addin(self) -> Path:
        """Where the add-in lies.

        Raises:
            ParXlError: there is no ``%APPDATA%``.
        """
        return self.xlstart / ADDIN

    @property
    def own_logs(self) -> Path:
        """The folder for error logs in the user's own folder."""
        return self.user / LOGS

    @property
    def shared_logs(self) -> Path | None:
        """The folder for error logs of users whose own folder VBA cannot take."""
        return self.program_data / "par_xl" / LOGS if self.program_data else None

    def installed(self) -> dict[str, str]:
        """Return what the installed add-in says of itself: its version, and the settings that it
        has for this user; empty where there is none of ours that can be read."""
        try:
            with zipfile.ZipFile(io.BytesIO(content_of(self.addin) or b"")) as package:
                properties = package.read("docProps/custom.xml").decode()
        except (ValueError, KeyError, zipfile.BadZipFile, ParXlError):
            return {}
        return {
            html.unescape(name): html.unescape(text) for name, text in _PROPERTY.findall(properties)
        }

    @property
    def called_python(self) -> str | None:
        """The Python that Excel calls; None where none is set."""
        return self.installed().get(INTERPRETER)

    def command(self, name: str) -> str:
        """``par-xl addin NAME``; in full where that is not found, or is another Python's."""
        start = "par-xl" if self.on_path else f'"{self.interpreter}" -P -m par_xl'
        return f"{start} addin {name}"

    @property
    def again(self) -> str:
        """The sentence that ends most faults."""
        again = self.command("install")
        return _("Chạy trong dấu nhắc lệnh (cmd): “{command}”.").format(command=again)

    @property
    def excel_runs(self) -> bool:
        """Whether Excel is open."""
        return "excel.exe" in self.processes()

    @property
    def from_store(self) -> bool:
        """Whether the Python comes from Microsoft's Store: its files in AppData are private."""
        return "windowsapps" in str(self.base).lower()

    def short_path(self, path: Path) -> str:
        """Windows' 8.3 form of a path that exists; empty where there is none."""
        if sys.platform != "win32":
            return ""
        ask = ctypes.WinDLL("kernel32").GetShortPathNameW
        size = ask(str(path), None, 0)
        answer = ctypes.create_unicode_buffer(size + 1)
        return answer.value if size and ask(str(path), answer, size + 1) else ""

    def processes(self) -> frozenset[str]:
        """Names of the running programs, in small letters."""
        import psutil

        names = set()
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                names.add(process.name().lower())
        return frozenset(names)

    def loads(self, module: str) -> bool:
        """Whether a module can be imported."""
        try:
            importlib.import_module(module)
        except (ImportError, OSError):
            return False
        return True

    def refusal(self, command: Sequence[str]) -> int:
        """Return the number of the error with which a program is not started; 0 where it is."""
        try:
            done = _finished(command)
        except subprocess.TimeoutExpired:
            return 0
        except OSError as error:
            return getattr(error, "winerror", None) or error.errno or -1
        except ValueError:
            # No program has such a name.
            return -1
        # It was started, and stopped at one of its libraries.
        return _BLOCKED if done.returncode & 0xFFFF_FFFF == _STOPPED_AT_A_LIBRARY else 0

    def run(self, interpreter: str, code: str) -> str | None:
        """Return what Python code, run by that interpreter, prints; None where it fails."""
        command = [interpreter, "-B", "-P", "-c", code]
        try:
            # From there, as the add-in does: pywin32 finds its libraries so.
            done = _finished(command, Path(interpreter).parent)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None


def _finished(
    command: Sequence[str], where: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, without a window."""
    return subprocess.run(
        command,
        cwd=where,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_PATIENCE,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        check=False,
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


_PARTS = re.compile(r'(?:^|[\\/"])(?:kingsoft|wps office|office6|et\.exe|wps\.exe)(?=$|[\\/"\s])')
"""Folders and files of WPS in a path."""


def is_wps(program: str) -> bool:
    """Whether the path of a program, or a path and a name, is that of WPS."""
    lowered = program.lower()
    return bool(_PARTS.search(lowered)) or "wps" in re.split(r"[\\/]", lowered)[-1]


_SHOWN = 200
"""Characters of a path that are shown."""


def content_of(path: Path) -> bytes | None:
    """Return what a file holds; None where there is none.

    Raises:
        ParXlError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error


def shown(path: object) -> str:
    """Return a path as it is shown: one without end would fill the screen."""
    text = str(path)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _unreadable(path: Path) -> ParXlError:
    return ParXlError(
        _("Không đọc được {path}."),
        _(
            "Kiểm tra đường dẫn này có đúng không; nếu đúng, nhờ người quản trị máy cấp cho người "
            "đang dùng quyền đọc tệp và các thư mục chứa nó, rồi chạy lại lệnh này."
        ),
        path=shown(path),
    )
