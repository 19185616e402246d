"""What the public page says: rates of areas, never of units, and of texts only the plan's own.

What stands here reaches everybody: no self-scores, no names of persons, nothing that a unit wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from par_xl.insight.levels import Level, level, thresholds
from par_xl.insight.period_data import PeriodData
from par_xl.insight.published import TOTAL
from par_xl.insight.trend import Trend, trends
from par_xl.merge.rates import ItemTally, Rates
from par_xl.merge.result import IndexPart
from par_xl.outputs.report.sentences import difference, done
from par_xl.plan.model import Period, Plan, Published
from par_xl.plan.settings import PAGE_APPROVAL
from par_xl.terms.text import read_day
from par_xl.terms.words import DRAFT, NOTHING, Authority, Index, State, day, labels, number, percent

TITLE = f"Kết quả thực hiện Kế hoạch nâng cao các chỉ số {labels()}"
MOST = 12
"""Tasks of an area that are named; the page stays readable, and small."""
_AUTHORITIES = {
    Authority.OFFICE: "Việc do các đơn vị của Văn phòng trực tiếp làm.",
    Authority.PROVINCE: "Việc do các cơ quan khác của tỉnh và địa phương làm; Văn phòng tham mưu "
    "và theo dõi.",
}


@dataclass(frozen=True, slots=True)
class Group:
    """What an area, an index or an authority comes to.

    ``rate`` is None where nothing can be said; its level is grey then. ``shares`` are done and
    due under each authority, "3/5", in the order of ``Authority``.
    """

    name: str
    says: str
    due: int
    done: int
    on_time: int
    rate: float | None
    level: Level
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrendRow:
    """Rates of one area (or of the whole index) beside the periods; None where there is none."""

    name: str
    rates: tuple[float | None, ...]
    change: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The tasks of an area that all who lead them have done; ``more`` of them are not named."""

    area: str
    tasks: tuple[str, ...]
    more: int

    @property
    def count(self) -> int:
        return len(self.tasks) + self.more


@dataclass(frozen=True)
class Content:
    """All that the page says; ``draft`` and ``warning`` are None on one that may be published.

    What stands beside an index are its areas, and the whole index as the last.
    """

    title: str
    period: str
    agency: str
    superior: str
    stamp: str
    draft: str | None
    warning: str | None
    authorities: tuple[Group, ...]
    indices: tuple[tuple[Index, tuple[Group, ...]], ...]
    levels: tuple[tuple[Level, str], ...]
    periods: tuple[Period, ...]
    trends: tuple[tuple[Index, tuple[TrendRow, ...]], ...]
    finished: tuple[tuple[Index, tuple[Finished, ...]], ...]
    published: tuple[tuple[Index, tuple[Published, ...]], ...]
    facts: tuple[tuple[str, str], ...]


def content(data: PeriodData, draft: bool) -> Content:
    """Return what a period's page says; with *draft* it is one even of a closed period."""
    stamp, info, result = data.stamp, data.plan.info, data.result
    found = trends(data.period, result, data.past)
    codes = sorted({code for trend in found for code, _ in trend.points})
    # None where this is the first period.
    periods = tuple(data.plan.periods[code] for code in codes if len(codes) > 1)
    return Content(
        title=TITLE,
        period=data.period.name,
        agency=info.get("Cơ quan", ""),
        superior=info.get("Cơ quan cấp trên", ""),
        stamp=stamp.text,
        draft=DRAFT if draft else stamp.draft,
        warning=stamp.warning,
        authorities=tuple(
            _group(data, part.authority.label, part, says=_AUTHORITIES[part.authority])
            for part in result.authorities
        ),
        indices=tuple((part.index, tuple(_groups(data, part))) for part in result.indices),
        levels=tuple(_levels(data)),
        periods=periods,
        trends=tuple((part.index, _trend(found, part, periods)) for part in result.indices)
        if periods
        else (),
        finished=finished(data),
        published=tuple(_published(data.plan, data.period.published_until)),
        facts=facts(data),
    )


def _groups(data: PeriodData, index: IndexPart) -> Iterator[Group]:
    for area in data.result.areas:
        if area.index is index.index:
            yield _group(data, area.name, area, data.by_authority(area.index, area.area))
    whole = data.by_authority(index.index)
    yield _group(data, f"Toàn chỉ số {index.index.label}", index, whole)


def _group(
    data: PeriodData,
    name: str,
    rates: Rates,
    apart: Iterable[tuple[Authority, Rates]] = (),
    says: str = "",
) -> Group:
    found = level(data.plan, data.period, rates)
    by_authority = dict(apart)
    return Group(
        name=name,
        says=says,
        due=rates.applicable,
        done=done(rates),
        on_time=rates.done_on_time,
        # Of what nobody reported on, 0% would say that nothing was done.
        rate=None if found is Level.GREY else rates.completion_rate,
        level=found,
        shares=tuple(_share(by_authority.get(authority)) for authority in Authority),
    )


