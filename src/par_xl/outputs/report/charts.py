"""The two pictures: the rate of each area; the course, or the authorities where there is none."""

from __future__ import annotations

from gettext import gettext as _

from par_xl.outputs.blocks import Block, Chart, Series
from par_xl.outputs.periods import spoken, titled
from par_xl.outputs.report.matter import MOST_PERIODS, Matter
from par_xl.outputs.report.sentences import (
    capital,
)
from par_xl.plan.model import Period
from par_xl.terms.words import Authority, PeriodKind, number, percent

_MOST_BARS = 24
"""Areas that find room on a page."""


def charts(matter: Matter) -> list[Block]:
    """Both of them; none where nobody has anything to do."""
    areas = _areas(matter)
    return [*areas, *(_course(matter) or _authorities(matter))] if areas else []


def _areas(matter: Matter) -> list[Block]:
    areas = [area for area in matter.result.areas if area.completion_rate is not None]
    if not areas:
        return []
    caption = _("Tỷ lệ hoàn thành nhiệm vụ theo lĩnh vực, {period}")
    says = _("Tỷ lệ hoàn thành theo lĩnh vực. {said}.")
    if len(areas) > _MOST_BARS:
        areas = sorted(areas, key=lambda area: area.completion_rate or 0.0)[:_MOST_BARS]
        caption = _("Tỷ lệ hoàn thành nhiệm vụ ở {count} lĩnh vực thấp nhất, {period}")
        says = _("Tỷ lệ hoàn thành ở {count} lĩnh vực thấp nhất. {said}.")
    count = number(len(areas))
    said = "; ".join(f"{area.name}: {percent(area.completion_rate)}" for area in areas)
    return [
        Chart(
            caption.format(count=count, period=titled(spoken(matter.period))),
            "bar",
            tuple(f"{area.name} ({area.index.label})" for area in areas),
            (Series(_("Tỷ lệ hoàn thành"), tuple(area.completion_rate for area in areas)),),
            says.format(count=count, said=said),
        )
    ]


def _authorities(matter: Matter) -> list[Block]:
    """The indices' rates, a bar for each authority."""
    shown = [part.index for part in matter.result.indices if part.completion_rate is not None]
    rates = {
        (part.index, part.authority): part.completion_rate
        for part in matter.result.index_authorities
    }
    series = tuple(
        Series(
            _("Thẩm quyền {authority}").format(authority=_(each.label)),
            tuple(rates.get((index, each)) for index in shown),
        )
        for each in Authority
    )
    said = "; ".join(
        f"{index.label}, {each.name}: {percent(value)}"
        for each in series
        for index, value in zip(shown, each.values, strict=True)
    )
    return [
        Chart(
            _("Tỷ lệ hoàn thành nhiệm vụ theo chỉ số và thẩm quyền, {period}").format(
                period=titled(spoken(matter.period))
            ),
            "bar",
            tuple(index.label for index in shown),
            series,
            _("Tỷ lệ hoàn thành theo chỉ số và thẩm quyền. {said}.").format(said=said),
        )
    ]


def _comparable(matter: Matter) -> list[Period]:
    """The periods like this one, this one the last: June with June, year with year."""
    month = matter.period.code[4:]
    earlier = [matter.plan.periods[code] for code in sorted(matter.dossier.past)]
    like = [each for each in earlier if each.code[4:] == month]
    return [*like, matter.period][-MOST_PERIODS:]


def _course(matter: Matter) -> list[Block]:
    """The indices over the periods; nothing where there is one only, which makes no line."""
    periods = _comparable(matter)
    if len(periods) < 2:
        return []
    series = []
    for course in matter.courses:
        if course.area is None:
            points = {code: rates.completion_rate for code, rates in course.points}
            series.append(
                Series(course.index.label, tuple(points.get(each.code) for each in periods))
            )
    said = "; ".join(
        f"{each.name}, {titled(spoken(period))}: {percent(value)}"
        for each in series
        for period, value in zip(periods, each.values, strict=True)
    )
    caption = (
        _("Tỷ lệ hoàn thành nhiệm vụ qua các kỳ năm")
        if matter.period.kind is PeriodKind.YEAR
        else _("Tỷ lệ hoàn thành nhiệm vụ qua các kỳ 6 tháng")
    )
    return [
        Chart(
            caption,
            "line",
            tuple(capital(titled(spoken(each))) for each in periods),
            tuple(series),
            _("Tỷ lệ hoàn thành qua các kỳ. {said}.").format(said=said),
        )
    ]
