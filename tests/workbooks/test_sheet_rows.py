"""Rows of long tables: a book with them is the same as one written cell by cell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import fastexcel
import openpyxl
import pytest
import python_calamine
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from libreoffice import LibreOffice
from office_schemas import OLDEST_AND_NEWEST, schema_errors
from par_xl.workbooks.writing import (
    Book,
    Cell,
    Formula,
    Look,
    TableColumn,
    Value,
)
from par_xl.workbooks.writing.look import Kind

SHEET = "Phụ lục I"
COLUMNS = (
    TableColumn("Mã", 9, hidden=True),
    TableColumn("Nội dung", 22),
    TableColumn("Tình trạng", 12),
    TableColumn("Tiến độ", 9),
    TableColumn("Ngày", 18),
    TableColumn("Chữ to", 16),
    TableColumn("Gấp đôi", 10),
    TableColumn("Có", 6),
)
LOOKS = (
    Look.of(Kind.CODE),
    Look.of(Kind.TEXT),
    Look.of(Kind.CHOICE).with_(fill="#FFF9DB", locked=False),
    Look.of(Kind.PERCENT),
    Look.of(Kind.DAY).with_(bold=True, color="#C00000"),
    Look(size=14, italic=True),
    Look.of(Kind.POINTS),
    Look(border=False, wrap=False),
)
WIDTHS = [0 if column.hidden else column.width for column in COLUMNS]
TEXTS = (
    "Đã ban hành Báo cáo số 123/BC-UBND ngày 12/6/2024; đăng tải trên trang thông tin điện tử",
    "Dòng một\nDòng hai & <ba>",
    " khoảng trắng ",
    "https://motcua.tinh.gov.vn/thu-tuc-hanh-chinh/danh-sach_x0041_dai-hon-mot-dong?trang=1",
    "CÔNG BỐ DANH MỤC THỦ TỤC HÀNH CHÍNH THUỘC THẨM QUYỀN CỦA UBND CẤP HUYỆN",
)


def values(number: int, at: int) -> list[Value]:
    return [
        f"1.{number}",
        TEXTS[number % len(TEXTS)],
        None if number % 3 else "Đã hoàn thành",
        number / 100,
        None if number % 4 else date(2024, 6, 1 + number % 30),
        "Chữ" if number % 2 else None,
        Formula(f"=$D{at + 1}*2", number / 50)
        if number % 5
        else Formula(f"=LEFT($B{at + 1},0)", ""),
        number % 2 == 0,
    ]


def book_of(count: int, *, plain: int) -> bytes:
    """A book of so many rows, but for so many *plain* ones appended."""
    book = Book("Dài")
    sheet = book.sheet(SHEET)
    rows = [values(number, number + 4) for number in range(count)]
    cells = [[Cell(v, look) for v, look in zip(row, LOOKS, strict=True)] for row in rows[:plain]]
    book.table(sheet, 3, COLUMNS, cells)
    sheet.data_validation(4, 2, 3 + count, 2, {"validate": "list", "source": ["Có", "Không"]})
    sheet.autofilter(3, 0, 3 + count, len(COLUMNS) - 1)
    if count > plain:
        form = book.row_form(LOOKS, WIDTHS)
        more = ((form, row) for row in rows[plain:])
        book.append(sheet, more, count - plain, len(COLUMNS) - 1)
    other = book.sheet("Khác")
    book.put(other, 0, 0, "chỗ khác", LOOKS[1])
    return book.content()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "x.xlsx"
    path.write_bytes(book_of(60, plain=60))
    return path


@pytest.fixture(scope="module")
def appended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("appended") / "x.xlsx"
    path.write_bytes(book_of(60, plain=3))
    return path


def seen(sheet: Worksheet) -> Iterator[tuple[Any, ...]]:
    """Everything of a sheet's cells and rows."""
    for row in sheet.iter_rows():
        yield (sheet.row_dimensions[row[0].row or 0].height,)
        for cell in row:
            style = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
            yield (
                cell.coordinate,
                cell.data_type,
                cell.value,
                cell.number_format,
                *map(repr, style),
            )


def test_openpyxl_reads_the_same(plain: Path, appended: Path) -> None:
    one, other = (openpyxl.load_workbook(path)[SHEET] for path in (plain, appended))
    assert one.dimensions == other.dimensions == "A4:H64"
    ours, theirs = list(seen(other)), list(seen(one))
    assert ours == theirs and len(ours) == 64 * 9
    rules = [
        (str(rule.sqref), rule.formula1)
        for sheet in (one, other)
        for rule in sheet.data_validations.dataValidation
    ]
    assert rules == [("C5:C64", '"Có,Không"')] * 2


def test_calamine_reads_the_same(plain: Path, appended: Path) -> None:
    one, other = (
        python_calamine.load_workbook(path).get_sheet_by_name(SHEET).to_python()
        for path in (plain, appended)
    )
    assert one == other and len(one) == 61


def test_fastexcel_reads_the_same(plain: Path, appended: Path) -> None:
    one, other = (
        fastexcel.read_excel(path).load_sheet(SHEET, header_row=None).to_arrow().to_pylist()
        for path in (plain, appended)
    )
    assert len(one) > 3
    assert one == other


