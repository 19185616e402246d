"""Mục tiêu of a year: from the plan's words to the number to be reached."""

from __future__ import annotations

import re

from par_xl.terms.text import clean, read_number

_AT_LEAST = re.compile(
    r"(?:đạt )?(?:≥|>=|>|từ|trên|tối thiểu|ít nhất|đạt)? ?([+-]?[0-9.,]+) ?(%|phần trăm|điểm)?"
    r"(?: trở lên)?"
)


def read_target(value: float | str | None) -> float | None:
    """The number that a target asks for at the least: 95, "≥ 87%", "Trên 90% trở lên".

    None where there is none, or where it asks for something else ("≤ 5%", "giữ hạng 10"): nothing
    is then held against it.
    """
    if isinstance(value, str):
        found = _AT_LEAST.fullmatch(clean(value).casefold())
        return read_number(found[1]) if found else None
    return value
