"""Cells as programs write them, and what a workbook says of itself."""

from __future__ import annotations

import io
import sys
import time
from datetime import UTC, date, datetime

import pytest
from xlsxwriter import Workbook as WrittenWorkbook

import hostile_files as hostile
from hostile_files import CORE, HEAD, ROW, sheet_xml, with_parts, xlsx, zipped
from par_xl.terms.text import Cell
from par_xl.workbooks.book import NEVER_CALCULATED
from par_xl.workbooks.reader import read_workbook
from reading_checks import GOOD, first_sheet, one_row, reads

pytestmark = pytest.mark.usefixtures("read_here")

# --- Sheets as other programs write them ---------------------------------------------------------


def test_cells_without_references_follow_each_other() -> None:
    rows = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
    reads(xlsx(rows), [[1.0, None, 2.0], [None, None, None], [3.0, None, None]])


def test_texts_within_their_cells() -> None:
    rich = "<is><r><t>Hoàn </t></r><r><t xml:space='preserve'> thành</t></r></is>"
    cells = (
        '<c r="B1" t="inlineStr"><is><t>Đã ban hành</t></is></c>',
        f'<c r="C1" t="inlineStr">{rich}</c>',
        '<c t="inlineStr"><is><t>A &amp; B</t></is></c>',
    )
    reads(one_row(*cells), [[7.0, "Đã ban hành", "Hoàn thành", "A & B"]])


ODD_VALUES: dict[str, tuple[str, Cell]] = {
    "in a section of its own": ("<c r='B1'><v><![CDATA[12]]></v></c>", 12.0),
    "a text in a section of its own": ('<c r="B1" t="str"><v><![CDATA[a & b]]></v></c>', "a & b"),
    "around a comment": ('<c r="B1"><v>1<!-- -->2</v></c>', 12.0),
    "around an instruction": ('<c r="B1"><v>1<?x y?>2</v></c>', 12.0),
    "with a digit by its number": ('<c r="B1"><v>1&#50;</v></c>', 12.0),
    "before its formula": ('<c r="B1"><v>12</v><f>6+6</f></c>', 12.0),
    "with more behind it": ('<c r="B1"><v>12</v><extLst><ext uri="x"/></extLst></c>', 12.0),
    "a shared text on lines of its own": ('<c r="B1" t="s"><v>\n1\n</v></c>', "hai"),
    "below zero, as a day": ('<c r="B1" s="1"><v>-12.5</v></c>', -12.5),
    "below zero, as a day, oddly written": ("<c r='B1' s='1'><v>-0.5</v></c>", -0.5),
    "a text with spaces that count": (
        "<c r='B1' t='inlineStr'><is><t xml:space='preserve'> a </t></is></c>",
        " a ",
    ),
}


@pytest.mark.parametrize("how", ODD_VALUES)
def test_values_as_no_program_writes_them_are_read_right(how: str) -> None:
    cell, value = ODD_VALUES[how]
    shared = "<si><t>một</t></si><si><t>hai</t></si>"
    reads(xlsx(f'<row r="1"><c r="A1"><v>7</v></c>{cell}</row>', shared=shared), [[7.0, value]])


@pytest.mark.parametrize("number", ["1.0", "-1", "x", "١"])
def test_a_shared_text_of_no_number_is_broken(number: str) -> None:
    """The parser would show the first text of all."""
    cell = f'<c r="A1" t="s"><v>{number}</v></c>'
    sheet = first_sheet(xlsx(f'<row r="1">{cell}</row>', shared="<si><t>một</t></si>"))
    assert sheet.cell(0, 0) is None and (0, 0) in sheet.broken


@pytest.mark.parametrize(
    "error",
    [
        '<c r="B1" t="e"><f>A1</f><v>#SPILL!</v></c>',
        '<c r="B1" t="e"><f>A1</f> <v>#CALC!</v></c>',
        '<c r="B1" t="e"><v xml:space="preserve">#SPILL!</v></c>',
        "<c r='B1' t='e'><v>#BLOCKED!</v></c>",
    ],
)
def test_newer_error_values_are_told_however_they_are_written(error: str) -> None:
    sheet = first_sheet(one_row(error))
    assert sheet.rows[0][0] == 7.0 and sheet.broken[0, 1].endswith("!")


def test_shared_texts() -> None:
    row = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    shared = "<si><t>một</t></si><si><t>hai</t></si>"
    reads(xlsx(row, shared=shared), [["hai", "một"]])


def test_prefixed_namespaces() -> None:
    content = xlsx(
        hostile.prefixed_sheet_xml(
            '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1" t="e"><x:v>#N/A</x:v></x:c>'
            '<x:c r="C1"><x:f>1+1</x:f><x:v/></x:c><x:c r="D1" t="str"><x:f>A1</x:f><x:v/></x:c>'
            '<x:c r="E1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>'
        )
    )
    sheet = first_sheet(content)
    assert sheet.rows == [[1.0, None, None, None, "a"]]
    assert dict(sheet.broken) == {(0, 1): "#N/A", (0, 2): NEVER_CALCULATED}


def test_strict_namespaces() -> None:
    content = xlsx(
        '<row r="1"><c r="A1" s="1"><v>45450</v></c><c r="B1" t="e"><v>#N/A</v></c></row>',
        main=hostile.STRICT_MAIN,
        office=hostile.STRICT_OFFICE,
    )
    sheet = first_sheet(content)
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
    reads(one_row(*cells), [row])


def test_merged_cells() -> None:
    merged = '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="B4:B5"/></mergeCells>'
    sheet = first_sheet(xlsx(sheet_xml(ROW, after=merged)))
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


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "hôm qua"])
def test_a_time_that_no_clock_ever_showed(when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written by programs that do not know when: the first day and the last."""
    core = f"<x><dcterms:modified>{when}</dcterms:modified></x>"
    for zone in ("Asia/Ho_Chi_Minh", "America/New_York", "UTC"):
        monkeypatch.setenv("TZ", zone)
        _set_clock()
        found = read_workbook(with_parts({CORE: core.encode()}), "a.xlsx").modified
        # What is told can always be shown as a day here.
        assert found is None or found.astimezone().date()
    monkeypatch.undo()
    _set_clock()


def _set_clock() -> None:
    """Let the clock go by the variable; on Windows it goes by the system alone."""
    if sys.platform != "win32":
        time.tzset()
