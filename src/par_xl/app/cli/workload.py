"""What a plan asks, and of whom, as the command line shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from operator import attrgetter

from par_xl.app import show
from par_xl.plan.model import Plan
from par_xl.plan.workload import UnitWorkload, Workload, alike, workload
from par_xl.terms.words import Authority, number
from par_xl.workspace.lookup import period_due_next


def print_workload(plan: Plan) -> None:
    """Print what the plan asks in its periods, and of each unit in the one that is due next."""
    asked = {periods: workload(plan, periods[0]) for periods in alike(plan)}
    heads = [
        _("Từ kỳ"), _("Dòng"), _("Nhiệm vụ"), _("Được giao"),
        *(_(authority.label) for authority in Authority), _("Tiêu chí"), _("Điểm"),
    ]  # fmt: skip
    show.table([heads, *([periods[0].code, *_counts(each)] for periods, each in asked.items())])
    due_next = period_due_next(plan)
    for periods, each in asked.items():
        if show.prints_all():
            _print_units(periods[0].code, each.units)
        elif due_next in periods:
            _print_units(due_next.code, each.units)
    show.next_step(_("lập biểu mẫu gửi các đơn vị: par-xl forms {period}"), period=due_next.code)


def _counts(asked: Workload) -> Iterator[str]:
    given = asked.assignments.values()
    counts = (asked.rows, asked.tasks, sum(given), *given, asked.criteria, asked.points)
    return map(number, counts)


def _print_units(period: str, units: Sequence[UnitWorkload]) -> None:
    head = _("Đơn vị, kỳ {period}").format(period=period)
    rows = [[head, _("Chủ trì"), _("Phối hợp"), _("Chấm điểm"), _("Điểm")]]
    for each in filter(attrgetter("has_any"), units):
        name = show.one_line(f"{each.unit.code} {each.unit.name}")
        rows.append([name, *map(number, (each.leads, each.coordinates, each.scores, each.points))])
    show.table(rows, _("… và {count} đơn vị nữa: thêm --all để xem hết."))
    if without := [each.unit.code for each in units if not each.has_any]:
        few = without if show.prints_all() or len(without) <= 10 else [*without[:10], "…"]
        text = _("{count} đơn vị không có dòng nào: {units}.")
        show.warn(text, count=len(without), units=", ".join(few))
