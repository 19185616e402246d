"""The work on each form, and who does it: this process, threads, other processes or a cluster.

``Workers.map`` gives outcomes in the order of what it was given, so that whatever is added up of
them is the same whoever did the work.
"""

from __future__ import annotations

import gc
import os
import pickle
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from math import isnan, nan
from typing import Any

from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_arrival
from par_xl.intake.submission import Submission
from par_xl.merge.consolidate import submission_part
from par_xl.merge.result import SubmissionPart
from par_xl.merge.unit import MergedUnit, merge_unit
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.terms.finding import Finding
from par_xl.workspace.handback import is_to_hand_back, marked_form
from par_xl.workspace.processes import Processes

_RECENT = 4_000
"""Rows of faulty files that are kept as they were read: to hand back, they are wanted again."""
_FEW = 12
"""Files up to which other processes would cost more than they save."""
_WAITING = 4
"""Files for each worker that wait or are worked on."""
_MOST = 32
"""Workers of one machine: Windows waits for no more than 61, and memory is not without end."""


class YearBefore:
    """Measured values and self-scores of the same period a year before, by unit and item."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places
        self._values: dict[str, bytes] = {}

    def add(self, unit: str, values: Mapping[str, float]) -> None:
        """Keep a unit's values, by row key; rows that the plan no longer has are left out."""
        row = array("d", [nan]) * len(self._places)
        for key, value in values.items():
            if key in self._places:
                row[self._places[key]] = value
        self._values[unit] = row.tobytes()

    def of(self, unit: str) -> dict[str, float]:
        """A unit's values, by row key."""
        row = array("d")
        row.frombytes(self._values.get(unit, b""))
        found = zip(self._places, row, strict=False)
        return {key: value for key, value in found if not isnan(value)}


@dataclass(frozen=True, eq=False)
class Context:
    """What the work on every form of a merge depends on, but for the form itself.

    ``as_of`` decides what is overdue, ``today`` what is yet to come.
    """

    plan: Plan
    plan_sha256: str
    period: Period
    as_of: date
    today: date
    year_before: YearBefore
    recent: dict[tuple[str, str], Submission] = field(default_factory=dict, repr=False)
    """Faulty files checked a moment ago, by name and hash; stays in its process."""

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"recent": {}}


# --- The work on a form


@dataclass(frozen=True, slots=True)
class PackedUnit:
    """A merged unit, and how many entries it has."""

    content: bytes = field(repr=False)
    entries: int

    def unpack(self) -> MergedUnit:
        """The unit as it was merged."""
        unit: MergedUnit = pickle.loads(self.content)
        return unit


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file as checked by itself. ``content_sha256`` is a hash of what it reports, the same after
    any program saved it again; ``findings`` are those of a refused file."""

    part: SubmissionPart
    content_sha256: str
    findings: tuple[Finding, ...]


def process(context: Context, files: Sequence[Arrival]) -> tuple[Outcome, PackedUnit | None]:
    """Check a file and, unless it is refused, merge its unit as if it had sent no other."""
    (submission,) = _checked(context, files)
    part, unit = submission_part(submission), submission.unit
    if submission.refused or unit is None:
        return Outcome(part, submission.content, submission.findings), None
    return Outcome(part, submission.content, ()), merged(context, unit, [submission])


def process_unit(context: Context, files: Sequence[Arrival], unit: str) -> PackedUnit:
    """Merge a unit (a code) with all its files that were not refused."""
    return merged(context, context.plan.units[unit], _checked(context, files))


def mark(
    context: Context,
    files: Sequence[Arrival],
    findings: Sequence[Finding],
    before: Mapping[str, str],
) -> bytes:
    """Write the form of a file to hand back, its faults marked; *before* is what the period before
    said of its rows."""
    (submission,) = _checked(context, files)
    return marked_form(context.plan, submission, findings, before)


def merged(context: Context, unit: Unit, submissions: Sequence[Submission]) -> PackedUnit:
    """Merge a unit's submissions; there may be none."""
    before = context.year_before.of(unit.code)
    found = merge_unit(context.plan, context.period, context.as_of, unit, submissions, before)
    return PackedUnit(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), len(found.entries))


