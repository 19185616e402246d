"""What differs between two plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.settings import PLAN_START, SETTINGS
from par_xl.plan.units import EVERYBODY, Unit, successor


class PlanRow(NamedTuple):
    """A row of a plan sheet, by its code."""

    sheet: str
    code: str

    def __str__(self) -> str:
        return f"{self.sheet} {self.code}"


def changed_rows(old: Plan, new: Plan, period: str) -> list[PlanRow]:
    """Return the rows that say something else of a period (a code): what is asked of whom, by
    when, for how many points. Those of the new plan come first, in its order.

    Where a row stands, how its units are written, and what it says of other periods don't count.
    """
    before, after = _said(old, period), _said(new, period)
    return [row for row in {**after, **before} if before.get(row) != after.get(row)]


def _said(plan: Plan, code: str) -> Mapping[PlanRow, object]:
    """Return all that a plan says of a period, row by row."""
    period = plan.periods.get(code)
    rows: dict[PlanRow, object] = {PlanRow("Thông tin", "Mã kế hoạch"): plan.code}
    rows |= {PlanRow("Thiết lập", each.name): plan.setting(each) for each in SETTINGS}
    rows[PlanRow("Thiết lập", PLAN_START)] = plan.start
    rows[PlanRow("Kỳ báo cáo", code)] = period
    for unit in plan.units.values():
        rows[PlanRow("Đơn vị", unit.code)] = _said_of_unit(unit, plan, code)
    for area in plan.areas:
        rows[PlanRow("Lĩnh vực", f"{area.index.label} {area.code}")] = replace(
            area, source=str(area.is_reconstructed)
        )
    for item in plan.items:
        if item.asked_in(code):
            rows[PlanRow(item.index.sheet, item.code)] = _said_of_item(item, period)
    extended = [each for each in plan.extensions if each.period == code]
    for unit_code in dict.fromkeys(each.unit for each in extended):
        row = PlanRow("Gia hạn", unit_code or EVERYBODY)
        rows[row] = [each for each in extended if each.unit == unit_code]
    return rows


def _said_of_unit(unit: Unit, plan: Plan, period: str) -> object:
    """Return what is said of a unit; of one that is not there, who is in its place."""
    if not unit.active(period):
        return successor(plan.units, unit.code, period)
    return unit.name, unit.kind, unit.aliases


def _said_of_item(item: Item, period: Period | None) -> object:
    """Return an item without what does not concern a period."""
    target = item.targets.get(period.year) if period else None
    return replace(
        item,
        order=0,
        level=0,
        from_period=None,
        to_period=None,
        named_leads="",
        named_coordinating="",
        leads=item.leads._replace(text=""),
        coordinating=item.coordinating._replace(text=""),
        results={},
        targets={0: target} if target is not None else {},
        source=str(item.is_reconstructed),
    )
