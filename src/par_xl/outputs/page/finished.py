"""What is done, in the plan's own words."""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.insight.dossier import Dossier
from par_xl.merge.rates import ItemTally
from par_xl.terms.words import Index, State

MOST = 12
"""Tasks of an area that are named; the page stays readable, and small."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The tasks of an area that all who lead them have done; ``more`` of them are not named."""

    area: str
    tasks: tuple[str, ...]
    more: int

    @property
    def count(self) -> int:
        return len(self.tasks) + self.more


def finished(dossier: Dossier) -> tuple[tuple[Index, tuple[Finished, ...]], ...]:
    """What is done, by index and area; areas where nothing is are left out."""
    by_area: dict[tuple[Index, str | None], dict[str, None]] = {}
    for tally in dossier.tallies:
        if _is_done(tally):
            item = tally.item
            # A task that stands under two criteria is one task.
            by_area.setdefault((item.index, item.area), {})[item.task or item.content] = None
    found: dict[Index, list[Finished]] = {}
    for area in dossier.plan.areas:
        tasks = tuple(by_area.get((area.index, area.code), ()))
        if tasks:
            more = len(tasks) - MOST
            done = Finished(area.name, tasks[:MOST], max(0, more))
            found.setdefault(area.index, []).append(done)
    return tuple((index, tuple(areas)) for index, areas in found.items())


def _is_done(tally: ItemTally) -> bool:
    done = tally.count(State.DONE_ON_TIME) + tally.count(State.DONE_LATE)
    return done > 0 and done == sum(tally.states) - tally.count(State.NOT_APPLICABLE)
