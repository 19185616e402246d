"""A package and its parts: members' names, document types, encodings, damage."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

import hostile_files as hostile
from hostile_files import (
    BOOK,
    BOOK_RELATIONS,
    CORE,
    HEAD,
    MEGABYTE,
    ROW,
    SHARED,
    SHEET,
    TYPES,
    Member,
    members,
    sheet_xml,
    with_parts,
    xlsx,
    zip_file,
    zipped,
)
from par_xl.workbooks import package
from par_xl.workbooks.book import TooLargeError, UnreadableFileError, UnsafeFileError
from par_xl.workbooks.reader import read_workbook
from reading_checks import EMPTY_ODS, GOOD, first_sheet, reads, refused, survived, with_member

# --- Names of members ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["/etc/x", "C:\\x", "c:x", "\\\\host\\x", "..", "../x", "xl/../../x", "..\\x", "xl\\..\\x"],
)
def test_absolute_and_dotted_names(name: str) -> None:
    refused(with_member(name, b"x"), UnsafeFileError, f"không an toàn “{name}”")


@pytest.mark.parametrize("name", [f"{SHEET}\0.txt", "xl/media/image1.png\0"])
def test_names_that_end_early_for_some(name: str) -> None:
    """What stands before a NUL is the name for some readers, all of it for others."""
    refused(with_member(name, b"x"), UnsafeFileError, f"không an toàn “{name}”")


@pytest.mark.parametrize("name", ["xl\\worksheets\\sheet9.xml", "xl\\..\\x", "docProps\\a.png"])
def test_windows_sees_the_backslashes_that_others_see(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, ``zipfile`` makes slashes of them."""
    monkeypatch.setattr(os, "sep", "\\")
    refused(with_member(name, b"x"), UnsafeFileError, f"không an toàn “{name}”")
    behind = zipped({each.replace("/", "\\"): data for each, data in GOOD.items()})
    refused(behind, UnsafeFileError, "ghi tên bằng dấu \\")


@pytest.mark.parametrize("name", [SHEET, SHEET.upper(), "xl/worksheets/Sheet1.xml"])
def test_doubled_members(name: str) -> None:
    refused(with_member(name, b"x"), UnsafeFileError, "hai phần cùng tên")


@pytest.mark.parametrize("name", ["", "\0", "\0/x"])
def test_members_without_a_name(name: str) -> None:
    with pytest.raises(UnreadableFileError):
        read_workbook(with_member(name, b"x"), "a.xlsx")


def test_an_unsafe_name_stops_the_reading_before_anything_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked: list[str] = []
    monkeypatch.setattr(package, "inflate", lambda *args: unpacked.append(args[1].filename))
    refused(with_member("../x", b"x"), UnsafeFileError, "không an toàn")
    assert unpacked == []


HIDDEN: dict[str, Callable[[], bytes]] = {
    "under a name that is no XML": lambda: hostile.moved_sheet(
        "xl/worksheets/sheet1.dat", "worksheets/sheet1.dat"
    ),
    "in other letters": lambda: hostile.moved_sheet(
        "XL/Worksheets/Sheet1.xml", "worksheets/sheet1.xml"
    ),
    "behind backslashes": lambda: hostile.moved_sheet(
        "xl\\worksheets\\sheet1.xml", "worksheets/sheet1.xml"
    ),
    "behind backslashes, doubled": lambda: hostile.moved_sheet(
        "xl\\worksheets\\sheet1.xml", "worksheets/sheet1.xml", decoy=True
    ),
    "as a folder": lambda: hostile.moved_sheet(f"{SHEET}/", "worksheets/sheet1.xml/"),
    "outside its folder": lambda: hostile.moved_sheet("sheet.xml", "/sheet.xml"),
    "in another workbook": hostile.workbook_elsewhere,
    "by an extra field's name": hostile.renamed_by_extra_field,
    "in another directory": hostile.two_directories,
}


@pytest.mark.short("in other letters", "as a folder", "in another directory")
@pytest.mark.parametrize("where", HIDDEN)
def test_no_sheet_is_parsed_that_was_not_looked_over(where: str) -> None:
    survived(HIDDEN[where]())


