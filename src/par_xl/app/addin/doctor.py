"""Everything that the tab in Excel needs, looked at line by line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from par_xl.app.addin.checks import Check, excel, files, python, windows
from par_xl.app.addin.machine import Machine, command, content_of, is_there
from par_xl.app.addin.profile import addin_path, called_python, path_of, version_of
from par_xl.terms.errors import ParXlError


def doctor(machine: Machine) -> list[Check]:
    """All checks; each says that it is right, or what to do."""
    fields = (windows, python, files, excel)
    return [check for field in fields for check in field.checks(machine)]


@dataclass(frozen=True)
class Status:
    """What is installed for this user, and what does not fit together."""

    installed: bool
    addin: Path
    version: str | None
    settings: Path
    interpreter: str | None
    faults: tuple[str, ...]
    """Each says what to do; the doctor's findings about the files."""
    command: str
    """The command that installs."""


def status(machine: Machine) -> Status:
    """What is installed; ParXlError where there is no profile."""
    addin = addin_path(machine)
    installed = _may_be_there(addin)
    traces = installed or _may_be_there(path_of(machine))
    return Status(
        installed=installed,
        addin=addin,
        version=_version(addin),
        settings=path_of(machine),
        interpreter=called_python(machine),
        faults=tuple(check.text for check in files.checks(machine) if traces and check.ok is False),
        command=command(machine, "install"),
    )


def _may_be_there(path: Path) -> bool:
    try:
        return is_there(path)
    except ParXlError:
        return True


def _version(addin: Path) -> str | None:
    try:
        return version_of(content_of(addin) or b"")
    except ParXlError:
        return None
