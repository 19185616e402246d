"""A package's sheets looked over before the parser: what it would choke on, and what it hides.

The parser takes memory for everything between A1 and the last cell, and shows error values and
formulas without a value as empty cells.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import islice
from math import isfinite
from urllib.parse import unquote
from xml.etree import ElementTree

from par_xl.reading.book import (
    NEVER_CALCULATED,
    Beside,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
)
from par_xl.reading.package import MEGABYTE, Kind, Package
from par_xl.reading.plain import far_cell, is_plain
from par_xl.reading.usual import beside_slim
from par_xl.reading.xml import cells, child, is_digits, is_whole, local, whole_text

_BOOK, _BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CORE = "docProps/core.xml"
_SHEETS_LIMIT = 100
_TEXTS_LIMIT = 1_000_000
_COPIES_LIMIT = 200 * MEGABYTE
"""Bytes, if every cell that shows a text had the longest one: each gets a copy of its own."""
_AREA_LIMIT = 4_000_000
"""Cells between the first and the last, over all sheets, with a hundred columns each."""
_LONG = re.compile(rb'<row r="\d{4}')
_SHOWN = b't="s"'
_SMALL_PART = 3 * MEGABYTE
"""Bytes of a part that lists sheets, relations or links."""

_LINKS = 50
_LONGEST_LINK = 300
"""Links to other workbooks that are told, and characters of each: somebody is to read them."""

_COUNT = re.compile(rb"""ount\s*=\s*["'](\d+)["']""")

_NOTHING = rb"\s*(?:</c|<v[^<>]*/>|<v[^<>]*>\s*<[/!?]|<(?!v))"
_NO_VALUE = (
    re.compile(rb"</f\s*>" + _NOTHING),
    re.compile(rb"<f(?:\s[^<>]*)?/>" + _NOTHING),
)
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
        if part not in package.slim and not (is_plain(xml) and is_whole(xml)):
            far = far_cell(xml)
            what = f"có {far} ở rất xa bảng" if far else "ghi theo cách lạ"
            return f"trang «{name}» {what}"
    shared = texts(package)
    counts = _COUNT.findall(shared[: shared.find(b"<si")])
    if any(len(count) > 9 or int(count) > _TEXTS_LIMIT for count in counts):
        return "tệp khai có quá nhiều chữ"
    sheets = [package.parts[part] for _, part in sheet_parts(package)]
    if sum(9_999 if _LONG.search(xml) else 999 for xml in sheets) * 100 > _AREA_LIMIT:
        return "tệp có quá nhiều trang dài"
    longest = _longest(shared)
    # Hardly any file comes near it: only then are they counted.
    if sum(map(len, sheets)) // len(_SHOWN) * longest > _COPIES_LIMIT and (
        sum(xml.count(_SHOWN) for xml in sheets) * longest > _COPIES_LIMIT
    ):
        return "tệp có quá nhiều đoạn chữ dài"
    return None


def _longest(shared: bytes) -> int:
    """Bytes that the longest of these texts takes when it is shown."""
    held = shared.split(b"<si")
    if b"\xf0" not in shared:
        return max(map(len, held))
    # One sign beyond the usual planes, and each character of a text takes four bytes.
    return max(len(text) * (4 if b"\xf0" in text else 1) for text in held)


def beside(package: Package, is_plain: bool) -> dict[str, Beside]:
    """Of a package's sheets, by name: error values, formulas without a value, negative numbers.

    *is_plain*: nothing about the package was suspicious, so that a quick look misses nothing.
    """
    found = {}
    for name, part in sheet_parts(package):
        if is_plain and part in package.usual:
            continue
        xml = package.parts.get(part, b"")
        if is_plain and part in package.slim:
            found[name] = beside_slim(xml)
        # As a day or a time of day, the parser has no sign for a number.
        elif not is_plain or _maybe_broken(xml) or b"<v>-" in xml:
            found[name] = _looked_through(xml)
    return found


def _looked_through(xml: bytes) -> Beside:
    found = Beside()
    for place, cell in cells(xml):
        why = _why_broken(cell)
        if why:
            found.broken[place] = why
        elif (cell.get("t") or "n") == "n":
            number = _number(whole_text(child(cell, "v")))
            if number < 0:
                found.values[place] = number
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


def _why_broken(cell: ElementTree.Element) -> str | None:
    kind = cell.get("t")
    held = child(cell, "v")
    value = whole_text(held)
    if kind == "e":
        return value.strip() or "#N/A"
    if kind == "s" and value.strip() and not is_digits(value.strip()):
        return "không có chữ này"
    if child(cell, "f") is None or kind == "inlineStr" or value.strip():
        return None
    is_empty_text = kind == "str" and held is not None
    return None if is_empty_text else NEVER_CALCULATED


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0


