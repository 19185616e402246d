"""RunPython as the installed xlwings ships it, changed so that no received workbook has a say.

xlwings lets the active workbook choose the interpreter and ``sys.path``, through a sheet, files
beside it and its name; and any workbook can call functions of an add-in that is loaded, from a
cell or a drawing: ``=RunPython("…")``. Ours opens workbooks from other offices.
"""

from __future__ import annotations

import re
from gettext import gettext as _

from par_xl.app.addin.building.patch import PATCH
from par_xl.system.packages import install_command
from par_xl.terms.errors import ParXlError

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
_LICENCE_STARTS = "'Version: "
_LICENCE_ENDS = "#If VBA7 Then\n"

_CONDITIONS = {"Mac": False, "False": False, 'App = "Microsoft Excel"': True}
"""What Excel on Windows finds for each ``#If`` of the procedures that are kept."""

_FOREIGN = re.compile(r"\b(ActiveWorkbook|ActiveSheet|ActiveCell|MsgBox|InputBox)\b", re.I)
"""What is others', or speaks English, or can't show Vietnamese."""


def patched(source: str) -> str:
    """What of xlwings' module is ``KEPT``, every hunk of ``PATCH`` applied; lines end in ``\\n``.

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
    """A line of VBA without its texts and its comment."""
    return re.sub('"[^"]*"', '""', line).partition("'")[0]


def _chosen(source: str) -> str:
    """The licence and the procedures that are kept, in their order."""
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
    told = _(
        "xlwings đang cài không phải phiên bản mà par_xl biết: RunPython của nó không còn đoạn "
        "«{code}»."
    )
    return _unknown(told.format(code=text.strip().splitlines()[0].strip()))


def _added(code: str) -> ParXlError:
    told = _(
        "xlwings đang cài không phải phiên bản mà par_xl biết: RunPython của nó có thêm đoạn "
        "«{code}»."
    )
    return _unknown(told.format(code=code))


def _unknown(message: str) -> ParXlError:
    fix = _("Cài đúng phiên bản rồi chạy lại: «{command}».")
    return ParXlError(message, fix.format(command=install_command("xlwings", anew=True)))
