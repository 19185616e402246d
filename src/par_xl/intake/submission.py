"""Báo cáo của đơn vị: what one file came to, checked by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from par_xl.form.request import Displaced
from par_xl.intake.identify import HeadCell
from par_xl.plan.model import Item, Period
from par_xl.plan.units import Unit
from par_xl.rules.entry import Entry
from par_xl.rules.initiatives import Initiative
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.text import Cell, as_text, is_blank
from par_xl.terms.words import Role


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands in the file that came in; ``row`` is its number in Excel."""

    sheet: str
    row: int
    key: str
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A filled row, judged by itself. ``entry`` None: it is in error, and findings say why."""

    key: str
    item: Item | None
    role: Role | None
    entry: Entry | None
    sheet: str
    row: int
    cell: str
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]
    """Input cells as typed, by field."""
    broken: Mapping[str, str]
    misplaced: bool
    """It is not known which row of the plan it is, or it is not the unit's."""
    findings: tuple[Finding, ...]

    def cell_of(self, field: str) -> str:
        """Name of its cell in one column."""
        return cell_name(self.row - 1, self.columns[field])

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by field."""
        return {field: as_text(cell) for field, cell in self.cells.items() if not is_blank(cell)}


@dataclass(frozen=True)
class Submission:
    """One file. ``unit`` or ``period`` None: it could not be made out whose it is."""

    file: str
    sha256: str
    unit: Unit | None
    period: Period | None
    received_on: date
    refused: bool
    is_standard: bool = False
    rows: tuple[CheckedRow, ...] = ()
    unmerged: tuple[CheckedRow, ...] = ()
    """Rows that could be read of a refused file: judged and handed back, never counted."""
    initiatives: tuple[Initiative, ...] = ()
    head: Mapping[str, HeadCell] = field(default_factory=dict)
    file_findings: tuple[Finding, ...] = ()
    """Findings on the file as a whole; each row carries its own."""
    displaced: tuple[Displaced, ...] = ()
    """What was filled in where the form has no place for it."""
    places: tuple[RowPlace, ...] = ()
    """Where each of its rows stands, filled or not."""

    @cached_property
    def content(self) -> str:
        """A hash of what was reported: the same after any program saved the file again."""
        if self.refused or self.unit is None or self.period is None:
            return self.sha256
        reported = [
            self.unit.code,
            self.period.code,
            sorted([row.key, sorted(row.typed.items())] for row in self.rows),
            sorted(sorted(idea.values().items()) for idea in self.initiatives),
        ]
        return hashlib.sha256(json.dumps(reported, ensure_ascii=False).encode()).hexdigest()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All its findings: of the file, then row by row."""
        rows = (*self.rows, *self.unmerged)
        return (
            *self.file_findings,
            *(finding for row in rows for finding in row.findings),
            *(finding for initiative in self.initiatives for finding in initiative.findings),
        )

    @property
    def rows_filled(self) -> int:
        return len(self.rows)

    @property
    def rows_accepted(self) -> int:
        return sum(row.entry is not None for row in self.rows)

    @property
    def rows_in_error(self) -> int:
        return self.rows_filled - self.rows_accepted
