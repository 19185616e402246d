"""What the parts of `Tổng quan` are written on, and its largest part: the areas and their chart.

The chart's colours follow the numbers: each level has a series of its own, in which an area has
its rate where it stands at that level, and 0 elsewhere. Those cells lie behind the chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from par_xl.insight.levels import COLOURS, Level, level
from par_xl.insight.trend import Trend
from par_xl.merge.result import AreaPart, Rates
from par_xl.outputs.master.rates import Line, rate_cells
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.trend import CHANGE, Change, change_cells
from par_xl.terms.words import NOTHING, Index
from par_xl.workbooks.wrap import FONT, lines
from par_xl.workbooks.writing import (
    HEADER,
    PLAIN,
    Book,
    Formula,
    Look,
    Sheet,
    Value,
    reference,
    row_height,
    whole_range,
)

SHEET = "Tổng quan"
WIDTHS = (20.0, *[11.57] * 7, 18.0, *[12.43] * 4)
"""Some 1250 pixels: what a small laptop's screen shows at 100%."""
LAST = len(WIDTHS) - 1
LEVEL, CHART = 8, 9
"""Columns of an area's level, and of the chart beside it."""
GAP = 4.0
SMALL = 10.0
_LINES = 2

BLUE, RED = "#1F4E79", "#C00000"
TEXT = Look(vertical="vcenter")
RATE = Look("0.00%", align="center", vertical="vcenter", wrap=False)
COUNT = Look("#,##0", align="center", vertical="vcenter", wrap=False)
NOTE = PLAIN.with_(italic=True, wrap=True, size=SMALL)


@dataclass
class Page:
    """The sheet in the making; ``row`` is the next one to write (from 0), ``height`` what is
    written so far takes (points)."""

    book: Book
    sheet: Sheet
    request: MasterRequest
    trends: Sequence[Trend]
    row: int = 0
    height: float = 0.0
    thresholds: tuple[str, str] = field(default=("", ""))
    """The cells of the thresholds of green and amber, once they are written."""

    @cached_property
    def rates(self) -> Mapping[tuple[Line, str], str]:
        """Where each count and rate stands."""
        return rate_cells(self.request)

    @cached_property
    def changes(self) -> Mapping[tuple[Index, str | None, str], Change]:
        """Where each change against the year before stands, with its value."""
        return change_cells(self.request, self.trends)

    def put(self, columns: tuple[int, int], value: Value, look: Look) -> None:
        """Write one cell of this row over the columns from the first to the last."""
        self.book.spread(self.sheet, self.row, columns, value, look)

    def rate(self, line: Line, rates: Rates, name: str) -> Formula:
        """A count or rate of another sheet, with its value."""
        value = getattr(rates, name)
        return Formula(f"={self.rates[line, name]}", NOTHING if value is None else value)

    def change(self, index: Index, area: str | None, name: str) -> Formula:
        """A change against the year before, with its value."""
        cell, value = self.changes[index, area, name]
        return Formula(f"={cell}", value)

    def end_row(self, height: float) -> None:
        """The row is done, and so high (points)."""
        self.sheet.set_row(self.row, height)
        self.row += 1
        self.height += height

    def gap(self) -> None:
        """A little room."""
        self.end_row(GAP)

    def line(self, text: str, look: Look) -> None:
        """A text over the whole page, as high as it needs."""
        self.put((0, LAST), text, look)
        self.end_row(row_height([(text, width_of((0, LAST)), look)]))


def short(text: str, columns: tuple[int, int], look: Look) -> str:
    """*text* in two lines at most; one that was cut ends with "…": it stands in full elsewhere."""
    width, words = width_of(columns), text.split(" ")
    while lines(text, width, look.size, look.bold) > _LINES:
        words.pop()
        text = f"{' '.join(words)}…"
    return text


def width_of(columns: tuple[int, int]) -> float:
    """Width of several columns together."""
    first, last = columns
    return sum(WIDTHS[first : last + 1])


def pixels_of(columns: tuple[int, int]) -> float:
    """The same in pixels."""
    first, last = columns
    return sum(round(width * 7) + 5 for width in WIDTHS[first : last + 1])


def level_text(level: Level) -> str:
    """The level's sign and word."""
    return f"{COLOURS[level].sign} {level.label}"


