"""The report's annexes: rates by area, unit and period, charts, and lists of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from gettext import gettext as _
from typing import Any

from par_xl.insight.points import Basis, Criterion
from par_xl.insight.trend import Trend, unit_changes
from par_xl.merge.rates import Rates
from par_xl.merge.result import UnitPart
from par_xl.outputs.blocks import Annex, Block, Chart, Column, Paragraph, Series, table
from par_xl.outputs.report.data import (
    MOST_LINES,
    MOST_PERIODS,
    MOST_ROWS,
    AnnexName,
    ReportData,
    free_rows,
)
from par_xl.outputs.report.sentences import (
    capital,
    difference,
    named,
    quoted,
    spoken,
    spoken_before,
    titled,
    unchecked,
    within,
)
from par_xl.plan.model import Period
from par_xl.rules.initiatives import KINDS
from par_xl.terms.messages import N_
from par_xl.terms.words import NOTHING, Authority, PeriodKind, day, number, percent

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
            f"{number(len(units))} đơn vị; toàn bộ xem tệp {data.file}, trang «Theo đơn vị»."
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


_LONGEST = 1_500
"""Letters of a text in a cell: a row must fit on a page."""
_MOST_CODES = 30
_MOST_POINTS = 30
"""Criteria behind these bring little each."""


def _cut(
    data: ReportData,
    caption: str,
    rows: Sequence[Any],
    total: int,
    sheet: str,
    *columns: Column,
) -> Iterator[Block]:
    """Yield a table of rows, and of *total* where the rest is; nothing of no rows."""
    shown = sum(not isinstance(row, str) for row in rows)
    if shown < total:
        yield Paragraph(
            f"Bảng ghi {number(shown)}/{number(total)} dòng; toàn bộ xem tệp {data.file}, trang "
            f"«{sheet}»."
        )
    if rows:
        yield table(caption, rows, *columns)


def _of_entries(data: ReportData, unit: float, task: float) -> tuple[Column, ...]:
    """Whose, which and what, with the widths of the first and the last."""
    items = data.plan.by_key
    return (
        Column(_("Đơn vị"), unit, value=lambda entry: data.unit(entry.unit)),
        Column("TT", 13, value=lambda entry: f"{entry.index.label} {items[entry.key].code}"),
        Column(_("Nhiệm vụ"), task, value=lambda entry: within(items[entry.key].subject)),
    )


def _cell(text: str | None) -> str:
    return (quoted(text, _LONGEST) if text else "") or NOTHING


def _under_titles(groups: Mapping[str, Sequence[Any]]) -> list[Any]:
    """Each group under its title, as long as there is room."""
    rows: list[Any] = []
    for title, found in groups.items():
        if found and len(rows) < MOST_ROWS:
            rows += [title, *found[: MOST_ROWS - len(rows) - 1]]
    return rows


def chase(data: ReportData) -> Iterator[Block]:
    """Overdue tasks, and what nobody reported on."""
    yield from _cut(
        data,
        _("Nhiệm vụ quá hạn, chưa hoàn thành"),
        data.overdue,
        data.overdue_by_unit.total(),
        "Đôn đốc",
        *_of_entries(data, 18, 34),
        Column(_("Thời hạn"), 11, "center", lambda e: day(e.due) if e.due else NOTHING),
        Column(_("Tiến độ"), 8, "right", lambda entry: percent(entry.share_done)),
        Column(_("Khó khăn, kiến nghị"), 24, value=lambda entry: _cell(entry.difficulty)),
    )
    codes = data.unreported
    ranked = sorted(codes, key=lambda unit: -len(codes[unit]))
    wrong = {unit.unit: unit.in_error for unit in data.result.units}
    yield from _cut(
        data,
        _("Nhiệm vụ chưa có báo cáo hợp lệ"),
        # Beside their codes: no unit's code is a heading.
        [(unit, len(codes[unit]), wrong.get(unit, 0)) for unit in ranked[:MOST_ROWS]],
        len(ranked),
        "Theo đơn vị",
        Column(_("Đơn vị"), 24, value=lambda each: data.unit(each[0])),
        Column(_("Chưa báo cáo"), 11, "right", lambda each: number(each[1] - each[2])),
        Column(_("Đã báo cáo, chưa hợp lệ"), 11, "right", lambda each: number(each[2])),
        Column(
            _("TT của nhiệm vụ trong Kế hoạch"),
            60,
            value=lambda each: named(codes[each[0]], _MOST_CODES, "nhiệm vụ"),
        ),
    )


def explanations(data: ReportData) -> Iterator[Block]:
    """Who owes an explanation, and who gave which (plan, IV.1)."""
    rows = sorted(data.explanations, key=lambda entry: not entry.owes_explanation)
    return _cut(
        data,
        _("Nội dung phải giải trình"),
        rows,
        data.owing.total() + data.explained.total(),
        "Giải trình",
        *_of_entries(data, 20, 32),
        Column(
            _("Lý do phải giải trình"),
            20,
            value=lambda entry: capital(entry.explanation_reason or ""),
        ),
        Column(
            _("Giải trình của đơn vị"),
            30,
            value=lambda e: _("Chưa giải trình") if e.owes_explanation else _cell(e.explanation),
        ),
    )


def points(data: ReportData) -> Iterator[Block]:
    """Criteria of PAR INDEX by what can still be won."""
    found = data.points.ranked
    return _cut(
        data,
        _("Tiêu chí xếp theo số điểm còn có thể đạt"),
        found[:_MOST_POINTS],
        len(found),
        "Điểm còn có thể đạt",
        Column("TT", 8, value=lambda each: each.item.code),
        Column(_("Tiêu chí"), 38, value=lambda each: within(each.item.content)),
        Column(_("Điểm tối đa"), 8, "right", lambda each: number(each.maximum)),
        Column(
            _("Điểm hiện có"),
            8,
            "right",
            lambda each: number(each.maximum - (each.recoverable or 0.0)),
        ),
        Column(_("Nguồn điểm"), 14, value=_source),
        Column(
            _("Đơn vị chấm điểm"),
            14,
            value=lambda each: data.unit(each.scorer) if each.scorer else NOTHING,
        ),
        Column(_("Còn có thể đạt"), 9, "right", lambda each: number(each.recoverable)),
        Column(_("Cộng dồn"), 9, "right", lambda each: number(each.running)),
        Column(
            _("Đơn vị chủ trì"),
            26,
            value=lambda each: named([data.unit(code) for code in each.leads], 4),
        ),
    )


def _source(each: Criterion) -> str:
    known = each.published if each.basis is Basis.PUBLISHED else None
    return _(each.basis.label) + (f" {known.year}{unchecked(known)}" if known else "")


def ideas(data: ReportData) -> Iterator[Block]:
    """Return the free rows, kind by kind."""
    by_kind = {_(kind): free_rows(data, kind) for kind in KINDS}
    return _cut(
        data,
        _("Sáng kiến, đề xuất sửa đổi Kế hoạch, nhiệm vụ trọng tâm kỳ tới"),
        _under_titles(by_kind),
        sum(map(len, by_kind.values())),
        "Sáng kiến, đề xuất",
        Column(_("Đơn vị"), 20, value=lambda each: data.unit(each.unit)),
        Column(_("Nội dung"), 40, value=lambda each: _cell(each.text)),
        Column(_("Lĩnh vực"), 18, value=lambda each: within(each.area) or NOTHING),
        Column(_("Tác giả"), 14, value=lambda each: within(each.author) or NOTHING),
        Column(_("Hiệu quả"), 24, value=lambda each: within(each.effect) or NOTHING),
        Column(_("Tình trạng"), 13, value=lambda each: within(each.status) or NOTHING),
        Column(_("Quyết định công nhận"), 16, value=lambda each: within(each.decision) or NOTHING),
    )


def own_words(data: ReportData) -> Iterator[Block]:
    """Yield what units wrote, whole, where the text has less than all of it."""
    groups = {
        _("Giải trình, nguyên nhân"): data.causes,
        _("Khó khăn, kiến nghị"): data.difficulties,
    }
    every = groups.values()
    if not any(len(said) > MOST_LINES or any(s.is_long for s in said.sorted) for said in every):
        return
    yield from _cut(
        data,
        _("Nội dung do các đơn vị báo cáo"),
        _under_titles({title: said.sorted for title, said in groups.items()}),
        sum(map(len, every)),
        "Phụ lục I–III",
        Column(_("Đơn vị"), 30, value=lambda said: named([*said.units], 10)),
        Column(_("Nội dung"), 70, value=lambda said: quoted(said.text, _LONGEST)),
    )


_ANNEXES: dict[AnnexName, Callable[[ReportData], Iterator[Block]]] = {
    AnnexName.AREAS: by_area,
    AnnexName.UNITS: by_unit,
    AnnexName.CHARTS: charts,
    AnnexName.CHASE: chase,
    AnnexName.EXPLANATIONS: explanations,
    AnnexName.POINTS: points,
    AnnexName.IDEAS: ideas,
    AnnexName.TREND: over_time,
    AnnexName.WORDS: own_words,
}
_ANNEX = N_("Phụ lục")
_NUMBERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_PORTRAIT = (AnnexName.CHARTS, AnnexName.WORDS)


def annexes(data: ReportData) -> tuple[Annex, ...]:
    """Return the annexes that have something in them; *data* knows their numbers from now on."""
    found = {name: blocks for name, make in _ANNEXES.items() if (blocks := tuple(make(data)))}
    numbers = dict(zip(found, _NUMBERS, strict=False))
    data.numbers.update({name: f"{_ANNEX} {at}" for name, at in numbers.items()})
    return tuple(
        Annex(f"{_(_ANNEX)} {numbers[name]}", _(name.label), blocks, name not in _PORTRAIT)
        for name, blocks in found.items()
    )
