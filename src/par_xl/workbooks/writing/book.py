"""A workbook in the making: tables of cells with a look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from xlsxwriter.format import Format

from par_xl.workbooks.writing.cells import Value
from par_xl.workbooks.writing.chart import Bars, insert
from par_xl.workbooks.writing.height import row_height
from par_xl.workbooks.writing.look import HEADER, Look
from par_xl.workbooks.writing.package import write_package
from par_xl.workbooks.writing.rows import LongRows, RowForm
from par_xl.workbooks.writing.worksheet import Sheet, Shell
from par_xl.workbooks.writing.wrap import FONT, lines

_BUTTON = 2.5
"""Units of column width that a filter's button takes from a header."""
_NOTE_SIZE = 10.0
_NOTE_WIDTH, _NOTE_LINE, _NOTE_MARGIN = 340, 17, 14
"""Pixels; ``_NOTE_COLUMN`` is the width of a note's text in units of column width."""
_NOTE_COLUMN = 46.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and how it looks."""

    value: Value
    look: Look


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its header and its width in characters."""

    header: str
    width: float
    hidden: bool = False


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
        self._numbers: dict[Look, int] = {}

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

    def style(self, look: Look) -> int:
        """The number of that look; looks are numbered as they are first asked for."""
        number = self._numbers.get(look)
        if number is None:
            self._numbers[look] = number = self.look(look)._get_xf_index()
        return number

    def format(self, **properties: Any) -> Format:
        """A format for conditional formatting."""
        return self._shell.add_format(properties)

    def put(self, sheet: Sheet, row: int, column: int, value: Value, look: Look) -> None:
        """Write one cell; text stays text, whatever it begins with."""
        sheet.put(row, column, value, self.style(look))

    def table(
        self,
        sheet: Sheet,
        top: int,
        columns: Sequence[TableColumn],
        rows: Iterable[Sequence[Cell]],
        grows: bool = False,
    ) -> int:
        """Write a header row at *top* (from 0) and the rows below, which *grow* where people type
        into them; returns the row after them."""
        for number, column in enumerate(columns):
            options = {"hidden": True} if column.hidden else {}
            sheet.set_column(number, number, column.width, None, options)
            self.put(sheet, top, number, column.header, HEADER)
        shown = [column for column in columns if not column.hidden]
        sheet.set_row(top, row_height((c.header, c.width - _BUTTON, HEADER) for c in shown))
        # What nobody sees makes no row higher.
        widths = [0 if column.hidden else column.width for column in columns]
        row = top
        for cells in rows:
            row += 1
            self.row(sheet, row, cells, widths, grows=grows)
        return row + 1

    def row(
        self,
        sheet: Sheet,
        row: int,
        cells: Sequence[Cell],
        widths: Sequence[float],
        first: int = 0,
        grows: bool = False,
    ) -> None:
        """Write a row of cells from column *first* on, as high as its texts; one that people type
        into *grows* with them.

        *widths* are those of its columns; cells beyond them, and in columns of none, do not count
        for the height.
        """
        style = self.style
        sheet.put_row(row, first, [(cell.value, style(cell.look)) for cell in cells])
        texts = [
            (cell.value, width, cell.look)
            for cell, width in zip(cells, widths, strict=False)
            if width and isinstance(cell.value, str) and cell.look.wrap
        ]
        sheet.set_row(row, row_height(texts), grows)

    def row_form(
        self, looks: Sequence[Look], widths: Sequence[float], grows: bool = False
    ) -> RowForm:
        """How rows of a long table are written."""
        return RowForm(looks, widths, self.style, grows)

    def append(self, sheet: Sheet, rows: LongRows, count: int, last: int) -> None:
        """Let *count* rows, as far as column *last*, follow the last row of that sheet.

        They are asked for when the book is saved, one at a time; no row may follow them, and
        their looks must be known to the book by then.
        """
        sheet.append(rows, count, last)

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
        height = lines(text, _NOTE_COLUMN, _NOTE_SIZE) * _NOTE_LINE + _NOTE_MARGIN
        sheet.write_comment(
            row,
            column,
            text,
            {
                "author": "par_xl",
                "font_name": FONT,
                "font_size": _NOTE_SIZE,
                "width": _NOTE_WIDTH,
                "height": height,
            },
        )

    def link(
        self, sheet: Sheet, row: int, column: int, target: tuple[str, str], look: Look
    ) -> None:
        """Write a cell's name that leads to that cell; *target* is (sheet, cell)."""
        name, cell = target
        sheet.write_url(row, column, f"internal:'{name}'!{cell}", self.look(look), cell)

    def bars(
        self, sheet: Sheet, cell: tuple[int, int], chart: Bars, size: tuple[float, float]
    ) -> None:
        """Draw a bar chart over the cells from that one on; *size* is its width and
        height in pixels."""
        insert(self._shell, sheet, cell, chart, size)

    def save(self, file: BinaryIO) -> None:
        """Close the book and write it into *file*, long tables row by row."""
        write_package(file, self._shell.parts())

    def content(self) -> bytes:
        """Close the book and give its bytes."""
        file = BytesIO()
        self.save(file)
        return file.getvalue()
