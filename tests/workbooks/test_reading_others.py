"""Files .xls and .ods: the same cells as of an .xlsx file."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as NewWorkbook

import hostile_files as hostile
from libreoffice import LibreOffice
from par_xl.terms.text import Cell
from par_xl.workbooks import sandbox
from par_xl.workbooks.book import NEVER_CALCULATED, UnreadableFileError, UnsafeFileError
from par_xl.workbooks.reader import read_workbook
from reading_checks import first_sheet, parsed_here, processes_started, refused


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the processes that were started."""
    return processes_started(monkeypatch)


def _office_book() -> bytes:
    book = NewWorkbook()
    page = book.active
    assert page is not None
    page.title = "Phụ lục I"
    rows: list[list[Any]] = [
        ["Đã ban hành", 2.5, date(2024, 6, 5), "- Đã ban hành"],
        ["=1/0", None, "=1+1", '="x"'],
        ["gộp"],
        [],
        [None, "=1/0", "=1/0", "=NA()"],
        [0.8446, datetime(2024, 6, 5, 10, 30), "=A1", 0],  # noqa: DTZ001 - as in a cell
    ]
    for row in rows:
        page.append(row)
    page.merge_cells("A3:C4")
    second = book.create_sheet("Phụ lục II")
    second["B2"] = "=1/0"
    second["A3"] = "cuối"
    book.create_sheet("Ẩn").sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


OFFICE_ROWS: list[list[Cell]] = [
    ["Đã ban hành", 2.5, date(2024, 6, 5), "- Đã ban hành"],
    [None, None, 2.0, "x"],
    ["gộp", None, None, None],
    [None, None, None, None],
    [None, None, None, None],
    [0.8446, date(2024, 6, 5), "Đã ban hành", 0.0],
]
DIVISION = "#DIV/0!"
OFFICE_BROKEN = {(1, 0): DIVISION, (4, 1): DIVISION, (4, 2): DIVISION, (4, 3): "#N/A"}


