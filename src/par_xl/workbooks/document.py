"""A Word file's bytes → its text part, looked at from outside before any parser sees it.

Every member of the package is unpacked and counted, as of a workbook; only the text and its
numbering are parsed, by the parser that knows no entities and asks for nothing outside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from par_xl.terms.messages import N_
from par_xl.terms.words import number
from par_xl.workbooks.book import (
    NEEDS_PASSWORD,
    EncryptedFileError,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
    WrongNameError,
)
from par_xl.workbooks.package import (
    FILE_LIMIT,
    MEGABYTE,
    OLE,
    OVER_LIMIT,
    checked_members,
    open_zip,
)
from par_xl.workbooks.parts import local
from par_xl.workbooks.zips import inflate

DOCUMENTS = (".docx", ".docm")
PART_LIMIT = 40 * MEGABYTE
TAGS_LIMIT = 3_000_000
"""Tags of a part: a plan of a hundred pages has a tenth of it, and each takes 100 bytes."""
_ROOT = "_rels/.rels"
_NUMBERING = "word/numbering.xml"
_TEXT = re.compile(r"word/document\d*\.xml")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Document:
    """A Word file's text and its numbering (None where it has none), as XML."""

    body: ElementTree.Element
    numbering: ElementTree.Element | None


def open_document(content: bytes) -> Document:
    """Read a Word file from its bytes.

    Raises:
        UnreadableFileError: empty, damaged, no Word file, encrypted, over a limit, or built as no
            word processor builds one.
    """
    if len(content) > FILE_LIMIT:
        raise TooLargeError(OVER_LIMIT)
    if content.startswith(OLE):
        if _ENCRYPTED in content:
            raise EncryptedFileError(NEEDS_PASSWORD)
        raise WrongNameError(N_("văn bản Word cũ (.doc)"))
    with open_zip(content) as archive:
        members = {each.filename: each for each in checked_members(content, archive)}
        # All of it is counted, though only three parts are kept.
        counted = {name: inflate(content, each, _is_kept(name)) for name, each in members.items()}
    parts = {name: xml for name, xml in counted.items() if xml}
    if _ROOT not in parts:
        raise WrongNameError(N_("tệp nén, không phải văn bản Word"))
    main = _main(_parsed(parts, _ROOT))
    if not _TEXT.fullmatch(main) or main not in parts:
        raise WrongNameError(N_("tệp nén, không phải văn bản Word"))
    numbering = _parsed(parts, _NUMBERING) if _NUMBERING in parts else None
    return Document(_parsed(parts, main), numbering)


def _is_kept(name: str) -> bool:
    return name in (_ROOT, _NUMBERING) or _TEXT.fullmatch(name) is not None


def _main(relations: ElementTree.Element) -> str:
    """Return the part that the package leads to."""
    led = [
        each.get("Target", "").lstrip("/")
        for each in relations
        if each.get("Type", "").endswith("/officeDocument")
    ]
    if len(led) != 1:
        raise UnsafeFileError(N_("phần “{name}” không chỉ tới đúng một văn bản"), name=_ROOT)
    return led[0]


def _parsed(parts: dict[str, bytes], name: str) -> ElementTree.Element:
    xml = parts[name]
    if len(xml) > PART_LIMIT:
        size, limit = number(len(xml) / MEGABYTE, 1), PART_LIMIT // MEGABYTE
        raise TooLargeError(
            N_("phần “{name}” {size} MB, quá {limit} MB"), name=name, size=size, limit=limit
        )
    if xml.count(b"<") > TAGS_LIMIT or xml.count(b"<\0") > TAGS_LIMIT:
        raise TooLargeError(N_("phần “{name}” có quá nhiều thẻ"), name=name)
    try:
        return ElementTree.fromstring(xml)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableFileError(N_("hỏng phần “{name}”"), name=name) from error


def value(element: ElementTree.Element | None, name: str = "val") -> str | None:
    """Return an attribute of an element, whatever its namespace; None where there is none."""
    if element is None:
        return None
    return next((text for key, text in element.items() if local(key) == name), None)
