"""The independent reader of .ods and .xls files."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as Tree

import xlrd

from .told import BROKEN, Book, Grid, Raw, SilentError
from .xml_read import local, number, told_of, tree


def ods(parts: dict[str, bytes]) -> Book:
    """What an OpenDocument workbook says."""
    sheets: list[tuple[str, Grid | None]] = []
    for table in tree(parts["content.xml"]).iter():
        if local(table.tag) == "table":
            name = next((v for k, v in table.items() if local(k) == "name"), "")
            sheets.append((name, _ods_grid(table)))
    if len({name for name, _ in sheets}) < len(sheets):
        raise SilentError("two sheets of one name")
    return Book(sheets)


def _ods_grid(table: Tree.Element) -> Grid:
    grid, row = Grid(), 0
    for line in table.iter():
        if local(line.tag) != "table-row":
            continue
        column = 0
        for cell in line:
            if local(cell.tag) not in ("table-cell", "covered-table-cell"):
                continue
            told = {local(name): value for name, value in cell.items()}
            for value in _ods_values(cell, told):
                grid.cells[row, column].append(value)
            column += int(told.get("number-columns-repeated", "1"))
        row += int(told_of(line).get("number-rows-repeated", "1"))
    return grid


def _ods_values(cell: Tree.Element, told: dict[str, str]) -> Iterator[Raw]:
    kind = told.get("value-type")
    if kind in ("float", "percentage", "currency"):
        yield number(told.get("value", "").strip())
    elif kind == "boolean":
        yield told.get("boolean-value") == "true"
    elif kind == "date":
        found = re.match(r"(\d{4})-(\d\d)-(\d\d)", told.get("date-value", ""))
        yield date(*map(int, found.groups())) if found else BROKEN
    elif kind == "string" or kind is None:
        lines = ["".join(p.itertext()) for p in cell if local(p.tag) == "p"]
        yield told.get("string-value", "\n".join(lines)) or None
        if "".join(lines) != "".join(cell.itertext()):
            # Text in elements that are none of the format's.
            yield "".join(cell.itertext()) or None
    else:
        yield BROKEN


def xls(content: bytes) -> Book:
    """What a workbook of Excel 97 says to xlrd.

    Raises:
        SilentError: xlrd can't read it.
    """
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    except Exception as error:
        raise SilentError(repr(error)) from error
    sheets: list[tuple[str, Grid | None]] = []
    for sheet in book.sheets():
        grid = Grid()
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                value = sheet.cell_value(row, column)
                if kind == xlrd.XL_CELL_ERROR:
                    grid.cells[row, column].append(BROKEN)
                elif kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    is_truth = kind == xlrd.XL_CELL_BOOLEAN
                    grid.cells[row, column].append(bool(value) if is_truth else value)
        sheets.append((sheet.name, grid))
    return Book(sheets, book.datemode == 1)
