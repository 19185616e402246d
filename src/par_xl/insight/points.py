"""Points that can still be won in PAR INDEX: per criterion, and per unit.

Plan, II.3: "xác định nội dung còn hạn chế, yếu kém". What is still to win is the maximum less
the latest score known: the mean of the leads' self-scores (contract, section 6), else the last
published one. Where neither is known, nothing is guessed: such criteria stand apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from par_xl.insight.published import Known, known_until, latest, target
from par_xl.merge.rates import ItemTally
from par_xl.merge.result import Entry
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
    """A scored leaf of PAR INDEX. Points; ``gap`` is what the target lacks, never below 0.

    ``recoverable`` is None where no score is known; ``running`` sums it up down the ranking.
    """

    item: Item
    maximum: float
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


def points_to_win(plan: Plan, period: Period, tallies: Iterable[ItemTally]) -> PointsToWin:
    """Rank the criteria; *tallies* are the items that somebody leads, counted."""
    leads = plan.in_period(period).leads
    found = [
        _criterion(plan, period, tally, leads[tally.item.key])
        for tally in tallies
        if tally.item.index.has_points and tally.item.maximum
    ]
    open_ones = [each for each in found if (each.recoverable or 0) >= _LEAST]
    open_ones.sort(key=lambda each: (-(each.recoverable or 0), each.item.order))
    unknown = [each for each in found if each.recoverable is None]
    unknown.sort(key=lambda each: (-each.maximum, each.item.order))
    return PointsToWin(tuple(_summed(open_ones)), tuple(unknown))


def _criterion(plan: Plan, period: Period, tally: ItemTally, leads: tuple[str, ...]) -> Criterion:
    item = tally.item
    maximum = item.maximum or 0.0
    known = latest(plan, item.index, item.code, known_until(period))
    aim = target(plan, item.index, item.code, period.year)
    score, basis = tally.mean_score, Basis.SELF
    if score is None:
        score, basis = (known.value, Basis.PUBLISHED) if known else (None, Basis.NONE)
    return Criterion(
        item=item,
        maximum=maximum,
        self_score=tally.mean_score,
        published=known,
        target=aim,
        gap=None if aim is None or score is None else max(0.0, aim - score),
        basis=basis,
        recoverable=None if score is None else max(0.0, maximum - score),
        running=None,
        leads=leads,
        states={state: tally.count(state) for state in State if tally.count(state)},
    )


def _summed(ranked: Sequence[Criterion]) -> Iterable[Criterion]:
    total = 0.0
    for each in ranked:
        total += each.recoverable or 0.0
        yield replace(each, running=total)


@dataclass(frozen=True, slots=True)
class UnitPoints:
    """A criterion that a unit leads and where points are still to win, ranked within the unit.

    Several leads of a criterion can each win it back: sums over units are no sum of points.
    """

    unit: str
    item: Item
    maximum: float
    self_score: float
    recoverable: float
    running: float
    state: State

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state not in _CLOSED


def points_by_unit(plan: Plan, entries: Iterable[Entry]) -> dict[str, tuple[UnitPoints, ...]]:
    """Return the same ranking per unit; units in the order in which *entries* name them first.

    *entries* are the units', each unit's one after the other.
    """
    found: dict[str, tuple[UnitPoints, ...]] = {}
    for unit, own in groupby(entries, key=lambda each: each.unit):
        gaps = []
        for each in own:
            item, score, state = plan.by_key[each.key], each.self_score, each.state
            if item.index.has_points and item.maximum and score is not None and state:
                gap = item.maximum - score
                if gap >= _LEAST:
                    gaps.append((gap, item, score, state))
        gaps.sort(key=lambda gap: (-gap[0], gap[1].order))
        total, ranked = 0.0, []
        for gap, item, score, state in gaps:
            total += gap
            maximum = item.maximum or 0.0
            ranked.append(UnitPoints(unit, item, maximum, score, gap, total, state))
        if ranked:
            found[unit] = tuple(ranked)
    return found


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
