"""The Windows Python under Wine, as its user sees it."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

USER = "Nguyễn Văn A"
PYTHON_VERSION = "3.11"
PYTHON = r"C:\Python311\python.exe"
PAR_XL = r"C:\Python311\Scripts\par-xl.exe"
HOLD = r"C:\hold.exe"
AS_EXCEL, AS_SCANNER = "1", "0"
"""How a file is held: others may read it, or nobody may."""
CTRL_C = b"\x03"
_LOCALE = "vi_VN.UTF-8"
_PATIENCE = 1800.0
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")

Said = subprocess.CompletedProcess[str]


def until(done: Callable[[], object]) -> None:
    """Wait for something that comes soon, however busy this computer is."""
    deadline = time.monotonic() + _PATIENCE
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.001)


class Windows:
    """Windows programs, run as ``USER`` with Vietnamese settings (code page 1258)."""

    def __init__(self, folder: Path) -> None:
        self._home = folder / "home"
        self._locale = folder / "locale"
        self._passwd = folder / "passwd"
        self.drive = folder / "prefix" / "drive_c"
        self.python = self.drive / "Python311"
        self.packages = self.python / "Lib" / "site-packages"
        self.profile = self.drive / "users" / USER
        # No other variable of this computer reaches Windows.
        self.variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._home),
            "XDG_RUNTIME_DIR": str(self._home),
            "WINEPREFIX": str(folder / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "LOCPATH": str(self._locale),
            "LC_ALL": _LOCALE,
            "TERM": "xterm",
            # Wine's user is called what the system calls whoever runs it.
            "LD_PRELOAD": "libnss_wrapper.so",
            "NSS_WRAPPER_PASSWD": str(self._passwd),
            "NSS_WRAPPER_GROUP": "/etc/group",
        }

    def set_up(self) -> None:
        """Make the user, his language and an empty drive."""
        shutil.rmtree(self.drive.parent, ignore_errors=True)
        self._home.mkdir(parents=True, exist_ok=True)
        self._passwd.write_text(f"{USER}:x:{os.getuid()}:{os.getgid()}::{self._home}:\n", "utf-8")
        self._locale.mkdir(exist_ok=True)
        language = ["localedef", "-i", "vi_VN", "-f", "UTF-8", str(self._locale / _LOCALE)]
        subprocess.run(language, check=True, capture_output=True)
        self.run("wineboot", "-i", at=self._home)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A new folder among the user's documents; its name has accents and spaces."""
        documents = self.profile / "Documents" / "Cải cách hành chính"
        documents.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="Kỳ 6 tháng ", dir=documents) as made:
            yield Path(made)

    def path(self, path: Path) -> str:
        """How Windows calls a file."""
        if path.is_relative_to(self.drive):
            return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")
        return f"Z:{path}".replace("/", "\\")

    def start(
        self, *command: str, at: Path, variables: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program whose input and output are pipes."""
        return subprocess.Popen(
            ["wine", *command],
            cwd=at,
            env={**self.variables, **(variables or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *command: str, at: Path, variables: Mapping[str, str] | None = None) -> Said:
        """Run a program to its end; what it says is UTF-8."""
        with self.start(*command, at=at, variables=variables) as process:
            return finished(process)

    def par_xl(self, *arguments: str, at: Path) -> Said:
        """Run the command line as pip installs it."""
        return self.run(PAR_XL, *arguments, at=at)

    @contextmanager
    def held(self, path: Path, how: str) -> Iterator[None]:
        """Keep a file open, as another program does."""
        with self.start(HOLD, self.path(path), how, at=path.parent) as holder:
            assert holder.stdout and holder.stdout.readline().strip() == b"held"
            try:
                yield
            finally:
                finished(holder)

    @contextmanager
    def console(self, *command: str, at: Path) -> Iterator[Console]:
        """Start a program in a console."""
        console = Console(["wine", *command], at, self.variables)
        try:
            yield console
        finally:
            console.close()


def finished(process: subprocess.Popen[bytes]) -> Said:
    """Wait for a program's end."""
    try:
        said, complained = process.communicate(timeout=_PATIENCE)
    except BaseException:
        process.kill()
        raise
    told = (each.decode("utf-8", "replace") for each in (said, complained))
    return Said(process.args, process.returncode, *told)


class Console:
    """A console with a program in it."""

    def __init__(self, command: list[str], at: Path, variables: Mapping[str, str]) -> None:
        self._keyboard, screen = os.openpty()
        termios.tcsetwinsize(screen, (50, 120))
        self._process = subprocess.Popen(
            command,
            cwd=at,
            env=variables,
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )
        os.close(screen)
        self._shown = bytearray()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        while True:
            if select.select([self._keyboard], [], [], 1)[0]:
                try:
                    self._shown += os.read(self._keyboard, 65536)
                except OSError:
                    return
            # Wine's own processes may keep the terminal open when the program is gone.
            elif self.has_ended:
                return

    @property
    def shown(self) -> str:
        """All that was shown, without what moves the cursor."""
        return _CONTROL.sub("", self._shown.decode("utf-8", "replace"))

    @property
    def has_ended(self) -> bool:
        """Whether the program is gone."""
        return self._process.poll() is not None

    def press(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._keyboard, keys)

    def wait(self) -> int:
        """Wait for the program's end; its exit status."""
        status = self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        return status

    def close(self) -> None:
        """End the program, if it still runs, and the console."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        os.close(self._keyboard)
