"""Cells as they are written: every text comes back as it was, and nothing is lost unsaid."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from par_xl.terms.errors import ParXlError
from par_xl.workbooks.look import PLAIN, Look
from par_xl.workbooks.sheet import Formula, Value
from par_xl.workbooks.writing import Book, TableColumn

NAMESPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HARD = (
    "",
    " ",
    " đầu",
    "cuối ",
    "một\nhai\n",
    "a\tb\r\nc",
    "<r><t>x</t></r>",
    "<r>&</r>",
    "a < b && c > \"d\" 'e'",
    "<!--rows-->",
    "\x00\x01\x1f\x7f",
    "_x0001_",
    "_x0001_x0002_",
    "_x005F_",
    "=1+1",
    "\ufffe\uffff",
    "\U0001f600",
    "tệp\udcff.xlsx",
)
HARD_TEXTS = st.text(
    st.one_of(st.sampled_from("_x0041FfG&<>\x01\r\n\t \u00a0\ud800đ"), st.characters()), max_size=30
)


def parts(content: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def read(text: str) -> str:
    """A text of a part as Excel understands it."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def one_cell(value: Value) -> Worksheet:
    """The sheet, as it is read, of a book that holds *value* in A1 alone."""
    book = Book("Một ô")
    book.put(book.sheet("Trang"), 0, 0, value, PLAIN)
    return openpyxl.load_workbook(BytesIO(book.content()))["Trang"]


@pytest.mark.parametrize("text", HARD)
def test_hard_texts_come_back(text: str) -> None:
    book = Book("Khó")
    sheet = book.sheet("Trang")
    book.put(sheet, 0, 0, text, PLAIN)
    book.put(sheet, 1, 0, Formula("=1", text), PLAIN)
    found = parts(book.content())
    shared = found["xl/sharedStrings.xml"].find("x:si/x:t", NAMESPACE)
    value = found["xl/worksheets/sheet1.xml"].find(".//x:row[@r='2']/x:c/x:v", NAMESPACE)
    for element in (shared, value):
        assert element is not None and read(element.text or "") == text
    assert shared is not None
    space = shared.get("{http://www.w3.org/XML/1998/namespace}space")
    assert (space == "preserve") is (text != text.strip())


@given(HARD_TEXTS)
def test_any_text_comes_back_from_a_long_table(text: str) -> None:
    book = Book("Dài")
    sheet = book.sheet("Trang")
    book.table(sheet, 0, [TableColumn("", 9, PLAIN)], [[text]], count=1)
    found = parts(book.content())
    _header, cell = found["xl/worksheets/sheet1.xml"].iterfind(".//x:c", NAMESPACE)
    shared = found["xl/sharedStrings.xml"][-1]
    number = str(len(found["xl/sharedStrings.xml"]) - 1)
    assert (cell.get("r"), cell.get("t")) == ("A2", "s")
    assert cell.findtext("x:v", "", NAMESPACE) == number
    assert read("".join(map(str, shared.itertext()))) == text


@pytest.mark.parametrize(("sign", "kept"), [("à", 32_766), ("\U0001f600", 16_383)])
def test_a_text_too_long_is_cut_where_it_ends_is_seen(sign: str, kept: int) -> None:
    shown = one_cell(sign * 40_000)["A1"].value
    assert shown == sign * kept + "…"


def test_the_longest_text_is_kept_whole() -> None:
    assert one_cell("à" * 32_767)["A1"].value == "à" * 32_767


def test_a_formula_shows_no_more_than_a_cell_holds() -> None:
    book = Book("Dài")
    book.put(book.sheet("Trang"), 0, 0, Formula("=A2", "x" * 40_000), PLAIN)
    value = parts(book.content())["xl/worksheets/sheet1.xml"].findtext(".//x:v", "", NAMESPACE)
    assert value == "x" * 32_766 + "…"


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(1900, 1, 1), 1),
        (date(1900, 2, 28), 59),
        (date(1900, 3, 1), 61),
        (date(2024, 6, 12), 45455),
        (datetime(2024, 6, 12, 18), 45455.75),  # noqa: DTZ001
    ],
)
def test_days_are_numbers(day: date, number: float) -> None:
    assert one_cell(day)["A1"].value == number


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0, 0),
        (-1.5, -1.5),
        (1e300, 1e300),
        (1 / 3, 0.3333333333333333),
        (True, True),
        (float("nan"), "nan"),
        (None, None),
    ],
)
def test_other_values_come_back(value: Value, read: object) -> None:
    assert one_cell(value)["A1"].value == read


@pytest.mark.parametrize(
    ("value", "kind"), [("", "str"), ("Hợp lệ", "str"), ("#N/A", "e"), (1.5, None), (True, "b")]
)
def test_a_formula_is_typed_by_its_value(value: float | str, kind: str | None) -> None:
    book = Book("Công thức")
    book.put(book.sheet("Trang"), 0, 0, Formula('=IF(A2<"&",1,2)', value), PLAIN)
    cell = parts(book.content())["xl/worksheets/sheet1.xml"].find(".//x:c", NAMESPACE)
    assert cell is not None and cell.get("t") == kind
    assert cell.findtext("x:f", None, NAMESPACE) == 'IF(A2<"&",1,2)'
    assert cell.findtext("x:v", None, NAMESPACE) == str(int(value) if value is True else value)


def test_what_is_spread_is_merged_in_one_look() -> None:
    book = Book("Ghép")
    sheet = book.sheet("Trang")
    book.spread(sheet, 0, (1, 3), "Đầu đề", Look(bold=True))
    book.link(sheet, (1, 0), ("Trang", "B1"), "B1", Look(underline=True))
    written = openpyxl.load_workbook(BytesIO(book.content()))["Trang"]
    assert [str(area) for area in written.merged_cells.ranges] == ["B1:D1"]
    assert written["B1"].value == "Đầu đề" and written["B1"].font.b
    link = written["A2"].hyperlink
    assert link is not None and link.location == "'Trang'!B1" and written["A2"].value == "B1"


def test_a_cell_written_past_the_book_is_not_lost_unsaid() -> None:
    book = Book("Lạc")
    book.sheet("Trang").write_number(0, 0, 1)
    with pytest.raises(TypeError, match="Book alone"):
        book.content()


def test_more_rows_than_excel_has_are_refused() -> None:
    book = Book("Dài")
    sheet = book.sheet("Phụ lục I")
    book.put(sheet, 1_048_575, 0, "cuối", PLAIN)
    book.put(sheet, 1_048_576, 0, "ngoài", PLAIN)
    with pytest.raises(ParXlError, match=r"“Phụ lục I” dài hơn 1\.048\.576 dòng"):
        book.content()
