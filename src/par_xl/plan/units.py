"""Units of the plan: what they are called, when they exist, whom a cell of them means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, combinations
from typing import NamedTuple

from par_xl.plan import faults
from par_xl.plan.table import (
    SheetRow,
    Table,
    column,
    needed_text,
    optional,
    read_code,
    read_period,
)
from par_xl.system.paths import is_plain
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, clean, fold_name, nearest_of

EVERYBODY = "Tất cả"
_EVERYBODY = fold_name(EVERYBODY)
NO_FORM_KINDS = frozenset(map(fold_name, ("lãnh đạo", "bên ngoài")))
"""Kinds of unit that file no form and lead nothing."""


def split_names(value: Cell) -> tuple[str, ...]:
    """Return the names in a cell, which stand in lines or between semicolons."""
    return tuple(filter(None, map(clean, re.split(r"[;\n]", as_text(value)))))


@dataclass(frozen=True, slots=True)
class Unit(SheetRow):
    """Đơn vị: a room, board or centre; from and to are period codes, None where open."""

    STAND_INS = ("Mã đơn vị", "Tên đơn vị", "Loại")
    code: str = column("Mã đơn vị", read_code)
    name: str = column("Tên đơn vị", needed_text)
    kind: str = column("Loại", needed_text)
    aliases: tuple[str, ...] = column("Tên gọi khác", split_names)
    email: str | None = column("Thư điện tử", optional(as_text))
    from_period: str | None = column("Từ kỳ", optional(read_period))
    to_period: str | None = column("Đến kỳ", optional(read_period))
    merged_into: str | None = column("Sáp nhập vào", optional(read_code))
    source: str = column("Nguồn")

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that people call it."""
        return self.code, self.name, *self.aliases

    @property
    def files_forms(self) -> bool:
        return fold_name(self.kind) not in NO_FORM_KINDS

    def active(self, period: str) -> bool:
        """Whether the unit exists in *period* (a code)."""
        return (self.from_period or "") <= period <= (self.to_period or "9999-99")


class UnitCell(NamedTuple):
    """A cell of units as the plan holds it: codes, kinds of unit, or everybody.

    ``first`` is the unit named in first place, itself; None where a kind or everybody is.
    """

    text: str
    codes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    everybody: bool = False
    first: str | None = None


def nearest_unit(text: str, units: Iterable[Unit]) -> Unit | None:
    """Return the unit whose code, name or alias is most like *text*; None when none is near."""
    named = {fold_name(name): unit for unit in units for name in unit.names}
    return nearest_of(fold_name(text), named)


def successor(units: Mapping[str, Unit], code: str, period: str) -> str | None:
    """Return the unit that stands for *code* in *period*: itself, or the one it was merged into."""
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


