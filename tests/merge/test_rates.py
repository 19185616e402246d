"""The formulas of the contract's section 6, each against a sum worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builders import form, key, make_folder, make_plan, merge, plan_rows, submit
from par_xl.merge.rates import Rates
from par_xl.merge.result import Result

pytestmark = pytest.mark.usefixtures("no_masters")

ITEMS = """
| TT   | Điểm tối đa | Đơn vị chủ trì | Thẩm quyền thực hiện | Thời gian hoàn thành |
| 1    | 6           |                |                      |                      |
| 1.1  | 1           | HC             | Văn phòng            | 31/3/2024            |
| 1.2  | 2           | HC; TH         | Cấp tỉnh             | Thường xuyên         |
| 1.3  | 3           | HC             | Văn phòng            | 31/3/2024            |
| 2    |             |                |                      |                      |
| 2.1  |             | HC             | Văn phòng            |                      |
| 2.2  |             | TH             | Cấp tỉnh             |                      |
| S1   |             | TT             | Văn phòng            |                      |
"""
# By hand: HC 1.1 done in time, 1.2 at 50 %, 1.3 done late, 2.1 not applicable;
# TH 1.2 at 80 %, 2.2 in error; TT has sent nothing. HC scores 1.2 for both, and does not score 1.3.
HC = """
| code | status                  | progress | completed_on | self_score | evidence |
| 1.1  | Hoàn thành              |          | 2024-03-05   | 0.8        | Số 1     |
| 1.2  | Đang thực hiện          | 0.5      |              | 1          | Số 2     |
| 1.3  | Hoàn thành              | 1        | 2024-04-05   |            | Số 3     |
| 2.1  | Không phát sinh trong kỳ|          |              |            |          |
"""
TH = """
| code | status         | progress | evidence |
| 1.2  | Đang thực hiện | 0.8      | Số 4     |
| 2.2  | Xong           |          |          |
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = make_folder(tmp_path_factory.mktemp("rates") / "folder", plan_rows(ITEMS))
    plan = make_plan(ITEMS)
    submit(folder, "HC.xlsx", form(plan, "HC", HC))
    submit(folder, "TH.xlsx", form(plan, "TH", TH))
    return merge(folder)


def _group(result: Result, name: str) -> Rates:
    groups: dict[str, Rates] = {
        **{unit.unit: unit for unit in result.units},
        **{f"{area.index}/{area.area}": area for area in result.areas},
        **{index.index: index for index in result.indices},
        **{each.authority: each for each in result.authorities},
    }
    return groups[name]


COUNTS = (
    *("assigned", "tasks", "applicable", "not_reported", "in_error", "not_applicable"),
    *("done_on_time", "done_late", "in_progress"),
)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("HC", (4, 4, 3, 0, 0, 1, 1, 1, 1)),
        ("TH", (2, 2, 2, 1, 1, 0, 0, 0, 1)),
        ("TT", (1, 1, 1, 1, 0, 0, 0, 0, 0)),
        ("PAR_INDEX/1", (4, 3, 4, 0, 0, 0, 1, 1, 2)),
        ("PAR_INDEX/2", (2, 2, 1, 1, 1, 1, 0, 0, 0)),
        ("PAR_INDEX", (6, 5, 5, 1, 1, 1, 1, 1, 2)),
        ("SIPAS", (1, 1, 1, 1, 0, 0, 0, 0, 0)),
        ("office", (4, 4, 3, 1, 0, 1, 1, 1, 0)),
        ("province", (3, 2, 3, 1, 1, 0, 0, 0, 2)),
    ],
)
def test_counts(result: Result, name: str, counts: tuple[int, ...]) -> None:
    group = _group(result, name)
    assert tuple(getattr(group, count) for count in COUNTS) == counts


@pytest.mark.parametrize(
    ("name", "rate", "value"),
    [
        ("HC", "completion_rate", 2 / 3),
        ("HC", "on_time_rate", 1 / 3),
        ("HC", "reporting_rate", 1),
        ("TH", "completion_rate", 0),
        ("TH", "reporting_rate", 1 / 2),
        ("PAR_INDEX", "completion_rate", 2 / 5),
        ("PAR_INDEX", "reporting_rate", 5 / 6),
        ("PAR_INDEX/2", "completion_rate", 0),
        ("province", "on_time_rate", 0),
        # Weights: 1.1 is 1, 1.2 is 2 shared by two leads, 1.3 is 3; 2.1 is not applicable.
        ("HC", "weighted_progress", (1 * 1 + 1 * 0.5 + 3 * 1) / 5),
        # 2.2 has no maximum: its weight is 1, and in error it is 0 % done.
        ("TH", "weighted_progress", (1 * 0.8 + 1 * 0) / 2),
        ("PAR_INDEX/1", "weighted_progress", (1 + 0.5 + 3 + 0.8) / 6),
        ("office", "weighted_progress", (1 + 3) / (1 + 3 + 1)),
        ("HC", "self_score", 0.8 + 1),
        ("HC", "score_maximum", 1 + 2),
        ("HC", "recoverable", 1.2),
        ("HC", "score_rate", 1.8 / 3),
        ("PAR_INDEX/1", "self_score", 0.8 + 1),
        ("PAR_INDEX/1", "score_maximum", 3),
        ("province", "score_rate", 1 / 2),
        ("TH", "self_score", 0),
        ("TT", "self_score", 0),
        ("TT", "weighted_progress", 0),
    ],
)
def test_rates(result: Result, name: str, rate: str, value: float) -> None:
    assert getattr(_group(result, name), rate) == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "rate"),
    [(name, "score_rate") for name in ("TT", "TH", "PAR_INDEX/2", "SIPAS")],
)
def test_a_score_rate_over_nothing_is_null(result: Result, name: str, rate: str) -> None:
    assert getattr(_group(result, name), rate) is None


