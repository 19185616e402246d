"""The plan's sheets, read row by row, put together to one plan; what does not fit is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from par_xl.plan import faults, tables
from par_xl.plan.items import build_items, has_bad_code
from par_xl.plan.model import Area, Extension, Period, Plan, Published, Target
from par_xl.plan.settings import BY_NAME, OPTIONAL_INFO, Threshold, Weight
from par_xl.plan.table import Table, findable, has_fault, once
from par_xl.plan.unit import EVERYBODY, PeriodUnits, nearest_unit
from par_xl.plan.unit_rows import UnitNames, build_units
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, fold, is_blank, read_day
from par_xl.terms.words import Index, percent


def build(sheets: Mapping[str, Table], found: list[Finding]) -> Plan | None:
    """Put the plan together; faults are added to *found*. None where nothing can be made of it."""
    info = _info(sheets["Thông tin"], found)
    settings = _settings(sheets["Thiết lập"], found)
    periods = _periods(sheets["Kỳ báo cáo"], found)
    units = build_units(sheets["Đơn vị"], found)
    areas = _areas(sheets["Lĩnh vực"], found)
    names = UnitNames(units)
    unsure = [index for index in Index if has_bad_code(sheets[index.sheet], found)]
    items = [
        item
        for index in Index
        for item in build_items(index, sheets[index.sheet], areas, names, found)
    ]
    for area, row in areas.items():
        if area[0] in unsure:
            # The code that can't be read may be that of its item.
            continue
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
    found += _unknown_codes(plan, sheets, unsure)
    return None if found else plan


def _info(table: Table, found: list[Finding]) -> dict[str, str]:
    info = dict.fromkeys(tables.INFO_NAMES, "")
    by_fold = {fold(name): name for name in (*info, *OPTIONAL_INFO)}
    for row in table.of(tables.InfoRow):
        info[by_fold.get(fold(row.name), row.name)] = row.value
    rows = {by_fold.get(fold(row.name)): row for row in table.of(tables.InfoRow)}
    for name in tables.NEEDED_INFO:
        if not info[name]:
            cell = table.cell(rows[name], "Giá trị") if name in rows else None
            found.append(faults.NO_INFO.at(table.name, cell, table.name, name))
    return info


def _settings(table: Table, found: list[Finding]) -> dict[str, float | date]:
    settings: dict[str, float | date] = {}
    for row in table.of(tables.SettingRow):
        value: Cell = row.value
        cell = table.cell(row, "Giá trị")
        known = BY_NAME.get(fold(row.name))
        if fold(row.name) == fold(tables.PLAN_START):
            start = read_day(value)
            if is_blank(value):
                found.append(faults.NO_INFO.at(table.name, cell, table.name, tables.PLAN_START))
            elif start is None:
                found.append(faults.NOT_DAY.at(table.name, cell, value))
            else:
                settings[tables.PLAN_START] = start
        elif known and not is_blank(value):
            read = known.read(value)
            if read is None:
                found.append(faults.NOT_NUMBER.at(table.name, cell, value))
            elif not 0 <= read <= known.most:
                found.append(faults.BAD_SETTING.at(table.name, cell, value, known.limits))
            else:
                settings[known.name] = read
    if not any(fold(r.name) == fold(tables.PLAN_START) for r in table.of(tables.SettingRow)):
        found.append(faults.NO_INFO.at(table.name, None, table.name, tables.PLAN_START))
    if not any(settings.get(w.value.name, w.value.default) for w in Weight):
        more = N_("ít nhất một trọng số thi đua phải lớn hơn 0")
        found.append(faults.BAD_SETTING.at(table.name, None, 0.0, more))
    found += _thresholds(table, settings)
    return settings


def _thresholds(table: Table, settings: Mapping[str, float | date]) -> Iterator[Finding]:
    """What is green must not be less than what is amber."""
    for green, amber in (
        (Threshold.GREEN.value, Threshold.AMBER.value),
        (Threshold.GREEN_HALF_YEAR.value, Threshold.AMBER_HALF_YEAR.value),
    ):
        high, low = (settings.get(each.name, each.default) for each in (green, amber))
        if isinstance(high, float | int) and isinstance(low, float | int) and high < low:
            rows = {fold(row.name): row for row in table.of(tables.SettingRow)}
            # At least one of them is there: the defaults are in order.
            row = rows.get(fold(green.name)) or rows[fold(amber.name)]
            more = N_("{green} phải từ {amber} trở lên").format(
                green=f"{green.name} {percent(high)}",
                amber=f"{amber.name.lower()} {percent(low)}",
            )
            yield faults.BAD_SETTING.at(table.name, table.cell(row, "Giá trị"), row.value, more)


def _periods(table: Table, found: list[Finding]) -> dict[str, Period]:
    rows = table.of(tables.PeriodRow)
    if not rows:
        found.append(faults.NO_ROWS.at(table.name, None, table.name))
    once(((row.code, row.code, row) for row in rows), table, "Kỳ", found)
    for row in rows:
        if row.end < row.start:
            found.append(faults.DAYS_REVERSED.at(table.name, table.cell(row, "Đến ngày"), row.end))
    return {
        r.code: Period(r.code, r.name, r.kind, r.start, r.end, r.send_before, r.correct_until)
        for r in rows
    }


def _areas(table: Table, found: list[Finding]) -> dict[tuple[Index, str], tables.AreaRow]:
    rows = table.of(tables.AreaRow)
    once((((row.index, fold(row.code)), row.code, row) for row in rows), table, "Mã", found)
    findable(((row.code, row) for row in rows), table, "Mã", found)
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


def _unknown_codes(
    plan: Plan, sheets: Mapping[str, Table], unsure: Sequence[Index]
) -> Iterator[Finding]:
    """Results and targets of what the plan does not have; *unsure* are indices some of whose codes
    can't be read."""
    known = {(area.index, area.code) for area in plan.areas}
    known |= {(item.index, item.code) for item in plan.items}
    for name in ("Kết quả công bố", "Mục tiêu"):
        table = sheets[name]
        rows: list[tables.PublishedRow | tables.TargetRow] = [
            *table.of(tables.PublishedRow),
            *table.of(tables.TargetRow),
        ]
        for row in rows:
            if row.index in unsure or row.code in WHOLE_INDEX:
                continue
            if (row.index, row.code) not in known:
                yield faults.UNKNOWN_CODE.at(name, table.cell(row, "Mã"), row.code, row.index.label)


