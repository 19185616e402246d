"""XML of a part, read strictly."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Tree

from .told import Raw


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def tree(xml: bytes) -> Tree.Element:
    """A part's XML.

    Raises:
        ParseError: it is none.
    """
    try:
        return Tree.fromstring(xml)
    except Tree.ParseError:
        # What is wrong within a formula's text is of no matter to the values.
        return Tree.fromstring(without_formulas(xml))


def without_formulas(xml: bytes) -> bytes:
    """A sheet without its formulas' texts."""
    return re.sub(rb"(<f(?: [^<>]*[^/<>])?>)[^<]*(?=</f>)", rb"\1", xml)


def told_of(element: Tree.Element) -> dict[str, str]:
    """An element's attributes by their local names."""
    return {local(name): value for name, value in element.items()}


def number(text: str) -> Raw:
    """A number as XML has it (xsd:double); what is none, is a text."""
    if re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
        return float(text)
    return text
