"""What the command line prints of appendices that were taken over."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from par_xl import show
from par_xl.plan.takeover.told import REPORT_SHEET, About, Sure
from par_xl.words import PLAN_FILE

if TYPE_CHECKING:
    from par_xl.office.taking_over import PlanTaken
    from par_xl.plan.takeover.told import Told

_MOST = 15
"""Lines printed of what is to be looked through; all of them stand in the workbook."""


def taken(what: PlanTaken) -> None:
    """Print which columns were read as what, what is not sure, the new plan's faults."""
    for told in what.told:
        if told.about in (About.FILE, About.TABLE):
            show.line(_line(told))
        elif told.about is About.COLUMN:
            show.line(f"  Cột {told.text} ({told.sure.label.lower()})")
    counted = "; ".join(f"{index.sheet}: {rows} dòng" for index, rows in what.taken.items())
    show.done(f"Đã ghi {what.path} ({counted}).")
    _unsure([each for each in what.told if each.about not in (About.FILE, About.TABLE)])
    if what.findings:
        show.warn(f"Kế hoạch mới có {len(what.findings)} lỗi cần sửa.")
        show.findings(what.findings)
    else:
        show.done("Kế hoạch mới không có lỗi.")
    show.next_step(
        f"mở {what.path.name} bằng Excel, xem trang «{REPORT_SHEET}», sửa rồi lưu; khi đã đúng "
        f"thì cất {PLAN_FILE} cũ đi, đổi tên tệp mới thành {PLAN_FILE} và chạy: par-xl plan check"
    )


def _unsure(told: list[Told]) -> None:
    counts = Counter(each.sure for each in told)
    numbers = ", ".join(f"{counts[sure]} {sure.label.lower()}" for sure in Sure if counts[sure])
    show.line(f"Mức chắc chắn của các dòng, cột, ô: {numbers}.")
    unsure = [each for each in told if each.sure is Sure.UNSURE and each.about is not About.COLUMN]
    for each in unsure[:_MOST]:
        show.warn(_line(each))
    if len(unsure) > _MOST:
        show.line(f"… và {len(unsure) - _MOST} điều không chắc khác, ở trang «{REPORT_SHEET}».")


def _line(told: Told) -> str:
    row = f"hàng {told.row}" if told.row is not None else ""
    code = f"TT {told.code}" if told.code else ""
    place = ", ".join(filter(None, (told.source, row, told.sheet, code)))
    return f"{place}: {told.text}" if place else told.text
