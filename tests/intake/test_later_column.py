"""A column that the form gets later: forms sent out before are taken, and it is carried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from builders import HALF, make_plan
from par_xl.intake import table
from par_xl.intake.submission import Row, Submission
from par_xl.intake.table import find_table, table_rows
from par_xl.merge.result import ENTRY_FIELDS
from par_xl.merge.unit import merge_unit
from par_xl.rules.entry import FORM, INPUT, Reported
from par_xl.terms.text import Cell
from par_xl.terms.words import Index, Role, Status
from par_xl.workbooks.book import Sheet

HEADERS: list[Cell] = [column.header for column in FORM]
LATER = next(column for column in INPUT if column.field == "evidence")
AT = FORM.index(LATER)


@pytest.fixture(autouse=True)
def one_is_later(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = tuple(replace(each, is_later=each is LATER) for each in INPUT)
    monkeypatch.setattr(table, "INPUT", columns)


def without(place: int) -> Sheet:
    key: list[Cell] = ["PAR_INDEX/1.1", *[None] * (len(FORM) - 2)]
    return Sheet("Phụ lục I", [[*HEADERS[:place], *HEADERS[place + 1 :]], key])


def test_a_form_without_it_is_taken_and_the_row_has_a_place_all_the_same() -> None:
    found = find_table(Index.PAR_INDEX, without(AT), "HC.xlsx")
    assert found.is_whole and found.findings == ()
    [row] = table_rows(found, is_1904=False)
    assert LATER.field not in row.cells
    assert row.cell(LATER.field) == row.cell(INPUT[0].field)


def test_any_other_is_needed_and_none_may_be_there_twice() -> None:
    assert not find_table(Index.PAR_INDEX, without(AT + 1), "HC.xlsx").is_whole
    twice = Sheet("Phụ lục I", [[*HEADERS, LATER.header]])
    assert not find_table(Index.PAR_INDEX, twice, "HC.xlsx").is_whole


def test_every_column_to_fill_is_carried_into_the_result() -> None:
    names = [column.field for column in INPUT]
    assert list(Reported.model_fields) == names
    assert {*names} <= {*ENTRY_FIELDS}
    values: dict[str, object] = {name: f"this is {name}" for name in names}
    values |= {"status": Status.DONE, "completed_on": date(2024, 6, 5)}
    plan = make_plan()
    unit, period = plan.units["HC"], plan.periods[HALF]
    row = Row("Phụ lục I", 9, "PAR_INDEX/1.1", {"status": 1}, {})
    row.item, row.role = plan.by_key[row.key], Role.LEAD
    row.accepted = Reported.model_construct(**values)  # type: ignore[arg-type]
    sent = Submission("HC.xlsx", "", unit, period, date(2024, 6, 7), refused=False, rows=(row,))
    entry = merge_unit(plan, period, date(2024, 6, 10), unit, [sent], {}).entries[0]
    assert {name: getattr(entry, name) for name in names} == values
