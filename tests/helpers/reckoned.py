"""Weights, scorers, counts and rates reckoned once more, from the plan's sheets and the contract's
words, in fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import isclose
from typing import Any

from par_xl.plan.units import successor
from par_xl.terms.words import Index, State
from random_folders import RandomPlan

Parts = dict[str, Any]
STATES = tuple(state.value for state in State)
COUNTS = ("assigned", "tasks", "applicable", "in_error", *STATES)
GROUPS: dict[str, tuple[str, ...]] = {
    "units": ("unit",),
    "areas": ("index", "area"),
    "area_authorities": ("index", "area", "authority"),
    "indices": ("index",),
    "index_authorities": ("index", "authority"),
    "authorities": ("authority",),
}
"""The JSON's groups, and which fields of an entry or a score say that it belongs to one."""


def _rows(drawn: RandomPlan) -> dict[str, Mapping[str, Any]]:
    return {f"{index.value}/{row['TT']}": row for index in Index for row in drawn.rows[index.sheet]}


def _upwards(key: str) -> Iterator[str]:
    """A row's key, then those above it."""
    while key:
        yield key
        key = key.rpartition(".")[0]


def _beneath(key: str, keys: Iterable[str]) -> list[str]:
    return [each for each in keys if each.startswith(f"{key}.")]


def _pointed(drawn: RandomPlan) -> dict[str, Fraction]:
    """Rows with points and without points beneath."""
    points = {
        key: Fraction(str(row["Điểm tối đa"]))
        for key, row in _rows(drawn).items()
        if row["Điểm tối đa"] is not None
    }
    return {key: value for key, value in points.items() if not _beneath(key, points)}


def weights(drawn: RandomPlan) -> dict[str, Fraction]:
    """What each assignment of a leaf weighs."""
    leads, pointed = drawn.plan.in_period(drawn.plan.periods[drawn.period]).leads, _pointed(drawn)
    found = {}
    for leaf in leads:
        nearest = next((key for key in _upwards(leaf) if key in pointed), None)
        if nearest is None:
            found[leaf] = Fraction(1)
            continue
        sharing = sum(len(leads[key]) for key in {nearest, *_beneath(nearest, leads)} & {*leads})
        found[leaf] = pointed[nearest] / sharing if sharing else Fraction()
    return found


def criteria(drawn: RandomPlan) -> dict[str, tuple[str, Fraction]]:
    """The unit that scores each criterion of the period, and its maximum, in the plan's order."""
    rows, plan, found = _rows(drawn), drawn.plan, {}
    for key, points in _pointed(drawn).items():
        said = (rows[above].get("Cách đánh giá") for above in _upwards(key) if above in rows)
        asked = [rows[above] for above in _upwards(key) if above in rows]
        if next(filter(None, said), None) == "Điều tra xã hội học":
            continue
        if any(
            (row.get("Từ kỳ") or "") > drawn.period or (row.get("Đến kỳ") or "9") < drawn.period
            for row in asked
        ):
            continue
        unit = plan.unit_named(rows[key]["Đơn vị chủ trì"].split(";")[0])
        assert unit is not None
        scorer = successor(plan.units, unit.code, drawn.period)
        if scorer is not None:
            found[key] = scorer, points
    return found


def check_groups(result: Parts, drawn: RandomPlan) -> None:
    """Every count and rate of the JSON is the one that is reckoned here."""
    weight = weights(drawn)
    led = [entry for entry in result["entries"] if entry["role"] == "lead"]
    for entry in led:
        assert isclose(entry["weight"], weight[entry["key"]]), entry
    told = [(each["key"], each["unit"], each["maximum"]) for each in result["scores"]]
    assert told == [(key, unit, float(most)) for key, (unit, most) in criteria(drawn).items()]
    for name, fields in GROUPS.items():
        for group in result[name]:
            mine, scores = (
                [each for each in parts if all(each[field] == group[field] for field in fields)]
                for parts in (led, result["scores"])
            )
            for field, value in _counted(mine, scores, weight).items():
                found = group[field]
                assert (found is None) == (value is None), (name, field)
                assert value is None or isclose(found, value, abs_tol=1e-12), (name, field, found)


def _counted(
    entries: Sequence[Parts], scores: Sequence[Parts], weight: Mapping[str, Fraction]
) -> Parts:
    """The contract's counts and rates of some assignments and criteria."""
    states = Counter(entry["state"] for entry in entries)
    applicable = [entry for entry in entries if entry["state"] != "not_applicable"]
    progress = sum((weight[entry["key"]] * _done(entry) for entry in applicable), Fraction())
    scored = [each for each in scores if each["self_score"] is not None]
    score = sum((Fraction(each["self_score"]) for each in scored), Fraction())
    maximum = sum((Fraction(each["maximum"]) for each in scored), Fraction())
    done = states["done_on_time"] + states["done_late"]
    return {
        **{state: states[state] for state in STATES},
        "assigned": len(entries),
        "tasks": len({entry["key"] for entry in entries}),
        "applicable": len(applicable),
        "in_error": sum(entry["in_error"] for entry in entries),
        "completion_rate": _rate(done, len(applicable)),
        "on_time_rate": _rate(states["done_on_time"], len(applicable)),
        "reporting_rate": _rate(len(entries) - states["not_reported"], len(entries)),
        "weighted_progress": _rate(
            progress, sum((weight[entry["key"]] for entry in applicable), Fraction())
        ),
        "self_score": float(score),
        "score_maximum": float(maximum),
        "recoverable": float(maximum - score),
        "score_rate": _rate(score, maximum),
    }


def _done(entry: Parts) -> Fraction:
    if entry["state"] in ("done_on_time", "done_late"):
        return Fraction(1)
    return Fraction(entry["progress"] or 0) if entry["status"] == "Đang thực hiện" else Fraction()


def _rate(part: Fraction | float, whole: Fraction | float) -> float | None:
    return float(Fraction(part) / whole) if whole else None
