"""Sheets looked over before they are parsed: far cells, and values not to be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

import hostile_files as hostile
from builders import edit, form
from hostile_files import (
    BOOK_RELATIONS,
    FAR,
    ROW,
    SHARED,
    SHEET,
    sheet_xml,
    with_parts,
    xlsx,
    zipped,
)
from par_xl.plan.model import Plan
from par_xl.workbooks.book import NEVER_CALCULATED, Place, UnreadableFileError
from par_xl.workbooks.reader import read_workbook
from reading_checks import first_sheet, one_row, reads, refused, survived, why_apart

pytestmark = pytest.mark.usefixtures("read_here")

# --- Cells far from the table --------------------------------------------------------------------


def _with_cell(reference: str) -> bytes:
    """A harmless row, and a cell in it whose start tag goes on with *reference*."""
    return xlsx(sheet_xml(f'<row r="1"><c r="A1"><v>5</v></c><c{reference}><v>1</v></c></row>'))


def _in_row(row: int, reference: str) -> bytes:
    """The same, the cell in a row of its own."""
    return xlsx(sheet_xml(f'{ROW}<row r="{row}"><c{reference}><v>1</v></c></row>'))


FAR_CELLS: dict[str, tuple[Callable[[], bytes], str]] = {
    "XFD1048576": (lambda: xlsx(FAR), "XFD1048576"),
    "of the second sheet": (lambda: xlsx(ROW, FAR), "“S2”"),
    "ZZ99999": (lambda: _in_row(99_999, ' r="ZZ99999"'), "ZZ99999"),
    "single quotes": (lambda: _in_row(1_048_576, " r='XFD1048576'"), "XFD1048576"),
    "tab": (lambda: _with_cell('\tr="XFD1048576"'), ""),
    "new line": (lambda: _with_cell(' s="0"\n r="XFD1048576"'), ""),
    "carriage return": (lambda: _with_cell('\rr="XFD1048576"'), ""),
    "character reference": (lambda: _with_cell(' r="&#88;FD1048576"'), ""),
    "spaces around the sign": (lambda: _with_cell(' r = "XFD1048576"'), ""),
    "two references": (lambda: _with_cell(' r="B1" r="XFD1048576"'), ""),
    "no space before it": (lambda: _with_cell(' s="0"r="XFD1048576"'), ""),
    "tab near the sheet's beginning": (
        lambda: xlsx(
            b"<worksheet><sheetData><row><c><v>1</v></c>"
            b'<c\tr="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
        ),
        "",
    ),
    "prefixed": (
        lambda: xlsx(
            hostile.prefixed_sheet_xml(
                '<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row>'
                '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
            )
        ),
        "XFD1048576",
    ),
    "row without a number": (lambda: _with_cell(' r="AA"'), ""),
    "without references": (
        lambda: xlsx(f"{ROW}{'<row/>' * 4_000}<row>{'<c/>' * 16_000}<c><v>1</v></c></row>"),
        "",
    ),
    "a count of texts, late": (
        lambda: with_parts(
            {
                SHARED: b"<?xml version='1.0'?><!--%b--><sst uniqueCount='4294967295000'>"
                b"<si><t>a</t></si></sst>" % (b" " * 3000)
            }
        ),
        "",
    ),
    "a count of texts": (
        lambda: with_parts({SHARED: b'<sst uniqueCount="4294967295000"><si><t>a</t></si></sst>'}),
        "",
    ),
}


@pytest.mark.short("of the second sheet", "prefixed", "without references", "a count of texts")
@pytest.mark.parametrize("how", FAR_CELLS)
def test_a_far_cell_takes_no_process_down(how: str) -> None:
    build, named = FAR_CELLS[how]
    outcome = survived(build())
    assert outcome.error is None or named in outcome.told["why"]
    if named:
        assert outcome.error == "TooHeavyError"


NO_PLACES: dict[str, tuple[Callable[[], bytes], str]] = {
    "lower case": (lambda: _in_row(1_048_576, ' r="xfd1048576"'), "xfd1048576"),
    "row beyond the last": (lambda: _in_row(1, ' r="A99999999999"'), "A99999999999"),
    "column beyond the last": (lambda: _in_row(1, ' r="ZZZZZZZZ1"'), "ZZZZZZZZ1"),
    "of another row": (lambda: _with_cell(' r="XFD1048576"'), "XFD1048576"),
}
"""Far, but nobody typed there: no program writes it, and readers don't agree where it stands."""


