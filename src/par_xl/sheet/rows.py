"""Rows written without their book, in another process: numbers of looks, and the form of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from par_xl.sheet.cells import SURE, Value, inline, tail
from par_xl.sheet.height import HIGHEST, LINE, MARGIN, height_attribute, line_height
from par_xl.sheet.look import Look
from par_xl.wrap import lines_within, room_of

_MOST_HEIGHTS = 2_000
"""Texts remembered for a column."""


class Styles:
    """Numbers that looks have in every book made with them."""

    def __init__(self, looks: Iterable[Look]) -> None:
        self._numbers = {look: n for n, look in enumerate(dict.fromkeys(looks), start=1)}

    def __iter__(self) -> Iterator[Look]:
        return iter(self._numbers)

    def number(self, look: Look) -> int:
        """The number of that look."""
        return self._numbers[look]


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


class RowForm:
    """How rows of a table are written that may come to stand anywhere, their texts in place.

    A column with a width of 0 does not count for the height; where none counts, rows have none.
    """

    def __init__(self, looks: Sequence[Look], widths: Sequence[float], styles: Styles) -> None:
        self._columns = []
        for look, width in zip(looks, widths, strict=True):
            start = f'<c s="{styles.number(look)}"'
            text = f'{start} t="inlineStr"><is><t>'
            heights = _Heights(look, width) if width and look.wrap else None
            self._columns.append((start, f"{start}/>", text, heights))
        self._has_height = any(widths)

    def xml(self, values: Sequence[Value]) -> str:
        """One whole row, with a cell for each of *values* from column A on."""
        parts = [""]
        add = parts.append
        height = LINE
        for value, (start, blank, text, heights) in zip(values, self._columns, strict=True):
            if value is None:
                add(blank)
            elif type(value) is str:
                if heights is not None and (needed := heights[value]) > height:
                    height = needed
                if (
                    len(value) <= SURE
                    and value.isprintable()
                    and "&" not in value
                    and "<" not in value
                    and ">" not in value
                    and "_" not in value
                    and value.strip() == value
                ):
                    # Spelled out: most of what is written, and three times as fast.
                    add(f"{text}{value}</t></is></c>")
                else:
                    add(start + inline(value))
            else:
                add(start + tail(value, inline))
        if self._has_height:
            parts[0] = f"<row{height_attribute(min(HIGHEST, height + MARGIN))}>"
        else:
            parts[0] = "<row>"
        add("</row>")
        return "".join(parts)
