"""The plan as the rest of the code sees it: read, checked, and never changed.

Types that are a row of a sheet say which columns they have (contract, section 3).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property

from par_xl.plan.due import Due
from par_xl.plan.settings import Setting
from par_xl.plan.table import (
    SheetRow,
    column,
    needed_day,
    needed_text,
    needed_whole,
    one_of,
    optional,
    optional_day,
    optional_number,
    optional_points,
    optional_whole,
    read_code,
    read_due_time,
    read_period,
)
from par_xl.plan.units import Unit, UnitCell, UnitNames, successor
from par_xl.terms.text import Cell, as_text, clean, fold, fold_name, read_number
from par_xl.terms.words import Authority, Index, Method, PeriodKind, Role

YEAR_COLUMN = re.compile(r"(Kết quả năm|Mục tiêu)\s+(\d{4})")
"""Headers of the appendices' columns of years: ``Kết quả năm 2023``, ``Mục tiêu 2024``."""


@dataclass(frozen=True, slots=True)
class Period(SheetRow):
    """Kỳ báo cáo: ``2024-06`` (half-year) or ``2024-12`` (year); days are inclusive."""

    code: str = column("Kỳ", read_period)
    name: str = column("Tên kỳ", needed_text)
    kind: PeriodKind = column("Loại kỳ", one_of(PeriodKind))
    start: date = column("Từ ngày", needed_day)
    end: date = column("Đến ngày", needed_day)
    send_before: date = column("Gửi trước ngày", needed_day)
    correct_until: date | None = column("Hạn chỉnh sửa", optional_day)

    @property
    def year(self) -> int:
        """The calendar year that its code begins with."""
        return int(self.code[:4])

    @property
    def published_until(self) -> int:
        """The latest year of which results can be out: at a half-year, the year before."""
        return self.year - (self.kind is PeriodKind.HALF_YEAR)

    @property
    def year_before(self) -> str:
        """Code of the same period a year before."""
        return f"{self.year - 1}{self.code[4:]}"


@dataclass(frozen=True, slots=True)
class Area(SheetRow):
    """Lĩnh vực, khía cạnh, chỉ số nội dung: the level at which rates are reported."""

    index: Index = column("Chỉ số", one_of(Index))
    code: str = column("Mã", read_code)
    name: str = column("Tên lĩnh vực", needed_text)
    points: float | None = column("Điểm tối đa", optional_points)
    source: str = column("Nguồn")


@dataclass(frozen=True, slots=True)
class InfoRow(SheetRow):
    """A row of `Thông tin`."""

    name: str = column("Mục")
    value: str = column("Giá trị")


@dataclass(frozen=True, slots=True)
class SettingRow(SheetRow):
    """A row of `Thiết lập`; what its value may be, its setting knows."""

    name: str = column("Tên")
    value: Cell = column("Giá trị", lambda value: value)
    meaning: str = column("Ý nghĩa")


_AUTHORITIES = {fold(authority.label): authority for authority in Authority}


def _authority(value: Cell) -> Authority | None:
    """Exactly one authority, else None: that is a fault of leaves only."""
    return _AUTHORITIES.get(fold(as_text(value)))


@dataclass(frozen=True, slots=True)
class ItemRow(SheetRow):
    """A row of an appendix as it stands there; :class:`Item` is what it is in its tree."""

    STAND_INS = ("TT", "Nội dung")
    code: str = column("TT", read_code)
    content: str = column("Nội dung", needed_text)
    points: float | None = column("Điểm tối đa", optional_points)
    measure: str = column("Đơn vị tính")
    method: Method | None = column("Cách đánh giá", optional(one_of(Method)))
    task: str = column("Nhiệm vụ, giải pháp")
    named_leads: str = column("Đơn vị chủ trì")
    named_coordinating: str = column("Đơn vị phối hợp")
    performers: str = column("Cơ quan thực hiện")
    authority: Authority | None = column("Thẩm quyền thực hiện", _authority)
    due: Due = column("Thời gian hoàn thành", read_due_time)
    from_period: str | None = column("Từ kỳ", optional(read_period))
    to_period: str | None = column("Đến kỳ", optional(read_period))
    source: str = column("Nguồn")
    results: Mapping[int, float | str] = field(default_factory=dict)
    targets: Mapping[int, float | str] = field(default_factory=dict)

    def asked_in(self, period: str) -> bool:
        """Whether it is asked in *period* (a code)."""
        return (self.from_period or "") <= period <= (self.to_period or "9999-99")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(ItemRow):
    """A row of an appendix in its tree.

    ``key`` is what identifies the row in forms and results: ``PAR_INDEX/1.1.1``. ``is_criterion``
    says that it earns points: one unit, its ``scorer``, scores it. ``weighted_by`` is the key of
    the nearest row with points and none beneath, itself or above, among whose assignments its own
    share those points as weights (contract, section 6).
    """

    index: Index
    key: str
    method: Method
    is_criterion: bool
    weighted_by: str | None
    leads: UnitCell
    coordinating: UnitCell
    area: str | None
    level: int
    is_leaf: bool
    order: int

    @property
    def subject(self) -> str:
        """What is to be done: its task, or else its content."""
        return self.task or self.content

    @property
    def scorer(self) -> str | None:
        """The unit that scores it, by code: the first of its own leads; None for no criterion."""
        return self.leads.first if self.is_criterion else None

    @property
    def is_measured(self) -> bool:
        """Whether there is a unit of measure, other than points, in which a value can be given."""
        return fold(self.measure) not in ("", fold("điểm"))

    @property
    def is_measured_in_percent(self) -> bool:
        """Whether its unit of measure is the percent: 87,5 means 87,5%."""
        return "%" in self.measure

    def read_measured(self, value: Cell) -> float | None:
        """Return a measured value of the row as a number: "90 %" is 90 where it is measured in
        percent."""
        if self.is_measured_in_percent and isinstance(value, str):
            return read_number(clean(value).removesuffix("%"))
        return read_number(value)

    @property
    def is_scored_in_points(self) -> bool:
        """Whether the self-score is the measured value (``Đơn vị tính`` is điểm)."""
        return self.is_criterion and not self.is_measured


