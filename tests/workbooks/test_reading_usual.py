"""Sheets as programs write them are read here, without their formulas' texts: nothing is lost."""

from __future__ import annotations

import pytest

from hostile_files import ROW, sheet_xml, xlsx
from par_xl.workbooks.book import NEVER_CALCULATED, UnreadableFileError
from par_xl.workbooks.reader import read_unguarded, read_workbook
from reading_checks import first_sheet, reads, refused, why_apart

CELLS = (
    '<c r="A1" s="3"/><c r="B1" t="s"><v>0</v></c><c r="C1" s="1"><v>45450</v></c>'
    '<c r="D1" t="str"><f>IF(A1&gt;0,"x",A1)</f><v>x &amp; y</v></c>'
    '<c r="E1" t="str"><f aca="false">A1</f><v></v></c>'
    '<c r="F1"><f t="shared" ref="F1:F2" si="0">1+1</f><v>2</v></c>'
    '<c r="G1"><f t="shared" si="0"/><v>2</v></c><c r="H1" t="b"><f>A1=1</f><v>1</v></c>'
)
USUAL = sheet_xml(f'<row r="1" spans="1:8" ht="33" customHeight="1">{CELLS}</row>')
FORMULA = b'<f>IF(A1&gt;0,"x",A1)</f>'


TEXTS = "<si><t>a</t></si>"


def test_a_usual_sheet_is_read_here() -> None:
    content = xlsx(USUAL, shared=TEXTS)
    assert why_apart(content) is None
    sheet = first_sheet(content)
    assert sheet.rows[0][1:8] == ["a", sheet.cell(0, 2), "x & y", None, 2.0, 2.0, True]


_BARS = (
    b'</sheetData><extLst><ext xmlns:x14="urn:x14" uri="{B}"><x14:dataBar><x14:cfvo>'
    b'<xm:f xmlns:xm="urn:xm">1</xm:f></x14:cfvo></x14:dataBar></ext></extLst>'
)


def test_bars_beside_the_cells_have_formulas_of_their_own() -> None:
    """The master's rates have such bars."""
    assert why_apart(xlsx(USUAL.replace(b"</sheetData>", _BARS), shared=TEXTS)) is None


UNUSUAL = {
    "a prefixed formula in a cell": (FORMULA, b'<xm:f xmlns:xm="urn:xm">1</xm:f>'),
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


MORE = {
    "a formula without a value": (b"</f><v>2</v>", b"</f>", {(0, 5): NEVER_CALCULATED}),
    "one with an empty value": (b"</f><v>2</v>", b"</f><v></v>", {(0, 5): NEVER_CALCULATED}),
    "one with no value at all": (b"</f><v>2</v>", b"</f><v/>", {(0, 5): NEVER_CALCULATED}),
    "an empty text": (b"<v></v>", b"<v/>", {}),
    "a text without a value": (b"</f><v></v>", b"</f>", {(0, 4): NEVER_CALCULATED}),
    "an error value": (
        *(b' t="b"><f>A1=1</f><v>1', b' t="e"><f>A1=1</f><v>#N/A'),
        {(0, 7): "#N/A"},
    ),
    "a number below zero": (b"<v>45450", b"<v>-0.5", {}),
    "a text in its cell": (
        *(b' t="s"><v>0</v>', b' t="inlineStr"><is><t>&#7889; &lt;f&gt;</t></is>'),
        {},
    ),
    "a blank cell that is said to be a number": (
        b'<c r="A1" s="3"/>',
        b'<c r="A1" t="n"></c>',
        {},
    ),
}


@pytest.mark.parametrize("how", MORE)
def test_what_is_to_be_said_of_its_cells_is_said(how: str) -> None:
    old, new, broken = MORE[how]
    assert old in USUAL
    content = xlsx(USUAL.replace(old, new, 1), shared=TEXTS)
    assert why_apart(content) is None
    sheet = first_sheet(content)
    assert sheet.broken == broken
    assert how != "a number below zero" or sheet.cell(0, 2) == -0.5


@pytest.mark.parametrize("how", [*MORE, None])
def test_openpyxl_reads_the_same(how: str | None) -> None:
    old, new = MORE[how][:2] if how else (b"<sheetData>", b"<sheetData>")
    usual = USUAL.replace(old, new, 1)
    odd = usual.replace(b"<sheetData>", b"<sheetData><!-- -->")
    found, other = (xlsx(xml, shared=TEXTS) for xml in (usual, odd))
    assert why_apart(other) is not None
    assert read_unguarded(other, "a.xlsx") == read_workbook(found, "a.xlsx")


@pytest.mark.parametrize("how", UNUSUAL)
def test_what_else_a_sheet_holds_is_read_apart(how: str) -> None:
    old, new = UNUSUAL[how]
    assert old in USUAL
    assert why_apart(xlsx(USUAL.replace(old, new), shared=TEXTS)) is not None


def test_a_formula_text_that_looks_like_a_cell_changes_nothing() -> None:
    for text in ("a:c b", ' t="e"&gt;', ' t="s"&gt;', "r=&quot;ZZ99999&quot;"):
        row = f'<c r="B1" t="str"><f>"{text}"</f><v>x</v></c>'
        reads(xlsx(ROW.replace("</row>", f"{row}</row>")), [[5.0, "x"]])


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("wrong", [b'"\xc3",', b'"x&",', b'"&x;",'])
def test_what_is_wrong_in_a_formulas_text_is_seen(wrong: bytes) -> None:
    """Other readers refuse the file: it is no XML."""
    refused(xlsx(USUAL.replace(b'"x",', wrong)), UnreadableFileError, "hỏng")
