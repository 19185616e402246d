"""The plan, read from its workbook (contract, section 3)."""

from __future__ import annotations

import io
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from openpyxl import load_workbook

from .cells import day, number, same, text

Line = Mapping[str, Any]
SHEETS = {"PAR_INDEX": "Phụ lục I", "SIPAS": "Phụ lục II", "PAPI": "Phụ lục III"}
_LABELS = {"PAR_INDEX": "PAR INDEX", "SIPAS": "SIPAS", "PAPI": "PAPI"}
_AUTHORITIES = {"văn phòng": "office", "cấp tỉnh": "province"}
ONCE, YEARLY, ALWAYS = "once", "yearly", "always"


@dataclass(frozen=True)
class Period:
    """A line of `Kỳ báo cáo`."""

    code: str
    is_year: bool
    end: date
    send_before: date


@dataclass(frozen=True)
class Due:
    """When a task is due: once on a ``day``, each year, or in every period."""

    kind: str
    day: date | None = None

    def of(self, year: int) -> date | None:
        return date(year, 12, 31) if self.kind == YEARLY else self.day


@dataclass(frozen=True)
class Unit:
    """A line of `Đơn vị`."""

    code: str
    name: str
    kind: str
    first: str
    last: str
    into: str
    names: frozenset[str]

    def exists(self, period: str) -> bool:
        return (self.first or "0") <= period <= (self.last or "9")


@dataclass(frozen=True)
class Row:
    """A line of an appendix."""

    key: str
    index: str
    code: str
    words: str
    points: Fraction | None
    measure: str
    is_surveyed: bool
    leads: tuple[str, ...]
    helps: tuple[str, ...]
    authority: str | None
    due: Due
    first: str
    last: str
    targets: Mapping[int, Any]

    def asked(self, period: str) -> bool:
        return (self.first or "0") <= period <= (self.last or "9")

    @property
    def is_measured(self) -> bool:
        return same(self.measure) not in ("", "điểm")


class Plan:
    """The plan; who has what in a period."""

    def __init__(self, content: bytes) -> None:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {name: [*_lines(book[name])] for name in book.sheetnames}
        info = {line["Mục"]: text(line["Giá trị"]) for line in sheets["Thông tin"]}
        self.code, self.version = info["Mã kế hoạch"], info["Phiên bản"]
        settings = {line["Tên"]: line["Giá trị"] for line in sheets["Thiết lập"]}
        start = day(settings["Ngày bắt đầu kế hoạch"])
        assert start is not None
        self.start = start
        self.periods = {each.code: each for each in map(_period, sheets["Kỳ báo cáo"])}
        self.units = {each.code: each for each in map(_unit, sheets["Đơn vị"])}
        self.areas = [
            (index, text(line["Mã"]))
            for index, label in _LABELS.items()
            for line in sheets["Lĩnh vực"]
            if line["Chỉ số"] == label
        ]
        self.rows = {
            row.key: row
            for index, sheet in SHEETS.items()
            for row in (_row(index, line) for line in sheets[sheet])
        }
        self.extended = [
            (text(each["Kỳ"]), text(each["Đơn vị"]), day(each["Gửi trước ngày"]))
            for each in sheets["Gia hạn"]
        ]

    @cached_property
    def leaves(self) -> list[Row]:
        return [row for row in self.rows.values() if not self.beneath(row)]

    def beneath(self, row: Row) -> list[Row]:
        """All rows below a row."""
        return [each for each in self.rows.values() if each.key.startswith(f"{row.key}.")]

    def upwards(self, row: Row) -> Iterator[Row]:
        """A row, then those above it that the appendix has."""
        key = row.key
        while key:
            if key in self.rows:
                yield self.rows[key]
            key = key.rpartition(".")[0]

    def area(self, row: Row) -> str | None:
        return next((r.code for r in self.upwards(row) if (r.index, r.code) in self.areas), None)

    def filing(self, period: str) -> list[Unit]:
        """The units that get a form."""
        kinds = ("lãnh đạo", "bên ngoài")
        return [u for u in self.units.values() if same(u.kind) not in kinds and u.exists(period)]

    def named(self, name: str) -> Unit | None:
        return next((u for u in self.units.values() if same(name) in u.names), None)

    def now(self, unit: str, period: str) -> str | None:
        """The unit, or the one in whose place another stands by now."""
        while unit and not self.units[unit].exists(period):
            unit = self.units[unit].into if period > (self.units[unit].last or "9") else ""
        return unit or None

    def before(self, unit: str, period: str) -> list[str]:
        """The unit, then those in whose place it stands."""
        gone = (each for each in self.units if each != unit and self.now(each, period) == unit)
        return [unit, *gone]

    def meant(self, cell: tuple[str, ...], period: str) -> list[str]:
        """The units that a cell of units means, in the order of the plan."""
        found: set[str] = set()
        for name in cell:
            unit = self.named(name)
            if unit is not None:
                found |= {self.now(unit.code, period) or ""}
                continue
            filing = self.filing(period)
            every = same(name) == same("Tất cả")
            found |= {u.code for u in filing if every or same(u.kind) == same(name)}
        return [code for code in self.units if code in found]

    @cache  # noqa: B019 - a test's few plans
    def leads(self, period: str) -> dict[str, list[str]]:
        """Who leads each leaf that is asked in a period."""
        asked = (row for row in self.leaves if row.asked(period))
        return {row.key: self.meant(row.leads, period) for row in asked}

    def helps(self, period: str, row: Row) -> list[str]:
        filing = {unit.code for unit in self.filing(period)}
        helping = self.meant(row.helps, period)
        return [each for each in helping if each in filing - {*self.leads(period)[row.key]}]

    def _pointed(self, row: Row) -> bool:
        """Whether it has points, and no row beneath it has."""
        return row.points is not None and all(each.points is None for each in self.beneath(row))

    @cache  # noqa: B019
    def scorers(self, period: str) -> dict[str, str]:
        """The one unit that scores each criterion."""
        found = {}
        for row in self.rows.values():
            if self._pointed(row) and not row.is_surveyed and row.asked(period):
                first = self.named(row.leads[0])
                assert first is not None
                scorer = self.now(first.code, period)
                if scorer is not None:
                    found[row.key] = scorer
        return found

    @cache  # noqa: B019
    def weights(self, period: str) -> dict[str, Fraction]:
        """What each assignment of a leaf weighs."""
        leads, found = self.leads(period), {}
        for key in leads:
            pointed = next((r for r in self.upwards(self.rows[key]) if self._pointed(r)), None)
            if pointed is None:
                found[key] = Fraction(1)
                continue
            under = {pointed.key, *(each.key for each in self.beneath(pointed))}
            sharing = sum(len(units) for leaf, units in leads.items() if leaf in under)
            found[key] = (pointed.points or Fraction()) / max(sharing, 1)
        return found

    def send_before(self, period: str, unit: str) -> date:
        """The day before which a unit's form has to be there."""
        days = [
            until
            for code, whose, until in self.extended
            if code == period and until and self._is_for(whose, unit)
        ]
        return max([self.periods[period].send_before, *days])

    def _is_for(self, whose: str, unit: str) -> bool:
        found = self.named(whose)
        return same(whose) == same("Tất cả") or (found is not None and found.code == unit)