def _checked(context: Context, files: Sequence[Arrival]) -> list[Submission]:
    return [_check(context, file) for file in files]


def _check(context: Context, file: Arrival) -> Submission:
    recent, known = context.recent, (file.file, file.sha256)
    submission = recent.get(known)
    if submission is not None:
        return submission
    submission = check_arrival(file, context.plan, context.period)
    if is_to_hand_back(submission.findings):
        recent[known] = submission
        rows = sum(len(each.table) for each in list(recent.values()))
        for oldest in list(recent):
            if rows <= _RECENT:
                break
            # Another thread may have dropped it.
            dropped = recent.pop(oldest, None)
            rows -= len(dropped.table) if dropped else 0
    return submission


# --- Who does it


class Workers:
    """This process and, with an *executor*, *width* others beside it.

    *call* is what the executor is given, with the work and what that is about: it knows the
    context there.
    """

    takes_part = True
    """Whether this process works, too, rather than wait."""
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)
    """How it shows that the others are gone."""

    def __init__(
        self,
        context: Context,
        executor: Executor | None = None,
        width: int = 0,
        call: Callable[..., Any] | None = None,
    ) -> None:
        self.context = context
        self._executor = executor
        self._width = width
        self._call = call

    def map(self, work: Callable[..., Any], items: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Give the outcome of *work* on each item, in their order. An item's first part are files.

        What others did not do, because they were killed or are gone, is done in this process.

        Raises:
            ChangedWhileReadError: a file is not the one that it was.
        """
        left = deque(items)
        waiting: deque[tuple[tuple[Any, ...], Future[Any]]] = deque()
        while left or waiting:
            while left and self._executor and len(waiting) < self._width * _WAITING:
                item = left.popleft()
                waiting.append((item, self._submit(work, item)))
            is_free = self.takes_part or self._executor is None
            if left and is_free and not (waiting and waiting[0][1].done()):
                # Nothing to fetch yet: work on the next one meanwhile.
                item = left.popleft()
                waiting.append((item, self._here(work, item)))
                continue
            item, future = waiting.popleft()
            try:
                outcome = self._result(future)
            except self.lost:
                self._executor = None
                outcome = work(self.context, *item)
            yield outcome

    def _submit(self, work: Callable[..., Any], item: tuple[Any, ...]) -> Future[Any]:
        assert self._executor is not None
        files, *about = item
        try:
            loaded = [file.loaded() for file in files]
            return self._call_there(self._executor, work, (loaded, *about))
        except self.lost:
            self._executor = None
            return self._here(work, item)

    def _call_there(
        self, executor: Executor, work: Callable[..., Any], item: tuple[Any, ...]
    ) -> Future[Any]:
        assert self._call is not None
        return executor.submit(self._call, work, *item)

    def _here(self, work: Callable[..., Any], item: tuple[Any, ...]) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(self.context, *item))
        return done

    def _result(self, future: Future[Any]) -> Any:
        return future.result()


@contextmanager
def open_workers(
    context: Context, files: int, workers: int | None = None, scheduler: str | None = None
) -> Iterator[Workers]:
    """The workers that fit so many files.

    *workers* is how many work at once, by default one for each core; *scheduler* the address of
    a Dask cluster that does the work instead.

    Raises:
        ParXlError: there is no cluster at that address, or it can't work for us.
    """
    if scheduler is not None:
        from par_xl.workspace.cluster import open_cluster

        with open_cluster(context, scheduler) as cluster:
            yield cluster
        return
    width = max(1, min(workers or _cores(), _MOST)) - 1
    if width == 0:
        yield Workers(context)
    elif files <= _FEW:
        with ThreadPoolExecutor(width) as threads:
            yield Workers(context, threads, width, partial(_call, context))
    else:
        with Processes(width, _begin, context) as processes:
            yield Workers(context, processes, width, _call_begun)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _call(context: Context, work: Callable[..., Any], *about: Any) -> Any:
    return work(context, *about)


_context: Context | None = None
"""Of a process that does nothing else."""


def _begin(context: Context) -> None:
    global _context
    _context = context
    # Rows hold no circles: to look for them so often takes time and finds nothing.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _call_begun(work: Callable[..., Any], *about: Any) -> Any:
    return work(_context, *about)
