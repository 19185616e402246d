"""What a plan asks in a period, and of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.terms.words import Authority


@dataclass(frozen=True)
class UnitWorkload:
    """What a unit that files a form has to do: rows that it leads and coordinates, criteria that
    it scores, and their points."""

    unit: Unit
    leads: int
    coordinates: int
    scores: int
    points: float

    @property
    def has_any(self) -> bool:
        """Whether its form has a row."""
        return bool(self.leads or self.coordinates or self.scores)


@dataclass(frozen=True)
class Workload:
    """What is asked in a period: rows of the appendices, tasks, assignments (of each authority),
    criteria and their points (contract, section 6); ``units`` those with most assignments first.
    """

    rows: int
    tasks: int
    assignments: dict[Authority, int]
    criteria: int
    points: float
    units: tuple[UnitWorkload, ...]


def workload(plan: Plan, period: Period) -> Workload:
    """Count what the plan asks in a period."""
    roles, items = plan.in_period(period), plan.by_key
    leading = Counter(unit for leads in roles.leads.values() for unit in leads)
    helping = Counter(unit for units in roles.coordinating.values() for unit in units)
    scored: dict[str, list[float]] = {}
    for key, scorer in roles.scorers.items():
        scored.setdefault(scorer, []).append(items[key].points or 0.0)
    assigned: Counter[Authority | None] = Counter()
    for key, leads in roles.leads.items():
        assigned[items[key].authority] += len(leads)
    units = [
        UnitWorkload(
            unit,
            leading[unit.code],
            helping[unit.code],
            len(scored.get(unit.code, ())),
            fsum(scored.get(unit.code, ())),
        )
        for unit in roles.units
    ]
    units.sort(key=lambda each: (-each.leads, -each.points, -each.coordinates))
    return Workload(
        rows=sum(item.asked_in(period.code) for item in plan.items),
        tasks=sum(map(bool, roles.leads.values())),
        assignments={authority: assigned[authority] for authority in Authority},
        criteria=len(roles.scorers),
        points=fsum(points for each in scored.values() for points in each),
        units=tuple(units),
    )


def alike(plan: Plan) -> Iterator[tuple[Period, ...]]:
    """Yield the periods in their order, those that follow each other and ask the same together."""
    together: list[Period] = []
    for code in sorted(plan.periods):
        period = plan.periods[code]
        if together and plan.in_period(together[-1]) is not plan.in_period(period):
            yield tuple(together)
            together = []
        together.append(period)
    if together:
        yield tuple(together)
