"""The sheet `Tổng quan`, from its head to its foot: what leaders read on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from par_xl.insight.levels import COLOURS, Level, level, thresholds
from par_xl.insight.trend import Trend, changed, predecessor
from par_xl.merge.result import IndexPart
from par_xl.outputs.master.overview_page import (
    BLUE,
    COUNT,
    LAST,
    NOTE,
    RATE,
    RED,
    SHEET,
    SMALL,
    TEXT,
    WIDTHS,
    Page,
    level_formula,
    level_text,
    mark_levels,
    pixels_of,
    short,
    width_of,
    write_areas,
)
from par_xl.outputs.master.rates import Line, count_of, lines
from par_xl.outputs.master.request import MasterRequest, set_up_print
from par_xl.outputs.master.trend import CHANGE, MEASURES, still_range
from par_xl.terms.words import SCORED, Authority, Timeliness, day, labels, number
from par_xl.workbooks.writing import (
    HEADER,
    HEADING_FILLS,
    LINE,
    PLAIN,
    Book,
    Formula,
    Look,
    Value,
    reference,
    row_height,
)

_WARNING = 9
"""Column in which the warning begins."""
_SENT = (Timeliness.ON_TIME, Timeliness.LATE)


def write_head(page: Page) -> None:
    """Office, title, period, stamp, and what has to be known of the numbers."""
    request, stamp = page.request, page.request.stamp
    plan, period = request.plan, request.period
    half = 6
    page.put((0, half), plan.info["Cơ quan"].upper(), PLAIN.with_(bold=True))
    page.put((half + 1, LAST), stamp.text, PLAIN.with_(bold=True, align="right"))
    page.end_row(LINE)
    title = PLAIN.with_(bold=True, size=15, color=BLUE)
    page.put((0, half + 2), "TỔNG HỢP KẾT QUẢ THỰC HIỆN KẾ HOẠCH", title)
    draft = PLAIN.with_(bold=True, size=14, color=RED, align="right")
    page.put((half + 3, LAST), stamp.draft, draft)
    page.end_row(21)
    said = (
        f"Kỳ báo cáo: {period.name} (từ {day(period.start)} đến {day(period.end)}); việc quá hạn "
        f"tính đến ngày {day(request.result.as_of)}."
    )
    look = PLAIN.with_(wrap=True)
    page.put((0, _WARNING - 1), said, look)
    warning = PLAIN.with_(bold=True, color=RED, wrap=True, align="right")
    page.put((_WARNING, LAST), stamp.warning, warning)
    page.end_row(row_height([(said, width_of((0, _WARNING - 1)), look)]))
    for note in _notes(request):
        page.line(note, NOTE)


def write_reporting(page: Page) -> None:
    """How many units reported, on time, late, not at all."""
    request = page.request
    sent = sum(unit.submission in _SENT for unit in request.result.units)
    # One column, then six pairs.
    places = [(0, 0), *((first, first + 1) for first in range(1, LAST, 2))]
    kinds = dict(zip(Timeliness, places[2:], strict=True))
    cells = [reference(page.row + 1, kinds[kind][0]) for kind in _SENT]
    shown: list[tuple[str, tuple[int, int], Value]] = [
        ("Số đơn vị", places[0], len(request.result.units)),
        ("Đã gửi", places[1], Formula(f"={'+'.join(cells)}", sent)),
        *((kind.label, place, count_of(request, kind)) for kind, place in kinds.items()),
    ]
    for label, place, _ in shown:
        page.put(place, label, HEADER)
    page.end_row(LINE)
    for _, place, value in shown:
        page.put(place, value, COUNT.with_(bold=True, size=15))
    page.end_row(22)


def _notes(request: MasterRequest) -> Iterator[str]:
    """What was too much for Excel, and where it is."""
    file = request.result.entries_file
    if request.is_selected:
        yield (
            "Các trang Phụ lục I–III chỉ ghi những dòng có lỗi hoặc quá hạn, vì Excel không chứa "
            f"hết; toàn bộ các dòng nằm trong tệp {file}. Mọi số liệu và tỷ lệ trong tệp này được "
            "ghi cố định, không phải công thức."
        )
    elif not request.has_live_units:
        yield (
            "Số liệu và tỷ lệ ở trang «Theo đơn vị» được ghi cố định, không phải công thức, vì "
            "Excel phải tính quá lâu; ở các trang khác là công thức."
        )
    for name, rows in (
        *((index.sheet, rows) for index, rows in request.appendices.items()),
        ("Giải trình", request.explanations),
    ):
        if rows.count < rows.total:
            yield (
                f"Trang «{name}» chỉ ghi {number(rows.count)} trong {number(rows.total)} dòng, vì "
                f"Excel không chứa hết; phần còn lại nằm trong tệp {file}."
            )


_MEASURES = dict(
    zip(MEASURES, ("Hoàn thành", "Hoàn thành đúng hạn", "Tiến độ có trọng số"), strict=True)
)
_INDEX_HEAD = HEADER.with_(align="left")
_UNDER = Look(fill=HEADING_FILLS[1], bold=True, align="center", vertical="vcenter", size=SMALL)
_COLUMNS = 4
"""Columns of an index."""


def write_indices(page: Page) -> None:
    """Write the rows of the indices."""
    request = page.request
    indices = [(part, 1 + n * _COLUMNS) for n, part in enumerate(request.result.indices)]
    page.put((0, 0), "Chỉ số", _INDEX_HEAD)
    for part, first in indices:
        page.put((first, first + 1), part.index.label, _INDEX_HEAD.with_(size=13))
        page.put(
            (first + 2, first + 3), _index_level(page, part), TEXT.with_(bold=True, align="center")
        )
        mark_levels(page.book, page.sheet, page.row, page.row, (first + 2, first + 3))
    page.end_row(20)
    page.put((0, 0), f"Cùng kỳ: {request.period.year_before}", _UNDER.with_(align="left"))
    for _, first in indices:
        heads = ["Chung", "So cùng kỳ", *(authority.label for authority in Authority)]
        for column, text in enumerate(heads, start=first):
            page.put((column, column), text, _UNDER)
    page.end_row(LINE)
    every = lines(request)
    for field, name in _MEASURES.items():
        page.put((0, 0), name, TEXT)
        for part, first in indices:
            whole = Line(part.index, None, None)
            page.put((first, first), page.rate(whole, part, field), RATE.with_(bold=True))
            change = page.change(part.index, None, field)
            page.put((first + 1, first + 1), change, CHANGE.with_(vertical="vcenter"))
            for column, authority in enumerate(Authority, start=first + 2):
                line = Line(part.index, None, authority)
                page.put((column, column), page.rate(line, every[line][1], field), RATE)
        page.end_row(LINE)


def _index_level(page: Page, part: IndexPart) -> Formula:
    line = Line(part.index, None, None)
    rate, reporting = (page.rates[line, f] for f in ("completion_rate", "reporting_rate"))
    found = level(page.request.plan, page.request.period, part)
    return Formula(level_formula(rate, reporting, *page.thresholds), level_text(found))


_LABEL = TEXT.with_(bold=True, size=SMALL, fill=HEADING_FILLS[1])
_SMALL_TEXT = TEXT.with_(size=SMALL)
_PLACES = (((1, 3), (4, 4)), ((5, 7), (8, 8)), ((9, 11), (12, 12)))
"""Columns of the areas that changed most: their names and changes."""
_GREEN, _AMBER, _RED, _GREY = (1, 2), (4, 5), (7, 8), (9, LAST)


def write_changes(page: Page) -> None:
    """The areas that changed most against the year before, and tasks that stood still."""
    better, worse = changed(page.trends)
    for label, found in (("Tốt lên nhiều nhất", better), ("Kém đi nhiều nhất", worse)):
        page.put((0, 0), label, _LABEL)
        if found:
            page.end_row(_write_changed(page, found))
        else:
            page.put((1, LAST), _none(page), _SMALL_TEXT)
            page.end_row(LINE)
    page.put((0, 0), "Đứng yên hai kỳ liền", _LABEL)
    page.end_row(_write_still(page))


def _write_still(page: Page) -> float:
    """The tasks that are no further than the period before; gives the row's height."""
    request, found = page.request, page.request.stood_still
    before = predecessor(request.plan, request.period)
    if not found:
        text = "Không có việc nào."
        if found is None:
            text = "Không lập, vì có quá nhiều dòng."
        elif before is None or before.code not in request.past:
            text = f"Chưa có kết quả kỳ {before.code if before else 'trước'} để so sánh."
        page.put((1, LAST), text, _SMALL_TEXT)
        return LINE
    tasks: dict[str, list[str]] = {}
    for each in found:
        tasks.setdefault(each.item.code, []).append(each.unit)
    named = "; ".join(f"{code} ({', '.join(units)})" for code, units in tasks.items())
    code = before.code if before else ""
    count = Formula(f"=COUNTA({still_range(request, page.trends)})", len(found))
    page.put((1, 1), count, _SMALL_TEXT.with_(bold=True, align="center"))
    text = short(f"việc không tiến thêm so với kỳ {code}: {named}", (2, LAST), _SMALL_TEXT)
    page.put((2, LAST), text, _SMALL_TEXT)
    return max(LINE, row_height([(text, width_of((2, LAST)), _SMALL_TEXT)]) - 2)


