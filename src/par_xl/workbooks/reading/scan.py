"""A package's sheets looked over before the parser: what it would choke on, and what it hides.

The parser takes memory for everything between A1 and the last cell, and shows error values and
formulas without a value as empty cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from itertools import islice
from math import isfinite
from xml.etree import ElementTree

from par_xl.terms.messages import N_
from par_xl.workbooks.reading.book import (
    ANOTHER_FILE,
    NEVER_CALCULATED,
    Beside,
    UnreadableFileError,
)
from par_xl.workbooks.reading.contents import xml_of
from par_xl.workbooks.reading.in_place import are_texts_usual, is_sheet_usual
from par_xl.workbooks.reading.kind import Kind
from par_xl.workbooks.reading.package import MEGABYTE, Package
from par_xl.workbooks.reading.plain import far_cell, is_plain
from par_xl.workbooks.reading.usual import beside_slim
from par_xl.workbooks.reading.xml import cells, child, is_digits, is_whole, whole_text

_CORE = "docProps/core.xml"
_TEXTS_LIMIT = 1_000_000
_COPIES_LIMIT = 200 * MEGABYTE
"""Bytes, if every cell that shows a text had the longest one: each gets a copy of its own."""
_AREA_LIMIT = 4_000_000
"""Cells between the first and the last, over all sheets, with a hundred columns each."""
_LONG = re.compile(rb'<row r="\d{4}')
_SHOWN = b't="s"'
_LINKS = 50
_LONGEST_LINK = 300
"""Links to other workbooks that are told, and characters of each: somebody is to read them."""

_COUNT = re.compile(rb"""ount\s*=\s*["'](\d+)["']""")

_NOTHING = rb"\s*(?:</c|<v[^<>]*/>|<v[^<>]*>\s*<[/!?]|<(?!v))"
_NO_VALUE = (
    re.compile(rb"</f\s*>" + _NOTHING),
    re.compile(rb"<f(?:\s[^<>]*)?/>" + _NOTHING),
)
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
        return N_("tệp dạng {kind}").format(kind=package.kind.value[0])
    if package.large:
        return N_("phần «{name}» rất lớn").format(name=package.large[0])
    for sheet in package.contents.sheets:
        xml = package.parts.get(sheet.part)
        if xml is None:
            return N_("trang «{name}» đặt ở chỗ lạ").format(name=sheet.name)
        is_slim = sheet.part in package.slim
        is_usual = is_slim or (is_plain(xml) and is_whole(xml))
        if not is_usual or not is_sheet_usual(xml, is_slim):
            far = None if is_usual else far_cell(xml)
            if far is None:
                return N_("trang «{name}» ghi theo cách lạ").format(name=sheet.name)
            return N_("trang «{name}» có {far} ở rất xa bảng").format(name=sheet.name, far=far)
    shared = package.parts.get(package.contents.texts, b"")
    if shared and not are_texts_usual(shared):
        return N_("chữ của các ô ghi theo cách lạ")
    counts = _COUNT.findall(shared[: shared.find(b"<si")])
    if any(len(count) > 9 or int(count) > _TEXTS_LIMIT for count in counts):
        return N_("tệp khai có quá nhiều chữ")
    sheets = [package.parts[sheet.part] for sheet in package.contents.sheets]
    if sum(9_999 if _LONG.search(xml) else 999 for xml in sheets) * 100 > _AREA_LIMIT:
        return N_("tệp có quá nhiều trang dài")
    longest = _longest(shared)
    # Hardly any file comes near it: only then are they counted.
    if sum(map(len, sheets)) // len(_SHOWN) * longest > _COPIES_LIMIT and (
        sum(xml.count(_SHOWN) for xml in sheets) * longest > _COPIES_LIMIT
    ):
        return N_("tệp có quá nhiều đoạn chữ dài")
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
    for sheet in package.contents.sheets:
        if is_plain and sheet.part in package.usual:
            continue
        xml = package.parts.get(sheet.part, b"")
        if is_plain and sheet.part in package.slim:
            found[sheet.name] = beside_slim(xml)
        # As a day or a time of day, the parser has no sign for a number.
        elif not is_plain or _maybe_broken(xml) or b"<v>-" in xml:
            found[sheet.name] = _looked_through(xml)
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
        return N_("không có chữ này")
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
    found = islice(_links(package), _LINKS)
    return tuple(each if each is ANOTHER_FILE else each[:_LONGEST_LINK] for each in found)


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
        return [relation.get("Target", "") for relation in xml_of(package.parts, name)]
    except UnreadableFileError:
        # Nothing of it is ever followed, so nothing depends on it.
        return [ANOTHER_FILE]


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