def test_a_package_of_two_kinds_is_refused() -> None:
    parts = dict(GOOD)
    del parts["_rels/.rels"]
    with zipfile.ZipFile(io.BytesIO(EMPTY_ODS)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    mimetype = Member("mimetype", held.pop("mimetype"), method=zipfile.ZIP_STORED)
    with pytest.raises(UnreadableFileError):
        read_workbook(zip_file([mimetype, *members(parts | held)]), "a.xlsx")


def _streamed() -> bytes:
    """As written to a pipe: sizes follow the members' bytes."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in GOOD.items():
            archive.writestr(name, data)
    return pipe.getvalue()


def _large_sizes() -> bytes:
    """As .NET writes it: sizes of 64 bits in the members' own headers."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in GOOD.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    return file.getvalue()


def _large_directory(says: bool = False, away: int = 0, more: int = 0) -> bytes:
    """As some programs end every zip: with the record that is made for large ones.

    *says*: the usual one holds its numbers, too; *away*: the large one lies elsewhere than it is
    said to; *more*: its directory is that much longer than the usual record has it.
    """
    content = zip_file(members(GOOD))
    end = content[-22:]
    count, size, place = struct.unpack("<HII", end[10:20])
    large = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size + more, place)
    where = struct.pack("<4sIQI", b"PK\6\7", 0, len(content) - 22 - away, 1)
    last = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:-22] + large + where + (end if says else last)


def _many_names() -> bytes:
    names = (f'<definedName name="_t{n}" hidden="1">#REF!</definedName>' for n in range(25_000))
    return f"<definedNames>{''.join(names)}</definedNames>".encode()


def _relation(target: str) -> bytes:
    told = GOOD[BOOK_RELATIONS].replace(b"worksheets/sheet1.xml", target.encode())
    return with_parts({BOOK_RELATIONS: told})


