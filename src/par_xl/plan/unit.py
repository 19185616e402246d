"""Units of the plan: what they are called, when they exist, whom a cell of them means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from par_xl.terms.text import fold, nearest_of

EVERYBODY = "Tất cả"
NO_FORM_KINDS = ("lãnh đạo", "bên ngoài")
"""Kinds of unit that file no form and lead nothing."""
_NO_FORM = frozenset(map(fold, NO_FORM_KINDS))


@dataclass(frozen=True, slots=True)
class Unit:
    """Đơn vị: a room, board or centre; from and to are period codes, None where open."""

    code: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    email: str | None
    from_period: str | None
    to_period: str | None
    merged_into: str | None
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that people call it."""
        return self.code, self.name, *self.aliases

    @property
    def files_forms(self) -> bool:
        return fold(self.kind) not in _NO_FORM

    def active(self, period: str) -> bool:
        """Whether the unit exists in *period* (a code)."""
        return (self.from_period or "") <= period <= (self.to_period or "9999-99")


@dataclass(frozen=True, slots=True)
class UnitCell:
    """A cell of units as the plan holds it: codes, kinds of unit, or everybody."""

    text: str
    codes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    everybody: bool = False


def codes_by_name(units: Iterable[Unit]) -> dict[str, str]:
    """Unit codes by everything that people call them, folded."""
    return {fold(name): unit.code for unit in units for name in unit.names}


def nearest_unit(text: str, units: Iterable[Unit]) -> Unit | None:
    """The unit whose code, name or alias is most like *text*; None when none is near."""
    named = {name: unit for unit in units for name in unit.names}
    return nearest_of(text, {fold(name): unit for name, unit in named.items()})


def successor(units: Mapping[str, Unit], code: str, period: str) -> str | None:
    """The unit that stands for *code* in *period*: itself, or the one it was merged into."""
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


class PeriodUnits:
    """The units of one period (a code): who files forms, and whom a cell of units means."""

    def __init__(self, units: Mapping[str, Unit], period: str) -> None:
        self._units, self._period = units, period
        self._place = {code: place for place, code in enumerate(units)}
        self.filing = tuple(u for u in units.values() if u.files_forms and u.active(period))
        # Most cells name the same units: "Tất cả" is worked out once, however many rows say it.
        self._found: dict[UnitCell, tuple[str, ...]] = {}

    def named(self, cell: UnitCell) -> tuple[str, ...]:
        """The units, by code and in the plan's order, that *cell* means; the same tuple for an
        equal cell."""
        if cell not in self._found:
            self._found[cell] = self._named(cell)
        return self._found[cell]

    def _named(self, cell: UnitCell) -> tuple[str, ...]:
        found: set[str] = set()
        if cell.everybody or cell.kinds:
            kinds = {fold(kind) for kind in cell.kinds}
            found = {u.code for u in self.filing if cell.everybody or fold(u.kind) in kinds}
        successors = (successor(self._units, code, self._period) for code in cell.codes)
        found.update(code for code in successors if code is not None)
        return tuple(sorted(found, key=self._place.__getitem__))
