"""The plan as the rest of the house sees it: read, checked, and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from par_xl.plan.assignments import PeriodAssignments, assign
from par_xl.plan.due import Due
from par_xl.plan.settings import Setting
from par_xl.plan.unit import Unit, UnitCell, codes_by_name
from par_xl.terms.text import Cell, clean, fold, read_number
from par_xl.terms.words import Authority, Index, Method, PeriodKind


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
        """The calendar year that its code begins with."""
        return int(self.code[:4])

    @property
    def year_before(self) -> str:
        """Code of the same period a year before."""
        return f"{self.year - 1}{self.code[4:]}"


@dataclass(frozen=True, slots=True)
class Area:
    """Lĩnh vực, khía cạnh, chỉ số nội dung: the level at which rates are reported."""

    index: Index
    code: str
    name: str
    points: float | None
    source: str


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
        """Whether its `Nguồn` says that nobody checked it against the official text."""
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
        """Whether its `Nguồn` says that nobody checked it against the official text."""
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
        """`Mã kế hoạch`: forms of another plan are refused."""
        return self.info["Mã kế hoạch"]

    @property
    def version(self) -> str:
        """`Phiên bản`: forms of another one are taken row by row."""
        return self.info["Phiên bản"]

    @property
    def name(self) -> str:
        """`Tên kế hoạch`."""
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
        """All items, headings among them, by `Mã dòng`: ``PAR_INDEX/1.1.1``."""
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
            self._assigned[period.code] = assign(self.items, self.units, period.code)
        return self._assigned[period.code]

    def send_before(self, period: Period, unit: str) -> date:
        """The day before which *unit* has to send its report of *period*, extended or not."""
        days = [
            extension.send_before
            for extension in self.extensions
            if extension.period == period.code and extension.unit in (None, unit)
        ]
        return max([period.send_before, *days])
