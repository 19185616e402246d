"""Notes on cells, as programs of all kinds write them, and as hostile files do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from libreoffice import LibreOffice
from par_xl.workbooks import notes
from par_xl.workbooks.notes import Note, read_notes

LAN = "Lan:\nXem lại số này,\n“hòa” 😀"


def noted() -> bytes:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Phụ lục I"
    first["B2"].comment = Comment(LAN, "Lan")
    first["XFD1048576"].comment = Comment("xa", "")
    book.create_sheet("Trống")
    book.create_sheet("Hai & ba")["C3"].comment = Comment("trao đổi", "tc={A-1}")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


WANTED: Mapping[str, Mapping[str, Note]] = {
    "Phụ lục I": {"B2": Note("Lan", LAN), "XFD1048576": Note("", "xa")},
    "Hai & ba": {"C3": Note("", "trao đổi")},
}


def changed(content: bytes, old: bytes, new: bytes) -> bytes:
    """The package with other bytes in its comments and relations."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(saved, "w") as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name).replace(old, new))
    return saved.getvalue()


def test_text_and_author_by_sheet_and_cell() -> None:
    assert read_notes(noted()) == WANTED


def test_as_libreoffice_saves_them(
    libreoffice: LibreOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(noted())
    with libreoffice.open(tmp_path / "a.xlsx") as document:
        for name in ("b.xlsx", "b.ods"):
            document.save_as(tmp_path / name)
            found = read_notes((tmp_path / name).read_bytes())
            assert found["Phụ lục I"]["B2"] == Note("Lan", LAN), name
            assert found["Hai & ba"]["C3"].text == "trao đổi"
    monkeypatch.setattr(notes, "_ODS", 100)
    assert read_notes((tmp_path / "b.ods").read_bytes()) == {}


def test_a_thread_of_excel_365_is_read_as_it_was_said() -> None:
    """The note that stands in for it says that Excel 365 is needed."""
    office = "http://schemas.microsoft.com/office"
    people = "<personList><person id='{1}' displayName='Lan'/><person id='{2}'/></personList>"
    threads = (
        "<ThreadedComments><threadedComment ref='C3' personId='{1}'><text>Đúng chưa?</text>"
        "</threadedComment><threadedComment ref='C3' personId='{2}' parentId='x'>"
        "<text>Đúng rồi</text></threadedComment></ThreadedComments>"
    )
    relation = '<Relationship Id="{}" Type="{}/2017/10/relationships/{}" Target="{}"/>'
    content, relations = noted(), b"</Relationships>"
    added = {
        "xl/_rels/workbook.xml.rels": ("person", "/xl/persons/person.xml"),
        "xl/worksheets/_rels/sheet3.xml.rels": ("threadedComment", "/xl/threads/1.xml"),
    }
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(saved, "w") as other:
        for name in archive.namelist():
            part = archive.read(name)
            if name in added:
                more = relation.format("x9", office, *added[name]).encode()
                part = part.replace(relations, more + relations)
            other.writestr(name, part)
        other.writestr("xl/persons/person.xml", people)
        other.writestr("xl/threads/1.xml", threads)
    found = read_notes(saved.getvalue())
    assert found["Hai & ba"] == {"C3": Note("Lan", "Lan: Đúng chưa?\nĐúng rồi")}
    assert found["Phụ lục I"] == WANTED["Phụ lục I"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<comments ", b"<!DOCTYPE x><comments "),
        (b"</comments>", b""),
        (b"<comments ", b"<comments a='" + b"a" * 4_000_000 + b"' "),
        (b"/xl/comments/comment1.xml", b"../../../etc/passwd"),
        (b'Target="/xl/comments/comment1.xml"', b'Target="x" TargetMode="External"'),
    ],
    ids=["doctype", "cut off", "long", "elsewhere", "outside"],
)
def test_what_is_no_list_of_notes_is_none(old: bytes, new: bytes) -> None:
    assert "Phụ lục I" not in read_notes(changed(noted(), old, new))


def test_odd_places_and_authors_are_passed_over() -> None:
    odd = changed(changed(noted(), b'ref="B2"', b'ref="B2:C3"'), b'authorId="0"', b'authorId="9"')
    assert read_notes(odd)["Phụ lục I"] == {"XFD1048576": Note("", "xa")}


def test_of_too_many_the_first_ones_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "_NOTES", 1)
    assert read_notes(noted()) == {"Phụ lục I": {"B2": Note("Lan", LAN)}}


@pytest.mark.parametrize("content", [b"", b"PK", b"no workbook"])
def test_no_workbook_has_no_notes(content: bytes) -> None:
    assert read_notes(content) == {}
