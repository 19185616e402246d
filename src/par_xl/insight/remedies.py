"""The draft of a remedial plan (plan, II.3): task rows that the next plan can take over.

Each row has the columns of the plan's appendices. What the data does not say (a task's wording, a
lead where several could be meant) is left for people to fill in, never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from par_xl.insight.points import Criterion, PointsToWin, title
from par_xl.insight.published import TOTAL, Weakness, weakest
from par_xl.plan.model import Item, Period, Plan
from par_xl.terms.words import RECONSTRUCTED, SURVEYED, Index, number

_WEAKEST = 3
"""Areas of SIPAS and of PAPI that are taken up, of those that have a published result."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A task row for an appendix of the next plan. ``why`` says what is to be made good."""

    index: Index
    code: str
    content: str
    task: str
    leads: str
    coordinating: str
    performers: str
    authority: str
    due: str
    source: str
    why: str


def remedies(plan: Plan, period: Period, points: PointsToWin) -> tuple[Remedy, ...]:
    """Tasks for every criterion of PAR INDEX where points are known to be still to win, then for
    the weakest areas of SIPAS and PAPI."""
    codes = _Codes(plan)
    found = [_of_criterion(period, each, codes) for each in points.ranked]
    for index in SURVEYED:
        weak = [
            each
            for each in weakest(plan, index, period)
            if each.code != TOTAL and each.latest is not None
        ]
        found += [_of_area(plan, period, each, codes) for each in weak[:_WEAKEST]]
    return tuple(found)


class _Codes:
    """Codes that are still free for tasks: 3.2.1.a, 3.2.1.b …"""

    def __init__(self, plan: Plan) -> None:
        self._taken = {(item.index, item.code) for item in plan.items}

    def free(self, index: Index, parent: str) -> str:
        """The next one below *parent*."""
        for letter in ascii_lowercase:
            code = f"{parent}.{letter}"
            if (index, code) not in self._taken:
                break
        else:
            # More tasks than letters: people give it a code.
            code = f"{parent}.?"
        self._taken.add((index, code))
        return code


def _of_criterion(period: Period, each: Criterion, codes: _Codes) -> Remedy:
    item = each.item
    parent, _, last = item.code.rpartition(".")
    gap, maximum = number(each.recoverable), number(each.maximum)
    why = f"Còn có thể đạt {gap}/{maximum} điểm ({each.basis.label.lower()})"
    is_below_it = last.isdigit()
    if is_below_it:
        # With a row below it, it is a heading, and nobody is asked for it any more.
        why += (
            f"; có dòng này thì {item.code} thành đề mục, nhiệm vụ đang giao ở đó còn làm thì ghi "
            "thêm thành một dòng con"
        )
    return Remedy(
        index=item.index,
        code=codes.free(item.index, item.code if is_below_it else parent),
        content=f"Khắc phục: {title(item)}",
        task=f"Rà soát nguyên nhân mất điểm, thực hiện để đạt thêm {gap} điểm.",
        leads=item.leads.text,
        coordinating=item.coordinating.text,
        performers=item.performers,
        authority=item.authority.label if item.authority else "",
        due=_due(period),
        source=_source(period, [item]),
        why=why,
    )


def _of_area(plan: Plan, period: Period, each: Weakness, codes: _Codes) -> Remedy:
    items = [i for i in plan.items if i.is_leaf and (i.index, i.area) == (each.index, each.code)]
    return Remedy(
        index=each.index,
        code=codes.free(each.index, each.code),
        content=f"Khắc phục: {each.name}",
        task="Xác định nội dung người dân đánh giá thấp, đề ra giải pháp nâng cao.",
        leads=_if_one(item.leads.text for item in items),
        coordinating=_if_one(item.coordinating.text for item in items),
        performers=_if_one(item.performers for item in items),
        authority=_if_one(item.authority.label for item in items if item.authority),
        due=_due(period),
        source=_source(period, items),
        why="; ".join(_reasons(each)),
    )


def _reasons(each: Weakness) -> Iterator[str]:
    if each.latest is not None:
        yield f"Kết quả năm {each.latest.year}: {number(each.latest.value)}"
    if each.gap is not None and each.gap > 0:
        yield f"còn thiếu {number(each.gap)} so với mục tiêu"
    if each.change is not None and each.change < 0:
        yield f"giảm {number(-each.change)} so với năm trước đó"


def _if_one(texts: Iterable[str]) -> str:
    """The text on which all rows agree; nothing where they don't."""
    distinct: Collection[str] = dict.fromkeys(text for text in texts if text)
    return next(iter(distinct)) if len(distinct) == 1 else ""


def _due(period: Period) -> str:
    return f"Năm {period.year + 1}"


def _source(period: Period, items: Iterable[Item]) -> str:
    source = f"dự thảo khắc phục từ kết quả kỳ {period.code}"
    if any(item.is_reconstructed for item in items):
        # The word goes with the criterion wherever that goes.
        return f"{source}; recall: {RECONSTRUCTED}"
    return source
