"""Manual entries: what people type into the master, in which columns and sheets (contract,
section 9); ``manual_reading`` reads it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from par_xl.merge.result import Entry, Score
from par_xl.plan.model import Item, ItemRow
from par_xl.rules.entry import Column
from par_xl.rules.office_corrections import COLUMNS as CORRECTIONS
from par_xl.rules.office_corrections import SHEET as CORRECTIONS_SHEET
from par_xl.terms.text import Cell, as_text, fold, is_blank
from par_xl.terms.words import Role
from par_xl.workbooks.look import Kind
from par_xl.workbooks.reader import Row

_SCORE = "Từ 0 đến điểm tối đa; ghi ở dòng “Chấm điểm” của tiêu chí."
_MORE = "Lần tổng hợp sau giữ nguyên; công thức thì giữ giá trị."
COLUMNS = (
    Column(
        "review_score",
        "Điểm rà soát (HCTC)",
        Kind.POINTS,
        11,
        prompt=f"{_SCORE} {_MORE}",
    ),
    Column("review_opinion", "Ý kiến rà soát", Kind.TEXT, 30, prompt=_MORE),
    Column(
        "appraised_score",
        "Điểm thẩm định",
        Kind.POINTS,
        11,
        prompt=f"{_SCORE} {_MORE}",
    ),
)
"""On the appendix sheets, beside what units reported."""

INSPECTIONS_SHEET = "Kiểm tra"
INSPECTION_UNIT = "Đơn vị được kiểm tra"
INSPECTIONS = (
    Column("day", "Ngày kiểm tra", Kind.DAY, 13),
    Column("unit", INSPECTION_UNIT, Kind.TEXT, 30),
    Column("content", "Nội dung kiểm tra", Kind.TEXT, 40),
    Column("code", "TT tiêu chí", Kind.CODE, 11),
    Column("outcome", "Kết quả, kiến nghị", Kind.TEXT, 44),
    Column("until", "Thời hạn khắc phục", Kind.DAY, 13),
    Column("by", "Người kiểm tra", Kind.TEXT, 22),
    Column("note", "Ghi chú", Kind.TEXT, 26),
)
"""Of the sheet `Kiểm tra`: the office's inspections."""

REMEDIES_SHEET = "Khắc phục"
REMEDY_APPENDIX, REMEDY_REASON = "Phụ lục", "Vì sao"
REMEDIES = (REMEDY_APPENDIX, *ItemRow.headers(), REMEDY_REASON)
"""Tasks for the next plan, in the columns of its appendices: drafted by the merge, until people
edit them."""

UNMATCHED_SHEET = "Điền tay, mất dòng"
"""What was typed beside rows that are no more; not there where all have their row."""
APPENDIX, REASON = "Phụ lục", "Lý do"
"""Headers of that sheet's columns which say where it was, and why it has no row."""

FREE_HEADERS = {
    INSPECTIONS_SHEET: tuple(column.header for column in INSPECTIONS),
    REMEDIES_SHEET: REMEDIES,
    CORRECTIONS_SHEET: tuple(column.header for column in CORRECTIONS),
}
"""Headers of the sheets of free rows, as a merge writes them."""
FREE_SHEETS = frozenset(map(fold, (*FREE_HEADERS, UNMATCHED_SHEET)))
"""Sheets that are people's own once they are written, in small letters."""
_MARK = "Dấu: "
HAND_FILLED = {fold(column.header): column.field for column in COLUMNS}
"""Fields of the columns that people fill in, by their headers in small letters."""
Values = tuple[Cell, ...]
"""One for each of ``COLUMNS``."""


class Address(NamedTuple):
    """Which row of the appendices: its key, and whose it is in which role (its label).

    A row that groups others is nobody's: unit and role are empty there.
    """

    key: str
    unit: str = ""
    role: str = ""


AppendixRow = Entry | Score | Item
"""What a row of an appendix sheet is of; an item is one that groups others."""


def address_of(row: AppendixRow) -> Address:
    """Which row of the appendices it is."""
    match row:
        case Entry():
            return Address(row.key, row.unit, row.role.label)
        case Score():
            return Address(row.key, row.unit, Role.SCORING.label)
        case _:
            return Address(row.key)


class Shown(NamedTuple):
    """What people saw of a row beside which they typed."""

    appendix: str
    code: Cell
    content: Cell


