"""A command measured as a whole process: wall time, processor time and memory of its tree."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time

import psutil

ROOT = Path(__file__).resolve().parent.parent
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""As where a package is installed: its modules are compiled once, not at every start."""
_EVERY = 0.05
_PATIENCE = 20
"""The watch sleeps so many times as long as looking took: 5 % of one core at most."""


class FailedRunError(Exception):
    """A command ended with a status that it should not end with."""


@dataclass(frozen=True)
class Measured:
    """What one run took: seconds, and MB of the tree where it was largest."""

    wall: float
    cpu: float
    peak: float


def measure(command: Sequence[str], statuses: Collection[int] = (0,)) -> Measured:
    """Run a command from the project's root and measure it.

    Memory is the sum over its processes of their share (PSS) where the system tells it, so that
    what they have in common counts once; else of what is resident (RSS). It is looked at every
    50 ms or, where looking takes long, more seldom.

    Raises:
        FailedRunError: its exit status is none of *statuses*.
    """
    with tempfile.TemporaryFile() as said:
        cpu, start = _cpu_of_children(), perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        watch = _Watch(process.pid)
        watch.start()
        status = process.wait()
        wall = perf_counter() - start
        cpu = _cpu_of_children() - cpu
        watch.stop()
        if status not in statuses:
            said.seek(0)
            text = said.read().decode(errors="replace")[-4000:]
            raise FailedRunError(f"{' '.join(command)} ended with {status}:\n{text}")
    return Measured(wall, cpu, watch.peak / 1e6)


def python(*arguments: str) -> list[str]:
    """A command of this same Python."""
    return [sys.executable, *arguments]


def _cpu_of_children() -> float:
    """Processor time of all that was waited for, and of what those had waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Watch(threading.Thread):
    """Looks at a process and all that it started until it is told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        wait = 0.0
        while not self._over.wait(wait):
            start = thread_time()
            self.peak = max(self.peak, _memory_of_tree(self._pid))
            wait = max(_EVERY, _PATIENCE * (thread_time() - start))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _memory_of_tree(pid: int) -> int:
    try:
        root = psutil.Process(pid)
        return sum(map(_memory, [root, *root.children(recursive=True)]))
    except psutil.Error:
        return 0


def _memory(process: psutil.Process) -> int:
    try:
        info = process.memory_full_info()
    except psutil.Error:
        # It ended meanwhile.
        return 0
    return int(getattr(info, "pss", info.rss))
