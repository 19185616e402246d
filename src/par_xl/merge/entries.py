"""What is known of each row that a unit leads, helps with or scores: its entry, its score, their
state, and the explanation that they owe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from par_xl.intake.submission import Row
from par_xl.merge.result import Entry, Score
from par_xl.plan.due import read_target
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.units import Unit
from par_xl.rules.entry import FOR_SCORING, INPUT, Reported
from par_xl.terms.messages import N_, joined
from par_xl.terms.text import Cell
from par_xl.terms.words import PeriodKind, Role, State, Status, number

_NOTHING = Reported()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier periods' results say of a unit, by row key.

    ``values`` and ``scores`` are those of the same period a year before, scores of criteria whose
    maximum is still the same; ``carried`` are assignments that are done and stay done.
    """

    values: Mapping[str, float] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    carried: Mapping[str, Entry] = field(default_factory=dict)


Counted = Mapping[str, tuple[str, Row]]
"""The row that counts, and its file, by row key."""


def entries_and_scores(
    plan: Plan, period: Period, as_of: date, unit: Unit, rows: Counted, earlier: Earlier
) -> Iterator[tuple[str, Entry | None, Score | None]]:
    """Yield each row of a unit, in the plan's order: its key, the entry of an assignment or a
    filled coordinating row, the score of a criterion that the unit scores."""
    roles, year = plan.in_period(period), period.year
    for key, role in roles.of(unit.code):
        file, row = rows.get(key, (None, None))
        if role is Role.COORDINATING and row is None:
            continue
        item = plan.by_key[key]
        counted = row.accepted if row else None
        said = dict(vars(counted or _NOTHING))
        self_score = said.pop("self_score")
        about = _about(item, unit, file, row)
        corrected = row.corrected if row else frozenset()
        entry = score = None
        if role is not Role.SCORING:
            entry = Entry(
                **about,
                **said,
                role=role,
                due=item.due.within(year),
                weight=roles.weights[key],
                state=None,
                estimated=row is not None and row.estimated,
                corrected=_listed(corrected - {"self_score"}),
            )
        if entry and role is Role.LEAD:
            if counted is None and key in earlier.carried:
                entry = _carried(entry, earlier.carried[key])
            entry.state = state_of(entry, as_of)
        if roles.scorers.get(key) == unit.code:
            kept = {name: said[name] for name in ("value", "evidence", "explanation")}
            score = Score(
                **about,
                **kept,
                maximum=item.points or 0.0,
                self_score=self_score,
                corrected=_listed(corrected & FOR_SCORING),
            )
        if counted or (entry and entry.carried_from):
            _find_owed(item, period, earlier, entry, score)
        yield key, entry, score


def _listed(fields: frozenset[str]) -> str | None:
    """Return fields as an entry names them, in the form's order."""
    return "; ".join(c.field for c in INPUT if c.field in fields) or None


def _carried(entry: Entry, done: Entry) -> Entry:
    """Return the entry of an assignment that is done since an earlier period, and of which no row
    that counts says otherwise now."""
    return replace(
        entry,
        in_error=False,
        status=done.status,
        completed_on=done.completed_on,
        evidence=done.evidence,
        # Without it a row that was late, or has no document, would be asked for again.
        explanation=done.explanation,
        carried_from=done.carried_from,
        file=None,
        sheet=None,
        row=None,
    )


def carried_cells(entry: Entry) -> dict[str, Cell]:
    """Return the cells of a row of a form that say what is carried over."""
    return {
        "status": entry.status.label if entry.status else None,
        "completed_on": entry.completed_on,
        "evidence": entry.evidence,
        # Without it a row that was late, or has no document, would be asked for again.
        "explanation": entry.explanation,
    }


