"""What a user asked for, found in the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from gettext import gettext as _

from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit, nearest_unit, successor
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import nearest


def period_named(plan: Plan, code: str) -> Period:
    if code not in plan.periods:
        near, periods = _nearest_period(code, plan), ", ".join(plan.periods)
        raise ParXlError(
            _("Kế hoạch không có kỳ “{code}”.").format(code=code),
            _("Có phải là {near}? Chọn một trong: {periods}.").format(near=near, periods=periods)
            if near
            else _("Chọn một trong: {periods}.").format(periods=periods),
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
            _("{name} ({code}) đã sáp nhập, không gửi báo cáo kỳ {period}.").format(
                name=unit.name, code=unit.code, period=period.code
            ),
            _("Lập biểu mẫu của {name}: --unit {code}.").format(
                name=plan.units[heir].name, code=heir
            ),
        )
    if unit is None or unit not in filing:
        near = nearest_unit(name, filing)
        units = ", ".join(each.code for each in filing)
        raise ParXlError(
            _("Không có đơn vị “{name}” gửi báo cáo trong kỳ {code}.").format(
                name=name, code=period.code
            ),
            _("Có phải là {code} ({name})? Chọn một trong: {units}.").format(
                code=near.code, name=near.name, units=units
            )
            if near
            else _("Chọn một trong: {units}.").format(units=units),
        )
    yield unit


def period_due_next(plan: Plan, today: date | None = None) -> Period:
    """Return the period that units report on next; the last where none is to come."""
    today = today or date.today()  # noqa: DTZ011 - the office's own day
    periods = sorted(plan.periods.values(), key=lambda period: period.code)
    return next((each for each in periods if each.send_before > today), periods[-1])


def default_as_of(period: Period, today: date) -> date:
    """Return the earlier of today and the day before which reports are due (contract, section
    6)."""
    return min(today, period.send_before)
