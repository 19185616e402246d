"""The areas, those first where most is still to win, each with its level; the chart beside them.

The chart's colours follow the numbers: each level has a series of its own, in which an area has
its rate where it stands at that level, and 0 elsewhere. Those cells lie behind the chart.
"""

from __future__ import annotations

from par_xl.insight.colours import COLOURS
from par_xl.insight.levels import Level, level
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
from par_xl.workbooks.writing import (
    HEADER,
    PLAIN,
    Bars,
    Formula,
    Look,
    Series,
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
    request = page.request
    first, last = top + 1, top + len(areas)
    found = [level(request.plan, request.period, area) for area in areas]
    series = [
        Series(
            name=level_text(each),
            values=f"='{SHEET}'!{whole_range(first, last, column)}",
            shown=[_drawn(area, at, each) for area, at in zip(areas, found, strict=True)],
            color=COLOURS[each].strong,
            pattern=_PATTERNS.get(each),
        )
        for column, each in enumerate(_DRAWN, start=CHART + 1)
    ]
    chart = Bars(
        title="Tỷ lệ hoàn thành theo lĩnh vực",
        description="Biểu đồ thanh: tỷ lệ hoàn thành của từng lĩnh vực, màu theo mức.",
        categories=f"='{SHEET}'!{whole_range(first, last, CHART)}",
        names=[area.area for area in areas],
        series=series,
    )
    size = pixels_of((CHART, LAST)) - 2, height * 4 / 3
    page.book.bars(page.sheet, (top, CHART), chart, size)
