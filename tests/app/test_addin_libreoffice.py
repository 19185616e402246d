"""A second VBA runs our module: LibreOffice, in a twin of the add-in with a RunPython stub.

LibreOffice opens no .xlam, so the twin says that it is an .xlsm. There is no MessageBoxW here: the
twin writes into a cell what it would show.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from libreoffice import LibreOffice
from par_xl.app.addin.build import TEXTS, addin_package, macro, vba_project
from vba import BUTTONS

# In the module, as the build does it: what is Private there is out of reach elsewhere.
STUB = """
Private Function WScript() As Object
End Function
Private Function RunPython(PythonCommand As String)
    Dim key As String
    key = ThisWorkbook.Worksheets(SHEET_NAME).Cells(51, 1).Value
    If key = "" Then
        ThisWorkbook.Worksheets(SHEET_NAME).Cells(50, 1).Value = PythonCommand
    Else
        ParXlFailed key, ThisWorkbook.Worksheets(SHEET_NAME).Cells(51, 2).Value
    End If
End Function
Public Sub Fail(key As String, detail As String)
    ThisWorkbook.Worksheets(SHEET_NAME).Cells(51, 1).Value = key
    ThisWorkbook.Worksheets(SHEET_NAME).Cells(51, 2).Value = detail
End Sub
Public Function Cell50() As String
    Cell50 = ThisWorkbook.Worksheets(SHEET_NAME).Cells(50, 1).Value
End Function
"""
CHANGED = {
    # LibreOffice has no ribbon, so no IRibbonControl.
    "Sub ParXlClick(control As IRibbonControl)": "Sub ParXlClick(button As String)",
    "    ParXlStart control.ID\n": "    ParXlStart button\n",
    "    MessageBoxW Application.Hwnd, StrPtr(text), StrPtr(caption), DIALOG\n": (
        '    ThisWorkbook.Worksheets(SHEET_NAME).Cells(50, 1).Value = caption & "|" & text\n'
    ),
}
CELL = ("parxl.Cell50", ())


@pytest.fixture
def twin(tmp_path: Path) -> Path:
    module = macro("parxl.bas")
    for ours, theirs in CHANGED.items():
        assert module.count(ours) == 1
        module = module.replace(ours, theirs)
    project = vba_project({"parxl": module + STUB})
    addin = addin_package(project, macro("ribbon.xml"), TEXTS, "0")
    path = tmp_path / "twin.xlsm"
    with zipfile.ZipFile(io.BytesIO(addin)) as parts, zipfile.ZipFile(path, "w") as package:
        for name in parts.namelist():
            content = parts.read(name).replace(b"addin.macroEnabled", b"sheet.macroEnabled")
            package.writestr(name, content)
    return path


def test_every_button_runs(libreoffice: LibreOffice, twin: Path) -> None:
    calls = [call for button in BUTTONS for call in (("parxl.ParXlClick", (button,)), CELL)]
    answers = libreoffice.run_macros(twin, [CELL, *calls])
    assert answers[2::2] == [
        f"from par_xl.app.excel import ribbon; ribbon.click('{button}')" for button in BUTTONS
    ]


def test_dialogs_keep_their_letters(libreoffice: LibreOffice, twin: Path) -> None:
    keys = [key for key in TEXTS if key != "TEXT_TITLE"]
    click = ("parxl.ParXlClick", ("parxlForms",))
    calls = [c for k in keys for c in (("parxl.Fail", (k.lower(), r"C:\t\l.log")), click, CELL)]
    assert libreoffice.run_macros(twin, [CELL, *calls])[3::3] == [
        f"{TEXTS['TEXT_TITLE']}|" + TEXTS[key].replace("{}", r"C:\t\l.log") for key in keys
    ]


def test_a_text_that_is_not_there_is_said_without_it(libreoffice: LibreOffice, twin: Path) -> None:
    calls = [("parxl.Fail", ("NONE", "7")), ("parxl.ParXlClick", ("parxlForms",)), CELL]
    shown = libreoffice.run_macros(twin, [CELL, *calls])[-1]
    assert shown.startswith(f"{TEXTS['TEXT_TITLE']}|Khong chay duoc lenh. ")
    assert shown.endswith("\nNONE 7")
