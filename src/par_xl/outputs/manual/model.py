"""What people typed into a master."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from par_xl.terms.text import Cell, as_text, is_blank

MARK = "Dấu: "
Values = tuple[Cell, ...]
"""One for each of ``columns.COLUMNS``."""


class Address(NamedTuple):
    """Which row of the appendices: its key, and whose it is in which role (its label).

    A row that groups others is nobody's: unit and role are empty there.
    """

    key: str
    unit: str = ""
    role: str = ""


class Shown(NamedTuple):
    """What people saw of a row beside which they typed."""

    appendix: str
    code: Cell
    content: Cell
    task: Cell


@dataclass(frozen=True, slots=True)
class HandRow:
    """What was typed beside one row; ``is_listed``: it had no row any more, and was listed."""

    address: Address
    shown: Shown
    values: Values
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class FreeRows:
    """A sheet of free rows as it is: its headers, and its rows from the first to the last."""

    headers: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def mark(self) -> str:
        """By which a later merge knows whether somebody changed it."""
        lines = (list(map(as_text, row)) for row in (self.headers, *self.rows))
        # What is blank at a row's end was never there.
        told = json.dumps([_cut(line) for line in lines], ensure_ascii=False)
        return MARK + hashlib.sha256(told.encode()).hexdigest()[:32]

    def with_more(self, other: FreeRows) -> FreeRows:
        """These rows, and those that *other* has besides."""
        width = max(len(self.headers), len(other.headers))

        def wide(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
            return *row, *(None,) * (width - len(row))

        headers = self.headers if len(self.headers) == width else other.headers
        rows = dict.fromkeys(map(wide, self.rows)) | dict.fromkeys(map(wide, other.rows))
        return FreeRows(headers, tuple(rows))


def _cut(line: list[str]) -> list[str]:
    while line and not line[-1]:
        line.pop()
    return line


@dataclass(frozen=True, slots=True)
class ByHand:
    """All that was typed: one row at most for each address, what else was typed for the same
    ones, and columns and sheets that people added, of which nothing is carried over."""

    rows: tuple[HandRow, ...] = ()
    others: tuple[HandRow, ...] = ()
    inspections: FreeRows | None = None
    remedies: FreeRows | None = None
    """None: as they were drafted."""
    own_columns: tuple[str, ...] = ()
    own_sheets: tuple[str, ...] = ()

    def with_more(self, other: ByHand) -> ByHand:
        """This, and what *other* has besides."""
        first, others = put_together((*self.rows, *other.rows, *self.others, *other.others))
        inspections, remedies = (
            mine.with_more(more) if mine and more else mine or more
            for mine, more in (
                (self.inspections, other.inspections),
                (self.remedies, other.remedies),
            )
        )
        columns, sheets = (
            tuple(dict.fromkeys(names))
            for names in (
                (*self.own_columns, *other.own_columns),
                (*self.own_sheets, *other.own_sheets),
            )
        )
        return ByHand(tuple(first), tuple(others), inspections, remedies, columns, sheets)


def put_together(rows: Iterable[HandRow]) -> tuple[list[HandRow], list[HandRow]]:
    """One row for each address, and what else was typed for it, each in the order of *rows*.

    What the first one leaves blank, a later one fills in; what it has otherwise stays apart.
    """
    first: dict[Address, HandRow] = {}
    others: list[HandRow] = []
    for row in rows:
        before = first.get(row.address)
        if before is None:
            first[row.address] = row
            continue
        pairs = list(zip(before.values, row.values, strict=True))
        filled = tuple(new if is_blank(old) else old for old, new in pairs)
        first[row.address] = replace(before, values=filled)
        apart = tuple(new if _differs(old, new) else None for old, new in pairs)
        if any(not is_blank(value) for value in apart):
            other = replace(row, values=apart)
            # Copies of sheets and rows say the same thing many times.
            if all((o.address, o.values) != (row.address, apart) for o in others):
                others.append(other)
    return list(first.values()), others


def _differs(old: Cell, new: Cell) -> bool:
    return not (is_blank(old) or is_blank(new)) and (type(old), old) != (type(new), new)