class UnitNames:
    """Units by what people call them."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = tuple(units)
        self._by_name = {fold_name(name): unit for unit in self.units for name in unit.names}
        self._kinds = {fold_name(unit.kind): unit.kind for unit in self.units}
        self._read: dict[str, UnitCell] = {}

    def find(self, text: str) -> Unit | None:
        """Return the unit of that code, name or alias."""
        return self._by_name.get(fold_name(text))

    def find_within(self, text: str) -> Unit | None:
        """Return the one unit of which a code, name or alias stands in *text*, whole; None where
        there is none, or more than one."""
        # What separates the parts of a file's name is no part of a word.
        left, found = fold_name(text.replace("_", " ")), set[str]()
        for name in sorted(self._by_name, key=len, reverse=True):
            # A folded word may end in the marks of its tones.
            whole = rf"(?<!\w){re.escape(name.replace('_', ' '))}(?![\w\u0300-\u036f])"
            left, times = re.subn(whole, "|", left)
            if times:
                found.add(self._by_name[name].code)
        return self.find(found.pop()) if len(found) == 1 else None

    def is_known(self, text: str) -> bool:
        """Whether a cell of units may say so: a unit, a kind of unit, everybody."""
        folded = fold_name(text)
        return folded in self._by_name or folded in self._kinds or folded == _EVERYBODY

    def read(self, text: str, table: Table, row: SheetRow, header: str) -> UnitCell:
        """Read a cell of units, separated by ``;`` or new lines; unknown ones are faults."""
        if text in self._read:
            return self._read[text]
        codes: list[str] = []
        kinds: list[str] = []
        everybody = False
        faults_before = len(table.found)
        parts = split_names(text)
        for part in parts:
            if fold_name(part) == _EVERYBODY:
                everybody = True
            elif unit := self.find(part):
                codes.append(unit.code)
            elif kind := self._kinds.get(fold_name(part)):
                kinds.append(kind)
            else:
                self._note_unknown(part, table, row, header)
        first = self.find(parts[0]) if parts else None
        own = first.code if first else None
        read = UnitCell(text, tuple(dict.fromkeys(codes)), tuple(kinds), everybody, own)
        if len(table.found) == faults_before:
            # Most cells name the same units.
            self._read[text] = read
        return read

    def _note_unknown(self, part: str, table: Table, row: SheetRow, header: str) -> None:
        if (parted := self._parted(part)) != part:
            table.add(faults.COMMA, row, header, part, parted)
            return
        near = nearest_unit(part, self.units)
        more = N_(" Gần nhất: “{near}”.").format(near=near.name) if near else ""
        table.add(faults.UNKNOWN_UNIT, row, header, part, more)

    def _parted(self, text: str) -> str:
        """Return a text with ; for each comma that stands between two known names."""
        # Nobody names more than 50 units, and a hostile cell may.
        pieces = text.split(",", 50)
        parts = combinations(range(len(pieces) + 1), 2)
        known = [part for part in parts if self.is_known(",".join(pieces[slice(*part)]))]
        between = {start for start, _ in known} & {end for _, end in known}
        signs = (";" if at in between else "," for at in range(1, len(pieces)))
        return "".join(chain(pieces[:1], *zip(signs, pieces[1:], strict=True)))


_CURRENCIES = re.compile(r"[$€£¥₫\s]")
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d*)(\.\d*)?([eE][+-]?\d+)?")
_SWAPPED = str.maketrans(".,", ",.")
_PARTS = re.compile(r"\d{1,9}([-.])\d{1,9}(?:\1\d{1,9})?")
"""With / or : no code may be written: it names files."""


def numbers(code: str) -> frozenset[float | tuple[int, ...]]:
    """Return the numbers for which Excel may take a code, whatever the computer's language.

    A day without a year, or one of two figures, is given by its parts.
    """
    text = unicodedata.normalize("NFKC", code)
    bare = _CURRENCIES.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    share = 100 if "%" in bare else 1
    bare = bare.strip("%")
    found = {value / share for value in _plain(bare)}
    return frozenset((*found, *_days(bare)))


def _plain(text: str) -> Iterator[float]:
    """Yield a number with decimal point and thousands as in English, or as in Vietnamese."""
    for as_english in (text, text.translate(_SWAPPED)):
        read = _NUMBER.fullmatch(as_english)
        if read and any(sign.isdigit() for sign in read[2] + (read[3] or "")):
            yield float(f"{read[1]}{read[2].replace(',', '')}{read[3] or ''}{read[4] or ''}")


def _days(text: str) -> Iterator[float | tuple[int, ...]]:
    """Yield a day of two or three parts, in any order of day, month and year."""
    if not (read := _PARTS.fullmatch(text)):
        return
    parts = tuple(map(int, text.split(read[1])))
    yield parts
    if len(parts) == 3:
        first, second, third = parts
        yield (first, second, third % 100)
        for year, month, day in ((third, second, first), (third, first, second), parts):
            with suppress(ValueError):
                yield float((date(year, month, day) - date(1899, 12, 30)).days)


def build_units(table: Table) -> dict[str, Unit]:
    """Return the units by code, in the plan's order; doubled codes and names are faults."""
    rows = table.of(Unit)
    table.check_codes("Mã đơn vị", ((fold_name(row.code), row.code, row) for row in rows))
    table.check_findable("Tên đơn vị", ((row.name, row) for row in rows))
    # Units whose codes are one number to Excel: its formulas count them as one.
    numbered: dict[object, str] = {}
    for row in rows:
        same = {numbered.setdefault(number, row.code) for number in numbers(row.code)} - {row.code}
        if same:
            table.add(faults.SAME_NUMBER, row, "Mã đơn vị", row.code, min(same))
    units: dict[str, Unit] = {}
    owners: dict[str, str] = {}
    names = UnitNames(rows)
    for row in rows:
        if not (is_plain(row.code) or table.has_fault(row, "Mã đơn vị")):
            table.add(faults.UNUSABLE_CODE, row, "Mã đơn vị", row.code)
        for name in {fold_name(n): n for n in row.names}.values():
            owner = owners.setdefault(fold_name(name), row.code)
            if owner != row.code:
                table.add(faults.NAME_TWICE, row, "Tên đơn vị", name, f"{owner}, {row.code}")
        heir = names.find(row.merged_into or "")
        if row.merged_into and heir is None:
            table.add(faults.UNKNOWN_UNIT, row, "Sáp nhập vào", row.merged_into)
        units[row.code] = replace(row, merged_into=heir.code if heir else None)
    for row in rows:
        if circle := _circle(row.code, units):
            table.add(faults.CIRCLE, row, "Sáp nhập vào", row.code, " → ".join(circle))
        into = units.get(row.merged_into or "")
        if into is not None and not into.files_forms:
            table.add(faults.LEADS_NOTHING, row, "Sáp nhập vào", into.name)
    return units


def _circle(code: str, units: Mapping[str, Unit]) -> list[str]:
    """Return the units that *code* was merged into, one after the other, where that leads back to
    it."""
    passed = [code]
    while (into := units[passed[-1]].merged_into) is not None:
        passed.append(into)
        if into == code:
            return passed
        if into in passed[:-1]:
            break
    return []
