"""What `Kiểm tra` asks of a row: each question as Excel asks it and as Python does, side by side.

Formulas use what Excel 2010 knows and every other program calculates alike: no wildcards, arrays
or ranges. AND and OR work out all their arguments, so none of these may be an error where the
cells hold none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from par_xl.rules.asked import Asked
from par_xl.rules.entry import BY_FIELD, FORM
from par_xl.terms.finding import column_letters
from par_xl.terms.text import EPOCH, Cell
from par_xl.workbooks.sheet import OWN_ROW

Cells = Mapping[str, Cell]
"""What stands in a row's open cells, and in `Điểm tự đánh giá`, by field."""

WRONG_BEGINS = "Sai:"
"""How the verdict on a row with a wrong cell begins."""
_LETTERS = {column.field: column_letters(place) for place, column in enumerate(FORM)}


@dataclass(frozen=True, slots=True)
class At:
    """Where a row's cells stand; ``scores`` says in Excel whether the unit chosen in the standard
    form scores the row, None where the form is one unit's."""

    header_row: int
    scores: str | None = None

    def __getitem__(self, field: str) -> str:
        """Return a field's cell: F8."""
        return f"{_LETTERS[field]}{OWN_ROW}"

    def header(self, field: str) -> str:
        """Return the cell that holds its header: F$3."""
        return f"{_LETTERS[field]}${self.header_row}"


class Limit(NamedTuple):
    """What Excel lets be typed: between two values, or (``kind`` list) one of the statuses."""

    kind: Literal["list", "decimal", "date"]
    low: float | date | None = None
    high: float | date | None = None


@dataclass(frozen=True)
class Wrong:
    """What makes a filled cell wrong: ``formula`` in Excel, ``holds`` in Python.

    ``takes`` says in a few words what the cell has to be; a form holds the verdict that they make
    in a hidden cell, by ``name``. ``limit`` is what Excel lets be typed at all, ``prompt`` all that
    it says then.
    """

    field: str
    name: str
    formula: Callable[[Asked, At], str]
    holds: Callable[[Asked, Cells], bool]
    takes: Callable[[Asked], str]
    limit: Callable[[Asked], Limit]
    prompt: Callable[[Asked], str]

    def says(self, asked: Asked) -> str:
        """Return what `Kiểm tra` says: "Sai: Điểm tự đánh giá phải từ 0 đến 0,5"."""
        return f"{WRONG_BEGINS} {BY_FIELD[self.field].header} {self.takes(asked)}"

    def is_refused(self, asked: Asked, cell: Cell) -> bool:
        """Whether Excel does not let it be typed: what goes with what, a limit does not know."""
        limit = self.limit(asked)
        low, high = (excel_number(each) for each in (limit.low, limit.high))
        if low is None or high is None:
            return self.holds(asked, {self.field: cell})
        return self.field in asked.open and not is_within(cell, low, high)


@dataclass(frozen=True)
class Need:
    """What a row still needs: one of ``fields``, where ``formula`` in Excel, ``holds`` in Python.

    It is asked of rows in which they are open; ``formula`` None: rows of that kind never need it.
    """

    fields: tuple[str, ...]
    formula: Callable[[Asked, At], str | None]
    holds: Callable[[Asked, Cells], bool]

    @property
    def words(self) -> str:
        """The headers of the cells, one of which has to be filled."""
        return " hoặc ".join(BY_FIELD[field].header for field in self.fields)


def is_empty(cell: Cell) -> bool:
    """Whether a cell is equal to "" in Excel: a space is not."""
    return cell is None or cell == ""


def excel_number(cell: Cell) -> float | None:
    """Return the number that a cell holds in Excel, a day's among them; None where it has none."""
    if isinstance(cell, date):
        return float((cell - EPOCH).days)
    is_number = isinstance(cell, float | int) and not isinstance(cell, bool)
    # To the digits to which Excel compares.
    return float(f"{cell:.15g}") if is_number else None


def is_within(cell: Cell, low: float, high: float) -> bool:
    """Whether a cell holds a number between two: what ``MEDIAN(low,cell,high)=cell`` says."""
    found = excel_number(cell)
    return found is not None and low <= found <= high


def excel_text(cell: Cell) -> str:
    """Return a cell as ``&`` joins it to a text."""
    if isinstance(cell, bool):
        return str(cell).upper()
    found = excel_number(cell)
    return str(cell or "") if found is None else f"{found:.15G}"


def has_words(*cells: Cell) -> bool:
    """Whether some cells hold a letter: what ``EXACT(UPPER(cell),LOWER(cell))`` denies."""
    text = "".join(map(excel_text, cells))
    return text.upper() != text.lower()


def without_words(*cells: str) -> str:
    """Whether no letter stands in some cells: blanks, dashes and dots are no document."""
    text = "&".join(cells)
    return f"EXACT(UPPER({text}),LOWER({text}))"


def quoted(text: str) -> str:
    """Return a text as an Excel string."""
    return '"' + text.replace('"', '""') + '"'


def day_number(value: date) -> str:
    """Return a day as an Excel expression that a person can read."""
    return f"DATE({value.year},{value.month},{value.day})"


def every(*conditions: str) -> str:
    """Return conditions all of which have to hold."""
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def either(*conditions: str) -> str:
    """Return conditions one of which has to hold."""
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"
