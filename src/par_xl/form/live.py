"""The formulas of a form's rows: `Kiểm tra`, and the helper cells where a unit leads the row.

They differ from row to row in its number and in a few things that the plan says of it: each kind
is worked out once, with a placeholder for the number.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from par_xl.plan.model import Item, Period, Plan
from par_xl.rules.entry import FORM, INPUT
from par_xl.rules.formula import HELPERS, FormRow, helper_formulas
from par_xl.rules.registry import coordinating_formula, lead_formula
from par_xl.terms.finding import column_letters
from par_xl.terms.words import Role
from par_xl.workbooks.writing import OWN_ROW

_COLUMN = {column.field: place for place, column in enumerate(FORM)}
FIRST_HELPER = len(FORM)
_CHECK = _COLUMN["check"]


def _cell(column: int) -> str:
    return f"${column_letters(column)}{OWN_ROW}"


_CELLS = {column.field: _cell(_COLUMN[column.field]) for column in INPUT}
_HELPER_CELLS = {n: _cell(place) for place, n in enumerate(HELPERS, start=FIRST_HELPER)}


def row_formulas(plan: Plan, period: Period, item: Item, role: Role | None) -> tuple[str, ...]:
    """The formulas of an item's row: `Kiểm tra`, then its helper cells.

    *role* None: it depends on the unit chosen (the standard form).
    """
    return _formulas(
        item.due.within(period.year) is not None,
        None if item.maximum is None else repr(item.maximum),
        item.is_scored,
        item.is_measured_in_percent,
        (plan.start, period.start, period.end),
        role,
    )


@lru_cache(maxsize=500)
def _formulas(
    has_due_date: bool,
    maximum: str | None,
    is_scored: bool,
    is_in_percent: bool,
    days: tuple[date, date, date],
    role: Role | None,
) -> tuple[str, ...]:
    row = FormRow(_CELLS, _HELPER_CELLS, has_due_date, maximum, is_scored, is_in_percent, *days)
    if role is Role.COORDINATING:
        return (coordinating_formula(row),)
    where = _cell(_COLUMN["role"]) if role is None else None
    return (lead_formula(row, where), *helper_formulas(row).values())
