"""What a form is made from: plan, period, unit, what stands in its rows, what a check found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.units import Unit
from par_xl.terms.finding import Finding
from par_xl.terms.text import Cell
from par_xl.terms.words import Index, Role, Severity
from par_xl.workbooks.notes import Note
from par_xl.workbooks.sheet import Formula

HEAD_KEY = ""
"""In the place of a row's key: the form's head."""


def free_row_key(number: int) -> str:
    """In the place of a row's key: a filled free row, counted from 1."""
    return f"SK/{number}"


Spot = tuple[str, str]
"""A cell of the form: row key and field."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding and the cell of the fresh form that it stands for, or None where the form has no
    such cell."""

    finding: Finding
    spot: Spot | None


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
    """Errors first, then warnings, what has no place in the fresh form, and the unit's own
    ``notes`` on cells; ``right_form`` is the file that lies beside one that can't be mended."""

    file: str
    faults: tuple[Fault, ...]
    refused: bool
    rows_filled: int
    rows_accepted: int
    displaced: tuple[Displaced, ...] = ()
    notes: Mapping[Spot, Note] = field(default_factory=dict)
    right_form: str | None = None

    def at(self, key: str, field: str) -> tuple[Finding, ...]:
        """Return what was found wrong in one cell."""
        return tuple(self.found.get((key, field), ()))

    def count(self, severity: Severity) -> int:
        """How many there are of one level."""
        return sum(fault.finding.severity is severity for fault in self.faults)

    @cached_property
    def found(self) -> Mapping[Spot, Sequence[Finding]]:
        """What was found wrong, by the cell of the fresh form that it stands for."""
        found: dict[Spot, list[Finding]] = {}
        for fault in self.faults:
            if fault.spot is not None:
                found.setdefault(fault.spot, []).append(fault.finding)
        return found


def locked_values(
    item: Item, period: Period, role: Role | None
) -> Mapping[str, str | float | None]:
    """Locked cells of an item's row by field, `Kỳ trước` aside: that is not the plan's."""
    return {
        "key": item.key,
        "code": item.code,
        "content": item.content,
        "maximum": item.maximum,
        "measure": item.measure or None,
        "task": item.task or None,
        "role": role.label if role else None,
        "leads": item.leads.text or None,
        "coordinating": item.coordinating.text or None,
        "performers": item.performers or None,
        "authority": item.authority.label if item.authority else None,
        "due": item.due.text or None,
        "target": item.targets.get(period.year),
    }


HEAD = {
    "unit": "Đơn vị báo cáo",
    "period": "Kỳ báo cáo",
    "author": "Người lập",
    "phone": "Điện thoại",
    "approver": "Lãnh đạo đơn vị duyệt",
    "document": "Số, ngày văn bản gửi kèm",
}
"""Fields above each table, with their labels."""

HEAD_PROMPTS = {
    "author": "Họ và tên người lập báo cáo. Các trang phụ lục khác tự lấy theo.",
    "phone": "Số điện thoại để phòng tổng hợp liên hệ khi cần.",
    "approver": "Họ và tên, chức vụ lãnh đạo đơn vị đã duyệt báo cáo này.",
    "document": "Số, ký hiệu, ngày của văn bản gửi kèm; để trống nếu không có.",
}

RESULT_SHEET = "Kết quả kiểm tra"
COVER_SHEET = "Trang đầu"
GUIDE_SHEET = "Hướng dẫn"
INITIATIVES_SHEET = "Sáng kiến, đề xuất"
LISTS_SHEET = "Danh mục"
IDENTITY_SHEET = "Nhận dạng"
IDENTITY = {
    "plan": "Mã kế hoạch",
    "version": "Phiên bản",
    "period": "Kỳ",
    "unit": "Mã đơn vị",
    "form": "Mẫu biểu",
}
FORM_VERSION = "2"


@dataclass(frozen=True)
class FormRequest:
    """A form to write. ``unit`` None asks for the standard form, one for everybody.

    ``values`` holds input cells by row key and field, ``broken`` those among them that hold an
    error value, ``before`` what the period before said, ``head`` the head's cells by field,
    ``initiatives`` the free rows by field.
    ``today`` stands in for the day of receipt. A form with a ``report`` is one to hand back.
    """

    plan: Plan
    period: Period
    unit: Unit | None
    today: date
    values: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    head: Mapping[str, str] = field(default_factory=dict)
    initiatives: tuple[Mapping[str, str | Formula], ...] = ()
    broken: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    report: CheckReport | None = None

    def found_at(self, key: str, column: str) -> tuple[Finding, ...]:
        """Return what was found wrong in one cell of the form that came in."""
        return self.report.at(key, column) if self.report else ()

    @cached_property
    def chosen_unit(self) -> Unit | None:
        """Whose form it is; of the standard form, the unit that its head names."""
        return self.unit or self.plan.unit_named(self.head.get("unit", ""))

    @cached_property
    def rows(self) -> Mapping[Index, tuple[Heading | ReportRow, ...]]:
        """Rows of each appendix."""
        return {index: tuple(_form_rows(self, index)) for index in Index}


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that groups others; nothing is reported in it."""

    text: str
    item: Item | None
    level: int


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row to report on. ``role`` None: it depends on the unit chosen (the standard form)."""

    item: Item
    key: str
    role: Role | None


def _form_rows(request: FormRequest, index: Index) -> Iterator[Heading | ReportRow]:
    """Rows of one appendix: what the unit leads first, then what it coordinates."""
    items = [item for item in request.plan.items if item.index is index]
    if request.unit is None:
        yield from _grouped(items, items, None)
        return
    unit, roles = request.unit.code, request.plan.in_period(request.period)
    leaves = [(item, roles.role(unit, item.key)) for item in items if item.is_leaf]
    for role, title in (
        (Role.LEAD, "A. NHIỆM VỤ ĐƠN VỊ CHỦ TRÌ"),
        (Role.COORDINATING, "B. NHIỆM VỤ ĐƠN VỊ PHỐI HỢP"),
    ):
        mine = [item for item, has in leaves if has is role]
        if mine:
            yield Heading(f"{title} ({len(mine)} dòng)", None, -1)
            yield from _grouped(items, mine, role)


def _grouped(
    items: list[Item], leaves: list[Item], role: Role | None
) -> Iterator[Heading | ReportRow]:
    """Yield the leaves under their headings, in the plan's order."""
    wanted = {leaf.code for leaf in leaves if leaf.is_leaf}
    above = {code[:end] for code in wanted for end, letter in enumerate(code) if letter == "."}
    for item in items:
        if item.is_leaf:
            if item.code in wanted:
                yield ReportRow(item, item.key, role)
        elif item.code in above:
            yield Heading(item.content, item, item.level)
