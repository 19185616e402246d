"""A worksheet of an open workbook."""

# ruff: noqa: N802, N803

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, Literal

from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from .area import FakeRange, area_of
from .com import Com, ComError
from .notes import FakeComment, Remark
from .protection import (
    NO_RESTRICTIONS,
    NO_SELECTION,
    UNLOCKED_CELLS,
    Guard,
    Permissions,
    fits,
    forget_password,
    protect,
)

if TYPE_CHECKING:
    from .book import FakeBook

ROWS, COLUMNS = 1_048_576, 16_384
DEFAULT_WIDTH = 8.43
PADDING = 5 / 7
"""Characters: a file's column width counts the cell's margins, Excel's ColumnWidth doesn't."""
VISIBLE = {"visible": -1, "hidden": 0, "veryHidden": 2}
STATES: dict[int, Literal["visible", "hidden", "veryHidden"]] = {0: "hidden", 2: "veryHidden"}


class FakeSheet(Com):
    """A worksheet; ``worksheet`` and ``values`` are those of openpyxl, see FakeBook."""

    def __init__(self, book: FakeBook, worksheet: Worksheet) -> None:
        self.book = book
        self.worksheet = worksheet
        self.user_interface_only = False
        self.selection = FakeRange(self, 1, 1, 1, 1)
        self.remarks: dict[tuple[int, int], Remark] = {}

    @property
    def values(self) -> Worksheet:
        """The same sheet with the values of its formulas."""
        return self.book.values[self.worksheet.title]

    @property
    def guard(self) -> Guard:
        return Guard(self)

    def cell(self, row: int, column: int, *, make: bool = False) -> Cell | MergedCell:
        """A cell; one never written looks as its row or column does, and is kept if *make*."""
        known = self.worksheet._cells.get((row, column))
        if known is not None:
            return known
        fresh = Cell(self.worksheet, row, column)
        line = self.worksheet.row_dimensions.get(row)
        upright = self.column_of(column)
        if line is not None and line.has_style:
            _dress(fresh, line)
        elif upright is not None and upright.has_style:
            _dress(fresh, upright)
        if make:
            self.worksheet._cells[row, column] = fresh
        return fresh

    def column_of(self, column: int) -> ColumnDimension | None:
        """The settings that hold for a column; one entry may stand for several columns."""
        dimensions = self.worksheet.column_dimensions
        exact = dimensions.get(get_column_letter(column))
        if exact is not None:
            return exact
        for settings in dimensions.values():
            if settings.min and settings.max and settings.min <= column <= settings.max:
                return settings
        return None

    def column_hidden(self, column: int) -> bool:
        settings = self.column_of(column)
        return settings is not None and bool(settings.hidden)

    def width_of(self, column: int) -> float:
        """A column's width in characters, as ``ColumnWidth`` says it."""
        if self.column_hidden(column):
            return 0.0
        settings = self.column_of(column)
        width = settings.width if settings is not None else None
        width = width or self.worksheet.sheet_format.defaultColWidth
        return round(max(0.0, width - PADDING), 2) if width else DEFAULT_WIDTH

    def comments(self) -> list[FakeComment]:
        """The notes, row by row."""
        cells = sorted(self.worksheet._cells.items())
        places = [place for place, cell in cells if getattr(cell, "comment", None)]
        return [FakeComment(FakeRange(self, row, column, 1, 1)) for row, column in places]

    @property
    def Name(self) -> str:
        return self.worksheet.title

    @property
    def Index(self) -> int:
        return self.book.formulas.index(self.worksheet) + 1

    @property
    def Parent(self) -> FakeBook:
        return self.book

    @property
    def Visible(self) -> int:
        return VISIBLE[self.worksheet.sheet_state]

    @Visible.setter
    def Visible(self, value: int) -> None:
        state = STATES.get(int(value), "visible")
        others = [sheet for sheet in self.book.sheets if sheet is not self and sheet.Visible == -1]
        security = self.book.formulas.security
        if (security and security.lockStructure) or (state != "visible" and not others):
            raise ComError("Unable to set the Visible property of the Worksheet class")
        self.worksheet.sheet_state = state
        if self.book.active_sheet is self and state != "visible":
            self.book.active_sheet = others[0]
        self.book.touch()

    def Activate(self) -> None:
        if self.worksheet.sheet_state != "visible":
            raise ComError("Activate method of Worksheet class failed")
        self.book.active_sheet = self
        self.book.formulas.active = self.worksheet
        self.book.excel.note_call("activate", f"{self.book.Name}/{self.Name}")

    @property
    def Cells(self) -> FakeRange:
        return FakeRange(self, 1, 1, ROWS, COLUMNS)

    @property
    def UsedRange(self) -> FakeRange:
        sheet = self.worksheet
        top, left = sheet.min_row, sheet.min_column
        return FakeRange(self, top, left, sheet.max_row - top + 1, sheet.max_column - left + 1)

    def Range(self, Cell1: str | FakeRange, Cell2: str | FakeRange | None = None) -> FakeRange:
        """The cells of an address, or the rectangle that spans two ranges."""
        first = area_of(self, Cell1) if isinstance(Cell1, str) else Cell1
        if Cell2 is None:
            return first
        return first.span(area_of(self, Cell2) if isinstance(Cell2, str) else Cell2)

    @property
    def ProtectContents(self) -> bool:
        return bool(self.worksheet.protection.sheet)

    @property
    def ProtectDrawingObjects(self) -> bool:
        return bool(self.worksheet.protection.objects)

    @property
    def ProtectScenarios(self) -> bool:
        return bool(self.worksheet.protection.scenarios)

    @property
    def ProtectionMode(self) -> bool:
        return self.user_interface_only

    @property
    def Protection(self) -> Permissions:
        return Permissions(self.worksheet.protection)

    @property
    def EnableSelection(self) -> int:
        state = self.worksheet.protection
        if state.selectUnlockedCells:
            return NO_SELECTION
        return UNLOCKED_CELLS if state.selectLockedCells else NO_RESTRICTIONS

    @EnableSelection.setter
    def EnableSelection(self, value: int) -> None:
        if value not in (NO_RESTRICTIONS, UNLOCKED_CELLS, NO_SELECTION):
            raise ComError("Unable to set the EnableSelection property of the Worksheet class")
        state = self.worksheet.protection
        state.selectLockedCells = value != NO_RESTRICTIONS
        state.selectUnlockedCells = value == NO_SELECTION

    def Unprotect(self, Password: str | None = None) -> None:
        """Raises ComError where there is another password (a prompt would be cancelled)."""
        state = self.worksheet.protection
        if not fits(state, Password or ""):
            raise ComError("The password you supplied is not correct.")
        if state.sheet or state.objects or state.scenarios:
            self.book.touch()
        state.sheet = state.objects = state.scenarios = False
        forget_password(state)
        self.user_interface_only = False

    def Protect(
        self,
        Password: str | None = None,
        DrawingObjects: bool = True,
        Contents: bool = True,
        Scenarios: bool = True,
        UserInterfaceOnly: bool = False,
        AllowFormattingCells: bool = False,
        AllowFormattingColumns: bool = False,
        AllowFormattingRows: bool = False,
        AllowInsertingColumns: bool = False,
        AllowInsertingRows: bool = False,
        AllowInsertingHyperlinks: bool = False,
        AllowDeletingColumns: bool = False,
        AllowDeletingRows: bool = False,
        AllowSorting: bool = False,
        AllowFiltering: bool = False,
        AllowUsingPivotTables: bool = False,
    ) -> None:
        allowed = {
            "AllowFormattingCells": AllowFormattingCells,
            "AllowFormattingColumns": AllowFormattingColumns,
            "AllowFormattingRows": AllowFormattingRows,
            "AllowInsertingColumns": AllowInsertingColumns,
            "AllowInsertingRows": AllowInsertingRows,
            "AllowInsertingHyperlinks": AllowInsertingHyperlinks,
            "AllowDeletingColumns": AllowDeletingColumns,
            "AllowDeletingRows": AllowDeletingRows,
            "AllowSorting": AllowSorting,
            "AllowFiltering": AllowFiltering,
            "AllowUsingPivotTables": AllowUsingPivotTables,
        }
        state = self.worksheet.protection
        protect(state, Password, DrawingObjects, Contents, Scenarios, allowed)
        self.user_interface_only = UserInterfaceOnly
        self.book.touch()


def _dress(cell: Any, like: Any) -> None:
    """Give a new cell the looks of its row or column."""
    cell._style = copy(like._style)
