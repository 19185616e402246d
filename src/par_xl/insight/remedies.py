"""The draft of a remedial plan (plan, II.3): task rows that the next plan can take over.

Each row has the columns of the plan's appendices. What the data does not say (a task's wording, a
lead where several could be meant) is left for people to fill in, never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from par_xl.insight.points import Criterion, PointsToWin, title
from par_xl.insight.published import Weakness, weakest
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
    draft = _Draft(plan, period)
    found = [_of_criterion(draft, each) for each in points.ranked]
    for index in SURVEYED:
        areas = weakest(plan, index, period)[1:]
        found += [_of_area(draft, each) for each in areas if each.latest is not None][:_WEAKEST]
    return tuple(found)


class _Draft:
    """What is drafted of a plan and period: free codes, rows."""

    def __init__(self, plan: Plan, period: Period) -> None:
        self.plan, self._period = plan, period
        self._taken = {(item.index, item.code) for item in plan.items}

    def remedy(
        self, index: Index, parent: str, name: str, task: str, items: Sequence[Item], why: str
    ) -> Remedy:
        """Return the next row below *parent*, for what *items* ask of whom."""
        source = f"dự thảo khắc phục từ kết quả kỳ {self._period.code}"
        if any(item.is_reconstructed for item in items):
            # The word goes with the criterion wherever that goes.
            source += f"; recall: {RECONSTRUCTED}"
        # More tasks than letters: people give it a code.
        codes = (f"{parent}.{letter}" for letter in (*ascii_lowercase, "?"))
        code = next(c for c in codes if (index, c) not in self._taken or c.endswith("?"))
        self._taken.add((index, code))
        return Remedy(
            index=index,
            code=code,
            content=f"Khắc phục: {name}",
            task=task,
            leads=_if_one(item.leads.text for item in items),
            coordinating=_if_one(item.coordinating.text for item in items),
            performers=_if_one(item.performers for item in items),
            authority=_if_one(item.authority.label for item in items if item.authority),
            due=f"Năm {self._period.year + 1}",
            source=source,
            why=why,
        )


def _of_criterion(draft: _Draft, each: Criterion) -> Remedy:
    item = each.item
    parent, _, last = item.code.rpartition(".")
    gap, maximum = number(each.recoverable), number(each.maximum)
    why = f"Còn có thể đạt {gap}/{maximum} điểm ({each.basis.label.lower()})"
    if last.isdigit():
        parent = item.code
    if parent == item.code and item.is_leaf:
        # With a row below it, nobody is asked to do it itself any more.
        why += (
            f"; có dòng này thì {item.code} thành đề mục, nhiệm vụ đang giao ở đó còn làm thì ghi "
            "thêm thành một dòng con"
        )
    task = f"Rà soát nguyên nhân mất điểm, thực hiện để đạt thêm {gap} điểm."
    return draft.remedy(item.index, parent, title(item), task, [item], why)


def _of_area(draft: _Draft, each: Weakness) -> Remedy:
    of = each.index, each.code
    items = [item for item in draft.plan.items if item.is_leaf and (item.index, item.area) == of]
    task = "Xác định nội dung người dân đánh giá thấp, đề ra giải pháp nâng cao."
    return draft.remedy(each.index, each.code, each.name, task, items, "; ".join(_reasons(each)))


def _reasons(each: Weakness) -> Iterator[str]:
    if each.latest is not None:
        yield f"Kết quả năm {each.latest.year}: {number(each.latest.value)}"
    if each.gap is not None and each.gap > 0:
        yield f"còn thiếu {number(each.gap)} so với mục tiêu"
    if each.change is not None and each.change < 0:
        yield f"giảm {number(-each.change)} so với năm trước đó"


def _if_one(texts: Iterable[str]) -> str:
    """Return the text on which all rows agree; nothing where they don't."""
    distinct: Collection[str] = dict.fromkeys(text for text in texts if text)
    return next(iter(distinct)) if len(distinct) == 1 else ""
