"""The one writer of workbooks: tables of cells with a look, for plan, forms, register and master.

Everything that is written as .xlsx goes through here, so that what Excel needs is decided once:
formulas carry their values, text never becomes a formula, rows are as high as their text. The
cells are written in ``sheet``; styles, names, drop-downs, notes, charts and print set-up are
XlsxWriter's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from itertools import chain, product
from typing import Any, BinaryIO, NamedTuple

from xlsxwriter.format import Format

from par_xl.terms.finding import column_letters
from par_xl.workbooks.look import HEADER, TEXT, Look, heights, row_height
from par_xl.workbooks.sheet import EXAMPLE, STARTS, Formula, Sheet, StyledRow, Value
from par_xl.workbooks.skeleton import Skeleton, fill_in
from par_xl.workbooks.wrap import FONT, SIZE, lines

SHEET_LIMIT = 1_048_576
"""Rows of a sheet of Excel's."""
_STANDARD = {"font_name": FONT, "font_size": 10.5, "font_family": 1, "font_scheme": "none"}
"""The standard font, whose digits column widths count: in 10.5 points they are 7 pixels wide, in
programs that round this width and in those that do not; those of Calibri are so only rounded."""
_BUTTON = 2.5
"""Units of column width that a filter's button takes from a header."""
_NOTE_SIZE = 10.0
_NOTE_WIDTH, _NOTE_LINE, _NOTE_MARGIN = 340, 17, 14
"""Pixels; ``_NOTE_COLUMN`` is the width of a note's text in units of column width."""
_NOTE_COLUMN = 46.0


def reference(row: int, column: int, *, fix_row: bool = False) -> str:
    """Return a reference to a cell, column fixed: $O12 (row and column from 0)."""
    return f"${column_letters(column)}{'$' if fix_row else ''}{row + 1}"


def whole_range(first: int, last: int, column: int) -> str:
    """Return an absolute range down one column: $O$8:$O$120 (rows and column from 0)."""
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


class Looks(tuple[Look, ...]):
    """How the cells of a row look, made once for many rows: so it is worked out once."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Row(NamedTuple):
    """A row's values and how its cells look; its height in points where its texts don't say it."""

    values: Sequence[Value]
    looks: Looks
    height: float | None = None


class _RowStyle(NamedTuple):
    """What is worked out once of rows that look alike: how the XML of each cell begins, which are
    left out where they are empty, the heights of texts in wrapped columns, the size of their
    largest letters, whether they grow."""

    starts: Sequence[str]
    left_out: frozenset[int]
    size: float
    heights: Sequence[tuple[int, Mapping[str, float]]]
    grows: bool

    def of(self, values: Sequence[Value], height: float | None = None) -> StyledRow:
        """Return a row of these values."""
        if len(values) != len(self.starts):
            raise ValueError("a row has a cell for each column")
        starts = self.starts
        if self.left_out:
            starts = [
                "" if values[place] is None and place in self.left_out else start
                for place, start in enumerate(starts)
            ]
        if height is not None:
            return values, starts, height, self.grows
        highest = 0.0
        for place, of_text in self.heights:
            value = values[place]
            if value is None:
                continue
            if isinstance(value, Formula):
                value = value.value
            if isinstance(value, str) and (high := of_text[value]) > highest:
                highest = high
        return values, starts, row_height(highest, self.size), self.grows


class TableColumn(NamedTuple):
    """A column of a table: its header and its width in characters; *look* is that of its cells,
    *blank* that of the whole column where no cell is written: empty cells of that look are not."""

    header: str
    width: float
    look: Look = TEXT
    hidden: bool = False
    blank: Look | None = None


Grows = bool | Callable[[Sequence[Look]], bool]
"""Whether people type into rows, which grow with their texts; it may depend on their looks."""


class _Styles(dict[Look, int]):
    """The number of each look that is used."""

    def __init__(self, formats: Callable[[Look], Format]) -> None:
        self._formats = formats
        self.is_closed = False
        """Whether the file's table of styles is made."""

    def __missing__(self, look: Look) -> int:
        if self.is_closed:
            raise ValueError(f"a long table's rows have a look that it does not name: {look}")
        self[look] = number = self._formats(look)._get_xf_index()
        return int(number)


