"""Values that stand where only some readers look for them are refused, honest files are not."""

from __future__ import annotations

import pytest

import hostile_files as hostile
from hostile_files import BOOK_RELATIONS, MAIN, ROW, SHARED, STRICT_MAIN, xlsx, zipped
from par_xl.terms.text import Cell
from par_xl.workbooks.book import UnreadableFileError, UnsafeFileError
from par_xl.workbooks.reader import read_workbook
from reading_checks import one_row, reads, refused, why_apart

pytestmark = pytest.mark.usefixtures("read_here")

MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
CELL = '<c r="A1"><v>6</v></c>'
DATA = f'<sheetData><row r="1">{CELL}</row></sheetData>'


def _sheet(inner: str, root: str = f'<worksheet xmlns="{MAIN}">') -> bytes:
    return xlsx(f"{root}{inner}</{root[1:].partition(' ')[0]}>".encode())


def _choice(first: str, second: str) -> str:
    return (
        f'<mc:AlternateContent {MC}><mc:Choice Requires="x14">{first}</mc:Choice>'
        f"<mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>"
    )


SHEETS = {
    "a row of another namespace": _sheet(
        f'<sheetData><row r="1"><c r="A1"><v>5</v></c></row><row xmlns="urn:q" r="1">{CELL}</row>'
        "</sheetData>"
    ),
    "the only row": _sheet(f'<sheetData><row r="1" xmlns="urn:q">{CELL}</row></sheetData>'),
    "a cell of another namespace": one_row('<c r="B1" xmlns="urn:q"><v>6</v></c>'),
    "a value of another namespace": one_row('<c r="B1"><v xmlns="urn:q">6</v></c>'),
    "by a prefix": one_row('<c r="B1"><q:v xmlns:q="urn:q">6</q:v></c>'),
    "by a prefix of the sheet": _sheet(
        '<sheetData><row r="1"><c r="A1"><q:v>6</q:v></c></row></sheetData>',
        f'<worksheet xmlns="{MAIN}" xmlns:q="urn:q">',
    ),
    "a text of another namespace": one_row(
        '<c r="B1" t="inlineStr"><is><t>a</t><t xmlns="urn:q">b</t></is></c>'
    ),
    "rows of another namespace": _sheet(DATA.replace("<sheetData", '<sheetData xmlns="urn:q"')),
    "beside the others": _sheet(f'{DATA}<q:sheetData xmlns:q="urn:q"/>'),
    "a sheet of another namespace": _sheet(DATA, '<worksheet xmlns="urn:q">'),
    "a sheet of none": _sheet(DATA, "<worksheet >"),
    "the other standard's rows": _sheet(
        DATA.replace("<sheetData", f'<sheetData xmlns="{STRICT_MAIN}"')
    ),
    "two lists of rows": _sheet(DATA + DATA.replace("6", "5")),
    "rows in what others add": _sheet(f"<extLst><ext>{DATA}</ext></extLst>{DATA}"),
    "rows in what others add alone": _sheet(f"<extLst><ext>{DATA}</ext></extLst>"),
    "rows after them in what others add": _sheet(f"{DATA}<extLst><ext>{DATA}</ext></extLst>"),
    "two values": one_row('<c r="B1"><v>5</v><v>6</v></c>'),
    "two values, one empty": one_row('<c r="B1"><v/><v>6</v></c>'),
    "a value in pieces": one_row('<c r="B1"><v>5<x/>6</v></c>'),
    "a choice of values": one_row(f'<c r="B1">{_choice("<v>5</v>", "<v>6</v>")}</c>'),
    "a choice of rows": _sheet(
        f"<sheetData>{_choice(ROW, ROW.replace('5', '6'))}</sheetData>"
    ),
    "a text with another in it": one_row('<c r="B1" t="inlineStr"><is><t>a<b>c</b></t></is></c>'),
    "a text with an extension": one_row(
        '<c r="B1" t="inlineStr"><is><t>a</t><extLst><ext><t>b</t></ext></extLst></is></c>'
    ),
    "merged cells of another namespace": _sheet(
        f'{DATA}<mergeCells xmlns="urn:q"><mergeCell ref="A1:B2"/></mergeCells>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SHEETS)
def test_values_of_a_sheet_stand_in_their_places(what: str) -> None:
    refused(SHEETS[what], UnsafeFileError, "đặt sai chỗ")


TEXTS = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def _texts(shared: str, root: str = f'<sst xmlns="{MAIN}">') -> bytes:
    xml = f"{root}{shared}</{root[1:].partition(' ')[0]}>"
    return zipped(hostile.book_parts(TEXTS, shared="x") | {SHARED: xml.encode()})


MISPLACED_TEXTS = {
    "of another namespace": '<si xmlns="urn:q"><t>a</t></si><si><t>b</t></si>',
    "a piece of another namespace": '<si><t>a</t><t xmlns="urn:q">b</t></si>',
    "by a prefix": '<si><t>a</t><q:t xmlns:q="urn:q">b</q:t></si>',
    "a choice": _choice("<si><t>a</t></si>", "<si><t>b</t></si>"),
    "a choice of pieces": f"<si>{_choice('<t>a</t>', '<t>b</t>')}</si>",
    "with an extension": "<si><t>a</t><extLst><ext><t>b</t></ext></extLst></si>",
    "within what others add": "<extLst><ext><si><t>a</t></si></ext></extLst><si><t>b</t></si>",
    "with another in it": "<si><t>a<b>c</b></t></si>",
    "in how another looks": "<si><r><rPr><t>a</t></rPr><t>b</t></r></si>",
}


@pytest.mark.parametrize("what", MISPLACED_TEXTS)
def test_shared_texts_stand_in_their_places(what: str) -> None:
    refused(_texts(MISPLACED_TEXTS[what]), UnsafeFileError, "đặt sai chỗ")


@pytest.mark.parametrize("space", ['xmlns="urn:q"', ""])
def test_shared_texts_of_no_standard(space: str) -> None:
    refused(_texts("<si><t>a</t></si>", f"<sst {space}>"), UnsafeFileError, "đặt sai chỗ")


def test_a_prefix_of_nobody_is_damage() -> None:
    refused(_texts("<si><q:t>a</q:t></si>"), UnreadableFileError, "hỏng")


# --- As programs write them ----------------------------------------------------------------------

EXCEL_ROOT = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{hostile.OFFICE}" {MC} mc:Ignorable="x14ac xr" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
    'xr:uid="{00000000-0001-0000-0000-000000000000}">'
)
EXCEL_ROW = DATA.replace('<row r="1"', '<row r="1" spans="1:3" x14ac:dyDescent="0.25"')
BEFORE = (
    '<sheetPr><tabColor rgb="FFFF0000"/><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1"/>'
    '<sheetViews><sheetView workbookViewId="0"><selection sqref="A1"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>'
    '<cols><col min="1" max="2"/></cols>'
)
EXTENSION = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    "<x14:dataValidation><x14:formula1><xm:f>A1</xm:f></x14:formula1><xm:sqref>A1</xm:sqref>"
    "</x14:dataValidation></x14:dataValidations></ext></extLst>"
)
SPARKLINES = (
    '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    "<x14:sparklineGroups/></ext></extLst>"
)
BUTTON = _choice(
    '<controls><control><anchor><from><xdr:row xmlns:xdr="urn:xdr">4</xdr:row></from></anchor>'
    "</control></controls>",
    "",
)
HONEST_SHEETS = {
    "Excel": (EXCEL_ROOT, BEFORE + EXCEL_ROW + EXTENSION),
    "Excel, with a button": (EXCEL_ROOT, BEFORE + EXCEL_ROW + BUTTON),
    "Excel, with what is newer": (EXCEL_ROOT, BEFORE + EXCEL_ROW + SPARKLINES),
    "Strict Open XML": (f'<worksheet xmlns="{STRICT_MAIN}">', DATA),
    "OpenXML SDK": (
        f'<x:worksheet xmlns:x="{MAIN}">',
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>6</x:v></x:c></x:row></x:sheetData>',
    ),
}


