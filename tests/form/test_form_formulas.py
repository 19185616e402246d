"""`Kiểm tra` worked out here says of every row what Python says: quick enough to be asked of
every small change to the formulas. test_form_verdicts.py and test_parity.py ask LibreOffice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from par_xl.form.verdict import shown_broken
from test_form_verdicts import CASES

from excel_formulas import Cells, ExcelError, evaluate
from par_xl.rules.entry import INPUT
from par_xl.rules.formula import (
    HELPERS,
    NOT_FILLED,
    VALID,
    FormRow,
    helper_formulas,
    helper_names,
    quoted,
)
from par_xl.rules.judge import is_filled
from par_xl.rules.registry import (
    BY_CODE,
    ROW_RULES,
    broken_rules,
    coordinating_formula,
    first_verdict,
    lead_formula,
)
from par_xl.rules.rule import Example, FilledRow
from par_xl.terms.text import EPOCH, Cell
from par_xl.terms.words import Role, Status
from random_rows import PAST, Span, random_rows
from small_plan import START

_CELLS = {column.field: f"{chr(65 + place)}1" for place, column in enumerate(INPUT)}
_HELPER_CELLS = {name: f"{chr(65 + place)}2" for place, name in enumerate(HELPERS)}
_MAXIMUM, _ROLE = "A3", "B3"


def _form_row(row: FilledRow) -> FormRow:
    return FormRow(
        _CELLS,
        _HELPER_CELLS,
        row.has_due_date,
        None if row.maximum is None else _MAXIMUM,
        row.is_scored,
        row.is_in_percent,
        row.plan_start,
        row.period_start,
        row.period_end,
    )


def _in_excel(value: Cell) -> Cell:
    if isinstance(value, date):
        return float((value - EPOCH).days)
    return float(value) if isinstance(value, int) else value


def _worked_out(row: FilledRow) -> tuple[FormRow, Cells]:
    """The row's cells, those of its helpers worked out."""
    form_row = _form_row(row)
    cells = {_CELLS[field]: _in_excel(row.cells.get(field)) for field in _CELLS}
    cells |= {_MAXIMUM: row.maximum, "TODAY": _in_excel(row.received_on)}
    for name, formula in helper_formulas(form_row).items():
        cells[_HELPER_CELLS[name]] = evaluate(formula, cells)
    return form_row, cells


def _python_says(example: Example) -> str:
    return (first_verdict(example.row()) or VALID) if is_filled(example.cells) else NOT_FILLED


_RANDOM = [(f"random {n}", row) for n, row in enumerate(random_rows(seed=6, count=700))]
_SHARES: tuple[Cell, ...] = (
    *(0.0, 5e-10, 5e-9, 0.5, 1 - 5e-9, 1 - 5e-10, 1.0, 1 + 5e-10, 1 + 5e-9, 1.999, 2.0, 100.0),
    *(-5e-10, -5e-9, 100.5, "1", "2", "100", "100%", "100,5%", "1%", "-1%", "0%", "+2,5%", None),
    *(1e-9, -1e-9, 1 - 1e-9, 1 + 1e-9),
    *("9" * 30, "9" * 31, "0," + "1" * 28, "0," + "1" * 29, "1.", ".1", "1,,1", "1,1.1", "-", "%"),
)
_DAYS: tuple[Cell, ...] = (
    *(date(2023, 8, 3), date(2023, 8, 4), date(2023, 12, 14), date(2023, 12, 15)),
    *(date(2024, 6, 7), date(2024, 6, 8), date(2024, 6, 14), date(2024, 6, 15)),
    *(date(2024, 7, 6), date(2024, 6, 20), date(2024, 12, 1), date(2024, 12, 12)),
    *(0.0, 0.5, 1.0, 45448.0, 45448.9, 2958465.0, 2958465.5, 2958466.0, "1/1/1900", "1/1/1899"),
    *("31/12/9999", "1/1/10000", "5/6/2024", "05/06/2024", "005/6/2024", "5/006/2024"),
    *("2024/6/5", "2024-006-5", "2024-6-005", "29/2/2024", "29/2/2023", "0/1/2024", "5/6/204"),
    *("5//2024", "/6/2024", "5/6/", "5/6/2024/", "12/2024", "5-6.2024", "a/b/2024", None),
)
_VALUES: tuple[Cell, ...] = (
    *(0.0, 1e-9, 0.5, 0.95, 1.0, 1 + 1e-9, 1.5, 95.0, -0.5, -1e-9, "0,95", "0.95", "0", "1", "1,0"),
    *("1.000", "+1.000", "01.000", "1,000", "-1.000", "+0,5", "-0,5", "0,95%", "95%", "1.250,5"),
    *(" 0 , 9 5 ", "\u200b1", "0." + "1" * 28, "0." + "1" * 29, "12/15 xã", ".5", "%", None),
)
_BORDERS = [
    *(Example({"status": s.label, "progress": p}) for s in Status for p in _SHARES),
    *(
        Example({"status": "Hoàn thành", "completed_on": day, "evidence": "1"}, has_due_date=due)
        for day in _DAYS
        for due in (False, True)
    ),
    *(
        Example({"status": "Chưa thực hiện", "self_score": score, **told}, maximum=maximum)
        for maximum in (1.0, 1 / 6, 1 / 3, 0.125, None)
        for score in (
            0.0,
            1 + 1e-9,
            0.13 + 1e-9,
            -1e-12,
            0.13,
            1 / 6,
            0.17,
            0.17 + 5e-10,
            0.1701,
            0.34,
            1 + 5e-9,
            "0",
        )
        for told in ({}, {"evidence": "1"}, {"explanation": "1"})
    ),
    *(
        Example({"status": "Chưa thực hiện", "value": value}, is_in_percent=in_percent)
        for value in _VALUES
        for in_percent in (False, True)
    ),
    *(
        Example({"status": status.label, **told})
        for status in Status
        for told in ({}, {"evidence": "1"}, {"explanation": "1"}, {"evidence": "\u200b"})
    ),
]
_ASKED = [
    *((name, row) for name, row in CASES.items() if not row.broken and not row.merged),
    *((f"border {n}", row) for n, row in enumerate(_BORDERS)),
    *_RANDOM,
]