class Book:
    """An .xlsx file in the making; the same calls give the same bytes."""

    def __init__(self, title: str, creator: str = "") -> None:
        options = {"in_memory": True, "default_format_properties": dict(_STANDARD)}
        self._book = Skeleton(BytesIO(), options)
        self._book.set_properties(
            # A fixed day: the same content always makes the same bytes.
            {"title": title, "author": creator, "created": datetime(2020, 1, 1)}  # noqa: DTZ001
        )
        self._book.set_calc_mode("auto")
        self._formats: dict[Look, Format] = {}
        self._colours: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._styles = _Styles(self.look)

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        sheet: Sheet = self._book.add_worksheet(name, worksheet_class=Sheet)
        return sheet

    def named(self, name: str) -> Sheet:
        """Return a sheet that was added."""
        sheet: Sheet = self._book.get_worksheet_by_name(name)
        return sheet

    def name(self, name: str, formula: str) -> None:
        """Define a name for a range."""
        self._book.define_name(name, formula)

    def look(self, look: Look) -> Format:
        """Return the workbook's format of that look."""
        if look not in self._formats:
            self._formats[look] = self._book.add_format(look.properties())
        return self._formats[look]

    def format(self, **properties: Any) -> Format:
        """Return a format for conditional formatting."""
        key = tuple(properties.items())
        if key not in self._colours:
            self._colours[key] = self._book.add_format(properties)
        return self._colours[key]

    def put(self, sheet: Sheet, row: int, column: int, value: Value, look: Look) -> None:
        """Write one cell; text stays text, whatever it begins with."""
        sheet.put(row, column, STARTS[column, self._styles[look]], value)

    def table(
        self,
        sheet: Sheet,
        top: int,
        columns: Sequence[TableColumn],
        rows: Iterable[Row | Sequence[Cell | Value]],
        grows: Grows = False,
        count: int | None = None,
        looks: Iterable[Look] = (),
        header: Look = HEADER,
    ) -> int:
        """Write a header row at *top* (from 0) and the rows below, which *grow* where people type
        into them; returns the row after them. Bare values look as their column does.

        Of a long table *count* says how many rows there are, and *looks* how cells look that do
        not as their column: rows are asked for when the book is saved, one at a time, and nothing
        may follow them on their sheet.
        """
        for number, column in enumerate(columns):
            options = {"hidden": True} if column.hidden else {}
            of_column = self.look(column.blank) if column.blank else None
            sheet.set_column(number, number, column.width, of_column, options)
            self.put(sheet, top, number, column.header, header)
        shown = (column for column in columns if not column.hidden)
        headers = (heights(each.width - _BUTTON, header)[each.header] for each in shown)
        sheet.set_row(top, row_height(max(headers, default=0.0), header.size))
        # What nobody sees makes no row higher.
        widths = [0 if column.hidden else column.width for column in columns]
        usual = Looks(column.look for column in columns)
        blanks = [column.blank for column in columns]
        known: dict[Looks, _RowStyle] = {}

        def styled(row: Row | Sequence[Cell | Value]) -> StyledRow:
            values, of_row, height = row if isinstance(row, Row) else _row(row, usual)
            style = known.get(of_row)
            if style is None:
                style = known[of_row] = self._row_style(of_row, widths, grows, blanks=blanks)
            return style.of(values, height)

        every = map(styled, rows)
        if count is not None:
            for look in chain(usual, looks):
                self._styles[look]
            sheet.append(every, count, len(columns) - 1)
            return top + 1 + count
        row = top
        for row, each in enumerate(every, start=top + 1):
            sheet.put_row(row, 0, each)
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
        style = self._row_style([look for _, look in cells], widths, grows, first)
        sheet.put_row(row, first, style.of([value for value, _ in cells]))

    def _row_style(
        self,
        looks: Sequence[Look],
        widths: Sequence[float],
        grows: Grows,
        first: int = 0,
        blanks: Sequence[Look | None] = (),
    ) -> _RowStyle:
        pairs = enumerate(zip(looks, blanks, strict=False))
        left_out = frozenset(place for place, (look, blank) in pairs if look == blank)
        wrapped = [
            (place, heights(width, look))
            for place, (look, width) in enumerate(zip(looks, widths, strict=False))
            if width and look.wrap
        ]
        starts = [STARTS[column, self._styles[look]] for column, look in enumerate(looks, first)]
        size = max((look.size for look in looks), default=SIZE)
        return _RowStyle(
            starts, left_out, size, wrapped, grows if isinstance(grows, bool) else grows(looks)
        )

    def chart(self, kind: str) -> Any:
        """One of XlsxWriter's charts; the sheet's ``insert_chart`` puts it in its place."""
        return self._book.add_chart({"type": kind})

    def spread(
        self,
        sheet: Sheet,
        row: int,
        columns: tuple[int, int],
        value: Value,
        look: Look,
        last_row: int | None = None,
    ) -> None:
        """Write one cell over several columns, from the first to the last, and over the rows down
        to *last_row*."""
        (left, right), last_row = columns, row if last_row is None else last_row
        if (row, left) != (last_row, right):
            sheet.merge_range(row, left, last_row, right, "", self.look(look))
        for each in product(range(row, last_row + 1), range(left, right + 1)):
            self.put(sheet, *each, value if each == (row, left) else None, look)

    def note(self, sheet: Sheet, row: int, column: int, text: str, author: str = "par_xl") -> None:
        """Put a note on a cell, large enough to be read without dragging its corner."""
        options = {
            "author": author,
            "font_name": FONT,
            "font_size": _NOTE_SIZE,
            "width": _NOTE_WIDTH,
            "height": lines(text, _NOTE_COLUMN, _NOTE_SIZE) * _NOTE_LINE + _NOTE_MARGIN,
        }
        sheet.write_comment(row, column, text, options)

    def link(
        self, sheet: Sheet, at: tuple[int, int], target: tuple[str, str], text: str, look: Look
    ) -> None:
        """Write a text that leads to another cell; *target* is (sheet, cell)."""
        name, cell = target
        sheet.write_url(*at, f"internal:'{name}'!{cell}", self.look(look), text)
        self.put(sheet, *at, text, look)

    def save(self, file: BinaryIO) -> None:
        """Close the book and write it into *file*, long tables row by row."""
        self._styles.is_closed = True
        self._book.worksheets()[0].write_string(*EXAMPLE, " ")
        for sheet in self._book.worksheets():
            sheet.tell_heights()
        self._book.close()
        fill_in(self._book, file)

    def content(self) -> bytes:
        """Close the book and give its bytes."""
        file = BytesIO()
        self.save(file)
        return file.getvalue()


def _row(cells: Sequence[Cell | Value], usual: Looks) -> Row:
    """Values, some with looks of their own, as a row of a table with those *usual* looks."""
    if not any(isinstance(cell, Cell) for cell in cells):
        return Row(cells, usual)  # type: ignore[arg-type]
    every = [
        cell if isinstance(cell, Cell) else Cell(cell, look)
        for cell, look in zip(cells, usual, strict=True)
    ]
    return Row([value for value, _ in every], Looks(look for _, look in every))