@dataclass(frozen=True, slots=True)
class Published(SheetRow):
    """A published result: of an area, an item, TOTAL, NATIONAL_MEAN or NATIONAL_BEST."""

    index: Index = column("Chỉ số", one_of(Index))
    year: int = column("Năm", needed_whole)
    code: str = column("Mã", read_code)
    value: float | None = column("Giá trị", optional_number)
    rank: int | None = column("Hạng", optional_whole)
    source: str = column("Nguồn")


def contested(rows: Iterable[Published]) -> list[Published]:
    """Return the rows that say something else of the same year than an earlier one: another value
    or rank, of another province."""
    found: list[Published] = []
    said: dict[tuple[Index, str, int, str], float] = {}
    for row in rows:
        says = {"value": row.value, "rank": row.rank}.items()
        own = {(row.index, row.code, row.year, key): v for key, v in says if v is not None}
        if any(said.get(key, value) != value for key, value in own.items()):
            found.append(row)
        else:
            said |= own
    return found


@dataclass(frozen=True, slots=True)
class Target(SheetRow):
    """A commitment signed for a year (plan, II.3)."""

    index: Index = column("Chỉ số", one_of(Index))
    code: str = column("Mã", read_code)
    year: int = column("Năm", needed_whole)
    text: str = column("Nội dung cam kết")
    value: float | None = column("Giá trị", optional_number)
    rank: int | None = column("Hạng", optional_whole)
    document: str = column("Văn bản")


@dataclass(frozen=True, slots=True)
class Extension(SheetRow):
    """Gia hạn: a later day before which a unit (None: all) may send its report."""

    period: str = column("Kỳ", read_period)
    unit: str | None = column("Đơn vị", needed_text)
    send_before: date = column("Gửi trước ngày", needed_day)
    reason: str = column("Lý do")
    approved_by: str = column("Người duyệt")
    document: str = column("Văn bản")


SHEETS: dict[str, type[SheetRow]] = {
    "Thông tin": InfoRow,
    "Thiết lập": SettingRow,
    "Kỳ báo cáo": Period,
    "Đơn vị": Unit,
    "Lĩnh vực": Area,
    **{index.sheet: ItemRow for index in Index},
    "Kết quả công bố": Published,
    "Mục tiêu": Target,
    "Gia hạn": Extension,
}
"""The plan workbook's sheets, and what a row of each is."""


@dataclass(frozen=True, eq=False)
class PeriodAssignments:
    """The plan's roles in one period: which units file forms, who leads, helps and scores what.

    ``leads`` and ``coordinating`` are by leaf, ``scorers`` by criterion, ``weights`` (of each
    assignment in the weighted progress) by leaf; all in the plan's order, of what is asked in the
    period. ``rows`` are the leaves and criteria. Rows for which the plan names the same units
    share one tuple of them.
    """

    units: tuple[Unit, ...]
    rows: tuple[str, ...]
    leads: Mapping[str, tuple[str, ...]]
    coordinating: Mapping[str, tuple[str, ...]]
    scorers: Mapping[str, str]
    weights: Mapping[str, float]

    def role(self, unit: str, key: str) -> Role | None:
        """Role of *unit* (a code) in the row *key*; None when it has none there."""
        leading, helping = self._members.get(key, _NOBODY)
        if unit in leading:
            return Role.LEAD
        if unit in helping:
            return Role.COORDINATING
        return Role.SCORING if self.scorers.get(key) == unit else None

    def of(self, unit: str) -> tuple[tuple[str, Role], ...]:
        """Return the rows that *unit* leads, coordinates or scores: each key with its role, in
        plan order."""
        roles = ((key, self.role(unit, key)) for key in self.rows)
        return tuple((key, role) for key, role in roles if role is not None)

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