def has_macros(package: Package) -> bool:
    """Whether macros lie in it; they are never run."""
    macros = ("vbaproject.bin", "basic/script-lc.xml")
    return any(name.lower().endswith(macros) for name in package.names)


def links(package: Package) -> tuple[str, ...]:
    """The other workbooks that its formulas look into; of too many, the first ones."""
    return tuple(link[:_LONGEST_LINK] for link in islice(_links(package), _LINKS))


def _links(package: Package) -> Iterator[str]:
    if package.kind is Kind.ODS:
        content = package.parts.get("content.xml", b"")
        yield from (
            unescape(hit[1].decode(errors="replace")) for hit in _ODS_LINK.finditer(content)
        )
        return
    for name in sorted(package.parts):
        if name.startswith("xl/externalLinks/_rels/"):
            yield from _targets(package, name)


def _targets(package: Package, name: str) -> list[str]:
    try:
        return [relation.get("Target", "") for relation in _xml(package, name)]
    except UnreadableFileError:
        # Nothing of it is ever followed, so nothing depends on it.
        return ["tệp khác"]


def modified(package: Package) -> datetime | None:
    """When a program last saved it, by that program's clock; None where it does not say."""
    found = _MODIFIED.search(package.parts.get(_CORE, b"")) or _ODS_MODIFIED.search(
        package.parts.get("meta.xml", b"")
    )
    if found is None:
        return None
    try:
        when = datetime.fromisoformat(found[1].decode().strip())
        # Some programs write the first or the last day that they know: no clock said that.
        when.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return when


def is_1904(package: Package) -> bool:
    """Whether its date numbers count from 1904, as old Macs did."""
    return bool(_IS_1904.search(package.parts.get(_BOOK, b"")))


@dataclass(frozen=True, slots=True)
class Relation:
    """What the workbook is made of: a part and what it holds (an address of the standard)."""

    id: str
    kind: str
    part: str


def relations(package: Package) -> list[Relation]:
    """The parts that the workbook names, as they are spelled in the package.

    Raises:
        UnreadableFileError: its list of them is damaged, or has two of one name.
    """
    # Names of parts differ by more than letter case.
    spelled = {name.lower(): name for name in package.names}
    found = []
    for each in _xml(package, _BOOK_RELATIONS):
        target = posixpath.join("/xl", unquote(each.get("Target", "")))
        part = posixpath.normpath(target).lstrip("/")
        part = spelled.get(part.lower(), part)
        found.append(Relation(each.get("Id", ""), each.get("Type", ""), part))
    twice = [name for name, count in Counter(each.id for each in found).items() if count > 1]
    if twice:
        # Which of them counts, readers don't agree.
        raise UnsafeFileError(f"hai liên kết cùng mã «{twice[0]}»")
    return found


def sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    """Names of the sheets, and the parts that should hold them."""
    parts = {relation.id: relation.part for relation in relations(package)}
    # By local names: "Strict Open XML" has other namespaces.
    sheets = [each for each in _xml(package, _BOOK).iter() if local(each.tag) == "sheet"]
    if len(sheets) > _SHEETS_LIMIT:
        raise TooLargeError(f"tệp có {len(sheets)} trang tính, quá {_SHEETS_LIMIT}")
    seen: set[str] = set()
    for element in sheets:
        attributes = {local(name): value for name, value in element.items()}
        part = parts.get(attributes.get("id", ""), "xl")
        if part in seen:
            raise UnsafeFileError(f"hai trang tính dùng chung phần «{part}»")
        seen.add(part)
        yield attributes.get("name", ""), part


def texts(package: Package) -> bytes:
    """The texts that sheets share; nothing where there are none."""
    named = (each.part for each in relations(package) if each.kind.endswith(SHARED))
    return package.parts.get(next(named, _USUAL), b"")


_USUAL = "xl/sharedStrings.xml"


SHARED, STYLES = "/sharedStrings", "/styles"
"""How the kinds of these two relations end."""


def _xml(package: Package, part: str) -> ElementTree.Element:
    if len(package.parts.get(part, b"")) > _SMALL_PART:
        raise TooLargeError(f"phần «{part}» quá lớn")
    try:
        return ElementTree.fromstring(package.parts[part])
    except (KeyError, LookupError, ValueError, ElementTree.ParseError) as error:
        raise UnreadableFileError(f"thiếu hoặc hỏng phần «{part}»") from error
