"""Rows whose formulas are alike, written from a pattern: the same XML as cell by cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from par_xl.workbooks.writing import (
    PLAIN,
    Book,
    Cell,
    Formula,
    Look,
    Pattern,
    Value,
    open_reference,
)
from par_xl.workbooks.writing.validation import validation

FORMULAS = ('=IF({}<>"a&b",{},"")', '={}&""', "=TODAY()")
VALUES = st.one_of(
    st.sampled_from(["", "#N/A", "<&>", " a ", "_x0041_", "x" * 40_000]),
    st.text(max_size=5),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False),
)


def filled(formula: str, reference: str) -> str:
    return formula.replace("{}", reference)


@given(
    st.integers(0, 1_048_575),
    st.lists(st.one_of(VALUES, st.none(), st.dates()), min_size=1, max_size=4),
    st.tuples(VALUES, VALUES, VALUES),
)
def test_a_row_with_a_pattern_is_the_row_cell_by_cell(
    row: int, before: list[Value], values: tuple[float | str, ...]
) -> None:
    alike, single = Book("a").sheet("a"), Book("b").sheet("b")
    styles = range(1, 4)
    cells = [(value, 7) for value in before]
    formulas = [filled(text, open_reference(2)) for text in FORMULAS]
    pattern = Pattern(len(before), list(zip(formulas, styles, strict=True)))
    alike.put_whole(row, cells, pattern, values)
    texts = [filled(text, f"$C{row + 1}") for text in FORMULAS]
    given_by = [Formula(text, value) for text, value in zip(texts, values, strict=True)]
    single.put_row(row, 0, [*cells, *zip(given_by, styles, strict=True)])
    assert "".join(alike.cells[row][c] for c in sorted(alike.cells[row])) == "".join(
        single.cells[row].values()
    )
    assert (min(alike.cells[row]), max(alike.cells[row])) == (0, len(before) + 2)


def test_a_pattern_follows_the_cells_before_it() -> None:
    sheet = Book("a").sheet("a")
    with pytest.raises(ValueError, match="formulas begin in column 2, not 1"):
        sheet.put_whole(0, [("a", 1)], Pattern(2, [("=1", 1)]), [1.0])


def test_looks_are_numbered_as_they_are_first_asked_for() -> None:
    book = Book("a")
    looks = [Look(bold=True), PLAIN, Look(bold=True), Look()]
    assert [book.style(look) for look in looks] == [1, 2, 1, 3]
    sheet = book.sheet("a")
    book.row(sheet, 0, [Cell("x", look) for look in looks], [9.0] * 4)
    assert re.findall(r's="(\d+)"', "".join(sheet.cells[0].values())) == ["1", "2", "1", "3"]


OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "names": {"validate": "list", "source": "=DM_TinhTrang", "input_title": "A & B"},
    "list": {"validate": "list", "source": ["một", "hai"]},
    "number": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": "=MAX($D9,ROUND($D9,2))",
    },
    "float": {"validate": "decimal", "criteria": "between", "minimum": 0.0, "maximum": 1.0},
    "integer": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
    "day": {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2023, 8, 4),
        "maximum": date(2024, 6, 14),
        "error_message": 'Ngày "sai" <1>',
    },
    "length": {"validate": "length", "criteria": "<=", "value": 32_000, "input_message": "Gõ"},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("last", [(8, 14), (20, 14)], ids=["a cell", "a column"])
def test_a_limit_is_written_as_xlsxwriter_does(
    options: Mapping[str, Any], last: tuple[int, int]
) -> None:
    sheet = Workbook(StringIO()).add_worksheet()
    assert sheet.data_validation(8, 14, *last, dict(options)) == 0
    sheet.fh = StringIO()
    sheet._write_data_validation(sheet.validations[0])
    assert validation((8, 14), last, options) == sheet.fh.getvalue()


def test_a_limit_that_excel_does_not_take_is_a_mistake() -> None:
    with pytest.warns(UserWarning, match="exceeds Excel's limit"), pytest.raises(ValueError):
        validation((0, 0), (0, 0), {"validate": "list", "source": "=A", "input_title": "x" * 33})
