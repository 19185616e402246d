"""What a form is made from: plan, period, unit, what stands in its rows, what a check found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from par_xl.plan.due import Due
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.units import Unit
from par_xl.rules.asked import Asked, asked
from par_xl.rules.formula import UNCHOSEN
from par_xl.rules.judge import verdict
from par_xl.terms.finding import Finding
from par_xl.terms.text import Cell, as_text, is_blank
from par_xl.terms.words import Index, Role, Severity, day
from par_xl.workbooks.sheet import Formula

if TYPE_CHECKING:
    from par_xl.workbooks.notes import Note

HEAD_KEY = ""
"""In the place of a row's key: the form's head."""


def free_row_key(number: int) -> str:
    """In the place of a row's key: a filled free row, counted from 1."""
    return f"SK/{number}"


Spot = tuple[str, str]
"""A cell of the form: row key and field."""


class Fault(NamedTuple):
    """A finding and the cell of the fresh form that it stands for, or None where the form has no
    such cell."""

    finding: Finding
    spot: Spot | None


class Displaced(NamedTuple):
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
        "content": item.subject,
        "due": _short(item.due),
        "role": role.label if role else None,
        "maximum": item.points,
        "measure": item.measure or None,
        "target": item.targets.get(period.year),
        "leads": item.leads.text or None,
        "coordinating": item.coordinating.text or None,
        "performers": item.performers or None,
        "authority": item.authority.label if item.authority else None,
    }


def _short(due: Due) -> str | None:
    """Return when a task is due as a narrow column holds it: the plan's words, or else its day."""
    return day(due.day) if due.day and len(due.text) > _LONGEST_DUE else due.text or None


_LONGEST_DUE = 14

HEAD = {
    "unit": "Đơn vị báo cáo",
    "period": "Kỳ báo cáo",
    "author": "Người lập",
    "phone": "Điện thoại",
    "approver": "Lãnh đạo đơn vị duyệt",
    "document": "Số, ngày văn bản gửi kèm",
}
"""What `Trang đầu` says of the form, with its labels."""

HEAD_PROMPTS = {
    "author": "Họ và tên người lập báo cáo.",
    "phone": "Số điện thoại để phòng tổng hợp liên hệ khi cần.",
    "approver": "Họ và tên, chức vụ lãnh đạo đơn vị đã duyệt báo cáo này.",
    "document": "Số, ký hiệu, ngày của văn bản gửi kèm; để trống nếu không có.",
}

ABOVE = " › "
"""Between what stands above a row, level by level, in one heading."""
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
    "arrived": "Nhập sẵn",
}
FORM_VERSION = "2"


def rows_sha256(rows: Mapping[str, Mapping[str, Cell]]) -> str:
    """Return a hash of what stands in the cells to fill, by row key and field; "" where nothing
    does."""
    told = [[key, sorted(typed.items())] for key, row in rows.items() if (typed := texts(row))]
    return sha256(json.dumps(sorted(told), ensure_ascii=False).encode()).hexdigest() if told else ""


def texts(row: Mapping[str, Cell]) -> dict[str, str]:
    """Return the cells of a row that hold something, as texts, by field."""
    return {field: as_text(cell) for field, cell in row.items() if not is_blank(cell)}


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

    @cached_property
    def chosen_unit(self) -> Unit | None:
        """Whose form it is; of the standard form, the unit that its head names."""
        return self.unit or self.plan.unit_named(self.head.get("unit", ""))

    @cached_property
    def rows(self) -> Mapping[Index, tuple[Heading | ReportRow, ...]]:
        """Rows of each appendix."""
        roles = self.plan.in_period(self.period).of(self.unit.code) if self.unit else None
        return {index: tuple(_form_rows(self, index, roles)) for index in Index}


class Heading(NamedTuple):
    """A row that groups others; nothing is reported in it. ``code`` None: it is no item's."""

    text: str
    code: str | None
    level: int


class ReportRow(NamedTuple):
    """A row to report on: what it asks (in the standard form, of its lead and scorer in one), the
    role in it of the unit whose form it is (None: no role), and what `Kiểm tra` shows."""

    item: Item
    asked: Asked
    role: Role | None
    verdict: str

    @property
    def key(self) -> str:
        """Its `Mã dòng`."""
        return self.item.key

    @property
    def is_reported(self) -> bool:
        """Whether the unit has to report on it."""
        return self.role in (Role.LEAD, Role.SCORING)


_SECTIONS = {
    Role.LEAD: "NHIỆM VỤ ĐƠN VỊ CHỦ TRÌ",
    Role.SCORING: "TIÊU CHÍ ĐƠN VỊ CHẤM ĐIỂM",
    Role.COORDINATING: "NHIỆM VỤ ĐƠN VỊ PHỐI HỢP",
}


def _form_rows(
    request: FormRequest, index: Index, roles: Iterable[tuple[str, Role]] | None
) -> Iterator[Heading | ReportRow]:
    """Rows of one appendix: what the unit leads first, then what it scores and coordinates."""
    if roles is None:
        every = frozenset(request.plan.in_period(request.period).rows)
        yield from _grouped(request, index, every, None)
        return
    by_key, letters = request.plan.by_key, iter("ABC")
    for role, title in _SECTIONS.items():
        mine = frozenset(k for k, has in roles if has is role and by_key[k].index is index)
        if mine:
            yield Heading(f"{next(letters)}. {title} ({len(mine)} dòng)", None, -1)
            yield from _grouped(request, index, mine, role)


def _grouped(
    request: FormRequest, index: Index, wanted: frozenset[str], role: Role | None
) -> Iterator[Heading | ReportRow]:
    """Yield the *wanted* rows in the plan's order, beneath one line for what is above them."""
    items = [item for item in request.plan.items if item.index is index]
    codes = [item.code for item in items if item.key in wanted]
    above = {code[:end] for code in codes for end, letter in enumerate(code) if letter == "."}
    headings: list[Item] = []
    for item in items:
        if item.key in wanted:
            if headings:
                text = ABOVE.join(heading.content for heading in headings)
                yield Heading(text, headings[-1].code, headings[0].level)
                headings = []
            yield _report_row(request, item, role)
        elif item.code in above:
            headings.append(item)


def _report_row(request: FormRequest, item: Item, role: Role | None) -> ReportRow:
    plan, period, unit = request.plan, request.period, request.chosen_unit
    assignments = plan.in_period(period)
    is_scorer = unit is not None and assignments.scorers.get(item.key) == unit.code
    if request.unit is None and unit is not None:
        role = assignments.role(unit.code, item.key)
    mine = asked(plan, period, item, role, is_scorer)
    cells, broken = request.values.get(item.key), request.broken.get(item.key)
    shown = verdict(mine, cells or {}, broken) if cells or broken else ""
    if request.unit is not None:
        return ReportRow(item, mine, role, shown)
    most = asked(plan, period, item, Role.LEAD if item.is_leaf else Role.SCORING, is_scorer=True)
    return ReportRow(item, most, role, shown if unit else UNCHOSEN)
