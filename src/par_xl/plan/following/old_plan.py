"""A plan that another one follows, and its rows as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from par_xl.plan.following.decisions import Key
from par_xl.plan.model import Item, Plan
from par_xl.terms.text import as_text, fold
from par_xl.terms.words import Index

Row = dict[str, Any]
"""A row of a plan sheet: its cells by header."""
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class OldPlan:
    """A plan that another one follows: itself, its rows as they stand, the period of its newest
    result, the units that have not done their part of a row, and those that have nothing left to
    do of it."""

    plan: Plan
    rows: Rows
    newest: str | None
    open: Mapping[Key, Sequence[str]]
    done: Mapping[Key, Sequence[str]]

    @cached_property
    def items(self) -> Mapping[Key, Item]:
        """Its items by index and code."""
        return {(item.index, item.code): item for item in self.plan.items}


def is_of(row: Mapping[str, Any], index: Index) -> bool:
    """Whether a row is of an index."""
    return fold(as_text(row.get("Chỉ số"))) == fold(index.label)
