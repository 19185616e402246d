"""A form that comes back under the name that it had before: each content has its own receipt."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from builders import HALF, YEAR, codes, entry, form, merge, submit
from par_xl import workspace
from par_xl.intake import arrival
from par_xl.merge.result import Result
from par_xl.plan.model import Plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import FileState, Timeliness
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import Receipt, Register, read_register, write_register

pytestmark = pytest.mark.usefixtures("no_masters")

GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | {} |"
NAME = "HC.xlsx"


def received(result: Result) -> dict[str, date]:
    return {each.file: each.received_on for each in result.submissions}


def timeliness(result: Result) -> Timeliness:
    return next(unit.submission for unit in result.units if unit.unit == "HC")


def days(folder: Folder) -> list[date]:
    return [receipt.received_on for receipt in read_register(folder.register).receipts]


def test_the_corrected_form_has_its_own_day_and_the_unit_is_not_late_for_it(
    plan: Plan, folder: Folder
) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("1.5")), "2024-06-05")
    first = merge(folder)
    assert codes(first.findings) == ["TD02"]
    submit(folder, NAME, form(plan, "HC", GOING.format("0.6")), "2024-06-12")
    second = merge(folder)
    assert received(second) == {NAME: date(2024, 6, 12)}
    assert timeliness(second) is Timeliness.ON_TIME
    assert days(folder) == [date(2024, 6, 5), date(2024, 6, 12)]
    assert merge(folder) == second and days(folder) == [date(2024, 6, 5), date(2024, 6, 12)]


def test_a_day_after_the_first_receipt_is_no_estimate_in_the_corrected_form(
    plan: Plan, folder: Folder
) -> None:
    rows = (
        "| code | status | completed_on | evidence | explanation |\n"
        "| 1.1 | Hoàn thành | 2024-06-07 | Số 1 | Chờ |"
    )
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-05")
    merge(folder)
    submit(folder, NAME, form(plan, "HC", rows), "2024-06-09")
    assert codes(merge(folder).findings) == []


def test_a_refused_form_replaced_by_a_good_one_too_late_is_late(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5"), period=YEAR), "2024-06-05")
    assert timeliness(merge(folder)) is Timeliness.REFUSED
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-12")
    assert timeliness(merge(folder)) is Timeliness.LATE


def test_what_came_last_wins_also_under_an_old_name(plan: Plan, folder: Folder) -> None:
    for name, share, day in (("a", "0.3", "03"), ("b", "0.6", "04"), ("a", "0.9", "08")):
        submit(folder, f"{name}.xlsx", form(plan, "HC", GOING.format(share)), f"2024-06-{day}")
        result = merge(folder)
    assert entry(result, "1.1", "HC").progress == 0.9
    states = {each.file: each.state for each in result.submissions}
    assert states == {"a.xlsx": FileState.ACCEPTED, "b.xlsx": FileState.SUPERSEDED}


def test_the_old_content_put_back_is_received_anew(plan: Plan, folder: Folder) -> None:
    contents = [form(plan, "HC", GOING.format(share)) for share in ("0.3", "0.6")]
    for content, day in ((0, "03"), (1, "04"), (0, "08")):
        submit(folder, NAME, contents[content], f"2024-06-{day}")
        result = merge(folder)
    assert received(result) == {NAME: date(2024, 6, 8)} and len(days(folder)) == 3


def test_a_receipt_that_people_entered_first_decides(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-05")
    merge(folder)
    register = read_register(folder.register)
    entered = Receipt.model_validate(
        {"Kỳ": "2024-06", "Tệp": NAME, "Đơn vị": "HC", "Ngày nhận": date(2024, 6, 8)}
    )
    folder.register.write_bytes(write_register(register.with_new([entered])))
    submit(folder, NAME, form(plan, "HC", GOING.format("0.6")), "2024-06-12")
    assert received(merge(folder)) == {NAME: date(2024, 6, 8)} and len(days(folder)) == 2


def test_each_receipt_can_be_corrected(plan: Plan, folder: Folder) -> None:
    for share, day in (("0.5", "11"), ("0.6", "13")):
        submit(folder, NAME, form(plan, "HC", GOING.format(share)), f"2024-06-{day}")
        result = merge(folder)
    assert timeliness(result) is Timeliness.LATE
    book = load_workbook(folder.register)
    book.worksheets[0]["D2"] = "09/6/2024"
    book.save(folder.register)
    corrected = merge(folder)
    assert timeliness(corrected) is Timeliness.ON_TIME
    assert received(corrected) == {NAME: date(2024, 6, 13)}


def test_a_check_knows_the_days_too(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-05")
    merge(folder)
    submit(folder, NAME, form(plan, "HC", GOING.format("0.6")), "2024-06-08")
    (found,) = workspace.check(folder, [folder.submitted("2024-06") / NAME])
    assert found.submission.received_on == date(2024, 6, 8)


def set_days(folder: Folder, *received: str) -> None:
    """The register with these days for its rows, in this order; rows too many are deleted."""
    register = read_register(folder.register)
    rows = [
        receipt.model_copy(update={"received_on": date.fromisoformat(day)})
        for receipt, day in zip(register.receipts, received, strict=False)
    ]
    folder.register.write_bytes(write_register(type(register)(tuple(rows))))


def test_a_corrected_day_holds_also_when_the_next_content_comes(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-05")
    merge(folder)
    set_days(folder, "2024-06-11")
    submit(folder, NAME, form(plan, "HC", GOING.format("0.6")), "2024-06-15")
    first = merge(folder)
    assert timeliness(first) is Timeliness.LATE and merge(folder) == first


def test_however_people_sort_their_register(plan: Plan, folder: Folder) -> None:
    for share, day in (("0.3", "05"), ("0.6", "12"), ("0.9", "15")):
        submit(folder, NAME, form(plan, "HC", GOING.format(share)), f"2024-06-{day}")
        result = merge(folder)
    register = read_register(folder.register)
    register = replace(register, receipts=register.receipts[::-1])
    folder.register.write_bytes(write_register(register))
    assert merge(folder) == result and received(result) == {NAME: date(2024, 6, 15)}


def test_a_row_that_is_gone_comes_back_with_the_ledgers_day(plan: Plan, folder: Folder) -> None:
    for share, day in (("0.3", "05"), ("0.6", "12")):
        submit(folder, NAME, form(plan, "HC", GOING.format(share)), f"2024-06-{day}")
        merge(folder)
    set_days(folder, "2024-06-07")
    assert received(merge(folder)) == {NAME: date(2024, 6, 12)}
    assert days(folder) == [date(2024, 6, 7), date(2024, 6, 12)]


def without_hashes(folder: Folder) -> None:
    """Another program saved the register without its hidden column."""
    book = load_workbook(folder.register)
    sheet = book.worksheets[0]
    at = next(cell.column for cell in sheet[1] if cell.value == "Mã băm")
    assert sheet.column_dimensions[get_column_letter(at)].hidden
    sheet.delete_cols(at)
    book.save(folder.register)


def test_a_register_that_lost_its_hashes_gets_them_back(plan: Plan, folder: Folder) -> None:
    for share, day in (("0.3", "05"), ("0.6", "12")):
        submit(folder, NAME, form(plan, "HC", GOING.format(share)), f"2024-06-{day}")
        result = merge(folder)
    before = read_register(folder.register)
    without_hashes(folder)
    assert merge(folder) == result and read_register(folder.register) == before


def test_a_day_corrected_where_the_hash_was_lost_counts(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-12")
    merge(folder)
    without_hashes(folder)
    correct(folder, date(2024, 6, 8))
    assert received(merge(folder)) == {NAME: date(2024, 6, 8)}
    (row,) = read_register(folder.register).receipts
    assert row.sha256 and row.received_on == date(2024, 6, 8)


@pytest.mark.parametrize("hidden", ["hỏng", 5.0, None])
def test_a_row_with_a_damaged_hash_is_its_files(
    plan: Plan, folder: Folder, hidden: str | float | None
) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-12")
    merge(folder)
    book = load_workbook(folder.register)
    for cell, value in (("D2", "08/6/2024"), ("H2", hidden)):
        book.worksheets[0][cell].value = value
    book.worksheets[0].append([HALF, "gửi giấy", "HC", date(2024, 6, 4)])
    book.save(folder.register)
    assert received(merge(folder)) == {NAME: date(2024, 6, 8)}
    first, typed = read_register(folder.register).receipts
    assert first.sha256 and (typed.file, typed.sha256) == ("gửi giấy", "")


def test_a_row_copied_for_another_file_is_that_files(plan: Plan, folder: Folder) -> None:
    """As people add a row in Excel: the hidden cell comes along."""
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-05")
    merge(folder)
    (row,) = read_register(folder.register).receipts
    copied = row.model_copy(update={"file": "khác.xlsx", "received_on": date(2024, 6, 8)})
    folder.register.write_bytes(write_register(Register((copied, row))))
    submit(folder, "khác.xlsx", form(plan, "HC", GOING.format("0.6")), "2024-06-12")
    assert received(merge(folder)) == {NAME: date(2024, 6, 5), "khác.xlsx": date(2024, 6, 8)}
    rows = read_register(folder.register).receipts
    assert len(rows) == len({each.sha256 for each in rows}) == 2


def correct(folder: Folder, day: date) -> None:
    """Somebody corrects the only day of receipt in the register."""
    (receipt,) = read_register(folder.register).receipts
    corrected = receipt.model_copy(update={"received_on": day})
    folder.register.write_bytes(write_register(Register((corrected,))))


def test_a_name_that_no_cell_keeps_is_received_once_and_corrected(
    plan: Plan, folder: Folder
) -> None:
    """As a Mac writes names, or a browser."""
    given = "Pho\u0300ng HC.xlsx", " HC.xlsx", "HC\u00a0(1).xlsx", "H\u200bC.xlsx", "Ðơn vị.xlsx"
    # As the register has them.
    names = sorted(given, key=Path)
    for number, name in enumerate(names):
        submit(folder, name, form(plan, "HC", GOING.format(f"0.{number + 1}")), "2024-06-12")
    assert timeliness(merge(folder)) is Timeliness.LATE
    corrected = [date(2024, 6, number) for number, _ in enumerate(names, start=4)]
    set_days(folder, *map(str, corrected))
    second = merge(folder)
    assert timeliness(second) is Timeliness.ON_TIME
    assert received(second) == dict(zip(names, corrected, strict=True))
    assert merge(folder) == second and days(folder) == corrected


def test_a_file_renamed_keeps_its_day_as_it_was_corrected(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")), "2024-06-12")
    merge(folder)
    correct(folder, date(2024, 6, 8))
    merge(folder)
    path = folder.submitted(HALF) / NAME
    path.rename(path.with_name("khác.xlsx"))
    for _ in range(2):
        assert received(merge(folder)) == {"khác.xlsx": date(2024, 6, 8)}
    assert days(folder) == [date(2024, 6, 8)]


def test_a_corrected_form_renamed_is_not_late_for_that(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, form(plan, "HC", GOING.format("1.5")), "2024-06-05")
    merge(folder)
    submit(folder, NAME, form(plan, "HC", GOING.format("0.6")), "2024-06-12")
    merge(folder)
    path = folder.submitted(HALF) / NAME
    path.rename(path.with_name("khác.xlsx"))
    renamed = merge(folder)
    assert received(renamed) == {"khác.xlsx": date(2024, 6, 12)}
    assert timeliness(renamed) is Timeliness.ON_TIME
    assert merge(folder) == renamed


def test_a_copy_beside_is_a_receipt_of_its_own(plan: Plan, folder: Folder) -> None:
    content = form(plan, "HC", GOING.format("0.5"))
    submit(folder, NAME, content, "2024-06-05")
    merge(folder)
    submit(folder, "khác.xlsx", content, "2024-06-12")
    assert received(merge(folder)) == {NAME: date(2024, 6, 5), "khác.xlsx": date(2024, 6, 12)}


def test_a_folder_that_is_gone_is_no_folder_without_forms(plan: Plan, folder: Folder) -> None:
    """A share that was not connected: the master stays as it is."""
    submit(folder, NAME, form(plan, "HC", GOING.format("0.5")))
    merge(folder)
    inbox = folder.submitted(HALF)
    inbox.rename(inbox.with_name("elsewhere"))
    with pytest.raises(ParXlError, match="lần tổng hợp trước có 1 tệp ở đó"):
        merge(folder)
    inbox.mkdir()
    assert merge(folder).submissions == []


def test_a_folder_that_cannot_be_looked_into_is_said(
    plan: Plan, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(folder, f"phòng/{NAME}", form(plan, "HC", GOING.format("0.5")))
    closed = folder.submitted(HALF) / "phòng"
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ParXlError, match=re.escape(f"Không xem được thư mục {closed}")):
        merge(folder)


def test_a_time_of_change_that_no_calendar_has_is_today(
    plan: Plan, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a broken copy leaves it; few file systems hold one: simulated here."""
    content = form(plan, "HC", GOING.format("0.5"))
    submit(folder, NAME, content)
    monkeypatch.setattr(
        "par_xl.workspace.inbox.look",
        lambda *of: replace(arrival.look(*of), received_on=arrival.day_of(10**30), moment=10**30),
    )
    assert received(merge(folder)) == {NAME: date.today()}  # noqa: DTZ011
