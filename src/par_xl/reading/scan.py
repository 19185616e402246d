"""A package's sheets looked over before the parser: what it would choke on, and what it hides.

The parser takes memory for everything between A1 and the last cell, and shows error values and
formulas without a value as empty cells.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from par_xl.reading.book import NEVER_CALCULATED, Place, UnreadableFileError
from par_xl.reading.package import Kind, Package

_BOOK, _BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CORE = "docProps/core.xml"

# A reference as programs write it, and not beyond column CZ or row 19999. Anything else, and every
# spelling that a regular expression could be fooled by, is left to another process.
_FAR = re.compile(rb' r(?=[\s=])(?!="(?:[A-C]?[A-Z])?(?:\d{1,4}|1\d{4})")=?["\']?([^"\'\s>]{0,12})')
_ODD_SPACE = re.compile(rb"[\t\n\r]r[\s=]")
_UTF_8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*<(?:\?xml[^>]*encoding=["']utf-8["']|\?xml(?![^>]*encoding)|\w)""",
    re.I,
)
_NOTHING = rb"\s*(?:</|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)"
_NO_VALUE = (re.compile(rb"f>" + _NOTHING), re.compile(rb"f [^<>]*/>" + _NOTHING))
_ERRORS = (b't="e"', b"t='e'")
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_IS_1904 = re.compile(rb"""\sdate1904=["'](?:1|true)["']""")
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]+)<")
_ODS_MODIFIED = re.compile(rb"<dc:date>([^<]+)<")
_TARGET = re.compile(rb'\sTarget="([^"]+)"')


def suspicion(package: Package) -> str | None:
    """Why a package is not to be parsed in this process, or None."""
    if package.kind is not Kind.OOXML:
        # What their cells claim can't be looked over without parsing them.
        return f"tệp dạng {package.kind.value[0]}"
    if package.large:
        return f"phần «{package.large[0]}» rất lớn"
    names = {part: name for name, part in _sheet_parts(package)}
    for part, xml in package.parts.items():
        if not part.startswith("xl/"):
            continue
        if not _UTF_8.match(xml):
            return f"phần «{part}» ghi bằng bảng mã lạ"
        # Whatever part holds cells, whether or not the workbook says so.
        far = _FAR.search(xml) if b"sheetData" in xml else None
        if far:
            where = names.get(part, part)
            return f"trang «{where}» có ô {far[1].decode(errors='replace')} ở rất xa bảng"
        # Behind the declaration's line, programs break none.
        breaks = any(xml.find(space, 100) > 0 for space in (b"\t", b"\n", b"\r"))
        if breaks and _ODD_SPACE.search(xml):
            return f"phần «{part}» ghi theo cách lạ"
    return None


def broken_cells(package: Package) -> dict[str, dict[Place, str]]:
    """Error values and formulas without a value, by sheet."""
    if package.kind is Kind.ODS:
        return _ods_broken(package.parts.get("content.xml", b""))
    found = {}
    for name, part in _sheet_parts(package) if package.kind is Kind.OOXML else ():
        xml = package.parts[part]
        if _maybe_broken(xml) and (cells := dict(_broken(xml))):
            found[name] = cells
    return found


def _maybe_broken(xml: bytes) -> bool:
    """A quick look that misses nothing: most sheets need no second one."""
    if not _UTF_8.match(xml) or any(error in xml for error in _ERRORS):
        return True
    for pattern in _NO_VALUE:
        for hit in pattern.finditer(xml):
            start = xml.rfind(b"<c ", 0, hit.start())
            # An empty text is a value.
            if b't="str"' not in xml[start : xml.find(b">", start)]:
                return True
    return False


def _broken(xml: bytes) -> Iterator[tuple[Place, str]]:
    """Cells may leave out where they stand: then they follow the one before."""
    row = column = -1
    for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        tag = _local(element.tag)
        if event == "start" and tag == "row":
            row, column = int(element.get("r") or row + 2) - 1, -1
        elif event == "start" and tag == "c":
            row, column = _place(element.get("r"), (row, column + 1))
        elif event == "end" and tag == "c":
            why = _why_broken(element)
            if why:
                yield (row, column), why
        elif event == "end" and tag == "row":
            element.clear()


def _why_broken(cell: ElementTree.Element) -> str | None:
    texts = {_local(child.tag): child.text or "" for child in cell}
    kind = cell.get("t")
    if kind == "e":
        return texts.get("v") or "#N/A"
    if "f" in texts and kind not in ("str", "inlineStr") and not texts.get("v"):
        return NEVER_CALCULATED
    return None


def _place(reference: str | None, otherwise: Place) -> Place:
    found = _REFERENCE.fullmatch(reference or "")
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


_ODS_NAMES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def _ods_broken(xml: bytes) -> dict[str, dict[Place, str]]:
    found: dict[str, dict[Place, str]] = {}
    if b'value-type="error"' not in xml:
        return found
    table, calcext = (f"{{{uri}}}" for uri in _ODS_NAMES.values())
    name, row, column = "", 0, 0
    for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        if element.tag == f"{table}table" and event == "start":
            name, row, column = element.get(f"{table}name", ""), 0, 0
        elif element.tag == f"{table}table-row" and event == "end":
            row += int(element.get(f"{table}number-rows-repeated") or 1)
            column = 0
            element.clear()
        elif element.tag in (f"{table}table-cell", f"{table}covered-table-cell") and event == "end":
            if element.get(f"{calcext}value-type") == "error":
                text = "".join(element.itertext()).strip()
                found.setdefault(name, {})[row, column] = text or "#N/A"
            column += int(element.get(f"{table}number-columns-repeated") or 1)
    return found


def has_macros(package: Package) -> bool:
    """Whether macros lie in it; they are never run."""
    macros = ("vbaproject.bin", "basic/script-lc.xml")
    return any(name.lower().endswith(macros) for name in package.names)


def links(package: Package) -> tuple[str, ...]:
    """The other workbooks that its formulas look into."""
    targets = []
    for name in sorted(package.parts):
        if name.startswith("xl/externalLinks/_rels/"):
            targets += [
                hit.decode(errors="replace") for hit in _TARGET.findall(package.parts[name])
            ]
    return tuple(targets)


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


def _sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    """Names of the sheets with the parts of the package that hold them."""
    relations = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _xml(package, _BOOK_RELATIONS)
    }
    for element in _xml(package, _BOOK).iter():
        # By local names: "Strict Open XML" has other namespaces.
        if _local(element.tag) != "sheet":
            continue
        attributes = {_local(name): value for name, value in element.items()}
        target = relations.get(attributes.get("id"), "")
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        if part in package.parts:
            yield attributes.get("name", ""), part


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _xml(package: Package, part: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(package.parts[part])
    except (KeyError, ElementTree.ParseError) as error:
        raise UnreadableFileError(f"thiếu hoặc hỏng phần «{part}»") from error
