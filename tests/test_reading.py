"""Received bytes before and while they are parsed: nothing of them may harm, or be hidden."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as NewWorkbook
from xlsxwriter import Workbook as WrittenWorkbook

import hostile_files as hostile
from builders import form, make_plan
from hostile_files import (
    BOOK,
    BOOK_RELATIONS,
    CORE,
    FAR,
    HEAD,
    MEGABYTE,
    ROW,
    SHARED,
    SHEET,
    Member,
    Outcome,
    members,
    read_watched,
    sheet_xml,
    with_parts,
    xlsx,
    zip_file,
    zipped,
)
from libreoffice import LibreOffice
from ole import ole_file
from par_xl.reading import apart, package
from par_xl.reading.book import (
    NEVER_CALCULATED,
    EncryptedFileError,
    Place,
    Sheet,
    TooHeavyError,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
    Workbook,
    WrongNameError,
)
from par_xl.reading.package import open_package
from par_xl.reading.parse import parse
from par_xl.reading.workbook import read_workbook
from par_xl.text import Cell

GOOD = hostile.book_parts(ROW)
EMPTY_ODS = hostile.ods('<table:table table:name="S1"/>')
EMPTY_OLE = ole_file({"Other": b"x"})
ENCRYPTED = ole_file({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"\4\0\4\0" * 50})


def _refused(
    content: bytes, error: type[UnreadableFileError], says: str, name: str = "a.xlsx"
) -> None:
    """The file is refused with just this error, and its text says why."""
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(content, name)
    assert (type(caught.value), says in str(caught.value)) == (error, True), repr(caught.value)


def _sheet(content: bytes, name: str = "a.xlsx") -> Sheet:
    return read_workbook(content, name).sheets[0]


def _cells(*cells: str) -> bytes:
    """A workbook with one row: a 7, then these ``<c>`` elements."""
    return xlsx(f'<row r="1"><c r="A1"><v>7</v></c>{"".join(cells)}</row>')


def _reads(content: bytes, rows: list[list[Cell]], name: str = "a.xlsx") -> None:
    assert _sheet(content, name).rows == rows


# --- Name and magic bytes ------------------------------------------------------------------------

NO_SPREADSHEETS: dict[str, tuple[bytes, type[UnreadableFileError], str]] = {
    "csv": ("Mã dòng;Tình trạng\n1.1;Hoàn thành\n".encode(), WrongNameError, ".csv"),
    "html": (b"<html><table><tr><td>1</td></tr></table></html>", WrongNameError, "HTML"),
    "html with a BOM": (b"\xef\xbb\xbf \r\n<!DOCTYPE HTML><html>", WrongNameError, "HTML"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', WrongNameError, "XML"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", WrongNameError, "PDF"),
    "rtf": (b"{\\rtf1\\ansi}", WrongNameError, "RTF"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", WrongNameError, "ảnh"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", WrongNameError, "ảnh"),
    "docx": (zipped({"word/document.xml": b"<a/>"}), WrongNameError, "Word"),
    "zip": (zipped({"bieu-mau.xlsx": b"x"}), WrongNameError, "nén"),
    "nothing": (b"", UnreadableFileError, "rỗng"),
    "zeros": (bytes(5000), UnreadableFileError, "rỗng"),
    "noise": (bytes(range(256)) * 20, UnreadableFileError, "hỏng"),
    "garbage behind PK": (b"PK\3\4" + b"\xaa" * 500, UnreadableFileError, "hỏng"),
    "cut off": (zipped(GOOD)[:-300], UnreadableFileError, "chưa đủ"),
    "cut off by a byte": (zipped(GOOD)[:-1], UnreadableFileError, "chưa đủ"),
    "empty zip": (hostile.end_of_zip(0, 0, 0), UnreadableFileError, "hỏng"),
}


@pytest.mark.parametrize("what", NO_SPREADSHEETS)
def test_what_is_no_spreadsheet_is_told_by_its_bytes(what: str) -> None:
    content, error, says = NO_SPREADSHEETS[what]
    for name in ("a.xlsx", "a.xlsm", "a.xls", "a.ods"):
        _refused(content, error, says, name)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (EMPTY_OLE, "a.xlsx", ".xls"),
        (EMPTY_OLE, "a.ods", ".xls"),
        (zipped(GOOD), "a.xls", ".xlsx"),
        (zipped(GOOD), "a.ods", ".xlsx"),
        (zipped(GOOD), "a.csv", ".xlsx"),
        (zipped(GOOD), "a", ".xlsx"),
        (EMPTY_ODS, "a.xlsx", ".ods"),
        (EMPTY_ODS, "a.xls", ".ods"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_spreadsheet_under_anothers_name_is_told_by_its_bytes(
    content: bytes, name: str, says: str
) -> None:
    _refused(content, WrongNameError, says, name)


@pytest.mark.parametrize("name", ["A.XLSX", "Biểu mẫu (2).XlsX", "-c.xlsm", "a.xlsx.xlsm"])
def test_letter_case_of_the_ending_is_of_no_matter(name: str) -> None:
    _reads(zipped(GOOD), [[5.0]], name)


@pytest.mark.parametrize(
    ("content", "name", "never"),
    [
        (ole_file({"WordDocument": b"x" * 5000}), "a.xlsx", "bảng tính dạng .xls"),
        (zipped({"xl/workbook.bin": b"x"}), "a.xlsx", "không phải bảng tính"),
        (
            zipped({name.replace("/", "\\"): data for name, data in GOOD.items()}),
            "a.xlsx",
            "không phải bảng tính",
        ),
    ],
    ids=["a .doc is no .xls", "an .xlsb is a spreadsheet", "so is one packed with backslashes"],
)
def test_a_file_is_never_called_what_it_is_not(content: bytes, name: str, never: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(content, name)
    assert never not in str(caught.value)


# --- Passwords -----------------------------------------------------------------------------------


def _encrypted_xls() -> bytes:
    beginning = hostile.biff_record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    key = hostile.biff_record(0x2F, struct.pack("<HHH", 1, 1, 1) + b"\1" * 48)
    return ole_file({"Workbook": beginning + key + hostile.biff_record(0x0A, b"")})


def _encrypted_ods() -> bytes:
    return hostile.ods(
        "",
        '<manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data/></manifest:file-entry>",
    )


PASSWORDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "xlsx": (lambda: ENCRYPTED, "a.xlsx"),
    "xlsm": (lambda: ENCRYPTED, "a.xlsm"),
    "xls in a package": (lambda: ENCRYPTED, "a.xls"),
    "xls": (_encrypted_xls, "a.xls"),
    "ods": (_encrypted_ods, "a.ods"),
    "zip": (lambda: zip_file(Member(n, d, flags=1) for n, d in GOOD.items()), "a.xlsx"),
}


@pytest.mark.parametrize("what", PASSWORDS)
def test_a_file_with_a_password_is_named_as_such(what: str) -> None:
    build, name = PASSWORDS[what]
    _refused(build(), EncryptedFileError, "mật khẩu", name)


# --- Limits of size ------------------------------------------------------------------------------


def test_a_file_over_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped(GOOD)
    monkeypatch.setattr(package, "FILE_LIMIT", len(content))
    _reads(content, [[5.0]])
    monkeypatch.setattr(package, "FILE_LIMIT", len(content) - 1)
    _refused(content, TooLargeError, "tệp")


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MEMBERS_LIMIT", len(GOOD))
    _reads(zipped(GOOD), [[5.0]])
    _refused(with_parts({"xl/media/a.png": b""}), TooLargeError, "phần bên trong")


def test_a_member_over_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MEMBER_LIMIT", 5000)
    _reads(with_parts({"xl/media/a.png": bytes(5000)}), [[5.0]])
    _refused(with_parts({"xl/media/a.png": bytes(5001)}), TooLargeError, "xl/media/a.png")


def test_members_over_their_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(map(len, GOOD.values()))
    monkeypatch.setattr(package, "UNPACKED_LIMIT", size + 1000)
    _reads(with_parts({"a.png": bytes(1000)}), [[5.0]])
    _refused(with_parts({"a.png": bytes(600), "b.png": bytes(600)}), TooLargeError, "sau giải nén")


def test_a_ratio_counts_only_above_its_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "RATIO_FLOOR", 100_000)
    _reads(with_parts({"xl/media/a.png": bytes(100_000)}), [[5.0]])
    _refused(with_parts({"xl/media/a.png": bytes(100_001)}), TooLargeError, "phình to")
    monkeypatch.setattr(package, "RATIO_LIMIT", 10_000)
    _reads(with_parts({"xl/media/a.png": bytes(100_001)}), [[5.0]])


def test_honest_style_sheets_are_read_however_well_they_compress() -> None:
    styles = GOOD["xl/styles.xml"].replace(b"</styleSheet>", b" " * 2_000_000 + b"</styleSheet>")
    _reads(with_parts({"xl/styles.xml": styles}), [[5.0]])


def test_the_limits_let_a_provinces_largest_form_pass() -> None:
    assert package.FILE_LIMIT >= 20 * MEGABYTE
    assert package.MEMBER_LIMIT >= 50 * MEGABYTE
    assert package.RATIO_LIMIT > 100


# --- Members that lie ----------------------------------------------------------------------------


def _one_more(name: str = "xl/worksheets/sheet9.xml", data: bytes = b"", **lies: Any) -> bytes:
    return zip_file([*members(GOOD), Member(name, data, **lies)])


BOMBS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "300 MB, honestly": (
        lambda: _one_more(size=300 * MEGABYTE, packed=hostile.deflated_zeros(300)),
        "TooLargeError", "sheet9.xml",
    ),
    "300 MB that claim to be 1 KB": (
        lambda: _one_more(size=1000, packed=hostile.deflated_zeros(300)),
        "UnsafeFileError", "kích thước",
    ),
    "300 MB that claim to be 15": (
        lambda: _one_more(size=15 * MEGABYTE, packed=hostile.deflated_zeros(300)),
        "UnsafeFileError", "kích thước",
    ),
    "300 MB that claim to be 90": (
        lambda: _one_more(size=90 * MEGABYTE, packed=hostile.deflated_zeros(300)),
        "TooLargeError", "phình to",
    ),
    "300 MB that claim to be 1 KB, no XML": (
        lambda: _one_more("xl/media/a.png", size=1000, packed=hostile.deflated_zeros(300)),
        "UnsafeFileError", "kích thước",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_fast_and_with_little_memory(what: str) -> None:
    build, error, says = BOMBS[what]
    outcome = _survived(build(), seconds=3.0, memory=60 * MEGABYTE)
    assert (outcome.error, says in outcome.told["why"]) == (error, True), outcome.told


LIES: dict[str, tuple[dict[str, Any], type[UnreadableFileError], str]] = {
    "more than stored": ({"size": 1000, "method": 0}, UnsafeFileError, "kích thước"),
    "more than packed": ({"size": 1000}, UnsafeFileError, "kích thước"),
    "less than claimed": ({"size": 3000}, UnsafeFileError, "kích thước"),
    "another check sum": ({"crc": 5}, UnreadableFileError, "mã kiểm tra"),
    "damaged": ({"packed": b"\xff" * 20}, UnreadableFileError, "hỏng"),
    "packed in another way": ({"method": zipfile.ZIP_LZMA}, UnsafeFileError, "cách lạ"),
}


@pytest.mark.parametrize("what", LIES)
def test_a_member_that_lies_about_itself(what: str) -> None:
    lies, error, says = LIES[what]
    _refused(_one_more(data=b"x" * 2000, **lies), error, says)


def _survived(
    content: bytes, name: str = "a.xlsx", seconds: float = 10.0, memory: int = 120 * MEGABYTE
) -> Outcome:
    """Read or refused, within bounds, and the process that did it lives."""
    outcome = read_watched(content, name, seconds, memory)
    assert outcome.peak <= memory, f"took more than {memory // MEGABYTE} MB"
    assert outcome.ended is not None, f"took more than {seconds} seconds"
    assert outcome.ended == 0, f"took its process down ({outcome.ended})"
    return outcome


FLOODS: dict[str, Callable[[], bytes]] = {
    "members": lambda: hostile.many_members(400_000),
    "parts each under the floor of ratios": lambda: _padded_sheets(4),
    "members in one place": lambda: hostile.overlapping_members(4),
    "elements in the workbook's part": lambda: with_parts(
        {BOOK: GOOD[BOOK].replace(b"<sheets>", b"<a/>" * 800_000 + b"<sheets>")}
    ),
    "elements within each other": lambda: with_parts(
        {BOOK: GOOD[BOOK].replace(b"<sheets>", b"<a>" * 300_000 + b"</a>" * 300_000)}
    ),
    "cells of a row with an error value": lambda: xlsx(
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c>' + '<c r="B1"/>' * 350_000 + "</row>"
    ),
    "cells with one long text": lambda: xlsx(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1001)),
        shared=f"<si><t>{'x' * 200_000}</t></si>",
    ),
    "cells with one text of 30,000 letters": lambda: xlsx(
        "".join(f'<row r="{n}">{_shared_cells(n)}</row>' for n in range(1, 401)),
        shared=f"<si><t>{'x' * 30_000}</t></si>",
    ),
    "cells with one text in many runs": lambda: xlsx(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 201)),
        shared="<si>" + f"<r><t>{1000 * 'x'}</t></r>" * 1000 + "</si>",
    ),
    "sheets, each with a cell at CZ9999": lambda: xlsx(
        *[f'{ROW}<row r="9999"><c r="CZ9999"><v>1</v></c></row>'] * 14
    ),
    "attributes of one cell": lambda: xlsx(
        '<row r="1"><c r="A1"' + ' a=""' * 1_000_000 + "<v>1</v></c></row>"
    ),
}


def _shared_cells(row: int) -> str:
    return "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJKLMNOPQRST")


def _padded_sheets(count: int) -> bytes:
    return xlsx(*[sheet_xml(ROW, before=" " * 15 * MEGABYTE)] * count)


@pytest.mark.parametrize("what", FLOODS)
def test_no_flood_of_anything_fills_the_memory(what: str) -> None:
    _survived(FLOODS[what](), memory=180 * MEGABYTE)


def _one_part_in_many_sheets(sheets: int, *rows: str) -> bytes:
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(sheets))
    return with_parts({BOOK: hostile.book_xml(listed)}, "".join(rows) or ROW)


SLOW: dict[str, Callable[[], bytes]] = {
    "one part as five thousand sheets": lambda: _one_part_in_many_sheets(5000),
    "one part as a hundred sheets": lambda: _one_part_in_many_sheets(
        100, *(f'<row r="{n}">{_shared_cells(n)}</row>' for n in range(1, 2001))
    ),
    "formulas within one cell": lambda: xlsx(
        '<row r="1">' + f'<c r="A1" t="str">{14_000 * "<f/>"}<v>1</v></c>' * 60 + "</row>"
    ),
    "beginnings of tags in the core properties": lambda: with_parts(
        {CORE: b"<dcterms:modified" * 50_000}
    ),
    "a text that looks like formulas": lambda: _cells(
        f'<c r="B1" t="inlineStr"><is><t>{"f " * 100_000}</t></is></c>'
    ),
}


@pytest.mark.parametrize("what", SLOW)
def test_nothing_small_takes_long(what: str) -> None:
    _survived(SLOW[what](), seconds=2.0)


# --- Names of members ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["/etc/x", "C:\\x", "c:x", "\\\\host\\x", "..", "../x", "xl/../../x", "..\\x", "xl\\..\\x"],
)
def test_absolute_and_dotted_names(name: str) -> None:
    _refused(_one_more(name, b"x"), UnsafeFileError, f"không an toàn «{name}»")


@pytest.mark.parametrize("name", [SHEET, SHEET.upper(), "xl/worksheets/Sheet1.xml"])
def test_doubled_members(name: str) -> None:
    _refused(_one_more(name, b"x"), UnsafeFileError, "hai phần cùng tên")


@pytest.mark.parametrize("name", ["", "\0", "\0/x"])
def test_members_without_a_name(name: str) -> None:
    with pytest.raises(UnreadableFileError):
        read_workbook(_one_more(name, b"x"), "a.xlsx")


def test_an_unsafe_name_stops_the_reading_before_anything_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked: list[str] = []
    monkeypatch.setattr(package, "_inflate", lambda *args: unpacked.append(args[1].filename))
    _refused(_one_more("../x", b"x"), UnsafeFileError, "không an toàn")
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


@pytest.mark.parametrize("where", HIDDEN)
def test_no_sheet_is_parsed_that_was_not_looked_over(where: str) -> None:
    _survived(HIDDEN[where]())


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


def _many_names() -> bytes:
    names = (f'<definedName name="_t{n}" hidden="1">#REF!</definedName>' for n in range(25_000))
    return f"<definedNames>{''.join(names)}</definedNames>".encode()


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
    "names left over from copied sheets": lambda: with_parts(
        {BOOK: GOOD[BOOK].replace(b"</workbook>", _many_names() + b"</workbook>")}
    ),
}


@pytest.mark.parametrize("what", HONEST)
def test_packages_as_other_programs_write_them_are_read(what: str) -> None:
    _reads(HONEST[what](), [[5.0]])


def test_texts_and_styles_are_found_in_other_letters() -> None:
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45450</v></c>'
    parts = hostile.book_parts(f'<row r="1">{cells}</row>', shared="<si><t>chữ</t></si>")
    parts["xl/SharedStrings.xml"] = parts.pop(SHARED)
    parts["xl/Styles.xml"] = parts.pop("xl/styles.xml")
    _reads(zipped(parts), [["chữ", date(2024, 6, 7)]])


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
    _refused(content, UnsafeFileError, f"«{part}» có khai báo DOCTYPE")


@pytest.mark.parametrize("before", range(MEGABYTE - 10, MEGABYTE + 1, 2))
def test_a_document_type_across_two_steps_of_unpacking(before: int) -> None:
    xml = HEAD.encode().ljust(before) + b"<!DOCTYPE a><a/>"
    _refused(with_parts({SHARED: xml}), UnsafeFileError, "DOCTYPE")


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
    _refused(with_parts({part: xml}), UnreadableFileError, part)


@pytest.mark.parametrize("part", [BOOK, BOOK_RELATIONS, SHEET])
def test_missing_and_damaged_parts(part: str) -> None:
    for xml in (None, b"", GOOD[part][:-20], b"\0" * 50):
        with pytest.raises(UnreadableFileError):
            read_workbook(with_parts({part: xml}), "a.xlsx")


def test_a_sheet_in_another_encoding_is_never_taken_for_an_empty_one() -> None:
    xml = sheet_xml(ROW).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    try:
        rows = _sheet(xlsx(xml)).rows
    except UnreadableFileError:
        return
    assert rows == [[5.0]]


# --- Cells far from the table --------------------------------------------------------------------


def _with_cell(reference: str, sheet: Callable[[str], bytes] = sheet_xml) -> bytes:
    """A harmless row, and a cell in it whose start tag goes on with *reference*."""
    return xlsx(sheet(f'<row r="1"><c r="A1"><v>5</v></c><c{reference}><v>1</v></c></row>'))


FAR_CELLS: dict[str, tuple[Callable[[], bytes], str]] = {
    "XFD1048576": (lambda: xlsx(FAR), "XFD1048576"),
    "ZZ99999": (lambda: _with_cell(' r="ZZ99999"'), "ZZ99999"),
    "single quotes": (lambda: _with_cell(" r='XFD1048576'"), "XFD1048576"),
    "tab": (lambda: _with_cell('\tr="XFD1048576"'), ""),
    "new line": (lambda: _with_cell(' s="0"\n r="XFD1048576"'), ""),
    "carriage return": (lambda: _with_cell('\rr="XFD1048576"'), ""),
    "character reference": (lambda: _with_cell(' r="&#88;FD1048576"'), ""),
    "lower case": (lambda: _with_cell(' r="xfd1048576"'), "xfd1048576"),
    "spaces around the sign": (lambda: _with_cell(' r = "XFD1048576"'), ""),
    "two references": (lambda: _with_cell(' r="B1" r="XFD1048576"'), ""),
    "no space before it": (lambda: _with_cell(' s="0"r="XFD1048576"'), ""),
    "tab near the sheet's beginning": (
        lambda: xlsx(
            b"<worksheet><sheetData><row><c><v>1</v></c>"
            b'<c\tr="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
        ),
        "",
    ),
    "prefixed": (
        lambda: xlsx(
            hostile.prefixed_sheet_xml(
                '<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c>'
                '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
            )
        ),
        "XFD1048576",
    ),
    "row beyond the last": (lambda: _with_cell(' r="A99999999999"'), "A99999999999"),
    "column beyond the last": (lambda: _with_cell(' r="ZZZZZZZZ1"'), "ZZZZZZZZ1"),
    "row without a number": (lambda: _with_cell(' r="AA"'), ""),
    "without references": (
        lambda: xlsx(f"{ROW}{'<row/>' * 60_000}<row>{'<c/>' * 16_000}<c><v>1</v></c></row>"),
        "",
    ),
    "a count of texts, late": (
        lambda: with_parts(
            {
                SHARED: b"<?xml version='1.0'?><!--%b--><sst uniqueCount='4294967295000'>"
                b"<si><t>a</t></si></sst>" % (b" " * 3000)
            }
        ),
        "",
    ),
    "a count of texts": (
        lambda: with_parts({SHARED: b'<sst uniqueCount="4294967295000"><si><t>a</t></si></sst>'}),
        "",
    ),
}


@pytest.mark.parametrize("how", FAR_CELLS)
def test_a_far_cell_takes_no_process_down(how: str) -> None:
    build, named = FAR_CELLS[how]
    outcome = _survived(build())
    assert outcome.error is None or named in outcome.told["why"]
    if named:
        assert outcome.error == "TooHeavyError"


def test_a_far_cell_names_its_sheet() -> None:
    outcome = _survived(xlsx(ROW, FAR))
    assert "«S2»" in outcome.told["why"]


def test_a_far_cell_of_an_ods_file_is_not_called_damage() -> None:
    value = '<table:table-cell office:value-type="float" office:value="1"/>'
    content = hostile.ods(
        f'<table:table table:name="S1"><table:table-row>{value}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/>'
        "</table:table-row><table:table-row>"
        f'<table:table-cell table:number-columns-repeated="16383"/>{value}</table:table-row>'
        "</table:table>"
    )
    assert _survived(content, "a.ods").error == "TooHeavyError"


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1:A1", "A1", "C3", "XFD1048576:A1"])
def test_a_false_dimension_is_of_no_matter(dimension: str) -> None:
    rows = '<row r="2"><c r="A2"><v>5</v></c><c r="C2"><v>6</v></c></row>'
    content = xlsx(sheet_xml(rows, before=f'<dimension ref="{dimension}"/>'))
    _reads(content, [[None, None, None], [5.0, None, 6.0]])


BLANK_ROWS: dict[str, Callable[[], str]] = {
    "styled rows": lambda: "".join(f'<row r="{n}" s="1"/>' for n in range(2, 1_048_577)),
    "every twentieth with styled cells": lambda: "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>'
        for n in range(16, 1_048_577, 20)
    ),
}


@pytest.mark.parametrize("what", BLANK_ROWS)
def test_a_million_blank_rows_are_read_as_none(what: str) -> None:
    told = _survived(xlsx(ROW + BLANK_ROWS[what]())).told
    assert told == {"sheets": [["S1", 1, 5.0]]}


# --- Cells whose value cannot be trusted ---------------------------------------------------------

ERRORS: dict[str, tuple[str, Mapping[Place, str]]] = {
    "with a reference": ('<c r="B1" t="e"><v>#N/A</v></c>', {(0, 1): "#N/A"}),
    "single quotes": ("<c r='B1' t='e'><v>#DIV/0!</v></c>", {(0, 1): "#DIV/0!"}),
    "without a reference": ('<c t="e"><v>#REF!</v></c>', {(0, 1): "#REF!"}),
    "after a reference": ('<c r="D1"/><c t="e"><v>#REF!</v></c>', {(0, 4): "#REF!"}),
    "after cells without": ("<c/><c/><c t='e'><v>#REF!</v></c>", {(0, 3): "#REF!"}),
    "lower case": ('<c r="d1" t="e"><v>#N/A</v></c>', {(0, 3): "#N/A"}),
    "spaces around the sign": ('<c r="B1" t = "e"><v>#N/A</v></c>', {(0, 1): "#N/A"}),
    "of a formula": ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {(0, 1): "#DIV/0!"}),
    "a newer Excel's": ('<c r="B1" t="e" vm="1"><v>#VALUE!</v></c>', {(0, 1): "#VALUE!"}),
    "without a value": ('<c r="B1" t="e"/>', {(0, 1): "#N/A"}),
    "while data come in": ('<c r="B1" t="e"><v>#GETTING_DATA</v></c>', {(0, 1): "#GETTING_DATA"}),
    "another program's": ('<c r="B1" t="e"><v>#ERROR!</v></c>', {(0, 1): "#ERROR!"}),
}


@pytest.mark.parametrize("how", ERRORS)
def test_error_cells_are_told_where_they_stand(how: str) -> None:
    cells, broken = ERRORS[how]
    sheet = _sheet(_cells(cells))
    assert dict(sheet.broken) == broken
    assert [sheet.cell(*place) for place in broken] == [None]


def test_error_cells_of_rows_without_numbers() -> None:
    row = '<row><c t="e"><v>#N/A</v></c></row>'
    content = xlsx(f'{ROW}<row r="4"><c r="B4"/><c t="e"><v>#REF!</v></c></row><row/>{row}')
    assert dict(_sheet(content).broken) == {(3, 2): "#REF!", (5, 0): "#N/A"}


def test_error_cells_are_told_of_every_sheet_by_its_name() -> None:
    error = '<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'
    book = read_workbook(xlsx(ROW, error, ROW, error), "a.xlsx")
    assert [dict(sheet.broken) for sheet in book.sheets] == [{}, {(0, 0): "#N/A"}] * 2


@pytest.mark.parametrize("target", ["worksheets/sheet1.xml", f"/{SHEET}", "worksheets/SHEET1.xml"])
def test_error_cells_are_told_however_the_workbook_names_the_sheets_part(target: str) -> None:
    parts = hostile.book_parts('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')
    told = parts[BOOK_RELATIONS].replace(b"worksheets/sheet1.xml", target.encode())
    sheet = _sheet(zipped(parts | {BOOK_RELATIONS: told}))
    assert dict(sheet.broken) == {(0, 0): "#N/A"}


UNCALCULATED = {
    "empty": '<c r="B1"><f>1+1</f><v/></c>',
    "empty, with a space": '<c r="B1"><f>1+1</f><v /></c>',
    "empty, in two tags": '<c r="B1"><f>1+1</f><v></v></c>',
    "none": '<c r="B1"><f>1+1</f></c>',
    "none, on lines of their own": '<c r="B1">\n  <f>1+1</f>\n</c>',
    "shared": '<c r="B1"><f t="shared" si="0"/></c>',
    "shared and empty": '<c r="B1"><f t="shared" si="0"/><v/></c>',
    "shared, the first": '<c r="B1"><f t="shared" ref="B1:B2" si="0">1+1</f><v></v></c>',
    "array": '<c r="B1"><f t="array" ref="B1">1+1</f><v/></c>',
    "without text": '<c r="B1"><f/><v/></c>',
    "space in the end tag": '<c r="B1"><f>1+1</f ><v/></c>',
    "comment": '<c r="B1"><f>1+1</f><!-- --><v/></c>',
    "empty, keeping spaces": '<c r="B1"><f>1+1</f><v xml:space="preserve"></v></c>',
    "truth value": '<c r="B1" t="b"><f>A1=1</f><v/></c>',
    "a text, none": '<c r="B1" t="str"><f>A1</f></c>',
    "styled": '<c r="B1" s="1"><f>A1</f></c>',
    "without a reference": "<c><f>1+1</f></c>",
    "single quotes": "<c r='B1'><f>1+1</f><v/></c>",
}


@pytest.mark.parametrize("how", UNCALCULATED)
def test_formulas_without_a_value_are_told(how: str) -> None:
    assert dict(_sheet(_cells(UNCALCULATED[how])).broken) == {(0, 1): NEVER_CALCULATED}


def test_a_formula_without_a_value_is_told_after_a_text() -> None:
    text = '<c r="B1" t="str"><f>A1</f><v>x</v></c>'
    assert dict(_sheet(_cells(text, "<c><f>1+1</f></c>")).broken) == {(0, 2): NEVER_CALCULATED}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1" t="str"><f>A1</f><v></v></c>',
        '<c r="B1" t="str"><f>A1</f><v/></c>',
        "<c r='B1' t='str'><f>A1</f><v/></c>",
        '<c s="0" t="str"><f>A1</f><v></v></c>',
        '<c r="B1"><f>1+1</f><v>0</v></c>',
        '<c r="B1"/>',
        '<c r="B1"><v/></c>',
        '<c r="B1" t="inlineStr"><is><t>#N/A</t></is></c>',
        '<c r="B1" t="inlineStr"><is><t>t="e" &lt;/f&gt;</t></is></c>',
    ],
)
def test_empty_results_and_values_are_not_broken(cell: str) -> None:
    assert dict(_sheet(_cells(cell)).broken) == {}


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e999"])
def test_a_number_that_is_none_is_not_read_as_one(number: str) -> None:
    try:
        sheet = _sheet(_cells(f'<c r="B1"><v>{number}</v></c>'))
    except UnreadableFileError:
        return
    assert (0, 1) in sheet.broken or not isinstance(sheet.cell(0, 1), float)


# --- Sheets as other programs write them ---------------------------------------------------------


def test_cells_without_references_follow_each_other() -> None:
    rows = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
    _reads(xlsx(rows), [[1.0, None, 2.0], [None, None, None], [3.0, None, None]])


def test_texts_within_their_cells() -> None:
    rich = "<is><r><t>Hoàn </t></r><r><t xml:space='preserve'> thành</t></r></is>"
    cells = (
        '<c r="B1" t="inlineStr"><is><t>Đã ban hành</t></is></c>',
        f'<c r="C1" t="inlineStr">{rich}</c>',
        '<c t="inlineStr"><is><t>A &amp; B</t></is></c>',
    )
    _reads(_cells(*cells), [[7.0, "Đã ban hành", "Hoàn thành", "A & B"]])


def test_shared_texts() -> None:
    row = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    shared = "<si><t>một</t></si><si><t>hai</t></si>"
    _reads(xlsx(row, shared=shared), [["hai", "một"]])


def test_prefixed_namespaces() -> None:
    content = xlsx(
        hostile.prefixed_sheet_xml(
            '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1" t="e"><x:v>#N/A</x:v></x:c>'
            '<x:c r="C1"><x:f>1+1</x:f><x:v/></x:c><x:c r="D1" t="str"><x:f>A1</x:f><x:v/></x:c>'
            '<x:c r="E1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>'
        )
    )
    sheet = _sheet(content)
    assert sheet.rows == [[1.0, None, None, None, "a"]]
    assert dict(sheet.broken) == {(0, 1): "#N/A", (0, 2): NEVER_CALCULATED}


def test_strict_namespaces() -> None:
    content = xlsx(
        '<row r="1"><c r="A1" s="1"><v>45450</v></c><c r="B1" t="e"><v>#N/A</v></c></row>',
        main=hostile.STRICT_MAIN,
        office=hostile.STRICT_OFFICE,
    )
    sheet = _sheet(content)
    assert sheet.rows == [[date(2024, 6, 7), None]]
    assert dict(sheet.broken) == {(0, 1): "#N/A"}


def test_values_of_all_kinds() -> None:
    cells = (
        '<c r="B1" s="1"><v>45450</v></c>',
        '<c r="C1" t="b"><v>1</v></c>',
        '<c r="D1"><v>0.8446</v></c>',
        '<c r="E1" t="d"><v>2024-06-05T10:30:00</v></c>',
        '<c r="F1" t="str"><f>A1</f><v>chữ</v></c>',
    )
    row: list[Cell] = [7.0, date(2024, 6, 7), True, 0.8446, date(2024, 6, 5), "chữ"]
    _reads(_cells(*cells), [row])


def test_merged_cells() -> None:
    merged = '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="B4:B5"/></mergeCells>'
    sheet = _sheet(xlsx(sheet_xml(ROW, after=merged)))
    assert sheet.merged == (((0, 0), (1, 2)), ((3, 1), (4, 1)))


def test_sheets_of_charts_are_left_out() -> None:
    file = io.BytesIO()
    book = WrittenWorkbook(file)
    book.add_worksheet("A").write(0, 0, 5)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=A!$A$1:$A$1"})
    book.add_chartsheet("B").set_chart(chart)
    book.add_worksheet("C").write(0, 0, 6)
    book.close()
    sheets = read_workbook(file.getvalue(), "a.xlsx").sheets
    assert [(sheet.name, sheet.cell(0, 0)) for sheet in sheets] == [("A", 5.0), ("C", 6.0)]


# --- What the package says of itself -------------------------------------------------------------


@pytest.mark.parametrize("spelt", ['date1904="1"', 'date1904="true"', "date1904='1' a='0'"])
def test_dates_counted_from_1904(spelt: str) -> None:
    row = '<row r="1"><c r="A1" s="1"><v>43988</v></c><c r="B1"><v>43988</v></c></row>'
    book = read_workbook(xlsx(row, properties=f"<workbookPr {spelt}/>"), "a.xlsx")
    assert book.is_1904
    assert book.sheets[0].rows == [[date(2024, 6, 7), 43988.0]]


@pytest.mark.parametrize("spelt", ["", "<workbookPr/>", '<workbookPr date1904="0"/>'])
def test_dates_counted_from_1900(spelt: str) -> None:
    row = '<row r="1"><c r="A1" s="1"><v>45450</v></c></row>'
    book = read_workbook(xlsx(row, properties=spelt), "a.xlsx")
    assert not book.is_1904
    assert book.sheets[0].rows == [[date(2024, 6, 7)]]


@pytest.mark.parametrize(
    ("target", "link"),
    [
        ("Bang-diem.xlsx", "Bang-diem.xlsx"),
        ("file:///C:/Ho%20so/A.xlsx", "file:///C:/Ho%20so/A.xlsx"),
        ("Kế hoạch &amp; báo cáo.xlsx", "Kế hoạch & báo cáo.xlsx"),
    ],
)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_links_to_other_workbooks(target: str, link: str, quote: str) -> None:
    relations = hostile.relations_xml([("rId1", "externalLinkPath", target)]).decode()
    part = "xl/externalLinks/_rels/externalLink1.xml.rels"
    content = with_parts({part: relations.replace('"', quote).encode()})
    assert read_workbook(content, "a.xlsx").links == (link,)


def test_a_workbook_without_links_and_macros() -> None:
    book = read_workbook(zipped(GOOD), "a.xlsm")
    assert (book.links, book.has_macros, book.modified, book.is_1904) == ((), False, None, False)


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/VBAProject.BIN"])
def test_macros_are_told_whatever_the_file_is_called(name: str) -> None:
    for called in ("a.xlsm", "a.xlsx"):
        assert read_workbook(with_parts({name: b"x"}), called).has_macros


@pytest.mark.parametrize(
    ("told", "modified"),
    [
        ("2024-06-05T03:04:05Z", datetime(2024, 6, 5, 3, 4, 5, tzinfo=UTC)),
        ("hôm qua", None),
        ("2024-13-45T00:00:00Z", None),
        ("", None),
    ],
)
def test_when_it_was_saved(told: str, modified: datetime | None) -> None:
    core = f'<dcterms:modified xsi:type="dcterms:W3CDTF">{told}</dcterms:modified>'
    content = with_parts({CORE: f"{HEAD}<cp:coreProperties>{core}</cp:coreProperties>".encode()})
    assert read_workbook(content, "a.xlsx").modified == modified


# --- Parsed apart --------------------------------------------------------------------------------

ALL_KINDS = (
    '<row r="1"><c r="A1" t="str"><v>chữ "\\ &amp; &#9;</v></c><c r="B1" s="1"><v>45450</v></c>'
    '<c r="C1" t="b"><v>0</v></c><c r="D1"><v>0.1</v></c><c r="E1" t="e"><v>#N/A</v></c>'
    '<c r="F1"><f>1+1</f></c><c r="G1" t="inlineStr"><is><t>\U0001f600</t></is></c></row>'
)
MERGED = '<mergeCells count="1"><mergeCell ref="A3:B4"/></mergeCells>'


def _suspicious(rows: str = ALL_KINDS) -> bytes:
    """Harmless, since the far cell is blank, but parsed in another process."""
    odd = '<row r="20000"><c r="A20000" s="1"/></row>'
    return xlsx(sheet_xml(rows + odd, after=MERGED), properties='<workbookPr date1904="0"/>')


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the processes that were started."""
    ids: list[int] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            ids.append(self.pid)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    return ids


