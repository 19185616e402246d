"""Who works on the forms: threads, processes or a cluster, behind one executor interface."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Literal

from par_xl.work.desk import Desk
from par_xl.work.job import Job

Task = Literal["read", "merge", "mark"]
_FEW = 24
"""Files up to which other processes would cost more than they save."""
_BATCH = 50
"""Files that are sent at once: enough that sending them costs nothing beside the work."""
_WAITING = 2
"""Batches for each worker that wait or are worked on."""
_MOST = 32
"""Workers of one machine: Windows waits for no more than 61, and memory is not without end."""


class Crew:
    """Workers at their desks; ``map`` keeps the order of what it was given."""

    def __init__(self, executor: Executor, width: int, at_desk: Callable[..., Any], job: Job):
        self._executor: Executor | None = executor
        self._width = width
        self._at_desk = at_desk
        self._job = job
        self._own: Desk | None = None

    def map(self, task: Task, items: Sequence[Any]) -> Iterator[bytes]:
        """Give what each of *items* comes to, in their order.

        Raises:
            ChangedWhileReadError: a file was changed while it was read.
        """
        size = max(1, min(_BATCH, -(-len(items) // (self._width * 4))))
        batches = [items[at : at + size] for at in range(0, len(items), size)]
        waiting: deque[tuple[Sequence[Any], Future[list[bytes]] | None]] = deque()
        for batch in batches:
            waiting.append((batch, self._submit(task, batch)))
            if len(waiting) > self._width * _WAITING:
                yield from self._result(task, *waiting.popleft())
        while waiting:
            yield from self._result(task, *waiting.popleft())

    def _submit(self, task: Task, batch: Sequence[Any]) -> Future[list[bytes]] | None:
        if self._executor is None:
            return None
        try:
            return self._executor.submit(self._at_desk, task, batch)
        except BrokenExecutor:
            self._executor = None
            return None

    def _result(
        self, task: Task, batch: Sequence[Any], future: Future[list[bytes]] | None
    ) -> list[bytes]:
        try:
            if future is not None:
                return future.result()
        except BrokenExecutor:
            # A virus scanner or a full memory took the other processes: go on without them.
            self._executor = None
        if self._own is None:
            self._own = Desk(self._job)
        return work_at(self._own, task, batch)


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
        from par_xl.work.cluster import open_cluster

        with open_cluster(job, scheduler) as (executor, width, at_desk):
            yield Crew(executor, width, at_desk, job)
        return
    width = max(1, min(workers or _cores(), _MOST))
    if width == 1 or files <= _FEW:
        desk = Desk(job)
        with ThreadPoolExecutor(width) as threads:
            yield Crew(threads, width, lambda task, batch: work_at(desk, task, batch), job)
        return
    # As on Windows: a forked process would share locks that nobody in it will ever open.
    context = get_context("spawn")
    with ProcessPoolExecutor(width, context, _sit_down, (job,)) as processes:
        yield Crew(processes, width, _at_own_desk, job)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_desk: Desk | None = None
"""The desk of a process that does nothing else."""


def _sit_down(job: Job) -> None:
    global _desk
    _desk = Desk(job)


def _at_own_desk(task: Task, batch: Sequence[Any]) -> list[bytes]:
    assert _desk is not None
    return work_at(_desk, task, batch)
