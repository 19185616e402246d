"""One click on a button of the built add-in."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from par_xl.app.addin.build import build, macro
from par_xl.app.addin.machine import ADDIN

from .interpreter import PretendedExcel
from .windows import LOGS, PROFILE, PYTHON, Windows

BUTTONS = tuple(re.findall(r'<button id="(\w+)"', macro("ribbon.xml")))
SETTINGS = {
    "INTERPRETER_WIN": PYTHON,
    "ADD_WORKBOOK_TO_PYTHONPATH": "false",
    "SHOW CONSOLE": "False",
    "TEMP DIR": LOGS,
}
SETTINGS_FILE = rf"{PROFILE}\.par_xl\par_xl.conf"
COMMAND = (
    r'"C:\WINDOWS\System32\cmd.exe" /C C: && cd "C:\ProgramData\par_xl\python\Scripts" && '
    r'"C:\ProgramData\par_xl\python\Scripts\python.exe" -B -P -c '
    r'"import xlwings.utils;xlwings.utils.prepare_sys_path(\"false;;;;;\"); '
    "from par_xl.app.excel import ribbon; ribbon.click('{button}')\"  "
    '--wb="par_xl.xlam" --from_xl=1 '
    r'--app="C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel" --hwnd="65552" '
    r'2> "C:\Users\an\AppData\Local\Temp\LOG.log" '
)
"""What each button starts, with SETTINGS."""
RECEIVED = "C:\\Users\\Public\\nhan\\"
"""The folder that a received workbook is pretended to lie in."""


def click(
    button: str,
    *,
    windows: Windows | None = None,
    workbook: Path | None = None,
    settings: Mapping[str, str] | None = SETTINGS,
    addin: bytes | None = None,
) -> Windows:
    """Click; ``settings`` are those that the add-in was installed with, or, for *addin*, another
    one than ``build`` gives, the user's of xlwings; ``workbook`` is open and active. Returns what
    then happened.
    """
    machine = windows or installed()
    if settings is not None:
        machine.files[SETTINGS_FILE] = settings_text(settings)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ADDIN
        path.write_bytes(addin or _built(tuple((settings or {}).items())))
        excel = PretendedExcel(path, machine)
        if workbook is not None:
            book = excel.open_workbook(workbook)
            book.path = RECEIVED
        excel.click(button)
    return machine


def command_of(
    button: str,
    *,
    workbook: Path | None = None,
    settings: Mapping[str, str] | None = SETTINGS,
    windows: Windows | None = None,
    addin: bytes | None = None,
) -> str:
    """The one command line that a click starts; its log file's random part is "LOG"."""
    happened = click(button, windows=windows, workbook=workbook, settings=settings, addin=addin)
    (command,) = happened.commands
    assert not happened.dialogs
    before, mark, log = command.rpartition("\\xlwings-")
    assert mark, command
    return f"{before}\\LOG.log{log[log.index(chr(34)) :]}"


def settings_text(settings: Mapping[str, str]) -> str:
    """A settings file as VBA's ``Write #`` makes it."""
    return "".join(f'"{key}","{value}"\r\n' for key, value in settings.items())


def installed() -> Windows:
    """A machine with the interpreter in its place."""
    return Windows(files={PYTHON: ""})


@functools.cache
def _built(settings: tuple[tuple[str, str], ...]) -> bytes:
    return build(dict(settings))
