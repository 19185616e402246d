"""Where a merge's time goes: ``python -m benchmarks.profile FOLDER``, the shares as JSON.

The merge runs in this process. Every few milliseconds of processor time it is looked at what runs,
and the time since the last look is put down to that: nothing is slowed down, as it would be by a
profiler that counts calls, and a long call into C counts in full.
"""

from __future__ import annotations

import contextlib
import io
import json
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import process_time
from types import FrameType

import click

from benchmarks.constants import AS_OF, PERIOD
from benchmarks.stages import START_UP, place

_EVERY = 0.002
_ALONE = ("--workers", "1")
"""What other processes do could not be looked at from here."""
_MOST = 12


class Watch:
    """How much processor time went to which stage and function."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = defaultdict(float)
        self.functions: dict[str, float] = defaultdict(float)
        self._last = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        # What came before is the start of Python itself.
        self._last = process_time()
        self.stages[START_UP] += self._last
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        now = process_time()
        stage, function = place(frame)
        self.stages[stage] += now - self._last
        self.functions[f"{stage}: {function}"] += now - self._last
        self._last = now

    def told(self) -> dict[str, object]:
        """Seconds in all, and shares of them by stage and by function, largest first."""
        seconds = sum(self.stages.values())
        functions = dict(list(_shares(self.functions, seconds).items())[:_MOST])
        return {
            "seconds": seconds,
            "stages": _shares(self.stages, seconds),
            "functions": functions,
        }


def _shares(spent: Mapping[str, float], seconds: float) -> dict[str, float]:
    return {name: spent[name] / seconds for name in sorted(spent, key=spent.__getitem__)[::-1]}


def main() -> None:
    watch = Watch()
    with contextlib.redirect_stdout(io.StringIO()), watch.watching():
        from par_xl.app.cli import main as par_xl

        try:
            par_xl(
                ["merge", PERIOD, "--folder", sys.argv[1], "--as-of", AS_OF.isoformat(), *_ALONE]
            )
        except SystemExit as end:
            if end.code not in (0, 1):
                raise
    click.echo(json.dumps(watch.told(), ensure_ascii=False))


if __name__ == "__main__":
    main()
