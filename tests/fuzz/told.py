"""What an independent reader says of a workbook."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

Raw = str | float | bool | date | None
Place = tuple[int, int]
BROKEN = "\0broken"
"""What a cell holds that no value can be taken from: an error, a formula without a value."""


class SilentError(Exception):
    """Nobody can say what the file holds."""


@dataclass
class Grid:
    """A sheet's cells: for each place the values that may be read there."""

    cells: dict[Place, list[Raw]] = field(default_factory=lambda: defaultdict(list))
    is_mended: bool = False
    """It was no XML: what stands here is the best that can be made of it."""

    def at(self, row: int, column: int) -> list[Raw]:
        """The values that may be read in a cell; nothing is one."""
        return self.cells.get((row, column)) or [None]

    @property
    def rows(self) -> list[int]:
        """Rows that hold something."""
        return sorted({row for row, _ in self.cells})


@dataclass
class Book:
    """What a workbook says, sheet by sheet."""

    sheets: list[tuple[str, Grid | None]]
    """Their names and cells; None where nobody can say what a sheet holds."""
    is_1904: bool = False
