"""Rows of a long table: written one after the other as the book is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from par_xl.workbooks.writing.cells import LETTERS, Value, tail
from par_xl.workbooks.writing.height import HIGHEST, LINE, MARGIN, height_attribute, line_height
from par_xl.workbooks.writing.look import Look
from par_xl.workbooks.writing.strings import SharedStrings
from par_xl.workbooks.writing.wrap import lines_within, room_of

_MOST_HEIGHTS = 2_000
"""Texts remembered for a column."""
_ROW = "\0"
"""Stands for the number of the row: no cell can hold it."""


class _Heights(dict[str, float]):
    """How high texts are in a column: most of them come again and again."""

    def __init__(self, look: Look, width: float) -> None:
        super().__init__()
        self._line = line_height(look)
        self._room = room_of(width, look.size, look.bold)

    def __missing__(self, text: str) -> float:
        if len(self) >= _MOST_HEIGHTS:
            self.clear()
        self[text] = height = lines_within(text, self._room) * self._line
        return height


_Column = tuple[str, str, str, "_Heights | None"]
"""How a cell begins, a blank one, how one with a text begins, and how high texts are."""


class RowForm:
    """How rows of a table are written: a cell of each look from column A on.

    A column with a width of 0 does not count for the height; where none counts, rows have none.
    Rows that people type into *grow* with their text.
    """

    def __init__(
        self,
        looks: Sequence[Look],
        widths: Sequence[float],
        style: Callable[[Look], int],
        grows: bool = False,
    ) -> None:
        """*style* gives the number of a look in the book."""
        self._columns: list[_Column] = []
        for place, (look, width) in enumerate(zip(looks, widths, strict=True)):
            start = f'<c r="{LETTERS[place]}{_ROW}" s="{style(look)}"'
            heights = _Heights(look, width) if width and look.wrap else None
            self._columns.append((start, f"{start}/>", f'{start} t="s"><v>', heights))
        self._has_height = any(widths)
        self._grows = grows

    def xml(self, row: int, values: Sequence[Value], texts: SharedStrings) -> str:
        """A row (counted from 0) with a cell for each of *values*."""
        parts: list[str] = []
        add, index = parts.append, texts.index
        highest = LINE
        for value, (start, blank, text, heights) in zip(values, self._columns, strict=True):
            if value is None:
                add(blank)
            elif type(value) is str:
                if heights is not None and (height := heights[value]) > highest:
                    highest = height
                add(f"{text}{index(value)}</v></c>")
            else:
                add(start + tail(value, texts.cell))
        number, high = str(row + 1), ""
        if self._has_height:
            high = height_attribute(min(HIGHEST, highest + MARGIN), self._grows)
        return f'<row r="{number}"{high}>{"".join(parts).replace(_ROW, number)}</row>'


LongRows = Iterable[tuple[RowForm, Sequence[Value]]]
"""Rows of a long table, each with its form."""
