"""Merged units and entries held compressed: a nation's would fill the memory."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator
from typing import Any

from par_xl.merge.result import Entry
from par_xl.merge.unit import MergedUnit
from par_xl.plan.model import Plan

_BLOCK = 50
"""Entries that are compressed together."""


class PackedUnit:
    """A ``MergedUnit`` while others are still at work, compressed where there are *many*.

    ``entry_count`` is how many entries it has.
    """

    def __init__(self, unit: MergedUnit, many: bool) -> None:
        self._content: MergedUnit | bytes = pack(unit) if many else unit
        self.entry_count = len(unit.entries)

    def unpacked(self, plan: Plan) -> MergedUnit:
        """Return the unit; it shares the plan's texts with all others."""
        content = self._content
        unit: MergedUnit = unpack(content) if isinstance(content, bytes) else content
        for entry in unit.entries:
            item = plan.by_key[entry.key]
            entry.key, entry.area, entry.code = item.key, item.area, item.code
        return unit


class PackedEntries:
    """A growing list of entries, to be gone through from its beginning, any number of times."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._last: list[Entry] = []

    def append(self, entry: Entry) -> None:
        """Add an entry."""
        self._last.append(entry)
        if len(self._last) == _BLOCK:
            self._blocks.append(pack(self._last))
            self._last = []

    def __len__(self) -> int:
        return len(self._blocks) * _BLOCK + len(self._last)

    def __iter__(self) -> Iterator[Entry]:
        for block in self._blocks:
            yield from unpack(block)
        yield from self._last


def pack(content: object) -> bytes:
    """Return anything compressed."""
    return zlib.compress(pickle.dumps(content, pickle.HIGHEST_PROTOCOL), 1)


def unpack(content: bytes) -> Any:
    """Return what was compressed."""
    return pickle.loads(zlib.decompress(content))
