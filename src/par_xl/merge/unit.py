"""One unit merged: its files in the order of receipt to its assignments' states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from par_xl.intake.submission import Submission
from par_xl.merge.assignments import Counted, Measured, count, owed
from par_xl.merge.rows import UnitRows, file_state, live_findings
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.rules.initiatives import Initiative
from par_xl.terms.finding import Finding
from par_xl.terms.words import FileState


@dataclass(frozen=True)
class MergedUnit:
    """What a unit's files come to: ``states`` and ``findings`` by file."""

    unit: Unit
    states: Mapping[str, FileState]
    counted: tuple[Counted, ...]
    initiatives: tuple[tuple[str, Initiative], ...]
    findings: Mapping[str, Sequence[Finding]]


def merge_unit(
    plan: Plan,
    period: Period,
    as_of: date,
    unit: Unit,
    submissions: Sequence[Submission],
    year_before: Measured,
) -> MergedUnit:
    """Merge a unit's files that were not refused, the oldest first; there may be none.

    *as_of* decides what is overdue, and nothing else: the same files at the same as-of date
    always come to the same result.
    """
    rows = UnitRows()
    for submission in submissions:
        rows.receive(submission)
    counted = tuple(count(plan, period, as_of, unit, rows, year_before))
    states = {each.file: file_state(each, rows) for each in submissions}
    findings: dict[str, list[Finding]] = defaultdict(list)
    for each in submissions:
        findings[each.file] += live_findings(each, states[each.file], rows)
    for assignment in counted:
        if assignment.owes_explanation:
            found = owed(assignment)
            findings[found.file].append(found)
    taken = {id(idea) for _, idea in rows.initiatives.values()}
    return MergedUnit(
        unit=unit,
        states=states,
        counted=counted,
        # In the order of receipt: names never decide.
        initiatives=tuple(
            (each.file, idea)
            for each in submissions
            for idea in each.initiatives
            if id(idea) in taken
        ),
        findings=findings,
    )