HONEST: dict[str, Callable[[], bytes]] = {
    "streamed": _streamed,
    "sizes of 64 bits": _large_sizes,
    "stored": lambda: zip_file(Member(n, d, method=zipfile.ZIP_STORED) for n, d in GOOD.items()),
    "folders": lambda: zip_file([Member("xl/", b"", method=0), *members(GOOD)]),
    "without styles": lambda: with_parts({"xl/styles.xml": None}),
    "a step's size exactly": lambda: with_parts({"a.png": bytes(MEGABYTE)}),
    "a drawing with a document type": lambda: with_parts(
        {"xl/media/image1.svg": b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y"><svg/>'}
    ),
    "what Power Query keeps, in UTF-16": lambda: with_parts(
        {"customXml/item1.xml": HEAD.replace("UTF-8", "utf-16").encode("utf-16") + b"<\0a\0/\0>\0"}
    ),
    "a data model, whose parts begin like UTF-16": lambda: with_parts(
        {"xl/model/item.data": b"\xff\xfeS\0T\0R\0E\0A\0M\0"}
    ),
    "a sheet by a roundabout way": lambda: _relation("./worksheets/sheet1.xml"),
    "a sheet by a way up and down": lambda: _relation("../xl/worksheets/sheet1.xml"),
    "a sheet by letters' numbers": lambda: _relation("worksheets/sheet%31.xml"),
    "relations to other workbooks that are damaged": lambda: with_parts(
        {"xl/externalLinks/_rels/externalLink1.xml.rels": b"<"}
    ),
    "a list of members told in 64 bits": _large_directory,
    "a list of members told in 64 bits, and in 32": lambda: _large_directory(says=True),
    "names left over from copied sheets": lambda: with_parts(
        {BOOK: GOOD[BOOK].replace(b"</workbook>", _many_names() + b"</workbook>")}
    ),
}


@pytest.mark.parametrize("what", HONEST)
def test_packages_as_other_programs_write_them_are_read(what: str) -> None:
    reads(HONEST[what](), [[5.0]])


def test_two_lists_of_members_are_refused() -> None:
    refused(_large_directory(says=True, more=1), UnsafeFileError, "hai danh sách")
    refused(_large_directory(away=1), UnsafeFileError, "hai danh sách")
    refused(_large_directory(says=True, away=1), UnsafeFileError, "hai danh sách")


@pytest.mark.parametrize("says", [True, False])
def test_a_list_of_members_told_in_64_bits_is_not_too_long(
    says: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = _large_directory(says)
    (size,) = struct.unpack_from("<Q", content, len(content) - 58)
    monkeypatch.setattr(package, "_DIRECTORY_LIMIT", size - 1)
    refused(content, TooLargeError, "phần bên trong")


def test_a_last_record_within_the_last_record_hides_no_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its count of members looks like the beginning of another one."""
    content = bytearray(zip_file(members(GOOD)))
    content[-14:-10] = b"PK\5\6"
    monkeypatch.setattr(package, "_DIRECTORY_LIMIT", 1)
    refused(bytes(content), TooLargeError, "phần bên trong")


def test_texts_and_styles_are_found_by_what_the_workbook_calls_them() -> None:
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45450</v></c>'
    parts = hostile.book_parts(f'<row r="1">{cells}</row>', shared="<si><t>một</t></si>")
    parts["xl/texts.xml"] = parts.pop(SHARED)
    parts["xl/looks.xml"] = parts.pop("xl/styles.xml")
    told = parts[BOOK_RELATIONS].replace(b"sharedStrings.xml", b"texts.xml")
    whole = told.replace(b'"styles.xml', b'"looks.xml')
    types = parts[TYPES].replace(b"/sharedStrings.xml", b"/texts.xml")
    types = types.replace(b"/styles.xml", b"/looks.xml")
    reads(zipped(parts | {BOOK_RELATIONS: whole, TYPES: types}), [["một", date(2024, 6, 7)]])


def test_texts_and_styles_are_found_in_other_letters() -> None:
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45450</v></c>'
    parts = hostile.book_parts(f'<row r="1">{cells}</row>', shared="<si><t>chữ</t></si>")
    parts["xl/SharedStrings.xml"] = parts.pop(SHARED)
    parts["xl/Styles.xml"] = parts.pop("xl/styles.xml")
    reads(zipped(parts), [["chữ", date(2024, 6, 7)]])


# --- Declarations of document types --------------------------------------------------------------

LAUGHS = "".join(
    "<!ENTITY {} '{}'>".format(name, 10 * f"&{before};") for before, name in pairwise("abcdefghi")
)
DOCTYPE = f'<!DOCTYPE a [<!ENTITY a "ha">{LAUGHS}]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("part", [BOOK, BOOK_RELATIONS, SHEET, SHARED, CORE, "[Content_Types].xml"])
def test_a_document_type_is_refused(part: str, encoding: str) -> None:
    xml = HEAD.replace("UTF-8", encoding) + DOCTYPE + "<a>&i;</a>"
    content = with_parts({part: xml.encode(encoding)})
    refused(content, UnsafeFileError, f"“{part}” có khai báo DOCTYPE")


@pytest.mark.parametrize("before", range(MEGABYTE - 10, MEGABYTE + 1, 2))
def test_a_document_type_across_two_steps_of_unpacking(before: int) -> None:
    xml = HEAD.encode().ljust(before) + b"<!DOCTYPE a><a/>"
    refused(with_parts({SHARED: xml}), UnsafeFileError, "DOCTYPE")


def test_a_document_type_in_a_sheet_whatever_its_part_is_called() -> None:
    parts = hostile.book_parts(ROW)
    xml = parts.pop(SHEET).decode().replace("<worksheet", f"{DOCTYPE}<worksheet")
    parts["xl/worksheets/sheet1.dat"] = xml.encode()
    parts[BOOK_RELATIONS] = parts[BOOK_RELATIONS].replace(b"sheet1.xml", b"sheet1.dat")
    with pytest.raises(UnreadableFileError):
        read_workbook(zipped(parts), "a.xlsx")


# --- XML that is no XML --------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["Shift_JIS", "klingon", "utf-7", "cp037", "utf-32", "rot13"])
@pytest.mark.parametrize("part", [BOOK, BOOK_RELATIONS])
def test_encodings_that_are_none(part: str, encoding: str) -> None:
    xml = GOOD[part].replace(b"UTF-8", encoding.encode())
    refused(with_parts({part: xml}), UnreadableFileError, part)


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("part", [BOOK, BOOK_RELATIONS, SHEET])
def test_missing_and_damaged_parts(part: str) -> None:
    for xml in (None, b"", GOOD[part][:-20], b"\0" * 50):
        with pytest.raises(UnreadableFileError):
            read_workbook(with_parts({part: xml}), "a.xlsx")


def test_a_sheet_in_another_encoding_is_never_taken_for_an_empty_one() -> None:
    xml = sheet_xml(ROW).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    try:
        rows = first_sheet(xlsx(xml)).rows
    except UnreadableFileError:
        return
    assert rows == [[5.0]]
