"""How a sheet of the master is made: its title, tables of declared columns, and how it prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from par_xl.outputs.master.entries import Rows
from par_xl.outputs.master.request import MasterRequest
from par_xl.terms.finding import column_letters
from par_xl.terms.words import NOTHING
from par_xl.workbooks import writing
from par_xl.workbooks.look import HEADING_FILLS, PLAIN, TEXT, Kind, Look
from par_xl.workbooks.sheet import OWN_ROW, Formula, Sheet, Value
from par_xl.workbooks.writing import SHEET_LIMIT, Book, Cell, Looks, Row, TableColumn, whole_range

TOP = 4
"""Row of a sheet's header (from 0): above it stand title, stamp and warning."""
CENTRE = Look(align="center")
DAY = Look("dd/mm/yyyy", align="center")
RATE = Look("0.00%", align="center")
CODE = Look.of(Kind.CODE)
COUNT = Look("#,##0", align="center")
POINTS = Look("#,##0.00", align="center")
STRONG = POINTS.with_(bold=True)
SECTION = PLAIN.with_(bold=True, color="#1F4E79", size=12)
NOTE = PLAIN.with_(italic=True)
_MOST = SHEET_LIMIT - 200_000
"""Rows of a long table: what stands above it never fills a sheet."""
_PLACE = re.compile(r"\{(\w+):?([$\d]*)\}")


@dataclass(frozen=True)
class Column:
    """A column of a table, in which each row shows an item.

    It shows the item's attribute ``name`` ("item.code" is one, too), of a term its label, or what
    ``value`` makes of the item. ``formula`` is how Excel works that out, the same on all rows or
    made of each item, which may have none; "{code}" in it is the row's cell of the column called
    code or item.code, "{code:$8}" that of row 8, fixed. Instead of None stands ``none``, where
    there is one, and no formula; else a formula gives the sign for nothing.
    """

    name: str
    header: str
    width: float
    look: Look = TEXT
    value: Callable[[Any], Any] | None = None
    formula: str | Callable[[Any], str | None] | None = None
    none: Value = None
    hidden: bool = False

    @property
    def key(self) -> str:
        """What formulas call it."""
        return self.name.rpartition(".")[2]

    def values(self, letters: Mapping[str, str], is_live: bool) -> Callable[[Any], Value]:
        """Return what makes the column's value of an item; *letters* are the columns of
        formulas."""
        get, none, formula = self.value or attrgetter(self.name), self.none, self.formula

        def filled(text: str) -> str:
            return "=" + _PLACE.sub(lambda at: f"${letters[at[1]]}{at[2] or OWN_ROW}", text)

        def shown(item: Any) -> Any:
            found = get(item)
            if found is None:
                return none
            return found.label if isinstance(found, StrEnum) else found  # type: ignore[attr-defined]

        if formula is None:
            # Much is written so: as fast as can be.
            return self.value if self.value and none is None else shown
        whole = filled(formula) if isinstance(formula, str) else None

        def worked_out(item: Any) -> Value:
            found, of_item = shown(item), formula(item) if callable(formula) else None
            text = whole or (of_item and filled(of_item))
            if not text or (none is not None and get(item) is None):
                return found  # type: ignore[no-any-return]
            found = NOTHING if found is None else found
            return Formula(text, found) if is_live else found

        return worked_out


def look_of(value: Value, look: Look) -> Look:
    """How a cell looks in which people typed *value*."""
    return look.with_(number_format=DAY.number_format) if isinstance(value, date) else look


def place_of(columns: Sequence[Column], name: str) -> int:
    """Which column (from 0) is called so."""
    return next(n for n, column in enumerate(columns) if column.key == name)


@dataclass(frozen=True)
class Table:
    """A table of *items*: ``notes`` stand above it, ``none`` where it has no rows.

    Columns that need to know on which row (from 0) the first item stands are made when that is
    known. Formulas are written where the table ``is_live``. ``level`` says whether an item stands
    out: 1 much, 2 a little. ``names`` are the defined names of columns, ``other_looks`` those of
    cells whose values are given with them.
    """

    heading: str | None
    columns: Sequence[Column] | Callable[[int], Sequence[Column]]
    items: Sequence[Any] | Rows
    notes: Iterable[str] = ()
    level: Callable[[Any], int | None] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    none: str | None = "Không có."
    is_live: bool = True
    other_looks: Iterable[Look] = ()

    def looks(self, columns: Sequence[Column]) -> dict[int, Looks]:
        """How rows look that stand out, by their level."""
        levels = enumerate(HEADING_FILLS) if self.level else ()
        return {
            level: Looks(c.look.with_(fill=fill, bold=level == 1 or c.look.bold) for c in columns)
            for level, fill in levels
        }

    def rows(self, columns: Sequence[Column]) -> Iterator[Row | Sequence[Cell | Value]]:
        """Its rows."""
        letters = {column.key: column_letters(place) for place, column in enumerate(columns)}
        values = [column.values(letters, self.is_live) for column in columns]
        looks = self.looks(columns)
        for item in self.items:
            row = [value(item) for value in values]
            level = self.level(item) if self.level else None
            yield row if level is None else Row(row, looks[level])


def write_tables(
    book: Book, request: MasterRequest, name: str, title: str, *tables: Table, frozen: int = 0
) -> Sheet:
    """Write a sheet of tables below each other; one alone gets a filter, and its header and the
    first *frozen* columns stay in sight."""
    sheet = book.sheet(name)
    write_top(book, sheet, request, title)
    is_alone = len(tables) == 1
    row = header = TOP
    for table in tables:
        for text, look in ((table.heading, SECTION), *((note, NOTE) for note in table.notes)):
            if text is not None:
                book.put(sheet, row, 0, text, look)
                row += 1
        header, columns, count = row, table.columns, min(len(table.items), _MOST)
        if not isinstance(columns, Sequence):
            columns = columns(row + 1)
        shown = [TableColumn(c.header, c.width, c.look, c.hidden) for c in columns]
        # The last one may be long: its rows are made as the book is saved.
        is_last = table is tables[-1]
        looks = chain(table.other_looks, *table.looks(columns).values())
        rows = islice(table.rows(columns), count)
        after = book.table(sheet, row, shown, rows, count=count if is_last else None, looks=looks)
        last = max(after - 1, row + 1)
        for field_, defined in table.names.items():
            place = whole_range(row + 1, last, place_of(columns, field_))
            book.name(defined, f"='{name}'!{place}")
        if is_alone and (count or not table.none):
            sheet.autofilter(row, 0, last, len(columns) - 1)
            sheet.freeze_panes(row + 1, frozen)
        if not count and table.none:
            book.put(sheet, after, 0, table.none, NOTE)
            after += 1
        row = after + 1
    set_up_print(sheet, name, header if is_alone else None)
    return sheet


def write_top(
    book: Book, sheet: Sheet, request: MasterRequest, title: str, column: int = 0
) -> None:
    """Write a sheet's title, the stamp and, where due, the warning; *column* is the first one that
    is seen."""
    book.put(sheet, 0, column, title, PLAIN.with_(bold=True, size=13, color="#1F4E79"))
    book.put(sheet, 1, column, request.stamp.line, NOTE)
    if request.stamp.warning:
        book.put(sheet, 2, column, request.stamp.warning, PLAIN.with_(bold=True, color="#C00000"))


def set_up_print(sheet: Sheet, name: str, header: int | None) -> None:
    """Print with narrow margins, the sheet's name below; *header* where there is just one."""
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    writing.set_up_print(sheet, header, name)
