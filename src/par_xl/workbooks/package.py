"""Before any parser sees a file: what kind it is, and whether its package is what it claims.

A zip's sizes are what its writer says of them, so every member is unpacked once in small steps
and counted; what a sheet's parser would unpack a second time is then known to be harmless.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath

from par_xl.terms.messages import N_
from par_xl.terms.words import number
from par_xl.workbooks.book import (
    NEEDS_PASSWORD,
    NO_WORKBOOK,
    EncryptedFileError,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
    WrongNameError,
)
from par_xl.workbooks.zips import check_layout, directory_size, inflate, is_xml

MEGABYTE = 1_000_000
FILE_LIMIT = 30 * MEGABYTE
OVER_LIMIT = N_("tệp lớn hơn {limit} MB").format(limit=FILE_LIMIT // MEGABYTE)
MEMBERS_LIMIT = 3_000
MEMBER_LIMIT = 100 * MEGABYTE
UNPACKED_LIMIT = 250 * MEGABYTE
_DIRECTORY_LIMIT = MEMBERS_LIMIT * 200
"""Bytes that a zip's list of its members may take: 200,000 members take 100 MB to list."""
RATIO_LIMIT = 200
RATIO_FLOOR = 20 * MEGABYTE
"""Bytes unpacked below which a ratio says nothing: honest style sheets compress 100:1."""
KEPT = 8 * MEGABYTE
"""XML of a package up to this size is kept when unpacked; more is looked at in another process."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOOK = "xl/workbook.xml"
BOOK_RELATIONS, ROOT_RELATIONS = "xl/_rels/workbook.xml.rels", "_rels/.rels"
TYPES = "[Content_Types].xml"
_ZIP = b"PK\x03\x04"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds an encrypted workbook; calamine calls such a file unknown."""
_OTHER_STREAMS = {
    "WordDocument": N_("văn bản Word (.doc)"),
    "PowerPoint Document": N_("bài trình chiếu (.ppt)"),
}
_SIGNS = (
    (re.compile(rb"%PDF"), N_("tệp PDF")),
    (re.compile(rb"\{\\rtf"), N_("văn bản RTF")),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"), N_("tệp ảnh")),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|head|body|meta)", re.I),
     N_("trang web (HTML)")),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml"), N_("tệp XML")),
)  # fmt: skip
_SPELLINGS = {
    name.lower(): name
    for name in (
        *(TYPES, BOOK, BOOK_RELATIONS, ROOT_RELATIONS),
        *("xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml"),
    )
}
"""Parts that programs write with other capital letters, as this package calls them."""
_DAMAGED = (
    zipfile.BadZipFile,
    *(ValueError, NotImplementedError, OSError, IndexError, OverflowError, struct.error),
)
"""What zipfile raises for a damaged list of members."""


class Kind(Enum):
    """Kinds of spreadsheet files, with the endings that their names may have."""

    OOXML = (".xlsx", ".xlsm")
    XLS = (".xls",)
    ODS = (".ods",)


@dataclass(frozen=True)
class Package:
    """A file that may be parsed. ``parts`` holds its XML by name; ``large`` names those left out
    for their size. An .xls file has no parts."""

    kind: Kind
    names: frozenset[str] = frozenset()
    parts: Mapping[str, bytes] = field(default_factory=dict)
    large: tuple[str, ...] = ()


def ending(name: str) -> str:
    """Return what a file's name ends with, in small letters: that of " .xlsx" is no name of its
    own."""
    return PurePosixPath(f"a{name.strip()}").suffix.lower()


def open_package(content: bytes, name: str, *, is_whole: bool = False) -> Package:
    """Look at a file from outside. *name* is what its sender called it; *is_whole* keeps all of
    its XML, whatever its size.

    Raises:
        UnreadableFileError: empty, damaged, no spreadsheet, encrypted, named as another kind,
            over a limit, or built as no spreadsheet program builds one.
    """
    if len(content) > FILE_LIMIT:
        raise TooLargeError(OVER_LIMIT)
    archive = None
    if content.startswith(OLE):
        _check_compound(content)
        kind = Kind.XLS
    else:
        archive = open_zip(content)
        kind = _kind(archive)
    if ending(name) not in kind.value:
        raise WrongNameError(N_("bảng tính dạng {kind}"), kind=kind.value[0])
    return _unpacked(content, kind, archive, is_whole) if archive else Package(kind)


def _check_compound(content: bytes) -> None:
    """See that a compound file is a workbook, which may hold a Word document, too."""
    if _ENCRYPTED in content:
        raise EncryptedFileError(NEEDS_PASSWORD)
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return
    for stream, what in _OTHER_STREAMS.items():
        if stream.encode("utf-16-le") in content:
            raise WrongNameError(what)


def _kind(archive: zipfile.ZipFile) -> Kind:
    names = archive.namelist()
    is_ods = "mimetype" in names and _says_ods(archive)
    if BOOK in names and not is_ods:
        return Kind.OOXML
    if is_ods and BOOK not in names:
        return Kind.ODS
    if is_ods:
        raise UnsafeFileError(N_("vừa là tệp .ods vừa là tệp .xlsx"))
    if "xl/workbook.bin" in names:
        raise WrongNameError(N_("bảng tính dạng {kind}"), kind=".xlsb")
    if any(each.replace("\\", "/") == BOOK for each in names):
        raise UnsafeFileError(N_("các phần bên trong ghi tên bằng dấu \\"))
    if any(each.startswith("word/") for each in names):
        raise WrongNameError(N_("văn bản Word"))
    raise WrongNameError(N_("tệp nén, không phải bảng tính"))


