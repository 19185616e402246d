"""One file checked by itself: as a merge would judge it if there were no other."""

from __future__ import annotations

from datetime import date

import pytest

from builders import HALF, YEAR, codes, form, merge, submit
from par_xl import workspace
from par_xl.plan.model import Plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import read_register, write_register

pytestmark = pytest.mark.usefixtures("no_masters")

NAME = "phòng/HC.xlsx"
OVERDUE = """
| code | status         | progress |
| 1.1  | Đang thực hiện | 0.5      |
"""
DONE_ON_SATURDAY = """
| code | status     | completed_on | evidence | explanation |
| 1.1  | Hoàn thành | 2024-06-08   | Số 1     | Chờ văn bản |
"""


def found(folder: Folder, today: str = "2024-06-20", name: str = NAME) -> tuple[Finding, ...]:
    path = folder.submitted(HALF) / name
    return workspace.check(folder, [path], today=date.fromisoformat(today))[0].findings


def test_an_explanation_owed_is_told_before_the_merge(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", OVERDUE), received="2024-03-30")
    assert codes(found(folder, today="2024-03-31")) == []
    assert codes(found(folder, today="2024-04-01")) == ["GT01"]


def test_a_file_is_judged_as_the_merge_judges_it(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", OVERDUE))
    checked = found(folder)
    assert list(checked) == merge(folder).findings


def test_the_register_decides_the_day_of_receipt(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", DONE_ON_SATURDAY), received="2024-06-07")
    assert codes(found(folder)) == ["NG05"]
    merge(folder)
    register = read_register(folder.register)
    (receipt,) = register.receipts
    corrected = receipt.model_copy(update={"received_on": date(2024, 6, 9)})
    folder.register.write_bytes(write_register(type(register)((corrected,))))
    assert codes(found(folder)) == []


def test_in_a_periods_inbox_only_forms_of_that_period_are_good(plan: Plan, folder: Folder) -> None:
    content = form(plan, "HC", OVERDUE, period=YEAR)
    submit(folder, NAME, content)
    assert codes(found(folder)) == ["TE03"]
    elsewhere = folder.root / "HC.xlsx"
    elsewhere.write_bytes(content)
    assert codes(workspace.check(folder, [elsewhere])[0].findings) == ["GT01"]


def test_what_excel_puts_beside_an_open_form_is_no_form(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", OVERDUE))
    path = folder.submitted(HALF) / NAME
    lock = path.with_name(f"~${path.name}")
    lock.write_bytes(b"x")
    (checked,) = workspace.check(folder, [path, lock])
    assert checked.submission.file == NAME
    with pytest.raises(ParXlError, match="tệp tạm của Excel"):
        workspace.check(folder, [lock])
