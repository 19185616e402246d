"""The engine that stands for Excel: what Excel is documented to do, odd as some of it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter

from clients.excel import ErrorValue, Seen, Value

NUM, DIV, VALUE = (ErrorValue(name) for name in ("#NUM!", "#DIV/0!", "#VALUE!"))
CELLS: Mapping[str, str | float] = {"B1": "", "C1": "01", "D1": "1", "E1": 1.0, "G1": "H*"}
"""A1 is empty; F1 holds an error."""
ODDITIES: Mapping[str, Value] = {
    # Day 0 is 0/1/1900; there is a 29/2/1900; a year below 1900 is counted from there.
    "DAY(0)": 0.0, "MONTH(0)": 1.0, "YEAR(0)": 1900.0, "DAY(0.9)": 0.0, "DAY(-1)": NUM,
    "DATE(1900,1,1)": 1.0, "DATE(1900,1,0)": 0.0, "DATE(1900,1,-1)": NUM, "DATE(1900,0,1)": NUM,
    "DATE(0,0,0)": NUM, "DATE(0,1,1)": 1.0, "DATE(1899,12,31)": 693_962.0, "DATE(-1,1,1)": NUM,
    "DATE(1900,2,28)": 59.0, "DATE(1900,2,29)": 60.0, "DATE(1900,3,1)": 61.0,
    "DAY(59)": 28.0, "DAY(60)": 29.0, "MONTH(60)": 2.0, "DAY(61)": 1.0,
    "DATE(2024,2,30)": 45_352.0, "DATE(2024,13,1)": 45_658.0, "DATE(2024.9,1.9,1.9)": 45_292.0,
    "DATE(9999,12,31)": 2_958_465.0, "DATE(9999,12,32)": NUM, "DATE(9999,13,1)": NUM,
    "DATE(10000,1,1)": NUM, "YEAR(2958465)": 9999.0, "YEAR(2958466)": NUM,
    # All arguments of AND and OR are worked out; of IF, only what is needed.
    "AND(FALSE,1/0)": DIV, "OR(TRUE,1/0)": DIV, "AND(FALSE,DATE(1900,0,1)>0)": NUM,
    "OR(FALSE,ISERROR(F1))": True, "OR(ISERROR(A1),ISERROR(B1))": False,
    "IF(FALSE,1/0,2)": 2.0, "IF(TRUE,2,1/0)": 2.0, "IF(1/0,1,2)": DIV,
    "IF(FALSE,IF(1/0,1,2),3)": 3.0, 'IFERROR(DATE(1900,0,1),"?")': "?", 'IFERROR(F1,"?")': "?",
    'AND("x")': VALUE, "AND(A1)": VALUE, "OR(A1,B1)": VALUE,
    # Numbers before texts before truth values; letter case aside.
    '"a">1': True, '"1">2': True, '"">1000000': True, 'TRUE>"z"': True, '"Đ"="đ"': True,
    '"hoà"="hòa"': False,
    # An empty cell is 0, "" and FALSE; a cell that holds "" is "" alone.
    "A1=0": True, 'A1=""': True, "A1=FALSE": True, "A1=B1": True, 'B1=""': True, "B1=0": False,
    '""=0': False, "A1+1": 1.0, '""+1': VALUE, '"1"+1': 2.0,
    "ISNUMBER(A1)": False, "ISNUMBER(D1)": False, "ISNUMBER(E1)": True, "ISNUMBER(F1)": False,
    # Texts that can be numbers are numbers to criteria; * and ? stand for letters.
    "COUNTIFS(C1:E1,C1)": 3.0, "COUNTIFS(C1:E1,D1)": 3.0, "COUNTIFS(C1:E1,1)": 3.0,
    'COUNTIF(C1:E1,"1.0")': 3.0, 'COUNTIF(C1:E1,"1e0")': 3.0,
    'COUNTIF(C1:D1,"*")': 2.0, 'COUNTIF(C1:D1,"0?")': 1.0, "COUNTIF(G1,G1)": 1.0,
    'COUNTIF(G1,"h~*")': 1.0, 'COUNTIF(G1,"H~?")': 0.0, 'COUNTIF(A1:B1,"")': 2.0,
    # What VALUE takes for a number, and what it doesn't.
    'VALUE("01")': 1.0, 'VALUE(" 7 ")': 7.0, 'VALUE("")': VALUE, 'VALUE("x")': VALUE,
    'VALUE("1e1")': 10.0, 'VALUE("50%")': 0.5, f'VALUE("{"9" * 30}")': 1e30,
    # Texts.
    "LEN(A1)": 0.0, "LEN(B1)": 0.0, "LEN(1.5)": 3.0, 'TRIM("  a   b ")': "a b",
    'LEN(TRIM(CHAR(10)&" a"))': 3.0, 'LEN(TRIM("\u00a0a"))': 2.0, "LEN(F1)": DIV,
    'LEN(CLEAN(CHAR(9)&CHAR(10)&"\u00a0a"))': 2.0, 'LEFT("",1)="%"': False,
    'MID("abc",2,99)': "bc", 'MID("abc",9,2)=""': True, "RIGHT(15,1)": "5",
    'SUBSTITUTE("aXaX","X","")': "aa", 'SUBSTITUTE("aXax","X","")': "aax",
    'FIND("a","A")': VALUE, "A1&1/4": "0.25",
    'LOWER("HOÀN THÀNH")': "hoàn thành",
    # Numbers.
    "0.1+0.2=0.3": True, "INT(-1.5)": -2.0, "ROUND(2.5,0)": 3.0, "ROUND(1/6,2)": 0.17,
    "ROUND(1.005,2)": 1.01, "MOD(-1,400)": 399.0, "MAX(A1,0.5)": 0.5, "10^2": 100.0,
}  # fmt: skip


def _workbook(path: Path, formulas: Mapping[str, Value]) -> None:
    """Each formula in a row of its own, with the value that it should have."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for cell, held in CELLS.items():
            sheet.write(cell, held) if held != "" else sheet.write_formula(cell, '=""')
        sheet.write_formula("F1", "=1/0", None, "#DIV/0!")
        for row, (formula, value) in enumerate(formulas.items(), start=1):
            shown = value.name if isinstance(value, ErrorValue) else value
            sheet.write_formula(row, 0, f"={formula}", None, shown)


@pytest.fixture(scope="module")
def seen(
    tmp_path_factory: pytest.TempPathFactory, in_excel: Callable[..., list[Seen]]
) -> tuple[Seen, Seen]:
    """The oddities, and the same with a wrong value stored for each."""
    right, wrong = (tmp_path_factory.mktemp("oddities") / f"{name}.xlsx" for name in ("a", "b"))
    _workbook(right, ODDITIES)
    _workbook(wrong, dict.fromkeys(ODDITIES, "x"))
    first, second = in_excel(right, wrong)
    return first, second


def test_the_engine_does_what_excel_does(seen: tuple[Seen, Seen]) -> None:
    right, _ = seen
    told = {formula: ("Sheet1", f"A{row}") for row, formula in enumerate(ODDITIES, start=2)}
    differing = {f: right.differing[at] for f, at in told.items() if at in right.differing}
    assert differing == {}
    assert right.formulas.keys() >= {*told.values()}


def test_nothing_stored_is_used(seen: tuple[Seen, Seen]) -> None:
    right, wrong = seen
    assert sum(cell.startswith("A") for _, cell in wrong.differing) == len(ODDITIES)
    assert {at: both[1] for at, both in wrong.formulas.items()} == {
        at: both[1] for at, both in right.formulas.items()
    }
