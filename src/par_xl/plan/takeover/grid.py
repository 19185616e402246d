"""A table as it stands in the file: cells by row and column, merged ones known as one.

Those of spreadsheets are read here, those of Word files in ``word``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from par_xl.plan.model import SHEETS, ItemRow
from par_xl.plan.takeover.report import REPORT_SHEET
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, fold, is_blank
from par_xl.workbooks.book import Place, Sheet, TooLargeError
from par_xl.workbooks.reader import read_workbook

COLUMNS_LIMIT = 100
ROWS_LIMIT = 5_000
"""Rows of a table; the appendices of a plan have a few hundred."""
CELLS_LIMIT = 1_000_000
"""Places of all tables of a file."""


@dataclass(frozen=True)
class Grid:
    """A table of the file in rows of equal length. ``origins`` leads from each place of a merged
    cell to its first, at which the value stands; ``before`` are the lines above the table, and
    ``notes`` what was seen in a row (from 1) or at all while it was read."""

    name: str
    rows: list[list[Cell]]
    origins: Mapping[Place, Place]
    before: tuple[str, ...]
    notes: Sequence[tuple[int | None, str]]

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def origin(self, row: int, column: int) -> Place:
        """Where the cell that covers this place begins."""
        return self.origins.get((row, column), (row, column))

    def value(self, row: int, column: int) -> Cell:
        """What is seen at this place: a merged cell's value at each of its places."""
        at = self.origin(row, column)
        return self.rows[at[0]][at[1]]

    def text(self, row: int, column: int) -> str:
        return as_text(self.value(row, column))

    def cells(self, row: int) -> list[tuple[int, Cell]]:
        """What begins or is seen in a row, each merged cell once, with its first column."""
        seen: set[Place] = set()
        found = []
        for column in range(self.width):
            at = self.origin(row, column)
            if at not in seen:
                seen.add(at)
                found.append((column, self.value(row, column)))
        return found

    def texts(self, row: int) -> list[str]:
        """The texts of these cells that hold one."""
        return [as_text(cell) for _, cell in self.cells(row) if not is_blank(cell)]

    def is_blank(self, row: int) -> bool:
        return not self.texts(row)

    def covers_row(self, row: int) -> bool:
        """Whether one cell goes from the first to the last column of a row."""
        return self.width > 1 and self.origin(row, self.width - 1) == self.origin(row, 0)


def check_size(grids: Sequence[Grid]) -> None:
    """See that a file's tables are no more than people make.

    Raises:
        TooLargeError: they are.
    """
    if sum(len(grid.rows) * grid.width for grid in grids) > CELLS_LIMIT:
        raise TooLargeError(N_("các bảng có quá nhiều ô"))


def make_grid(
    name: str,
    rows: list[list[Cell]],
    origins: Mapping[Place, Place],
    before: tuple[str, ...],
    notes: Sequence[tuple[int | None, str]],
) -> Grid:
    """A grid of rows that may be of several lengths. *origins* are those of its merged cells."""
    width = min(COLUMNS_LIMIT, max((len(row) for row in rows), default=0))
    even = [[*row[:width], *([None] * (width - len(row)))] for row in rows]
    inside = {
        place: at
        for place, at in origins.items()
        if max(place[0], at[0]) < len(even) and max(place[1], at[1]) < width
    }
    return _without_doubles(Grid(name, even, inside, before, notes), [*map(len, rows)])


def _without_doubles(grid: Grid, lengths: list[int]) -> Grid:
    """The grid without columns that no row tells from the one before: Word cuts columns at every
    edge that any row has. *lengths* are those of the rows before they were made even."""
    height = range(len(grid.rows))
    kept = [
        column
        for column in range(grid.width)
        if column == 0
        or any(
            column < lengths[row] and grid.origin(row, column) != grid.origin(row, column - 1)
            for row in height
        )
    ]
    # A merged cell may begin in a column that goes: it begins in the next one then.
    rows: list[list[Cell]] = [[grid.rows[row][column] for column in kept] for row in height]
    origins: dict[Place, Place] = {}
    first: dict[Place, Place] = {}
    for row in height:
        for number, column in enumerate(kept):
            at = grid.origins.get((row, column))
            if at is not None:
                origins[row, number] = first.setdefault(at, (row, number))
                if first[at] == (row, number):
                    rows[row][number] = grid.rows[at[0]][at[1]]
    return replace(grid, rows=rows, origins=origins)


_OF_A_PLAN = {fold(name) for name, kind in SHEETS.items() if kind is not ItemRow}
_OF_A_PLAN.add(fold(REPORT_SHEET))
"""Sheets of a plan workbook, if the file is one, that are no appendices."""


def read_excel(content: bytes, name: str) -> tuple[list[Grid], list[str]]:
    """The sheets of a spreadsheet file, a table each, and what is to be said of the file.

    Raises:
        UnreadableFileError: it can't be read.
    """
    sheets = read_workbook(content, name).sheets
    notes: list[str] = []
    grids: list[Grid] = []
    for sheet in sheets:
        if sheet.is_hidden:
            notes.append(N_("trang «{sheet}» bị ẩn: không đọc").format(sheet=sheet.name))
        elif fold(sheet.name) in _OF_A_PLAN:
            text = N_("trang «{sheet}» là trang khác của một kế hoạch: không đọc")
            notes.append(text.format(sheet=sheet.name))
        else:
            grids.append(_grid(sheet))
            check_size(grids)
    return grids, notes


def _grid(sheet: Sheet) -> Grid:
    rows = [list(row[:COLUMNS_LIMIT]) for row in sheet.rows[:ROWS_LIMIT]]
    notes: list[tuple[int | None, str]] = []
    if len(sheet.rows) > ROWS_LIMIT:
        notes.append((None, N_("chỉ đọc {count} hàng đầu").format(count=ROWS_LIMIT)))
    if any(len(row) > COLUMNS_LIMIT for row in sheet.rows):
        notes.append((None, N_("chỉ đọc {count} cột đầu").format(count=COLUMNS_LIMIT)))
    for (row, _), why in sheet.broken.items():
        text = N_("ô có công thức lỗi hoặc chưa được tính, để trống: {why}").format(why=why)
        notes.append((row + 1, text))
    origins: dict[Place, Place] = {}
    for (top, left), (bottom, right) in sheet.merged:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, COLUMNS_LIMIT)):
                origins.setdefault((row, column), (top, left))
    for (row, column), at in origins.items():
        if at != (row, column) and (hidden := as_text(sheet.cell(row, column))):
            text = N_("ô gộp còn chữ nằm khuất, không lấy: «{text}»").format(text=hidden)
            notes.append((row + 1, text))
    name = N_("Trang «{name}»").format(name=sheet.name)
    return make_grid(name, rows, origins, (sheet.name,), notes)
