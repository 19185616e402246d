"""`Tổng quan` and `Theo …`: levels, order, arrows, bars, and that it fits on a small screen."""

from __future__ import annotations

import re
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from test_trend_sheet import section

from builders import HALF, YEAR, make_folder, merge, plan_rows
from history import tables
from libreoffice import LibreOffice
from par_xl.plan.workbook import write_plan
from par_xl.workspace.layout import Folder
from sheet_view import Grid, SheetView

OVERVIEW = "Tổng quan"
AT_LATER = datetime(2024, 12, 21, 9)  # noqa: DTZ001 - the office's own clock


@pytest.fixture(scope="module")
def folder(history_folder: Folder) -> Folder:
    return history_folder


def values(folder: Folder, sheet: str = OVERVIEW, period: str = YEAR) -> Grid:
    book = openpyxl.load_workbook(folder.results(period).master, data_only=True)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def areas(grid: Grid) -> dict[str, dict[str, object]]:
    """The areas by code in their order, each with what its row says."""
    table = SheetView(grid, "Lĩnh vực")
    end = next(name for name in table.rows if str(name).startswith("Tốt lên"))
    return {
        str(name).partition(". ")[0]: {
            header: table.value(name, header) for header in table.columns
        }
        for name, row in table.rows.items()
        if row < table.rows[end]
    }


def column(grid: Grid, header: str) -> dict[str, object]:
    return {code: row[header] for code, row in areas(grid).items()}


@pytest.fixture(scope="module")
def shown(folder: Folder) -> Grid:
    return values(folder)


def test_areas_with_most_to_win_come_first_then_those_with_most_to_do(shown: Grid) -> None:
    assert column(shown, "Điểm còn có thể đạt") == {
        "1": 1.5,
        "2": pytest.approx(0.1),
        "P1": "–",
        "S1": "–",
        "3": "–",
    }
    assert list(column(shown, "Việc chưa xong").values()) == [1, 0, 2, 1, 0]


def test_levels_follow_the_thresholds(shown: Grid) -> None:
    assert column(shown, "Mức") == {
        "1": "■ Chậm",
        "2": "● Đạt",
        "P1": "○ Chưa đánh giá được",
        "S1": "▲ Cần chú ý",
        "3": "○ Chưa đánh giá được",
    }


def test_a_half_year_has_thresholds_of_its_own(folder: Folder) -> None:
    text = [cell for row in values(folder, period="2024-06") for cell in row]
    assert 0.5 in text and 0.3 in text


def test_changed_in_the_plan_they_change_the_colours(
    history_folder: Folder, tmp_path: Path
) -> None:
    shutil.copytree(history_folder.root, tmp_path / "work")
    folder = Folder(tmp_path / "work")
    folder.plan.write_bytes(write_plan(tables(Ngưỡng_vàng=0.6)))
    merge(folder, YEAR, now=AT_LATER)
    assert column(values(folder), "Mức")["S1"] == "■ Chậm"


def test_changed_on_the_sheet_they_change_words_and_bars(
    folder: Folder, shown: Grid, libreoffice: LibreOffice
) -> None:
    row, line = next((n, r) for n, r in enumerate(shown, 1) if r[0] == "Mức theo tỷ lệ")
    cell = openpyxl.utils.get_column_letter(line.index(0.5) + 1)
    with libreoffice.open(folder.results(YEAR).master) as document:
        document.put(OVERVIEW, f"{cell}{row}", 0.6)
        document.recalculate()
        assert document.formula_errors() == []
        after = document.values(OVERVIEW)
    assert column(after, "Mức") == {**column(shown, "Mức"), "S1": "■ Chậm"}
    assert column(shown, "▲ Cần chú ý")["S1"] == 0.5
    assert column(after, "▲ Cần chú ý")["S1"] == 0
    assert column(after, "■ Chậm")["S1"] == 0.5


def test_arrows_hold_against_the_year_before(folder: Folder, shown: Grid) -> None:
    assert column(shown, "So cùng kỳ") == {
        "1": -100,
        "2": pytest.approx(33.33),
        "P1": "–",
        "S1": 50,
        "3": "–",
    }
    book = openpyxl.load_workbook(folder.results(YEAR).master)
    sheet = book[OVERVIEW]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "So cùng kỳ")
    cells = [row[0] for row in sheet.iter_rows(min_col=at.column, max_col=at.column)]
    arrows = [c for c in cells if str(c.value).startswith("='Diễn biến'!")]
    assert len(arrows) >= 3
    assert {cell.number_format for cell in arrows} == {'"↑" +0.00;"↓" -0.00;"→" 0.00'}


