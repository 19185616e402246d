"""What explains the numbers of `Tổng quan`: thresholds, what changed most or not at all, order."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.insight.course import Course, changed, predecessor
from par_xl.insight.levels import COLOURS, Level, thresholds
from par_xl.outputs.master.course import CHANGE, still_range
from par_xl.outputs.master.levels import level_text
from par_xl.outputs.master.overview.page import LAST, NOTE, SMALL, TEXT, Page, short, width_of
from par_xl.terms.words import Index
from par_xl.workbooks.writing import HEADING_FILLS, LINE, Formula, reference, row_height

_LABEL = TEXT.with_(bold=True, size=SMALL, fill=HEADING_FILLS[1])
_SMALL = TEXT.with_(size=SMALL)
_PLACES = (((1, 3), (4, 4)), ((5, 7), (8, 8)), ((9, 11), (12, 12)))
"""Columns of the areas that changed most: their names and changes."""
_GREEN, _AMBER, _RED, _GREY = (1, 2), (4, 5), (7, 8), (9, LAST)


def write_changes(page: Page) -> None:
    """The areas that changed most against the year before, and tasks that stood still."""
    better, worse = changed(page.courses)
    for label, found in (("Tốt lên nhiều nhất", better), ("Kém đi nhiều nhất", worse)):
        page.put((0, 0), label, _LABEL)
        if found:
            page.end_row(_write(page, found))
        else:
            page.put((1, LAST), _none(page), _SMALL)
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
        page.put((1, LAST), text, _SMALL)
        return LINE
    tasks: dict[str, list[str]] = {}
    for each in found:
        tasks.setdefault(each.item.code, []).append(each.unit)
    named = "; ".join(f"{code} ({', '.join(units)})" for code, units in tasks.items())
    code = before.code if before else ""
    count = Formula(f"=COUNTA({still_range(request, page.courses)})", len(found))
    page.put((1, 1), count, _SMALL.with_(bold=True, align="center"))
    text = short(f"việc không tiến thêm so với kỳ {code}: {named}", (2, LAST), _SMALL)
    page.put((2, LAST), text, _SMALL)
    return max(LINE, row_height([(text, width_of((2, LAST)), _SMALL)]) - 2)


def _write(page: Page, found: Sequence[Course]) -> float:
    height = 0.0
    for number, (name_at, change_at) in enumerate(_PLACES):
        course = found[number] if number < len(found) else None
        if course is None:
            page.put((name_at[0], change_at[1]), None, _SMALL)
            continue
        name = short(f"{course.area}. {course.name}", name_at, _SMALL)
        page.put(name_at, name, _SMALL)
        change = page.change(course.index, course.area, "completion_rate")
        page.put(change_at, change, CHANGE.with_(vertical="vcenter"))
        height = max(height, row_height([(name, width_of(name_at), _SMALL)]) - 2)
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
        look = _SMALL.with_(fill=COLOURS[each].pale)
        page.put(columns, f"{level_text(each)}: {text}", look)
    for value, columns in ((green, _GREEN), (amber, _AMBER)):
        at = columns[1] + 1
        page.put((at, at), value, _SMALL.with_(number_format="0.00%", align="center", bold=True))
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
        else f"theo số việc chưa xong, vì chưa lĩnh vực nào của {Index.PAR_INDEX.label} có điểm"
    )
    page.line(
        f"{page.request.plan.name}. Thứ tự lĩnh vực, cố định lúc tổng hợp: {points}. So cùng kỳ: "
        f"chênh lệch tỷ lệ, tính bằng điểm phần trăm, với kỳ {page.request.period.year_before}. "
        "Ngưỡng lấy từ trang «Thiết lập» của kế hoạch. Chi tiết ở các trang «Theo lĩnh vực», «Theo "
        "đơn vị», «Diễn biến».",
        NOTE,
    )
