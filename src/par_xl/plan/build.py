"""The plan's sheets, read row by row, put together to one plan; what does not fit is a fault."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from par_xl.plan import faults
from par_xl.plan.causes import told_once
from par_xl.plan.items import build_items
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
    contested,
)
from par_xl.plan.settings import (
    BY_NAME,
    INFO_NAMES,
    NEEDED_INFO,
    OPTIONAL_INFO,
    PLAN_START,
    SETTINGS,
    Threshold,
    Weight,
)
from par_xl.plan.table import Table
from par_xl.plan.units import Unit, UnitNames, build_units, nearest_unit
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, fold_name, is_blank, read_day
from par_xl.terms.words import Index, Severity, day, number, percent

COLLECTOR = "Đơn vị tổng hợp"
WHOLE_INDEX = ("TOTAL", "NATIONAL_MEAN", "NATIONAL_BEST")
"""Codes of results of an index as a whole."""


def build_plan(sheets: Mapping[str, Table], found: list[Finding]) -> Plan | None:
    """Put the plan together; faults are added to *found*, which the sheets share. None where
    there is an error."""
    info = _info(sheets["Thông tin"])
    start, settings = _start(sheets["Thiết lập"]), _settings(sheets["Thiết lập"])
    periods = _periods(sheets["Kỳ báo cáo"])
    units = build_units(sheets["Đơn vị"])
    areas = _areas(sheets["Lĩnh vực"])
    names = UnitNames(units.values())
    info |= _collector(sheets["Thông tin"], names)
    # Where a row's code can't be read, no fault is found that this one would mend.
    codes = ((index, row) for index in Index for row in sheets[index.sheet].of(ItemRow))
    unsure = {index for index, row in codes if sheets[index.sheet].has_fault(row, "TT")}
    items = [
        item for index in Index for item in build_items(index, sheets[index.sheet], areas, names)
    ]
    _check_areas(areas, items, sheets, unsure)
    plan = Plan(
        info=info,
        settings=settings,
        start=start,
        periods=periods,
        units=units,
        areas=tuple(areas.values()),
        items=tuple(items),
        published=tuple(sheets["Kết quả công bố"].of(Published)),
        targets=tuple(sheets["Mục tiêu"].of(Target)),
        extensions=tuple(_extensions(sheets, periods, names)),
    )
    _check_leads(plan, sheets)
    _check_codes(plan, sheets, unsure)
    _check_own_code(plan, sheets["Thông tin"])
    found[:] = [*told_once(found)]
    return None if any(each.severity is Severity.ERROR for each in found) else plan


def _info(table: Table) -> dict[str, str]:
    by_fold = {fold(name): name for name in (*INFO_NAMES, *OPTIONAL_INFO)}
    rows = {by_fold.get(fold(row.name), row.name): row for row in table.of(InfoRow)}
    info = dict.fromkeys(INFO_NAMES, "") | {name: row.value for name, row in rows.items()}
    for name in NEEDED_INFO:
        if not info[name]:
            table.add(faults.NO_INFO, rows.get(name), "Giá trị", table.name, name)
    return info


def _collector(table: Table, names: UnitNames) -> dict[str, str]:
    """Return the consolidating unit's code, however it was named."""
    found = {}
    for row in table.of(InfoRow):
        if fold(row.name) == fold(COLLECTOR) and row.value:
            if unit := names.find(row.value):
                found[COLLECTOR] = unit.code
            else:
                near = nearest_unit(row.value, names.units)
                more = N_(" Gần nhất: “{near}”.").format(near=near.code) if near else ""
                table.add(faults.UNKNOWN_UNIT, row, "Giá trị", row.value, more)
    return found


def _start(table: Table) -> date:
    """Return the day on which the plan starts; any other where that is a fault."""
    row = {fold(row.name): row for row in table.of(SettingRow)}.get(fold(PLAN_START))
    start = read_day(row.value) if row else None
    if row is None or is_blank(row.value):
        table.add(faults.NO_INFO, row, "Giá trị", table.name, PLAN_START)
    elif start is None:
        table.add(faults.NOT_DAY, row, "Giá trị", row.value)
    return start or date.max


