"""pyOpenVBA's Excel, with what it leaves out: files, the environment, MessageBoxW, WScript.Shell.

A member of Excel that neither it nor this knows raises an error that no ``On Error`` catches.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from pyopenvba import ExcelFile  # type: ignore[import-untyped]
from pyopenvba.apps.excel import ExcelApplication  # type: ignore[import-untyped]
from pyopenvba.apps.excel._bridge import ExcelBridge  # type: ignore[import-untyped]
from pyopenvba.apps.excel._io import load_workbook  # type: ignore[import-untyped]
from pyopenvba.apps.excel._model import Application, Workbook  # type: ignore[import-untyped]
from pyopenvba.exceptions import VBARuntimeError  # type: ignore[import-untyped]
from pyopenvba.interpreter import Interpreter, VBAInt, VBAObject  # type: ignore[import-untyped]
from pyopenvba.interpreter import _ast as syntax
from pyopenvba.interpreter._intrinsics import INTRINSICS  # type: ignore[import-untyped]
from pyopenvba.interpreter._objects import member, method  # type: ignore[import-untyped]

from .windows import Dialog, Windows

HWND = 65552
OFFICE = r"C:\Program Files\Microsoft Office\root\Office16"


class _Excel(Application):  # type: ignore[misc]
    vba_type_name = "Application"
    addin: Workbook

    @member  # type: ignore[untyped-decorator]
    def Hwnd(self) -> object:  # noqa: N802
        return VBAInt(HWND, "Long")

    @member  # type: ignore[untyped-decorator]
    def Path(self) -> object:  # noqa: N802
        return OFFICE

    @member  # type: ignore[untyped-decorator]
    def ThisWorkbook(self) -> object:  # noqa: N802
        return self.addin

    @member  # type: ignore[untyped-decorator]
    def ProtectedViewWindows(self) -> object:  # noqa: N802
        return _ProtectedViews(self.interpreter.windows)


class _ProtectedViews(VBAObject):  # type: ignore[misc]
    vba_type_name = "ProtectedViewWindows"

    def __init__(self, windows: Windows) -> None:
        self.windows = windows

    @member  # type: ignore[untyped-decorator]
    def Count(self) -> object:  # noqa: N802
        return VBAInt(self.windows.protected_views, "Long")


class _Control(VBAObject):  # type: ignore[misc]
    vba_type_name = "IRibbonControl"

    def __init__(self, button: str) -> None:
        self.button = button

    @member  # type: ignore[untyped-decorator]
    def Id(self) -> object:  # noqa: N802
        return self.button


class _Shell(VBAObject):  # type: ignore[misc]
    vba_type_name = "WshShell"

    def __init__(self, windows: Windows) -> None:
        self.windows = windows

    @method  # type: ignore[untyped-decorator]
    def ExpandEnvironmentStrings(self, text: object) -> object:  # noqa: N802
        return self.windows.expand(str(text))

    @method  # type: ignore[untyped-decorator]
    def Run(self, command: object, style: object, wait: object) -> object:  # noqa: N802
        if self.windows.run_error:
            raise VBARuntimeError(self.windows.run_error, "Permission denied")
        assert wait is True
        self.windows.styles.append(int(str(style)))
        return VBAInt(self.windows.run(str(command)), "Long")


class _Vba(Interpreter):  # type: ignore[misc]
    """The language, plus statements and functions that reach the machine."""

    def __init__(self, host: ExcelBridge, windows: Windows) -> None:
        super().__init__(host)
        self.windows = windows
        self._open: dict[int, list[str]] = {}
        self._texts: list[str] = []
        self._intrinsics: dict[str, Callable[..., object]] = INTRINSICS | {
            "environ": self._function(lambda name: windows.environment.get(name.upper(), "")),
            "getattr": self._function(self._attributes),
            "freefile": self._function(lambda: VBAInt(len(self._open) + 1, "Integer")),
            "eof": self._function(lambda number: not self._open[int(number)]),
            "strptr": self._function(self._pointer),
            "messageboxw": self._function(self._message),
        }

    @staticmethod
    def _function(call: Callable[..., object]) -> Callable[..., object]:
        return lambda _interpreter, args, _named: call(*args)

    def create_com(self, class_name: str) -> object:
        if class_name != "WScript.Shell":
            return super().create_com(class_name)
        if self.windows.shell_error:
            raise VBARuntimeError(self.windows.shell_error, "ActiveX component can't create object")
        return _Shell(self.windows)

    def _execute(self, statement: object, frame: object) -> None:
        if not isinstance(statement, syntax.Unsupported):
            super()._execute(statement, frame)
            return
        words = re.findall(r"\w+", statement.text)
        match [word.lower() for word in words]:
            case ["open", _, "for", "input", "as", _]:
                content = self.windows.find(str(self.lookup(words[1], frame)))
                assert content is not None, "VBA looked whether the file exists"
                fields = [value for row in csv.reader(content.splitlines()) for value in row]
                self._open[int(self.lookup(words[5], frame))] = fields
            case ["input", _, *_]:
                for name in words[2:]:
                    if not (fields := self._open[int(self.lookup(words[1], frame))]):
                        raise VBARuntimeError(62, "Input past end of file")
                    target = syntax.Name(line=statement.line, name=name)
                    self.resolve_target(target, frame).put(fields.pop(0), False)
            case ["close", _]:
                del self._open[int(self.lookup(words[1], frame))]
            case ["kill", _]:
                self.windows.delete(str(self.lookup(words[1], frame)))
            case _:
                super()._execute(statement, frame)

    def _binary(self, expression: syntax.Binary, frame: object) -> object:
        try:
            return super()._binary(expression, frame)
        except VBARuntimeError as failure:
            if failure.number != 13 or expression.op != "=":
                raise
            left = str(self.evaluate(expression.left, frame)).lower()
            right = self.evaluate(expression.right, frame)
            if left not in ("true", "false") or not isinstance(right, bool):
                raise
            # Excel compares the text "False" with False; pyOpenVBA finds types that don't match.
            return (left == "true") == right

    def _attributes(self, path: str) -> object:
        if self.windows.find(path) is None:
            raise VBARuntimeError(53, "File not found")
        return VBAInt(32, "Integer")

    def _pointer(self, text: str) -> object:
        self._texts.append(text)
        return len(self._texts) - 1

    def _message(self, owner: object, text: int, caption: int, kind: object) -> object:
        assert (owner, kind) == (HWND, 0x10030)
        self.windows.dialogs.append(Dialog(self._texts[caption], self._texts[text]))
        return VBAInt(1, "Long")


class PretendedExcel(ExcelApplication):  # type: ignore[misc]
    """Excel with the add-in loaded and no workbook open."""

    def __init__(self, addin: Path, windows: Windows) -> None:
        self.application = _Excel()
        self.interpreter = _Vba(ExcelBridge(self.application), windows)
        self.application.interpreter = self.interpreter
        self.application.addin = load_workbook(self.application, addin)
        with ExcelFile(addin) as file:
            sources = {m.name: m.source for m in file.vba_project().modules if m.body.strip()}
        for name, source in sources.items():
            # pyOpenVBA can't read a comment after #Const or #If; its load_vba then adds nothing.
            plain = re.sub(r"(?m)^(\s*#(?:Const|If)\b[^'\r\n]*)'.*$", r"\1", source)
            module = self.add_module(plain, name=name)
            module.initialise()
            # A Declare would win over the function of that name above.
            module.declares.pop("messageboxw", None)

    def click(self, button: str) -> None:
        self.run("ParXlClick", _Control(button))
