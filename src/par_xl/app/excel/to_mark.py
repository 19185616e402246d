"""What was found wrong → marks on the cells of the unit's own workbook, as it lies open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from par_xl.intake.submission import Row
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.words import Severity


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to mark, and what was found wrong in it: errors first."""

    sheet: str
    cell: str
    findings: tuple[Finding, ...]


def marks_of(findings: Iterable[Finding], rows: Iterable[Row] = ()) -> list[Mark]:
    """A mark for each cell with errors or warnings: cells with errors first.

    *rows* are those of the form: what is wrong with a row's key, whose column is hidden, is
    marked on its number.
    """
    shown = {
        (row.sheet, cell_name(row.number - 1, row.columns["key"])): cell_name(
            row.number - 1, row.columns["code"]
        )
        for row in rows
        if "key" in row.columns and "code" in row.columns
    }
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda each: list(Severity).index(each.severity)):
        if finding.severity is not Severity.INFO and finding.sheet and finding.cell:
            place = (finding.sheet, finding.cell)
            found.setdefault((finding.sheet, shown.get(place, finding.cell)), []).append(finding)
    return [Mark(sheet, cell, tuple(each)) for (sheet, cell), each in found.items()]
