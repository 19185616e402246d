"""Forms saved once more by LibreOffice, as units send them: the benchmark measures these."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from click import ClickException

_FORMAT = "xlsx:Calc MS Excel 2007 XML"
_RESTART = 81
"""Exit status of a program whose profile is new and asks to be started again."""


class NoLibreOfficeError(ClickException):
    """The program that saves the forms is missing, or did not save them."""


def find_libreoffice() -> str:
    """Return the program's path.

    Raises:
        NoLibreOfficeError: it is not installed.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise NoLibreOfficeError(
            "LibreOffice Calc (soffice) is missing: the forms are saved by it, as units "
            "save theirs. Install it (Debian: libreoffice-calc) and run this again."
        )
    return program


def save_again(files: Sequence[Path], folder: Path) -> None:
    """Open each workbook and save it into *folder* under its name, all in one run of the program.

    Raises:
        NoLibreOfficeError: it is not installed, or a workbook was not saved.
    """
    program = find_libreoffice()
    with tempfile.TemporaryDirectory() as profile:
        command = [
            program,
            # One of its own: else it would hand the work to a LibreOffice that is open.
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--convert-to",
            _FORMAT,
            "--outdir",
            str(folder),
            *map(str, files),
        ]
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
        if ran.returncode == _RESTART:
            ran = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    missing = [file.name for file in files if not (folder / file.name).exists()]
    if missing:
        raise NoLibreOfficeError(f"LibreOffice did not save {missing}: {ran.stderr[-2000:]}")
