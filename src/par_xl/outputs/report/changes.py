"""II, continued: the course over the periods, June beside June and year beside year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from par_xl.insight.course import Course, StoodStill, UnitChange, changed, unit_changes
from par_xl.merge.result import Rates
from par_xl.outputs.blocks import Block, Dash, Paragraph
from par_xl.outputs.periods import spoken, spoken_before
from par_xl.outputs.report.matter import MOST_LINES, AnnexName, Matter
from par_xl.outputs.report.own_words import quoted
from par_xl.outputs.report.sentences import (
    difference,
    joined,
    named,
)
from par_xl.terms.words import Index, number, percent

_MOST_AREAS = 5
_MOST_UNITS = 3


def changes(matter: Matter) -> list[Block]:
    """The subsection; nothing where there is no result of an earlier period."""
    if not matter.dossier.past:
        return []
    return [*_compared(matter), *_units(matter), *_stood_still(matter)]


def _compared(matter: Matter) -> Iterator[Block]:
    before = spoken_before(matter.period)
    whole = [each for each in matter.courses if each.area is None and _is_told(each)]
    see = matter.see(AnnexName.COURSE)
    if not any(each.year_before is not None for each in whole):
        yield Paragraph(f"Chưa có số liệu {before} để so sánh cùng kỳ{see}.")
        return
    yield Paragraph(f"So với {before}, tỷ lệ hoàn thành nhiệm vụ{see}:")
    yield from (Dash(_index(matter, each)) for each in whole)
    better, worse = changed(matter.courses)
    if better:
        yield Paragraph(f"{_areas(better)}.", "Lĩnh vực có tỷ lệ hoàn thành tăng:")
    if worse:
        yield Paragraph(f"{_areas(worse)}.", "Lĩnh vực có tỷ lệ hoàn thành giảm:")
    if not better and not worse:
        yield Paragraph("Không có lĩnh vực nào thay đổi so với cùng kỳ.")


def _is_told(course: Course) -> bool:
    """Whether there is something to do, also where nobody reported yet: then that is said."""
    return course.now.completion_rate is not None


def _index(matter: Matter, course: Course) -> str:
    """An index now and then, its authorities apart."""
    past = matter.dossier.past[matter.period.year_before]
    then = {part.authority: part for part in past.index_authorities if part.index is course.index}
    each = [
        f"thẩm quyền {authority.label} {_now_and_then(rates, then.get(authority))}"
        for authority, rates in matter.index_parts(course.index)
        if rates.applicable
    ]
    own = f"; trong đó {joined(each)}" if len(each) > 1 else ""
    return f"{course.index.label}: {_now_and_then(course.now, course.year_before)}{own}."


def _now_and_then(now: Rates, before: Rates | None) -> str:
    if now.not_reported == now.assigned:
        return "chưa có báo cáo hợp lệ"
    rate = percent(now.completion_rate)
    then = before.completion_rate if before is not None and before.reporting_rate else None
    if then is None or now.completion_rate is None:
        return f"đạt {rate} (cùng kỳ chưa có số liệu)"
    return f"đạt {rate} ({difference(now.completion_rate - then)})"


def _areas(found: Sequence[Course]) -> str:
    told = [
        f"{area_name(each.index, each.name)} ({percent(each.now.completion_rate)}, "
        f"{difference(each.change or 0.0)})"
        for each in found[:_MOST_AREAS]
    ]
    more = len(found) - len(told)
    return "; ".join([*told, f"và {more} lĩnh vực khác"] if more else told)


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