@cache
def read_plan(content: bytes) -> Plan:
    """Read the plan's workbook."""
    return Plan(content)


def _lines(sheet: Any) -> Iterator[Line]:
    header, *rows = sheet.iter_rows(values_only=True)
    for row in rows:
        if any(cell is not None for cell in row):
            yield {text(name): cell for name, cell in zip(header, row, strict=False) if name}


def _period(line: Line) -> Period:
    end, before = day(line["Đến ngày"]), day(line["Gửi trước ngày"])
    assert end is not None and before is not None
    return Period(text(line["Kỳ"]), same(line["Loại kỳ"]) == "năm", end, before)


def _unit(line: Line) -> Unit:
    code, name = text(line["Mã đơn vị"]), text(line["Tên đơn vị"])
    names = {code, name, *_parts(line.get("Tên gọi khác"))}
    first, last, into = (text(line.get(each)) for each in ("Từ kỳ", "Đến kỳ", "Sáp nhập vào"))
    names_known = frozenset(map(same, names))
    return Unit(code, name, text(line["Loại"]), first, last, into, names_known)


def _parts(cell: Any) -> tuple[str, ...]:
    return tuple(filter(None, (text(part) for part in re.split(r"[;\n]", str(cell or "")))))


def _row(index: str, line: Line) -> Row:
    years = {h: re.fullmatch(r"Mục tiêu (\d{4})", h) for h in line}
    task = text(line.get("Nhiệm vụ, giải pháp"))
    return Row(
        key=f"{index}/{text(line['TT'])}",
        index=index,
        code=text(line["TT"]),
        words=task or text(line["Nội dung"]),
        points=number(line.get("Điểm tối đa")),
        measure=text(line.get("Đơn vị tính")),
        is_surveyed=same(line.get("Cách đánh giá")) == same("Điều tra xã hội học"),
        leads=_parts(line.get("Đơn vị chủ trì")),
        helps=_parts(line.get("Đơn vị phối hợp")),
        authority=_AUTHORITIES.get(same(line.get("Thẩm quyền thực hiện"))),
        due=_due(line.get("Thời gian hoàn thành")),
        first=text(line.get("Từ kỳ")),
        last=text(line.get("Đến kỳ")),
        targets={int(found[1]): line[header] for header, found in years.items() if found},
    )


def _due(cell: Any) -> Due:
    words = same(cell)
    if words in ("", "thường xuyên", "hằng quý", "hàng quý", "6 tháng/lần"):
        return Due(ALWAYS)
    if words in ("hằng năm", "hàng năm"):
        return Due(YEARLY)
    if fixed := day(cell):
        return Due(ONCE, fixed)
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
    if found := re.fullmatch(r"quý (\w+)(?:/| năm )(\d{4})", words):
        return Due(ONCE, _end_of(int(found[2]), 3 * (roman.get(found[1]) or int(found[1]))))
    if found := re.fullmatch(r"tháng (\d+)/(\d{4})", words):
        return Due(ONCE, _end_of(int(found[2]), int(found[1])))
    if found := re.fullmatch(r"6 tháng đầu năm (\d{4})", words):
        return Due(ONCE, date(int(found[1]), 6, 30))
    if found := re.fullmatch(r"(?:năm |\d{4}-)(\d{4})", words):
        return Due(ONCE, date(int(found[1]), 12, 31))
    if (found := re.fullmatch(r"trước ngày (.+)", words)) and (before := day(found[1])):
        return Due(ONCE, before - timedelta(days=1))
    raise AssertionError(f"no due time: {cell}")


def _end_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
