"""Which filled rows are in error, and what the others say (contract, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .cells import day, number, same, share, text
from .forms import DONE_ON, EVIDENCE, PROGRESS, RESULT, SCORE, STATUS, TROUBLE, VALUE, WHY, Line
from .plan import Period, Plan, Row

LEAD, SCORING, COORDINATING = "lead", "scoring", "coordinating"
DONE, GOING, NOT_BEGUN = "Hoàn thành", "Đang thực hiện", "Chưa thực hiện"
NOT_ARISEN, NOT_APPLICABLE = "Không phát sinh trong kỳ", "Không áp dụng"
STATUSES = (DONE, GOING, NOT_BEGUN, NOT_ARISEN, NOT_APPLICABLE)


@dataclass(frozen=True)
class Said:
    """What a row that counts says."""

    status: str | None
    progress: Fraction | None
    done_on: date | None
    value: Any
    score: Fraction | None
    result: str
    evidence: str
    why: str
    trouble: str


def role(plan: Plan, period: str, unit: str, row: Row) -> str | None:
    """What a unit has to do with a row; None: nothing."""
    if unit in plan.leads(period).get(row.key, ()):
        return LEAD
    if row.key in plan.leads(period) and unit in plan.helps(period, row):
        return COORDINATING
    return SCORING if plan.scorers(period).get(row.key) == unit else None


def said(line: Line, plan: Plan, period: Period, unit: str, row: Row) -> Said | None:
    """Read a filled row of a unit; None: it is in error."""
    part, cells = role(plan, period.code, unit, row), line.cells
    status = next((s for s in STATUSES if same(s) == same(cells.get(STATUS))), None)
    progress, done_on = share(cells.get(PROGRESS)), day(cells.get(DONE_ON))
    score = number(cells.get(SCORE))
    value = number(cells.get(VALUE))
    found = Said(
        status,
        progress,
        done_on,
        (text(cells.get(VALUE)) or None) if value is None else value,
        score,
        *(text(cells.get(header)) for header in (RESULT, EVIDENCE, WHY, TROUBLE)),
    )
    if part == COORDINATING:
        return found
    is_scorer = plan.scorers(period.code).get(row.key) == unit
    is_wrong = _score_is_wrong(cells, score, row, is_scorer)
    if part == LEAD:
        is_wrong |= any(_errors(found, cells, plan, period, row))
    return None if is_wrong else found


def _score_is_wrong(cells: Any, score: Fraction | None, row: Row, is_scorer: bool) -> bool:
    if SCORE not in cells:
        return False
    return not is_scorer or score is None or not 0 <= score <= (row.points or 0)


def _errors(found: Said, cells: Any, plan: Plan, period: Period, row: Row) -> list[bool]:
    due = row.due.of(int(period.code[:4]))
    status, progress, done_on = found.status, found.progress, found.done_on
    return [
        status is None,
        PROGRESS in cells and (progress is None or not 0 <= progress <= 1),
        status == DONE and due is not None and DONE_ON not in cells,
        status == DONE and progress is not None and progress < 1,
        status == NOT_BEGUN and progress is not None and progress > 0,
        DONE_ON in cells and (done_on is None or not plan.start <= done_on <= period.end),
        status == DONE and not found.evidence and not found.why,
        status == NOT_APPLICABLE and not found.why,
    ]
