"""The formulas of a sheet, and whether two are the same: each program saves them in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from xml.parsers import expat

from par_xl.terms.finding import column_letters
from par_xl.workbooks.book import Place

_REFERENCE = re.compile(
    r"(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<sheet>(?:'(?:[^']|'')*'|[\w.]+)!)?"
    r"(?P<first>\$?[A-Z]{1,3}\$?\d+)(?::(?P<last>\$?[A-Z]{1,3}\$?\d+))?(?![\w.(])"
    r"|(?P<quoted>'(?:[^']|'')*')"
    r"|(?P<number>(?<![\w.$])\d+\.\d+(?![\w.]))"
    r"|(?P<word>[^\W\d][\w.]*)"
    r"|(?P<space>\s+)",
    re.IGNORECASE,
)
_NEWER = re.compile(r"^(?:_XLFN\.|_XLWS\.)+")
_OWN = re.compile(r"^(\$?[A-Z]+)(\d+)$")
_PARTS = re.compile(r"(?P<fixed>\$?)(?P<column>[A-Z]{1,3})(?P<still>\$?)(?P<row>\d{1,7})")
_CELL = re.compile(r"([A-Z]{1,3})[1-9]\d{0,6}")
_ANY = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_LONGEST = 8_192
"""Characters of a formula; nobody writes a longer one, and it is compared as it stands."""


@dataclass(frozen=True, slots=True)
class SavedFormula:
    """A formula as a workbook holds it, without "="; *row* is where it stands, from 1.

    Two are equal that say the same of their own rows: those of a row that was moved, too.
    """

    text: str = field(compare=False)
    row: int = field(compare=False)
    moving: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "moving", _plain(self.text, str(self.row)))

    def is_same(self, other: SavedFormula) -> bool:
        """Whether it looks at the same cells, or at the same ones of its own row."""
        return self == other or _plain(self.text, "") == _plain(other.text, "")


def _plain(text: str, row: str) -> str:
    """Return a formula without what programs change as they save it: signs around the names of
    sheets, letter case, spaces, "$", ranges of one cell, zeros behind a comma. A cell of its own
    *row*, which a moved formula takes along, is one of row #."""

    def of_row(reference: str) -> str:
        own = _OWN.fullmatch(reference)
        return f"{own[1]}#" if own and own[2] == row else reference

    def plain(found: re.Match[str]) -> str:
        if first := found["first"]:
            sheet, last = found["sheet"] or "", found["last"] or first
            ends = [end.upper() if sheet else of_row(end.upper()) for end in (first, last)]
            cells = ends[0] if ends[0] == ends[1] else ":".join(ends)
            return f"{_unquoted(sheet[:-1])}!{cells}" if sheet else cells
        if found["quoted"]:
            return _unquoted(found[0])
        if found["number"]:
            return f"{float(found[0]):.15g}"
        if found["word"]:
            return _NEWER.sub("", found[0].upper())
        return found["text"] or ""

    return _REFERENCE.sub(plain, text).replace("$", "") if len(text) <= _LONGEST else text


@cache
def _unquoted(name: str) -> str:
    return name.strip("'").replace("''", "'").upper()


def formulas_of(xml: bytes) -> Mapping[Place, SavedFormula]:
    """Return the formulas of a sheet's part by their places.

    Raises:
        expat.ExpatError: it is no XML.
    """
    if _ANY.search(xml) is None:
        return {}
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.data
    parser.buffer_text = True
    parser.Parse(xml, True)
    return dict(reader.formulas())


class _Reader:
    """The cells of a sheet that hold a formula."""

    def __init__(self) -> None:
        self._found: list[tuple[Place, str, str | None]] = []
        """Each with what it shares with others, if it does."""
        self._shared: dict[str, tuple[Place, str]] = {}
        self._row = self._column = 0
        self._text: list[str] | None = None
        self._kind = self._group = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        word = tag.rpartition(" ")[2]
        if word == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif word == "c":
            place = _CELL.fullmatch(attributes.get("r", ""))
            self._column = _number(place[1]) if place else self._column + 1
        elif word == "f" and self._column:
            self._text, self._group = [], attributes.get("si", "")
            self._kind = attributes.get("t", "")

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        word = tag.rpartition(" ")[2]
        if word == "row":
            self._column = 0
        elif word == "f" and self._text is not None:
            place, text = (self._row - 1, self._column - 1), "".join(self._text)
            group = self._group if self._kind == "shared" else None
            if group is not None and text:
                self._shared[group] = place, text
            self._found.append((place, text, group))
            self._text = None

    def formulas(self) -> Iterator[tuple[Place, SavedFormula]]:
        """Yield them by place, those that are shared as each cell has them."""
        for place, text, group in self._found:
            if not text and group in self._shared:
                origin, text = self._shared[group]
                text = _moved(text, place[0] - origin[0], place[1] - origin[1])
            yield place, SavedFormula(text, place[0] + 1)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _moved(text: str, down: int, along: int) -> str:
    """Return a formula as a cell further down and along has it that shares it."""

    def cell(reference: str) -> str:
        found = _PARTS.fullmatch(reference.upper())
        if found is None:
            return reference
        column = found["column"] if found["fixed"] else _letters(found["column"], along)
        row = found["row"] if found["still"] else str(int(found["row"]) + down)
        return f"{found['fixed']}{column}{found['still']}{row}"

    def moved(found: re.Match[str]) -> str:
        if not found["first"]:
            return found[0]
        ends = [cell(end) for end in (found["first"], found["last"]) if end]
        return (found["sheet"] or "") + ":".join(ends)

    return _REFERENCE.sub(moved, text) if len(text) <= _LONGEST else text


def _letters(letters: str, along: int) -> str:
    return column_letters(max(0, _number(letters) - 1 + along))
