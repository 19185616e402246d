"""From a received file's bytes to its sheets and cells: guarded, scanned, then parsed.

What programs usually write calamine reads here; everything else is read in a process of its own,
by openpyxl. No parser sees a file as it came: a package is rebuilt of what was looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import TypeVar

import python_calamine

from par_xl.terms.messages import N_
from par_xl.terms.text import Cell
from par_xl.workbooks import scan
from par_xl.workbooks.book import (
    CRASHED,
    LONG_TEXT,
    NEEDS_PASSWORD,
    NO_WORKBOOK,
    Beside,
    EncryptedFileError,
    Place,
    Sheet,
    TooHeavyError,
    UnreadableFileError,
    UnsafeFileError,
    Workbook,
    cell_value,
    shortened,
)
from par_xl.workbooks.formulas import SavedFormula, formulas_of
from par_xl.workbooks.package import (
    BOOK,
    BOOK_RELATIONS,
    ROOT_RELATIONS,
    Kind,
    Package,
    open_package,
)
from par_xl.workbooks.parts import MAINS, OFFICE, PACKAGE, Contents, check_in_place, contents_of

_Read = TypeVar("_Read")


def read_workbook(content: bytes, name: str) -> Workbook:
    """Read a spreadsheet file (.xlsx, .xlsm, .xls, .ods) from its bytes; *name* is its file's.

    Raises:
        UnreadableFileError: one of its kinds says why, and nothing else is ever raised for
            what a file holds.
    """
    package = open_package(content, name)
    if package.kind is not Kind.OOXML:
        # What their cells claim can't be looked over without parsing them.
        why = N_("tệp dạng {kind}").format(kind=package.kind.value[0])
    elif package.large:
        why = N_("phần “{name}” rất lớn").format(name=package.large[0])
    else:
        contents = _contents(package)
        found = scan.scan_of(package, contents)
        if found.why is None:
            return _guarded(lambda: _usual(package, contents, found), Kind.OOXML)
        why = found.why
    # Only now: most files need no other process, and no help in watching it.
    from par_xl.workbooks.sandbox import parse_in_sandbox

    return parse_in_sandbox(content, name, why)


def read_unguarded(content: bytes, name: str, times: int = 1) -> Workbook:
    """Read a workbook in this process, whatever is odd about it: a received one only where the
    process can be stopped (``sandbox``). One that is so many *times* as large as may be received
    is read fast, too.

    Raises:
        UnreadableFileError: see ``read_workbook``.
    """
    package = open_package(content, name, is_whole=True)
    if package.kind is Kind.XLS:
        return _guarded(lambda: _xls(content), package.kind)
    if package.kind is Kind.ODS:
        return _guarded(lambda: _ods(package), package.kind)
    return _guarded(lambda: _any_ooxml(package, times), package.kind)


Row = tuple[Cell, ...]


def read_edited(content: bytes, name: str) -> dict[str, list[Row]]:
    """Read a workbook that people edit in the working folder, register or master, whatever its
    size: rows by sheet, each cell's value or why it has none that can be trusted.

    Raises:
        UnreadableFileError: see ``read_workbook``.
    """
    found = {}
    # The master of hundreds of units is as much larger.
    for sheet in read_unguarded(content, name, times=4).sheets:
        rows = sheet.rows
        for (row, column), why in sheet.broken.items():
            rows += [[] for _ in range(row + 1 - len(rows))]
            rows[row] += [None] * (column + 1 - len(rows[row]))
            rows[row][column] = why
        found[sheet.name] = [*map(tuple, rows)]
    return found


def read_formulas(content: bytes, name: str) -> dict[str, Mapping[Place, SavedFormula]]:
    """Read the formulas of a workbook that ``read_edited`` takes, by sheet.

    Raises:
        UnreadableFileError: see ``read_workbook``.
    """
    package = open_package(content, name, is_whole=True)

    def read() -> dict[str, Mapping[Place, SavedFormula]]:
        sheets = _contents(package).sheets
        return {each.name: formulas_of(package.parts.get(each.part, b"")) for each in sheets}

    return _guarded(read, package.kind)


def _guarded(read: Callable[[], _Read], kind: Kind) -> _Read:
    try:
        return read()
    except (UnreadableFileError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if isinstance(error, python_calamine.PasswordError) or "encrypted" in str(error).lower():
            raise EncryptedFileError(NEEDS_PASSWORD) from error
        is_crash = isinstance(error, MemoryError) or not isinstance(error, Exception)
        if is_crash and kind is Kind.OOXML:
            raise TooHeavyError(CRASHED) from error
        # Parsers raise whatever they like on a bad file, Rust's panics among it, and none of
        # it helps its owner.
        raise UnreadableFileError(NO_WORKBOOK) from error


def _contents(package: Package) -> Contents:
    contents = contents_of(package)
    for part in (contents.texts, contents.styles, *(sheet.part for sheet in contents.sheets)):
        _check_encoding(part, package.parts.get(part, b""))
    return contents


def _any_ooxml(package: Package, times: int) -> Workbook:
    contents = _contents(package)
    if texts := package.parts.get(contents.texts):
        check_in_place(texts, contents.texts)
    found = scan.scan_of(package, contents)
    if found.is_usual(contents) and found.rows * 100 < times * scan.AREA_LIMIT:
        return _usual(package, contents, found)
    # openpyxl takes long to import, and most files never need it.
    from par_xl.workbooks.nonstandard import read_nonstandard

    return _workbook(package, contents, read_nonstandard(package, contents))


def _usual(package: Package, contents: Contents, found: scan.Scan) -> Workbook:
    content = _rebuilt(_ooxml_parts(package, contents, found))
    book = python_calamine.load_workbook(io.BytesIO(content))
    return _workbook(package, contents, _sheets(book, found.beside))


def _workbook(package: Package, contents: Contents, sheets: tuple[Sheet, ...]) -> Workbook:
    return Workbook(
        sheets,
        has_macros=scan.has_macros(package),
        links=scan.links(package),
        modified=scan.modified(package),
        is_1904=contents.is_1904,
    )


def _xls(content: bytes) -> Workbook:
    from par_xl.workbooks.other_formats import xls_sheets

    # First: it knows a password when it sees one.
    beside, links, is_1904 = xls_sheets(content)
    book = python_calamine.load_workbook(io.BytesIO(content))
    return Workbook(
        _sheets(book, beside),
        has_macros="_VBA_PROJECT".encode("utf-16-le") in content,
        links=links,
        is_1904=is_1904,
    )


def _ods(package: Package) -> Workbook:
    from par_xl.workbooks.other_formats import ods_sheets

    # First: it knows a far cell when it sees one.
    told = ods_sheets(package.parts.get("content.xml", b""))
    for name, xml in package.parts.items():
        _check_encoding(name, xml)
    book = python_calamine.load_workbook(io.BytesIO(_rebuilt(package.parts)))
    return Workbook(
        _sheets(book, told),
        has_macros=scan.has_macros(package),
        links=scan.links(package),
        modified=scan.modified(package),
    )


# --- A package of what was looked at

_ERROR = re.compile(rb'(<c [^<>]* t="e">(?:<f[^<>]*/>|<f[^<>]*></f>|)<v>)[^<]*')
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_OTHER_ENCODING = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"'](?!(?i:utf-?8|us-ascii|ascii)[\"'])"
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def _rebuilt(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return made.getvalue()


def _check_encoding(name: str, xml: bytes) -> None:
    if xml.startswith(_UTF_16) or _OTHER_ENCODING.match(xml):
        # The parser takes such a part for an empty one, or its letters for others; no spreadsheet
        # program writes it.
        raise UnsafeFileError(N_("phần “{name}” không ghi bằng bảng mã UTF-8"), name=name)


def _ooxml_parts(package: Package, contents: Contents, found: scan.Scan) -> dict[str, bytes]:
    """Return the parts that calamine needs, under the names by which it looks for them, and a
    workbook written afresh of what else it is to know."""
    parts, related, listed = {}, [], []
    for kind, part in (("sharedStrings", contents.texts), ("styles", contents.styles)):
        if xml := package.parts.get(part):
            # Cells name texts and styles by their numbers: one lost, and all after it are others.
            if not scan.is_whole(xml):
                raise UnreadableFileError(N_("hỏng phần “{name}”"), name=part)
            if kind == "styles":
                _check_styles(xml, part)
            parts[f"xl/{kind}.xml"] = xml
            related.append((kind, f"{OFFICE}/{kind}", f"xl/{kind}.xml"))
    for at, sheet in enumerate(contents.sheets, 1):
        own = f"rId{at}"
        listed.append(
            f'<sheet name={_quoted(sheet.name)} sheetId="{at}" '
            f'state={_quoted(sheet.state)} r:id="{own}"/>'
        )
        xml = found.sheets[sheet.part]
        # Of newer errors (#SPILL!, #ERROR! …) it knows nothing.
        parts[sheet.part] = _ERROR.sub(rb"\1#N/A", xml) if b' t="e"' in xml else xml
        related.append((own, sheet.kind, sheet.part))
    start = [("rId1", f"{OFFICE}/officeDocument", BOOK)]
    return {
        **parts,
        ROOT_RELATIONS: _relations(start),
        BOOK: _book("".join(listed), contents.is_1904),
        BOOK_RELATIONS: _relations(related),
    }


@lru_cache(maxsize=4)
def _check_styles(xml: bytes, part: str) -> None:
    """Check what says which numbers are days: often the same in one form after the other."""
    check_in_place(xml, part)


def _quoted(text: str) -> str:
    """Return an attribute's value; ``xml.sax.saxutils`` would import an HTTP client with it."""
    inner = escape(text).replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
    return f'"{inner}"'