def _about(item: Item, unit: Unit, file: str | None, row: Row | None) -> dict[str, Any]:
    """Return what an entry and a score of a row have in common."""
    return {
        "key": item.key,
        "unit": unit.code,
        "index": item.index,
        "area": item.area,
        "code": item.code,
        "authority": item.authority,
        # Filled, but in error, so that it counts as not reported.
        "in_error": row is not None and row.accepted is None,
        "owes_explanation": False,
        "explanation_reason": None,
        "file": file,
        "sheet": row.sheet if row else None,
        "row": row.number if row else None,
    }


def state_of(entry: Entry, as_of: date) -> State:
    """Return the state of an assignment (contract, section 6)."""
    if entry.status is None:
        return State.NOT_REPORTED
    if entry.status in (Status.NOT_APPLICABLE, Status.NOT_ARISEN):
        return State.NOT_APPLICABLE
    due, done = entry.due, entry.completed_on
    if entry.status is Status.DONE:
        is_late = due is not None and done is not None and done > due
        return State.DONE_LATE if is_late else State.DONE_ON_TIME
    if due is not None and as_of > due:
        return State.OVERDUE
    return State.IN_PROGRESS if entry.status is Status.IN_PROGRESS else State.NOT_STARTED


def _find_owed(
    item: Item, period: Period, earlier: Earlier, entry: Entry | None, score: Score | None
) -> None:
    """Find what a row's entry and score have to explain (plan, IV.1)."""
    if entry and entry.state in (None, State.NOT_APPLICABLE):
        return
    if entry:
        late = [_LATE[entry.state]] if entry.state in _LATE else []
        _owe(entry, [*late, *_value_below(item, period, entry, earlier)])
    if score:
        # What was measured is told once.
        below = () if entry else _value_below(item, period, score, earlier)
        _owe(score, [*below, *_score_below(item, period, score, earlier)])


def _owe(what: Entry | Score, reasons: list[str]) -> None:
    if reasons:
        what.explanation_reason = joined(reasons, "; ")
        what.owes_explanation = not what.explanation


_LATE = {
    State.OVERDUE: N_("chưa hoàn thành, đã quá hạn"),
    State.DONE_LATE: N_("hoàn thành sau thời hạn"),
}


def _value_below(
    item: Item, period: Period, what: Entry | Score, earlier: Earlier
) -> Iterator[str]:
    """Yield what a measured value is below of."""
    reached = what.value
    if not isinstance(reached, float | int) or not item.is_measured:
        return
    target, then = _target(item, period), earlier.values.get(item.key)
    if target is not None and _is_lower(reached, target):
        below = N_("đạt {reached}, dưới mục tiêu năm ({target})")
        yield below.format(reached=number(reached), target=number(target))
    if then is not None and _is_lower(reached, then):
        below = N_("đạt {reached}, thấp hơn cùng kỳ năm trước ({before})")
        yield below.format(reached=number(reached), before=number(then))


def _score_below(item: Item, period: Period, score: Score, earlier: Earlier) -> Iterator[str]:
    """Yield what a score is below of; a target is one of points only where nothing else is
    measured."""
    reached = score.self_score
    if reached is None:
        return
    target, then = _target(item, period), earlier.scores.get(item.key)
    if target is not None and item.is_scored_in_points and _is_lower(reached, target):
        below = N_("đạt {reached} điểm, dưới mục tiêu năm ({target} điểm)")
        yield below.format(reached=number(reached), target=number(target))
    if then is not None and _is_lower(reached, then):
        below = N_("đạt {reached} điểm, thấp hơn cùng kỳ năm trước ({before} điểm)")
        yield below.format(reached=number(reached), before=number(then))


def _target(item: Item, period: Period) -> float | None:
    """Return the year's target: half a year is not held against it."""
    is_annual = period.kind is PeriodKind.YEAR
    return read_target(item.targets.get(period.year)) if is_annual else None


def _is_lower(reached: float, than: float) -> bool:
    """Whether it is lower as shown in print."""
    return reached < than and number(reached) != number(than)
