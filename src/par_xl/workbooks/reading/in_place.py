"""Whether what holds values stands where the standard has it: else readers see different ones.

Some go by whole names, some by names without their namespaces, some by places. A quick look at
the bytes is enough for what programs usually write; all else is walked through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from par_xl.terms.messages import N_
from par_xl.workbooks.reading.book import UnreadableFileError, UnsafeFileError
from par_xl.workbooks.reading.xml import MAINS

_ATTRIBUTES = rb'(?:\s+[\w:.-]+\s*=\s*"[^"<>]*")*+\s*'
_MAIN = b"|".join(re.escape(main.encode()) for main in MAINS)


def _root(name: bytes) -> bytes:
    """A root whose elements need no prefix."""
    own = rb'(?=[^<>]*\sxmlns="(?:' + _MAIN + rb')"[\s/>])'
    return rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*<" + name + own + _ATTRIBUTES


_SHEET = re.compile(_root(b"worksheet") + rb">")
_BEFORE = re.compile(rb"(?:\s*<(?:/[\w:.-]+\s*|[\w:.-]+" + _ATTRIBUTES + rb"/?)>)*+\s*")
_OTHER_SPACE = re.compile(rb"\sxmlns\s*=")
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
_FOREIGN = re.compile(rb"<(?:[\w.-]+:|extLst)|xmlns|<is(?![a-zA-Z])(?!" + _PIECES + rb"</is>)")


def is_sheet_usual(xml: bytes, is_slim: bool) -> bool:
    """Whether a quick look tells that a sheet's values are in place. *is_slim*: of its rows and
    cells that is known."""
    start, at = _SHEET.match(xml), xml.find(b"<sheetData")
    if start is None or at < 0:
        return False
    before = xml[start.end() : at]
    # Each element before it was closed: it stands right in the sheet.
    is_open = before.count(b"<") - before.count(b"/>") - 2 * before.count(b"</")
    if is_open or b"xmlns" in before or not (is_slim or _BEFORE.fullmatch(before)):
        return False
    end = max(at, xml.rfind(b"</sheetData"))
    declared = xml.find(b"xmlns", end)
    if declared > 0 and _OTHER_SPACE.search(xml, declared - 1):
        return False
    return is_slim or (xml.count(b"<sheetData") == 1 and _FOREIGN.search(xml, at, end) is None)


def are_texts_usual(xml: bytes) -> bool:
    """The same of the texts that sheets share."""
    return _TEXTS.fullmatch(xml) is not None


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
    walk = _Walk()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnreadableFileError(N_("có trang tính hỏng")) from error
    if walk.wrong is not None:
        raise UnsafeFileError(
            N_("phần «{name}» có mục «{tag}» đặt sai chỗ").format(name=name, tag=walk.wrong)
        )
    if walk.strange is not None:
        raise UnsafeFileError(
            N_("phần «{name}» có hàng hoặc ô ghi địa chỉ lạ «{cell}»").format(
                name=name, cell=walk.strange
            )
        )


class _Walk:
    """A way through a part, element by element."""

    def __init__(self) -> None:
        self.wrong: str | None = None
        """The first element that is not in its place."""
        self._space = ""
        self._path: list[str] = []
        self._inside = 0
        """How deep it is where the values begin; 0 outside."""
        self.strange: str | None = None
        """The first place that is none, or not where it stands."""
        self._seen: set[str] = set()
        self._row = ""
        self._is_text = False
        """Whether the cell says that its text stands in it."""
        self._held: set[str] = set()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, _, word = tag.rpartition(" ")
        if not self._path:
            self._space = space
            is_right = space in MAINS
        else:
            is_right = self._is_right(word, space == self._space)
        if not is_right and self.wrong is None:
            self.wrong = word
        self._path.append(word)
        if self._inside and word in ("row", "c"):
            self._look_at_place(word, attributes)

    def _look_at_place(self, word: str, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        if word == "row":
            self._row = place or ""
            is_one = place is None or _ROW.fullmatch(place) is not None
        else:
            self._is_text = attributes.get("t") == "inlineStr"
            found = _CELL.fullmatch(place or "")
            is_one = place is None or (found is not None and self._row in ("", found[1]))
        if not is_one and self.strange is None:
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
        if within is not None:
            return is_own and word in within
        # What else a row, a cell or a piece of text says of itself holds no value.
        return word not in _WITHIN
