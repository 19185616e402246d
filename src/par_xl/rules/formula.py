"""The rules' way into Excel: one form row's cells as expressions, and the `Kiểm tra` formula.

Only functions that Excel 2010 knows, and nothing that depends on the computer's language:
numbers and days typed as text are taken apart digit by digit instead of by VALUE or DATEVALUE
on the whole. What a cell's text means is worked out once, in hidden helper cells beside
`Kiểm tra`; a helper is a number, "" for a blank cell, or "?" where nothing can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from par_xl.entry import INPUT
from par_xl.words import Severity, Status

NOT_FILLED = "Chưa nhập"
VALID = "Hợp lệ"
_NBSP = "\u00a0"

HELPERS = ("progress_number", "progress", "completed_on", "self_score")
"""Helper cells of a row, in the order of their columns."""


def quoted(text: str) -> str:
    """A text as an Excel string."""
    return '"' + text.replace('"', '""') + '"'


def day_number(value: date) -> str:
    """A day as an Excel expression that a person can read."""
    return f"DATE({value.year},{value.month},{value.day})"


def trimmed(ref: str) -> str:
    """A cell's text without white space at its ends, as ``text.clean`` has it."""
    return f'TRIM(CLEAN(SUBSTITUTE({ref},"{_NBSP}"," ")))'


@dataclass(frozen=True)
class FormRow:
    """One row of a form as the rules' formulas see it: where its cells are, what it may hold."""

    cells: Mapping[str, str]
    helpers: Mapping[str, str]
    has_due_date: bool
    maximum: float | None
    is_scored: bool
    plan_start: date
    period_start: date
    period_end: date

    @property
    def inputs(self) -> str:
        """The range of all cells to fill."""
        return f"{self.cells[INPUT[0].field]}:{self.cells[INPUT[-1].field]}"

    def text(self, field: str) -> str:
        return trimmed(self.cells[field])

    def blank(self, field: str) -> str:
        return f"LEN({self.text(field)})=0"

    def is_status(self, status: Status) -> str:
        return f"{self.text('status')}={quoted(status.label)}"

    def known(self, field: str) -> str:
        """Whether the field holds something that could be read."""
        return f"ISNUMBER({self.helpers[field]})"

    def unreadable(self, field: str) -> str:
        return f'{self.helpers[field]}="?"'

    def value(self, field: str) -> str:
        """The field's number; to be used behind ``known``."""
        return f"N({self.helpers[field]})"


def helper_formulas(row: FormRow) -> dict[str, str]:
    """Formulas of the row's helper cells, by name."""
    progress = row.cells["progress"]
    number = row.helpers["progress_number"]
    as_share = f"IF(AND({number}>=2,{number}<=100),{number}/100,{number})"
    with_sign = f"IF({number}<=100,{number}/100,{number})"
    return {
        "progress_number": _number(progress, strip_percent=True),
        "progress": f"=IF(ISNUMBER({number}),IF(ISNUMBER({progress}),{as_share},"
        f'IF(RIGHT({trimmed(progress)},1)="%",{with_sign},{as_share})),{number}&"")',
        "completed_on": _day(row.cells["completed_on"]),
        "self_score": _number(row.cells["self_score"]),
    }


def _number(ref: str, strip_percent: bool = False) -> str:
    text = f'SUBSTITUTE({trimmed(ref)}," ","")'
    if strip_percent:
        text = f'SUBSTITUTE({text},"%","")'
    digits = f'SUBSTITUTE(SUBSTITUTE({text},".",""),",","")'
    return (
        f'=IF(ISNUMBER({ref}),{ref},IF(LEN({trimmed(ref)})=0,"",IFERROR('
        f'VALUE({digits})/10^IF(ISNUMBER(FIND(",",{text})),LEN({text})-FIND(",",{text}),'
        f'IF(ISNUMBER(FIND(".",{text})),LEN({text})-FIND(".",{text}),0)),"?")))'
    )


def _day(ref: str) -> str:
    text = f'SUBSTITUTE(SUBSTITUTE({trimmed(ref)},"-","/"),".","/")'
    spread = f'SUBSTITUTE({text},"/",REPT(" ",20))'
    first, second, third = (f"TRIM(MID({spread},{start},20))" for start in (1, 21, 41))
    read = _calendar_day(third, second, first)
    read_iso = _calendar_day(first, second, third)
    return (
        f'=IF(ISNUMBER({ref}),IF(AND({ref}>=10000,{ref}<=80000),INT({ref}),"?"),'
        f'IF(LEN({trimmed(ref)})=0,"",IFERROR(IF(LEN({first})=4,{read_iso},{read}),"?")))'
    )


def _calendar_day(year: str, month: str, day: str) -> str:
    built = f"DATE(VALUE({year}),VALUE({month}),VALUE({day}))"
    right = f"AND(LEN({year})=4,DAY({built})=VALUE({day}),MONTH({built})=VALUE({month}))"
    return f'IF({right},{built},"?")'


def check_formula(row: FormRow, faults: list[tuple[str, str]], role: str | None = None) -> str:
    """The `Kiểm tra` formula of a row.

    ``faults`` are (expression, verdict) in the registry's order. ``role`` is the cell that
    holds the role where it depends on the chosen unit (the standard form), else None.
    """
    filled = f'SUMPRODUCT(LEN(TRIM(CLEAN(SUBSTITUTE({row.inputs},"{_NBSP}"," ")))))>0'
    verdict = quoted(VALID)
    for expression, words in reversed(faults):
        verdict = f"IF({expression},{quoted(words)},{verdict})"
    checked = f"IF({filled},{verdict},{quoted(NOT_FILLED)})"
    if role is not None:
        other = quoted(verdict_words(Severity.ERROR, "dòng không thuộc đơn vị đã chọn"))
        helped = f"IF({filled},{quoted(VALID)},{quoted(NOT_FILLED)})"
        checked = (
            f'IF({role}="Chủ trì",{checked},IF({role}="Phối hợp",{helped},IF({filled},{other},"")))'
        )
    broken = f"SUMPRODUCT(--ISERROR({row.inputs}))>0"
    return f"=IF({broken},{quoted(verdict_words(Severity.ERROR, BROKEN_TITLE))},{checked})"


def coordinating_formula(row: FormRow) -> str:
    """`Kiểm tra` of a row that the unit coordinates: nothing it fills there is wrong."""
    return check_formula(row, [])


def verdict_words(severity: Severity, title: str) -> str:
    """A fault as `Kiểm tra` says it: "Lỗi: …"."""
    return f"{severity.label}: {title}"


BROKEN_TITLE = "ô nhập có công thức lỗi"
