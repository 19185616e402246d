"""What a plan asks of whom, counted as the contract's section 6 has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import HALF, UNITS, YEAR, make_folder, make_plan, merge, plan_rows
from par_xl.plan.workload import alike, workload
from par_xl.terms.words import Authority

_UNITS = """
| Mã đơn vị | Tên đơn vị        | Loại      | Từ kỳ   | Đến kỳ  | Sáp nhập vào |
| HC        | Phòng Hành chính  | phòng     |         |         |              |
| TH        | Phòng Tổng hợp    | phòng     |         | 2024-06 | HC           |
| TT        | Trung tâm Tin học | trung tâm |         |         |              |
| MO        | Phòng Mới         | ban       | 2024-12 |         |              |
| SO        | Sở Nội vụ         | bên ngoài |         |         |              |
"""
_ITEMS = """
| TT    | Điểm tối đa | Đơn vị chủ trì | Đơn vị phối hợp | Thẩm quyền thực hiện | Từ kỳ   |
| 1     | 6           |                |                 |                      |         |
| 1.1   | 1,5         | HC             | TT; SO          | Văn phòng            |         |
| 1.2   | 2,5         | TH             | HC; TH          | Cấp tỉnh             |         |
| 1.2.a |             | HC; TH; TT     |                 | Cấp tỉnh             |         |
| 1.2.b |             | phòng          | TT              | Văn phòng            | 2024-12 |
| 1.3   | 2           | HC             |                 | Văn phòng            | 2024-12 |
| S1    |             |                |                 |                      |         |
| S1.1  |             | TH             | HC              | Cấp tỉnh             |         |
| P1    |             |                |                 |                      |         |
| P1.1  |             | TT             |                 | Văn phòng            |         |
"""


def test_what_is_asked_in_a_period_and_of_whom() -> None:
    plan = make_plan(_ITEMS, units=_UNITS)
    asked = workload(plan, plan.periods[HALF])
    assert (asked.rows, asked.tasks, asked.criteria, asked.points) == (8, 4, 2, 4.0)
    assert asked.assignments == {Authority.OFFICE: 2, Authority.PROVINCE: 4}
    assert [(u.unit.code, u.leads, u.coordinates, u.scores, u.points) for u in asked.units] == [
        ("TH", 2, 0, 1, 2.5),
        ("HC", 2, 1, 1, 1.5),
        ("TT", 2, 1, 0, 0.0),
    ]


def test_what_is_asked_when_units_and_rows_have_changed() -> None:
    plan = make_plan(_ITEMS, units=_UNITS)
    asked = workload(plan, plan.periods[YEAR])
    assert (asked.rows, asked.tasks, asked.criteria, asked.points) == (10, 6, 3, 6.0)
    assert asked.assignments == {Authority.OFFICE: 4, Authority.PROVINCE: 3}
    assert [(u.unit.code, u.leads, u.coordinates, u.scores, u.points) for u in asked.units] == [
        ("HC", 5, 0, 3, 6.0),
        ("TT", 2, 2, 0, 0.0),
        ("MO", 0, 0, 0, 0.0),
    ]
    assert [each.unit.code for each in asked.units if not each.has_any] == ["MO"]


def test_periods_that_ask_the_same_stand_together() -> None:
    plan = make_plan(_ITEMS, units=_UNITS)
    together = [[period.code for period in each] for each in alike(plan)]
    assert together == [["2023-06", "2023-12", "2024-06"], ["2024-12", "2025-06"]]
    assert len([*alike(make_plan(units=UNITS))]) == 1


@pytest.mark.usefixtures("no_masters")
def test_what_is_asked_is_what_a_merge_counts(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "work", plan_rows(_ITEMS, units=_UNITS))
    plan = make_plan(_ITEMS, units=_UNITS)
    for period in (HALF, YEAR):
        asked, result = workload(plan, plan.periods[period]), merge(folder, period)
        assert sum(each.tasks for each in result.indices) == asked.tasks
        assigned = {each.authority: each.assigned for each in result.authorities}
        assert assigned == asked.assignments
        assert len(result.scores) == asked.criteria
        assert sum(score.maximum for score in result.scores) == asked.points
        assert {each.unit: (each.assigned, each.coordinated) for each in result.units} == {
            each.unit.code: (each.leads, each.coordinates) for each in asked.units
        }
