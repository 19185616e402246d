"""Bar charts that Excel, WPS and LibreOffice draw alike, in colour and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from par_xl.workbooks.writing.wrap import FONT

_LABEL = '0%;"";""'
"""Nothing for 0: written out, since ONLYOFFICE shows a 0 where a part of a format is empty."""
_FONT = {"name": FONT, "size": 8, "color": "#262626"}
_MOST = 1.15
"""Where the axis ends: room for the label of a bar of 100%."""


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one colour; ``pattern`` (XlsxWriter's name) tells them apart in black and white.

    ``values`` is a formula of their cells, ``shown`` what these hold: a bar of 0 is not drawn.
    """

    name: str
    values: str
    shown: Sequence[float]
    color: str
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of horizontal bars, rates from 0 to 1, the first category on top.

    Each category has its bar in one of the series; ``categories`` is a formula of the cells that
    name them, ``names`` what these hold.
    """

    title: str
    description: str
    categories: str
    names: Sequence[str]
    series: Sequence[Series]


def insert(
    book: Workbook,
    sheet: Worksheet,
    cell: tuple[int, int],
    bars: Bars,
    size: tuple[float, float],
) -> None:
    """Draw a chart over the cells from that one on; *size* is its width and height in pixels."""
    chart = book.add_chart({"type": "bar"})
    for series in bars.series:
        chart.add_series(_series(bars, series))
    chart.set_title({"name": bars.title, "name_font": {**_FONT, "size": 11, "bold": True}})
    chart.set_legend({"position": "bottom", "font": {**_FONT, "size": 9}})
    chart.set_y_axis(
        {"reverse": True, "interval_unit": 1, "num_font": _FONT, "major_tick_mark": "none"}
    )
    chart.set_x_axis({"min": 0, "max": _MOST, "visible": False, "major_gridlines": _HIDDEN})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}, "fill": {"color": "#FFFFFF"}})
    width, height = size
    chart.set_size({"width": round(width), "height": round(height)})
    options = {"description": bars.description, "object_position": 1}
    sheet.insert_chart(*cell, chart, options)


_HIDDEN = {"visible": False}


def _series(bars: Bars, series: Series) -> dict[str, Any]:
    fill: dict[str, Any] = {"fill": {"color": series.color}}
    if series.pattern:
        colours = {"fg_color": series.color, "bg_color": "#FFFFFF"}
        fill = {"pattern": {"pattern": series.pattern, **colours}}
    return {
        "name": series.name,
        "categories": bars.categories,
        # Rows are not written by XlsxWriter: it can't look up what a viewer is to show at first.
        "categories_data": list(bars.names),
        "values": series.values,
        "values_data": list(series.shown),
        **fill,
        "border": {"color": series.color},
        "gap": 30,
        "overlap": 100,
        "data_labels": {
            "value": True,
            "position": "outside_end",
            "num_format": _LABEL,
            "font": _FONT,
        },
    }
