"""`Kiểm tra` of a row as Python sees it: what the form's formula must show, and stores."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from par_xl.entry import Reported, Unreadable
from par_xl.plan.model import Item, Period, Plan
from par_xl.rules.formula import NOT_FILLED, STATUS_SPELLINGS, VALID
from par_xl.rules.judge import filled_row, is_filled
from par_xl.rules.registry import broken_rules
from par_xl.text import EPOCH, Cell, as_text, is_blank, read_small_number, words
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
            return rule.verdict
    return VALID


def helper_values(cells: Mapping[str, Cell]) -> dict[str, float | str]:
    """What the row's helper cells show (see ``rules.formula``)."""
    reported = Reported.model_validate(cells)
    progress = _bare_text(cells.get("progress"))
    return {
        "status": _status_text(cells.get("status")),
        "evidence": words(as_text(cells.get("evidence"))),
        "explanation": words(as_text(cells.get("explanation"))),
        "progress_text": progress,
        "progress_digits": progress.removesuffix("%"),
        "progress_number": _shown(_progress_number(cells.get("progress"))),
        "progress": _shown(reported.progress),
        "day_text": re.sub("[-.]", "/", _bare_text(cells.get("completed_on"))),
        "completed_on": _shown(reported.completed_on),
        "score_text": _bare_text(cells.get("self_score")),
        "self_score": _shown(reported.self_score),
    }


def _status_text(value: Cell) -> str:
    text = words(as_text(value)).lower()
    for old, new in STATUS_SPELLINGS:
        text = text.replace(old, new)
    return text


def _bare_text(value: Cell) -> str:
    """Text without any space; '' for what is no text."""
    return words(value).replace(" ", "") if isinstance(value, str) else ""


def _progress_number(value: Cell) -> float | Unreadable | None:
    if is_blank(value):
        return None
    typed = _bare_text(value).removesuffix("%") if isinstance(value, str) else value
    found = read_small_number(typed)
    return Unreadable(as_text(value)) if found is None else found


def _shown(value: float | date | Unreadable | None) -> float | str:
    if value is None:
        return ""
    if isinstance(value, Unreadable):
        return "?"
    return float((value - EPOCH).days) if isinstance(value, date) else value