@pytest.mark.parametrize("who", HONEST_SHEETS)
def test_sheets_as_programs_write_them_are_read(who: str) -> None:
    root, inner = HONEST_SHEETS[who]
    reads(_sheet(inner, root), [[6.0]])


@pytest.mark.parametrize("who", ["Excel, with what is newer", "Strict Open XML"])
def test_they_need_no_other_process(who: str) -> None:
    root, inner = HONEST_SHEETS[who]
    assert why_apart(_sheet(inner, root)) is None


HONEST_TEXTS: dict[str, tuple[str, Cell]] = {
    "plain": ('<si><t xml:space="preserve"> a </t></si>', " a "),
    "in pieces": (
        '<si><r><t xml:space="preserve">a </t></r><r><rPr><b/><sz val="11"/><color theme="1"/>'
        '<rFont val="Times New Roman"/></rPr><t>b</t></r></si>',
        "a b",
    ),
    "with how it is spoken": (
        '<si><t>a</t><rPh sb="0" eb="1"><t>x</t></rPh><phoneticPr fontId="1"/></si>',
        "a",
    ),
    "on lines of its own": ("\n  <si>\n    <t>a</t>\n  </si>\n", "a"),
    "none": ("<si/>", None),
    "an empty one": ("<si><t/></si>", None),
}


@pytest.mark.parametrize("how", HONEST_TEXTS)
def test_shared_texts_as_programs_write_them_are_read_here(how: str) -> None:
    shared, value = HONEST_TEXTS[how]
    content = _texts(shared)
    assert why_apart(content) is None
    assert read_workbook(content, "a.xlsx").sheets[0].cell(0, 0) == value


def test_shared_texts_under_a_prefix_are_read() -> None:
    reads(_texts("<x:si><x:t>a</x:t></x:si>", f'<x:sst xmlns:x="{MAIN}">'), [["a"]])


def test_a_sheet_of_a_chart_is_passed_over() -> None:
    parts = hostile.book_parts(ROW, f'<chartsheet xmlns="{MAIN}"><drawing/></chartsheet>'.encode())
    first, _, second = parts[BOOK_RELATIONS].partition(b'Id="rId2"')
    chart = second.replace(b"/worksheet", b"/chartsheet", 1)
    book = read_workbook(zipped(parts | {BOOK_RELATIONS: first + b'Id="rId2"' + chart}), "a.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["S1"]
