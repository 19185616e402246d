"""What a unit owes of what it reported: tasks and criteria, a row of its form counted once."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import pytest

from builders import make_plan
from par_xl.insight.debts import debts, form_rows
from par_xl.merge.result import Result, Score
from par_xl.plan.model import Plan
from par_xl.terms.words import Role, State
from period_data import entry_of, period_data_of, report, result_of, score_of, texts, under

ITEMS = """
| TT    | Điểm tối đa | Đơn vị chủ trì | Thời gian hoàn thành |
| 1     | 4           |                |                      |
| 1.1   | 1           | HC; TH         | 31/3/2024            |
| 1.2   | 3           | TH             |                      |
| 1.2.a |             | HC             | Thường xuyên         |
| S1    |             | TT             |                      |
| P1    |             | TT             |                      |
"""
LATE, LESS = "chưa hoàn thành, đã quá hạn", "đạt 0,5 điểm, thấp hơn cùng kỳ năm trước (0,75 điểm)"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


@pytest.fixture(scope="module")
def result(plan: Plan) -> Result:
    """HC owes for its row of 1.1 twice, TH for it once, and for the criterion 1.2; the row of that
    is in error, too."""
    late: dict[str, Any] = {"owes_explanation": True, "explanation_reason": LATE}
    entries = [
        entry_of(plan, "HC", "1.1", State.OVERDUE, **late),
        entry_of(plan, "TH", "1.1", State.OVERDUE, **late),
        entry_of(plan, "HC", "1.2.a", State.IN_PROGRESS),
    ]
    less: dict[str, Any] = {"owes_explanation": True, "explanation_reason": LESS}
    scores = [score_of(plan, "1.1", 0.5, **less), score_of(plan, "1.2", **less, in_error=True)]
    found = result_of(plan, {})
    return found.model_copy(update={"entries": entries, "scores": scores})


def test_a_row_that_is_done_and_scored_owes_once_for_both(plan: Plan, result: Result) -> None:
    found = {debt.unit.code: debt for debt in debts(period_data_of(plan, result))}
    owed = {
        unit: [(row.code, row.explanation_reason) for row in debt.unexplained]
        for unit, debt in found.items()
    }
    assert owed == {
        "HC": [("1.1", f"{LATE}; {LESS}")],
        "TH": [("1.1", LATE), ("1.2", LESS)],
        "TT": [],
    }
    assert [[row.code for row, _ in found[unit].wrong] for unit in ("HC", "TH")] == [[], ["1.2"]]


def test_a_row_of_which_only_the_score_owes_is_the_scores(plan: Plan) -> None:
    entry = entry_of(plan, "HC", "1.1", State.DONE_ON_TIME)
    score = score_of(plan, "1.1", 0.5, owes_explanation=True, explanation_reason=LESS)
    (row,) = form_rows([entry], [score], attrgetter("owes_explanation"))
    assert isinstance(row, Score)
    assert [*form_rows([entry], [score], attrgetter("in_error"))] == []


def test_the_report_counts_them_so(plan: Plan, result: Result) -> None:
    document = report(period_data_of(plan, result))
    (owing,) = [
        text
        for text in under(document.blocks, "Tồn tại, hạn chế và nguyên nhân")
        if "phải giải trình" in text
    ]
    assert owing.startswith("Còn 3 nội dung phải giải trình nhưng chưa có giải trình")
    assert owing.endswith(": Phòng Tổng hợp (2 nội dung) và Phòng Hành chính (1 nội dung).")
    said = texts(block for annex in document.annexes for block in annex.blocks)
    assert f"{LATE[0].upper()}{LATE[1:]}; {LESS}" in said


def test_a_coordinating_row_owes_nothing(plan: Plan, result: Result) -> None:
    helped = entry_of(plan, "HC", "1.2.a", State.OVERDUE, role=Role.COORDINATING, in_error=True)
    told = result.model_copy(update={"entries": [helped], "scores": []})
    assert [debt.wrong for debt in debts(period_data_of(plan, told))] == [(), (), ()]
