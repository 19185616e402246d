"""The rules' way into Excel: one form row's cells as expressions, and the `Kiểm tra` formula.

Only functions that Excel 2010 knows, and nothing that depends on the computer's language: VALUE
sees bare digits only, since it takes "5/6", "1e1" or "$5" for numbers. What a cell's text means is
worked out step by step in hidden helper cells beside `Kiểm tra`; the last step of each is a
number, "" for a blank cell, or "?" where nothing can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from par_xl.rules.entry import INPUT
from par_xl.terms.text import INVISIBLE, LAST_DAY, SPACES
from par_xl.terms.words import Role, Status

NOT_FILLED = "Chưa nhập"
VALID = "Hợp lệ"
HELPERS = (
    "status", "evidence", "explanation",
    "progress_text", "progress_digits", "progress_number", "progress",
    "day_text", "completed_on",
    "score_text", "self_score",
    "value_text", "value",
)  # fmt: skip
"""Helper cells of a row, in the order of their columns."""

# Letters of the statuses as a Mac or a phone may store them, a letter and its marks apart, and
# tones set by the other of the two customs: each pair is put right in this order.
STATUS_SPELLINGS = (
    ("u\u031b", "ư"), ("e\u0302", "ê"), ("o\u0302", "ô"),
    ("ư\u0323", "ự"), ("u\u0323", "ụ"), ("ụ\u031b", "ự"),
    ("ê\u0323", "ệ"), ("e\u0323", "ẹ"), ("ẹ\u0302", "ệ"),
    ("a\u0300", "à"), ("a\u0301", "á"), ("y\u0300", "ỳ"), ("o\u0300", "ò"), ("i\u0323", "ị"),
    ("\u00f0", "đ"), ("hòan", "hoàn"), ("hịên", "hiện"),
)  # fmt: skip


def helper_names(is_in_percent: bool) -> tuple[str, ...]:
    """Return the helpers that a row has: a measured value is looked at in rows in percent only."""
    return HELPERS if is_in_percent else HELPERS[:-2]


def quoted(text: str) -> str:
    """Return a text as an Excel string."""
    return '"' + text.replace('"', '""') + '"'


def day_number(value: date) -> str:
    """Return a day as an Excel expression that a person can read."""
    return f"DATE({value.year},{value.month},{value.day})"


def _spaced(ref: str) -> str:
    """Return a cell's text without what nobody sees, and every kind of space a plain one."""
    for space in SPACES:
        ref = f'SUBSTITUTE({ref},"{space}"," ")'
    for character in INVISIBLE:
        ref = f'SUBSTITUTE({ref},"{character}","")'
    return ref


def _trimmed(ref: str) -> str:
    """Return a cell's text as ``text.words`` has it, words one space apart."""
    text = _spaced(ref)
    for code in (9, 10, 13):
        text = f'SUBSTITUTE({text},CHAR({code})," ")'
    return f"TRIM(CLEAN({text}))"


def _without_spaces(ref: str) -> str:
    return f'SUBSTITUTE({_trimmed(ref)}," ","")'


def all_of(first: str, *others: str) -> str:
    """Whether all of these hold, each asked only where those before it do.

    Excel works out every argument of AND, and an error in one of them is what AND gives, even
    where another is FALSE: what may be an error is guarded by an IF around it.
    """
    return f"IF({first},{all_of(*others)},FALSE)" if others else first


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = f"SUBSTITUTE({text},{quoted(old)},{quoted(new)})"
    return text


def _only_digits(text: str) -> str:
    """Whether *text* is digits and nothing else, and at least one."""
    rest = _replaced(text, ((digit, "") for digit in "0123456789"))
    return f"AND(LEN({text})>0,LEN({rest})=0)"


@dataclass(frozen=True)
class FormRow:
    """One row of a form as the rules' formulas see it: where its cells are, what it may hold.

    ``maximum`` is an Excel expression.
    """

    cells: Mapping[str, str]
    helpers: Mapping[str, str]
    has_due_date: bool
    maximum: str | None
    is_scored: bool
    is_in_percent: bool
    plan_start: date
    period_start: date
    period_end: date

    def blank(self, field: str) -> str:
        """Whether a field holds nothing; one of those that have a helper cell."""
        return f"LEN({self.helpers[field]})=0"

    @property
    def is_filled(self) -> str:
        """Whether any cell to fill holds something."""
        # All as one text: not all programs take the length of each cell of a range. More than
        # 32,767 letters are an error to Excel, and more than nothing.
        together = "&".join(self.cells[column.field] for column in INPUT)
        return f"IFERROR(LEN(TRIM(CLEAN({_spaced(together)}))),1)>0"

    @property
    def has_errors(self) -> str:
        """Whether any cell to fill holds an error value."""
        return "OR(" + ",".join(f"ISERROR({self.cells[column.field]})" for column in INPUT) + ")"

    def is_status(self, status: Status) -> str:
        return f"{self.helpers['status']}={quoted(status.label)}"

    def unreadable(self, field: str) -> str:
        return f'{self.helpers[field]}="?"'

    def if_known(self, field: str, holds: Callable[[str], str]) -> str:
        """Whether something holds of a field's number; FALSE where none could be read.

        There is no other way to the number: nothing is worked out of a cell without one.
        """
        number = self.helpers[field]
        return all_of(f"ISNUMBER({number})", holds(number))


