"""The plan's sheets, read row by row, put together to one plan; what does not fit is a fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from par_xl.finding import Finding
from par_xl.plan import faults, tables
from par_xl.plan.items import build_items
from par_xl.plan.model import (
    EVERYBODY,
    Area,
    Extension,
    Period,
    Plan,
    Published,
    Target,
    Unit,
    UnitCell,
    named_units,
)
from par_xl.text import Cell, clean, fold, nearest, read_day
from par_xl.words import Index

if TYPE_CHECKING:
    from par_xl.plan.reader import Table


def build(sheets: Mapping[str, Table], found: list[Finding]) -> Plan | None:
    """Put the plan together; faults are added to *found*. None where nothing can be made of it."""
    info = _info(sheets["Thông tin"], found)
    settings = _settings(sheets["Thiết lập"], found)
    periods = _periods(sheets["Kỳ báo cáo"], found)
    units = _units(sheets["Đơn vị"], found)
    areas = _areas(sheets["Lĩnh vực"], found)
    names = UnitNames(units)
    items = [
        item
        for index in Index
        for item in build_items(index, sheets[index.sheet], areas, names, found)
    ]
    for area, row in areas.items():
        if not any(item.is_leaf and (item.index, item.area) == area for item in items):
            cell = sheets["Lĩnh vực"].cell(row, "Mã")
            found.append(faults.AREA_WITHOUT_ITEMS.at("Lĩnh vực", cell, row.code))
    plan = Plan(
        info=info,
        settings=settings,
        periods=periods,
        units=units,
        areas=tuple(Area(r.index, r.code, r.name, r.points, r.source) for r in areas.values()),
        items=tuple(items),
        published=tuple(
            Published(r.index, r.year, r.code, r.value, r.rank, r.source)
            for r in sheets["Kết quả công bố"].of(tables.PublishedRow)
        ),
        targets=tuple(
            Target(r.index, r.code, r.year, r.text, r.value, r.rank, r.document)
            for r in sheets["Mục tiêu"].of(tables.TargetRow)
        ),
        extensions=tuple(_extensions(sheets["Gia hạn"], periods, names, found)),
    )
    _check_leads(plan, sheets, found)
    return None if found else plan


class UnitNames:
    """Finds units by what people call them."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self._units = units
        self._codes = {
            fold(name): unit.code
            for unit in units.values()
            for name in (unit.code, unit.name, *unit.aliases)
        }
        self._kinds = {fold(unit.kind): unit.kind for unit in units.values()}

    def find(self, text: str) -> Unit | None:
        """The unit of that code, name or alias."""
        code = self._codes.get(fold(text))
        return self._units[code] if code else None

    def read(self, text: str, sheet: str, cell: str, found: list[Finding]) -> UnitCell:
        """Read a cell of units, separated by ``;`` or new lines; unknown ones are faults."""
        codes: list[str] = []
        kinds: list[str] = []
        everybody = False
        for part in filter(None, map(clean, re.split(r"[;\n]", text))):
            if fold(part) == fold(EVERYBODY):
                everybody = True
            elif unit := self.find(part):
                codes.append(unit.code)
            elif kind := self._kinds.get(fold(part)):
                kinds.append(kind)
            else:
                near = nearest(part, [unit.name for unit in self._units.values()])
                more = f" Gần nhất: «{near}»." if near else ""
                found.append(faults.UNKNOWN_UNIT.at(sheet, cell, part, more))
        return UnitCell(text, tuple(dict.fromkeys(codes)), tuple(kinds), everybody)


def _info(table: Table, found: list[Finding]) -> dict[str, str]:
    info = dict.fromkeys(tables.INFO_NAMES, "")
    by_fold = {fold(name): name for name in info}
    for row in table.of(tables.InfoRow):
        info[by_fold.get(fold(row.name), row.name)] = row.value
    for name in tables.NEEDED_INFO:
        if not info[name]:
            found.append(faults.NO_INFO.at(table.name, None, table.name, name))
    return info


def _settings(table: Table, found: list[Finding]) -> dict[str, float | str | date]:
    settings: dict[str, float | str | date] = {}
    for row in table.of(tables.SettingRow):
        value: Cell = row.value
        if fold(row.name) == fold(tables.PLAN_START):
            start = read_day(value)
            if start is None:
                found.append(faults.NOT_DAY.at(table.name, table.cell(row, "Giá trị"), value))
            else:
                settings[tables.PLAN_START] = start
        elif value is not None:
            settings[row.name] = value
    if not any(fold(r.name) == fold(tables.PLAN_START) for r in table.of(tables.SettingRow)):
        found.append(faults.NO_INFO.at(table.name, None, table.name, tables.PLAN_START))
    return settings


