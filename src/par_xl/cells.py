"""A workbook's bytes as a plain picture of sheets and cells, without meaning.

The one edge where spreadsheet libraries are called for reading: whatever they raise becomes
``UnreadableFileError`` here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast
from xml.etree import ElementTree

import python_calamine

from par_xl.text import Cell, fold

SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds an encrypted workbook; calamine calls such a file unknown."""
NEVER_CALCULATED = "công thức chưa được tính"


class UnreadableFileError(Exception):
    """The file is no readable workbook; the text says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells from A1 on, row by row. Positions are (row, column) counted from 0."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    broken: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Cells whose value cannot be trusted: error values, and formulas never calculated."""

    def cell(self, row: int, column: int) -> Cell:
        """Value of one cell; None outside the used area."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets in their order."""

    sheets: tuple[Sheet, ...]

    def named(self, name: str) -> list[Sheet]:
        """The sheets of that name, letter case and spaces aside."""
        wanted = fold(name)
        return [sheet for sheet in self.sheets if fold(sheet.name) == wanted]


def read_workbook(content: bytes) -> Workbook:
    """Read a spreadsheet file (.xlsx, .xlsm, .xls, .ods) from its bytes.

    Raises:
        UnreadableFileError: encrypted, damaged, or no workbook at all.
    """
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise UnreadableFileError("tệp đặt mật khẩu để mở")
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        broken = _broken_cells(content) if _is_ooxml(content) else {}
        return Workbook(
            tuple(
                _sheet(book.get_sheet_by_name(title), broken.get(title, {}))
                for title in book.sheet_names
                if title not in _chart_sheets(book)
            )
        )
    except UnreadableFileError:
        raise
    except Exception as error:
        # Readers raise whatever they like on a bad file, and none of it helps its owner.
        raise UnreadableFileError("tệp hỏng hoặc không phải là bảng tính") from error


def _is_ooxml(content: bytes) -> bool:
    """Whether it is .xlsx or .xlsm, whatever its name says."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _BOOK in archive.namelist()


def _chart_sheets(book: python_calamine.CalamineWorkbook) -> set[str]:
    return {
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is not python_calamine.SheetTypeEnum.WorkSheet
    }


def _sheet(sheet: python_calamine.CalamineSheet, broken: Mapping[tuple[int, int], str]) -> Sheet:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(sheet.name, rows, tuple(sheet.merged_cell_ranges or ()), broken)


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, str | bool | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return str(value)


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK = "xl/workbook.xml"
_TAG = rb"<(?:\w+:)?"
_ERROR_CELL = re.compile(
    _TAG + rb'c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>.*?' + _TAG + rb"v>([^<]*)<", re.S
)
_FORMULA_CELL = re.compile(
    _TAG
    + rb"c\s([^>]*)>\s*"
    + _TAG
    + rb"f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)(.*?)</(?:\w+:)?c>",
    re.S,
)
_VALUE = re.compile(_TAG + rb"v(?:\s[^>]*)?>[^<]")
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')


def _broken_cells(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Error cells and formulas without a value, by sheet: calamine shows both as empty."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, part in _sheet_parts(archive):
            xml = archive.read(part)
            cells: dict[tuple[int, int], str] = {}
            if b't="e"' in xml:
                for hit in _ERROR_CELL.finditer(xml):
                    cells[_position(hit[1], hit[2])] = hit[3].decode()
            if b"f>" in xml or b"f/>" in xml:
                for hit in _FORMULA_CELL.finditer(xml):
                    place = _PLACE.search(hit[1])
                    if place and b't="str"' not in hit[1] and not _VALUE.search(hit[2]):
                        cells[_position(place[1], place[2])] = NEVER_CALCULATED
            if cells:
                found[name] = cells
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets with the parts of the package that hold them."""
    relations = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    parts = set(archive.namelist())
    for sheet in _xml(archive, _BOOK).iter(f"{_MAIN}sheet"):
        target = relations.get(sheet.get(_RELATION), "")
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        if part in parts:
            yield cast(str, sheet.get("name")), part


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    xml = archive.read(part)
    if b"<!DOCTYPE" in xml:
        # No spreadsheet program writes one; it is how XML bombs are made.
        raise UnreadableFileError("tệp có khai báo DOCTYPE không an toàn")
    return ElementTree.fromstring(xml)


def _position(letters: bytes, row: bytes) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(row) - 1, column - 1
