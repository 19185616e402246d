"""What the command line prints of appendices that were taken over."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl.app import show
from par_xl.plan.takeover.report import REPORT_SHEET, About, Sure
from par_xl.terms.messages import translated
from par_xl.terms.words import PLAN_FILE

if TYPE_CHECKING:
    from par_xl.plan.takeover.report import ReportLine
    from par_xl.workspace.taking_over import PlanTaken

_MOST = 15
"""Lines printed of what is to be looked through; all of them stand in the workbook."""


def taken(what: PlanTaken) -> None:
    """Print which columns were read as what, what is not sure, the new plan's faults."""
    for line in what.report:
        if line.about in (About.FILE, About.TABLE):
            show.line(_line(line))
        elif line.about is About.COLUMN:
            column = _("Cột {text} ({sure})").format(
                text=translated(line.text), sure=_(line.sure.label).lower()
            )
            show.line(f"  {column}")
    rows = _("{sheet}: {count} dòng")
    counted = "; ".join(
        rows.format(sheet=index.sheet, count=count) for index, count in what.taken.items()
    )
    show.done(_("Đã ghi {path} ({rows}).").format(path=what.path, rows=counted))
    _unsure([each for each in what.report if each.about not in (About.FILE, About.TABLE)])
    if what.findings:
        show.warn(_("Kế hoạch mới có {count} lỗi cần sửa.").format(count=len(what.findings)))
        show.findings(what.findings)
    else:
        show.done(_("Kế hoạch mới không có lỗi."))
    show.next_step(
        _(
            "mở {file} bằng Excel, xem trang «{sheet}», sửa rồi lưu; khi đã đúng thì cất {plan} cũ "
            "đi, đổi tên tệp mới thành {plan} và chạy: par-xl plan check"
        ).format(file=what.path.name, sheet=REPORT_SHEET, plan=PLAN_FILE)
    )


def _unsure(lines: list[ReportLine]) -> None:
    numbers = show.counted([each.sure for each in lines], Sure)
    show.line(_("Mức chắc chắn của các dòng, cột, ô: {numbers}.").format(numbers=numbers))
    unsure = [each for each in lines if each.sure is Sure.UNSURE and each.about is not About.COLUMN]
    for each in unsure[:_MOST]:
        show.warn(_line(each))
    if len(unsure) > _MOST:
        show.line(
            _("… và {count} điều không chắc khác, ở trang «{sheet}».").format(
                count=len(unsure) - _MOST, sheet=REPORT_SHEET
            )
        )


def _line(line: ReportLine) -> str:
    row = _("hàng {row}").format(row=line.row) if line.row is not None else ""
    code = f"TT {line.code}" if line.code else ""
    place = ", ".join(filter(None, (translated(line.source), row, line.sheet, code)))
    text = translated(line.text)
    return f"{place}: {text}" if place else text
