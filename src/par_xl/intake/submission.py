"""Báo cáo của đơn vị: what one file came to, checked by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from par_xl.form.request import Displaced, rows_sha256, texts
from par_xl.plan.model import Period
from par_xl.plan.units import Unit
from par_xl.rules.entry import INPUT, Reported
from par_xl.rules.initiatives import Initiative
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, is_blank
from par_xl.terms.words import Role, number
from par_xl.workbooks.book import TooLargeError


@dataclass(frozen=True)
class HeadCell:
    """A value of the visible head with its place."""

    text: str
    sheet: str
    cell: str


# Not frozen: a frozen one takes twice as long to make, and every row makes one.
@dataclass(slots=True)
class Row:
    """A row of an appendix table: its cells with their place and, once it was judged, what counts
    of it. ``number`` is its number in Excel."""

    sheet: str
    number: int
    key: str
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]
    """Input cells as typed, by field."""
    broken: Mapping[str, str] = field(default_factory=dict)
    locked: Mapping[str, Cell] = field(default_factory=dict)
    """What stands in the cells that the plan fills."""
    merged: frozenset[str] = frozenset()
    role: Role | None = None
    """What the unit is to do in it; None: nothing, or nobody knows."""
    accepted: Reported | None = None
    """What counts of it; None: it is in error, and findings say why."""
    estimated: bool = False
    """Done, on a day after that of receipt."""
    misplaced: bool = False
    """It is not known which row of the plan it is, or it is not the unit's."""
    findings: Sequence[Finding] = ()
    corrected: frozenset[str] = frozenset()
    """Fields that the consolidating unit corrected."""

    def cell(self, name: str | None) -> str:
        """Name of its cell in that column; the first input cell when None, or there is no such
        column."""
        name = name if name and name in self.columns else INPUT[0].field
        return cell_name(self.number - 1, self.columns[name])

    @property
    def first_field(self) -> str:
        """The first input column that holds something."""
        for column in INPUT:
            if column.field in self.broken or not is_blank(self.cells.get(column.field)):
                return column.field
        return INPUT[0].field

    @property
    def first_filled(self) -> str:
        """Name of the first input cell that holds something."""
        return self.cell(self.first_field)

    @property
    def is_filled(self) -> bool:
        """Whether any input cell holds something that is not white space."""
        return bool(self.broken) or not all(map(is_blank, self.cells.values()))

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by field."""
        return texts(self.cells)


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
    arrived: str = ""
    """A hash of the rows that stood in the form when it was written (``rows_sha256``)."""
    rows: tuple[Row, ...] = ()
    """Those that are filled."""
    unmerged: tuple[Row, ...] = ()
    """Rows that could be read of a refused file: judged and handed back, never counted."""
    initiatives: tuple[Initiative, ...] = ()
    head: Mapping[str, HeadCell] = field(default_factory=dict)
    sender: Unit | None = None
    """The unit that its visible head names, also where it is refused for that."""
    file_findings: tuple[Finding, ...] = ()
    """Findings on the file as a whole; each row carries its own."""
    displaced: tuple[Displaced, ...] = ()
    """What was filled in where the form has no place for it."""
    table: tuple[Row, ...] = ()
    """All rows of its appendices, filled or not."""

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
    def is_filled_in(self) -> bool:
        """Whether it holds more, or other words, than the form did when it was written."""
        rows = (*self.rows, *self.unmerged)
        if self.initiatives or any(row.broken for row in rows):
            return True
        return rows_sha256({row.key: row.cells for row in rows}) != self.arrived

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
        return sum(row.accepted is not None for row in self.rows)

    @property
    def rows_in_error(self) -> int:
        return self.rows_filled - self.rows_accepted


_T = TypeVar("_T")

ROWS_LIMIT = 10_000
"""Rows, or cells out of place, of a file; a province's standard form has a few hundred."""


def at_most(found: Iterable[_T], before: int = 0) -> Iterator[_T]:
    """Yield the same rows, while they are no more than any form has; *before* were taken up
    already.

    Raises:
        TooLargeError: there are more.
    """
    for count, each in enumerate(found, start=before + 1):
        if count > ROWS_LIMIT:
            raise TooLargeError(N_("có hơn {limit} dòng, ô đã nhập"), limit=number(ROWS_LIMIT))
        yield each
