"""RunPython as the installed xlwings ships it, changed so that no received workbook has a say.

xlwings lets the active workbook choose the interpreter and ``sys.path``, through a sheet, files
beside it and its name; and any workbook can call functions of an add-in that is loaded, from a
cell or a drawing: ``=RunPython("…")``. Ours opens workbooks from other offices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from par_xl.errors import ParXlError


@dataclass(frozen=True)
class Hunk:
    """``old`` stands once in xlwings' module and becomes ``new``, for ``reason``."""

    old: str
    new: str
    reason: str


KEPT = (
    "RunPython",
    "ExecuteWindows",
    "GetConfigFilePath",
    "GetConfig",
    "GetConfigFromFile",
    "WScript",
    "FileExists",
    "FileExistsOnWindows",
    "ParentFolder",
    "ExpandEnvironmentStrings",
    "CreateGUID",
)
"""What RunPython needs on Windows. The other procedures are left out: cells could call them to
start programs, to read and to write files, and what is not there can't fail to compile."""

_PROCEDURE = re.compile(
    r"^(?:Public |Private )?(?:Function|Sub) (\w+)\(.*?^End (?:Function|Sub)\n", re.M | re.S
)
_LICENCE_ENDS = "#If VBA7 Then\n"
_CONSTANTS = re.compile(r"^Public Const .*\n", re.M)

PATCH = (
    Hunk(
        'Attribute VB_Name = "xlwings"\n',
        'Attribute VB_Name = "xlwings"\nOption Private Module\n',
        "its functions are none of those that Excel offers for cells",
    ),
    Hunk(
        'Public Const PROJECT_NAME As String = "myaddin"',
        'Public Const PROJECT_NAME As String = "par_xl"',
        r"settings of the user lie in %USERPROFILE%\.par_xl\par_xl.conf",
    ),
    Hunk(
        '        interpreter = GetConfig("INTERPRETER", "python")\n',
        '        ParXlTell "TEXT_NO_SETTINGS"\n        RunPython = -1\n        Exit Function\n',
        "cmd would run any python.exe of the path, or of Excel's current folder",
    ),
    Hunk(
        "            Set wb = ActiveWorkbook\n        Else\n",
        "            Set wb = ThisWorkbook\n        Else\n",
        "a sheet named *.py in a received workbook would be run; there may be no active workbook",
    ),
    Hunk(
        "        ActiveFullName = ActiveWorkbook.FullName\n"
        "        ThisFullName = ThisWorkbook.FullName\n"
        "    #End If\n",
        "    #End If\n",
        "file names reach cmd, which expands %NAME% in them; there may be no active workbook",
    ),
    Hunk(
        '        PYTHONPATH = AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";" & '
        'GetConfig("ONEDRIVE_CONSUMER_WIN") & ";" & GetConfig("ONEDRIVE_COMMERCIAL_WIN") & ";" & '
        'GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH")\n',
        '        PYTHONPATH = "false;;;;;"\n',
        'a ";" in a file\'s name would shift the parts and put its folder on sys.path; a seventh '
        "part, though empty, would put the current folder there",
    ),
    Hunk(
        "        If OPTIMIZED_CONNECTION = True Then\n"
        '            XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), '
        '"BOOK_CALLER", ActiveWorkbook\n'
        "            \n"
        "            On Error GoTo err_handling\n"
        "            \n"
        '            XLPy.Exec "" & PythonCommand & ""\n'
        "            GoTo end_err_handling\n"
        "err_handling:\n"
        '            ShowError "", Err.Description\n'
        "            RunPython = -1\n"
        "            On Error GoTo 0\n"
        "end_err_handling:\n"
        "        Else\n"
        "            RunPython = ExecuteWindows(False, PythonCommand, interpreter, PYTHONPATH)\n"
        "        End If\n",
        "        RunPython = ExecuteWindows(False, PythonCommand, interpreter, PYTHONPATH)\n",
        "the server's way hands over the active workbook and needs xlwings' DLL",
    ),
    Hunk(
        "    Dim ShowConsole As Integer\n",
        "    If Not ParXlMayRun() Then Exit Function\n    Dim ShowConsole As Integer\n",
        "only a click on a button of the tab starts anything: no cell, no drawing of a workbook",
    ),
    Hunk(
        '    If Not IsFrozen And (PYTHON_WIN <> "python" And PYTHON_WIN <> "pythonw") Then\n'
        "        If FileExists(PYTHON_WIN) Then\n"
        "            PythonDir = ParentFolder(PYTHON_WIN)\n"
        "        Else\n"
        '            MsgBox "Could not find Interpreter!", vbCritical\n'
        "            Exit Function\n"
        "        End If\n"
        "    Else\n"
        '        PythonDir = ""  \' TODO: hack\n'
        "    End If\n",
        '    If FileExists(PYTHON_WIN) And (PYTHON_WIN Like "[A-Za-z]:\\*" Or '
        'Left$(PYTHON_WIN, 2) = "\\\\") Then\n'
        "        PythonDir = ParentFolder(PYTHON_WIN)\n"
        "    Else\n"
        '        ParXlTell "TEXT_NO_PYTHON", PYTHON_WIN\n'
        "        ExecuteWindows = -1\n"
        "        Exit Function\n"
        "    End If\n",
        "only an interpreter named by its whole path is run, and what is wrong is said in "
        "Vietnamese",
    ),
    Hunk(
        '        DriveCommand = Left$(PYTHON_WIN, 2) & " & cd """ & PythonDir & """ & "\n',
        '        DriveCommand = Left$(PYTHON_WIN, 2) & " && cd """ & PythonDir & """ && "\n',
        "where the folder can't be entered, Python would start in Excel's current folder, which "
        "may be the received workbook's",
    ),
    Hunk(
        '        DriveCommand = "pushd """ & PythonDir & """ & "\n',
        '        DriveCommand = "pushd """ & PythonDir & """ && "\n',
        "as above, for an interpreter on a shared folder",
    ),
    Hunk(
        '    If CondaPath <> "" And CondaEnv <> "" Then\n'
        "        If CheckConda(CondaPath) = False Then\n"
        "            Exit Function\n"
        "        End If\n"
        '        CondaCmd = CondaPath & "\\condabin\\conda activate " & CondaEnv & " && "\n'
        "    Else\n"
        '        CondaCmd = ""\n'
        "    End If\n",
        '    CondaCmd = ""\n',
        "the interpreter is named by its path; what fails here is said in English",
    ),
    Hunk(
        '        RunCommand = CondaCmd & PythonInterpreter & " -B -c ',
        '        RunCommand = CondaCmd & PythonInterpreter & " -B -P -c ',
        "-P keeps the current folder off sys.path",
    ),
    Hunk(
        '    ExitCode = WScript.Run("cmd.exe /C " & ',
        '    ExitCode = WScript.Run("""" & Environ("SystemRoot") & "\\System32\\cmd.exe"" /C " & ',
        "a cmd.exe in Excel's current folder would be taken first",
    ),
    Hunk(
        '" --wb=" & """" & ActiveWorkbook.Name & ',
        '" --wb=" & """" & ThisWorkbook.Name & ',
        "no name that others chose on a command line; Python finds the active workbook itself",
    ),
    Hunk(
        "        Call ShowError(LOG_FILE)\n        ExecuteWindows = -1\n",
        '        ParXlTell IIf(FileExists(LOG_FILE), "TEXT_FAILED", "TEXT_NO_LOG"), LOG_FILE\n'
        "        ExecuteWindows = -1\n"
        "        Exit Function\n",
        "a traceback is no message: it stays in the log file, which is named and kept",
    ),
    Hunk(
        "    Dim configValue As String\n    \n    ' Sheet\n",
        "    Dim configValue As String\n"
        "    GetConfig = ParXlSetting(configKey)\n"
        '    If GetConfig <> "" Then\n'
        "        GetConfig = ExpandEnvironmentStrings(GetConfig)\n"
        "        Exit Function\n"
        "    End If\n"
        "    #If False Then\n",
        "settings come from the add-in's own sheet, then from the user's own file: never from the "
        "active workbook or its folder, which is not even compiled",
    ),
    Hunk(
        "    ' User Config\n",
        "    #End If\n",
        "the end of what is not compiled",
    ),
)


