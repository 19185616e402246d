"""The terminal at which a page's commands run: a folder shown as ``D:`` of an office's machine.

Clock, user, width and time zone are fixed and there are no colours, so that a command prints the
same on any machine.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path, PureWindowsPath

from docs_made.clock import Clock, standing
from docs_made.package import Package
from docs_made.reference import tables_seen
from par_xl.app import cli
from par_xl.app.demo import PERIOD, submitted
from par_xl.terms.text import read_day

NOW = datetime(2024, 6, 12, 8, 0)  # noqa: DTZ001 - the example office's own clock
FOLDER = "cchc-2024"
"""The working folder's name, on the drive that the terminal shows."""
_DRIVE = "D:"
_SETTINGS = {
    "TZ": "ICT-7",
    # No line is broken: paths are of another length wherever the docs are made.
    "COLUMNS": "1000",
    "NO_COLOR": "1",
    **dict.fromkeys(("LOGNAME", "USER", "USERNAME"), "Nguyễn Thị Lan"),
}
_NOT_SET = ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "PAR_XL_LANG")
_HASH = re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{16,64}\b")
"""Hashes of packed files depend on zlib."""


class WrongPageError(Exception):
    """A page asks for what can't be done; its text names the page's line."""


class Terminal:
    """Where one page's commands run, one after the other."""

    def __init__(self, root: Path, clock: Clock) -> None:
        """Show *root*, an empty folder, as the drive."""
        self.root = self.here = root.resolve()
        self.clock = clock

    @property
    def prompt(self) -> str:
        """Where we are, as Windows shows it before what is typed."""
        return f"{self._shown(str(self.here))}>"

    def place(self, name: str) -> Path:
        """The file of that name, written in Windows' way, from where we are."""
        path = (self.here / name.replace("\\", "/")).resolve()
        if not path.is_relative_to(self.root):
            raise WrongPageError(f"{name} lies outside the page's folder")
        return path

    def take_demo(self, made: Path) -> None:
        """Lay a copy of the demo's folder here and go into it."""
        self.here = self.root / FOLDER
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(made, self.here)

    def copy(self, source: str, target: str) -> None:
        """Copy a file, with its time of change, as Windows does."""
        place = self.place(target)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(self.place(source), place)

    def move(self, source: str, target: str) -> None:
        """Move a file, or a folder with all that is in it."""
        place = self.place(target)
        place.parent.mkdir(parents=True, exist_ok=True)
        self.place(source).rename(place)

    def edit(self, name: str, sheet: str, cell: str, value: str) -> None:
        """Type into a cell and save: a number, a day or a text; nothing empties it."""
        path = self.place(name)
        book = Package(path.read_bytes())
        number = re.fullmatch(r"-?\d+([.]\d+)?", value)
        book.type(sheet, cell, read_day(value) or (float(value) if number else value))
        path.write_bytes(book.packed())
        saved = self.clock.now.timestamp()
        os.utime(path, (saved, saved))

    def run(self, command: str) -> tuple[int, str]:
        """Run a command; its exit status and what it prints. Windows' cd and dir /b are known."""
        word, *arguments = shlex.split(command.replace("\\", "/"))
        if word == "cd" and len(arguments) == 1:
            self.here = self.place(arguments[0])
            return 0, ""
        if word == "dir" and arguments[:1] == ["/b"]:
            names = sorted(each.name for each in self.place("".join(arguments[1:])).iterdir())
            return 0, "\n".join(names)
        if word != "par-xl":
            raise WrongPageError(f"no command that a page can run: {command}")
        printed = io.StringIO()
        with (
            contextlib.chdir(self.here),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            try:
                cli.main(arguments)
            except SystemExit as end:
                status = int(end.code or 0)
        lines = printed.getvalue().rstrip().splitlines()
        return status, self._shown("\n".join(line.rstrip() for line in lines), arguments)

    def _shown(self, text: str, arguments: list[str] | None = None) -> str:
        """The text as it would stand on the office's machine."""

        def windows(found: re.Match[str]) -> str:
            return str(PureWindowsPath(f"{_DRIVE}/{found['path'] or ''}".replace("//", "/")))

        shown = re.sub(rf"{re.escape(str(self.root))}(?:/(?P<path>[^\s»”;,:]*))?", windows, text)
        for given in arguments or ():
            # A path given from where we are is printed so.
            if (self.here / given).exists() and not Path(given).is_absolute():
                begin = rf"(?<![\w./\\]){re.escape(given)}(?:/[^\s»”;,:]*)?"
                shown = re.sub(begin, lambda found: found[0].replace("/", "\\"), shown)
        return _HASH.sub(lambda found: ("0123456789abcdef" * 4)[: len(found[0])], shown)


class Office:
    """Gives every page a terminal; the demo's folder is made once for all."""

    def __init__(self, root: Path) -> None:
        """Keep all in *root*, an empty folder."""
        self._root, self._terminals = root, 0
        self._clock = Clock(NOW)
        self.tables: dict[str, list[tuple[str, ...]]] = {}
        """Headers of the tables that the demo's forms and master hold, by the sheet's name."""

    def terminal(self) -> Terminal:
        """A fresh one, on the example office's own day."""
        self._terminals += 1
        self._clock.now = NOW
        root = self._root / str(self._terminals)
        root.mkdir()
        return Terminal(root, self._clock)

    @cached_property
    def demo(self) -> Path:
        """A folder with the demo's forms, sent out and handed in; nothing is merged yet."""
        now, self._clock.now = self._clock.now, NOW
        with tables_seen(self.tables):
            made = submitted(self._root / "demo").root
        self._clock.now = now
        return made

    @cached_property
    def merged(self) -> Path:
        """The same after a merge."""
        terminal = self.terminal()
        terminal.take_demo(self.demo)
        with tables_seen(self.tables):
            terminal.run(f"par-xl merge {PERIOD}")
        return terminal.here


@contextmanager
def office(root: Path) -> Iterator[Office]:
    """Terminals in *root*; settings of this process are put back after it."""
    before = {name: os.environ.get(name) for name in (*_SETTINGS, *_NOT_SET, "USERPROFILE")}
    made = Office(root)
    (root / "profile").mkdir()
    try:
        os.environ.update(_SETTINGS | {"USERPROFILE": str(root / "profile")})
        for name in _NOT_SET:
            os.environ.pop(name, None)
        time.tzset()
        with standing(made._clock):
            yield made
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        time.tzset()