def _settings(table: Table) -> dict[str, float]:
    settings: dict[str, float] = {}
    rows = {fold(row.name): row for row in table.of(SettingRow)}
    for row in table.of(SettingRow):
        known = BY_NAME.get(fold(row.name))
        if known and not is_blank(row.value):
            read = known.read(row.value)
            if read is None:
                table.add(faults.NOT_NUMBER, row, "Giá trị", row.value)
            elif not 0 <= read <= known.most:
                table.add(faults.BAD_SETTING, row, "Giá trị", row.value, known.limits)
            else:
                settings[known.name] = read
    every = {each.name: each.default for each in SETTINGS} | settings
    if not any(every[weight.value.name] for weight in Weight):
        more = N_("ít nhất một trọng số thi đua phải lớn hơn 0")
        table.add(faults.BAD_SETTING, None, "Giá trị", 0.0, more)
    # What is green must not be less than what is amber.
    for green, amber in (
        (Threshold.GREEN.value.name, Threshold.AMBER.value.name),
        (Threshold.GREEN_HALF_YEAR.value.name, Threshold.AMBER_HALF_YEAR.value.name),
    ):
        if every[green] < every[amber]:
            # At least one of them is there: the defaults are in order.
            row = rows.get(fold(green)) or rows[fold(amber)]
            more = N_("{green} phải từ {amber} trở lên").format(
                green=f"{green} {percent(every[green])}",
                amber=f"{amber.lower()} {percent(every[amber])}",
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
        elif fault := _wrong_deadline(row):
            meant = _likely_deadline(row)
            more = N_("Có phải là {day}? ").format(day=day(meant)) if meant else ""
            table.add(fault, row, "Gửi trước ngày", row.send_before, more)
    return {row.code: row for row in rows}


_MOST_DAYS = 31
"""Between a period's end and the day before which it is reported (contract, section 3)."""


def _wrong_deadline(period: Period) -> faults.Fault | None:
    if abs((period.send_before - period.end).days) > _MOST_DAYS:
        return faults.DEADLINE_FAR
    if period.correct_until and period.send_before > period.correct_until:
        return faults.DEADLINE_TOO_LATE
    return None


def _likely_deadline(period: Period) -> date | None:
    """Return what was meant, where day and month were swapped or the year is another one."""
    typed, year = period.send_before, period.end.year
    swapped = typed.year, typed.day, typed.month
    for meant in (swapped, (year, typed.month, typed.day), (year, typed.day, typed.month)):
        with suppress(ValueError):
            if _wrong_deadline(replace(period, send_before=date(*meant))) is None:
                return date(*meant)
    return None


def _areas(table: Table) -> dict[tuple[Index, str], Area]:
    rows = table.of(Area)
    table.check_codes("Mã", (((row.index, fold(row.code)), row.code, row) for row in rows))
    return {(row.index, row.code): row for row in rows}


def _check_areas(
    areas: Mapping[tuple[Index, str], Area],
    items: Sequence[Item],
    sheets: Mapping[str, Table],
    unsure: Collection[Index],
) -> None:
    """Note items without an area and areas without items, of indices whose codes are all read."""
    table = sheets["Lĩnh vực"]
    for item in () if table.has_faults else items:
        is_asked = item.is_leaf or item.is_criterion
        if is_asked and item.area is None and item.index not in unsure:
            root = item.code.partition(".")[0]
            sheets[item.index.sheet].add(faults.ITEM_WITHOUT_AREA, item, "TT", item.code, root)
    filled = {(item.index, item.area) for item in items if item.is_leaf}
    for area, row in areas.items():
        if area[0] not in unsure and area not in filled:
            table.add(faults.AREA_WITHOUT_ITEMS, row, "Mã", row.code)


def _extensions(
    sheets: Mapping[str, Table], periods: Mapping[str, Period], names: UnitNames
) -> Iterator[Extension]:
    """Yield the extensions, one for each unit."""
    table = sheets["Gia hạn"]
    for row in table.of(Extension):
        if period := periods.get(row.period):
            if row.send_before <= period.send_before:
                more = day(period.send_before)
                table.add(faults.EXTENSION_NOT_LATER, row, "Gửi trước ngày", row.send_before, more)
        elif not sheets["Kỳ báo cáo"].has_faults:
            # Else it may be that of a row that can't be read.
            table.add(faults.UNKNOWN_PERIOD, row, "Kỳ", row.period)
        cell = names.read(row.unit or "", table, row, "Đơn vị")
        kinds = set(map(fold_name, cell.kinds))
        of_kind = (unit.code for unit in names.units if fold_name(unit.kind) in kinds)
        for code in (None,) if cell.everybody else (*cell.codes, *of_kind):
            yield replace(row, unit=code)


def _check_codes(plan: Plan, sheets: Mapping[str, Table], unsure: Collection[Index]) -> None:
    """Note targets of what the plan does not have, and results, which are history; *unsure* are
    indices some of whose codes can't be read."""
    known = {(area.index, area.code) for area in plan.areas}
    known |= {(item.index, item.code) for item in plan.items}
    known |= {(index, code) for index in Index for code in WHOLE_INDEX}

    def is_unknown(row: Published | Target) -> bool:
        return row.index not in unsure and (row.index, row.code) not in known

    for row in filter(is_unknown, plan.targets):
        sheets["Mục tiêu"].add(faults.UNKNOWN_CODE, row, "Mã", row.code, row.index.label)
    results = sheets["Kết quả công bố"]
    if old := [*filter(is_unknown, plan.published)]:
        said = _first(f"{row.index.label} {row.code}" for row in old)
        results.add(faults.HISTORY, old[0], "Mã", said, number(len(old)))
    if others := contested(plan.published):
        said = _first(f"{row.index.label} {row.code} {row.year}" for row in others)
        results.add(faults.SIDE_BY_SIDE, others[0], "Giá trị", said, number(len(others)))


def _first(names: Iterable[str], most: int = 8) -> str:
    """Name the first of old results: what a code was is of interest to nobody any more."""
    distinct = [*dict.fromkeys(names)]
    return ", ".join(distinct[:most] + ["…"] * (len(distinct) > most))


def _check_own_code(plan: Plan, info: Table) -> None:
    """Note a plan that has the code of the one from which its rows come."""
    from_itself = re.compile(rf"kế hoạch {re.escape(plan.code)}(?=,|;| \(|$)")
    item = next((item for item in plan.items if from_itself.search(item.source)), None)
    if plan.code and item:
        row = next(row for row in info.of(InfoRow) if row.value == plan.code)
        more = f"{item.index.sheet} {item.code}"
        info.add(faults.SAME_PLAN, row, "Giá trị", plan.code, more)


def _without_heir(units: Mapping[str, Unit], table: Table) -> set[str]:
    """Return the units whose tasks go to nobody since the cell of who follows them is wrong."""
    lost = {unit.code for unit in units.values() if table.has_fault(unit, "Sáp nhập vào")}
    while more := {u.code for u in units.values() if u.merged_into in lost} - lost:
        lost |= more
    return lost


def _check_leads(plan: Plan, sheets: Mapping[str, Table]) -> None:
    """Each leaf has a lead, and each criterion a scorer, in every period in which it is asked,
    though units come, go and merge."""
    rows = {(index, row.code): row for index in Index for row in sheets[index.sheet].of(ItemRow)}
    lost = _without_heir(plan.units, sheets["Đơn vị"])
    for item in plan.items:
        table, row = sheets[item.index.sheet], rows[item.index, item.code]
        is_told = any(table.has_fault(row, header) for header in ("TT", "Đơn vị chủ trì"))
        if is_told or not lost.isdisjoint(item.leads.codes):
            continue
        asked = (each for each in plan.periods.values() if item.asked_in(each.code))
        roles = {period.code: plan.in_period(period) for period in asked}
        without = [code for code, each in roles.items() if not each.leads.get(item.key)]
        fault = faults.NO_LEAD
        if item.is_criterion and not (item.is_leaf and without):
            without = [code for code, each in roles.items() if item.key not in each.scorers]
            fault = faults.NO_SCORER
        elif not item.is_leaf:
            continue
        if without:
            more = N_(" trong kỳ {periods}").format(periods=", ".join(without))
            more = more if len(without) < len(roles) else ""
            table.add(fault, row, "Đơn vị chủ trì", item.code, more)