def patched(source: str) -> str:
    """What of xlwings' module is ``KEPT``, every hunk of ``PATCH`` applied; lines end in ``\\n``.

    Raises:
        ParXlError: a text that is needed does not stand there exactly once.
    """
    source = _chosen(source)
    for hunk in PATCH:
        if source.count(hunk.old) != 1:
            raise _unknown(hunk.old.strip().splitlines()[0].strip())
        source = source.replace(hunk.old, hunk.new)
    return source


def _chosen(source: str) -> str:
    """The licence, the constants and the procedures that are kept, in their order."""
    licence, end, rest = source.partition(_LICENCE_ENDS)
    if not end:
        raise _unknown(_LICENCE_ENDS.strip())
    found = [procedure for procedure in _PROCEDURE.finditer(rest) if procedure[1] in KEPT]
    names = [procedure[1] for procedure in found]
    for name in KEPT:
        if names.count(name) != 1:
            raise _unknown(name)
    constants = "".join(_CONSTANTS.findall(rest))
    return "\n".join([licence.rstrip("\n") + "\n", constants, *(each[0] for each in found)])


def _unknown(text: str) -> ParXlError:
    return ParXlError(
        "xlwings đang cài không phải phiên bản mà par-xl biết: trong RunPython không còn "
        f"đoạn “{text}”.",
        'Cài đúng phiên bản rồi chạy lại: pip install "xlwings>=0.37,<0.38".',
    )
