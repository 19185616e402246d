"""A sheet of the plan: its columns, how its cells are read as people type them, its faults.

A sheet's rows are a dataclass whose fields are its columns; :func:`column` says under which
header each stands and how it is read. Codes and names must be such that Excel's COUNTIFS, SUMIFS
and MATCH take them for no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any, ClassVar, TypeVar

from par_xl.plan import faults
from par_xl.plan.due import Due, read_due
from par_xl.plan.faults import Fault
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, fold, is_blank, read_day, read_number
from par_xl.terms.words import PERIOD_CODE, Term

_FIRST_YEAR = 2000
"""A year typed into a date cell, 2024, becomes 16/7/1905."""
Read = Callable[[Cell], Any]


class BadCellError(Exception):
    """A cell can't be read: the fault that it is, and more to say of it."""

    def __init__(self, fault: Fault, more: str = "") -> None:
        super().__init__(fault.code)
        self.fault, self.more = fault, more


def column(header: str, read: Read = as_text) -> Any:
    """Return a field that is a column: its header, and how its cells are read."""
    return field(metadata={"header": header, "read": read})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a plan sheet; ``row`` is its number in Excel, for messages."""

    STAND_INS: ClassVar[tuple[str, ...]] = ()
    """Needed cells that take their bare text where they can't be read; without them a faulty
    row is dropped."""
    row: int = field(default=0, kw_only=True, compare=False, repr=False)

    @property
    def is_reconstructed(self) -> bool:
        """Whether its `Nguồn` says that it was rebuilt from memory, not seen in a document."""
        source = getattr(self, "source", "").casefold()
        return "recall" in source or "tái dựng" in source

    @classmethod
    @cache
    def columns(cls) -> dict[str, tuple[str, Read]]:
        """By header, in the order in which we write them: the field, and how it is read."""
        return {
            each.metadata["header"]: (each.name, each.metadata["read"])
            for each in fields(cls)
            if each.metadata
        }

    @classmethod
    def headers(cls) -> tuple[str, ...]:
        """Header texts of the sheet, in the order in which we write them."""
        return tuple(cls.columns())


def needed(read: Read) -> Read:
    """Read a cell that must not be blank."""

    def reader(value: Cell) -> Any:
        if is_blank(value):
            raise BadCellError(faults.EMPTY)
        return read(value)

    return reader


def optional(read: Read) -> Read:
    """Read a cell that may be blank: None."""
    return lambda value: None if is_blank(value) else read(value)


def read_code(value: Cell) -> str:
    """Return a code typed as text: Excel makes 1.10 a number."""
    if is_blank(value):
        raise BadCellError(faults.EMPTY)
    if not isinstance(value, str):
        raise BadCellError(faults.CODE_NOT_TEXT)
    return as_text(value)


def read_period(value: Cell) -> str:
    """Return the code of a period."""
    code = read_code(value)
    if not PERIOD_CODE.fullmatch(code):
        raise BadCellError(faults.BAD_PERIOD_CODE)
    return code


def _number(value: Cell) -> float:
    found = read_number(value)
    if found is None:
        raise BadCellError(faults.NOT_NUMBER)
    return found


def _points(value: Cell) -> float:
    found = _number(value)
    if found < 0:
        raise BadCellError(faults.NEGATIVE)
    return found


def _whole(value: Cell) -> int:
    found = _number(value)
    if found != int(found):
        raise BadCellError(faults.NOT_NUMBER)
    return int(found)


def _day(value: Cell) -> date:
    found = read_day(value)
    if found is None or found.year < _FIRST_YEAR:
        raise BadCellError(faults.NOT_DAY)
    return found


def read_due_time(value: Cell) -> Due:
    """Return a cell of ``Thời gian hoàn thành``."""
    found = read_due(value)
    if found is None or (found.day is not None and found.day.year < _FIRST_YEAR):
        raise BadCellError(faults.TIME_UNREADABLE)
    return found


def read_measured(value: Cell) -> float | str | None:
    """Return a result or target of a year: a number where it is one, else as written ("≥ 87%")."""
    found = read_number(value)
    return (as_text(value) or None) if found is None else found


def one_of(terms: type[Term]) -> Read:
    """Read a cell of a list of choices."""
    by_label = {fold(term.label): term for term in terms}

    def reader(value: Cell) -> Term:
        found = by_label.get(fold(as_text(value)))
        if found is None:
            raise BadCellError(faults.NOT_CHOICE, ", ".join(term.label for term in terms))
        return found

    return reader


needed_text = needed(as_text)
optional_number, optional_points = optional(_number), optional(_points)
optional_whole, optional_day = optional(_whole), optional(_day)
needed_whole, needed_day = needed(_whole), needed(_day)


RowType = TypeVar("RowType", bound=SheetRow)

_LONGEST_CODE, _LONGEST_NAME = 100, 255
"""Letters: Excel looks for texts of 255 at most, and some are an item's and a unit's code."""
_IN_CODES, _IN_NAMES = re.compile(r'[*?~"]|^[=<>]'), re.compile(r"[*?~]")


@dataclass(frozen=True)
class Table:
    """A sheet of the plan, read: its rows, where its columns stand, and the plan's faults."""

    name: str
    columns: Mapping[str, int]
    found: list[Finding]
    rows: list[SheetRow] = field(default_factory=list)

    def of(self, kind: type[RowType]) -> list[RowType]:
        """Return the rows, known to be of *kind*."""
        return [row for row in self.rows if isinstance(row, kind)]

    def cell(self, row: SheetRow, header: str) -> str:
        """Name of the cell of *row* in the column *header*."""
        return cell_name(row.row - 1, self.columns.get(header, 0))

    def add(
        self, fault: Fault, row: SheetRow | None, header: str, value: Cell = None, more: str = ""
    ) -> None:
        """Note a fault in the cell of *row* in the column *header*; no row: of the sheet."""
        cell = None if row is None else self.cell(row, header)
        self.found.append(fault.at(self.name, cell, value, more))

    @property
    def has_faults(self) -> bool:
        """Whether a fault was found in the sheet: a row of it may be missing."""
        return any(each.sheet == self.name for each in self.found)

    def has_fault(self, row: SheetRow, header: str) -> bool:
        """Whether a fault was found already in the cell of *row* in the column *header*."""
        if not self.found:
            return False
        cell = self.cell(row, header)
        return any(each.sheet == self.name and each.cell == cell for each in self.found)

    def check_codes(self, header: str, rows: Iterable[tuple[object, str, SheetRow]]) -> None:
        """Note each code that stands there twice, or that Excel's formulas would not find.

        *rows* are what makes a row the same as another, its code as it was typed, and itself.
        """
        rows = list(rows)
        seen: set[object] = set()
        for same, code, row in rows:
            if same in seen:
                self.add(faults.DOUBLE_CODE, row, header, code)
            seen.add(same)
        self.check_findable(header, ((code, row) for _, code, row in rows), is_code=True)

    def check_findable(
        self, header: str, texts: Iterable[tuple[str, SheetRow]], *, is_code: bool = False
    ) -> None:
        """Note each code or name that Excel's formulas would not find."""
        signs, longest = (_IN_CODES, _LONGEST_CODE) if is_code else (_IN_NAMES, _LONGEST_NAME)
        for text, row in texts:
            sign = signs.search(text)
            why = N_("có dấu {sign}").format(sign=sign[0]) if sign else ""
            if len(text) > longest:
                why = N_("dài quá {longest} ký tự").format(longest=longest)
            if why and not self.has_fault(row, header):
                self.add(faults.MISREAD, row, header, text, why)
