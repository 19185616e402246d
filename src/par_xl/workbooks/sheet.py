"""A sheet's cells, and the texts that a book's cells share, as XML.

XlsxWriter takes four times as long over cells and holds all of them, or their XML, until the end.
It makes the sheet around them; they are put in from values with the numbers of their styles, those
of a long table one row at a time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from gettext import gettext as _
from html import escape
from math import isfinite
from typing import IO, NamedTuple

from xlsxwriter.worksheet import Worksheet

from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import cell_name, column_letters
from par_xl.terms.text import LONG
from par_xl.terms.words import number
from par_xl.workbooks.look import LINE

LONGEST = 32_767
"""Characters that a cell of Excel holds, those beyond U+FFFF counted twice."""
OWN_ROW = "\0"
"""Stands for the number of its row in a formula's text."""
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_DAY_0 = date(1899, 12, 30).toordinal()
_ODD = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_REMEMBERED = 20_000_000
"""Characters of shared strings that are remembered, each counted with what Python adds to it."""
_EACH = 150
_HELD = 1_000
"""Shared strings that are written together."""
EXAMPLE = 0, 255
"""The cell of a text that is left out again: with it the book has a table of texts."""
_MOVES = re.compile("[A-Z][0-9]")
"""A reference that a program moves with the row."""
_DIMENSION = re.compile('<dimension ref="[A-Z0-9:]+"/>')


class Formula(NamedTuple):
    """A live formula with the value it gives: viewers that do not calculate show that.

    ``OWN_ROW`` in its text stands for the number of its row, so that many rows can share one text;
    ``shared`` is how the file says that they do.
    """

    text: str
    value: float | str
    shared: str = ""


Value = str | float | int | bool | date | Formula | None
StyledRow = tuple[Sequence[Value], Sequence[str], float, bool]
"""The values of a row from column A on, how the XML of each cell begins, its height in points, and
whether it grows."""


class _Starts(dict[tuple[int, int], str]):
    """How the XML of a cell begins, by its column (from 0) and its style."""

    def __missing__(self, at: tuple[int, int]) -> str:
        column, style = at
        self[at] = start = f'<c r="{column_letters(column)}{OWN_ROW}" s="{style}"'
        return start


STARTS = _Starts()


class SharedStrings(dict[str, str]):
    """The book's texts, written as they come: what names each in a cell.

    Of millions only the latest are remembered: one that comes again later stands there twice.
    """

    def __init__(self, file: IO[str]) -> None:
        self.count = self._size = 0
        self._file = file
        self._held: list[str] = []

    def __missing__(self, text: str) -> str:
        self._size += len(text) + _EACH
        if self._size > _REMEMBERED:
            self.clear()
            self._size = 0
        self[text] = named = f' t="s"><v>{self.count}</v></c>'
        self.count += 1
        self._held.append(_short(text) if len(text) <= LONG else _shared(text))
        if len(self._held) == _HELD:
            self.flush()
        return named

    def flush(self) -> None:
        """Write what is held: the file takes as long over one text as over many."""
        self._file.write("".join(self._held))
        self._held.clear()


def _shared(text: str) -> str:
    """Return a text as the book's table of texts has it."""
    # Spaces at the ends are lost without the attribute.
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<si><t{space}>{_escaped(text)}</t></si>"


_short = lru_cache(maxsize=4_000)(_shared)
"""Most of what stands in a unit's form stands in the next one's."""


def _row_xml(
    row: int, cells: Iterable[tuple[str, Value]], height: float, grows: bool, texts: SharedStrings
) -> str:
    """Return a row (from 0) of cells, each with the start of its XML; without one it is left
    out."""
    # Hundreds of thousands of cells pass here.
    written = [
        f"{start}/>"
        if value is None
        else start + (texts[value] if isinstance(value, str) else _rest(value) or texts[str(value)])
        for start, value in cells
        if start
    ]
    name, high, height = str(row + 1), "", int(height * 4 / 3 + 0.5) * 0.75
    if height != LINE:
        # In whole pixels. A row that grows is as high as its text also when more is typed:
        # nobody is said to have chosen its height.
        high = f' ht="{height:.16g}"' + ("" if grows else ' customHeight="1"')
    inside = "".join(written).replace(OWN_ROW, name)
    return f'<row r="{name}"{high}>{inside}</row>'


