"""`Kiểm tra` of a row as Python sees it: what the form's formula must show, and stores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from par_xl.entry import Reported, Unreadable
from par_xl.plan.model import Item, Period, Plan
from par_xl.rules.formula import NOT_FILLED, VALID, verdict_words
from par_xl.rules.judge import filled_row, is_filled
from par_xl.rules.registry import broken_rules
from par_xl.text import EPOCH, Cell, is_blank, read_number
from par_xl.words import Role


def verdict(
    plan: Plan, period: Period, item: Item, role: Role, cells: Mapping[str, Cell], today: date
) -> str:
    """The text of `Kiểm tra`: ``Hợp lệ``, ``Chưa nhập`` or the row's first fault."""
    if not is_filled(cells):
        return NOT_FILLED
    if role is Role.COORDINATING:
        return VALID
    for rule, _ in broken_rules(filled_row(plan, period, item, cells, today)):
        if rule.formula is not None:
            return verdict_words(rule.severity, rule.title)
    return VALID


def helper_values(cells: Mapping[str, Cell]) -> dict[str, float | str]:
    """What the row's helper cells show (see ``rules.formula``)."""
    reported = Reported.model_validate(cells)
    typed = cells.get("progress")
    bare = typed.replace("%", "") if isinstance(typed, str) else typed
    number = None if is_blank(typed) else read_number(bare)
    values: dict[str, float | str] = {
        "progress_number": "" if is_blank(typed) else "?" if number is None else number
    }
    for field in ("progress", "completed_on", "self_score"):
        found = getattr(reported, field)
        if found is None:
            values[field] = ""
        elif isinstance(found, Unreadable):
            values[field] = "?"
        elif isinstance(found, date):
            values[field] = float((found - EPOCH).days)
        else:
            values[field] = found
    return values
