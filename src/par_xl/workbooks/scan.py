"""A quick look at sheets as spreadsheet programs write them, and what calamine would not say.

Nine tenths of a form are texts of its formulas, which nobody reads: a usual sheet goes on without
them. calamine takes memory for everything between A1 and the last cell, and shows error values
and formulas without a value as empty cells. What is written in any other way may well be right,
but regular expressions can't say so: it is left to another process and to openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import unescape
from itertools import islice
from math import isfinite
from xml.parsers import expat

from par_xl.terms.messages import N_
from par_xl.workbooks.book import (
    ANOTHER_FILE,
    NEVER_CALCULATED,
    Beside,
    Place,
    UnreadableFileError,
)
from par_xl.workbooks.package import MEGABYTE, Kind, Package
from par_xl.workbooks.parts import MAINS, Contents, xml_of

_TEXTS_LIMIT = 1_000_000
_COPIES_LIMIT = 200 * MEGABYTE
"""Bytes of all texts that cells show: each cell gets a copy of its own."""
AREA_LIMIT = 4_000_000
"""Cells between the first and the last, over all sheets, with a hundred columns each."""
_FORM_ROWS = 9_999
"""Rows of a sheet below which there is no form's table."""
_LINKS = 50
_LONGEST_LINK = 300
"""Links to other workbooks that are told, and characters of each: somebody is to read them."""

# --- Sheets as programs write them, without their formulas' texts

_FORMULA = re.compile(rb"(<f(?: [^<>]*[^<>/])?>)[^<]+(?=</f>)")
_ROW = rb"[1-9]\d{0,6}"
_OTHERS = rb' ?(?: (?!r=|xmlns)[\w:]+="[^"<>]*"){0,20}'
_FORMULA_CELL = rb'(?:<f></f>|<f(?: [\w:]+="[^"<>]*")*+(?:/>|></f>))'
_CALCULATED = rb"(?:" + _FORMULA_CELL + rb"|)"
# No column beyond CZ.
_START = rb'<c r="[A-C]?[A-Z](?P=row)"(?: s="\d+"|)'
# A number below zero is none: as a day, calamine has no sign for it.
_CELL = (
    _START + rb"(?:/>"
    rb'| t="s"><v>\d+</v></c>'
    rb'| t="str">' + _CALCULATED + rb"<v>[^<&>]*+(?:&[a-z]+;[^<&>]*+)*+</v></c>"
    rb'|(?: t="[nb]"|)>' + _CALCULATED + rb"<v>\d[\d.Ee+-]*</v></c>)"
)
# As other programs write them (openpyxl: texts in their cells, formulas without a value), and cells
# of which more is to be said: errors, numbers below zero.
_OTHER_CELL = (
    _START + rb'(?:(?: t="n"|)(?:/>|></c>)'
    rb'| t="inlineStr"><is><t(?: xml:space="preserve"|)>[^<]*+</t></is></c>'
    rb'| t="e">' + _CALCULATED + rb"<v>[^<&]*+</v></c>"
    rb'|(?: t="(?:n|b|str)"|)>' + _FORMULA_CELL + rb"(?:<v></v>|<v ?/>|)</c>"
    rb'|(?: t="n"|)>' + _CALCULATED + rb"<v>-\d{1,10}(?:\.\d+)?(?:[Ee]-\d{1,3})?</v></c>)"
)
# No comment, CDATA, instruction or text within its cell, and no tag that quotes a sign of another:
# what looks like a formula there may be none.
_AROUND = (
    rb"(?:<(?:/[\w:]+|(?!(?:c|row|f|v|is|sheetData)[\s/>])[a-zA-Z][\w:]*"
    rb'(?:\s+(?!t=)[\w:]+="[^"<>]*")*+\s*/?)>[^<>]*)*+'
)
_PREFIXED = re.compile(rb":(?:c|row|v|is|sheetData|mergeCells?)[\s/>]")
_ATTRIBUTES = rb'(?:\s+[\w:.-]+\s*=\s*"[^"<>]*")*+\s*'
_MAIN = b"|".join(re.escape(main.encode()) for main in MAINS)


