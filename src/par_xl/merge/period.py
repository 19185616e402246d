"""One period merged: its submissions in the order of receipt to one consolidated state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from par_xl.finding import Finding
from par_xl.initiative import Initiative
from par_xl.intake.submission import Submission
from par_xl.merge.assignments import Counted, Measured, count, owed, scored_differently
from par_xl.merge.units import UnitRows, file_state, live_findings
from par_xl.plan.model import Period, Plan, Unit
from par_xl.words import FileState, Timeliness


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


def merge(
    plan: Plan,
    period: Period,
    as_of: date,
    submissions: Sequence[Submission],
    year_before: Measured | None = None,
    replaced: Mapping[str, date] | None = None,
) -> Merged:
    """Consolidate. *submissions* are in the order of receipt, the oldest first.

    *replaced* are the earliest days, by unit, of good files whose place another one took.

    *as_of* decides what is overdue and whether a missing report is due yet, and nothing else:
    the same files at the same as-of date always come to the same result.
    """
    units: dict[str, UnitRows] = {}
    for submission in submissions:
        if not submission.refused and submission.unit is not None:
            units.setdefault(submission.unit.code, UnitRows()).receive(submission)
    states = [(submission, file_state(submission, units)) for submission in submissions]
    # Listed by day and content, so that neither names nor times of copying show.
    states.sort(key=lambda each: (each[0].received_on, each[0].sha256))
    counted = tuple(count(plan, period, as_of, units, year_before or {}))
    findings = [finding for s, state in states for finding in live_findings(s, state, units)]
    findings += [owed(each) for each in counted if each.owes_explanation]
    findings += scored_differently(counted)
    return Merged(
        plan=plan,
        period=period,
        as_of=as_of,
        submissions=tuple(states),
        timeliness={
            unit.code: _timeliness(
                plan, period, as_of, unit, submissions, (replaced or {}).get(unit.code)
            )
            for unit in plan.in_period(period).units
        },
        counted=counted,
        initiatives=tuple(_initiatives(units)),
        findings=tuple(findings),
    )


def _timeliness(
    plan: Plan,
    period: Period,
    as_of: date,
    unit: Unit,
    submissions: Sequence[Submission],
    replaced: date | None,
) -> Timeliness:
    """Judged by the unit's first file that was not refused (contract, section 6)."""
    mine = [s for s in submissions if s.unit is not None and s.unit.code == unit.code]
    good = [s.received_on for s in mine if not s.refused]
    good += [replaced] if replaced else []
    if good:
        before = plan.send_before(period, unit.code)
        return Timeliness.ON_TIME if min(good) < before else Timeliness.LATE
    if mine:
        return Timeliness.REFUSED
    return Timeliness.NOT_DUE if as_of < period.send_before else Timeliness.MISSING


def _initiatives(units: Mapping[str, UnitRows]) -> list[tuple[Unit, str, Initiative]]:
    """Free rows of all files that count, by unit, file and row."""
    found = [
        (source.unit, source.file, initiative)
        for rows in units.values()
        for source, initiative in rows.initiatives.values()
        if source.unit is not None
    ]
    return sorted(found, key=lambda each: (each[0].code, each[1], each[2].row))
