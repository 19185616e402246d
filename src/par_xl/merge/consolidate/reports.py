"""What one file, and one unit's files together, come to: told by themselves, of no other unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from par_xl.insight.course import Unfinished, unfinished
from par_xl.insight.points import UnitScore
from par_xl.intake.submission import Submission
from par_xl.merge.assignments import Counted
from par_xl.merge.period import SHARED_BY, Scored
from par_xl.merge.rates import Counts, ItemTally, Tallies, rates
from par_xl.merge.result import (
    EntryPart,
    InitiativePart,
)
from par_xl.merge.unit import MergedUnit
from par_xl.plan.model import Period, Plan
from par_xl.rules.entry import Entry
from par_xl.terms.finding import Finding
from par_xl.terms.words import FileState, Role, Severity, State, Status

_EMPTY = Entry()
_STATES = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file as checked by itself, whatever other files, days and years say.

    ``content_sha256`` is a hash of what it reports, the same after any program saved it again.
    ``findings`` are those of a refused file; of any other, its unit tells them.
    """

    file: str
    sha256: str
    content_sha256: str
    unit: str | None
    refused: bool
    received_on: date
    rows_filled: int
    rows_accepted: int
    rows_in_error: int
    errors: int
    warnings: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """An overdue task of a unit."""

    key: str
    due: date
    status: Status
    difficulty: str | None


@dataclass(frozen=True, slots=True)
class UnitReport:
    """What one unit's files come to; ``states`` and ``findings`` are by file."""

    unit: str
    states: Mapping[str, FileState]
    findings: Mapping[str, tuple[Finding, ...]]
    counts: Counts
    rates: Mapping[str, Any]
    shared: tuple[Scored, ...]
    """Its self-scores of items that it leads together with others."""
    overdue: tuple[Overdue, ...]
    unfinished: tuple[Unfinished, ...]
    """What is assigned and not done; nothing where entries are too many to be held against the
    period before."""
    entries: int
    coordinated: int
    coordinated_reported: int
    initiatives: tuple[InitiativePart, ...]


def file_report(submission: Submission) -> FileReport:
    """What is told of a file by itself."""
    levels = Counter(finding.severity for finding in submission.findings)
    refused = submission.refused or submission.unit is None
    return FileReport(
        file=submission.file,
        sha256=submission.sha256,
        content_sha256=submission.content,
        unit=submission.unit.code if submission.unit else None,
        refused=refused,
        received_on=submission.received_on,
        rows_filled=submission.rows_filled,
        rows_accepted=submission.rows_accepted,
        rows_in_error=submission.rows_in_error,
        errors=levels[Severity.ERROR],
        warnings=levels[Severity.WARNING],
        findings=submission.findings if refused else (),
    )


def unit_report(
    plan: Plan,
    period: Period,
    merged: MergedUnit,
    entries: Sequence[EntryPart],
    has_unfinished: bool = True,
) -> UnitReport:
    """What is told of a unit by itself; *entries* are those of its merged rows."""
    led = [entry for entry in entries if entry.role is Role.LEAD]
    counts = counts_of(plan, led)
    roles = plan.in_period(period).of(merged.unit.code)
    helped = [entry for entry in entries if entry.role is Role.COORDINATING]
    return UnitReport(
        unit=merged.unit.code,
        states=merged.states,
        findings={file: tuple(found) for file, found in merged.findings.items()},
        counts=counts,
        rates=rates(own_tallies(led, counts, plan)),
        shared=tuple(_shared(merged.counted)),
        overdue=tuple(
            Overdue(entry.key, entry.due, entry.status, entry.difficulty)
            for entry in led
            if entry.state is State.OVERDUE and entry.due and entry.status
        ),
        unfinished=tuple(unfinished(led)) if has_unfinished else (),
        entries=len(entries),
        coordinated=sum(role is Role.COORDINATING for _, role in roles),
        coordinated_reported=sum(not entry.in_error for entry in helped),
        initiatives=tuple(
            InitiativePart(unit=merged.unit.code, file=file, row=each.row, **each.values())
            for file, each in merged.initiatives
        ),
    )


def counts_of(plan: Plan, led: Sequence[EntryPart]) -> Counts:
    """What assignments come to, one beside the other."""
    places = plan.places
    return Counts(
        items=tuple(places[entry.key] for entry in led),
        states=tuple(_STATES[entry.state] for entry in led if entry.state is not None),
        in_error=tuple(entry.in_error for entry in led),
        shares=tuple(entry.share_done for entry in led),
        scores=tuple(entry.self_score for entry in led),
    )


def unit_scores(plan: Plan, report: UnitReport) -> Iterator[UnitScore]:
    """The self-scores that a unit gave in PAR INDEX."""
    counts = report.counts
    states = list(State)
    for place, state, score in zip(counts.items, counts.states, counts.scores, strict=True):
        item = plan.items[place]
        if score is not None and item.index.has_points:
            yield UnitScore(report.unit, item.key, score, states[state])


def own_tallies(led: Sequence[EntryPart], counts: Counts, plan: Plan) -> list[ItemTally]:
    """One unit's assignments, each item by itself."""
    items = [plan.items[place] for place in counts.items]
    tallies = Tallies(items, [entry.leads for entry in led])
    places = tuple(range(len(items)))
    tallies.add(Counts(places, counts.states, counts.in_error, counts.shares, counts.scores))
    return tallies.items


def _shared(counted: Sequence[Counted]) -> Iterable[Scored]:
    for each in counted:
        entry, row = each.entry, each.row
        if not 1 < each.leads <= SHARED_BY or entry is None or entry.self_score is None:
            continue
        assert row is not None and each.file is not None
        cell = row.cell_of("self_score")
        yield Scored(each.item.key, each.unit.code, entry.self_score, each.file, row.sheet, cell)


def entry_part(counted: Counted) -> EntryPart:
    """An assignment or a coordinating row as the JSON has it."""
    item, row = counted.item, counted.row
    entry = counted.entry or _EMPTY
    return EntryPart(
        key=item.key,
        unit=counted.unit.code,
        role=counted.role,
        index=item.index,
        area=item.area,
        code=item.code,
        authority=item.authority,
        due=counted.due,
        maximum=item.maximum,
        leads=counted.leads,
        state=counted.state,
        in_error=counted.in_error,
        status=entry.status,
        progress=entry.progress,
        completed_on=entry.completed_on,
        estimated=entry.estimated,
        value=entry.value,
        self_score=entry.self_score,
        result=entry.result,
        evidence=entry.evidence,
        explanation=entry.explanation,
        owes_explanation=counted.owes_explanation,
        explanation_reason="; ".join(counted.reasons) or None,
        shortcoming=entry.shortcoming,
        difficulty=entry.difficulty,
        file=counted.file,
        sheet=row.sheet if row else None,
        row=row.row if row else None,
    )
