"""Rows of long tables: a book with them is the same as one written cell by cell."""

from __future__ import annotations

import gc
import tracemalloc
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
from par_xl.terms.errors import ParXlError
from par_xl.workbooks.look import Kind, Look
from par_xl.workbooks.sheet import OWN_ROW, Formula, Value
from par_xl.workbooks.writing import Book, Cell, TableColumn

SHEET = "Phụ lục I"
COLUMNS = (
    TableColumn("Mã", 9, Look.of(Kind.CODE), hidden=True),
    TableColumn("Nội dung", 22, Look.of(Kind.TEXT)),
    TableColumn("Tình trạng", 12, Look.of(Kind.CHOICE).with_(fill="#FFF9DB", locked=False)),
    TableColumn("Tiến độ", 9, Look.of(Kind.PERCENT)),
    TableColumn("Ngày", 18, Look.of(Kind.DAY).with_(bold=True, color="#C00000")),
    TableColumn("Chữ to", 16, Look(size=14, italic=True)),
    TableColumn("Gấp đôi", 10, Look.of(Kind.POINTS)),
    TableColumn("Có", 6, Look(border=False, wrap=False)),
)
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


def book_of(count: int, *, is_long: bool) -> bytes:
    """A book with a table of so many rows, long or plain."""
    book = Book("Dài")
    sheet = book.sheet(SHEET)
    rows = (values(number, number + 4) for number in range(count))
    after = book.table(sheet, 3, COLUMNS, rows, count=count if is_long else None)
    assert after == 4 + count
    sheet.data_validation(4, 2, 3 + count, 2, {"validate": "list", "source": ["Có", "Không"]})
    sheet.autofilter(3, 0, 3 + count, len(COLUMNS) - 1)
    other = book.sheet("Khác")
    book.put(other, 0, 0, "chỗ khác", Look())
    return book.content()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "x.xlsx"
    path.write_bytes(book_of(60, is_long=False))
    return path


@pytest.fixture(scope="module")
def appended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("appended") / "x.xlsx"
    path.write_bytes(book_of(60, is_long=True))
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


def test_a_row_has_a_cell_for_each_column() -> None:
    book = Book("Thiếu")
    book.table(book.sheet(SHEET), 0, COLUMNS[:2], [[None]], count=1)
    with pytest.raises(ValueError, match="a cell for each"):
        book.content()


def test_a_cell_may_look_otherwise_than_its_column() -> None:
    book = Book("Khác")
    rows: list[list[Cell | Value]] = [["a", Cell("b", Look(bold=True))]]
    for name, count in (("plain", None), ("long", 1)):
        book.table(book.sheet(name), 0, COLUMNS[:2], rows, count=count)
    for sheet in openpyxl.load_workbook(BytesIO(book.content())):
        assert (sheet["A2"].number_format, sheet["A2"].font.b) == ("@", False)
        assert (sheet["B2"].value, sheet["B2"].font.b) == ("b", True)


def test_a_look_that_a_long_table_does_not_name_is_no_damaged_file() -> None:
    """Its rows are made when the file's looks are written."""
    book = Book("Lạ")
    book.table(book.sheet(SHEET), 0, COLUMNS[:1], [[Cell("a", Look(size=30))]], count=1)
    with pytest.raises(ValueError, match="does not name"):
        book.content()


def test_the_same_calls_give_the_same_bytes(appended: Path) -> None:
    assert book_of(60, is_long=True) == appended.read_bytes()


