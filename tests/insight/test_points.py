"""Points still to win, and the draft of what is to be made good; sums worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    HALF,
    PlanTables,
    check,
    check_rows,
    consolidated,
    entries_of,
    form,
    make_plan,
    plan_rows,
)
from par_xl.insight.points import (
    Basis,
    PointsToWin,
    points_by_unit,
    points_to_win,
    said,
    title,
)
from par_xl.insight.remedies import remedies
from par_xl.merge.rates import ItemTally, Tallies
from par_xl.merge.result import ENTRY_FIELDS, Entry
from par_xl.plan.model import Plan
from par_xl.terms.words import Index, Role, State

ITEMS = """
| TT    | Điểm tối đa | Đơn vị chủ trì | Nhiệm vụ, giải pháp | Nguồn                             |
| 1     | 10          |                |                     |                                   |
| 1.1   | 1           | HC             | Ban hành            | source: QĐ 1                      |
| 1.2   | 3           | HC; TH         | Rà soát             | recall: tái dựng, chưa kiểm chứng |
| 1.3   | 2           | TH             | Công bố             | source: QĐ 1                      |
| 1.4   | 2           | TT             | Số hóa              | source: QĐ 1                      |
| 1.5   | 2           |                |                     | source: QĐ 1                      |
| 1.5.a |             | HC             | Việc thứ nhất       | source: QĐ 1                      |
| 1.5.b |             | TH             | Việc thứ hai        | source: QĐ 1                      |
| S1    |             |                |                     |                                   |
| S1.1  |             | TH             | Niêm yết            | source: QĐ 1                      |
| S1.2  |             | TH             | Xin lỗi             | source: QĐ 1                      |
| P1    |             |                |                     |                                   |
| P1.1  |             | TT             | Công khai           | source: QĐ 1                      |
"""
# 1.1 HC 0.4 of 1; 1.2 HC 2 and TH 1, 1.5 of 3 in the mean; 1.3 nobody scored, published 1.25 of
# 2; 1.4 neither; 1.5.a at its maximum of 1, 1.5.b 0.5 of 1.
HC = """
| code  | status         | progress | self_score | evidence |
| 1.1   | Đang thực hiện | 0.5      | 0.4        | Số 1     |
| 1.2   | Đang thực hiện | 0.5      | 2          | Số 2     |
| 1.5.a | Đang thực hiện | 0.9      | 1          | Số 3     |
"""
TH = """
| code  | status         | progress | self_score | evidence |
| 1.2   | Đang thực hiện | 0.5      | 1          | Số 4     |
| 1.3   | Đang thực hiện | 0.5      |            |          |
| 1.5.b | Đang thực hiện | 0.2      | 0.5        | Số 5     |
"""


def _rows() -> PlanTables:
    rows = plan_rows(ITEMS)
    rows["Kết quả công bố"] = [
        {"Chỉ số": "PAR INDEX", "Năm": 2022, "Mã": "1.3", "Giá trị": 0.5},
        {"Chỉ số": "PAR INDEX", "Năm": 2023, "Mã": "1.3", "Giá trị": 1.25},
        {"Chỉ số": "PAR INDEX", "Năm": 2025, "Mã": "1.3", "Giá trị": 2.0},
        {"Chỉ số": "SIPAS", "Năm": 2022, "Mã": "S1", "Giá trị": 82.0},
        {"Chỉ số": "SIPAS", "Năm": 2023, "Mã": "S1", "Giá trị": 80.5},
        {"Chỉ số": "SIPAS", "Năm": 2023, "Mã": "TOTAL", "Giá trị": 79.46},
    ]
    rows["Mục tiêu"] = [
        {"Chỉ số": "PAR INDEX", "Mã": "1.1", "Năm": 2024, "Giá trị": 0.9},
        {"Chỉ số": "SIPAS", "Mã": "S1", "Năm": 2024, "Giá trị": 85.0},
    ]
    return rows


@pytest.fixture(scope="module")
def plan() -> Plan:
    plan = check_rows(_rows())[0]
    assert plan is not None
    return plan


def _tallies(plan: Plan) -> list[ItemTally]:
    files = [check(plan, form(plan, unit, rows)) for unit, rows in (("HC", HC), ("TH", TH))]
    result = consolidated(plan, files, date(2024, 6, 10))
    return Tallies(plan, entries_of(result)).assigned()


def _entry(plan: Plan, unit: str, key: str, score: float | None) -> Entry:
    """What a lead that is at work on it gave itself."""
    item = plan.by_key[key]
    told: dict[str, Any] = dict.fromkeys(ENTRY_FIELDS)
    told |= {"key": key, "unit": unit, "role": Role.LEAD, "index": item.index, "code": item.code}
    told |= {"leads": 1, "state": State.IN_PROGRESS, "in_error": False, "self_score": score}
    return Entry(**told | {"estimated": False, "owes_explanation": False})


@pytest.fixture(scope="module")
def found(plan: Plan) -> PointsToWin:
    return points_to_win(plan, plan.periods[HALF], _tallies(plan))


def test_the_most_to_win_comes_first_with_a_running_total(found: PointsToWin) -> None:
    got = [(each.item.code, each.recoverable, each.running, each.basis) for each in found.ranked]
    assert got == [
        ("1.2", 1.5, 1.5, Basis.SELF),
        ("1.3", 0.75, 2.25, Basis.PUBLISHED),
        ("1.1", 0.6, pytest.approx(2.85), Basis.SELF),
        ("1.5.b", 0.5, pytest.approx(3.35), Basis.SELF),
    ]
    assert found.total == pytest.approx(3.35)


def test_what_nobody_scored_stands_apart_and_what_is_at_its_maximum_nowhere(
    found: PointsToWin,
) -> None:
    assert [(e.item.code, e.maximum, e.recoverable, e.running) for e in found.unknown] == [
        ("1.4", 2, None, None)
    ]


def test_a_criterion_with_all_that_is_known_of_it(found: PointsToWin) -> None:
    first = next(each for each in found.ranked if each.item.code == "1.1")
    assert (first.maximum, first.self_score, first.published) == (1, 0.4, None)
    assert [first.target, first.gap] == pytest.approx([0.9, 0.5])
    assert (first.leads, first.states) == (("HC",), {State.IN_PROGRESS: 1})
    published = next(each for each in found.ranked if each.item.code == "1.3").published
    # What the plan has of a later year says nothing of this one.
    assert published is not None
    assert (published.value, published.year) == (1.25, 2023)


def test_the_same_per_unit(plan: Plan) -> None:
    scores = [
        _entry(plan, "HC", "PAR_INDEX/1.1", 0.4),
        _entry(plan, "HC", "PAR_INDEX/1.2", 2.0),
        _entry(plan, "HC", "PAR_INDEX/1.5.a", 1.0),
        _entry(plan, "TH", "PAR_INDEX/1.2", 1.0),
        _entry(plan, "TH", "PAR_INDEX/1.3", None),
        _entry(plan, "TH", "SIPAS/S1.1", 1.0),
    ]
    found = points_by_unit(plan, scores)
    got = {
        unit: [(each.item.code, each.recoverable, each.running) for each in own]
        for unit, own in found.items()
    }
    assert got == {
        "HC": [("1.2", 1.0, 1.0), ("1.1", pytest.approx(0.6), pytest.approx(1.6))],
        "TH": [("1.2", 2.0, 2.0)],
    }


def test_said_in_words_and_named_by_what_is_to_be_done(plan: Plan) -> None:
    assert said(6, 4.25) == "làm xong 6 việc này: +4,25 điểm"
    names = [title(plan.by_key[f"PAR_INDEX/{code}"]) for code in ("1.1", "1.5.b")]
    assert names == ["Nội dung 1.1", "Việc thứ hai"]


@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.lists(st.booleans(), min_size=5))
def test_the_running_total_is_the_sum_of_what_is_to_win(
    shares: list[float], given: list[bool]
) -> None:
    plan = make_plan(ITEMS)
    leaves = [n for n, item in enumerate(plan.items) if item.maximum and item.is_leaf][:5]
    scores = tuple(
        (plan.items[place].maximum or 0) * share if is_given else None
        for place, share, is_given in zip(leaves, shares, given, strict=False)
    )
    told = zip(leaves, scores, strict=True)
    tallies = Tallies(plan, [_entry(plan, "HC", plan.items[n].key, score) for n, score in told])
    ranked = points_to_win(plan, plan.periods[HALF], tallies.assigned())
    gaps = [each.recoverable or 0 for each in ranked.ranked]
    assert gaps == sorted(gaps, reverse=True)
    assert all(gap > 0 for gap in gaps)
    assert ranked.total == pytest.approx(sum(gaps))
    codes = [each.item.code for each in (*ranked.ranked, *ranked.unknown)]
    assert len(codes) == len(set(codes))


def test_the_draft_of_a_remedial_plan(plan: Plan, found: PointsToWin) -> None:
    drafted = remedies(plan, plan.periods[HALF], found)
    assert [(each.index, each.code) for each in drafted] == [
        (Index.PAR_INDEX, "1.2.a"),
        (Index.PAR_INDEX, "1.3.a"),
        (Index.PAR_INDEX, "1.1.a"),
        # Its parent has two tasks already.
        (Index.PAR_INDEX, "1.5.c"),
        (Index.SIPAS, "S1.a"),
    ]
    first, last = drafted[0], drafted[-1]
    assert (first.leads, first.authority, first.due) == ("HC; TH", "Văn phòng", "Năm 2025")
    assert "recall" in first.source
    assert "recall" not in drafted[1].source
    # 1.2 is asked for itself; 1.5 is a heading already.
    assert first.why == (
        "Còn có thể đạt 1,5/3 điểm (tự đánh giá); có dòng này thì 1.2 thành đề mục, nhiệm vụ đang "
        "giao ở đó còn làm thì ghi thêm thành một dòng con"
    )
    assert "đề mục" not in drafted[3].why
    assert last.why == (
        "Kết quả năm 2023: 80,5; còn thiếu 4,5 so với mục tiêu; giảm 1,5 so với năm trước đó"
    )


def test_the_draft_can_be_taken_into_the_next_plan(plan: Plan, found: PointsToWin) -> None:
    rows = _rows()
    for each in remedies(plan, plan.periods[HALF], found):
        rows[each.index.sheet].append(
            {
                "TT": each.code,
                "Nội dung": each.content,
                "Nhiệm vụ, giải pháp": each.task,
                "Đơn vị chủ trì": each.leads,
                "Thẩm quyền thực hiện": each.authority,
                "Thời gian hoàn thành": each.due,
                "Nguồn": each.source,
            }
        )
    following, faults = check_rows(rows)
    assert faults == []
    assert following is not None
    task = following.by_key["PAR_INDEX/1.2.a"]
    assert (task.maximum, task.leads.codes, task.is_reconstructed) == (3, ("HC", "TH"), True)


def test_what_the_rows_of_an_area_do_not_agree_on_is_left_to_people(
    plan: Plan, found: PointsToWin
) -> None:
    mixed = tuple(
        replace(item, leads=replace(item.leads, text="TT")) if item.code == "S1.2" else item
        for item in plan.items
    )
    drafted = remedies(replace(plan, items=mixed), plan.periods[HALF], found)
    assert (drafted[-1].code, drafted[-1].leads, drafted[-1].authority) == ("S1.a", "", "Văn phòng")
