"""Counts and rates per area, index, unit and authority (contract, section 6).

Assignments are counted unit by unit, in whatever order: sums are kept exactly, as whole numbers
of a very small share, so that neither order nor batches show in the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import fsum, ldexp
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict

from par_xl.plan.model import Item, Plan
from par_xl.terms.words import State

if TYPE_CHECKING:
    from par_xl.merge.result import Entry, Score

SHARE = object()
Share = Annotated[float | None, SHARE]
"""0 to 1; None: of nothing."""


class Rates(BaseModel):
    """Counts and rates of one group of assignments (contract, section 6).

    Counts are of assignments: a leaf × a lead unit. Rates are shares, 0 to 1, unrounded; one over
    nothing is None. ``self_score``, ``score_maximum`` and ``recoverable`` are points.

    A field that comes later needs a default: results that were written before are read on.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    assigned: Annotated[int, "Số nhiệm vụ được giao (mỗi dòng × mỗi đơn vị chủ trì)"]
    tasks: Annotated[int, "Số nhiệm vụ (dòng có đơn vị chủ trì)"]
    applicable: Annotated[int, "Số phải thực hiện: được giao trừ không áp dụng"]
    not_reported: Annotated[int, "Chưa báo cáo"]
    in_error: Annotated[int, "Trong số chưa báo cáo: đã nhập nhưng chưa hợp lệ"]
    not_applicable: Annotated[int, "Không áp dụng"]
    done_on_time: Annotated[int, "Hoàn thành đúng hạn"]
    done_late: Annotated[int, "Hoàn thành quá hạn"]
    overdue: Annotated[int, "Chưa hoàn thành, quá hạn"]
    in_progress: Annotated[int, "Đang thực hiện, trong hạn"]
    not_started: Annotated[int, "Chưa thực hiện, chưa đến hạn"]
    completion_rate: Annotated[Share, "Tỷ lệ hoàn thành / phải thực hiện"]
    on_time_rate: Annotated[Share, "Tỷ lệ hoàn thành đúng hạn / phải thực hiện"]
    reporting_rate: Annotated[Share, "Tỷ lệ báo cáo: (được giao − chưa báo cáo) / được giao"]
    weighted_progress: Annotated[Share, "Tiến độ theo trọng số là điểm tối đa"]
    self_score: Annotated[float, "Tổng điểm tự đánh giá của các tiêu chí"]
    score_maximum: Annotated[float, "Tổng điểm tối đa của các tiêu chí đã chấm"]
    recoverable: Annotated[float, "Điểm còn có thể đạt: tối đa − tự đánh giá"]
    score_rate: Annotated[Share, "Tỷ lệ điểm: tự đánh giá / tối đa"]


_STATES = tuple(State)
_PLACES = {state: place for place, state in enumerate(_STATES)}
_BITS = 80


@dataclass(slots=True)
class ItemTally:
    """The assignments of one item counted: ``weight`` is that of each, ``done`` their sum in exact
    steps."""

    item: Item
    weight: float
    states: list[int] = field(default_factory=lambda: [0] * len(_STATES))
    in_error: int = 0
    done: int = 0

    def count(self, state: State) -> int:
        """How many of its assignments stand like that."""
        return self.states[_PLACES[state]]


class Tallies(dict[str, ItemTally]):
    """Assignments counted per item, by row key."""

    def __init__(self, plan: Plan, entries: Iterable[Entry] = ()) -> None:
        super().__init__()
        self._plan = plan
        self.add(entries)

    def add(self, entries: Iterable[Entry]) -> None:
        """Count the assignments among *entries*."""
        for entry in entries:
            if entry.state is None:
                continue
            tally = self.get(entry.key)
            if tally is None:
                tally = self[entry.key] = ItemTally(self._plan.by_key[entry.key], entry.weight)
            tally.states[_PLACES[entry.state]] += 1
            tally.in_error += entry.in_error
            tally.done += _exact(entry.share_done)

    def assigned(self) -> list[ItemTally]:
        """Return the items that somebody leads, in the plan's order."""
        return sorted(self.values(), key=lambda tally: self._plan.places[tally.item.key])


def _exact(value: float) -> int:
    return int(ldexp(value, _BITS))


def rates(tallies: Iterable[ItemTally], scores: Iterable[Score]) -> dict[str, Any]:
    """Return counts and rates of a group of items, and of its criteria's scores.

    A group without assignments counts 0 everywhere; a rate over nothing is None, never 0.
    """
    tallies = list(tallies)
    by_state = {s: sum(t.states[place] for t in tallies) for place, s in enumerate(_STATES)}
    assigned = sum(by_state.values())
    applicable = assigned - by_state[State.NOT_APPLICABLE]
    done = by_state[State.DONE_ON_TIME] + by_state[State.DONE_LATE]
    weight = fsum(t.weight * (sum(t.states) - t.count(State.NOT_APPLICABLE)) for t in tallies)
    weighted = fsum(t.weight * (t.done / (1 << _BITS)) for t in tallies)
    scored = [each for each in scores if each.self_score is not None]
    score = fsum(each.self_score or 0.0 for each in scored)
    maximum = fsum(each.maximum for each in scored)
    return {
        "assigned": assigned,
        "tasks": len(tallies),
        "applicable": applicable,
        **{state.value: count for state, count in by_state.items()},
        "in_error": sum(tally.in_error for tally in tallies),
        "completion_rate": _share(done, applicable),
        "on_time_rate": _share(by_state[State.DONE_ON_TIME], applicable),
        "reporting_rate": _share(assigned - by_state[State.NOT_REPORTED], assigned),
        "weighted_progress": _share(weighted, weight),
        "self_score": score,
        "score_maximum": maximum,
        "recoverable": maximum - score,
        "score_rate": _share(score, maximum),
    }


def _share(part: float, whole: float) -> float | None:
    return None if whole == 0 else part / whole
