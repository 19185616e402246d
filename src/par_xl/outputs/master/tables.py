"""Sheets of the master that are one table or several below each other, each with its heading."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import count

from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.workbooks.writing import (
    HEADING_FILLS,
    PLAIN,
    SHEET_LIMIT,
    Book,
    Cell,
    Kind,
    Look,
    Sheet,
    TableColumn,
    Value,
)

LIST_NUMBER = Look(align="center")
LIST_DAY = Look("dd/mm/yyyy", align="center")
LIST_RATE = Look("0.00%", align="center")
CODE = Look.of(Kind.CODE)
POINTS = Look("#,##0.00", align="center")
SECTION = PLAIN.with_(bold=True, color="#1F4E79", size=12)
NOTE = PLAIN.with_(italic=True)
NONE = "Không có."
_MOST = SHEET_LIMIT - 200_000
"""Rows of a long table: what stands above it never fills a sheet."""

Row = Sequence[Value]


Column = TableColumn


@dataclass(frozen=True)
class Table:
    """A table: its rows are asked for with the number (from 0) that the first of them has on the
    sheet, so that their formulas can name cells. ``notes`` stand above it, ``none`` where it has
    no rows; those numbered in ``strong`` stand out.

    One that ``is_long`` is its sheet's last.
    """

    heading: str | None
    columns: Sequence[TableColumn]
    rows: Callable[[int], Sequence[Row]]
    notes: tuple[str, ...] = ()
    strong: Collection[int] = ()
    none: str = NONE
    is_long: bool = False

    def row(self, number: int, values: Row) -> Sequence[Cell | Value]:
        """A row, which may stand out."""
        if number not in self.strong:
            return values
        looks = [column.look.with_(bold=True, fill=HEADING_FILLS[1]) for column in self.columns]
        return [*map(Cell, values, looks)]


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
        columns = table.columns
        rows = table.rows(row + 1)
        header = row
        if table.is_long:
            rows = rows[:_MOST]
            after = book.table(sheet, row, columns, rows, count=len(rows))
        else:
            after = book.table(sheet, row, columns, map(table.row, count(), rows))
        if not rows:
            book.put(sheet, after, 0, table.none, NOTE)
            after += 1
        elif len(tables) == 1:
            sheet.autofilter(row, 0, after - 1, len(columns) - 1)
            sheet.freeze_panes(row + 1, 0)
        row = after + 1
    set_up_print(sheet, name, header if len(tables) == 1 else None)
    return sheet
