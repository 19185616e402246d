"""Rows written elsewhere: a book with them is the same as one written plainly."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import fastexcel
import openpyxl
import pytest
import python_calamine
from openpyxl.worksheet.worksheet import Worksheet

from libreoffice import LibreOffice
from office_schemas import OLDEST_AND_NEWEST, schema_errors
from par_xl.entry import Kind
from par_xl.sheet import (
    HEADER,
    Block,
    Book,
    Cell,
    Formula,
    Look,
    RowForm,
    Styles,
    TableColumn,
    Value,
    pack,
)
from par_xl.sheet.height import height_attribute

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
STYLES = Styles([HEADER, *LOOKS])
FORM = RowForm(LOOKS, [0 if c.hidden else c.width for c in COLUMNS], STYLES)
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


def book_of(count: int, *, blocks: int = 0) -> bytes:
    """A book of so many rows, the last ones in so many blocks."""
    book = Book("Khối", styles=STYLES)
    sheet = book.sheet(SHEET)
    rows = [values(number, number + 4) for number in range(count)]
    plain = rows if not blocks else rows[:3]
    cells = [[Cell(v, look) for v, look in zip(row, LOOKS, strict=True)] for row in plain]
    book.table(sheet, 3, COLUMNS, cells)
    sheet.data_validation(4, 2, 3 + count, 2, {"validate": "list", "source": ["Có", "Không"]})
    sheet.autofilter(3, 0, 3 + count, len(COLUMNS) - 1)
    if blocks:
        shares = _in_order(rows[3:], blocks)
        book.append(sheet, map(_packed, shares[:2]), sum(map(len, shares[:2])))
        book.append(sheet, map(_packed, shares[2:]), sum(map(len, shares[2:])))
    other = book.sheet("Khác")
    book.put(other, 0, 0, "chỗ khác", LOOKS[1])
    return book.content()


def _in_order(rows: Sequence[list[Value]], parts: int) -> list[Sequence[list[Value]]]:
    size = -(-len(rows) // parts)
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _packed(rows: Sequence[list[Value]]) -> Block:
    return pack("".join(map(FORM.xml, rows)).encode())


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "x.xlsx"
    path.write_bytes(book_of(60))
    return path


@pytest.fixture(scope="module")
def in_blocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blocks") / "x.xlsx"
    path.write_bytes(book_of(60, blocks=5))
    return path


def seen(sheet: Worksheet) -> Iterator[tuple[Any, ...]]:
    """Everything of a sheet's cells and rows."""
    for row in sheet.iter_rows():
        yield (sheet.row_dimensions[row[0].row or 0].height,)
        for cell in row:
            style = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
            # A text is a text, shared or in its place.
            kind = cell.data_type.replace("inlineStr", "s")
            yield (cell.coordinate, kind, cell.value, cell.number_format, *map(repr, style))


def test_openpyxl_reads_the_same(plain: Path, in_blocks: Path) -> None:
    one, other = (openpyxl.load_workbook(path)[SHEET] for path in (plain, in_blocks))
    assert one.dimensions == other.dimensions == "A4:H64"
    ours, theirs = list(seen(other)), list(seen(one))
    # A text with _x0041_ is told apart in the shared table alone, openpyxl's own way.
    assert [each for each in ours if "_x" not in str(each)] == [
        each for each in theirs if "_x" not in str(each)
    ]
    assert len(ours) == 64 * 9
    rules = [
        (str(rule.sqref), rule.formula1)
        for sheet in (one, other)
        for rule in sheet.data_validations.dataValidation
    ]
    assert rules == [("C5:C64", '"Có,Không"')] * 2


def test_calamine_reads_the_same(plain: Path, in_blocks: Path) -> None:
    one, other = (
        python_calamine.load_workbook(path).get_sheet_by_name(SHEET).to_python()
        for path in (plain, in_blocks)
    )
    assert one == other and len(one) == 61


