"""A document that is open in LibreOffice."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Value = str | float | datetime.date | None  # float takes int, date takes datetime


def _column(letters: str) -> int:
    """Count a column from 0: "A" is 0, "AA" is 26."""
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        raise ValueError(f"not a column's letters: {letters!r}")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _row(number: int) -> int:
    if number < 1:
        raise ValueError(f"rows count from 1, not {number}")
    return number - 1


def _plain(value: Value) -> str | float | dict[str, str] | None:
    if isinstance(value, bool):
        raise TypeError("put() takes no bool: type 'TRUE' or put a number")
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    return value


class Document:
    """A copy of a file, open in LibreOffice; closing it saves nothing.

    Rows count from 1 and columns are letters, as on the screen. Changing a locked cell of a
    protected sheet, or the rows and columns of one, raises LibreOfficeError.
    """

    def __init__(self, ask: Callable[..., Any], number: int) -> None:
        self._ask_office = ask
        self._number = number
        self._open = True

    def _ask(self, do: str, **fields: Any) -> Any:
        if not self._open:
            raise ValueError("the document is closed")
        return self._ask_office(do, document=self._number, **fields)

    def __enter__(self) -> Document:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self.close()
        except RuntimeError:
            if kind is None:  # else it would hide why the test failed
                raise

    def close(self) -> None:
        """Close without saving; a second time does nothing."""
        if self._open:
            self._open = False
            self._ask_office("close", document=self._number)

    def sheets(self) -> list[str]:
        """Name the sheets in order, hidden ones too."""
        names: list[str] = self._ask("sheets")
        return names

    def type(self, sheet: str, cell: str, text: str) -> None:
        """Enter text as a person types it: numbers, percents, dates and =formulas are recognised.

        The validation rules are not asked (see invalid()), and a leading - or + starts no formula.
        """
        self._ask("type", sheet=sheet, cell=cell, text=text)

    def put(self, sheet: str, cell: str, value: Value) -> None:
        """Set a text (never a formula), number or date as such; None clears.

        The cell keeps its number format, so a date shows as one only in a cell made for dates.
        """
        self.put_many({(sheet, cell): value})

    def put_many(self, values: Mapping[tuple[str, str], Value]) -> None:
        """Set many cells, by (sheet, cell), in one request: all of them or none."""
        cells = [[sheet, cell, _plain(value)] for (sheet, cell), value in values.items()]
        self._ask("put", cells=cells)

    def values(
        self,
        sheet: str,
        range: str | None = None,  # noqa: A002
    ) -> list[list[str | float | None]]:
        """Read a range, or all that is used from A1 on: at least one cell.

        Numbers, dates and logical values are floats, errors texts like "#DIV/0!", empty cells
        None; a formula that gives an empty text is "".
        """
        rows: list[list[str | float | None]] = self._ask("values", sheet=sheet, area=range)
        return rows

    def texts(self, sheet: str, cells: Sequence[str]) -> list[str]:
        """Read cells as they are displayed."""
        texts: list[str] = self._ask("texts", sheet=sheet, cells=list(cells))
        return texts

    def formula_errors(self) -> list[str]:
        """Name every formula in error, as "Sheet.A1: Err:502"."""
        errors: list[str] = self._ask("formula_errors")
        return errors

    def recalculate(self) -> None:
        """Calculate all formulas anew, whatever their stored values."""
        self._ask("recalculate")

    def invalid(self) -> dict[str, list[str]]:
        """Name the cells that break their validation rule: every sheet, with its sorted cells.

        A blank cell is named if its rule does not ignore blanks, a merged one by its first cell.
        Not seen: formulas that give an error. Raises at 1000 cells on a sheet, where LibreOffice
        stops marking.
        """
        cells: dict[str, list[str]] = self._ask("invalid")
        return cells

    def insert_rows(self, sheet: str, before: int, count: int = 1) -> None:
        """Insert empty rows before a row."""
        self._lines(sheet, False, True, _row(before), count)

    def delete_rows(self, sheet: str, first: int, count: int = 1) -> None:
        """Delete rows from the first one on."""
        self._lines(sheet, False, False, _row(first), count)

    def insert_columns(self, sheet: str, before: str, count: int = 1) -> None:
        """Insert empty columns before a column."""
        self._lines(sheet, True, True, _column(before), count)

    def delete_columns(self, sheet: str, first: str, count: int = 1) -> None:
        """Delete columns from the first one on."""
        self._lines(sheet, True, False, _column(first), count)

    def _lines(self, sheet: str, columns: bool, insert: bool, first: int, count: int) -> None:
        if count < 1:
            raise ValueError(f"at least one row or column, not {count}")
        self._ask("lines", sheet=sheet, columns=columns, insert=insert, first=first, count=count)

    def move_column(self, sheet: str, source: str, before: str) -> None:
        """Move a column to stand before another, as cut and insert do; formulas follow it."""
        self._ask("move_column", sheet=sheet, source=_column(source), before=_column(before))

    def copy_cells(self, sheet: str, source: str, target: str) -> None:
        """Copy a range to where the target cell is, with formats and validation rules."""
        self._ask("copy", sheet=sheet, source=source, target=target)

    def merge_cells(self, sheet: str, area: str) -> None:
        """Merge a range into one cell; what the other cells held stays in the file, covered."""
        self._ask("merge", sheet=sheet, area=area)

    def hide_rows(self, sheet: str, area: str) -> None:
        """Hide the rows of a range."""
        self._ask("hide", sheet=sheet, area=area, columns=False)

    def hide_columns(self, sheet: str, area: str) -> None:
        """Hide the columns of a range."""
        self._ask("hide", sheet=sheet, area=area, columns=True)

    def sort_rows(self, sheet: str, area: str, column: str, descending: bool = False) -> None:
        """Sort the rows of a range, which has no header, by one of its columns."""
        place = _column(column)
        self._ask("sort", sheet=sheet, area=area, column=place, descending=descending)

    def filter_rows(self, sheet: str, area: str, column: str, text: str) -> None:
        """Show only the rows of a range, its header first, that hold that text in a column."""
        self._ask("filter", sheet=sheet, area=area, column=_column(column), text=text)

    def rename_sheet(self, sheet: str, name: str) -> None:
        """Give a sheet another name."""
        self._ask("rename_sheet", sheet=sheet, name=name)

    def copy_sheet(self, sheet: str, name: str) -> None:
        """Copy a sheet to stand behind it."""
        self._ask("copy_sheet", sheet=sheet, name=name)

    def delete_sheet(self, sheet: str) -> None:
        """Delete a sheet."""
        self._ask("delete_sheet", sheet=sheet)

    def cut_rows(self) -> dict[str, list[tuple[int, float, float]]]:
        """Name the rows too low for their text: by sheet, with height and needed height in points.

        Merged cells are not looked at. Afterwards the rows are as high as their text.
        """
        found: dict[str, list[tuple[int, int, int]]] = self._ask("cut_rows")
        point = 2540 / 72
        return {
            sheet: [
                (row, had / point, needs / point)
                for row, had, needs in rows
                # A gap between two tables has no text.
                if any(value not in (None, "") for value in grid[row - 1])
            ]
            for sheet, rows in found.items()
            for grid in (self.values(sheet),)
        }

    def sizes(self, sheet: str) -> tuple[list[float], list[float]]:
        """Return the columns' widths and the rows' heights in inches, of hidden ones 0."""
        widths, heights = self._ask("sizes", sheet=sheet)
        return [width / 2540 for width in widths], [height / 2540 for height in heights]

    def protected(self, sheet: str) -> bool:
        """Tell whether a sheet is protected."""
        answer: bool = self._ask("protected", sheet=sheet)
        return answer

    def unprotect(self, sheet: str) -> None:
        """Take a sheet's protection off; raises if that needs a password."""
        self._ask("unprotect", sheet=sheet)

    def save_as(self, path: str | os.PathLike[str], password: str | None = None) -> None:
        """Write the document as .xlsx, .xls, .ods, .csv (one sheet), .docx (of a text document) or
        .pdf, by the path's suffix.

        Where a password is given, it is needed to open the file.
        """
        self._ask("save", path=str(Path(path).absolute()), password=password)
