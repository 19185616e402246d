"""III to V. What was reached, what is wanting and why; what is next; what units ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _

from par_xl.insight.levels import Level, level, thresholds
from par_xl.insight.points import Basis, Criterion, said
from par_xl.insight.trend import changed
from par_xl.merge.result import AreaPart
from par_xl.outputs.blocks import Block, Dash, Heading, Paragraph
from par_xl.outputs.report.data import (
    MOST_LINES,
    AnnexName,
    ReportData,
    free_rows,
    next_end,
    numbered,
    several,
)
from par_xl.outputs.report.progress import listed
from par_xl.outputs.report.results import weak_areas
from par_xl.outputs.report.sentences import (
    UnitComments,
    brackets,
    capital,
    counts_apart,
    first_areas,
    joined,
    named,
    spoken_before,
    spoken_next,
    titled,
    unreported,
    whose,
    within,
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


def assessed(data: ReportData) -> Iterator[Block]:
    """III. What was reached, and what is wanting."""
    yield Heading(1, _("III. ĐÁNH GIÁ CHUNG"))
    yield from numbered(
        (_("Kết quả đạt được"), _reached(data)),
        (_("Tồn tại, hạn chế và nguyên nhân"), _wanting(data)),
    )


def ahead(data: ReportData) -> Iterator[Block]:
    """IV. What is to be done next."""
    coming = titled(spoken_next(data.period)).upper()
    yield Heading(1, _("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM {period}").format(period=coming))
    yield from numbered(
        (_("Nhiệm vụ trọng tâm"), _main_tasks(data)),
        (_("Nhiệm vụ chuyển tiếp"), map(Dash, _unfinished(data))),
        (_("Cải thiện điểm số các chỉ số"), _to_win(data)),
    )


def proposed(data: ReportData) -> Iterator[Block]:
    """V. What units propose."""
    yield Heading(1, _("V. ĐỀ XUẤT, KIẾN NGHỊ"))
    found = [
        *numbered(
            (
                _("Khó khăn, vướng mắc; đề xuất, kiến nghị của các đơn vị"),
                _said(data, data.difficulties),
            ),
            # The plan's last paragraph.
            (_("Đề xuất sửa đổi, bổ sung Kế hoạch"), listed(data, free_rows(data, KINDS[1]))),
        )
    ]
    yield from found or [Paragraph("Trong kỳ, các đơn vị không có đề xuất, kiến nghị.")]


def _reached(data: ReportData) -> Iterator[Block]:
    """Yield what went well, as the plan's thresholds and the year before tell it."""
    by = _by_level(data)
    rated = sum(map(len, by.values())) - len(by[Level.GREY])
    if not rated:
        yield Paragraph("Chưa có lĩnh vực nào đủ số liệu để đánh giá.")
        return
    green, amber = map(percent, thresholds(data.plan, data.period))
    levels = (
        (Level.GREEN, f"đạt (tỷ lệ hoàn thành từ {green} trở lên)"),
        (Level.AMBER, f"cần chú ý (từ {amber} đến dưới {green})"),
        (Level.RED, f"chậm (dưới {amber})"),
    )
    parts = [
        f"{number(len(by[each]))}/{number(rated)} lĩnh vực {how}"
        for each, how in levels
        if by[each]
    ]
    kind = "6 tháng" if data.period.kind is PeriodKind.HALF_YEAR else "năm"
    yield Paragraph(f"Theo ngưỡng đánh giá của kỳ {kind}: {'; '.join(parts)}.")
    if by[Level.GREEN]:
        yield Paragraph(f"{_areas(by[Level.GREEN])}.", "Lĩnh vực đạt:")
    better, _worse = changed(data.trends)
    if better:
        yield Paragraph(
            f"Có {number(len(better))} lĩnh vực có tỷ lệ hoàn thành tăng so với "
            f"{spoken_before(data.period)}."
        )
    yield from _best(data)


