"""Counts and rates per area, index, unit and authority (contract, section 6)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, cast

import pandas as pd

from par_xl.result import EntryPart
from par_xl.words import Role, State

Group = tuple[Hashable, ...]


def assignments(entries: Iterable[EntryPart]) -> pd.DataFrame:
    """One row per assignment (coordinating rows left out), with what the rates need."""
    columns = (
        "index", "area", "unit", "authority", "key", "state", "in_error", "weight", "done",
        "score", "maximum",
    )  # fmt: skip
    rows = [
        (
            entry.index.value,
            entry.area,
            entry.unit,
            entry.authority.value if entry.authority else None,
            entry.key,
            entry.state.value if entry.state else None,
            entry.in_error,
            entry.weight,
            entry.share_done,
            entry.self_score,
            entry.maximum,
        )
        for entry in entries
        if entry.role is Role.LEAD
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"weight": float, "done": float, "score": float, "maximum": float})


def rates(frame: pd.DataFrame, by: Sequence[str], groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Counts and rates of each of *groups* (values of the columns *by*), in that order.

    A group without assignments counts 0 everywhere; a rate over nothing is None, never 0.
    """
    keys = list(by)
    counts = frame.groupby([*keys, "state"], sort=False).size().to_dict()
    in_error = frame[frame["in_error"].astype(bool)].groupby(keys, sort=False).size().to_dict()
    active = frame[frame["state"] != State.NOT_APPLICABLE.value]
    weighted = active.assign(weighted=active["weight"] * active["done"])
    weights = _by_group(weighted.groupby(keys, sort=False)[["weight", "weighted"]].sum())
    scores = _scores(frame, keys)
    return [
        _group_rates(
            {state: counts.get((*group, state.value), 0) for state in State},
            in_error.get(_label(group), 0),
            weights.get(_label(group), {"weight": 0.0, "weighted": 0.0}),
            scores.get(_label(group), {"score": 0.0, "maximum": 0.0}),
        )
        for group in groups
    ]


def _label(group: Group) -> Hashable:
    """A group as pandas labels it: the bare value where there is one column."""
    return group[0] if len(group) == 1 else group


def _scores(frame: pd.DataFrame, keys: list[str]) -> Mapping[Hashable, Mapping[str, float]]:
    """Self-scores and maxima: per item the mean of the scores its leads in the group gave."""
    scored = frame[frame["score"].notna()]
    items = scored.groupby([*keys, "key"], sort=False).agg(
        score=("score", "mean"), maximum=("maximum", "first")
    )
    return _by_group(items.groupby(level=keys, sort=False).sum())


def _by_group(sums: pd.DataFrame) -> Mapping[Hashable, Mapping[str, float]]:
    return cast(Mapping[Hashable, Mapping[str, float]], sums.to_dict("index"))


def _group_rates(
    counts: Mapping[State, int],
    in_error: int,
    weights: Mapping[str, float],
    scores: Mapping[str, float],
) -> dict[str, Any]:
    assigned = sum(counts.values())
    applicable = assigned - counts[State.NOT_APPLICABLE]
    done = counts[State.DONE_ON_TIME] + counts[State.DONE_LATE]
    return {
        "assigned": assigned,
        "applicable": applicable,
        **{state.value: int(count) for state, count in counts.items()},
        "in_error": int(in_error),
        "completion_rate": _share(done, applicable),
        "on_time_rate": _share(counts[State.DONE_ON_TIME], applicable),
        "reporting_rate": _share(assigned - counts[State.NOT_REPORTED], assigned),
        "weighted_progress": _share(weights["weighted"], weights["weight"]),
        "self_score": scores["score"],
        "score_maximum": scores["maximum"],
        "recoverable": scores["maximum"] - scores["score"],
        "score_rate": _share(scores["score"], scores["maximum"]),
    }


def _share(part: float, whole: float) -> float | None:
    return None if whole == 0 else float(part / whole)
