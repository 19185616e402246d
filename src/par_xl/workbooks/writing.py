"""The one writer of workbooks: tables of cells with a look, for plan, forms, register and master.

Everything that is written as .xlsx goes through here, so that what Excel needs is decided once:
formulas carry their values, text never becomes a formula, rows are as high as their text. The
cells are written in ``sheet``; styles, names, drop-downs, notes, charts and print set-up are
XlsxWriter's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple

from xlsxwriter.format import Format

from par_xl.terms.finding import column_letters
from par_xl.workbooks.look import HEADER, TEXT, Look, row_height
from par_xl.workbooks.sheet import Sheet, Shell, StyledRow, Value
from par_xl.workbooks.wrap import FONT, lines

SHEET_LIMIT = 1_048_576
"""Rows of a sheet of Excel's."""
_BUTTON = 2.5
"""Units of column width that a filter's button takes from a header."""
_NOTE_SIZE = 10.0
_NOTE_WIDTH, _NOTE_LINE, _NOTE_MARGIN = 340, 17, 14
"""Pixels; ``_NOTE_COLUMN`` is the width of a note's text in units of column width."""
_NOTE_COLUMN = 46.0


def reference(row: int, column: int, *, fix_row: bool = False) -> str:
    """A reference to a cell, column fixed: $O12 (row and column from 0)."""
    return f"${column_letters(column)}{'$' if fix_row else ''}{row + 1}"


def whole_range(first: int, last: int, column: int) -> str:
    """An absolute range down one column: $O$8:$O$120 (rows and column from 0)."""
    letters = column_letters(column)
    return f"${letters}${first + 1}:${letters}${last + 1}"


def set_up_print(sheet: Sheet, header: int | None, footer: str | None = None) -> None:
    """Print on A4 landscape, one page wide, the header row on each; with a *footer*, also the
    page's number."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if header is not None:
        sheet.repeat_rows(header)
    if footer is not None:
        left = f'&L&"Times New Roman"&9{footer}' if footer else ""
        sheet.set_footer(f'{left}&R&"Times New Roman"&9Trang &P/&N')


class Cell(NamedTuple):
    """A value and how it looks."""

    value: Value
    look: Look


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its header and its width in characters; *look* is that of its cells."""

    header: str
    width: float
    look: Look = TEXT
    hidden: bool = False


class _Styles(dict[Look, int]):
    """The number of each look that is used."""

    def __init__(self, formats: Callable[[Look], Format]) -> None:
        self._formats = formats

    def __missing__(self, look: Look) -> int:
        self[look] = number = self._formats(look)._get_xf_index()
        return int(number)


