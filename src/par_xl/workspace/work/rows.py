"""Units' entries put together for master, JSON and Parquet file, as each is asked for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from par_xl.merge.result import EntryPart
from par_xl.outputs.master.filling import AppendixRow, Filling
from par_xl.outputs.master.request import Rows
from par_xl.terms.words import Index, Role
from par_xl.workbooks.writing import SHEET_LIMIT
from par_xl.workspace.work.entries import (
    GIVEN,
    OWING,
    PLACES,
    TABLE,
    is_shown,
    read_entries,
    read_lines,
    read_places,
)
from par_xl.workspace.work.job import ABOVE, Job, Layout
from par_xl.workspace.work.store import Store
from par_xl.workspace.work.through import UnitWork

if TYPE_CHECKING:
    import pyarrow as pa


class UnitRows:
    """What units' records hold of entries; pieces are read when they are wanted."""

    def __init__(self, job: Job, units: Sequence[UnitWork], store: Store) -> None:
        self._job = job
        self._units = units
        self._store = store

    def appendix(self, index: Index, filling: Filling) -> Rows[AppendixRow]:
        """The rows of an appendix sheet, as many as Excel holds; *filling* is told of them."""
        if self._job.layout is Layout.BY_ITEM:
            rows = [*self._by_item(index)]
            for row in rows:
                filling.find(row)
            return Rows(len(rows), len(rows), rows)
        wanted, count, total = self._fitting([index.value], above=1)
        for work, _ in wanted:
            # Now: what is left over is asked for before the rows are.
            if filling.has(work.unit):
                for row in self._by_unit(work, index):
                    filling.find(row)
        return Rows(count, total, (row for work, _ in wanted for row in self._by_unit(work, index)))

    def counts(self) -> dict[str, int]:
        """How many rows the appendix sheets have, by index (its value)."""
        return {index.value: self._count(index) for index in Index}

    def _count(self, index: Index) -> int:
        if self._job.layout is not Layout.BY_ITEM:
            return self._fitting([index.value], above=1)[1]
        groups = sum(i.index is index and not i.is_leaf for i in self._job.plan.items)
        return groups + sum(work.record.head.rows.get(index.value, 0) for work in self._units)

    def explanations(self) -> Rows[EntryPart]:
        """The entries of `Giải trình`: who owes one, then who gave one."""
        wanted, count, total = self._fitting([OWING, GIVEN])
        return Rows(count, total, (entry for piece in wanted for entry in self._entries(*piece)))

    def lines(self) -> Iterator[str]:
        """The entries' JSON lines, in the order index, plan, unit."""
        by_place: dict[int, list[str]] = defaultdict(list)
        for work in self._units:
            lines = (
                line
                for index in Index
                if work.record.has(index.value)
                for line in read_lines(self._piece(work, index.value))
            )
            for place, line in zip(read_places(self._piece(work, PLACES)), lines, strict=True):
                by_place[place].append(line)
        for place in sorted(by_place):
            yield from by_place[place]

    def tables(self) -> Iterator[pa.Table]:
        """The entries of one unit after the other."""
        from par_xl.workspace.work.table import read_table

        for work in self._units:
            yield read_table(self._piece(work, TABLE))

    def digest(self) -> str:
        """The same for the same entries."""
        told = hashlib.sha256()
        for work in self._units:
            for index in Index:
                if work.record.has(index.value):
                    told.update(self._piece(work, index.value))
        return told.hexdigest()

    def _by_item(self, index: Index) -> Iterator[AppendixRow]:
        """Rows in the plan's order: an item's leads, and who coordinates beneath."""
        found: dict[str, list[EntryPart]] = defaultdict(list)
        for work in self._units:
            for entry in self._entries(work, index.value):
                found[entry.key].append(entry)
        for item in self._job.plan.items:
            if item.index is index:
                yield from _leads_first(found[item.key]) if item.is_leaf else (item,)

    def _by_unit(self, work: UnitWork, index: Index) -> Iterator[AppendixRow]:
        """A unit's rows, those that it leads first."""
        yield self._job.plan.units[work.unit]
        entries = self._entries(work, index.value)
        yield from _leads_first(entry for entry in entries if is_shown(self._job, entry))

    def _fitting(
        self, names: Sequence[str], above: int = 0
    ) -> tuple[list[tuple[UnitWork, str]], int, int]:
        """Pieces that have rows, as many of them as a sheet holds, and the rows of these and of
        all; *above* so many stand above each."""
        wanted: list[tuple[UnitWork, str]] = []
        count = total = 0
        for name in names:
            for work in self._units:
                rows = work.record.head.rows.get(name)
                if not rows:
                    continue
                total += rows + above
                if total <= SHEET_LIMIT - ABOVE:
                    count = total
                    wanted.append((work, name))
        return wanted, count, total

    def _entries(self, work: UnitWork, name: str) -> Iterator[EntryPart]:
        return read_entries(self._piece(work, name)) if work.record.has(name) else iter(())

    def _piece(self, work: UnitWork, name: str) -> bytes:
        return self._store.piece(work.key, work.record, name)


def _leads_first(entries: Iterable[EntryPart]) -> list[EntryPart]:
    return sorted(entries, key=lambda entry: entry.role is not Role.LEAD)
