"""A package that was looked over → a workbook. The one place where parsers are called."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import python_calamine

from par_xl.reading import scan
from par_xl.reading.book import (
    EncryptedFileError,
    Place,
    Sheet,
    TooHeavyError,
    UnreadableFileError,
    Workbook,
)
from par_xl.reading.others import ods_sheets, xls_beside
from par_xl.reading.package import Kind, Package
from par_xl.text import Cell


def parse(content: bytes, package: Package, is_plain: bool = True) -> Workbook:
    """Read a workbook's cells; *is_plain* where nothing about the package was suspicious.

    Raises:
        UnreadableFileError: damaged.
    """
    try:
        if package.kind is Kind.XLS:
            return _xls(content)
        if package.kind is Kind.ODS:
            return _ods(package)
        book = python_calamine.load_workbook(io.BytesIO(_rebuilt(package)))
        broken = scan.broken_cells(package, is_plain)
        return Workbook(
            tuple(_sheet(book, title, broken.get(title, {})) for title in _titles(book)),
            has_macros=scan.has_macros(package),
            links=scan.links(package),
            modified=scan.modified(package),
            is_1904=scan.is_1904(package),
        )
    except (UnreadableFileError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if isinstance(error, python_calamine.PasswordError) or "encrypted" in str(error).lower():
            raise EncryptedFileError("tệp đặt mật khẩu để mở") from error
        if isinstance(error, MemoryError) or not isinstance(error, Exception):
            raise TooHeavyError("bộ đọc không xử lý nổi") from error
        # Parsers raise whatever they like on a bad file, Rust's panics among it, and none of
        # it helps its owner.
        raise UnreadableFileError("tệp hỏng hoặc không phải là bảng tính") from error


_NEW_ERROR = re.compile(
    rb"(<c [^>]*t=\"e\"[^>]*>(?:<f(?:[^>]*/>|[^>]*>[^<]*</f>))?<v>)"
    rb"(?!#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)<)[^<]*<"
)


def _rebuilt(package: Package) -> bytes:
    """A package of what was looked at, and nothing else: no two readers can disagree about it.

    Error values that the parser does not know (#SPILL!, #ERROR! …) are #N/A in it.
    """
    if package.kind is Kind.ODS:
        parts = package.parts
    else:
        sheets = {part for _, part in scan.sheet_parts(package)}
        parts = {
            name: _NEW_ERROR.sub(rb"\1#N/A<", xml) if b' t="e"' in xml else xml
            for name, xml in package.parts.items()
            if name in sheets or name in _NEEDED
        } | {"_rels/.rels": _START}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return made.getvalue()


_START = (
    b'<?xml version="1.0" encoding="UTF-8"?><Relationships '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="xl/workbook.xml"/></Relationships>'
)
_NEEDED = (
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)


def _xls(content: bytes) -> Workbook:
    # First: it knows a password when it sees one.
    errors, links = xls_beside(content)
    book = python_calamine.load_workbook(io.BytesIO(content))
    return Workbook(
        tuple(_sheet(book, title, errors.get(title, {})) for title in _titles(book)),
        has_macros="_VBA_PROJECT".encode("utf-16-le") in content,
        links=links,
    )


def _ods(package: Package) -> Workbook:
    # First: it knows a far cell when it sees one.
    told = ods_sheets(package.parts.get("content.xml", b""))
    book = python_calamine.load_workbook(io.BytesIO(_rebuilt(package)))
    sheets = []
    for title in _titles(book):
        sheet = _sheet(book, title, told[title].errors if title in told else {})
        merged = tuple(told[title].merged) if title in told else ()
        sheets.append(replace(sheet, merged=merged))
    return Workbook(
        tuple(sheets),
        has_macros=scan.has_macros(package),
        links=scan.links(package),
        modified=scan.modified(package),
    )


def _titles(book: python_calamine.CalamineWorkbook) -> list[str]:
    """Names of the sheets that hold cells: charts have sheets of their own."""
    worksheet = python_calamine.SheetTypeEnum.WorkSheet
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ is worksheet]


def _sheet(
    book: python_calamine.CalamineWorkbook, title: str, broken: Mapping[Place, str]
) -> Sheet:
    sheet = book.get_sheet_by_name(title)
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(sheet.name, rows, tuple(sheet.merged_cell_ranges or ()), broken)


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, float) and not math.isfinite(value):
        # No number of Excel's: as text it is told, as a number it would spread.
        return str(value)
    if isinstance(value, str | bool | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time):
        # A share shown as a time of day is a share all the same.
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    if isinstance(value, date):
        return value
    return str(value)
