"""The work on each form, and who does it: this process, threads, other processes or a cluster.

``Workers.map`` gives outcomes in the order of what it was given, so that whatever is added up of
them is the same whoever did the work."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from math import isnan, nan
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any

from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_arrival
from par_xl.intake.submission import Submission
from par_xl.merge.consolidate import submission_part
from par_xl.merge.result import SubmissionPart
from par_xl.merge.unit import merge_unit
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.system.own_code import safe_children
from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity

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
    """A pickled ``MergedUnit``, and how many entries it has."""

    content: bytes = field(repr=False)
    entries: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file as checked by itself. ``content_sha256`` is a hash of what it reports, the same after
    any program saved it again; ``findings`` are those of a refused file."""

    part: SubmissionPart
    content_sha256: str
    findings: tuple[Finding, ...]


def process(context: Context, files: Sequence[Arrival]) -> tuple[Outcome, PackedUnit | None]:
    """Check a file and, unless it is refused, merge its unit as if it had sent no other."""
    submission = checked(context, files[0])
    part, unit = submission_part(submission), submission.unit
    if submission.refused or unit is None:
        return Outcome(part, submission.content, submission.findings), None
    return Outcome(part, submission.content, ()), merged(context, unit, [submission])


def process_unit(context: Context, files: Sequence[Arrival], unit: str) -> PackedUnit:
    """Merge a unit (a code) with all its files that were not refused."""
    return merged(context, context.plan.units[unit], [checked(context, file) for file in files])


def merged(context: Context, unit: Unit, submissions: Sequence[Submission]) -> PackedUnit:
    """Merge a unit's submissions; there may be none."""
    before = context.year_before.of(unit.code)
    found = merge_unit(context.plan, context.period, context.as_of, unit, submissions, before)
    return PackedUnit(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), len(found.entries))


def checked(context: Context, file: Arrival) -> Submission:
    """Check a file; one that was found faulty a moment ago is not read again."""
    recent, known = context.recent, (file.file, file.sha256)
    submission = recent.get(known)
    if submission is not None:
        return submission
    submission = check_arrival(file, context.plan, context.period)
    if any(each.severity is not Severity.INFO for each in submission.findings):
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

Submit = Callable[..., Future[Any]]
"""Have somebody else do work on an item; ``BrokenExecutor``, there or as the outcome, says that
they are gone."""


class Workers:
    """This process and, where *submit* is given, *width* others beside it. *takes_part*: this one
    works, too, rather than wait."""

    def __init__(
        self,
        context: Context,
        submit: Submit | None = None,
        width: int = 0,
        takes_part: bool = True,
    ) -> None:
        self._context = context
        self._submit = submit
        self._width = width
        self._takes_part = takes_part

    def map(self, work: Callable[..., Any], items: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Give the outcome of *work* on each item, in their order. An item's first part are files.

        What others did not do, because they were killed or are gone, is done in this process.

        Raises:
            ChangedWhileReadError: a file is not the one that it was.
        """
        left = deque(items)
        waiting: deque[tuple[tuple[Any, ...], Future[Any]]] = deque()
        while left or waiting:
            while left and self._submit and len(waiting) < self._width * _WAITING:
                item = left.popleft()
                waiting.append((item, self._there(work, item)))
            is_free = self._takes_part or self._submit is None
            if left and is_free and not (waiting and waiting[0][1].done()):
                # Nothing to fetch yet: work on the next one meanwhile.
                item = left.popleft()
                waiting.append((item, self._here(work, item)))
                continue
            item, future = waiting.popleft()
            try:
                outcome = future.result()
            except BrokenExecutor:
                self._submit = None
                outcome = work(self._context, *item)
            yield outcome

    def _there(self, work: Callable[..., Any], item: tuple[Any, ...]) -> Future[Any]:
        files, *about = item
        loaded = [file.loaded() for file in files]
        try:
            assert self._submit is not None
            return self._submit(work, loaded, *about)
        except BrokenExecutor:
            self._submit = None
            return self._here(work, item)

    def _here(self, work: Callable[..., Any], item: tuple[Any, ...]) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(self._context, *item))
        return done


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
            yield Workers(context, cluster.submit, cluster.width, takes_part=False)
        return
    width = max(1, min(workers or _cores(), _MOST)) - 1
    if width == 0:
        yield Workers(context)
    elif files <= _FEW:
        with ThreadPoolExecutor(width) as threads:
            yield Workers(context, lambda work, *item: threads.submit(work, context, *item), width)
    else:
        with Processes(width, context) as processes:
            yield Workers(context, processes.submit, width)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_SENDING = 1.0
"""Seconds in which what is being sent arrives."""


class Processes(ProcessPoolExecutor):
    """Processes that work with a context; they do not run this one's script again: not every
    script is made for that."""

    def __init__(self, width: int, context: Context | None) -> None:
        # Nothing is ever sent through it: their end tells when ours is closed, by us or, where
        # we are killed, by the system.
        self._theirs, self._ours = Pipe(duplex=False)
        # As on Windows: a forked process would share locks that nobody in it will ever open.
        spawn = get_context("spawn")
        # Its locks are watched over by a process of their own.
        with safe_children():
            super().__init__(width, spawn, _begin, (self._theirs, context))

    def submit(self, work: Callable[..., Any], /, *item: Any, **_more: Any) -> Future[Any]:
        """Submit work on an item; that is when another process starts."""
        with _ctrl_c_held(), safe_children():
            script = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return super().submit(_call, work, *item)
            finally:
                sys.modules["__main__"] = script

    def __exit__(self, *_error: object) -> None:
        # A thread that is waited for counts as ended once Ctrl-C cuts the wait short: nobody
        # would tell the processes to go, and this one would wait for them for good.
        with _ctrl_c_held():
            # What they still work on when an error ends the work is nobody's any more.
            self._ours.close()
            self.shutdown(cancel_futures=True)
            self._theirs.close()


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Ctrl-C takes effect afterwards. A terminal sends it to every process; those started
    meanwhile never see it. Windows has no mask for that: there each turns it off as it begins."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or handler is None:
        with _masked(signal.SIGINT):
            yield
        return
    came: list[int] = []
    # The mask alone is not enough: what another thread is told is done in the main one.
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        with _masked(signal.SIGINT):
            yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if came:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _masked(number: signal.Signals) -> Iterator[None]:
    """This thread is not sent a signal, nor are processes and threads started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- In such a process

_sending = threading.Lock()
"""Held but while something is worked on: whoever leaves with an answer half sent leaves the other
end waiting for the rest."""


_context: Context | None = None


def _begin(theirs: Connection, context: Context | None) -> None:
    global _context
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    with _masked(signal.SIGTERM):
        threading.Thread(target=_leave_when_alone, args=(theirs,), daemon=True).start()
    _context = context
    # Rows hold no circles: to look for them so often takes time and finds nothing.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    _sending.acquire()


def _call(work: Callable[..., Any], *item: Any) -> Any:
    _sending.release()
    try:
        return work(_context, *item)
    finally:
        _sending.acquire()


def _leave_when_alone(theirs: Connection) -> None:
    with suppress(EOFError, OSError):
        theirs.recv_bytes()
    _sending.acquire(timeout=_SENDING)
    _leave()


def _leave(*_signal: object) -> None:
    try:
        # Only now: most are told in time that there is no more work.
        import psutil

        for child in psutil.Process().children(recursive=True):
            # It parses a suspicious file, and nobody else watches it.
            child.kill()
    finally:
        os._exit(1)
