"""A row of the master's sheet `Đính chính` as it was typed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeCorrection:
    """What the consolidating unit puts right in one cell of a unit's report.

    ``row`` is its number in the master that is written; a day is 2024-06-05, a ``code`` a number
    where Excel made one of it. ``mark`` is what the merge before knew of it; ``state`` what became
    of it in the merge whose ledger's line has it.
    """

    row: int
    unit: str = ""
    code: str | float = ""
    column: str = ""
    value: str | float = ""
    reason: str = ""
    by: str = ""
    on: str = ""
    mark: str = ""
    state: str = ""

    @property
    def typed(self) -> tuple[str | float, ...]:
        """What people typed, the day aside, which a merge fills in."""
        return self.unit, self.code, self.column, self.value, self.reason, self.by
