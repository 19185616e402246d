"""What a rule is, and the row it judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from par_xl.entry import BY_FIELD, Reported
from par_xl.finding import Finding
from par_xl.text import Cell
from par_xl.words import Severity

if TYPE_CHECKING:
    from par_xl.rules.formula import FormRow


class Scope(Enum):
    """What a rule looks at, and so what an error costs."""

    FILE = "file"
    ROW = "row"


_CONSEQUENCE = {
    (Scope.FILE, Severity.ERROR): "Tệp bị trả lại, không dòng nào trong tệp được tính.",
    (Scope.ROW, Severity.ERROR): "Dòng này chưa được tính và trả lại đơn vị.",
    (Scope.FILE, Severity.WARNING): "Tệp vẫn được tính, ghi vào danh sách cảnh báo.",
    (Scope.ROW, Severity.WARNING): "Dòng vẫn được tính, ghi vào danh sách cảnh báo.",
    (Scope.FILE, Severity.INFO): "",
    (Scope.ROW, Severity.INFO): "",
}


@dataclass(frozen=True)
class FilledRow:
    """A row that a lead unit filled, with all that decides whether it is right."""

    cells: Mapping[str, Cell]
    reported: Reported
    has_due_date: bool
    maximum: float | None
    is_scored: bool
    plan_start: date
    period_start: date
    period_end: date
    received_on: date
    broken: Mapping[str, str] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Example:
    """A row for tests and guide: cells as typed, and what the plan says of the row."""

    cells: Mapping[str, Cell]
    has_due_date: bool = False
    maximum: float | None = None
    broken: Mapping[str, str] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One rule, declared once.

    ``broken`` returns the words for the message where a row breaks the rule, else None.
    ``formula`` gives the same verdict as an Excel expression (TRUE where broken), or None
    where the row can't break it; ``no_formula`` says why there is none. A rule without
    ``broken`` looks at more than one row's cells and is found where that is read.
    """

    code: str
    severity: Severity
    scope: Scope
    title: str
    message: str
    fix: str
    source: str
    field: str | None = None
    broken: Callable[[FilledRow], Mapping[str, str] | None] | None = None
    formula: Callable[[FormRow], str | None] | None = None
    no_formula: str = ""
    passes: Example | None = None
    fails: Example | None = None

    def at(
        self,
        file: str,
        sheet: str | None = None,
        cell: str | None = None,
        value: str | None = None,
        words: Mapping[str, str] | None = None,
        counted: bool = True,
    ) -> Finding:
        """The finding of this rule at one place; ``counted`` False where an error of the same
        row already keeps it from being counted."""
        given = {
            "value": value or "",
            "header": BY_FIELD[self.field].header if self.field else "",
            **(words or {}),
        }
        message = self.message.format_map(given)
        consequence = _CONSEQUENCE[self.scope, self.severity]
        if not counted and self.severity is not Severity.ERROR:
            consequence = ""
        return Finding(
            self.code,
            self.severity,
            file,
            sheet,
            cell,
            value or None,
            f"{message} {consequence}".strip(),
            self.fix.format_map(given),
        )
