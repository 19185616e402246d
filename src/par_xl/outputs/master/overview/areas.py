"""The areas, those first where most is still to win, each with its level; the chart beside them.

The chart's colours follow the numbers: each level has a series of its own, in which an area has
its rate where it stands at that level, and 0 elsewhere. Those cells lie behind the chart.
"""

from __future__ import annotations

from typing import Any

from par_xl.insight.levels import COLOURS, Level, level
from par_xl.merge.result import AreaPart
from par_xl.outputs.master.areas import Line
from par_xl.outputs.master.course import CHANGE
from par_xl.outputs.master.levels import level_formula, level_text, mark_levels
from par_xl.outputs.master.overview.page import (
    CHART,
    LAST,
    LEVEL,
    RATE,
    SHEET,
    SMALL,
    TEXT,
    Page,
    pixels_of,
    short,
    width_of,
)
from par_xl.terms.words import NOTHING
from par_xl.workbooks.wrap import FONT
from par_xl.workbooks.writing import (
    HEADER,
    PLAIN,
    Formula,
    Look,
    reference,
    row_height,
    whole_range,
)

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
_LINE = 17
_LABEL = '0%;"";""'
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
    heights = [_write(page, area) for area in areas]
    last = page.row - 1
    mark_levels(page.book, page.sheet, top + 1, last, (LEVEL, LEVEL))
    page.sheet.ignore_errors(
        {"number_stored_as_text": whole_range(top + 1, last, CHART).replace("$", "")}
    )
    if areas:
        _draw(page, areas, top, 30 + sum(heights))


def _write(page: Page, area: AreaPart) -> float:
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
    height = max(_LINE * 0.75, row_height([(name, width_of(_NAME), small)]) - 2)
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
                    "num_format": _LABEL,
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
