"""Which row of the register is which receipt's: the register has no bytes to tell it by.

A row is a receipt's if it has a name under which that lay; the name under which it came goes
first, since its row was written with that. Rows are given so that as few days as possible were
corrected: first those whose day is the one that the ledger has, of two on one day that whose row
stands where it stood. Rows left over go, in order of their days, to receipts left over: first to
those that lie there, then to those that were replaced, last to what is received anew (people may
enter a receipt before a merge sees it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from par_xl.ledger import LedgerFile


@dataclass(eq=False, slots=True)
class Arrived:
    """Bytes that came once; ``names`` are those under which they lay, the first one first.

    ``told`` is what the ledger last said of them, ``recorded`` the day that it has for them,
    ``row`` the register's.
    """

    sha256: str
    changed_on: date | None
    names: list[str] = field(default_factory=list)
    earlier: set[Arrived] = field(default_factory=set)
    """Others that lay under one of its names before."""
    told: LedgerFile | None = None
    recorded: date | None = None
    row: date | None = None

    @property
    def day(self) -> date | None:
        """The register decides; the ledger knows days whose row is gone."""
        return self.row or self.recorded


_Given = dict[int, Arrived]
"""Receipts by the register's rows, which are numbered from the top."""


class Rows:
    """The register's rows of one period: names, as cells have them, and days."""

    def __init__(self, rows: Sequence[tuple[str, date]]) -> None:
        self._days = [day for _, day in rows]
        self._of: dict[str, list[int]] = {}
        for number, (name, _) in enumerate(rows):
            self._of.setdefault(name, []).append(number)

    def give(self, receipts: Sequence[Arrived], there: Set[Arrived]) -> None:
        """Give each receipt its row, if there is one; those that are *there* lie there now.

        Receipts stand in the order in which they came.
        """
        known = [each for each in receipts if each.recorded]
        given = self._agreeing(known)
        # However people sort their register, receipts follow each other.
        rest = {
            name: sorted((row for row in rows if row not in given), key=self._days.__getitem__)
            for name, rows in self._of.items()
        }
        self._give_corrected(given, rest, known, there)
        for each in reversed([each for each in receipts if not each.recorded]):
            # Of several that were entered already, the last one is of what lies there.
            _pair(given, {each: rest.get(each.names[0], [])[::-1]})
        for each in receipts:
            each.row = None
        for row, each in given.items():
            each.row = self._days[row]

    def _agreeing(self, known: Sequence[Arrived]) -> _Given:
        """Rows whose day is the one that the ledger has."""
        given: _Given = {}
        in_place = sorted(known, key=self._moved(known).__contains__)
        for names in (slice(1), slice(None)):
            _pair(given, {each: self._alike(each, each.names[names]) for each in in_place})
        return given

    def _give_corrected(
        self,
        given: _Given,
        rest: Mapping[str, Sequence[int]],
        known: Sequence[Arrived],
        there: Set[Arrived],
    ) -> None:
        """Give the *rest* of the rows, too, if need be in exchange for one that was given."""
        others = {
            each: [row for name in each.names for row in rest.get(name, ())] for each in known
        }
        agreed = set(given)
        lying_first = sorted(known, key=lambda each: each not in there)
        _pair(given, {e: [*others[e], *self._alike(e, e.names)] for e in lying_first})
        corrected = {given.pop(row) for row in given.keys() - agreed}
        in_order = sorted(known, key=lambda each: each.recorded or date.max)
        _pair(given, {each: others[each] for each in in_order if each in corrected})

    def _alike(self, receipt: Arrived, names: Sequence[str]) -> list[int]:
        """Rows with one of the names whose day is the one that the ledger has."""
        rows = (row for name in names for row in self._of.get(name, ()))
        return [row for row in rows if self._days[row] == receipt.recorded]

    def _moved(self, known: Sequence[Arrived]) -> set[Arrived]:
        """Receipts where another day stands in the place in which their row was written."""
        places: Counter[str] = Counter()
        found = set()
        for each in known:
            rows, place = self._of.get(each.names[0], ()), places[each.names[0]]
            places[each.names[0]] += 1
            if place >= len(rows) or self._days[rows[place]] != each.recorded:
                found.add(each)
        return found


def _pair(given: _Given, wanted: Mapping[Arrived, Sequence[int]]) -> None:
    """Give a row to as many receipts as possible, the first ones first; one that has a row may
    get another one for it."""

    def gets_one(receipt: Arrived, tried: set[int]) -> bool:
        rows = wanted.get(receipt, ())
        for row in rows:
            if row not in given:
                given[row] = receipt
                return True
        for row in rows:
            if row not in tried:
                tried.add(row)
                if gets_one(given[row], tried):
                    given[row] = receipt
                    return True
        return False

    has_one = set(given.values())
    for receipt in wanted:
        if receipt not in has_one:
            gets_one(receipt, set())
