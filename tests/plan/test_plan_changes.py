"""Which rows of a changed plan concern a period, and which do not."""

from __future__ import annotations

import pytest

from builders import HALF, ITEMS, PERIODS, UNITS, YEAR, PlanTables, check_rows, plan_rows
from par_xl.plan.compare import changed_rows
from par_xl.plan.model import Plan
from par_xl.workbooks.sheet import Value

EXTENSIONS = "| Kỳ | Đơn vị | Gửi trước ngày |\n| 2024-06 | HC | 12/6/2024 |"


def read(rows: PlanTables) -> Plan:
    plan, found = check_rows(rows)
    assert plan is not None, found
    return plan


def changed(rows: PlanTables, period: str = HALF) -> list[str]:
    old = read(plan_rows(ITEMS, extensions=EXTENSIONS))
    return [" ".join(row) for row in changed_rows(old, read(rows), period)]


def test_nothing_changed() -> None:
    assert changed(plan_rows(ITEMS, extensions=EXTENSIONS)) == []


@pytest.mark.parametrize(
    ("before", "after", "row"),
    [
        ("| TT              | 31/3/2024", "| TT | 30/4/2024", "Phụ lục I 1.1"),
        ("| HC             | TT              | 31/3/2024", "| HC | | 31/3/2024", "Phụ lục I 1.1"),
        ("| TH             | HC              | Quý II", "| TT | HC | Quý II", "Phụ lục II S1.1"),
        ("| 1.1  | 1           | HC ", "| 1.1  | 1           | TH ", "Phụ lục I 1.1"),
    ],
)
def test_what_is_asked_changed(before: str, after: str, row: str) -> None:
    assert before in ITEMS
    rows = plan_rows(ITEMS.replace(before, after), extensions=EXTENSIONS)
    assert changed(rows) == [row]


def test_points_area_unit_period_extension_setting_and_a_new_row() -> None:
    rows = plan_rows(
        ITEMS.replace("| 1    | 3 ", "| 1    | 4 ").replace("| 1.2  | 2 ", "| 1.2  | 3 ")
        + "| P1.2 | | TT | | |\n",
        units=UNITS.replace("Phòng Tổng hợp ", "Phòng Kế hoạch "),
        periods=PERIODS.replace("10/6/2024 ", "11/6/2024 "),
        extensions="| Kỳ | Đơn vị | Gửi trước ngày |\n| 2024-06 | TH | 13/6/2024 |",
    )
    rows["Thiết lập"].append({"Tên": "Ngưỡng xanh", "Giá trị": "75%"})
    rows["Lĩnh vực"][0]["Tên lĩnh vực"] = "Chỉ đạo"
    for year in (2023, 2024):
        result: dict[str, Value] = {"Chỉ số": "SIPAS", "Năm": year, "Mã": "TOTAL", "Giá trị": 80}
        rows["Kết quả công bố"].append(result)
        rows["Mục tiêu"].append(result)
    rows["Phụ lục III"][0] |= {"Mục tiêu 2024": 7, "Kết quả năm 2024": 6}
    assert changed(rows) == [
        "Thiết lập Ngưỡng xanh",
        "Kỳ báo cáo 2024-06",
        "Đơn vị TH",
        "Lĩnh vực PAR INDEX 1",
        "Phụ lục I 1",
        "Phụ lục I 1.2",
        "Phụ lục III P1",
        "Phụ lục III P1.2",
        "Kết quả công bố SIPAS TOTAL 2023",
        "Mục tiêu SIPAS TOTAL",
        "Gia hạn TH",
        "Gia hạn HC",
    ]


def test_what_concerns_other_periods_or_no_figures_is_no_change() -> None:
    rows = plan_rows(
        ITEMS,
        units=UNITS + "| MOI | Phòng Mới | phòng | |\n",
        periods=PERIODS.replace("10/12/2024", "09/12/2024"),
        extensions=EXTENSIONS + "\n| 2024-12 | HC | 12/12/2024 |",
        version="2",
    )
    for unit in rows["Đơn vị"]:
        unit["Thư điện tử"] = "a@vd.vn"
        unit["Từ kỳ"] = "2024-12" if unit["Mã đơn vị"] == "MOI" else None
    rows["Phụ lục I"][2]["Đơn vị chủ trì"] = "Phòng Hành chính;\nTH"
    rows["Phụ lục I"].reverse()
    rows["Phụ lục III"].append(
        {**rows["Phụ lục III"][1], "TT": "P1.2", "Từ kỳ": YEAR, "Mục tiêu 2025": 3}
    )
    rows["Phụ lục III"][1] |= {"Mục tiêu 2025": 90, "Kết quả năm 2024": 80, "Đến kỳ": YEAR}
    assert changed(rows) == []
    assert changed(rows, YEAR) == [
        "Kỳ báo cáo 2024-12",
        "Đơn vị MOI",
        "Phụ lục III P1.1",
        "Phụ lục III P1.2",
        "Gia hạn HC",
    ]


def test_a_unit_merged_into_another_one() -> None:
    rows = plan_rows(ITEMS, extensions=EXTENSIONS)
    for unit in rows["Đơn vị"]:
        is_merged = unit["Mã đơn vị"] == "TH"
        unit["Đến kỳ"], unit["Sáp nhập vào"] = (HALF, "HC") if is_merged else (None, None)
    assert changed(rows) == []
    assert changed(rows, YEAR) == ["Đơn vị TH"]
