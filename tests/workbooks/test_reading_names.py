"""What received bytes are, told by themselves: kinds of files, names, and passwords."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

import hostile_files as hostile
from hostile_files import Member, zip_file, zipped
from ole import ole_file
from par_xl.workbooks.book import EncryptedFileError, UnreadableFileError, WrongNameError
from par_xl.workbooks.reader import read_workbook
from reading_checks import EMPTY_ODS, GOOD, reads, refused

EMPTY_OLE = ole_file({"Other": b"x"})
ENCRYPTED = ole_file({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"\4\0\4\0" * 50})


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
        refused(content, error, says, name)


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
    refused(content, WrongNameError, says, name)


@pytest.mark.parametrize("name", ["A.XLSX", "Biểu mẫu (2).XlsX", "-c.xlsm", "a.xlsx.xlsm"])
def test_letter_case_of_the_ending_is_of_no_matter(name: str) -> None:
    reads(zipped(GOOD), [[5.0]], name)


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
    refused(build(), EncryptedFileError, "mật khẩu", name)
