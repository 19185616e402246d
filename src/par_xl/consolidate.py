"""The consolidated state counted: from a merge to the period's result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from par_xl.entry import Entry
from par_xl.finding import Finding
from par_xl.intake.submission import Submission
from par_xl.merge.assignments import Counted
from par_xl.merge.period import Merged
from par_xl.rates import assignments, rates
from par_xl.result import (
    AreaAuthorityPart,
    AreaPart,
    AuthorityPart,
    EntryPart,
    IndexAuthorityPart,
    IndexPart,
    InitiativePart,
    PlanPart,
    Result,
    SubmissionPart,
    UnitPart,
)
from par_xl.words import Authority, FileState, Index, Role, Severity

_EMPTY = Entry(None, None, None, None, None, None, None, None, None, None)


def result_of(merged: Merged, merge_number: int, others: Sequence[Finding] = ()) -> Result:
    """Count a merge: entries, rates per area, index, unit and authority, and all findings.

    *others* are findings on files that are no submissions.
    """
    plan = merged.plan
    entries = [_entry(counted) for counted in merged.counted]
    frame = assignments(entries)
    areas = [(area.index, area.code) for area in plan.areas]
    names = {(area.index, area.code): area.name for area in plan.areas}
    indices = [index for index in Index if any(item.index is index for item in plan.items)]
    split = [(index, code, authority) for index, code in areas for authority in Authority]
    halves = [(index, authority) for index in indices for authority in Authority]
    return Result(
        period=merged.period.code,
        as_of=merged.as_of,
        plan=PlanPart(code=plan.code, version=plan.version),
        merge_number=merge_number,
        reconstructed=plan.is_reconstructed,
        submissions=[_submission(each, state) for each, state in merged.submissions],
        units=_units(merged, entries),
        areas=[
            AreaPart(index=index, area=code, name=names[index, code], **counted)
            for (index, code), counted in zip(
                areas, rates(frame, ("index", "area"), areas), strict=True
            )
        ],
        area_authorities=[
            AreaAuthorityPart(
                index=index, area=code, name=names[index, code], authority=authority, **counted
            )
            for (index, code, authority), counted in zip(
                split, rates(frame, ("index", "area", "authority"), split), strict=True
            )
        ],
        indices=[
            IndexPart(index=index, **counted)
            for index, counted in zip(
                indices, rates(frame, ("index",), [(index,) for index in indices]), strict=True
            )
        ],
        index_authorities=[
            IndexAuthorityPart(index=index, authority=authority, **counted)
            for (index, authority), counted in zip(
                halves, rates(frame, ("index", "authority"), halves), strict=True
            )
        ],
        authorities=[
            AuthorityPart(authority=authority, **counted)
            for authority, counted in zip(
                Authority, rates(frame, ("authority",), [(a,) for a in Authority]), strict=True
            )
        ],
        entries=entries,
        initiatives=[
            InitiativePart(unit=unit.code, file=file, row=each.row, **each.values())
            for unit, file, each in merged.initiatives
        ],
        findings=[*merged.findings, *others],
    )


def _submission(submission: Submission, state: FileState) -> SubmissionPart:
    """A file as checked by itself, whatever other files, days and years say."""
    levels = Counter(finding.severity for finding in submission.findings)
    return SubmissionPart(
        file=submission.file,
        sha256=submission.sha256,
        unit=submission.unit.code if submission.unit else None,
        state=state,
        received_on=submission.received_on,
        rows_filled=submission.rows_filled,
        rows_accepted=submission.rows_accepted,
        rows_in_error=submission.rows_in_error,
        errors=levels[Severity.ERROR],
        warnings=levels[Severity.WARNING],
    )


def _units(merged: Merged, entries: list[EntryPart]) -> list[UnitPart]:
    roles = merged.plan.in_period(merged.period)
    counted = rates(assignments(entries), ("unit",), [(unit.code,) for unit in roles.units])
    return [
        UnitPart(
            unit=unit.code,
            name=unit.name,
            submission=merged.timeliness[unit.code],
            coordinated=sum(unit.code in units for units in roles.coordinating.values()),
            coordinated_reported=sum(
                e.unit == unit.code and e.role is Role.COORDINATING and not e.in_error
                for e in entries
            ),
            **numbers,
        )
        for unit, numbers in zip(roles.units, counted, strict=True)
    ]


def _entry(counted: Counted) -> EntryPart:
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
