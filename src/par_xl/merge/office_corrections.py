"""Corrections by the consolidating unit (`Đính chính`): which cell each one means, and a unit's
rows with them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from par_xl.intake.rows import shown
from par_xl.merge.result import CorrectionPart, Result
from par_xl.plan.model import Item, Period, PeriodAssignments, Plan
from par_xl.plan.units import Unit, nearest_unit
from par_xl.rules import office_corrections as rules
from par_xl.rules.asked import Asked, asked
from par_xl.rules.entry import BY_FIELD, INPUT, Unreadable
from par_xl.rules.judge import filled_row
from par_xl.rules.office_corrections import CLEARED, HEADERS, SHEET
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.terms.office_correction import OfficeCorrection
from par_xl.terms.text import Cell, fold, is_blank, nearest, read_day, shortened
from par_xl.terms.words import CorrectionState, Index, Status

_FIELDS = {fold(column.header): column.field for column in INPUT}
_INDICES = {
    fold(text).replace(" ", "_"): index.value
    for index in Index
    for text in (index.value, index.label, index.sheet)
}


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of one cell of a unit's row; ``cell`` None clears it. ``ended``: the unit said
    the same since; ``base`` is a hash of what it said when this was first taken, empty before."""

    typed: OfficeCorrection
    unit: str
    key: str
    field: str
    cell: Cell
    on: date
    asked: Asked
    ended: bool = False
    base: str = ""

    @property
    def identity(self) -> str:
        """A hash of all that was typed: a row that was edited is another correction."""
        typed = self.typed
        said = self.unit, self.key, self.field, str(self.cell), typed.reason, typed.by
        return hash_of(json.dumps((*said, self.on.isoformat())))

    @property
    def text(self) -> str | None:
        """The new value as its owner would see it in the form."""
        return shown(self.field, self.cell)

    def part(
        self, state: CorrectionState, told: str, reported: str | None, base: str = ""
    ) -> CorrectionPart:
        """Return what became of it, *told* in Vietnamese, as data is."""
        typed, letter = self.typed, "E" if state is CorrectionState.ENDED else "A"
        return CorrectionPart(
            row=typed.row,
            unit=self.unit,
            key=self.key,
            field=self.field,
            value=self.text,
            reported=reported,
            reason=typed.reason,
            by=typed.by,
            on=self.on,
            state=state,
            told=str(told),
            mark=f"{self.identity}-{letter}-{base}" if base else typed.mark,
        )


@dataclass(frozen=True)
class Corrections:
    """The corrections of a period by unit; what was typed that is not taken, and why."""

    by_unit: Mapping[str, Sequence[Correction]] = field(default_factory=dict)
    refused: Sequence[CorrectionPart] = ()
    findings: Sequence[Finding] = ()
    typed: Sequence[OfficeCorrection] = ()

    def of(self, unit: str) -> Sequence[Correction]:
        """Return those of a unit, by its code."""
        return self.by_unit.get(unit, ())


NONE = Corrections()


def resolve(
    plan: Plan, period: Period, today: date, typed: Sequence[OfficeCorrection]
) -> Corrections:
    """Find out which cells the rows of `Đính chính` mean; *today* is the day of those without
    one."""
    by_unit: dict[str, list[Correction]] = defaultdict(list)
    refused: list[CorrectionPart] = []
    findings: list[Finding] = []
    for row in typed:
        reading = _Reading(plan, period, today, row)
        found = reading.correction()
        if found is not None:
            by_unit[found.unit].append(found)
            continue
        findings += reading.findings
        told = " ".join(f"{each.message} {each.fix}" for each in reading.findings)
        refused.append(_refused(row, reading, told))
    return Corrections(
        {unit: tuple(each) for unit, each in by_unit.items()}, refused, findings, typed
    )


