"""Rules on Ngày hoàn thành."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from par_xl.rules.entry import Unreadable
from par_xl.rules.formula import FormRow, all_of, day_number
from par_xl.rules.rule import Example, FilledRow, Limit, Rule, Scope, Words, when
from par_xl.terms.words import Severity, Status, day


def _known(row: FilledRow) -> date | None:
    found = row.reported.completed_on
    return None if isinstance(found, Unreadable) else found


def _unreadable(row: FilledRow) -> Iterable[Words]:
    return when(isinstance(row.reported.completed_on, Unreadable))


def _after_period(row: FilledRow) -> Iterable[Words]:
    found = _known(row)
    is_after = found is not None and found > row.period_end
    return when(True, end=day(row.period_end)) if is_after else ()


def _before_plan(row: FilledRow) -> Iterable[Words]:
    found = _known(row)
    is_before = found is not None and found < row.plan_start
    return when(True, start=day(row.plan_start)) if is_before else ()


def _missing(row: FilledRow) -> Iterable[Words]:
    found = row.reported.status is Status.DONE and row.has_due_date
    blank = row.reported.completed_on is None and "completed_on" not in row.broken
    return when(found and blank)


def _swapped(row: FilledRow) -> Iterable[Words]:
    found = _known(row)
    if found is None or row.period_start <= found <= row.period_end or found.day > 12:
        return ()
    other = date(found.year, found.day, found.month)
    inside = row.period_start <= other <= row.period_end
    return when(inside, found=day(found), other=day(other))


def _swapped_formula(row: FormRow) -> str:
    start, end = day_number(row.period_start), day_number(row.period_end)

    def is_swapped(typed: str) -> str:
        other = f"DATE(YEAR({typed}),DAY({typed}),MONTH({typed}))"
        return all_of(
            f"DAY({typed})<=12",
            f"OR({typed}<{start},{typed}>{end})",
            f"{other}>={start}",
            f"{other}<={end}",
        )

    return row.if_known("completed_on", is_swapped)


def is_estimated(row: FilledRow) -> bool:
    """Whether the work is to be done between the day of receipt and the end of the period."""
    found = _known(row)
    return found is not None and row.received_on < found <= row.period_end


def _estimated(row: FilledRow) -> Iterable[Words]:
    return when(True, received=day(row.received_on)) if is_estimated(row) else ()


_AS_DAY = "Gõ lại theo ngày/tháng/năm, ví dụ 5/6/2024."

RULES = (
    Rule(
        code="NG01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="completed_on",
        title="Ngày hoàn thành không phải là ngày",
        message="Không đọc được ngày «{value}».",
        fix=_AS_DAY,
        source="Quy ước, mục 4 và 5",
        broken=_unreadable,
        formula=lambda row: row.unreadable("completed_on"),
        passes=Example({"status": "Hoàn thành", "completed_on": "5.6.2024", "evidence": "Số 1"}),
        fails=Example({"status": "Hoàn thành", "completed_on": "31/4/2024", "evidence": "Số 1"}),
    ),
    Rule(
        code="NG02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="completed_on",
        title="Ngày hoàn thành sau ngày cuối của kỳ",
        message="Ngày hoàn thành {value} sau ngày cuối của kỳ báo cáo ({end}).",
        fix="Sửa lại ngày; việc xong sau kỳ này thì chọn «Đang thực hiện», báo cáo ở kỳ sau.",
        source="Quy ước, mục 5",
        broken=_after_period,
        formula=lambda row: row.if_known(
            "completed_on", lambda typed: f"{typed}>{day_number(row.period_end)}"
        ),
        limit=lambda bounds: Limit("date", bounds.plan_start, bounds.period_end),
        passes=Example(
            {"status": "Hoàn thành", "completed_on": date(2024, 6, 5), "evidence": "Số 1"}
        ),
        fails=Example(
            {"status": "Hoàn thành", "completed_on": date(2024, 6, 20), "evidence": "Số 1"}
        ),
    ),
    Rule(
        code="NG03",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="completed_on",
        title="Ngày hoàn thành trước khi kế hoạch bắt đầu",
        message="Ngày hoàn thành {value} trước ngày kế hoạch bắt đầu ({start}).",
        fix="Kiểm tra lại năm; gõ lại theo ngày/tháng/năm.",
        source="Quy ước, mục 5",
        broken=_before_plan,
        formula=lambda row: row.if_known(
            "completed_on", lambda typed: f"{typed}<{day_number(row.plan_start)}"
        ),
        passes=Example(
            {"status": "Hoàn thành", "completed_on": date(2023, 8, 4), "evidence": "Số 1"}
        ),
        fails=Example(
            {"status": "Hoàn thành", "completed_on": date(2014, 6, 5), "evidence": "Số 1"}
        ),
    ),
    Rule(
        code="NG04",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="completed_on",
        title="«Hoàn thành» ở dòng có thời hạn phải có Ngày hoàn thành",
        message="Dòng có thời hạn, đã «Hoàn thành» nhưng chưa có ngày hoàn thành.",
        fix="Nhập ngày hoàn thành theo ngày/tháng/năm, ví dụ 5/6/2024.",
        source="Quy ước, mục 5",
        broken=_missing,
        if_blank=True,
        formula=lambda row: (
            all_of(row.is_status(Status.DONE), row.blank("completed_on"))
            if row.has_due_date
            else None
        ),
        passes=Example({"status": "Hoàn thành", "evidence": "Số 1"}, has_due_date=False),
        fails=Example({"status": "Hoàn thành", "evidence": "Số 1"}, has_due_date=True),
    ),
    Rule(
        code="NG05",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        field="completed_on",
        title="Ngày hoàn thành sau hôm nay: ước thực hiện",
        message="Ngày hoàn thành {value} sau ngày nhận báo cáo ({received}): tính là ước thực "
        "hiện, cần xác nhận.",
        fix="Xác nhận khi việc đã xong; nếu gõ nhầm thì sửa lại ngày.",
        source="Quy ước, mục 5",
        broken=_estimated,
        # Today stands in for the day of receipt.
        formula=lambda row: row.if_known("completed_on", lambda typed: f"{typed}>TODAY()"),
        passes=Example(
            {"status": "Hoàn thành", "completed_on": date(2024, 6, 7), "evidence": "Số 1"}
        ),
        fails=Example(
            {"status": "Hoàn thành", "completed_on": date(2024, 6, 12), "evidence": "Số 1"}
        ),
    ),
    Rule(
        code="NG06",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        field="completed_on",
        title="Ngày hoàn thành có thể đảo ngày và tháng",
        message="Ngày {found} ngoài kỳ báo cáo, nhưng {other} thì trong kỳ: có thể đảo ngày và "
        "tháng.",
        fix="Nếu đúng là {other} thì gõ lại theo ngày/tháng/năm.",
        source="Quy ước, mục 5",
        broken=_swapped,
        formula=_swapped_formula,
        passes=Example(
            {"status": "Hoàn thành", "completed_on": date(2023, 10, 20), "evidence": "Số 1"}
        ),
        fails=Example(
            {"status": "Hoàn thành", "completed_on": date(2024, 7, 6), "evidence": "Số 1"}
        ),
    ),
)
