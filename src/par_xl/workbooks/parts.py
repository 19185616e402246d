"""What an .xlsx package is made of, and whether every reader finds the same in it.

About what is said twice, or of what no standard knows, readers don't agree: the one takes the
first, another the last; some go by whole names, some by names without their namespaces, some by
places. Only what all of them understand alike is gone along with.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZipInfo

from par_xl.terms.messages import N_
from par_xl.workbooks.book import DAMAGED_SHEET, TooLargeError, UnreadableFileError, UnsafeFileError
from par_xl.workbooks.package import BOOK, BOOK_RELATIONS, ROOT_RELATIONS, TYPES, Package
from par_xl.workbooks.zips import inflate

MAINS = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""Namespaces of what a workbook holds: of usual files, and of "Strict Open XML"."""
_SMALL_PART = 3_000_000
"""Bytes of a part that lists sheets, relations or links."""
_SHEETS_LIMIT = 100

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICES = (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
"""Addresses with which kinds of relations begin: of usual files, and of "Strict Open XML"."""
_DOCUMENT, _TEXTS, _STYLES = "officeDocument", "sharedStrings", "styles"
_KNOWN = (_DOCUMENT, _TEXTS, _STYLES, "worksheet", "chartsheet", "dialogsheet")
_NO_CELLS = ("/chartsheet", "/dialogsheet")
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OWN = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MACRO = "application/vnd.ms-excel."
_BOOK_TYPES = tuple(
    f"{kind}.main+xml"
    for kind in (
        *(f"{_OWN}sheet", f"{_OWN}template"),
        *(f"{_MACRO}sheet.macroenabled", f"{_MACRO}template.macroenabled"),
    )
)
_DAY_COUNTS = {"1": True, "true": True, "0": False, "false": False}


class Relation(NamedTuple):
    """What a part is made of: another part, and what that holds (an address of the standard).

    ``word`` is the last one of that address where it is of those that are needed, "" for others.
    """

    id: str
    kind: str
    word: str
    part: str
    is_inside: bool


class NamedSheet(NamedTuple):
    """A sheet as the workbook lists it, and the part that should hold it."""

    name: str
    state: str
    kind: str
    part: str


class Contents(NamedTuple):
    """The sheets of a workbook, the parts of their texts and styles ("" for none), and whether
    its date numbers count from 1904, as old Macs did."""

    sheets: tuple[NamedSheet, ...]
    texts: str
    styles: str
    is_1904: bool


def contents_of(package: Package) -> Contents:
    """Return what the package leads to.

    Raises:
        UnreadableFileError: a list of its parts is damaged, too long, or understood in two ways.
    """
    parts, names = package.parts, package.names
    start = [r for r in relations_of(parts, names, ROOT_RELATIONS, "/") if r.word == _DOCUMENT]
    if [(each.part.lower(), each.is_inside) for each in start] != [(BOOK, True)]:
        text = N_("phần “{name}” không chỉ tới đúng một “{wanted}”")
        raise UnsafeFileError(text, name=ROOT_RELATIONS, wanted=BOOK)
    relations = relations_of(parts, names, BOOK_RELATIONS, "/xl")
    book = xml_of(parts, BOOK)
    # Charts have sheets of their own, which hold no cells.
    sheets = tuple(each for each in _sheets(book, relations) if not each.kind.endswith(_NO_CELLS))
    texts, styles = (_only(relations, word) for word in (_TEXTS, _STYLES))
    for part, usual in ((texts, "xl/sharedStrings.xml"), (styles, "xl/styles.xml")):
        # Many readers go by a part's usual name, whatever the workbook leads to.
        if part != usual and usual in parts:
            raise UnsafeFileError(N_("có phần “{name}” mà sổ tính không chỉ tới"), name=usual)
    found = Contents(sheets, texts, styles, _is_1904(book))
    _check_types(found, parts, names)
    return found


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def small_part(content: bytes, member: ZipInfo | None) -> bytes:
    """Unpack a part that lists something; nothing where it is missing, or too long for a list.

    Raises:
        UnreadableFileError: see ``inflate``.
    """
    is_small = member is not None and member.file_size <= _SMALL_PART
    return inflate(content, member, keep=True) if member and is_small else b""


def xml_of(parts: Mapping[str, bytes], name: str) -> ElementTree.Element:
    """Return a part that lists something.

    Raises:
        UnreadableFileError: it is missing, damaged, or too long for a list.
    """
    if len(parts.get(name, b"")) > _SMALL_PART:
        raise TooLargeError(N_("phần “{name}” quá lớn"), name=name)
    try:
        return ElementTree.fromstring(parts[name])
    except (KeyError, LookupError, ValueError, ElementTree.ParseError) as error:
        raise UnreadableFileError(N_("thiếu hoặc hỏng phần “{name}”"), name=name) from error


def relations_of(
    parts: Mapping[str, bytes], names: frozenset[str], name: str, folder: str
) -> list[Relation]:
    """Return the parts that a part of relations names, as they are spelled in the package."""
    # Names of parts differ by more than letter case; of two spellings that of *parts* counts.
    spelled = {each.lower(): each for each in (*names, *parts)}
    found: dict[str, Relation] = {}
    for each in xml_of(parts, name):
        if each.tag != f"{{{PACKAGE}}}Relationship":
            raise _strange(name, each.tag)
        of, kind = each.get("Id", ""), each.get("Type", "")
        target = posixpath.join(folder, unquote(each.get("Target", "")))
        part = posixpath.normpath(target).lstrip("/")
        is_inside = each.get("TargetMode", "Internal") == "Internal"
        before, _, word = kind.rpartition("/")
        if word in _KNOWN and before not in _OFFICES:
            text = N_("liên kết “{relation}” thuộc loại lạ “{kind}”")
            raise UnsafeFileError(text, relation=of, kind=kind)
        if of in found:
            raise UnsafeFileError(N_("hai liên kết cùng mã “{code}”"), code=of)
        word = word if word in _KNOWN else ""
        found[of] = Relation(of, kind, word, spelled.get(part.lower(), part), is_inside)
    return [*found.values()]


def _strange(name: str, tag: str) -> UnsafeFileError:
    return UnsafeFileError(N_("phần “{name}” có mục lạ “{tag}”"), name=name, tag=local(tag))


def _only(relations: list[Relation], word: str) -> str:
    """Return the part that all sheets share, of that kind; "" for none."""
    found = [each for each in relations if each.word == word]
    if len(found) > 1:
        raise UnsafeFileError(N_("có hai phần cùng loại “{kind}”"), kind=word)
    for each in found:
        _check_inside(each)
    return found[0].part if found else ""


def _check_types(found: Contents, parts: Mapping[str, bytes], names: frozenset[str]) -> None:
    """Each part that is read is said to be what it is read as, and no other is: some readers go
    by that alone, and Excel opens no file without it."""
    there = {each.lower() for each in names}
    said = _types(parts)
    sheets = [each.part for each in found.sheets if each.kind.endswith("/worksheet")]
    alone = {BOOK: _BOOK_TYPES, found.texts: (f"{_OWN}sharedstrings+xml",)}
    alone[found.styles] = (f"{_OWN}styles+xml",)
    wrong = []
    for part, kinds in {**dict.fromkeys(sheets, (f"{_OWN}worksheet+xml",)), **alone}.items():
        lower = part.lower()
        ending = "." + lower.rpartition(".")[2]
        if lower in there and said.get(lower, said.get(ending)) not in kinds:
            wrong.append(part)
    for part, kinds in alone.items():
        others = (other for other, kind in said.items() if kind in kinds and other in there)
        wrong += [other for other in others if other != part.lower()]
    if wrong:
        text = N_("phần “{name}” ghi sai loại trong “{types}”")
        raise UnsafeFileError(text, name=wrong[0], types=TYPES)


def _types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return what the package says that its parts are, by their names or, with a ".", by their
    endings; all in small letters."""
    found: dict[str, str] = {}
    for each in xml_of(parts, TYPES):
        if each.tag == f"{_TYPE}Override":
            of = each.get("PartName", "").lower().removeprefix("/")
        elif each.tag == f"{_TYPE}Default":
            of = "." + each.get("Extension", "").lower()
        else:
            of = ""
        if not of or of in found:
            raise _strange(TYPES, of or each.tag)
        found[of] = each.get("ContentType", "").lower()
    return found


def _check_inside(relation: Relation) -> None:
    if not relation.is_inside:
        raise UnsafeFileError(N_("phần “{name}” nằm ngoài tệp"), name=relation.part)


def _sheets(book: ElementTree.Element, relations: list[Relation]) -> Iterator[NamedSheet]:
    by_id = {each.id: each for each in relations}
    elements = _sheet_elements(book)
    if len(elements) > _SHEETS_LIMIT:
        text = N_("tệp có {count} trang tính, quá {limit}")
        raise TooLargeError(text, count=len(elements), limit=_SHEETS_LIMIT)
    seen: set[str] = set()
    named: set[str] = set()
    for element in elements:
        name = element.get("name", "")
        if name.lower() in named:
            raise UnsafeFileError(N_("hai trang tính cùng tên “{name}”"), name=name)
        named.add(name.lower())
        ids = [(key, value) for key, value in element.items() if local(key) == "id"]
        if len(ids) != 1 or ids[0][0] not in [f"{{{office}}}id" for office in _OFFICES]:
            raise UnsafeFileError(N_("trang “{name}” không chỉ tới đúng một phần"), name=name)
        relation = by_id.get(ids[0][1])
        if relation is None:
            raise UnreadableFileError(N_("thiếu phần của trang “{name}”"), name=name)
        _check_inside(relation)
        if relation.part in seen:
            text = N_("hai trang tính dùng chung phần “{name}”")
            raise UnsafeFileError(text, name=relation.part)
        seen.add(relation.part)
        yield NamedSheet(name, element.get("state", "visible"), relation.kind, relation.part)


def _sheet_elements(book: ElementTree.Element) -> list[ElementTree.Element]:
    """Where the standard has them; whoever goes by their names alone finds none elsewhere."""
    space = book.tag.removesuffix("workbook")
    lists = book.findall(f"{space}sheets")
    listed = lists[0].findall(f"{space}sheet") if len(lists) == 1 else []
    alike = sum(local(each.tag) in ("sheet", "sheets") for each in book.iter())
    if space[1:-1] not in MAINS or alike != len(listed) + len(lists) or len(lists) > 1:
        text = N_("phần “{name}” ghi danh sách trang tính theo cách lạ")
        raise UnsafeFileError(text, name=BOOK)
    return listed


def _is_1904(book: ElementTree.Element) -> bool:
    tag = book.tag.replace("}workbook", "}workbookPr")
    found = list(book.iter(tag))
    said = found[0].get("date1904", "0") if found else "0"
    if said not in _DAY_COUNTS or len(found) > 1 or found != book.findall(tag):
        raise UnsafeFileError(N_("phần “{name}” ghi mốc đếm ngày theo cách lạ"), name=BOOK)
    return _DAY_COUNTS[said]


# --- Whether what holds values stands where the standard has it

_TEXT_OR_RUN = frozenset(("t", "r", "rPh", "phoneticPr"))
_WITHIN: Mapping[str, frozenset[str]] = {
    "sheetData": frozenset(("row",)),
    "row": frozenset(("c", "extLst")),
    "c": frozenset(("f", "v", "is", "extLst")),
    "is": _TEXT_OR_RUN,
    "si": _TEXT_OR_RUN,
    "r": frozenset(("rPr", "t")),
    "numFmts": frozenset(("numFmt",)),
    "cellXfs": frozenset(("xf",)),
    "rPh": frozenset(("t",)),
    **dict.fromkeys(("f", "v", "t", "phoneticPr"), frozenset[str]()),
}
"""What may stand right within what holds values."""
_HOLDERS = {
    "sheetData": ["worksheet"],
    "si": ["sst"],
    "numFmts": ["styleSheet"],
    "cellXfs": ["styleSheet"],
}
"""Where that begins: right in these roots."""
_ONCE = frozenset(("f", "v", "is"))
_ROW = re.compile("[1-9][0-9]{0,6}")
_CELL = re.compile("[A-Z]{1,3}([1-9][0-9]{0,6})")


def check_in_place(xml: bytes, name: str) -> None:
    """Look at every element of a sheet, of the texts that sheets share, or of their styles;
    *name* is its part's.

    Raises:
        UnsafeFileError: what holds values stands elsewhere, or twice, or says of itself what
            readers take in different ways.
        UnreadableFileError: it is no XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    walk = _Walk(parser)
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnreadableFileError(DAMAGED_SHEET) from error
    if walk.wrong is not None:
        raise UnsafeFileError(
            N_("phần “{name}” có mục “{tag}” đặt sai chỗ"), name=name, tag=walk.wrong
        )
    if walk.strange is not None:
        text = N_("phần “{name}” có hàng hoặc ô ghi địa chỉ lạ “{cell}”")
        raise UnsafeFileError(text, name=name, cell=walk.strange)


class _Walk:
    """A way through a part, element by element."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        self.wrong: str | None = None
        """The first element that is not in its place."""
        self.strange: str | None = None
        """The first place that is none, or not where it stands."""
        self._space = self._row = ""
        self._path: list[str] = []
        self._inside = 0
        """How deep it is where the values begin; 0 outside."""
        self._seen: set[str] = set()
        self._held: set[str] = set()
        self._is_text = False
        """Whether the cell says that its text stands in it."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, _, word = tag.rpartition(" ")
        if not self._path:
            self._space = space
            is_right = space in MAINS
        else:
            is_right = self._is_right(word, space == self._space)
        if not is_right:
            self.wrong = word
            # All that is still of interest is whether the rest is XML.
            self._parser.StartElementHandler = self._parser.EndElementHandler = None
            return
        self._path.append(word)
        if not self._inside or word not in ("row", "c"):
            return
        place = attributes.get("r")
        if word == "row":
            self._row = place or ""
            is_one = _ROW.fullmatch(self._row) is not None
        else:
            self._is_text = attributes.get("t") == "inlineStr"
            found = _CELL.fullmatch(place or "")
            is_one = found is not None and self._row in ("", found[1])
        if place is not None and not is_one and self.strange is None:
            self.strange = place

    def end(self, _tag: str) -> None:
        self._path.pop()
        if len(self._path) < self._inside:
            self._inside = 0

    def _is_right(self, word: str, is_own: bool) -> bool:
        if self._inside:
            return self._is_right_inside(word, is_own)
        if word in _HOLDERS:
            is_second = word != "si" and word in self._seen
            self._seen.add(word)
            self._inside = len(self._path) + 1
            return is_own and self._path == _HOLDERS[word] and not is_second
        if word == "row":
            # Buttons stand on a row of the sheet, in a namespace of their own.
            return not is_own and "sheetData" in self._seen
        return word != "c" and (is_own or word != "mergeCell")

    def _is_right_inside(self, word: str, is_own: bool) -> bool:
        if word == "c":
            self._held.clear()
        if word in _ONCE:
            is_second = word in self._held
            self._held.add(word)
            # The one reader shows the value then, the other the text, the third neither.
            if is_second or (word != "f" and (word == "is") is not self._is_text):
                return False
        within = _WITHIN.get(self._path[-1])
        # What else a row, a cell or a piece of text says of itself holds no value.
        return word not in _WITHIN if within is None else is_own and word in within