def test_a_good_file_needs_no_other_process(started: list[int]) -> None:
    read_workbook(xlsx(ALL_KINDS), "a.xlsx")
    assert started == []


def test_a_suspicious_file_is_parsed_apart_with_the_same_cells(started: list[int]) -> None:
    content = _suspicious()
    book = read_workbook(content, "a.xlsx")
    assert len(started) == 1
    assert book == _here(content, "a.xlsx")
    assert book.sheets[0].broken == {(0, 4): "#N/A", (0, 5): NEVER_CALCULATED}


def _here(content: bytes, name: str) -> Workbook:
    return parse(content, open_package(content, name))


LIMITS: dict[str, tuple[str, float, str]] = {
    "time": ("SECONDS", 0.01, "giây"),
    "memory": ("MEMORY", MEGABYTE, "bộ nhớ"),
}


@pytest.mark.parametrize("what", LIMITS)
def test_what_takes_too_much_is_stopped_and_the_next_file_read(
    what: str, monkeypatch: pytest.MonkeyPatch, started: list[int]
) -> None:
    limit, value, says = LIMITS[what]
    with monkeypatch.context() as patch:
        patch.setattr(apart, limit, value)
        _refused(_suspicious(), TooHeavyError, says)
        _refused(EMPTY_ODS, TooHeavyError, says, "a.ods")
    assert len(started) == 2
    assert not any(map(psutil.pid_exists, started))
    _reads(zipped(GOOD), [[5.0]])
    assert read_workbook(_suspicious(), "a.xlsx").sheets