def test_the_formulas_say_what_python_says() -> None:
    for name, example in _ASKED:
        row, cells = _worked_out(example.row())
        assert evaluate(lead_formula(row), cells) == _python_says(example), (name, example)


def _in_span(example: Example, span: Span) -> FilledRow:
    return replace(
        example.row(),
        plan_start=span.plan_start,
        period_start=span.start,
        period_end=span.end,
        received_on=span.today,
    )


_MAY_12, _JUNE_5 = date(2024, 5, 12), date(2024, 6, 5)
_SWAPS = [date(2024, month, day) for month in (5, 6, 12) for day in (4, 5, 6, 12, 13)]
_SPANS = [
    Span(START, date(2024, 12, first), date(2024, 12, last), date(2024, 12, 8))
    for first, last in ((1, 31), (5, 31), (6, 31), (1, 5), (1, 4), (12, 31))
]
_SPANS += [
    Span(START, date(2024, 1, 1), _JUNE_5, _MAY_12),
    Span(START, date(2024, 5, 6), date(2024, 12, 31), _JUNE_5),
    Span(_MAY_12, _MAY_12, date(2024, 6, 12), _JUNE_5),
    Span(START, date(2024, 12, 15), date(2025, 6, 14), date(2025, 6, 7)),
]
_DONE_ON = [Example({"status": "Hoàn thành", "completed_on": day}, True) for day in _SWAPS]
_JUDGED = [
    *((name, example.row()) for name, example in _ASKED),
    *((name, _in_span(row, replace(PAST, today=date(2024, 9, 1)))) for name, row in _RANDOM),
    *((f"{span}", _in_span(row, span)) for span in _SPANS for row in _DONE_ON),
    *(
        (f"survey: {name}", replace(row.row(), is_scored=False))
        for name, row in _ASKED
        if row.maximum
    ),
]


_BEHIND = {"TT02": "TT01", "NG05": "NG02"}
"""Rules whose formula may say more, where the one before it has spoken already."""


def test_each_rules_formula_is_true_where_python_finds_it_broken() -> None:
    """Rule by rule: `Kiểm tra` itself shows only the first."""
    for name, row in _JUDGED:
        form_row, cells = _worked_out(row)
        found = {rule.code for rule, _ in broken_rules(row)}
        for rule in ROW_RULES:
            if rule.formula is None or _BEHIND.get(rule.code) in found:
                continue
            formula = rule.formula(form_row)
            shown = formula is not None and bool(evaluate(formula, cells))
            assert shown == (rule.code in found), (rule.code, name, row)


@pytest.mark.parametrize("status", [Status.DONE, Status.NOT_STARTED, Status.IN_PROGRESS])
@pytest.mark.parametrize(
    ("share", "code"), [(1.5, "TD02"), (1.999, "TD02"), (2.0, "TD03"), (2.5, "TD03"), (3.0, "TD03")]
)
def test_a_share_of_two_is_out_of_range_whoever_reads_it(
    status: Status, share: float, code: str
) -> None:
    """The reader takes 2 for 2 %, but the rules do not depend on it."""
    row = Example({"status": status.label, "progress": 1.5, "evidence": "1"}).row()
    row = replace(row, reported=row.reported.model_copy(update={"progress": share}))
    assert [rule.code for rule, _ in broken_rules(row)] == [code]
    form_row, cells = _worked_out(row)
    cells = {**cells, _HELPER_CELLS["progress"]: share}
    assert evaluate(lead_formula(form_row), cells) == BY_CODE[code].verdict
    for name in ("TD02", "TD03", "TD04", "TD05"):
        formula = BY_CODE[name].formula
        assert formula is not None
        assert evaluate(formula(form_row) or "", cells) == (name == code)


def test_the_helper_cells_show_what_python_reads() -> None:
    for name, example in _ASKED:
        _, cells = _worked_out(example.row())
        in_percent = example.is_in_percent
        values = shown_broken(in_percent, example.cells).helpers
        for helper, read in zip(helper_names(in_percent), values, strict=True):
            shown = cells[_HELPER_CELLS[helper]]
            if isinstance(read, float):
                assert shown == pytest.approx(read, rel=1e-12), (name, helper)
            else:
                assert (shown == "", shown == "?") == (read == "", read == "?"), (name, helper)


