"""A package's sheets looked over before the parser: what it would choke on, and what it hides.

The parser takes memory for everything between A1 and the last cell, and shows error values and
formulas without a value as empty cells.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from xml.etree import ElementTree

from par_xl.reading.book import (
    NEVER_CALCULATED,
    Place,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
)
from par_xl.reading.package import MEGABYTE, Kind, Package

_BOOK, _BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TEXTS = "xl/sharedStrings.xml"
_CORE = "docProps/core.xml"
_SHEETS_LIMIT = 100
_TEXTS_LIMIT = 1_000_000
_COPIES_LIMIT = 200 * MEGABYTE
"""Bytes, if every cell that shows a text had the longest one: each gets a copy of its own."""
_AREA_LIMIT = 4_000_000
"""Cells between the first and the last, over all sheets, with a hundred columns each."""
_LONG = re.compile(rb'<row r="\d{4}')
_SMALL_PART = 3 * MEGABYTE
"""Bytes of a part that lists sheets, relations or links."""

# How every spreadsheet program writes a sheet's rows and cells, none beyond column CZ or row 9999.
# What is written otherwise may well be right, but regular expressions can't say so: it is left to
# another process and to a real XML parser.
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*<[a-zA-Z]")
_ROW = rb"\d{1,4}"
_OTHERS = rb' ?(?: (?!r=)[\w:]+="[^"<>]*"){0,20} ?/?>'
_ODD_CELL = re.compile(rb'<c(?![a-zA-Z])(?! r="[A-C]?[A-Z]' + _ROW + rb'"' + _OTHERS + rb")")
_ODD_ROW = re.compile(
    rb'<row(?![a-zA-Z])(?! r="' + _ROW + rb'"' + _OTHERS + rb")"
    # An empty last row, as LibreOffice leaves it behind, takes no memory.
    rb'(?! r="\d{1,7}"[^<>]*(?:/>|></row>))'
)
_PREFIXED = re.compile(rb":(?:c|row|f|v|is|sheetData)[\s/>]")
_FAR = re.compile(
    rb"""r\s*=\s*["']"""
    rb"""([A-Za-z]{3,}\d+|[A-Za-z]*\d{6,}|[D-Z][A-Z]\d+|[A-Z]{1,2}\d{5})["']"""
)
_COUNT = re.compile(rb"""ount\s*=\s*["'](\d+)["']""")

_NOTHING = rb"\s*(?:</c|<v[^<>]*/>|<v[^<>]*>\s*<[/!?]|<(?!v))"
_NO_VALUE = (
    re.compile(rb"</f\s*>" + _NOTHING),
    re.compile(rb"<f(?:\s[^<>]*)?/>" + _NOTHING),
)
_REFERENCE = re.compile(r"([A-Za-z]{1,4})(\d{1,9})")
_IS_1904 = re.compile(rb"""\sdate1904=["'](?:1|true)["']""")
_MODIFIED = re.compile(rb"<dcterms:modified[^<>]*>([^<]+)<")
_ODS_LINK = re.compile(rb'<table:table-source\b[^<>]*\sxlink:href="([^"]+)"')
_ODS_MODIFIED = re.compile(rb"<dc:date>([^<]+)<")


def suspicion(package: Package) -> str | None:
    """Why a package is not to be parsed in this process, or None.

    Raises:
        UnreadableFileError: its list of sheets is damaged.
        TooLargeError: it has more sheets than any form.
    """
    if package.kind is not Kind.OOXML:
        # What their cells claim can't be looked over without parsing them.
        return f"tệp dạng {package.kind.value[0]}"
    if package.large:
        return f"phần «{package.large[0]}» rất lớn"
    for name, part in sheet_parts(package):
        xml = package.parts.get(part)
        if xml is None:
            return f"trang «{name}» đặt ở chỗ lạ"
        if not _is_plain(xml):
            far = _FAR.findall(xml)
            if far:
                named = next((each for each in far if each[:1].isalpha()), b"h\xc3\xa0ng " + far[0])
                return f"trang «{name}» có ô {named.decode()} ở rất xa bảng"
            return f"trang «{name}» ghi theo cách lạ"
    texts = package.parts.get(_TEXTS, b"")
    counts = _COUNT.findall(texts[: texts.find(b"<si")])
    if any(len(count) > 9 or int(count) > _TEXTS_LIMIT for count in counts):
        return "tệp khai có quá nhiều chữ"
    sheets = [package.parts[part] for _, part in sheet_parts(package)]
    if sum(9_999 if _LONG.search(xml) else 999 for xml in sheets) * 100 > _AREA_LIMIT:
        return "tệp có quá nhiều trang dài"
    shown = sum(xml.count(b't="s"') for xml in sheets)
    if shown * max(map(len, texts.split(b"<si"))) > _COPIES_LIMIT:
        return "tệp có quá nhiều đoạn chữ dài"
    return None


def _is_plain(xml: bytes) -> bool:
    """Whether a sheet is written as spreadsheet programs write it, and is no larger than a form."""
    odd = (_ODD_CELL, _ODD_ROW, _PREFIXED)
    return bool(_FIRST.match(xml)) and not any(pattern.search(xml) for pattern in odd)


