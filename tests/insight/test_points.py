"""Points still to win, and the draft of what is to be made good; sums worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    HALF,
    PlanTables,
    check_rows,
    key,
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
from par_xl.merge.rates import Tallies
from par_xl.plan.model import Plan
from par_xl.terms.words import Index, State
from period_data import entry_of, score_of

ITEMS = """
| TT    | Điểm tối đa | Đơn vị chủ trì | Nhiệm vụ, giải pháp | Cách đánh giá       | Nguồn    |
| 1     | 12          |                |                     |                     |          |
| 1.1   | 1           | HC             | Ban hành            |                     | source   |
| 1.2   | 3           | HC; TH         | Rà soát             |                     | tái dựng |
| 1.3   | 2           | TH             | Công bố             |                     | source   |
| 1.4   | 2           | TT             | Số hóa              |                     | source   |
| 1.5   | 2           | TH             |                     |                     | source   |
| 1.5.a |             | HC             | Việc thứ nhất       |                     | source   |
| 1.5.b |             | TH             | Việc thứ hai        |                     | source   |
| 1.6   | 1           | HC             | Họp                 |                     | source   |
| 1.7   | 1           | TT             | Lắng nghe           | Điều tra xã hội học | source   |
| S1    |             |                |                     |                     |          |
| S1.1  |             | TH             | Niêm yết            |                     | source   |
| S1.2  |             | TH             | Xin lỗi             |                     | source   |
| P1    |             |                |                     |                     |          |
| P1.1  |             | TT             | Công khai           |                     | source   |
"""
# 1.1 0.4 of 1; 1.2 1.5 of 3; 1.3 nobody scored, published 1.25 of 2; 1.4 neither; 1.5 with two
# tasks beneath 1.5 of 2; 1.6 at its maximum; 1.7 surveyed, published 0.5 of 1.
SCORES = {"1.1": 0.4, "1.2": 1.5, "1.3": None, "1.4": None, "1.5": 1.5, "1.6": 1.0}
STATES = {
    ("HC", "1.1"): State.IN_PROGRESS,
    ("HC", "1.2"): State.DONE_LATE,
    ("TH", "1.2"): State.OVERDUE,
    ("TH", "1.3"): State.NOT_REPORTED,
    ("TT", "1.4"): State.IN_PROGRESS,
    ("HC", "1.5.a"): State.DONE_ON_TIME,
    ("TH", "1.5.b"): State.NOT_APPLICABLE,
    ("HC", "1.6"): State.DONE_ON_TIME,
    ("TT", "1.7"): State.DONE_ON_TIME,
}


def _rows() -> PlanTables:
    rows = plan_rows(ITEMS)
    rows["Kết quả công bố"] = [
        {"Chỉ số": "PAR INDEX", "Năm": 2022, "Mã": "1.3", "Giá trị": 0.5},
        {"Chỉ số": "PAR INDEX", "Năm": 2023, "Mã": "1.3", "Giá trị": 1.25},
        {"Chỉ số": "PAR INDEX", "Năm": 2023, "Mã": "1.7", "Giá trị": 0.5},
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


def _found(plan: Plan, scores: Mapping[str, float | None]) -> PointsToWin:
    entries = [entry_of(plan, unit, code, state) for (unit, code), state in STATES.items()]
    told = [score_of(plan, code, score) for code, score in scores.items()]
    return points_to_win(plan, plan.periods[HALF], Tallies(plan, entries).assigned(), told)


@pytest.fixture(scope="module")
def found(plan: Plan) -> PointsToWin:
    return _found(plan, SCORES)


def test_the_most_to_win_comes_first_with_a_running_total(found: PointsToWin) -> None:
    got = [(each.item.code, each.recoverable, each.running, each.basis) for each in found.ranked]
    assert got == [
        ("1.2", 1.5, 1.5, Basis.SELF),
        ("1.3", 0.75, 2.25, Basis.PUBLISHED),
        ("1.1", 0.6, pytest.approx(2.85), Basis.SELF),
        ("1.5", 0.5, pytest.approx(3.35), Basis.SELF),
        # Nobody scores what is surveyed, but points are lost there, too.
        ("1.7", 0.5, pytest.approx(3.85), Basis.PUBLISHED),
    ]
    assert found.total == pytest.approx(3.85)


def test_what_nobody_scored_stands_apart_and_what_is_at_its_maximum_nowhere(
    found: PointsToWin,
) -> None:
    assert [(e.item.code, e.maximum, e.recoverable, e.running) for e in found.unknown] == [
        ("1.4", 2, None, None)
    ]


def test_a_criterion_with_all_that_is_known_of_it(found: PointsToWin) -> None:
    of = {each.item.code: each for each in found.ranked}
    first = of["1.1"]
    assert (first.maximum, first.self_score, first.published) == (1, 0.4, None)
    assert [first.target, first.gap] == pytest.approx([0.9, 0.5])
    assert (first.scorer, first.leads, first.states) == ("HC", ("HC",), {State.IN_PROGRESS: 1})
    published = of["1.3"].published
    # What the plan has of a later year says nothing of this one.
    assert published is not None
    assert (published.value, published.year) == (1.25, 2023)


def test_how_the_tasks_at_and_under_it_stand(found: PointsToWin) -> None:
    of = {each.item.code: each for each in found.ranked}
    assert of["1.2"].states == {State.DONE_LATE: 1, State.OVERDUE: 1}
    assert of["1.2"].is_open
    beneath = of["1.5"]
    assert (beneath.scorer, beneath.leads) == ("TH", ("HC", "TH"))
    assert beneath.states == {State.DONE_ON_TIME: 1, State.NOT_APPLICABLE: 1}
    assert not beneath.is_open


def test_the_same_per_unit_that_scores(plan: Plan, found: PointsToWin) -> None:
    got = {
        unit: [(each.item.code, each.recoverable, each.running) for each in own]
        for unit, own in points_by_unit(plan, found).items()
    }
    assert got == {
        "HC": [("1.2", 1.5, 1.5), ("1.1", pytest.approx(0.6), pytest.approx(2.1))],
        "TH": [("1.3", 0.75, 0.75), ("1.5", 0.5, 1.25)],
    }


def test_said_in_words_and_named_by_what_is_to_be_done(plan: Plan) -> None:
    assert said(6, 4.25) == "làm xong 6 việc này: +4,25 điểm"
    names = [title(plan.by_key[f"PAR_INDEX/{code}"]) for code in ("1.1", "1.5.b")]
    assert names == ["Nội dung 1.1", "Việc thứ hai"]


@given(st.lists(st.floats(0, 1) | st.none(), min_size=6, max_size=6))
def test_the_running_total_is_the_sum_of_what_is_to_win(shares: list[float | None]) -> None:
    plan = make_plan(ITEMS)
    told = zip(SCORES, shares, strict=True)
    points = {code: plan.by_key[key(code)].points or 0 for code in SCORES}
    ranked = _found(plan, {c: None if s is None else points[c] * s for c, s in told})
    gaps = [each.recoverable or 0 for each in ranked.ranked]
    assert gaps == sorted(gaps, reverse=True)
    assert all(gap > 0 for gap in gaps)
    assert ranked.total == pytest.approx(sum(gaps))
    # One unit scores each: what the units have to win is the whole.
    by_unit = points_by_unit(plan, ranked).values()
    assert sum(own[-1].running or 0 for own in by_unit) == pytest.approx(ranked.total)
    codes = [each.item.code for each in (*ranked.ranked, *ranked.unknown)]
    assert len(codes) == len(set(codes))


def test_the_draft_of_a_remedial_plan(plan: Plan, found: PointsToWin) -> None:
    drafted = remedies(plan, plan.periods[HALF], found)
    assert [(each.index, each.code) for each in drafted] == [
        (Index.PAR_INDEX, "1.2.a"),
        (Index.PAR_INDEX, "1.3.a"),
        (Index.PAR_INDEX, "1.1.a"),
        # It has two tasks already.
        (Index.PAR_INDEX, "1.5.c"),
        (Index.PAR_INDEX, "1.7.a"),
        (Index.SIPAS, "S1.a"),
    ]
    first, last = drafted[0], drafted[-1]
    assert (first.leads, first.authority, first.due) == ("HC; TH", "Văn phòng", "Năm 2025")
    assert "recall" in first.source
    assert "recall" not in drafted[1].source
    # 1.2 is asked for itself; 1.5 has tasks beneath already.
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
    assert (task.weighted_by, task.leads.codes, task.is_reconstructed) == (
        "PAR_INDEX/1.2",
        ("HC", "TH"),
        True,
    )


def test_what_the_rows_of_an_area_do_not_agree_on_is_left_to_people(
    plan: Plan, found: PointsToWin
) -> None:
    mixed = tuple(
        replace(item, leads=item.leads._replace(text="TT")) if item.code == "S1.2" else item
        for item in plan.items
    )
    drafted = remedies(replace(plan, items=mixed), plan.periods[HALF], found)
    assert (drafted[-1].code, drafted[-1].leads, drafted[-1].authority) == ("S1.a", "", "Văn phòng")
