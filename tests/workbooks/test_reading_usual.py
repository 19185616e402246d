"""Sheets as programs write them go on without their formulas' texts, and nothing else is lost."""

from __future__ import annotations

import pytest

from hostile_files import ROW, sheet_xml, xlsx
from par_xl.workbooks.reading.book import NEVER_CALCULATED, UnreadableFileError
from par_xl.workbooks.reading.package import open_package
from par_xl.workbooks.reading.parse import parse
from par_xl.workbooks.reading.plain import is_plain
from par_xl.workbooks.reading.usual import slimmed
from par_xl.workbooks.reading.workbook import read_workbook
from reading_checks import reads, refused

CELLS = (
    '<c r="A1" s="3"/><c r="B1" t="s"><v>0</v></c><c r="C1" s="1"><v>45450</v></c>'
    '<c r="D1" t="str"><f>IF(A1&gt;0,"x",A1)</f><v>x &amp; y</v></c>'
    '<c r="E1" t="str"><f aca="false">A1</f><v></v></c>'
    '<c r="F1"><f t="shared" ref="F1:F2" si="0">1+1</f><v>2</v></c>'
    '<c r="G1"><f t="shared" si="0"/><v>2</v></c><c r="H1" t="b"><f>A1=1</f><v>1</v></c>'
)
USUAL = sheet_xml(f'<row r="1" spans="1:8" ht="33" customHeight="1">{CELLS}</row>')
FORMULA = b'<f>IF(A1&gt;0,"x",A1)</f>'


def test_only_the_texts_of_formulas_are_left_out() -> None:
    slim, is_usual = slimmed(USUAL) or (b"", False)
    assert is_usual
    assert slim == USUAL.replace(FORMULA, b"<f></f>").replace(b">A1</f>", b"></f>").replace(
        b">1+1</f>", b"></f>"
    ).replace(b">A1=1</f>", b"></f>")
    assert is_plain(slim)


def test_a_usual_sheet_is_read_as_it_came() -> None:
    content = xlsx(USUAL, shared="<si><t>a</t></si>")
    assert open_package(content, "a.xlsx").usual
    whole = open_package(content, "a.xlsx", is_whole=True)
    assert not whole.usual
    assert USUAL in whole.parts.values()
    sheet = read_workbook(content, "a.xlsx").sheets[0]
    assert sheet.rows[0][1:8] == ["a", sheet.cell(0, 2), "x & y", None, 2.0, 2.0, True]


UNUSUAL = {
    "a comment": (b"<f>IF", b"<!-- --><f>IF"),
    "a comment at the end": (b"</sheetData>", b"</sheetData><!-- <f>x</f> -->"),
    "CDATA": (FORMULA, b"<f><![CDATA[1]]></f>"),
    "an instruction": (b"<sheetData>", b"<?x <f> ?><sheetData>"),
    "a sign of a tag in an attribute": (b"<sheetData>", b'<a b="><f>">"</f></a><sheetData>'),
    "a quotation mark too many": (b"<sheetData>", b'<a b=" c="1"/><sheetData>'),
    "a text in its cell": (FORMULA, b"<is><t>a<f>b</f></t></is>"),
    "a formula beside the cells": (b"</sheetData>", b"</sheetData><f>1</f>"),
    "a letter by its number": (b"x &amp; y", b"x&#10;y"),
    "a far cell": (b'r="H1"', b'r="ZZ99999"'),
    "a second reference": (b'<row r="1"', b'<row r="1" r="99999"'),
    "text between two cells": (b"</c><c ", b'</c> t="str"><c '),
}


TOLD_OF = {
    "a formula without a value": (b"</f><v>2</v>", b"</f>", {(0, 5): NEVER_CALCULATED}, None),
    "one with an empty value": (b"</f><v>2</v>", b"</f><v></v>", {(0, 5): NEVER_CALCULATED}, None),
    "one with no value at all": (b"</f><v>2</v>", b"</f><v/>", {(0, 5): NEVER_CALCULATED}, None),
    "an empty text": (b"<v></v>", b"<v/>", {}, None),
    "a text without a value": (b"</f><v></v>", b"</f>", {(0, 4): NEVER_CALCULATED}, None),
    "an error value": (
        *(b' t="b"><f>A1=1</f><v>1', b' t="e"><f>A1=1</f><v>#N/A'),
        *({(0, 7): "#N/A"}, None),
    ),
    "a number below zero": (b"<v>45450", b"<v>-0.5", {}, -0.5),
    "a text in its cell": (
        *(b' t="s"><v>0</v>', b' t="inlineStr"><is><t>&#7889; &lt;f&gt;</t></is>'),
        *({}, None),
    ),
    "a blank cell that is said to be a number": (
        b'<c r="A1" s="3"/>',
        b'<c r="A1" t="n"></c>',
        {},
        None,
    ),
}


@pytest.mark.parametrize("how", TOLD_OF)
def test_what_is_to_be_told_of_a_sheet_is_told_without_its_formulas(how: str) -> None:
    old, new, broken, below = TOLD_OF[how]
    assert old in USUAL
    content = xlsx(USUAL.replace(old, new, 1), shared="<si><t>a</t></si>")
    package = open_package(content, "a.xlsx")
    assert package.slim
    assert not package.usual
    (sheet,) = read_workbook(content, "a.xlsx").sheets
    assert sheet.broken == broken
    if below is not None:
        assert sheet.cell(0, 2) == below
    # As it is told of the sheet as it came, cell by cell.
    whole = parse(content, open_package(content, "a.xlsx", is_whole=True), is_plain=False).sheets[0]
    assert (whole.broken, whole.rows) == (sheet.broken, sheet.rows)


@pytest.mark.parametrize("how", UNUSUAL)
def test_what_else_a_sheet_holds_is_looked_at_as_it_came(how: str) -> None:
    old, new = UNUSUAL[how]
    assert old in USUAL
    assert slimmed(USUAL.replace(old, new)) is None


def test_letters_across_a_step_are_whole() -> None:
    for shift in range(3):
        xml = USUAL.replace(b'"x",', b'"' + b"a" * shift + "ệ".encode() * 50_000 + b'",')
        assert slimmed(xml) == slimmed(USUAL)


def test_a_formula_text_that_looks_like_a_cell_changes_nothing() -> None:
    for text in ("a:c b", ' t="e"&gt;', ' t="s"&gt;', "r=&quot;ZZ99999&quot;"):
        row = f'<c r="B1" t="str"><f>"{text}"</f><v>x</v></c>'
        reads(xlsx(ROW.replace("</row>", f"{row}</row>")), [[5.0, "x"]])


@pytest.mark.parametrize("wrong", [b'"\xc3",', b'"x&",', b'"&x;",'])
def test_what_is_wrong_in_a_formulas_text_is_seen(wrong: bytes) -> None:
    """Other readers refuse the file: it is no XML."""
    assert slimmed(USUAL) is not None
    assert slimmed(USUAL.replace(b'"x",', wrong)) is None
    refused(xlsx(USUAL.replace(b'"x",', wrong)), UnreadableFileError, "hỏng")
