"""Workers started, watched and started again; their outcomes counted."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WALL = 25.0
"""Seconds that one file may take, a process apart and a slow computer included."""
_ROOT = Path(__file__).parents[2]


@dataclass
class Outcomes:
    """What came of the mutations: counted by depth, failures one by one."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    on_failure: Callable[[dict[str, Any]], None] | None = None
    slow: list[tuple[float, int, str]] = field(default_factory=list)
    """The slowest: seconds, number, and what was done to it."""
    peak: int = 0

    def add(self, told: dict[str, Any]) -> None:
        """Count one."""
        kind, why = told["kind"], told["why"]
        of_depth = self.counts.setdefault(told["depth"], Counter())
        of_depth[f"refused {why}" if kind == "refused" else kind] += 1
        self.slow.append((told.get("seconds", 0.0), told["number"], told["told"]))
        self.slow = sorted(self.slow)[-3:]
        self.peak = max(self.peak, told.get("peak", 0))
        if kind not in ("same", "changed", "refused"):
            self.failures.append(told)
            if self.on_failure:
                self.on_failure(told)

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(counter.total() for counter in self.counts.values())

    def lines(self) -> Iterator[str]:
        """The outcome in words."""
        for depth, counter in sorted(self.counts.items()):
            counted = ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))
            yield f"{depth}: {counter.total()} ({counted})"
        for seconds, number, told in reversed(self.slow):
            yield f"slow: {seconds:.1f} s, number {number}: {told}"
        failures = len(self.failures)
        yield f"{self.total} mutations, {failures} failures; at most {self.peak / 1e6:.0f} MB"


def fuzz(
    seed: int,
    numbers: range,
    minutes: float | None = None,
    further: Path | None = None,
    wall: float = WALL,
    on_failure: Callable[[dict[str, Any]], None] | None = None,
) -> Outcomes:
    """Try the mutations of these numbers in a worker that is replaced when it hangs or falls."""
    outcomes = Outcomes(on_failure=on_failure)
    until = None if minutes is None else time.monotonic() + minutes * 60
    left = numbers
    while left:
        done = _one_worker(seed, left, further, wall, until, outcomes)
        if done is None:
            break
        left = range(done + 1, numbers.stop)
    return outcomes


def _one_worker(
    seed: int,
    numbers: range,
    further: Path | None,
    wall: float,
    until: float | None,
    outcomes: Outcomes,
) -> int | None:
    """The number at which a worker fell or hung; None when all is done."""
    asked = [str(seed), str(numbers.start), str(numbers.stop), str(further or "")]
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.fuzz", "--worker", *asked],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=_pass_on, args=(worker, lines), daemon=True)
    reader.start()
    begun: dict[str, Any] = {}
    try:
        while until is None or time.monotonic() < until:
            try:
                line = lines.get(timeout=wall)
            except queue.Empty:
                outcomes.add({**begun, "kind": "hang", "why": f"over {wall:.0f} s"})
                return int(begun["number"])
            if not line:
                break
            told = json.loads(line)
            if "number" in told:
                begun = told
            else:
                outcomes.add({**begun, **told})
                begun = {}
    finally:
        worker.kill()
        worker.wait()
        reader.join()
        errors = worker.stderr.read() if worker.stderr else ""
        for pipe in (worker.stdout, worker.stderr):
            if pipe:
                pipe.close()
    if begun and (until is None or time.monotonic() < until):
        outcomes.add({**begun, "kind": "crash", "why": errors[-500:]})
        return int(begun["number"])
    if errors and not outcomes.total:
        raise RuntimeError(errors)
    return None


def _pass_on(worker: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    assert worker.stdout is not None
    for line in worker.stdout:
        lines.put(line)
    lines.put("")
