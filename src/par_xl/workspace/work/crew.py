"""Who works on the forms: threads, processes or a cluster, behind one executor interface."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ThreadPoolExecutor,
)
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from par_xl.workspace.work.desk import Desk
from par_xl.workspace.work.job import Job
from par_xl.workspace.work.processes import Processes

Task = Literal["read", "merge", "mark"]
_FEW = 12
"""Files up to which other processes would cost more than they save."""
_BATCH: dict[Task, int] = {"read": 50, "merge": 50, "mark": 8}
"""Files that are sent at once: enough that sending them costs nothing beside the work, and few
enough that what comes back takes little memory."""
_TURNS = 6
"""Batches for each worker, at least: all are to be done at about the same time."""
_WAITING = 2
"""Batches for each worker that wait or are worked on."""
_MOST = 32
"""Workers of one machine: Windows waits for no more than 61, and memory is not without end."""


Batch = Future[list[bytes]] | list[bytes]
"""What a batch comes to, or will."""


@dataclass(frozen=True)
class Others:
    """Those who work beside this process."""

    executor: Executor
    width: int
    at_desk: Callable[..., list[bytes]]


class Crew:
    """Workers at their desks, and one in this process; ``map`` keeps the order of what it was
    given.

    *others* work beside this process: an executor, how many of them there are, and what each
    batch is given to there.
    """

    def __init__(self, job: Job, others: Others | None = None, takes_part: bool = True) -> None:
        """*takes_part* says whether this process works, too, rather than wait."""
        self._job = job
        self._others = others
        self._takes_part = takes_part
        self._own: Desk | None = None

    def map(self, task: Task, items: Sequence[Any]) -> Iterator[bytes]:
        """Give what each of *items* comes to, in their order.

        Raises:
            ChangedWhileReadError: a file is not the one that it was.
        """
        width = self._takes_part + (self._others.width if self._others else 0)
        size = max(1, min(_BATCH[task], -(-len(items) // (width * _TURNS))))
        batches = deque(items[at : at + size] for at in range(0, len(items), size))
        waiting: deque[tuple[Sequence[Any], Batch]] = deque()
        while batches or waiting:
            while batches and self._others and len(waiting) < self._others.width * _WAITING:
                batch = batches.popleft()
                waiting.append((batch, self._submit(task, batch)))
            is_free = self._takes_part or self._others is None
            if batches and is_free and not (waiting and _is_done(waiting[0][1])):
                # Nothing to fetch yet: work on the next batch meanwhile.
                batch = batches.popleft()
                waiting.append((batch, self._here(task, batch)))
            else:
                yield from self._result(task, *waiting.popleft())

    def _submit(self, task: Task, batch: Sequence[Any]) -> Batch:
        assert self._others is not None
        try:
            return self._others.executor.submit(self._others.at_desk, task, batch)
        except BrokenExecutor:
            self._others = None
            return self._here(task, batch)

    def _result(self, task: Task, batch: Sequence[Any], done: Batch) -> list[bytes]:
        try:
            return done.result() if isinstance(done, Future) else done
        except BrokenExecutor:
            # A virus scanner or a full memory took the other processes: go on without them.
            self._others = None
            return self._here(task, batch)

    def _here(self, task: Task, batch: Sequence[Any]) -> list[bytes]:
        if self._own is None:
            self._own = Desk(self._job)
        return work_at(self._own, task, batch)


def _is_done(done: Batch) -> bool:
    return not isinstance(done, Future) or done.done()


def work_at(desk: Desk, task: Task, batch: Sequence[Any]) -> list[bytes]:
    """One batch worked through."""
    done: list[bytes] = getattr(desk, task)(batch)
    return done


@contextmanager
def open_crew(
    job: Job, files: int, workers: int | None = None, scheduler: str | None = None
) -> Iterator[Crew]:
    """The crew that fits so many files.

    *workers* is how many work at once, by default one for each core; *scheduler* the address of
    a Dask cluster that does the work instead.

    Raises:
        ParXlError: there is no cluster at that address, or it can't work for us.
    """
    if scheduler is not None:
        from par_xl.workspace.work.cluster import open_cluster

        with open_cluster(job, scheduler) as cluster:
            yield cluster
        return
    width = max(1, min(workers or _cores(), _MOST)) - 1
    if width == 0:
        yield Crew(job)
    elif files <= _FEW:
        desk = Desk(job)
        with ThreadPoolExecutor(width) as threads:
            yield Crew(job, Others(threads, width, partial(work_at, desk)))
    else:
        with Processes(width, _sit_down, job) as processes:
            yield Crew(job, Others(processes, width, _at_own_desk))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_desk: Desk | None = None
"""The desk of a process that does nothing else."""


def _sit_down(job: Job) -> None:
    global _desk
    _desk = Desk(job)
    # Rows hold no circles: to look for them so often takes time and finds nothing.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _at_own_desk(task: Task, batch: Sequence[Any]) -> list[bytes]:
    assert _desk is not None
    return work_at(_desk, task, batch)
