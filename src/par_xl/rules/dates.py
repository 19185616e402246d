"""Rules on Ngày hoàn thành."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from par_xl.rules.asked import Asked
from par_xl.rules.check import (
    At,
    Cells,
    Limit,
    Need,
    Wrong,
    excel_number,
    is_empty,
    is_within,
    quoted,
)
from par_xl.rules.entry import Unreadable
from par_xl.rules.rule import Example, FilledRow, Rule, Scope, Words, when
from par_xl.terms.words import Severity, Status, day


def _known(row: FilledRow) -> date | None:
    found = row.reported.completed_on
    return None if isinstance(found, Unreadable) else found


def _unreadable(row: FilledRow) -> Iterable[Words]:
    return when(isinstance(row.reported.completed_on, Unreadable))


def _bounds(row: FilledRow) -> dict[str, str]:
    return {"start": day(row.asked.plan_start), "end": day(row.asked.period_end)}


def _after_period(row: FilledRow) -> Iterable[Words]:
    found = _known(row)
    is_after = found is not None and found > row.asked.period_end
    return when(True, **_bounds(row)) if is_after else ()


def _before_plan(row: FilledRow) -> Iterable[Words]:
    found = _known(row)
    is_before = found is not None and found < row.asked.plan_start
    return when(True, **_bounds(row)) if is_before else ()


def _missing(row: FilledRow) -> Iterable[Words]:
    found = row.reported.status is Status.DONE and row.asked.due is not None
    blank = row.reported.completed_on is None and "completed_on" not in row.broken
    return when(found and blank)


def _swapped(row: FilledRow) -> Iterable[Words]:
    found = _known(row)
    if found is None or row.asked.period_start <= found <= row.asked.period_end or found.day > 12:
        return ()
    other = date(found.year, found.day, found.month)
    inside = row.asked.period_start <= other <= row.asked.period_end
    return when(inside, found=day(found), other=day(other))


def is_estimated(row: FilledRow) -> bool:
    """Whether the work is to be done between the day of receipt and the end of the period."""
    found = _known(row) if "completed_on" in row.asked.open else None
    return found is not None and row.received_on < found <= row.asked.period_end


def _estimated(row: FilledRow) -> Iterable[Words]:
    return when(True, received=day(row.received_on)) if is_estimated(row) else ()


FIRST_NAME, LAST_NAME = "TuNgay", "DenNgay"
"""Of the hidden cells that hold the first and the last day that a form takes."""


def _outside(_: Asked, at: At) -> str:
    cell = at["completed_on"]
    return f'AND({cell}<>"",MEDIAN({FIRST_NAME},{cell},{LAST_NAME})<>{cell})'


def _is_outside(asked: Asked, cells: Cells) -> bool:
    cell = cells.get("completed_on")
    first, last = (excel_number(day) or 0.0 for day in (asked.plan_start, asked.period_end))
    return not is_empty(cell) and not is_within(cell, first, last)


def _bounds_of(asked: Asked) -> str:
    return f"từ {day(asked.plan_start)} đến {day(asked.period_end)}"


WRONG = Wrong(
    "completed_on",
    "Sai_Ngay",
    formula=_outside,
    holds=_is_outside,
    takes=lambda asked: f"phải là ngày {_bounds_of(asked)}",
    limit=lambda asked: Limit("date", asked.plan_start, asked.period_end),
    prompt=lambda asked: (
        f"Gõ ngày {_bounds_of(asked)}; ví dụ {day(asked.period_end)}; nếu máy không nhận thì gõ "
        f"{asked.period_end.isoformat()}."
    ),
)


_DONE = Status.DONE.label

NEED = Need(
    ("completed_on",),
    formula=lambda asked, at: (
        f'AND({at["status"]}={quoted(_DONE)},{at["completed_on"]}="")' if asked.due else None
    ),
    holds=lambda asked, cells: (
        asked.due is not None
        and cells.get("status") == _DONE
        and is_empty(cells.get("completed_on"))
    ),
)

_AS_DAY = "Gõ lại theo ngày/tháng/năm, ví dụ 05/6/2024; nếu máy không nhận thì gõ 2024-06-05."

RULES = (
    Rule(
        code="NG01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="completed_on",
        title="Ngày hoàn thành không phải là ngày",
        message="Không đọc được ngày “{value}”.",
        fix=_AS_DAY,
        source="Quy ước, mục 4 và 5",
        broken=_unreadable,
        if_unreadable=True,
        check=WRONG,
        passes=Example({"status": "Hoàn thành", "completed_on": "5.6.2024", "evidence": "Số 1"}),
        fails=Example({"status": "Hoàn thành", "completed_on": "31/4/2024", "evidence": "Số 1"}),
    ),
    Rule(
        code="NG02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="completed_on",
        title="Ngày hoàn thành sau ngày cuối của kỳ",
        message="Ngày hoàn thành {value} sau ngày cuối của kỳ báo cáo: phải từ {start} đến {end}.",
        fix="Sửa lại ngày; việc xong sau kỳ này thì chọn “Đang thực hiện”, báo cáo ở kỳ sau.",
        source="Quy ước, mục 5",
        broken=_after_period,
        check=WRONG,
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
        message="Ngày hoàn thành {value} trước ngày kế hoạch bắt đầu: phải từ {start} đến {end}.",
        fix="Kiểm tra lại năm; gõ lại theo ngày/tháng/năm.",
        source="Quy ước, mục 5",
        broken=_before_plan,
        check=WRONG,
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
        title="“Hoàn thành” ở dòng có thời hạn phải có Ngày hoàn thành",
        message="Dòng có thời hạn, đã “Hoàn thành” nhưng chưa có ngày hoàn thành.",
        fix="Gõ ngày hoàn thành theo ngày/tháng/năm, ví dụ 05/6/2024; nếu máy không nhận thì gõ "
        "2024-06-05.",
        source="Quy ước, mục 5",
        broken=_missing,
        status=Status.DONE,
        if_blank=True,
        check=NEED,
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
        fix="Khi việc đã xong thì báo phòng tổng hợp; nếu gõ nhầm thì sửa lại ngày.",
        source="Quy ước, mục 5",
        broken=_estimated,
        no_check="Phụ thuộc ngày nhận báo cáo; dòng vẫn được tính.",
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
        no_check="Dòng vẫn được tính; ngày hiện ra có chữ “tháng”, để thấy ngay khi bị đảo.",
        passes=Example(
            {"status": "Hoàn thành", "completed_on": date(2023, 10, 20), "evidence": "Số 1"}
        ),
        fails=Example(
            {"status": "Hoàn thành", "completed_on": date(2024, 7, 6), "evidence": "Số 1"}
        ),
    ),
)
