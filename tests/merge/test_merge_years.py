"""From one period to the next: prefilled forms, comparisons, explanations owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from builders import (
    HALF,
    YEAR,
    check,
    consolidated,
    edit,
    entries_of,
    entry,
    form,
    key,
    make_folder,
    make_plan,
    merge,
    plan_rows,
    put,
    submit,
)
from par_xl import workspace
from par_xl.merge.result import Entry, Result, Score
from par_xl.plan.model import Plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Severity, State, Status, Timeliness
from par_xl.workspace.history import History
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")

ITEMS = """
| TT  | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Thời gian hoàn thành | Mục tiêu 2024 |
| 1   | 3           | điểm        |                |                      |               |
| 1.1 | 2           | điểm        | HC             | 31/3/2024            | 1,5           |
| 1.2 | 1           | %           | HC             | Thường xuyên         | 80            |
| 2   |             |             |                |                      |               |
| 2.1 |             | hồ sơ       | HC             |                      |               |
| 2.2 |             |             | HC             | Hằng năm             |               |
"""
DONE = """
| code | status     | completed_on | evidence | result   | self_score | explanation |
| 1.1  | Hoàn thành | 2024-03-05   | Số 1     | Đã xong  | 1,25       | Thiếu       |
| 1.2  | Hoàn thành | 2024-03-05   | Số 2     |          |            |             |
| 2.2  | Hoàn thành | 2024-03-06   | Số 3     |          |            |             |
"""
"""1.1 is due once, 1.2 in every period, 2.2 each year."""
DECEMBER = datetime(2024, 12, 20, 9, 0)  # noqa: DTZ001


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "folder", plan_rows(ITEMS))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


def _reported(folder: Folder, rows: str, period: str, received: str) -> Result:
    content = form(make_plan(ITEMS), "HC", rows, period)
    submit(folder, "HC.xlsx", content, received, period=period)
    return merge(folder, period, now=datetime(int(period[:4]) + 1, 1, 5))  # noqa: DTZ001


def _made(folder: Folder, period: str) -> bytes:
    workspace.forms(folder, period, "HC", today=date(2024, 11, 1))
    return folder.form(period, "HC").read_bytes()


def test_what_is_done_is_carried_over_and_counts_when_left_as_it_is(folder: Folder) -> None:
    _reported(folder, DONE, HALF, "2024-06-07")
    submit(folder, "HC.xlsx", _made(folder, YEAR), "2024-12-05", period=YEAR)
    result = merge(folder, YEAR, now=DECEMBER)
    once, always, yearly = (entry(result, code, "HC") for code in ("1.1", "1.2", "2.2"))
    assert (once.state, once.completed_on) == (State.DONE_ON_TIME, date(2024, 3, 5))
    assert (yearly.state, yearly.evidence) == (State.DONE_ON_TIME, "Số 3")
    assert (always.state, always.in_error) == (State.NOT_REPORTED, False)
    # What was said of it belongs to the period before.
    assert (once.result, once.value, once.explanation) == (None, None, "Thiếu")
    assert result.scores[0].self_score is None
    assert result.submissions[0].rows_filled == 2


def test_a_prefilled_form_saved_by_another_program_counts_too(folder: Folder) -> None:
    _reported(folder, DONE, HALF, "2024-06-07")
    content = edit(_made(folder, YEAR), lambda _book: None)
    submit(folder, "HC.xlsx", content, "2024-12-05", period=YEAR)
    assert entry(merge(folder, YEAR, now=DECEMBER), "1.1", "HC").status is Status.DONE


def test_rows_not_done_arrive_empty(folder: Folder) -> None:
    going = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |\n| 1.2 | Xong | |"
    _reported(folder, going, HALF, "2024-06-07")
    submit(folder, "HC.xlsx", _made(folder, YEAR), "2024-12-05", period=YEAR)
    result = merge(folder, YEAR, now=DECEMBER)
    assert {e.state for e in entries_of(result)} == {State.NOT_REPORTED}
    assert not any(e.in_error for e in entries_of(result))


def test_what_is_done_stays_done_without_a_row_for_it(folder: Folder) -> None:
    """No form, or one in which the row was cleared; a row that counts says otherwise."""
    _reported(folder, DONE, HALF, "2024-06-07")
    result = merge(folder, YEAR, now=DECEMBER)
    once, always, yearly = (entry(result, code, "HC") for code in ("1.1", "1.2", "2.2"))
    assert (once.state, once.carried_from, once.evidence, once.explanation) == (
        *(State.DONE_ON_TIME, HALF, "Số 1"),
        "Thiếu",
    )
    assert (once.completed_on, once.file, once.row, once.result) == (_DAY, None, None, None)
    assert (yearly.state, yearly.carried_from) == (State.DONE_ON_TIME, HALF)
    assert (always.state, always.carried_from) == (State.NOT_REPORTED, None)
    hc = result.units[0]
    assert (hc.done_on_time, hc.not_reported, hc.submission) == (2, 2, Timeliness.MISSING)
    assert [each.self_score for each in result.scores] == [None, None]
    going = "| code | status | progress |\n| 2.2 | Đang thực hiện | 0.5 |"
    result = _reported(folder, going, YEAR, "2024-12-05")
    assert entry(result, "2.2", "HC").state is State.IN_PROGRESS
    assert entry(result, "2.2", "HC").carried_from is None
    assert entry(result, "1.1", "HC").carried_from == HALF
    [told] = [each for each in result.findings if each.code == "TE33"]
    assert (told.file, told.sheet, told.value) == ("HC.xlsx", "Phụ lục I", key("1.1"))
    assert told.severity is Severity.INFO and told.cell and HALF in told.message
    # Two years on it is what it was then.
    result = merge(folder, "2025-06", now=DECEMBER)
    found = {e.code: (e.state, e.carried_from) for e in entries_of(result) if e.carried_from}
    assert found == {"1.1": (State.DONE_ON_TIME, HALF)}


_DAY = date(2024, 3, 5)


def test_a_row_in_error_undoes_nothing(folder: Folder) -> None:
    """It goes back to its unit; what was done is never "not reported" again."""
    _reported(folder, DONE, HALF, "2024-06-07")
    wrong = "| code | status |\n| 1.1 | Xong |\n| 1.2 | Xong |"
    result = _reported(folder, wrong, YEAR, "2024-12-05")
    done, other = (entry(result, code, "HC") for code in ("1.1", "1.2"))
    assert (done.state, done.in_error, done.carried_from) == (State.DONE_ON_TIME, False, HALF)
    assert (other.state, other.in_error) == (State.NOT_REPORTED, True)
    [file] = result.submissions
    assert (file.rows_filled, file.rows_in_error) == (2, 2)
    errors = [each for each in result.findings if each.severity is Severity.ERROR]
    assert len(errors) == 2 and result.scores[0].in_error


def test_what_was_done_and_then_taken_back_is_carried_no_more(folder: Folder) -> None:
    _reported(folder, DONE.replace("2024-", "2023-"), "2023-12", "2023-12-05")
    going = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |"
    assert merge(folder, HALF).units[0].done_on_time == 1
    _reported(folder, going, HALF, "2024-06-07")
    assert entry(merge(folder, YEAR, now=DECEMBER), "1.1", "HC").state is State.NOT_REPORTED


def test_what_was_late_and_unexplained_still_is(folder: Folder) -> None:
    """Nobody is asked for the work again; there is no cell to tell of the explanation at."""
    late = "| code | status | completed_on | evidence |\n| 1.1 | Hoàn thành | 2024-04-05 | Số 1 |"
    _reported(folder, late, HALF, "2024-06-07")
    result = merge(folder, YEAR, now=DECEMBER)
    found = entry(result, "1.1", "HC")
    assert (found.state, found.owes_explanation) == (State.DONE_LATE, True)
    assert not result.findings


def test_who_takes_a_units_place_has_done_what_it_did(tmp_path: Path) -> None:
    units = """
    | Mã đơn vị | Tên đơn vị       | Loại  | Đến kỳ  | Sáp nhập vào |
    | HC        | Phòng Hành chính | phòng | 2024-06 | TH           |
    | TH        | Phòng Tổng hợp   | phòng |         |              |
    """
    folder = make_folder(tmp_path / "merged", plan_rows(ITEMS, units=units))
    content = form(make_plan(ITEMS, units=units), "HC", DONE, HALF)
    submit(folder, "HC.xlsx", content)
    merge(folder)
    result = merge(folder, YEAR, now=DECEMBER)
    found = entry(result, "1.1", "TH")
    assert (found.state, found.carried_from) == (State.DONE_ON_TIME, HALF)


def test_in_a_new_year_only_what_is_due_once_is_carried_over(folder: Folder) -> None:
    _reported(folder, DONE, HALF, "2024-06-07")
    history = History(folder, make_plan(ITEMS), make_plan(ITEMS).periods["2025-06"])
    assert history.values("HC") == {
        key("1.1"): {
            "status": "Hoàn thành",
            "completed_on": date(2024, 3, 5),
            "evidence": "Số 1",
            "explanation": "Thiếu",
        }
    }
    assert history.values("TH") == {}


def test_what_a_unit_leads_no_more_is_not_carried_over(folder: Folder) -> None:
    _reported(folder, DONE, HALF, "2024-06-07")
    plan = make_plan(ITEMS.replace("| HC             | 31/3/2024", "| TH             | 31/3/2024"))
    assert [*History(folder, plan, plan.periods[YEAR]).values("HC")] == [key("2.2")]


def test_the_result_of_another_plan_carries_nothing_over(folder: Folder) -> None:
    _reported(folder, DONE, HALF, "2024-06-07")
    plan = make_plan(ITEMS)
    other = replace(plan, info={**plan.info, "Mã kế hoạch": "KH-KHAC"})
    history = History(folder, other, other.periods[YEAR])
    assert (history.values("HC"), history.before("HC")) == ({}, {})


def test_the_period_before_is_told_in_short(folder: Folder) -> None:
    """How it stood, then what can be copied from; a score to its scorer alone."""
    going = "| 2.1 | Đang thực hiện | | | {} | | |".format("dài " * 200)
    rows = f"{DONE.rstrip()}\n{going}"
    _reported(folder, rows, HALF, "2024-06-07")
    plan = make_plan(ITEMS)
    told = History(folder, plan, plan.periods[YEAR]).before("HC")
    assert told[key("1.1")] == "Hoàn thành · 1,25 điểm\nKết quả: Đã xong\nTài liệu: Số 1"
    assert told[key("1.2")] == "Hoàn thành\nTài liệu: Số 2"
    assert told[key("2.1")].startswith("Đang thực hiện\nKết quả: dài dài")
    assert len(told[key("2.1")]) < 240 and told[key("2.1")].endswith(" …")
    items = ITEMS.replace("| HC             | 31/3/2024", "| TH; HC         | 31/3/2024")
    now = make_plan(items)
    assert "điểm" not in History(folder, now, now.periods[YEAR]).before("HC")[key("1.1")]
    assert History(folder, now, now.periods[YEAR]).before("TH") == {
        key("1.1"): "1,25 điểm\nTài liệu: Số 1"
    }


def _owed(found: Entry | Score) -> str | None:
    return found.explanation_reason if found.owes_explanation else None


def _alone(plan: Plan, rows: str, period: str = HALF) -> Result:
    """What a form comes to where nothing was before."""
    wanted = plan.periods[period]
    sent = check(plan, form(plan, "HC", rows, period), "HC.xlsx", period, wanted.send_before)
    return consolidated(plan, [sent], wanted.send_before, period)


def _codes(result: Result) -> list[str]:
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Đang thực hiện | 0.5 | | | | ", "quá hạn"),
        ("Chưa thực hiện | | | | | ", "quá hạn"),
        ("Hoàn thành | | 2024-04-01 | | Số 1 | ", "sau thời hạn"),
        ("Hoàn thành | | 2024-03-31 | | Số 1 | ", None),
        ("Đang thực hiện | 0.5 | | | | Chờ văn bản", None),
        ("Không phát sinh trong kỳ | | | | | ", None),
    ],
)
def test_overdue_and_late_rows_owe_an_explanation(plan: Plan, row: str, reason: str | None) -> None:
    header = "| code | status | progress | completed_on | self_score | evidence | explanation |"
    result = _alone(plan, f"{header}\n| 1.1 | {row} |")
    owed = _owed(entry(result, "1.1", "HC"))
    assert (owed is None) == (reason is None)
    assert reason is None or reason in (owed or "")
    assert ("GT01" in _codes(result)) == (reason is not None)


MEASURED = """
| code | status         | progress | completed_on | value | self_score | evidence |
| 1.1  | Hoàn thành     |          | 2024-03-05   |       | {score}    | Số 1     |
| 1.2  | Đang thực hiện | 0.5      |              | {value} |          |          |
"""


@pytest.mark.parametrize(
    ("period", "score", "value", "owed"),
    [
        # Targets of 2024: 1,5 điểm and 80 %.
        (YEAR, 1.4, 79.5, ["1.1", "1.2"]),
        (YEAR, 1.5, 80, []),
        (YEAR, 2, "90", []),
        (HALF, 1.4, 79.5, []),
    ],
)
def test_below_target_owes_an_explanation_in_the_annual_period_only(
    plan: Plan, period: str, score: float, value: float | str, owed: list[str]
) -> None:
    result = _alone(plan, MEASURED.format(score=score, value=value), period)
    parts: list[Entry | Score] = [*result.scores, *entries_of(result)]
    assert [part.code for part in parts if _owed(part)] == owed
    assert all("mục tiêu" in (_owed(part) or "") for part in parts if _owed(part))


def test_below_the_same_period_a_year_before_owes_an_explanation(folder: Folder) -> None:
    rows = """
    | code | status         | progress | value   | self_score | evidence |
    | 1.1  | Đang thực hiện | 0.5      |         | {score}    | Số 1     |
    | 1.2  | Đang thực hiện | 0.5      | {value} |            |          |
    | 2.1  | Đang thực hiện | 0.5      | 12      |            |          |
    """
    _reported(folder, rows.format(score=1.2, value=70), "2023-06", "2023-06-05")
    result = _reported(folder, rows.format(score=1.1, value=69), HALF, "2024-06-07")
    assert [_owed(each) for each in result.scores] == [
        "đạt 1,1 điểm, thấp hơn cùng kỳ năm trước (1,2 điểm)",
        None,
    ]
    owed = {e.code: _owed(e) for e in entries_of(result) if e.code != "1.1"}
    assert owed.pop("1.2") == "đạt 69, thấp hơn cùng kỳ năm trước (70)"
    assert {*owed.values()} == {None}


def test_a_score_is_held_against_one_of_the_same_maximum(folder: Folder) -> None:
    rows = "| code | status | self_score | evidence |\n| 1.1 | Chưa thực hiện | {} | Số 1 |"
    _reported(folder, rows.format(1.2), "2023-06", "2023-06-05")
    items = ITEMS.replace("| 1   | 3 ", "| 1   | 4 ").replace("| 1.1 | 2 ", "| 1.1 | 3 ")
    for plan, then in ((make_plan(ITEMS), {key("1.1"): 1.2}), (make_plan(items), {})):
        history = History(folder, plan, plan.periods[HALF])
        assert history.of("TH").scores == then


def test_the_half_year_is_not_held_against_the_year_before(folder: Folder) -> None:
    rows = "| code | status | progress | value |\n| 1.2 | Đang thực hiện | 0.5 | {} |"
    _reported(folder, rows.format(90), "2023-12", "2023-12-05")
    result = _reported(folder, rows.format(40), HALF, "2024-06-07")
    assert _owed(entry(result, "1.2", "HC")) is None


def test_a_finding_on_what_is_owed_stands_at_the_cell_to_fill(plan: Plan) -> None:
    result = _alone(plan, "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |")
    [found] = [f for f in result.findings if f.code == "GT01"]
    assert (found.file, found.sheet) == ("HC.xlsx", "Phụ lục I")
    assert found.cell
    assert found.fix
    assert "Giải trình" in found.fix


def _cut(path: Path) -> bytes:
    """Cut a file off, as a full disk or a broken share does; what it was."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return content


