"""XML of a package walked through, whatever is wrong with it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from par_xl.terms.messages import N_
from par_xl.workbooks.reading.book import Place, UnreadableFileError

MAINS = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""Namespaces of what a workbook holds: of usual files, and of "Strict Open XML"."""
_REFERENCE = re.compile(r"([A-Za-z]{1,20})(\d{1,20})")


_MANY = ("row", "c", "mergeCell", "table-row", "table-cell", "covered-table-cell")
"""Elements of which a sheet can hold millions: none is kept once it has been seen."""


def events(xml: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    """Starts and ends of its elements.

    Raises:
        UnreadableFileError: it is no XML.
    """
    around: list[ElementTree.Element] = []
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
            yield event, element
            if event == "start":
                around.append(element)
                continue
            around.pop()
            if around and local(element.tag) in _MANY:
                around[-1].remove(element)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableFileError(N_("có trang tính hỏng")) from error


def is_whole(xml: bytes) -> bool:
    """Whether it is XML at all, every tag closed, every letter one and every prefix known."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def cells(xml: bytes) -> Iterator[tuple[Place, ElementTree.Element]]:
    """The cells of a sheet with their places.

    Rows and cells may leave out where they stand: then they follow the one before.
    """
    row = column = -1
    within: list[Place] = []
    for event, element in events(xml):
        tag = local(element.tag)
        if event == "start" and tag == "row":
            number = element.get("r") or ""
            row, column = (int(number) - 1 if is_digits(number) else row + 1), -1
        elif event == "start" and tag == "c":
            row, column = _place(element.get("r"), (row, column + 1))
            within.append((row, column))
        elif event == "end" and tag == "c":
            yield within.pop(), element


def _place(reference: str | None, otherwise: Place) -> Place:
    found = _REFERENCE.fullmatch(reference or "")
    if found is None:
        return otherwise
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def is_digits(text: str) -> bool:
    """Whether *text* is a number as XML has it: digits of other scripts are none."""
    return text.isascii() and text.isdecimal()


def whole_text(element: ElementTree.Element | None) -> str:
    """All text in an element, however it is split up; '' for none."""
    return "" if element is None else "".join(element.itertext())


def child(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """The first child of that name, whatever its namespace."""
    return next((each for each in element if local(each.tag) == name), None)
