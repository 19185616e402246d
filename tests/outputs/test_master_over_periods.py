"""Sheets of a master that follows others: levels, arrows and bars, the trend, who is waited for."""

from __future__ import annotations

import re
import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl import Workbook

from builders import HALF, YEAR, make_folder, merge, plan_rows
from history import tables
from libreoffice import LibreOffice
from par_xl import workspace
from par_xl.plan.workbook import write_plan
from par_xl.workspace.layout import Folder
from sheet_view import Grid, SheetView, stored

OVERVIEW, TREND, CHASE = "Tổng quan", "Diễn biến", "Đôn đốc"
NEXT = "2025-06"
AT_LATER = datetime(2024, 12, 21, 9)  # noqa: DTZ001 - the office's own clock


@pytest.fixture(scope="module")
def folder(history_folder: Folder) -> Folder:
    return history_folder


@pytest.fixture(scope="module")
def book(folder: Folder) -> Workbook:
    """The year's master with its formulas."""
    return openpyxl.load_workbook(folder.results(YEAR).master)


def section(grid: Grid, number: int) -> Grid:
    """A table from its header on, up to the next one's heading."""
    starts = [n for n, row in enumerate(grid) if str(row[0])[:2] in {f"{i}." for i in range(1, 9)}]
    first = next(n for n in starts if str(grid[n][0]).startswith(f"{number}."))
    last = min((n for n in starts if n > first), default=len(grid))
    return [[*row] for row in grid[first + 1 : last] if any(cell is not None for cell in row)]


def values(folder: Folder, sheet: str = OVERVIEW, period: str = YEAR) -> Grid:
    return stored(folder.results(period).master, sheet)


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
    # A later period was merged since: this one keeps its plan unless told otherwise.
    workspace.merge(folder, YEAR, now=AT_LATER, current_plan=True)
    assert column(values(folder), "Mức")["S1"] == "■ Chậm"


def test_arrows_hold_against_the_year_before(book: Workbook, shown: Grid) -> None:
    assert column(shown, "So cùng kỳ") == {
        "1": -100,
        "2": pytest.approx(33.33),
        "P1": "–",
        "S1": 50,
        "3": "–",
    }
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


def test_what_stood_still_is_counted_and_named(folder: Folder, shown: Grid) -> None:
    row = stood_still(shown)
    count = len(section(values(folder, TREND), 5)) - 1
    assert count and row[1] == count
    assert str(row[2]).startswith("việc không tiến thêm so với kỳ 2024-06: 1.1 (HC); ")


def stood_still(grid: Grid) -> list[object]:
    (row,) = (row for row in grid if row[0] == "Đứng yên hai kỳ liền")
    return [cell for cell in row if cell is not None]


def test_where_nothing_was_before_it_says_so(folder: Folder) -> None:
    grid = values(folder, period="2023-12")
    said = {row[0]: row[1] for row in grid}
    assert said["Tốt lên nhiều nhất"] == "Chưa có kết quả kỳ 2022-12 để so sánh."
    assert set(column(grid, "So cùng kỳ").values()) == {"–"}


def test_all_of_it_is_live(book: Workbook) -> None:
    cells = [cell for row in book[OVERVIEW].iter_rows(values_only=True) for cell in row]
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    # How many units the period has, and the plan's two thresholds.
    assert numbers == [5, 0.8, 0.5]


def overview(folder: Folder, period: str) -> etree._Element:
    """The first sheet as it is stored."""
    with zipfile.ZipFile(folder.results(period).master) as archive:
        return etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


def test_a_small_screen_shows_the_indices_and_all_areas_with_points(demo_folder: Folder) -> None:
    sheet = overview(demo_folder, HALF)
    columns = [dict(each.attrib) for each in sheet.iter("{*}col")]
    widths = [float(c["width"]) * (int(c["max"]) - int(c["min"]) + 1) for c in columns]
    assert widths and sum(widths) * 7 <= 1250
    heights = {row.get("r"): float(row.get("ht", 15)) for row in sheet.iter("{*}row")}
    height, seen = 0.0, []
    for number, row in enumerate(values(demo_folder, period=HALF), start=1):
        height += heights.get(str(number), 15) * 4 / 3
        if height <= 520:
            seen.append(str(row[0]))
    assert "Tiến độ theo trọng số" in seen
    # All eight that have points.
    assert len(seen[seen.index("Lĩnh vực") + 1 :]) >= 8


@pytest.mark.parametrize(("name", "rates"), [("Theo lĩnh vực", 5), ("Theo đơn vị", 5)])
def test_rates_have_bars_that_end_at_the_same_place(
    folder: Folder, book: Workbook, name: str, rates: int
) -> None:
    number = book.sheetnames.index(name) + 1
    with zipfile.ZipFile(folder.results(YEAR).master) as archive:
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
    rows = "\n".join(f"| {n} | |\n| {n}.1 | HC |" for n in range(1, 60))
    many = make_folder(tmp_path / "many", plan_rows(f"| TT | Đơn vị chủ trì |\n{rows}"))
    merge(many)
    for of, period, wanted in ((many, HALF, "portrait"), (folder, YEAR, "landscape")):
        (page,) = overview(of, period).iter("{*}pageSetup")
        assert page.get("orientation", "portrait") == wanted


@pytest.fixture(scope="module")
def trend(folder: Folder) -> Grid:
    return stored(folder.results(YEAR).master, TREND)


def test_areas_are_held_against_their_equals(trend: Grid) -> None:
    table = section(trend, 1)
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


