"""What the sections need of a dossier, gathered in one pass over its entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from par_xl.insight.dossier import Dossier
from par_xl.insight.points import PointsToWin, points_to_win
from par_xl.insight.trend import (
    StoodStill,
    Trend,
    predecessor,
    stood_still,
    trends,
    unfinished,
)
from par_xl.merge.result import AreaPart, Entry, InitiativePart, Rates, Result
from par_xl.outputs.report.own_words import Sayings, quoted
from par_xl.outputs.report.sentences import brackets, counts_apart, joined
from par_xl.plan.model import Period, Plan
from par_xl.terms.messages import N_
from par_xl.terms.words import Authority, Index, Role, State, Term

MOST_ROWS = 100
"""Rows of a table in an annex."""
MOST_LINES = 10
"""Items of a list in the text."""

MOST_PERIODS = 6
"""Periods beside each other."""

_T = TypeVar("_T")


class AnnexName(Term):
    """The annexes in their order; the label is the title."""

    AREAS = "areas", N_("Kết quả thực hiện nhiệm vụ theo lĩnh vực")
    UNITS = "units", N_("Kết quả thực hiện nhiệm vụ theo đơn vị")
    CHARTS = "charts", N_("Biểu đồ tỷ lệ hoàn thành nhiệm vụ")
    CHASE = "chase", N_("Nhiệm vụ quá hạn, chưa báo cáo")
    EXPLANATIONS = "explanations", N_("Giải trình của các đơn vị")
    POINTS = "points", N_("Điểm Chỉ số PAR INDEX còn có thể đạt")
    IDEAS = "ideas", N_("Sáng kiến, đề xuất và nhiệm vụ trọng tâm của các đơn vị")
    TREND = "trend", N_("Diễn biến tỷ lệ hoàn thành qua các kỳ")
    WORDS = "words", N_("Nội dung tồn tại, hạn chế, khó khăn, vướng mắc do các đơn vị báo cáo")


@dataclass(slots=True)
class Listing(Generic[_T]):
    """The first rows of what may be very many, and how many there are."""

    rows: list[_T] = field(default_factory=list)
    total: int = 0

    def add(self, row: _T) -> None:
        """Count a row, and keep it while there is room."""
        self.total += 1
        if len(self.rows) < MOST_ROWS:
            self.rows.append(row)


@dataclass(slots=True)
class Gathered:
    """What the entries tell, by the names of units where nothing else is said."""

    results: dict[tuple[Index, str | None], Sayings] = field(default_factory=dict)
    shortcomings: Sayings = field(default_factory=Sayings)
    difficulties: Sayings = field(default_factory=Sayings)
    causes: Sayings = field(default_factory=Sayings)
    """Explanations of what is late, not reached or below the year before."""
    overdue: Listing[Entry] = field(default_factory=Listing)
    overdue_by_unit: Counter[str] = field(default_factory=Counter)
    explanations: Listing[Entry] = field(default_factory=Listing)
    owing: Counter[str] = field(default_factory=Counter)
    given: int = 0
    unreported: dict[str, list[str]] = field(default_factory=dict)
    """Codes of items by the code of their unit."""
    estimated: int = 0
    applicable: Counter[tuple[str, Authority | None]] = field(default_factory=Counter)
    done: Counter[tuple[str, Authority | None]] = field(default_factory=Counter)
    """Assignments by the code of their unit and by authority."""
    due_next: dict[Authority | None, int] = field(default_factory=dict)
    """Going on or not begun, and due until the end of what follows."""


@dataclass(frozen=True)
class Matter:
    """A dossier, what was gathered of it, and the numbers of the annexes that there are."""

    dossier: Dossier
    gathered: Gathered
    numbers: Mapping[AnnexName, str] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return self.dossier.plan

    @property
    def period(self) -> Period:
        return self.dossier.period

    @property
    def result(self) -> Result:
        return self.dossier.result

    @property
    def file(self) -> str:
        """Where everything is: the master, as people know it."""
        return f"tong-hop/{self.period.code}.xlsx"

    def unit(self, code: str) -> str:
        """A unit's name."""
        return unit_name(self.plan, code)

    def see(self, *annexes: AnnexName, of: str | None = None) -> str:
        """Where to look: " (chi tiết tại Phụ lục III)"; '' where there is no such annex.

        Before it, how many of a count of the whole period (*of*, a field) each authority has.
        """
        numbers = [self.numbers[each] for each in annexes if each in self.numbers]
        where = f"chi tiết tại {joined(numbers)}" if numbers else ""
        parts = {part.authority: getattr(part, of) for part in self.result.authorities if of}
        return brackets(counts_apart(parts), where)

    def area_parts(self, area: AreaPart) -> list[tuple[Authority, Rates]]:
        """An area's rates, the authorities apart."""
        return [
            (part.authority, part)
            for part in self.result.area_authorities
            if (part.index, part.area) == (area.index, area.area)
        ]

    def index_parts(self, index: Index) -> list[tuple[Authority, Rates]]:
        """An index's rates, the authorities apart."""
        return [(p.authority, p) for p in self.result.index_authorities if p.index is index]

    def initiatives(self, kind: str) -> Sequence[InitiativePart]:
        """The free rows of a kind that say something."""
        return free_rows(self.result, kind)

    @cached_property
    def points(self) -> PointsToWin:
        """What is still to win in PAR INDEX."""
        return points_to_win(self.plan, self.period, self.dossier.tallies)

    @cached_property
    def trends(self) -> tuple[Trend, ...]:
        """The trend of each index and area; () where nothing is known of earlier periods."""
        if not self.dossier.past:
            return ()
        result = self.result
        return trends(self.plan, self.period, result.indices, result.areas, self.dossier.past)

    @cached_property
    def period_before(self) -> Period | None:
        """The plan's period right before, where it has a result."""
        before = predecessor(self.plan, self.period)
        return before if before is not None and before.code in self.dossier.past else None

    @cached_property
    def stood_still(self) -> tuple[StoodStill, ...]:
        """The rows that are no further than the period before."""
        if self.period_before is None:
            return ()
        now, before = unfinished(self.dossier.entries), unfinished(self.dossier.entries_before)
        return stood_still(self.plan, self.period, self.result.units, now, before)