def _one(tmp_path: Path, items: str, rows: str, **sheets: str) -> Result:
    folder = make_folder(tmp_path / "one", plan_rows(items, **sheets))
    if rows:
        submit(folder, "HC.xlsx", form(make_plan(items, **sheets), "HC", rows))
    return merge(folder)


def test_rates_over_nothing_are_null_not_zero(tmp_path: Path) -> None:
    items = "| TT | Đơn vị chủ trì |\n| P1 | HC |"
    result = _one(tmp_path, items, "| code | status |\n| P1 | Không phát sinh trong kỳ |")
    area, (hc, th, _tt) = result.areas[0], result.units
    for group in (area, hc):
        assert (group.assigned, group.applicable, group.reporting_rate) == (1, 0, 1.0)
        assert (group.completion_rate, group.on_time_rate, group.weighted_progress) == (None,) * 3
    assert (th.assigned, th.reporting_rate, th.completion_rate) == (0, None, None)
    text = "".join(result.json_parts(()))
    assert '"completion_rate": null' in text


def test_overdue_work_keeps_its_reported_progress(tmp_path: Path) -> None:
    items = "| TT | Đơn vị chủ trì | Thời gian hoàn thành |\n| P1 | HC | 31/3/2024 |"
    rows = "| code | status | progress |\n| P1 | Đang thực hiện | 0.6 |"
    [area] = _one(tmp_path, items, rows).areas
    assert (area.overdue, area.completion_rate) == (1, 0)
    assert area.weighted_progress == pytest.approx(0.6)


def test_work_in_progress_without_progress_counts_as_none(tmp_path: Path) -> None:
    items = "| TT | Đơn vị chủ trì |\n| P1 | HC |"
    [area] = _one(tmp_path, items, "| code | status |\n| P1 | Đang thực hiện |").areas
    assert (area.in_progress, area.weighted_progress) == (1, 0)


def test_tasks_that_share_a_criterion_share_its_weight(tmp_path: Path) -> None:
    items = """
    | TT    | Điểm tối đa | Đơn vị chủ trì |
    | 1     | 3           |                |
    | 1.1   | 2           | TH             |
    | 1.1.a |             | HC             |
    | 1.1.b |             | HC             |
    | 1.2   | 1           | HC             |
    """
    rows = "| code | status | evidence |\n| 1.1.a | Hoàn thành | Số 1 |"
    [area] = _one(tmp_path, items, rows).areas
    assert area.weighted_progress == pytest.approx(1 / 3)
    assert area.completion_rate == pytest.approx(1 / 3)


def test_a_criterion_is_its_scorers_whoever_leads_beneath(tmp_path: Path) -> None:
    items = """
    | TT    | Điểm tối đa | Đơn vị chủ trì | Thẩm quyền thực hiện |
    | 1     | 3           |                |                      |
    | 1.1   | 2           | HC             | Cấp tỉnh             |
    | 1.1.a |             | TH             | Văn phòng            |
    | 1.2   | 1           | TH             | Văn phòng            |
    """
    result = _one(tmp_path, items, "| code | self_score | evidence |\n| 1.1 | 1.5 | Số 1 |")
    of = {part.unit: part for part in result.units}
    assert (of["HC"].assigned, of["HC"].tasks, of["HC"].self_score) == (0, 0, 1.5)
    assert (of["TH"].assigned, of["TH"].self_score, of["TH"].score_rate) == (2, 0, None)
    scores = {each.authority: each.self_score for each in result.authorities}
    assert scores == {"office": 0, "province": 1.5}
    told = [(each.key, each.unit, each.self_score) for each in result.scores]
    assert told == [(key("1.1"), "HC", 1.5), (key("1.2"), "TH", None)]
    [file] = result.submissions
    assert (file.rows_filled, file.rows_accepted, file.rows_in_error) == (1, 1, 0)


def test_the_two_authorities_stand_apart_and_add_up(result: Result) -> None:
    counted: list[dict[str, Any]] = [a.model_dump() for a in result.authorities]
    assert [each["authority"] for each in counted] == ["office", "province"]
    for count in COUNTS:
        assert sum(each[count] for each in counted) == sum(
            getattr(index, count) for index in result.indices
        )


def test_done_late_is_not_on_time(tmp_path: Path) -> None:
    items = """
    | TT   | Đơn vị chủ trì | Thời gian hoàn thành |
    | P1   |                |                      |
    | P1.1 | HC             | 31/3/2024            |
    | P1.2 | HC             | 31/3/2024            |
    | P1.3 | HC             | 31/3/2024            |
    """
    rows = """
    | code | status     | completed_on | evidence |
    | P1.1 | Hoàn thành | 2024-04-01   | Số 1     |
    | P1.2 | Hoàn thành | 2024-04-02   | Số 1     |
    | P1.3 | Hoàn thành | 2024-03-31   | Số 1     |
    """
    [area] = _one(tmp_path, items, rows).areas
    assert area.completion_rate == 1
    assert area.on_time_rate == pytest.approx(1 / 3)


def test_a_score_of_nothing_is_exactly_nothing(tmp_path: Path) -> None:
    """And a maximum of nothing is none: nothing is divided by it."""
    items = """
    | TT  | Điểm tối đa | Đơn vị chủ trì |
    | 1   | 1           |                |
    | 1.1 | 1           | HC             |
    | 1.2 | 0           | HC             |
    """
    row = "| {} | Chưa thực hiện | 0 |"
    rows = "\n".join(["| code | status | self_score |", row.format("1.1"), row.format("1.2")])
    [area] = _one(tmp_path, items, rows).areas
    assert (area.self_score, area.score_maximum, area.score_rate) == (0.0, 1.0, 0.0)
