"""What a check came to, as a form that is handed back says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity

HEAD_KEY = ""
"""In the place of a row's key: the form's head."""


def free_row_key(number: int) -> str:
    """In the place of a row's key: a filled free row, counted from 1."""
    return f"SK/{number}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding and the cell of the fresh form that it stands for: row key and field, or None
    where the form has no such cell."""

    finding: Finding
    spot: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Displaced:
    """A cell that was filled in where the form has no row: its place and its text."""

    sheet: str
    cell: str
    key: str
    header: str
    text: str


@dataclass(frozen=True)
class CheckReport:
    """Errors first, then warnings, and what has no place in the fresh form."""

    file: str
    faults: tuple[Fault, ...]
    refused: bool
    rows_filled: int
    rows_accepted: int
    displaced: tuple[Displaced, ...] = ()

    def at(self, key: str, field: str) -> tuple[Finding, ...]:
        """What was found wrong in one cell."""
        return tuple(self.found.get((key, field), ()))

    def count(self, severity: Severity) -> int:
        """How many there are of one level."""
        return sum(fault.finding.severity is severity for fault in self.faults)

    @cached_property
    def found(self) -> Mapping[tuple[str, str], Sequence[Finding]]:
        """What was found wrong, by the cell of the fresh form that it stands for."""
        found: dict[tuple[str, str], list[Finding]] = {}
        for fault in self.faults:
            if fault.spot is not None:
                found.setdefault(fault.spot, []).append(fault.finding)
        return found
