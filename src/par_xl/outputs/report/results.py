"""I and II. What was directed; what was done: the whole, then area by area of each index."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from par_xl.insight.published import (
    NATIONAL_MEAN,
    TOTAL,
    Weakness,
    latest,
    passed_over,
    published,
    weakest,
)
from par_xl.merge.rates import Rates
from par_xl.merge.result import IndexPart
from par_xl.outputs.blocks import Block, Column, Dash, Heading, Paragraph, Table, table
from par_xl.outputs.report.data import AnnexName, ReportData, numbered, several
from par_xl.outputs.report.progress import changes, initiatives, pledges
from par_xl.outputs.report.sentences import (
    apart,
    capital,
    completed,
    counted,
    difference_of,
    done,
    joined,
    letter,
    named,
    share,
    summary,
    unchecked,
    unreported,
)
from par_xl.plan.model import Period, Plan
from par_xl.terms.words import (
    SURVEYED,
    UNCHECKED,
    Authority,
    Index,
    Timeliness,
    day,
    less,
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


def direction(data: ReportData) -> Iterator[Block]:
    """I. How the work was directed."""
    yield Heading(1, _("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"))
    yield Paragraph(_charged(data))
    lead = data.unit(data.plan.info["Đơn vị tổng hợp"])
    yield Paragraph(
        f"Kế hoạch yêu cầu các đơn vị gửi báo cáo về {lead} trước ngày "
        f"{day(data.period.send_before)}. {_reported(data)}"
    )
    yield from _extensions(data)
    yield Paragraph(_TO_ADD)


def _charged(data: ReportData) -> str:
    parts = [part for part in data.result.authorities if part.assigned]
    if not parts:
        return "Trong kỳ, Kế hoạch không giao nhiệm vụ nào cho các đơn vị chủ trì."
    leading = sum(1 for unit in data.result.units if unit.assigned)
    what = "nhiệm vụ thuộc thẩm quyền"
    each = counted(*((part.assigned, f"{what} {part.authority.label}") for part in parts))
    whose = f"gồm {joined(each)}"
    if len(parts) == 1:
        whose = f"đều thuộc thẩm quyền {parts[0].authority.label}"
    tasks, assigned = data.count("tasks"), data.count("assigned")
    apart = ""
    if assigned > tasks:
        apart = (
            f"; nhiệm vụ giao cho nhiều đơn vị chủ trì được tính riêng cho từng đơn vị, thành "
            f"{number(assigned)} nhiệm vụ được giao"
        )
    return (
        f"Theo phân công tại Kế hoạch, {number(leading)} đơn vị chủ trì {number(tasks)} nhiệm vụ"
        f"{apart}, {whose}."
    )


def _reported(data: ReportData) -> str:
    """How the units reported, in one sentence."""
    whole = len(data.result.units)
    on_time, late = data.names(Timeliness.ON_TIME), data.names(Timeliness.LATE)
    sent = len(on_time) + len(late)
    if not whole:
        return "Trong kỳ không có đơn vị nào phải gửi báo cáo."
    waiting = [(data.names(each), how) for each, how in _WAITING]
    lost = [unit.name for unit in data.result.units if data.result.is_lost(unit)]
    waiting.append((lost, "đã gửi nhưng tệp báo cáo không còn trong da-nop"))
    rest = joined([_told(names, how) for names, how in waiting if names])
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


def _extensions(data: ReportData) -> Iterator[Block]:
    """Extensions that were granted in the period."""
    texts = []
    for known in data.plan.extensions:
        if known.period == data.period.code:
            whose = "Các đơn vị" if known.unit is None else data.unit(known.unit)
            document = f" ({known.document})" if known.document else ""
            until = f"đến trước ngày {day(known.send_before)}{document}."
            texts.append(f"{capital(whose)} được gia hạn gửi báo cáo {until}")
    if len(texts) == 1:
        yield Paragraph(texts[0])
    elif texts:
        yield Paragraph("Gia hạn gửi báo cáo:")
        yield from several(texts, "Và {} trường hợp khác.")


_MOST_RESULTS = 3
"""Results of an area that the text quotes."""


def results(data: ReportData) -> Iterator[Block]:
    """II. What was done."""
    yield Heading(1, _("II. KẾT QUẢ THỰC HIỆN"))
    of = _("Kết quả thực hiện Chỉ số {index}")
    yield from numbered(
        (_("Kết quả chung"), _whole(data)),
        *((of.format(index=index.label), _of_index(data, index)) for index in Index),
        (_("Diễn biến so với các kỳ trước"), changes(data)),
        (_("Kết quả thực hiện cam kết của Chánh Văn phòng"), pledges(data)),
        (_("Sáng kiến cải cách hành chính"), initiatives(data)),
    )


def _whole(data: ReportData) -> Iterator[Block]:
    """Yield the two authorities apart, then together; the indices in a table."""
    parts = [part for part in data.result.authorities if part.assigned]
    if not parts:
        yield Paragraph("Trong kỳ không có nhiệm vụ nào được giao.")
        return
    yield Paragraph(
        f"Tổng hợp báo cáo của các đơn vị, nhiệm vụ quá hạn tính đến ngày "
        f"{day(data.result.as_of)}{data.see(AnnexName.AREAS, AnnexName.UNITS)}:"
    )
    for part in parts:
        said = summary(part)
        yield Dash(
            f"Nhiệm vụ thuộc thẩm quyền {part.authority.label}: {said[:1].lower()}{said[1:]}"
        )
    finished, applicable = sum(map(done, parts)), data.count("applicable")
    if len(parts) > 1 and finished:
        yield Paragraph(
            "Tính chung cả hai thẩm quyền, các đơn vị hoàn thành "
            f"{number(finished)}/{number(applicable)} nhiệm vụ phải thực hiện, đạt "
            f"{share(finished, applicable)}."
        )
    asked = sum(unit.coordinated for unit in data.result.units)
    helped = sum(unit.coordinated_reported for unit in data.result.units)
    if helped:
        yield Paragraph(
            f"Với vai trò phối hợp, các đơn vị đã báo cáo {number(helped)}/{number(asked)} nội "
            "dung."
        )
    elif asked:
        yield Paragraph(
            "Với vai trò phối hợp, các đơn vị chưa báo cáo nội dung nào trong "
            f"{number(asked)} nội dung được giao."
        )
    if estimated := data.estimated.total():
        yield Paragraph(
            f"Trong số đã hoàn thành có {number(estimated)} nhiệm vụ ước thực hiện (ngày hoàn "
            "thành sau ngày gửi báo cáo)."
        )
    yield _table(data)


def _table(data: ReportData) -> Table:
    return table(
        _("Kết quả thực hiện nhiệm vụ theo chỉ số và thẩm quyền"),
        [part for part in data.result.index_authorities if part.assigned],
        Column(_("Chỉ số"), 17, value=lambda part: part.index.label),
        Column(_("Thẩm quyền"), 16, value=lambda part: _(part.authority.label)),
        Column(_("Phải thực hiện"), 10, "right", lambda part: number(part.applicable)),
        Column(_("Hoàn thành"), 10, "right", lambda part: number(done(part))),
        Column(_("Quá hạn, chưa hoàn thành"), 12, "right", lambda part: number(part.overdue)),
        Column(_("Chưa có báo cáo hợp lệ"), 11, "right", lambda part: number(part.not_reported)),
        Column(_("Tỷ lệ hoàn thành"), 12, "right", lambda part: percent(part.completion_rate)),
        Column(_("Tiến độ theo trọng số"), 12, "right", lambda p: percent(p.weighted_progress)),
    )


def _of_index(data: ReportData, index: Index) -> Iterator[Block]:
    """Yield an index: its rates, what was scored or published, then its areas."""
    part = next((p for p in data.result.indices if p.index is index), None)
    if part is None or not part.assigned:
        return
    yield Paragraph(summary(part, data.by_authority(index)))
    for text in _scored(data, part), _published(data, index), _side_by_side(data, index):
        if text:
            yield Paragraph(text)
    areas = [area for area in data.result.areas if area.index is index and area.assigned]
    for place, area in enumerate(areas):
        yield Heading(3, f"{letter(place)}) {area.name}")
        yield Paragraph(_area_sentence(area, data.by_authority(area.index, area.area)))
        said = data.results.get((area.index, area.area))
        quotes = said.lines(_MOST_RESULTS) if said else []
        if len(quotes) == 1:
            yield Paragraph(f"Theo báo cáo của {quotes[0]}")
        elif quotes:
            yield Paragraph("Một số kết quả do các đơn vị báo cáo:")
            yield from map(Dash, quotes)


def _area_sentence(rates: Rates, parts: list[tuple[Authority, Rates]]) -> str:
    """Return what is done of an area, and what is amiss; the annex has all the rest."""
    said = [completed(rates) + apart(parts)]
    if rates.not_reported < rates.assigned and rates.applicable > 1:
        said += counted(
            (rates.done_late, "nhiệm vụ hoàn thành quá hạn"),
            (rates.overdue, "nhiệm vụ quá hạn, chưa hoàn thành"),
        )
        said += unreported(rates.not_reported, rates.in_error)
    return f"{capital('; '.join(said))}."


def _scored(data: ReportData, part: IndexPart) -> str:
    """Return what the units scored themselves, of the criteria that somebody scored."""
    if not part.score_maximum:
        return ""
    each = [
        f"{authority.label} {number(rates.self_score)}/{number(rates.score_maximum)} điểm"
        for authority, rates in data.by_authority(part.index)
        if rates.score_maximum
    ]
    own = f" ({joined(each)})" if len(each) > 1 else ""
    return (
        f"Ở các tiêu chí đã chấm, các đơn vị tự đánh giá {number(part.self_score)}/"
        f"{number(part.score_maximum)} điểm, bằng {percent(part.score_rate)}{own}."
    )


def _published(data: ReportData, index: Index) -> str:
    """Return the latest published value of the whole index, and its weakest areas."""
    plan, period = data.plan, data.period
    found = latest(plan, index, TOTAL, period.published_until)
    if found is None:
        return ""
    known = published(plan, index, TOTAL, found.year)
    ranked = f", xếp thứ {known.rank}" if known is not None and known.rank is not None else ""
    said = [
        f"Theo kết quả công bố năm {found.year}, Chỉ số {index.label} đạt {number(found.value)}"
        f"{index.unit}{ranked}{unchecked(found)}"
    ]
    before = published(plan, index, TOTAL, found.year - 1)
    change = less(found.value, before.value if before else None)
    if change is not None:
        told = difference_of(index, change)
        said.append(f"{told} so với năm {found.year - 1}{unchecked(before)}")
    mean = published(plan, index, NATIONAL_MEAN, found.year)
    if mean is not None and mean.value is not None:
        said.append(_beside(index, found.value, mean.value) + unchecked(mean))
    title, weak = weak_areas(plan, index, period)
    if weak and index in SURVEYED:
        return f"{'; '.join(said)}. {title}: {'; '.join(_one(index, each) for each in weak)}."
    return f"{'; '.join(said)}."


def _side_by_side(data: ReportData, index: Index) -> str:
    """Say which years' results are those of several provinces, and compared with nothing."""
    years = passed_over(data.plan, index, TOTAL, data.period.published_until)
    if not years:
        return ""
    return (
        f"Chỉ số {index.label} năm {joined([str(year) for year in years])} có các kết quả công bố "
        "khác nhau: các kết quả này để cạnh nhau, không tính trung bình, không dùng để so sánh."
    )