def _share(rates: Rates | None) -> str:
    if rates is None or not rates.applicable:
        return NOTHING
    return f"{number(done(rates))}/{number(rates.applicable)}"


def _levels(data: PeriodData) -> Iterable[tuple[Level, str]]:
    """Each level with what it means in this period."""
    green, amber = map(percent, thresholds(data.plan, data.period))
    yield Level.GREEN, f"hoàn thành từ {green} trở lên"
    yield Level.AMBER, f"hoàn thành từ {amber} đến dưới {green}"
    yield Level.RED, f"hoàn thành dưới {amber}"
    yield Level.GREY, "chưa có báo cáo, hoặc không có việc phải làm trong kỳ"


def _trend(
    found: Sequence[Trend], part: IndexPart, periods: Sequence[Period]
) -> tuple[TrendRow, ...]:
    whole, *areas = (trend for trend in found if trend.index is part.index)
    rows = []
    for trend in (*areas, whole):
        rates = {code: _shown(rates) for code, rates in trend.points}
        shown = tuple(rates.get(period.code) for period in periods)
        rows.append(TrendRow(trend.name, shown, _change(trend)))
    return tuple(rows)


def _shown(rates: Rates) -> float | None:
    """Nothing of what nobody reported on."""
    return rates.completion_rate if rates.reporting_rate else None


def _change(trend: Trend) -> str:
    before = trend.year_before
    if trend.change is None or before is None:
        return NOTHING
    if _shown(trend.now) is None or _shown(before) is None:
        return NOTHING
    return difference(trend.change, "điểm %")


def finished(data: PeriodData) -> tuple[tuple[Index, tuple[Finished, ...]], ...]:
    """Return what is done, by index and area; areas where nothing is are left out."""
    by_area: dict[tuple[Index, str | None], dict[str, None]] = {}
    for tally in data.tallies:
        if _is_done(tally):
            item = tally.item
            # A task that stands under two criteria is one task.
            by_area.setdefault((item.index, item.area), {})[item.subject] = None
    found: dict[Index, list[Finished]] = {}
    for area in data.plan.areas:
        tasks = tuple(by_area.get((area.index, area.code), ()))
        if tasks:
            more = len(tasks) - MOST
            done = Finished(area.name, tasks[:MOST], max(0, more))
            found.setdefault(area.index, []).append(done)
    return tuple((index, tuple(areas)) for index, areas in found.items())


def _is_done(tally: ItemTally) -> bool:
    done = tally.count(State.DONE_ON_TIME) + tally.count(State.DONE_LATE)
    return done > 0 and done == sum(tally.states) - tally.count(State.NOT_APPLICABLE)


def facts(data: PeriodData) -> tuple[tuple[str, str], ...]:
    """Return what is known of it; what `Thông tin` leaves empty is left out."""
    plan, period = data.plan, data.period
    collector = plan.unit_named(plan.info.get("Đơn vị tổng hợp", ""))
    found = (
        ("Cơ quan chịu trách nhiệm", plan.info.get("Cơ quan", "")),
        ("Đơn vị tổng hợp số liệu", collector.name if collector else ""),
        ("Kế hoạch", plan.name),
        ("Số, ngày ban hành kế hoạch", ", ".join(_issued(plan.info))),
        ("Văn bản phê duyệt việc công khai", plan.info.get(PAGE_APPROVAL, "")),
        ("Kỳ", f"{period.name}, từ {day(period.start)} đến {day(period.end)}"),
        ("Số liệu", f"{data.stamp.text}; quá hạn tính đến {day(data.result.as_of)}"),
    )
    return tuple((name, text) for name, text in found if text)


def _issued(info: Mapping[str, str]) -> Iterator[str]:
    if number := info.get("Số ký hiệu kế hoạch"):
        yield f"số {number}"
    if issued := info.get("Ngày ban hành"):
        found = read_day(issued)
        yield f"ngày {day(found) if found else issued}"


def _published(plan: Plan, year: int) -> Iterator[tuple[Index, tuple[Published, ...]]]:
    """Yield what was published of years up to *year*, the latest first; nothing that nobody
    checked."""
    for index in Index:
        found = [
            each
            for each in plan.published
            if (each.index, each.code) == (index, TOTAL)
            and each.year <= year
            and not (each.value is None and each.rank is None)
            and not each.is_reconstructed
        ]
        if found:
            yield index, tuple(sorted(found, key=lambda each: -each.year))
