"""The sheet `Tổng quan`: what leaders read on one page.

The chart's colours follow the numbers: each level has a series of its own, in which an area has
its rate where it stands at that level, and 0 elsewhere. Those cells lie behind the chart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from par_xl.insight.levels import COLOURS, Level, level, thresholds
from par_xl.insight.trend import Trend, changed, predecessor
from par_xl.merge.rates import Rates
from par_xl.merge.result import AreaPart, GonePart, IndexPart
from par_xl.outputs.master.meaning import sentences
from par_xl.outputs.master.rates import HEADERS, Line, lines, rate_cells, unit_range
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import set_up_print
from par_xl.outputs.master.trend import CHANGE, MEASURES, change_cells, find_trends, still_range
from par_xl.terms.words import NOTHING, SCORED, Authority, Index, Timeliness, day, labels, number
from par_xl.workbooks import wrap
from par_xl.workbooks.look import HEADER, HEADING_FILLS, LINE, PLAIN, Look, height_of
from par_xl.workbooks.sheet import Formula, Sheet, Value
from par_xl.workbooks.writing import Book, reference, whole_range

SHEET = "Tổng quan"
_WIDTHS = (20.0, *[11.57] * 7, 18.0, *[12.43] * (4 * len(Index) - 8))
"""Four columns for each index; of three some 1250 pixels: what a small laptop's screen shows at
100%."""
_LAST = len(_WIDTHS) - 1
_WHOLE = 0, _LAST
_GAP = 4.0
_SMALL = 10.0
_BLUE, _RED = "#1F4E79", "#C00000"
_BOLD = PLAIN.with_(bold=True)
_NOTE = PLAIN.with_(italic=True, wrap=True, size=_SMALL)
_TEXT = Look(vertical="vcenter")
_SMALL_TEXT = _TEXT.with_(size=_SMALL)
_LABEL = _SMALL_TEXT.with_(bold=True, fill=HEADING_FILLS[1])
_RATE = Look("0.00%", align="center", vertical="vcenter", wrap=False)
_POINTS = _RATE.with_(number_format="#,##0.00")
_COUNT = _RATE.with_(number_format="#,##0")
_CHANGE = CHANGE.with_(vertical="vcenter")

Columns = int | tuple[int, int]
"""A column, or those from the first to the last, over which one cell goes."""
Part = tuple[Columns, Value, Look]
"""A cell of a row: where, what, how it looks."""


@dataclass
class _Page:
    """The sheet in the making; ``row`` is the next one to write (from 0), ``height`` what is
    written so far takes (points)."""

    book: Book
    sheet: Sheet
    request: MasterRequest
    row: int = 0
    height: float = 0.0
    thresholds: tuple[str, str] = "", ""
    """The cells of the thresholds of green and amber, once they are written."""

    @cached_property
    def trends(self) -> Sequence[Trend]:
        return find_trends(self.request)

    @cached_property
    def cells(self) -> dict[tuple[Line, str], str]:
        """Where each count and rate stands."""
        return rate_cells(self.request)

    @cached_property
    def changes(self) -> dict[tuple[Index, str | None, str], tuple[str, float | None]]:
        """Where each change against the year before stands, with its value."""
        return change_cells(self.request, self.trends)

    def put(self, *parts: Part) -> None:
        """Write cells of this row."""
        for at, value, look in parts:
            columns = (at, at) if isinstance(at, int) else at
            self.book.spread(self.sheet, self.row, columns, value, look)

    def end(self, height: float, *parts: Part) -> None:
        """Write the row's last cells: it is done, and so high (points)."""
        self.put(*parts)
        self.sheet.set_row(self.row, height)
        self.row += 1
        self.height += height

    def line(self, text: str, look: Look = _NOTE) -> None:
        """Write a note over the whole page, as high as it needs."""
        self.end(height_of(text, _width(_WHOLE), look), (_WHOLE, text, look))

    def rate(self, line: Line, rates: Rates, field: str) -> Formula:
        """Return a count or rate of another sheet, with its value."""
        return _formula(self.cells[line, field], getattr(rates, field))

    def change(self, index: Index, area: str | None, field: str) -> Formula:
        """Return a change against the year before, with its value."""
        return _formula(*self.changes[index, area, field])

    def level(self, line: Line, rates: Rates, rate: str) -> Formula:
        """Return the level as ``insight.levels.level`` finds it, from the cells of the completion
        and reporting rates and of the two thresholds."""
        reporting, (green, amber) = self.cells[line, "reporting_rate"], self.thresholds
        is_grey = f'OR({rate}="{NOTHING}",{reporting}="{NOTHING}",{reporting}=0)'
        is_amber = f'IF({rate}>={amber},"{_said(Level.AMBER)}","{_said(Level.RED)}")'
        is_green = f'IF({rate}>={green},"{_said(Level.GREEN)}",{is_amber})'
        found = level(self.request.plan, self.request.period, rates)
        return Formula(f'=IF({is_grey},"{_said(Level.GREY)}",{is_green})', _said(found))

    def mark_levels(self, first: int, last: int, columns: tuple[int, int]) -> None:
        """Colour cells by the sign with which their text begins."""
        for colour in COLOURS.values():
            options = {
                "type": "formula",
                "criteria": f'=LEFT({reference(first, columns[0])},1)="{colour.sign}"',
                "format": self.book.format(bg_color=colour.pale),
            }
            self.sheet.conditional_format(first, columns[0], last, columns[1], options)


