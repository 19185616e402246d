"""What a unit should be asked in a period (contract, sections 4 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .forms import DONE_ON, EVIDENCE, INPUT, RESULT, SCORE, STATUS, TROUBLE, VALUE, WHY
from .period import Reckoned, carried
from .plan import Plan, Row
from .rows import COORDINATING, DONE, LEAD, SCORING, role

_LABELS = {LEAD: "Chủ trì", COORDINATING: "Phối hợp", SCORING: "Chấm điểm"}


@dataclass(frozen=True)
class Asking:
    """One row of a unit's form: its cells to fill, and what arrives in them."""

    role: str
    open: frozenset[str]
    filled: Mapping[str, Any]
    words: str
    maximum: float | None
    target: Any


def asked_of(
    plan: Plan, period: str, unit: str, lying: Mapping[str, Reckoned]
) -> dict[str, Asking]:
    """The rows of a unit's form, by key, in the plan's order."""
    done = carried(plan, period, unit, lying)
    found = {}
    for row in plan.rows.values():
        part = role(plan, period, unit, row) if row.asked(period) else None
        if part is None:
            continue
        filled: dict[str, Any] = {}
        if row.key in done:
            entry = done[row.key]
            cells = (DONE, entry.done_on, entry.evidence, entry.why)
            filled = dict(zip((STATUS, DONE_ON, EVIDENCE, WHY), cells, strict=True))
        found[row.key] = Asking(
            _LABELS[part],
            _open(plan, period, unit, row, part),
            {header: value for header, value in filled.items() if value},
            row.words,
            None if row.points is None else float(row.points),
            row.targets.get(int(period[:4])),
        )
    return found


def _open(plan: Plan, period: str, unit: str, row: Row, part: str) -> frozenset[str]:
    if part == COORDINATING:
        return frozenset({RESULT, TROUBLE})
    found = {*INPUT} if part == LEAD else {VALUE, SCORE, EVIDENCE, WHY}
    if not row.is_measured:
        found -= {VALUE}
    if plan.scorers(period).get(row.key) != unit:
        found -= {SCORE}
    return frozenset(found)
