"""Workbooks that people edit in the working folder, register and master: openpyxl streams them.

Who knows what saved them: they pass the same checks as any file first.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from par_xl.terms.text import Cell
from par_xl.workbooks.book import (
    NEVER_CALCULATED,
    NO_WORKBOOK,
    TooHeavyError,
    UnreadableFileError,
)
from par_xl.workbooks.package import open_package

Row = tuple[Cell, ...]

MOST_CELLS = 50_000_000
"""Cells of a sheet, the blank ones before the last of each row among them."""
_CONTROL = re.compile("_x(00[01][0-9A-Fa-f])_")
"""How a control character is written in a text."""


class EditedBook:
    """The sheets of an .xlsx file, by name, with the values that people see in them.

    Raises:
        UnreadableFileError: it is no workbook, damaged, over a limit, or built as no spreadsheet
            program builds one.
    """

    def __init__(self, content: bytes, name: str) -> None:
        open_package(content, name)
        self._content = content
        self._formulas = self._open(data_only=False)
        self.names: list[str] = [sheet.title for sheet in self._formulas.worksheets]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Stream a sheet's rows from the first on, each as wide as its last cell.

        A formula is its value; one that was never calculated is the constant NEVER_CALCULATED.

        Raises:
            UnreadableFileError: the sheet is damaged or too large.
        """
        values: Iterator[tuple[Any, ...]] | None = None
        passed = 0
        for number, row in enumerate(_rows(self._formulas, sheet)):
            if any(map(_may_be_formula, row)):
                values = values or _rows(self._values, sheet)
                shown = next(islice(values, number - passed, None))
                passed = number + 1
                row = tuple(
                    NEVER_CALCULATED if value is None and cell is not None else value
                    for cell, value in zip(row, shown, strict=True)
                )
            yield tuple(map(_cell, row))

    @cached_property
    def _values(self) -> Any:
        return self._open(data_only=True)

    def _open(self, *, data_only: bool) -> Any:
        # Only now: most commands read no such file.
        from openpyxl import load_workbook

        # In English, on a terminal, and nobody could do anything about it.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        content = io.BytesIO(self._content)
        try:
            return load_workbook(content, read_only=True, data_only=data_only, keep_links=False)
        except Exception as error:
            raise UnreadableFileError(NO_WORKBOOK) from error


def _may_be_formula(cell: object) -> bool:
    """Whether it may be one; a text that only looks like one has itself for its value."""
    return cell[:1] == "=" if isinstance(cell, str) else not isinstance(cell, _PLAIN)


_PLAIN = (float, int, date, time, timedelta, type(None))


def _rows(book: Any, name: str) -> Iterator[tuple[Any, ...]]:
    sheet = book[name]
    # Programs write wrong ones.
    sheet.reset_dimensions()
    count = 0
    try:
        for row in sheet.iter_rows(values_only=True):
            count += 1 + len(row)
            if count > MOST_CELLS:
                raise TooHeavyError(NO_WORKBOOK)
            yield row
    except UnreadableFileError:
        raise
    except Exception as error:
        raise UnreadableFileError(NO_WORKBOOK) from error


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        if "_x" in value:
            return _CONTROL.sub(lambda found: chr(int(found[1], 16)), value)
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        # A share shown as a time of day is a share all the same.
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    return value.total_seconds() / 86_400 if isinstance(value, timedelta) else str(value)
