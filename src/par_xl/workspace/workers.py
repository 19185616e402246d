"""The work on each form, and who does it: this process, threads, other processes or a cluster.

``Workers.map`` gives outcomes in the order of what it was given, so that whatever is added up of
them is the same whoever did the work."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import isnan, nan
from queue import Empty, SimpleQueue
from typing import Any, Self

from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_arrival
from par_xl.intake.submission import Submission
from par_xl.merge.entries import Earlier
from par_xl.merge.office_corrections import NONE as NO_CORRECTIONS
from par_xl.merge.office_corrections import Corrections
from par_xl.merge.packed import PackedUnit, pack, unpack
from par_xl.merge.result import ENTRIES_LIMIT, SubmissionPart
from par_xl.merge.totals import submission_part
from par_xl.merge.unit import LostRows, MergedUnit, lost_rows, merge_unit
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity

_FEW = 12
"""Files up to which other processes would cost more than they save."""
_WAITING = 4
"""Files for each worker that wait or are worked on."""
_MOST = 32
"""Workers of one machine: memory is not without end."""
_MOST_OUT = 256
"""Files that a cluster has at once, at the most."""


class EarlierResults:
    """What earlier periods' results say of units, held small: a nation's would fill the memory.

    *scores* are by criterion, which one unit gives, whichever it was then.
    """

    def __init__(self, places: Mapping[str, int], scores: Mapping[str, float]) -> None:
        self._places = places
        self._scores = scores
        self._values: dict[str, bytes] = {}
        self._carried: dict[str, bytes] = {}

    def add(self, unit: str, earlier: Earlier) -> None:
        """Keep what they say of a unit; rows that the plan no longer has are left out."""
        if earlier.values:
            row = array("d", [nan]) * len(self._places)
            for key, value in earlier.values.items():
                if key in self._places:
                    row[self._places[key]] = value
            self._values[unit] = row.tobytes()
        if earlier.carried:
            self._carried[unit] = pack(earlier.carried)

    def of(self, unit: str) -> Earlier:
        """Return what they say of a unit."""
        row = array("d")
        row.frombytes(self._values.get(unit, b""))
        found = zip(self._places, row, strict=False)
        values = {key: value for key, value in found if not isnan(value)}
        packed = self._carried.get(unit)
        return Earlier(values, self._scores, unpack(packed) if packed else {})


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
    earlier: EarlierResults
    corrections: Corrections = NO_CORRECTIONS

    @cached_property
    def has_many_entries(self) -> bool:
        """Whether there are more assignments than one file of entries should hold."""
        leads = self.plan.in_period(self.period).leads
        return sum(map(len, leads.values())) > ENTRIES_LIMIT


# --- The work on a form


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file as checked by itself. ``content_sha256`` is a hash of what it reports, the same after
    any program saved it again; ``findings`` are those of a refused file, ``faulty`` is the
    submission, compressed, where its form may be handed back and files are not too many."""

    part: SubmissionPart
    content_sha256: str
    findings: tuple[Finding, ...]
    faulty: bytes | None


def is_to_hand_back(found: Sequence[Finding]) -> bool:
    """Whether somebody has to look at it: an error or a warning."""
    return any(finding.severity is not Severity.INFO for finding in found)


def process(context: Context, files: Sequence[Arrival]) -> tuple[Outcome, PackedUnit | None]:
    """Check a file and, unless it is refused, merge its unit as if it had sent no other."""
    submission = checked(context, files[0])
    part, many = submission_part(submission), context.has_many_entries

    def outcome(found: Sequence[Finding], refused: tuple[Finding, ...] = ()) -> Outcome:
        # A nation's files would fill the memory: those are checked again.
        faulty = pack(submission) if is_to_hand_back(found) and not many else None
        return Outcome(part, submission.content, refused, faulty)

    if submission.refused or submission.unit is None:
        return outcome(submission.findings, submission.findings), None
    merged = _merged(context, submission.unit, [submission])
    return outcome(merged.findings[submission.file]), PackedUnit(merged, many)


def process_unit(context: Context, files: Sequence[Arrival], unit: str) -> PackedUnit:
    """Merge a unit (a code) with all its files that were not refused; there may be none."""
    submissions = [checked(context, file) for file in files]
    merged = _merged(context, context.plan.units[unit], submissions)
    return PackedUnit(merged, context.has_many_entries)


def process_gone(
    context: Context, files: Sequence[Arrival], gone: Sequence[int]
) -> list[LostRows | None]:
    """Return what a unit lost by those of its *files* that are *gone*, known by their places;
    None for one that would be refused."""
    found = [checked(context, file) for file in files]
    good = [each for each in found if not each.refused]
    lost = lost_rows(good, [found[place] for place in gone if not found[place].refused])
    return [None if found[place].refused else lost.pop(0) for place in gone]


def checked(context: Context, file: Arrival) -> Submission:
    """Check a file."""
    return check_arrival(file, context.plan, context.period)


