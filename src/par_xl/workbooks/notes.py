"""Notes (comments) that people put on the cells of a workbook, read apart from its values.

Only small parts of the package are unpacked for it, under the limits of ``package``; no reader of
values is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree

from par_xl.workbooks.book import UnreadableFileError
from par_xl.workbooks.package import (
    BOOK,
    BOOK_RELATIONS,
    ROOT_RELATIONS,
    TYPES,
    Kind,
    Package,
    checked_members,
    open_zip,
)
from par_xl.workbooks.parts import contents_of, local, relations_of, small_part, xml_of

_NOTES = 10_000
"""Notes of a workbook: nobody writes more, and each takes a box when it is written again."""
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}", re.ASCII)
_LISTS = {name.lower(): name for name in (TYPES, BOOK, BOOK_RELATIONS, ROOT_RELATIONS)}
_THREAD = "tc="
"""With this begins the author of a note that stands in for a thread of Excel 365."""


class Note(NamedTuple):
    """A note's text and its author, "" where it names none."""

    author: str
    text: str


def read_notes(content: bytes) -> Mapping[str, Mapping[str, Note]]:
    """Return the notes of an .xlsx file by sheet and cell; none where they can't be made out."""
    try:
        return {name: notes for name, notes in _notes(content) if notes}
    except UnreadableFileError:
        return {}


def _notes(content: bytes) -> Iterator[tuple[str, dict[str, Note]]]:
    archive = open_zip(content)
    members = {each.filename: each for each in checked_members(content, archive)}
    parts = {
        _LISTS.get(name.lower(), name): small_part(content, members[name])
        for name in members
        if name.lower() in _LISTS or name.endswith(".rels")
    }
    package = Package(Kind.OOXML, frozenset(members), parts)
    left = _NOTES
    for sheet in contents_of(package).sheets:
        folder, _, name = sheet.part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in parts:
            continue
        found: dict[str, Note] = {}
        for relation in relations_of(parts, package.names, relations, f"/{folder}"):
            if relation.kind.endswith("/comments") and relation.is_inside:
                xml = {relation.part: small_part(content, members.get(relation.part))}
                found.update(_read(xml_of(xml, relation.part), left))
        left -= len(found)
        yield sheet.name, found


def _read(comments: ElementTree.Element, most: int) -> dict[str, Note]:
    authors: list[str] = []
    found: dict[str, Note] = {}
    for element in comments.iter():
        kind = local(element.tag)
        if kind == "author":
            authors.append((element.text or "").strip())
        elif kind == "comment" and len(found) < most:
            cell, text = element.get("ref", ""), _text(element)
            if _CELL.fullmatch(cell) and text:
                found[cell] = Note(_author(authors, element.get("authorId", "")), text)
    return found


def _author(authors: list[str], number: str) -> str:
    at = int(number) if number.isdecimal() else len(authors)
    name = authors[at] if at < len(authors) else ""
    return "" if name.startswith(_THREAD) else name


def _text(comment: ElementTree.Element) -> str:
    """Return a note's text; how it is pronounced is none of it."""
    pieces = (each.text or "" for each in comment.iter() if local(each.tag) == "t")
    return "".join(pieces).replace("\r\n", "\n").strip()
