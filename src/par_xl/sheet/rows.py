"""Rows written without their book, in another process: numbers of looks, and the form of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from par_xl.sheet.cells import SURE, Value, inline, tail
from par_xl.sheet.height import HIGHEST, LINE, MARGIN, height_attribute, line_height, row_height
from par_xl.sheet.look import Look
from par_xl.sheet.pack import Block, pack
from par_xl.wrap import lines_within, room_of

_MOST_HEIGHTS = 2_000
"""Texts remembered for a column."""


_HEIGHT = re.compile(r' ht="([\d.]+)"')
_AT_ONCE = 500
"""Rows that are packed together."""


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


@dataclass(frozen=True, slots=True)
class RowStart:
    """The cells with which rows begin: their XML, the height they need, and how many they are."""

    xml: str
    height: float
    count: int


_Written = tuple[str, str, str, "_Heights | None"]
"""How a column's cells begin, a blank one, how one with a text begins, and how high texts are."""


class RowForm:
    """How rows of a table are written that may come to stand anywhere, their texts in place.

    A column with a width of 0 does not count for the height; where none counts, rows have none.
    Rows that people type into *grow* with their text.
    """

    def __init__(
        self, looks: Sequence[Look], widths: Sequence[float], styles: Styles, grows: bool = False
    ) -> None:
        self._columns: list[_Written] = []
        for look, width in zip(looks, widths, strict=True):
            start = f'<c s="{styles.number(look)}"'
            text = f'{start} t="inlineStr"><is><t>'
            heights = _Heights(look, width) if width and look.wrap else None
            self._columns.append((start, f"{start}/>", text, heights))
        self._has_height = any(widths)
        self._grows = grows

    def start(self, values: Sequence[Value]) -> RowStart:
        """The cells with which several rows begin, written once."""
        cells, height = _cells(values, self._columns[: len(values)])
        return RowStart("".join(cells), height, len(values))

    def xml(self, values: Sequence[Value], after: RowStart | None = None) -> str:
        """One whole row, with a cell for each of *values* from column A on, or *after* others."""
        cells, height = _cells(values, self._columns[after.count if after else 0 :])
        if after:
            height = max(height, after.height)
        top = ""
        if self._has_height:
            top = height_attribute(min(HIGHEST, height + MARGIN), self._grows)
        return "".join((f"<row{top}>", after.xml if after else "", *cells, "</row>"))


def filled_in(
    row: str, blanks: Sequence[Look], cells: Sequence[tuple[Value, Look, float]], styles: Styles
) -> str | None:
    """A row that was written, with *cells* of (value, look, column width) where it has *blanks*
    one after the other, and as high as they need; None where it has not."""
    blank = "".join(f'<c s="{styles.number(look)}"/>' for look in blanks)
    if blank not in row:
        return None
    written = "".join(
        f'<c s="{styles.number(look)}"{tail(value, inline)}' for value, look, _ in cells
    )
    before, after = row.split(blank, 1)
    start, end, rest = before.partition(">")
    found = _HEIGHT.search(start)
    has = float(found[1]) if found else LINE
    needs = row_height((v, width, look) for v, look, width in cells if isinstance(v, str))
    if needs > has:
        start = f"<row{height_attribute(needs, grows='customHeight' not in start)}"
    return "".join((start, end, rest, written, after))


def _cells(values: Sequence[Value], columns: Sequence[_Written]) -> tuple[list[str], float]:
    """A cell for each of *columns*, and how high they are."""
    parts: list[str] = []
    add = parts.append
    height = LINE
    for value, (start, blank, text, heights) in zip(values, columns, strict=True):
        if value is None:
            add(blank)
        elif type(value) is str:
            if heights is not None and (high := heights[value]) > height:
                height = high
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
    return parts, height


def packed(rows: Iterable[str]) -> Iterator[Block]:
    """Rows ready to be appended to a sheet, some hundreds at a time."""
    waiting = iter(rows)
    while part := "".join(islice(waiting, _AT_ONCE)):
        yield pack(part.encode())
