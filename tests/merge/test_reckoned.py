"""Whoever reckons weights, scores and rates again, from the contract, comes to the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from test_merge_rows import made_row, sent_file

from builders import consolidated, entries_of
from par_xl.intake.submission import Row
from par_xl.merge.result import Result
from par_xl.rules.entry import Reported
from par_xl.terms.words import Role, Status
from random_folders import RandomPlan, examples, plans
from reckoned import COUNTS, GROUPS, STATES, Parts, check_groups

_DAYS = (date(2024, 3, 1), date(2024, 5, 30))


def _row(drawn: RandomPlan, rng: Random, unit: str, key: str, role: Role) -> Row | None:
    """Nothing, a row in error, or one that is right, as the unit may send it."""
    plan, item = drawn.plan, drawn.plan.by_key[key]
    roles = plan.in_period(plan.periods[drawn.period])
    if (chance := rng.random()) < 0.15:
        return None
    said = Reported(
        status=None if role is Role.SCORING else rng.choice([*Status]),
        progress=rng.choice((None, 0.0, 0.3, 1 / 3, 0.85)),
        completed_on=rng.choice(_DAYS),
        self_score=rng.choice((None, 0.0, 0.25, 1 / 7, item.points))
        if roles.scorers.get(key) == unit
        else None,
    )
    accepted = None if chance < 0.3 else said
    return replace(made_row(plan, item.code, role=role, entry=accepted), key=key, role=role)


@st.composite
def _results(draw: st.DrawFn) -> tuple[RandomPlan, Result]:
    drawn, rng = draw(plans()), Random(draw(st.integers(0, 2**32)))
    plan, period = drawn.plan, drawn.plan.periods[drawn.period]
    sent = []
    for unit in plan.in_period(period).units:
        rows = [_row(drawn, rng, unit.code, *each) for each in plan.in_period(period).of(unit.code)]
        of_unit = sent_file(plan, unit.code, *filter(None, rows))
        sent.append(replace(of_unit, unit=unit, period=period))
    return drawn, consolidated(plan, sent, drawn.as_of, drawn.period)


@examples(25)
@given(_results())
def test_weights_scores_and_rates_are_those_of_the_contract(
    made: tuple[RandomPlan, Result],
) -> None:
    drawn, result = made
    check_groups(_json(result), drawn)


@examples(25)
@given(_results())
def test_what_holds_of_every_group(made: tuple[RandomPlan, Result]) -> None:
    """Rates lie between nothing and all, parts sum to their whole, and a criterion's points are
    shared out whole among its assignments."""
    drawn, result = made
    parts = _json(result)
    for name in GROUPS:
        for group in parts[name]:
            assert sum(group[state] for state in STATES) == group["assigned"] >= group["tasks"]
            assert 0 <= group["self_score"] <= group["score_maximum"] + 1e-12
            assert all(group[each] is None or 0 <= group[each] <= 1 + 1e-12 for each in _RATES)
    for count in (*COUNTS, "self_score", "score_maximum"):
        of_units = {count} & {"tasks"}
        sums = {
            name: round(sum(group[count] for group in parts[name]), 9)
            for name in GROUPS
            if name != "units" or not of_units
        }
        assert len({*sums.values()}) == 1, (count, sums)
    leads = [each for each in entries_of(result) if each.role is Role.LEAD]
    for item in drawn.plan.items:
        own = [e.weight for e in leads if drawn.plan.by_key[e.key].weighted_by == item.key]
        assert not own or abs(sum(own) - (item.points or 0.0)) < 1e-9


_RATES = ("completion_rate", "on_time_rate", "reporting_rate", "weighted_progress", "score_rate")


def _json(result: Result) -> Parts:
    parts: Parts = json.loads(result.model_dump_json(by_alias=True))
    return parts
