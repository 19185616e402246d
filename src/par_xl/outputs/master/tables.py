"""Sheets of the master that are one table or several below each other, each with its heading."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count as counting
from itertools import islice

from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.terms.finding import column_letters
from par_xl.terms.words import NOTHING
from par_xl.workbooks.writing import (
    HEADING_FILLS,
    OWN_ROW,
    PLAIN,
    SHEET_LIMIT,
    Book,
    Cell,
    Formula,
    Kind,
    Look,
    Sheet,
    TableColumn,
    Value,
)

CENTRE = Look(align="center")
DAY = Look("dd/mm/yyyy", align="center")
RATE = Look("0.00%", align="center")
CODE = Look.of(Kind.CODE)
COUNT = Look("#,##0", align="center")
POINTS = Look("#,##0.00", align="center")
SECTION = PLAIN.with_(bold=True, color="#1F4E79", size=12)
NOTE = PLAIN.with_(italic=True)
_MOST = SHEET_LIMIT - 200_000
"""Rows of a long table: what stands above it never fills a sheet."""

Row = Sequence[Cell | Value]


def own(column: int) -> str:
    """The cell of that column (from 0) in a formula's own row."""
    return f"${column_letters(column)}{OWN_ROW}"


def or_nothing(value: float | None) -> float | str:
    """A number, or the sign for none."""
    return NOTHING if value is None else value


def live(is_live: bool, formula: str, value: float | str) -> Value:
    """A formula with its value, or the value alone."""
    return Formula(f"={formula}", value) if is_live else value


@dataclass(frozen=True)
class Table:
    """A table: ``notes`` stand above it, ``none`` where it has no rows; rows numbered in ``strong``
    stand out.

    Rows whose formulas name cells beside their own row are asked for with the number (from 0) that
    the first of them has on the sheet. Where ``count`` says how many there are, they are read as
    the master is written.
    """

    heading: str | None
    columns: Sequence[TableColumn]
    rows: Iterable[Row] | Callable[[int], Iterable[Row]]
    notes: Sequence[str] = ()
    strong: Collection[int] = ()
    none: str | None = "Không có."
    count: int | None = None

    def row(self, number: int, values: Row) -> Row:
        """A row, which may stand out."""
        if number not in self.strong:
            return values
        looks = [column.look.with_(bold=True, fill=HEADING_FILLS[1]) for column in self.columns]
        return [*map(Cell, values, looks)]  # type: ignore[arg-type]


def write_tables(
    book: Book, request: MasterRequest, name: str, title: str, tables: Sequence[Table]
) -> Sheet:
    """Write a sheet of tables; one alone gets a filter."""
    sheet = book.sheet(name)
    write_top(book, sheet, request, title)
    row = header = TOP
    for table in tables:
        for text, look in ((table.heading, SECTION), *((note, NOTE) for note in table.notes)):
            if text is not None:
                book.put(sheet, row, 0, text, look)
                row += 1
        header, columns = row, table.columns
        rows, count = table.rows(row + 1) if callable(table.rows) else table.rows, table.count
        if count is None:
            rows = [*rows]
            count = min(len(rows), _MOST)
        rows = islice(map(table.row, counting(), rows), count)
        # The last one may be long: its rows need not be held.
        after = book.table(sheet, row, columns, rows, count=count if table is tables[-1] else None)
        if len(tables) == 1 and (count or not table.none):
            sheet.autofilter(row, 0, max(after - 1, row + 1), len(columns) - 1)
            sheet.freeze_panes(row + 1, 0)
        if not count and table.none:
            book.put(sheet, after, 0, table.none, NOTE)
            after += 1
        row = after + 1
    set_up_print(sheet, name, header if len(tables) == 1 else None)
    return sheet
