"""A table as it stands in the file: rows of cells, a merged one the same at all its places.

Those of spreadsheets are read here, those of Word files in ``word``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from par_xl.plan.model import SHEETS, ItemRow
from par_xl.plan.takeover.report import REPORT_SHEET, Confidence, Note, Subject
from par_xl.terms.messages import N_, joined
from par_xl.terms.text import Cell, as_text, fold
from par_xl.workbooks.book import Sheet, TooLargeError
from par_xl.workbooks.reader import read_workbook

COLUMNS_LIMIT = 100
ROWS_LIMIT = 5_000
"""Rows of a table; the appendices of a plan have a few hundred."""
CELLS_LIMIT = 1_000_000
"""Places of all tables of a file."""


@dataclass(eq=False, slots=True)
class GridCell:
    """A cell: its value, and the row in which it begins."""

    value: Cell
    row: int

    @property
    def text(self) -> str:
        return as_text(self.value)


@dataclass(frozen=True)
class Grid:
    """A table in rows of equal length; a merged cell stands at each of its places.

    ``name`` says in which file it is, and where; ``before`` are the lines above it.
    """

    name: str
    rows: list[list[GridCell]]
    before: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def texts(self, row: int) -> list[str]:
        """Return the texts that are seen in a row, each merged cell's once."""
        return [cell.text for cell in dict.fromkeys(self.rows[row]) if cell.text]

    def covers_row(self, row: int) -> bool:
        """Whether one cell goes from the first to the last column of a row."""
        return self.width > 1 and self.rows[row][0] is self.rows[row][-1]


def make_grid(name: str, rows: Sequence[Sequence[GridCell]], before: tuple[str, ...]) -> Grid:
    """Make a grid of rows that may be of several lengths.

    Columns that no row tells from the one before are left out: Word cuts columns at every edge
    that any row has.
    """
    columns = [
        column
        for column in range(min(COLUMNS_LIMIT, max(map(len, rows), default=0)))
        if column == 0
        or any(column < len(row) and row[column] is not row[column - 1] for row in rows)
    ]
    even = [
        [row[column] if column < len(row) else GridCell(None, number) for column in columns]
        for number, row in enumerate(rows)
    ]
    return Grid(name, even, before)


def check_size(grids: Sequence[Grid]) -> None:
    """See that a file's tables are no more than people make.

    Raises:
        TooLargeError: they are.
    """
    if sum(len(grid.rows) * grid.width for grid in grids) > CELLS_LIMIT:
        raise TooLargeError(N_("các bảng có quá nhiều ô"))


_OF_A_PLAN = {fold(name) for name, kind in SHEETS.items() if kind is not ItemRow}
_OF_A_PLAN.add(fold(REPORT_SHEET))
"""Sheets of a plan workbook, if the file is one, that are no appendices."""


def read_excel(content: bytes, name: str, report: list[Note]) -> list[Grid]:
    """Read the sheets of a spreadsheet file, a table each.

    Raises:
        UnreadableFileError: it can't be read.
    """
    grids: list[Grid] = []
    for sheet in read_workbook(content, name).sheets:
        text = ""
        if sheet.is_hidden:
            text = N_("trang “{sheet}” bị ẩn: không đọc").format(sheet=sheet.name)
        elif fold(sheet.name) in _OF_A_PLAN:
            text = N_("trang “{sheet}” là trang khác của một kế hoạch: không đọc")
            text = text.format(sheet=sheet.name)
        if text:
            report.append(Note(Subject.FILE, Confidence.SKIPPED, text, name))
        else:
            grids.append(_grid(name, sheet, report))
            check_size(grids)
    return grids


def _grid(file: str, sheet: Sheet, report: list[Note]) -> Grid:
    name = joined((file, N_("trang “{name}”").format(name=sheet.name)), ", ")

    def note(row: int | None, text: str) -> None:
        report.append(Note(Subject.CELL, Confidence.UNSURE, text, name, row))

    width = max(map(len, sheet.rows), default=0)
    if len(sheet.rows) > ROWS_LIMIT:
        note(None, N_("chỉ đọc {count} hàng đầu").format(count=ROWS_LIMIT))
    if width > COLUMNS_LIMIT:
        note(None, N_("chỉ đọc {count} cột đầu").format(count=COLUMNS_LIMIT))
        width = COLUMNS_LIMIT
    for (row, _), why in sheet.broken.items():
        text = N_("ô có công thức lỗi hoặc chưa được tính, để trống: {why}")
        note(row + 1, text.format(why=why))
    rows = [
        [GridCell(sheet.cell(row, column), row) for column in range(width)]
        for row in range(min(len(sheet.rows), ROWS_LIMIT))
    ]
    for (top, left), (bottom, right) in sheet.merged:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, width)):
                first, cell = rows[top][left], rows[row][column]
                if cell is not first and cell.text:
                    text = N_("ô gộp còn chữ nằm khuất, không lấy: “{text}”")
                    note(row + 1, text.format(text=cell.text))
                rows[row][column] = first
    return make_grid(name, rows, (sheet.name,))