def test_what_was_before_is_constant_and_all_else_live(book: Workbook) -> None:
    sheet = book[TREND]
    rows = section([[*row] for row in sheet.iter_rows(values_only=True)], 3)[1:]
    for row in rows:
        assert isinstance(row[3], int | float) or row[3] == "–"
        assert all(str(cell).startswith("=") for cell in row[4:7])


def test_a_merged_units_past_counts_with_the_one_that_took_it_over(trend: Grid) -> None:
    rows = {row[0]: row[1:7] for row in section(trend, 4)[1:]}
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


def test_what_stood_still_is_listed(trend: Grid) -> None:
    rows = {(row[0], row[1]): row[3:7] for row in section(trend, 5)[1:]}
    assert rows == {
        ("HC", "1.1"): [0.4, 0.4, "Chưa hoàn thành, quá hạn", "Chưa hoàn thành, quá hạn"],
        ("TT", "P1.1"): [0, "–", "Chưa thực hiện, chưa đến hạn", "Chưa báo cáo"],
        ("TT", "P1.2"): ["–", "–", "Chưa báo cáo", "Chưa báo cáo"],
    }


def test_the_first_of_all_periods_has_nothing_to_be_held_against(folder: Folder) -> None:
    trend = stored(folder.results("2023-12").master, TREND)
    assert {row[3] for row in section(trend, 1)[1:]} == {"–"}
    assert section(trend, 5)[1][0] == "Không có, hoặc chưa có kết quả kỳ 2023-06."


def test_an_earlier_merge_is_rebuilt_byte_for_byte(folder: Folder) -> None:
    again = workspace.rebuild(folder, YEAR, 1, workers=1).results
    assert again.master.read_bytes() == folder.results(YEAR).master.read_bytes()


def test_missing_ones_come_first_by_days_after_their_own_deadline(folder: Folder) -> None:
    rows = section(values(folder, CHASE), 1)[1:]
    assert [(row[0], row[2], row[3], row[5]) for row in rows] == [
        ("TT", "Chưa gửi", "tt@vd.vn", 11),
        ("VP", "Chưa gửi", None, 9),
        ("KT", "Gửi muộn", None, 3),
    ]
    assert [row[7] for row in rows] == [2, 0, 0]
    assert section(values(folder, CHASE), 2)[1:] == [["Không có.", *[None] * 8]]


def test_overdue_tasks_are_listed_by_themselves_the_longest_first(folder: Folder) -> None:
    rows = section(values(folder, CHASE), 3)[1:]
    assert [(row[0], row[2], row[5]) for row in rows] == [("HC", "1.1", 254), ("TH", "S1.1", 163)]


def test_who_has_time_is_not_among_the_late(folder: Folder) -> None:
    grid = values(folder, CHASE, NEXT)
    assert section(grid, 1)[1][0] == "Không có."
    assert [(row[0], row[2], row[5]) for row in section(grid, 2)[1:]] == [
        (unit, "Chưa đến hạn", 8) for unit in ("HC", "TH", "TT", "KT", "VP")
    ]


def test_before_its_own_day_nobody_is_late(history_folder: Folder, tmp_path: Path) -> None:
    folder = Folder(shutil.copytree(history_folder.root, tmp_path / "work"))
    now = datetime(2024, 12, 10, 9)  # noqa: DTZ001 - the office's own clock
    folder.results(YEAR).master.unlink()
    merge(folder, YEAR, now=now)
    grid = values(folder, CHASE)
    assert [(row[0], row[5]) for row in section(grid, 1)[1:]] == [("TT", 1), ("KT", 3)]
    assert [(row[0], row[2], row[5]) for row in section(grid, 2)[1:]] == [("VP", "Chưa gửi", 1)]
    table = stored(folder.results(YEAR).master, "Thi đua")
    ranks = {row[1]: (row[0], row[13]) for row in table}
    assert ranks["VP"] == ("–", "Không xếp hạng: chưa đến hạn gửi báo cáo")


def test_changed_on_the_sheets_they_change_words_bars_and_days(
    folder: Folder, shown: Grid, libreoffice: LibreOffice
) -> None:
    row, line = next((n, r) for n, r in enumerate(shown, 1) if r[0] == "Mức theo tỷ lệ")
    cell = openpyxl.utils.get_column_letter(line.index(0.5) + 1)
    with libreoffice.open(folder.results(YEAR).master) as document:
        before = {sheet: document.values(sheet) for sheet in document.sheets()}
        document.recalculate()
        assert document.formula_errors() == []
        for sheet, rows in before.items():
            for old, new in zip(rows, document.values(sheet), strict=True):
                assert old == pytest.approx(new, abs=1e-9), sheet
        document.put(OVERVIEW, f"{cell}{row}", 0.6)
        document.put(TREND, "A1", "x")
        document.put(CHASE, "C4", date(2024, 12, 25))
        document.put(CHASE, "E4", date(2024, 12, 11))
        document.recalculate()
        assert document.formula_errors() == []
        after, chased = document.values(OVERVIEW), document.values(CHASE)
    assert column(after, "Mức") == {**column(shown, "Mức"), "S1": "■ Chậm"}
    assert column(shown, "▲ Cần chú ý")["S1"] == 0.5
    assert column(after, "▲ Cần chú ý")["S1"] == 0
    assert column(after, "■ Chậm")["S1"] == 0.5
    assert stood_still(after) == stood_still(shown)
    assert [row[5] for row in section(chased, 1)[1:]] == [16, 14, 3]
    assert [row[5] for row in section(chased, 3)[1:]] == [255, 164]
