"""Files put back, renamed, swapped, and days corrected meanwhile: each receipt keeps its own day,
and the ledger says what people corrected, once, and nothing else."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from builders import HALF, NOW, entry, form, merge, submit
from par_xl import workspace
from par_xl.ledger import read_ledger
from par_xl.merge.result import Result
from par_xl.plan.model import Plan
from par_xl.terms.words import FileState, Timeliness
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import Receipt, Register, read_register, write_register

pytestmark = pytest.mark.usefixtures("no_masters")

GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | {} |"
NAME, OTHER = "HC.xlsx", "HC bổ sung.xlsx"


def going(plan: Plan, share: str) -> bytes:
    return form(plan, "HC", GOING.format(share))


def day(number: int) -> date:
    return date(2024, 6, number)


def received(result: Result) -> dict[str, date]:
    return {each.file: each.received_on for each in result.submissions}


def timeliness(result: Result) -> Timeliness:
    return next(unit.submission for unit in result.units if unit.unit == "HC")


def rows(folder: Folder) -> list[tuple[str, int]]:
    return [(row.file, row.received_on.day) for row in read_register(folder.register).receipts]


def correct(folder: Folder, row: int, number: int) -> None:
    """Somebody corrects the day in one row of the register."""
    receipts = list(read_register(folder.register).receipts)
    receipts[row] = receipts[row].model_copy(update={"received_on": day(number)})
    folder.register.write_bytes(write_register(Register(tuple(receipts))))


def rename(folder: Folder, *names: str) -> None:
    """Give each file the name after its own; the last one gets the first one's."""
    inbox = folder.submitted(HALF)
    for name in names:
        if (inbox / name).exists():
            (inbox / name).rename(inbox / f"{name}.passing")
    for name, new in zip(names, (*names[1:], names[0]), strict=True):
        if (inbox / f"{name}.passing").exists():
            (inbox / f"{name}.passing").rename(inbox / new)


def corrected(folder: Folder) -> list[tuple[int, str, int, int]]:
    """Corrections in the ledger: of which merge, of which file, from which day to which."""
    return [
        (line.merge_number, each.file, each.before.day, each.after.day)
        for line in read_ledger(folder.ledger)
        for each in line.corrected
    ]


def again(folder: Folder, before: Result) -> None:
    """Merging again with nothing touched changes nothing."""
    register = rows(folder)
    outcome = workspace.merge(folder, HALF, now=NOW)
    assert (outcome.changed, outcome.result, rows(folder)) == (False, before, register)


def test_the_old_form_put_back_as_it_was_is_no_new_receipt(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, going(plan, "0.3"), "2024-06-07")
    submit(folder, OTHER, going(plan, "0.6"), "2024-06-08")
    merge(folder)
    correct(folder, 1, 6)
    submit(folder, NAME, going(plan, "0.9"), "2024-06-09")
    assert entry(merge(folder), "1.1", "HC").progress == 0.9
    submit(folder, NAME, going(plan, "0.3"), "2024-06-07")
    put_back = merge(folder)
    assert received(put_back) == {NAME: day(6), OTHER: day(8)}
    assert entry(put_back, "1.1", "HC").progress == 0.6
    again(folder, put_back)
    assert rows(folder) == [(OTHER, 8), (NAME, 6), (NAME, 9)]
    assert corrected(folder) == [(2, NAME, 7, 6)]


def test_a_form_that_replaces_a_later_one_keeps_its_day(plan: Plan, folder: Folder) -> None:
    for share, sent in (("0.3", "2024-06-09"), ("0.6", "2024-06-07")):
        submit(folder, NAME, going(plan, share), sent)
        result = merge(folder)
    assert received(result) == {NAME: day(7)}
    again(folder, result)


def test_an_old_form_renamed_keeps_its_corrected_day_where_another_has_its_name(
    plan: Plan, folder: Folder
) -> None:
    submit(folder, NAME, going(plan, "0.3"), "2024-06-11")
    merge(folder)
    correct(folder, 0, 8)
    merge(folder)
    rename(folder, NAME, "HC (cũ).xlsx")
    submit(folder, NAME, going(plan, "0.6"), "2024-06-10")
    result = merge(folder)
    assert received(result) == {"HC (cũ).xlsx": day(8), NAME: day(10)}
    assert entry(result, "1.1", "HC").progress == 0.6
    states = {each.file: each.state for each in result.submissions}
    assert states[NAME] is FileState.ACCEPTED
    again(folder, result)
    (folder.submitted(HALF) / "HC (cũ).xlsx").unlink()
    assert timeliness(merge(folder)) is Timeliness.ON_TIME
    assert corrected(folder) == [(2, NAME, 11, 8)]


@pytest.mark.parametrize("names", [(NAME, OTHER), (NAME, OTHER, "HC (3).xlsx")])
def test_names_swapped_take_their_days_along(
    plan: Plan, folder: Folder, names: tuple[str, ...]
) -> None:
    for number, name in enumerate(names, start=3):
        submit(folder, name, going(plan, f"0.{number}"), f"2024-06-0{number}")
    merge(folder)
    correct(folder, 0, 9)
    before = received(merge(folder))
    rename(folder, *names)
    swapped = merge(folder)
    assert received(swapped) == {
        new: before[old] for old, new in zip(names, (*names[1:], names[0]), strict=True)
    }
    again(folder, swapped)
    assert len(corrected(folder)) == 1