@cache
def _sheet_of(cell: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*" + _AROUND + rb"<sheetData(?: ?/>|>"
        rb'(?:<row r="(?P<row>' + _ROW + rb')"' + _OTHERS + rb" ?"
        rb"(?:/>|>(?:" + cell + rb")*+</row>))*+</sheetData>)" + _AROUND
    )


def _root(name: bytes) -> bytes:
    """Return a root whose elements need no prefix."""
    own = rb'(?=[^<>]*\sxmlns="(?:' + _MAIN + rb')"[\s/>])'
    return rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*<" + name + own + _ATTRIBUTES


_ANY_CELL = rb"(?:" + _CELL + rb"|" + _OTHER_CELL + rb")"
_SHEET = re.compile(_root(b"worksheet") + rb">")
_OTHER_SPACE = re.compile(rb"\sxmlns\s*=")
# Errors, formulas, and what may be a number below zero.
_CONTENT = re.compile(
    rb'<c r="([A-Z]{1,2})(\d{1,7})"(?: s="\d+")?+(?: t="(\w+)")?+>(?:(?<= t="e">)|(?=<f|<v>-))'
    rb"(<f(?:[^<>]*/>|[^<>]*></f>))?"
    rb"(?:(<v>)([^<]*)</v>|(<v ?/>))?</c>"
)
_LONG = re.compile(rb'<row r="(\d{4,7})"[^<>]*(?<!/)>(?!</row>)')

_TEXT = rb'<t(?: xml:space="(?:preserve|default)"|)(?:/>|>[^<]*+</t>)'
_LOOK = rb"<rPr ?/>|<rPr>(?:\s*<(?!t[ />])[a-zA-Z]+" + _ATTRIBUTES + rb"/>)*+\s*</rPr>"
_RUN = rb"<r>\s*(?:" + _LOOK + rb"|)\s*" + _TEXT + rb"\s*</r>"
_SPOKEN = rb"<rPh" + _ATTRIBUTES + rb">\s*" + _TEXT + rb"\s*</rPh>"
_PIECES = (
    rb">\s*(?:(?:" + _TEXT + rb"|" + _RUN + rb"|" + _SPOKEN + rb"|"
    rb"<phoneticPr" + _ATTRIBUTES + rb"/>)\s*)*+"
)
_ITEM = rb"<si ?/>|<si" + _PIECES + rb"</si>"
_TEXTS = re.compile(_root(b"sst") + rb"(?:/>|>\s*(?:(?:" + _ITEM + rb")\s*)*+</sst>)\s*")
_COUNT = re.compile(rb"""ount\s*=\s*["'](\d+)["']""")
_SHOWN = re.compile(rb' t="s"><v>(\d{1,9})</v>')
_FAR = re.compile(
    rb"""r\s*=\s*["']"""
    rb"""([A-Za-z]{3,}\d+|[A-Za-z]*\d{6,}|[D-Z][A-Z]\d+|[A-Z]{1,2}\d{5})["']"""
)


@dataclass
class Scan:
    """What a look at the sheets of an .xlsx package found."""

    why: str | None = None
    """Why they are not to be parsed in this process."""
    sheets: dict[str, bytes] = field(default_factory=dict)
    """Parts that are usual sheets, without their formulas' texts."""
    beside: dict[str, Beside] = field(default_factory=dict)
    """Of these, by the sheets' names: errors, formulas without a value, numbers below zero."""
    rows: int = 0
    """Rows of all usual sheets, roughly."""

    def is_usual(self, contents: Contents) -> bool:
        """Whether calamine may read all of its sheets."""
        return all(sheet.part in self.sheets for sheet in contents.sheets)


def scan_of(package: Package, contents: Contents) -> Scan:
    """Look at all sheets of a package, and at the texts that they share."""
    found = Scan()
    reasons = []
    for sheet in contents.sheets:
        xml = package.parts.get(sheet.part)
        if xml is None:
            reasons.append(N_("trang “{name}” đặt ở chỗ lạ").format(name=sheet.name))
            continue
        usual = _slimmed(xml)
        last = max(map(int, _LONG.findall(usual[0])), default=999) if usual else 0
        if usual is None or (last > _FORM_ROWS):
            reasons.append(_odd(sheet.name, xml))
        if usual:
            found.rows += next(rows for rows in (999, _FORM_ROWS, last) if last <= rows)
            found.sheets[sheet.part], has_more = usual
            if has_more:
                found.beside[sheet.name] = _beside(usual[0])
    reasons += _of_texts(package.parts.get(contents.texts, b""), found.sheets)
    if found.rows * 100 > AREA_LIMIT:
        reasons.append(N_("tệp có quá nhiều trang dài"))
    found.why = next(iter(reasons), None)
    return found


def _odd(name: str, xml: bytes) -> str:
    found = _FAR.findall(xml)
    cell = next((each.decode() for each in found if each[:1].isalpha()), None)
    if not found:
        return N_("trang “{name}” ghi theo cách lạ").format(name=name)
    far = (
        N_("ô {cell}").format(cell=cell) if cell else N_("hàng {row}").format(row=found[0].decode())
    )
    return N_("trang “{name}” có {far} ở rất xa bảng").format(name=name, far=far)


def _of_texts(shared: bytes, sheets: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what is suspicious about the texts that sheets share."""
    if shared and _TEXTS.fullmatch(shared) is None:
        yield N_("chữ của các ô ghi theo cách lạ")
    counts = _COUNT.findall(shared[: shared.find(b"<si")])
    if any(len(count) > 9 or int(count) > _TEXTS_LIMIT for count in counts):
        yield N_("tệp khai có quá nhiều chữ")
    # Hardly any file comes near it: only then are they counted.
    texts = shared.split(b"<si")[1:]
    if sum(map(len, sheets.values())) // 20 * 4 * max(map(len, texts), default=0) > _COPIES_LIMIT:
        # A sign beyond the usual planes, and each character of a text takes four bytes.
        sizes = [len(text) * (4 if b"\xf0" in text else 1) for text in texts]
        shown = (int(at) for xml in sheets.values() for at in _SHOWN.findall(xml))
        if sum(sizes[at] for at in shown if at < len(sizes)) > _COPIES_LIMIT:
            yield N_("tệp có quá nhiều đoạn chữ dài")


def _slimmed(xml: bytes) -> tuple[bytes, bool] | None:
    """Return a usual sheet without its formulas' texts, and whether more is to be said of its
    cells; None for all others, which may well be right.
    """
    # What is split there is the formula's text: its tag is kept.
    slim = b"".join(_FORMULA.split(xml))
    if _PREFIXED.search(slim) or not _is_in_place(slim):
        return None
    is_plain = _sheet_of(_CELL).fullmatch(slim) is not None
    # What is no XML, other readers refuse: a letter of no encoding, an attribute said twice.
    if (is_plain or _sheet_of(_ANY_CELL).fullmatch(slim)) and is_whole(xml):
        return slim, not is_plain
    return None


def _is_in_place(xml: bytes) -> bool:
    """Whether its cells stand right in the sheet, in the namespace of all sheets."""
    start, at = _SHEET.match(xml), xml.find(b"<sheetData")
    if start is None or at < 0:
        return False
    before = xml[start.end() : at]
    is_open = before.count(b"<") - before.count(b"/>") - 2 * before.count(b"</")
    if is_open or b"xmlns" in before:
        return False
    declared = xml.find(b"xmlns", max(at, xml.rfind(b"</sheetData")))
    return declared < 0 or _OTHER_SPACE.search(xml, declared - 1) is None


def is_whole(xml: bytes) -> bool:
    """Whether it is XML at all, every tag closed, every letter one and every prefix known."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True


def _beside(slim: bytes) -> Beside:
    found = Beside()
    for cell in _CONTENT.finditer(slim):
        letters, row, kind, formula, is_held, held, is_blank = cell.groups()
        value = (held or b"").strip()
        if kind == b"e":
            found.broken[_place(letters, row)] = value.decode(errors="replace") or "#N/A"
        elif formula and not value:
            # An empty text is a value; none at all is not.
            if kind != b"str" or not (is_held or is_blank):
                found.broken[_place(letters, row)] = NEVER_CALCULATED
        elif value.startswith(b"-") and kind in (None, b"n") and isfinite(number := float(value)):
            found.values[_place(letters, row)] = number
    return found


def _place(letters: bytes, row: bytes) -> Place:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(row) - 1, column - 1


# --- What else a package says

_MODIFIED = re.compile(rb"<dcterms:modified[^<>]*>([^<]+)<")
_ODS_LINK = re.compile(rb'<table:table-source\b[^<>]*\sxlink:href="([^"]+)"')
_ODS_MODIFIED = re.compile(rb"<dc:date>([^<]+)<")


def has_macros(package: Package) -> bool:
    """Whether macros lie in it; they are never run."""
    macros = ("vbaproject.bin", "basic/script-lc.xml")
    return any(name.lower().endswith(macros) for name in package.names)


def links(package: Package) -> tuple[str, ...]:
    """Return the other workbooks that its formulas look into; of too many, the first ones."""
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
            try:
                yield from [each.get("Target", "") for each in xml_of(package.parts, name)]
            except UnreadableFileError:
                # Nothing of it is ever followed, so nothing depends on it.
                yield ANOTHER_FILE


def modified(package: Package) -> datetime | None:
    """When a program last saved it, by that program's clock; None where it does not say."""
    core, meta = (package.parts.get(name, b"") for name in ("docProps/core.xml", "meta.xml"))
    found = _MODIFIED.search(core) or _ODS_MODIFIED.search(meta)
    if found is None:
        return None
    try:
        when = datetime.fromisoformat(found[1].decode().strip())
        # Some programs write the first or the last day that they know: no clock said that.
        when.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return when