def test_what_got_better_and_worse_most_is_named(shown: Grid) -> None:
    said = {row[0]: [cell for cell in row[1:] if cell is not None] for row in shown}
    assert said["Tốt lên nhiều nhất"] == ["S1. Nội dung S1", 50, "2. Nội dung 2", 33.33]
    assert said["Kém đi nhiều nhất"] == ["1. Nội dung 1", -100]


def test_what_stood_still_is_counted_and_named(
    folder: Folder, shown: Grid, libreoffice: LibreOffice
) -> None:
    (row,) = (row for row in shown if row[0] == "Đứng yên hai kỳ liền")
    count = len(section(values(folder, "Diễn biến"), 5)) - 1
    assert count and row[1] == count
    assert str(row[2]).startswith("việc không tiến thêm so với kỳ 2024-06: 1.1 (HC); ")
    with libreoffice.open(folder.results(YEAR).master) as document:
        document.put("Diễn biến", "A1", "x")
        document.recalculate()
        assert row in [list(each)[: len(row)] for each in document.values(OVERVIEW)]


def test_where_nothing_was_before_it_says_so(folder: Folder) -> None:
    grid = values(folder, period="2023-12")
    said = {row[0]: row[1] for row in grid}
    assert said["Tốt lên nhiều nhất"] == "Chưa có kết quả kỳ 2022-12 để so sánh."
    assert set(column(grid, "So cùng kỳ").values()) == {"–"}


def test_all_of_it_is_live(folder: Folder) -> None:
    sheet = openpyxl.load_workbook(folder.results(YEAR).master)[OVERVIEW]
    numbers = [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    ]
    # How many units the period has, and the plan's two thresholds.
    assert numbers == [5, 0.8, 0.5]


def test_a_small_screen_shows_the_indices_and_all_areas_with_points(demo_folder: Folder) -> None:
    sheet = openpyxl.load_workbook(demo_folder.results("2024-06").master)[OVERVIEW]
    widths = {d.min: (d.width, (d.max or 0) + 1) for d in sheet.column_dimensions.values()}
    assert sum(width * 7 * (end - (first or 0)) for first, (width, end) in widths.items()) <= 1250
    height, seen = 0.0, []
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        height += (sheet.row_dimensions[number].height or 15) * 4 / 3
        if height <= 520:
            seen.append(str(row[0]))
    assert "Tiến độ có trọng số" in seen
    # All eight that have points.
    assert len(seen[seen.index("Lĩnh vực") + 1 :]) >= 8


@pytest.mark.parametrize(("name", "rates"), [("Theo lĩnh vực", 5), ("Theo đơn vị", 5)])
def test_rates_have_bars_that_end_at_the_same_place(folder: Folder, name: str, rates: int) -> None:
    master = folder.results(YEAR).master
    number = openpyxl.load_workbook(master).sheetnames.index(name) + 1
    with zipfile.ZipFile(master) as archive:
        xml = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
    bars = re.findall(r"<x14:dataBar.*?</x14:dataBar>", xml)
    assert len(bars) == rates
    for bar in bars:
        assert re.findall(r"<xm:f>(.*?)</xm:f>", bar) == ["0", "1"]


def test_the_chart_holds_its_values_before_anything_is_calculated(folder: Folder) -> None:
    with zipfile.ZipFile(folder.results(YEAR).master) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert re.findall(r"<c:v>(1|2|P1|S1|3)</c:v>", chart)[:5] == ["1", "2", "P1", "S1", "3"]
    # In black and white, one level is hatched.
    assert len(re.findall(r"<a:pattFill", chart)) == 1
    assert "<c:v>● Đạt</c:v>" in chart


def test_many_areas_stand_on_a_page_that_is_higher_than_wide(
    tmp_path: Path, folder: Folder
) -> None:
    rows = "\n".join(f"| {n} | |\n| {n}.1 | HC |" for n in range(1, 50))
    many = make_folder(tmp_path / "many", plan_rows(f"| TT | Đơn vị chủ trì |\n{rows}"))
    merge(many)
    pages = {
        openpyxl.load_workbook(of.results(period).master)[OVERVIEW].page_setup.orientation: of
        for of, period in ((many, HALF), (folder, YEAR))
    }
    assert pages == {"portrait": many, "landscape": folder}
