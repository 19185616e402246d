"""A form handed back is written again only when something in it changed for its unit."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from builders import HALF, NOW, PlanTables, edit, form, make_folder, make_plan, plan_rows, submit
from par_xl import workspace
from par_xl.plan.workbook import write_plan
from par_xl.workbooks.sheet import Value
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")

WRONG = "| code | status |\n| 1.1 | Đã xong |\n| 1.2 | Đang thực hiện |"
FINE = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |"
LONG_AGO = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """HC's form has faults, TH's is refused; both were handed back."""
    folder = make_folder(tmp_path / "work")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", WRONG))
    without = edit(form(make_plan(), "TH", FINE), lambda book: book.remove(book["Phụ lục I"]))
    submit(folder, "TH.xlsx", without)
    merge(folder)
    for path in returned(folder):
        os.utime(path, (LONG_AGO, LONG_AGO))
    return folder


def merge(folder: Folder, now: datetime = NOW, as_of: date | None = None) -> set[str]:
    """Names of the forms that were written."""
    outcome = workspace.merge(folder, HALF, now=now, as_of=as_of)
    assert outcome.late is None
    return {path.name for path in outcome.returned}


def returned(folder: Folder) -> list[Path]:
    return sorted((folder.returned / HALF).iterdir())


def change_plan(folder: Folder, change: Callable[[PlanTables], object]) -> None:
    rows = plan_rows()
    change(rows)
    folder.plan.write_bytes(write_plan(rows))


def appendix(rows: PlanTables, code: str) -> dict[str, Value]:
    return next(row for row in rows["Phụ lục I"] if row["TT"] == code)


def another_unit_sends(folder: Folder) -> None:
    submit(folder, "TT.xlsx", form(make_plan(), "TT", "| code | status |\n| P1.1 | Xong |"))


def another_unit_sends_again(folder: Folder) -> None:
    another_unit_sends(folder)
    merge(folder)
    submit(
        folder, "TT 2.xlsx", form(make_plan(), "TT", "| code | status |\n| P1.1 | Rồi |"), hour=14
    )


def a_task_of_another_unit(rows: PlanTables) -> None:
    rows["Phụ lục III"][1]["Nội dung"] = "Nội dung khác của TT"


def an_address(rows: PlanTables) -> None:
    rows["Đơn vị"][2]["Thư điện tử"] = "tt@vp.gov.vn"


def another_period(rows: PlanTables) -> None:
    rows["Kỳ báo cáo"][-1]["Tên kỳ"] = "Sáu tháng đầu năm 2025"


NOTHING_OF_THEIRS: Mapping[str, Callable[[Folder], object]] = {
    "nothing": lambda _folder: None,
    "another unit's form": another_unit_sends,
    "another unit's second form": another_unit_sends_again,
    "another unit's task": lambda folder: change_plan(folder, a_task_of_another_unit),
    "another unit's address": lambda folder: change_plan(folder, an_address),
    "another period": lambda folder: change_plan(folder, another_period),
    "the register sorted": lambda folder: folder.register.touch(),
}


@pytest.mark.parametrize("what", NOTHING_OF_THEIRS)
def test_it_lies_untouched_whatever_else_changes(folder: Folder, what: str) -> None:
    before = {path.name: path.read_bytes() for path in returned(folder)}
    NOTHING_OF_THEIRS[what](folder)
    for days in (0, 1):
        assert merge(folder, NOW + timedelta(days=days)) <= {"TT.xlsx", "TT 2.xlsx"}
    after = {path.name: path.read_bytes() for path in returned(folder)}
    assert after.items() >= before.items()
    for path in returned(folder):
        assert (path.stat().st_mtime == LONG_AGO) == (path.name in before)


@pytest.mark.parametrize(
    ("column", "value"), [("Nội dung", "Nội dung mới"), ("Thời gian hoàn thành", "30/4/2024")]
)
def test_what_the_plan_says_of_its_rows_is_written_anew(
    folder: Folder, column: str, value: str
) -> None:
    change_plan(folder, lambda rows: appendix(rows, "1.1").update({column: value}))
    assert merge(folder) == {"HC.xlsx"}


def test_one_in_which_somebody_works_stands_for_itself(folder: Folder) -> None:
    """No second one lies beside it before there is something new to say."""
    (folder.returned / HALF / "HC.xlsx").write_bytes(b"being mended")
    change_plan(folder, a_task_of_another_unit)
    assert merge(folder) == set()
    change_plan(folder, lambda rows: appendix(rows, "1.1").update({"Nội dung": "Nội dung mới"}))
    assert merge(folder) == {"HC (2).xlsx"}


def test_a_right_form_beside_a_wrong_one_follows_the_plan(folder: Folder) -> None:
    def wrong(book: Workbook) -> None:
        book["Nhận dạng"]["B1"] = "KH-KHAC"

    submit(folder, "TT.xlsx", edit(form(make_plan(), "TT"), wrong))
    right = "TT_2024-06_bieu-mau-dung.xlsx"
    assert merge(folder) == {"TT.xlsx", right}

    def less_for_tt(rows: PlanTables) -> None:
        appendix(rows, "1.1")["Đơn vị phối hợp"] = "TH"

    change_plan(folder, less_for_tt)
    assert right in merge(folder, NOW + timedelta(days=1))

    def and_an_address(rows: PlanTables) -> None:
        less_for_tt(rows)
        an_address(rows)

    change_plan(folder, and_an_address)
    assert merge(folder, NOW + timedelta(days=2)) == set()


def test_a_check_leaves_what_says_the_same(folder: Folder) -> None:
    change_plan(folder, a_task_of_another_unit)
    (checked,) = workspace.check(folder, [folder.submitted(HALF) / "TH.xlsx"])
    assert checked.returned == folder.returned / HALF / "TH.xlsx"
    assert checked.returned.stat().st_mtime == LONG_AGO


def test_what_was_said_the_period_before_is_written_anew(folder: Folder) -> None:
    def then(unit: str, status: str) -> None:
        rows = f"| code | status |\n| 1.2 | {status} |"
        submit(folder, f"{unit}.xlsx", form(make_plan(), unit, rows, "2023-12"), period="2023-12")
        workspace.merge(folder, "2023-12", now=NOW)

    then("HC", "Chưa thực hiện")
    assert merge(folder) == {"HC.xlsx"}
    then("TT", "Chưa thực hiện")
    assert merge(folder) == set()
    then("HC", "Đang thực hiện")
    assert merge(folder) == {"HC.xlsx"}


def test_another_form_of_the_unit_is_written_anew(folder: Folder) -> None:
    rows = WRONG.replace("Đã xong", "Sắp xong")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", rows), hour=13)
    assert merge(folder) == {"HC.xlsx"}


def test_so_is_one_in_which_less_is_wrong(folder: Folder) -> None:
    """Its other file mended a row."""
    submit(folder, "HC 2.xlsx", form(make_plan(), "HC", FINE), hour=14)
    assert merge(folder) == {"HC.xlsx"}
