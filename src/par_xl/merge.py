"""Submissions → one consolidated state: which row of which file counts (contract, section 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from par_xl.entry import Entry
from par_xl.finding import Finding
from par_xl.intake.initiatives import Initiative
from par_xl.intake.submission import CheckedRow, Submission
from par_xl.plan.model import Item, Period, Plan, Unit
from par_xl.rules import files
from par_xl.rules.evidence import OWED
from par_xl.rules.scores import SCORED_DIFFERENTLY
from par_xl.text import fold
from par_xl.words import FileState, PeriodKind, Role, State, Status, Timeliness, number

Measured = Mapping[tuple[str, str], float]
"""Measured values or self-scores of an earlier period, by row key and unit code."""


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


@dataclass(frozen=True)
class Merged:
    """The consolidated state of one period."""

    plan: Plan
    period: Period
    as_of: date
    submissions: tuple[tuple[Submission, FileState], ...]
    timeliness: Mapping[str, Timeliness]
    counted: tuple[Counted, ...]
    initiatives: tuple[tuple[Unit, str, Initiative], ...]
    findings: tuple[Finding, ...]


@dataclass
class _UnitRows:
    """What counts of one unit, file by file in the order of receipt."""

    winners: dict[str, tuple[Submission, CheckedRow]] = field(default_factory=dict)
    seen: dict[str, Submission] = field(default_factory=dict)
    duplicates: dict[str, Submission] = field(default_factory=dict)
    initiatives: dict[tuple[str, str], tuple[Submission, Initiative]] = field(default_factory=dict)

    def receive(self, submission: Submission) -> None:
        """The latest received filled row wins, also when it is in error."""
        rows = [row for row in submission.rows if row.item is not None and row.role is not None]
        first = self.seen.setdefault(submission.content, submission)
        if first is not submission and all(self._stands(row) for row in rows):
            self.duplicates[submission.file] = first
            return
        for row in rows:
            self.winners[row.key] = (submission, row)
        for initiative in submission.initiatives:
            # The same text sent again is taken once, the latest.
            same = (fold(initiative.kind), fold(initiative.text))
            self.initiatives[same] = (submission, initiative)

    def uses(self, submission: Submission) -> bool:
        """Whether anything of it still counts, or it holds nothing that ever could."""
        owned = [row for row in submission.rows if row.item is not None and row.role is not None]
        if not owned and not submission.initiatives:
            return True
        return any(self.winners[row.key][0] is submission for row in owned) or any(
            source is submission for source, _ in self.initiatives.values()
        )

    def newer_than(self, submission: Submission) -> Submission:
        """One of the files that took a superseded file's place."""
        for row in submission.rows:
            if row.key in self.winners:
                return self.winners[row.key][0]
        first = submission.initiatives[0]
        return self.initiatives[fold(first.kind), fold(first.text)][0]

    def _stands(self, row: CheckedRow) -> bool:
        winner = self.winners.get(row.key)
        return winner is not None and winner[1].typed == row.typed


def merge(
    plan: Plan,
    period: Period,
    as_of: date,
    submissions: Sequence[Submission],
    year_before: Measured | None = None,
) -> Merged:
    """Consolidate. *submissions* are in the order of receipt, the oldest first.

    *as_of* decides what is overdue and whether a missing report is due yet, and nothing else:
    the same files at the same as-of date always come to the same result.
    """
    units: dict[str, _UnitRows] = {}
    for submission in submissions:
        if not submission.refused and submission.unit is not None:
            units.setdefault(submission.unit.code, _UnitRows()).receive(submission)
    states = [(submission, _file_state(submission, units)) for submission in submissions]
    # Listed by day and content, so that neither names nor times of copying show.
    states.sort(key=lambda each: (each[0].received_on, each[0].sha256))
    counted = tuple(_counted(plan, period, as_of, units, year_before or {}))
    findings = [finding for s, state in states for finding in _live_findings(s, state, units)]
    findings += [_owed(each) for each in counted if each.owes_explanation]
    findings += _scored_differently(counted)
    return Merged(
        plan=plan,
        period=period,
        as_of=as_of,
        submissions=tuple(states),
        timeliness={
            unit.code: _timeliness(plan, period, as_of, unit, submissions)
            for unit in plan.in_period(period).units
        },
        counted=counted,
        initiatives=tuple(_initiatives(units)),
        findings=tuple(findings),
    )


def _file_state(submission: Submission, units: Mapping[str, _UnitRows]) -> FileState:
    if submission.refused or submission.unit is None:
        return FileState.REFUSED
    unit = units[submission.unit.code]
    if submission.file in unit.duplicates:
        return FileState.DUPLICATE
    return FileState.ACCEPTED if unit.uses(submission) else FileState.SUPERSEDED


