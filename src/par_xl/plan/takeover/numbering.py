"""Word's own numbering: what a list's paragraphs begin with, though nobody typed it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from par_xl.workbooks.document import child, value
from par_xl.workbooks.parts import local

_LEVELS = 9
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """The lists of a document, counted on as its paragraphs are read from first to last."""

    def __init__(self, numbering: ElementTree.Element | None) -> None:
        abstract: dict[str, dict[int, ElementTree.Element]] = {}
        self._lists: dict[str, str] = {}
        for each in [] if numbering is None else numbering:
            if local(each.tag) == "abstractNum":
                levels = [one for one in each if local(one.tag) == "lvl"]
                abstract[value(each, "abstractNumId") or ""] = {
                    int(value(one, "ilvl") or 0): one for one in levels if _is_level(one)
                }
            elif local(each.tag) == "num":
                own = value(each, "numId") or ""
                self._lists[own] = value(child(each, "abstractNumId")) or ""
        self._levels = abstract
        self._counts: dict[str, list[int | None]] = {}

    def label(self, paragraph: ElementTree.Element) -> str:
        """What stands before a paragraph: "1.2.", "a)", "-"; "" where it is in no list."""
        properties = child(paragraph, "pPr", "numPr")
        own = value(child(properties, "numId"))
        level = value(child(properties, "ilvl")) or "0"
        levels = self._levels.get(self._lists.get(own or "", ""), {})
        if not level.isdecimal() or int(level) not in levels:
            return ""
        return self._next(self._lists[own or ""], levels, int(level))

    def _next(self, name: str, levels: dict[int, ElementTree.Element], level: int) -> str:
        counts = self._counts.setdefault(name, [None] * _LEVELS)
        before = counts[level]
        counts[level] = _start(levels[level]) if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        form = value(child(levels[level], "numFmt"))
        if form == "bullet":
            return "-"
        if form == "none":
            return ""

        def shown(number: re.Match[str]) -> str:
            of = int(number[1]) - 1
            if of not in levels:
                return ""
            count = counts[of] if counts[of] is not None else _start(levels[of])
            return _written(count or 0, value(child(levels[of], "numFmt")) or "decimal")

        text = value(child(levels[level], "lvlText")) or ""
        return re.sub(r"%([1-9])", shown, text)


def _is_level(level: ElementTree.Element) -> bool:
    number = value(level, "ilvl") or "0"
    return number.isdecimal() and int(number) < _LEVELS


def _start(level: ElementTree.Element) -> int:
    text = value(child(level, "start")) or "1"
    return int(text) if text.isdecimal() and len(text) < 5 else 1


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = chr(96 + number)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 40:
        roman = ""
        for step, sign in _ROMAN:
            roman += sign * (number // step)
            number %= step
        return roman.upper() if form == "upperRoman" else roman
    return str(number)
