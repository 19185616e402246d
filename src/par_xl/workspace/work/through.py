"""The forms of a period worked through: a record of each file, then one of each unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from par_xl.merge.consolidate.reports import FileReport
from par_xl.workspace.work.crew import Crew
from par_xl.workspace.work.desk import Sent
from par_xl.workspace.work.job import Job
from par_xl.workspace.work.record import Record
from par_xl.workspace.work.store import Store, key_of, key_of_unit

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what comes next."""


def silent(_done: int, _total: int, _what: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class UnitWork:
    """What a unit's files come to, and where that is kept."""

    unit: str
    key: str
    record: Record


@dataclass(frozen=True, slots=True)
class Worked:
    """All files, and all units that file forms, in the plan's order."""

    files: tuple[FileReport, ...]
    units: tuple[UnitWork, ...]


def work_through(
    job: Job, sent: Sequence[Sent], crew: Crew, store: Store, progress: Progress
) -> Worked:
    """Read and check each file, then merge each unit's. *sent* are in the order of receipt.

    Raises:
        ParXlError: a file was changed while it was read.
    """
    keys = [key_of(each.arrival, each.sha256) for each in sent]
    records = [store.get(key) for key in keys]
    missing = [place for place, record in enumerate(records) if record is None]
    contents = crew.map("read", [sent[place] for place in missing])
    for place, known in enumerate(records):
        progress(place, len(sent), sent[place].arrival.file)
        if known is None:
            records[place] = store.put(keys[place], next(contents))
    files: list[FileReport] = []
    counting: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        assert record is not None and record.head.file is not None
        files.append(record.head.file)
        if record.has_unit and record.head.file.unit is not None:
            counting[record.head.file.unit].append(place)
    units: list[UnitWork | None] = []
    together: list[tuple[int, str, str]] = []
    for unit in job.plan.in_period(job.period).units:
        mine = counting[unit.code]
        # Most units send one file: what that comes to is what the unit comes to.
        key = keys[mine[0]] if len(mine) == 1 else key_of_unit(unit.code, [keys[m] for m in mine])
        record = records[mine[0]] if len(mine) == 1 else store.get(key)
        if record is None:
            together.append((len(units), unit.code, key))
        units.append(UnitWork(unit.code, key, record) if record else None)
    batch = [(code, [sent[place] for place in counting[code]]) for _, code, _ in together]
    for (place, code, key), content in zip(together, crew.map("merge", batch), strict=True):
        units[place] = UnitWork(code, key, store.put(key, content))
    return Worked(tuple(files), tuple(unit for unit in units if unit is not None))
