"""The trend of areas and units over the periods: June with June, year with year.

What is compared is the completion rate; a row stood still that was as far two periods running.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from par_xl.merge.rates import Rates
from par_xl.merge.result import Entry, Past, Result, UnitPart
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.units import successor
from par_xl.terms.words import Index, Role, State, Timeliness, less

UNFINISHED = (State.NOT_REPORTED, State.OVERDUE, State.IN_PROGRESS, State.NOT_STARTED)
"""States of what is still to be done."""


def points(now: float | None, before: float | None) -> float | None:
    """Return how a rate differs from another in points of a percent, both as shown in print."""
    return None if now is None or before is None else less(now * 100, before * 100)


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
        """How the completion rate differs from that of the year before, in points of a percent;
        None where either isn't known, or nobody reported yet."""
        # Where nobody told yet, nothing got worse.
        if self.year_before is None or not self.now.reporting_rate:
            return None
        return points(self.now.completion_rate, self.year_before.completion_rate)


def trends(period: Period, result: Result | Past, past: Mapping[str, Past]) -> tuple[Trend, ...]:
    """Return the trend of each index and its areas; *past* are earlier periods' results by code."""
    earlier = {code: _by_area(past[code]) for code in sorted(past) if code < period.code}
    found = []
    for whole in result.indices:
        areas = [(area.area, area.name, area) for area in result.areas if area.index is whole.index]
        for area, name, now in ((None, f"Toàn chỉ số {whole.index.label}", whole), *areas):
            of = whole.index, area
            points = [(code, rates[of]) for code, rates in earlier.items() if of in rates]
            before = dict(points).get(period.year_before)
            if before is not None and not before.reporting_rate:
                # Nobody told then: what is told now is not better for that.
                before = None
            found.append(Trend(whole.index, area, name, (*points, (period.code, now)), before))
    return tuple(found)


def _by_area(past: Result | Past) -> dict[tuple[Index, str | None], Rates]:
    """Return a result's rates by index and area; of the whole index, None."""
    found: dict[tuple[Index, str | None], Rates] = {(p.index, p.area): p for p in past.areas}
    found.update(((part.index, None), part) for part in past.indices)
    return found


def changed(found: Iterable[Trend]) -> tuple[list[Trend], list[Trend]]:
    """Return the areas that got better and those that got worse, those that changed most first."""
    known = [(each.change or 0.0, each) for each in found if each.area is not None]
    known.sort(key=lambda each: -abs(each[0]))
    better = [each for change, each in known if change > 0]
    return better, [each for change, each in known if change < 0]


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
        """The difference in points of a percent."""
        return points(self.now, self.before)


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
    """Return the unit that stands for *code* in *period*; None where none does, or the plan has
    none."""
    return successor(plan.units, code, period) if code in plan.units else None


def _together(parts: Sequence[UnitPart]) -> float | None:
    if not any(part.reporting_rate for part in parts):
        return None
    applicable = sum(part.applicable for part in parts)
    done = sum(part.done_on_time + part.done_late for part in parts)
    return done / applicable if applicable else None


@dataclass(frozen=True, slots=True)
class Stalled:
    """An assignment that is no further than the period before; ``before`` is what it was then."""

    unit: str
    item: Item
    now: Entry
    before: Entry


def predecessor(plan: Plan, period: Period) -> Period | None:
    """Return the plan's period right before."""
    earlier = [code for code in plan.periods if code < period.code]
    return plan.periods[max(earlier)] if earlier else None


def _is_unfinished(entry: Entry) -> bool:
    return entry.role is Role.LEAD and entry.state in UNFINISHED


def stalled(
    plan: Plan,
    period: Period,
    units: Iterable[UnitPart],
    now: Iterable[Entry],
    before: Iterable[Entry],
) -> tuple[Stalled, ...]:
    """Return what was not done then and is no further now, in the plan's order; *before* is of the
    period's predecessor. Of *units* that still have time to report, nobody can say.

    A new year's progress begins anew: from one year to the next only what was at 0 both times
    stood still.
    """
    have_time = {unit.unit for unit in units if unit.submission is Timeliness.NOT_DUE}
    earlier: dict[tuple[str, str], Entry] = {}
    for each in filter(_is_unfinished, before):
        code = followed(plan, each.unit, period.code)
        if code is not None:
            earlier[code, each.key] = each
    then = predecessor(plan, period)
    is_new_year = then is None or then.year != period.year
    found = []
    for each in filter(_is_unfinished, now):
        old = earlier.get((each.unit, each.key))
        if old is None or each.key not in plan.by_key or each.unit in have_time:
            continue
        most = old.progress or 0.0
        if (each.progress or 0.0) <= most and not (is_new_year and most):
            found.append(Stalled(each.unit, plan.by_key[each.key], each, old))
    found.sort(key=lambda still: plan.places[still.item.key])
    return tuple(found)
