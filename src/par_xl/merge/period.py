"""What only all units together can tell: who is late, and leads that score an item differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from par_xl.plan.model import Period, Plan
from par_xl.rules.scores import SCORED_DIFFERENTLY
from par_xl.terms.finding import Finding
from par_xl.terms.words import Timeliness, number

SHARED_BY = 30
"""Leads up to which an item is one task of theirs, of which they should say the same. What more
units than that lead ("all communes"), each of them does and scores for itself."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A self-score, and where it stands."""

    key: str
    unit: str
    score: float
    file: str
    sheet: str
    cell: str


def scored_differently(scores: Iterable[Scored]) -> Iterator[Finding]:
    """Leads of one item that gave it different scores, each told of the others."""
    by_item: dict[str, list[Scored]] = defaultdict(list)
    for each in scores:
        by_item[each.key].append(each)
    for leads in by_item.values():
        if len({lead.score for lead in leads}) == 1:
            continue
        words = {"scores": "; ".join(f"{lead.unit}: {number(lead.score, 4)}" for lead in leads)}
        for lead in leads:
            value = number(lead.score, 4)
            yield SCORED_DIFFERENTLY.at(lead.file, lead.sheet, lead.cell, value, words)


def timeliness(
    plan: Plan,
    period: Period,
    as_of: date,
    unit: str,
    good: Sequence[date],
    refused: bool,
) -> Timeliness:
    """How a unit stands to its deadline: judged by its first file that was not refused.

    *good* are the days of receipt of those (contract, section 6); *refused* whether there are
    others.
    """
    if good:
        before = plan.send_before(period, unit)
        return Timeliness.ON_TIME if min(good) < before else Timeliness.LATE
    if refused:
        return Timeliness.REFUSED
    return Timeliness.NOT_DUE if as_of < period.send_before else Timeliness.MISSING