def level_formula(rate: str, reporting: str, green: str, amber: str) -> str:
    """The same as ``analysis.levels.level`` works it out, from the cells of the completion and
    reporting rates and of the two thresholds."""
    grey, red = level_text(Level.GREY), level_text(Level.RED)
    is_grey = f'OR({rate}="{NOTHING}",{reporting}="{NOTHING}",{reporting}=0)'
    is_amber = f'IF({rate}>={amber},"{level_text(Level.AMBER)}","{red}")'
    is_green = f'IF({rate}>={green},"{level_text(Level.GREEN)}",{is_amber})'
    return f'=IF({is_grey},"{grey}",{is_green})'


def mark_levels(book: Book, sheet: Sheet, first: int, last: int, columns: tuple[int, int]) -> None:
    """Colour cells by the sign with which their text begins."""
    shown = reference(first, columns[0])
    for colour in COLOURS.values():
        options = {
            "type": "formula",
            "criteria": f'=LEFT({shown},1)="{colour.sign}"',
            "format": book.format(bg_color=colour.pale),
        }
        sheet.conditional_format(first, columns[0], last, columns[1], options)


_NAME = (0, 3)
_TO_WIN, _OPEN, _RATE, _CHANGE = 4, 5, 6, 7
_HEADERS = {
    _NAME: "Lĩnh vực",
    (_TO_WIN, _TO_WIN): "Điểm còn có thể đạt",
    (_OPEN, _OPEN): "Việc chưa xong",
    (_RATE, _RATE): "Hoàn thành",
    (_CHANGE, _CHANGE): "So cùng kỳ",
    (LEVEL, LEVEL): "Mức",
}
_FIELDS = (
    "score_maximum", "recoverable", "applicable", "done_on_time", "done_late", "reporting_rate",
)  # fmt: skip
_DRAWN = (Level.GREEN, Level.AMBER, Level.RED)
"""What is grey has nothing to draw."""
_PATTERNS = {Level.AMBER: "wide_upward_diagonal"}
_POINTS = Look("#,##0.00", align="center", vertical="vcenter", wrap=False)
_COUNT = Look("#,##0", align="center", vertical="vcenter", wrap=False)
_BEHIND = PLAIN.with_(color="#7F7F7F", size=8, number_format="0%", align="center")
_AREA_LINE = 17
_BAR_LABEL = '0%;"";""'
"""Nothing for 0: written out, since ONLYOFFICE shows a 0 where a part of a format is empty."""
_FONT = {"name": FONT, "size": 8, "color": "#262626"}
_MOST = 1.15
"""Where the axis ends: room for the label of a bar of 100%."""


def to_win(area: AreaPart) -> float | None:
    """Points that an area can still win; None where nobody scored it."""
    return area.recoverable if area.score_maximum else None


def unfinished(area: AreaPart) -> int:
    """Tasks of an area that are not done."""
    return area.applicable - area.done_on_time - area.done_late


def in_order(areas: list[AreaPart]) -> list[AreaPart]:
    """Areas with points by what is still to win, then those without by tasks that are not done."""

    def rank(area: AreaPart) -> tuple[bool, float, int]:
        points = to_win(area)
        return points is None, -(points or 0.0), -unfinished(area)

    return sorted(areas, key=rank)


def write_areas(page: Page) -> None:
    """Write the areas and the chart."""
    top = page.row
    for columns, text in _HEADERS.items():
        page.put(columns, text, HEADER.with_(size=SMALL))
    page.put((CHART, CHART), "Biểu đồ", _BEHIND)
    for column, each in enumerate(_DRAWN, start=CHART + 1):
        page.put((column, column), level_text(each), _BEHIND)
    page.end_row(30)
    areas = in_order(page.request.result.areas)
    heights = [_write_area(page, area) for area in areas]
    last = page.row - 1
    mark_levels(page.book, page.sheet, top + 1, last, (LEVEL, LEVEL))
    page.sheet.ignore_errors(
        {"number_stored_as_text": whole_range(top + 1, last, CHART).replace("$", "")}
    )
    if areas:
        _draw(page, areas, top, 30 + sum(heights))


