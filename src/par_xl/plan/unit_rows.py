"""The plan's units, and finding them by what people call them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from par_xl.plan import faults, tables
from par_xl.plan.criteria import misread_name, numbers
from par_xl.plan.table import Table, findable, has_fault, once
from par_xl.plan.unit import EVERYBODY, Unit, UnitCell, codes_by_name, nearest_unit
from par_xl.system.names import is_plain
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.terms.text import clean, fold


def build_units(table: Table, found: list[Finding]) -> dict[str, Unit]:
    """The units by code, in the plan's order; doubled codes and names are faults."""
    rows = table.of(tables.UnitRow)
    once(((fold(row.code), row.code, row) for row in rows), table, "Mã đơn vị", found)
    findable(((row.code, row) for row in rows), table, "Mã đơn vị", found)
    findable(((row.name, row) for row in rows), table, "Tên đơn vị", found, misread_name)
    found += _same_numbers(rows, table)
    units: dict[str, Unit] = {}
    owners: dict[str, str] = {}
    codes = {row.code for row in rows}
    for row in rows:
        if not (is_plain(row.code) or has_fault(found, table, row, "Mã đơn vị")):
            cell = table.cell(row, "Mã đơn vị")
            found.append(faults.UNUSABLE_CODE.at(table.name, cell, row.code))
        aliases = tuple(filter(None, map(clean, re.split(r"[;\n]", row.aliases))))
        for name in {fold(n): n for n in (row.code, row.name, *aliases)}.values():
            owner = owners.setdefault(fold(name), row.code)
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
    for row in rows:
        circle = _circle(row.code, units)
        if circle:
            cell = table.cell(row, "Sáp nhập vào")
            found.append(faults.CIRCLE.at(table.name, cell, row.code, " → ".join(circle)))
        successor = units.get(row.merged_into or "")
        if successor is not None and not successor.files_forms:
            cell = table.cell(row, "Sáp nhập vào")
            found.append(faults.LEADS_NOTHING.at(table.name, cell, successor.name))
    return units


def _same_numbers(rows: Sequence[tables.UnitRow], table: Table) -> Iterator[Finding]:
    """Units whose codes are one number to Excel: its formulas count them as one."""
    owners: dict[object, str] = {}
    for row in rows:
        same = {owners.setdefault(number, row.code) for number in numbers(row.code)} - {row.code}
        if same:
            cell = table.cell(row, "Mã đơn vị")
            yield faults.SAME_NUMBER.at(table.name, cell, row.code, min(same))


def _circle(code: str, units: Mapping[str, Unit]) -> list[str]:
    """The units that *code* was merged into, one after the other, where that leads back to it."""
    passed = [code]
    while (into := units[passed[-1]].merged_into) is not None:
        passed.append(into)
        if into == code:
            return passed
        if into in passed[:-1]:
            break
    return []


class UnitNames:
    """Finds units by what people call them."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self._units = units
        self._codes = codes_by_name(units.values())
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
                near = nearest_unit(part, self._units.values())
                more = N_(" Gần nhất: «{near}».").format(near=near.name) if near else ""
                found.append(faults.UNKNOWN_UNIT.at(sheet, cell, part, more))
        return UnitCell(text, tuple(dict.fromkeys(codes)), tuple(kinds), everybody)
