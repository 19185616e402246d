"""An assignment's state, what an explanation is owed for, and how a unit stands to its day."""

from __future__ import annotations

from datetime import date

import pytest
from test_merge_rows import made_row, sent_file

from builders import HALF, YEAR, make_plan
from par_xl.intake.submission import Row
from par_xl.merge.result import Entry
from par_xl.merge.totals import scored_differently, timeliness
from par_xl.merge.unit import SHARED_BY, MergedUnit, SharedScore, measured, merge_unit
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
    return Reported.model_construct(status=status, completed_on=done, value=value, self_score=score)


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
    plan: Plan, period: str, as_of: date, *rows: Row, before: dict[str, float] | None = None
) -> MergedUnit:
    """What `HC` sent in one file, if anything, merged."""
    files = [sent_file(plan, "a", *rows)] if rows else []
    return merge_unit(plan, plan.periods[period], as_of, plan.units["HC"], files, before or {})


def _one(merged: MergedUnit, code: str) -> Entry:
    return next(each for each in merged.entries if each.code == code)


ITEMS = """
| TT  | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì |
| 1   | 1           |             |                |
| 1.1 | 1           | điểm        | HC; TH         |
| 2   |             |             |                |
| 2.1 |             | %           | HC             |
"""


@pytest.fixture(scope="module")
def measuring() -> Plan:
    return make_plan(ITEMS)


@pytest.mark.parametrize(
    ("code", "value", "score", "held"),
    [
        ("1.1", 5.0, 0.5, 0.5),
        ("1.1", 5.0, None, None),
        ("2.1", 80.0, None, 80.0),
        ("2.1", 80, None, 80),
        ("2.1", "12/15 xã", None, None),
        ("2.1", None, 0.5, None),
    ],
)
def test_what_is_held_against_a_target(
    measuring: Plan, code: str, value: float | str | None, score: float | None, held: float | None
) -> None:
    assert measured(measuring.by_key[f"PAR_INDEX/{code}"], value, score) == held


def test_what_nobody_filled_is_counted_with_its_leads(measuring: Plan) -> None:
    found = _merged(measuring, HALF, AFTER).entries
    assert [(each.code, each.leads, each.state, each.due) for each in found] == [
        ("1.1", 2, State.NOT_REPORTED, None),
        ("2.1", 1, State.NOT_REPORTED, None),
    ]
    told = [(e.file, e.sheet, e.row, e.status, e.explanation_reason, e.unit) for e in found]
    assert told == [(None, None, None, None, None, "HC")] * 2
    assert not any(each.in_error or each.owes_explanation for each in found)


def _scored(unit: str, score: float, key: str = "1.1") -> SharedScore:
    return SharedScore(key, unit, score, f"{unit}.xlsx", "Phụ lục I", "R5")


def test_leads_that_score_alike_are_not_told() -> None:
    alike = [_scored("HC", 0.5), _scored("TH", 0.5), _scored("HC", 1.0, "1.2")]
    assert list(scored_differently(alike)) == []


def test_each_lead_that_scores_differently_is_told_of_the_others() -> None:
    given = [_scored("HC", 0.5), _scored("TT", 1, "1.2"), _scored("TH", 0.12345)]
    first, second = scored_differently(given)
    assert (first.code, first.file, first.sheet, first.cell) == (
        *("DI07", "HC.xlsx", "Phụ lục I"),
        "R5",
    )
    assert (first.value, second.value) == ("0,5", "0,1235")
    assert "(HC: 0,5; TH: 0,1235)" in first.message and second.file == "TH.xlsx"


