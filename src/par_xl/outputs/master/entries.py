"""The entries that a master lists, in the order of its sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, islice
from typing import Any

from par_xl.merge.packed import PackedEntries
from par_xl.merge.result import Entry
from par_xl.plan.model import Item, Plan
from par_xl.terms.words import Index, Role, State
from par_xl.workbooks.writing import SHEET_LIMIT

_MOST = SHEET_LIMIT - 100
"""Rows of a sheet, less what stands above a table."""
_Group = list[Entry] | PackedEntries


class Rows:
    """Entries, and items between them, group by group, as many as a sheet holds; ``total`` is how
    many there are."""

    def __init__(self, groups: Sequence[_Group | list[Item]]) -> None:
        self._groups = groups
        self.total = sum(map(len, groups))

    def __len__(self) -> int:
        return min(self.total, _MOST)

    def __iter__(self) -> Iterator[Any]:
        return islice(chain.from_iterable(self._groups), _MOST)


class MasterEntries:
    """The entries of a period as the sheets of its master list them, added unit by unit in the
    plan's order.

    Where there are *too_many* for a workbook, only those in error or overdue are listed, and held
    compressed; ``every`` is None then. ``explained`` counts what would stand on `Giải trình`.
    """

    def __init__(self, plan: Plan, too_many: bool) -> None:
        group = PackedEntries if too_many else list[Entry]
        self.every: list[Entry] | None = None if too_many else []
        self.explained = 0
        self._plan = plan
        self._by_item = defaultdict[tuple[str, Role], _Group](group)
        self._explained: dict[bool, _Group] = {owes: group() for owes in (True, False)}
        self._overdue = defaultdict[date, _Group](group)

    def add(self, entries: Sequence[Entry]) -> None:
        """Add a unit's entries."""
        if self.every is not None:
            self.every += entries
        for entry in entries:
            # A lead owes an explanation, or gave one (plan, IV.1).
            explained = entry.role is Role.LEAD and (entry.owes_explanation or entry.explanation)
            self.explained += bool(explained)
            overdue = entry.state is State.OVERDUE
            if self.every is None and not overdue and not entry.in_error:
                continue
            self._by_item[entry.key, entry.role].append(entry)
            if explained:
                self._explained[entry.owes_explanation].append(entry)
            if overdue and entry.due:
                self._overdue[entry.due].append(entry)

    @cached_property
    def appendices(self) -> dict[Index, Rows]:
        """Rows of the appendix sheets in the plan's order: an item's leads, and who coordinates
        beneath."""
        groups: dict[Index, list[_Group | list[Item]]] = {index: [] for index in Index}
        for item in self._plan.items:
            of_item = [self._by_item[item.key, role] for role in (Role.LEAD, Role.COORDINATING)]
            groups[item.index] += of_item if item.is_leaf else [[item]]
        return {index: Rows(each) for index, each in groups.items()}

    @property
    def explanations(self) -> Rows:
        """Whose explanations are owed, then those that were given."""
        return Rows([*self._explained.values()])

    @property
    def overdue(self) -> Rows:
        """Those overdue the longest come first."""
        return Rows([each for _, each in sorted(self._overdue.items())])
