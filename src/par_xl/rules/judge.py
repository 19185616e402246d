"""A row's cells put before the rules, with what the plan says of the row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from par_xl.plan.model import Item, Period, Plan
from par_xl.rules.entry import INPUT, Reported
from par_xl.rules.rule import FilledRow
from par_xl.terms.text import Cell, is_blank


def is_filled(cells: Mapping[str, Cell]) -> bool:
    """Whether any input cell holds something that is not white space (contract, section 4)."""
    return any(not is_blank(cells.get(column.field)) for column in INPUT)


def _in_measure(item: Item, cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
    """Return the cells with a measured value as its row counts it: "90 %" is 90 where that is
    percent."""
    read = item.read_measured(cells.get("value"))
    return cells if read is None else {**cells, "value": read}


def filled_row(
    plan: Plan,
    period: Period,
    item: Item,
    cells: Mapping[str, Cell],
    received_on: date,
    broken: Mapping[str, str] | None = None,
    merged: frozenset[str] = frozenset(),
) -> FilledRow:
    """Return a filled row with all that decides whether it is right."""
    return FilledRow(
        cells=cells,
        reported=Reported.model_validate(_in_measure(item, cells)),
        has_due_date=item.due.within(period.year) is not None,
        maximum=item.maximum,
        is_scored=item.is_scored,
        is_in_percent=item.is_measured_in_percent,
        plan_start=plan.start,
        period_start=period.start,
        period_end=period.end,
        received_on=received_on,
        broken=broken or {},
        merged=merged,
    )
