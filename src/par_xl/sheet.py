"""The one sheet writer: tables of cells with a look, for plan, forms, register and master.

Everything that is written as .xlsx goes through here, so that what Excel needs is decided once:
formulas carry their values, text never becomes a formula, rows are as high as their text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import isfinite
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from par_xl.entry import Kind
from par_xl.finding import column_letters
from par_xl.wrap import FONT, SIZE, lines

LINE = 15.0
"""Height of a line of text of the usual size in points."""
_MAX_HEIGHT = 409.0
_BUTTON = 2.5
"""Units of column width that a filter's button takes from a header."""
_NOTE_SIZE = 10.0
_NOTE_WIDTH, _NOTE_LINE, _NOTE_MARGIN = 340, 17, 14
"""Pixels; ``_NOTE_COLUMN`` is the width of a note's text in units of column width."""
_NOTE_COLUMN = 46.0

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


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; equal looks share one format of the workbook."""

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
        align = "left" if kind in (Kind.TEXT, Kind.CODE) else "center"
        return Look(NUMBER_FORMATS[kind], align=align)

    def with_(self, **changes: Any) -> Look:
        """The same look but for *changes*."""
        return replace(self, **changes)


PLAIN = Look(border=False, wrap=False)
HEADER = Look(
    fill=HEADER_FILL,
    color="#FFFFFF",
    bold=True,
    align="center",
    vertical="vcenter",
    number_format="@",
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula with the value it gives: viewers that do not calculate show that."""

    text: str
    value: float | str


Value = str | float | int | bool | date | Formula | None


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


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes formulas as they are, and whose rows still grow with what is typed."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # XlsxWriter searches each for thirty functions newer than Excel 2010, which we never
        # use: more than half of the time that a form takes.
        return formula.removeprefix("=")

    def _xml_start_tag(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if tag == "row":
            # A height marked as chosen by a person would stay when more is typed.
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag(tag, list(attributes))

    def _xml_formula_element(
        self, formula: str, result: Any, attributes: Sequence[tuple[str, Any]] = ()
    ) -> None:
        if result == "":
            # An empty text is a value too; without its type it reads as never calculated.
            attributes = [*attributes, ("t", "str")]
        super()._xml_formula_element(formula, result, list(attributes))


class Book:
    """An .xlsx file in the making; the same calls give the same bytes."""

    def __init__(self, title: str, creator: str = "") -> None:
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties(
            # A fixed day: the same content always makes the same bytes.
            {"title": title, "author": creator, "created": datetime(2020, 1, 1)}  # noqa: DTZ001
        )
        self._book.set_calc_mode("auto")
        self._formats: dict[Look, Format] = {}

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet."""
        return self._book.add_worksheet(name, worksheet_class=_Sheet)

    def name(self, name: str, formula: str) -> None:
        """Define a name for a range."""
        self._book.define_name(name, formula)

    def look(self, look: Look) -> Format:
        """The workbook's format of that look."""
        if look not in self._formats:
            properties: dict[str, Any] = {
                "font_name": FONT,
                "font_size": look.size,
                "num_format": look.number_format,
                "align": look.align,
                "valign": look.vertical,
                "text_wrap": look.wrap,
                "bold": look.bold,
                "italic": look.italic,
                "locked": look.locked,
            }
            if look.fill:
                properties["bg_color"] = look.fill
            if look.color:
                properties["font_color"] = look.color
            if look.border:
                properties |= {"border": 1, "border_color": BORDER}
            if look.underline:
                properties["underline"] = 1
            if look.indent:
                properties["indent"] = look.indent
            self._formats[look] = self._book.add_format(properties)
        return self._formats[look]

    def format(self, **properties: Any) -> Format:
        """A format for conditional formatting."""
        return self._book.add_format(properties)

    def put(self, sheet: Worksheet, row: int, column: int, value: Value, look: Look) -> None:
        """Write one cell; text stays text, whatever it begins with."""
        form = self.look(look)
        if value is None:
            sheet.write_blank(row, column, None, form)
        elif isinstance(value, Formula):
            sheet.write_formula(row, column, value.text, form, value.value)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, form)
        elif isinstance(value, int | float) and isfinite(value):
            sheet.write_number(row, column, value, form)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, form)
        else:
            sheet.write_string(row, column, str(value), form)

    def table(
        self,
        sheet: Worksheet,
        top: int,
        columns: Sequence[TableColumn],
        rows: Iterable[Sequence[Cell]],
    ) -> int:
        """Write a header row at *top* (from 0) and the rows below; returns the row after them."""
        for number, column in enumerate(columns):
            options = {"hidden": True} if column.hidden else {}
            sheet.set_column(number, number, column.width, None, options)
            self.put(sheet, top, number, column.header, HEADER)
        shown = [column for column in columns if not column.hidden]
        sheet.set_row(top, row_height((c.header, c.width - _BUTTON, HEADER) for c in shown))
        row = top
        for cells in rows:
            row += 1
            self.row(sheet, row, cells, [column.width for column in columns])
        return row + 1

    def row(
        self,
        sheet: Worksheet,
        row: int,
        cells: Sequence[Cell],
        widths: Sequence[float],
        first: int = 0,
    ) -> None:
        """Write a row of cells from column *first* on, as high as its texts.

        *widths* are those of its columns; cells beyond them do not count for the height.
        """
        for column, cell in enumerate(cells, start=first):
            self.put(sheet, row, column, cell.value, cell.look)
        texts = (
            (cell.value, width, cell.look)
            for cell, width in zip(cells, widths, strict=False)
            if isinstance(cell.value, str) and cell.look.wrap
        )
        sheet.set_row(row, row_height(texts))

    def spread(
        self, sheet: Worksheet, row: int, columns: tuple[int, int], value: Value, look: Look
    ) -> None:
        """Write one cell over several columns, from the first to the last."""
        first, last = columns
        if first < last:
            sheet.merge_range(row, first, row, last, "", self.look(look))
        self.put(sheet, row, first, value, look)

    def note(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
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
        self, sheet: Worksheet, row: int, column: int, target: tuple[str, str], look: Look
    ) -> None:
        """Write a cell's name that leads to that cell; *target* is (sheet, cell)."""
        name, cell = target
        sheet.write_url(row, column, f"internal:'{name}'!{cell}", self.look(look), cell)

    def content(self) -> bytes:
        """Close the book and give its bytes."""
        self._book.close()
        return self._buffer.getvalue()


def row_height(texts: Iterable[tuple[str, float, Look]]) -> float:
    """Height in points of a row whose wrapped cells hold *texts* of (text, column width, look)."""
    heights = (
        lines(text, width, look.size, look.bold) * LINE * look.size / SIZE
        for text, width, look in texts
    )
    return min(_MAX_HEIGHT, max(heights, default=LINE) + 3)


def reference(row: int, column: int, *, fix_row: bool = False) -> str:
    """A reference to a cell, column fixed: $O12 (row and column from 0)."""
    return f"${column_letters(column)}{'$' if fix_row else ''}{row + 1}"


def whole_range(first: int, last: int, column: int) -> str:
    """An absolute range down one column: $O$8:$O$120 (rows and column from 0)."""
    letters = column_letters(column)
    return f"${letters}${first + 1}:${letters}${last + 1}"
