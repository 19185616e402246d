"""What kind of file bytes are, told by how they begin; a zip is looked into in ``package``."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePosixPath

from par_xl.terms.messages import N_
from par_xl.workbooks.reading.book import (
    NEEDS_PASSWORD,
    NO_WORKBOOK,
    EncryptedFileError,
    UnreadableFileError,
    WrongNameError,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds an encrypted workbook; calamine calls such a file unknown."""
_OTHER_STREAMS = {
    "WordDocument": N_("văn bản Word (.doc)"),
    "PowerPoint Document": N_("bài trình chiếu (.ppt)"),
}


class Kind(Enum):
    """Kinds of spreadsheet files, with the endings that their names may have."""

    OOXML = (".xlsx", ".xlsm")
    XLS = (".xls",)
    ODS = (".ods",)


def ending(name: str) -> str:
    """What a file's name ends with, in small letters: that of " .xlsx" is no name of its own."""
    return PurePosixPath(f"a{name.strip()}").suffix.lower()


def check_compound(content: bytes) -> None:
    """See that a compound file is a workbook, which may hold a Word document, too.

    Raises:
        UnreadableFileError: it is encrypted, or something else.
    """
    if _ENCRYPTED in content:
        raise EncryptedFileError(NEEDS_PASSWORD)
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return
    for stream, what in _OTHER_STREAMS.items():
        if stream.encode("utf-16-le") in content:
            raise WrongNameError(what)


_SIGNS = (
    (re.compile(rb"%PDF"), N_("tệp PDF")),
    (re.compile(rb"\{\\rtf"), N_("văn bản RTF")),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"), N_("tệp ảnh")),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|head|body|meta)", re.I),
     N_("trang web (HTML)")),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml"), N_("tệp XML")),
)  # fmt: skip


def no_spreadsheet(content: bytes) -> UnreadableFileError:
    """What is said of bytes that are neither a zip nor a compound file."""
    if not content.strip(b"\0 \r\n\t"):
        return UnreadableFileError(N_("tệp rỗng"))
    for sign, what in _SIGNS:
        if sign.match(content):
            return WrongNameError(what)
    if b"\0" not in content[:4_000]:
        return WrongNameError(N_("tệp văn bản (ví dụ .csv)"))
    return UnreadableFileError(NO_WORKBOOK)
