"""The XML of cells: texts escaped as Excel wants them, numbers, days, formulas with values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from par_xl.terms.finding import column_letters

LONGEST = 32_767
"""Characters that a cell of Excel holds, those beyond U+FFFF counted twice."""
SURE = LONGEST // 2
"""So many it holds whatever they are."""
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_DAY_0 = date(1899, 12, 30).toordinal()
_SECONDS = 24 * 60 * 60
_ODD = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula with the value it gives: viewers that do not calculate show that."""

    text: str
    value: float | str


Value = str | float | int | bool | date | Formula | None


class _Letters(dict[int, str]):
    def __missing__(self, column: int) -> str:
        self[column] = column_letters(column)
        return self[column]


LETTERS = _Letters()
"""Letters of columns counted from 0."""


def cut(text: str) -> str:
    """*text* as long as a cell may hold it; one that was cut ends with "…"."""
    if len(text) <= SURE:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def escape(text: str) -> str:
    """*text* as XML holds it; what XML can't hold is written as Excel does, ``_x0001_``."""
    if (
        text.isprintable()
        and "&" not in text
        and "<" not in text
        and ">" not in text
        and "_" not in text
    ):
        return text
    return _ODD.sub(_escaped, text)


def _escaped(odd: re.Match[str]) -> str:
    sign = odd[0]
    return _MARKUP.get(sign) or f"_x{ord(sign):04X}_"


def element(text: str) -> str:
    """A text as the element ``t`` of a shared string."""
    # Spaces at the ends are lost without the attribute.
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{escape(text)}</t>"


def tail(value: Value, text: Callable[[str], str]) -> str:
    """What follows a cell's place and style: its kind and value; *text* writes texts."""
    kind = type(value)
    if kind is str:
        return text(value)  # type: ignore[arg-type]
    if value is None:
        return "/>"
    if (kind is float or kind is int) and isfinite(value):  # type: ignore[arg-type]
        return f"><v>{value:.16G}</v></c>"
    if isinstance(value, Formula):
        return _formula(value)
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float) and isfinite(value):
        return f"><v>{value:.16G}</v></c>"
    if isinstance(value, date):
        return f"><v>{day_number(value):.16G}</v></c>"
    return text(str(value))


def day_number(day: date) -> float:
    """The number that Excel keeps a day as."""
    number: float = day.toordinal() - _DAY_0
    if number <= 60:
        # Excel takes 1900 for a leap year.
        number -= 1
    if isinstance(day, datetime):
        seconds = day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6
        number += seconds / _SECONDS
    return number


def markup_escaped(text: str) -> str:
    """*text* with the signs of XML's markup escaped, as formulas have it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def formula_value(value: float | str) -> tuple[str, str]:
    """The attribute that says what kind of value a formula gives, and the value as XML."""
    if isinstance(value, str):
        # An empty text is a value too; without its type it reads as never calculated.
        if not value:
            return ' t="str"', ""
        return ' t="e"' if value in _ERRORS else ' t="str"', escape(cut(value))
    if isinstance(value, bool):
        return ' t="b"', f"{value:d}"
    return "", f"{value}"


def _formula(formula: Formula) -> str:
    kind, value = formula_value(formula.value)
    text = markup_escaped(formula.text.removeprefix("="))
    return f"{kind}><f>{text}</f><v>{value}</v></c>"
