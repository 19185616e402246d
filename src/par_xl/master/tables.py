"""Sheets of the master that are one table or several below each other, each with its heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from par_xl.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.master.rows import LIST_TEXT
from par_xl.sheet import PLAIN, Book, Cell, Look, Sheet, TableColumn, Value

SECTION = PLAIN.with_(bold=True, color="#1F4E79", size=12)
NOTE = PLAIN.with_(italic=True)
NONE = "Không có."

Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; those that stand below each other on a sheet share their widths."""

    header: str
    width: float
    look: Look = LIST_TEXT


@dataclass(frozen=True)
class Table:
    """A table: its rows are asked for with the number (from 0) that the first of them has on the
    sheet, so that their formulas can name cells. ``notes`` stand above it."""

    heading: str | None
    columns: Sequence[Column]
    rows: Callable[[int], Sequence[Row]]
    notes: tuple[str, ...] = ()


def write_tables(
    book: Book, request: MasterRequest, name: str, title: str, tables: Sequence[Table]
) -> Sheet:
    """Write a sheet of tables; one alone without a heading gets a filter."""
    sheet = book.sheet(name)
    write_top(book, sheet, request, title)
    row = header = TOP
    for table in tables:
        for text, look in ((table.heading, SECTION), *((note, NOTE) for note in table.notes)):
            if text is not None:
                book.put(sheet, row, 0, text, look)
                row += 1
        columns = [TableColumn(column.header, column.width) for column in table.columns]
        looks = [column.look for column in table.columns]
        cells = [
            [Cell(value, look) for value, look in zip(each, looks, strict=True)]
            for each in table.rows(row + 1)
        ]
        header = row
        after = book.table(sheet, row, columns, cells)
        if not cells:
            book.put(sheet, after, 0, NONE, NOTE)
            after += 1
        elif len(tables) == 1:
            sheet.autofilter(row, 0, after - 1, len(columns) - 1)
            sheet.freeze_panes(row + 1, 0)
        row = after + 1
    set_up_print(sheet, name, header if len(tables) == 1 else None)
    return sheet
