"""A row of an appendix in the making: cells as found, and what was seen on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.codes import Code
from par_xl.plan.takeover.meanings import OFFICE, PROVINCE
from par_xl.plan.takeover.told import Sure
from par_xl.terms.text import Cell, as_text, is_blank

CODE, CONTENT, TASK, LEADS = "TT", "Nội dung", "Nhiệm vụ, giải pháp", "Đơn vị chủ trì"
COORDINATING = "Đơn vị phối hợp"
POINTS = "Điểm tối đa"
OF_TASK = (
    TASK, LEADS, COORDINATING, "Cơ quan thực hiện", "Thẩm quyền thực hiện",
    OFFICE, PROVINCE, "Thời gian hoàn thành",
)  # fmt: skip
"""Columns that each of several tasks under one criterion has for itself."""
_UNITS = (LEADS, COORDINATING, "Cơ quan thực hiện")


@dataclass
class Part:
    """One row of the file: its cells by the plan's columns."""

    source: str
    row: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        return as_text(self.cells.get(column))

    def told(self) -> str:
        """All its cells in words."""
        return "; ".join(f"{column}: «{shown_value(cell)}»" for column, cell in self.cells.items())

    def has(self, column: str) -> bool:
        return not is_blank(self.cells.get(column))


@dataclass
class Draft:
    """A criterion: its first row, and further rows that hold a task each."""

    code: Code
    first: Part
    tasks: list[Part] = field(default_factory=list)
    is_section: bool = False
    """A heading with a numeral or letter, or none: whether it is a row of the plan is seen when
    all rows are known."""
    notes: list[tuple[Sure, str]] = field(default_factory=list)

    @property
    def last(self) -> Part:
        return self.tasks[-1] if self.tasks else self.first

    def note(self, sure: Sure, text: str) -> None:
        if text and (sure, text) not in self.notes:
            self.notes.append((sure, text))


def is_number_column(column: str) -> bool:
    """Whether a cell merged over several rows can't be that of each: points would be doubled."""
    return column == POINTS or column.startswith(("Kết quả năm", "Mục tiêu"))


def join(part: Part, more: Mapping[str, Cell]) -> list[str]:
    """Put the rest of a row that was split to it; what has no place in it is returned."""
    lost: list[str] = []
    for column, cell in more.items():
        if is_blank(cell):
            continue
        if not part.has(column):
            part.cells[column] = cell
            continue
        before, after = part.text(column), as_text(cell)
        if before == after:
            continue
        if column == CODE or is_number_column(column):
            lost.append(f"{column}: «{shown_value(cell)}»")
            continue
        goes_on = column == CONTENT or after[:1].islower() or before.endswith(("-", ",", "–"))
        between = " " if goes_on else "\n"
        if column in _UNITS and goes_on and after[:1].isupper() and not before.endswith(("-", "–")):
            between = "\n"
        part.cells[column] = f"{before}{between}{after}"
    return lost
