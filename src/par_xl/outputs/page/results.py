"""The indices' published results, as the page repeats them."""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.insight.published import TOTAL
from par_xl.plan.model import Plan, Published
from par_xl.terms.words import Index


@dataclass(frozen=True, slots=True)
class PublishedIndex:
    """What was published of an index, the latest year first."""

    index: Index
    years: tuple[Published, ...]


def published_indices(plan: Plan, year: int) -> tuple[PublishedIndex, ...]:
    """What was published of years up to *year*; what nobody has checked is left out."""
    return tuple(
        PublishedIndex(index, found) for index in Index if (found := _of(plan, index, year))
    )


def _of(plan: Plan, index: Index, year: int) -> tuple[Published, ...]:
    found = [
        each
        for each in plan.published
        if (each.index, each.code) == (index, TOTAL)
        and each.year <= year
        and not (each.value is None and each.rank is None)
        and not each.is_reconstructed
    ]
    return tuple(sorted(found, key=lambda each: -each.year))