def _formula(text: str, value: float | None) -> Formula:
    return Formula(f"={text}", NOTHING if value is None else value)


def _said(found: Level) -> str:
    """Return a level's sign and word."""
    return f"{COLOURS[found].sign} {found.label}"


def _width(columns: tuple[int, int]) -> float:
    """Width of several columns together."""
    return sum(_WIDTHS[columns[0] : columns[1] + 1])


def _pixels(columns: tuple[int, int]) -> float:
    """Return the same in pixels."""
    return sum(round(width * 7) + 5 for width in _WIDTHS[columns[0] : columns[1] + 1])


def _short(text: str, columns: tuple[int, int]) -> tuple[str, float]:
    """*text* in small, in two lines at most, and how high that is; one that was cut ends with "…":
    it stands in full elsewhere."""
    words = text.split(" ")
    while wrap.lines(text, _width(columns), _SMALL) > 2:
        words.pop()
        text = f"{' '.join(words)}…"
    return text, height_of(text, _width(columns), _SMALL_TEXT) - 2


def write_overview(book: Book, request: MasterRequest) -> None:
    """Write the sheet."""
    sheet = book.sheet(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    page = _Page(book, sheet, request)
    _write_head(page)
    page.end(_GAP)
    _write_reporting(page)
    page.end(_GAP)
    _write_thresholds(page)
    _write_indices(page)
    page.end(_GAP)
    _write_areas(page)
    page.end(_GAP)
    _write_changes(page)
    _write_foot(page)
    sheet.hide_gridlines(2)
    set_up_print(sheet, SHEET, None)
    if page.height > _pixels(_WHOLE) * 0.75:
        # Many areas: on a page that is higher than wide, they are larger.
        sheet.set_portrait()
    sheet.print_area(0, 0, page.row - 1, _LAST)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()


def _write_head(page: _Page) -> None:
    """Office, title, period, stamp, and what has to be known of the numbers."""
    request, stamp = page.request, page.request.stamp
    plan, period = request.plan, request.period
    office = plan.info["Cơ quan"].upper()
    # Not at the right: a screen may end before.
    left, right = (0, 6), (7, _LAST)
    page.end(LINE, (left, office, _BOLD), (right, stamp.text, _BOLD))
    page.end(
        21,
        (left, "TỔNG HỢP KẾT QUẢ THỰC HIỆN KẾ HOẠCH", _BOLD.with_(size=15, color=_BLUE)),
        (right, stamp.draft, _BOLD.with_(size=14, color=_RED)),
    )
    said = (
        f"Kỳ báo cáo: {period.name} (từ {day(period.start)} đến {day(period.end)}); việc quá hạn "
        f"tính đến ngày {day(request.result.as_of)}."
    )
    look, warning = PLAIN.with_(wrap=True, size=_SMALL), _BOLD.with_(color=_RED, wrap=True)
    height = height_of(said, _width(left), look)
    page.end(height, (left, said, look), (right, stamp.warning, warning))
    for sentence in sentences(request.result):
        page.line(sentence, look)
    if gone := request.result.gone:
        page.line(_gone(gone), warning.with_(size=_SMALL))
    for note in _notes(request):
        page.line(note)


_MOST_FILES = 5


def _notes(request: MasterRequest) -> Iterator[str]:
    """Yield what was too much for Excel, and where it is."""
    file = request.result.entries_file
    if not request.is_live:
        yield (
            "Các trang Phụ lục I–III chỉ ghi các tiêu chí và những dòng có lỗi hoặc quá hạn, vì "
            f"Excel không chứa hết; toàn bộ các dòng nằm trong tệp {file}. Mọi số liệu và tỷ lệ "
            "trong tệp này được ghi cố định, không phải công thức."
        )
    elif not request.has_live_units:
        yield (
            "Số liệu và tỷ lệ ở trang “Theo đơn vị” được ghi cố định, không phải công thức, vì "
            "Excel phải tính quá lâu; ở các trang khác là công thức."
        )
    for name, total in request.totals.items():
        if (count := request.shown[name]) < total:
            yield (
                f"Trang “{name}” chỉ ghi {number(count)} trong {number(total)} dòng, vì Excel "
                f"không chứa hết; phần còn lại nằm trong tệp {file}."
            )


def _gone(gone: Sequence[GonePart]) -> str:
    """Name the first files that are gone, and count the others."""
    named = [f"{each.file} ({each.unit}, {number(each.rows)} dòng)" for each in gone[:_MOST_FILES]]
    if (more := len(gone) - _MOST_FILES) > 0:
        named.append(f"và {number(more)} tệp khác")
    return (
        f"{number(len(gone))} tệp đã nhận không còn trong da-nop, mất "
        f"{number(sum(each.rows for each in gone))} dòng: {'; '.join(named)}. Phòng tổng hợp chép "
        "lại tệp rồi tổng hợp lại, không đôn đốc đơn vị (xem trang “Đôn đốc”)."
    )


def _write_reporting(page: _Page) -> None:
    """How many units reported, on time, late, not at all."""
    units, where = page.request.result.units, unit_range(page.request, "submission")
    counts = Counter(unit.submission for unit in units)
    # One column, then pairs.
    whole, sent = 0, (1, 2)
    places = {
        kind: (first, first + 1)
        for first, kind in zip(range(3, _LAST, 2), Timeliness, strict=False)
    }
    kinds = (Timeliness.ON_TIME, Timeliness.LATE)
    cells = "+".join(reference(page.row + 1, places[kind][0]) for kind in kinds)
    shown: list[tuple[str, Columns, Value]] = [
        ("Số đơn vị", whole, len(units)),
        ("Đã gửi", sent, Formula(f"={cells}", sum(counts[kind] for kind in kinds))),
        *(
            (kind.label, at, Formula(f'=COUNTIF({where},"{kind.label}")', counts[kind]))
            for kind, at in places.items()
        ),
    ]
    page.end(LINE, *((at, label, HEADER) for label, at, _ in shown))
    look = _COUNT.with_(bold=True, size=15)
    page.end(22, *((at, value, look) for _, at, value in shown))


def _write_thresholds(page: _Page) -> None:
    """Write the levels with their thresholds, which the formulas look at."""
    green, amber = thresholds(page.request.plan, page.request.period)
    page.put((0, "Mức theo tỷ lệ", _LABEL))
    for each, columns, text in (
        (Level.GREEN, (1, 2), "từ"),
        (Level.AMBER, (4, 5), "từ"),
        (Level.RED, (7, 8), "thấp hơn"),
        (Level.GREY, (9, _LAST), "chưa báo cáo, hoặc không có việc phải làm"),
    ):
        page.put((columns, f"{_said(each)}: {text}", _SMALL_TEXT.with_(fill=COLOURS[each].pale)))
    look = _SMALL_TEXT.with_(number_format="0.00%", align="center", bold=True)
    page.thresholds = (
        reference(page.row, 3, fix_row=True),
        reference(page.row, 6, fix_row=True),
    )
    page.end(LINE, (3, green, look), (6, amber, look))


_MEASURES = dict(
    zip(MEASURES, ("Hoàn thành", "Hoàn thành đúng hạn", "Tiến độ theo trọng số"), strict=True)
)


def _write_indices(page: _Page) -> None:
    """Write the indices side by side, four columns each: whole, change, each authority."""
    indices = [(part, 1 + 4 * place) for place, part in enumerate(page.request.result.indices)]
    head = HEADER.with_(align="left")
    page.put((0, "Chỉ số", head))
    for part, first in indices:
        line, at = Line(part.index, None, None), (first + 2, first + 3)
        found = page.level(line, part, page.cells[line, "completion_rate"])
        page.put(((first, first + 1), part.index.label, head.with_(size=13)))
        page.put((at, found, _TEXT.with_(bold=True, align="center")))
        page.mark_levels(page.row, page.row, at)
    page.end(20)
    under = _LABEL.with_(align="center")
    page.put((0, f"Cùng kỳ: {page.request.period.year_before}", under.with_(align="left")))
    heads = ["Chung", "So cùng kỳ", *(authority.label for authority in Authority)]
    for _, first in indices:
        page.put(*((first + place, text, under) for place, text in enumerate(heads)))
    page.end(LINE)
    for field, name in _MEASURES.items():
        page.put((0, name, _TEXT))
        for part, first in indices:
            page.put(*_index_cells(page, part, first, field))
        page.end(LINE)


def _index_cells(page: _Page, part: IndexPart, first: int, field: str) -> Iterator[Part]:
    every = lines(page.request)
    yield first, page.rate(Line(part.index, None, None), part, field), _RATE.with_(bold=True)
    yield first + 1, page.change(part.index, None, field), _CHANGE
    for column, authority in enumerate(Authority, start=first + 2):
        line = Line(part.index, None, authority)
        yield column, page.rate(line, every[line][1], field), _RATE


_NAME = 0, 3
_TO_WIN, _OPEN, _DONE, _CHANGED, _LEVEL, _CHART = 4, 5, 6, 7, 8, 9
"""Columns of the areas; the chart stands beside them."""
_HEADERS: dict[Columns, str] = {
    _NAME: "Lĩnh vực",
    _TO_WIN: "Điểm còn có thể đạt",
    _OPEN: "Việc chưa xong",
    _DONE: "Hoàn thành",
    _CHANGED: "So cùng kỳ",
    _LEVEL: "Mức",
}
_DRAWN = {level: place for place, level in enumerate(Level, _CHART + 1) if level is not Level.GREY}
"""The columns behind the chart of the levels; what is grey has nothing to draw."""
_BEHIND = PLAIN.with_(color="#7F7F7F", size=8, number_format="0%", align="center")


def _to_win(area: AreaPart) -> float | None:
    """Points that an area can still win; None where nobody scored it."""
    return area.recoverable if area.score_maximum else None


def _unfinished(area: AreaPart) -> int:
    """Tasks of an area that are not done."""
    return area.applicable - area.done_on_time - area.done_late


def _rank(area: AreaPart) -> tuple[bool, float, int]:
    """Areas with points by what is still to win, then those without by tasks that are not done."""
    points = _to_win(area)
    return points is None, -(points or 0.0), -_unfinished(area)


def _write_areas(page: _Page) -> None:
    """Write the areas and the chart."""
    top, before = page.row, page.height
    page.put(*((at, text, HEADER.with_(size=_SMALL)) for at, text in _HEADERS.items()))
    page.put((_CHART, "Biểu đồ", _BEHIND))
    page.end(30, *((at, _said(each), _BEHIND) for each, at in _DRAWN.items()))
    areas = sorted(page.request.result.areas, key=_rank)
    for area in areas:
        _write_area(page, area)
    last = page.row - 1
    page.mark_levels(top + 1, last, (_LEVEL, _LEVEL))
    texts = whole_range(top + 1, last, _CHART).replace("$", "")
    page.sheet.ignore_errors({"number_stored_as_text": texts})
    if areas:
        _draw(page, areas, top, page.height - before)


def _write_area(page: _Page, area: AreaPart) -> None:
    line = Line(area.index, area.area, None)
    at = {field: page.cells[line, field] for field in HEADERS}
    name, height = _short(f"{area.area}. {area.name}", _NAME)
    to_win = f'IF({at["score_maximum"]}=0,"{NOTHING}",{at["recoverable"]})'
    rest = f"{at['applicable']}-{at['done_on_time']}-{at['done_late']}"
    rate, shown_level = reference(page.row, _DONE), reference(page.row, _LEVEL)
    page.put(
        (_NAME, name, _SMALL_TEXT),
        (_TO_WIN, _formula(to_win, _to_win(area)), _POINTS),
        (_OPEN, _formula(rest, _unfinished(area)), _COUNT),
        (_DONE, page.rate(line, area, "completion_rate"), _RATE.with_(bold=True)),
        (_CHANGED, page.change(area.index, area.area, "completion_rate"), _CHANGE),
        (_LEVEL, page.level(line, area, rate), _SMALL_TEXT),
        (_CHART, area.area, _BEHIND.with_(number_format="@")),
    )
    for each, column in _DRAWN.items():
        is_it = f'LEFT({shown_level},1)="{COLOURS[each].sign}"'
        page.put((column, Formula(f"=IF({is_it},{rate},0)", _drawn(page, area, each)), _BEHIND))
    page.end(max(12.75, height))


def _drawn(page: _Page, area: AreaPart, series: Level) -> float:
    found = level(page.request.plan, page.request.period, area)
    return (area.completion_rate or 0.0) if found is series else 0.0


def _draw(page: _Page, areas: list[AreaPart], top: int, height: float) -> None:
    """Draw a chart that Excel, WPS and LibreOffice show alike, in colour and without."""
    first, last = top + 1, top + len(areas)
    font = {"name": wrap.FONT, "size": 8, "color": "#262626"}
    chart = page.book.chart("bar")
    for each, column in _DRAWN.items():
        color = COLOURS[each].strong
        fill: dict[str, Any] = {"fill": {"color": color}}
        if each is Level.AMBER:
            pattern = {"pattern": "wide_upward_diagonal", "fg_color": color, "bg_color": "#FFFFFF"}
            fill = {"pattern": pattern}
        chart.add_series(
            {
                "name": _said(each),
                "categories": f"='{SHEET}'!{whole_range(first, last, _CHART)}",
                "values": f"='{SHEET}'!{whole_range(first, last, column)}",
                # What a viewer shows at first; XlsxWriter does not know our cells.
                "categories_data": [area.area for area in areas],
                "values_data": [_drawn(page, area, each) for area in areas],
                **fill,
                "border": {"color": color},
                "gap": 30,
                "overlap": 100,
                "data_labels": {
                    "value": True,
                    "position": "outside_end",
                    # Nothing for 0: written out, since ONLYOFFICE shows a 0 where a part is empty.
                    "num_format": '0%;"";""',
                    "font": font,
                },
            }
        )
    title_font = {**font, "size": 11, "bold": True}
    chart.set_title({"name": "Tỷ lệ hoàn thành theo lĩnh vực", "name_font": title_font})
    chart.set_legend({"position": "bottom", "font": {**font, "size": 9}})
    chart.set_y_axis(
        {"reverse": True, "interval_unit": 1, "num_font": font, "major_tick_mark": "none"}
    )
    hidden = {"visible": False}
    # Room for the label of a bar of 100%.
    chart.set_x_axis({"min": 0, "max": 1.15, **hidden, "major_gridlines": hidden})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}, "fill": {"color": "#FFFFFF"}})
    width = _pixels((_CHART, _LAST)) - 2
    chart.set_size({"width": round(width), "height": round(height * 4 / 3)})
    description = "Biểu đồ thanh: tỷ lệ hoàn thành của từng lĩnh vực, màu theo mức."
    options = {"description": description, "object_position": 1}
    page.sheet.insert_chart(top, _CHART, chart, options)


