"""Bars in the cells of rates: as long as the rate, from 0% to 100% on every sheet alike."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from par_xl.outputs.master.groups import FIELDS, LOOKS

_FILL, _EDGE = "#9DC3E6", "#2E75B6"
"""Light enough to read dark figures over it, and in print; the edge shows where it ends."""
_RATES = [place for place, field in enumerate(FIELDS) if "%" in LOOKS[field].number_format]


def write_bars(sheet: Worksheet, first: int, last: int, column: int) -> None:
    """Draw the bars of the counts and rates that begin at that *column*, in those rows (from 0)."""
    for place in _RATES:
        at = column + place
        sheet.conditional_format(
            first,
            at,
            max(first, last),
            at,
            {
                "type": "data_bar",
                "data_bar_2010": True,
                "bar_solid": True,
                "bar_color": _FILL,
                "bar_border_color": _EDGE,
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": 1,
            },
        )