def _best(data: ReportData) -> Iterator[Block]:
    """Yield the units with the highest rates; where more than a few have the same, how many."""
    rates = [(u.completion_rate, u.name) for u in data.result.units if u.completion_rate]
    best = sorted(rates, key=lambda each: -each[0])
    if not best or len(data.result.units) == 1:
        return
    see = data.see(AnnexName.UNITS)
    same = [name for rate, name in best if rate == best[0][0]]
    if len(same) > _MOST_UNITS:
        yield Paragraph(
            f"Có {number(len(same))} đơn vị cùng đạt tỷ lệ hoàn thành cao nhất "
            f"({percent(best[0][0])}){see}: {named(same)}."
        )
        return
    shown = [f"{name} ({percent(rate)})" for rate, name in best[:_MOST_UNITS]]
    yield Paragraph(f"{joined(shown)}{see}.", "Đơn vị có tỷ lệ hoàn thành cao nhất:")


def _by_level(data: ReportData) -> dict[Level, list[AreaPart]]:
    """Return the areas, those with the highest rates first."""
    by: dict[Level, list[AreaPart]] = {each: [] for each in Level}
    for area in sorted(data.result.areas, key=lambda area: -(area.completion_rate or 0.0)):
        if area.assigned:
            by[level(data.plan, data.period, area)].append(area)
    return by


def _areas(found: Sequence[AreaPart]) -> str:
    return first_areas([(a.index, a.name, percent(a.completion_rate)) for a in found])


def _wanting(data: ReportData) -> Iterator[Block]:
    """Yield what is wanting in numbers, then why, in the units' words."""
    facts: list[Block] = [*map(Dash, _facts(data))]
    causes: list[Block] = []
    if data.causes:
        lead = "Tồn tại, hạn chế và nguyên nhân do các đơn vị nêu:"
        if explained := data.explained.total():
            lead = (
                f"Các đơn vị đã giải trình {number(explained)} nội dung chậm, chưa đạt hoặc thấp "
                f"hơn cùng kỳ{data.see(AnnexName.EXPLANATIONS)}. {lead}"
            )
        causes = [Paragraph(lead), *_said(data, data.causes)]
    if facts and causes:
        yield Heading(3, "a) " + _("Tồn tại, hạn chế"))
        yield from facts
        yield Heading(3, "b) " + _("Nguyên nhân, giải trình"))
        yield from causes
    else:
        nothing = Paragraph("Trong kỳ, các đơn vị không nêu tồn tại, hạn chế nào.")
        yield from facts or causes or [nothing]


def _facts(data: ReportData) -> Iterator[str]:
    """Yield what the numbers show, a sentence each."""
    if red := _by_level(data)[Level.RED]:
        yield f"Lĩnh vực thực hiện chậm: {_areas(red[::-1])}."
    _better, worse = changed(data.trends)
    if worse:
        before = spoken_before(data.period)
        yield f"Có {number(len(worse))} lĩnh vực có tỷ lệ hoàn thành giảm so với {before}."
    if overdue := data.overdue_by_unit:
        yield (
            f"Còn {number(overdue.total())} nhiệm vụ quá hạn, chưa hoàn thành"
            f"{data.see(AnnexName.CHASE, of='overdue')}{whose(overdue)}."
        )
    if late := data.count("done_late"):
        yield f"Có {number(late)} nhiệm vụ hoàn thành quá hạn{data.see(of='done_late')}."
    for state, how in (
        (Timeliness.MISSING, "chưa gửi báo cáo"),
        (Timeliness.REFUSED, "bị trả lại báo cáo"),
    ):
        if units := data.names(state):
            yield f"Có {number(len(units))} đơn vị {how}: {named(units)}."
    if not_reported := data.count("not_reported"):
        parts = joined(unreported(not_reported, data.count("in_error")))
        yield f"Còn {parts}{data.see(AnnexName.CHASE, of='not_reported')}."
    if owing := data.owing:
        yield (
            f"Còn {number(owing.total())} nội dung phải giải trình nhưng chưa có giải trình"
            f"{data.see(AnnexName.EXPLANATIONS)}{whose(owing, 'nội dung')}."
        )
    if still := data.stalled:
        yield f"Có {number(len(still))} nhiệm vụ không tiến triển qua hai kỳ liên tiếp."


def _said(data: ReportData, said: UnitComments) -> Iterator[Block]:
    """Return the first of what was said, and how much more there is."""
    more = f"Và {{}} ý kiến khác{data.see(AnnexName.WORDS)}."
    return several(said.lines(MOST_LINES), more, len(said))


_TO_ADD = "[Bổ sung: nhiệm vụ trọng tâm kỳ tới; các đơn vị chưa đề xuất nhiệm vụ nào]"
_MOST_POINTS = 6


