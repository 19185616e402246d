"""What people typed into the master before, taken over into the rows of the new one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from par_xl.merge.result import Entry
from par_xl.outputs.manual_entries import Address, FreeRows, ManualEntries, ManualRow, Values
from par_xl.plan.model import Item
from par_xl.plan.units import Unit
from par_xl.workbooks.writing import Look, Value

AppendixRow = Entry | Item | Unit
"""What a row of an appendix sheet is of: an entry; an item that groups others, where the sheet has
the plan's order; the unit whose entries follow, where it goes unit by unit."""


class Filling:
    """What was typed, and what of it found its row: the rows are told first, then what is left
    over is asked for."""

    def __init__(self, by_hand: ManualEntries) -> None:
        self._by_hand = by_hand
        self._typed: dict[str, dict[Address, Values]] = defaultdict(dict)
        for row in by_hand.rows:
            self._typed[row.address.unit][row.address] = row.values
        self._found: set[Address] = set()

    def has(self, unit: str) -> bool:
        """Whether something was typed beside rows of that unit."""
        return unit in self._typed

    def find(self, row: AppendixRow) -> None:
        """Tell of a row that the new master has."""
        address = self._address(row)
        if address is not None:
            self._found.add(address)

    def values(self, row: AppendixRow) -> Values | None:
        """What was typed beside a row."""
        address = self._address(row)
        return self._typed[address.unit][address] if address else None

    def _address(self, row: AppendixRow) -> Address | None:
        """Where something was typed beside that row: its address."""
        if isinstance(row, Unit) or not self._typed:
            return None
        typed = self._typed.get(row.unit if isinstance(row, Entry) else "")
        if typed is None:
            return None
        if isinstance(row, Entry):
            address = Address(row.key, row.unit, row.role.label)
        else:
            address = Address(row.key)
        return address if address in typed else None

    @property
    def left_over(self) -> list[tuple[ManualRow, str]]:
        """What was typed for rows that are no more, or hold something else now; why, in words."""
        return [
            *((row, _GONE) for row in self._by_hand.rows if row.address not in self._found),
            *((row, _OTHER) for row in self._by_hand.others),
        ]

    @property
    def newly_left_over(self) -> int:
        """How many of these were not listed before."""
        return sum(not row.is_listed for row, _ in self.left_over)

    @property
    def inspections(self) -> FreeRows | None:
        """What the sheet `Kiểm tra` held."""
        return self._by_hand.inspections

    @property
    def remedies(self) -> FreeRows | None:
        """What people made of the sheet `Khắc phục`; None: it is as it was drafted."""
        return self._by_hand.remedies

    @property
    def count(self) -> int:
        """How many rows the new master has that people filled in."""
        sheets = (self.inspections, self.remedies)
        free = sum(max(1, len(held.rows)) for held in sheets if held)
        return len(self._by_hand.rows) + len(self._by_hand.others) + free


_GONE = "Không còn dòng này"
_OTHER = "Dòng này đã điền nội dung khác"


def as_day(look: Look) -> Look:
    """The look of a cell in which people typed a day."""
    return look.with_(number_format="dd/mm/yyyy")


def look_of(value: Value, look: Look) -> Look:
    """How a cell looks in which people typed *value*."""
    return as_day(look) if isinstance(value, date) else look
