"""RunPython as the installed xlwings ships it, changed so that no received workbook has a say.

xlwings lets the active workbook choose the interpreter and ``sys.path``, through a sheet, files
beside it and its name; and any workbook can call functions of an add-in that is loaded, from a
cell or a drawing: ``=RunPython("…")``. Ours opens workbooks from other offices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from gettext import gettext as _

from par_xl.system.packages import install_command
from par_xl.terms.errors import ParXlError


@dataclass(frozen=True)
class Hunk:
    """``old`` stands once in xlwings' module and becomes ``new``, for ``reason``."""

    old: str
    new: str
    reason: str


PATCH = (
    Hunk(
        '        interpreter = GetConfig("INTERPRETER", "python")\n',
        '        ParXlFailed "TEXT_NO_SETTINGS"\n        RunPython = -1\n        Exit Function\n',
        "cmd would run any python.exe of the path, or of Excel's current folder",
    ),
    Hunk(
        "    ' Check for embedded Python code\n",
        '    PYTHONPATH = "false;;;;;"\n    #If False Then\n',
        "a sheet named *.py in a received workbook would be run; file names reach cmd, which "
        'expands %NAME% in them, and a ";" in one would put its folder on sys.path; a seventh '
        "part, though empty, would put the current folder there",
    ),
    Hunk(
        "    ' Call Python platform-dependent\n",
        "    #End If\n",
        "the end of what is left out",
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
        "    If Not isClicked Then Exit Function\n"
        "    isClicked = False\n"
        "    Dim ShowConsole As Integer\n",
        "only a click on the tab starts anything, once: no cell, no drawing of a workbook",
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
        '        ParXlFailed "TEXT_NO_PYTHON", PYTHON_WIN\n'
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
        '        ParXlFailed IIf(FileExists(LOG_FILE), "TEXT_FAILED", "TEXT_NO_LOG"), LOG_FILE\n'
        "        ExecuteWindows = -1\n"
        "        Exit Function\n",
        "a traceback is no message: it stays in the log file, which is named and kept",
    ),
)


KEPT = (
    "RunPython",
    "ExecuteWindows",
    "WScript",
    "FileExists",
    "FileExistsOnWindows",
    "ParentFolder",
    "ExpandEnvironmentStrings",
    "CreateGUID",
)
"""What RunPython needs on Windows, beside GetConfig, of which there is our own. The other
procedures are left out: cells could call them to start programs, to read and to write files, and
what is not there can't fail to compile."""

_PROCEDURE = re.compile(
    r"^(?:Public |Private )?(?:Function|Sub) (\w+)\(.*?^End (?:Function|Sub)\n", re.M | re.S
)
_LICENCE_STARTS = "'Version: "
_LICENCE_ENDS = "#If VBA7 Then\n"

_CONDITIONS = {"Mac": False, "False": False, 'App = "Microsoft Excel"': True}
"""What Excel on Windows finds for each ``#If`` of the procedures that are kept."""

_FOREIGN = re.compile(r"\b(ActiveWorkbook|ActiveSheet|ActiveCell|MsgBox|InputBox)\b", re.I)
"""What is others', or speaks English, or can't show Vietnamese."""


def patched(source: str) -> str:
    """Return what of xlwings' module is ``KEPT``, every hunk of ``PATCH`` applied; lines end in
    ``\\n``.

    All of it is Private, and only the lines are there that Excel on Windows compiles: it is the
    end of module parxl.

    Raises:
        ParXlError: a text that is needed does not stand there exactly once, or what results would
            still ask for the active workbook or show a dialog of its own.
    """
    source = _chosen(source)
    for hunk in PATCH:
        if source.count(hunk.old) != 1:
            raise _changed(hunk.old)
        source = source.replace(hunk.old, hunk.new)
    source = _on_windows(source)
    for line in source.splitlines():
        if _FOREIGN.search(code_of(line)):
            raise _added(line.strip())
    return source


def code_of(line: str) -> str:
    """Return a line of VBA without its texts and its comment."""
    return re.sub('"[^"]*"', '""', line).partition("'")[0]


def _chosen(source: str) -> str:
    """Return the licence and the procedures that are kept, in their order."""
    _, start, rest = source.partition(_LICENCE_STARTS)
    licence, end, rest = rest.partition(_LICENCE_ENDS)
    if not start or not end:
        raise _changed(_LICENCE_ENDS if start else _LICENCE_STARTS)
    found = [procedure for procedure in _PROCEDURE.finditer(rest) if procedure[1] in KEPT]
    names = [procedure[1] for procedure in found]
    for name in KEPT:
        if names.count(name) != 1:
            raise _changed(name)
    private = (re.sub("^(?:Public )?(?=Function|Sub)", "Private ", each[0]) for each in found)
    return "\n".join([f"{start}{licence.rstrip()}\n", *private])


def _on_windows(source: str) -> str:
    """Without conditions, and without what they leave out."""
    lines: list[str] = []
    conditions: list[bool] = []
    for line in source.splitlines(keepends=True):
        code = line.partition("'")[0].strip()
        if code.startswith("#If "):
            condition = code.removeprefix("#If ").removesuffix(" Then")
            if condition not in _CONDITIONS:
                raise _added(code)
            conditions.append(_CONDITIONS[condition])
        elif code == "#Else" and conditions:
            conditions[-1] = not conditions[-1]
        elif code == "#End If" and conditions:
            conditions.pop()
        elif code.startswith("#"):
            raise _added(code)
        elif all(conditions):
            lines.append(line)
    if conditions:
        raise _changed("#End If")
    return "".join(lines)


def _changed(text: str) -> ParXlError:
    return _unknown(
        _(
            "xlwings đang cài không phải phiên bản mà par_xl biết: RunPython của nó không còn đoạn "
            "“{code}”."
        ),
        text.strip().splitlines()[0].strip(),
    )


def _added(code: str) -> ParXlError:
    return _unknown(
        _(
            "xlwings đang cài không phải phiên bản mà par_xl biết: RunPython của nó có thêm đoạn "
            "“{code}”."
        ),
        code,
    )


def _unknown(message: str, code: str) -> ParXlError:
    fix = _("Cài đúng phiên bản rồi chạy lại: “{command}”.")
    return ParXlError(message, fix, code=code, command=install_command("xlwings", anew=True))
