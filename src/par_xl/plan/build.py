"""The plan's sheets, read row by row, put together to one plan; what does not fit is a fault."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from par_xl.plan import faults
from par_xl.plan.model import (
    Area,
    Extension,
    InfoRow,
    Item,
    ItemRow,
    Period,
    Plan,
    Published,
    SettingRow,
    Target,
)
from par_xl.plan.settings import (
    BY_NAME,
    INFO_NAMES,
    NEEDED_INFO,
    OPTIONAL_INFO,
    PLAN_START,
    Threshold,
    Weight,
)
from par_xl.plan.table import Table
from par_xl.plan.units import (
    EVERYBODY,
    NO_FORM_KINDS,
    UnitCell,
    UnitNames,
    build_units,
    nearest_unit,
)
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, is_blank, read_day
from par_xl.terms.words import Index, Method, number, percent

POINTS_TOLERANCE = 0.011
"""By how much points may miss their sum: published thirds are rounded (contract, section 3)."""


def parent_code(code: str) -> str | None:
    """Return the code without its last part; None for a root.

    >>> parent_code("3.2.1.a"), parent_code("P1")
    ('3.2.1', None)
    """
    parent, dot, _ = code.rpartition(".")
    return parent if dot else None


def nearest_code(code: str, among: Container[str]) -> str | None:
    """Return the code itself, or the nearest above it, that is *among* others; None where none
    is."""
    nearest: str | None = code
    while nearest is not None and nearest not in among:
        nearest = parent_code(nearest)
    return nearest


def _above(code: str) -> Iterator[str]:
    """Yield the codes above one."""
    while (parent := parent_code(code)) is not None:
        yield parent
        code = parent


def lowest(codes: Iterable[str]) -> set[str]:
    """Return those of the codes that are above no other of them."""
    codes = set(codes)
    return codes - {above for code in codes for above in _above(code)}


Areas = Mapping[tuple[Index, str], Area]
_ROW_FIELDS = [each.name for each in fields(ItemRow) if each.name != "method"]


def build_items(index: Index, table: Table, areas: Areas, names: UnitNames) -> list[Item]:
    """Return the items of one appendix in the plan's order; what does not fit is a fault."""
    rows = table.of(ItemRow)
    tree = _Tree(rows)
    own_areas = {code for of, code in areas if of is index}
    bad = {row.row for row in rows if table.has_fault(row, "TT")}
    table.check_codes("TT", ((fold(row.code), row.code, row) for row in rows))
    items = []
    for order, row in enumerate(rows):
        area = nearest_code(row.code, own_areas)
        if row.row not in bad:
            _check_row(table, row, tree, area, unsure=bool(bad))
        leads = names.read(row.named_leads, table, row, "Đơn vị chủ trì")
        coordinating = names.read(row.named_coordinating, table, row, "Đơn vị phối hợp")
        _check_idle(leads, table, row, names)
        made = {each: getattr(row, each) for each in _ROW_FIELDS}
        made["from_period"], made["to_period"] = tree.periods(row)
        items.append(
            Item(
                **made,
                index=index,
                key=f"{index.value}/{row.code}",
                method=tree.method(row),
                is_criterion=tree.is_criterion(row),
                weighted_by=tree.weighted_by(index, row),
                leads=leads,
                coordinating=coordinating,
                area=area,
                level=row.code.count("."),
                is_leaf=row.code not in tree.children,
                order=order,
            )
        )
    return items


def has_bad_code(table: Table) -> bool:
    """Whether some row's code can't be read: then no fault is found that this one would mend."""
    return any(table.has_fault(row, "TT") for row in table.of(ItemRow))


