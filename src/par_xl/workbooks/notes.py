"""Notes (comments) that people put on the cells of a workbook, read apart from its values.

Only small parts of the package are unpacked for it, under the limits of ``package``; no reader of
values is asked. Of an old .xls there are none to be had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipInfo

from par_xl.terms.finding import cell_name
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workbooks.other_formats import ods_cells
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
from par_xl.workbooks.zips import inflate

_NOTES = 10_000
"""Notes of a workbook: nobody writes more, and each takes a box when it is written again."""
_ODS = 8_000_000
"""Bytes of an .ods file's sheets beyond which nobody looks for notes in them."""
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}", re.ASCII)
_LISTS = {name.lower(): name for name in (TYPES, BOOK, BOOK_RELATIONS, ROOT_RELATIONS)}
_THREAD = "tc="
"""With this begins the author of a note that stands in for a thread of Excel 365."""


class Note(NamedTuple):
    """A note's text and its author, "" where it names none."""

    author: str
    text: str


Found = Iterator[tuple[str, str, Note]]
"""Sheets, names of cells, and what is noted there."""


def read_notes(content: bytes) -> Mapping[str, Mapping[str, Note]]:
    """Return the notes of a file by sheet and cell; none where they can't be made out."""
    notes: dict[str, dict[str, Note]] = {}
    try:
        archive = open_zip(content)
        members = {each.filename: each for each in checked_members(content, archive)}
        found = _ods(content, members) if "content.xml" in members else _ooxml(content, members)
        for sheet, cell, note in islice(found, _NOTES):
            if _CELL.fullmatch(cell) and note.text:
                notes.setdefault(sheet, {})[cell] = note
    except UnreadableFileError:
        pass
    return notes


def _ods(content: bytes, members: Mapping[str, ZipInfo]) -> Found:
    member = members["content.xml"]
    if member.file_size > _ODS:
        return
    for sheet, (row, column), cell in ods_cells(inflate(content, member, keep=True)):
        for each in cell:
            if local(each.tag) == "annotation":
                texts = {"creator": "", "p": ""}
                for inner in each.iter():
                    name = local(inner.tag)
                    if name in texts:
                        texts[name] += "\n" + "".join(inner.itertext())
                note = Note(texts["creator"].strip(), texts["p"].strip())
                yield sheet, cell_name(row, column), note


def _ooxml(content: bytes, members: Mapping[str, ZipInfo]) -> Found:
    parts = {
        _LISTS.get(name.lower(), name): small_part(content, members[name])
        for name in members
        if name.lower() in _LISTS or name.endswith(".rels")
    }
    names = frozenset(members)

    def related(relations: str, folder: str, kind: str) -> Iterator[ElementTree.Element]:
        """Yield the parts of one kind that a part leads to."""
        for each in relations_of(parts, names, relations, folder) if relations in parts else ():
            if each.kind.rpartition("/")[2].lower() == kind and each.is_inside:
                yield xml_of({each.part: small_part(content, members.get(each.part))}, each.part)

    people = {
        person.get("id", ""): person.get("displayName", "")
        for persons in related(BOOK_RELATIONS, "/xl", "person")
        for person in persons
    }
    for sheet in contents_of(Package(Kind.OOXML, names, parts)).sheets:
        folder, _, name = sheet.part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        notes = {}
        for comments in related(relations, f"/{folder}", "comments"):
            notes.update(_comments(comments))
        for threads in related(relations, f"/{folder}", "threadedcomment"):
            notes.update(_threads(threads, people))
        yield from ((sheet.name, cell, note) for cell, note in notes.items())


def _comments(comments: ElementTree.Element) -> dict[str, Note]:
    authors: list[str] = []
    found: dict[str, Note] = {}
    for element in comments.iter():
        kind = local(element.tag)
        if kind == "author":
            authors.append((element.text or "").strip())
        elif kind == "comment":
            # How it is pronounced is none of it.
            pieces = (each.text or "" for each in element.iter() if local(each.tag) == "t")
            text = "".join(pieces).replace("\r\n", "\n").strip()
            found[element.get("ref", "")] = Note(_author(authors, element), text)
    return found


def _author(authors: list[str], comment: ElementTree.Element) -> str:
    number = comment.get("authorId", "")
    at = int(number) if number.isascii() and number.isdecimal() else len(authors)
    name = authors[at] if at < len(authors) else ""
    return "" if name.startswith(_THREAD) else name


def _threads(threads: ElementTree.Element, people: Mapping[str, str]) -> dict[str, Note]:
    """Return what was said on each cell, line by line: the note beside it only says that Excel 365
    is needed to read it."""
    found: dict[str, Note] = {}
    for element in threads:
        cell, who = element.get("ref", ""), people.get(element.get("personId", ""), "")
        said = "".join(each.text or "" for each in element if local(each.tag) == "text").strip()
        line = f"{who}: {said}" if who else said
        before = found.get(cell)
        found[cell] = Note(before.author, f"{before.text}\n{line}") if before else Note(who, line)
    return found
