"""What a row of a form asks of its unit: which cells are open, and within which bounds.

Rules, formulas, limits and colours are all made from this.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from par_xl.plan.model import Item, Period, Plan
from par_xl.rules.entry import FOR_COORDINATING, FOR_SCORING, INPUT
from par_xl.terms.words import Role


@dataclass(frozen=True, slots=True)
class Asked:
    """What the plan asks of a unit in one row, in one period; equal where forms are alike.

    ``role`` None: it depends on the unit chosen (the standard form). ``maximum`` is that of the
    criterion where the unit scores it, else None; ``due`` the due date that holds in the period.
    """

    role: Role | None
    due: date | None
    maximum: float | None
    is_measured: bool
    is_in_percent: bool
    plan_start: date
    period_start: date
    period_end: date
    send_before: date
    open: frozenset[str] = field(init=False, compare=False)
    """The fields that the unit may fill."""

    def __post_init__(self) -> None:
        taken = _open(self.role, self.maximum is not None, self.is_measured)
        object.__setattr__(self, "open", taken)


@cache
def _open(role: Role | None, is_scored: bool, is_measured: bool) -> frozenset[str]:
    if role is Role.COORDINATING:
        return FOR_COORDINATING
    fields = FOR_SCORING if role is Role.SCORING else frozenset(c.field for c in INPUT)
    closed = {"self_score": not is_scored, "value": not is_measured}
    return frozenset(each for each in fields if not closed.get(each))


def asked(plan: Plan, period: Period, item: Item, role: Role | None, is_scorer: bool) -> Asked:
    """Return what a row asks of a unit in that role; *is_scorer*: the unit scores the item."""
    return Asked(
        role=role,
        due=item.due.within(period.year),
        maximum=item.points if item.is_criterion and is_scorer else None,
        is_measured=item.is_measured,
        is_in_percent=item.is_measured_in_percent,
        plan_start=plan.start,
        period_start=period.start,
        period_end=period.end,
        send_before=period.send_before,
    )
