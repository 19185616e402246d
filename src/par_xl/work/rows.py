"""Units' rows put together for the master, the JSON and the Parquet file, as each is asked for."""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from par_xl.by_hand.model import Address
from par_xl.master.filling import Filling
from par_xl.master.request import Rows
from par_xl.master.rows import heading_row
from par_xl.plan.model import Item
from par_xl.sheet import SHEET_LIMIT, Block, packed
from par_xl.words import Index, Role
from par_xl.work.desk import ENTRIES, GIVEN, OWING, ROWS, SEAM
from par_xl.work.job import ABOVE, Job, Layout
from par_xl.work.record import PLACES, read_places
from par_xl.work.store import Store
from par_xl.work.through import UnitWork

if TYPE_CHECKING:
    import pyarrow as pa

_INDICES = list(Index)


class UnitRows:
    """What units' records hold of rows; pieces are read when they are wanted."""

    def __init__(self, job: Job, units: Sequence[UnitWork], store: Store) -> None:
        self._job = job
        self._units = units
        self._store = store

    def appendix(self, index: Index, filling: Filling) -> Rows:
        """The rows of an appendix sheet, as many as Excel holds, with what people typed there."""
        if self._job.layout is not Layout.BY_ITEM:
            return self._packed((index.value,), filling)
        rows = [
            filling.row(address, row)
            for place, item in self._items(index)
            for address, row in self._rows_of(place, item)
        ]
        return Rows(len(rows), len(rows), packed(rows))

    def explanations(self) -> Rows:
        """The rows of `Giải trình`: who owes one, then who gave one."""
        return self._packed((OWING, GIVEN))

    def lines(self) -> Iterator[str]:
        """The entries' JSON lines, in the order index, plan, unit."""
        if self._job.has_table:
            yield from self._table_lines()
            return
        by_item: dict[int, list[str]] = defaultdict(list)
        for _, place, _, line in self._texts(ENTRIES):
            by_item[place].append(line)
        for index in Index:
            for place, _ in self._items(index):
                yield from by_item.pop(place, ())

    def tables(self) -> Iterator[pa.Table]:
        """The entries of one unit after the other."""
        from par_xl.work.table import read_table

        for work in self._units:
            yield read_table(self._piece(work, ENTRIES))

    def digest(self) -> str:
        """The same for the same entries."""
        told = hashlib.sha256()
        for work in self._units:
            told.update(self._piece(work, ENTRIES))
        return told.hexdigest()

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

    def _rows_of(self, place: int, item: Item) -> Iterator[tuple[Address, str]]:
        """The rows of an item: its leads', and those of who coordinates beneath."""
        if not item.is_leaf:
            yield Address(item.key), heading_row(item)
            return
        for role in (Role.LEAD, Role.COORDINATING):
            for unit, row in self._by_item[place, role is Role.COORDINATING]:
                yield Address(item.key, unit, role.label), row

    @cached_property
    def _by_item(self) -> Mapping[tuple[int, bool], list[tuple[str, str]]]:
        found: dict[tuple[int, bool], list[tuple[str, str]]] = defaultdict(list)
        for unit, place, is_helping, row in self._texts(ROWS):
            found[place, is_helping].append((unit, row))
        return found

    def _texts(self, name: str) -> Iterator[tuple[str, int, bool, str]]:
        """A piece of each unit that holds a text for each of its entries."""
        for work in self._units:
            if places := read_places(self._piece(work, PLACES)):
                texts = zlib.decompress(self._piece(work, name)).decode().split(SEAM)
                for (place, is_helping), text in zip(places, texts, strict=True):
                    yield work.unit, place, is_helping, text

    def _packed(self, names: Sequence[str], filling: Filling | None = None) -> Rows:
        """Rows that lie packed in the records; *names* one after the other."""
        wanted: list[tuple[UnitWork, str]] = []
        filled: dict[str, Block] = {}
        count = total = 0
        for name in names:
            for work in self._units:
                found = work.record.head.packed.get(name)
                if found is None:
                    continue
                total += found.rows
                if count + found.rows <= SHEET_LIMIT - ABOVE and count == total - found.rows:
                    count += found.rows
                    wanted.append((work, name))
                    # Now: what is left over is to be known before the rows are asked for.
                    if filling is not None and filling.has(work.unit):
                        filled[work.unit] = filling.block(work.unit, self._block(work, name))
        return Rows(count, total, self._blocks(wanted, filled))

    def _blocks(
        self, wanted: Iterable[tuple[UnitWork, str]], filled: Mapping[str, Block]
    ) -> Iterator[Block]:
        for work, name in wanted:
            yield filled.get(work.unit) or self._block(work, name)

    def _block(self, work: UnitWork, name: str) -> Block:
        found = work.record.head.packed[name]
        return Block(self._piece(work, name), found.crc, found.size)

    def _piece(self, work: UnitWork, name: str) -> bytes:
        return self._store.piece(work.key, work.record, name)