def broken_cells(package: Package, is_plain: bool) -> dict[str, dict[Place, str]]:
    """Error values and formulas without a value of a package's sheets, by sheet.

    *is_plain*: nothing about the package was suspicious, so that a quick look misses nothing.
    """
    found = {}
    for name, part in sheet_parts(package):
        xml = package.parts.get(part, b"")
        if (not is_plain or _maybe_broken(xml)) and (cells := dict(_broken(xml))):
            found[name] = cells
    return found


def _maybe_broken(xml: bytes) -> bool:
    """A quick look at a plain sheet: most need no second one."""
    if b' t="e"' in xml:
        return True
    # Whatever holds a formula begins with its cell.
    return any(b"<f" in cell and _lacks_value(cell) for cell in xml.split(b'<c r="')[1:])


def _lacks_value(cell: bytes) -> bool:
    if b't="str"' in cell[: cell.find(b">")]:
        # An empty text is a value; none at all is not.
        return b"<v" not in cell
    return any(pattern.search(cell) for pattern in _NO_VALUE)


def _broken(xml: bytes) -> Iterator[tuple[Place, str]]:
    """Cells may leave out where they stand: then they follow the one before."""
    row = column = -1
    for event, element in _events(xml):
        tag = _local(element.tag)
        if event == "start" and tag == "row":
            number = element.get("r") or ""
            row, column = (int(number) - 1 if number.isdecimal() else row + 1), -1
        elif event == "start" and tag == "c":
            row, column = _place(element.get("r"), (row, column + 1))
        elif event == "end" and tag == "c":
            why = _why_broken(element)
            if why:
                yield (row, column), why
            element.clear()
        elif event == "end" and tag == "row":
            element.clear()


def _events(xml: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    try:
        yield from ElementTree.iterparse(io.BytesIO(xml), ("start", "end"))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableFileError("có trang tính hỏng") from error


def _why_broken(cell: ElementTree.Element) -> str | None:
    texts = {_local(child.tag): child.text or "" for child in cell}
    kind = cell.get("t")
    if kind == "e":
        return texts.get("v") or "#N/A"
    if "f" not in texts or kind == "inlineStr" or texts.get("v"):
        return None
    is_empty_text = kind == "str" and "v" in texts
    return None if is_empty_text else NEVER_CALCULATED


def _place(reference: str | None, otherwise: Place) -> Place:
    found = _REFERENCE.fullmatch(reference or "")
    if found is None:
        return otherwise
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def has_macros(package: Package) -> bool:
    """Whether macros lie in it; they are never run."""
    macros = ("vbaproject.bin", "basic/script-lc.xml")
    return any(name.lower().endswith(macros) for name in package.names)


def links(package: Package) -> tuple[str, ...]:
    """The other workbooks that its formulas look into."""
    if package.kind is Kind.ODS:
        content = package.parts.get("content.xml", b"")
        return tuple(unescape(hit.decode(errors="replace")) for hit in _ODS_LINK.findall(content))
    return tuple(
        relation.get("Target", "")
        for name in sorted(package.parts)
        if name.startswith("xl/externalLinks/_rels/")
        for relation in _xml(package, name)
    )


def modified(package: Package) -> datetime | None:
    """When a program last saved it, by that program's clock; None where it does not say."""
    found = _MODIFIED.search(package.parts.get(_CORE, b"")) or _ODS_MODIFIED.search(
        package.parts.get("meta.xml", b"")
    )
    if found is None:
        return None
    try:
        return datetime.fromisoformat(found[1].decode().strip())
    except ValueError:
        return None


def is_1904(package: Package) -> bool:
    """Whether its date numbers count from 1904, as old Macs did."""
    return bool(_IS_1904.search(package.parts.get(_BOOK, b"")))


def sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    """Names of the sheets, and the parts that should hold them."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _xml(package, _BOOK_RELATIONS)
    }
    spelled = {name.lower(): name for name in package.names}
    # By local names: "Strict Open XML" has other namespaces.
    sheets = [each for each in _xml(package, _BOOK).iter() if _local(each.tag) == "sheet"]
    if len(sheets) > _SHEETS_LIMIT:
        raise TooLargeError(f"tệp có {len(sheets)} trang tính, quá {_SHEETS_LIMIT}")
    seen: set[str] = set()
    for element in sheets:
        attributes = {_local(name): value for name, value in element.items()}
        target = targets.get(attributes.get("id"), "")
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        # Names of parts differ by more than letter case.
        part = spelled.get(part.lower(), part)
        if part in seen:
            raise UnsafeFileError(f"hai trang tính dùng chung phần «{part}»")
        seen.add(part)
        yield attributes.get("name", ""), part


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _xml(package: Package, part: str) -> ElementTree.Element:
    if len(package.parts.get(part, b"")) > _SMALL_PART:
        raise TooLargeError(f"phần «{part}» quá lớn")
    try:
        return ElementTree.fromstring(package.parts[part])
    except (KeyError, LookupError, ValueError, ElementTree.ParseError) as error:
        raise UnreadableFileError(f"thiếu hoặc hỏng phần «{part}»") from error
