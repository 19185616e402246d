"""An independent reader, strict and simple: which value stands in each cell of a package.

It shares nothing with the product's reader. Where a file can honestly be read in several ways, a
cell has several values; where nobody can say what a file holds, it is silent.
"""

from __future__ import annotations

import posixpath
import re
from datetime import date
from urllib.parse import unquote
from xml.etree import ElementTree as Tree

import lxml.etree

from .directory import members
from .oracle_others import ods, xls
from .told import BROKEN, Book, Grid, Place, Raw, SilentError
from .xml_read import local, number, tree, without_formulas


def read(content: bytes, suffix: str) -> Book:
    """What a file holds.

    Raises:
        SilentError: nobody can say.
    """
    if suffix == ".xls":
        return xls(content)
    parts = members(content)
    try:
        return ods(parts) if suffix == ".ods" else _xlsx(parts)
    except (KeyError, ValueError, LookupError, Tree.ParseError) as error:
        raise SilentError(repr(error)) from error


def _xlsx(parts: dict[str, bytes]) -> Book:
    named = {name.lower(): xml for name, xml in parts.items()}
    book = tree(named["xl/workbook.xml"])
    relations: dict[str, tuple[str, str]] = {}
    for each in tree(named["xl/_rels/workbook.xml.rels"]):
        target = posixpath.normpath(posixpath.join("/xl", unquote(each.get("Target", ""))))
        if each.get("Id", "") in relations:
            raise SilentError("two relations of one id")
        relations[each.get("Id", "")] = each.get("Type", ""), target.strip("/").lower()
    shared = [target for kind, target in relations.values() if kind.endswith("/sharedStrings")]
    # Where the part that is named isn't there, programs look for it under its usual name.
    usual = named.get("xl/sharedstrings.xml")
    texts = _texts(named.get(shared[0], usual) if shared else usual)
    sheets: list[tuple[str, Grid | None]] = []
    for each in book.iter():
        if local(each.tag) == "sheet":
            told = {local(name): value for name, value in each.items()}
            kind, target = relations.get(told.get("id", ""), ("", ""))
            if not kind.endswith("/chartsheet"):
                sheets.append((told.get("name", ""), _grid_or_none(named[target], texts)))
    if len({name for name, _ in sheets}) < len(sheets):
        raise SilentError("two sheets of one name")
    properties = [each for each in book.iter() if local(each.tag) == "workbookPr"]
    is_1904 = any(each.get("date1904") in ("1", "true") for each in properties)
    return Book(sheets, is_1904)


def _grid_or_none(xml: bytes, texts: list[list[Raw]]) -> Grid | None:
    try:
        return _grid(xml, texts)
    except (ValueError, LookupError, TypeError, Tree.ParseError, lxml.etree.LxmlError):
        return None


def _texts(xml: bytes | None) -> list[list[Raw]]:
    return [_text_of(each) for each in tree(xml) if local(each.tag) == "si"] if xml else []


def _text_of(element: Tree.Element) -> list[Raw]:
    """A text: plain or in runs, without how it is pronounced."""
    spoken = {id(t) for each in element.iter() if local(each.tag) == "rPh" for t in each.iter()}
    within = {id(t) for each in element.iter() if local(each.tag) == "t" for t in each[:]}
    pieces = [each for each in element.iter() if local(each.tag) == "t"]
    told = ("".join(e.itertext()) for e in pieces if id(e) not in spoken | within)
    return [_unescaped("".join(told))]


def _unescaped(text: str) -> str:
    """Characters that XML can't hold are written ``_x0001_`` (ECMA-376, ST_Xstring)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda hit: chr(int(hit[1], 16)), text)


def _grid(xml: bytes, texts: list[list[Raw]]) -> Grid:
    grid = Grid()
    try:
        root = tree(xml)
    except Tree.ParseError:
        grid.is_mended = True
        # A row opened twice, a tag too many: its cells may be whole all the same.
        mended = lxml.etree.fromstring(without_formulas(xml), lxml.etree.XMLParser(recover=True))
        root = Tree.fromstring(lxml.etree.tostring(mended))
    row = column = -1
    for each in root.iter():
        tag = local(each.tag)
        if tag == "row":
            number = each.get("r", "")
            row = int(number) - 1 if number.isascii() and number.isdecimal() else row + 1
            column = -1
        elif tag == "c":
            row, column = _place(each.get("r", ""), (row, column + 1))
            for value in _values(each, texts):
                grid.cells[row, column].append(value)
    return grid


def _place(reference: str, otherwise: Place) -> Place:
    found = re.fullmatch("([A-Za-z]{1,9})([0-9]{1,9})", reference)
    if found is None:
        return otherwise
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _values(cell: Tree.Element, texts: list[list[Raw]]) -> list[Raw]:
    """What a cell may be said to hold."""
    kind = cell.get("t", "n")
    held = [each for each in cell if local(each.tag) == "v"]
    inside = [each for each in cell if local(each.tag) == "is"]
    if kind == "inlineStr":
        return [value for each in inside for value in _text_of(each)] or [None]
    has_formula = any(local(each.tag) == "f" for each in cell)
    values = [_value(kind, "".join(each.itertext()), texts) for each in held]
    found = [value for each in values for value in each]
    if kind == "e":
        return [BROKEN]
    if has_formula and not any(value not in (None, "") for value in found):
        return [None, BROKEN]
    # Of a text within a cell that is said to hold something else, nobody knows whether it counts.
    strange = [value for each in inside for value in _text_of(each)] if not found else []
    return found or [None, *strange]


def _value(kind: str, text: str, texts: list[list[Raw]]) -> list[Raw]:
    bare = text.strip(" \t\r\n")
    if kind == "s":
        if re.fullmatch("[0-9]{1,9}", bare):
            return texts[int(bare)] if int(bare) < len(texts) else [BROKEN]
        return [BROKEN if bare else None]
    if kind == "b":
        return [bare not in ("0", "false")] if bare in ("0", "1", "true", "false") else [text]
    if kind == "d":
        found = re.match(r"(\d{4})-(\d\d)-(\d\d)", bare)
        return [date(*map(int, found.groups()))] if found else [text]
    if kind == "n":
        return [number(bare)] if bare else [None]
    # Kinds that are none: as a number or as a text, whichever it looks like.
    text = _unescaped(text)
    return [text] if kind == "str" else [text, number(bare)]
