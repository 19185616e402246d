"""A merge's files worked through: each checked, merged per unit, counted."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import Self

from par_xl.intake.arrival import Arrival
from par_xl.merge.consolidate import Consolidation
from par_xl.merge.result import ENTRIES_LIMIT, Entry, Result, SubmissionPart
from par_xl.merge.unit import MergedUnit
from par_xl.plan.model import Period, Plan
from par_xl.rules import files as file_rules
from par_xl.terms.words import Role, State
from par_xl.workspace.checkout import Staging
from par_xl.workspace.layout import Results
from par_xl.workspace.workers import (
    Context,
    Outcome,
    PackedUnit,
    Workers,
    YearBefore,
    merged,
    process,
    process_unit,
)

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what comes next."""
_IN_MEMORY = 64 * 2**20
"""Bytes of merged units that are kept in memory; more wait on the disk."""


def silent(_done: int, _total: int, _what: str) -> None:
    """Tell nobody."""


def context_of(
    plan: Plan,
    plan_content: bytes,
    period: Period,
    as_of: date,
    today: date,
    year_before: YearBefore,
) -> Context:
    """The context of a merge."""
    sha256 = hashlib.sha256(plan_content).hexdigest()
    return Context(plan, sha256, period, as_of, today, year_before)


@dataclass(frozen=True)
class Start:
    """What a merge starts from: files in the order of receipt; ``others`` are names of files that
    are no submissions."""

    context: Context
    sent: Sequence[Arrival]
    others: Sequence[str]


@dataclass(frozen=True)
class Consolidated:
    """All files and units of a period, before the merge has a number.

    ``outcomes`` are in the order of receipt, ``entries`` unit by unit in the plan's order: all of
    them or, where ``is_large``, those that the master shows. ``entry_count`` and
    ``explanation_count`` are of all.
    """

    start: Start
    outcomes: Sequence[Outcome]
    consolidation: Consolidation
    entries: Sequence[Entry]
    entry_count: int
    explanation_count: int
    is_large: bool

    @property
    def files(self) -> list[SubmissionPart]:
        """The files as checked by themselves."""
        return [outcome.part for outcome in self.outcomes]

    def result(self, replaced: Mapping[str, date]) -> Result:
        """All of the result but its entries; *replaced* as ``Consolidation.result`` has it."""
        refused = {each.part.file: each.findings for each in self.outcomes if each.findings}
        others = map(file_rules.other_file, self.start.others)
        return self.consolidation.result(self.files, refused, replaced, others, 0)


def consolidate(
    start: Start, workers: Workers, progress: Progress, staging: Staging, places: Results
) -> Consolidated:
    """Check each file, merge each unit's, add the units up.

    Above ``ENTRIES_LIMIT`` entries go into their Parquet file unit by unit, and only what the
    master then shows is kept.

    Raises:
        ParXlError: a file was changed while it was read.
    """
    context = start.context
    consolidation = Consolidation(context.plan, context.period, context.as_of)
    kept: list[Entry] = []
    explained = 0
    with _Spool() as spool:
        outcomes = _process_all(start, workers, progress, spool)
        is_large = spool.entries > ENTRIES_LIMIT
        with _parquet(staging, places) if is_large else nullcontext() as write:
            for merged_unit in spool:
                consolidation.add(merged_unit)
                explained += sum(map(is_explained, merged_unit.entries))
                if write is None:
                    kept += merged_unit.entries
                else:
                    write(merged_unit.entries)
                    kept += filter(is_pressing, merged_unit.entries)
        count = spool.entries
    return Consolidated(start, outcomes, consolidation, kept, count, explained, is_large)


def _process_all(
    start: Start, workers: Workers, progress: Progress, spool: _Spool
) -> list[Outcome]:
    """Have each file checked, and fill *spool* with the merged units in the plan's order."""
    context, sent = start.context, start.sent
    outcomes: list[Outcome] = []
    files: dict[str, list[Arrival]] = defaultdict(list)
    alone: dict[str, _Place] = {}
    found = workers.map(process, [([file],) for file in sent])
    for number, file in enumerate(sent):
        progress(number, len(sent), file.file)
        outcome, packed = next(found)
        outcomes.append(outcome)
        if packed is not None:
            files[outcome.part.unit].append(file)
            alone[outcome.part.unit] = spool.put(packed)
    units = context.plan.in_period(context.period).units
    several = [(files[unit.code], unit.code) for unit in units if len(files[unit.code]) > 1]
    together = workers.map(process_unit, several)
    for unit in units:
        if len(files[unit.code]) == 1:
            # What most units' one file comes to is what the unit comes to.
            place = alone[unit.code]
        elif files[unit.code]:
            place = spool.put(next(together))
        else:
            place = spool.put(merged(context, unit, []))
        spool.take(place)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a merged unit waits, and how many entries it has."""

    at: int
    length: int
    entries: int


class _Spool:
    """Merged units that wait for their turn: in memory or, where they are many, on the disk."""

    def __init__(self) -> None:
        self.entries = 0
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._taken: list[_Place] = []

    def put(self, unit: PackedUnit) -> _Place:
        """Have a unit wait."""
        at = self._file.seek(0, SEEK_END)
        self._file.write(unit.content)
        return _Place(at, len(unit.content), unit.entries)

    def take(self, place: _Place) -> None:
        """Say that a unit is the next to come."""
        self._taken.append(place)
        self.entries += place.entries

    def __iter__(self) -> Iterator[MergedUnit]:
        for place in self._taken:
            self._file.seek(place.at)
            yield PackedUnit(self._file.read(place.length), place.entries).unpack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


@contextmanager
def _parquet(staging: Staging, places: Results) -> Iterator[Callable[[Sequence[Entry]], None]]:
    from par_xl.outputs.entries_file import EntriesWriter

    with staging.open(places.entries) as file, EntriesWriter(file) as writer:
        yield writer.write


def is_explained(entry: Entry) -> bool:
    """Whether a lead owes an explanation of the row, or gave one (plan, IV.1)."""
    return entry.role is Role.LEAD and bool(entry.owes_explanation or entry.explanation)


def is_pressing(entry: Entry) -> bool:
    """Whether the master shows an entry where they are too many: it is in error or overdue."""
    return entry.in_error or entry.state is State.OVERDUE
