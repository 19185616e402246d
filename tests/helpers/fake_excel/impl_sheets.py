"""xlwings' sheets over the pretended native objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings import base_classes

from .area import FakeRange
from .impl_cells import Note, Range
from .sheet import FakeSheet

if TYPE_CHECKING:
    from .book import SheetList
    from .impl_app import Book

Corner = str | tuple[int, int] | tuple[int, int, int, int] | base_classes.Range


class Sheets(base_classes.Sheets):
    """``book.sheets``."""

    def __init__(self, xl: SheetList) -> None:
        self.xl = xl

    @property
    def api(self) -> SheetList:
        return self.xl

    @property
    def active(self) -> Sheet:
        return Sheet(self.xl.Parent.ActiveSheet)

    def __call__(self, name_or_index: str | int) -> Sheet:
        return Sheet(self.xl(name_or_index))

    def __len__(self) -> int:
        return self.xl.Count

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(sheet) for sheet in self.xl)


class Sheet(base_classes.Sheet):
    """``xw.Sheet``; ``visible`` is -1, 0 (hidden) or 2 (very hidden), as on Windows."""

    def __init__(self, xl: FakeSheet) -> None:
        self.xl = xl

    @property
    def api(self) -> FakeSheet:
        return self.xl

    @property
    def name(self) -> str:
        return self.xl.Name

    @name.setter
    def name(self, value: str) -> None:
        raise NotImplementedError("fake Excel: renaming a sheet")

    @property
    def index(self) -> int:
        return self.xl.Index

    @property
    def book(self) -> Book:
        from .impl_app import Book

        return Book(self.xl.Parent)

    @property
    def visible(self) -> int:
        return self.xl.Visible

    @visible.setter
    def visible(self, value: int) -> None:
        self.xl.Visible = value

    def activate(self) -> None:
        self.xl.Activate()

    @property
    def cells(self) -> Range:
        return Range(self.xl.Cells)

    @property
    def used_range(self) -> Range:
        return Range(self.xl.UsedRange)

    @property
    def notes(self) -> list[Note]:
        return [Note(comment) for comment in self.xl.comments()]

    def range(self, arg1: Corner, arg2: Corner | None = None) -> Range:
        first = self._corner(arg1)
        return Range(first if arg2 is None else first.span(self._corner(arg2)))

    def _corner(self, corner: Corner) -> FakeRange:
        if isinstance(corner, Range):
            return corner.xl
        if isinstance(corner, str):
            return self.xl.Range(corner)
        if not isinstance(corner, tuple):
            raise NotImplementedError(f"fake Excel: a range from {corner!r}")
        if 0 in corner[:2]:
            raise IndexError("Excel's ranges count from 1")
        row, column, rows, columns = corner if len(corner) == 4 else (*corner, 1, 1)
        return FakeRange(self.xl, row, column, rows, columns)
