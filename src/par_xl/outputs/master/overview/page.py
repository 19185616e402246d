"""What all parts of the sheet are written on: its columns, its looks, what it points at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from par_xl.insight.course import Course
from par_xl.merge.result import Rates
from par_xl.outputs.master.areas import Line, rate_cells
from par_xl.outputs.master.course import Change, change_cells
from par_xl.outputs.master.request import MasterRequest
from par_xl.terms.words import NOTHING, Index
from par_xl.workbooks.wrap import lines
from par_xl.workbooks.writing import PLAIN, Book, Formula, Look, Sheet, Value, row_height

SHEET = "Tổng quan"
WIDTHS = (20.0, *[11.57] * 7, 18.0, *[12.43] * 4)
"""Some 1250 pixels: what a small laptop's screen shows at 100%."""
LAST = len(WIDTHS) - 1
LEVEL, CHART = 8, 9
"""Columns of an area's level, and of the chart beside it."""
GAP = 4.0
SMALL = 10.0
_LINES = 2

BLUE, RED = "#1F4E79", "#C00000"
TEXT = Look(vertical="vcenter")
RATE = Look("0.00%", align="center", vertical="vcenter", wrap=False)
COUNT = Look("#,##0", align="center", vertical="vcenter", wrap=False)
NOTE = PLAIN.with_(italic=True, wrap=True, size=SMALL)


@dataclass
class Page:
    """The sheet in the making; ``row`` is the next one to write (from 0), ``height`` what is
    written so far takes (points)."""

    book: Book
    sheet: Sheet
    request: MasterRequest
    courses: Sequence[Course]
    row: int = 0
    height: float = 0.0
    thresholds: tuple[str, str] = field(default=("", ""))
    """The cells of the thresholds of green and amber, once they are written."""

    @cached_property
    def rates(self) -> Mapping[tuple[Line, str], str]:
        """Where each count and rate stands."""
        return rate_cells(self.request)

    @cached_property
    def changes(self) -> Mapping[tuple[Index, str | None, str], Change]:
        """Where each change against the year before stands, with its value."""
        return change_cells(self.request, self.courses)

    def put(self, columns: tuple[int, int], value: Value, look: Look) -> None:
        """Write one cell of this row over the columns from the first to the last."""
        self.book.spread(self.sheet, self.row, columns, value, look)

    def rate(self, line: Line, rates: Rates, name: str) -> Formula:
        """A count or rate of another sheet, with its value."""
        value = getattr(rates, name)
        return Formula(f"={self.rates[line, name]}", NOTHING if value is None else value)

    def change(self, index: Index, area: str | None, name: str) -> Formula:
        """A change against the year before, with its value."""
        cell, value = self.changes[index, area, name]
        return Formula(f"={cell}", value)

    def end_row(self, height: float) -> None:
        """The row is done, and so high (points)."""
        self.sheet.set_row(self.row, height)
        self.row += 1
        self.height += height

    def gap(self) -> None:
        """A little room."""
        self.end_row(GAP)

    def line(self, text: str, look: Look) -> None:
        """A text over the whole page, as high as it needs."""
        self.put((0, LAST), text, look)
        self.end_row(row_height([(text, width_of((0, LAST)), look)]))


def short(text: str, columns: tuple[int, int], look: Look) -> str:
    """*text* in two lines at most; one that was cut ends with "…": it stands in full elsewhere."""
    width, words = width_of(columns), text.split(" ")
    while lines(text, width, look.size, look.bold) > _LINES:
        words.pop()
        text = f"{' '.join(words)}…"
    return text


def width_of(columns: tuple[int, int]) -> float:
    """Width of several columns together."""
    first, last = columns
    return sum(WIDTHS[first : last + 1])


def pixels_of(columns: tuple[int, int]) -> float:
    """The same in pixels."""
    first, last = columns
    return sum(round(width * 7) + 5 for width in WIDTHS[first : last + 1])
