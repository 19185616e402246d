"""What Excel lets be typed into cells: XlsxWriter's XML, worked out once for all cells alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import StringIO
from typing import Any

from xlsxwriter.worksheet import Worksheet

from par_xl.workbooks.writing.cells import LETTERS

_ANY = ' sqref="A1"'


def validation(first: tuple[int, int], last: tuple[int, int], options: Mapping[str, Any]) -> str:
    """The element for the cells from *first* to *last*, each (row, column) from 0."""
    names = [f"{LETTERS[column]}{row + 1}" for row, column in dict.fromkeys((first, last))]
    values = [tuple(each) if isinstance(each, list) else each for each in options.values()]
    before, after = _validation(tuple(options), *values)
    return f'{before} sqref="{":".join(names)}"{after}'


# Typed: 1 and 1.0 are written differently.
@lru_cache(maxsize=1_000, typed=True)
def _validation(names: tuple[str, ...], *values: Any) -> tuple[str, str]:
    """The element's text before and after its cells."""
    sheet = Worksheet()
    sheet.fh = StringIO()
    options = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in zip(names, values, strict=True)
    }
    if sheet.data_validation(0, 0, 0, 0, options):
        raise ValueError(f"Excel takes no such limit: {options}")
    sheet._write_data_validation(sheet.validations[0])
    before, found, after = sheet.fh.getvalue().partition(_ANY)
    assert found
    return before, after