def _write_changed(page: Page, found: Sequence[Trend]) -> float:
    height = 0.0
    for place, (name_at, change_at) in enumerate(_PLACES):
        trend = found[place] if place < len(found) else None
        if trend is None:
            page.put((name_at[0], change_at[1]), None, _SMALL_TEXT)
            continue
        name = short(f"{trend.area}. {trend.name}", name_at, _SMALL_TEXT)
        page.put(name_at, name, _SMALL_TEXT)
        change = page.change(trend.index, trend.area, "completion_rate")
        page.put(change_at, change, CHANGE.with_(vertical="vcenter"))
        height = max(height, row_height([(name, width_of(name_at), _SMALL_TEXT)]) - 2)
    return height


def _none(page: Page) -> str:
    code = page.request.period.year_before
    if code not in page.request.past:
        return f"Chưa có kết quả kỳ {code} để so sánh."
    return "Không có lĩnh vực nào."


def write_thresholds(page: Page) -> None:
    """The levels with their thresholds, which the formulas look at."""
    green, amber = thresholds(page.request.plan, page.request.period)
    texts = {
        Level.GREEN: (_GREEN, "từ"),
        Level.AMBER: (_AMBER, "từ"),
        Level.RED: (_RED, "thấp hơn"),
        Level.GREY: (_GREY, "chưa báo cáo, hoặc không có việc phải làm"),
    }
    page.put((0, 0), "Mức theo tỷ lệ", _LABEL)
    for each, (columns, text) in texts.items():
        look = _SMALL_TEXT.with_(fill=COLOURS[each].pale)
        page.put(columns, f"{level_text(each)}: {text}", look)
    for value, columns in ((green, _GREEN), (amber, _AMBER)):
        at = columns[1] + 1
        page.put(
            (at, at), value, _SMALL_TEXT.with_(number_format="0.00%", align="center", bold=True)
        )
    cells = [reference(page.row, at[1] + 1, fix_row=True) for at in (_GREEN, _AMBER)]
    page.thresholds = cells[0], cells[1]
    page.end_row(LINE)


