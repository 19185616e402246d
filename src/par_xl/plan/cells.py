"""Cells of the plan workbook as people type them → values, or the fault that they are.

A cell that cannot be read raises a pydantic error whose type is the code of a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from par_xl.plan import faults
from par_xl.plan.due import Due, read_due
from par_xl.plan.faults import Fault
from par_xl.terms.text import Cell, as_text, fold, is_blank, read_day, read_number
from par_xl.terms.words import PERIOD_CODE, Authority, Index, Method, PeriodKind, Term

_FIRST_YEAR = 2000
"""A year typed into a date cell, 2024, becomes 16/7/1905."""


def _fault(fault: Fault, value: Cell, more: str = "") -> PydanticCustomError:
    shown = faults.shown_value(value)
    return PydanticCustomError(fault.code, "{more}", {"value": shown, "more": more})


def _code(value: Cell) -> str:
    if is_blank(value):
        raise _fault(faults.EMPTY, value)
    if not isinstance(value, str):
        raise _fault(faults.CODE_NOT_TEXT, value)
    return as_text(value)


def _optional_code(value: Cell) -> str | None:
    return None if is_blank(value) else _code(value)


def _period_code(value: Cell) -> str:
    code = _code(value)
    if not PERIOD_CODE.fullmatch(code):
        raise _fault(faults.BAD_PERIOD_CODE, value)
    return code


def _optional_period(value: Cell) -> str | None:
    return None if is_blank(value) else _period_code(value)


def _text(value: Cell) -> str:
    return as_text(value)


def _needed_text(value: Cell) -> str:
    if is_blank(value):
        raise _fault(faults.EMPTY, value)
    return as_text(value)


def _number(value: Cell) -> float | None:
    if is_blank(value):
        return None
    found = read_number(value)
    if found is None:
        raise _fault(faults.NOT_NUMBER, value)
    return found


def _points(value: Cell) -> float | None:
    found = _number(value)
    if found is not None and found < 0:
        raise _fault(faults.NEGATIVE, value)
    return found


def _whole(value: Cell) -> int | None:
    found = _number(value)
    if found is not None and found != int(found):
        raise _fault(faults.NOT_NUMBER, value)
    return None if found is None else int(found)


def _needed_whole(value: Cell) -> int:
    found = _whole(value)
    if found is None:
        raise _fault(faults.EMPTY, value)
    return found


def _day(value: Cell) -> date | None:
    if is_blank(value):
        return None
    found = read_day(value)
    if found is None or found.year < _FIRST_YEAR:
        raise _fault(faults.NOT_DAY, value)
    return found


def _needed_day(value: Cell) -> date:
    found = _day(value)
    if found is None:
        raise _fault(faults.EMPTY, value)
    return found


def _due(value: Cell) -> Due:
    found = read_due(value)
    if found is None or (found.day is not None and found.day.year < _FIRST_YEAR):
        raise _fault(faults.TIME_UNREADABLE, value)
    return found


def _term(terms: type[Term], needed: bool) -> Callable[[Cell], Term | None]:
    by_label = {fold(term.label): term for term in terms}
    choices = ", ".join(term.label for term in terms)

    def read(value: Cell) -> Term | None:
        if is_blank(value) and not needed:
            return None
        found = by_label.get(fold(as_text(value)))
        if found is None:
            raise _fault(faults.NOT_CHOICE, value, choices)
        return found

    return read


def _authority(value: Cell) -> Authority | None:
    """Exactly one authority, else None: that is a fault of leaves only."""
    labels = {fold(authority.label): authority for authority in Authority}
    return labels.get(fold(as_text(value)))


def _measured(value: Cell) -> float | str | None:
    """A result or target of a year: a number where it is one, else as written ("≥ 87%")."""
    if is_blank(value):
        return None
    found = read_number(value)
    return as_text(value) if found is None else found


Code = Annotated[str, BeforeValidator(_code)]
OptionalCode = Annotated[str | None, BeforeValidator(_optional_code)]
PeriodCode = Annotated[str, BeforeValidator(_period_code)]
OptionalPeriod = Annotated[str | None, BeforeValidator(_optional_period)]
Text = Annotated[str, BeforeValidator(_text)]
NeededText = Annotated[str, BeforeValidator(_needed_text)]
Number = Annotated[float | None, BeforeValidator(_number)]
Points = Annotated[float | None, BeforeValidator(_points)]
Whole = Annotated[int | None, BeforeValidator(_whole)]
NeededWhole = Annotated[int, BeforeValidator(_needed_whole)]
Day = Annotated[date | None, BeforeValidator(_day)]
NeededDay = Annotated[date, BeforeValidator(_needed_day)]
DueTime = Annotated[Due, BeforeValidator(_due)]
Measured = Annotated[float | str | None, BeforeValidator(_measured)]
IndexName = Annotated[Index, BeforeValidator(_term(Index, needed=True))]
OptionalMethod = Annotated[Method | None, BeforeValidator(_term(Method, needed=False))]
OptionalAuthority = Annotated[Authority | None, BeforeValidator(_authority)]
KindOfPeriod = Annotated[PeriodKind, BeforeValidator(_term(PeriodKind, needed=True))]
