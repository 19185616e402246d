"""The master's sheets that people decide from: each once, live, and the same in LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from builders import HALF, form, make_folder, merge, plan_rows, submit
from libreoffice import LibreOffice
from par_xl.plan.reader import read_plan
from par_xl.workspace.layout import Folder
from sheet_view import Grid, SheetView, stored, text_above

ITEMS = """
| TT   | Điểm tối đa | Đơn vị chủ trì | Thời gian hoàn thành |
| 1    | 6           |                |                      |
| 1.1  | 1           | HC             | 31/3/2024            |
| 1.2  | 3           | HC; TH         | Thường xuyên         |
| 1.3  | 2           | TT             | Thường xuyên         |
| S1   |             |                |                      |
| S1.1 |             | TH             | Thường xuyên         |
| P1   |             |                |                      |
| P1.1 |             | TT             | Hằng năm             |
"""
# HC and TH stand alike in all that counts for the ranking; TT has sent nothing.
HC = """
| code | status         | progress | self_score | evidence | explanation |
| 1.1  | Đang thực hiện | 0.5      | 0.4        | Số 1     | Thiếu người |
| 1.2  | Đang thực hiện | 0.5      | 1.5        | Số 2     |             |
"""
TH = """
| code | status         | progress | self_score | evidence |
| 1.2  | Đang thực hiện | 0.5      |            |          |
| S1.1 | Đang thực hiện | 0.5      |            |          |
"""
IDEAS = (
    {"kind": "Nhiệm vụ trọng tâm kỳ tới", "text": "Số hóa"},
    {"kind": "Sáng kiến", "text": "Ký số", "author": "Trần B"},
    {"kind": "Đề xuất sửa đổi Kế hoạch", "text": "=Bổ sung"},
    {"kind": "Sáng kiến", "text": "Không có"},
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    rows = plan_rows(ITEMS)
    rows["Kết quả công bố"] = [
        {"Chỉ số": "SIPAS", "Năm": 2022, "Mã": "S1", "Giá trị": 82.0},
        {"Chỉ số": "SIPAS", "Năm": 2023, "Mã": "S1", "Giá trị": 80.5},
        {"Chỉ số": "PAR INDEX", "Năm": 2023, "Mã": "1.3", "Giá trị": 1.25},
        {"Chỉ số": "PAPI", "Năm": 2023, "Mã": "P1", "Giá trị": 5.5},
        {"Chỉ số": "PAPI", "Năm": 2024, "Mã": "P1", "Giá trị": 5.5, "Hạng": 12},
    ]
    rows["Mục tiêu"] = [
        {"Chỉ số": "SIPAS", "Mã": "S1", "Năm": 2024, "Giá trị": 85.0, "Văn bản": "CK 1"},
        {"Chỉ số": "PAPI", "Mã": "P1", "Năm": 2024, "Giá trị": 6.0, "Hạng": 10},
        {"Chỉ số": "PAR INDEX", "Mã": "1.1", "Năm": 2024, "Giá trị": 0.9},
    ]
    folder = make_folder(tmp_path_factory.mktemp("decisions") / "work", rows)
    plan = read_plan(folder.plan)
    submit(folder, "HC.xlsx", form(plan, "HC", HC, initiatives=IDEAS[:1]))
    submit(folder, "TH.xlsx", form(plan, "TH", TH, initiatives=IDEAS[2:]))
    merge(folder)
    return folder


@pytest.fixture(scope="module")
def sheets(work: Folder, libreoffice: LibreOffice) -> Mapping[str, Grid]:
    """Every sheet as LibreOffice counts it, which is as it is stored."""
    with libreoffice.open(work.results(HALF).master) as document:
        before = {sheet: document.values(sheet) for sheet in document.sheets()}
        document.recalculate()
        assert document.formula_errors() == []
        after = {sheet: document.values(sheet) for sheet in document.sheets()}
    for sheet, grid in before.items():
        flat = [cell for row in grid for cell in row]
        again = [cell for row in after[sheet] for cell in row]
        different = [
            (sheet, old, new)
            for old, new in zip(flat, again, strict=True)
            if old != pytest.approx(new, abs=1e-9)
        ]
        assert different == []
    return after


def _rows(grid: Grid, key: str, headers: Sequence[str]) -> list[list[Any]]:
    view = SheetView(grid, key)
    return [[view.value(row, header) for header in headers] for row in view.rows]


def test_points_still_to_win(sheets: Mapping[str, Grid]) -> None:
    grid = sheets["Điểm còn có thể đạt"]
    headers = ["TT", "Điểm tự đánh giá", "Điểm còn có thể đạt", "Cộng dồn", "Căn cứ"]
    assert _rows(grid, "TT", headers)[:3] == [
        ["1.2", 1.5, 1.5, 1.5, "Tự đánh giá"],
        ["1.3", "–", 0.75, 2.25, "Kết quả công bố"],
        ["1.1", 0.4, pytest.approx(0.6), pytest.approx(2.85), "Tự đánh giá"],
    ]
    assert text_above(grid, "Làm xong") == "Làm xong 3 việc này: +2,85 điểm."


def test_points_of_each_unit(sheets: Mapping[str, Grid]) -> None:
    grid = sheets["Điểm theo đơn vị"]
    view = SheetView(grid, "Tiêu chí")
    headers = ("Đơn vị chấm điểm", "Thứ tự", "TT", "Điểm còn có thể đạt", "Cộng dồn")
    places = [view.columns[header] for header in headers]
    rows = [[row[place] for place in places] for row in grid[view.header + 1 :] if row[places[0]]]
    assert rows == [
        ["HC", 1, "1.2", 1.5, 1.5],
        ["HC", 2, "1.1", pytest.approx(0.6), pytest.approx(2.1)],
        ["TT", 1, "1.3", 0.75, 0.75],
    ]


def test_criteria_with_their_scores_and_tasks_with_all_leads(sheets: Mapping[str, Grid]) -> None:
    headers = ["Đơn vị chấm điểm", "Điểm tự đánh giá", "Số đơn vị chủ trì", "Hoàn thành"]
    view = SheetView(sheets["Theo tiêu chí"], "TT")
    assert {code: [view.value(code, header) for header in headers] for code in view.rows} == {
        "1.1": ["HC", 0.4, 1, 0],
        "1.2": ["HC", 1.5, 2, 0],
        "1.3": ["TT", "–", 1, 0],
        "S1.1": [None, None, 1, 0],
        "P1.1": [None, None, 1, 0],
    }


def test_the_weakest_areas(sheets: Mapping[str, Grid]) -> None:
    headers = ["Kết quả công bố", "Tăng, giảm", "Còn thiếu so với mục tiêu"]
    rows = dict(zip(("S1", "P1"), (["S1"], ["P1"]), strict=True))
    view = SheetView(sheets["SIPAS, PAPI"], "Mã")
    for code in rows:
        rows[code] = [view.value(code, header) for header in headers]
    assert rows == {"S1": [80.5, -1.5, 4.5], "P1": [5.5, "–", 0.5]}


def test_the_remedial_draft_has_the_plans_columns(sheets: Mapping[str, Grid]) -> None:
    headers = ["Phụ lục", "TT", "Đơn vị chủ trì", "Thẩm quyền thực hiện", "Thời gian hoàn thành"]
    assert _rows(sheets["Khắc phục"], "TT", headers)[-2:] == [
        ["Phụ lục II", "S1.a", "TH", "Văn phòng", "Năm 2025"],
        ["Phụ lục III", "P1.a", "TT", "Văn phòng", "Năm 2025"],
    ]


def test_commitments(sheets: Mapping[str, Grid]) -> None:
    headers = ["Giá trị đạt được", "Còn thiếu", "Còn kém số hạng", "Kết luận"]
    assert _rows(sheets["Cam kết"], "Mã", headers) == [
        ["–", "–", "–", "Chưa kết luận"],
        [5.5, 0.5, 2, "Chưa đạt"],
        [0.4, 0.5, "–", "Chưa kết luận"],
    ]


def test_the_ranking_with_its_arithmetic(sheets: Mapping[str, Grid]) -> None:
    headers = ["Hạng", "Điểm (× 40)", "Điểm (× 20)", "Số sáng kiến", "Tổng điểm", "Ghi chú"]
    view = SheetView(sheets["Thi đua"], "Đơn vị")
    assert {unit: [view.value(unit, header) for header in headers] for unit in view.rows} == {
        "HC": [1, 0, 20, 0, 20, "Đồng hạng"],
        "TH": [1, 0, 20, 0, 20, "Đồng hạng"],
        "TT": [3, 0, 0, 0, 0, ""],
    }


def test_ideas_by_kind(sheets: Mapping[str, Grid]) -> None:
    headers = ["Loại", "Đơn vị"]
    view = SheetView(sheets["Sáng kiến, đề xuất"], "Nội dung")
    assert {text: [view.value(text, header) for header in headers] for text in view.rows} == {
        "=Bổ sung": ["Đề xuất sửa đổi Kế hoạch", "TH"],
        "Số hóa": ["Nhiệm vụ trọng tâm kỳ tới", "HC"],
        "Không có": ["Sáng kiến (không có nội dung)", "TH"],
    }


def test_who_gave_an_explanation_and_for_what_loss(sheets: Mapping[str, Grid]) -> None:
    headers = ["Giải trình", "Đơn vị", "Điểm tối đa", "Điểm tự đánh giá", "Điểm mất"]
    assert _rows(sheets["Giải trình"], "TT", headers) == [
        ["Đã giải trình", "HC", 1, 0.4, pytest.approx(0.6)]
    ]


def test_an_initiative_moves_a_unit_up(work: Folder) -> None:
    plan = read_plan(work.plan)
    submit(work, "HC-2.xlsx", form(plan, "HC", HC, initiatives=IDEAS[1:2]), "2024-06-08")
    merge(work)
    view = SheetView(stored(work.results(HALF).master, "Thi đua"), "Đơn vị")
    told = {unit: (view.value(unit, "Hạng"), view.value(unit, "Tổng điểm")) for unit in view.rows}
    assert told == {"HC": (1, 30), "TH": (2, 20), "TT": (3, 0)}


def test_only_what_is_not_finished_can_be_finished(work: Folder) -> None:
    plan = read_plan(work.plan)
    done = "| code | status | self_score | evidence |\n| 1.2 | Hoàn thành | {} | Số 9 |"
    for unit, score in (("HC", 1.5), ("TH", "")):
        submit(work, f"{unit}-9.xlsx", form(plan, unit, done.format(score)), "2024-06-09")
    merge(work)
    points, units = (
        stored(work.results(HALF).master, name)
        for name in ("Điểm còn có thể đạt", "Điểm theo đơn vị")
    )
    said = "Làm xong 2 việc này: +1,35 điểm (việc chưa xong, thứ tự 2, 3)."
    assert text_above(points, "Làm xong") == said
    assert text_above(units, "HC: ") == (
        "HC: làm xong 1 việc này: +0,6 điểm (việc chưa xong, thứ tự 2)."
    )
    assert text_above(units, "TT: ") == "TT: làm xong 1 việc này: +0,75 điểm."