def test_windows_makes_the_same_bytes(appended: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zipfile.sys.platform", "win32")
    again = book_of(60, is_long=True)
    monkeypatch.undo()
    assert again == appended.read_bytes()


def test_the_zip_is_whole(appended: Path) -> None:
    with zipfile.ZipFile(appended) as archive:
        assert archive.testzip() is None


def test_a_text_that_comes_again_much_later_is_the_same_text(
    monkeypatch: pytest.MonkeyPatch, appended: Path
) -> None:
    """Of millions of texts only the latest are remembered, and the table is kept in a file."""
    monkeypatch.setattr("par_xl.workbooks.sheet._REMEMBERED", 2_000)
    monkeypatch.setattr("par_xl.workbooks.skeleton._IN_MEMORY", 500)
    content = book_of(60, is_long=True)
    one, other = (openpyxl.load_workbook(path)[SHEET] for path in (appended, BytesIO(content)))
    assert list(seen(one)) == list(seen(other))
    tables = []
    for book in (appended.read_bytes(), content):
        with zipfile.ZipFile(BytesIO(book)) as archive:
            tables.append(etree.fromstring(archive.read("xl/sharedStrings.xml")))
    few, many = tables
    for table in tables:
        assert table.get("uniqueCount") == str(len(table))
    assert len(many) > len(few) == len({"".join(map(str, text.itertext())) for text in many})


def test_nothing_may_follow_the_rows_of_a_long_table() -> None:
    book = Book("Sau")
    sheet = book.sheet(SHEET)
    book.table(sheet, 0, COLUMNS, [values(1, 0)], count=1)
    book.put(sheet, 1, 0, "sau", Look())
    with pytest.raises(ValueError, match="the last ones"):
        book.content()


def test_a_row_may_hold_nothing() -> None:
    book = Book("Trống")
    sheet = book.sheet(SHEET)
    book.row(sheet, 3, [], [])
    written = openpyxl.load_workbook(BytesIO(book.content()))[SHEET]
    assert written.row_dimensions[4].height == 18


@pytest.mark.long
def test_rows_are_not_held_until_the_book_is_saved(tmp_path: Path) -> None:
    text = "Đã ban hành " * 20

    def rows() -> Iterator[list[Value]]:
        for number in range(20_000):
            yield [f"{number}", text, None, 0.5, None, text, 1.0, True]

    book = Book("Dài")
    book.table(book.sheet(SHEET), 0, COLUMNS, rows(), count=20_000)
    with (tmp_path / "x.xlsx").open("wb") as file:
        tracemalloc.start()
        book.save(file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 10_000_000
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size > 6_000_000


def test_a_part_that_not_every_program_reads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zipfile.ZIP64_LIMIT", 10_000)
    with pytest.raises(ParXlError, match="lớn hơn 2 GB") as caught:
        book_of(60, is_long=True)
    assert "da-nop" in caught.value.fix


def test_a_full_disk_is_said_as_it_is_and_nothing_stays_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full(BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    # What is said while what nobody holds any more is taken away.
    said: list[str] = []
    monkeypatch.setattr("sys.unraisablehook", lambda each: said.append(repr(each.exc_value)))
    book = Book("Đầy")
    book.put(book.sheet(SHEET), 0, 0, "a", Look())
    with pytest.raises(OSError, match="No space left") as caught:
        book.save(Full())
    caught.value.args = (caught.value,)
    del book, caught
    gc.collect()
    assert said == []


def test_a_formula_names_its_own_row() -> None:
    book = Book("Dòng")
    formula = Formula(f'=IF($A{OWN_ROW}<>"a&b",$B{OWN_ROW},"")', 1)
    for name, count in (("plain", None), ("long", 2)):
        book.table(book.sheet(name), 0, COLUMNS[:1], [[formula], [formula]], count=count)
    for sheet in openpyxl.load_workbook(BytesIO(book.content())):
        assert [sheet["A2"].value, sheet["A3"].value] == [
            f'=IF($A{row}<>"a&b",$B{row},"")' for row in (2, 3)
        ]


def test_formulas_alike_down_a_column_are_stored_once() -> None:
    alike = Formula(f'=IF(A{OWN_ROW}="",B$1,"x")', "x")
    fixed = Formula(f"=SUM(A2:A{OWN_ROW})", 1)
    book = Book("Dòng")
    book.table(book.sheet("Trang"), 0, COLUMNS[:2], [[alike, fixed]] * 3)
    content = book.content()
    with zipfile.ZipFile(BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count("B$1") == 1 and xml.count('t="shared"') == 3
    sheet = openpyxl.load_workbook(BytesIO(content))["Trang"]
    assert [sheet[f"A{row}"].value for row in (2, 3, 4)] == [
        f'=IF(A{row}="",B$1,"x")' for row in (2, 3, 4)
    ]
    # A2 would move with the row.
    assert [sheet[f"B{row}"].value for row in (2, 3, 4)] == [
        f"=SUM(A2:A{row})" for row in (2, 3, 4)
    ]