@pytest.mark.parametrize("in_percent", [False, True])
def test_a_measured_value_is_worked_out_in_rows_in_percent_only(in_percent: bool) -> None:
    worked_out = helper_formulas(_form_row(Example({}, is_in_percent=in_percent).row()))
    assert set(HELPERS) - set(worked_out) == (set() if in_percent else {"value_text", "value"})


def test_what_stands_in_the_column_where_nothing_is_wrong() -> None:
    assert (VALID, NOT_FILLED) == ("Hợp lệ", "Chưa nhập")


def test_a_text_in_a_formula_keeps_its_quotes() -> None:
    text = '«a» "b"'
    assert evaluate("=" + quoted(text), {}) == text


def _spellings(letter: str) -> Iterator[str]:
    """A letter with its marks set together or apart, in any order."""
    apart = unicodedata.normalize("NFD", letter)
    for marks in map("".join, permutations(apart[1:])):
        for count in range(len(marks) + 1):
            yield unicodedata.normalize("NFC", apart[0] + marks[:count]) + marks[count:]


_LABELS = [*(status.label for status in Status), "Hòan thành", "Đang thực hịên", "Chưa thực hịên"]


@pytest.mark.parametrize("label", _LABELS)
def test_a_status_is_known_however_its_letters_are_stored(label: str) -> None:
    letters = [list(_spellings(letter)) for letter in label]
    typed = {
        label[:at] + spelt + label[at + 1 :] for at, ways in enumerate(letters) for spelt in ways
    }
    typed |= {"".join(ways[min(n, len(ways) - 1)] for ways in letters) for n in range(6)}
    for text in typed:
        row, cells = _worked_out(Example({"status": text, "explanation": "1"}).row())
        assert cells[_HELPER_CELLS["status"]] in {status.label.lower() for status in Status}
        assert first_verdict(Example({"status": text, "explanation": "1"}).row()) == (
            None if evaluate(lead_formula(row), cells) == VALID else BY_CODE["TD06"].verdict
        ), ascii(text)


def test_control_characters_are_nothing_to_a_formula() -> None:
    _, cells = _worked_out(Example({"status": "Hoàn thành\x07", "evidence": "\x07"}).row())
    assert cells[_HELPER_CELLS["status"]] == "hoàn thành"
    assert cells[_HELPER_CELLS["evidence"]] == ""


@pytest.mark.parametrize("space", ["\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", " \t "])
def test_any_space_parts_the_words_of_a_status(space: str) -> None:
    row, cells = _worked_out(Example({"status": f"{space}Hoàn{space}thành{space}"}).row())
    assert cells[_HELPER_CELLS["status"]] == "hoàn thành"
    assert evaluate(lead_formula(row), cells) == BY_CODE["TL01"].verdict


@pytest.mark.parametrize(
    ("role", "cells", "wanted"),
    [
        (Role.LEAD, {"status": "Xong"}, BY_CODE["TT02"].verdict),
        (Role.LEAD, {}, NOT_FILLED),
        (Role.COORDINATING, {"status": "Xong"}, VALID),
        (Role.COORDINATING, {"result": " "}, NOT_FILLED),
        (None, {"difficulty": "Thiếu người"}, BY_CODE["DG03"].verdict),
        (None, {"status": "\t"}, ""),
    ],
)
def test_the_standard_form_says_it_by_the_chosen_units_role(
    role: Role | None, cells: dict[str, Cell], wanted: str
) -> None:
    row, worked_out = _worked_out(Example(cells).row())
    worked_out = {**worked_out, _ROLE: role.label if role else ""}
    assert evaluate(lead_formula(row, _ROLE), worked_out) == wanted


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [({"result": "Góp ý"}, VALID), ({"status": "Xong"}, VALID), ({}, NOT_FILLED)],
)
def test_nothing_that_a_coordinating_unit_fills_is_wrong(
    cells: dict[str, Cell], wanted: str
) -> None:
    row, worked_out = _worked_out(Example(cells).row())
    assert evaluate(coordinating_formula(row), worked_out) == wanted


def test_a_row_with_more_text_than_excel_can_join_is_filled() -> None:
    row, worked_out = _worked_out(Example({"result": "x" * 30_000, "evidence": "x" * 9_000}).row())
    assert evaluate(lead_formula(row), worked_out) == BY_CODE["TT01"].verdict
    assert evaluate(coordinating_formula(row), worked_out) == VALID


@pytest.mark.parametrize("field", ["status", "difficulty"])
def test_an_error_in_any_cell_to_fill_is_named(field: str) -> None:
    row, worked_out = _worked_out(Example({"status": "Xong"}).row())
    worked_out = {**worked_out, _CELLS[field]: ExcelError()}
    for formula in (lead_formula(row), lead_formula(row, _ROLE), coordinating_formula(row)):
        assert evaluate(formula, worked_out) == BY_CODE["OO01"].verdict
