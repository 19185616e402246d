"""The trend of areas and units over the periods: June with June, year with year.

What is compared is the completion rate; a row stood still that was as far two periods running.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from par_xl.merge.result import AreaPart, Entry, IndexPart, Past, Rates, UnitPart
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.units import successor
from par_xl.terms.words import Index, Role, State, Status, Timeliness

SAME = 0.00005
"""Below this, two rates are the same at two decimals of a percent."""
_UNFINISHED = (State.NOT_REPORTED, State.OVERDUE, State.IN_PROGRESS, State.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Trend:
    """An area's (``area`` None: a whole index's) rates over the periods, the oldest first.

    ``points`` are of all periods that have a result, this one the last; ``year_before`` is the
    same period a year before, None where it has none, or nobody reported on this area.
    """

    index: Index
    area: str | None
    name: str
    points: tuple[tuple[str, Rates], ...]
    year_before: Rates | None

    @property
    def now(self) -> Rates:
        return self.points[-1][1]

    @property
    def change(self) -> float | None:
        """How the completion rate differs from that of the year before (0.05: 5 points of a
        percent more); None where either isn't known, or nobody reported yet."""
        return _change(self.now, self.year_before)


def trends(
    plan: Plan,
    period: Period,
    indices: Sequence[IndexPart],
    areas: Sequence[AreaPart],
    past: Mapping[str, Past],
) -> tuple[Trend, ...]:
    """The trend of each index and its areas; *past* are earlier periods' results by code."""
    earlier = [past[code] for code in sorted(past) if code < period.code]
    found = []
    for index in indices:
        name = f"Toàn chỉ số {index.index.label}"
        found.append(_trend(period, index.index, None, name, index, earlier))
        found += (
            _trend(period, area.index, area.area, area.name, area, earlier)
            for area in areas
            if area.index is index.index
        )
    return tuple(found)


def _trend(
    period: Period,
    index: Index,
    area: str | None,
    name: str,
    now: Rates,
    earlier: Sequence[Past],
) -> Trend:
    points = [(past.period, found) for past in earlier if (found := _of(past, index, area))]
    before = dict(points).get(period.year_before)
    if before is not None and not before.reporting_rate:
        # Nobody told then: what is told now is not better for that.
        before = None
    return Trend(index, area, name, (*points, (period.code, now)), before)


def _of(past: Past, index: Index, area: str | None) -> Rates | None:
    if area is None:
        return next((part for part in past.indices if part.index is index), None)
    return next((p for p in past.areas if (p.index, p.area) == (index, area)), None)


def _change(now: Rates, before: Rates | None) -> float | None:
    if before is None or now.completion_rate is None or before.completion_rate is None:
        return None
    if not now.reporting_rate:
        # Nothing got worse: nobody told.
        return None
    return now.completion_rate - before.completion_rate


def changed(found: Iterable[Trend]) -> tuple[list[Trend], list[Trend]]:
    """The areas that got better and those that got worse, those that changed most first."""
    known = [(each.change, each) for each in found if each.area is not None]
    better = [(change, each) for change, each in known if change is not None and change >= SAME]
    worse = [(change, each) for change, each in known if change is not None and change <= -SAME]
    better.sort(key=lambda each: -each[0])
    worse.sort(key=lambda each: each[0])
    return [each for _, each in better], [each for _, each in worse]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit's completion rate, None where it reported nothing, and that of the same period a
    year before (0 to 1).

    ``merged`` are the codes of units that were merged into it since; theirs counts with it.
    """

    unit: str
    name: str
    now: float | None
    before: float | None
    merged: tuple[str, ...]

    @property
    def change(self) -> float | None:
        return None if self.now is None or self.before is None else self.now - self.before


def unit_changes(
    plan: Plan, period: Period, units: Sequence[UnitPart], past: Mapping[str, Past]
) -> tuple[UnitChange, ...]:
    """How each unit stands to the same period a year before; `Sáp nhập vào` is followed."""
    of: dict[str, list[UnitPart]] = {}
    before = past.get(period.year_before)
    for part in before.units if before else ():
        code = followed(plan, part.unit, period.code)
        if code is not None:
            of.setdefault(code, []).append(part)
    return tuple(
        UnitChange(
            unit=unit.unit,
            name=unit.name,
            now=unit.completion_rate if unit.reporting_rate else None,
            before=_together(of.get(unit.unit, ())),
            merged=tuple(part.unit for part in of.get(unit.unit, ()) if part.unit != unit.unit),
        )
        for unit in units
    )


def followed(plan: Plan, code: str, period: str) -> str | None:
    """The unit that stands for *code* in *period*; None where none does, or the plan has none."""
    return successor(plan.units, code, period) if code in plan.units else None


def _together(parts: Sequence[UnitPart]) -> float | None:
    if not any(part.reporting_rate for part in parts):
        return None
    applicable = sum(part.applicable for part in parts)
    done = sum(part.done_on_time + part.done_late for part in parts)
    return done / applicable if applicable else None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An assignment that is not done; ``progress`` is None where none was reported (0 to 1)."""

    unit: str
    key: str
    state: State
    status: Status | None
    progress: float | None


def unfinished(entries: Iterable[Entry]) -> list[Unfinished]:
    """What of *entries* is assigned and not done."""
    return [
        Unfinished(entry.unit, entry.key, entry.state, entry.status, entry.progress)
        for entry in entries
        if entry.role is Role.LEAD and entry.state in _UNFINISHED
    ]


@dataclass(frozen=True, slots=True)
class StoodStill:
    """An assignment that is no further than the period before; ``before`` is what it was then."""

    unit: str
    item: Item
    now: Unfinished
    before: Unfinished


def predecessor(plan: Plan, period: Period) -> Period | None:
    """The plan's period right before."""
    earlier = [code for code in plan.periods if code < period.code]
    return plan.periods[max(earlier)] if earlier else None


def stood_still(
    plan: Plan,
    period: Period,
    units: Iterable[UnitPart],
    now: Iterable[Unfinished],
    before: Iterable[Unfinished],
) -> tuple[StoodStill, ...]:
    """What was not done then and is no further now, in the plan's order; *before* is of the
    period's predecessor. Of *units* that still have time to report, nobody can say.

    A new year's progress begins anew: from one year to the next only what was at 0 both times
    stood still.
    """
    have_time = {unit.unit for unit in units if unit.submission is Timeliness.NOT_DUE}
    earlier: dict[tuple[str, str], Unfinished] = {}
    for each in before:
        code = followed(plan, each.unit, period.code)
        if code is not None:
            earlier[code, each.key] = each
    then = predecessor(plan, period)
    is_new_year = then is None or then.year != period.year
    found = []
    for each in now:
        old = earlier.get((each.unit, each.key))
        if old is None or each.key not in plan.by_key or each.unit in have_time:
            continue
        most = 0.0 if is_new_year else (old.progress or 0.0)
        if is_new_year and old.progress:
            continue
        if (each.progress or 0.0) <= most:
            found.append(StoodStill(each.unit, plan.by_key[each.key], each, old))
    found.sort(key=lambda still: plan.places[still.item.key])
    return tuple(found)
