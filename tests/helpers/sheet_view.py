"""Finding one's way on a sheet by what a reader sees: header texts, row keys, labels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import python_calamine
from openpyxl.utils import get_column_letter

from libreoffice import Document
from par_xl.workspace.layout import Folder

Grid = Sequence[Sequence[Any]]
APPENDICES = ("Phụ lục I", "Phụ lục II", "Phụ lục III")
COVER = "Trang đầu"
KEY = "Mã dòng"


class SheetView:
    """A table on a sheet, as its cells are now; make a new one after a change."""

    def __init__(self, grid: Grid, key: str = KEY) -> None:
        """*key* is the header of the column that names the rows."""
        self.grid = grid
        self.header = next(number for number, row in enumerate(grid) if key in row)
        self.columns = {
            text: number for number, text in enumerate(grid[self.header]) if isinstance(text, str)
        }
        place = self.columns[key]
        self.rows = {
            row[place]: number
            for number, row in enumerate(grid)
            if number > self.header and row[place] not in (None, "")
        }

    @staticmethod
    def of(document: Document, sheet: str, key: str = KEY) -> SheetView:
        """The table as it stands in LibreOffice."""
        return SheetView(document.values(sheet), key)

    def cell(self, key: str, header: str) -> str:
        """Name of a cell, as "O9"."""
        return f"{get_column_letter(self.columns[header] + 1)}{self.rows[key] + 1}"

    def value(self, key: str, header: str) -> Any:
        return self.grid[self.rows[key]][self.columns[header]]

    def column(self, header: str) -> dict[str, Any]:
        """A column's values by row key."""
        return {key: self.value(key, header) for key in self.rows}


def beside(grid: Grid, label: str) -> str:
    """Name of the cell to the right of a label."""
    (found,) = [
        f"{get_column_letter(place + 2)}{number}"
        for number, row in enumerate(grid, start=1)
        for place, cell in enumerate(row)
        if cell == label
    ]
    return found


def stored(path: Path, sheet: str) -> list[list[Any]]:
    """The values stored in a sheet's cells from A1 on; none where there is no such sheet."""
    with python_calamine.load_workbook(path) as book:
        rows = (
            book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if sheet in book.sheet_names
            else []
        )
    return [[None if value == "" else value for value in row] for row in rows]


def text_above(grid: Grid, beginning: str) -> str:
    """The one text of a sheet that begins so."""
    (found,) = [
        cell for row in grid for cell in row if isinstance(cell, str) and cell.startswith(beginning)
    ]
    return found


def result_of(folder: Folder, period: str) -> dict[str, Any]:
    """The period's JSON."""
    found: dict[str, Any] = json.loads(folder.results(period).json.read_bytes())
    return found
