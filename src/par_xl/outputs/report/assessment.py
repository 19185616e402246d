"""III. What it comes to: what was reached; what is wanting, and why, in the units' own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _

from par_xl.insight.course import changed
from par_xl.insight.levels import Level, level, thresholds
from par_xl.merge.result import AreaPart
from par_xl.outputs.blocks import Block, Dash, Heading, Paragraph
from par_xl.outputs.periods import spoken_before
from par_xl.outputs.report.changes import area_name
from par_xl.outputs.report.matter import MOST_LINES, AnnexName, Matter
from par_xl.outputs.report.own_words import Sayings, lines
from par_xl.outputs.report.sentences import (
    joined,
    named,
    unreported,
    whose,
)
from par_xl.terms.words import PeriodKind, Timeliness, number, percent

_MOST_AREAS = 5
_MOST_UNITS = 3


def reached(matter: Matter) -> list[Block]:
    """What went well, as the plan's thresholds and the year before tell it."""
    by = _by_level(matter)
    rated = sum(len(by[each]) for each in Level if each is not Level.GREY)
    if not rated:
        return [Paragraph("Chưa có lĩnh vực nào đủ số liệu để đánh giá.")]
    blocks: list[Block] = [Paragraph(_levels(matter, by, rated))]
    if by[Level.GREEN]:
        blocks.append(Paragraph(f"{_areas(by[Level.GREEN])}.", "Lĩnh vực đạt:"))
    better, _ = changed(matter.courses)
    if better:
        blocks.append(
            Paragraph(
                f"Có {number(len(better))} lĩnh vực có tỷ lệ hoàn thành tăng so với "
                f"{spoken_before(matter.period)}."
            )
        )
    blocks += _best(matter)
    return blocks


def _best(matter: Matter) -> Iterator[Block]:
    """The units with the highest rates; where more than a few have the same, how many."""
    units = matter.result.units
    best = sorted(
        (unit for unit in units if unit.completion_rate),
        key=lambda unit: -(unit.completion_rate or 0.0),
    )
    if not best or len(units) == 1:
        return
    see = matter.see(AnnexName.UNITS)
    same = [unit.name for unit in best if unit.completion_rate == best[0].completion_rate]
    if len(same) > _MOST_UNITS:
        rate = percent(best[0].completion_rate)
        told = f"Có {number(len(same))} đơn vị cùng đạt tỷ lệ hoàn thành cao nhất ({rate}){see}: "
        yield Paragraph(f"{told}{named(same)}.")
        return
    shown = [f"{unit.name} ({percent(unit.completion_rate)})" for unit in best[:_MOST_UNITS]]
    yield Paragraph(f"{joined(shown)}{see}.", "Đơn vị có tỷ lệ hoàn thành cao nhất:")


def _by_level(matter: Matter) -> dict[Level, list[AreaPart]]:
    by: dict[Level, list[AreaPart]] = {each: [] for each in Level}
    for area in matter.result.areas:
        if area.assigned:
            by[level(matter.plan, matter.period, area)].append(area)
    for found in by.values():
        found.sort(key=lambda area: -(area.completion_rate or 0.0))
    return by


def _levels(matter: Matter, by: dict[Level, list[AreaPart]], rated: int) -> str:
    green, amber = map(percent, thresholds(matter.plan, matter.period))
    kind = "6 tháng" if matter.period.kind is PeriodKind.HALF_YEAR else "năm"
    told = (
        (Level.GREEN, f"đạt (tỷ lệ hoàn thành từ {green} trở lên)"),
        (Level.AMBER, f"cần chú ý (từ {amber} đến dưới {green})"),
        (Level.RED, f"chậm (dưới {amber})"),
    )
    parts = [
        f"{number(len(by[each]))}/{number(rated)} lĩnh vực {how}" for each, how in told if by[each]
    ]
    return f"Theo ngưỡng đánh giá của kỳ {kind}: {'; '.join(parts)}."


def _areas(found: Sequence[AreaPart]) -> str:
    told = [
        f"{area_name(area.index, area.name)} ({percent(area.completion_rate)})"
        for area in found[:_MOST_AREAS]
    ]
    more = len(found) - len(told)
    return "; ".join([*told, f"và {number(more)} lĩnh vực khác"] if more else told)