@dataclass(frozen=True, slots=True)
class ManualRow:
    """What was typed beside one row, and in which cells of which sheet; ``is_listed``: it had no
    row any more, and was listed."""

    address: Address
    shown: Shown
    values: Values
    is_listed: bool = False
    sheet: str = ""
    cells: tuple[str, ...] = ()


class Unmatched(NamedTuple):
    """What was typed for a row that is no more, or holds something else now; why, in words."""

    row: ManualRow
    why: str


@dataclass(frozen=True, slots=True)
class FreeRows:
    """A sheet of free rows as it is: its headers, and its rows from the first to the last."""

    headers: Row
    rows: tuple[Row, ...]

    @property
    def mark(self) -> str:
        """By which a later merge knows whether somebody changed it."""
        lines = [list(map(as_text, row)) for row in (self.headers, *self.rows)]
        for line in lines:
            # What is blank at a row's end was never there.
            while line and not line[-1]:
                line.pop()
        text = json.dumps(lines, ensure_ascii=False)
        return _MARK + hashlib.sha256(text.encode()).hexdigest()[:32]

    def with_more(self, other: FreeRows) -> FreeRows:
        """Return these rows, and those that *other* has besides."""
        width = max(len(self.headers), len(other.headers))
        headers = self.headers if len(self.headers) == width else other.headers
        rows = dict.fromkeys(wide(row, width) for row in (*self.rows, *other.rows))
        return FreeRows(headers, tuple(rows))


@dataclass(frozen=True, slots=True)
class ManualEntries:
    """All that was typed: one row at most for each address, what else was typed for the same
    ones, and columns and sheets that people added, of which nothing is carried over."""

    rows: tuple[ManualRow, ...] = ()
    others: tuple[ManualRow, ...] = ()
    inspections: FreeRows | None = None
    remedies: FreeRows | None = None
    """None: as they were drafted."""
    corrections: FreeRows | None = None
    """What the consolidating unit corrects in what units reported."""
    own_columns: tuple[str, ...] = ()
    own_sheets: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows people filled in."""
        sheets = (self.inspections, self.remedies, self.corrections)
        free = sum(max(1, len(held.rows)) for held in sheets if held)
        return len(self.rows) + len(self.others) + free

    def unmatched(self, rows: Iterable[AppendixRow]) -> list[Unmatched]:
        """Return what was typed for none of *rows*, or for one that holds something else now."""
        gone = {row.address for row in self.rows}
        if gone:
            gone.difference_update(map(address_of, rows))
        return [
            *(Unmatched(row, "Không còn dòng này") for row in self.rows if row.address in gone),
            *(Unmatched(row, "Dòng này đã điền nội dung khác") for row in self.others),
        ]

    def with_more(self, other: ManualEntries) -> ManualEntries:
        """Return this, and what *other* has besides."""

        def free(mine: FreeRows | None, more: FreeRows | None) -> FreeRows | None:
            return mine.with_more(more) if mine and more else mine or more

        first, others = put_together((*self.rows, *other.rows, *self.others, *other.others))
        return ManualEntries(
            first,
            others,
            free(self.inspections, other.inspections),
            free(self.remedies, other.remedies),
            free(self.corrections, other.corrections),
            tuple(dict.fromkeys((*self.own_columns, *other.own_columns))),
            tuple(dict.fromkeys((*self.own_sheets, *other.own_sheets))),
        )


def put_together(rows: Iterable[ManualRow]) -> tuple[tuple[ManualRow, ...], tuple[ManualRow, ...]]:
    """Return one row for each address, and what else was typed for it, each in the order of *rows*.

    What the first one leaves blank, a later one fills in; what it has otherwise stays apart.
    """
    first: dict[Address, ManualRow] = {}
    others: dict[tuple[Address, str], ManualRow] = {}
    for row in rows:
        before = first.setdefault(row.address, row)
        pairs = list(zip(before.values, row.values, strict=True))
        filled = tuple(new if is_blank(old) else old for old, new in pairs)
        first[row.address] = replace(before, values=filled)
        apart = tuple(new if _differs(old, new) else None for old, new in pairs)
        if any(not is_blank(value) for value in apart):
            # Copies of sheets and rows say the same thing many times.
            others.setdefault((row.address, repr(apart)), replace(row, values=apart))
    return tuple(first.values()), tuple(others.values())


def _differs(old: Cell, new: Cell) -> bool:
    return not (is_blank(old) or is_blank(new)) and (type(old), old) != (type(new), new)


def wide(row: Row, width: int) -> Row:
    """Return a row with at least so many cells."""
    return row + (None,) * (width - len(row))