def _once(
    rows: Iterable[tuple[object, tables.PlanRow]], table: Table, header: str, found: list[Finding]
) -> None:
    """A fault for every code that stands in the table a second time."""
    seen: set[object] = set()
    for code, row in rows:
        if code in seen:
            shown = code[1] if isinstance(code, tuple) else str(code)
            found.append(faults.DOUBLE_CODE.at(table.name, table.cell(row, header), shown))
        seen.add(code)


def _periods(table: Table, found: list[Finding]) -> dict[str, Period]:
    rows = table.of(tables.PeriodRow)
    _once(((row.code, row) for row in rows), table, "Kỳ", found)
    for row in rows:
        if row.end < row.start:
            found.append(faults.DAYS_REVERSED.at(table.name, table.cell(row, "Đến ngày"), row.end))
    return {
        r.code: Period(r.code, r.name, r.kind, r.start, r.end, r.send_before, r.correct_until)
        for r in rows
    }


def _units(table: Table, found: list[Finding]) -> dict[str, Unit]:
    rows = table.of(tables.UnitRow)
    _once(((fold(row.code), row) for row in rows), table, "Mã đơn vị", found)
    units: dict[str, Unit] = {}
    owners: dict[str, str] = {}
    codes = {row.code for row in rows}
    for row in rows:
        aliases = tuple(filter(None, map(clean, re.split(r"[;\n]", row.aliases))))
        for name in dict.fromkeys([fold(row.code), fold(row.name), *map(fold, aliases)]):
            owner = owners.setdefault(name, row.code)
            if owner != row.code:
                cell = table.cell(row, "Tên đơn vị")
                more = f"{owner}, {row.code}"
                found.append(faults.NAME_TWICE.at(table.name, cell, name, more))
        if row.merged_into is not None and row.merged_into not in codes:
            cell = table.cell(row, "Sáp nhập vào")
            found.append(faults.UNKNOWN_UNIT.at(table.name, cell, row.merged_into))
        units[row.code] = Unit(
            code=row.code,
            name=row.name,
            kind=row.kind,
            aliases=aliases,
            email=row.email or None,
            from_period=row.from_period,
            to_period=row.to_period,
            merged_into=row.merged_into if row.merged_into in codes else None,
            source=row.source,
        )
    return units


def _areas(table: Table, found: list[Finding]) -> dict[tuple[Index, str], tables.AreaRow]:
    rows = table.of(tables.AreaRow)
    _once((((row.index, row.code), row) for row in rows), table, "Mã", found)
    return {(row.index, row.code): row for row in rows}


def _extensions(
    table: Table, periods: Mapping[str, Period], names: UnitNames, found: list[Finding]
) -> Iterable[Extension]:
    for row in table.of(tables.ExtensionRow):
        if row.period not in periods:
            found.append(faults.UNKNOWN_PERIOD.at(table.name, table.cell(row, "Kỳ"), row.period))
        unit = names.find(row.unit)
        if unit is None and fold(row.unit) != fold(EVERYBODY):
            found.append(faults.UNKNOWN_UNIT.at(table.name, table.cell(row, "Đơn vị"), row.unit))
        yield Extension(
            row.period,
            unit.code if unit else None,
            row.send_before,
            row.reason,
            row.approved_by,
            row.document,
        )


def _check_leads(plan: Plan, sheets: Mapping[str, Table], found: list[Finding]) -> None:
    """Each leaf has a lead in every period, though units come, go and merge."""
    rows = {
        (index, row.code): row for index in Index for row in sheets[index.sheet].of(tables.ItemRow)
    }
    for item in plan.items:
        if not item.is_leaf:
            continue
        without = [code for code in plan.periods if not named_units(item.leads, plan.units, code)]
        if without:
            more = "" if len(without) == len(plan.periods) else f" trong kỳ {', '.join(without)}"
            table = sheets[item.index.sheet]
            cell = table.cell(rows[item.index, item.code], "Đơn vị chủ trì")
            found.append(faults.NO_LEAD.at(table.name, cell, item.code, more))
    unit = plan.info["Đơn vị tổng hợp"]
    if unit and unit not in plan.units:
        found.append(faults.UNKNOWN_UNIT.at("Thông tin", None, unit))
