"""What people typed into the master before, taken over into the rows of the new one."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from par_xl.by_hand.columns import COLUMNS
from par_xl.by_hand.model import Address, ByHand, FreeRows, HandRow, Values
from par_xl.master.rows import HAND_LOOKS, STYLES, as_day
from par_xl.sheet import Block, Look, Value, escape, filled_in, pack, unpack
from par_xl.words import Role

_END = "</row>"
_KEY = re.compile(
    r"<row[^>]*><c [^>]*>(?:<is><t[^>]*>[^<]*</t></is></c>)?<c [^>]*><is><t[^>]*>([^<]*)</t>"
)
"""The key is the second cell of a row."""


class Filling:
    """What was typed, and what of it found its row: the rows are asked for first, then what is
    left over."""

    def __init__(self, by_hand: ByHand) -> None:
        self._by_hand = by_hand
        self._waiting: dict[str, dict[Address, HandRow]] = defaultdict(dict)
        for row in by_hand.rows:
            self._waiting[row.address.unit][row.address] = row

    def row(self, address: Address, xml: str) -> str:
        """A row of the new master with what was typed for it."""
        waiting = self._waiting.get(address.unit)
        found = waiting.get(address) if waiting else None
        if waiting is None or found is None:
            return xml
        filled = _filled(xml, address, found.values)
        if filled is None:
            return xml
        del waiting[address]
        return filled

    def has(self, unit: str) -> bool:
        """Whether something of that unit still waits for its row."""
        return bool(self._waiting.get(unit))

    def block(self, unit: str, block: Block) -> Block:
        """A unit's rows that lie packed, with what was typed for them."""
        rows = unpack(block).decode().split(_END)
        keys = {escape(address.key): address.key for address in self._waiting[unit]}
        for number, row in enumerate(rows):
            found = _KEY.match(row)
            if found and found[1] in keys:
                for role in Role:
                    # Only a row of that role has its cells to fill in.
                    address = Address(keys[found[1]], unit, role.label)
                    rows[number] = self.row(address, rows[number])
        return pack(_END.join(rows).encode())

    @property
    def left_over(self) -> list[tuple[HandRow, str]]:
        """What was typed for rows that are no more, or hold something else now; why, in words."""
        gone = {address for rows in self._waiting.values() for address in rows}
        return [
            *((row, _GONE) for row in self._by_hand.rows if row.address in gone),
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


def _filled(xml: str, address: Address, values: Values) -> str | None:
    for looks in HAND_LOOKS[address.role]:
        cells = [
            (value, look_of(value, look), column.width)
            for value, look, column in zip(values, looks, COLUMNS, strict=True)
        ]
        filled = filled_in(xml, looks, cells, STYLES)
        if filled is not None:
            return filled
    return None


def look_of(value: Value, look: Look) -> Look:
    """How a cell looks in which people typed *value*."""
    return as_day(look) if isinstance(value, date) else look
