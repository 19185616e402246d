"""What a plan asks, and of whom, as the command line shows it."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

from par_xl.app import show
from par_xl.plan.model import Period, Plan
from par_xl.plan.workload import Workload, alike, workload
from par_xl.terms.words import Authority, number
from par_xl.workspace.lookup import period_due_next

_MOST_NAMES = 10
"""Units without a row that are named."""


def print_workload(plan: Plan) -> None:
    """Print what the plan asks in its periods, and of each unit in the one that is due next."""
    together = [*alike(plan)]
    asked = [workload(plan, periods[0]) for periods in together]
    heads = [
        _("Từ kỳ"), _("Dòng"), _("Nhiệm vụ"), _("Được giao"),
        *(_(authority.label) for authority in Authority), _("Tiêu chí"), _("Điểm"),
    ]  # fmt: skip
    show.table([heads, *map(_asked_in, together, asked)])
    due_next = period_due_next(plan)
    for periods, each in zip(together, asked, strict=True):
        if show.prints_all() or due_next in periods:
            period = periods[0] if show.prints_all() else due_next
            _print_units(period, each)
    show.next_step(_("lập biểu mẫu gửi các đơn vị: par-xl forms {period}"), period=due_next.code)


def _asked_in(periods: Sequence[Period], asked: Workload) -> list[str]:
    given = asked.assignments.values()
    counts = (asked.rows, asked.tasks, sum(given), *given, asked.criteria, asked.points)
    return [periods[0].code, *map(number, counts)]


def _print_units(period: Period, asked: Workload) -> None:
    rows = [
        (f"{show.one_line(each.unit.code)} {show.one_line(each.unit.name)}",
         *map(number, (each.leads, each.coordinates, each.scores, each.points)))
        for each in asked.units
        if each.has_any
    ]  # fmt: skip
    head = _("Đơn vị, kỳ {period}").format(period=period.code)
    heads = [head, _("Chủ trì"), _("Phối hợp"), _("Chấm điểm"), _("Điểm")]
    show.table([heads, *rows], _("… và {count} đơn vị nữa: thêm --all để xem hết."))
    if without := [each.unit.code for each in asked.units if not each.has_any]:
        shown = without if show.prints_all() else without[:_MOST_NAMES]
        names = ", ".join([*shown, "…"] if len(shown) < len(without) else shown)
        text = _("{count} đơn vị không có dòng nào: {units}.")
        show.warn(text, count=len(without), units=names)
