"""A second VBA runs our module: LibreOffice, in a twin of the add-in with a RunPython stub.

LibreOffice opens no .xlam, so the twin says that it is an .xlsm. There is no MessageBoxW here:
where dialogs are looked at, the twin writes into a cell what it would show.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from libreoffice import LibreOffice
from par_xl.addin.package import addin_package
from par_xl.addin.project import vba_project
from par_xl.addin.sources import macro
from par_xl.addin.texts import TEXTS
from vba import BUTTONS

STUB = """Attribute VB_Name = "xlwings"
Public Function WScript() As Object
End Function
Public Function RunPython(PythonCommand As String)
    ThisWorkbook.Worksheets("par_xl.conf").Cells(50, 1).Value = PythonCommand
End Function
Public Function Cell50() As String
    Cell50 = ThisWorkbook.Worksheets("par_xl.conf").Cells(50, 1).Value
End Function
"""
SHOWN = "    MessageBoxW Application.Hwnd, StrPtr(text), StrPtr(caption), DIALOG\n"
WRITTEN = '    ThisWorkbook.Worksheets(SHEET_NAME).Cells(50, 1).Value = caption & "|" & text\n'
LOAD = ("xlwings.Cell50", ())


def twin(path: Path, module: str) -> Path:
    project = vba_project({"xlwings": STUB, "parxl": module})
    addin = addin_package(project, macro("ribbon.xml"), TEXTS, "0")
    with zipfile.ZipFile(io.BytesIO(addin)) as parts, zipfile.ZipFile(path, "w") as package:
        for name in parts.namelist():
            content = parts.read(name).replace(b"addin.macroEnabled", b"sheet.macroEnabled")
            package.writestr(name, content)
    return path


def test_our_module_runs_as_it_is(libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = twin(tmp_path / "twin.xlsm", macro("parxl.bas"))
    calls = [
        call
        for button in BUTTONS
        for call in (("parxl.ParXlRun", (button,)), ("xlwings.Cell50", ()))
    ]
    answers = libreoffice.run_macros(path, [LOAD, *calls])
    assert answers[2::2] == [
        f"from par_xl.excel import ribbon; ribbon.click('{button}')" for button in BUTTONS
    ]


def test_settings_are_read_from_the_sheet(libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = twin(tmp_path / "twin.xlsm", macro("parxl.bas"))
    keys = ("TEXT_TITLE", "text_failed", "INTERPRETER_WIN")
    answers = libreoffice.run_macros(path, [LOAD, *(("parxl.ParXlSetting", (k,)) for k in keys)])
    assert answers[1:] == [TEXTS["TEXT_TITLE"], TEXTS["TEXT_FAILED"], ""]


@pytest.mark.parametrize("key", [key for key in TEXTS if key != "TEXT_TITLE"])
def test_dialogs_keep_their_letters(libreoffice: LibreOffice, tmp_path: Path, key: str) -> None:
    module = macro("parxl.bas")
    assert SHOWN in module
    path = twin(tmp_path / "twin.xlsm", module.replace(SHOWN, WRITTEN))
    calls = [LOAD, ("parxl.ParXlTell", (key, r"C:\t\l.log")), ("xlwings.Cell50", ())]
    shown = libreoffice.run_macros(path, calls)[-1]
    assert shown == f"{TEXTS['TEXT_TITLE']}|" + TEXTS[key].replace("{}", r"C:\t\l.log")