def test_a_damaged_result_of_an_earlier_period_is_said_and_not_passed_over(
    plan: Plan, folder: Folder
) -> None:
    _reported(folder, DONE, HALF, "2024-06-07")
    earlier = folder.results(HALF).json
    content = _cut(earlier)
    faulty = DONE.replace("2024-03-05", "hôm qua")
    submit(folder, "HC.xlsx", form(plan, "HC", faulty, YEAR), "2024-12-05", period=YEAR)
    calls = (
        lambda: _made(folder, YEAR),
        lambda: workspace.check(folder, [folder.submitted(YEAR) / "HC.xlsx"]),
    )
    for call in calls:
        with pytest.raises(ParXlError, match=rf"{earlier} bị hỏng, .* kỳ 2024-06") as told:
            call()
        assert "par-xl merge 2024-06" in told.value.fix
    assert not folder.form(YEAR, "HC").exists()
    merge(folder, HALF, now=DECEMBER)
    assert _made(folder, YEAR)
    assert earlier.read_bytes() != content


def test_a_damaged_result_of_the_year_before_stops_a_merge(folder: Folder) -> None:
    _reported(folder, DONE, "2023-12", "2023-12-05")
    earlier = folder.results("2023-12").json
    content = _cut(earlier)
    with pytest.raises(ParXlError, match="bị hỏng"):
        _reported(folder, DONE, YEAR, "2024-12-05")
    assert not folder.results(YEAR).json.exists()
    earlier.write_bytes(content)
    assert merge(folder, YEAR, now=DECEMBER).merge_number == 1


