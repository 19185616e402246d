"""When a task is due and how much is to be reached: from the plan's words to day and number."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from par_xl.terms.text import Cell, as_text, clean, fold, read_day, read_number

_NO_DUE_DATE = {fold(text) for text in ("", "Thường xuyên", "Hằng quý", "Hàng quý", "6 tháng/lần")}
_YEARLY = {fold(text) for text in ("Hằng năm", "Hàng năm")}
_OF_YEAR = r"(?: ?/ ?| năm )(\d{4})"
_QUARTER = re.compile(r"quý (i{1,3}|iv|[1-4])" + _OF_YEAR)
_MONTH = re.compile(r"tháng (\d{1,2})" + _OF_YEAR)
_HALF = re.compile(r"6 tháng (đầu|cuối) năm (\d{4})")
_YEAR = re.compile(r"năm (\d{4})")
_YEARS = re.compile(r"(?:giai đoạn )?(\d{4}) ?[-‐‑‒–—−] ?(\d{4})")
_BEFORE = re.compile(r"trước (?:ngày )?(\d.*)")
_AT_LEAST = re.compile(
    r"(?:đạt )?(?:≥|>=|>|từ|trên|tối thiểu|ít nhất|đạt)? ?([+-]?[0-9.,]+) ?(%|phần trăm|điểm)?"
    r"(?: trở lên)?"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class Due(NamedTuple):
    """When a task is to be done: on a fixed ``day``, each year by 31/12, or at no set time.

    ``text`` is what the plan says, as people are shown it.
    """

    text: str
    day: date | None = None
    yearly: bool = False

    def within(self, year: int) -> date | None:
        """Return the due date that holds in the report of *year*, None where there is none."""
        return date(year, 12, 31) if self.yearly else self.day


def read_due(value: Cell) -> Due | None:
    """Read a cell of ``Thời gian hoàn thành``; None when it says nothing that is understood."""
    text = as_text(value)
    if fold(text) in _NO_DUE_DATE:
        return Due(text)
    if fold(text) in _YEARLY:
        return Due(text, yearly=True)
    found = _last_day(value, re.sub(r"\s+", " ", clean(text).casefold()))
    return None if found is None else Due(text, found)


def _last_day(value: Cell, text: str) -> date | None:
    typed = text.removeprefix("ngày ") if isinstance(value, str) else value
    if not isinstance(typed, float | int) and (found_day := read_day(typed)):
        return found_day
    if found := _QUARTER.fullmatch(text):
        quarter = _ROMAN.get(found[1]) or int(found[1])
        return _end_of_month(int(found[2]), 3 * quarter)
    if found := _MONTH.fullmatch(text):
        return _end_of_month(int(found[2]), int(found[1]))
    if found := _HALF.fullmatch(text):
        return _end_of_month(int(found[2]), 6 if found[1] == "đầu" else 12)
    if found := _YEAR.fullmatch(text):
        return date(int(found[1]), 12, 31)
    if found := _YEARS.fullmatch(text):
        return date(int(found[2]), 12, 31) if found[1] <= found[2] else None
    if found := _BEFORE.fullmatch(text):
        day = read_day(found[1])
        return day and day - timedelta(days=1)
    return None


def _end_of_month(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def read_target(value: float | str | None) -> float | None:
    """Return the number that a target asks for at the least: 95, "≥ 87%", "Trên 90% trở lên".

    None where there is none, or where it asks for something else ("≤ 5%", "giữ hạng 10"): nothing
    is then held against it.
    """
    if isinstance(value, str):
        found = _AT_LEAST.fullmatch(clean(value).casefold())
        return read_number(found[1]) if found else None
    return value
