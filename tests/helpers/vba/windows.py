"""A pretended Windows: the little of it that the add-in's VBA asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

PROFILE = r"C:\Users\an"
PYTHON = r"C:\ProgramData\par_xl\python\Scripts\python.exe"
LOGS = r"C:\Users\an\AppData\Local\Temp"

_ENVIRONMENT = {
    "USERPROFILE": PROFILE,
    "SYSTEMROOT": r"C:\WINDOWS",
    "TEMP": LOGS,
}


@dataclass(frozen=True)
class Dialog:
    """A MessageBoxW."""

    title: str
    text: str


@dataclass
class Windows:
    """Files by path, and what happened: commands run, dialogs shown, files deleted."""

    files: dict[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(_ENVIRONMENT))
    exit_code: int = 0
    writes_log: bool = True
    shell_error: int = 0
    """CreateObject("WScript.Shell") fails with this number."""
    protected_views: int = 0
    """Excel's windows in Protected View."""
    run_error: int = 0
    """Its Run fails with this number."""

    commands: list[str] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)
    """Of the commands' windows: 0 is hidden."""
    dialogs: list[Dialog] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def find(self, path: str) -> str | None:
        """The content of a file; names are told apart as Windows does."""
        wanted = _plain(path)
        return next((text for name, text in self.files.items() if _plain(name) == wanted), None)

    def run(self, command: str) -> int:
        self.commands.append(command)
        log = re.search(r'2> "([^"]+)"', command)
        if self.writes_log and log:
            self.files[log[1]] = "Traceback (most recent call last):" if self.exit_code else ""
        return self.exit_code

    def delete(self, path: str) -> None:
        self.deleted.append(path)
        self.files = {name: text for name, text in self.files.items() if name != path}

    def expand(self, text: str) -> str:
        """%NAME% by its value; unknown ones stay."""
        return re.sub(
            "%([^%]+)%", lambda found: self.environment.get(found[1].upper(), found[0]), text
        )


def _plain(path: str) -> str:
    return re.sub(r"(?<!^)\\+", r"\\", path).lower()