def _rest(value: Value) -> str | None:
    """Return what follows the start of a cell that holds no text of its own; None for what is
    none."""
    if isinstance(value, Formula):
        kind, shown = _result(value.value)
        return f"{kind}><f{value.shared}>{_formula_text(value.text)}</f><v>{shown}</v></c>"
    return _number(value)


@lru_cache(maxsize=10_000, typed=True)
def _number(value: str | float | int | bool | date | None) -> str | None:
    # A table's dates and numbers are a few, again and again.
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v></c>'
    if isinstance(value, date):
        value = _day_number(value)
    if value is None or isinstance(value, str) or not isfinite(value):
        return None
    return f"><v>{value:.16G}</v></c>"


def _result(value: float | str) -> tuple[str, str]:
    """Return the type of a formula's value, and itself."""
    if isinstance(value, str):
        # An empty text is a value too; without its type it reads as never calculated.
        return ' t="e"' if value in _ERRORS else ' t="str"', _escaped(value)
    return (' t="b"', f"{value:d}") if isinstance(value, bool) else ("", f"{value}")


@lru_cache(maxsize=1_000)
def _is_shareable(text: str) -> bool:
    """Whether a formula can be shared down a column: what it refers to beside its own row stands
    fast, and is on its sheet."""
    return OWN_ROW in text and "!" not in text and not _MOVES.search(text)


@lru_cache(maxsize=1_000)
def _formula_text(text: str) -> str:
    return escape(text.removeprefix("="), quote=False)


def _day_number(day: date) -> float:
    """Return the number that Excel stores a day as."""
    number: float = day.toordinal() - _DAY_0
    if number <= 60:
        # Excel takes 1900 for a leap year.
        number -= 1
    if isinstance(day, datetime):
        number += (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6) / 86_400
    return number


