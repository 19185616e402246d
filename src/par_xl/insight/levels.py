"""Red, amber, green, grey: how a completion rate stands to the plan's thresholds."""

from __future__ import annotations

from par_xl.merge.result import Rates
from par_xl.plan.model import Period, Plan
from par_xl.plan.settings import Threshold
from par_xl.terms.words import PeriodKind, Term


class Level(Term):
    """A colour, and the word that says the same to those who see or print none."""

    GREEN = "green", "Đạt"
    AMBER = "amber", "Cần chú ý"
    RED = "red", "Chậm"
    GREY = "grey", "Chưa đánh giá được"


def thresholds(plan: Plan, period: Period) -> tuple[float, float]:
    """From which completion rate (0 to 1) on it is green, and from which amber."""
    if period.kind is PeriodKind.HALF_YEAR:
        found = Threshold.GREEN_HALF_YEAR, Threshold.AMBER_HALF_YEAR
    else:
        found = Threshold.GREEN, Threshold.AMBER
    green, amber = (plan.setting(each.value) for each in found)
    return green, amber


def level(plan: Plan, period: Period, rates: Rates) -> Level:
    """How a group stands; grey while nobody reported on it, or nothing of it has to be done."""
    if rates.completion_rate is None or not rates.reporting_rate:
        return Level.GREY
    green, amber = thresholds(plan, period)
    if rates.completion_rate >= green:
        return Level.GREEN
    return Level.AMBER if rates.completion_rate >= amber else Level.RED