def _write_changes(page: _Page) -> None:
    """Write the areas that changed most against the year before, and tasks that stood still."""
    better, worse = changed(page.trends)
    for label, found in (("Tốt lên nhiều nhất", better), ("Kém đi nhiều nhất", worse)):
        page.put((0, label, _LABEL))
        page.end(_put_changed(page, found))
    page.put((0, "Đứng yên hai kỳ liền", _LABEL))
    page.end(_put_still(page))


def _put_changed(page: _Page, found: Sequence[Trend]) -> float:
    """Put the first three areas with their changes into the row; return its height."""
    if not found:
        code = page.request.period.year_before
        is_known = code in page.request.past
        none = "Không có lĩnh vực nào." if is_known else f"Chưa có kết quả kỳ {code} để so sánh."
        page.put(((1, _LAST), none, _SMALL_TEXT))
        return LINE
    height = 0.0
    for place, first in enumerate((1, 5, 9)):
        if place >= len(found):
            page.put(((first, first + 3), None, _SMALL_TEXT))
            continue
        trend, at = found[place], (first, first + 2)
        name, needed = _short(f"{trend.area}. {trend.name}", at)
        change = page.change(trend.index, trend.area, "completion_rate")
        page.put((at, name, _SMALL_TEXT), (first + 3, change, _CHANGE))
        height = max(height, needed)
    return height