def write_notes(page: Page) -> None:
    """How areas are ordered, and what the numbers are."""
    has_points = any(area.score_maximum for area in page.request.result.areas)
    points = (
        "lĩnh vực đã chấm điểm xếp trước, theo điểm còn có thể đạt (điểm tối đa của dòng đã chấm "
        "trừ điểm tự đánh giá); lĩnh vực khác theo số việc chưa xong"
        if has_points
        else f"theo số việc chưa xong, vì chưa lĩnh vực nào của {labels(SCORED)} có điểm"
    )
    page.line(
        f"{page.request.plan.name}. Thứ tự lĩnh vực, cố định lúc tổng hợp: {points}. So cùng kỳ: "
        f"chênh lệch tỷ lệ, tính bằng điểm phần trăm, với kỳ {page.request.period.year_before}. "
        "Ngưỡng lấy từ trang «Thiết lập» của kế hoạch. Chi tiết ở các trang «Theo lĩnh vực», «Theo "
        "đơn vị», «Diễn biến».",
        NOTE,
    )


def write_overview(book: Book, request: MasterRequest, trends: Sequence[Trend]) -> None:
    """Write the sheet."""
    sheet = book.sheet(SHEET)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    page = Page(book, sheet, request, trends)
    write_head(page)
    page.gap()
    write_reporting(page)
    page.gap()
    write_thresholds(page)
    write_indices(page)
    page.gap()
    write_areas(page)
    page.gap()
    write_changes(page)
    write_notes(page)
    sheet.hide_gridlines(2)
    set_up_print(sheet, SHEET, None)
    if page.height > pixels_of((0, LAST)) * 0.75:
        # Many areas: on a page that is higher than wide, they are larger.
        sheet.set_portrait()
    sheet.print_area(0, 0, page.row - 1, LAST)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
