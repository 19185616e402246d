"""All that a document of a period is made from: the plan, the result, and what was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from par_xl.merge.rates import ItemTally, Rates
from par_xl.merge.result import Entry, Past, Result
from par_xl.merge.stamp import Stamp
from par_xl.plan.model import Period, Plan
from par_xl.terms.words import Authority, Index


@dataclass(frozen=True)
class PeriodData:
    """A period's result as documents are made from it.

    ``plan`` is the one that the result was merged with, but for `Thông tin` and the units' mail
    addresses, which are as they stand now; ``is_plan_newer`` says that more of it was changed
    since; ``entries`` can be gone through more than once; ``past`` are the results of
    earlier periods by code, ``entries_before`` the entries of the period right before, both as the
    merge read them; ``past_changed`` names periods whose results say something else by now.
    ``tallies`` are the items that somebody leads, counted. ``today`` is the office's own day.
    """

    plan: Plan
    period: Period
    result: Result
    entries: Iterable[Entry]
    tallies: tuple[ItemTally, ...]
    past: Mapping[str, Past]
    entries_before: Iterable[Entry]
    stamp: Stamp
    today: date
    is_plan_newer: bool = False
    past_changed: tuple[str, ...] = ()

    def by_authority(self, index: Index, area: str | None = None) -> list[tuple[Authority, Rates]]:
        """Return the rates of an index, or of an area of it, the authorities apart."""
        result = self.result
        if area is None:
            return [(p.authority, p) for p in result.index_authorities if p.index is index]
        of, parts = (index, area), result.area_authorities
        return [(p.authority, p) for p in parts if (p.index, p.area) == of]

    @property
    def heard_on(self) -> date:
        """The day until which it is known what came in: of a closed period, that of its closing,
        for what came since is counted nowhere."""
        closed = self.result.closed
        return min(self.today, closed.at.date()) if closed else self.today
