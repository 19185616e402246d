"""Every cell that a unit may fill has a limit, an error text and a prompt, in Vietnamese."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from par_xl.app.demo import PERIOD
from par_xl.terms.words import Index
from par_xl.workspace.layout import Folder


def _limited(sheet: Worksheet) -> set[str]:
    """Cells with a limit whose error text and prompt are there."""
    cells = set()
    for limit in sheet.data_validations.dataValidation:
        assert limit.showErrorMessage and limit.error and limit.errorTitle
        assert limit.showInputMessage and limit.prompt and limit.promptTitle
        for part in limit.sqref.ranges:
            cells |= (
                {cell.coordinate for row in sheet[part.coord] for cell in row}
                if (part.size["rows"] * part.size["columns"] > 1)
                else {part.coord}
            )
    return cells


@pytest.mark.parametrize("standard", [False, True])
def test_every_open_cell_is_limited(demo_folder: Folder, standard: bool) -> None:
    form = demo_folder.standard_form(PERIOD) if standard else demo_folder.form(PERIOD, "HCTC")
    book = load_workbook(io.BytesIO(form.read_bytes()))
    counted = 0
    for sheet in book.worksheets:
        merged = {c for part in sheet.merged_cells.ranges for c in part.cells}
        first = {(part.min_row, part.min_col) for part in sheet.merged_cells.ranges}
        open_cells = {
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked
            and ((cell.row, cell.column) not in merged or (cell.row, cell.column) in first)
        }
        assert open_cells == _limited(sheet), sheet.title
        counted += len(open_cells)
    assert counted > 1_000


def test_the_form_says_beforehand_how_percents_are_typed(demo_folder: Folder) -> None:
    form = demo_folder.form(PERIOD, "HCTC")
    book, how = load_workbook(io.BytesIO(form.read_bytes())), "gõ 95 cho 95%, không gõ dấu %"
    for index in Index:
        limits = book[index.sheet].data_validations.dataValidation
        prompts = {each.prompt for each in limits if each.promptTitle == "Số liệu thực hiện"}
        assert prompts and all(how in prompt for prompt in prompts)
    guide = [str(cell) for row in book["Hướng dẫn"].iter_rows(values_only=True) for cell in row]
    assert any(how in text for text in guide)
