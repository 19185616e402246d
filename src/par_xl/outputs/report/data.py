"""What the report's sections are made of, gathered in one pass over a period's entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import attrgetter

from par_xl.insight.debts import ReportedRow, form_rows
from par_xl.insight.period_data import PeriodData
from par_xl.insight.points import PointsToWin, points_to_win
from par_xl.insight.trend import Stalled, Trend, predecessor, stalled, trends
from par_xl.merge.result import Entry, InitiativePart
from par_xl.outputs.blocks import Block, Dash, Heading, Paragraph
from par_xl.outputs.report.sentences import UnitComments, brackets, counts_apart, joined, quoted
from par_xl.plan.model import Period
from par_xl.terms.messages import N_
from par_xl.terms.words import Authority, Index, Role, State, Term, Timeliness, number

MOST_ROWS = 100
"""Rows of a table in an annex."""
MOST_LINES = 10
"""Items of a list in the text."""

MOST_PERIODS = 6
"""Periods beside each other."""


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
    WORDS = "words", N_("Giải trình, nguyên nhân, khó khăn, kiến nghị do các đơn vị báo cáo")


@dataclass(frozen=True)
class ReportData(PeriodData):
    """A period's data, what its entries tell, and the numbers of the annexes that there are.

    Units are counted by name, ``applicable`` and ``done`` by code and authority; ``overdue`` and
    ``explanations`` are the first of them. ``causes`` are explanations of what is late, not done,
    not reached or below the year before; ``due_next`` is not done, and due until the end of what
    follows.
    """

    numbers: dict[AnnexName, str] = field(default_factory=dict)
    results: dict[tuple[Index, str | None], UnitComments] = field(
        default_factory=lambda: defaultdict(UnitComments)
    )
    difficulties: UnitComments = field(default_factory=UnitComments)
    causes: UnitComments = field(default_factory=UnitComments)
    overdue: list[Entry] = field(default_factory=list)
    overdue_by_unit: Counter[str] = field(default_factory=Counter)
    explanations: list[ReportedRow] = field(default_factory=list)
    owing: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    unreported: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Codes of items by the code of their unit."""
    estimated: Counter[str] = field(default_factory=Counter)
    applicable: Counter[tuple[str, Authority | None]] = field(default_factory=Counter)
    done: Counter[tuple[str, Authority | None]] = field(default_factory=Counter)
    due_next: Counter[Authority] = field(default_factory=Counter)

    @property
    def file(self) -> str:
        """Where everything is: the master, as people know it."""
        return f"tong-hop/{self.period.code}.xlsx"

    def unit(self, code: str) -> str:
        """Return a unit's name."""
        return self.plan.units[code].name if code in self.plan.units else code

    def names(self, *states: Timeliness) -> list[str]:
        """Names of the units whose reports stand like that; not of those whose report was lost."""
        units = (unit for unit in self.result.units if unit.submission in states)
        return [unit.name for unit in units if not self.result.is_lost(unit)]

    def count(self, of: str) -> int:
        """Return a count (a field of rates) of the whole period."""
        return sum(getattr(part, of) for part in self.result.authorities)

    def see(self, *annexes: AnnexName, of: str | None = None) -> str:
        """Where to look: " (chi tiết tại Phụ lục III)"; '' where there is no such annex.

        Before it, how many of a count of the whole period (*of*, a field) each authority has.
        """
        numbers = [self.numbers[each] for each in annexes if each in self.numbers]
        where = f"chi tiết tại {joined(numbers)}" if numbers else ""
        parts = {part.authority: getattr(part, of) for part in self.result.authorities if of}
        return brackets(counts_apart(parts), where)

    @cached_property
    def points(self) -> PointsToWin:
        """What is still to win in PAR INDEX."""
        return points_to_win(self.plan, self.period, self.tallies, self.result.scores)

    @cached_property
    def trends(self) -> tuple[Trend, ...]:
        """The trend of each index and area; () where nothing is known of earlier periods."""
        if not self.past:
            return ()
        return trends(self.period, self.result, self.past)

    @cached_property
    def period_before(self) -> Period | None:
        """The plan's period right before, where it has a result."""
        before = predecessor(self.plan, self.period)
        return before if before is not None and before.code in self.past else None

    @cached_property
    def stalled(self) -> tuple[Stalled, ...]:
        """The rows that are no further than the period before."""
        if self.period_before is None:
            return ()
        units = self.result.units
        return stalled(self.plan, self.period, units, self.entries, self.entries_before)


def numbered(*parts: tuple[str, Iterator[Block]]) -> Iterator[Block]:
    """Parts by title, those with something in them, each under its heading."""
    known = [(title, found) for title, blocks in parts if (found := tuple(blocks))]
    for place, (title, found) in enumerate(known, 1):
        yield Heading(2, f"{place}. {title}")
        yield from found


def several(texts: Sequence[str], more: str, total: int | None = None) -> Iterator[Block]:
    """Yield the first of a list; *more* says how many others there are, of *total* in all."""
    yield from map(Dash, texts[:MOST_LINES])
    others = (len(texts) if total is None else total) - MOST_LINES
    if others > 0:
        yield Paragraph(more.format(number(others)))


def free_rows(data: PeriodData, kind: str) -> list[InitiativePart]:
    """Return the free rows of a kind, but for those that say "Không có"."""
    return [
        each
        for each in data.result.initiatives
        if each.kind == kind and (quoted(each.text) or not each.text.strip())
    ]


def next_end(period: Period) -> date:
    """Return the last day of what follows: of the year's other half, or of the next year."""
    return date(period.year + (period.end.month > 6), 12, 31)


_UNFINISHED = (State.DONE_LATE, State.OVERDUE, State.IN_PROGRESS, State.NOT_STARTED)
"""What is late or not done: an explanation says why, and what is wanting."""


def gather(data: PeriodData) -> ReportData:
    """Go through the entries once."""
    found = ReportData(**vars(data))
    until = next_end(data.period)
    for entry in data.entries:
        found.difficulties.add(found.unit(entry.unit), entry.difficulty)
        if entry.role is Role.LEAD:
            _take(found, entry, until)
    leads = (entry for entry in data.entries if entry.role is Role.LEAD)
    for row in form_rows(leads, data.result.scores, attrgetter("explanation_reason")):
        _take_explanation(found, row)
    return found


def _take(found: ReportData, entry: Entry, until: date) -> None:
    name, whose = found.unit(entry.unit), (entry.unit, entry.authority)
    found.estimated[name] += entry.estimated
    found.applicable[whose] += entry.state is not State.NOT_APPLICABLE
    match entry.state:
        case State.DONE_ON_TIME | State.DONE_LATE:
            found.done[whose] += 1
            found.results[entry.index, entry.area].add(name, entry.result)
        case State.OVERDUE:
            found.overdue_by_unit[name] += 1
            if len(found.overdue) < MOST_ROWS:
                found.overdue.append(entry)
        case State.NOT_REPORTED:
            found.unreported[entry.unit].append(entry.code)
        case State.IN_PROGRESS | State.NOT_STARTED if entry.due is not None and entry.due <= until:
            if entry.authority:
                found.due_next[entry.authority] += 1
    if entry.state in _UNFINISHED:
        found.causes.add(name, entry.explanation)


def _take_explanation(found: ReportData, row: ReportedRow) -> None:
    name = found.unit(row.unit)
    if len(found.explanations) < MOST_ROWS:
        found.explanations.append(row)
    if row.owes_explanation:
        found.owing[name] += 1
    else:
        found.explained[name] += 1
        found.causes.add(name, row.explanation)