def test_libreoffice_reads_the_same(libreoffice: LibreOffice, plain: Path, appended: Path) -> None:
    found = []
    for path in (plain, appended):
        with libreoffice.open(path) as document:
            cells = document.values(SHEET, "A1:H64")
            assert document.formula_errors() == []
            document.put(SHEET, "D64", 7)
            document.recalculate()
            found.append((cells, document.values(SHEET, "G64:G64"), document.invalid()))
    assert found[0] == found[1]
    assert "Đã hoàn thành" in str(found[0])


@pytest.mark.parametrize("version", OLDEST_AND_NEWEST)
def test_the_office_schemas_are_kept(appended: Path, version: object) -> None:
    assert schema_errors(appended, version) == []


def test_no_row_is_too_low(libreoffice: LibreOffice, appended: Path) -> None:
    with libreoffice.open(appended) as document:
        assert document.cut_rows()[SHEET] == []


def test_rows_are_as_high_as_written_plainly() -> None:
    for look in (LOOKS[1], LOOKS[5]):
        book = Book("Cao")
        sheet, other = book.sheet(SHEET), book.sheet("Khác")
        texts = ("ngắn", *TEXTS, "một " * 400)
        for row, text in enumerate(texts):
            book.row(sheet, row, [Cell(text, look)], [22])
        form = book.row_form([look], [22])
        book.append(other, ((form, [text]) for text in texts), len(texts), 0)
        one, two = openpyxl.load_workbook(BytesIO(book.content()))
        heights = [one.row_dimensions[row].height for row in range(1, 8)]
        assert heights == [two.row_dimensions[row].height for row in range(1, 8)]
        assert len(set(heights)) > 3


def test_rows_without_heights_have_none() -> None:
    book = Book("Thấp")
    form = book.row_form(LOOKS[:2], [0, 0])
    book.append(book.sheet(SHEET), [(form, ["a" * 500, None])], 1, 1)
    written = openpyxl.load_workbook(BytesIO(book.content()))[SHEET]
    assert written.row_dimensions[1].height is None and written["A1"].value == "a" * 500


def test_a_row_has_a_cell_for_each_column() -> None:
    book = Book("Thiếu")
    book.append(book.sheet(SHEET), [(book.row_form(LOOKS[:2], [9, 9]), [None])], 1, 1)
    with pytest.raises(ValueError, match="zip"):
        book.content()


def test_the_same_calls_give_the_same_bytes(appended: Path) -> None:
    assert book_of(60, plain=3) == appended.read_bytes()


def test_windows_makes_the_same_bytes(appended: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zipfile.sys.platform", "win32")
    again = book_of(60, plain=3)
    monkeypatch.undo()
    assert again == appended.read_bytes()


def test_the_zip_is_whole(appended: Path) -> None:
    with zipfile.ZipFile(appended) as archive:
        assert archive.testzip() is None


def test_a_text_that_comes_again_much_later_is_the_same_text(
    monkeypatch: pytest.MonkeyPatch, appended: Path
) -> None:
    """Of millions of texts only the latest are remembered, and the table is kept in a file."""
    monkeypatch.setattr("par_xl.workbooks.writing.strings._REMEMBERED", 1_000)
    monkeypatch.setattr("par_xl.workbooks.writing.strings._IN_MEMORY", 500)
    content = book_of(60, plain=3)
    one, other = (openpyxl.load_workbook(path)[SHEET] for path in (appended, BytesIO(content)))
    assert list(seen(one)) == list(seen(other))
    tables = []
    for book in (appended.read_bytes(), content):
        with zipfile.ZipFile(BytesIO(book)) as archive:
            tables.append(etree.fromstring(archive.read("xl/sharedStrings.xml")))
    few, many = tables
    assert few.get("count") == many.get("count")
    for table in tables:
        assert table.get("uniqueCount") == str(len(table))
    assert len(many) > len(few) == len({"".join(map(str, text.itertext())) for text in many})


def test_nothing_may_follow_rows_that_were_appended() -> None:
    book = Book("Sau")
    sheet = book.sheet(SHEET)
    book.append(sheet, [(book.row_form(LOOKS, WIDTHS), values(1, 0))], 1, 7)
    book.put(sheet, 1, 0, "sau", LOOKS[0])
    with pytest.raises(ValueError, match="are the last ones"):
        book.content()


def test_a_row_may_hold_nothing() -> None:
    book = Book("Trống")
    sheet = book.sheet(SHEET)
    book.row(sheet, 3, [], [])
    book.append(sheet, [], 0, 0)
    written = openpyxl.load_workbook(BytesIO(book.content()))[SHEET]
    assert written.row_dimensions[4].height == 18


def test_a_sheet_may_hold_nothing_else() -> None:
    book = Book("Chỉ bảng dài")
    sheet = book.sheet(SHEET)
    form = book.row_form(LOOKS, WIDTHS)
    book.append(sheet, ((form, values(n, n)) for n in range(2)), 2, 7)
    written = openpyxl.load_workbook(BytesIO(book.content()))[SHEET]
    assert written.dimensions == "A1:H2"
    assert [row[0] for row in written.iter_rows(values_only=True)] == ["1.0", "1.1"]
