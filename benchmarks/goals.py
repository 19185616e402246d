"""What was set out to be reached, and whether it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from benchmarks.cases import BARE, CLICK, MERGE, PEERS, READ
from benchmarks.results import Ran

Time = Callable[[str], float]
"""Seconds of a command, by its name: by the clock on the wall, or of processors."""


@dataclass(frozen=True)
class Goal:
    """One figure of a case, and how large it may be, or how large it has to be."""

    case: str
    text: str
    bound: float
    figure: Callable[[Ran, Time], float]
    at_least: bool = False
    form: str = "{:.2f}×"
    by_cpu: bool = False
    """Whether processor time decides, and not the clock on the wall."""

    def met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def wanted(self) -> str:
        return ("≥ " if self.at_least else "≤ ") + self.form.format(self.bound)


@dataclass(frozen=True)
class Found:
    """A goal's figure by wall-clock time, which decides on most, and by processor time.

    The latter suffers less from what else the machine does, and knows nothing of several cores.
    """

    goal: Goal
    wall: float | None
    cpu: float | None

    @property
    def met(self) -> bool | None:
        """Whether it is reached; None where it was not measured."""
        value = self.cpu if self.goal.by_cpu else self.wall
        return None if value is None else self.goal.met(value)


def found(cases: Mapping[str, Ran]) -> Iterator[Found]:
    """Every goal with what was measured; None where it was not."""
    for goal in GOALS:
        ran = cases.get(goal.case)
        try:
            if ran is None:
                yield Found(goal, None, None)
            else:
                yield Found(goal, goal.figure(ran, ran.wall), goal.figure(ran, ran.cpu))
        except KeyError:
            # A command that this version of the product does not have.
            yield Found(goal, None, None)


def _faster(case: str, peer: str, times: float, words: str) -> Goal:
    return Goal(
        case, words, times, lambda _, time: time(peer) / time(MERGE), at_least=True, form="{:.1f}×"
    )


def _start(command: str) -> Goal:
    words = f"`{command}` beside `import click`"
    return Goal("start", words, 1.5, lambda _, time: time(command) / time(CLICK))


def _quickest_peer(ran: Ran, time: Time) -> float:
    """Time of the quickest peer beside that of the merge."""
    return min(time(name) for name in ran.runs if name in PEERS) / time(MERGE)


def _growth(ran: Ran, time: Time) -> float:
    """Time per form of the large merge beside that of the small one."""
    few, many = ran.by_size()
    return time(many) / ran.forms[many] / (time(few) / ran.forms[few])


def _memory_growth(ran: Ran, _time: Time) -> float:
    few, many = ran.by_size()
    return ran.peak(many) / ran.peak(few)


def _memory(ran: Ran, _time: Time) -> float:
    """Peak of the largest merge."""
    return ran.peak(ran.by_size()[-1])


GOALS = (
    _faster("peers-12", "pandas_usual", 3, "12 forms: faster than the usual pandas script"),
    _faster("peers-150", "pandas_usual", 12, "150 forms: faster than the usual pandas script"),
    _faster("peers-150", "polars_script", 3, "150 forms: faster than the polars script"),
    Goal(
        "peers-150",
        "150 forms: faster than every peer",
        1,
        _quickest_peer,
        at_least=True,
    ),
    Goal(
        "peers-150",
        "150 forms: processor time beside a bare python-calamine read",
        3,
        lambda _, time: time(MERGE) / time(BARE),
        by_cpu=True,
    ),
    Goal(
        "read-150",
        "150 forms, reading and checking alone: beside a bare python-calamine read",
        2,
        lambda _, time: time(READ) / time(BARE),
    ),
    Goal("growth-3500", "3,500 forms: time per form beside that at 150", 1.15, _growth),
    Goal("growth-3500", "3,500 forms: peak memory", 500, _memory, form="{:.0f} MB"),
    Goal("growth-3500", "3,500 forms: peak memory beside that at 150", 1.5, _memory_growth),
    Goal("nation-11000", "11,000 forms: peak memory", 2000, _memory, form="{:.0f} MB"),
    *map(_start, ("par-xl --help", "par-xl explain", "par-xl log")),
)
