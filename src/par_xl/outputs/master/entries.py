"""The entries that a master lists, in the order of its sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, islice
from typing import Any

from par_xl.insight.debts import form_rows
from par_xl.merge.packed import PackedEntries
from par_xl.merge.result import Entry, Score
from par_xl.plan.model import Item, Plan
from par_xl.terms.words import Index, Role, State
from par_xl.workbooks.writing import SHEET_LIMIT

_MOST = SHEET_LIMIT - 100
"""Rows of a sheet, less what stands above a table."""
_Group = list[Entry] | PackedEntries


class Rows:
    """Entries, and scores and items between them, group by group, as many as a sheet holds;
    ``total`` is how many there are."""

    def __init__(self, groups: Sequence[_Group | list[Score] | list[Item]]) -> None:
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
        self._scores: dict[str, Score] = {}
        self._explained: dict[bool, tuple[_Group, list[Score]]] = {
            owes: (group(), []) for owes in (True, False)
        }
        self._overdue = defaultdict[date, _Group](group)

    def add(self, entries: Sequence[Entry], scores: Sequence[Score]) -> None:
        """Add a unit's entries and scores."""
        if self.every is not None:
            self.every += entries
        self._scores.update((score.key, score) for score in scores)
        for entry in filter(self._is_listed, entries):
            self._by_item[entry.key, entry.role].append(entry)
            if entry.state is State.OVERDUE and entry.due:
                self._overdue[entry.due].append(entry)
        leads = (entry for entry in entries if entry.role is Role.LEAD)
        # Who owes an explanation, or gave one (plan, IV.1).
        for row in form_rows(leads, scores, lambda row: row.owes_explanation or row.explanation):
            self.explained += 1
            of_entries, of_scores = self._explained[row.owes_explanation]
            if isinstance(row, Score):
                of_scores.append(row)
            elif self._is_listed(row):
                of_entries.append(row)

    def _is_listed(self, entry: Entry) -> bool:
        return self.every is not None or entry.in_error or entry.state is State.OVERDUE

    @cached_property
    def appendices(self) -> dict[Index, Rows]:
        """Rows of the appendix sheets in the plan's order: a criterion's score, then its leads, and
        who coordinates beneath."""
        groups: dict[Index, list[_Group | list[Score] | list[Item]]] = {i: [] for i in Index}
        for item in self._plan.items:
            of_index, score = groups[item.index], self._scores.get(item.key)
            if score is not None:
                of_index.append([score])
            elif not item.is_leaf:
                of_index.append([item])
            roles = (Role.LEAD, Role.COORDINATING) if item.is_leaf else ()
            of_index += (self._by_item[item.key, role] for role in roles)
        return {index: Rows(each) for index, each in groups.items()}

    @property
    def explanations(self) -> Rows:
        """Whose explanations are owed, then those that were given."""
        return Rows([group for owes in self._explained.values() for group in owes])

    @property
    def overdue(self) -> Rows:
        """Those overdue the longest come first."""
        return Rows([each for _, each in sorted(self._overdue.items())])
