"""The plan as the rest of the house sees it: read, checked, and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from par_xl.plan.due import Due
from par_xl.plan.settings import Setting
from par_xl.text import Cell, clean, fold, nearest_of, read_number
from par_xl.words import Authority, Index, Method, PeriodKind, Role

EVERYBODY = "Tất cả"
NO_FORM_KINDS = ("lãnh đạo", "bên ngoài")
"""Kinds of unit that file no form and lead nothing."""
_NO_FORM = frozenset(map(fold, NO_FORM_KINDS))


@dataclass(frozen=True, slots=True)
class Period:
    """Kỳ báo cáo: ``2024-06`` (half-year) or ``2024-12`` (year); days are inclusive."""

    code: str
    name: str
    kind: PeriodKind
    start: date
    end: date
    send_before: date
    correct_until: date | None

    @property
    def year(self) -> int:
        return int(self.code[:4])

    @property
    def year_before(self) -> str:
        """Code of the same period a year before."""
        return f"{self.year - 1}{self.code[4:]}"


@dataclass(frozen=True, slots=True)
class Unit:
    """Đơn vị: a room, board or centre; from and to are period codes, None where open."""

    code: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    email: str | None
    from_period: str | None
    to_period: str | None
    merged_into: str | None
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that people call it."""
        return self.code, self.name, *self.aliases

    @property
    def files_forms(self) -> bool:
        return fold(self.kind) not in _NO_FORM

    def active(self, period: str) -> bool:
        """Whether the unit exists in *period* (a code)."""
        return (self.from_period or "") <= period <= (self.to_period or "9999-99")


@dataclass(frozen=True, slots=True)
class Area:
    """Lĩnh vực, khía cạnh, chỉ số nội dung: the level at which rates are reported."""

    index: Index
    code: str
    name: str
    points: float | None
    source: str


@dataclass(frozen=True, slots=True)
class UnitCell:
    """A cell of units as the plan holds it: codes, kinds of unit, or everybody."""

    text: str
    codes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A row of an appendix. ``maximum`` is its own points, or its share of its parent's."""

    index: Index
    code: str
    content: str
    points: float | None
    maximum: float | None
    measure: str
    method: Method
    task: str
    leads: UnitCell
    coordinating: UnitCell
    performers: str
    authority: Authority | None
    due: Due
    results: Mapping[int, float | str]
    targets: Mapping[int, float | str]
    source: str
    area: str | None
    level: int
    is_leaf: bool
    order: int

    @property
    def key(self) -> str:
        """What identifies the row in forms and results: ``PAR_INDEX/1.1.1``."""
        return f"{self.index.value}/{self.code}"

    @property
    def is_scored(self) -> bool:
        """Whether units give it a score themselves; closed for surveys and without points."""
        return self.maximum is not None and self.method is not Method.SURVEY

    @property
    def is_measured(self) -> bool:
        """Whether there is a unit of measure in which a value can be given."""
        return bool(self.measure)

    @property
    def is_measured_in_percent(self) -> bool:
        """Whether its unit of measure is the percent: 87,5 means 87,5%."""
        return "%" in self.measure

    def read_measured(self, value: Cell) -> float | None:
        """A measured value of the row as a number: "90 %" is 90 where it is measured in percent."""
        if self.is_measured_in_percent and isinstance(value, str):
            return read_number(clean(value).removesuffix("%"))
        return read_number(value)

    @property
    def is_scored_in_points(self) -> bool:
        """Whether the self-score is the measured value (``Đơn vị tính`` is điểm)."""
        return self.is_scored and fold(self.measure) in (fold("điểm"), "")

    @property
    def is_reconstructed(self) -> bool:
        return _is_reconstructed(self.source)


def _is_reconstructed(source: str) -> bool:
    """Whether ``Nguồn`` marks a row as rebuilt from memory, not seen in a document."""
    source = source.casefold()
    return "recall" in source or "tái dựng" in source


