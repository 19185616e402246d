"""What the work on every form of a merge depends on, but for the form itself."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import isnan, nan

from par_xl.plan.model import Period, Plan
from par_xl.terms.words import Index
from par_xl.workbooks.writing import SHEET_LIMIT

ABOVE = 100
"""Rows that are kept for what stands above a table."""
_BY_ITEM = 20_000
"""Entries up to which the appendices keep the plan's order."""


class Layout(Enum):
    """How the master's appendix sheets hold the entries."""

    BY_ITEM = "by_item"
    """In the plan's order, the units of each item one beneath the other."""
    BY_UNIT = "by_unit"
    """Unit by unit, as they stream: of so many, nobody reads an item's from top to bottom."""
    SELECTED = "selected"
    """By unit, and only what is in error or overdue: Excel does not hold more."""


class YearBefore:
    """Measured values and self-scores of the same period a year before, by unit and item."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places
        self._values: dict[str, bytes] = {}

    def add(self, unit: str, values: Mapping[str, float]) -> None:
        """Keep a unit's values, by row key; rows that the plan no longer has are left out."""
        row = array("d", [nan]) * len(self._places)
        for key, value in values.items():
            if key in self._places:
                row[self._places[key]] = value
        self._values[unit] = row.tobytes()

    def of(self, unit: str) -> dict[str, float]:
        """A unit's values, by row key."""
        row = array("d")
        row.frombytes(self._values.get(unit, b""))
        found = zip(self._places, row, strict=False)
        return {key: value for key, value in found if not isnan(value)}

    def digest(self) -> str:
        """The same for the same values."""
        told = hashlib.sha256()
        for unit in sorted(self._values):
            told.update(unit.encode() + b"\0" + self._values[unit])
        return told.hexdigest()


@dataclass(frozen=True)
class Job:
    """A merge's plan, period and days. ``as_of`` decides what is overdue, ``today`` what is yet
    to come; ``before`` is what the period before said of each unit's rows, for forms handed
    back."""

    plan: Plan
    plan_sha256: str
    period: Period
    as_of: date
    today: date
    year_before: YearBefore
    layout: Layout
    has_table: bool
    """Entries are kept as tables, not as the JSON's lines: there may be too many for a JSON."""

    def fingerprint(self) -> str:
        """The same as long as the same form comes to the same: what is kept goes by it.

        Of the as-of date only which due dates lie before it counts.
        """
        dues = {item.due.within(self.period.year) for item in self.plan.items if item.is_leaf}
        passed = sorted(due.isoformat() for due in dues if due is not None and due < self.as_of)
        told = (
            self.plan_sha256,
            program_sha256(),
            self.period.code,
            *passed,
            self.year_before.digest(),
            self.layout.value,
            str(self.has_table),
        )
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def most_entries(plan: Plan, period: Period) -> dict[Index, int]:
    """How many entries each appendix may have: every unit reports on all of its rows."""
    roles = plan.in_period(period)
    most = dict.fromkeys(Index, 0)
    for item in plan.items:
        if item.is_leaf:
            most[item.index] += len(roles.leads[item.key]) + len(roles.coordinating[item.key])
    return most


def layout_of(most: Mapping[Index, int], units: int) -> Layout:
    """How the master holds so many entries of so many units."""
    if sum(most.values()) <= _BY_ITEM:
        return Layout.BY_ITEM
    is_too_much = max(most.values()) + units > SHEET_LIMIT - ABOVE
    return Layout.SELECTED if is_too_much else Layout.BY_UNIT


@cache
def program_sha256() -> str:
    """A hash of the program itself: another version may find other faults."""
    told = hashlib.sha256()
    for name, content in _sources(files("par_xl"), ""):
        told.update(name.encode() + b"\0" + content)
    return told.hexdigest()


def _sources(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{path}/{each.name}"
        if each.is_dir() and each.name != "__pycache__":
            found += _sources(each, name)
        elif each.name.endswith(".py"):
            found.append((name, each.read_bytes()))
    return found
