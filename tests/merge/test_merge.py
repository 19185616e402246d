"""Which row of which file counts, and what became of each file (contract, section 6)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import (
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
from par_xl.merge.result import Result
from par_xl.plan.model import Plan
from par_xl.terms.words import FileState, Role, Severity, State
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")


GOING = """
| code   | status         | progress | explanation |
| {code} | Đang thực hiện | {share}  | Thiếu người |
"""
"""Nothing in it is to be put right: no form is marked and handed back."""


def _going(plan: Plan, unit: str, code: str, share: float) -> bytes:
    return form(plan, unit, GOING.format(code=code, share=share))


def _states(result: Result) -> dict[str, FileState]:
    return {each.file: each.state for each in result.submissions}


def _codes(result: Result, file: str) -> list[str]:
    return [finding.code for finding in result.findings if finding.file == file]


def test_every_assignment_is_an_entry_in_exactly_one_state(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", _going(plan, "HC", "1.1", 0.5))
    result = merge(folder)
    assert [(e.key, e.unit) for e in entries_of(result) if e.role is Role.LEAD] == [
        (key("1.1"), "HC"),
        (key("1.2"), "HC"),
        (key("1.2"), "TH"),
        (key("S1.1"), "TH"),
        (key("P1.1"), "TT"),
    ]
    assert all(e.state is not None for e in entries_of(result))
    for group in (*result.units, *result.areas, *result.indices, *result.authorities):
        assert group.assigned == sum(getattr(group, state.value) for state in State)


def test_the_latest_received_filled_row_wins(plan: Plan, folder: Folder) -> None:
    submit(folder, "a.xlsx", _going(plan, "HC", "1.1", 0.8), "2024-06-05")
    submit(folder, "b.xlsx", _going(plan, "HC", "1.1", 0.3), "2024-06-07")
    submit(folder, "c.xlsx", _going(plan, "HC", "1.1", 0.4), "2024-06-06")
    result = merge(folder)
    assert entry(result, "1.1", "HC").progress == 0.3
    assert entry(result, "1.1", "HC").file == "b.xlsx"
    assert _states(result) == {
        "a.xlsx": FileState.SUPERSEDED,
        "b.xlsx": FileState.ACCEPTED,
        "c.xlsx": FileState.SUPERSEDED,
    }
    assert _codes(result, "a.xlsx") == ["TE14"]


def test_within_a_day_the_file_changed_last_came_last(plan: Plan, folder: Folder) -> None:
    submit(folder, "z.xlsx", _going(plan, "HC", "1.1", 0.8), hour=8)
    submit(folder, "a.xlsx", _going(plan, "HC", "1.1", 0.3), hour=17)
    assert entry(merge(folder), "1.1", "HC").progress == 0.3


def test_the_latest_row_wins_also_when_it_is_in_error(plan: Plan, folder: Folder) -> None:
    submit(folder, "a.xlsx", _going(plan, "HC", "1.1", 0.8), "2024-06-05")
    submit(folder, "b.xlsx", _going(plan, "HC", "1.1", 1.5), "2024-06-06")
    result = merge(folder)
    found = entry(result, "1.1", "HC")
    assert (found.state, found.in_error, found.status) == (State.NOT_REPORTED, True, None)
    assert _states(result)["a.xlsx"] is FileState.SUPERSEDED
    [unit] = [u for u in result.units if u.unit == "HC"]
    assert (unit.not_reported, unit.in_error) == (2, 1)


def test_an_empty_row_of_a_later_file_takes_nothing_away(plan: Plan, folder: Folder) -> None:
    submit(folder, "a.xlsx", _going(plan, "HC", "1.1", 0.8), "2024-06-05")
    submit(folder, "b.xlsx", form(plan, "HC"), "2024-06-06")
    assert entry(merge(folder), "1.1", "HC").progress == 0.8


ITEMS = """
| TT  | Đơn vị chủ trì |
| 1   |                |
| 1.1 | HC             |
| 1.2 | HC             |
| 1.3 | HC             |
"""


def test_three_officers_may_send_three_files(tmp_path: Path) -> None:
    plan, folder = make_plan(ITEMS), make_folder(tmp_path / "folder", plan_rows(ITEMS))
    for number in (1, 2, 3):
        content = _going(plan, "HC", f"1.{number}", number / 10)
        submit(folder, f"officer {number}.xlsx", content, f"2024-06-0{number}")
    result = merge(folder)
    assert [e.progress for e in entries_of(result)] == [0.1, 0.2, 0.3]
    assert set(_states(result).values()) == {FileState.ACCEPTED}


def test_a_replaced_row_of_a_file_that_still_counts_is_named(plan: Plan, folder: Folder) -> None:
    both = "| code | status |\n| 1.1 | Chưa thực hiện |\n| 1.2 | Không phát sinh trong kỳ |"
    submit(folder, "a.xlsx", form(plan, "HC", both), "2024-06-05")
    submit(folder, "b.xlsx", _going(plan, "HC", "1.1", 0.3), "2024-06-06")
    result = merge(folder)
    found, kept = [f for f in result.findings if f.file == "a.xlsx"]
    assert (kept.code, kept.value) == ("TE28", key("1.2"))
    assert (found.code, found.severity, found.sheet) == ("TE15", Severity.INFO, "Phụ lục I")
    assert found.cell
    assert "b.xlsx" in found.message
    assert _states(result)["a.xlsx"] is FileState.ACCEPTED


def test_the_same_content_again_is_a_duplicate(plan: Plan, folder: Folder) -> None:
    content = _going(plan, "HC", "1.1", 0.8)
    submit(folder, "a.xlsx", content, "2024-06-05")
    submit(folder, "copy/a.xlsx", content, "2024-06-06")
    submit(folder, "saved again.xlsx", edit(content, lambda _book: None), "2024-06-07")
    result = merge(folder)
    assert _states(result) == {
        "a.xlsx": FileState.ACCEPTED,
        "copy/a.xlsx": FileState.DUPLICATE,
        "saved again.xlsx": FileState.DUPLICATE,
    }
    assert _codes(result, "copy/a.xlsx") == ["TE13"]
    assert entry(result, "1.1", "HC").file == "a.xlsx"


def test_a_restored_form_sent_after_a_correction_wins_again(plan: Plan, folder: Folder) -> None:
    first = _going(plan, "HC", "1.1", 0.8)
    submit(folder, "a.xlsx", first, "2024-06-05")
    submit(folder, "b.xlsx", _going(plan, "HC", "1.1", 0.3), "2024-06-06")
    submit(folder, "c.xlsx", first, "2024-06-07")
    result = merge(folder)
    assert entry(result, "1.1", "HC").progress == 0.8
    assert _states(result)["b.xlsx"] is FileState.SUPERSEDED
    assert _states(result)["c.xlsx"] is FileState.ACCEPTED


def test_a_refused_file_never_displaces_a_good_one(plan: Plan, folder: Folder) -> None:
    submit(folder, "a.xlsx", _going(plan, "HC", "1.1", 0.8), "2024-06-05")
    other = form(plan, "HC", GOING.format(code="1.1", share=0.1), period="2024-12")
    submit(folder, "b.xlsx", other, "2024-06-06")
    submit(folder, "c.xlsx", b"broken", "2024-06-07")
    result = merge(folder)
    assert entry(result, "1.1", "HC").progress == 0.8
    assert _states(result) == {
        "a.xlsx": FileState.ACCEPTED,
        "b.xlsx": FileState.REFUSED,
        "c.xlsx": FileState.REFUSED,
    }
    assert result.submissions[0].rows_filled == 1
    assert [s.rows_filled for s in result.submissions[1:]] == [0, 0]


def test_units_do_not_touch_each_others_rows(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", _going(plan, "HC", "1.2", 0.2), "2024-06-05")
    submit(folder, "TH.xlsx", _going(plan, "TH", "1.2", 0.7), "2024-06-06")
    result = merge(folder)
    assert entry(result, "1.2", "HC").progress == 0.2
    assert entry(result, "1.2", "TH").progress == 0.7


def test_a_filled_coordinating_row_is_an_entry_without_a_state(plan: Plan, folder: Folder) -> None:
    submit(folder, "TT.xlsx", form(plan, "TT", "| code | result |\n| 1.1 | Góp ý |"))
    result = merge(folder)
    found = entry(result, "1.1", "TT")
    assert (found.role, found.state, found.result) == (Role.COORDINATING, None, "Góp ý")
    [unit] = [u for u in result.units if u.unit == "TT"]
    assert (unit.coordinated, unit.coordinated_reported) == (2, 1)
    assert unit.assigned == 1
    assert not [e for e in entries_of(result) if e.key == key("1.2") and e.unit == "TT"]


def test_other_files_are_one_info_each_and_lock_files_are_passed_over(
    plan: Plan, folder: Folder
) -> None:
    submit(folder, "HC.xlsx", _going(plan, "HC", "1.1", 0.8))
    submit(folder, "quét/công văn.pdf", b"%PDF")
    submit(folder, "~$HC.xlsx", b"lock")
    result = merge(folder)
    assert list(_states(result)) == ["HC.xlsx"]
    [found] = [f for f in result.findings if f.file != "HC.xlsx"]
    assert (found.code, found.severity) == ("TE12", Severity.INFO)
    assert found.file == "quét/công văn.pdf"


def test_initiatives_are_taken_once_and_from_files_that_count(plan: Plan, folder: Folder) -> None:
    told = [{"kind": "Sáng kiến", "text": "Ký số"}]
    rows = GOING.format(code="1.1", share=0.5)
    submit(folder, "a.xlsx", form(plan, "HC", rows, initiatives=told), "2024-06-05")
    newer = form(plan, "HC", rows.replace("0.5", "0.6"), initiatives=told)
    submit(folder, "b.xlsx", newer, "2024-06-06")
    result = merge(folder)
    assert [(i.unit, i.text, i.file) for i in result.initiatives] == [("HC", "Ký số", "b.xlsx")]


def test_an_initiative_of_a_file_without_other_rows_is_not_lost(plan: Plan, folder: Folder) -> None:
    told = [{"kind": "Sáng kiến", "text": "Ký số"}]
    submit(folder, "a.xlsx", form(plan, "HC", initiatives=told), "2024-06-05")
    submit(folder, "b.xlsx", _going(plan, "HC", "1.1", 0.5), "2024-06-06")
    assert [i.text for i in merge(folder).initiatives] == ["Ký số"]


def test_an_initiative_of_a_superseded_file_is_told_not_dropped(plan: Plan, folder: Folder) -> None:
    """Nothing is lost: the newer file does not repeat the free row of the older one."""
    told = [{"kind": "Sáng kiến", "text": "Ký số"}]
    rows = GOING.format(code="1.1", share=0.5)
    submit(folder, "a.xlsx", form(plan, "HC", rows, initiatives=told), "2024-06-05")
    submit(folder, "b.xlsx", _going(plan, "HC", "1.1", 0.6), "2024-06-06")
    result = merge(folder)
    assert [i.text for i in result.initiatives] == ["Ký số"]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("good", False),
        ("warning", False),
        ("error", True),
        ("refused", True),
        ("superseded error", False),
        ("nothing", False),
    ],
)
def test_only_refused_files_and_rows_in_error_are_faults(
    plan: Plan, folder: Folder, content: str, faults: bool
) -> None:
    """Exit status 1; a missing unit alone never gives it, nor does a file that was replaced."""
    good = _going(plan, "HC", "1.1", 0.8)
    if content == "good":
        submit(folder, "a.xlsx", good)
    elif content == "warning":
        submit(folder, "a.xlsx", put(good, {("1.1", "progress"): None})[0])
    elif content == "error":
        submit(folder, "a.xlsx", _going(plan, "HC", "1.1", 1.5))
    elif content == "refused":
        submit(folder, "a.xlsx", b"broken")
    elif content == "superseded error":
        submit(folder, "a.xlsx", _going(plan, "HC", "1.1", 1.5), "2024-06-05")
        submit(folder, "b.xlsx", good, "2024-06-06")
    outcome = workspace.merge(folder, "2024-06")
    assert outcome.has_faults is faults


def test_scores_stand_in_the_plans_order_whoever_sent_first(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", _going(plan, "HC", "1.2", 0.5))
    result = merge(folder)
    assert [(each.key, each.unit) for each in result.scores] == [
        (key("1.1"), "HC"),
        (key("1.2"), "HC"),
    ]
    assert [each.file for each in result.scores] == [None, "HC.xlsx"]
    text = json.loads(folder.results("2024-06").json.read_bytes())
    assert text["schema"] == 2 and list(text["scores"][0])[:8] == [
        *("key", "unit", "index", "area", "code", "authority", "maximum", "self_score"),
    ]


def test_what_two_lead_only_its_scorer_scores(plan: Plan, folder: Folder) -> None:
    """A score beside another lead's row is an error of that row; the scorer's stands."""
    rows = "| code | status | progress | self_score | evidence |\n"
    for unit, score in (("HC", 1.5), ("TH", 1.0)):
        row = f"| 1.2 | Đang thực hiện | 0.5 | {score} | Số 1 |"
        submit(folder, f"{unit}.xlsx", form(plan, unit, rows + row))
    result = merge(folder)
    [given] = [each for each in result.scores if each.key == key("1.2")]
    assert (given.unit, given.self_score, given.in_error) == ("HC", 1.5, False)
    assert entry(result, "1.2", "TH").in_error and result.indices[0].self_score == 1.5
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    assert [each.file for each in errors] == ["TH.xlsx"]
