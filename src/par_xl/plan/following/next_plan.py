"""The plan that follows another one: its units, settings and history, and what is left to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from par_xl.plan.following.appendix import Appendix, unit_names
from par_xl.plan.following.decided import Decided
from par_xl.plan.following.decisions import Key
from par_xl.plan.following.history import History
from par_xl.plan.following.old_plan import OldPlan, Row, Rows, is_of
from par_xl.plan.items import nearest_code, parent_code
from par_xl.plan.settings import NEEDED_INFO, PAGE_APPROVAL, PLAN_START, REPORTING_SECTION
from par_xl.plan.workbook import PlanRows
from par_xl.terms.text import as_text, fold, is_blank
from par_xl.terms.words import Index

_OWN_INFO = (
    *("Mã kế hoạch", "Tên kế hoạch", "Số ký hiệu kế hoạch", "Ngày ban hành"),
    *(REPORTING_SECTION, PAGE_APPROVAL),
)
"""Rows of `Thông tin` that no two plans share; nobody approved the new one's page yet."""
_COPIED = ("Kỳ báo cáo", "Lĩnh vực", "Kết quả công bố", "Mục tiêu", "Gia hạn")
"""Sheets of which a plan that was imported has the rows of the plan it was imported beside."""
_YEAR = re.compile(r"\b20\d\d\b")


def next_plan(old: OldPlan, new: Rows | None = None, decided: Decided | None = None) -> PlanRows:
    """Return the rows of the plan that follows *old*.

    *new* are the rows of its appendices where they are there already, with what was *decided* of
    them; without them, the rows that are left to do are all that it has.
    """
    given = _own(new or {}, old.rows)
    decided = decided or Decided(moved={key: key[1] for key in old.open})
    periods = _periods(old, (new or {}).get("Kỳ báo cáo", ()), given.get("Kỳ báo cáo", ()))
    first_year = int(str(periods[0]["Kỳ"])[:4]) if periods else 0
    rows: dict[str, list[Row]] = {
        "Thông tin": _info(old, given.get("Thông tin", ())),
        "Thiết lập": _settings(old, given.get("Thiết lập", ()), periods),
        "Kỳ báo cáo": periods,
        "Đơn vị": _units(old, given.get("Đơn vị", ())),
    }
    appendices = {index: Appendix(old, index, given, decided, first_year) for index in Index}
    rows |= {index.sheet: appendix.rows for index, appendix in appendices.items()}
    rows["Lĩnh vực"] = _areas(old, given.get("Lĩnh vực", ()), appendices)
    history = History(old, decided, _known(rows), bool(new))
    rows["Kết quả công bố"] = history.published(given.get("Kết quả công bố", ()), appendices)
    rows["Mục tiêu"] = history.targets(given.get("Mục tiêu", ()), first_year)
    rows["Gia hạn"] = [*map(dict, given.get("Gia hạn", ()))]
    return rows


def _own(new: Rows, old: Rows) -> Rows:
    """Return the new plan's rows without those that an import took from the old plan, which go on
    as its own."""
    copied = {name: set(map(_cells, old[name])) for name in _COPIED}
    return {
        name: [row for row in rows if _cells(row) not in copied.get(name, ())]
        for name, rows in new.items()
    }


def _cells(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((h, as_text(v)) for h, v in row.items() if not is_blank(v)))


