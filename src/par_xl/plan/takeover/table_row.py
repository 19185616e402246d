"""A row of an appendix's table on its way into the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.cells import NO_CODE, Code
from par_xl.plan.takeover.grid import GridCell
from par_xl.plan.takeover.header import (
    AUTHORITY,
    CODE,
    CONTENT,
    COORDINATING,
    DUE,
    IGNORED,
    LEADS,
    OFFICE,
    PERFORMERS,
    POINTS,
    PROVINCE,
    TASK,
)
from par_xl.plan.takeover.outline import Section
from par_xl.plan.takeover.report import Remarks
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, is_blank

MEASURE, METHOD, SOURCE = "Đơn vị tính", "Cách đánh giá", "Nguồn"
OF_TASK = (TASK, LEADS, COORDINATING, PERFORMERS, AUTHORITY, OFFICE, PROVINCE, DUE)
"""Columns that each of several tasks under one criterion has for itself."""
OF_CRITERION = (LEADS, AUTHORITY, OFFICE, PROVINCE)
"""Those of them that the criterion needs too: who scores it, and whose authority it is."""

Row = dict[str, Any]
"""A row of the plan: its cells by header."""


def is_number_column(column: str) -> bool:
    """Whether a cell merged over several rows can't be that of each: points would be doubled."""
    return column == POINTS or column.startswith(("Kết quả năm", "Mục tiêu"))


@dataclass
class TableRow:
    """A row of the file on its way into the plan: its code, its cells by the plan's columns, what
    is to be said of it, and the rows below it that hold a further task each."""

    source: str
    number: int
    cells: dict[str, Cell]
    code: Code = NO_CODE
    remarks: Remarks = field(default_factory=Remarks)
    tasks: list[TableRow] = field(default_factory=list)
    year: int | None = None
    """That of times which name none."""

    def text(self, column: str) -> str:
        return as_text(self.cells.get(column))

    def has(self, column: str) -> bool:
        return not is_blank(self.cells.get(column))

    def in_words(self) -> str:
        """All its cells in words."""
        return "; ".join(f"{column}: “{shown_value(cell)}”" for column, cell in self.cells.items())

    @property
    def is_item(self) -> bool:
        """Whether it is one by its content, and by who leads it or what it counts."""
        return self.has(CONTENT) and (self.has(LEADS) or self.has(POINTS))

    @property
    def is_task(self) -> bool:
        """Whether it is a task with a lead of its own."""
        return self.has(TASK) and self.has(LEADS)

    def says_task_of(self, other: TableRow) -> bool:
        """Whether the other's task is its own, or one of those below it."""
        return other.text(TASK) in [each.text(TASK) for each in (self, *self.tasks)]

    def join(self, rest: TableRow) -> list[str]:
        """Put the rest of a row that was split to it; what has no place in it is returned."""
        lost: list[str] = []
        for column, cell in rest.cells.items():
            before, after = self.text(column), as_text(cell)
            if not self.has(column):
                self.cells[column] = cell
            elif before == after:
                continue
            elif is_number_column(column):
                lost.append(f"{column}: “{shown_value(cell)}”")
            else:
                goes_on = column == CONTENT or before.endswith("-") or after[:1].islower()
                self.cells[column] = f"{before} {after}" if goes_on else f"{before}\n{after}"
        return lost


def table_row(section: Section, number: int) -> TableRow:
    """Return a row's cells by the plan's columns. A cell merged downwards is that of each of its
    rows where it is text; one merged sideways is that of its first column."""
    row = TableRow(section.grid.name, number + 1, {}, year=section.year)
    owners: dict[GridCell, str] = {}
    for column in section.header.columns:
        cell, target = section.grid.rows[number][column.number], column.target
        if target == IGNORED or is_blank(cell.value):
            continue
        owner = owners.setdefault(cell, target)
        if owner != target:
            if owner == CODE and target == CONTENT:
                row.cells[CONTENT] = cell.value
            elif owner not in (CODE, CONTENT):
                text = N_("ô gộp ngang “{first}” và “{target}”: chỉ lấy vào cột đầu")
                row.remarks.doubt(text, first=owner, target=target)
            continue
        if not column.is_sure:
            text = N_("cột “{header}” không chắc là “{target}”")
            row.remarks.doubt(text, header=column.header, target=target)
        if cell.row < number and is_number_column(target):
            text = N_("ô “{target}” gộp nhiều hàng: chỉ lấy vào hàng đầu")
            row.remarks.doubt(text, target=target)
            continue
        if cell.row < number and target in OF_TASK:
            row.remarks.add(N_("ô “{target}” gộp nhiều hàng: dùng cho từng hàng"), target=target)
        if target != CODE:
            row.cells[target] = cell.value
    return row
