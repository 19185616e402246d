"""What a master is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from par_xl.insight.trend import Stalled
from par_xl.ledger import LedgerLine
from par_xl.merge.rates import ItemTally
from par_xl.merge.result import Past, Result
from par_xl.merge.stamp import Stamp
from par_xl.outputs.manual_entries import ManualEntries, Unmatched
from par_xl.plan.model import Period, Plan
from par_xl.terms.words import Index


@dataclass(frozen=True)
class MasterRequest:
    """A period's result with its plan, and when it was merged (local time).

    ``log`` are the ledger's lines of the period, this merge's the last;
    ``past`` are the results of earlier periods by code;
    ``stalled`` is None where there are too many assignments to tell. ``typed`` is what people
    had typed into the master before.
    """

    plan: Plan
    period: Period
    result: Result
    at: datetime
    log: Sequence[LedgerLine]
    tallies: Sequence[ItemTally]
    shown: Mapping[str, int]
    """How many rows the sheets of entries have."""
    totals: Mapping[str, int]
    """How many rows these sheets would have if Excel held all."""
    typed: ManualEntries
    unmatched: Sequence[Unmatched]
    """What of it has no row any more, and why."""
    past: Mapping[str, Past]
    stalled: Sequence[Stalled] | None
    is_live: bool = True
    """Counts and rates are formulas over the appendix sheets; else these hold only what is in error
    or overdue."""

    @property
    def has_live_units(self) -> bool:
        """Whether those of each unit can be."""
        return self.is_live_over(len(self.result.units))

    def is_live_over(self, lines: int) -> bool:
        """Whether *lines* can be formulas for each of which Excel looks through every row."""
        looked_through = sum(self.shown[index.sheet] for index in Index)
        return self.is_live and looked_through * lines <= _LIVE_LIMIT

    @property
    def stamp(self) -> Stamp:
        """What each sheet says of its numbers."""
        return Stamp.of(self.result, self.at)


_LIVE_LIMIT = 400_000_000
"""Rows times units: Excel takes about a minute to count those, each some twenty times over."""
