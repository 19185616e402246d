"""Each assignment's state, and where an explanation is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from par_xl.intake.submission import CheckedRow
from par_xl.merge.rows import UnitRows
from par_xl.plan.due import read_target
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.units import Unit
from par_xl.rules.entry import Entry
from par_xl.rules.evidence import OWED
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_, joined
from par_xl.terms.words import PeriodKind, Role, State, Status, number

Measured = Mapping[str, float]
"""A unit's measured values or self-scores in an earlier period, by row key."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One assignment, reported or not, or one filled coordinating row (``state`` None)."""

    item: Item
    unit: Unit
    role: Role
    leads: int
    due: date | None
    state: State | None
    row: CheckedRow | None
    file: str | None
    reasons: tuple[str, ...]
    """Why an explanation is due (plan, IV.1); empty where none is."""

    @property
    def entry(self) -> Entry | None:
        return self.row.entry if self.row else None

    @property
    def in_error(self) -> bool:
        """Filled, but in error, so that it counts as not reported."""
        return self.row is not None and self.row.entry is None

    @property
    def owes_explanation(self) -> bool:
        """Whether an explanation is due and not given."""
        return bool(self.reasons) and self.entry is not None and not self.entry.explanation


def count(
    plan: Plan,
    period: Period,
    as_of: date,
    unit: Unit,
    rows: UnitRows,
    year_before: Measured,
) -> list[Counted]:
    """A unit's assignments and filled coordinating rows, in the plan's order."""
    roles = plan.in_period(period)
    found = []
    for key, role in roles.of(unit.code):
        item = plan.by_key[key]
        winner = rows.winners.get(key)
        if role is Role.COORDINATING and winner is None:
            continue
        submission, row = winner or (None, None)
        due = item.due.within(period.year)
        entry = row.entry if row else None
        state = state_of(entry, due, as_of) if role is Role.LEAD else None
        found.append(
            Counted(
                item=item,
                unit=unit,
                role=role,
                leads=len(roles.leads[key]),
                due=due,
                state=state,
                row=row,
                file=submission.file if submission else None,
                reasons=tuple(_reasons(item, period, state, entry, year_before.get(key))),
            )
        )
    return found


def state_of(entry: Entry | None, due: date | None, as_of: date) -> State:
    """The state of an assignment (contract, section 6)."""
    if entry is None or entry.status is None:
        return State.NOT_REPORTED
    if entry.status in (Status.NOT_APPLICABLE, Status.NOT_ARISEN):
        return State.NOT_APPLICABLE
    if entry.status is Status.DONE:
        late = due is not None and entry.completed_on is not None and entry.completed_on > due
        return State.DONE_LATE if late else State.DONE_ON_TIME
    if due is not None and as_of > due:
        return State.OVERDUE
    return State.IN_PROGRESS if entry.status is Status.IN_PROGRESS else State.NOT_STARTED


def measured(item: Item, value: float | str | None, self_score: float | None) -> float | None:
    """What is held against a target: the score where the unit is điểm, else the value."""
    if item.is_scored_in_points:
        return self_score
    return value if isinstance(value, float | int) else None


def _reasons(
    item: Item,
    period: Period,
    state: State | None,
    entry: Entry | None,
    before: float | None,
) -> list[str]:
    """Why the unit owes an explanation for the row (plan, IV.1); empty when it does not."""
    if entry is None or state in (None, State.NOT_APPLICABLE):
        return []
    reasons: list[str] = []
    if state is State.OVERDUE:
        reasons.append(N_("chưa hoàn thành, đã quá hạn"))
    if state is State.DONE_LATE:
        reasons.append(N_("hoàn thành sau thời hạn"))
    reached = measured(item, entry.value, entry.self_score)
    target = read_target(item.targets.get(period.year))
    annual = period.kind is PeriodKind.YEAR
    if reached is not None and annual and target is not None and reached < target:
        below = N_("đạt {reached}, dưới mục tiêu năm ({target})")
        reasons.append(below.format(reached=number(reached), target=number(target)))
    if reached is not None and before is not None and reached < before:
        below = N_("đạt {reached}, thấp hơn cùng kỳ năm trước ({before})")
        reasons.append(below.format(reached=number(reached), before=number(before)))
    return reasons


def owed(counted: Counted) -> Finding:
    row, file = counted.row, counted.file
    assert row is not None and file is not None
    words = {"why": joined(counted.reasons, "; ")}
    return OWED.at(file, row.sheet, row.cell_of("explanation"), None, words)
