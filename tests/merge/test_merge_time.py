"""Deadlines, the register, the as-of date, and merging again (contract, section 6)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders import check, consolidated, entry, form, make_folder, merge, plan_rows, submit
from par_xl import workspace
from par_xl.merge.result import Result
from par_xl.plan.model import Plan
from par_xl.terms.words import State, Timeliness
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")


GOING = """
| code | status         | progress | explanation |
| 1.1  | Đang thực hiện | 0.5      | Thiếu người |
"""
BEFORE = datetime(2024, 6, 6, 9, 0)  # noqa: DTZ001
AFTER = datetime(2024, 6, 20, 9, 0)  # noqa: DTZ001


def _unit(result: Result, code: str = "HC") -> Timeliness:
    return next(unit.submission for unit in result.units if unit.unit == code)


@pytest.mark.parametrize(
    ("received", "timeliness"),
    [
        ("2024-06-09", Timeliness.ON_TIME),
        ("2024-06-10", Timeliness.LATE),
        ("2024-06-30", Timeliness.LATE),
    ],
)
def test_sent_before_the_day(
    plan: Plan, folder: Folder, received: str, timeliness: Timeliness
) -> None:
    submit(folder, "a.xlsx", form(plan, "HC", GOING), received, hour=23)
    assert _unit(merge(folder)) is timeliness


def test_a_unit_is_judged_by_its_first_file_that_was_not_refused(
    plan: Plan, folder: Folder
) -> None:
    submit(folder, "a.xlsx", form(plan, "HC", GOING), "2024-06-07")
    corrected = form(plan, "HC", GOING.replace("0.5", "0.6"))
    submit(folder, "b.xlsx", corrected, "2024-06-12")
    assert _unit(merge(folder)) is Timeliness.ON_TIME


def test_a_refused_file_in_time_does_not_make_the_unit_on_time(plan: Plan, folder: Folder) -> None:
    submit(folder, "a.xlsx", form(plan, "HC", GOING, period="2024-12"), "2024-06-05")
    assert _unit(merge(folder)) is Timeliness.REFUSED
    submit(folder, "b.xlsx", form(plan, "HC", GOING), "2024-06-12")
    assert _unit(merge(folder)) is Timeliness.LATE


def test_received_before_the_extended_date_is_on_time(plan: Plan, tmp_path: Path) -> None:
    extensions = "| Kỳ | Đơn vị | Gửi trước ngày |\n| 2024-06 | HC | 15/6/2024 |"
    folder = make_folder(tmp_path / "folder", plan_rows(extensions=extensions))
    for unit in ("HC", "TH"):
        code = "1.2" if unit == "TH" else "1.1"
        content = form(plan, unit, GOING.replace("1.1", code))
        submit(folder, f"{unit}.xlsx", content, "2024-06-14")
    result = merge(folder)
    assert _unit(result, "HC") is Timeliness.ON_TIME
    assert _unit(result, "TH") is Timeliness.LATE


@pytest.mark.parametrize(
    ("now", "timeliness"), [(BEFORE, Timeliness.NOT_DUE), (AFTER, Timeliness.MISSING)]
)
def test_a_unit_without_a_form(folder: Folder, now: datetime, timeliness: Timeliness) -> None:
    assert _unit(merge(folder, now=now)) is timeliness


@pytest.mark.parametrize(("now", "as_of"), [(BEFORE, date(2024, 6, 6)), (AFTER, date(2024, 6, 10))])
def test_the_as_of_date_is_today_but_not_after_the_deadline(
    folder: Folder, now: datetime, as_of: date
) -> None:
    assert merge(folder, now=now).as_of == as_of


def test_the_as_of_date_decides_only_what_is_overdue(plan: Plan) -> None:
    """1.1 is due on 31 March; every form counts, whenever received."""
    done = "| code | status | completed_on | evidence |\n| S1.1 | Hoàn thành | 2024-06-05 | Số 1 |"
    sent = [
        check(plan, form(plan, "HC", GOING), "HC.xlsx"),
        check(plan, form(plan, "TH", done), "TH.xlsx", received=date(2024, 7, 30)),
    ]
    early, on_the_day, after, late = (
        consolidated(plan, sent, as_of=day)
        for day in (date(2024, 1, 5), date(2024, 3, 31), date(2024, 4, 1), date(2024, 8, 1))
    )
    states = [entry(r, "1.1", "HC").state for r in (early, on_the_day, after, late)]
    assert states == [State.IN_PROGRESS, State.IN_PROGRESS, State.OVERDUE, State.OVERDUE]
    assert {entry(r, "S1.1", "TH").state for r in (early, late)} == {State.DONE_ON_TIME}
    assert early.submissions == late.submissions


def test_done_late_and_done_on_the_last_day(plan: Plan) -> None:
    rows = "| code | status | completed_on | evidence |\n| 1.1 | Hoàn thành | {} | Số 1 |"
    for day, state in (("2024-03-31", State.DONE_ON_TIME), ("2024-04-01", State.DONE_LATE)):
        sent = check(plan, form(plan, "HC", rows.format(day)), "HC.xlsx")
        assert entry(consolidated(plan, [sent], date(2024, 6, 10)), "1.1", "HC").state is state


def test_work_still_to_be_done_counts_and_is_marked(plan: Plan, folder: Folder) -> None:
    rows = "| code | status | completed_on | evidence |\n| S1.1 | Hoàn thành | 2024-06-12 | Số 1 |"
    submit(folder, "TH.xlsx", form(plan, "TH", rows), "2024-06-07")
    found = entry(merge(folder), "S1.1", "TH")
    assert (found.state, found.estimated) == (State.DONE_ON_TIME, True)


def test_merging_again_writes_the_same_and_counts_no_merge(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(plan, "HC", GOING))
    as_of = date(2024, 6, 10)
    first = workspace.merge(folder, "2024-06", as_of=as_of, now=BEFORE)
    written = first.json.read_bytes()
    again = workspace.merge(folder, "2024-06", as_of=as_of, now=AFTER)
    assert (first.changed, again.changed) == (True, False)
    assert (first.result.merge_number, again.result.merge_number) == (1, 1)
    assert again.json.read_bytes() == written
    assert Result.model_validate_json(written) == again.result


def test_a_new_file_raises_the_merge_number(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(plan, "HC", GOING))
    assert merge(folder).merge_number == 1
    submit(folder, "TH.xlsx", form(plan, "TH", GOING.replace("1.1", "1.2")))
    assert merge(folder).merge_number == 2


def test_the_same_folder_elsewhere_gives_the_same_json(plan: Plan, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        folder = make_folder(tmp_path / name)
        submit(folder, "HC.xlsx", form(plan, "HC", GOING))
        written.append(workspace.merge(folder, "2024-06", now=AFTER).json.read_bytes())
    assert written[0] == written[1]


def _register(folder: Folder) -> list[list[object]]:
    book = load_workbook(folder.register)
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def test_the_register_gets_a_row_for_each_file_first_seen(plan: Plan, folder: Folder) -> None:
    submit(folder, "phòng/HC.xlsx", form(plan, "HC", GOING), "2024-06-05")
    merge(folder)
    header, row = _register(folder)
    assert header[:4] == ["Kỳ", "Tệp", "Đơn vị", "Ngày nhận"]
    assert row[:4] == ["2024-06", "phòng/HC.xlsx", "HC", datetime(2024, 6, 5)]  # noqa: DTZ001
    merge(folder)
    assert len(_register(folder)) == 2


def test_received_on_the_day_said(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(plan, "HC", GOING), "2024-06-05")
    outcome = workspace.merge(folder, "2024-06", received=date(2024, 6, 11), now=AFTER)
    assert outcome.result.submissions[0].received_on == date(2024, 6, 11)
    assert _unit(outcome.result) is Timeliness.LATE


def _correct(folder: Folder, file: str, **cells: object) -> None:
    """People correct a row of the register in Excel, and add a column of their own."""
    book = load_workbook(folder.register)
    sheet = book.worksheets[0]
    sheet["H1"] = "Người nhận"
    headers = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[1].value == file:
            row[7].value = "Chị B"
            for header, value in cells.items():
                row[headers.index(header.replace("_", " "))].value = value  # type: ignore[assignment]
    book.save(folder.register)


def test_the_register_corrected_by_people_decides(plan: Plan, folder: Folder) -> None:
    submit(folder, "a.xlsx", form(plan, "HC", GOING), "2024-06-12")
    submit(folder, "b.xlsx", form(plan, "HC", GOING.replace("0.5", "0.7")), "2024-06-13")
    first = merge(folder)
    assert (_unit(first), entry(first, "1.1", "HC").progress) == (Timeliness.LATE, 0.7)
    _correct(folder, "b.xlsx", Ngày_nhận="07/6/2024", Ghi_chú="Gửi qua thư điện tử")
    second = merge(folder)
    assert (_unit(second), entry(second, "1.1", "HC").progress) == (Timeliness.ON_TIME, 0.5)
    assert second.merge_number == 2


def test_the_register_keeps_corrections_notes_and_peoples_columns(
    plan: Plan, folder: Folder
) -> None:
    submit(folder, "a.xlsx", form(plan, "HC", GOING), "2024-06-12")
    merge(folder)
    _correct(folder, "a.xlsx", Ngày_nhận=datetime(2024, 6, 7), Ghi_chú="Qua thư")  # noqa: DTZ001
    submit(folder, "b.xlsx", form(plan, "TH"), "2024-06-08")
    merge(folder)
    header, first, second = _register(folder)
    # The hidden hash stands behind people's own columns.
    assert header[-2:] == ["Người nhận", "Mã băm"]
    assert (first[3], first[6], first[7]) == (datetime(2024, 6, 7), "Qua thư", "Chị B")  # noqa: DTZ001
    assert (second[1], second[2], second[7]) == ("b.xlsx", "TH", None)


def test_a_correction_stands_in_the_ledger(plan: Plan, folder: Folder) -> None:
    submit(folder, "a.xlsx", form(plan, "HC", GOING), "2024-06-12")
    merge(folder)
    _correct(folder, "a.xlsx", Ngày_nhận="07/6/2024")
    merge(folder)
    first, second = folder.ledger.read_text(encoding="utf-8").splitlines()
    assert "2024-06-12" in first
    assert "2024-06-07" in second


def test_a_unit_is_never_missing_for_the_wrong_period(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(plan, "HC", GOING, period="2024-12"), period="2024-12")
    assert _unit(merge(folder)) is Timeliness.MISSING