def _beside(index: Index, value: float, mean: float) -> str:
    shown = f"trung bình cả nước ({number(mean)}{index.unit})"
    ahead = less(value, mean)
    if not ahead:
        return f"bằng {shown}"
    unit = "điểm phần trăm" if index.unit == "%" else "điểm"
    return f"{'cao' if ahead > 0 else 'thấp'} hơn {shown} {number(abs(ahead))} {unit}"


def weak_areas(plan: Plan, index: Index, period: Period) -> tuple[str, list[Weakness]]:
    """Return the weakest areas by what was published: short of the target, lost, or least won; and
    which of these they are. None where nothing is known of any."""
    known = [w for w in weakest(plan, index, period)[1:] if w.latest is not None]
    groups = (
        ("Nội dung còn thấp hơn mục tiêu", [w for w in known if (w.gap or 0.0) > 0]),
        ("Nội dung giảm so với năm trước", [w for w in known if (w.change or 0.0) < 0]),
        ("Nội dung tăng ít nhất", [w for w in known if w.change is not None]),
        ("Nội dung thấp điểm nhất", sorted(known, key=lambda w: w.value or 0.0)),
    )
    return next(((title, found[:3]) for title, found in groups if found), ("", []))


def _one(index: Index, weak: Weakness) -> str:
    said = [f"{number(weak.value)}{index.unit}"]
    if weak.latest and weak.latest.is_reconstructed:
        said.append(UNCHECKED)
    if weak.change is not None:
        said.append(difference_of(index, weak.change))
    if (weak.gap or 0.0) > 0:
        said.append(f"mục tiêu {number(weak.target)}{index.unit}")
    return f"{weak.name} ({', '.join(said)})"
