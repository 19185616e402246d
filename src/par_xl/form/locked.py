"""What the plan says in a row's locked cells: written into forms, and compared when they return."""

from __future__ import annotations

from collections.abc import Mapping

from par_xl.plan.model import Item, Period
from par_xl.terms.words import Role


def locked_values(
    item: Item, period: Period, role: Role | None
) -> Mapping[str, str | float | None]:
    """Locked cells of an item's row by field, `Kỳ trước` aside: that is not the plan's."""
    return {
        "key": item.key,
        "code": item.code,
        "content": item.content,
        "maximum": item.maximum,
        "measure": item.measure or None,
        "task": item.task or None,
        "role": role.label if role else None,
        "leads": item.leads.text or None,
        "coordinating": item.coordinating.text or None,
        "performers": item.performers or None,
        "authority": item.authority.label if item.authority else None,
        "due": item.due.text or None,
        "target": item.targets.get(period.year),
    }
