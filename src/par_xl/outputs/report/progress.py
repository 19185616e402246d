"""II, continued: the trend over the periods, the Chief of Office's commitments, initiatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from par_xl.insight.commitments import Commitment, Verdict, commitments
from par_xl.insight.trend import StoodStill, Trend, UnitChange, changed, unit_changes
from par_xl.merge.result import InitiativePart, Rates
from par_xl.outputs.blocks import Block, Dash, Paragraph
from par_xl.outputs.report.matter import MOST_LINES, AnnexName, Matter
from par_xl.outputs.report.own_words import quoted, within
from par_xl.outputs.report.sentences import (
    capital,
    difference,
    first_areas,
    joined,
    named,
    spoken,
    spoken_before,
)
from par_xl.rules.initiatives import KINDS
from par_xl.terms.words import UNCHECKED, Index, number, percent

_MOST_UNITS = 3


def changes(matter: Matter) -> list[Block]:
    """The subsection; nothing where there is no result of an earlier period."""
    if not matter.dossier.past:
        return []
    return [*_compared(matter), *_units(matter), *_stood_still(matter)]


def _compared(matter: Matter) -> Iterator[Block]:
    before = spoken_before(matter.period)
    whole = [each for each in matter.trends if each.area is None and _is_told(each)]
    see = matter.see(AnnexName.TREND)
    if not any(each.year_before is not None for each in whole):
        yield Paragraph(f"Chưa có số liệu {before} để so sánh cùng kỳ{see}.")
        return
    yield Paragraph(f"So với {before}, tỷ lệ hoàn thành nhiệm vụ{see}:")
    yield from (Dash(_index(matter, each)) for each in whole)
    better, worse = changed(matter.trends)
    if better:
        yield Paragraph(f"{_areas(better)}.", "Lĩnh vực có tỷ lệ hoàn thành tăng:")
    if worse:
        yield Paragraph(f"{_areas(worse)}.", "Lĩnh vực có tỷ lệ hoàn thành giảm:")
    if not better and not worse:
        yield Paragraph("Không có lĩnh vực nào thay đổi so với cùng kỳ.")


def _is_told(trend: Trend) -> bool:
    """Whether there is something to do, also where nobody reported yet: then that is said."""
    return trend.now.completion_rate is not None


def _index(matter: Matter, trend: Trend) -> str:
    """An index now and then, its authorities apart."""
    past = matter.dossier.past[matter.period.year_before]
    then = {part.authority: part for part in past.index_authorities if part.index is trend.index}
    each = [
        f"thẩm quyền {authority.label} {_now_and_then(rates, then.get(authority))}"
        for authority, rates in matter.index_parts(trend.index)
        if rates.applicable
    ]
    own = f"; trong đó {joined(each)}" if len(each) > 1 else ""
    return f"{trend.index.label}: {_now_and_then(trend.now, trend.year_before)}{own}."


def _now_and_then(now: Rates, before: Rates | None) -> str:
    if now.not_reported == now.assigned:
        return "chưa có báo cáo hợp lệ"
    rate = percent(now.completion_rate)
    then = before.completion_rate if before is not None and before.reporting_rate else None
    if then is None or now.completion_rate is None:
        return f"đạt {rate} (cùng kỳ chưa có số liệu)"
    return f"đạt {rate} ({difference(now.completion_rate - then)})"


def _areas(found: Sequence[Trend]) -> str:
    return first_areas(
        [
            f"{area_name(each.index, each.name)} ({percent(each.now.completion_rate)}, "
            f"{difference(each.change or 0.0)})"
            for each in found
        ]
    )


def area_name(index: Index, name: str) -> str:
    """An area's name where areas of several indices stand together."""
    return f"{name} – {index.label}"


def _units(matter: Matter) -> Iterator[Block]:
    known = unit_changes(matter.plan, matter.period, matter.result.units, matter.dossier.past)
    moved = [each for each in known if each.change is not None]
    up = sorted((e for e in moved if _of(e) > 0), key=lambda e: -_of(e))[:_MOST_UNITS]
    down = sorted((e for e in moved if _of(e) < 0), key=_of)[:_MOST_UNITS]
    for lead, found in (("Đơn vị tăng nhiều nhất:", up), ("Đơn vị giảm nhiều nhất:", down)):
        if found:
            told = [f"{e.name} ({percent(e.now)}, {difference(_of(e))})" for e in found]
            yield Paragraph(f"{'; '.join(told)}.", lead)
    for each in known:
        if each.merged and each.before is not None:
            merged = named([matter.unit(code) for code in each.merged])
            yield Paragraph(
                f"Số liệu cùng kỳ của {each.name} gồm cả {merged} đã sáp nhập vào đơn vị này."
            )


def _of(change: UnitChange) -> float:
    return round(change.change or 0.0, 4)