def _main_tasks(data: ReportData) -> Iterator[Block]:
    """Yield what the units mean to do."""
    found = free_rows(data, KINDS[2])
    yield Paragraph(
        f"Các đơn vị đề xuất {number(len(found))} nhiệm vụ trọng tâm:" if found else _TO_ADD
    )
    yield from listed(data, found)


def _unfinished(data: ReportData) -> Iterator[str]:
    """Yield what has to be finished, a sentence each."""
    if data.overdue:
        yield (
            f"Hoàn thành dứt điểm {number(data.overdue_by_unit.total())} nhiệm vụ đã quá hạn"
            f"{data.see(AnnexName.CHASE, of='overdue')}."
        )
    for field, begin in (
        ("in_progress", "Đẩy nhanh tiến độ, hoàn thành đúng hạn {} nhiệm vụ đang thực hiện"),
        ("not_started", "Triển khai {} nhiệm vụ chưa thực hiện, chưa đến hạn"),
    ):
        if count := data.count(field):
            yield f"{begin.format(number(count))}{data.see(of=field)}."
    if due := data.due_next:
        yield (
            f"Trong số việc chưa xong, {number(due.total())} nhiệm vụ có thời hạn từ nay "
            f"đến hết ngày {day(next_end(data.period))}{brackets(counts_apart(due))}."
        )
    if missing := data.names(Timeliness.MISSING, Timeliness.REFUSED):
        yield f"Yêu cầu {named(missing)} gửi báo cáo còn thiếu."
    if in_error := data.count("in_error"):
        yield f"Báo cáo lại {number(in_error)} nhiệm vụ đã báo cáo nhưng chưa hợp lệ."
    if data.owing:
        yield (
            f"Giải trình đầy đủ {number(data.owing.total())} nội dung còn thiếu giải trình"
            f"{data.see(AnnexName.EXPLANATIONS)}."
        )
    if still := data.stalled:
        yield (
            f"Tháo gỡ vướng mắc ở {number(len(still))} nhiệm vụ không tiến triển qua hai kỳ liên "
            "tiếp."
        )


def _to_win(data: ReportData) -> Iterator[Block]:
    """Yield the points of PAR INDEX that can still be won, and what SIPAS and PAPI lack most."""
    found, see = data.points, data.see(AnnexName.POINTS)
    if top := [each for each in found.ranked if each.is_open][:_MOST_POINTS]:
        total = sum(each.recoverable or 0.0 for each in top)
        yield Paragraph(
            f"Chỉ số {labels(SCORED)}: ở các tiêu chí đã có điểm, còn có thể đạt thêm "
            f"{number(found.total)} điểm{see}. Ưu tiên các việc chưa xong có điểm còn thiếu nhiều "
            f"nhất; {said(len(top), total)}:"
        )
        yield from (Dash(_criterion(data, each)) for each in top)
    elif found.ranked:
        yield Paragraph(
            f"Chỉ số {labels(SCORED)}: còn {number(found.total)} điểm chưa đạt ở các tiêu chí đã "
            f"thực hiện xong{see}."
        )
    if found.unknown:
        maximum = sum(each.maximum for each in found.unknown)
        yield Paragraph(
            f"Có {number(len(found.unknown))} tiêu chí (tối đa {number(maximum)} điểm) chưa có "
            "điểm tự đánh giá và kết quả công bố, chưa xác định được số điểm còn có thể đạt."
        )
    for index in SURVEYED:
        if weak := weak_areas(data.plan, index, data.period)[1]:
            names = "; ".join(each.name for each in weak)
            yield Paragraph(f"Chỉ số {index.label}: tập trung cải thiện {names}.")


def _criterion(data: ReportData, each: Criterion) -> str:
    leads = named([data.unit(code) for code in each.leads], 3)
    scorer = f"chấm điểm: {data.unit(each.scorer)}; " if each.scorer else ""
    have = number(each.maximum - (each.recoverable or 0.0))
    name = capital(within(each.item.content))
    is_guess = each.basis is Basis.PUBLISHED and each.published and each.published.is_reconstructed
    doubt = f", {UNCHECKED}" if is_guess else ""
    return (
        f"Tiêu chí {each.item.code} {name}: +{number(each.recoverable)} điểm (hiện có "
        f"{have}/{number(each.maximum)}{doubt}); {scorer}chủ trì: {leads}."
    )
