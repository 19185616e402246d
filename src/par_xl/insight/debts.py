"""Who still owes what of a period: forms, rows, corrections, explanations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import attrgetter

from par_xl.insight.period_data import PeriodData
from par_xl.merge.result import Entry, GonePart, Score, SubmissionPart, UnitPart
from par_xl.plan.model import Period
from par_xl.plan.units import Unit
from par_xl.terms.finding import Finding
from par_xl.terms.words import FileState, Role, Severity, State, Timeliness

_ROW = re.compile(r"[0-9]+$")


Findings = tuple[Finding, ...]
ReportedRow = Entry | Score
"""What a unit reported in a row of its form."""


@dataclass(frozen=True, slots=True)
class Debt:
    """How a unit stands on a day: ``before`` is its own day to send before, extended or not.

    ``days_late`` counts the first day that is late as 1: until the report came, or until the day
    (of a closed period, that of its closing).
    ``refused`` are files, each with why; ``unreported`` rows that the unit leads and nobody filled;
    ``wrong`` rows that were filled but aren't counted, each with its errors. ``gone`` are files of
    it that the office lost: for those, and for their rows, nobody asks it.
    """

    unit: Unit
    timeliness: Timeliness
    before: date
    days_late: int
    refused: tuple[tuple[SubmissionPart, Findings], ...]
    unreported: tuple[Entry, ...]
    wrong: tuple[tuple[ReportedRow, Findings], ...]
    unexplained: tuple[ReportedRow, ...]
    gone: tuple[GonePart, ...] = ()

    @property
    def has_sent(self) -> bool:
        """Whether a report of it is counted."""
        return self.timeliness in (Timeliness.ON_TIME, Timeliness.LATE)

    @property
    def is_lost(self) -> bool:
        """Whether nothing of it is there because the office lost what it had sent."""
        is_missing = self.timeliness in (Timeliness.MISSING, Timeliness.NOT_DUE)
        return is_missing and bool(self.gone)

    @property
    def is_awaited(self) -> bool:
        """Whether no report of it is counted, and the office lost none."""
        return not (self.has_sent or self.gone)

    @property
    def is_chased(self) -> bool:
        """Whether its report is missing, refused, or came late."""
        is_late = self.is_awaited and self.timeliness is not Timeliness.NOT_DUE
        return is_late or self.timeliness is Timeliness.LATE

    @property
    def owes(self) -> bool:
        """Whether anything is still to be sent; nothing that is not due yet, or before the office
        has found what it lost."""
        if self.timeliness is Timeliness.NOT_DUE or self.is_lost:
            return False
        return self.is_awaited or bool(
            self.refused or self.unreported or self.wrong or self.unexplained
        )


def debts(data: PeriodData) -> tuple[Debt, ...]:
    """How each unit that files a form stands today, in the plan's order."""
    mine: dict[str, list[Entry]] = defaultdict(list)
    for entry in data.entries:
        if entry.role is Role.LEAD:
            mine[entry.unit].append(entry)
    scored: dict[str, list[Score]] = defaultdict(list)
    for score in data.result.scores:
        scored[score.unit].append(score)
    errors: dict[str, list[Finding]] = defaultdict(list)
    for finding in data.result.findings:
        if finding.severity is Severity.ERROR:
            errors[finding.file].append(finding)
    files: dict[str | None, list[SubmissionPart]] = defaultdict(list)
    for each in data.result.submissions:
        files[each.unit].append(each)
    return tuple(
        _debt(data, part, mine[part.unit], scored[part.unit], files[part.unit], errors)
        for part in data.result.units
    )


def _debt(
    data: PeriodData,
    part: UnitPart,
    entries: list[Entry],
    scores: list[Score],
    files: list[SubmissionPart],
    errors: dict[str, list[Finding]],
) -> Debt:
    gone = tuple(each for each in data.result.gone if each.unit == part.unit)
    lost = {key for each in gone for key in each.keys}
    before = data.plan.send_before(data.period, part.unit)
    timeliness = part.submission
    if timeliness in (Timeliness.MISSING, Timeliness.NOT_DUE):
        # The merge said so of its own day.
        timeliness = Timeliness.NOT_DUE if data.today < before else Timeliness.MISSING
    return Debt(
        unit=data.plan.units[part.unit],
        timeliness=timeliness,
        before=before,
        days_late=_days_late(timeliness, files, before, data.heard_on, bool(gone)),
        refused=tuple(
            (each, tuple(errors[each.file])) for each in files if each.state is FileState.REFUSED
        ),
        unreported=tuple(
            each
            for each in entries
            if each.state is State.NOT_REPORTED and not each.in_error and each.key not in lost
        ),
        wrong=tuple(
            (each, _errors_of(each, errors[each.file or ""]))
            for each in form_rows(entries, scores, attrgetter("in_error"))
        ),
        unexplained=tuple(form_rows(entries, scores, attrgetter("owes_explanation"))),
        gone=gone,
    )


def form_rows(
    entries: Iterable[Entry], scores: Iterable[Score], wanted: Callable[[ReportedRow], object]
) -> Iterator[ReportedRow]:
    """Yield those of units' rows that are *wanted*; a criterion that is done and scored in one row
    is one, with what it has to explain of both."""
    left = {(score.key, score.unit): score for score in scores if wanted(score)}
    for entry in filter(wanted, entries):
        score = left.pop((entry.key, entry.unit), None)
        if score is not None:
            reasons = filter(None, (entry.explanation_reason, score.explanation_reason))
            entry = replace(entry, explanation_reason="; ".join(reasons) or None)
        yield entry
    yield from left.values()


def _days_late(
    timeliness: Timeliness, files: list[SubmissionPart], before: date, today: date, is_lost: bool
) -> int:
    came = [each.received_on for each in files if not each.refused]
    if timeliness is Timeliness.LATE:
        return (min(came) - before).days + 1
    if timeliness in (Timeliness.MISSING, Timeliness.REFUSED) and not is_lost:
        return max(0, (today - before).days + 1)
    return 0


def _errors_of(entry: ReportedRow, errors: list[Finding]) -> Findings:
    return tuple(
        each
        for each in errors
        if each.sheet == entry.sheet
        and each.cell
        and (row := _ROW.search(each.cell))
        and int(row.group()) == entry.row
    )


def new_deadline(period: Period, today: date) -> date:
    """Return the last day to send what is owed, where nobody names one."""
    if period.correct_until is not None and period.correct_until >= today:
        return period.correct_until
    return working_days_after(today, 3)


def working_days_after(day: date, count: int) -> date:
    """Return the day so many working days after *day*; public holidays are not known."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
