"""Files looked into apart from the intake: their tables and their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import python_calamine
from openpyxl.utils.cell import coordinate_to_tuple

from builders import key
from par_xl.form.request import COVER_SHEET, HEAD
from par_xl.rules.entry import FORM, INPUT, KEY
from par_xl.terms.finding import cell_name
from par_xl.terms.text import fold

_FIELDS = {fold(column.header): column.field for column in FORM}


class Seen:
    """The cover, or a sheet with the form's table on it, read apart from the intake."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self._rows = rows
        headers = [
            {_FIELDS[fold(cell)]: place for place, cell in enumerate(row) if _is_header(cell)}
            for row in rows[:60]
        ]
        self.columns = max(headers, key=len)
        self.header = headers.index(self.columns)

    def cell(self, row: str, field: str) -> str:
        """Name of a cell. *row* is an item's code, "1.1+1" the row below it, "header" or "head"."""
        if row == "head":
            return self._beside(HEAD[field])
        if row == "header":
            return cell_name(self.header, self.columns[field])
        code, _, below = row.partition("+")
        number = next(at for at, cells in enumerate(self._rows) if key(code) in cells)
        return cell_name(number + int(below or 0), self.columns[field])

    @property
    def last(self) -> int:
        """The last row with a key, counted from 1."""
        place = self.columns[KEY.field]
        return max(at for at, cells in enumerate(self._rows, start=1) if "/" in str(cells[place]))

    def text(self, cell: str) -> str:
        """What a cell holds."""
        row, column = coordinate_to_tuple(cell)
        return str(self._rows[row - 1][column - 1])

    def filled(self) -> Iterator[int]:
        """Rows, counted from 1, with something in a cell to fill."""
        places = [self.columns[each.field] for each in INPUT if each.field in self.columns]
        for number, cells in enumerate(self._rows[self.header + 1 :], start=self.header + 2):
            if any(str(cells[place]).strip() for place in places):
                yield number

    def _beside(self, label: str) -> str:
        for number, cells in enumerate(self._rows):
            if label in cells:
                return cell_name(number, list(cells).index(label) + 1)
        raise KeyError(label)


def _is_header(cell: object) -> bool:
    return isinstance(cell, str) and fold(cell) in _FIELDS


def seen(content: bytes) -> dict[str, Seen]:
    """The cover and the sheets of a file that hold the form's table, by name."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    sheets = {
        name: Seen(rows)
        for name in book.sheet_names
        if (rows := book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    }
    return {
        name: sheet
        for name, sheet in sheets.items()
        if KEY.field in sheet.columns or name == COVER_SHEET
    }


def repacked(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """A zip file with parts changed, added, or (None) left out."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, data in (parts | dict(changes)).items():
            if data is not None:
                new.writestr(name, data)
    return packed.getvalue()


def parts_of(content: bytes) -> dict[str, str]:
    """The parts of a zip file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