def _escaped(text: str) -> str:
    """*text* as XML holds it, no longer than a cell may hold it: one that was cut ends with "…";
    what XML can't hold is written as Excel does, ``_x0001_``."""
    if len(text) > LONGEST // 2:
        units = text.encode("utf-16-le", "surrogatepass")
        if len(units) > 2 * LONGEST:
            text = units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
    return _ODD.sub(lambda odd: _MARKUP.get(odd[0]) or f"_x{ord(odd[0]):04X}_", text)


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet of XlsxWriter's, and the cells that are filled in when its book is saved."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[int, dict[int, tuple[str, Value]]] = defaultdict(dict)
        self._formulas: set[tuple[int, int]] = set()
        self._heights: dict[int, tuple[float, bool]] = {}
        self._after = 0
        self._appended: tuple[Iterable[StyledRow], int, int] = ((), 0, 0)

    def put(self, row: int, column: int, start: str, value: Value) -> None:
        """Write a cell, whose XML begins so."""
        self._cells[row][column] = start, value
        if type(value) is Formula:
            self._formulas.add((row, column))

    def put_row(self, row: int, first: int, styled: StyledRow) -> None:
        """Write the cells of a row from column *first* on."""
        values, starts, height, grows = styled
        self._cells[row].update(enumerate(zip(starts, values, strict=True), first))
        if Formula in map(type, values):
            at = (column for column, value in enumerate(values, first) if type(value) is Formula)
            self._formulas.update((row, column) for column in at)
        self.set_row(row, height, grows)

    def set_row(self, row: int, height: float, grows: bool = False) -> None:
        """Set a row's height in points; one that people type into *grows* with its text."""
        self._heights[row] = height, grows

    def tell_heights(self) -> None:
        """Let XlsxWriter know where notes and charts stand; for nothing else it needs rows."""
        if self.has_comments or self.charts:
            for row, (height, _grows) in self._heights.items():
                super().set_row(row, height)

    def _prepare_formula(self, formula: str, *_expand: bool) -> str:
        # XlsxWriter looks for each of 150 functions that came after Excel 2010: we use none.
        return formula.removeprefix("=")

    def append(self, rows: Iterable[StyledRow], count: int, last: int) -> None:
        """Let *count* rows, as far as column *last*, follow the last one: they are asked for as
        the book is saved."""
        self._after, self._appended = self._end, (rows, count, last)

    @property
    def _end(self) -> int:
        """The number of rows down to the last that holds something."""
        return max(max(self._cells, default=-1), max(self._heights, default=-1)) + 1

    @property
    def is_long(self) -> bool:
        """Whether rows are asked for as the book is saved."""
        return self._appended[1] > 0

    def _write_sheet_data(self) -> None:
        """Leave its place to the cells: XlsxWriter calls this where it writes those that it knows,
        of links, notes and merged cells."""
        for row, cells in self.table.items():
            if not cells.keys() <= {*self._cells.get(row, ()), EXAMPLE[1]}:
                raise TypeError("cells are written through Book alone")
        self._xml_empty_tag("sheetData")

    def filled(self, xml: str, texts: SharedStrings) -> Iterator[str]:
        """Its part, *xml*, with the cells in their place."""
        before, after = xml.split("<sheetData/>")
        self._share_formulas()
        yield _DIMENSION.sub(f'<dimension ref="{self._area()}"/>', before)
        yield "<sheetData>"
        for at in sorted(self._cells.keys() | self._heights.keys()):
            row = self._cells.pop(at, {})
            cells = map(row.__getitem__, sorted(row))
            yield _row_xml(at, cells, *self._heights.get(at, (LINE, False)), texts)
        for at, (values, starts, height, grows) in enumerate(self._appended[0], self._after):
            yield _row_xml(at, zip(starts, values, strict=True), height, grows, texts)
        yield "</sheetData>" + after

    def _share_formulas(self) -> None:
        """Let the first cell of a column that has a formula hold its text, and others share it: a
        tenth of the bytes, and programs read it once.
        """
        alike: dict[tuple[int, str], list[int]] = defaultdict(list)
        for row, column in sorted(self._formulas):
            _start, value = self._cells[row][column]
            if isinstance(value, Formula) and _is_shareable(value.text):
                alike[column, value.text].append(row)
        several = ((*key, rows) for key, rows in alike.items() if len(rows) > 1)
        for at, (column, text, rows) in enumerate(several):
            area = f"{cell_name(rows[0], column)}:{cell_name(rows[-1], column)}"
            for row in rows:
                start, value = self._cells[row][column]
                assert isinstance(value, Formula)
                first = f' ref="{area}"' if row == rows[0] else ""
                shared = f' t="shared"{first} si="{at}"'
                value = Formula(text if first else "", value.value, shared)
                self._cells[row][column] = start, value

    def _area(self) -> str:
        """From the first cell to the last."""
        rows = [row for row, cells in self._cells.items() if cells]
        columns = set().union(*self._cells.values())
        _rows, count, last = self._appended
        if count:
            if self._end != self._after:
                raise ValueError("rows that were appended are the last ones")
            rows += (self._after, self._after + count - 1)
            columns |= {0, last}
        if rows and max(rows) >= self.xls_rowmax:
            raise ParXlError(
                _("Trang “{sheet}” dài hơn {count} dòng.").format(
                    sheet=self.name, count=number(self.xls_rowmax)
                ),
                _(
                    "Excel không chứa được nhiều dòng hơn thế trên một trang: chuyển bớt tệp "
                    "khỏi thư mục da-nop của kỳ rồi chạy lại."
                ),
            )
        ends = [cell_name(at(rows), at(columns)) for at in (min, max)] if rows else ["A1"]
        return ":".join(dict.fromkeys(ends))
