"""What a plan asks in a period, and of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.terms.words import Authority, Role


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
    assigned = Counter(items[key].authority for key, leads in roles.leads.items() for _ in leads)
    points = {key: items[key].points or 0.0 for key in roles.scorers}
    units = []
    for unit in roles.units:
        of = Counter(role for _, role in roles.of(unit.code))
        own = [points[key] for key, scorer in roles.scorers.items() if scorer == unit.code]
        units.append(UnitWorkload(unit, of[Role.LEAD], of[Role.COORDINATING], len(own), fsum(own)))
    units.sort(key=lambda each: (-each.leads, -each.points, -each.coordinates))
    return Workload(
        rows=sum(item.asked_in(period.code) for item in plan.items),
        tasks=sum(map(bool, roles.leads.values())),
        assignments={authority: assigned[authority] for authority in Authority},
        criteria=len(points),
        points=fsum(points.values()),
        units=tuple(units),
    )


def alike(plan: Plan) -> Iterator[tuple[Period, ...]]:
    """Yield the periods in their order, those that follow each other and ask the same together."""
    periods = (plan.periods[code] for code in sorted(plan.periods))
    return (tuple(same) for _, same in groupby(periods, key=plan.in_period))