class _Tree:
    """The rows of one appendix by code and by parent."""

    def __init__(self, rows: Sequence[ItemRow]) -> None:
        self.by_code = {row.code: row for row in rows}
        self.children: dict[str | None, list[ItemRow]] = {}
        for row in rows:
            self.children.setdefault(parent_code(row.code), []).append(row)
        self._methods = {row.code: row.method for row in rows if row.method}
        self._lowest = lowest(row.code for row in rows if row.points is not None)
        """Rows with points, and no points on any row beneath them."""

    def is_criterion(self, row: ItemRow) -> bool:
        """Whether it has points, none beneath it, and is not surveyed (contract, section 3)."""
        return row.code in self._lowest and self.method(row) is not Method.SURVEY

    def weighted_by(self, index: Index, row: ItemRow) -> str | None:
        """Key of the nearest row with points and none beneath: itself or above."""
        nearest = nearest_code(row.code, self._lowest)
        return nearest and f"{index.value}/{nearest}"

    def periods(self, row: ItemRow) -> tuple[str | None, str | None]:
        """Return from and to which period the row is asked: its own, within those above it."""
        above = (self.by_code.get(code) for code in _above(row.code))
        rows = [row, *filter(None, above)]
        first = max((each.from_period for each in rows if each.from_period), default=None)
        last = min((each.to_period for each in rows if each.to_period), default=None)
        return first, last

    def points_beneath(self, row: ItemRow) -> float | None:
        """Return the sum of the points right below, in the period that asks for the most of them;
        None where there are none."""
        pointed = [each for each in self.children.get(row.code, []) if each.points is not None]
        starts = {each.from_period or "" for each in pointed}
        sums = (sum(each.points or 0 for each in pointed if each.asked_in(s)) for s in starts)
        return max(sums, default=None)

    def method(self, row: ItemRow) -> Method:
        """How the row is scored: its own word, or else its nearest ancestor's."""
        nearest = nearest_code(row.code, self._methods)
        return Method.SELF if nearest is None else self._methods[nearest]


def _check_row(table: Table, row: ItemRow, tree: _Tree, area: str | None, unsure: bool) -> None:
    """Note what does not fit in a row; *unsure*: some row's code can't be read, so that parents,
    sums and areas may be right."""
    parent = parent_code(row.code)
    if parent is not None and parent not in tree.by_code and not unsure:
        table.add(faults.ORPHAN, row, "TT", row.code, parent)
    if not unsure:
        _check_points(table, row, tree)
    first, last = tree.periods(row)
    if (row.from_period or row.to_period) and first and last and first > last:
        more = N_("từ kỳ {first}, đến kỳ {last}").format(first=first, last=last)
        table.add(faults.NEVER_ASKED, row, "Từ kỳ", row.code, more)
    if row.code in tree.children and not tree.is_criterion(row):
        return
    if row.authority is None:
        table.add(faults.NO_AUTHORITY, row, "Thẩm quyền thực hiện", row.code)
    if area is None and not unsure:
        table.add(faults.ITEM_WITHOUT_AREA, row, "TT", row.code)


def _check_points(table: Table, row: ItemRow, tree: _Tree) -> None:
    beneath = tree.points_beneath(row)
    if row.points is None or beneath is None or abs(beneath - row.points) <= POINTS_TOLERANCE:
        return
    more = N_("{total} khác {points}").format(
        total=number(beneath, 4), points=number(row.points, 4)
    )
    table.add(faults.POINTS_DO_NOT_SUM, row, "Điểm tối đa", row.code, more)


def _check_idle(leads: UnitCell, table: Table, row: ItemRow, names: UnitNames) -> None:
    """Note units, and kinds of them, that can't lead since they file no form."""
    units = (names.find(code) for code in leads.codes)
    idle = [unit.name for unit in units if unit is not None and not unit.files_forms]
    idle += [kind for kind in leads.kinds if fold(kind) in NO_FORM_KINDS]
    for name in idle:
        table.add(faults.LEADS_NOTHING, row, "Đơn vị chủ trì", name)


