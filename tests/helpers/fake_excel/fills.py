"""A cell's fill between two ways of seeing it.

In Excel's object model a pattern has a cell colour (``Color``) and a colour of its own
(``PatternColor``). In the file the cell colour of a solid fill is ``fgColor``; that of any
other pattern is ``bgColor``.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Color, GradientFill, PatternFill

from .colors import ABSENT, is_automatic

Fill = PatternFill | GradientFill

NONE, SOLID = -4142, 1
AUTOMATIC = -4105
LINEAR, RECTANGULAR = 4000, 4001
PATTERNS = {
    "solid": SOLID,
    "darkGray": -4126,
    "mediumGray": -4125,
    "lightGray": -4124,
    "gray125": 17,
    "gray0625": 18,
    "darkHorizontal": -4128,
    "darkVertical": -4166,
    "darkDown": -4121,
    "darkUp": -4162,
    "darkGrid": 9,
    "darkTrellis": 10,
    "lightHorizontal": 11,
    "lightVertical": 12,
    "lightDown": 13,
    "lightUp": 14,
    "lightGrid": 15,
    "lightTrellis": 16,
}
NAMES = {number: name for name, number in PATTERNS.items()}
_SOLID_OTHER = Color(indexed=64)
"""Excel writes so beside a solid fill's colour; elsewhere an automatic colour is left out."""


@dataclass(frozen=True)
class Paint:
    """A pattern fill as the object model sees it; *pattern* is the file's name, None: no fill."""

    pattern: Any = None
    color: Color = ABSENT
    other: Color = ABSENT

    @staticmethod
    def of(fill: Fill) -> Paint:
        """A gradient counts as no fill: whoever paints over it leaves nothing of it."""
        if not isinstance(fill, PatternFill) or fill.patternType is None:
            return Paint()
        if fill.patternType == "solid":
            return Paint("solid", fill.fgColor, fill.bgColor)
        return Paint(fill.patternType, fill.bgColor, fill.fgColor)

    def fill(self) -> PatternFill:
        if self.pattern is None:
            return PatternFill()
        if self.pattern == "solid":
            return PatternFill("solid", fgColor=self.color, bgColor=self.other)
        return PatternFill(self.pattern, fgColor=self.other, bgColor=self.color)

    def patterned(self, pattern: str) -> Paint:
        """With another pattern, its automatic colours as Excel writes them there."""
        color = ABSENT if is_automatic(self.color) else self.color
        other = _SOLID_OTHER if pattern == "solid" else ABSENT
        return Paint(pattern, color, other if is_automatic(self.other) else self.other)

    def painted(self, color: Color) -> Paint:
        """With that cell colour: an empty cell becomes solid, a pattern keeps its own."""
        if self.pattern is None:
            return Paint("solid", color, _SOLID_OTHER)
        return replace(self, color=color)


def fill_of(cell: Cell | MergedCell) -> Fill:
    """A cell's fill itself; ``cell.fill`` is a proxy for it."""
    fill: Any = copy(cell.fill)
    assert isinstance(fill, Fill)
    return fill
