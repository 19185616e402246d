"""A checked submission → the form that goes back to its unit, faults marked where they are.

The form is written afresh from the plan and from what the unit typed; the unit's own file is
never saved again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase

from par_xl.form.cells import error_value
from par_xl.form.request import HEAD_KEY, CheckReport, Fault, FormRequest, free_row_key
from par_xl.form.workbook import write_form, write_refusal
from par_xl.intake.rows import displaced_cells
from par_xl.intake.submission import Row, Submission
from par_xl.plan.model import Plan
from par_xl.rules import files
from par_xl.rules.initiatives import Initiative
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.words import Severity
from par_xl.workbooks.sheet import Formula

_IN_HEAD = {files.NO_APPROVER.code: (HEAD_KEY, "approver")}


def is_to_hand_back(found: Sequence[Finding]) -> bool:
    """Whether somebody has to look at it: an error or a warning."""
    return any(finding.severity is not Severity.INFO for finding in found)


def marked_form(
    plan: Plan,
    submission: Submission,
    found: Sequence[Finding],
    before: Mapping[str, str] | None = None,
) -> bytes:
    """The form to hand back: what the unit typed, with *found* marked in place.

    Where unit or period could not be made out, no form can be made: then the faults alone.
    """
    rows = (*submission.rows, *submission.unmerged)
    report = _report(submission, rows, found)
    if submission.unit is None or submission.period is None:
        return write_refusal(report, plan.info["Cơ quan"])
    kept = [row for row in rows if not row.misplaced]
    head = {field: cell.text for field, cell in submission.head.items()}
    request = FormRequest(
        plan,
        submission.period,
        None if submission.is_standard else submission.unit,
        # Not today: the same check always makes the same form.
        submission.received_on,
        values={row.key: row.cells for row in kept},
        broken={row.key: row.broken for row in kept if row.broken},
        before=before or {},
        head={**head, "unit": submission.unit.name},
        initiatives=tuple(_free_row(each) for each in submission.initiatives),
        report=report,
    )
    return write_form(request)


def _free_row(initiative: Initiative) -> dict[str, str | Formula]:
    return {
        **initiative.typed,
        **{field: error_value(why) for field, why in initiative.broken.items()},
    }


def _report(submission: Submission, rows: Sequence[Row], found: Sequence[Finding]) -> CheckReport:
    # Only rows in which something was found: naming every cell of a form takes long.
    faulty = {(each.sheet, (each.cell or "").lstrip(ascii_uppercase)) for each in found}
    spots = {
        # The key's own column is hidden.
        (row.sheet, cell_name(row.number - 1, column)): (
            row.key,
            "code" if field == "key" else field,
        )
        for row in submission.table
        if row.key and (row.sheet, str(row.number)) in faulty
        for field, column in row.columns.items()
    }
    for number, each in enumerate(submission.initiatives, start=1):
        for field, column in each.columns.items():
            spots[each.sheet, cell_name(each.row - 1, column)] = (free_row_key(number), field)
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