def open_zip(content: bytes) -> zipfile.ZipFile:
    """Return the list of a zip's members, seen to be no longer than any honest one. Each is called
    what the list calls it: ``zipfile`` ends names at a NUL, and on Windows takes ``\\`` for ``/``.

    Raises:
        UnreadableFileError: it is no zip, or a damaged one.
    """
    if not content.startswith(_ZIP):
        raise _no_spreadsheet(content)
    if directory_size(content) > _DIRECTORY_LIMIT:
        raise TooLargeError(N_("tệp có quá {limit} phần bên trong"), limit=number(MEMBERS_LIMIT))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        raise UnreadableFileError(N_("tệp hỏng hoặc tải về chưa đủ")) from error
    for member in archive.infolist():
        member.filename = member.orig_filename
    return archive


def _no_spreadsheet(content: bytes) -> UnreadableFileError:
    """Return what is said of bytes that are neither a zip nor a compound file."""
    if not content.strip(b"\0 \r\n\t"):
        return UnreadableFileError(N_("tệp rỗng"))
    for sign, what in _SIGNS:
        if sign.match(content):
            return WrongNameError(what)
    if b"\0" not in content[:4_000]:
        return WrongNameError(N_("tệp văn bản (ví dụ .csv)"))
    return UnreadableFileError(NO_WORKBOOK)


def _says_ods(archive: zipfile.ZipFile) -> bool:
    try:
        with archive.open("mimetype") as kind:
            return kind.read(len(_ODS)) == _ODS
    except (*_DAMAGED, RuntimeError, EOFError, zlib.error):
        return False


def checked_members(content: bytes, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return a zip's members, whose names, claims and places were looked at.

    Raises:
        UnreadableFileError: encrypted, over a limit, or built as no office program builds one.
    """
    members = archive.infolist()
    if len(members) > MEMBERS_LIMIT:
        text, count = N_("tệp có {count} phần bên trong, quá {limit}"), number(len(members))
        raise TooLargeError(text, count=count, limit=MEMBERS_LIMIT)
    seen: set[str] = set()
    for member in members:
        _check_name(member.filename, seen)
        _check_claim(member)
    size = sum(member.file_size for member in members)
    if size > UNPACKED_LIMIT:
        text = N_("nội dung sau giải nén {size} MB, quá {limit} MB")
        raise TooLargeError(text, **_megabytes(size, UNPACKED_LIMIT))
    check_layout(content, archive)
    return members


def _unpacked(content: bytes, kind: Kind, archive: zipfile.ZipFile, is_whole: bool) -> Package:
    members = checked_members(content, archive)
    parts: dict[str, bytes] = {}
    large: list[str] = []
    held = 0
    for member in members:
        held += member.file_size if is_xml(member) else 0
        keep = is_xml(member) and held <= (UNPACKED_LIMIT if is_whole else KEPT)
        xml = inflate(content, member, keep)
        if keep:
            parts[_SPELLINGS.get(member.filename.lower(), member.filename)] = xml
        elif is_xml(member):
            large.append(member.filename)
    if kind is Kind.ODS and b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise EncryptedFileError(NEEDS_PASSWORD)
    return Package(kind, frozenset(each.filename for each in members), parts, tuple(large))


def _check_name(name: str, seen: set[str]) -> None:
    pieces = name.split("/")
    if not pieces[0] or "\\" in name or "\0" in name or ":" in pieces[0] or ".." in pieces:
        raise UnsafeFileError(N_("có phần mang tên không an toàn “{name}”"), name=name)
    # Part names differ by more than letter case (ECMA-376, part 2).
    if name.lower() in seen:
        raise UnsafeFileError(N_("có hai phần cùng tên “{name}”"), name=name)
    seen.add(name.lower())


def _check_claim(member: zipfile.ZipInfo) -> None:
    name, size = member.filename, member.file_size
    if member.flag_bits & 0x1:
        raise EncryptedFileError(N_("tệp nén có đặt mật khẩu"))
    if name.endswith("/") and size:
        raise UnsafeFileError(N_("thư mục “{name}” có nội dung"), name=name)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnsafeFileError(N_("phần “{name}” nén theo cách lạ"), name=name)
    if size > MEMBER_LIMIT:
        text = N_("phần “{name}” {size} MB, quá {limit} MB")
        raise TooLargeError(text, name=name, **_megabytes(size, MEMBER_LIMIT))
    if size > RATIO_FLOOR and size > RATIO_LIMIT * max(1, member.compress_size):
        raise TooLargeError(N_("phần “{name}” phình to bất thường khi giải nén"), name=name)


def _megabytes(size: int, limit: int) -> dict[str, str]:
    return {"size": number(size / MEGABYTE, 1), "limit": str(limit // MEGABYTE)}
