"""Received workbooks have no say in what the add-in starts."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from par_xl.app.addin.build import (
    TEXTS,
    addin_package,
    build,
    macro,
    modules,
    vba_project,
    xlwings_module,
)
from par_xl.app.addin.machine import ADDIN
from par_xl.app.addin.runpython import KEPT, patched
from systems import only_posix
from vba import SETTINGS, Windows, click, command_of
from vba.click import COMMAND, RECEIVED, installed, settings_text
from vba.interpreter import PretendedExcel
from vba.windows import PYTHON

HOSTILE = {
    "INTERPRETER_WIN": r"C:\Users\Public\evil.exe",
    "INTERPRETER": r"C:\Users\Public\evil.exe",
    "PYTHONPATH": r"C:\Users\Public",
    "ADD_WORKBOOK_TO_PYTHONPATH": "true",
    "CONDA PATH": r"C:\Users\Public",
    "CONDA ENV": "evil",
    "TEMP DIR": r"C:\Users\Public",
    "USE UDF SERVER": "True",
    "SHOW CONSOLE": "True",
}
HOSTILE_NAMES = (
    "bao-cao.xlsx",
    r"a;;;;;;\Users\Public\evil;b.xlsx",
    "%CMDCMDLINE%.xlsx",
    "a&calc&b.xlsx",
    'a" & calc & ".xlsx',
)


def hostile_workbook(folder: Path, name: str) -> Path:
    book = openpyxl.Workbook()
    conf = book.create_sheet("par_xl.conf")
    for row in HOSTILE.items():
        conf.append(row)
    book.create_sheet("x.py")["A1"] = "import os; os.system('calc')"
    path = folder / name
    book.save(path)
    return path


def hostile_machine(*without: str) -> Windows:
    """With a .conf and a .py beside the workbook, and what they name in its place."""
    windows = installed()
    conf = settings_text({key: value for key, value in HOSTILE.items() if key not in without})
    for name in (*HOSTILE_NAMES, ""):
        windows.files[RECEIVED + name.rpartition("\\")[0] + r"\par_xl.conf"] = conf
    for path in (r"C:\Users\Public\evil.exe", r"C:\Users\Public\condabin\conda.bat"):
        windows.files[path] = ""
    windows.files[RECEIVED + "par_xl.py"] = windows.files[RECEIVED + "cmd.exe"] = ""
    return windows


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name, marks=only_posix("files of such names") if set(name) & set('"\\') else ()
        )
        for name in HOSTILE_NAMES
    ],
)
def test_received_workbook_changes_nothing(tmp_path: Path, name: str) -> None:
    book = hostile_workbook(tmp_path, name)
    windows = hostile_machine()
    command = command_of("parxlCheck", workbook=book, windows=windows)
    assert command == COMMAND.replace("{button}", "parxlCheck")
    assert windows.styles == [0]


PROJECT_NAME = 'PROJECT_NAME As String = "par_xl"'
EVIL = "import os; os.system('calc')"
FROM_OUTSIDE = (
    ("RunPython", EVIL),
    ("ParXlStart", "parxlForms"),
    ("ParXlFailed", "TEXT_FAILED", "https://example.com"),
    ("ExecuteWindows", False, EVIL, PYTHON, ""),
    ("ExecuteWindows", True, r"C:\Users\Public\evil.exe", PYTHON),
)


def test_cells_can_call_nothing() -> None:
    """They reach functions that are Public, or said to be nothing."""
    code = "".join(modules().values())
    named = re.findall(r"(?m)^ *((?:\w+ )*(?:Sub|Function|Declare|Const) .*)", code)
    assert [line for line in named if not re.match("Private |(Exit|End) ", line)] == [
        "Public Sub ParXlClick(control As IRibbonControl)"
    ]


@pytest.mark.parametrize("call", FROM_OUTSIDE, ids=lambda call: "-".join(map(str, call[:2])))
def test_what_is_private_starts_and_shows_nothing(
    tmp_path: Path, call: tuple[str | bool, ...]
) -> None:
    """Should a drawing reach it: before a click, after it, after one that came to nothing."""
    windows = hostile_machine()
    path = tmp_path / ADDIN
    path.write_bytes(build(SETTINGS))
    excel = PretendedExcel(path, windows)
    opened = list(excel.application.workbooks_.books)
    excel.run(*call)
    assert (windows.commands, windows.dialogs) == ([], [])
    assert excel.application.workbooks_.books == opened
    excel.click("parxlForms")
    excel.run(*call)
    assert (len(windows.commands), windows.dialogs) == (1, [])
    del windows.files[PYTHON]
    excel.click("parxlForms")
    excel.run(*call)
    assert (len(windows.commands), len(windows.dialogs)) == (1, 1)
    assert windows.dialogs[0].text == TEXTS["TEXT_NO_PYTHON"].replace("{}", PYTHON)


def test_what_a_button_is_called_is_never_code(tmp_path: Path) -> None:
    windows = hostile_machine()
    path = tmp_path / ADDIN
    path.write_bytes(build(SETTINGS))
    excel = PretendedExcel(path, windows)
    for button in ("x'); " + EVIL + " #", "", 'a" & calc & "'):
        excel.click(button)
        assert windows.dialogs.pop().text == TEXTS["TEXT_NOT_STARTED"].replace("{}", "5")
    assert windows.commands == []


def test_only_what_runpython_needs_is_in_the_addin() -> None:
    names = re.findall(r"(?m)^(?:\w+ )?(?:Function|Sub) (\w+)\(", patched(xlwings_module()))
    assert sorted(names) == sorted(KEPT)
    (module,) = modules().values()
    assert set(re.findall(r"Declare .*?Function (\w+)", module)) == {"MessageBoxW"}


@pytest.fixture
def unpatched(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The add-in with xlwings' RunPython as it is, but for the project's name."""
    source = xlwings_module().replace('PROJECT_NAME As String = "myaddin"', PROJECT_NAME)
    assert PROJECT_NAME in source
    project = vba_project({"xlwings": source, "parxl": macro("parxl.bas")})
    # pyOpenVBA can't do what xlwings does with a sheet of a workbook that is not active.
    monkeypatch.setattr("par_xl.app.addin.build.CONF_SHEET", "other")
    return addin_package(project, macro("ribbon.xml"), TEXTS, "0")


