"""Published values of the indices, and where SIPAS and PAPI are weakest by them."""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.plan.due import read_target
from par_xl.plan.model import Period, Plan, Published, contested
from par_xl.terms.words import Index, less

TOTAL, NATIONAL_MEAN = "TOTAL", "NATIONAL_MEAN"
"""Codes of `Kết quả công bố` that are no area's and no item's (contract, section 3)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A published value with its year; ``is_reconstructed``: nobody has checked it."""

    value: float
    year: int
    is_reconstructed: bool = False


def published(plan: Plan, index: Index, code: str, year: int) -> Published | None:
    """Return what was published of that year; None where nothing was, or neither value nor rank.

    Nor where several rows differ: two provinces' results that stand side by side since the
    provinces are one are compared with nothing.
    """
    rows, differ = _rows(plan, index, code)
    return next((each for each in rows if each.year == year and year not in differ), None)


def _rows(plan: Plan, index: Index, code: str) -> tuple[list[Published], set[int]]:
    """Return what `Kết quả công bố` says of an area, item or whole index, and the years of which
    rows differ."""
    of = (each for each in plan.published if (each.index, each.code) == (index, code))
    rows = [each for each in of if not (each.value is None and each.rank is None)]
    return rows, {row.year for row in contested(rows)}


def passed_over(plan: Plan, index: Index, code: str, until: int) -> tuple[int, ...]:
    """Return the years, *until* at most, that are compared with nothing since rows differ."""
    return tuple(sorted(year for year in _rows(plan, index, code)[1] if year <= until))


def latest(plan: Plan, index: Index, code: str, until: int) -> Known | None:
    """Return the latest published value of an area, item or whole index, of the year *until* at
    most; years of which rows differ are passed over.

    An item's own columns `Kết quả năm …` count where `Kết quả công bố` says nothing.
    """
    rows, differ = _rows(plan, index, code)
    found = [Known(r.value, r.year, r.is_reconstructed) for r in rows if r.value is not None]
    if item := plan.by_key.get(f"{index.value}/{code}"):
        own = ((year, value) for year, value in item.results.items() if not isinstance(value, str))
        found += [Known(float(value), year, item.is_reconstructed) for year, value in own]
    known = (each for each in found if each.year <= until and each.year not in differ)
    # The first of those of one year: `Kết quả công bố` stands before the item's columns.
    return max(known, key=lambda each: each.year, default=None)


def target(plan: Plan, index: Index, code: str, year: int) -> float | None:
    """Return the value aimed at in that year: signed for (`Mục tiêu`), else the item's own
    target."""
    for each in plan.targets:
        if (each.index, each.code, each.year) == (index, code, year) and each.value is not None:
            return each.value
    item = plan.by_key.get(f"{index.value}/{code}")
    return read_target(item.targets.get(year)) if item else None


@dataclass(frozen=True, slots=True)
class Weakness:
    """An area, or a whole index (``code`` TOTAL), by its latest published value.

    Values in the index's own scale (SIPAS %, PAPI points); ``before`` is the value published of
    the year before, ``target`` that aimed at this year, ``national_mean`` that of the latest year.
    They are compared as print shows them.
    """

    index: Index
    code: str
    name: str
    latest: Known | None
    before: float | None
    target: float | None
    national_mean: float | None

    @property
    def value(self) -> float | None:
        """The latest published value."""
        return self.latest.value if self.latest else None

    @property
    def change(self) -> float | None:
        """How it differs from the value before; None where one isn't known."""
        return less(self.value, self.before)

    @property
    def gap(self) -> float | None:
        """What the target lacks, below 0 where it is passed; None where one isn't known."""
        return less(self.target, self.value)

    @property
    def behind(self) -> float | None:
        """By how much the national mean is ahead; None where one isn't known."""
        return less(self.national_mean, self.value)


def weakest(plan: Plan, index: Index, period: Period) -> tuple[Weakness, ...]:
    """Return the whole index, then its areas, the weakest first: by what the target lacks where
    there is one, then by what was lost since the year before, then by the value; unpublished ones
    last."""
    whole = _weakness(plan, index, TOTAL, f"Toàn chỉ số {index.label}", period)
    areas = [
        _weakness(plan, index, area.code, area.name, period)
        for area in plan.areas
        if area.index is index
    ]
    return whole, *sorted(areas, key=_rank)


def _rank(each: Weakness) -> tuple[bool, bool, float, float, float]:
    gap, change = each.gap, each.change
    return each.latest is None, gap is None, -(gap or 0.0), change or 0.0, each.value or 0.0


def _weakness(plan: Plan, index: Index, code: str, name: str, period: Period) -> Weakness:
    found = latest(plan, index, code, period.published_until)
    before = published(plan, index, code, found.year - 1) if found else None
    mean = published(plan, index, NATIONAL_MEAN, found.year) if found and code == TOTAL else None
    return Weakness(
        index=index,
        code=code,
        name=name,
        latest=found,
        before=before.value if before else None,
        target=target(plan, index, code, period.year),
        national_mean=mean.value if mean else None,
    )