def _put_still(page: _Page) -> float:
    """Put the tasks that are no further than the period before; return the row's height."""
    request, found = page.request, page.request.stalled
    before = predecessor(request.plan, request.period)
    if not found:
        text = "Không có việc nào."
        if found is None:
            text = "Không lập, vì có quá nhiều dòng."
        elif before is None or before.code not in request.past:
            text = f"Chưa có kết quả kỳ {before.code if before else 'trước'} để so sánh."
        page.put(((1, _LAST), text, _SMALL_TEXT))
        return LINE
    tasks: dict[str, list[str]] = {}
    for each in found:
        tasks.setdefault(each.item.code, []).append(each.unit)
    named = "; ".join(f"{code} ({', '.join(units)})" for code, units in tasks.items())
    code = before.code if before else ""
    count = Formula(f"=COUNTA({still_range(request, page.trends)})", len(found))
    text, height = _short(f"việc không tiến thêm so với kỳ {code}: {named}", (2, _LAST))
    page.put((1, count, _SMALL_TEXT.with_(bold=True, align="center")))
    page.put(((2, _LAST), text, _SMALL_TEXT))
    return max(LINE, height)


def _write_foot(page: _Page) -> None:
    """How areas are ordered, and what the numbers are."""
    has_points = any(area.score_maximum for area in page.request.result.areas)
    points = (
        "lĩnh vực đã chấm điểm xếp trước, theo điểm còn có thể đạt (điểm tối đa của tiêu chí "
        "đã chấm trừ điểm tự đánh giá); lĩnh vực khác theo số việc chưa xong"
        if has_points
        else f"theo số việc chưa xong, vì chưa lĩnh vực nào của {labels(SCORED)} có điểm"
    )
    page.line(
        f"{page.request.plan.name}. Thứ tự lĩnh vực, cố định lúc tổng hợp: {points}. So cùng kỳ: "
        f"chênh lệch tỷ lệ, tính bằng điểm phần trăm, với kỳ {page.request.period.year_before}. "
        "Việc chưa xong: nhiệm vụ được giao, tính riêng cho từng đơn vị chủ trì, chưa hoàn thành. "
        "Ngưỡng lấy từ trang “Thiết lập” của kế hoạch. Chi tiết ở các trang “Theo lĩnh vực”, “Theo "
        "đơn vị”, “Diễn biến”."
    )
