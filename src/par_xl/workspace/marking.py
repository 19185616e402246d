"""From a checked file to the form handed back: what the unit typed and noted, faults marked; and
whether its unit gets the right form instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase
from types import MappingProxyType

from par_xl.form.cells import error_value
from par_xl.form.marks import own_note
from par_xl.form.request import (
    HEAD_KEY,
    CheckReport,
    Displaced,
    Fault,
    FormRequest,
    Spot,
    free_row_key,
)
from par_xl.form.workbook import write_form, write_refusal
from par_xl.intake.arrival import Arrival
from par_xl.intake.rows import displaced_cells
from par_xl.intake.submission import Row, Submission
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.rules import files
from par_xl.rules.initiatives import Initiative
from par_xl.rules.office_corrections import CORRECTED
from par_xl.system.paths import safe_name
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.text import Cell
from par_xl.terms.words import Severity
from par_xl.workbooks.notes import Note, read_notes
from par_xl.workbooks.sheet import Formula

_IN_HEAD = {files.NO_APPROVER.code: (HEAD_KEY, "approver")}
_WRONG_FORM = frozenset(
    each.code
    for each in (
        files.OTHER_PLAN,
        files.OTHER_PERIOD,
        files.UNKNOWN_UNIT,
        files.CONTRADICTION,
        files.UNKNOWN_IDENTITY,
    )
)
"""Files refused for these are not mended: their unit gets the right form."""
Notes = Mapping[str, Mapping[str, Note]]
"""A file's notes by sheet and cell."""
_NOTE = "Ghi chú của ô"


def unit_to_serve(plan: Plan, period: Period, submission: Submission) -> Unit | None:
    """Return the unit that used the wrong form, as far as it can be made out."""
    found = {each.code for each in submission.file_findings}
    if not submission.refused or not found & _WRONG_FORM:
        return None
    unit = submission.unit or submission.sender
    return unit if unit in plan.in_period(period).units else None


def notes_of(file: Arrival, submission: Submission) -> Notes:
    """Return the notes on a file's cells where there is a form to keep them in."""
    return read_notes(file.read()) if submission.unit and submission.period else {}


def right_form_name(period: Period, unit: Unit) -> str:
    """Name of the form that lies beside the faults of a wrong one."""
    return f"{safe_name(unit.code)}_{period.code}_bieu-mau-dung.xlsx"


def marked_form(
    plan: Plan,
    submission: Submission,
    found: Sequence[Finding],
    before: Mapping[str, str] | None = None,
    notes: Notes | None = None,
    right_form: str | None = None,
    corrected: Mapping[Spot, Cell] = MappingProxyType({}),
) -> bytes:
    """Return the form to hand back: what the unit typed and noted, with *found* marked in place;
    cells that the consolidating unit *corrected*, where *found* tells of it, hold the new value.

    Where unit or period could not be made out, no form can be made: then the faults alone;
    *right_form* names the one that lies beside it.
    """
    rows = (*submission.rows, *submission.unmerged)
    report = _report(submission, rows, found)
    if submission.unit is None or submission.period is None:
        return write_refusal(replace(report, right_form=right_form), plan.info["Cơ quan"])
    report = _with_notes(report, submission, notes or {}, plan)
    kept = [row for row in rows if not row.misplaced]
    values = {row.key: dict(row.cells) for row in kept}
    broken = {row.key: dict(row.broken) for row in kept if row.broken}
    for fault in report.faults:
        if fault.spot and fault.spot in corrected and fault.finding.code == CORRECTED.code:
            key, field = fault.spot
            if key not in values:
                # Nothing of it counted: what is carried over stands beside.
                values[key] = {name: cell for (of, name), cell in corrected.items() if of == key}
            values[key][field] = corrected[fault.spot]
            broken.get(key, {}).pop(field, None)
    head = {field: cell.text for field, cell in submission.head.items()}
    request = FormRequest(
        plan,
        submission.period,
        None if submission.is_standard else submission.unit,
        # Not today: the same check always makes the same form.
        submission.received_on,
        values=values,
        broken={key: each for key, each in broken.items() if each},
        before=before or {},
        head={**head, "unit": submission.unit.name},
        initiatives=tuple(_free_row(each) for each in submission.initiatives),
        report=report,
    )
    return write_form(request)


def _with_notes(
    report: CheckReport, submission: Submission, notes: Notes, plan: Plan
) -> CheckReport:
    """Return a report with the unit's own notes: at their cells, or else with what has no place."""
    if not notes:
        return report
    collector = plan.collector.name
    spots = _spots(submission, lambda row: not row.misplaced)
    kept: dict[Spot, Note] = {}
    displaced: list[Displaced] = []
    for sheet, of_sheet in notes.items():
        for cell, note in of_sheet.items():
            own = own_note(note, collector)
            spot = spots.get((sheet, cell))
            if own is None:
                continue
            if spot is not None and spot not in kept:
                kept[spot] = own
            else:
                key = spot[0] if spot else ""
                displaced.append(Displaced(sheet, cell, key, _NOTE, own.text))
    return replace(report, notes=kept, displaced=(*report.displaced, *displaced))


def _free_row(initiative: Initiative) -> dict[str, str | Formula]:
    return {
        **initiative.typed,
        **{field: error_value(why) for field, why in initiative.broken.items()},
    }


def _spots(submission: Submission, is_wanted: Callable[[Row], bool]) -> dict[tuple[str, str], Spot]:
    """Return what cells of the received file stand for, by sheet and name: of wanted rows, of
    free rows and of the head."""
    spots = {
        # The key's own column is hidden.
        (row.sheet, row.cell(field)): (row.key, "code" if field == "key" else field)
        for row in submission.table
        if row.key and is_wanted(row)
        for field in row.columns
    }
    for number, each in enumerate(submission.initiatives, start=1):
        for name, column in each.columns.items():
            spots[each.sheet, cell_name(each.row - 1, column)] = (free_row_key(number), name)
    for field, at in submission.head.items():
        spots[at.sheet, at.cell] = (HEAD_KEY, field)
    return spots


def _report(submission: Submission, rows: Sequence[Row], found: Sequence[Finding]) -> CheckReport:
    # Only rows in which something was found: naming every cell of a form takes long.
    faulty = {(each.sheet, (each.cell or "").lstrip(ascii_uppercase)) for each in found}
    spots = _spots(submission, lambda row: (row.sheet, str(row.number)) in faulty)
    levels = list(Severity)
    faults = [
        Fault(each, _IN_HEAD.get(each.code) or spots.get((each.sheet or "", each.cell or "")))
        for each in sorted(found, key=lambda finding: levels.index(finding.severity))
        if each.severity is not Severity.INFO
    ]
    return CheckReport(
        file=submission.file,
        faults=tuple(faults),
        refused=submission.refused,
        rows_filled=submission.rows_filled,
        rows_accepted=submission.rows_accepted,
        displaced=(
            *(each for row in rows if row.misplaced for each in displaced_cells(row)),
            *submission.displaced,
        ),
    )
