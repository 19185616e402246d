"""Units' rows put together for the master, the JSON and the Parquet file, as each is asked for."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from par_xl.master.request import Rows
from par_xl.master.rows import heading_row
from par_xl.plan.model import Item
from par_xl.sheet import Block, pack
from par_xl.words import Index
from par_xl.work.desk import ENTRIES, GIVEN, OWING, ROWS, SEAM
from par_xl.work.job import SHEET_LIMIT, Job, Layout
from par_xl.work.record import PLACES, read_places
from par_xl.work.store import Store
from par_xl.work.through import UnitWork

if TYPE_CHECKING:
    import pyarrow as pa

_INDICES = list(Index)
_PACKED_AT_ONCE = 500_000
"""Letters of rows that are packed together."""


class UnitRows:
    """What units' records hold of rows; pieces are read when they are wanted."""

    def __init__(self, job: Job, units: Sequence[UnitWork], store: Store) -> None:
        self._job = job
        self._units = units
        self._store = store
        self._lines: dict[int, list[str]] = defaultdict(list)
        self._led: dict[int, list[str]] = defaultdict(list)
        self._helped: dict[int, list[str]] = defaultdict(list)
        if job.layout is Layout.BY_ITEM:
            self._gather()

    def appendix(self, index: Index) -> Rows:
        """The rows of an appendix sheet, as many as Excel holds."""
        if self._job.layout is not Layout.BY_ITEM:
            return self._packed((index.value,))
        rows = [row for place, item in self._items(index) for row in self._rows_of(place, item)]
        return Rows(len(rows), len(rows), _packed_rows(rows))

    def explanations(self) -> Rows:
        """The rows of `Giải trình`: who owes one, then who gave one."""
        return self._packed((OWING, GIVEN))

    def lines(self) -> Iterator[str]:
        """The entries' JSON lines, in the order index, plan, unit."""
        if self._job.layout is not Layout.BY_ITEM:
            yield from self._table_lines()
            return
        for index in Index:
            for place, _ in self._items(index):
                yield from self._lines[place]

    def tables(self) -> Iterator[pa.Table]:
        """The entries of one unit after the other."""
        from par_xl.work.table import read_table

        for work in self._units:
            yield read_table(self._piece(work, ENTRIES))

    def _table_lines(self) -> Iterator[str]:
        from par_xl.work.table import entries_of

        places = self._job.plan.places
        entries = [entry for table in self.tables() for entry in entries_of(table)]
        # Units follow each other in the plan's order already.
        entries.sort(key=lambda entry: (_INDICES.index(entry.index), places[entry.key]))
        for entry in entries:
            yield entry.line()

    def _items(self, index: Index) -> Iterator[tuple[int, Item]]:
        for place, item in enumerate(self._job.plan.items):
            if item.index is index:
                yield place, item

    def _rows_of(self, place: int, item: Item) -> list[str]:
        return [*self._led[place], *self._helped[place]] if item.is_leaf else [heading_row(item)]

    def _gather(self) -> None:
        for work in self._units:
            places = read_places(self._piece(work, PLACES))
            if not places:
                continue
            rows, lines = (
                zlib.decompress(self._piece(work, name)).decode().split(SEAM)
                for name in (ROWS, ENTRIES)
            )
            for (place, is_helping), row, line in zip(places, rows, lines, strict=True):
                (self._helped if is_helping else self._led)[place].append(row)
                self._lines[place].append(line)

    def _packed(self, names: Sequence[str]) -> Rows:
        """Rows that lie packed in the records; *names* one after the other."""
        wanted: list[tuple[UnitWork, str]] = []
        count = total = 0
        for name in names:
            for work in self._units:
                found = work.record.head.packed.get(name)
                if found is None:
                    continue
                total += found.rows
                if count + found.rows <= SHEET_LIMIT - _ABOVE and count == total - found.rows:
                    count += found.rows
                    wanted.append((work, name))
        return Rows(count, total, self._blocks(wanted))

    def _blocks(self, wanted: Iterable[tuple[UnitWork, str]]) -> Iterator[Block]:
        for work, name in wanted:
            found = work.record.head.packed[name]
            yield Block(self._piece(work, name), found.crc, found.size)

    def _piece(self, work: UnitWork, name: str) -> bytes:
        return self._store.piece(work.key, work.record, name)


_ABOVE = 100
"""Rows of a sheet that are kept for what stands above its table."""


def _packed_rows(rows: Sequence[str]) -> Iterator[Block]:
    """Rows packed on all cores: zlib lets go of the interpreter."""
    with ThreadPoolExecutor() as threads:
        yield from threads.map(_pack, _parts(rows))


def _parts(rows: Sequence[str]) -> Iterator[str]:
    part: list[str] = []
    size = 0
    for row in rows:
        part.append(row)
        size += len(row)
        if size > _PACKED_AT_ONCE:
            yield "".join(part)
            part, size = [], 0
    if part:
        yield "".join(part)


def _pack(rows: str) -> Block:
    return pack(rows.encode())
