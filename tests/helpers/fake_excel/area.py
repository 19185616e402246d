"""A rectangle of cells on a sheet: Excel's Range."""

# ruff: noqa: N802, N803

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter, range_boundaries

from .com import Com, ComError
from .conditions import FakeConditions
from .notes import FakeComment
from .values import formula, given, taken

if TYPE_CHECKING:
    from .sheet import FakeSheet

T = TypeVar("T")


class FakeRange(Com):
    """Cells from (row, column) on, counted from 1."""

    def __init__(self, sheet: FakeSheet, row: int, column: int, rows: int, columns: int) -> None:
        self.sheet = sheet
        self.row = row
        self.column = column
        self.shape = (rows, columns)

    def places(self) -> Iterator[tuple[int, int]]:
        for row in range(self.row, self.row + self.shape[0]):
            for column in range(self.column, self.column + self.shape[1]):
                yield row, column

    def cells(self, *, make: bool = False) -> Iterator[Cell | MergedCell]:
        return (self.sheet.cell(row, column, make=make) for row, column in self.places())

    def span(self, other: FakeRange) -> FakeRange:
        """The rectangle around both."""
        top, left = min(self.row, other.row), min(self.column, other.column)
        bottom = max(self.row + self.shape[0], other.row + other.shape[0])
        right = max(self.column + self.shape[1], other.column + other.shape[1])
        return FakeRange(self.sheet, top, left, bottom - top, right - left)

    def __call__(self, RowIndex: int, ColumnIndex: int | None = None) -> FakeRange:
        """A cell counted from the first one, row by row where there is one number."""
        if ColumnIndex is None:
            down, right = divmod(RowIndex - 1, self.shape[1])
        else:
            down, right = RowIndex - 1, ColumnIndex - 1
        return FakeRange(self.sheet, self.row + down, self.column + right, 1, 1)

    @property
    def Worksheet(self) -> FakeSheet:
        return self.sheet

    @property
    def Row(self) -> int:
        return self.row

    @property
    def Column(self) -> int:
        return self.column

    @property
    def Count(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def Address(self) -> str:
        return self.GetAddress()

    def GetAddress(
        self,
        RowAbsolute: bool = True,
        ColumnAbsolute: bool = True,
        ReferenceStyle: int = 1,
        External: bool = False,
    ) -> str:
        if ReferenceStyle != 1:
            raise NotImplementedError("fake Excel: addresses in R1C1")
        row_mark, column_mark = "$" * RowAbsolute, "$" * ColumnAbsolute
        corners = [(self.row, self.column)]
        if self.Count > 1:
            corners.append((self.row + self.shape[0] - 1, self.column + self.shape[1] - 1))
        address = ":".join(
            f"{column_mark}{get_column_letter(column)}{row_mark}{row}" for row, column in corners
        )
        if not External:
            return address
        place = f"[{self.sheet.book.Name}]{self.sheet.Name}".replace("'", "''")
        return f"'{place}'!{address}"

    @property
    def Value(self) -> Any:
        return self._gather(self._value)

    @Value.setter
    def Value(self, value: Any) -> None:
        changes = list(zip(self.places(), self._spread(value), strict=True))
        for (row, column), _ in changes:
            self.sheet.guard.value(bool(self.sheet.cell(row, column).protection.locked))
        for (row, column), single in changes:
            cell = self.sheet.cell(row, column, make=True)
            # Of merged cells only the first holds a value.
            if isinstance(cell, Cell):
                self._put(cell, taken(single, cell.number_format))
        self.sheet.book.touch()

    @property
    def Formula(self) -> Any:
        return self._gather(self._formula)

    @property
    def FormatConditions(self) -> FakeConditions:
        return FakeConditions(self)

    @property
    def Locked(self) -> bool | None:
        return self._common(bool(cell.protection.locked) for cell in self.cells())

    @property
    def AllowEdit(self) -> bool:
        return not self.sheet.worksheet.protection.sheet or self.Locked is False

    @property
    def MergeCells(self) -> bool:
        return self.MergeArea.Count > 1

    @property
    def MergeArea(self) -> FakeRange:
        if self.Count > 1:
            raise ComError("Unable to get the MergeArea property of the Range class")
        for merged in self.sheet.worksheet.merged_cells.ranges:
            if (
                merged.min_row <= self.row <= merged.max_row
                and merged.min_col <= self.column <= merged.max_col
            ):
                rows, columns = merged.size["rows"], merged.size["columns"]
                return FakeRange(self.sheet, merged.min_row, merged.min_col, rows, columns)
        return self

    @property
    def ColumnWidth(self) -> float | None:
        return self._common(self.sheet.width_of(column) for column in self._columns())

    @property
    def column_hidden(self) -> bool | None:
        return self._common(self.sheet.column_hidden(column) for column in self._columns())

    @property
    def row_hidden(self) -> bool | None:
        lines = self.sheet.worksheet.row_dimensions
        numbers = range(self.row, self.row + self.shape[0])
        return self._common(n in lines and bool(lines[n].hidden) for n in numbers)

    @property
    def Comment(self) -> FakeComment | None:
        found = self.sheet.worksheet._cells.get((self.row, self.column))
        return FakeComment(self(1)) if isinstance(found, Cell) and found.comment else None

    @property
    def CommentThreaded(self) -> None:
        """Threaded comments are none of openpyxl's."""
        return

    def AddComment(self, Text: str) -> FakeComment:
        cell = self.sheet.cell(self.row, self.column, make=True)
        if self.Count > 1 or isinstance(cell, MergedCell) or cell.comment:
            raise ComError("Unable to get the AddComment property of the Range class")
        return FakeComment.add(self, cell, Text)

    def Select(self) -> None:
        book = self.sheet.book
        if book.excel.active_book is not book or book.active_sheet is not self.sheet:
            raise ComError("Select method of Range class failed")
        self.sheet.selection = self

    def _gather(self, what: Any) -> Any:
        if self.Count == 1:
            return what(self.row, self.column)
        columns = self._columns()
        rows = range(self.row, self.row + self.shape[0])
        return tuple(tuple(what(row, column) for column in columns) for row in rows)

    def _spread(self, value: Any) -> Iterator[Any]:
        """A value for each cell: one for all, a line repeated in each row, or a table."""
        rows, columns = self.shape
        if not isinstance(value, list | tuple):
            return iter([value] * self.Count)
        table = value if isinstance(value[0], list | tuple) else [value] * rows
        if len(table) != rows or any(len(line) != columns for line in table):
            raise NotImplementedError("fake Excel: values of another shape than the range")
        return (single for line in table for single in line)

    def _columns(self) -> range:
        return range(self.column, self.column + self.shape[1])

    def _value(self, row: int, column: int) -> Any:
        cell = self.sheet.cell(row, column)
        if isinstance(cell, MergedCell):
            return None
        if cell.data_type == "f":
            cell = self.sheet.values.cell(row, column)
            return given("" if cell.value is None else cell.value, cell.data_type)
        return given(cell.value, cell.data_type)

    def _formula(self, row: int, column: int) -> str:
        return formula(self.sheet.cell(row, column).value)

    def _put(self, cell: Cell, value: Any) -> None:
        for sheet in (self.sheet.worksheet, self.sheet.values):
            target = sheet.cell(cell.row, cell.column)
            target.value = value
            if isinstance(value, str):
                # "- Đã làm" and "=" are text here: formulas were refused before.
                target.data_type = "s"

    @staticmethod
    def _common(found: Iterable[T]) -> T | None:
        """What all have in common, None where they differ."""
        different = set(found)
        return different.pop() if len(different) == 1 else None


def area_of(sheet: FakeSheet, address: str) -> FakeRange:
    """The cells of an address such as "A1", "$A$1:B3", "A:C" or "1:3"; ComError for no address."""
    if "," in address:
        raise NotImplementedError("fake Excel: ranges of several areas")
    try:
        left, top, right, bottom = range_boundaries(address.upper())
    except ValueError:
        raise ComError(f"Method 'Range' of object '_Worksheet' failed: {address}") from None
    whole = sheet.Cells.shape
    top, left, bottom, right = top or 1, left or 1, bottom or whole[0], right or whole[1]
    return FakeRange(sheet, top, left, bottom - top + 1, right - left + 1)
