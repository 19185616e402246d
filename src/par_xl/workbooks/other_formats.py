"""What the parser does not say of .xls and .ods files, or says wrong."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from xml.etree import ElementTree

from par_xl.terms.finding import cell_name
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell
from par_xl.workbooks.book import (
    ANOTHER_FILE,
    DAMAGED_SHEET,
    NEVER_CALCULATED,
    Beside,
    Place,
    TooHeavyError,
    UnreadableFileError,
    UnsafeFileError,
)
from par_xl.workbooks.parts import local

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_BESIDE = (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text")
"""What is written beside a text, and is none of it: as are boxes and pictures."""
_FAR = 3_000_000
"""Cells between the first one and the last: the parser takes memory for each."""
_REPEATED = 200
"""Cells that a repeated one stands for, each way; more is no form."""
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d+")
_TIME = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S")


def xls_sheets(content: bytes) -> tuple[dict[str, Beside], tuple[str, ...], bool]:
    """Return what an .xls file's sheets hold beside plain values, the files that it looks into, and
    whether its date numbers count from 1904."""
    import xlrd
    from xlrd.book import SUPBOOK_EXTERNAL

    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise
        # It is stricter than the parser, which has the last word on what can be read.
        return {}, (), False
    # What the link leads to, xlrd does not say.
    kinds = getattr(book, "_supbook_types", ())
    links = (ANOTHER_FILE,) if SUPBOOK_EXTERNAL in kinds else ()
    found: dict[str, Beside] = {}
    for sheet in book.sheets():
        told = found.setdefault(sheet.name, Beside())
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                value = sheet.cell_value(row, column)
                if kind == xlrd.XL_CELL_ERROR:
                    told.broken[row, column] = xlrd.error_text_from_code.get(int(value), "#N/A")
                elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and float(value) < 0:
                    # As a day, the parser has no sign for a number.
                    told.values[row, column] = float(value)
    return found, links, book.datemode == 1


def ods_sheets(xml: bytes) -> dict[str, Beside]:
    """Return what an .ods file's sheets hold beside plain values.

    Raises:
        UnreadableFileError: it is no XML, a cell is far from any table, or a table within another.
    """
    found: dict[str, Beside] = defaultdict(Beside)
    name, row, column, within = "", 0, 0, False
    pending: list[tuple[Place, str | None, Cell]] = []
    for event, element in _events(xml):
        if event == "start":
            if element.tag == f"{_TABLE}table":
                if within:
                    # Of the rows after it, the parser reads none.
                    raise UnsafeFileError(N_("trang “{name}” có bảng nằm trong bảng"), name=name)
                name, row, column, within = element.get(f"{_TABLE}name", ""), 0, 0, True
            continue
        if element.tag == f"{_TABLE}table":
            within = False
        elif element.tag == f"{_TABLE}table-row":
            times = _number(element, "number-rows-repeated")
            for (at, width), why, value in pending:
                for place in _repeated(row, times, at, width):
                    if why is not None:
                        found[name].broken[place] = why
                    else:
                        found[name].values[place] = value
            pending = []
            row, column = row + times, 0
        elif element.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            width = _number(element, "number-columns-repeated")
            if element.get(f"{_OFFICE}value-type") and row * column > _FAR:
                text = N_("trang “{name}” có ô {cell} ở rất xa bảng")
                raise TooHeavyError(text, name=name, cell=cell_name(row, column))
            why, value = _why_broken(element), _other_value(element)
            if why is not None or value is not None:
                pending.append(((column, width), why, value))
            down, along = (
                _number(element, "number-rows-spanned"),
                _number(element, "number-columns-spanned"),
            )
            if down > 1 or along > 1:
                last = (row + down - 1, column + along - 1)
                found[name].merged.append(((row, column), last))
            column += width
    return found


def ods_cells(xml: bytes) -> Iterator[tuple[str, Place, ElementTree.Element]]:
    """Yield the cells of an .ods file's sheets, those that are repeated once, each with its place.

    Raises:
        UnreadableFileError: it is no XML.
    """
    name, row, column = "", 0, 0
    for event, element in _events(xml):
        kind = local(element.tag)
        if event == "start":
            if kind == "table":
                name, row, column = element.get(f"{_TABLE}name", ""), 0, 0
        elif kind == "table-row":
            row, column = row + _number(element, "number-rows-repeated"), 0
        elif kind in _MANY:
            yield name, (row, column), element
            column += _number(element, "number-columns-repeated")


_MANY = ("table-row", "table-cell", "covered-table-cell")
"""Elements of which a sheet can hold millions: none is kept once it has been seen."""


def _events(xml: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    """Yield starts and ends of its elements."""
    around: list[ElementTree.Element] = []
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
            yield event, element
            if event == "start":
                around.append(element)
                continue
            around.pop()
            if around and local(element.tag) in _MANY:
                around[-1].remove(element)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableFileError(DAMAGED_SHEET) from error


def _repeated(row: int, times: int, column: int, width: int) -> Iterator[Place]:
    for down in range(min(times, _REPEATED)):
        for along in range(min(width, _REPEATED)):
            yield row + down, column + along


def _why_broken(cell: ElementTree.Element) -> str | None:
    """Return an error value, whichever program wrote it, or a formula without a value."""
    is_formula = cell.get(f"{_TABLE}formula") is not None
    if cell.get(f"{_CALCEXT}value-type") == "error":
        return _shown(cell) or "#N/A"
    if is_formula and _ERROR.fullmatch(_shown(cell)):
        return _shown(cell)
    return NEVER_CALCULATED if is_formula and not cell.get(f"{_OFFICE}value-type") else None


def _other_value(cell: ElementTree.Element) -> Cell:
    """Return the value of a cell that the parser may get wrong; None for all others."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "time" and (found := _TIME.fullmatch(cell.get(f"{_OFFICE}time-value", ""))):
        sign, hours, minutes, seconds = found.groups()
        whole = int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
        return (-whole if sign else whole) / 86_400
    if kind is None:
        return _shown(cell) or None
    # Of the parser's text letters are missing, or those of notes and boxes on the cell are in it.
    is_text = kind == "string" and cell.get(f"{_OFFICE}string-value") is None
    return _shown(cell) if is_text else None


_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


def _shown(cell: ElementTree.Element) -> str:
    """Return the text that a cell shows, paragraph by paragraph."""
    paragraphs = (each for each in cell if each.tag == f"{_TEXT}p")
    return "\n".join("".join(_pieces(each)) for each in paragraphs).strip()


def _pieces(element: ElementTree.Element) -> Iterator[str]:
    yield element.text or ""
    for each in element:
        if each.tag in _BESIDE or each.tag.startswith(_DRAWING):
            pass
        elif each.tag == f"{_TEXT}s":
            yield " " * min(int(each.get(f"{_TEXT}c") or "1"), 1_000)
        elif each.tag in _BREAKS:
            yield _BREAKS[each.tag]
        else:
            yield from _pieces(each)
        yield each.tail or ""


def _number(element: ElementTree.Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}") or "1"
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