WHOLE_INDEX = ("TOTAL", "NATIONAL_MEAN", "NATIONAL_BEST")
"""Codes of results of an index as a whole."""


def build_plan(sheets: Mapping[str, Table], found: list[Finding]) -> Plan | None:
    """Put the plan together; faults are added to *found*, which the sheets share. None where
    there are any."""
    info = _info(sheets["Thông tin"])
    settings = _settings(sheets["Thiết lập"])
    periods = _periods(sheets["Kỳ báo cáo"])
    units = build_units(sheets["Đơn vị"])
    areas = _areas(sheets["Lĩnh vực"])
    names = UnitNames(units.values())
    unsure = [index for index in Index if has_bad_code(sheets[index.sheet])]
    items = [
        item for index in Index for item in build_items(index, sheets[index.sheet], areas, names)
    ]
    filled = {(item.index, item.area) for item in items if item.is_leaf}
    for area, row in areas.items():
        # The code that can't be read may be that of its item.
        if area[0] not in unsure and area not in filled:
            sheets["Lĩnh vực"].add(faults.AREA_WITHOUT_ITEMS, row, "Mã", row.code)
    plan = Plan(
        info=info,
        settings=settings,
        periods=periods,
        units=units,
        areas=tuple(areas.values()),
        items=tuple(items),
        published=tuple(sheets["Kết quả công bố"].of(Published)),
        targets=tuple(sheets["Mục tiêu"].of(Target)),
        extensions=tuple(_extensions(sheets["Gia hạn"], periods, names)),
    )
    _check_leads(plan, sheets)
    _check_codes(plan, sheets, unsure)
    return None if found else plan


def _info(table: Table) -> dict[str, str]:
    by_fold = {fold(name): name for name in (*INFO_NAMES, *OPTIONAL_INFO)}
    rows = {by_fold.get(fold(row.name), row.name): row for row in table.of(InfoRow)}
    info = dict.fromkeys(INFO_NAMES, "") | {name: row.value for name, row in rows.items()}
    for name in NEEDED_INFO:
        if not info[name]:
            table.add(faults.NO_INFO, rows.get(name), "Giá trị", table.name, name)
    return info


def _settings(table: Table) -> dict[str, float | date]:
    settings: dict[str, float | date] = {}
    rows = {fold(row.name): row for row in table.of(SettingRow)}
    for row in table.of(SettingRow):
        value = row.value
        known = BY_NAME.get(fold(row.name))
        if fold(row.name) == fold(PLAN_START):
            start = read_day(value)
            if is_blank(value):
                table.add(faults.NO_INFO, row, "Giá trị", table.name, PLAN_START)
            elif start is None:
                table.add(faults.NOT_DAY, row, "Giá trị", value)
            else:
                settings[PLAN_START] = start
        elif known and not is_blank(value):
            read = known.read(value)
            if read is None:
                table.add(faults.NOT_NUMBER, row, "Giá trị", value)
            elif not 0 <= read <= known.most:
                table.add(faults.BAD_SETTING, row, "Giá trị", value, known.limits)
            else:
                settings[known.name] = read
    if fold(PLAN_START) not in rows:
        table.add(faults.NO_INFO, None, "Giá trị", table.name, PLAN_START)
    if not any(settings.get(w.value.name, w.value.default) for w in Weight):
        more = N_("ít nhất một trọng số thi đua phải lớn hơn 0")
        table.add(faults.BAD_SETTING, None, "Giá trị", 0.0, more)
    # What is green must not be less than what is amber.
    for green, amber in (
        (Threshold.GREEN.value, Threshold.AMBER.value),
        (Threshold.GREEN_HALF_YEAR.value, Threshold.AMBER_HALF_YEAR.value),
    ):
        high, low = (settings.get(each.name, each.default) for each in (green, amber))
        if isinstance(high, float | int) and isinstance(low, float | int) and high < low:
            # At least one of them is there: the defaults are in order.
            row = rows.get(fold(green.name)) or rows[fold(amber.name)]
            more = N_("{green} phải từ {amber} trở lên").format(
                green=f"{green.name} {percent(high)}",
                amber=f"{amber.name.lower()} {percent(low)}",
            )
            table.add(faults.BAD_SETTING, row, "Giá trị", row.value, more)
    return settings


