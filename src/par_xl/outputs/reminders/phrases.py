"""Sentences that letter, slips and mail share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

from par_xl.insight.debts import Debt
from par_xl.merge.stamp import Stamp
from par_xl.outputs.report.sentences import spoken
from par_xl.plan.model import Period, Plan
from par_xl.plan.settings import REPORTING_SECTION
from par_xl.plan.units import Unit
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, read_day, words
from par_xl.terms.words import WEEKDAYS, Timeliness, day, deadline

LEADERS = "lãnh đạo"
_LATE = N_("Gửi muộn {days} ngày")
_OVERDUE = N_("{standing}, quá hạn {days} ngày")


@dataclass(frozen=True)
class Asked:
    """What is asked of everybody: the plan and period, and until when (inclusive). ``heard_on`` is
    the day until which it is known what came in."""

    plan: Plan
    period: Period
    heard_on: date
    until: date

    @property
    def report(self) -> str:
        """What is to be sent."""
        return f"báo cáo kết quả thực hiện Kế hoạch {self.when}"

    @property
    def when(self) -> str:
        """The period within a sentence: "6 tháng đầu năm 2024", "năm 2024"."""
        return spoken(self.period)

    @property
    def consolidator(self) -> Unit:
        """Whom reports go to.

        Raises:
            ParXlError: the plan named it only after the merge.
        """
        code = self.plan.info["Đơn vị tổng hợp"]
        if code not in self.plan.units:
            raise ParXlError(
                _("Đơn vị tổng hợp «{unit}» không có trong kế hoạch của lần tổng hợp này.").format(
                    unit=code
                ),
                _("Tổng hợp lại với kế hoạch hiện nay: par-xl merge {period}.").format(
                    period=self.period.code
                ),
            )
        return self.plan.units[code]

    @property
    def contact(self) -> str:
        """Whom to ask, as far as the plan knows."""
        unit = self.consolidator
        return f"{unit.name} (thư điện tử: {unit.email})" if unit.email else unit.name

    @property
    def last_day(self) -> str:
        """The last day with its weekday."""
        return f"{WEEKDAYS[self.until.weekday()]} ngày {day(self.until)}"

    @property
    def basis(self) -> str:
        """The plan, what it is called as far as is known, and where it asks for reports."""
        info = self.plan.info
        name, number = words(self.plan.name), words(info.get("Số ký hiệu kế hoạch", ""))
        agency = words(info.get("Cơ quan", ""))
        kind = "Kế hoạch"
        rest = name[len(kind) :].strip() if fold(name).startswith(fold(kind)) else name
        issued = read_day(info.get("Ngày ban hành", ""))
        told = f"{kind} số {number}" if number else kind
        told += f" ngày {day(issued)}" if issued else ""
        told += f" của {agency}" if agency and number else ""
        section = words(info.get(REPORTING_SECTION, ""))
        return f"{told} {rest} ({f'{section}: ' if section else ''}{self._days})"

    @property
    def _days(self) -> str:
        days = sorted(
            {
                day(each.send_before, year=False)
                for each in self.plan.periods.values()
                if each.year == self.period.year
            },
            key=lambda text: tuple(map(int, reversed(text.split("/")))),
        )
        return f"báo cáo định kỳ trước ngày {' và ngày '.join(days)}"


def what_counts(stamp: Stamp) -> str:
    """What becomes of what is sent."""
    if stamp.is_closed:
        return (
            "Số liệu của kỳ đã chốt; báo cáo gửi sau được ghi nhận riêng, không làm thay đổi số "
            "liệu đã chốt."
        )
    return "Sau thời hạn này, số liệu được tổng hợp theo thực tế đã nhận."


def due(before: date) -> str:
    """When a report was due: "trước ngày 10/6/2024 (chậm nhất hết …)"."""
    return f"trước ngày {day(before)} ({deadline(before)})"


def standing(debt: Debt, said: Callable[[str], str] = str) -> str:
    """How a unit stands, as tables say it; on a screen *said* is gettext."""
    label = said(debt.timeliness.label)
    if debt.timeliness is Timeliness.LATE:
        return said(_LATE).format(days=debt.days_late)
    if debt.days_late:
        return said(_OVERDUE).format(standing=label, days=debt.days_late)
    return label


def copies(plan: Plan, to_leaders: bool) -> Mapping[str, str]:
    """`Thông tin` with who gets a copy of a reminder: leaders where asked, and the archive."""
    leaders = [unit for unit in plan.units.values() if fold(unit.kind) == fold(LEADERS)]
    names = {fold(name) for unit in leaders for name in unit.names}
    kept = ["Như trên"]
    for each in plan.info.get("Nơi nhận", "").split(";"):
        is_leader = any(fold(part) in names for part in each.split(","))
        if fold(each).startswith(fold("Lưu")) or (is_leader and to_leaders):
            kept.append(words(each))
    return {**plan.info, "Nơi nhận": "; ".join(kept)}