def _info(old: OldPlan, given: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return `Thông tin`: what the new plan says, else what goes on; its own names it has to be
    given."""
    said = {fold(as_text(row.get("Mục"))): row.get("Giá trị") for row in given}
    rows = []
    for row in old.rows["Thông tin"]:
        name, value = as_text(row.get("Mục")), row.get("Giá trị")
        other = said.get(fold(name))
        if fold(name) in map(fold, _OWN_INFO):
            value = None if as_text(other) == as_text(value) else other
        elif fold(name) == fold("Phiên bản"):
            value = "1"
        elif not is_blank(other):
            value = other
        rows.append({**row, "Giá trị": value})
    there = {fold(as_text(row["Mục"])) for row in rows}
    return rows + [{"Mục": name} for name in NEEDED_INFO if fold(name) not in there]


def _settings(
    old: OldPlan, given: Iterable[Mapping[str, Any]], periods: Sequence[Row]
) -> list[Row]:
    """Return `Thiết lập` as it was; the plan begins with its first period, where it does not say
    so itself."""
    own = {fold(as_text(row.get("Tên"))): dict(row) for row in given}
    rows = {fold(as_text(row.get("Tên"))): dict(row) for row in old.rows["Thiết lập"]}
    start = own.get(fold(PLAN_START), {}).get("Giá trị")
    before = rows[fold(PLAN_START)]
    if is_blank(start) or start == before.get("Giá trị"):
        start = periods[0]["Từ ngày"] if periods else None
    rows = {**own, **rows}
    meaning = "Ngày hoàn thành trước ngày này là lỗi."
    rows[fold(PLAN_START)] = {"Tên": PLAN_START, "Giá trị": start, "Ý nghĩa": meaning}
    return list(rows.values())


def _periods(
    old: OldPlan, every: Iterable[Mapping[str, Any]], own: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """Return the new plan's periods where it has any of its *own*; else those after the newest
    result, what is left of that year and the year after, as they were in the old plan."""
    newest = old.newest or max(old.plan.periods)
    if own:
        return [dict(row) for row in every if row in own or as_text(row.get("Kỳ")) > newest]
    there = {as_text(row.get("Kỳ")): row for row in old.rows["Kỳ báo cáo"]}
    last = {code[4:]: code for code in sorted(there)}
    rows = []
    for year in (int(newest[:4]), int(newest[:4]) + 1):
        for kind in sorted(last):
            code = f"{year}{kind}"
            if code > newest:
                old_code = code if code in there else last[kind]
                by = year - int(old_code[:4])
                row = {header: _moved_on(value, by) for header, value in there[old_code].items()}
                rows.append({**row, "Kỳ": code})
    return rows


def _moved_on(value: Any, years: int) -> Any:
    """Return a day, or a text with years, some years on."""
    if isinstance(value, date):
        day = value.day - ((value.month, value.day) == (2, 29) and years % 4 != 0)
        return value.replace(year=value.year + years, day=day)
    if isinstance(value, str):
        return _YEAR.sub(lambda year: str(int(year[0]) + years), value)
    return value


def _units(old: OldPlan, given: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return the new plan's units, and the old one's that it doesn't have."""
    rows = [*map(dict, given)]
    names = unit_names(rows)
    for row, unit in zip(old.rows["Đơn vị"], old.plan.units.values(), strict=True):
        if not any(map(names.find, unit.names)):
            rows.append(dict(row))
    return rows


def _areas(
    old: OldPlan, given: Sequence[Mapping[str, Any]], appendices: Mapping[Index, Appendix]
) -> list[Row]:
    """Return the new plan's areas, and those of the old one in which rows lie that lie in none of
    them; in the order of the appendices."""
    rows: list[Row] = []
    for index, appendix in appendices.items():
        its = [dict(row) for row in given if is_of(row, index)]
        own = {as_text(row.get("Mã")) for row in its}
        before = {as_text(row.get("Mã")): row for row in old.rows["Lĩnh vực"] if is_of(row, index)}
        codes = [as_text(row.get("TT")) for row in appendix.rows]
        above = set(map(parent_code, codes))
        left = (code for code in codes if code not in above and nearest_code(code, own) is None)
        needed = {nearest_code(code, before) for code in left}
        its += [dict(row) for code, row in before.items() if code in needed]
        places = {code: place for place, code in enumerate(codes)}
        rows += sorted(its, key=lambda row: places.get(as_text(row.get("Mã")), len(places)))
    return rows + [dict(row) for row in given if not any(is_of(row, index) for index in Index)]


def _known(rows: Rows) -> set[Key]:
    """Return the codes that the new plan has, of rows and areas."""
    found = {(index, as_text(r.get("TT"))) for index in Index for r in rows[index.sheet]}
    for index in Index:
        found |= {(index, as_text(r.get("Mã"))) for r in rows["Lĩnh vực"] if is_of(r, index)}
    return found
