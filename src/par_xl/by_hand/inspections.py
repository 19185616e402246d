"""The sheet `Kiểm tra` read back: rows and columns as people left them."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.by_hand.cells import typed
from par_xl.by_hand.columns import INSPECTIONS, INSPECTIONS_SHEET
from par_xl.by_hand.model import Inspections
from par_xl.reading.book import Sheet, Workbook
from par_xl.text import Cell, as_text, fold, is_blank

_HEADERS = frozenset(fold(column.header) for column in INSPECTIONS)
_ENOUGH = 4
"""So many of its headers, and a sheet of another name is this one, renamed."""


def read_inspections(book: Workbook, name: str) -> Inspections | None:
    """What stands there; None where there is no such sheet, or nothing beside its own headers.
    *name* is the file's.

    Raises:
        ParXlError: a formula there was never calculated.
    """
    sheet = _sheet(book)
    if sheet is None:
        return None
    at = _header(sheet)
    width = max(
        (n for row in sheet.rows[at:] for n, cell in enumerate(row, 1) if not is_blank(cell)),
        default=0,
    )
    headers, *rows = [
        tuple(typed(sheet, row, column, name) for column in range(width))
        for row in range(at, len(sheet.rows))
    ] or [()]
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    is_own = [as_text(header) for header in headers] == [c.header for c in INSPECTIONS]
    return Inspections(headers, tuple(rows)) if rows or (width and not is_own) else None


def _sheet(book: Workbook) -> Sheet | None:
    named = book.named(INSPECTIONS_SHEET)
    renamed = (
        each for each in book.sheets if any(_known(row) >= _ENOUGH for row in each.rows[:20])
    )
    return named[0] if named else next(renamed, None)


def _header(sheet: Sheet) -> int:
    """The row that holds most of the headers; where people wrote others, the first that is one."""
    best = max(range(len(sheet.rows)), key=lambda row: _known(sheet.rows[row]), default=0)
    if not sheet.rows or _known(sheet.rows[best]):
        return best
    several = (
        number
        for number, row in enumerate(sheet.rows)
        if sum(not is_blank(cell) for cell in row) > 1
    )
    return next(several, 0)


def _known(row: Sequence[Cell]) -> int:
    return len(_HEADERS & {fold(cell) for cell in row if isinstance(cell, str)})