def test_thirty_leads_share_an_item() -> None:
    assert SHARED_BY == 30


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
| TT  | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Thời gian hoàn thành | Mục tiêu 2024 |
| 1   | 1           |             |                |                      |               |
| 1.1 | 1           | điểm        | HC             | 31/3/2024            | 0,8           |
| 2   |             |             |                |                      |               |
| 2.1 |             | %           | HC             |                      | 80            |
| 2.2 |             | %           | HC             |                      |               |
"""
LATE, OVERDUE = "hoàn thành sau thời hạn", "chưa hoàn thành, đã quá hạn"


@pytest.fixture(scope="module")
def targeted() -> Plan:
    return make_plan(TARGETED)


@pytest.mark.parametrize(
    ("code", "entry", "period", "before", "reasons"),
    [
        ("1.1", _entry(Status.IN_PROGRESS), HALF, None, [OVERDUE]),
        ("1.1", _entry(Status.NOT_STARTED), HALF, None, [OVERDUE]),
        ("1.1", _entry(Status.DONE, AFTER), HALF, None, [LATE]),
        ("1.1", _entry(Status.DONE, DUE), HALF, None, []),
        ("2.2", _entry(Status.NOT_APPLICABLE, value=1.0), HALF, 5.0, []),
        ("1.1", None, HALF, 5.0, []),
        ("1.1", _entry(Status.DONE, DUE, score=0.7), HALF, None, []),
        (
            "1.1",
            _entry(Status.DONE, DUE, score=0.7),
            YEAR,
            None,
            ["đạt 0,7, dưới mục tiêu năm (0,8)"],
        ),
        ("1.1", _entry(Status.DONE, DUE, score=0.8), YEAR, 0.8, []),
        ("1.1", _entry(Status.DONE, DUE, value=0.1), YEAR, 5.0, []),
        (
            "2.1",
            _entry(Status.IN_PROGRESS, value=79.5),
            YEAR,
            None,
            ["đạt 79,5, dưới mục tiêu năm (80)"],
        ),
        ("2.1", _entry(Status.IN_PROGRESS, value=80.0), YEAR, 80.0, []),
        ("2.1", _entry(Status.IN_PROGRESS), YEAR, 5.0, []),
        ("2.2", _entry(Status.IN_PROGRESS, value=1.0), YEAR, None, []),
        (
            "2.2",
            _entry(Status.IN_PROGRESS, value=1.0),
            HALF,
            1.5,
            ["đạt 1, thấp hơn cùng kỳ năm trước (1,5)"],
        ),
        (
            "2.2",
            _entry(Status.IN_PROGRESS, value=0.0),
            HALF,
            0.5,
            ["đạt 0, thấp hơn cùng kỳ năm trước (0,5)"],
        ),
        ("2.2", _entry(Status.IN_PROGRESS, value=1.5), HALF, 1.5, []),
        (
            "1.1",
            _entry(Status.DONE, AFTER, score=0.0),
            YEAR,
            0.5,
            [LATE, "đạt 0, dưới mục tiêu năm (0,8)", "đạt 0, thấp hơn cùng kỳ năm trước (0,5)"],
        ),
    ],
)
def test_why_an_explanation_is_due(
    targeted: Plan,
    code: str,
    entry: Reported | None,
    period: str,
    before: float | None,
    reasons: list[str],
) -> None:
    then = {} if before is None else {f"PAR_INDEX/{code}": before}
    row = made_row(targeted, code, entry=entry)
    found = _one(_merged(targeted, period, AFTER, row, before=then), code)
    assert found.explanation_reason == ("; ".join(reasons) or None)
    assert found.owes_explanation == bool(reasons)
    assert (found.file, found.in_error) == ("a", entry is None)


@pytest.mark.parametrize("explanation", [None, "Chờ hướng dẫn"])
def test_an_explanation_that_is_given_is_owed_no_more(
    targeted: Plan, explanation: str | None
) -> None:
    entry = _entry(Status.IN_PROGRESS).model_copy(update={"explanation": explanation})
    found = _one(_merged(targeted, HALF, AFTER, made_row(targeted, "1.1", entry=entry)), "1.1")
    assert found.explanation_reason == OVERDUE
    assert found.owes_explanation is (explanation is None)


def test_a_coordinating_row_is_counted_where_it_is_filled_and_owes_nothing(plan: Plan) -> None:
    assert [each.code for each in _merged(plan, HALF, AFTER).entries] == ["1.1", "1.2"]
    entry = _entry(Status.DONE, AFTER, value=1.0)
    row = made_row(plan, "S1.1", role=Role.COORDINATING, entry=entry)
    merged = _merged(plan, HALF, AFTER, row, before={"SIPAS/S1.1": 5.0})
    last = merged.entries[-1]
    assert (last.key, last.role, last.state) == ("SIPAS/S1.1", Role.COORDINATING, None)
    assert (last.explanation_reason, last.owes_explanation, last.file) == (None, False, "a")


def test_all_that_is_owed_is_told_in_one_finding(targeted: Plan) -> None:
    row = made_row(targeted, "1.1", entry=_entry(Status.DONE, AFTER, score=0.5))
    [told] = _merged(targeted, YEAR, AFTER, row).findings["a"]
    assert (
        "Cần giải trình: hoàn thành sau thời hạn; đạt 0,5, dưới mục tiêu năm (0,8)." in told.message
    )
