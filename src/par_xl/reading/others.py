"""What the parser does not say of .xls and .ods files: error values, and merged cells."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from par_xl.finding import cell_name
from par_xl.reading.book import Place, TooHeavyError, UnreadableFileError

_ODS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TABLE = f"{{{_ODS}}}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_FAR = 3_000_000
"""Cells between the first one and the last: the parser takes memory for each."""
_REPEATED = 200
"""Error values that a repeated cell stands for, each way; more is no form."""


def xls_beside(content: bytes) -> tuple[dict[str, dict[Place, str]], tuple[str, ...]]:
    """Error values of an .xls file, by sheet, and its links to other workbooks."""
    import xlrd
    from xlrd.book import SUPBOOK_EXTERNAL

    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise
        # It is stricter than the parser, which has the last word on what can be read.
        return {}, ()
    # What the link leads to, xlrd does not say.
    kinds = getattr(book, "_supbook_types", ())
    links = ("tệp khác",) if SUPBOOK_EXTERNAL in kinds else ()
    errors = {
        sheet.name: {
            (row, column): xlrd.error_text_from_code.get(int(sheet.cell_value(row, column)), "#N/A")
            for row in range(sheet.nrows)
            for column, kind in enumerate(sheet.row_types(row))
            if kind == xlrd.XL_CELL_ERROR
        }
        for sheet in book.sheets()
    }
    return errors, links


@dataclass
class OdsSheet:
    """Error values and merged ranges of one sheet."""

    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)


def ods_sheets(xml: bytes) -> Mapping[str, OdsSheet]:
    """What an .ods file's sheets hold beside values."""
    found: dict[str, OdsSheet] = defaultdict(OdsSheet)
    name, row, column = "", 0, 0
    pending: list[tuple[int, int, str]] = []
    for event, element in _events(xml):
        if event == "start":
            if element.tag == f"{_TABLE}table":
                name, row, column = element.get(f"{_TABLE}name", ""), 0, 0
            continue
        if element.tag == f"{_TABLE}table-row":
            times = _number(element, "number-rows-repeated")
            for at, width, text in pending:
                for down in range(min(times, _REPEATED)):
                    for along in range(min(width, _REPEATED)):
                        found[name].errors[row + down, at + along] = text
            pending = []
            row, column = row + times, 0
            element.clear()
        elif element.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            width = _number(element, "number-columns-repeated")
            if element.get(f"{_OFFICE}value-type") and row * column > _FAR:
                raise TooHeavyError(f"trang «{name}» có ô {cell_name(row, column)} ở rất xa bảng")
            if element.get(f"{_CALCEXT}value-type") == "error":
                text = "".join(element.itertext()).strip()
                pending.append((column, width, text or "#N/A"))
            down, along = (
                _number(element, "number-rows-spanned"),
                _number(element, "number-columns-spanned"),
            )
            if down > 1 or along > 1:
                last = (row + down - 1, column + along - 1)
                found[name].merged.append(((row, column), last))
            column += width
    return found


def _number(element: ElementTree.Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}") or "1"
    return int(text) if text.isdecimal() and len(text) < 10 else 1


def _events(xml: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    try:
        yield from ElementTree.iterparse(io.BytesIO(xml), ("start", "end"))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableFileError("có trang tính hỏng") from error