@pytest.fixture(scope="module")
def office_files(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One workbook, calculated and saved as a.xlsx, a.xls and a.ods."""
    folder = tmp_path_factory.mktemp("office")
    source = folder / "source.xlsx"
    source.write_bytes(_office_book())
    with libreoffice.open(source) as document:
        document.recalculate()
        for suffix in ("xlsx", "xls", "ods"):
            document.save_as(folder / f"a.{suffix}")
    return folder


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_every_kind_of_file_gives_the_same_cells(
    office_files: Path, name: str, started: list[int]
) -> None:
    content = (office_files / name).read_bytes()
    book = read_workbook(content, name)
    assert len(started) == (name != "a.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [
        ("Phụ lục I", False),
        ("Phụ lục II", False),
        ("Ẩn", True),
    ]
    assert book.sheets[0].rows == OFFICE_ROWS
    assert dict(book.sheets[0].broken) == OFFICE_BROKEN
    assert (book.sheets[1].cell(2, 0), book.sheets[1].broken) == ("cuối", {(1, 1): DIVISION})
    assert (book.has_macros, book.links, book.is_1904) == (False, (), False)
    assert book == parsed_here(content, name)


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_every_kind_of_file_gives_its_merged_cells(office_files: Path, name: str) -> None:
    sheet = first_sheet((office_files / name).read_bytes(), name)
    assert sheet.merged == (((2, 0), (3, 2)),)


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_when_it_was_saved_by_an_office_program(office_files: Path, name: str) -> None:
    modified = read_workbook((office_files / name).read_bytes(), name).modified
    assert modified is not None
    assert modified.year >= 2024


def test_an_ods_file_cut_off_within_a_table_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 2.0)
    cut = hostile.ods('<table:table table:name="S1"><table:table-row>')
    refused(cut, UnreadableFileError, "hỏng", "a.ods")


@pytest.mark.usefixtures("read_here")
def test_repeated_error_cells_of_an_ods_file() -> None:
    error = (
        '<table:table-cell table:number-columns-repeated="2" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p>'
        "</table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="2">{error}</table:table-row>'
    sheet = first_sheet(hostile.ods(f'<table:table table:name="S1">{row}</table:table>'), "a.ods")
    assert dict(sheet.broken) == dict.fromkeys([(0, 0), (0, 1), (1, 0), (1, 1)], "#N/A")


def _ods_row(*cells: str) -> bytes:
    row = f"<table:table-row>{''.join(cells)}</table:table-row>"
    return hostile.ods(f'<table:table table:name="S1">{row}</table:table>')


_FORMULA = 'table:formula="of:=1+1"'
ODS_BROKEN = {
    "an error that another program wrote": (
        f'<table:table-cell {_FORMULA} office:value-type="float" office:value="0">'
        "<text:p>#DIV/0!</text:p></table:table-cell>",
        "#DIV/0!",
    ),
    "an error as a text": (
        f'<table:table-cell {_FORMULA} office:value-type="string" office:string-value="">'
        "<text:p>Err:502</text:p></table:table-cell>",
        "Err:502",
    ),
    "a formula without a value": (f"<table:table-cell {_FORMULA}/>", NEVER_CALCULATED),
}


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("what", ODS_BROKEN)
def test_broken_cells_of_an_ods_file(what: str) -> None:
    cell, why = ODS_BROKEN[what]
    assert dict(first_sheet(_ods_row(cell), "a.ods").broken) == {(0, 0): why}


def _ods_text(inside: str) -> str:
    return f'<table:table-cell office:value-type="string">{inside}</table:table-cell>'


NOTE = "<text:p>ghi chú</text:p>"
BOX = f"<draw:frame><draw:text-box>{NOTE}</draw:text-box></draw:frame>"
ODS_VALUES: dict[str, tuple[str, Cell]] = {
    "a tab": (
        '<table:table-cell office:value-type="string"><text:p>a<text:tab/>b</text:p>'
        "</table:table-cell>",
        "a\tb",
    ),
    "a line break and three spaces": (
        '<table:table-cell office:value-type="string"><text:p>a<text:line-break/>'
        '<text:span>b<text:s text:c="3"/>c</text:span></text:p></table:table-cell>',
        "a\nb   c",
    ),
    "a comment": (
        _ods_text(f"<office:annotation>{NOTE}</office:annotation><text:p>a</text:p>"),
        "a",
    ),
    "a comment alone": (_ods_text(f"<office:annotation>{NOTE}</office:annotation>"), None),
    "a box on the cell": (_ods_text(f"{BOX}<text:p>a</text:p>"), "a"),
    "a box within the text": (_ods_text(f"<text:p>a{BOX}b</text:p>"), "ab"),
    "a box alone": (_ods_text(BOX), None),
    "a box on a cell of no kind": (f"<table:table-cell>{BOX}</table:table-cell>", None),
    "CDATA": (_ods_text("<text:p>a<![CDATA[<b>]]></text:p>"), "a<b>"),
    "a footnote": (_ods_text(f"<text:p>a<text:note>{NOTE}</text:note>b</text:p>"), "ab"),
    "how it is spoken": (
        _ods_text(
            "<text:p>a<text:ruby><text:ruby-base>b</text:ruby-base><text:ruby-text>x"
            "</text:ruby-text></text:ruby></text:p>"
        ),
        "ab",
    ),
    "two paragraphs": (_ods_text("<text:p>a</text:p><text:p>b</text:p>"), "a\nb"),
    "a text of no kind": ("<table:table-cell><text:p>abc</text:p></table:table-cell>", "abc"),
    "more than a day": (
        '<table:table-cell office:value-type="time" office:time-value="PT36H00M00S">'
        "<text:p>36:00</text:p></table:table-cell>",
        1.5,
    ),
}


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("what", ODS_VALUES)
def test_values_of_an_ods_file(what: str) -> None:
    cell, value = ODS_VALUES[what]
    seven = '<table:table-cell office:value-type="float" office:value="7"/>'
    sheet = first_sheet(_ods_row(seven, cell), "a.ods")
    assert (sheet.cell(0, 0), sheet.cell(0, 1)) == (7.0, value)


@pytest.mark.usefixtures("read_here")
def test_a_table_within_a_cell_or_a_box_of_an_ods_file_is_refused() -> None:
    """Of the rows that follow, the parser reads none; of another table it reads these."""
    inner = "<table:table><table:table-row><table:table-cell/></table:table-row></table:table>"
    refused(_ods_row(_ods_text(f"{inner}<text:p>a</text:p>")), UnsafeFileError, "“S1”", "a.ods")
    shapes = f"<table:shapes><draw:object>{inner}</draw:object></table:shapes>"
    sheet = f'<table:table table:name="S1">{shapes}</table:table>'
    refused(hostile.ods(sheet), UnsafeFileError, "“S1”", "a.ods")
    second = '<table:table table:name="S2"/>'
    content = hostile.ods(f'<table:table table:name="S1"/>{second}')
    assert [each.name for each in read_workbook(content, "a.ods").sheets] == ["S1", "S2"]


@pytest.mark.usefixtures("read_here")
def test_an_ods_file_packed_again() -> None:
    with zipfile.ZipFile(io.BytesIO(_ods_row("<table:table-cell/>"))) as archive:
        held = {name: archive.read(name) for name in sorted(archive.namelist())}
    assert next(iter(held)) != "mimetype"
    first_sheet(hostile.zipped(held), "a.ods")
