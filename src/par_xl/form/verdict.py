"""The formulas of a form's rows, and what they show as Python sees it, which the form stores.

Formulas differ from row to row in its number and in a few things that the plan says of it: each
kind is worked out once, its number left open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from par_xl.plan.model import Item, Period, Plan
from par_xl.rules.cells import BROKEN
from par_xl.rules.entry import FORM, INPUT, Reported, Unreadable
from par_xl.rules.formula import (
    HELPERS,
    NOT_FILLED,
    STATUS_SPELLINGS,
    VALID,
    FormRow,
    helper_formulas,
    helper_names,
)
from par_xl.rules.judge import filled_row, is_filled
from par_xl.rules.registry import coordinating_formula, first_verdict, lead_formula
from par_xl.rules.rows import FOREIGN_KEY
from par_xl.terms.finding import column_letters
from par_xl.terms.text import EPOCH, Cell, as_text, is_blank, read_small_number, words
from par_xl.terms.words import Role
from par_xl.workbooks.sheet import OWN_ROW

_COLUMN = {column.field: place for place, column in enumerate(FORM)}
FIRST_HELPER = len(FORM)


def _cell(column: int) -> str:
    return f"${column_letters(column)}{OWN_ROW}"


_CELLS = {column.field: _cell(_COLUMN[column.field]) for column in INPUT}
_HELPER_CELLS = {n: _cell(place) for place, n in enumerate(HELPERS, start=FIRST_HELPER)}


def row_formulas(plan: Plan, period: Period, item: Item, role: Role | None) -> tuple[str, ...]:
    """Return the formulas of an item's row: `Kiểm tra`, then its helper cells.

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


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row's formulas show: `Kiểm tra`, and its helper cells in their order."""

    verdict: str
    helpers: tuple[float | str, ...]


def shown(
    plan: Plan,
    period: Period,
    item: Item,
    role: Role | None,
    cells: Mapping[str, Cell],
    today: date,
) -> Shown:
    """Return what is shown of a row in which no cell holds an error value.

    *role* None: it is no row of the unit's, or none was chosen.
    """
    if not is_filled(cells):
        nothing = ("",) * len(helper_names(item.is_measured_in_percent))
        return Shown(NOT_FILLED if role else "", nothing)
    row = filled_row(plan, period, item, cells, today)
    helpers = _helpers(item.is_measured_in_percent, cells, row.reported)
    if role is not Role.LEAD:
        return Shown(VALID if role else FOREIGN_KEY.verdict, helpers)
    return Shown(first_verdict(row) or VALID, helpers)


def shown_broken(is_in_percent: bool, cells: Mapping[str, Cell]) -> Shown:
    """Return the same of a row in which one does."""
    return Shown(BROKEN.verdict, _helpers(is_in_percent, cells, Reported.model_validate(cells)))


def _helpers(
    is_in_percent: bool, cells: Mapping[str, Cell], reported: Reported
) -> tuple[float | str, ...]:
    """Return what the row's helper cells show (see ``rules.formula``)."""
    progress = _bare_text(cells.get("progress"))
    values = {
        "status": _status_text(cells.get("status")),
        "evidence": words(as_text(cells.get("evidence"))),
        "explanation": words(as_text(cells.get("explanation"))),
        "progress_text": progress,
        "progress_digits": progress.removesuffix("%"),
        "progress_number": _shown(_number(cells.get("progress"), "%")),
        "progress": _shown(reported.progress),
        "day_text": re.sub("[-.]", "/", _bare_text(cells.get("completed_on"))),
        "completed_on": _shown(reported.completed_on),
        "score_text": _bare_text(cells.get("self_score")),
        "self_score": _shown(reported.self_score),
        "value_text": _bare_text(cells.get("value")),
        "value": _shown(_number(cells.get("value"))),
    }
    return tuple([values[name] for name in helper_names(is_in_percent)])


def _status_text(value: Cell) -> str:
    text = words(as_text(value)).lower()
    for old, new in STATUS_SPELLINGS:
        text = text.replace(old, new)
    return text


def _bare_text(value: Cell) -> str:
    """Text without any space; '' for what is no text."""
    return words(value).replace(" ", "") if isinstance(value, str) else ""


def _number(value: Cell, sign: str = "") -> float | Unreadable | None:
    """Return what was typed as a number, in a text with or without *sign* behind it."""
    if is_blank(value):
        return None
    typed = _bare_text(value).removesuffix(sign) if isinstance(value, str) else value
    found = read_small_number(typed)
    return Unreadable(as_text(value)) if found is None else found


def _shown(value: float | date | Unreadable | None) -> float | str:
    if value is None:
        return ""
    if isinstance(value, Unreadable):
        return "?"
    return float((value - EPOCH).days) if isinstance(value, date) else value