def test_the_refusal_names_what_was_suspicious(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    _refused(_suspicious(), TooHeavyError, "«S1»")
    _refused(_suspicious(), TooHeavyError, "A20000")


def test_too_many_cells_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    corner = f'{ROW}<row r="20001"><c r="ET20001"><v>1</v></c></row>'
    _refused(xlsx(corner), TooHeavyError, "ET20001")


def test_others_are_read_while_one_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.02)
    files = [zipped(GOOD), _suspicious(), zipped(GOOD), zipped(GOOD)]

    def read(content: bytes) -> str:
        try:
            return read_workbook(content, "a.xlsx").sheets[0].name
        except TooHeavyError:
            return "stopped"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, files)) == ["S1", "stopped", "S1", "S1"]


def test_no_module_beside_a_received_file_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[int]
) -> None:
    trap = f"open({str(tmp_path / 'caught')!r}, 'a').write(__name__)\nraise SystemExit(3)\n"
    names = ("json", "psutil", "xlrd", "python_calamine", "sitecustomize", "encodings/__init__")
    for name in (*names, "par_xl/__init__", "par_xl/reading/apart", "par_xl/reading/__init__"):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(trap)
    monkeypatch.chdir(tmp_path)
    assert _sheet(EMPTY_ODS, "a.ods").name == "S1"
    assert len(started) == 1
    assert not (tmp_path / "caught").exists()


