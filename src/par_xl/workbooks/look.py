"""How cells look, and how high that makes rows: one set of colours, formats and sizes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from par_xl.terms.text import LONG
from par_xl.workbooks.wrap import FONT, SIZE, lines


class Kind(Enum):
    """What a column holds; decides its number format and how it is typed in."""

    CODE = "code"
    TEXT = "text"
    CHOICE = "choice"
    POINTS = "points"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"


NUMBER_FORMATS = {
    Kind.CODE: "@",
    Kind.TEXT: "General",
    Kind.CHOICE: "General",
    # Not 0.##: Excel would show 3 as "3.".
    Kind.POINTS: "0.00",
    Kind.NUMBER: "General",
    Kind.PERCENT: "0.0%",
    # The month in words' place: a swapped day and month is seen at once.
    Kind.DAY: 'd" tháng "m", "yyyy',
}

HEADER_FILL = "#1F4E79"
ERROR_FILL = "#F8CBAD"
WARNING_FILL = "#FFE699"
INPUT_FILL = "#FFF9DB"
NEEDED_FILL = "#FFD966"
"""Of a cell to fill that its row needs."""
RIGHT_FILL = "#E2EFDA"
CLOSED_FILL = "#E7E6E6"
HEADING_FILLS = ("#BDD7EE", "#DDEBF7", "#F2F7FC")
BORDER = "#BFBFBF"


class Look(NamedTuple):
    """How a cell looks; equal looks share one format of the workbook.

    A tuple, since each cell's is looked up: its hash costs a fifth of a dataclass's.
    """

    number_format: str = "General"
    fill: str | None = None
    color: str | None = None
    bold: bool = False
    italic: bool = False
    size: float = SIZE
    align: str = "left"
    vertical: str = "top"
    wrap: bool = True
    border: bool = True
    locked: bool = True
    underline: bool = False
    indent: int = 0

    @staticmethod
    def of(kind: Kind) -> Look:
        """Return the plain look of a table cell of that kind."""
        return _PLAIN_OF[kind]

    def with_(self, **changes: Any) -> Look:
        """Return the same look but for *changes*."""
        return _changed(self, **changes)

    def properties(self) -> dict[str, Any]:
        """Return the same in XlsxWriter's terms: but for what is so by default, since each that is
        given costs a call."""
        others = {
            "num_format": self.number_format if self.number_format != "General" else None,
            "text_wrap": self.wrap,
            "bold": self.bold,
            "italic": self.italic,
            "underline": self.underline,
            "indent": self.indent,
            "border": self.border,
            "border_color": BORDER if self.border else None,
            "bg_color": self.fill,
            "font_color": self.color,
        }
        return {
            "font_name": FONT,
            "font_size": self.size,
            "align": self.align,
            "valign": self.vertical,
            "locked": self.locked,
            **{name: value for name, value in others.items() if value},
        }


@lru_cache(maxsize=1_000)
def _changed(look: Look, **changes: Any) -> Look:
    # Asked for each cell anew, for a few dozen looks in all.
    return look._replace(**changes)


_PLAIN_OF = {
    kind: Look(number_format, align="left" if kind in (Kind.TEXT, Kind.CODE) else "center")
    for kind, number_format in NUMBER_FORMATS.items()
}
TEXT = Look()
PLAIN = Look(border=False, wrap=False)
HEADER = Look(
    fill=HEADER_FILL,
    color="#FFFFFF",
    bold=True,
    align="center",
    vertical="vcenter",
    number_format="@",
)

LINE = 15.0
"""Height of a line of text of the usual size in points; that of a row without one of its own."""
_HIGHEST = 409.0
_MARGIN = 3
_MOST = 2_000
"""Texts of which a height is remembered."""


def line_height(size: float) -> float:
    """Return the height of a line of text in points; for smaller letters just what Excel takes."""
    return LINE * size / SIZE if size >= SIZE else size * 1.275


class _Heights(dict[str, float]):
    """Heights in points of texts that are wrapped in cells of one width, size and weight."""

    def __init__(self, width: float, size: float, bold: bool) -> None:
        self._of = width, size, bold

    def __missing__(self, text: str) -> float:
        _width, size, _bold = self._of
        height = lines(text, *self._of) * line_height(size)
        if len(text) <= LONG:
            if len(self) >= _MOST:
                self.clear()
            self[text] = height
        return height


_heights = lru_cache(maxsize=200)(_Heights)


def heights(width: float, look: Look) -> Mapping[str, float]:
    """Return the height in points of each text in a cell of that look, wrapped in a column of
    *width*."""
    return _heights(width, look.size, look.bold)


def row_height(of_text: float, size: float = SIZE) -> float:
    """Height in points of a row of which the highest text, of that size, is so high; 0 where it has
    none."""
    return min(_HIGHEST, (of_text or line_height(size)) + (_MARGIN if size >= SIZE else 0.75))


def height_of(text: str, width: float, look: Look) -> float:
    """Height in points of a row that holds *text* alone."""
    return row_height(heights(width, look)[text], look.size)
