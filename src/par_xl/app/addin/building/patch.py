"""What is changed in xlwings' RunPython, and why."""

from __future__ import annotations

from dataclasses import dataclass


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
        "active workbook or its folder",
    ),
    Hunk(
        "    ' User Config\n",
        "    #End If\n",
        "the end of what is left out",
    ),
)