def _live_findings(
    submission: Submission, state: FileState, units: Mapping[str, _UnitRows]
) -> list[Finding]:
    """What is still to be said of a file: of one that no longer counts, only that."""
    if submission.unit is None or state is FileState.REFUSED:
        return list(submission.findings)
    unit = units[submission.unit.code]
    if state is FileState.DUPLICATE:
        same = unit.duplicates[submission.file]
        return [files.DUPLICATE.at(submission.file, value=same.file)]
    if state is FileState.SUPERSEDED:
        newer = unit.newer_than(submission)
        return [files.SUPERSEDED.at(submission.file, value=newer.file)]
    found = list(submission.file_findings)
    for row in submission.rows:
        winner = unit.winners[row.key][0] if row.role and row.item else submission
        if winner is submission:
            found.extend(row.findings)
        else:
            words = {"newer": winner.file}
            found.append(
                files.ROW_REPLACED.at(submission.file, row.sheet, row.cell, row.key, words)
            )
    return found


def _timeliness(
    plan: Plan, period: Period, as_of: date, unit: Unit, submissions: Sequence[Submission]
) -> Timeliness:
    """Judged by the unit's first file that was not refused (contract, section 6)."""
    mine = [s for s in submissions if s.unit is not None and s.unit.code == unit.code]
    good = [s.received_on for s in mine if not s.refused]
    if good:
        before = plan.send_before(period, unit.code)
        return Timeliness.ON_TIME if min(good) < before else Timeliness.LATE
    if mine:
        return Timeliness.REFUSED
    return Timeliness.NOT_DUE if as_of < period.send_before else Timeliness.MISSING


def _counted(
    plan: Plan,
    period: Period,
    as_of: date,
    units: Mapping[str, _UnitRows],
    year_before: Measured,
) -> list[Counted]:
    """Every assignment and every filled coordinating row, in the order index, plan, unit."""
    roles = plan.in_period(period)
    found = []
    for item in plan.items:
        if not item.is_leaf:
            continue
        leads = roles.leads[item.key]
        involved = {*leads, *roles.coordinating[item.key]}
        for unit in roles.units:
            if unit.code not in involved:
                continue
            role = Role.LEAD if unit.code in leads else Role.COORDINATING
            rows = units.get(unit.code)
            winner = rows.winners.get(item.key) if rows else None
            if role is Role.COORDINATING and winner is None:
                continue
            submission, row = winner or (None, None)
            due = item.due.within(period.year)
            entry = row.entry if row else None
            state = state_of(entry, due, as_of) if role is Role.LEAD else None
            reasons = _reasons(item, unit, period, state, entry, year_before)
            found.append(
                Counted(
                    item=item,
                    unit=unit,
                    role=role,
                    leads=len(leads),
                    due=due,
                    state=state,
                    row=row,
                    file=submission.file if submission else None,
                    reasons=tuple(reasons),
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
    unit: Unit,
    period: Period,
    state: State | None,
    entry: Entry | None,
    year_before: Measured,
) -> list[str]:
    """Why the unit owes an explanation for the row (plan, IV.1); empty when it does not."""
    if entry is None or state in (None, State.NOT_APPLICABLE):
        return []
    reasons = []
    if state is State.OVERDUE:
        reasons.append("chưa hoàn thành, đã quá hạn")
    if state is State.DONE_LATE:
        reasons.append("hoàn thành sau thời hạn")
    reached = measured(item, entry.value, entry.self_score)
    target = item.targets.get(period.year)
    annual = period.kind is PeriodKind.YEAR
    if reached is not None and annual and isinstance(target, float) and reached < target:
        reasons.append(f"đạt {number(reached)}, dưới mục tiêu năm {number(target)}")
    before = year_before.get((item.key, unit.code))
    if reached is not None and before is not None and reached < before:
        reasons.append(f"đạt {number(reached)}, thấp hơn cùng kỳ năm trước {number(before)}")
    return reasons


def _owed(counted: Counted) -> Finding:
    row, file = counted.row, counted.file
    assert row is not None and file is not None
    words = {"why": "; ".join(counted.reasons)}
    return OWED.at(file, row.sheet, row.cell_of("explanation"), None, words)


def _scored_differently(counted: Sequence[Counted]) -> list[Finding]:
    """Leads of one item that gave it different scores, each told of the others."""
    scores: dict[str, list[Counted]] = {}
    for each in counted:
        if each.entry is not None and each.entry.self_score is not None:
            scores.setdefault(each.item.key, []).append(each)
    found = []
    for leads in scores.values():
        told = {lead.entry.self_score for lead in leads if lead.entry}
        if len(told) == 1:
            continue
        listed = "; ".join(
            f"{lead.unit.code}: {number(lead.entry.self_score, 4)}" for lead in leads if lead.entry
        )
        for lead in leads:
            assert lead.row is not None and lead.file is not None and lead.entry is not None
            value = number(lead.entry.self_score, 4)
            cell = lead.row.cell_of("self_score")
            words = {"scores": listed}
            found.append(SCORED_DIFFERENTLY.at(lead.file, lead.row.sheet, cell, value, words))
    return found


def _initiatives(units: Mapping[str, _UnitRows]) -> list[tuple[Unit, str, Initiative]]:
    """Free rows of all files that count, by unit, file and row."""
    found = [
        (source.unit, source.file, initiative)
        for rows in units.values()
        for source, initiative in rows.initiatives.values()
        if source.unit is not None
    ]
    return sorted(found, key=lambda each: (each[0].code, each[1], each[2].row))
