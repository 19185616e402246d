"""A row's cells put before the rules, with what the plan asks in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from par_xl.rules.asked import Asked
from par_xl.rules.check import Cells, Need, excel_text
from par_xl.rules.entry import INPUT, Reported, Unreadable
from par_xl.rules.formula import (
    BROKEN,
    FOREIGN,
    LONGEST,
    MISSING,
    NEEDS,
    RIGHT,
    asked_of,
    looked_at,
)
from par_xl.rules.rule import FilledRow
from par_xl.terms.text import Cell, clean, is_blank, read_number
from par_xl.terms.words import Role


def is_filled(cells: Mapping[str, Cell]) -> bool:
    """Whether any input cell holds something that is not white space (contract, section 4)."""
    return any(not is_blank(cells.get(column.field)) for column in INPUT)


def filled_row(
    asked: Asked,
    cells: Mapping[str, Cell],
    received_on: date,
    broken: Mapping[str, str] | None = None,
    merged: frozenset[str] = frozenset(),
) -> FilledRow:
    """Return a filled row with all that decides whether it is right."""
    reported = Reported.read(_in_measure(asked, cells))
    return FilledRow(asked, cells, reported, received_on, broken or {}, merged)


def _in_measure(asked: Asked, cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
    """Return the cells with a measured value as its row counts it: "90 %" is 90 where that is
    percent."""
    value = cells.get("value")
    if not asked.is_in_percent or not isinstance(value, str):
        return cells
    read = read_number(clean(value).removesuffix("%"))
    return cells if read is None else {**cells, "value": read}


def accepted(row: FilledRow) -> Reported:
    """Return what counts of a row that is not in error: what stands in its open cells."""
    read, taken, maximum = row.reported, row.asked.open, row.asked.maximum
    said = ((field, value) for field, value in vars(read).items() if value is not None)
    changes: dict[str, Any] = {field: None for field, _ in said if field not in taken}
    # What the rules let pass as 0, 1 or the maximum is that.
    if isinstance(share := read.progress, float) and not 0.0 <= share <= 1.0:
        changes.setdefault("progress", min(max(share, 0.0), 1.0))
    if isinstance(score := read.self_score, float) and maximum is not None and score > maximum:
        changes.setdefault("self_score", maximum)
    counted = replace(read, **changes) if changes else read
    assert Unreadable not in map(type, vars(counted).values())
    return counted


def verdict(asked: Asked, cells: Cells, broken: Mapping[str, str] | None = None) -> str:
    """Return what the formula of a row shows.

    ``asked.role`` None: the unit chosen in the standard form has no part in the row.
    """
    together = "".join([excel_text(cells.get(column.field)) for column in INPUT])
    if broken or len(together) > LONGEST:
        return BROKEN
    if not together.strip(" "):
        return ""
    if asked.role is None:
        return FOREIGN
    if asked.role is Role.COORDINATING:
        return RIGHT
    seen = {field: cells.get(field) for field in looked_at(asked)}
    for wrong in asked_of(asked):
        if wrong.holds(asked, seen):
            return wrong.says(asked)
    missing = [found.words for group in NEEDS if (found := _first(group, asked, seen))]
    return f"{MISSING} {'; '.join(missing)}" if missing else RIGHT


def _first(group: tuple[Need, ...], asked: Asked, cells: Cells) -> Need | None:
    """Return the first of some needs that a row has."""
    own = (need for need in group if asked.open.issuperset(need.fields))
    return next((need for need in own if need.holds(asked, cells)), None)
