"""II, continued: the trend over the periods, the Chief of Office's commitments, initiatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from par_xl.insight.commitments import Commitment, Verdict, commitments
from par_xl.insight.trend import Trend, changed, points, unit_changes
from par_xl.merge.rates import Rates
from par_xl.merge.result import InitiativePart
from par_xl.outputs.blocks import Block, Dash, Paragraph
from par_xl.outputs.report.data import MOST_LINES, AnnexName, ReportData, free_rows, several
from par_xl.outputs.report.sentences import (
    capital,
    counted,
    difference,
    first_areas,
    joined,
    named,
    quoted,
    spoken,
    spoken_before,
    within,
)
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import UNCHECKED, number, percent

_MOST_UNITS = 3


def changes(data: ReportData) -> Iterator[Block]:
    """Yield the subsection; nothing where there is no result of an earlier period."""
    if data.past:
        yield from _compared(data)
        yield from _units(data)
        yield from _stood_still(data)


def _compared(data: ReportData) -> Iterator[Block]:
    before, see = spoken_before(data.period), data.see(AnnexName.TREND)
    # Also where nobody reported yet: then that is said.
    whole = [t for t in data.trends if t.area is None and t.now.completion_rate is not None]
    if not any(each.year_before is not None for each in whole):
        yield Paragraph(f"Chưa có số liệu {before} để so sánh cùng kỳ{see}.")
        return
    yield Paragraph(f"So với {before}, tỷ lệ hoàn thành nhiệm vụ{see}:")
    yield from (Dash(_index(data, each)) for each in whole)
    better, worse = changed(data.trends)
    if better:
        yield Paragraph(f"{_areas(better)}.", "Lĩnh vực có tỷ lệ hoàn thành tăng:")
    if worse:
        yield Paragraph(f"{_areas(worse)}.", "Lĩnh vực có tỷ lệ hoàn thành giảm:")
    if not better and not worse:
        yield Paragraph("Không có lĩnh vực nào thay đổi so với cùng kỳ.")


def _index(data: ReportData, trend: Trend) -> str:
    """Return an index now and then, its authorities apart."""
    past = data.past[data.period.year_before]
    then = {part.authority: part for part in past.index_authorities if part.index is trend.index}
    each = [
        f"thẩm quyền {authority.label} {_now_and_then(rates, then.get(authority))}"
        for authority, rates in data.by_authority(trend.index)
        if rates.applicable
    ]
    own = f"; trong đó {joined(each)}" if len(each) > 1 else ""
    return f"{trend.index.label}: {_now_and_then(trend.now, trend.year_before)}{own}."


def _now_and_then(now: Rates, before: Rates | None) -> str:
    if now.not_reported == now.assigned:
        return "chưa có báo cáo hợp lệ"
    rate = percent(now.completion_rate)
    then = before.completion_rate if before is not None and before.reporting_rate else None
    change = points(now.completion_rate, then)
    if change is None:
        return f"đạt {rate} (cùng kỳ chưa có số liệu)"
    return f"đạt {rate} ({difference(change)})"


def _areas(found: Sequence[Trend]) -> str:
    return first_areas(
        [
            (t.index, t.name, f"{percent(t.now.completion_rate)}, {difference(t.change or 0.0)}")
            for t in found
        ]
    )


def _units(data: ReportData) -> Iterator[Block]:
    known = unit_changes(data.plan, data.period, data.result.units, data.past)
    moved = [(each.change, each) for each in known if each.change is not None]
    moved.sort(key=lambda each: -abs(each[0]))
    for lead, found in (
        ("Đơn vị tăng nhiều nhất:", [each for each in moved if each[0] > 0]),
        ("Đơn vị giảm nhiều nhất:", [each for each in moved if each[0] < 0]),
    ):
        if found:
            told = [
                f"{unit.name} ({percent(unit.now)}, {difference(change)})"
                for change, unit in found[:_MOST_UNITS]
            ]
            yield Paragraph(f"{'; '.join(told)}.", lead)
    for each in known:
        if each.merged and each.before is not None:
            merged = named([data.unit(code) for code in each.merged])
            yield Paragraph(
                f"Số liệu cùng kỳ của {each.name} gồm cả {merged} đã sáp nhập vào đơn vị này."
            )


def _stood_still(data: ReportData) -> Iterator[Block]:
    before = data.period_before
    if before is None:
        return
    found = data.stalled
    both = f"{spoken(before)} và {spoken(data.period)}"
    if not found:
        yield Paragraph(f"Không có nhiệm vụ nào chậm chuyển biến qua hai kỳ liên tiếp ({both}).")
        return
    yield Paragraph(
        f"Có {number(len(found))} nhiệm vụ được giao không tiến triển qua hai kỳ liên tiếp "
        f"({both}):"
    )
    units: dict[str, list[str]] = {}
    for each in found:
        units.setdefault(each.item.key, []).append(data.unit(each.unit))
    tasks = []
    for key, leads in list(units.items())[:MOST_LINES]:
        item = data.plan.by_key[key]
        text = quoted(item.subject, 160)
        tasks.append(f"{item.index.label} {item.code}: {text} Đơn vị chủ trì: {named(leads, 4)}.")
    yield from several(tasks, "Và {} nhiệm vụ khác.", len(units))


def pledges(data: ReportData) -> Iterator[Block]:
    """Each commitment of the year against what was reached; nothing where there is none."""
    year = data.period.year
    found = commitments(data.plan, year, data.result.scores)
    if not found:
        return
    counts = Counter(each.verdict for each in found)
    parts = counted(
        (counts[Verdict.KEPT], "cam kết đã đạt"),
        (counts[Verdict.MISSED], "cam kết chưa đạt"),
        (counts[Verdict.OPEN], "cam kết chưa có kết quả công bố"),
    )
    yield Paragraph(f"Năm {year} có {number(len(found))} cam kết: {'; '.join(parts)}.")
    yield from (Dash(_commitment(each)) for each in found)


def _commitment(each: Commitment) -> str:
    aim, unit = each.target, each.target.index.unit
    asked = _both(aim.value, unit, aim.rank and f"xếp thứ {aim.rank} trở lên", "đạt ")
    said = [within(each.name) + (f": cam kết {' và '.join(asked)}" if asked else "")]
    if each.is_published:
        got = _both(each.value, unit, each.rank and f"xếp thứ {each.rank}", "đạt ")
        got += [UNCHECKED] if got and each.is_reconstructed else []
        said += [f"kết quả {', '.join(got)}"] if got else []
        lacks = _both(
            each.missing or None, unit, each.missing_ranks and f"{each.missing_ranks} bậc"
        )
        lacking = f" (còn thiếu {', '.join(lacks)})" if lacks else ""
        said.append(each.verdict.label.lower() + lacking)
    else:
        if each.scored_maximum:
            score = f"{number(each.value)}/{number(each.scored_maximum)}"
            said.append(f"các đơn vị tự đánh giá {score} điểm")
        said.append("chưa có kết quả công bố")
    return f"{'; '.join(said)}."


def _both(value: float | None, unit: str, rank: str | int | None, how: str = "") -> list[str]:
    """Return a value and a rank, as far as there are any."""
    values = [] if value is None else [f"{how}{number(value)}{unit}"]
    return values + ([str(rank)] if rank else [])


def initiatives(data: ReportData) -> Iterator[Block]:
    """Yield initiatives of the units."""
    found = free_rows(data, KINDS[0])
    if not found:
        yield Paragraph("Trong kỳ, các đơn vị chưa báo cáo sáng kiến nào.")
        return
    units = list(dict.fromkeys(data.unit(each.unit) for each in found))
    yield Paragraph(f"Trong kỳ có {number(len(found))} sáng kiến của {named(units)}:")
    yield from listed(data, found)


def listed(data: ReportData, found: Sequence[InitiativePart]) -> Iterator[Block]:
    """Free rows one by one, the first of them where they are many."""
    texts = [_initiative(data, each) for each in found[:MOST_LINES]]
    return several(texts, f"Và {{}} nội dung khác{data.see(AnnexName.IDEAS)}.", len(found))


def _initiative(data: ReportData, each: InitiativePart) -> str:
    about = (
        ("lĩnh vực", each.area),
        ("tác giả", each.author),
        ("hiệu quả", each.effect),
        ("tình trạng", each.status),
        ("quyết định công nhận", each.decision),
    )
    more = [f"{label}: {text}" for label, given in about if (text := within(given))]
    text = quoted(each.text) or "Chưa nêu nội dung."
    said = f"{data.unit(each.unit)}: {text}"
    return f"{said} {capital('; '.join(more))}." if more else said