def _book(listed: str, is_1904: bool) -> bytes:
    days = f'<workbookPr date1904="{int(is_1904)}"/>'
    inner = f"{days}<sheets>{listed}</sheets>"
    return f'{_HEAD}<workbook xmlns="{MAINS[0]}" xmlns:r="{OFFICE}">{inner}</workbook>'.encode()


def _relations(related: Iterable[tuple[str, str, str]]) -> bytes:
    inner = "".join(
        f"<Relationship Id={_quoted(own)} Type={_quoted(kind)} Target={_quoted('/' + part)}/>"
        for own, kind, part in related
    )
    return f'{_HEAD}<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'.encode()


# --- What calamine says of it


def _sheets(
    book: python_calamine.CalamineWorkbook,
    beside: Mapping[str, Beside],
) -> tuple[Sheet, ...]:
    """Return the sheets that hold cells: charts have sheets of their own."""
    found = []
    for listed in book.sheets_metadata:
        if listed.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(listed.name)
        told = beside.get(listed.name, Beside())
        is_hidden = listed.visible is not python_calamine.SheetVisibleEnum.Visible
        merged = (*(sheet.merged_cell_ranges or ()), *told.merged)
        broken = shortened(told.broken)
        rows = [_row(row) for row in sheet.to_python(skip_empty_area=False)]
        for (row, column), value in told.values.items():
            rows += [[] for _ in range(row + 1 - len(rows))]
            rows[row] += [None] * (column + 1 - len(rows[row]))
            rows[row][column] = cell_value(value) if value != "" else None
        found.append(Sheet(sheet.name, rows, merged, broken, is_hidden))
    return tuple(found)


def _row(values: Iterable[object]) -> list[Cell]:
    # Most cells are blank or hold a short text: those need no call for each.
    return [
        None
        if value == ""
        else value
        if type(value) is str and len(value) < LONG_TEXT
        else cell_value(value)
        for value in values
    ]