# --- .xls and .ods -------------------------------------------------------------------------------


def _office_book() -> bytes:
    book = NewWorkbook()
    page = book.active
    assert page is not None
    page.title = "Phụ lục I"
    rows: list[list[Any]] = [
        ["Đã ban hành", 2.5, date(2024, 6, 5), "- Đã ban hành"],
        ["=1/0", None, "=1+1", '="x"'],
        ["gộp"],
        [],
        [None, "=1/0", "=1/0", "=NA()"],
        [0.8446, datetime(2024, 6, 5, 10, 30), "=A1", 0],  # noqa: DTZ001 - as in a cell
    ]
    for row in rows:
        page.append(row)
    page.merge_cells("A3:C4")
    second = book.create_sheet("Phụ lục II")
    second["B2"] = "=1/0"
    second["A3"] = "cuối"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


OFFICE_ROWS: list[list[Cell]] = [
    ["Đã ban hành", 2.5, date(2024, 6, 5), "- Đã ban hành"],
    [None, None, 2.0, "x"],
    ["gộp", None, None, None],
    [None, None, None, None],
    [None, None, None, None],
    [0.8446, date(2024, 6, 5), "Đã ban hành", 0.0],
]
DIVISION = "#DIV/0!"
OFFICE_BROKEN = {(1, 0): DIVISION, (4, 1): DIVISION, (4, 2): DIVISION, (4, 3): "#N/A"}