def test_unpatched_runpython_falls_for_it(tmp_path: Path, unpatched: bytes) -> None:
    """Else the test above could not fail."""
    plain = tmp_path / "a&b;c.xlsx"
    openpyxl.Workbook().save(plain)
    assert "a^&b;c.xlsx" in command_of("parxlCheck", workbook=plain, addin=unpatched)

    windows = hostile_machine("USE UDF SERVER")
    click("parxlCheck", workbook=plain, windows=windows, addin=unpatched)
    assert r"C:\Users\Public\evil.exe" in windows.commands[0] and windows.styles == [1]

    sheet = openpyxl.Workbook()
    sheet.create_sheet("par_xl.conf").append(("PYTHONPATH", r"C:\Users\Public"))
    sheet.save(tmp_path / "sheet.xlsx")
    command = command_of("parxlCheck", workbook=tmp_path / "sheet.xlsx", addin=unpatched)
    assert r"C:\\Users\\Public" in command

    # The sheet named x.py leads to the paid path, which wants a key.
    code = openpyxl.Workbook()
    code.create_sheet("x.py")
    code.save(tmp_path / "code.xlsx")
    happened = click("parxlCheck", workbook=tmp_path / "code.xlsx", addin=unpatched)
    assert happened.commands == []

    path = tmp_path / ADDIN
    path.write_bytes(unpatched)
    excel = PretendedExcel(path, windows)
    excel.open_workbook(plain)
    excel.run(*FROM_OUTSIDE[-1])
    assert r'& "C:\Users\Public\evil.exe"' in windows.commands[-1]
