"""The head of `Tổng quan`: of what it tells, and how many units reported."""

from __future__ import annotations

from collections.abc import Iterator

from par_xl.outputs.master import units
from par_xl.outputs.master.overview.page import BLUE, COUNT, LAST, NOTE, RED, Page, width_of
from par_xl.outputs.master.request import MasterRequest
from par_xl.terms.words import Timeliness, day, number
from par_xl.workbooks.writing import HEADER, LINE, PLAIN, Formula, Value, reference, row_height

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
        *((kind.label, place, units.count_of(request, kind)) for kind, place in kinds.items()),
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
