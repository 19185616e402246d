"""How sentences name a period: as the plan does."""

from __future__ import annotations

import re
from gettext import gettext as _

from par_xl.plan.model import Period
from par_xl.terms.messages import N_
from par_xl.terms.text import words
from par_xl.terms.words import PeriodKind


def spoken(period: Period) -> str:
    """The period within a sentence: 6 tháng đầu năm 2024; năm 2024."""
    name = words(period.name)
    return f"{name[:1].lower()}{name[1:]}"


def spoken_before(period: Period) -> str:
    """The same period a year before."""
    name, year = spoken(period), str(period.year)
    before = str(period.year - 1)
    return name.replace(year, before) if year in name else f"cùng kỳ năm {before}"


def spoken_next(period: Period) -> str:
    """The time that follows: the year's other half, or the next year."""
    if period.kind is PeriodKind.HALF_YEAR and int(period.code[5:]) <= 6:
        return f"6 tháng cuối năm {period.year}"
    return f"năm {period.year + 1}"


_NAMES = {
    N_("6 tháng đầu năm {year}"): re.compile(r"6 tháng đầu năm (\d{4})"),
    N_("6 tháng cuối năm {year}"): re.compile(r"6 tháng cuối năm (\d{4})"),
    N_("cùng kỳ năm {year}"): re.compile(r"cùng kỳ năm (\d{4})"),
    N_("năm {year}"): re.compile(r"năm (\d{4})"),
}


def titled(name: str) -> str:
    """How headings name a period that sentences name so: in the language of the interface, unless
    the plan has a name of its own for it."""
    for message, pattern in _NAMES.items():
        if found := pattern.fullmatch(name):
            return _(message).format(year=found[1])
    return name