def wanting(matter: Matter) -> list[Block]:
    """What is wanting, in numbers and in the units' words; then the reasons that they gave."""
    facts = [Dash(text) for text in _facts(matter)]
    own = shown(matter, matter.gathered.shortcomings)
    if own:
        own.insert(0, Paragraph("Tồn tại, hạn chế và nguyên nhân do các đơn vị nêu:"))
    causes = _causes(matter)
    if not facts and not own and not causes:
        return [Paragraph("Trong kỳ, các đơn vị không nêu tồn tại, hạn chế nào.")]
    blocks: list[Block] = []
    groups = ((_("Tồn tại, hạn chế"), [*facts, *own]), (_("Nguyên nhân, giải trình"), causes))
    filled = [(title, group) for title, group in groups if group]
    for sign, (title, group) in zip("ab", filled, strict=False):
        if len(filled) > 1:
            blocks.append(Heading(3, f"{sign}) {title}"))
        blocks += group
    return blocks


def _facts(matter: Matter) -> Iterator[str]:
    """What the numbers show, a sentence each."""
    result, gathered = matter.result, matter.gathered
    red = _by_level(matter)[Level.RED]
    if red:
        yield f"Lĩnh vực thực hiện chậm: {_areas(red[::-1])}."
    _, worse = changed(matter.courses)
    if worse:
        before = spoken_before(matter.period)
        yield f"Có {number(len(worse))} lĩnh vực có tỷ lệ hoàn thành giảm so với {before}."
    if gathered.overdue.total:
        yield (
            f"Còn {number(gathered.overdue.total)} nhiệm vụ quá hạn, chưa hoàn thành"
            f"{matter.see(AnnexName.CHASE, of='overdue')}{whose(gathered.overdue_by_unit)}."
        )
    late = sum(part.done_late for part in result.authorities)
    if late:
        yield f"Có {number(late)} nhiệm vụ hoàn thành quá hạn{matter.see(of='done_late')}."
    missing = [u.name for u in result.units if u.submission is Timeliness.MISSING]
    if missing:
        yield f"Có {number(len(missing))} đơn vị chưa gửi báo cáo: {named(missing)}."
    refused = [u.name for u in result.units if u.submission is Timeliness.REFUSED]
    if refused:
        yield f"Có {number(len(refused))} đơn vị bị trả lại báo cáo: {named(refused)}."
    not_reported = sum(part.not_reported for part in result.authorities)
    if not_reported:
        told = unreported(not_reported, sum(part.in_error for part in result.authorities))
        yield f"Còn {joined(told)}{matter.see(AnnexName.CHASE, of='not_reported')}."
    if gathered.owing:
        yield (
            f"Còn {number(gathered.owing.total())} nhiệm vụ phải giải trình nhưng chưa có giải "
            f"trình{matter.see(AnnexName.EXPLANATIONS)}{whose(gathered.owing)}."
        )
    if matter.stood_still:
        count = number(len(matter.stood_still))
        yield f"Có {count} nhiệm vụ không tiến triển qua hai kỳ liên tiếp."


def shown(matter: Matter, said: Sayings) -> list[Block]:
    """The first of what was said, and how much more there is."""
    blocks: list[Block] = [Dash(text) for text in lines(said.sorted[:MOST_LINES])]
    if len(said) > MOST_LINES:
        more = number(len(said) - MOST_LINES)
        blocks.append(Paragraph(f"Và {more} ý kiến khác{matter.see(AnnexName.WORDS)}."))
    return blocks


def _causes(matter: Matter) -> list[Block]:
    """What units explained of what is late or not reached."""
    gathered = matter.gathered
    if not gathered.causes:
        return []
    lead = (
        f"Các đơn vị đã giải trình {number(gathered.given)} nhiệm vụ chậm, chưa đạt hoặc thấp hơn "
        f"cùng kỳ{matter.see(AnnexName.EXPLANATIONS)}:"
    )
    return [Paragraph(lead), *map(Dash, lines(gathered.causes.sorted[:MOST_LINES]))]
