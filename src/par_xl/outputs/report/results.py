"""I and II. What was directed; what was done: the whole, then area by area of each index."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from par_xl.insight.published import (
    NATIONAL_MEAN,
    TOTAL,
    Weakness,
    known_until,
    latest,
    published,
    weakest,
)
from par_xl.merge.result import AreaPart, IndexPart, Rates
from par_xl.outputs.blocks import Block, Column, Dash, Heading, Paragraph, Table
from par_xl.outputs.report.matter import MOST_LINES, AnnexName, Matter
from par_xl.outputs.report.own_words import lines
from par_xl.outputs.report.sentences import (
    apart,
    capital,
    completed,
    difference_of,
    done,
    joined,
    letter,
    named,
    share,
    told,
    unchecked,
    unreported,
)
from par_xl.plan.model import Extension, Period, Plan
from par_xl.terms.words import (
    NOTHING,
    SURVEYED,
    UNCHECKED,
    Authority,
    Index,
    Timeliness,
    day,
    number,
    percent,
)

_TO_ADD = (
    "[Bổ sung: văn bản chỉ đạo, quán triệt, tuyên truyền, kiểm tra việc thực hiện Kế hoạch "
    "trong kỳ]"
)
_WAITING = (
    (Timeliness.REFUSED, "bị trả lại để lập lại"),
    (Timeliness.MISSING, "chưa gửi"),
    (Timeliness.NOT_DUE, "chưa đến hạn gửi"),
)


def direction(matter: Matter) -> list[Block]:
    """The section."""
    return [
        Paragraph(_charged(matter)),
        Paragraph(f"{_asked(matter)} {reported(matter)}"),
        *_extensions(matter),
        Paragraph(_TO_ADD),
    ]


def _charged(matter: Matter) -> str:
    result = matter.result
    parts = {part.authority: part.assigned for part in result.authorities}
    assigned = sum(parts.values())
    if not assigned:
        return "Trong kỳ, Kế hoạch không giao nhiệm vụ nào cho các đơn vị chủ trì."
    leading = sum(1 for unit in result.units if unit.assigned)
    each = [
        f"{number(count)} nhiệm vụ thuộc thẩm quyền {authority.label}"
        for authority, count in parts.items()
        if count
    ]
    apart = f"gồm {joined(each)}" if len(each) > 1 else f"đều thuộc thẩm quyền {_only(parts)}"
    return (
        f"Theo phân công tại Kế hoạch, {number(leading)} đơn vị chủ trì {number(assigned)} nhiệm "
        f"vụ, {apart}; nhiệm vụ giao cho nhiều đơn vị chủ trì được tính riêng cho từng đơn vị."
    )


def _only(parts: dict[Authority, int]) -> str:
    return next(authority.label for authority, count in parts.items() if count)


def _asked(matter: Matter) -> str:
    lead = matter.unit(matter.plan.info["Đơn vị tổng hợp"])
    return (
        f"Kế hoạch yêu cầu các đơn vị gửi báo cáo về {lead} trước ngày "
        f"{day(matter.period.send_before)}."
    )


def reported(matter: Matter) -> str:
    """How the units reported, in one sentence."""
    by: dict[Timeliness, list[str]] = {each: [] for each in Timeliness}
    for unit in matter.result.units:
        by[unit.submission].append(unit.name)
    whole = len(matter.result.units)
    on_time, late = by[Timeliness.ON_TIME], by[Timeliness.LATE]
    sent = len(on_time) + len(late)
    if not whole:
        return "Trong kỳ không có đơn vị nào phải gửi báo cáo."
    rest = joined([_told(by[each], how) for each, how in _WAITING if by[each]])
    if not sent:
        return f"Đến thời điểm tổng hợp, chưa tiếp nhận báo cáo nào: {rest}."
    who = f"{number(sent)}/{number(whole)}" if sent < whole or whole == 1 else f"cả {number(whole)}"
    if late and on_time:
        how = f"trong đó {number(len(on_time))} đơn vị đúng hạn, {_told(late, 'gửi muộn')}"
    elif late:
        how = f"đều gửi muộn ({named(late)})" if sent > 1 else f"gửi muộn ({late[0]})"
    else:
        how = "đều đúng hạn" if sent > 1 else "đúng hạn"
    end = f"; còn {rest}" if rest else ""
    return f"Đến thời điểm tổng hợp, {who} đơn vị đã gửi báo cáo, {how}{end}."


def _told(names: list[str], how: str) -> str:
    return f"{number(len(names))} đơn vị {how} ({named(names)})"


def _extensions(matter: Matter) -> Iterator[Block]:
    """Extensions that were granted in the period."""
    known = [each for each in matter.plan.extensions if each.period == matter.period.code]
    if len(known) == 1:
        yield Paragraph(f"{capital(_extension(matter, known[0]))}.")
    elif known:
        yield Paragraph("Gia hạn gửi báo cáo:")
        yield from (Dash(f"{capital(_extension(matter, each))}.") for each in known[:MOST_LINES])
        if len(known) > MOST_LINES:
            yield Paragraph(f"Và {number(len(known) - MOST_LINES)} trường hợp khác.")


def _extension(matter: Matter, known: Extension) -> str:
    whose = "các đơn vị" if known.unit is None else matter.unit(known.unit)
    until = f"{whose} được gia hạn gửi báo cáo đến trước ngày {day(known.send_before)}"
    return f"{until} ({known.document})" if known.document else until


_MOST_RESULTS = 3
"""Results of an area that the text quotes."""
_LEAST = 0.005


def whole(matter: Matter) -> list[Block]:
    """The two authorities apart, then together; the indices in a table."""
    parts = [part for part in matter.result.authorities if part.assigned]
    if not parts:
        return [Paragraph("Trong kỳ không có nhiệm vụ nào được giao.")]
    as_of = day(matter.result.as_of)
    blocks: list[Block] = [
        Paragraph(
            f"Tổng hợp báo cáo của các đơn vị, nhiệm vụ quá hạn tính đến ngày {as_of}"
            f"{matter.see(AnnexName.AREAS, AnnexName.UNITS)}:"
        )
    ]
    blocks += [
        Dash(f"Nhiệm vụ thuộc thẩm quyền {part.authority.label}: {_lower(told(part))}")
        for part in parts
    ]
    if len(parts) > 1:
        finished, applicable = sum(map(done, parts)), sum(part.applicable for part in parts)
        if finished:
            blocks.append(
                Paragraph(
                    "Tính chung cả hai thẩm quyền, các đơn vị hoàn thành "
                    f"{number(finished)}/{number(applicable)} nhiệm vụ phải thực hiện, đạt "
                    f"{share(finished, applicable)}."
                )
            )
    blocks += _helped(matter)
    if matter.gathered.estimated:
        blocks.append(
            Paragraph(
                f"Trong số đã hoàn thành có {number(matter.gathered.estimated)} nhiệm vụ ước thực "
                "hiện (ngày hoàn thành sau ngày gửi báo cáo)."
            )
        )
    return [*blocks, _table(matter)]


def _helped(matter: Matter) -> Iterator[Block]:
    asked = sum(unit.coordinated for unit in matter.result.units)
    helped = sum(unit.coordinated_reported for unit in matter.result.units)
    if asked:
        text = (
            f"đã báo cáo {number(helped)}/{number(asked)} nội dung"
            if helped
            else (f"chưa báo cáo nội dung nào trong {number(asked)} nội dung được giao")
        )
        yield Paragraph(f"Với vai trò phối hợp, các đơn vị {text}.")


def _table(matter: Matter) -> Table:
    rows = [
        (
            index.label,
            _(authority.label),
            number(rates.applicable),
            number(done(rates)),
            number(rates.overdue),
            number(rates.not_reported),
            percent(rates.completion_rate),
            percent(rates.weighted_progress),
        )
        for index in Index
        for authority, rates in matter.index_parts(index)
        if rates.assigned
    ]
    return Table(
        _("Kết quả thực hiện nhiệm vụ theo chỉ số và thẩm quyền"),
        (
            Column(_("Chỉ số"), 17),
            Column(_("Thẩm quyền"), 16),
            Column(_("Phải thực hiện"), 10, "right"),
            Column(_("Hoàn thành"), 10, "right"),
            Column(_("Quá hạn, chưa hoàn thành"), 12, "right"),
            Column(_("Chưa có báo cáo hợp lệ"), 11, "right"),
            Column(_("Tỷ lệ hoàn thành"), 12, "right"),
            Column(_("Tiến độ bình quân"), 12, "right"),
        ),
        tuple(rows),
    )


def of_index(matter: Matter, index: Index) -> list[Block]:
    """An index: its rates, what was scored or published, then its areas."""
    part = next((p for p in matter.result.indices if p.index is index), None)
    if part is None or not part.assigned:
        return []
    blocks: list[Block] = [Paragraph(told(part, matter.index_parts(index)))]
    if scored := _scored(matter, part):
        blocks.append(Paragraph(scored))
    if known := _published(matter, index):
        blocks.append(Paragraph(known))
    areas = [area for area in matter.result.areas if area.index is index and area.assigned]
    for place, area in enumerate(areas):
        blocks.append(Heading(3, f"{letter(place)}) {area.name}"))
        blocks += _area(matter, area)
    return blocks


def _area(matter: Matter, area: AreaPart) -> Iterator[Block]:
    yield Paragraph(_area_sentence(area, matter.area_parts(area)))
    results = matter.gathered.results.get((area.index, area.area))
    if not results:
        return
    quotes = results.sorted[:_MOST_RESULTS]
    if len(quotes) == 1:
        yield Paragraph(f"Theo báo cáo của {lines(quotes)[0]}")
    else:
        yield Paragraph("Một số kết quả do các đơn vị báo cáo:")
        yield from map(Dash, lines(quotes))


def _area_sentence(rates: Rates, parts: list[tuple[Authority, Rates]]) -> str:
    """What is done of an area, and what is amiss; the annex has all the rest."""
    said = [completed(rates) + apart(parts)]
    if rates.not_reported < rates.assigned and rates.applicable > 1:
        late, overdue = rates.done_late, rates.overdue
        said += [f"{number(late)} nhiệm vụ hoàn thành quá hạn"] if late else []
        said += [f"{number(overdue)} nhiệm vụ quá hạn, chưa hoàn thành"] if overdue else []
        said += unreported(rates.not_reported, rates.in_error)
    return f"{capital('; '.join(said))}."


def _scored(matter: Matter, part: IndexPart) -> str:
    """What the units scored themselves, of the criteria that somebody scored."""
    if not part.score_maximum:
        return ""
    each = [
        f"{authority.label} {number(rates.self_score)}/{number(rates.score_maximum)} điểm"
        for authority, rates in matter.index_parts(part.index)
        if rates.score_maximum
    ]
    own = f" ({joined(each)})" if len(each) > 1 else ""
    return (
        f"Ở các tiêu chí đã chấm, các đơn vị tự đánh giá {number(part.self_score)}/"
        f"{number(part.score_maximum)} điểm, bằng {percent(part.score_rate)}{own}."
    )


def _published(matter: Matter, index: Index) -> str:
    """The latest published value of the whole index, and its weakest areas."""
    plan, period = matter.plan, matter.period
    found = latest(plan, index, TOTAL, known_until(period))
    if found is None:
        return ""
    said = [f"Theo kết quả công bố năm {found.year}, Chỉ số {index.label} đạt "]
    said[0] += f"{number(found.value)}{index.unit}{_ranked(plan, index, found.year)}"
    said[0] += unchecked(found)
    before = published(plan, index, TOTAL, found.year - 1)
    if before is not None and before.value is not None:
        change = difference_of(index, found.value - before.value)
        said.append(f"{change} so với năm {found.year - 1}{unchecked(before)}")
    mean = published(plan, index, NATIONAL_MEAN, found.year)
    if mean is not None and mean.value is not None:
        said.append(_beside(index, found.value, mean.value) + unchecked(mean))
    weak = weak_areas(plan, index, period) if index in SURVEYED else ""
    return " ".join(filter(None, (f"{'; '.join(said)}.", weak)))


def _ranked(plan: Plan, index: Index, year: int) -> str:
    known = published(plan, index, TOTAL, year)
    return f", xếp thứ {known.rank}" if known is not None and known.rank is not None else ""


def _beside(index: Index, value: float, mean: float) -> str:
    shown = f"trung bình cả nước ({number(mean)}{index.unit})"
    if abs(value - mean) < _LEAST:
        return f"bằng {shown}"
    unit = "điểm phần trăm" if index.unit == "%" else "điểm"
    return f"{'cao' if value > mean else 'thấp'} hơn {shown} {number(abs(value - mean))} {unit}"


def weak_names(plan: Plan, index: Index, period: Period) -> str:
    """The names of the same areas; '' where nothing is known of any."""
    found = _weak(plan, index, period)
    return "; ".join(each.name for each in found[1][:3]) if found else ""


def weak_areas(plan: Plan, index: Index, period: Period) -> str:
    """The weakest areas by what was published: short of the target, lost, or least won."""
    found = _weak(plan, index, period)
    return f"{found[0]}: {_listed(index, found[1])}." if found else ""


def _weak(plan: Plan, index: Index, period: Period) -> tuple[str, list[Weakness]] | None:
    known = [w for w in weakest(plan, index, period)[1:] if w.latest is not None]
    groups = (
        ("Nội dung còn thấp hơn mục tiêu", [w for w in known if (w.gap or 0.0) >= _LEAST]),
        ("Nội dung giảm so với năm trước", [w for w in known if (w.change or 0.0) <= -_LEAST]),
        ("Nội dung tăng ít nhất", [w for w in known if w.change is not None]),
        ("Nội dung thấp điểm nhất", sorted(known, key=lambda w: w.latest.value if w.latest else 0)),
    )
    return next((group for group in groups if group[1]), None)


def _listed(index: Index, weak: list[Weakness]) -> str:
    return "; ".join(_one(index, each) for each in weak[:3])


def _one(index: Index, weak: Weakness) -> str:
    value = number(weak.latest.value) if weak.latest else NOTHING
    said = [f"{value}{index.unit}"]
    if weak.latest and weak.latest.is_reconstructed:
        said.append(UNCHECKED)
    if weak.change is not None:
        said.append(difference_of(index, weak.change))
    if weak.target is not None and weak.gap is not None and weak.gap >= _LEAST:
        said.append(f"mục tiêu {number(weak.target)}{index.unit}")
    return f"{weak.name} ({', '.join(said)})"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
