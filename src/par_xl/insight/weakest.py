"""The weakest areas of SIPAS and PAPI, against the year's target and the national mean.

Plan, II.3. Nobody scores these two but the people asked: what is held against the target is the
latest published result.
"""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.insight.published import (
    NATIONAL_MEAN,
    TOTAL,
    Known,
    known_until,
    latest,
    published,
    target,
)
from par_xl.plan.model import Period, Plan
from par_xl.terms.words import Index

SURVEYED = (Index.SIPAS, Index.PAPI)


@dataclass(frozen=True, slots=True)
class Weakness:
    """An area, or a whole index (``code`` TOTAL), by its latest published value.

    Values in the index's own scale (SIPAS %, PAPI points); ``change`` against the value published
    of the year before; ``gap`` is what the target lacks, ``behind`` what the national mean of that
    year is ahead, each None where it isn't known and below 0 where it is reached.
    """

    index: Index
    code: str
    name: str
    latest: Known | None
    change: float | None
    target: float | None
    gap: float | None
    national_mean: float | None
    behind: float | None


def weakest(plan: Plan, index: Index, period: Period) -> tuple[Weakness, ...]:
    """The whole index, then its areas, the weakest first: by what the target lacks where there is
    one, then by what was lost since the year before, then by the value; unpublished ones last."""
    whole = _weakness(plan, index, TOTAL, f"Toàn chỉ số {index.label}", period)
    areas = [
        _weakness(plan, index, area.code, area.name, period)
        for area in plan.areas
        if area.index is index
    ]
    return whole, *sorted(areas, key=_rank)


def _rank(each: Weakness) -> tuple[bool, bool, float, float, float]:
    value = each.latest.value if each.latest else 0.0
    gap, change = each.gap, each.change
    return (
        each.latest is None,
        gap is None,
        -(gap or 0.0),
        change if change is not None else 0.0,
        value,
    )


def _weakness(plan: Plan, index: Index, code: str, name: str, period: Period) -> Weakness:
    found = latest(plan, index, code, known_until(period))
    before = published(plan, index, code, found.year - 1) if found else None
    aim = target(plan, index, code, period.year)
    mean = published(plan, index, NATIONAL_MEAN, found.year) if found and code == TOTAL else None
    return Weakness(
        index=index,
        code=code,
        name=name,
        latest=found,
        change=_less(found.value if found else None, before.value if before else None),
        target=aim,
        gap=_less(aim, found.value if found else None),
        national_mean=mean.value if mean else None,
        behind=_less(mean.value if mean else None, found.value if found else None),
    )


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