def helper_formulas(row: FormRow) -> dict[str, str]:
    """Formulas of the row's helper cells, by name."""
    cells, helpers = row.cells, row.helpers
    progress, number, bare = cells["progress"], helpers["progress_number"], helpers["progress_text"]
    as_share = f"IF(AND({number}>=2,{number}<=100),{number}/100,{number})"
    with_sign = f"IF({number}<=100,{number}/100,{number})"
    day = cells["completed_on"]
    formulas = {
        "status": _replaced(f"LOWER({_trimmed(cells['status'])})", STATUS_SPELLINGS),
        "evidence": _trimmed(cells["evidence"]),
        "explanation": _trimmed(cells["explanation"]),
        "progress_text": _typed_text(progress, _without_spaces(progress)),
        "progress_digits": f'IF(RIGHT({bare},1)="%",LEFT({bare},LEN({bare})-1),{bare})',
        "progress_number": _number(progress, helpers["progress_digits"], bare),
        "progress": f"IF(ISNUMBER({number}),IF(ISNUMBER({progress}),{as_share},"
        f'IF(RIGHT({bare},1)="%",{with_sign},{as_share})),{number}&"")',
        "day_text": _typed_text(day, _replaced(_without_spaces(day), (("-", "/"), (".", "/")))),
        "completed_on": _day(day, helpers["day_text"]),
        "score_text": _typed_text(cells["self_score"], _without_spaces(cells["self_score"])),
        "self_score": _number(cells["self_score"], helpers["score_text"], helpers["score_text"]),
        "value_text": _typed_text(cells["value"], _without_spaces(cells["value"])),
        "value": _number(cells["value"], helpers["value_text"], helpers["value_text"]),
    }
    return {name: f"={formulas[name]}" for name in helper_names(row.is_in_percent)}


def _typed_text(ref: str, text: str) -> str:
    """Return the text of a cell that holds no number: a number's text depends on the language."""
    return f'IF(ISNUMBER({ref}),"",{text})'


def _number(ref: str, text: str, typed: str) -> str:
    """Return a number typed as one, or as text: a sign, digits, at most one decimal comma or point.

    *typed* is all that was typed as text, *text* what has to be the number in it.
    """
    unsigned = f'IF(OR(LEFT({text},1)="-",LEFT({text},1)="+"),MID({text},2,99),{text})'
    pointed = f'SUBSTITUTE({unsigned},",",".")'
    digits = f'SUBSTITUTE({pointed},".","")'
    valid = (
        f"AND({_only_digits(digits)},LEN({unsigned})<=30,LEN({pointed})-LEN({digits})<=1,"
        f'LEFT({pointed},1)<>".",RIGHT({pointed},1)<>".")'
    )
    places = f'IF(ISNUMBER(FIND(".",{pointed})),LEN({pointed})-FIND(".",{pointed}),0)'
    value = f'IF(LEFT({text},1)="-",-1,1)*VALUE({digits})/10^{places}'
    return f'IF(ISNUMBER({ref}),{ref},IF(LEN({typed})=0,"",IF({valid},{value},"?")))'


def _day(ref: str, text: str) -> str:
    """Return a day typed as a date, a date number, or three groups of digits, day or year first."""
    digits = f'SUBSTITUTE({text},"/","")'
    spread = f'SUBSTITUTE({text},"/",REPT(" ",20))'
    first, second, third = (f"TRIM(MID({spread},{start},20))" for start in (1, 21, 41))
    three = f"AND({_only_digits(digits)},LEN({text})-LEN({digits})=2,LEN({text})<=10)"
    day_first = _calendar_day(third, second, first)
    year_first = _calendar_day(first, second, third)
    read = f'IF({three},IF(LEN({first})=4,{year_first},{day_first}),"?")'
    number = f'IF(AND({ref}>=1,{ref}<={LAST_DAY}),INT({ref}),"?")'
    return f'IF(ISNUMBER({ref}),{number},IF(LEN({text})=0,"",IFERROR({read},"?")))'


def _calendar_day(year: str, month: str, day: str) -> str:
    built = f"DATE(VALUE({year}),VALUE({month}),VALUE({day}))"
    # The calendar is the same 400 years later: only Excel has a 29/2/1900.
    later = f"DATE(2000+MOD(VALUE({year}),400),VALUE({month}),VALUE({day}))"
    right = (
        f"AND(LEN({year})=4,LEN({month})<=2,LEN({day})<=2,VALUE({year})>=1900,"
        f"DAY({later})=VALUE({day}),MONTH({later})=VALUE({month}))"
    )
    return f'IF({right},{built},"?")'


def check_formula(
    row: FormRow,
    faults: Sequence[tuple[str, str]],
    broken: str,
    chosen: tuple[str, str] | None = None,
) -> str:
    """Return the `Kiểm tra` formula of a row.

    ``faults`` are (expression, verdict) in the registry's order; ``broken`` is the verdict where
    a cell to fill holds an error value. ``chosen`` is, where the role depends on the chosen unit
    (the standard form), the cell that holds the role and the verdict on another unit's row.
    """
    verdict = quoted(VALID)
    for expression, words in reversed(faults):
        verdict = f"IF({expression},{quoted(words)},{verdict})"
    nothing = quoted(NOT_FILLED)
    if chosen is not None:
        role, foreign = chosen
        leads, coordinates = (f"{role}={quoted(each.label)}" for each in Role)
        other = f"IF({coordinates},{quoted(VALID)},{quoted(foreign)})"
        verdict = f"IF({leads},{verdict},{other})"
        nothing = f'IF(OR({leads},{coordinates}),{nothing},"")'
    checked = f"IF({row.is_filled},{verdict},{nothing})"
    return f"=IF({row.has_errors},{quoted(broken)},{checked})"
