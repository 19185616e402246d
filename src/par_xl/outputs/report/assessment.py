"""III to V. What was reached, what is wanting and why; what is next; what units ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _

from par_xl.insight.levels import Level, level, thresholds
from par_xl.insight.points import Basis, Criterion, said
from par_xl.insight.trend import changed
from par_xl.merge.result import AreaPart
from par_xl.outputs.blocks import Block, Dash, Heading, Paragraph
from par_xl.outputs.report.matter import MOST_LINES, AnnexName, Matter, next_end
from par_xl.outputs.report.own_words import Sayings, lines, within
from par_xl.outputs.report.progress import area_name, listed
from par_xl.outputs.report.results import weak_names
from par_xl.outputs.report.sentences import (
    brackets,
    capital,
    counts_apart,
    first_areas,
    joined,
    named,
    spoken_before,
    unreported,
    whose,
)
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import (
    SCORED,
    SURVEYED,
    UNCHECKED,
    PeriodKind,
    Timeliness,
    day,
    labels,
    number,
    percent,
)

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
    better, _ = changed(matter.trends)
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
    return first_areas(
        [f"{area_name(area.index, area.name)} ({percent(area.completion_rate)})" for area in found]
    )


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
    _, worse = changed(matter.trends)
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


_TO_ADD = "[Bổ sung: nhiệm vụ trọng tâm kỳ tới; các đơn vị chưa đề xuất nhiệm vụ nào]"
_MOST_POINTS = 6
_LEAST = 0.005


def main_tasks(matter: Matter) -> list[Block]:
    """What the units mean to do."""
    found = matter.initiatives(KINDS[2])
    if not found:
        return [Paragraph(_TO_ADD)]
    return [
        Paragraph(f"Các đơn vị đề xuất {number(len(found))} nhiệm vụ trọng tâm:"),
        *listed(matter, found),
    ]


def left(matter: Matter) -> list[Block]:
    """What has to be finished."""
    return [Dash(text) for text in _left(matter)]


def _left(matter: Matter) -> Iterator[str]:
    gathered, result = matter.gathered, matter.result
    if gathered.overdue.total:
        yield (
            f"Hoàn thành dứt điểm {number(gathered.overdue.total)} nhiệm vụ đã quá hạn"
            f"{matter.see(AnnexName.CHASE, of='overdue')}."
        )
    for field, begin in (
        ("in_progress", "Đẩy nhanh tiến độ, hoàn thành đúng hạn {} nhiệm vụ đang thực hiện"),
        ("not_started", "Triển khai {} nhiệm vụ chưa thực hiện, chưa đến hạn"),
    ):
        count = sum(getattr(part, field) for part in result.authorities)
        if count:
            yield f"{begin.format(number(count))}{matter.see(of=field)}."
    due = {authority: count for authority, count in gathered.due_next.items() if authority}
    if due:
        yield (
            f"Trong số việc chưa xong, {number(sum(due.values()))} nhiệm vụ có thời hạn từ nay "
            f"đến hết ngày {day(next_end(matter.period))}{brackets(counts_apart(due))}."
        )
    owing = Timeliness.MISSING, Timeliness.REFUSED
    missing = [unit.name for unit in result.units if unit.submission in owing]
    if missing:
        yield f"Yêu cầu {named(missing)} gửi báo cáo còn thiếu."
    in_error = sum(part.in_error for part in result.authorities)
    if in_error:
        yield f"Báo cáo lại {number(in_error)} nhiệm vụ đã báo cáo nhưng chưa hợp lệ."
    if gathered.owing:
        yield (
            f"Giải trình đầy đủ {number(gathered.owing.total())} nhiệm vụ còn thiếu giải trình"
            f"{matter.see(AnnexName.EXPLANATIONS)}."
        )
    if matter.stood_still:
        yield (
            f"Tháo gỡ vướng mắc ở {number(len(matter.stood_still))} nhiệm vụ không tiến triển qua "
            "hai kỳ liên tiếp."
        )


def to_win(matter: Matter) -> list[Block]:
    """The points of PAR INDEX that can still be won, and what SIPAS and PAPI lack most."""
    found = matter.points
    blocks: list[Block] = []
    unfinished = [each for each in found.ranked if each.is_open]
    if unfinished:
        top = unfinished[:_MOST_POINTS]
        total = sum(each.recoverable or 0.0 for each in top)
        blocks.append(
            Paragraph(
                f"Chỉ số {labels(SCORED)}: ở các tiêu chí đã có điểm, còn có thể đạt thêm "
                f"{number(found.total)} điểm{matter.see(AnnexName.POINTS)}. Ưu tiên các việc chưa "
                f"xong có điểm còn thiếu nhiều nhất; {said(len(top), total)}:"
            )
        )
        blocks += (Dash(_criterion(matter, each)) for each in top)
    elif found.ranked:
        blocks.append(
            Paragraph(
                f"Chỉ số {labels(SCORED)}: còn {number(found.total)} điểm chưa đạt ở các tiêu chí "
                f"đã thực hiện xong{matter.see(AnnexName.POINTS)}."
            )
        )
    if found.unknown:
        maximum = sum(each.maximum for each in found.unknown)
        blocks.append(
            Paragraph(
                f"Có {number(len(found.unknown))} tiêu chí (tối đa {number(maximum)} điểm) chưa có "
                "điểm tự đánh giá và kết quả công bố, chưa xác định được số điểm còn có thể đạt."
            )
        )
    for index in SURVEYED:
        if weak := weak_names(matter.plan, index, matter.period):
            blocks.append(Paragraph(f"Chỉ số {index.label}: tập trung cải thiện {weak}."))
    return blocks


def _criterion(matter: Matter, each: Criterion) -> str:
    leads = named([matter.unit(code) for code in each.leads], 3)
    have = number(each.maximum - (each.recoverable or 0.0))
    name = capital(within(each.item.content))
    is_guess = each.basis is Basis.PUBLISHED and each.published and each.published.is_reconstructed
    doubt = f", {UNCHECKED}" if is_guess else ""
    return (
        f"Tiêu chí {each.item.code} {name}: +{number(each.recoverable)} điểm (hiện có "
        f"{have}/{number(each.maximum)}{doubt}); chủ trì: {leads}."
    )


def difficulties(matter: Matter) -> list[Block]:
    """The units' difficulties and proposals in their words."""
    return shown(matter, matter.gathered.difficulties)


def amendments(matter: Matter) -> list[Block]:
    """Proposals to amend the plan (its last paragraph)."""
    return listed(matter, matter.initiatives(KINDS[1]))


NONE = Paragraph("Trong kỳ, các đơn vị không có đề xuất, kiến nghị.")