def _merged(context: Context, unit: Unit, submissions: Sequence[Submission]) -> MergedUnit:
    earlier = context.earlier.of(unit.code)
    about = context.plan, context.period, context.as_of, unit, submissions, earlier
    return merge_unit(*about, context.corrections.of(unit.code))


# --- Who does it

Ask = Callable[[Callable[..., Any], tuple[Any, ...]], Any]
"""Have somebody else do work on an item, and wait for the outcome; ``BrokenExecutor`` says that
they are gone."""


class Workers:
    """This process and, where there are *threads*, others beside it: each thread asks one of them
    and waits. *ahead* is how many items wait or are out at once; *takes_part*: this process
    works, too."""

    def __init__(
        self,
        context: Context,
        threads: ThreadPoolExecutor | None = None,
        ask: Ask | None = None,
        ahead: int = 0,
        takes_part: bool = True,
    ) -> None:
        self._context = context
        self._threads, self._ask, self._ahead = threads, ask, ahead
        self._takes_part = takes_part
        self._alone = threading.Lock()
        self._is_over = False

    def map(
        self, work: Callable[..., Any], items: Iterable[tuple[Any, ...]], begun: int = 0
    ) -> Iterator[Any]:
        """Give the outcome of *work* on each item, in their order. An item's first part are files.

        Others begin at once with so many as wait or are out, or with *begun*, where this process
        has something else to do first. What they did not do, because they were killed or are gone,
        is done in this process.

        Raises:
            ChangedWhileReadError: a file is not the one that it was.
        """
        left = deque(items)
        out: deque[Future[Any]] = deque()

        def send(most: int) -> None:
            while left and self._threads and len(out) < most:
                out.append(self._threads.submit(self._there, work, left.popleft()))

        def outcomes() -> Iterator[Any]:
            while left or out:
                send(self._ahead)
                if left and self._takes_part and not (out and out[0].done()):
                    # Nothing to fetch yet: work on the next one meanwhile.
                    out.append(Future())
                    out[-1].set_result(work(self._context, *left.popleft()))
                else:
                    yield out.popleft().result()

        send(max(begun, self._ahead))
        return outcomes()

    def _there(self, work: Callable[..., Any], item: tuple[Any, ...]) -> Any:
        files, *about = item
        assert self._ask is not None
        try:
            return self._ask(work, ([file.loaded() for file in files], *about))
        except BrokenExecutor:
            if self._is_over:
                raise
            with self._alone:
                return work(self._context, *item)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over = True


@contextmanager
def open_workers(
    context: Context, files: int, workers: int | None = None, scheduler: str | None = None
) -> Iterator[Workers]:
    """Yield the workers that fit so many files.

    *workers* is how many work at once, by default one for each core; *scheduler* the address of
    a Dask cluster that does the work instead.

    Raises:
        ParXlError: there is no cluster at that address, or it can't work for us.
    """
    width = max(1, min(workers or _cores(), _MOST)) - 1
    if scheduler is not None:
        from par_xl.workspace.cluster import open_cluster

        with (
            ThreadPoolExecutor(_MOST_OUT) as threads,
            open_cluster(context, scheduler) as cluster,
            Workers(context, threads, cluster.ask, cluster.width * _WAITING, False) as opened,
        ):
            yield opened
    elif width == 0 or files <= _FEW:
        yield Workers(context)
    else:
        with (
            ThreadPoolExecutor(width) as threads,
            Processes(width, context) as processes,
            Workers(context, threads, processes.ask, width * _WAITING) as opened,
        ):
            yield opened


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Processes:
    """Other Python processes that work with a context. They end with this one, however it ends:
    nothing more comes from it then."""

    def __init__(self, width: int, context: Context | None) -> None:
        sent = pickle.dumps(context, pickle.HIGHEST_PROTOCOL)
        # -P: nothing in the current folder is ever imported.
        command = [sys.executable, "-P", "-c", f"from {__name__} import work_on; work_on()"]
        self._all = [
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl-C in a terminal goes to this process alone.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            for _ in range(width)
        ]
        self._idle: SimpleQueue[tuple[Any, bytes]] = SimpleQueue()
        for process in self._all:
            self._idle.put((process, sent))

    def ask(self, work: Callable[..., Any], item: tuple[Any, ...]) -> Any:
        """Have one of them do work on an item, and wait for the outcome.

        Raises:
            BrokenExecutor: it was killed, or the work failed; or none is left.
        """
        try:
            process, first = self._idle.get_nowait()
            process.stdin.write(first)
            pickle.dump((work, item), process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            outcome = pickle.load(process.stdout)
        except (Empty, OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            raise BrokenExecutor from error
        self._idle.put((process, b""))
        return outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        # What they still work on when an error ends the work is nobody's any more.
        for process in self._all:
            process.kill()
        for process in self._all:
            # It closes the pipes, too.
            with suppress(OSError), process:
                pass


def work_on() -> None:
    """Work for the process that started this one, until it is gone or the work fails: that is
    done again there, where the error is seen."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    context = pickle.load(asked)
    # Rows hold no circles: to look for them so often takes time and finds nothing.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    while True:
        work, item = pickle.load(asked)
        pickle.dump(work(context, *item), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
