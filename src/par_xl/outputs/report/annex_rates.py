"""Annexes of rates: tables by area, by unit, over the periods; charts."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

from par_xl.insight.trend import Trend, unit_changes
from par_xl.merge.result import Rates, UnitPart
from par_xl.outputs.blocks import Block, Chart, Column, Paragraph, Series, Table
from par_xl.outputs.report.matter import MOST_PERIODS, MOST_ROWS, Matter
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


def by_area(matter: Matter) -> list[Block]:
    """Every area, the authorities apart and together."""
    rows: list[tuple[str, ...]] = []
    for part in matter.result.indices:
        if not part.assigned:
            continue
        rows.append((_("Chỉ số {index}").format(index=part.index.label),))
        rows += _group(_("Toàn chỉ số"), part, matter.index_parts(part.index))
        for area in matter.result.areas:
            if area.index is part.index and area.assigned:
                rows += _group(area.name, area, matter.area_parts(area))
    if not rows:
        return []
    columns = (Column(_("Lĩnh vực"), 28), Column(_("Thẩm quyền"), 13), *_columns())
    title = _("Kết quả thực hiện nhiệm vụ theo lĩnh vực và thẩm quyền")
    return [Table(title, columns, tuple(rows))]


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


def by_unit(matter: Matter) -> list[Block]:
    """Every unit, or those with the lowest rates where they are many."""
    units: Sequence[UnitPart] = matter.result.units
    if not units:
        return []
    blocks: list[Block] = []
    if len(units) > MOST_ROWS:
        lowest = sorted(units, key=lambda unit: (unit.completion_rate is None, _rate(unit)))
        blocks.append(
            Paragraph(
                f"Bảng ghi {MOST_ROWS} đơn vị có tỷ lệ hoàn thành thấp nhất trong "
                f"{number(len(units))} đơn vị; toàn bộ xem tệp {matter.file}, trang «Theo đơn vị»."
            )
        )
        units = lowest[:MOST_ROWS]
    before, earlier = _rates_before(matter), titled(spoken_before(matter.period))
    rows = tuple(
        (
            unit.name,
            _(unit.submission.label),
            *(_done_of(matter, unit.unit, authority) for authority in Authority),
            *_cells(unit),
            *((percent(before.get(unit.unit)),) if before else ()),
        )
        for unit in units
    )
    then = (
        (Column(_("Tỷ lệ hoàn thành {period}").format(period=earlier), 10, "right"),)
        if before
        else ()
    )
    columns = (
        Column(_("Đơn vị"), 25),
        Column(_("Gửi báo cáo"), 12),
        *(
            Column(_("{authority}: hoàn thành").format(authority=_(each.label)), 9, "right")
            for each in Authority
        ),
        *_columns(),
        *then,
    )
    blocks.append(Table(_("Kết quả thực hiện nhiệm vụ của các đơn vị chủ trì"), columns, rows))
    return blocks


def _done_of(matter: Matter, unit: str, authority: Authority) -> str:
    """How many of a unit's tasks under that authority are done: 29/80."""
    whose, gathered = (unit, authority), matter.gathered
    asked = gathered.applicable[whose]
    return f"{number(gathered.done[whose])}/{number(asked)}" if asked else NOTHING


def _rate(unit: UnitPart) -> float:
    return unit.completion_rate or 0.0


def _rates_before(matter: Matter) -> dict[str, float]:
    found = unit_changes(matter.plan, matter.period, matter.result.units, matter.dossier.past)
    return {each.unit: each.before for each in found if each.before is not None}


def over_time(matter: Matter) -> list[Block]:
    """The rates of each index and area over the periods."""
    if not matter.dossier.past:
        return []
    codes = [*sorted(matter.dossier.past), matter.period.code]
    periods = [matter.plan.periods[code] for code in codes[-MOST_PERIODS:]]
    earlier = titled(spoken_before(matter.period))
    columns = (
        Column(_("Lĩnh vực"), 34),
        *(Column(capital(titled(spoken(each))), 11, "right") for each in periods),
        Column(_("So với {period}").format(period=earlier), 16),
    )
    rows: list[tuple[str, ...]] = []
    for trend in matter.trends:
        if trend.area is None:
            rows.append((_("Chỉ số {index}").format(index=trend.index.label),))
        rows.append(_trend_row(trend, periods))
    return [Table(_("Tỷ lệ hoàn thành nhiệm vụ qua các kỳ"), columns, tuple(rows))]


def _trend_row(trend: Trend, periods: Sequence[Period]) -> tuple[str, ...]:
    rates = dict(trend.points)
    name = _("Toàn chỉ số") if trend.area is None else trend.name
    change = NOTHING if trend.change is None else capital(difference(trend.change))
    shown = (
        percent(rates[each.code].completion_rate) if each.code in rates else NOTHING
        for each in periods
    )
    return name, *shown, change


_MOST_BARS = 24
"""Areas that find room on a page."""


def charts(matter: Matter) -> list[Block]:
    """Both of them; none where nobody has anything to do."""
    areas = _area_chart(matter)
    return [*areas, *(_trend_chart(matter) or _authority_chart(matter))] if areas else []


def _area_chart(matter: Matter) -> list[Block]:
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


def _authority_chart(matter: Matter) -> list[Block]:
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


def _trend_chart(matter: Matter) -> list[Block]:
    """The indices over the periods; nothing where there is one only, which makes no line."""
    periods = _comparable(matter)
    if len(periods) < 2:
        return []
    series = []
    for trend in matter.trends:
        if trend.area is None:
            points = {code: rates.completion_rate for code, rates in trend.points}
            series.append(
                Series(trend.index.label, tuple(points.get(each.code) for each in periods))
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
