"""Units side by side: from what each unit's files come to, to the period's result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from par_xl.merge.consolidate.reports import FileReport, UnitReport
from par_xl.merge.period import Scored, scored_differently, timeliness
from par_xl.merge.rates import Counts, Tallies, rates
from par_xl.merge.result import (
    AreaAuthorityPart,
    AreaPart,
    AuthorityPart,
    IndexAuthorityPart,
    IndexPart,
    PlanPart,
    Result,
    SubmissionPart,
    UnitPart,
)
from par_xl.plan.model import Period, Plan
from par_xl.terms.finding import Finding
from par_xl.terms.words import Authority, FileState, Index

_COUNTED = Counts((), (), (), (), ())


class Consolidation:
    """A period's units put side by side, one after the other; what is kept of each is small."""

    def __init__(self, plan: Plan, period: Period, as_of: date) -> None:
        self.plan = plan
        self.period = period
        self.as_of = as_of
        roles = plan.in_period(period)
        leads = [len(roles.leads.get(item.key, ())) for item in plan.items]
        self.tallies = Tallies(plan.items, leads)
        self.units: list[UnitReport] = []
        """What is kept of each, but for its counts and findings, which are added up."""
        self._shared: list[Scored] = []
        self._findings: dict[str, list[Finding]] = defaultdict(list)

    def add(self, report: UnitReport) -> None:
        """Count one unit; they come in the plan's order."""
        self.tallies.add(report.counts)
        self.units.append(replace(report, counts=_COUNTED, findings={}))
        self._shared += report.shared
        for file, found in report.findings.items():
            self._findings[file] += found

    def result(
        self,
        files: Sequence[FileReport],
        replaced: Mapping[str, date],
        others: Iterable[Finding],
        merge_number: int,
    ) -> Result:
        """All that can be said of the period, but for its entries.

        *files* are all files, *replaced* the earliest days, by unit, of good files whose place
        another one took, *others* findings on files that are no submissions.
        """
        findings = {file: list(found) for file, found in self._findings.items()}
        for file in files:
            if file.refused:
                findings[file.file] = list(file.findings)
        for found in scored_differently(self._shared):
            findings[found.file].append(found)
        states = {file: state for unit in self.units for file, state in unit.states.items()}
        # Listed by day and content, so that neither names nor times of copying show.
        files = sorted(files, key=lambda each: (each.received_on, each.sha256))
        plan = self.plan
        return Result(
            period=self.period.code,
            as_of=self.as_of,
            plan=PlanPart(code=plan.code, version=plan.version),
            merge_number=merge_number,
            reconstructed=plan.is_reconstructed,
            submissions=[_submission(each, states.get(each.file)) for each in files],
            units=self._unit_parts(files, replaced),
            **self._groups(),
            initiatives=[idea for unit in self._by_code() for idea in unit.initiatives],
            findings=[
                *(found for file in files for found in findings.get(file.file, ())),
                *others,
            ],
        )

    def _by_code(self) -> list[UnitReport]:
        return sorted(self.units, key=lambda unit: unit.unit)

    def _unit_parts(
        self, files: Sequence[FileReport], replaced: Mapping[str, date]
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
        names = {unit.code: unit.name for unit in self.plan.units.values()}
        return [
            UnitPart(
                unit=unit.unit,
                name=names[unit.unit],
                submission=timeliness(
                    self.plan,
                    self.period,
                    self.as_of,
                    unit.unit,
                    good[unit.unit],
                    unit.unit in refused,
                ),
                coordinated=unit.coordinated,
                coordinated_reported=unit.coordinated_reported,
                **unit.rates,
            )
            for unit in self.units
        ]

    def _groups(self) -> dict[str, Any]:
        """Rates per area, index and authority, the two authorities apart."""
        items = self.tallies.assigned()
        areas = self.plan.areas
        indices = [index for index in Index if any(i.index is index for i in self.plan.items)]

        def of(
            index: Index | None, area: str | None = None, authority: Authority | None = None
        ) -> dict[str, Any]:
            return rates(
                tally
                for tally in items
                if index in (None, tally.item.index)
                and area in (None, tally.item.area)
                and authority in (None, tally.item.authority)
            )

        return {
            "areas": [
                AreaPart(index=a.index, area=a.code, name=a.name, **of(a.index, a.code))
                for a in areas
            ],
            "area_authorities": [
                AreaAuthorityPart(
                    index=a.index,
                    area=a.code,
                    name=a.name,
                    authority=each,
                    **of(a.index, a.code, each),
                )
                for a in areas
                for each in Authority
            ],
            "indices": [IndexPart(index=index, **of(index)) for index in indices],
            "index_authorities": [
                IndexAuthorityPart(index=index, authority=each, **of(index, None, each))
                for index in indices
                for each in Authority
            ],
            "authorities": [
                AuthorityPart(authority=each, **of(None, None, each)) for each in Authority
            ],
        }


def _submission(file: FileReport, state: FileState | None) -> SubmissionPart:
    return SubmissionPart(
        file=file.file,
        sha256=file.sha256,
        unit=file.unit,
        state=FileState.REFUSED if file.refused or state is None else state,
        received_on=file.received_on,
        rows_filled=file.rows_filled,
        rows_accepted=file.rows_accepted,
        rows_in_error=file.rows_in_error,
        errors=file.errors,
        warnings=file.warnings,
    )
