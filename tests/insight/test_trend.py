"""The trend over the periods: June with June, units that merged, rows that stood still."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from test_weakest import NONE

from builders import HALF, YEAR
from par_xl.insight.trend import (
    Trend,
    changed,
    predecessor,
    stalled,
    trends,
    unit_changes,
)
from par_xl.merge.result import ENTRY_FIELDS, AreaPart, Entry, IndexPart, Past, UnitPart
from par_xl.plan.model import Plan
from par_xl.terms.words import Index, Role, State, Timeliness

GOING, WAITING = State.IN_PROGRESS, State.NOT_STARTED


def _area(code: str, rate: float | None, reported: float = 1.0) -> AreaPart:
    told = NONE.model_dump() | {"completion_rate": rate, "reporting_rate": reported}
    return AreaPart(index=Index.PAR_INDEX, area=code, name=f"Mục {code}", **told)


def _index(rate: float | None) -> IndexPart:
    return IndexPart(index=Index.PAR_INDEX, **NONE.model_dump() | {"completion_rate": rate})


def _unit(code: str, done: int, applicable: int, reported: float = 1.0) -> UnitPart:
    told = NONE.model_dump() | {
        "applicable": applicable,
        "done_on_time": done,
        "completion_rate": done / applicable,
        "reporting_rate": reported,
    }
    return UnitPart(
        unit=code,
        name=code,
        submission=Timeliness.ON_TIME,
        coordinated=0,
        coordinated_reported=0,
        **told,
    )


def _past(period: str, areas: dict[str, float | None], units: list[UnitPart] | None = None) -> Past:
    parts = [_area(code, rate) for code, rate in areas.items()]
    return Past(
        period=period, units=units or [], areas=parts, indices=[_index(0.5)], index_authorities=[]
    )


def _trends(plan: Plan, now: dict[str, float | None], *past: Past) -> list[Trend]:
    found = trends(plan.periods[HALF], _past(HALF, now), {each.period: each for each in past})
    return [each for each in found if each.area is not None]


def test_june_is_held_against_june(plan: Plan) -> None:
    past = _past("2023-06", {"1": 0.4}), _past("2023-12", {"1": 0.9})
    (found,) = _trends(plan, {"1": 0.5}, *past)
    assert [(code, rates.completion_rate) for code, rates in found.points] == [
        ("2023-06", 0.4),
        ("2023-12", 0.9),
        (HALF, 0.5),
    ]
    assert found.change == 10.0


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        # What prints alike is the same: 44,88% and 44,88%.
        (0.448751, 0.448849, 0.0),
        (0.448849, 0.448751, 0.0),
        # What prints otherwise is not, however near.
        (0.448849, 0.448851, 0.01),
        (0.448851, 0.448849, -0.01),
        (1 / 3, 2 / 3, 33.34),
    ],
)
def test_rates_are_compared_as_print_shows_them(
    plan: Plan, before: float, now: float, change: float
) -> None:
    found = _trends(plan, {"1": now}, _past("2023-06", {"1": before}))
    assert [each.change for each in found] == [change]
    better, worse = changed(found)
    assert (len(better), len(worse)) == (change > 0, change < 0)


def test_a_period_to_come_is_no_past(plan: Plan) -> None:
    (found,) = _trends(plan, {"1": 0.5}, _past(YEAR, {"1": 0.9}))
    assert [code for code, _ in found.points] == [HALF]
    assert found.change is None


@pytest.mark.parametrize(("now", "before"), [(None, 0.4), (0.4, None)])
def test_what_is_not_known_did_not_change(
    plan: Plan, now: float | None, before: float | None
) -> None:
    (found,) = _trends(plan, {"1": now}, _past("2023-06", {"1": before}))
    assert found.change is None
    assert changed([found]) == ([], [])


def test_what_nobody_reported_on_yet_got_no_worse(plan: Plan) -> None:
    past = _past("2023-06", {"1": 0.4}, [_unit("HC", 1, 2)])
    result = _past(HALF, {})
    result.areas.append(_area("1", 0.0, reported=0.0))
    (_, found) = trends(plan.periods[HALF], result, {past.period: past})
    assert found.change is None and changed([found]) == ([], [])
    units = [_unit("HC", 0, 2, reported=0.0)]
    (unit,) = unit_changes(plan, plan.periods[HALF], units, {past.period: past})
    assert (unit.now, unit.before, unit.change) == (None, 0.5, None)


def test_what_nobody_reported_on_then_got_no_better(plan: Plan) -> None:
    past = _past("2023-06", {"1": 0.0}, [_unit("HC", 0, 2, reported=0.0)])
    past.areas[0] = _area("1", 0.0, reported=0.0)
    (found,) = _trends(plan, {"1": 0.5}, past)
    assert (found.year_before, found.change) == (None, None) and changed([found]) == ([], [])
    (unit,) = unit_changes(plan, plan.periods[HALF], [_unit("HC", 1, 2)], {past.period: past})
    assert (unit.now, unit.before, unit.change) == (0.5, None, None)


def test_what_got_better_and_what_got_worse_the_most_first(plan: Plan) -> None:
    now: dict[str, float | None] = {"1": 0.5, "2": 0.9, "3": 0.3, "4": 0.1, "5": 0.5, "6": 1.0}
    before: dict[str, float | None] = {"1": 0.4, "2": 0.4, "3": 0.4, "4": 0.4, "5": 0.50001}
    better, worse = changed(_trends(plan, now, _past("2023-06", before)))
    assert [each.area for each in better] == ["2", "1"]
    assert [each.area for each in worse] == ["4", "3"]


def _merged(plan: Plan) -> Plan:
    """TT was merged into TH after 2023."""
    gone = replace(plan.units["TT"], to_period="2023-12", merged_into="TH")
    return replace(plan, units={**plan.units, "TT": gone}, _assigned={})


def test_units_that_merged_are_followed(plan: Plan) -> None:
    past = _past("2023-06", {}, [_unit("HC", 1, 2), _unit("TH", 1, 4), _unit("TT", 3, 4)])
    now = [_unit("HC", 2, 2), _unit("TH", 6, 8)]
    merged = _merged(plan)
    found = unit_changes(merged, merged.periods[HALF], now, {"2023-06": past})
    got = [(each.unit, each.before, each.change, each.merged) for each in found]
    assert got == [("HC", 0.5, 50.0, ()), ("TH", 0.5, 25.0, ("TT",))]


def test_a_unit_without_a_year_before(plan: Plan) -> None:
    (found,) = unit_changes(plan, plan.periods[HALF], [_unit("HC", 1, 2)], {})
    assert (found.before, found.change) == (None, None)


def _row(unit: str, code: str, state: State, progress: float | None = None) -> Entry:
    told: dict[str, Any] = dict.fromkeys(ENTRY_FIELDS)
    told |= {"key": f"PAR_INDEX/{code}", "unit": unit, "role": Role.LEAD, "state": state}
    return Entry(**told | {"progress": progress})


def test_rows_that_are_no_further_than_the_period_before(plan: Plan) -> None:
    year = plan.periods[YEAR]
    before = [
        _row("HC", "1.1", GOING, 0.5),
        _row("HC", "1.2", GOING, 0.5),
        _row("TH", "1.2", WAITING),
    ]
    now = [_row("TH", "1.2", WAITING), _row("HC", "1.1", GOING, 0.5), _row("HC", "1.2", GOING, 0.6)]
    found = stalled(plan, year, [], now, before)
    assert [(each.unit, each.item.code) for each in found] == [("HC", "1.1"), ("TH", "1.2")]
    # Nothing was said of it before: it did not stand still.
    assert stalled(plan, year, [], now, []) == ()
    # Who still has time to report did not stand still.
    told = {"submission": Timeliness.NOT_DUE}
    has_time = _unit("HC", 0, 2, reported=0.0).model_copy(update=told)
    assert [e.unit for e in stalled(plan, year, [has_time], now, before)] == ["TH"]


def test_a_new_year_begins_anew(plan: Plan) -> None:
    half = plan.periods[HALF]
    assert predecessor(plan, half) is plan.periods["2023-12"]
    assert predecessor(plan, plan.periods["2023-06"]) is None
    before = [_row("HC", "1.1", GOING, 0.8), _row("HC", "1.2", WAITING), _row("TH", "1.2", GOING)]
    now = [_row("HC", "1.1", GOING, 0.2), _row("HC", "1.2", WAITING), _row("TH", "1.2", GOING, 0.1)]
    found = stalled(plan, half, [], now, before)
    assert [(each.unit, each.item.code) for each in found] == [("HC", "1.2")]


def test_a_row_of_a_unit_that_was_merged_stands_still_in_the_other(plan: Plan) -> None:
    merged = _merged(plan)
    before = [_row("TT", "1.2", WAITING), _row("XX", "1.1", WAITING)]
    found = stalled(merged, merged.periods[HALF], [], [_row("TH", "1.2", WAITING)], before)
    assert [(each.unit, each.before.unit) for each in found] == [("TH", "TT")]
