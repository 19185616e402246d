"""A package that was looked over → a workbook. The one place where parsers are called."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from xml.sax.saxutils import quoteattr

import python_calamine

from par_xl.terms.messages import N_, Message
from par_xl.terms.text import Cell
from par_xl.terms.words import number
from par_xl.workbooks.reading import scan
from par_xl.workbooks.reading.book import (
    CRASHED,
    NEEDS_PASSWORD,
    NO_WORKBOOK,
    Beside,
    EncryptedFileError,
    Sheet,
    TooHeavyError,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
    Workbook,
)
from par_xl.workbooks.reading.contents import BOOK, BOOK_RELATIONS, OFFICE, PACKAGE, ROOT_RELATIONS
from par_xl.workbooks.reading.in_place import check_in_place
from par_xl.workbooks.reading.kind import Kind
from par_xl.workbooks.reading.others import ods_sheets, xls_beside
from par_xl.workbooks.reading.package import Package
from par_xl.workbooks.reading.plain import plainly, without_blank_rows
from par_xl.workbooks.reading.xml import MAINS, is_whole


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
        if not is_plain:
            package = _thinned(package)
        book = python_calamine.load_workbook(io.BytesIO(_rebuilt(package, is_plain)))
        return Workbook(
            _sheets(book, scan.beside(package, is_plain)),
            has_macros=scan.has_macros(package),
            links=scan.links(package),
            modified=scan.modified(package),
            is_1904=package.contents.is_1904,
        )
    except (UnreadableFileError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if isinstance(error, python_calamine.PasswordError) or "encrypted" in str(error).lower():
            raise EncryptedFileError(NEEDS_PASSWORD) from error
        is_crash = isinstance(error, MemoryError) or not isinstance(error, Exception)
        if is_crash and package.kind is Kind.OOXML:
            raise TooHeavyError(CRASHED) from error
        # Parsers raise whatever they like on a bad file, Rust's panics among it, and none of
        # it helps its owner.
        raise UnreadableFileError(NO_WORKBOOK) from error


_NEW_ERROR = re.compile(
    rb"(<c [^>]*t=\"e\"[^>]*>(?:<f(?:[^>]*/>|[^>]*>[^<]*</f>))?<v>)"
    rb"(?!#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)<)[^<]*<"
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_OTHER_ENCODING = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"'](?!(?i:utf-?8|us-ascii|ascii)[\"'])"
)


def _rebuilt(package: Package, is_plain: bool) -> bytes:
    """A package of what was looked at, and nothing else: no two readers can disagree about it.

    Error values that the parser does not know (#SPILL!, #ERROR! …) are #N/A in it.
    """
    parts = package.parts if package.kind is Kind.ODS else _ooxml_parts(package, is_plain)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, xml in parts.items():
            _check_encoding(name, xml)
            archive.writestr(name, xml)
    return made.getvalue()


def _check_encoding(name: str, xml: bytes) -> None:
    if xml.startswith(_UTF_16) or _OTHER_ENCODING.match(xml):
        # The parser takes such a part for an empty one, or its letters for others; no spreadsheet
        # program writes it.
        raise UnsafeFileError(N_("phần «{name}» không ghi bằng bảng mã UTF-8").format(name=name))


def _ooxml_parts(package: Package, is_plain: bool) -> dict[str, bytes]:
    """The parts that the parser needs, under the names by which it looks for them, and a workbook
    written afresh of what else it is to know."""
    told = package.contents
    parts, related, listed = {}, [], []
    for kind, part in (("sharedStrings", told.texts), ("styles", told.styles)):
        if xml := package.parts.get(part):
            place = f"xl/{kind}.xml"
            parts[place] = _styles(part, xml) if kind == "styles" else _texts(part, xml, is_plain)
            related.append((kind, f"{OFFICE}/{kind}", place))
    for at, sheet in enumerate(told.sheets, 1):
        own = f"rId{at}"
        listed.append(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" '
            f'state={quoteattr(sheet.state)} r:id="{own}"/>'
        )
        if xml := package.parts.get(sheet.part):
            parts[sheet.part] = _sheet_part(sheet.part, xml, is_plain)
            related.append((own, sheet.kind, sheet.part))
    start = [("rId1", f"{OFFICE}/officeDocument", BOOK)]
    return {
        **parts,
        ROOT_RELATIONS: _relations(start),
        BOOK: _book("".join(listed), told.is_1904),
        BOOK_RELATIONS: _relations(related),
    }


def _thinned(package: Package) -> Package:
    sheets = {sheet.part for sheet in package.contents.sheets}
    parts = {
        name: without_blank_rows(xml) if name in sheets else xml
        for name, xml in package.parts.items()
    }
    return replace(package, parts=parts)


@lru_cache(maxsize=4)
def _styles(part: str, xml: bytes) -> bytes:
    """What says which numbers are days: often the same in one form after the other."""
    _check_whole(part, xml)
    check_in_place(xml, part)
    return xml


def _texts(part: str, xml: bytes, is_plain: bool) -> bytes:
    _check_whole(part, xml)
    if not is_plain:
        check_in_place(xml, part)
    return xml


def _check_whole(part: str, xml: bytes) -> None:
    _check_encoding(part, xml)
    if not is_whole(xml):
        # Cells name texts and styles by their numbers: one lost, and all after it are others.
        raise UnreadableFileError(N_("hỏng phần «{name}»").format(name=part))


def _sheet_part(part: str, xml: bytes, is_plain: bool) -> bytes:
    if not is_plain:
        _check_encoding(part, xml)
        check_in_place(xml, part)
        xml = plainly(xml)
    return _NEW_ERROR.sub(rb"\1#N/A<", xml) if b' t="e"' in xml else xml


def _book(listed: str, is_1904: bool) -> bytes:
    days = f'<workbookPr date1904="{int(is_1904)}"/>'
    inner = f"{days}<sheets>{listed}</sheets>"
    return f'{_HEAD}<workbook xmlns="{MAINS[0]}" xmlns:r="{OFFICE}">{inner}</workbook>'.encode()


def _relations(related: Iterable[tuple[str, str, str]]) -> bytes:
    inner = "".join(
        f"<Relationship Id={quoteattr(own)} Type={quoteattr(kind)} Target={quoteattr('/' + part)}/>"
        for own, kind, part in related
    )
    return f'{_HEAD}<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'.encode()


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def _xls(content: bytes) -> Workbook:
    # First: it knows a password when it sees one.
    told = xls_beside(content)
    book = python_calamine.load_workbook(io.BytesIO(content))
    return Workbook(
        _sheets(book, told.sheets),
        has_macros="_VBA_PROJECT".encode("utf-16-le") in content,
        links=told.links,
        is_1904=told.is_1904,
    )


def _ods(package: Package) -> Workbook:
    # First: it knows a far cell when it sees one.
    told = ods_sheets(package.parts.get("content.xml", b""))
    book = python_calamine.load_workbook(io.BytesIO(_rebuilt(package, is_plain=False)))
    return Workbook(
        _sheets(book, told),
        has_macros=scan.has_macros(package),
        links=scan.links(package),
        modified=scan.modified(package),
    )


def _sheets(
    book: python_calamine.CalamineWorkbook, told: Mapping[str, Beside]
) -> tuple[Sheet, ...]:
    """The sheets that hold cells: charts have sheets of their own."""
    worksheet = python_calamine.SheetTypeEnum.WorkSheet
    held = [each for each in book.sheets_metadata if each.typ is worksheet]
    return tuple(_sheet(book, each, told.get(each.name, Beside())) for each in held)


def _sheet(
    book: python_calamine.CalamineWorkbook, listed: python_calamine.SheetMetadata, told: Beside
) -> Sheet:
    sheet = book.get_sheet_by_name(listed.name)
    # Most cells are blank or hold a short text: those need no call for each.
    rows = [
        [
            None
            if value == ""
            else value
            if type(value) is str and len(value) < _LONG_TEXT
            else _cell(value)
            for value in row
        ]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    for (row, column), value in told.values.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = _cell(value) if value != "" else None
    merged = (*(sheet.merged_cell_ranges or ()), *told.merged)
    broken = {
        place: why if isinstance(why, Message) else why[:_LONGEST_ERROR]
        for place, why in told.broken.items()
    }
    is_hidden = listed.visible is not python_calamine.SheetVisibleEnum.Visible
    return Sheet(sheet.name, rows, merged, broken, is_hidden)


_LONGEST_ERROR = 100
"""Characters of an error value: those of programs have a dozen."""
_LONGEST_TEXT = 40_000
"""Characters; Excel itself keeps at most 32,767."""
_LONG_TEXT = 1_000
_MARKS = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)))
_LONG_RUN = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")
"""Marks upon marks: setting thousands of them in order takes minutes, and nobody reads them."""


def _cell(value: object) -> Cell:
    if isinstance(value, float) and not math.isfinite(value):
        # No number of Excel's: as text it is told, as a number it would spread.
        return str(value)
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise TooLargeError(N_("có ô chứa {count} ký tự").format(count=number(len(value))))
        return value if len(value) < _LONG_TEXT else _LONG_RUN.sub(r"\1", value)
    if isinstance(value, bool | float):
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
