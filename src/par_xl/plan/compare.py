"""What differs between two plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from par_xl.plan.model import Item, ItemRow, Period, Plan
from par_xl.plan.settings import PLAN_START, SETTINGS
from par_xl.plan.units import EVERYBODY, UnitNames, split_names, successor
from par_xl.terms.text import fold, fold_name
from par_xl.terms.words import Term, number


class PlanRow(NamedTuple):
    """A row of a plan sheet, by its code."""

    sheet: str
    code: str


def changed_rows(old: Plan, new: Plan, code: str) -> list[PlanRow]:
    """Return the rows that say something else of a period, which one of the plans has: what is
    asked of whom, by when, for how many points, and what that is held against. Those of the new
    plan come first, in its order.

    Where a row stands, how its units are written, and what it says of other periods don't count.
    """
    period = old.periods.get(code) or new.periods[code]
    before, after = _said(old, period), _said(new, period)
    return [row for row in {**after, **before} if before.get(row) != after.get(row)]


def _said(plan: Plan, period: Period) -> dict[PlanRow, object]:
    """Return all that a plan says of a period, row by row."""
    code = period.code
    rows: dict[PlanRow, object] = {PlanRow("Thông tin", "Mã kế hoạch"): plan.code}
    rows |= {PlanRow("Thiết lập", each.name): plan.setting(each) for each in SETTINGS}
    rows[PlanRow("Thiết lập", PLAN_START)] = plan.start
    rows[PlanRow("Kỳ báo cáo", code)] = plan.periods.get(code)
    for unit in plan.units.values():
        # Of one that is not there, who is in its place.
        said = unit.name, unit.kind, unit.aliases
        heir = successor(plan.units, unit.code, code)
        rows[PlanRow("Đơn vị", unit.code)] = said if unit.active(code) else heir
    for area in plan.areas:
        row = PlanRow("Lĩnh vực", f"{area.index.label} {area.code}")
        rows[row] = replace(area, source=str(area.is_reconstructed))
    for item in plan.items:
        if item.asked_in(code):
            rows[PlanRow(item.index.sheet, item.code)] = _said_of_item(item, period)
    for result in plan.published:
        if result.year <= period.published_until:
            row = PlanRow("Kết quả công bố", f"{result.index.label} {result.code} {result.year}")
            rows[row] = result
    for target in plan.targets:
        if target.year == period.year:
            rows[PlanRow("Mục tiêu", f"{target.index.label} {target.code}")] = target
    extended = [each for each in plan.extensions if each.period == code]
    for unit_code in dict.fromkeys(each.unit for each in extended):
        row = PlanRow("Gia hạn", unit_code or EVERYBODY)
        rows[row] = [each for each in extended if each.unit == unit_code]
    return rows


def _said_of_item(item: Item, period: Period) -> Item:
    """Return an item without what does not concern a period."""
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
        results={y: value for y, value in item.results.items() if y <= period.published_until},
        targets={y: value for y, value in item.targets.items() if y == period.year},
        source=str(item.is_reconstructed),
    )


class Change(NamedTuple):
    """A column in which two rows differ, and what each says there."""

    header: str
    old: str
    new: str


def changes(old: ItemRow, new: ItemRow, names: tuple[UnitNames, ...]) -> Iterator[Change]:
    """Yield what differs between two rows, column by column; where it came from does not count."""
    for header, (name, _) in ItemRow.columns().items():
        one, other = getattr(old, name), getattr(new, name)
        if name in ("named_leads", "named_coordinating"):
            mine, theirs = _units(one, names[0], names[1]), _units(other, names[1])
            # The first lead of a criterion scores it.
            first = name == "named_leads" and None not in (old.points, new.points)
            same = set(mine) == set(theirs) and (not first or mine[:1] == theirs[:1])
        elif name == "due":
            same = one[1:] == other[1:]
        elif isinstance(one, str) and isinstance(other, str):
            same = fold(one) == fold(other)
        else:
            same = one == other
        if not same and header != "Nguồn":
            yield Change(header, _shown(one), _shown(other))


def _units(cell: str, names: UnitNames, others: UnitNames | None = None) -> list[str]:
    """Return the units of a cell by code; by the code that *others* have for them."""
    found = []
    for part in split_names(cell):
        unit = names.find(part)
        if unit and others:
            unit = next(filter(None, map(others.find, unit.names)), unit)
        found.append(unit.code if unit else fold_name(part))
    return found


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case Term():
            return value.label
        case float():
            return number(value, 4)
        case _:
            return str(getattr(value, "text", value))
