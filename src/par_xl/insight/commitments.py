"""Commitments that the Chief of Office signed (plan, II.3), against what was reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from par_xl.insight.published import TOTAL, published
from par_xl.merge.result import Score
from par_xl.plan.model import Area, Item, Plan, Published, Target
from par_xl.terms.words import Term, rounded

TOLERANCE = 0.011
"""Points by which sums may differ (contract, section 3)."""


class Verdict(Term):
    """Whether a commitment is kept."""

    KEPT = "kept", "Đạt"
    MISSED = "missed", "Chưa đạt"
    OPEN = "open", "Chưa kết luận"


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment of the year, and how it stands.

    ``value`` and ``rank`` are what was published of the year; before that, ``value`` is what the
    units scored themselves, of ``scored_maximum`` points at most (``is_published`` False), and
    it keeps no commitment: it only shows what is ``missing``, once all points are scored.
    ``is_reconstructed``: nobody has checked what was published.
    ``missing`` and ``missing_ranks`` are what value and rank lack, 0 where reached, None where
    not known.
    """

    target: Target
    name: str
    value: float | None
    rank: int | None
    is_published: bool
    is_reconstructed: bool
    scored_maximum: float | None
    missing: float | None
    missing_ranks: int | None
    verdict: Verdict


def commitments(plan: Plan, year: int, scores: Sequence[Score]) -> tuple[Commitment, ...]:
    """Return the commitments of *year* in the plan's order."""
    found = []
    for target in plan.targets:
        if target.year == year:
            known = published(plan, target.index, target.code, year)
            value, maximum = (known.value if known else None), None
            if known is None and target.index.has_points:
                value, maximum = _self_score(target, scores)
            found.append(_commitment(plan, target, known, value, maximum))
    return tuple(found)


def _commitment(
    plan: Plan,
    target: Target,
    known: Published | None,
    value: float | None,
    maximum: float | None,
) -> Commitment:
    missing, ranks = None, None
    is_whole = maximum is None or maximum > _whole(plan, target) - TOLERANCE
    if target.value is not None and value is not None and is_whole:
        missing = max(0.0, rounded(target.value) - rounded(value))
    if target.rank is not None and known is not None and known.rank is not None:
        ranks = max(0, known.rank - target.rank)
    aims = (target.value, missing), (target.rank, ranks)
    lacks = [lack for aim, lack in aims if aim is not None]
    verdict = Verdict.OPEN
    if known is not None and any(lacks):
        verdict = Verdict.MISSED
    elif known is not None and lacks and None not in lacks:
        verdict = Verdict.KEPT
    return Commitment(
        target=target,
        name=_name(plan, target),
        value=value,
        rank=known.rank if known else None,
        is_published=known is not None,
        is_reconstructed=known is not None and known.is_reconstructed,
        scored_maximum=maximum,
        missing=missing,
        missing_ranks=ranks,
        verdict=verdict,
    )


def _self_score(target: Target, scores: Sequence[Score]) -> tuple[float | None, float | None]:
    """Return what was scored, and of how many points at most; None where nobody scored."""
    scored = [
        each
        for each in scores
        if each.self_score is not None
        and each.index is target.index
        and (target.code in (TOTAL, each.area) or _is_under(each.code, target.code))
    ]
    if not scored:
        return None, None
    return sum(each.self_score or 0.0 for each in scored), sum(each.maximum for each in scored)


def _is_under(code: str, other: str) -> bool:
    """Whether a row is the other, or stands below it."""
    return f"{code}.".startswith(f"{other}.")


def _areas(plan: Plan, target: Target) -> list[Area]:
    """All areas of an index, or the one that a target is of."""
    return [
        area
        for area in plan.areas
        if area.index is target.index and target.code in (TOTAL, area.code)
    ]


def _whole(plan: Plan, target: Target) -> float:
    """Return the points that there are: of the index, an area or an item."""
    areas = _areas(plan, target)
    if areas or target.code == TOTAL:
        return sum(_points(plan, area) for area in areas)
    rows = (item for item in _earning(plan) if item.index is target.index)
    return sum(item.points or 0.0 for item in rows if _is_under(item.code, target.code))


def _earning(plan: Plan) -> Iterator[Item]:
    """Yield the rows that have points, and none beneath."""
    return (item for item in plan.items if item.weighted_by == item.key)


def _points(plan: Plan, area: Area) -> float:
    """Return an area's points; where `Lĩnh vực` leaves them out, those of its rows."""
    if area.points is not None:
        return area.points
    of = area.index, area.code
    return sum(i.points or 0.0 for i in _earning(plan) if (i.index, i.area) == of)


def _name(plan: Plan, target: Target) -> str:
    if target.text:
        return target.text
    if target.code == TOTAL:
        return f"Chỉ số {target.index.label}"
    for area in _areas(plan, target):
        return area.name
    return plan.by_key[f"{target.index.value}/{target.code}"].content
