"""`Diễn biến`: areas and units over the periods, merged units, and what stood still."""

from __future__ import annotations

import openpyxl
import pytest

from builders import YEAR
from libreoffice import LibreOffice
from par_xl import workspace
from par_xl.workspace.layout import Folder
from sheet_view import Grid

TREND = "Diễn biến"


@pytest.fixture(scope="module")
def folder(history_folder: Folder) -> Folder:
    return history_folder


@pytest.fixture(scope="module")
def grid(folder: Folder) -> Grid:
    book = openpyxl.load_workbook(folder.results(YEAR).master, data_only=True)
    return [list(row) for row in book[TREND].iter_rows(values_only=True)]


def section(grid: Grid, number: int) -> Grid:
    """A table from its header on, up to the next one's heading."""
    starts = [n for n, row in enumerate(grid) if str(row[0])[:2] in {f"{i}." for i in range(1, 9)}]
    first = next(n for n in starts if str(grid[n][0]).startswith(f"{number}."))
    last = min((n for n in starts if n > first), default=len(grid))
    return [[*row] for row in grid[first + 1 : last] if any(cell is not None for cell in row)]


def test_areas_are_held_against_their_equals(grid: Grid) -> None:
    table = section(grid, 1)
    assert [cell for cell in table[0] if cell] == [
        "Chỉ số",
        "Mã",
        "Lĩnh vực",
        "2023-12: Năm 2023",
        "2024-12: Năm 2024",
        "So với 2023-12 (điểm %)",
        "Xu hướng",
        "2024-06: 6 tháng 2024",
    ]
    rows = {row[1] or row[0]: row[3:8] for row in table[1:]}
    assert list(rows) == ["PAR INDEX", "1", "2", "3", "SIPAS", "S1", "PAPI", "P1"]
    assert rows["1"] == [1, 0, -100, "Kém đi", 0]
    assert rows["2"] == [pytest.approx(2 / 3), 1, pytest.approx(33.33), "Tốt lên", "–"]
    assert rows["S1"] == [0, 0.5, 50, "Tốt lên", 0]
    # Nobody told of it then, or yet: nothing got better or worse.
    assert rows["3"] == ["–", "–", "–", "–", "–"]
    assert rows["PAPI"] == ["–", "–", "–", "–", 0]


def test_what_was_before_is_constant_and_all_else_live(folder: Folder) -> None:
    sheet = openpyxl.load_workbook(folder.results(YEAR).master)[TREND]
    rows = section([[*row] for row in sheet.iter_rows(values_only=True)], 3)[1:]
    for row in rows:
        assert isinstance(row[3], int | float) or row[3] == "–"
        assert all(str(cell).startswith("=") for cell in row[4:7])


def test_a_merged_units_past_counts_with_the_one_that_took_it_over(grid: Grid) -> None:
    rows = {row[0]: row[1:7] for row in section(grid, 4)[1:]}
    assert list(rows) == ["HC", "TH", "TT", "KT", "VP"]
    # Its own two of three tasks open, and the one that was done by the unit merged into it.
    assert rows["TH"] == [
        "gồm CU",
        "Phòng Tổng hợp",
        0.5,
        pytest.approx(2 / 3),
        pytest.approx(16.67),
        "Tốt lên",
    ]
    assert rows["HC"] == [None, "Phòng Hành chính", 0.5, 0.5, 0, "Không đổi"]
    assert rows["VP"][2:] == ["–", "–", "–", "–"]


def test_what_stood_still_is_listed(grid: Grid) -> None:
    rows = {(row[0], row[1]): row[3:7] for row in section(grid, 5)[1:]}
    assert rows == {
        ("HC", "1.1"): [0.4, 0.4, "Chưa hoàn thành, quá hạn", "Chưa hoàn thành, quá hạn"],
        ("TT", "P1.1"): [0, "–", "Chưa thực hiện, chưa đến hạn", "Chưa báo cáo"],
        ("TT", "P1.2"): ["–", "–", "Chưa báo cáo", "Chưa báo cáo"],
    }


def test_the_first_of_all_periods_has_nothing_to_be_held_against(folder: Folder) -> None:
    book = openpyxl.load_workbook(folder.results("2023-12").master, data_only=True)
    grid = [list(row) for row in book[TREND].iter_rows(values_only=True)]
    assert {row[3] for row in section(grid, 1)[1:]} == {"–"}
    assert section(grid, 5)[1][0] == "Không có, hoặc chưa có kết quả kỳ 2023-06."


@pytest.mark.long
def test_recalculated_every_sheet_stays_the_same(folder: Folder, libreoffice: LibreOffice) -> None:
    with libreoffice.open(folder.results(YEAR).master) as document:
        before = {sheet: document.values(sheet) for sheet in document.sheets()}
        document.recalculate()
        assert document.formula_errors() == []
        for sheet, rows in before.items():
            after = document.values(sheet)
            for old, new in zip(rows, after, strict=True):
                assert old == pytest.approx(new, abs=1e-9), sheet


def test_an_earlier_merge_is_rebuilt_byte_for_byte(folder: Folder) -> None:
    again = workspace.rebuild(folder, YEAR, 1, workers=1).results
    assert again.master.read_bytes() == folder.results(YEAR).master.read_bytes()
