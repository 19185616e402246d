"""xlwings' RunPython, patched: what the build refuses, and that Excel could compile the outcome."""

from __future__ import annotations

import re

import pytest

from par_xl.app.addin.build import modules, xlwings_module
from par_xl.app.addin.runpython import KEPT, PATCH, Hunk, code_of, patched
from par_xl.terms.errors import ParXlError


@pytest.mark.parametrize("name", KEPT)
def test_build_fails_where_a_procedure_is_gone(name: str) -> None:
    source = re.sub(rf"(Function|Sub) {name}\(", rf"\1 {name}2(", xlwings_module())
    with pytest.raises(ParXlError, match=f"không còn đoạn “{name}”"):
        patched(source)


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize(
    "line",
    [
        "x = ActiveWorkbook.Name",
        "x = activesheet.Name",
        "x = Application.ActiveCell",
        'MsgBox "Done"',
        'x = InputBox("?")',
        "#If Win64 Then",
        "#ElseIf Mac Then",
        "#Else",
        "#If Mac Then",
    ],
)
def test_build_fails_where_xlwings_asks_for_more(name: str, line: str) -> None:
    procedure = re.compile(rf"(?ms)^((?:Public )?(?:Function|Sub) {name}\(.*?)(^End )")
    source, count = procedure.subn(rf"\1    {line}\n\2".replace("\\n", "\n"), xlwings_module())
    assert count == 1
    with pytest.raises(ParXlError, match="xlwings đang cài không phải phiên bản"):
        patched(source)


@pytest.mark.parametrize("line", ["' MsgBox", 'Debug.Print "MsgBox"'])
def test_texts_and_comments_call_nothing(line: str) -> None:
    """What is not compiled may say anything too, as much of xlwings does."""
    source = xlwings_module().replace("    Randomize ", f"    {line}\n    Randomize ")
    assert line in patched(source)


def _code() -> str:
    (module,) = modules().values()
    return "\n".join(map(code_of, module.splitlines()))


def test_nothing_is_called_that_is_left_out() -> None:
    """Excel would refuse to compile it."""
    words = set(re.findall(r"\w+", _code()))
    procedures = set(re.findall(r"(?m)^(?:\w+ )?(?:Function|Sub) (\w+)\(", xlwings_module()))
    assert procedures & words == {*KEPT, "GetConfig"}
    constants = set(re.findall(r"(?m)^Public Const (\w+)", xlwings_module()))
    assert constants & words == {"PROJECT_NAME"}
    assert "Private Const PROJECT_NAME As String = " in _code()


def test_every_variable_is_declared() -> None:
    """Option Explicit holds for xlwings' part as well, and Excel would refuse to compile it."""
    code = re.sub(r" _\n\s*", " ", _code())
    head, *procedures = re.split(r"(?m)^(?=(?:Public|Private) (?:Sub|Function) )", code)
    declared = re.compile(
        r"(?m)(?:Dim|Static|Const|Private|Optional|ByVal|[(,]) *(\w+)\$?(?= As|,|\))"
    )
    common = set(declared.findall(head))
    for procedure in procedures:
        known = {*common, *declared.findall(procedure), *re.findall(r"Function (\w+)", procedure)}
        statements = re.sub(r"\bThen +", "\n", procedure).replace(": ", "\n")
        used = re.findall(r"(?m)^ *(?:Set |For (?:Each )?)?(\w+) (?:=|In) ", statements)
        assert set(used) <= known, procedure.splitlines()[0]


@pytest.mark.parametrize("hunk", PATCH, ids=lambda hunk: hunk.reason[:30])
@pytest.mark.parametrize("times", [0, 2])
def test_build_fails_where_xlwings_changed(hunk: Hunk, times: int) -> None:
    source = xlwings_module()
    assert hunk.reason and source.count(hunk.old) == 1
    with pytest.raises(ParXlError, match="xlwings đang cài không phải phiên bản"):
        patched(source.replace(hunk.old, hunk.old * times))