@pytest.fixture(scope="module")
def office_files(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One workbook, calculated and saved as a.xlsx, a.xls and a.ods."""
    folder = tmp_path_factory.mktemp("office")
    source = folder / "source.xlsx"
    source.write_bytes(_office_book())
    with libreoffice.open(source) as document:
        document.recalculate()
        for suffix in ("xlsx", "xls", "ods"):
            document.save_as(folder / f"a.{suffix}")
    return folder


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_every_kind_of_file_gives_the_same_cells(
    office_files: Path, name: str, started: list[int]
) -> None:
    content = (office_files / name).read_bytes()
    book = read_workbook(content, name)
    assert len(started) == (name != "a.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["Phụ lục I", "Phụ lục II"]
    assert book.sheets[0].rows == OFFICE_ROWS
    assert dict(book.sheets[0].broken) == OFFICE_BROKEN
    assert (book.sheets[1].cell(2, 0), book.sheets[1].broken) == ("cuối", {(1, 1): DIVISION})
    assert (book.has_macros, book.links, book.is_1904) == (False, (), False)
    assert book == _here(content, name)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_every_kind_of_file_gives_its_merged_cells(office_files: Path, name: str) -> None:
    sheet = _sheet((office_files / name).read_bytes(), name)
    assert sheet.merged == (((2, 0), (3, 2)),)


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_when_it_was_saved_by_an_office_program(office_files: Path, name: str) -> None:
    modified = read_workbook((office_files / name).read_bytes(), name).modified
    assert modified is not None
    assert modified.year >= 2024


def test_an_ods_file_cut_off_within_a_table_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 2.0)
    cut = hostile.ods('<table:table table:name="S1"><table:table-row>')
    _refused(cut, UnreadableFileError, "hỏng", "a.ods")


def test_repeated_error_cells_of_an_ods_file() -> None:
    error = (
        '<table:table-cell table:number-columns-repeated="2" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p>'
        "</table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="2">{error}</table:table-row>'
    sheet = _sheet(hostile.ods(f'<table:table table:name="S1">{row}</table:table>'), "a.ods")
    assert dict(sheet.broken) == dict.fromkeys([(0, 0), (0, 1), (1, 0), (1, 1)], "#N/A")


# --- Whatever comes ------------------------------------------------------------------------------

thorough = settings(
    derandomize=True,
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
FORM = form(make_plan(), "HC", "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |")
WHOLE = hostile.book_parts(ALL_KINDS, ROW, shared="<si><t>chữ</t></si>") | {
    CORE: b"<a><dcterms:modified>2024-06-05T03:04:05Z</dcterms:modified></a>"
}
SPLICES = (b'"', b"<", b"/>", b"&#0;", b"&x;", b"<!--", b"<c/>", b'r="Z9"', b"999999999", b"\xff")


def _read_or_refused(content: bytes, name: str) -> None:
    """Anything else that is raised fails the test."""
    try:
        book = read_workbook(content, name)
    except UnreadableFileError as error:
        assert str(error)
    else:
        assert isinstance(book, Workbook)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """*whole* with bytes changed, put in or left out, or cut off."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        how = draw(st.sampled_from(["flip", "splice", "drop", "cut"]))
        if how == "flip":
            content[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
        elif how == "splice":
            content[place:place] = draw(st.sampled_from(SPLICES))
        elif how == "drop":
            del content[place : place + draw(st.integers(1, 30))]
        else:
            del content[place:]
    return bytes(content)


@thorough
@given(
    st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"<?xml", b"%PDF", b"\xff\xfe"]),
    st.binary(max_size=400),
    st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a"]),
)
def test_random_bytes_are_refused(start: bytes, rest: bytes, name: str) -> None:
    _read_or_refused(start + rest, name)


@thorough
@given(damaged(FORM))
def test_a_damaged_form_is_read_or_refused(content: bytes) -> None:
    _read_or_refused(content, "a.xlsx")


@settings(thorough, max_examples=40)
@given(st.data())
def test_a_workbook_with_a_damaged_part_is_read_or_refused(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(sorted(WHOLE)))
    content = zipped(WHOLE | {part: data.draw(damaged(WHOLE[part]))})
    _read_or_refused(content, "a.xlsx")


@settings(thorough, max_examples=4)
@given(damaged(ole_file({"Workbook": b"\x09\x08\x10\0\0\6\5\0" + bytes(40)})))
def test_a_damaged_xls_file_is_read_or_refused(content: bytes) -> None:
    _read_or_refused(content, "a.xls")


@settings(thorough, max_examples=4)
@given(damaged(b"<table:table table:name='S1'><table:table-row/></table:table>"))
def test_a_damaged_ods_file_is_read_or_refused(content: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "SECONDS", 0.5)
        _read_or_refused(hostile.ods(content.decode("latin-1")), "a.ods")
