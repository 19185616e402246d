"""The plan's faults with one for each cause: a unit that is gone is told once, not in each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from string import ascii_uppercase

from par_xl.plan.faults import PLAN_FAULTS
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_, Message, joined
from par_xl.terms.text import fold_name

_SHOWS = N_("{said} Có ở: {places}.")


def told_once(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the faults with one for each cause, which names all rows in which it shows."""
    causes: dict[object, list[Finding]] = defaultdict(list)
    for place, each in enumerate(found):
        cause: object = place
        if name := PLAN_FAULTS[each.code].cause:
            # A unit or period is one in all sheets; a code is another one in each.
            sheet = each.sheet if name == "more" else None
            cause = each.code, fold_name((each.message.values or {})[name]), sheet
        causes[cause].append(each)
    for first, *others in causes.values():
        shows = Message(_SHOWS, {"said": first.message, "places": _places([first, *others])})
        yield replace(first, message=shows) if others else first


def _places(found: Iterable[Finding]) -> str:
    """Name the rows, sheet by sheet."""
    rows: dict[str, set[int]] = defaultdict(set)
    for each in found:
        rows[each.sheet or ""].add(int((each.cell or "").lstrip(ascii_uppercase) or 0))
    text = N_("“{sheet}”, dòng {rows}")
    named = (text.format(sheet=sheet, rows=_ranges(sorted(rows[sheet]))) for sheet in rows)
    return joined(named, "; ")


def _ranges(numbers: Sequence[int]) -> str:
    """Write ascending numbers in few words.

    >>> _ranges([3, 4, 5, 8])
    '3–5, 8'
    """
    runs = groupby(enumerate(numbers), key=lambda each: each[1] - each[0])
    parts = ([str(number) for _, number in run] for _, run in runs)
    return ", ".join("–".join(dict.fromkeys((part[0], part[-1]))) for part in parts)