def _periods(table: Table) -> dict[str, Period]:
    rows = table.of(Period)
    if not rows:
        table.add(faults.NO_ROWS, None, "Kỳ", table.name)
    table.check_codes("Kỳ", ((row.code, row.code, row) for row in rows))
    for row in rows:
        if row.end < row.start:
            table.add(faults.DAYS_REVERSED, row, "Đến ngày", row.end)
    return {row.code: row for row in rows}


def _areas(table: Table) -> dict[tuple[Index, str], Area]:
    rows = table.of(Area)
    table.check_codes("Mã", (((row.index, fold(row.code)), row.code, row) for row in rows))
    return {(row.index, row.code): row for row in rows}


def _extensions(
    table: Table, periods: Mapping[str, Period], names: UnitNames
) -> Iterator[Extension]:
    for row in table.of(Extension):
        if row.period not in periods:
            table.add(faults.UNKNOWN_PERIOD, row, "Kỳ", row.period)
        unit = names.find(row.unit or "")
        if unit is None and fold(row.unit or "") != fold(EVERYBODY):
            table.add(faults.UNKNOWN_UNIT, row, "Đơn vị", row.unit)
        yield replace(row, unit=unit.code if unit else None)


def _check_codes(plan: Plan, sheets: Mapping[str, Table], unsure: Sequence[Index]) -> None:
    """Note results and targets of what the plan does not have; *unsure* are indices some of whose
    codes can't be read."""
    known = {(area.index, area.code) for area in plan.areas}
    known |= {(item.index, item.code) for item in plan.items}
    for name, rows in (("Kết quả công bố", plan.published), ("Mục tiêu", plan.targets)):
        for row in rows:
            is_whole = row.code in WHOLE_INDEX
            if row.index not in unsure and not is_whole and (row.index, row.code) not in known:
                sheets[name].add(faults.UNKNOWN_CODE, row, "Mã", row.code, row.index.label)


def _check_leads(plan: Plan, sheets: Mapping[str, Table]) -> None:
    """Each leaf has a lead, and each criterion a scorer, in every period in which it is asked,
    though units come, go and merge."""
    rows = {(index, row.code): row for index in Index for row in sheets[index.sheet].of(ItemRow)}
    for item in plan.items:
        table, row = sheets[item.index.sheet], rows[item.index, item.code]
        if any(table.has_fault(row, header) for header in ("TT", "Đơn vị chủ trì")):
            continue
        asked = [period for period in plan.periods.values() if item.asked_in(period.code)]
        roles = {period.code: plan.in_period(period) for period in asked}
        without = [code for code, each in roles.items() if not each.leads.get(item.key)]
        fault = faults.NO_LEAD
        if item.is_criterion and not (item.is_leaf and without):
            without = [code for code, each in roles.items() if item.key not in each.scorers]
            fault = faults.NO_SCORER
        elif not item.is_leaf:
            continue
        if without:
            more = ""
            if len(without) < len(asked):
                more = N_(" trong kỳ {periods}").format(periods=", ".join(without))
            table.add(fault, row, "Đơn vị chủ trì", item.code, more)
    info = sheets["Thông tin"]
    for line in info.of(InfoRow):
        is_collector = fold(line.name) == fold("Đơn vị tổng hợp")
        if is_collector and line.value and line.value not in plan.units:
            near = nearest_unit(line.value, plan.units.values())
            more = N_(" Gần nhất: «{near}».").format(near=near.code) if near else ""
            info.add(faults.UNKNOWN_UNIT, line, "Giá trị", line.value, more)
