"""Who leads and who coordinates what in a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from par_xl.plan.unit import PeriodUnits, Unit, UnitCell
from par_xl.terms.words import Role

if TYPE_CHECKING:
    from par_xl.plan.model import Item


@dataclass(frozen=True, eq=False)
class PeriodAssignments:
    """The plan's roles in one period: which units file forms, who leads what, who helps.

    Rows for which the plan names the same units share one tuple of them.
    """

    units: tuple[Unit, ...]
    leads: Mapping[str, tuple[str, ...]]
    coordinating: Mapping[str, tuple[str, ...]]

    def role(self, unit: str, key: str) -> Role | None:
        """Role of *unit* (a code) in the row *key*; None when it has none there."""
        leading, helping = self._members.get(key, _NOBODY)
        if unit in leading:
            return Role.LEAD
        return Role.COORDINATING if unit in helping else None

    def of(self, unit: str) -> tuple[tuple[str, Role], ...]:
        """The rows that *unit* leads or coordinates: each key with its role, in plan order."""
        roles = ((key, self.role(unit, key)) for key in self.leads)
        return tuple((key, role) for key, role in roles if role is not None)

    def files_form(self, unit: str) -> bool:
        """Whether *unit* (a code) files a form in the period."""
        return unit in self._filing

    @cached_property
    def _filing(self) -> frozenset[str]:
        return frozenset(unit.code for unit in self.units)

    @cached_property
    def _members(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        """Who leads and who coordinates each row; a set is made once for each tuple."""
        every = (*self.leads.values(), *self.coordinating.values())
        distinct = {id(codes): codes for codes in every}
        sets = {each: frozenset(codes) for each, codes in distinct.items()}
        return {
            key: (sets[id(leads)], sets[id(self.coordinating[key])])
            for key, leads in self.leads.items()
        }


_NOBODY: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def assign(items: Iterable[Item], every: Mapping[str, Unit], period: str) -> PeriodAssignments:
    """Work out the roles of a plan's items and units in one period (a code)."""
    units = PeriodUnits(every, period)
    helping: dict[tuple[UnitCell, UnitCell], tuple[str, ...]] = {}
    leads: dict[str, tuple[str, ...]] = {}
    coordinating: dict[str, tuple[str, ...]] = {}
    for item in items:
        if item.is_leaf:
            leads[item.key] = units.named(item.leads)
            cells = item.leads, item.coordinating
            if cells not in helping:
                helping[cells] = _helping(every, units, *cells)
            coordinating[item.key] = helping[cells]
    return PeriodAssignments(units.filing, leads, coordinating)


def _helping(
    every: Mapping[str, Unit], units: PeriodUnits, leads: UnitCell, coordinating: UnitCell
) -> tuple[str, ...]:
    """Who coordinates a row: no unit that leads it, and none that files no form."""
    leading = frozenset(units.named(leads))
    return tuple(
        code
        for code in units.named(coordinating)
        if code not in leading and every[code].files_forms
    )
