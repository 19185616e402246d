"""Red, amber, green, grey: how a completion rate stands to the plan's thresholds, and in which
colours it is shown.

They are told apart by who sees no red or green, and on paper by their darkness. No colour ever says
something alone: the level's word, or its sign, stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.merge.rates import Rates
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


@dataclass(frozen=True, slots=True)
class Colour:
    """``strong`` for bars and signs, ``pale`` to write dark text on, ``sign`` where there is no
    colour."""

    strong: str
    pale: str
    sign: str


COLOURS = {
    Level.GREEN: Colour("#3C8D6E", "#D5EADF", "●"),
    Level.AMBER: Colour("#F0A202", "#FDEBC4", "▲"),
    Level.RED: Colour("#9B1C1C", "#F6D5D3", "■"),
    Level.GREY: Colour("#BDBDBD", "#EEEEEE", "○"),
}
