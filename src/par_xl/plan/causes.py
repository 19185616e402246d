"""The plan's faults with one for each cause: a unit that is gone is told once, not in each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from string import ascii_uppercase

from par_xl.plan import faults
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_, Message, joined
from par_xl.terms.text import fold_name


def told_once(found: Iterable[Finding]) -> list[Finding]:
    """Return the faults with one for each cause, which names all rows in which it shows."""
    causes: dict[object, list[Finding]] = {}
    for place, each in enumerate(found):
        cause = _CAUSES.get(each.code, "")
        text = fold_name((each.message.values or {}).get(cause, ""))
        # A unit or period is one in all sheets; a code is another one in each.
        of = (each.code, text, each.sheet if cause == "more" else None)
        causes.setdefault(of if cause else place, []).append(each)
    return [
        replace(
            same[0], message=Message(_SHOWS, {"said": same[0].message, "places": _places(same)})
        )
        if len(same) > 1
        else same[0]
        for same in causes.values()
    ]


_CAUSES = {
    fault.code: fault.cause for fault in vars(faults).values() if isinstance(fault, faults.Fault)
}
"""By code: which of its values tells the cause of a fault."""
_SHOWS = N_("{said} Có ở: {places}.")


def _places(found: Iterable[Finding]) -> str:
    """Name the rows, sheet by sheet, those that follow each other as one range."""
    rows: dict[str, list[int]] = {}
    for each in found:
        row = int((each.cell or "").lstrip(ascii_uppercase) or 0)
        rows.setdefault(each.sheet or "", []).append(row)
    return joined(
        (
            N_("“{sheet}”, dòng {rows}").format(sheet=sheet, rows=_ranges(sorted({*numbers})))
            for sheet, numbers in rows.items()
        ),
        "; ",
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Write ascending numbers in few words.

    >>> _ranges([3, 4, 5, 8])
    '3–5, 8'
    """
    parts: list[list[int]] = []
    for row in numbers:
        if parts and parts[-1][-1] == row - 1:
            parts[-1] = [parts[-1][0], row]
        else:
            parts.append([row])
    return ", ".join("–".join(map(str, part)) for part in parts)
