"""Formulas as programs save them: which are the same, and those that cells share."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.formula.translate import Translator

from par_xl.workbooks.book import Place
from par_xl.workbooks.formulas import SavedFormula, formulas_of
from par_xl.workbooks.reader import read_formulas
from par_xl.workspace.layout import Folder

SAME = {
    "names of sheets": ("'Theo đơn vị'!$F6+'B'!C1", "'Theo đơn vị'!F6+b!C1"),
    "letter case and spaces": ('IF(A1=0,"–",Sum(B1, C1))', 'if(a1=0,"–",SUM(B1,C1))'),
    "a range of one cell": ("SUM($K9:$K9)", "SUM($K9)"),
    "zeros behind a comma": ("$D8*40.0+1.50", "$D8*40+1.5"),
    "newer functions": ("_xlfn.CONCAT(A1)", "CONCAT(A1)"),
}
OTHER = {
    "another cell": ("'Theo đơn vị'!$F6", "'Theo đơn vị'!$F7"),
    "another number": ("$D8*40.0", "$D8*40.5"),
    "another text": ('IF(A1,"a b","x")', 'IF(A1,"ab","x")'),
    "letter case of a text": ('IF(A1,"A","x")', 'IF(A1,"a","x")'),
    "another range": ("SUM($K9:$L9)", "SUM($K9)"),
    "another name": ("COUNTA(PL1_DonVi)", "COUNTA(PL2_DonVi)"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=list(SAME))
def test_what_programs_change_is_the_same(one: str, other: str) -> None:
    assert SavedFormula(one, 20).is_same(SavedFormula(other, 20))


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=list(OTHER))
def test_what_people_change_is_not(one: str, other: str) -> None:
    assert not SavedFormula(one, 20).is_same(SavedFormula(other, 20))


def test_a_row_that_moved_takes_its_own_cells_along() -> None:
    """What is fixed stays, and so does what it says of other sheets."""
    assert SavedFormula("$A6+B6*C$6+'X'!D6", 6) == SavedFormula("$A9+B9*C$6+X!D6", 9)
    assert SavedFormula("$A6+C$6", 6) != SavedFormula("$A9+C$9", 9)
    assert SavedFormula("'X'!D6", 6) != SavedFormula("'X'!D9", 9)


SHARED = "IF($D8=0,\"B1\",SUM(B$2:C8)+'Theo đơn vị'!F8*PL1_A1)"


def test_cells_share_a_formula_as_excel_saves_it() -> None:
    cells = "".join(
        f'<row r="{row}"><c r="E{row}"><v>1</v></c><c r="F{row}"><f t="shared" si="0"/></c></row>'
        for row in range(9, 12)
    )
    text = SHARED.replace("&", "&amp;")
    first = f'<row r="8"><c r="F8"><f t="shared" ref="F8:F11" si="0">{text}</f><v>2</v></c></row>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{space}"><sheetData>{first}{cells}</sheetData></worksheet>'
    found = formulas_of(xml.encode())
    wanted: dict[Place, str] = {
        (row - 1, 5): Translator(f"={SHARED}", "F8").translate_formula(f"F{row}")
        for row in range(8, 12)
    }
    assert {place: f"={formula.text}" for place, formula in found.items()} == wanted


def test_those_of_the_demos_master_are_as_openpyxl_has_them(demo_folder: Folder) -> None:
    from openpyxl import load_workbook

    master: Path = demo_folder.results("2024-06").master
    found = {
        (sheet, cell): f"={formula.text}"
        for sheet, formulas in read_formulas(master.read_bytes(), master.name).items()
        for cell, formula in formulas.items()
    }
    wanted = {
        (sheet.title, (row, column)): cell.value
        for sheet in load_workbook(master)
        for row, cells in enumerate(sheet.iter_rows())
        for column, cell in enumerate(cells)
        if cell.data_type == "f"
    }
    assert len(found) > 3_000 and found == wanted