def test_a_damaged_result_of_the_same_or_a_later_period_stops_none(folder: Folder) -> None:
    _reported(folder, DONE, HALF, "2024-06-07")
    _reported(folder, DONE, YEAR, "2024-12-05")
    for period in (HALF, YEAR):
        _cut(folder.results(period).json)
    assert merge(folder, HALF).merge_number == 2
    folder.ledger.unlink()
    folder.results(HALF).master.unlink()
    _cut(folder.results(HALF).json)
    # A number is never used twice: merge 2 had kept what lay there before.
    assert merge(folder, HALF).merge_number == 3


def test_forms_follow_what_earlier_results_say_until_somebody_fills_them_in(
    folder: Folder,
) -> None:
    """What had arrived filled in is nobody's typing: when it is so no more, it does not stay."""
    _reported(folder, DONE, HALF, "2024-06-07")
    assert _carried_in(_made(folder, YEAR)) == {"1.1", "2.2"}
    workspace.undo(folder)
    assert workspace.forms(folder, YEAR, "HC").kept == ()
    empty = folder.form(YEAR, "HC").read_bytes()
    assert _carried_in(empty) == set()
    # What somebody typed stays, also where only a free row was, or a row was cleared.
    idea = {"kind": "Sáng kiến", "text": "Ký số"}
    merge(folder, now=DECEMBER)
    filled = _made(folder, YEAR)
    for typed in (
        put(filled, {("1.2", "status"): "Hoàn thành"})[0],
        put(filled, {("1.1", field): None for field in ("status", "completed_on")})[0],
        form(make_plan(ITEMS), "HC", period=YEAR, initiatives=[idea]),
    ):
        folder.form(YEAR, "HC").write_bytes(typed)
        assert len(workspace.forms(folder, YEAR, "HC").kept) == 1
        assert folder.form(YEAR, "HC").read_bytes() == typed


def _carried_in(content: bytes) -> set[str]:
    """The rows that a form holds something of, by code."""
    found = check(make_plan(ITEMS), content, period=YEAR)
    return {row.key.partition("/")[2] for row in found.rows}
