"""How high rows are: as high as their texts, and no lower."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.workbooks.writing.look import Look
from par_xl.workbooks.writing.wrap import SIZE, lines

LINE = 15.0
"""Height of a line of text of the usual size in points; that of a row without one of its own."""
HIGHEST = 409.0
MARGIN = 3


def row_height(texts: Iterable[tuple[str, float, Look]]) -> float:
    """Height in points of a row whose wrapped cells hold *texts* of (text, column width, look)."""
    highest = 0.0
    for text, width, look in texts:
        height = lines(text, width, look.size, look.bold) * line_height(look)
        if height > highest:
            highest = height
    return min(HIGHEST, (highest or LINE) + MARGIN)


def line_height(look: Look) -> float:
    """Height of a line of text of that look."""
    return LINE * look.size / SIZE


def height_attribute(height: float, grows: bool = False) -> str:
    """The attributes of a row of that height, in whole pixels; one that *grows* is as high as its
    text also when more is typed, since nobody is said to have chosen its height."""
    height = int(height * 4 / 3 + 0.5) * 0.75
    if height == LINE:
        return ""
    return f' ht="{height:.16g}"' + ("" if grows else ' customHeight="1"')
