"""The plan that follows another one: its units, settings and history, and what is left to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from par_xl.plan.following.carried import Appendix, PreviousPlan, Row, Rows, index_of, unit_names
from par_xl.plan.following.correspondence import Correspondence
from par_xl.plan.following.history import History
from par_xl.plan.items import nearest_code, parent_code
from par_xl.plan.model import SHEETS
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


def next_plan(
    old: PreviousPlan, new: Rows | None = None, found: Correspondence | None = None
) -> PlanRows:
    """Return the rows of the plan that follows *old*.

    *new* are the rows of its appendices where they are there already, with which of them are rows
    of *old*; without them, the rows that are left to do are all that it has.
    """
    own = _own(new or {}, old.rows)
    given = {sheet: own.get(sheet, ()) for sheet in SHEETS}
    found = found or Correspondence(moved={key: key[1] for key in old.open})
    periods = _periods(old, (new or {}).get("Kỳ báo cáo", ()), given["Kỳ báo cáo"])
    first_year = int(str(periods[0]["Kỳ"])[:4]) if periods else 0
    appendices = {index: Appendix(old, index, given, found, first_year) for index in Index}
    areas = _areas(old, given["Lĩnh vực"], appendices)
    known = {(i, as_text(row.get("TT"))) for i in Index for row in appendices[i].rows}
    known |= {(i, as_text(row.get("Mã"))) for row in areas if (i := index_of(row))}
    history = History(old, found, known, bool(new))
    return {
        "Thông tin": _info(old, given["Thông tin"]),
        "Thiết lập": _settings(old, given["Thiết lập"], periods),
        "Kỳ báo cáo": periods,
        "Đơn vị": _units(old, given["Đơn vị"]),
        "Lĩnh vực": areas,
        **{index.sheet: appendix.rows for index, appendix in appendices.items()},
        "Kết quả công bố": history.published(given["Kết quả công bố"], appendices),
        "Mục tiêu": history.targets(given["Mục tiêu"], first_year),
        "Gia hạn": given["Gia hạn"],
    }


def _own(new: Rows, old: Rows) -> Rows:
    """Return the new plan's rows without those that an import took from the old plan, which go on
    as its own."""
    copied = {name: set(map(_cells, old[name])) for name in _COPIED}
    return {
        name: [row for row in rows if _cells(row) not in copied.get(name, ())]
        for name, rows in new.items()
    }


def _cells(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((h, as_text(v)) for h, v in row.items() if not is_blank(v)))


def _info(old: PreviousPlan, given: Iterable[Row]) -> list[Row]:
    """Return `Thông tin`: what the new plan says, else what goes on; its own names it has to be
    given."""
    said = {fold(as_text(row.get("Mục"))): row.get("Giá trị") for row in given}
    rows: list[Row] = []
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


def _settings(old: PreviousPlan, given: Iterable[Row], periods: Sequence[Row]) -> list[Row]:
    """Return `Thiết lập` as it was; the plan begins with its first period, where it does not say
    so itself."""
    own, before = (
        {fold(as_text(row.get("Tên"))): row for row in rows}
        for rows in (given, old.rows["Thiết lập"])
    )
    key = fold(PLAN_START)
    start = own.get(key, {}).get("Giá trị")
    if is_blank(start) or start == before[key].get("Giá trị"):
        start = periods[0]["Từ ngày"] if periods else None
    meaning = "Ngày hoàn thành trước ngày này là lỗi."
    begins = {"Tên": PLAN_START, "Giá trị": start, "Ý nghĩa": meaning}
    return [*{**own, **before, key: begins}.values()]


def _periods(old: PreviousPlan, every: Iterable[Row], own: Sequence[Row]) -> list[Row]:
    """Return the new plan's periods where it has any of its *own*; else those after the newest
    result, what is left of that year and the year after, as they were in the old plan."""
    newest = old.newest or max(old.plan.periods)
    if own:
        return [row for row in every if row in own or as_text(row.get("Kỳ")) > newest]
    there = {as_text(row.get("Kỳ")): row for row in old.rows["Kỳ báo cáo"]}
    last = {code[4:]: code for code in sorted(there)}
    rows: list[Row] = []
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


def _units(old: PreviousPlan, given: Sequence[Row]) -> list[Row]:
    """Return the new plan's units, and the old one's that it doesn't have."""
    names = unit_names(given)
    before = zip(old.rows["Đơn vị"], old.plan.units.values(), strict=True)
    return [*given, *(row for row, unit in before if not any(map(names.find, unit.names)))]


def _areas(
    old: PreviousPlan, given: Sequence[Row], appendices: Mapping[Index, Appendix]
) -> list[Row]:
    """Return the new plan's areas, and those of the old one in which rows lie that lie in none of
    them; in the order of the appendices."""
    rows: list[Row] = []
    for index, appendix in appendices.items():
        its = [row for row in given if index_of(row) is index]
        own = {as_text(row.get("Mã")) for row in its}
        before = {
            as_text(row.get("Mã")): row for row in old.rows["Lĩnh vực"] if index_of(row) is index
        }
        codes = [as_text(row.get("TT")) for row in appendix.rows]
        above = set(map(parent_code, codes))
        left = (code for code in codes if code not in above and nearest_code(code, own) is None)
        needed = {nearest_code(code, before) for code in left}
        its += [row for code, row in before.items() if code in needed]
        places = {code: place for place, code in enumerate(codes)}
        rows += sorted(its, key=lambda row: places.get(as_text(row.get("Mã")), len(places)))
    return rows + [row for row in given if index_of(row) is None]
