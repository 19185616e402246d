"""Values as COM gives and takes them: numbers are floats, empty cells None, errors integers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from openpyxl.utils.datetime import to_excel as _to_excel
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

ERRORS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
ERROR_NAMES = {number: name for name, number in ERRORS.items()}
TEXT_FORMAT = "@"
_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001
_NUMBER = re.compile(r"\s*[-+]?\d+(\.\d+)?\s*")
# Times, dates, percentages, numbers with separators: what they become depends on the locale.
_EQUIVOCAL = re.compile(r"\s*[-+]?\d[\d.,/:% -]*\s*|true|false", re.IGNORECASE)


def serial(value: dt.date | dt.time | dt.timedelta) -> float:
    """The number that a date or time is in a cell (dates from 1900 on)."""
    return float(_to_excel(value))  # type: ignore[no-untyped-call]


def given(value: Any, kind: str) -> Any:
    """What ``Range.Value`` gives for openpyxl's *value* of that data type."""
    if kind == "e":
        return ERRORS.get(value, ERRORS["#VALUE!"])
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    if isinstance(value, dt.time):
        return dt.datetime.combine(_DAY_ZERO, value)
    if isinstance(value, dt.timedelta):
        return _DAY_ZERO + value
    return value


def taken(value: Any, number_format: str) -> Any:
    """What a cell of that format holds after ``Range.Value = value``.

    Raises:
        NotImplementedError: a formula, or text that Excel would read as a number or date in
            its own way: give a number or a datetime, or text after an apostrophe.
    """
    if isinstance(value, str):
        return _typed(value, number_format)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    if value is None or isinstance(value, bool | float | dt.datetime):
        return value
    raise NotImplementedError(f"fake Excel: a {type(value).__name__} as a cell's value")


def _typed(text: str, number_format: str) -> str | float | None:
    if text == "":
        return None
    if text.startswith("'"):
        return text[1:]
    if number_format == TEXT_FORMAT:
        return text
    if text.startswith(("=", "+", "-", "@")):
        raise NotImplementedError(f"fake Excel calculates no formula: {text!r}")
    if _NUMBER.fullmatch(text):
        return float(text)
    if _EQUIVOCAL.fullmatch(text):
        raise NotImplementedError(f"fake Excel can't tell what Excel would make of {text!r}")
    return text


def formula(value: Any) -> str:
    """What ``Range.Formula`` gives: the formula, or the constant as text."""
    if isinstance(value, ArrayFormula | DataTableFormula):
        return str(getattr(value, "text", "") or "")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        value = serial(value)
    return f"{value:.15g}" if isinstance(value, int | float) else str(value or "")
