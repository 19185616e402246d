"""The ranking of units: its arithmetic by hand, ties at two decimals, who is not ranked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_weakest import NONE

from builders import make_plan
from par_xl.insight.ranking import ranking
from par_xl.merge.result import InitiativePart, UnitPart
from par_xl.plan.model import Plan
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import Timeliness


def _unit(
    code: str,
    done: float = 0.0,
    on_time: float = 0.0,
    submission: Timeliness = Timeliness.ON_TIME,
    applicable: int = 100,
) -> UnitPart:
    told = NONE.model_dump() | {
        "applicable": applicable,
        "completion_rate": done if applicable else None,
        "on_time_rate": on_time if applicable else None,
    }
    return UnitPart(
        unit=code, name=code, submission=submission, coordinated=0, coordinated_reported=0, **told
    )


def _idea(unit: str, kind: str = KINDS[0]) -> InitiativePart:
    fields = "text", "area", "author", "effect", "status", "decision", "file"
    texts = dict.fromkeys(fields, "Ký số")
    return InitiativePart(unit=unit, kind=kind, row=5, **texts)


def test_each_units_arithmetic(plan: Plan) -> None:
    units = [_unit("A", 0.5, 0.25, Timeliness.LATE), _unit("B", 0.5, 0.25)]
    ideas = [_idea("A"), _idea("A"), _idea("B", KINDS[1])]
    best, second = ranking(plan, units, ideas)
    # B: 40 × 0,5 + 30 × 0,25 + 20; a proposal is no initiative. A: the same, 10 for 20.
    assert (best.unit, best.rank, best.points) == ("B", 1, 47.5)
    assert [part.points for part in best.parts] == [20, 7.5, 20, 0]
    assert (second.points, second.initiatives) == (37.5, 2)
    assert [part.points for part in second.parts] == [20, 7.5, 0, 10]


@pytest.mark.parametrize(
    ("text", "counted"),
    [("Không có", 0), (" không. ", 0), ("Chưa phát sinh", 0), ("-", 0), ("Không giấy tờ", 1)],
)
def test_who_says_that_there_is_none_has_no_initiative(plan: Plan, text: str, counted: int) -> None:
    idea = _idea("A").model_copy(update={"text": text})
    (found,) = ranking(plan, [_unit("A")], [idea])
    assert found.initiatives == counted


def test_units_equal_at_two_decimals_share_a_rank(plan: Plan) -> None:
    # 40 × 0.500_04 = 20.0016: printed as 20,00, as the other is.
    units = [_unit("A", 0.5), _unit("B", 0.500_04), _unit("C", 0.4), _unit("D", 0.6)]
    found = ranking(plan, units, [])
    assert [(each.unit, each.rank, each.tied, each.printed) for each in found] == [
        ("D", 1, False, 44.0),
        ("A", 2, True, 40.0),
        ("B", 2, True, 40.0),
        ("C", 4, False, 36.0),
    ]


def test_half_a_hundredth_is_rounded_up_whatever_its_binary_noise(plan: Plan) -> None:
    # 40 × 0.025125 = 1.005, which binary holds as 1.00499…
    found = ranking(plan, [_unit("A", 0.025125, submission=Timeliness.LATE)], [])
    assert found[0].printed == 1.01


@pytest.mark.parametrize(
    ("unit", "reason"),
    [
        (_unit("A", submission=Timeliness.NOT_DUE), "Chưa đến hạn gửi báo cáo"),
        (_unit("A", applicable=0), "Không chủ trì nhiệm vụ nào phải thực hiện trong kỳ"),
    ],
)
def test_who_is_not_ranked_stands_last_and_why(plan: Plan, unit: UnitPart, reason: str) -> None:
    found = ranking(plan, [unit, _unit("B")], [])
    assert [(each.unit, each.rank, each.reason) for each in found] == [
        ("B", 1, None),
        ("A", None, reason),
    ]
    assert found[1].points is None


@pytest.mark.parametrize("sent", [Timeliness.MISSING, Timeliness.REFUSED, Timeliness.LATE])
def test_only_a_report_in_time_is_punctual(plan: Plan, sent: Timeliness) -> None:
    (found,) = ranking(plan, [_unit("A", submission=sent)], [])
    assert found.points == 0


def test_weights_of_the_plan_count_as_shares_of_100() -> None:
    plan = make_plan()
    weighted = {**plan.settings, "Trọng số: hoàn thành nhiệm vụ": 3.0}
    weighted |= {f"Trọng số: {name}": 0.0 for name in ("hoàn thành đúng hạn", "sáng kiến")}
    weighted |= {"Trọng số: gửi báo cáo đúng hạn": 1.0, "Số sáng kiến để đạt điểm tối đa": 2.0}
    (found,) = ranking(replace(plan, settings=weighted), [_unit("A", 0.5)], [])
    assert [part.most for part in found.parts] == [75, 0, 25, 0]
    assert found.points == 62.5


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=12))
def test_ranks_follow_the_printed_points(rates: list[tuple[int, int]]) -> None:
    plan = _PLAN
    units = [_unit(str(n), a / 100, min(a, b) / 100) for n, (a, b) in enumerate(rates)]
    found = ranking(plan, units, [])
    printed = [each.printed or 0 for each in found]
    assert printed == sorted(printed, reverse=True)
    for each in found:
        assert each.rank == 1 + sum(other > (each.printed or 0) for other in printed)
        assert each.tied == (printed.count(each.printed or 0) > 1)
    assert {each.unit for each in found} == {unit.unit for unit in units}


_PLAN = make_plan()
