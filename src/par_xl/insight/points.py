"""Points that can still be won in PAR INDEX: per criterion, and per unit that scores.

Plan, II.3: "xác định nội dung còn hạn chế, yếu kém". What is still to win is the maximum less
the latest score known: the self-score, else the last published one. Where neither is known,
nothing is guessed: such criteria stand apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from par_xl.insight.published import Known, latest, target
from par_xl.merge.rates import ItemTally
from par_xl.merge.result import Score
from par_xl.plan.model import Item, Period, Plan
from par_xl.terms.messages import N_
from par_xl.terms.words import State, Term, number

_CLOSED = (State.DONE_ON_TIME, State.DONE_LATE, State.NOT_APPLICABLE)
_LEAST = 0.005
"""Points that are none at two decimals."""


class Basis(Term):
    """What a criterion's present score is taken from."""

    SELF = "self", N_("Tự đánh giá")
    PUBLISHED = "published", N_("Kết quả công bố")
    NONE = "none", N_("Chưa có điểm")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of PAR INDEX that earns points, and what was reported at and under it.

    Points; ``gap`` is what the target lacks, never below 0. ``recoverable`` is None where no score
    is known; ``running`` sums it up down the ranking. ``scorer`` is None where it is surveyed.
    """

    item: Item
    maximum: float
    scorer: str | None
    self_score: float | None
    published: Known | None
    target: float | None
    gap: float | None
    basis: Basis
    recoverable: float | None
    running: float | None
    leads: tuple[str, ...]
    states: Mapping[State, int]

    @property
    def is_open(self) -> bool:
        """Whether a task of it is neither done nor out of the question."""
        return any(count for state, count in self.states.items() if state not in _CLOSED)


@dataclass(frozen=True, slots=True)
class PointsToWin:
    """``ranked`` by what is still to win, the most first; ``unknown`` have no score yet, those
    with the highest maximum first; those at their maximum are in neither."""

    ranked: tuple[Criterion, ...]
    unknown: tuple[Criterion, ...]

    @property
    def total(self) -> float:
        """All that is known to be still to win, in points."""
        return self.ranked[-1].running or 0.0 if self.ranked else 0.0


def points_to_win(
    plan: Plan, period: Period, tallies: Iterable[ItemTally], scores: Iterable[Score]
) -> PointsToWin:
    """Rank the criteria; *tallies* are the items that somebody leads, counted, *scores* those of
    the period's result."""
    of_unit = {score.key: score for score in scores}
    beneath: dict[str | None, list[ItemTally]] = defaultdict(list)
    for tally in tallies:
        beneath[tally.item.weighted_by].append(tally)
    found = [
        _criterion(plan, period, item, of_unit.get(item.key), beneath[item.key])
        for item in plan.items
        if item.index.has_points and item.points and item.weighted_by == item.key
        # What is not asked in the period has neither.
        if item.key in of_unit or item.key in beneath
    ]
    open_ones = [each for each in found if (each.recoverable or 0) >= _LEAST]
    open_ones.sort(key=lambda each: (-(each.recoverable or 0), each.item.order))
    unknown = [each for each in found if each.recoverable is None]
    unknown.sort(key=lambda each: (-each.maximum, each.item.order))
    return PointsToWin(tuple(_summed(open_ones)), tuple(unknown))


def _criterion(
    plan: Plan, period: Period, item: Item, of_unit: Score | None, beneath: Sequence[ItemTally]
) -> Criterion:
    maximum = item.points or 0.0
    known = latest(plan, item.index, item.code, period.published_until)
    aim = target(plan, item.index, item.code, period.year)
    leads = plan.in_period(period).leads
    own = of_unit.self_score if of_unit else None
    score, basis = own, Basis.SELF
    if score is None:
        score, basis = (known.value, Basis.PUBLISHED) if known else (None, Basis.NONE)
    return Criterion(
        item=item,
        maximum=maximum,
        scorer=of_unit.unit if of_unit else None,
        self_score=own,
        published=known,
        target=aim,
        gap=None if aim is None or score is None else max(0.0, aim - score),
        basis=basis,
        recoverable=None if score is None else max(0.0, maximum - score),
        running=None,
        leads=(*dict.fromkeys(unit for tally in beneath for unit in leads[tally.item.key]),),
        states={state: count for state in State if (count := sum(t.count(state) for t in beneath))},
    )


def _summed(ranked: Sequence[Criterion]) -> Iterable[Criterion]:
    total = 0.0
    for each in ranked:
        total += each.recoverable or 0.0
        yield replace(each, running=total)


def points_by_unit(plan: Plan, found: PointsToWin) -> dict[str, tuple[Criterion, ...]]:
    """Return the same ranking for each unit that scores, in the plan's order; the running total is
    its own."""
    by_unit: dict[str | None, list[Criterion]] = defaultdict(list)
    for each in found.ranked:
        by_unit[each.scorer].append(each)
    return {unit: (*_summed(by_unit[unit]),) for unit in plan.units if unit in by_unit}


def title(item: Item) -> str:
    """Return what a criterion is called in lists; a task under one says what is to be done."""
    is_task = not item.code.rpartition(".")[2].isdigit()
    return item.task if is_task and item.task else item.content


def said(count: int, points: float) -> str:
    """Return the running total in words: what finishing the first *count* of a ranking would bring.

    >>> said(6, 4.25)
    'làm xong 6 việc này: +4,25 điểm'
    """
    return f"làm xong {count} việc này: +{number(points)} điểm"
