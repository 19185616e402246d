"""Merged units added up: a period's result, all but its entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from par_xl.intake.submission import Submission
from par_xl.merge.rates import Tallies, rates
from par_xl.merge.result import (
    AreaAuthorityPart,
    AreaPart,
    AuthorityPart,
    CorrectionPart,
    GonePart,
    IndexAuthorityPart,
    IndexPart,
    InitiativePart,
    PlanPart,
    Result,
    Score,
    SubmissionPart,
    UnitPart,
)
from par_xl.merge.unit import MergedUnit
from par_xl.plan.model import Item, Period, Plan
from par_xl.rules.files import REPLACED
from par_xl.terms.finding import Finding
from par_xl.terms.words import (
    Authority,
    FileState,
    Index,
    Role,
    Severity,
    Timeliness,
)


def submission_part(submission: Submission) -> SubmissionPart:
    """Return a file as checked by itself, as the JSON has it."""
    levels = Counter(finding.severity for finding in submission.findings)
    refused, unit = submission.refused or submission.unit is None, submission.unit
    unit = unit or submission.sender
    return SubmissionPart(
        file=submission.file,
        sha256=submission.sha256,
        unit=unit.code if unit else None,
        state=FileState.REFUSED if refused else FileState.ACCEPTED,
        received_on=submission.received_on,
        rows_filled=submission.rows_filled,
        rows_accepted=submission.rows_accepted,
        rows_in_error=submission.rows_in_error,
        errors=levels[Severity.ERROR],
        warnings=levels[Severity.WARNING],
        refused=refused,
    )


class Totals:
    """A period's units added up one after the other, in the plan's order; entries are counted and
    let go."""

    def __init__(self, plan: Plan, period: Period, as_of: date) -> None:
        self.plan = plan
        self.period = period
        self.as_of = as_of
        self.tallies = Tallies(plan)
        self._units: list[dict[str, Any]] = []
        self._initiatives: dict[str, Sequence[InitiativePart]] = {}
        self._scores: list[Score] = []
        self.corrections: list[CorrectionPart] = []
        self._states: dict[str, FileState] = {}
        self._findings: dict[str, list[Finding]] = defaultdict(list)

    def add(self, merged: MergedUnit) -> None:
        """Count one unit."""
        plan, unit = self.plan, self.plan.units[merged.unit]
        roles = plan.in_period(self.period).of(unit.code)
        helped = [entry for entry in merged.entries if entry.role is Role.COORDINATING]
        self.tallies.add(merged.entries)
        self._units.append(
            {
                "unit": unit.code,
                "name": unit.name,
                "coordinated": sum(role is Role.COORDINATING for _, role in roles),
                "coordinated_reported": sum(not entry.in_error for entry in helped),
                **rates(Tallies(plan, merged.entries).values(), merged.scores),
            }
        )
        self._initiatives[unit.code] = merged.initiatives
        self._scores += merged.scores
        self.corrections += merged.corrections
        self._states |= merged.states
        for file, found in merged.findings.items():
            self._findings[file] += found

    def result(
        self,
        files: Sequence[SubmissionPart],
        refused: Mapping[str, Sequence[Finding]],
        replaced: Mapping[str, date],
        others: Iterable[Finding],
        gone: Iterable[GonePart] = (),
    ) -> Result:
        """All that can be said of the period, but for its entries and the merge's number.

        *files* are all files in the order of receipt, *refused* the findings on those that were
        refused, by name; *replaced* the earliest days, by unit, of good files whose place another
        one took, *others* findings on files that are no submissions, *gone* those that an earlier
        merge read.
        """
        newer = _good_after(files)
        told = {file: [REPLACED.at(file, value=name)] for file, name in newer.items()}
        findings = {**self._findings, **refused, **told}
        # Listed by day and content, so that neither names nor times of copying show.
        files = sorted(files, key=lambda each: (each.received_on, each.sha256))
        plan, named = self.plan, {file.file for file in files}
        return Result(
            period=self.period.code,
            as_of=self.as_of,
            plan=PlanPart(code=plan.code, version=plan.version),
            merge_number=0,
            reconstructed=plan.is_reconstructed,
            submissions=[
                each.model_copy(update={"state": self._state(each.file, each.file in newer)})
                for each in files
            ],
            gone=list(gone),
            units=self._unit_parts(files, replaced),
            **self._groups(),
            scores=sorted(self._scores, key=lambda each: plan.places[each.key]),
            initiatives=[
                idea for unit in sorted(self._initiatives) for idea in self._initiatives[unit]
            ],
            findings=[
                *(found for file in files for found in findings.get(file.file, ())),
                # On what no unit sent.
                *(found for file in findings if file not in named for found in findings[file]),
                *others,
            ],
        )

    def _state(self, file: str, is_replaced: bool) -> FileState:
        refused = FileState.SUPERSEDED if is_replaced else FileState.REFUSED
        return self._states.get(file, refused)

    def _unit_parts(
        self, files: Sequence[SubmissionPart], replaced: Mapping[str, date]
    ) -> list[UnitPart]:
        good: dict[str, list[date]] = defaultdict(list)
        refused = set()
        for file in files:
            if file.unit is not None and file.refused:
                refused.add(file.unit)
            elif file.unit is not None:
                good[file.unit].append(file.received_on)
        for unit, day in replaced.items():
            good[unit].append(day)

        def stands(unit: str) -> Timeliness:
            about = self.plan, self.period, self.as_of, unit
            return timeliness(*about, good[unit], unit in refused)

        return [UnitPart(**unit, submission=stands(unit["unit"])) for unit in self._units]

    def _groups(self) -> dict[str, Any]:
        """Rates per area, index and authority, the two authorities apart."""
        items = self.tallies.assigned()

        def of(**group: Any) -> dict[str, Any]:
            """Return a group's names, and the rates of its items and criteria."""

            def belongs(each: Item | Score) -> bool:
                return all(getattr(each, name) == wanted for name, wanted in group.items())

            its = (tally for tally in items if belongs(tally.item))
            return {**group, **rates(its, filter(belongs, self._scores))}

        areas = [({"index": area.index, "area": area.code}, area.name) for area in self.plan.areas]
        indices = [index for index in Index if any(i.index is index for i in self.plan.items)]
        return {
            "areas": [AreaPart(name=name, **of(**area)) for area, name in areas],
            "area_authorities": [
                AreaAuthorityPart(name=name, **of(**area, authority=authority))
                for area, name in areas
                for authority in Authority
            ],
            "indices": [IndexPart(**of(index=index)) for index in indices],
            "index_authorities": [
                IndexAuthorityPart(**of(index=index, authority=authority))
                for index in indices
                for authority in Authority
            ],
            "authorities": [AuthorityPart(**of(authority=authority)) for authority in Authority],
        }


def _good_after(files: Iterable[SubmissionPart]) -> dict[str, str]:
    """Return the refused files that a good one of their unit came after, each with the next.

    *files* are in the order of receipt.
    """
    good: dict[str | None, str] = {}
    found: dict[str, str] = {}
    for file in reversed([*files]):
        if not file.refused:
            good[file.unit] = file.file
        elif file.unit in good:
            found[file.file] = good[file.unit]
    return found


def timeliness(
    plan: Plan,
    period: Period,
    as_of: date,
    unit: str,
    good: Sequence[date],
    refused: bool,
) -> Timeliness:
    """How a unit stands to its deadline: judged by its first file that was not refused.

    *good* are the days of receipt of those (contract, section 6); *refused* whether there are
    others.
    """
    if good:
        before = plan.send_before(period, unit)
        return Timeliness.ON_TIME if min(good) < before else Timeliness.LATE
    if refused:
        return Timeliness.REFUSED
    return Timeliness.NOT_DUE if as_of < period.send_before else Timeliness.MISSING
