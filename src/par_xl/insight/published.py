"""Published results and targets of a year, looked up by what they are of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from par_xl.plan.due import read_target
from par_xl.plan.model import Item, Period, Plan, Published
from par_xl.terms.words import Index, PeriodKind

TOTAL, NATIONAL_MEAN = "TOTAL", "NATIONAL_MEAN"
"""Codes of `Kết quả công bố` that are no area's and no item's (contract, section 3)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A published value with its year; ``is_reconstructed``: nobody has checked it."""

    value: float
    year: int
    is_reconstructed: bool = False


def known_until(period: Period) -> int:
    """The latest year of which results can be out: at a half-year, the year before."""
    return period.year - (period.kind is PeriodKind.HALF_YEAR)


def published(plan: Plan, index: Index, code: str, year: int) -> Published | None:
    """What was published of that year; None where nothing was, or neither value nor rank."""
    for each in plan.published:
        if (each.index, each.code, each.year) == (index, code, year):
            return None if each.value is None and each.rank is None else each
    return None


def latest(plan: Plan, index: Index, code: str, until: int) -> Known | None:
    """The latest published value of an area, item or whole index, of the year *until* at most.

    An item's own columns `Kết quả năm …` count where `Kết quả công bố` says nothing.
    """
    found = [
        Known(each.value, each.year, each.is_reconstructed)
        for each in plan.published
        if (each.index, each.code) == (index, code)
        and each.value is not None
        and each.year <= until
    ]
    found += (known for known in _own(plan, index, code) if known.year <= until)
    # The first of those of one year: `Kết quả công bố` stands before the item's columns.
    return max(found, key=lambda known: known.year, default=None)


def target(plan: Plan, index: Index, code: str, year: int) -> float | None:
    """The value aimed at in that year: signed for (`Mục tiêu`), else the item's own target."""
    for each in plan.targets:
        if (each.index, each.code, each.year) == (index, code, year) and each.value is not None:
            return each.value
    item = plan.by_key.get(f"{index.value}/{code}")
    return read_target(item.targets.get(year)) if item else None


def _own(plan: Plan, index: Index, code: str) -> Iterator[Known]:
    item: Item | None = plan.by_key.get(f"{index.value}/{code}")
    for year, value in item.results.items() if item else ():
        if isinstance(value, float | int):
            yield Known(float(value), year, item.is_reconstructed if item else False)