def free_rows(result: Result, kind: str) -> list[InitiativePart]:
    """The free rows of a kind, but for those that say "Không có"."""
    return [
        each
        for each in result.initiatives
        if each.kind == kind and (quoted(each.text) or not each.text.strip())
    ]


def unit_name(plan: Plan, code: str) -> str:
    """The name of a unit by its code."""
    return plan.units[code].name if code in plan.units else code


def next_end(period: Period) -> date:
    """The last day of what follows: of the year's other half, or of the next year."""
    return date(period.year + (period.end.month > 6), 12, 31)


def gather(dossier: Dossier) -> Gathered:
    """Go through the entries once."""
    found = Gathered()
    until = next_end(dossier.period)
    for entry in dossier.entries:
        name = unit_name(dossier.plan, entry.unit)
        found.difficulties.add(name, entry.difficulty)
        if entry.role is Role.LEAD:
            _take(found, entry, name, until)
    return found


def _take(found: Gathered, entry: Entry, name: str, until: date) -> None:
    found.shortcomings.add(name, entry.shortcoming)
    found.estimated += entry.estimated
    whose = entry.unit, entry.authority
    found.applicable[whose] += entry.state is not State.NOT_APPLICABLE
    match entry.state:
        case State.DONE_ON_TIME | State.DONE_LATE:
            found.done[whose] += 1
            area = entry.index, entry.area
            found.results.setdefault(area, Sayings()).add(name, entry.result)
        case State.OVERDUE:
            found.overdue.add(entry)
            found.overdue_by_unit[name] += 1
        case State.NOT_REPORTED:
            found.unreported.setdefault(entry.unit, []).append(entry.code)
        case State.IN_PROGRESS | State.NOT_STARTED if entry.due is not None and entry.due <= until:
            found.due_next[entry.authority] = found.due_next.get(entry.authority, 0) + 1
    if entry.explanation_reason is not None:
        found.explanations.add(entry)
        if entry.owes_explanation:
            found.owing[name] += 1
        else:
            found.given += 1
            found.causes.add(name, entry.explanation)
