"""What a user asked for, found in the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from par_xl.errors import ParXlError
from par_xl.plan.model import Period, Plan
from par_xl.plan.unit import Unit, nearest_unit, successor
from par_xl.text import nearest


def period_named(plan: Plan, code: str) -> Period:
    if code not in plan.periods:
        raise ParXlError(
            f"Kế hoạch không có kỳ «{code}».",
            (f"Có phải là {near}? " if (near := _nearest_period(code, plan)) else "")
            + f"Chọn một trong: {', '.join(plan.periods)}.",
        )
    return plan.periods[code]


def _nearest_period(code: str, plan: Plan) -> str | None:
    """6/2024 and 2024-6 are 2024-06; else what looks like it."""
    numbers = {int(part) for part in re.findall(r"\d+", code)}
    same = (each for each in plan.periods if numbers == {*map(int, re.findall(r"\d+", each))})
    return next(same, None) or nearest(code, plan.periods)


def units_named(plan: Plan, period: Period, name: str | None) -> Iterator[Unit]:
    filing = plan.in_period(period).units
    if name is None:
        yield from filing
        return
    unit = plan.unit_named(name)
    heir = successor(plan.units, unit.code, period.code) if unit else None
    if unit and heir and heir != unit.code:
        raise ParXlError(
            f"{unit.name} ({unit.code}) đã sáp nhập, không gửi báo cáo kỳ {period.code}.",
            f"Lập biểu mẫu của {plan.units[heir].name}: --unit {heir}.",
        )
    if unit is None or unit not in filing:
        near = nearest_unit(name, filing)
        raise ParXlError(
            f"Không có đơn vị «{name}» gửi báo cáo trong kỳ {period.code}.",
            (f"Có phải là {near.code} ({near.name})? " if near else "")
            + f"Chọn một trong: {', '.join(each.code for each in filing)}.",
        )
    yield unit


def default_as_of(period: Period, today: date) -> date:
    """The earlier of today and the day before which reports are due (contract, section 6)."""
    return min(today, period.send_before)