def assign(items: Iterable[Item], every: Mapping[str, Unit], period: str) -> PeriodAssignments:
    """Work out the roles of a plan's items and units in one period (a code)."""
    filing = tuple(unit for unit in every.values() if unit.files_forms and unit.active(period))
    places = {code: place for place, code in enumerate(every)}

    # Most cells name the same units: "Tất cả" is worked out once, however many rows say it.
    @cache
    def named(cell: UnitCell) -> tuple[str, ...]:
        """Return the units, by code and in the plan's order, that *cell* means."""
        kinds = set(map(fold_name, cell.kinds))
        found = {unit.code for unit in filing if cell.everybody or fold_name(unit.kind) in kinds}
        found.update(filter(None, (successor(every, code, period) for code in cell.codes)))
        return tuple(sorted(found, key=places.__getitem__))

    @cache
    def helping(leads: UnitCell, coordinating: UnitCell) -> tuple[str, ...]:
        """Who coordinates a row: no unit that leads it, and none that files no form."""
        others = set(named(coordinating)) - set(named(leads))
        return tuple(c for c in named(coordinating) if c in others and every[c].files_forms)

    asked = [item for item in items if item.asked_in(period)]
    leaves = [item for item in asked if item.is_leaf]
    leads = {item.key: named(item.leads) for item in leaves}
    scorers = {
        item.key: scorer
        for item in asked
        if item.scorer and (scorer := successor(every, item.scorer, period))
    }
    points = {item.key: item.points for item in items}
    sharing: Counter[str | None] = Counter()
    for item in leaves:
        sharing[item.weighted_by] += len(leads[item.key])

    def weight(item: Item) -> float:
        """Of each assignment of a leaf."""
        whole = points[item.weighted_by] if item.weighted_by else None
        return 1.0 if whole is None else whole / max(1, sharing[item.weighted_by])

    return PeriodAssignments(
        filing,
        tuple(item.key for item in asked if item.is_leaf or item.is_criterion),
        leads,
        {item.key: helping(item.leads, item.coordinating) for item in leaves},
        scorers,
        {item.key: weight(item) for item in leaves},
    )


@dataclass(frozen=True)
class Plan:
    """A plan workbook without faults; nothing is done before its ``start``."""

    info: Mapping[str, str]
    settings: Mapping[str, float]
    start: date
    periods: Mapping[str, Period]
    units: Mapping[str, Unit]
    areas: tuple[Area, ...]
    items: tuple[Item, ...]
    published: tuple[Published, ...]
    targets: tuple[Target, ...]
    extensions: tuple[Extension, ...]
    _assigned: dict[tuple[int, int], PeriodAssignments] = field(
        default_factory=dict, compare=False, repr=False
    )

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

    @property
    def collector(self) -> Unit:
        """`Đơn vị tổng hợp`: the unit that consolidates."""
        return self.units[self.info["Đơn vị tổng hợp"]]

    def setting(self, setting: Setting) -> float:
        """Return a setting of the plan; its default where the plan says nothing."""
        return self.settings.get(setting.name, setting.default)

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
    def unit_names(self) -> UnitNames:
        """Its units by what people call them."""
        return UnitNames(self.units.values())

    def unit_named(self, text: str) -> Unit | None:
        """Return the unit that *text* names by code, name or alias."""
        return self.unit_names.find(text)

    def in_period(self, period: Period) -> PeriodAssignments:
        """Who leads, coordinates and scores what in *period*; periods that ask the same of the
        same units share one object."""
        starts, ends = self._bounds
        code = period.code
        alike = sum(each <= code for each in starts), sum(each < code for each in ends)
        if alike not in self._assigned:
            self._assigned[alike] = assign(self.items, self.units, code)
        return self._assigned[alike]

    @cached_property
    def _bounds(self) -> tuple[set[str], set[str]]:
        """From which periods on, and up to which, some rows are asked or units are there."""
        rows: tuple[Unit | Item, ...] = (*self.units.values(), *self.items)
        starts, ends = {row.from_period for row in rows}, {row.to_period for row in rows}
        return set(filter(None, starts)), set(filter(None, ends))

    def send_before(self, period: Period, unit: str) -> date:
        """Return the day before which *unit* has to send its report of *period*, extended or
        not."""
        days = [
            extension.send_before
            for extension in self.extensions
            if extension.period == period.code and extension.unit in (None, unit)
        ]
        return max([period.send_before, *days])
