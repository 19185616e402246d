"""A sheet of the plan, read: its rows as values, and where each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from par_xl.plan import faults, tables
from par_xl.plan.criteria import misread_code
from par_xl.terms.finding import Finding, cell_name

RowType = TypeVar("RowType", bound=tables.PlanRow)


@dataclass(frozen=True)
class Table:
    """A sheet of the plan, read: its rows, and where its columns stand."""

    name: str
    rows: list[tables.PlanRow] = field(default_factory=list)
    columns: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: type[RowType]) -> list[RowType]:
        """The rows, known to be of *kind*."""
        return [row for row in self.rows if isinstance(row, kind)]

    def cell(self, row: tables.PlanRow, header: str) -> str:
        """Name of the cell of *row* in the column *header*."""
        return cell_name(row.row - 1, self.columns.get(header, 0))


def once(
    rows: Iterable[tuple[object, str, tables.PlanRow]],
    table: Table,
    header: str,
    found: list[Finding],
) -> None:
    """A fault for every code that stands in the table a second time.

    *rows* are what makes a row the same as another, its code as it was typed, and itself.
    """
    seen: set[object] = set()
    for same, code, row in rows:
        if same in seen:
            found.append(faults.DOUBLE_CODE.at(table.name, table.cell(row, header), code))
        seen.add(same)


def findable(
    texts: Iterable[tuple[str, tables.PlanRow]],
    table: Table,
    header: str,
    found: list[Finding],
    misread: Callable[[str], str | None] = misread_code,
) -> None:
    """A fault for every code, or name, by which Excel's formulas would not find its row."""
    for text, row in texts:
        why = misread(text)
        if why and not has_fault(found, table, row, header):
            found.append(faults.MISREAD.at(table.name, table.cell(row, header), text, why))


def has_fault(found: Iterable[Finding], table: Table, row: tables.PlanRow, header: str) -> bool:
    """Whether a fault was found already in the cell of *row* in the column *header*."""
    cell = table.cell(row, header)
    return any(each.sheet == table.name and each.cell == cell for each in found)
