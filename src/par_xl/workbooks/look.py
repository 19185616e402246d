"""How cells look, and how high that makes rows: one set of colours, formats and sizes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

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
        """The plain look of a table cell of that kind."""
        return _PLAIN_OF[kind]

    def with_(self, **changes: Any) -> Look:
        """The same look but for *changes*."""
        return _changed(self, **changes)

    def properties(self) -> dict[str, Any]:
        """The same in XlsxWriter's terms."""
        properties: dict[str, Any] = {
            "font_name": FONT,
            "font_size": self.size,
            "num_format": self.number_format,
            "align": self.align,
            "valign": self.vertical,
            "text_wrap": self.wrap,
            "bold": self.bold,
            "italic": self.italic,
            "locked": self.locked,
        }
        if self.fill:
            properties["bg_color"] = self.fill
        if self.color:
            properties["font_color"] = self.color
        if self.border:
            properties |= {"border": 1, "border_color": BORDER}
        if self.underline:
            properties["underline"] = 1
        if self.indent:
            properties["indent"] = self.indent
        return properties


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


def row_height(texts: Iterable[tuple[str, float, Look]]) -> float:
    """Height in points of a row whose wrapped cells hold *texts* of (text, column width, look)."""
    highest = 0.0
    for text, width, look in texts:
        height = lines(text, width, look.size, look.bold) * LINE * look.size / SIZE
        if height > highest:
            highest = height
    return min(_HIGHEST, (highest or LINE) + _MARGIN)
