"""The ranking of units for emulation and reward (plan, II.1); persons are out of its scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from par_xl.merge.result import InitiativePart, UnitPart
from par_xl.plan.model import Plan
from par_xl.plan.settings import INITIATIVES_FOR_ALL, Weight
from par_xl.rules.initiatives import KINDS
from par_xl.terms.text import says_nothing
from par_xl.terms.words import Timeliness

INITIATIVE = KINDS[0]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a unit's points: ``share`` (0 to 1) of its ``weight`` (of 100 in all)."""

    weight: Weight
    share: float
    most: float

    @property
    def points(self) -> float:
        return self.share * self.most


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's place: points of 100 with their parts, rank from 1; ``tied`` with another one.

    Without a rank, ``reason`` says why.
    """

    unit: str
    name: str
    parts: tuple[Part, ...]
    points: float | None
    initiatives: int
    rank: int | None = None
    tied: bool = False
    reason: str | None = None

    @property
    def printed(self) -> float | None:
        """The points as they are printed and compared."""
        return None if self.points is None else float(_printed(self.points))


def ranking(
    plan: Plan,
    units: Sequence[UnitPart],
    initiatives: Iterable[InitiativePart],
    have_time: Collection[str] = (),
) -> tuple[Standing, ...]:
    """Rank the units, the best first, those that can't be ranked last; *have_time* are those
    without a report whose own extended day is still to come.

    Points are compared at two decimals, rounded half up, as they are printed; units that are
    equal there share a rank, and the next rank is left out for each of them.
    """
    ideas = Counter(each.unit for each in initiatives if counts(each))
    found = [_standing(plan, unit, ideas[unit.unit], unit.unit in have_time) for unit in units]
    ranked = [each for each in found if each.printed is not None]
    ranked.sort(key=lambda each: -(each.printed or 0.0))
    printed = [each.printed for each in ranked]
    times = Counter(printed)
    placed = [
        replace(each, rank=printed.index(points) + 1, tied=times[points] > 1)
        for each, points in zip(ranked, printed, strict=True)
    ]
    return *placed, *(each for each in found if each.points is None)


def counts(idea: InitiativePart) -> bool:
    """Whether a free row is an initiative that says something: "Không có" is none."""
    return idea.kind == INITIATIVE and not says_nothing(idea.text)


def _standing(plan: Plan, unit: UnitPart, ideas: int, has_time: bool) -> Standing:
    if has_time or unit.submission is Timeliness.NOT_DUE:
        reason: str | None = "Chưa đến hạn gửi báo cáo"
    elif not unit.applicable:
        reason = "Không chủ trì nhiệm vụ nào phải thực hiện trong kỳ"
    else:
        reason = None
    enough = plan.setting(INITIATIVES_FOR_ALL)
    shares = {
        Weight.COMPLETION: unit.completion_rate or 0.0,
        Weight.ON_TIME: unit.on_time_rate or 0.0,
        Weight.PUNCTUALITY: float(unit.submission is Timeliness.ON_TIME),
        Weight.INITIATIVES: min(1.0, ideas / enough) if enough else float(ideas > 0),
    }
    whole = sum(plan.setting(weight.value) for weight in Weight)
    parts = tuple(
        Part(weight, share, 100 * plan.setting(weight.value) / whole)
        for weight, share in shares.items()
    )
    points = None if reason else sum(part.points for part in parts)
    return Standing(unit.unit, unit.name, parts, points, ideas, reason=reason)


def _printed(points: float) -> Decimal:
    # Binary noise cut off first, as words.number does.
    return Decimal(f"{points:.9f}").quantize(Decimal("0.01"), ROUND_HALF_UP)