def test_fastexcel_reads_the_same(plain: Path, in_blocks: Path) -> None:
    one, other = (
        fastexcel.read_excel(path).load_sheet(SHEET, header_row=None).to_arrow().to_pylist()
        for path in (plain, in_blocks)
    )
    assert len(one) > 3
    assert one == other


def test_libreoffice_reads_the_same(libreoffice: LibreOffice, plain: Path, in_blocks: Path) -> None:
    found = []
    for path in (plain, in_blocks):
        with libreoffice.open(path) as document:
            cells = document.values(SHEET, "A1:H64")
            assert document.formula_errors() == []
            document.put(SHEET, "D64", 7)
            document.recalculate()
            found.append((cells, document.values(SHEET, "G64:G64"), document.invalid()))
    assert found[0] == found[1]
    assert "Đã hoàn thành" in str(found[0])


@pytest.mark.parametrize("version", OLDEST_AND_NEWEST)
def test_the_office_schemas_are_kept(in_blocks: Path, version: object) -> None:
    assert schema_errors(in_blocks, version) == []


def test_no_row_is_too_low(libreoffice: LibreOffice, in_blocks: Path) -> None:
    with libreoffice.open(in_blocks) as document:
        assert document.cut_rows()[SHEET] == []


def test_rows_are_as_high_as_written_plainly() -> None:
    book = Book("Cao")
    sheet = book.sheet(SHEET)
    for look in (LOOKS[1], LOOKS[5]):
        form = RowForm([look], [22], STYLES)
        for text in ("ngắn", *TEXTS, "một " * 400):
            book.row(sheet, 0, [Cell(text, look)], [22])
            assert form.xml([text]).startswith(f"<row{height_attribute(sheet.heights[0])}>")


def test_rows_without_heights_have_none() -> None:
    form = RowForm(LOOKS[:2], [0, 0], STYLES)
    assert form.xml(["a" * 500, None]).startswith("<row><c s=")


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="zip"):
        FORM.xml([None])


def test_the_same_calls_give_the_same_bytes(in_blocks: Path) -> None:
    assert book_of(60, blocks=5) == in_blocks.read_bytes()


def test_the_zip_is_whole(in_blocks: Path) -> None:
    with zipfile.ZipFile(in_blocks) as archive:
        assert archive.testzip() is None


def test_looks_have_their_numbers_in_every_book() -> None:
    book = Book("Số", styles=STYLES)
    sheet = book.sheet(SHEET)
    for look in reversed(LOOKS):
        book.put(sheet, 0, 0, None, look)
        assert f' s="{STYLES.number(look)}"' in sheet.cells[0][0]


def test_looks_that_one_format_stands_for_are_refused() -> None:
    with pytest.raises(ValueError, match="another number than 2"):
        Book("Số", styles=Styles([Look(fill=None), Look(fill="")]))


def test_nothing_may_follow_rows_written_elsewhere() -> None:
    book = Book("Sau", styles=STYLES)
    sheet = book.sheet(SHEET)
    book.append(sheet, [_packed([values(1, 0)])], 1)
    book.put(sheet, 1, 0, "sau", LOOKS[0])
    with pytest.raises(ValueError, match="are the last ones"):
        book.content()


def test_a_form_can_be_sent_to_another_process() -> None:
    row = FORM.xml(values(1, 5))
    assert pickle.loads(pickle.dumps(FORM)).xml(values(1, 5)) == row


def test_a_row_may_hold_nothing() -> None:
    book = Book("Trống", styles=STYLES)
    sheet = book.sheet(SHEET)
    book.row(sheet, 3, [], [])
    book.append(sheet, [], 0)
    written = openpyxl.load_workbook(BytesIO(book.content()))[SHEET]
    assert written.row_dimensions[4].height == 18


def test_a_sheet_may_hold_nothing_else() -> None:
    book = Book("Chỉ khối", styles=STYLES)
    sheet = book.sheet(SHEET)
    book.append(sheet, (_packed([values(n, n)]) for n in range(2)), 2)
    rows = openpyxl.load_workbook(BytesIO(book.content()))[SHEET].iter_rows(values_only=True)
    assert [row[0] for row in rows] == ["1.0", "1.1"]
