"""References to cells, as formulas have them."""

from __future__ import annotations

from par_xl.terms.finding import column_letters

SHEET_LIMIT = 1_048_576
"""Rows of a sheet of Excel's."""


def reference(row: int, column: int, *, fix_row: bool = False) -> str:
    """A reference to a cell, column fixed: $O12 (row and column from 0)."""
    return f"${column_letters(column)}{'$' if fix_row else ''}{row + 1}"


def whole_range(first: int, last: int, column: int) -> str:
    """An absolute range down one column: $O$8:$O$120 (rows and column from 0)."""
    letters = column_letters(column)
    return f"${letters}${first + 1}:${letters}${last + 1}"
