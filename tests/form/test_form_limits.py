"""Every cell that a unit may fill has a limit, an error text and a prompt, in Vietnamese."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from par_xl.app.demo import PERIOD
from par_xl.plan.reader import read_plan
from par_xl.terms.words import Index, Status, number
from par_xl.workspace.layout import Folder
from sheet_view import SheetView


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


def _said(sheet: Worksheet) -> dict[tuple[str, str], str]:
    """What each limit says as a cell of the table is chosen, by row key and header."""
    table = SheetView([[cell.value for cell in row] for row in sheet.iter_rows()])
    keys = {row + 1: key for key, row in table.rows.items()}
    headers = {column + 1: header for header, column in table.columns.items()}
    return {
        (keys[row], headers[column]): limit.prompt
        for limit in sheet.data_validations.dataValidation
        for part in limit.sqref.ranges
        for row, column in part.cells
    }


def test_limits_say_all_that_the_cell_takes(demo_folder: Folder) -> None:
    book = load_workbook(demo_folder.form(PERIOD, "HCTC"))
    plan = read_plan(demo_folder.plan)
    maxima = set()
    for index in Index:
        said = _said(book[index.sheet])
        for (key, header), prompt in said.items():
            item = plan.by_key[key]
            if header == "Ngày hoàn thành":
                assert "từ 04/8/2023 đến 14/6/2024" in prompt and "gõ 2024-06-14" in prompt
            elif header == "Điểm tự đánh giá":
                assert f"từ 0 đến {number(item.points)}" in prompt
                maxima.add(item.points)
            elif header == "Số liệu thực hiện":
                assert ("không gõ dấu %" in prompt) == item.is_measured_in_percent
            elif header == "Tình trạng thực hiện":
                assert all(status.label in prompt for status in Status)
            elif header == "Tiến độ (%)":
                # LibreOffice adds a sign of its own: "80%" becomes "80%%", which is refused.
                assert prompt.startswith("Gõ từ 0 đến 100, ví dụ 80;")
        assert {"Tiến độ (%)", "Kết quả thực hiện"} <= {header for _, header in said}
    assert len(maxima) > 1


def test_no_line_of_a_pop_up_is_long(demo_folder: Folder) -> None:
    """LibreOffice breaks none, and cuts off what would stand beyond its window."""
    book = load_workbook(demo_folder.form(PERIOD, "HCTC"))
    limits = [each for sheet in book for each in sheet.data_validations.dataValidation]
    assert max(len(line) for each in limits for line in each.prompt.splitlines()) <= 60


@pytest.mark.parametrize("unit", ["HCTC", None])
def test_every_sheet_opens_at_its_first_cell_to_fill(demo_folder: Folder, unit: str | None) -> None:
    path = demo_folder.form(PERIOD, unit) if unit else demo_folder.standard_form(PERIOD)
    book = load_workbook(path)
    for sheet in book:
        if sheet.sheet_state == "visible" and sheet.title != "Hướng dẫn":
            cells = (cell for row in sheet.iter_rows() for cell in row)
            first = next(cell for cell in cells if not cell.protection.locked)
            assert sheet.sheet_view.selection[-1].activeCell == first.coordinate


def test_cells_that_take_the_same_share_a_limit(demo_folder: Folder) -> None:
    book = load_workbook(demo_folder.form(PERIOD, "HCTC"))
    limits = book["Phụ lục I"].data_validations.dataValidation
    assert len(limits) == len({(each.promptTitle, each.prompt) for each in limits}) < 20
