"""An assignment's state, what an explanation is owed for, and how a unit stands to its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from test_merge_rows import made_row, sent_file

from builders import HALF, YEAR, make_plan
from par_xl.intake.submission import Row
from par_xl.merge.entries import Earlier
from par_xl.merge.result import Entry, Score
from par_xl.merge.totals import timeliness
from par_xl.merge.unit import MergedUnit, merge_unit
from par_xl.plan.model import Plan
from par_xl.rules.entry import Reported
from par_xl.terms.words import Role, State, Status, Timeliness

DUE = date(2024, 3, 31)
BEFORE, AFTER = date(2024, 3, 30), date(2024, 4, 1)


def _entry(
    status: Status | None,
    done: date | None = None,
    value: float | None = None,
    score: float | None = None,
) -> Reported:
    return Reported(status=status, completed_on=done, value=value, self_score=score)


@pytest.mark.parametrize(
    ("entry", "due", "as_of", "state"),
    [
        (None, DUE, AFTER, State.NOT_REPORTED),
        (_entry(None), DUE, AFTER, State.NOT_REPORTED),
        (_entry(Status.NOT_APPLICABLE), DUE, AFTER, State.NOT_APPLICABLE),
        (_entry(Status.NOT_ARISEN), DUE, AFTER, State.NOT_APPLICABLE),
        (_entry(Status.DONE, BEFORE), DUE, AFTER, State.DONE_ON_TIME),
        (_entry(Status.DONE, DUE), DUE, AFTER, State.DONE_ON_TIME),
        (_entry(Status.DONE, AFTER), DUE, BEFORE, State.DONE_LATE),
        (_entry(Status.DONE, AFTER), None, AFTER, State.DONE_ON_TIME),
        (_entry(Status.DONE), DUE, AFTER, State.DONE_ON_TIME),
        (_entry(Status.IN_PROGRESS), DUE, AFTER, State.OVERDUE),
        (_entry(Status.NOT_STARTED), DUE, AFTER, State.OVERDUE),
        (_entry(Status.IN_PROGRESS), DUE, DUE, State.IN_PROGRESS),
        (_entry(Status.NOT_STARTED), DUE, DUE, State.NOT_STARTED),
        (_entry(Status.IN_PROGRESS), None, AFTER, State.IN_PROGRESS),
        (_entry(Status.NOT_STARTED), None, AFTER, State.NOT_STARTED),
    ],
)
def test_each_assignment_is_in_one_state(
    entry: Reported | None, due: date | None, as_of: date, state: State
) -> None:
    cell = due.strftime("%d/%m/%Y") if due else "Thường xuyên"
    plan = make_plan(_DUE.format(cell))
    merged = _merged(plan, HALF, as_of, made_row(plan, "1.1", entry=entry))
    assert _one(merged, "1.1").state is state


_DUE = """
| TT  | Điểm tối đa | Đơn vị chủ trì | Thời gian hoàn thành |
| 1   | 1           |                |                      |
| 1.1 | 1           | HC             | {}                   |
"""


def _merged(
    plan: Plan, period: str, as_of: date, *rows: Row, before: Earlier | None = None
) -> MergedUnit:
    """What `HC` sent in one file, if anything, merged."""
    files = [sent_file(plan, "a", *rows)] if rows else []
    about = plan, plan.periods[period], as_of, plan.units["HC"], files
    return merge_unit(*about, before or Earlier())


def _one(merged: MergedUnit, code: str) -> Entry:
    return next(each for each in merged.entries if each.code == code)


def _score(merged: MergedUnit, code: str) -> Score:
    return next(each for each in merged.scores if each.code == code)


ITEMS = """
| TT    | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì |
| 1     | 4           |             |                |
| 1.1   | 1           | điểm        | HC; TH         |
| 1.2   | 3           | %           | HC; Tất cả     |
| 1.2.a |             |             | HC; TH         |
| 1.2.b |             |             | TH             |
| 2     |             |             |                |
| 2.1   |             | %           | HC             |
"""


@pytest.fixture(scope="module")
def measuring() -> Plan:
    return make_plan(ITEMS)


def test_what_nobody_filled_is_counted_with_its_weight(measuring: Plan) -> None:
    """Points of a criterion are shared by the assignments at it, or under it."""
    merged = _merged(measuring, HALF, AFTER)
    found = merged.entries
    assert [(each.code, each.weight, each.state, each.due) for each in found] == [
        ("1.1", 1 / 2, State.NOT_REPORTED, None),
        ("1.2.a", 3 / 3, State.NOT_REPORTED, None),
        ("2.1", 1.0, State.NOT_REPORTED, None),
    ]
    told = [(e.file, e.sheet, e.row, e.status, e.explanation_reason, e.unit) for e in found]
    assert told == [(None, None, None, None, None, "HC")] * 3
    assert not any(each.in_error or each.owes_explanation for each in found)


def test_each_criterion_has_one_score_by_its_scorer_given_or_not(measuring: Plan) -> None:
    merged = _merged(measuring, HALF, AFTER)
    assert [(s.code, s.unit, s.maximum, s.self_score, s.in_error) for s in merged.scores] == [
        ("1.1", "HC", 1.0, None, False),
        ("1.2", "HC", 3.0, None, False),
    ]
    other = measuring.units["TH"]
    period = measuring.periods[HALF]
    assert not merge_unit(measuring, period, AFTER, other, []).scores


def test_a_row_that_its_scorer_leads_is_an_entry_and_a_score(measuring: Plan) -> None:
    said = replace(_entry(Status.IN_PROGRESS, score=0.5), evidence="Số 1")
    merged = _merged(measuring, HALF, AFTER, made_row(measuring, "1.1", entry=said))
    entry, score = _one(merged, "1.1"), _score(merged, "1.1")
    assert (entry.status, entry.evidence, entry.row) == (Status.IN_PROGRESS, "Số 1", 12)
    assert (score.self_score, score.evidence, score.row) == (0.5, "Số 1", 12)
    assert (score.file, score.sheet, score.index, score.area) == ("a", "Phụ lục I", *_AREA)


_AREA = ("PAR_INDEX", "1")


def test_a_scoring_row_is_a_score_alone(measuring: Plan) -> None:
    said = _entry(None, value=80.0, score=2.5)
    row = made_row(measuring, "1.2", role=Role.SCORING, entry=said)
    merged = _merged(measuring, HALF, AFTER, row)
    score = _score(merged, "1.2")
    assert (score.self_score, score.value, score.file, score.in_error) == (2.5, 80.0, "a", False)
    assert [each.code for each in merged.entries] == ["1.1", "1.2.a", "2.1"]
    assert not any(each.file for each in merged.entries)


@pytest.mark.parametrize(("code", "role"), [("1.1", Role.LEAD), ("1.2", Role.SCORING)])
def test_a_score_in_error_is_none(measuring: Plan, code: str, role: Role) -> None:
    merged = _merged(measuring, HALF, AFTER, made_row(measuring, code, role=role, entry=None))
    score = _score(merged, code)
    assert (score.self_score, score.in_error, score.file) == (None, True, "a")


@pytest.mark.parametrize(
    ("as_of", "good", "refused", "wanted"),
    [
        (date(2024, 6, 20), [date(2024, 6, 9)], False, Timeliness.ON_TIME),
        (date(2024, 6, 20), [date(2024, 6, 10)], False, Timeliness.LATE),
        (date(2024, 6, 20), [date(2024, 6, 12), date(2024, 6, 9)], True, Timeliness.ON_TIME),
        (date(2024, 6, 20), [], True, Timeliness.REFUSED),
        (date(2024, 6, 9), [], True, Timeliness.REFUSED),
        (date(2024, 6, 9), [], False, Timeliness.NOT_DUE),
        (date(2024, 6, 10), [], False, Timeliness.MISSING),
    ],
)
def test_a_unit_is_judged_by_its_first_good_file(
    plan: Plan, as_of: date, good: list[date], refused: bool, wanted: Timeliness
) -> None:
    period = plan.periods["2024-06"]
    assert timeliness(plan, period, as_of, "HC", good, refused) is wanted


TARGETED = """
| TT    | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Thời gian hoàn thành | Mục tiêu 2024 |
| 1     | 5           |             |                |                      |               |
| 1.1   | 1           | điểm        | HC             | 31/3/2024            | 0,8           |
| 1.2   | 2           | %           | HC             |                      | 90            |
| 1.2.a |             |             | HC             |                      |               |
| 1.3   | 2           | %           | HC             |                      | 90            |
| 2     |             |             |                |                      |               |
| 2.1   |             | %           | HC             |                      | 80            |
| 2.2   |             | %           | HC             |                      |               |
"""
LATE, OVERDUE = "hoàn thành sau thời hạn", "chưa hoàn thành, đã quá hạn"


@pytest.fixture(scope="module")
def targeted() -> Plan:
    return make_plan(TARGETED)


_GOING, _DONE = Status.IN_PROGRESS, Status.DONE


@pytest.mark.parametrize(
    ("code", "entry", "period", "before", "reasons"),
    [
        ("1.1", _entry(_GOING), HALF, None, [OVERDUE]),
        ("1.1", _entry(Status.NOT_STARTED), HALF, None, [OVERDUE]),
        ("1.1", _entry(_DONE, AFTER), HALF, None, [LATE]),
        ("1.1", _entry(_DONE, DUE), HALF, None, []),
        ("2.2", _entry(Status.NOT_APPLICABLE, value=1.0), HALF, 5.0, []),
        ("1.1", None, HALF, 5.0, []),
        # The score of a criterion is not its task's to explain.
        ("1.1", _entry(_DONE, DUE, score=0.7), YEAR, None, []),
        ("1.1", _entry(_DONE, DUE, value=0.1), YEAR, 5.0, []),
        ("2.1", _entry(_GOING, value=79.5), YEAR, None, ["đạt 79,5, dưới mục tiêu năm (80)"]),
        ("1.3", _entry(_GOING, value=79.5), YEAR, None, ["đạt 79,5, dưới mục tiêu năm (90)"]),
        ("2.1", _entry(_GOING, value=79.5), HALF, None, []),
        ("2.1", _entry(_GOING, value=80.0), YEAR, 80.0, []),
        # What prints alike is not lower.
        ("2.1", _entry(_GOING, value=79.996), YEAR, 80.004, []),
        ("2.1", _entry(_GOING), YEAR, 5.0, []),
        ("2.2", _entry(_GOING, value=1.0), YEAR, None, []),
        ("2.2", _entry(_GOING, value=1.0), HALF, 1.5, ["đạt 1, thấp hơn cùng kỳ năm trước (1,5)"]),
        ("2.2", _entry(_GOING, value=0.0), HALF, 0.5, ["đạt 0, thấp hơn cùng kỳ năm trước (0,5)"]),
        ("2.2", _entry(_GOING, value=1.5), HALF, 1.5, []),
        (
            "2.1",
            _entry(_GOING, value=1.0),
            YEAR,
            2.0,
            ["đạt 1, dưới mục tiêu năm (80)", "đạt 1, thấp hơn cùng kỳ năm trước (2)"],
        ),
    ],
)
def test_why_an_entry_owes_an_explanation(
    targeted: Plan,
    code: str,
    entry: Reported | None,
    period: str,
    before: float | None,
    reasons: list[str],
) -> None:
    then = Earlier({} if before is None else {f"PAR_INDEX/{code}": before})
    row = made_row(targeted, code, entry=entry)
    found = _one(_merged(targeted, period, AFTER, row, before=then), code)
    assert found.explanation_reason == ("; ".join(reasons) or None)
    assert found.owes_explanation == bool(reasons)
    assert (found.file, found.in_error) == ("a", entry is None)


BELOW, FALLEN = (
    "đạt 0,7 điểm, dưới mục tiêu năm (0,8 điểm)",
    "đạt {}, thấp hơn cùng kỳ năm trước ({})",
)


@pytest.mark.parametrize(
    ("code", "entry", "period", "before", "reasons"),
    [
        ("1.1", _entry(_DONE, DUE, score=0.7), YEAR, Earlier(), [BELOW]),
        ("1.1", _entry(_DONE, DUE, score=0.7), HALF, Earlier(), []),
        ("1.1", _entry(_DONE, DUE, score=0.8), YEAR, Earlier(), []),
        ("1.1", _entry(_DONE, DUE), YEAR, Earlier(), []),
        ("1.1", _entry(Status.NOT_APPLICABLE, score=0.1), YEAR, Earlier(), []),
        # 90 is a share of something, no points.
        ("1.3", _entry(_GOING, score=1.5), YEAR, Earlier(), []),
        (
            "1.3",
            _entry(_GOING, score=1.5),
            HALF,
            Earlier(scores={"PAR_INDEX/1.3": 1.6}),
            [FALLEN.format("1,5 điểm", "1,6 điểm")],
        ),
        ("1.3", _entry(_GOING, score=1.5), HALF, Earlier(scores={"PAR_INDEX/1.3": 1.504}), []),
        # What was measured there is the task's to explain.
        ("1.3", _entry(_GOING, value=1.0), YEAR, Earlier({"PAR_INDEX/1.3": 2.0}), []),
        (
            "1.2",
            _entry(None, value=80.0, score=2.0),
            YEAR,
            Earlier({"PAR_INDEX/1.2": 85.0}, {"PAR_INDEX/1.2": 2.0}),
            ["đạt 80, dưới mục tiêu năm (90)", FALLEN.format("80", "85")],
        ),
    ],
)
def test_why_a_score_owes_an_explanation(
    targeted: Plan, code: str, entry: Reported, period: str, before: Earlier, reasons: list[str]
) -> None:
    role = Role.SCORING if code == "1.2" else Role.LEAD
    row = made_row(targeted, code, role=role, entry=entry)
    merged = _merged(targeted, period, AFTER, row, before=before)
    found = _score(merged, code)
    assert found.explanation_reason == ("; ".join(reasons) or None)
    assert found.owes_explanation == bool(reasons)
    if role is Role.SCORING:
        told = [(each.code, each.cell) for each in merged.findings["a"]]
        assert told == [("GT01", "D12")] * found.owes_explanation


@pytest.mark.parametrize("explanation", [None, "Chờ hướng dẫn"])
def test_an_explanation_that_is_given_is_owed_no_more(
    targeted: Plan, explanation: str | None
) -> None:
    entry = replace(_entry(Status.IN_PROGRESS), explanation=explanation)
    found = _one(_merged(targeted, HALF, AFTER, made_row(targeted, "1.1", entry=entry)), "1.1")
    assert found.explanation_reason == OVERDUE
    assert found.owes_explanation is (explanation is None)


def test_a_coordinating_row_is_counted_where_it_is_filled_and_owes_nothing(plan: Plan) -> None:
    assert [each.code for each in _merged(plan, HALF, AFTER).entries] == ["1.1", "1.2"]
    entry = _entry(Status.DONE, AFTER, value=1.0)
    row = made_row(plan, "S1.1", role=Role.COORDINATING, entry=entry)
    merged = _merged(plan, HALF, AFTER, row, before=Earlier({"SIPAS/S1.1": 5.0}))
    last = merged.entries[-1]
    assert (last.key, last.role, last.state) == ("SIPAS/S1.1", Role.COORDINATING, None)
    assert (last.explanation_reason, last.owes_explanation, last.file) == (None, False, "a")


def test_all_that_a_row_owes_is_told_in_one_finding(targeted: Plan) -> None:
    row = made_row(targeted, "1.1", entry=_entry(Status.DONE, AFTER, score=0.7))
    [told] = _merged(targeted, YEAR, AFTER, row).findings["a"]
    assert f"Cần giải trình: {LATE}; {BELOW}." in told.message and told.cell == "D12"