@pytest.mark.short("row beyond the last")
@pytest.mark.parametrize("how", NO_PLACES)
def test_a_far_cell_that_stands_nowhere_is_called_strange(how: str) -> None:
    build, named = NO_PLACES[how]
    outcome = survived(build())
    told = f"địa chỉ lạ “{named}”"
    assert (outcome.error, told in outcome.told["why"]) == ("UnsafeFileError", True), outcome.told


def test_a_far_cell_of_an_ods_file_is_not_called_damage() -> None:
    value = '<table:table-cell office:value-type="float" office:value="1"/>'
    content = hostile.ods(
        f'<table:table table:name="S1"><table:table-row>{value}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/>'
        "</table:table-row><table:table-row>"
        f'<table:table-cell table:number-columns-repeated="16383"/>{value}</table:table-row>'
        "</table:table>"
    )
    assert survived(content, "a.ods").error == "TooHeavyError"


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1:A1", "A1", "C3", "XFD1048576:A1"])
def test_a_false_dimension_is_of_no_matter(dimension: str) -> None:
    rows = '<row r="2"><c r="A2"><v>5</v></c><c r="C2"><v>6</v></c></row>'
    content = xlsx(sheet_xml(rows, before=f'<dimension ref="{dimension}"/>'))
    reads(content, [[None, None, None], [5.0, None, 6.0]])


BLANK_ROWS: dict[str, Callable[[], str]] = {
    "styled rows": lambda: "".join(f'<row r="{n}" s="1"/>' for n in range(2, 1_048_577)),
    "every twentieth with styled cells": lambda: "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>'
        for n in range(16, 1_048_577, 20)
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("what", BLANK_ROWS)
def test_a_million_blank_rows_are_read_as_none(what: str) -> None:
    told = survived(xlsx(ROW + BLANK_ROWS[what]())).told
    assert told == {"sheets": [["S1", 1, 5.0]]}


def test_rows_without_a_place_follow_the_last_of_blank_ones() -> None:
    blank = '<row r="3"/> <row r="4" s="1"/>'
    content = xlsx(f"{ROW}{blank}<row><c><v>7</v></c></row>")
    reads(content, [[5.0], [None], [None], [None], [7.0]])


def test_a_text_that_looks_like_blank_rows_is_left_alone() -> None:
    text = '<row r="3"/><row r="4"/>'
    reads(one_row(f'<c t="inlineStr"><is><t><![CDATA[{text}]]></t></is></c>'), [[7.0, text]])


def test_a_fault_among_blank_rows_is_found() -> None:
    fault = '<row r="3" s="1" s="2"/>'
    refused(xlsx(f'{ROW}<row r="2"/>{fault}<row r="4"/>'), UnreadableFileError, "hỏng")


# --- Cells whose value cannot be trusted ---------------------------------------------------------

ERRORS: dict[str, tuple[str, Mapping[Place, str]]] = {
    "with a reference": ('<c r="B1" t="e"><v>#N/A</v></c>', {(0, 1): "#N/A"}),
    "single quotes": ("<c r='B1' t='e'><v>#DIV/0!</v></c>", {(0, 1): "#DIV/0!"}),
    "without a reference": ('<c t="e"><v>#REF!</v></c>', {(0, 1): "#REF!"}),
    "after a reference": ('<c r="D1"/><c t="e"><v>#REF!</v></c>', {(0, 4): "#REF!"}),
    "after cells without": ("<c/><c/><c t='e'><v>#REF!</v></c>", {(0, 3): "#REF!"}),
    "spaces around the sign": ('<c r="B1" t = "e"><v>#N/A</v></c>', {(0, 1): "#N/A"}),
    "of a formula": ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {(0, 1): "#DIV/0!"}),
    "a newer Excel's": ('<c r="B1" t="e" vm="1"><v>#VALUE!</v></c>', {(0, 1): "#VALUE!"}),
    "without a value": ('<c r="B1" t="e"/>', {(0, 1): "#N/A"}),
    "while data come in": ('<c r="B1" t="e"><v>#GETTING_DATA</v></c>', {(0, 1): "#GETTING_DATA"}),
    "another program's": ('<c r="B1" t="e"><v>#ERROR!</v></c>', {(0, 1): "#ERROR!"}),
}


@pytest.mark.parametrize("how", ERRORS)
def test_error_cells_are_told_where_they_stand(how: str) -> None:
    cells, broken = ERRORS[how]
    sheet = first_sheet(one_row(cells))
    assert dict(sheet.broken) == broken
    assert [sheet.cell(*place) for place in broken] == [None]