def _stood_still(matter: Matter) -> Iterator[Block]:
    before = matter.period_before
    if before is None:
        return
    found = matter.stood_still
    both = f"{spoken(before)} và {spoken(matter.period)}"
    if not found:
        yield Paragraph(f"Không có nhiệm vụ nào chậm chuyển biến qua hai kỳ liên tiếp ({both}).")
        return
    tasks = grouped(found)
    yield Paragraph(
        f"Có {number(len(found))} nhiệm vụ không tiến triển qua hai kỳ liên tiếp ({both}):"
    )
    for key, units in list(tasks.items())[:MOST_LINES]:
        leads = named([matter.unit(unit) for unit in units], 4)
        yield Dash(f"{task_named(matter, key)} Đơn vị chủ trì: {leads}.")
    if len(tasks) > MOST_LINES:
        yield Paragraph(f"Và nhiệm vụ ở {number(len(tasks) - MOST_LINES)} dòng khác của Kế hoạch.")


def grouped(found: Sequence[StoodStill]) -> dict[str, list[str]]:
    """Units by the key of the row that they lead."""
    tasks: dict[str, list[str]] = {}
    for each in found:
        tasks.setdefault(each.item.key, []).append(each.unit)
    return tasks


def task_named(matter: Matter, key: str) -> str:
    """A row of the plan as a list names it: its index and code, what is to be done."""
    item = matter.plan.by_key[key]
    text = quoted(item.task or item.content, 160)
    return f"{item.index.label} {item.code}: {text}"


def pledges(matter: Matter) -> list[Block]:
    """Each commitment of the year against what was reached; nothing where there is none."""
    scores = {
        tally.item.key: score
        for tally in matter.dossier.tallies
        if (score := tally.mean_score) is not None
    }
    result, year = matter.result, matter.period.year
    found = commitments(matter.plan, year, result.indices, result.areas, scores)
    if not found:
        return []
    counts = (
        (Verdict.KEPT, "đã đạt"),
        (Verdict.MISSED, "chưa đạt"),
        (Verdict.OPEN, "chưa có kết quả công bố"),
    )
    parts = [
        f"{number(count)} cam kết {how}"
        for verdict, how in counts
        if (count := sum(each.verdict is verdict for each in found))
    ]
    told = f"Năm {year} có {number(len(found))} cam kết: {'; '.join(parts)}."
    return [Paragraph(told), *(Dash(_commitment(each)) for each in found)]


def _commitment(each: Commitment) -> str:
    aim = each.target
    unit = aim.index.unit
    asked = []
    if aim.value is not None:
        asked.append(f"đạt {number(aim.value)}{unit}")
    if aim.rank is not None:
        asked.append(f"xếp thứ {aim.rank} trở lên")
    said = [f"{within(each.name)}: cam kết {' và '.join(asked)}" if asked else within(each.name)]
    if each.is_published:
        said += _reached(each, unit)
        said.append(each.verdict.label.lower() + _lacking(each, unit))
    elif each.scored_maximum:
        said.append(
            f"các đơn vị tự đánh giá {number(each.value)}/{number(each.scored_maximum)} điểm"
        )
        said.append("chưa có kết quả công bố")
    else:
        said.append("chưa có kết quả công bố")
    return f"{'; '.join(said)}."


def _reached(each: Commitment, unit: str) -> list[str]:
    got = [f"đạt {number(each.value)}{unit}"] if each.value is not None else []
    got += [f"xếp thứ {each.rank}"] if each.rank is not None else []
    got += [UNCHECKED] if got and each.is_reconstructed else []
    return [f"kết quả {', '.join(got)}"] if got else []


def _lacking(each: Commitment, unit: str) -> str:
    lacks = []
    if each.missing:
        lacks.append(f"{number(each.missing)}{unit}")
    if each.missing_ranks:
        lacks.append(f"{each.missing_ranks} bậc")
    return f" (còn thiếu {', '.join(lacks)})" if lacks else ""


def initiatives(matter: Matter) -> list[Block]:
    """Initiatives of the units."""
    found = matter.initiatives(KINDS[0])
    if not found:
        return [Paragraph("Trong kỳ, các đơn vị chưa báo cáo sáng kiến nào.")]
    units = list(dict.fromkeys(matter.unit(each.unit) for each in found))
    return [
        Paragraph(f"Trong kỳ có {number(len(found))} sáng kiến của {named(units)}:"),
        *listed(matter, found),
    ]


def listed(matter: Matter, found: Sequence[InitiativePart]) -> list[Block]:
    """Free rows one by one, the first of them where they are many."""
    blocks: list[Block] = [Dash(_initiative(matter, each)) for each in found[:MOST_LINES]]
    if len(found) > MOST_LINES:
        more = number(len(found) - MOST_LINES)
        blocks.append(Paragraph(f"Và {more} nội dung khác{matter.see(AnnexName.IDEAS)}."))
    return blocks


def _initiative(matter: Matter, each: InitiativePart) -> str:
    about = (
        ("lĩnh vực", each.area),
        ("tác giả", each.author),
        ("hiệu quả", each.effect),
        ("tình trạng", each.status),
        ("quyết định công nhận", each.decision),
    )
    more = [f"{label}: {text}" for label, given in about if (text := within(given))]
    text = quoted(each.text) or "Chưa nêu nội dung."
    return " ".join(
        [f"{matter.unit(each.unit)}: {text}", *([f"{capital('; '.join(more))}."] if more else [])]
    )