def _write_area(page: Page, area: AreaPart) -> float:
    """An area's row; gives its height."""
    small = TEXT.with_(size=SMALL)
    name = short(f"{area.area}. {area.name}", _NAME, small)
    line = Line(area.index, area.area, None)
    at = {field: page.rates[line, field] for field in _FIELDS}
    page.put(_NAME, name, small)
    points = to_win(area)
    shown = f'=IF({at["score_maximum"]}=0,"{NOTHING}",{at["recoverable"]})'
    page.put((_TO_WIN, _TO_WIN), Formula(shown, NOTHING if points is None else points), _POINTS)
    rest = f"={at['applicable']}-{at['done_on_time']}-{at['done_late']}"
    page.put((_OPEN, _OPEN), Formula(rest, unfinished(area)), _COUNT)
    page.put((_RATE, _RATE), page.rate(line, area, "completion_rate"), RATE.with_(bold=True))
    change = page.change(area.index, area.area, "completion_rate")
    page.put((_CHANGE, _CHANGE), change, CHANGE.with_(vertical="vcenter"))
    found = level(page.request.plan, page.request.period, area)
    rate = reference(page.row, _RATE)
    formula = level_formula(rate, at["reporting_rate"], *page.thresholds)
    page.put((LEVEL, LEVEL), Formula(formula, level_text(found)), small)
    page.put((CHART, CHART), area.area, _BEHIND.with_(number_format="@"))
    for column, each in enumerate(_DRAWN, start=CHART + 1):
        value = _drawn(area, found, each)
        is_it = f'LEFT({reference(page.row, LEVEL)},1)="{COLOURS[each].sign}"'
        page.put((column, column), Formula(f"=IF({is_it},{rate},0)", value), _BEHIND)
    height = max(_AREA_LINE * 0.75, row_height([(name, width_of(_NAME), small)]) - 2)
    page.end_row(height)
    return height


def _drawn(area: AreaPart, found: Level, series: Level) -> float:
    return (area.completion_rate or 0.0) if found is series else 0.0


def _draw(page: Page, areas: list[AreaPart], top: int, height: float) -> None:
    """A chart that Excel, WPS and LibreOffice draw alike, in colour and without."""
    request = page.request
    first, last = top + 1, top + len(areas)
    found = [level(request.plan, request.period, area) for area in areas]
    chart = page.book.chart("bar")
    for column, each in enumerate(_DRAWN, start=CHART + 1):
        color = COLOURS[each].strong
        fill: dict[str, Any] = {"fill": {"color": color}}
        if each in _PATTERNS:
            colours = {"fg_color": color, "bg_color": "#FFFFFF"}
            fill = {"pattern": {"pattern": _PATTERNS[each], **colours}}
        drawn = [_drawn(area, at, each) for area, at in zip(areas, found, strict=True)]
        chart.add_series(
            {
                "name": level_text(each),
                "categories": f"='{SHEET}'!{whole_range(first, last, CHART)}",
                "values": f"='{SHEET}'!{whole_range(first, last, column)}",
                # What a viewer shows at first; XlsxWriter does not know our cells.
                "categories_data": [area.area for area in areas],
                "values_data": drawn,
                **fill,
                "border": {"color": color},
                "gap": 30,
                "overlap": 100,
                "data_labels": {
                    "value": True,
                    "position": "outside_end",
                    "num_format": _BAR_LABEL,
                    "font": _FONT,
                },
            }
        )
    title_font = {**_FONT, "size": 11, "bold": True}
    chart.set_title({"name": "Tỷ lệ hoàn thành theo lĩnh vực", "name_font": title_font})
    chart.set_legend({"position": "bottom", "font": {**_FONT, "size": 9}})
    chart.set_y_axis(
        {"reverse": True, "interval_unit": 1, "num_font": _FONT, "major_tick_mark": "none"}
    )
    hidden = {"visible": False}
    chart.set_x_axis({"min": 0, "max": _MOST, **hidden, "major_gridlines": hidden})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}, "fill": {"color": "#FFFFFF"}})
    width = pixels_of((CHART, LAST)) - 2
    chart.set_size({"width": round(width), "height": round(height * 4 / 3)})
    description = "Biểu đồ thanh: tỷ lệ hoàn thành của từng lĩnh vực, màu theo mức."
    options = {"description": description, "object_position": 1}
    page.sheet.insert_chart(top, CHART, chart, options)
