"""Annexes of rates: tables by area, unit and period, and charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from gettext import gettext as _
from typing import Any

from par_xl.insight.trend import Trend, unit_changes
from par_xl.merge.rates import Rates
from par_xl.merge.result import UnitPart
from par_xl.outputs.blocks import Block, Chart, Column, Paragraph, Series, table
from par_xl.outputs.report.data import (
    MOST_PERIODS,
    MOST_ROWS,
    ReportData,
)
from par_xl.outputs.report.sentences import (
    capital,
    difference,
    spoken,
    spoken_before,
    titled,
)
from par_xl.plan.model import Period
from par_xl.terms.messages import N_
from par_xl.terms.words import NOTHING, Authority, PeriodKind, number, percent

_BOTH = N_("Cả hai")
_COUNTS = (
    (N_("Nhiệm vụ được giao"), "assigned"),
    (N_("Phải thực hiện"), "applicable"),
    (N_("Hoàn thành đúng hạn"), "done_on_time"),
    (N_("Hoàn thành quá hạn"), "done_late"),
    (N_("Đang thực hiện"), "in_progress"),
    (N_("Chưa thực hiện"), "not_started"),
    (N_("Quá hạn, chưa hoàn thành"), "overdue"),
    (N_("Chưa có báo cáo hợp lệ"), "not_reported"),
)
_RATES = (
    (N_("Tỷ lệ hoàn thành"), "completion_rate"),
    (N_("Tiến độ theo trọng số"), "weighted_progress"),
)


def _rates(of: Callable[[Any], Rates]) -> tuple[Column, ...]:
    """Return the columns of a row's rates."""

    def column(header: str, field: str, width: int, said: Callable[[Any], str]) -> Column:
        return Column(_(header), width, "right", lambda row: said(getattr(of(row), field)))

    return (
        *(column(*each, 8, number) for each in _COUNTS),
        *(column(*each, 9, percent) for each in _RATES),
    )


def by_area(data: ReportData) -> Iterator[Block]:
    """Every area, the authorities apart and together."""
    rows: list[tuple[str, str, Rates] | str] = []
    for part in data.result.indices:
        if part.assigned:
            rows.append(_("Chỉ số {index}").format(index=part.index.label))
            rows += _group(_("Toàn chỉ số"), part, data.by_authority(part.index))
            for area in data.result.areas:
                if area.index is part.index and area.assigned:
                    rows += _group(area.name, area, data.by_authority(area.index, area.area))
    if rows:
        yield table(
            _("Kết quả thực hiện nhiệm vụ theo lĩnh vực và thẩm quyền"),
            rows,
            Column(_("Lĩnh vực"), 28, value=lambda row: row[0]),
            Column(_("Thẩm quyền"), 13, value=lambda row: row[1]),
            *_rates(lambda row: row[2]),
        )


def _group(
    name: str, whole: Rates, parts: Sequence[tuple[Authority, Rates]]
) -> Iterator[tuple[str, str, Rates]]:
    """Yield a group's rows: each authority, then both where there are two."""
    known = [(_(authority.label), rates) for authority, rates in parts if rates.assigned]
    if len(known) > 1:
        known.append((_(_BOTH), whole))
    for place, (label, rates) in enumerate(known):
        yield name if place == 0 else "", label, rates


def by_unit(data: ReportData) -> Iterator[Block]:
    """Every unit, or those with the lowest rates where they are many."""
    units: Sequence[UnitPart] = data.result.units
    if len(units) > MOST_ROWS:
        yield Paragraph(
            f"Bảng ghi {MOST_ROWS} đơn vị có tỷ lệ hoàn thành thấp nhất trong "
            f"{number(len(units))} đơn vị; toàn bộ xem tệp {data.file}, trang “Theo đơn vị”."
        )
        units = sorted(units, key=lambda u: (u.completion_rate is None, u.completion_rate or 0.0))
        units = units[:MOST_ROWS]
    changes = unit_changes(data.plan, data.period, data.result.units, data.past)
    before = {each.unit: each.before for each in changes if each.before is not None}
    earlier = _("Tỷ lệ hoàn thành {period}").format(period=titled(spoken_before(data.period)))
    finished = _("{authority}: hoàn thành")
    if units:
        yield table(
            _("Kết quả thực hiện nhiệm vụ của các đơn vị chủ trì"),
            units,
            Column(_("Đơn vị"), 25, value=lambda unit: unit.name),
            Column(_("Gửi báo cáo"), 12, value=lambda unit: _(unit.submission.label)),
            *(
                Column(
                    finished.format(authority=_(each.label)),
                    9,
                    "right",
                    partial(_done_of, data, each),
                )
                for each in Authority
            ),
            *_rates(lambda unit: unit),
            *(
                [Column(earlier, 10, "right", lambda unit: percent(before.get(unit.unit)))]
                if before
                else ()
            ),
        )


def _done_of(data: ReportData, authority: Authority, unit: UnitPart) -> str:
    """How many of a unit's tasks under that authority are done: 29/80."""
    asked = data.applicable[unit.unit, authority]
    return f"{number(data.done[unit.unit, authority])}/{number(asked)}" if asked else NOTHING