def test_a_copy_beside_takes_no_day_away(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, going(plan, "0.3"), "2024-06-11")
    merge(folder)
    correct(folder, 0, 8)
    merge(folder)
    submit(folder, OTHER, going(plan, "0.3"), "2024-06-11")
    result = merge(folder)
    assert received(result) == {NAME: day(8), OTHER: day(11)}
    again(folder, result)


def test_taken_out_and_put_back_elsewhere_it_keeps_its_day(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, going(plan, "0.3"), "2024-06-11")
    merge(folder)
    correct(folder, 0, 8)
    merge(folder)
    (folder.submitted(HALF) / NAME).unlink()
    merge(folder)
    submit(folder, f"phòng/{NAME}", going(plan, "0.3"), "2024-06-11")
    assert received(merge(folder)) == {f"phòng/{NAME}": day(8)} and rows(folder) == [(NAME, 8)]


def test_a_correction_that_makes_a_unit_on_time_is_recorded(plan: Plan, folder: Folder) -> None:
    for share, sent in (("0.3", "2024-06-11"), ("0.6", "2024-06-13")):
        submit(folder, NAME, going(plan, share), sent)
        late = merge(folder)
    assert timeliness(late) is Timeliness.LATE
    correct(folder, 0, 7)
    result = merge(folder)
    assert timeliness(result) is Timeliness.ON_TIME
    assert corrected(folder) == [(3, NAME, 11, 7)]
    again(folder, result)
    submit(folder, OTHER, going(plan, "0.9"), "2024-06-14")
    merge(folder)
    assert corrected(folder) == [(3, NAME, 11, 7)]


def test_a_file_renamed_and_corrected_at_once(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, going(plan, "0.3"), "2024-06-11")
    merge(folder)
    rename(folder, NAME, OTHER)
    correct(folder, 0, 7)
    result = merge(folder)
    assert received(result) == {OTHER: day(7)}
    assert corrected(folder) == [(2, OTHER, 11, 7)]
    again(folder, result)


def test_a_row_renamed_with_its_file_stays_its_row(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, going(plan, "0.3"), "2024-06-05")
    submit(folder, OTHER, going(plan, "0.6"), "2024-06-05")
    merge(folder)
    rename(folder, NAME, "a.xlsx")
    first, second = read_register(folder.register).receipts
    assert second.file == NAME
    renamed = second.model_copy(update={"file": "a.xlsx", "received_on": day(4)})
    folder.register.write_bytes(write_register(Register((renamed, first))))
    result = merge(folder)
    assert received(result) == {"a.xlsx": day(4), OTHER: day(5)}
    assert corrected(folder) == [(2, "a.xlsx", 5, 4)]
    again(folder, result)


@pytest.mark.parametrize(("row", "days"), [(0, (7, 12)), (1, (12, 7))])
def test_of_two_receipts_on_one_day_the_row_that_was_corrected_counts(
    plan: Plan, folder: Folder, row: int, days: tuple[int, int]
) -> None:
    for share, hour in (("0.3", 9), ("0.6", 15)):
        submit(folder, NAME, going(plan, share), "2024-06-12", hour)
        merge(folder)
    correct(folder, row, 7)
    result = merge(folder)
    assert [number for _, number in rows(folder)] == list(days)
    assert received(result) == {NAME: day(days[1])}
    assert timeliness(result) is Timeliness.ON_TIME
    again(folder, result)


def test_a_row_too_few_takes_no_day_away_and_comes_back(plan: Plan, folder: Folder) -> None:
    """The ledger knows the days, and the corrections."""
    submit(folder, NAME, going(plan, "0.3"), "2024-06-11")
    submit(folder, OTHER, going(plan, "0.6"), "2024-06-12")
    merge(folder)
    correct(folder, 1, 8)
    merge(folder)
    submit(folder, NAME, going(plan, "0.9"), "2024-06-13")
    result = merge(folder)
    assert rows(folder) == [(OTHER, 12), (NAME, 8), (NAME, 13)]
    folder.register.unlink()
    assert merge(folder) == result
    assert rows(folder) == [(OTHER, 12), (NAME, 13)]
    again(folder, result)


def test_rows_entered_before_a_merge_saw_the_file(plan: Plan, folder: Folder) -> None:
    entered = [
        Receipt.model_validate({"Kỳ": HALF, "Tệp": NAME, "Đơn vị": "HC", "Ngày nhận": day(number)})
        for number in (5, 8)
    ]
    folder.register.write_bytes(write_register(Register(tuple(entered))))
    submit(folder, NAME, going(plan, "0.3"), "2024-06-12")
    result = merge(folder)
    assert received(result) == {NAME: day(8)}
    again(folder, result)


def test_a_check_knows_a_form_put_back(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, going(plan, "0.3"), "2024-06-11")
    merge(folder)
    correct(folder, 0, 8)
    merge(folder)
    submit(folder, NAME, going(plan, "0.6"), "2024-06-12")
    merge(folder)
    submit(folder, NAME, going(plan, "0.3"), "2024-06-11")
    path: Path = folder.submitted(HALF) / NAME
    (found,) = workspace.check(folder, [path])
    assert found.submission.received_on == day(8)
    os.utime(path)
    assert received(merge(folder)) == {NAME: date.today()}  # noqa: DTZ011 - sent once more
