"""Sheets of free rows read back: rows and columns as people left them."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.outputs.manual.cells import typed
from par_xl.outputs.manual.columns import INSPECTION_ROWS, REMEDY_ROWS, FreeSheet
from par_xl.outputs.manual.model import MARK, FreeRows
from par_xl.terms.text import Cell, as_text, fold, is_blank
from par_xl.workbooks.book import Sheet, Workbook


def read_free_sheet(book: Workbook, free: FreeSheet, name: str) -> FreeRows | None:
    """What stands there; None where there is no such sheet, or nothing beside its own headers, or
    what the merge before had drafted. *name* is the file's.

    Raises:
        ParXlError: a formula there was never calculated.
    """
    sheet = sheet_of(book, free)
    if sheet is None:
        return None
    at = _header(sheet, free)
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
    found = FreeRows(headers, tuple(rows))
    if _mark_of(sheet, at) == found.mark:
        return None
    is_own = [as_text(header) for header in headers] == list(free.headers)
    return found if rows or (width and not is_own) else None


def _mark_of(sheet: Sheet, header: int) -> str | None:
    """What the merge before wrote of its draft, above the header."""
    above = (cell for row in sheet.rows[:header] for cell in row if isinstance(cell, str))
    return next((cell for cell in above if cell.startswith(MARK)), None)


def sheet_of(book: Workbook, free: FreeSheet) -> Sheet | None:
    """The sheet of that name, or else one that looks like it, renamed."""
    named = book.named(free.name)
    renamed = (each for each in book.sheets if _looks_like(each, free))
    return named[0] if named else next(renamed, None)


def _looks_like(sheet: Sheet, free: FreeSheet) -> bool:
    return any(_known(row, free) >= free.enough for row in sheet.rows[:20])


def is_free(sheet: Sheet) -> bool:
    """Whether a sheet is one of free rows, by its name or by its headers."""
    frees = (INSPECTION_ROWS, REMEDY_ROWS)
    return any(fold(sheet.name) == fold(e.name) or _looks_like(sheet, e) for e in frees)


def _header(sheet: Sheet, free: FreeSheet) -> int:
    """The row that holds most of the headers; where people wrote others, the first that is one."""
    best = max(range(len(sheet.rows)), key=lambda row: _known(sheet.rows[row], free), default=0)
    if not sheet.rows or _known(sheet.rows[best], free):
        return best
    several = (
        number
        for number, row in enumerate(sheet.rows)
        if sum(not is_blank(cell) for cell in row) > 1
    )
    return next(several, 0)


def _known(row: Sequence[Cell], free: FreeSheet) -> int:
    return len(free.folded & {fold(cell) for cell in row if isinstance(cell, str)})