def over_time(data: ReportData) -> Iterator[Block]:
    """Yield the rates of each index and area over the periods."""
    if not data.past:
        return
    rows: list[Trend | str] = []
    for trend in data.trends:
        if trend.area is None:
            rows.append(_("Chỉ số {index}").format(index=trend.index.label))
        rows.append(trend)

    def name(trend: Trend) -> str:
        return _("Toàn chỉ số") if trend.area is None else trend.name

    def change(trend: Trend) -> str:
        return NOTHING if trend.change is None else capital(difference(trend.change))

    def column(code: str) -> Column:
        def rate(trend: Trend) -> str:
            rates = dict(trend.points).get(code)
            return percent(rates.completion_rate if rates else None)

        return Column(_headed(data.plan.periods[code]), 11, "right", rate)

    codes = [*sorted(data.past), data.period.code][-MOST_PERIODS:]
    earlier = _("So với {period}").format(period=titled(spoken_before(data.period)))
    yield table(
        _("Tỷ lệ hoàn thành nhiệm vụ qua các kỳ"),
        rows,
        Column(_("Lĩnh vực"), 34, value=name),
        *map(column, codes),
        Column(earlier, 16, value=change),
    )


def _headed(period: Period) -> str:
    return capital(titled(spoken(period)))


_MOST_BARS = 24
"""Areas that find room on a page."""


def charts(data: ReportData) -> Iterator[Block]:
    """Both of them; none where nobody has anything to do."""
    areas = [area for area in data.result.areas if area.completion_rate is not None]
    if not areas:
        return
    period = titled(spoken(data.period))
    caption = _("Tỷ lệ hoàn thành nhiệm vụ theo lĩnh vực, {period}")
    says = _("Tỷ lệ hoàn thành theo lĩnh vực. {said}.")
    if len(areas) > _MOST_BARS:
        areas = sorted(areas, key=lambda area: area.completion_rate or 0.0)[:_MOST_BARS]
        caption = _("Tỷ lệ hoàn thành nhiệm vụ ở {count} lĩnh vực thấp nhất, {period}")
        says = _("Tỷ lệ hoàn thành ở {count} lĩnh vực thấp nhất. {said}.")
    count = number(len(areas))
    said = "; ".join(f"{area.name}: {percent(area.completion_rate)}" for area in areas)
    yield Chart(
        caption.format(count=count, period=period),
        "bar",
        tuple(f"{area.name} ({area.index.label})" for area in areas),
        (Series(_("Tỷ lệ hoàn thành"), tuple(area.completion_rate for area in areas)),),
        says.format(count=count, said=said),
    )
    # June with June, year with year; one period makes no line.
    earlier = [data.plan.periods[code] for code in sorted(data.past)]
    like = [each for each in earlier if each.code[4:] == data.period.code[4:]]
    if like:
        yield _trend_chart(data, [*like, data.period][-MOST_PERIODS:])
    else:
        yield _authority_chart(data, period)


def _authority_chart(data: ReportData, period: str) -> Chart:
    """Return the indices' rates, a bar for each authority."""
    shown = [part.index for part in data.result.indices if part.completion_rate is not None]
    rates = {
        (part.index, part.authority): part.completion_rate for part in data.result.index_authorities
    }
    series = tuple(
        Series(
            _("Thẩm quyền {authority}").format(authority=_(each.label)),
            tuple(rates.get((index, each)) for index in shown),
        )
        for each in Authority
    )
    labels = tuple(index.label for index in shown)
    said = "; ".join(
        f"{label}, {each.name}: {percent(value)}"
        for each in series
        for label, value in zip(labels, each.values, strict=True)
    )
    return Chart(
        _("Tỷ lệ hoàn thành nhiệm vụ theo chỉ số và thẩm quyền, {period}").format(period=period),
        "bar",
        labels,
        series,
        _("Tỷ lệ hoàn thành theo chỉ số và thẩm quyền. {said}.").format(said=said),
    )


def _trend_chart(data: ReportData, periods: Sequence[Period]) -> Chart:
    """Return the indices over those periods."""
    series = []
    for trend in data.trends:
        if trend.area is None:
            rates = {code: each.completion_rate for code, each in trend.points}
            values = tuple(rates.get(each.code) for each in periods)
            series.append(Series(trend.index.label, values))
    said = "; ".join(
        f"{each.name}, {titled(spoken(period))}: {percent(value)}"
        for each in series
        for period, value in zip(periods, each.values, strict=True)
    )
    caption = (
        _("Tỷ lệ hoàn thành nhiệm vụ qua các kỳ năm")
        if data.period.kind is PeriodKind.YEAR
        else _("Tỷ lệ hoàn thành nhiệm vụ qua các kỳ 6 tháng")
    )
    says = _("Tỷ lệ hoàn thành qua các kỳ. {said}.").format(said=said)
    return Chart(caption, "line", tuple(map(_headed, periods)), tuple(series), says)