def test_error_cells_of_rows_without_numbers() -> None:
    row = '<row><c t="e"><v>#N/A</v></c></row>'
    content = xlsx(f'{ROW}<row r="4"><c r="B4"/><c t="e"><v>#REF!</v></c></row><row/>{row}')
    assert dict(first_sheet(content).broken) == {(3, 2): "#REF!", (5, 0): "#N/A"}


def test_error_cells_are_told_of_every_sheet_by_its_name() -> None:
    error = '<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'
    book = read_workbook(xlsx(ROW, error, ROW, error), "a.xlsx")
    assert [dict(sheet.broken) for sheet in book.sheets] == [{}, {(0, 0): "#N/A"}] * 2


@pytest.mark.parametrize("target", ["worksheets/sheet1.xml", f"/{SHEET}", "worksheets/SHEET1.xml"])
def test_error_cells_are_told_however_the_workbook_names_the_sheets_part(target: str) -> None:
    parts = hostile.book_parts('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')
    told = parts[BOOK_RELATIONS].replace(b"worksheets/sheet1.xml", target.encode())
    sheet = first_sheet(zipped(parts | {BOOK_RELATIONS: told}))
    assert dict(sheet.broken) == {(0, 0): "#N/A"}


UNCALCULATED = {
    "empty": '<c r="B1"><f>1+1</f><v/></c>',
    "empty, with a space": '<c r="B1"><f>1+1</f><v /></c>',
    "empty, in two tags": '<c r="B1"><f>1+1</f><v></v></c>',
    "none": '<c r="B1"><f>1+1</f></c>',
    "none, on lines of their own": '<c r="B1">\n  <f>1+1</f>\n</c>',
    "shared": '<c r="B1"><f t="shared" si="0"/></c>',
    "shared and empty": '<c r="B1"><f t="shared" si="0"/><v/></c>',
    "shared, the first": '<c r="B1"><f t="shared" ref="B1:B2" si="0">1+1</f><v></v></c>',
    "array": '<c r="B1"><f t="array" ref="B1">1+1</f><v/></c>',
    "without text": '<c r="B1"><f/><v/></c>',
    "space in the end tag": '<c r="B1"><f>1+1</f ><v/></c>',
    "comment": '<c r="B1"><f>1+1</f><!-- --><v/></c>',
    "empty, keeping spaces": '<c r="B1"><f>1+1</f><v xml:space="preserve"></v></c>',
    "truth value": '<c r="B1" t="b"><f>A1=1</f><v/></c>',
    "a text, none": '<c r="B1" t="str"><f>A1</f></c>',
    "styled": '<c r="B1" s="1"><f>A1</f></c>',
    "without a reference": "<c><f>1+1</f></c>",
    "single quotes": "<c r='B1'><f>1+1</f><v/></c>",
}


@pytest.mark.parametrize("how", UNCALCULATED)
def test_formulas_without_a_value_are_told(how: str) -> None:
    assert dict(first_sheet(one_row(UNCALCULATED[how])).broken) == {(0, 1): NEVER_CALCULATED}


def test_a_formula_without_a_value_is_told_after_a_text() -> None:
    text = '<c r="B1" t="str"><f>A1</f><v>x</v></c>'
    assert dict(first_sheet(one_row(text, "<c><f>1+1</f></c>")).broken) == {
        (0, 2): NEVER_CALCULATED
    }


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1" t="str"><f>A1</f><v></v></c>',
        '<c r="B1" t="str"><f>A1</f><v/></c>',
        "<c r='B1' t='str'><f>A1</f><v/></c>",
        '<c s="0" t="str"><f>A1</f><v></v></c>',
        '<c r="B1"><f>1+1</f><v>0</v></c>',
        '<c r="B1"/>',
        '<c r="B1"><v/></c>',
        '<c r="B1" t="inlineStr"><is><t>#N/A</t></is></c>',
        '<c r="B1" t="inlineStr"><is><t>t="e" &lt;/f&gt;</t></is></c>',
    ],
)
def test_empty_results_and_values_are_not_broken(cell: str) -> None:
    assert dict(first_sheet(one_row(cell)).broken) == {}


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e999"])
def test_a_number_that_is_none_is_not_read_as_one(number: str) -> None:
    try:
        sheet = first_sheet(one_row(f'<c r="B1"><v>{number}</v></c>'))
    except UnreadableFileError:
        return
    assert (0, 1) in sheet.broken or not isinstance(sheet.cell(0, 1), float)


@pytest.mark.parametrize("unit", ["HC", None])
def test_forms_that_other_programs_saved_are_read_in_this_process(
    unit: str | None, plan: Plan
) -> None:
    """None of their cells holds an empty text: openpyxl writes that in a way of its own."""
    assert why_apart(edit(form(plan, unit), lambda _book: None)) is None
