"""Cells as XML: texts escaped as Excel wants them, numbers, days, formulas with their values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from io import StringIO
from math import isfinite
from typing import IO
from xml.sax.saxutils import escape

from par_xl.terms.finding import column_letters

LONGEST = 32_767
"""Characters that a cell of Excel holds, those beyond U+FFFF counted twice."""
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_DAY_0 = date(1899, 12, 30).toordinal()
_ODD = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_REMEMBERED = 20_000_000
"""Characters of shared strings that are remembered, each counted with what Python adds to it."""
_EACH = 100


OWN_ROW = "\0"


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula with the value it gives: viewers that do not calculate show that.

    ``OWN_ROW`` in its text stands for the number of its row, so that many rows can share one text.
    """

    text: str
    value: float | str


Value = str | float | int | bool | date | Formula | None


class _Letters(dict[int, str]):
    def __missing__(self, column: int) -> str:
        self[column] = column_letters(column)
        return self[column]


LETTERS = _Letters()
"""Letters of columns counted from 0."""


class SharedStrings:
    """The book's texts, written as they come; a cell holds the number of its text.

    Of millions only the latest are remembered: one that comes again later stands there twice.
    """

    count = 1
    """XlsxWriter asks whether there is a table before the rows are written."""

    def __init__(self) -> None:
        self.cells = self.unique = 0
        self.file: IO[str] = StringIO()
        """Where they are written; the book gives one that can hold many before it is saved."""
        self._numbers: dict[str, int] = {}
        self._size = 0

    def index(self, text: str) -> int:
        """The number of a text, for one cell more."""
        self.cells += 1
        number = self._numbers.get(text)
        if number is None:
            self._size += len(text) + _EACH
            if self._size > _REMEMBERED:
                self._numbers.clear()
                self._size = 0
            number = self._numbers[text] = self.unique
            self.unique += 1
            # Spaces at the ends are lost without the attribute.
            space = "" if text == text.strip() else ' xml:space="preserve"'
            self.file.write(f"<si><t{space}>{_escaped(_cut(text))}</t></si>")
        return number

    def _sort_string_data(self) -> None:
        """Called by XlsxWriter; they are in order."""


def cell_xml(column: int, row: str, style: int, value: Value, texts: SharedStrings) -> str:
    """A cell in *column* (from 0) of the *row* with that number (from 1)."""
    start = f'<c r="{LETTERS[column]}{row}" s="{style}"'
    if value is None:
        return start + "/>"
    if type(value) is str:
        return f'{start} t="s"><v>{texts.index(value)}</v></c>'
    if isinstance(value, Formula):
        return start + _formula(value, row)
    if isinstance(value, bool):
        return f'{start} t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float) and isfinite(value):
        return f"{start}><v>{value:.16G}</v></c>"
    if isinstance(value, date):
        return f"{start}><v>{_day_number(value):.16G}</v></c>"
    return f'{start} t="s"><v>{texts.index(str(value))}</v></c>'


def _formula(formula: Formula, row: str) -> str:
    value, kind, shown = formula.value, "", f"{formula.value}"
    if isinstance(value, str):
        # An empty text is a value too; without its type it reads as never calculated.
        kind, shown = ' t="e"' if value in _ERRORS else ' t="str"', _escaped(_cut(value))
    elif isinstance(value, bool):
        kind, shown = ' t="b"', f"{value:d}"
    text = _formula_text(formula.text).replace(OWN_ROW, row)
    return f"{kind}><f>{text}</f><v>{shown}</v></c>"


@lru_cache(maxsize=1_000)
def _formula_text(text: str) -> str:
    return escape(text.removeprefix("="))


def _day_number(day: date) -> float:
    """The number that Excel stores a day as."""
    number: float = day.toordinal() - _DAY_0
    if number <= 60:
        # Excel takes 1900 for a leap year.
        number -= 1
    if isinstance(day, datetime):
        number += (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6) / 86_400
    return number


def _cut(text: str) -> str:
    """*text* as long as a cell may hold it; one that was cut ends with "…"."""
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _escaped(text: str) -> str:
    """*text* as XML holds it; what XML can't hold is written as Excel does, ``_x0001_``."""
    return _ODD.sub(_escape_one, text)


def _escape_one(odd: re.Match[str]) -> str:
    sign = odd[0]
    return _MARKUP.get(sign) or f"_x{ord(sign):04X}_"
