"""What the public page says: rates of areas, never of units, and of texts only the plan's own.

What stands here reaches everybody: no self-scores, no names of persons, nothing that a unit wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from par_xl.insight.dossier import Dossier
from par_xl.insight.levels import Level, level, thresholds
from par_xl.insight.published import known_until
from par_xl.merge.result import AreaAuthorityPart, AreaPart, IndexAuthorityPart, IndexPart, Rates
from par_xl.outputs.page.charts import Bar
from par_xl.outputs.page.course import IndexCourse, index_courses
from par_xl.outputs.page.finished import Finished, finished
from par_xl.outputs.page.publisher import Fact, facts
from par_xl.outputs.page.results import PublishedIndex, published_indices
from par_xl.terms.words import DRAFT, NOTHING, Authority, Index, number, percent

TITLE = "Kết quả thực hiện Kế hoạch nâng cao các chỉ số PAR INDEX, SIPAS, PAPI"
MEANINGS = {
    Index.PAR_INDEX: "Chỉ số Cải cách hành chính: mỗi năm đánh giá một lần việc cải cách hành "
    "chính của từng tỉnh, thành phố.",
    Index.SIPAS: "Chỉ số hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành "
    "chính nhà nước: đo bằng điều tra xã hội học.",
    Index.PAPI: "Chỉ số Hiệu quả quản trị và hành chính công cấp tỉnh: đo bằng những gì người dân "
    "cho biết khi làm việc với chính quyền và sử dụng dịch vụ công.",
}
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

    @property
    def bar(self) -> Bar:
        """What the chart shows of it."""
        return self.name, self.rate, self.level


@dataclass(frozen=True, slots=True)
class IndexRates:
    """An index as a whole, and its areas."""

    index: Index
    whole: Group
    areas: tuple[Group, ...]

    @property
    def rows(self) -> tuple[Group, ...]:
        return (*self.areas, self.whole)


@dataclass(frozen=True)
class Content:
    """All that the page says; ``draft`` and ``warning`` are None on one that may be published."""

    title: str
    period: str
    agency: str
    superior: str
    stamp: str
    draft: str | None
    warning: str | None
    authorities: tuple[Group, ...]
    indices: tuple[IndexRates, ...]
    levels: tuple[tuple[Level, str], ...]
    courses: tuple[IndexCourse, ...]
    finished: tuple[tuple[Index, tuple[Finished, ...]], ...]
    published: tuple[PublishedIndex, ...]
    facts: tuple[Fact, ...]


def content(dossier: Dossier, draft: bool) -> Content:
    """What a period's page says; with *draft* it is one even of a closed period."""
    stamp, info = dossier.stamp, dossier.plan.info
    return Content(
        title=TITLE,
        period=dossier.period.name,
        agency=info.get("Cơ quan", ""),
        superior=info.get("Cơ quan cấp trên", ""),
        stamp=stamp.text,
        draft=DRAFT if draft else stamp.draft,
        warning=stamp.warning,
        authorities=tuple(
            _group(dossier, part.authority.label, part, says=_AUTHORITIES[part.authority])
            for part in dossier.result.authorities
        ),
        indices=tuple(_index(dossier, part) for part in dossier.result.indices),
        levels=tuple(_levels(dossier)),
        courses=index_courses(dossier),
        finished=finished(dossier),
        published=published_indices(dossier.plan, known_until(dossier.period)),
        facts=facts(dossier),
    )


def _index(dossier: Dossier, part: IndexPart) -> IndexRates:
    result = dossier.result
    apart = [each for each in result.index_authorities if each.index is part.index]
    areas = [area for area in result.areas if area.index is part.index]
    return IndexRates(
        index=part.index,
        whole=_group(dossier, f"Toàn chỉ số {part.index.label}", part, apart),
        areas=tuple(_area(dossier, area) for area in areas),
    )


def _area(dossier: Dossier, part: AreaPart) -> Group:
    apart = [
        each
        for each in dossier.result.area_authorities
        if (each.index, each.area) == (part.index, part.area)
    ]
    return _group(dossier, part.name, part, apart)


def _group(
    dossier: Dossier,
    name: str,
    rates: Rates,
    apart: Iterable[AreaAuthorityPart | IndexAuthorityPart] = (),
    says: str = "",
) -> Group:
    found = level(dossier.plan, dossier.period, rates)
    by_authority = {part.authority: part for part in apart}
    return Group(
        name=name,
        says=says,
        due=rates.applicable,
        done=_done(rates),
        on_time=rates.done_on_time,
        # Of what nobody reported on, 0% would say that nothing was done.
        rate=None if found is Level.GREY else rates.completion_rate,
        level=found,
        shares=tuple(_share(by_authority.get(authority)) for authority in Authority),
    )


def _share(rates: Rates | None) -> str:
    if rates is None or not rates.applicable:
        return NOTHING
    return f"{number(_done(rates))}/{number(rates.applicable)}"


def _done(rates: Rates) -> int:
    return rates.done_on_time + rates.done_late


def _levels(dossier: Dossier) -> Iterable[tuple[Level, str]]:
    """Each level with what it means in this period."""
    green, amber = map(percent, thresholds(dossier.plan, dossier.period))
    yield Level.GREEN, f"hoàn thành từ {green} trở lên"
    yield Level.AMBER, f"hoàn thành từ {amber} đến dưới {green}"
    yield Level.RED, f"hoàn thành dưới {amber}"
    yield Level.GREY, "chưa có báo cáo, hoặc không có việc phải làm trong kỳ"