@dataclass(frozen=True, slots=True)
class Published:
    """A published result: of an area, an item, TOTAL, NATIONAL_MEAN or NATIONAL_BEST."""

    index: Index
    year: int
    code: str
    value: float | None
    rank: int | None
    source: str

    @property
    def is_reconstructed(self) -> bool:
        return _is_reconstructed(self.source)


@dataclass(frozen=True, slots=True)
class Target:
    """A commitment signed for a year (plan, II.3)."""

    index: Index
    code: str
    year: int
    text: str
    value: float | None
    rank: int | None
    document: str


@dataclass(frozen=True, slots=True)
class Extension:
    """Gia hạn: a later day before which a unit (None: all) may send its report."""

    period: str
    unit: str | None
    send_before: date
    reason: str
    approved_by: str
    document: str


@dataclass(frozen=True)
class Plan:
    """A plan workbook without faults."""

    info: Mapping[str, str]
    settings: Mapping[str, float | date]
    periods: Mapping[str, Period]
    units: Mapping[str, Unit]
    areas: tuple[Area, ...]
    items: tuple[Item, ...]
    published: tuple[Published, ...]
    targets: tuple[Target, ...]
    extensions: tuple[Extension, ...]
    _assigned: dict[str, PeriodAssignments] = field(default_factory=dict, compare=False, repr=False)

    @property
    def code(self) -> str:
        return self.info["Mã kế hoạch"]

    @property
    def version(self) -> str:
        return self.info["Phiên bản"]

    @property
    def name(self) -> str:
        return self.info["Tên kế hoạch"]

    @cached_property
    def start(self) -> date:
        """Ngày bắt đầu kế hoạch: nothing is done before it."""
        start = self.settings["Ngày bắt đầu kế hoạch"]
        assert isinstance(start, date)
        return start

    def setting(self, setting: Setting) -> float:
        """A setting of the plan; its default where the plan says nothing."""
        value = self.settings.get(setting.name, setting.default)
        assert isinstance(value, float | int)
        return value

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        return {item.key: item for item in self.items}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each item stands in the plan, by key."""
        return {item.key: place for place, item in enumerate(self.items)}

    @cached_property
    def is_reconstructed(self) -> bool:
        """Whether it holds rows that nobody has checked against the official text."""
        return any(item.is_reconstructed for item in self.items)

    @cached_property
    def _unit_names(self) -> Mapping[str, str]:
        return codes_by_name(self.units.values())

    def unit_named(self, text: str) -> Unit | None:
        """The unit that *text* names by code, name or alias."""
        code = self._unit_names.get(fold(text))
        return self.units[code] if code else None

    def in_period(self, period: Period) -> PeriodAssignments:
        """Who leads and who coordinates what in *period*."""
        if period.code not in self._assigned:
            self._assigned[period.code] = assign(self, period.code)
        return self._assigned[period.code]

    def send_before(self, period: Period, unit: str) -> date:
        """The day before which *unit* has to send its report of *period*, extended or not."""
        days = [
            extension.send_before
            for extension in self.extensions
            if extension.period == period.code and extension.unit in (None, unit)
        ]
        return max([period.send_before, *days])


@dataclass(frozen=True, eq=False)
class PeriodAssignments:
    """The plan's roles in one period: which units file forms, who leads what, who helps.

    Rows for which the plan names the same units share one tuple of them.
    """

    units: tuple[Unit, ...]
    leads: Mapping[str, tuple[str, ...]]
    coordinating: Mapping[str, tuple[str, ...]]

    def role(self, unit: str, key: str) -> Role | None:
        """Role of *unit* (a code) in the row *key*; None when it has none there."""
        leading, helping = self._members.get(key, _NOBODY)
        if unit in leading:
            return Role.LEAD
        return Role.COORDINATING if unit in helping else None

    def of(self, unit: str) -> tuple[tuple[str, Role], ...]:
        """The rows that *unit* leads or coordinates: each key with its role, in plan order."""
        roles = ((key, self.role(unit, key)) for key in self.leads)
        return tuple((key, role) for key, role in roles if role is not None)

    def files_form(self, unit: str) -> bool:
        """Whether *unit* (a code) files a form in the period."""
        return unit in self._filing

    @cached_property
    def _filing(self) -> frozenset[str]:
        return frozenset(unit.code for unit in self.units)

    @cached_property
    def _members(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        """Who leads and who coordinates each row; a set is made once for each tuple."""
        every = (*self.leads.values(), *self.coordinating.values())
        distinct = {id(codes): codes for codes in every}
        sets = {each: frozenset(codes) for each, codes in distinct.items()}
        return {
            key: (sets[id(leads)], sets[id(self.coordinating[key])])
            for key, leads in self.leads.items()
        }


_NOBODY: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def codes_by_name(units: Iterable[Unit]) -> dict[str, str]:
    """Unit codes by everything that people call them, folded."""
    return {fold(name): unit.code for unit in units for name in unit.names}


def nearest_unit(text: str, units: Iterable[Unit]) -> Unit | None:
    """The unit whose code, name or alias is most like *text*; None when none is near."""
    named = {name: unit for unit in units for name in unit.names}
    return nearest_of(text, {fold(name): unit for name, unit in named.items()})


def successor(units: Mapping[str, Unit], code: str, period: str) -> str | None:
    """The unit that stands for *code* in *period*: itself, or the one it was merged into."""
    seen: set[str] = set()
    while code not in seen:
        seen.add(code)
        unit = units[code]
        if unit.active(period):
            return code
        # A unit that does not exist yet has nobody in its place.
        if period < (unit.from_period or "") or unit.merged_into is None:
            return None
        code = unit.merged_into
    return None


class PeriodUnits:
    """The units of one period (a code): who files forms, and whom a cell of units means."""

    def __init__(self, units: Mapping[str, Unit], period: str) -> None:
        self._units, self._period = units, period
        self._place = {code: place for place, code in enumerate(units)}
        self.filing = tuple(u for u in units.values() if u.files_forms and u.active(period))
        # Most cells name the same units: "Tất cả" is worked out once, however many rows say it.
        self._found: dict[UnitCell, tuple[str, ...]] = {}

    def named(self, cell: UnitCell) -> tuple[str, ...]:
        """The units, by code and in the plan's order, that *cell* means; the same tuple for an
        equal cell."""
        if cell not in self._found:
            self._found[cell] = self._named(cell)
        return self._found[cell]

    def _named(self, cell: UnitCell) -> tuple[str, ...]:
        found: set[str] = set()
        if cell.everybody or cell.kinds:
            kinds = {fold(kind) for kind in cell.kinds}
            found = {u.code for u in self.filing if cell.everybody or fold(u.kind) in kinds}
        successors = (successor(self._units, code, self._period) for code in cell.codes)
        found.update(code for code in successors if code is not None)
        return tuple(sorted(found, key=self._place.__getitem__))


def assign(plan: Plan, period: str) -> PeriodAssignments:
    """Work out the plan's roles in one period (a code)."""
    units = PeriodUnits(plan.units, period)
    helping: dict[tuple[UnitCell, UnitCell], tuple[str, ...]] = {}
    leads: dict[str, tuple[str, ...]] = {}
    coordinating: dict[str, tuple[str, ...]] = {}
    for item in plan.items:
        if item.is_leaf:
            leads[item.key] = units.named(item.leads)
            cells = item.leads, item.coordinating
            if cells not in helping:
                helping[cells] = _helping(plan, units, *cells)
            coordinating[item.key] = helping[cells]
    return PeriodAssignments(units.filing, leads, coordinating)


def _helping(
    plan: Plan, units: PeriodUnits, leads: UnitCell, coordinating: UnitCell
) -> tuple[str, ...]:
    """Who coordinates a row: no unit that leads it, and none that files no form."""
    leading = frozenset(units.named(leads))
    return tuple(
        code
        for code in units.named(coordinating)
        if code not in leading and plan.units[code].files_forms
    )