WHOLE_INDEX = ("TOTAL", "NATIONAL_MEAN", "NATIONAL_BEST")
"""Codes of results of an index as a whole."""


def _check_leads(plan: Plan, sheets: Mapping[str, Table], found: list[Finding]) -> None:
    """Each leaf has a lead in every period, though units come, go and merge."""
    rows = {
        (index, row.code): row for index in Index for row in sheets[index.sheet].of(tables.ItemRow)
    }
    periods = {code: PeriodUnits(plan.units, code) for code in plan.periods}
    for item in plan.items:
        if not item.is_leaf:
            continue
        without = [code for code, units in periods.items() if not units.named(item.leads)]
        if without:
            more = ""
            if len(without) < len(plan.periods):
                more = N_(" trong kỳ {periods}").format(periods=", ".join(without))
            table = sheets[item.index.sheet]
            row = rows[item.index, item.code]
            told = (has_fault(found, table, row, header) for header in ("TT", "Đơn vị chủ trì"))
            if not any(told):
                cell = table.cell(row, "Đơn vị chủ trì")
                found.append(faults.NO_LEAD.at(table.name, cell, item.code, more))
    info = sheets["Thông tin"]
    for line in info.of(tables.InfoRow):
        is_collector = fold(line.name) == fold("Đơn vị tổng hợp")
        if is_collector and line.value and line.value not in plan.units:
            cell = info.cell(line, "Giá trị")
            near = nearest_unit(line.value, plan.units.values())
            more = N_(" Gần nhất: «{near}».").format(near=near.code) if near else ""
            found.append(faults.UNKNOWN_UNIT.at(info.name, cell, line.value, more))
