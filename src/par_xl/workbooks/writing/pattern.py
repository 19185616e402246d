"""Formulas that many rows have alike: escaped and put together once, rows fill in their number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from par_xl.workbooks.writing.cells import LETTERS, formula_value, markup_escaped

_ROW = "\0"
"""Stands in a formula for the number of its row: no formula can hold it."""
_MOST_KINDS = 1_000


def open_reference(column: int) -> str:
    """A reference to the cell of a column (from 0) in a pattern's own row, column fixed."""
    return f"${LETTERS[column]}{_ROW}"


class Pattern:
    """Cells with formulas side by side, in a row that is still open.

    *cells* are formulas and the numbers of their looks, from column *first* on.
    """

    def __init__(self, first: int, cells: Sequence[tuple[str, int]]) -> None:
        self.first, self.last = first, first + len(cells) - 1
        self._cells = [
            (
                f'<c r="{LETTERS[column]}{_ROW}" s="{style}"',
                f"><f>{markup_escaped(text.removeprefix('='))}</f><v>",
            )
            for column, (text, style) in enumerate(cells, start=first)
        ]
        self._pieces: dict[tuple[str, ...], list[list[str]]] = {}

    def xml(self, row: int, values: Sequence[float | str]) -> str:
        """The cells in a row (counted from 0) in which they show *values*."""
        kinds, shown = zip(*map(formula_value, values), strict=True)
        number = str(row + 1)
        *before, end = map(number.join, self._pieces.get(kinds) or self._cut(kinds))
        return "".join(chain.from_iterable(zip(before, shown, strict=True))) + end

    def _cut(self, kinds: tuple[str, ...]) -> list[list[str]]:
        """What stands before, between and after values of these kinds, cut at the row's number."""
        texts = [
            f"{start}{kind}{formula}"
            for (start, formula), kind in zip(self._cells, kinds, strict=True)
        ]
        end = "</v></c>"
        whole = [texts[0], *(end + text for text in texts[1:]), end]
        if len(self._pieces) >= _MOST_KINDS:
            self._pieces.clear()
        self._pieces[kinds] = pieces = [text.split(_ROW) for text in whole]
        return pieces