class Book:
    """An .xlsx file in the making; the same calls give the same bytes."""

    def __init__(self, title: str, creator: str = "") -> None:
        self._shell = Shell()
        self._shell.set_properties(
            # A fixed day: the same content always makes the same bytes.
            {"title": title, "author": creator, "created": datetime(2020, 1, 1)}  # noqa: DTZ001
        )
        self._shell.set_calc_mode("auto")
        self._formats: dict[Look, Format] = {}
        self._styles = _Styles(self.look)

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        return self._shell.sheet(name)

    def name(self, name: str, formula: str) -> None:
        """Define a name for a range."""
        self._shell.define_name(name, formula)

    def look(self, look: Look) -> Format:
        """The workbook's format of that look."""
        if look not in self._formats:
            self._formats[look] = self._shell.add_format(look.properties())
        return self._formats[look]

    def format(self, **properties: Any) -> Format:
        """A format for conditional formatting."""
        return self._shell.add_format(properties)

    def put(self, sheet: Sheet, row: int, column: int, value: Value, look: Look) -> None:
        """Write one cell; text stays text, whatever it begins with."""
        sheet.put(row, column, [(value, self._styles[look])])

    def table(
        self,
        sheet: Sheet,
        top: int,
        columns: Sequence[TableColumn],
        rows: Iterable[Sequence[Cell | Value]],
        grows: bool | Callable[[Sequence[Cell]], bool] = False,
        count: int | None = None,
    ) -> int:
        """Write a header row at *top* (from 0) and the rows below, which *grow* where people type
        into them; returns the row after them. Bare values look as their column does.

        Of a long table *count* says how many rows there are: they are asked for when the book is
        saved, one at a time, and nothing may follow them on their sheet.
        """
        for number, column in enumerate(columns):
            options = {"hidden": True} if column.hidden else {}
            sheet.set_column(number, number, column.width, None, options)
            self.put(sheet, top, number, column.header, HEADER)
        shown = [column for column in columns if not column.hidden]
        sheet.set_row(top, row_height((c.header, c.width - _BUTTON, HEADER) for c in shown))
        # What nobody sees makes no row higher.
        widths = [0 if column.hidden else column.width for column in columns]
        every = (_cells(columns, values) for values in rows)
        if count is not None:
            styled = (self._styled(cells, widths, grows) for cells in every)
            sheet.append(styled, count, len(columns) - 1)
            return top + 1 + count
        row = top
        for row, cells in enumerate(every, start=top + 1):
            self.row(sheet, row, cells, widths, grows=grows)
        return row + 1

    def row(
        self,
        sheet: Sheet,
        row: int,
        cells: Sequence[Cell],
        widths: Sequence[float],
        first: int = 0,
        grows: bool | Callable[[Sequence[Cell]], bool] = False,
    ) -> None:
        """Write a row of cells from column *first* on, as high as its texts; one that people type
        into *grows* with them.

        *widths* are those of its columns; cells beyond them, and in columns of none, do not count
        for the height.
        """
        styled, height, grown = self._styled(cells, widths, grows)
        sheet.put(row, first, styled)
        sheet.set_row(row, height, grown)

    def _styled(
        self,
        cells: Sequence[Cell],
        widths: Sequence[float],
        grows: bool | Callable[[Sequence[Cell]], bool],
    ) -> StyledRow:
        """The cells of a row with the numbers of their looks, and its height."""
        height = row_height(
            (value, width, look)
            for (value, look), width in zip(cells, widths, strict=False)
            if width and isinstance(value, str) and look.wrap
        )
        grown = grows if isinstance(grows, bool) else grows(cells)
        styles = self._styles
        return [(value, styles[look]) for value, look in cells], height, grown

    def chart(self, kind: str) -> Any:
        """One of XlsxWriter's charts; the sheet's ``insert_chart`` puts it in its place."""
        return self._shell.add_chart({"type": kind})

    def spread(
        self, sheet: Sheet, row: int, columns: tuple[int, int], value: Value, look: Look
    ) -> None:
        """Write one cell over several columns, from the first to the last."""
        first, last = columns
        if first < last:
            sheet.merge_range(row, first, row, last, "", self.look(look))
        self.put(sheet, row, first, value, look)

    def note(self, sheet: Sheet, row: int, column: int, text: str) -> None:
        """Put a note on a cell, large enough to be read without dragging its corner."""
        options = {
            "author": "par_xl",
            "font_name": FONT,
            "font_size": _NOTE_SIZE,
            "width": _NOTE_WIDTH,
            "height": lines(text, _NOTE_COLUMN, _NOTE_SIZE) * _NOTE_LINE + _NOTE_MARGIN,
        }
        sheet.write_comment(row, column, text, options)

    def link(
        self, sheet: Sheet, row: int, column: int, target: tuple[str, str], look: Look
    ) -> None:
        """Write a cell's name that leads to that cell; *target* is (sheet, cell)."""
        name, cell = target
        sheet.write_url(row, column, f"internal:'{name}'!{cell}", self.look(look), cell)

    def save(self, file: BinaryIO) -> None:
        """Close the book and write it into *file*, long tables row by row."""
        self._shell.save(file)

    def content(self) -> bytes:
        """Close the book and give its bytes."""
        file = BytesIO()
        self.save(file)
        return file.getvalue()


def _cells(columns: Sequence[TableColumn], values: Sequence[Cell | Value]) -> Sequence[Cell]:
    return [
        value if isinstance(value, Cell) else Cell(value, column.look)
        for value, column in zip(values, columns, strict=True)
    ]