class _Reading:
    """A row that is read: all that is wrong with it, or which cell it means."""

    def __init__(self, plan: Plan, period: Period, today: date, row: OfficeCorrection) -> None:
        self._plan, self._period, self._today, self._row = plan, period, today, row
        self._roles: PeriodAssignments = plan.in_period(period)
        self._file = rules.master_file(period.code)
        self.findings: list[Finding] = []
        self.unit: Unit | None = None
        self.item: Item | None = None
        self.field: str | None = None

    def correction(self) -> Correction | None:
        """Return the correction; None where anything is wrong."""
        row = self._row
        for name in ("unit", "code", "column", "value", "reason", "by"):
            if is_blank(getattr(row, name)):
                words = {"row": str(row.row), "header": HEADERS[name]}
                cell = rules.place_of(row, name)
                self.findings.append(rules.NOT_FILLED.at(self._file, SHEET, cell, None, words))
        self.unit = self._unit() if row.unit else None
        self.item = self._item(self.unit) if self.unit and row.code else None
        self.field = self._field() if row.column else None
        on = self._day()
        if self.unit is None or self.item is None or self.field is None or on is None:
            return None
        of_row = asked_of(self._plan, self._period, self.unit.code, self.item)
        if self.field not in of_row.open:
            what = N_("ô “{header}” của dòng {key} không phải nhập")
            what = what.format(header=BY_FIELD[self.field].header, key=self.item.key)
            self._unclear("column", what, N_("Chọn cột khác, hoặc xóa dòng đính chính."))
        if self.findings:
            return None
        value = _canonical(of_row, self.field, row.value)
        found = Correction(row, self.unit.code, self.item.key, self.field, value, on, of_row)
        identity, _, rest = row.mark.partition("-")
        state, _, base = rest.partition("-")
        if identity != found.identity:
            return found
        return replace(found, ended=state == "E", base=base)

    def _unclear(self, name: str, what: str, cure: str) -> None:
        row = self._row
        words = {"row": str(row.row), "what": what, "cure": cure}
        value = str(getattr(row, name)) or None
        self.findings.append(
            rules.UNCLEAR.at(self._file, SHEET, rules.place_of(row, name), value, words)
        )

    def _unit(self) -> Unit | None:
        text, filing = self._row.unit, self._roles.units
        found = self._plan.unit_named(text)
        if found in filing:
            return found
        near = nearest_unit(text, filing)
        cure = N_("Chọn đơn vị trong danh sách.")
        if near:
            cure = N_("Gần nhất: “{near}”. Chọn đơn vị trong danh sách.").format(near=near.name)
        what = N_("không có đơn vị “{unit}” gửi báo cáo trong kỳ này").format(unit=shortened(text))
        self._unclear("unit", what, cure)
        return None

    def _item(self, unit: Unit) -> Item | None:
        code, plan = self._row.code, self._plan
        if not isinstance(code, str):
            what = N_("“Mã dòng” là số, có thể không còn như đã gõ (1.10 thành 1.1)")
            cure = N_("Gõ lại có tên chỉ số ở trước, ví dụ: PAR_INDEX/1.10.")
            self._unclear("code", what, cure)
            return None
        known = [item for item in plan.items if _is_named(item, code)]
        mine = [item for item in known if self._roles.role(unit.code, item.key)]
        if len(mine) == 1:
            return mine[0]
        text = shortened(code)
        if mine:
            what = N_("có nhiều dòng “{code}”: {keys}")
            what = what.format(code=text, keys=", ".join(item.key for item in mine))
            self._unclear(
                "code", what, N_("Ghi đủ cả chỉ số, ví dụ: {key}.").format(key=mine[0].key)
            )
        elif known:
            what = N_("{unit} không được giao, không phối hợp, không chấm điểm dòng “{code}”")
            what = what.format(unit=unit.name, code=text)
            self._unclear("code", what, N_("Xem lại “Đơn vị” và “Mã dòng” ở trang phụ lục."))
        else:
            what = N_("kế hoạch không có dòng “{code}”").format(code=text)
            self._unclear("code", what, N_("Ghi “Mã dòng” như cột TT ở trang phụ lục."))
        return None

    def _field(self) -> str | None:
        text = self._row.column
        found = _FIELDS.get(fold(text))
        if found is None:
            near = nearest(text, [column.header for column in INPUT])
            cure = N_("Chọn cột trong danh sách.")
            if near:
                cure = N_("Gần nhất: “{near}”. Chọn cột trong danh sách.").format(near=near)
            what = N_("biểu mẫu không có cột “{header}” để nhập").format(header=shortened(text))
            self._unclear("column", what, cure)
        return found

    def _day(self) -> date | None:
        text = self._row.on
        found = read_day(text) if text else self._today
        if found is None:
            what = N_("không đọc được ngày “{text}”").format(text=shortened(text))
            self._unclear("on", what, N_("Ghi ngày dạng 05/6/2024, hoặc để trống."))
        return found


def asked_of(plan: Plan, period: Period, unit: str, item: Item) -> Asked:
    """Return what the plan asks of a unit (its code) in a row."""
    roles = plan.in_period(period)
    is_scorer = roles.scorers.get(item.key) == unit
    return asked(plan, period, item, roles.role(unit, item.key), is_scorer)


def _is_named(item: Item, code: str) -> bool:
    """Whether *code* names it: 1.1.1, PAR_INDEX/1.1.1, Phụ lục I/1.1.1."""
    index, slash, own = code.rpartition("/")
    if slash and _INDICES.get(fold(index).replace(" ", "_")) != item.index.value:
        return False
    return fold(own) == fold(item.code)


def _canonical(of_row: Asked, name: str, typed: str | float) -> Cell:
    """Return a value as the form would hold it; what can't be read stays as it was typed."""
    if isinstance(typed, str) and fold(typed) == fold(CLEARED):
        return None
    read = getattr(filled_row(of_row, {name: typed}, of_row.period_end).reported, name)
    if isinstance(read, Unreadable):
        return typed
    return read.label if isinstance(read, Status) else read


def _refused(row: OfficeCorrection, reading: _Reading, told: str) -> CorrectionPart:
    """Return what became of a row of which not even the cell is known."""
    return CorrectionPart(
        row=row.row,
        unit=reading.unit.code if reading.unit else row.unit,
        key=reading.item.key if reading.item else str(row.code),
        field=reading.field or row.column,
        value=shown(reading.field, row.value),
        reported=None,
        reason=row.reason,
        by=row.by,
        on=read_day(row.on),
        state=CorrectionState.REFUSED,
        told=told,
        mark=row.mark,
    )


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def by_key(corrections: Iterable[Correction]) -> Mapping[str, list[Correction]]:
    """Return corrections by row key."""
    found: dict[str, list[Correction]] = defaultdict(list)
    for each in corrections:
        found[each.key].append(each)
    return found


def applied(
    corrections: Corrections, result: Result, unit: str, carried: Mapping[str, Mapping[str, Cell]]
) -> Mapping[tuple[str, str], Cell]:
    """Return the cells of a unit that a result has as corrected, by row key and field, and with
    them what is *carried* over in the same row."""
    rows = {part.row for part in result.corrections if part.state is CorrectionState.APPLIED}
    mine = [each for each in corrections.of(unit) if each.typed.row in rows]
    beside = {(e.key, f): cell for e in mine for f, cell in carried.get(e.key, {}).items()}
    return beside | {(each.key, each.field): each.cell for each in mine}
