"""Annexes of rates: tables by area, by unit, over the periods; charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _

from par_xl.insight.trend import unit_changes
from par_xl.merge.rates import Rates
from par_xl.merge.result import UnitPart
from par_xl.outputs.blocks import Block, Chart, Column, Paragraph, Series, Table
from par_xl.outputs.report.data import MOST_PERIODS, MOST_ROWS, ReportData
from par_xl.outputs.report.sentences import capital, difference, spoken, spoken_before, titled
from par_xl.plan.model import Period
from par_xl.terms.messages import N_
from par_xl.terms.words import NOTHING, Authority, PeriodKind, number, percent

_BOTH = N_("Cả hai")
_COUNTS = (
    (N_("Được giao"), "assigned"),
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
    (N_("Tiến độ bình quân"), "weighted_progress"),
)


def _columns() -> tuple[Column, ...]:
    return (
        *(Column(_(header), 8, "right") for header, _field in _COUNTS),
        *(Column(_(header), 9, "right") for header, _field in _RATES),
    )


def _cells(rates: Rates) -> tuple[str, ...]:
    return (
        *(number(getattr(rates, field)) for _header, field in _COUNTS),
        *(percent(getattr(rates, field)) for _header, field in _RATES),
    )


def by_area(data: ReportData) -> Iterator[Block]:
    """Every area, the authorities apart and together."""
    rows: list[tuple[str, ...]] = []
    for part in data.result.indices:
        if part.assigned:
            rows.append((_("Chỉ số {index}").format(index=part.index.label),))
            rows += _group(_("Toàn chỉ số"), part, data.index_parts(part.index))
            for area in data.result.areas:
                if area.index is part.index and area.assigned:
                    rows += _group(area.name, area, data.area_parts(area))
    if rows:
        columns = (Column(_("Lĩnh vực"), 28), Column(_("Thẩm quyền"), 13), *_columns())
        title = _("Kết quả thực hiện nhiệm vụ theo lĩnh vực và thẩm quyền")
        yield Table(title, columns, tuple(rows))


def _group(
    name: str, whole: Rates, parts: Sequence[tuple[Authority, Rates]]
) -> list[tuple[str, ...]]:
    """A group's rows: each authority, then both where there are two."""
    known = [(_(authority.label), rates) for authority, rates in parts if rates.assigned]
    if len(known) > 1:
        known.append((_(_BOTH), whole))
    return [
        (name if place == 0 else "", label, *_cells(rates))
        for place, (label, rates) in enumerate(known)
    ]


def by_unit(data: ReportData) -> Iterator[Block]:
    """Every unit, or those with the lowest rates where they are many."""
    units: Sequence[UnitPart] = data.result.units
    if len(units) > MOST_ROWS:
        yield Paragraph(
            f"Bảng ghi {MOST_ROWS} đơn vị có tỷ lệ hoàn thành thấp nhất trong "
            f"{number(len(units))} đơn vị; toàn bộ xem tệp {data.file}, trang «Theo đơn vị»."
        )
        units = sorted(units, key=lambda u: (u.completion_rate is None, u.completion_rate or 0.0))
        units = units[:MOST_ROWS]
    changes = unit_changes(data.plan, data.period, data.result.units, data.past)
    before = {each.unit: each.before for each in changes if each.before is not None}
    earlier = _("Tỷ lệ hoàn thành {period}").format(period=titled(spoken_before(data.period)))
    rows = tuple(
        (
            unit.name,
            _(unit.submission.label),
            *(_done_of(data, unit.unit, authority) for authority in Authority),
            *_cells(unit),
            *((percent(before.get(unit.unit)),) if before else ()),
        )
        for unit in units
    )
    columns = (
        Column(_("Đơn vị"), 25),
        Column(_("Gửi báo cáo"), 12),
        *(
            Column(_("{authority}: hoàn thành").format(authority=_(each.label)), 9, "right")
            for each in Authority
        ),
        *_columns(),
        *((Column(earlier, 10, "right"),) if before else ()),
    )
    if rows:
        yield Table(_("Kết quả thực hiện nhiệm vụ của các đơn vị chủ trì"), columns, rows)


def _done_of(data: ReportData, unit: str, authority: Authority) -> str:
    """How many of a unit's tasks under that authority are done: 29/80."""
    asked = data.applicable[unit, authority]
    return f"{number(data.done[unit, authority])}/{number(asked)}" if asked else NOTHING


def over_time(data: ReportData) -> Iterator[Block]:
    """The rates of each index and area over the periods."""
    if not data.past:
        return
    codes = [*sorted(data.past), data.period.code][-MOST_PERIODS:]
    columns = (
        Column(_("Lĩnh vực"), 34),
        *(Column(_headed(data.plan.periods[code]), 11, "right") for code in codes),
        Column(_("So với {period}").format(period=titled(spoken_before(data.period))), 16),
    )
    rows: list[tuple[str, ...]] = []
    for trend in data.trends:
        if trend.area is None:
            rows.append((_("Chỉ số {index}").format(index=trend.index.label),))
        rates = {code: each.completion_rate for code, each in trend.points}
        rows.append(
            (
                _("Toàn chỉ số") if trend.area is None else trend.name,
                *(percent(rates.get(code)) for code in codes),
                NOTHING if trend.change is None else capital(difference(trend.change)),
            )
        )
    yield Table(_("Tỷ lệ hoàn thành nhiệm vụ qua các kỳ"), columns, tuple(rows))


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
    """The indices' rates, a bar for each authority."""
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
    """The indices over those periods."""
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
