"""A period's plan is kept: what was merged before, and is not the newest, is worked on with the
plan that it was merged with (contract, section 6)."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from builders import (
    HALF,
    ITEMS,
    YEAR,
    entry,
    form,
    make_folder,
    make_plan,
    merge,
    plan_rows,
    submit,
)
from killed_merge import snapshot
from merged import broken, result
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.ledger import Ledger, read_ledger
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan_content
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import State
from par_xl.workspace.documents import read_period_data
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store

pytestmark = pytest.mark.usefixtures("no_masters")

LATER = datetime(2024, 12, 20, 9)  # noqa: DTZ001 - the office's own clock
DONE = """
| code | status     | completed_on | evidence | explanation |
| {}   | Hoàn thành | 2024-05-02   | Số 1     | Chờ vốn     |
"""
MORE_TIME = ITEMS.replace("31/3/2024", "31/5/2024")
"""The row would be on time."""
CHANGED = "ke-hoach.xlsx đã sửa 1 dòng liên quan đến kỳ này (Phụ lục I 1.1)"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The half-year and the year merged."""
    folder = make_folder(tmp_path_factory.mktemp("kept") / "folder")
    # Late without a word: it is handed back.
    rows = DONE.format("1.1").replace("Chờ vốn", "")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", rows))
    merge(folder)
    merge(folder, YEAR, now=LATER)
    return folder


@pytest.fixture
def folder(source: Folder, tmp_path: Path) -> Folder:
    return Folder(Path(shutil.copytree(source.root, tmp_path / "folder")))


def edit_plan(folder: Folder, items: str = MORE_TIME, version: str = "1") -> None:
    folder.plan.write_bytes(write_plan(plan_rows(items, version=version)))


def again(folder: Folder, period: str = HALF, current: bool = False) -> workspace.MergeOutcome:
    return workspace.merge(folder, period, now=LATER, current_plan=current)


def state(folder: Folder, period: str = HALF) -> State | None:
    return entry(result(folder, period), "1.1", "HC").state


def test_an_earlier_period_keeps_its_plan_and_says_what_changed(folder: Folder) -> None:
    before = snapshot(folder.root)
    edit_plan(folder)
    outcome = again(folder)
    assert not outcome.changed and state(folder) is State.DONE_LATE
    assert outcome.notes == (
        f"Kỳ 2024-06 giữ kế hoạch của lần tổng hợp 1; từ đó {CHANGED}. Theo kế hoạch hiện nay: "
        "par-xl merge 2024-06 --plan current.",
    )
    after = snapshot(folder.root)
    assert {n for n in before if before[n] != after[n]} == {"ke-hoach.xlsx"}


def test_todays_plan_is_taken_where_it_is_asked_for_and_kept_from_then_on(folder: Folder) -> None:
    edit_plan(folder)
    outcome = again(folder, current=True)
    assert outcome.changed and state(folder) is State.DONE_ON_TIME
    assert outcome.notes == (f"Từ lần tổng hợp 1, {CHANGED}; lần này theo kế hoạch hiện nay.",)
    for _ in range(2):
        outcome = again(folder)
        assert not outcome.changed and not outcome.notes
    edit_plan(folder, ITEMS)
    assert again(folder).notes and state(folder) is State.DONE_ON_TIME
    rebuilt = [workspace.rebuild(folder, HALF, n).results.json.read_bytes() for n in (1, 2)]
    assert [b"done_late" in rebuilt[0], b"done_on_time" in rebuilt[1]] == [True, True]
    assert rebuilt[1] == folder.results(HALF).json.read_bytes() and not broken(folder)


def test_the_newest_period_takes_todays_plan_and_says_what_changed(folder: Folder) -> None:
    edit_plan(folder, MORE_TIME.replace("| Hằng năm ", "| 30/9/2024"))
    outcome = again(folder, YEAR)
    assert outcome.changed and outcome.notes == (
        "Từ lần tổng hợp 1, ke-hoach.xlsx đã sửa 2 dòng liên quan đến kỳ này (Phụ lục I 1.1, "
        "Phụ lục III P1.1); lần này theo kế hoạch hiện nay.",
    )
    assert not again(folder, YEAR).notes
    # Undone, the one before is the newest again.
    workspace.undo(folder)
    workspace.undo(folder)
    assert again(folder).changed and state(folder) is State.DONE_ON_TIME


def test_many_changed_rows_are_counted(folder: Folder) -> None:
    edit_plan(folder, MORE_TIME + "".join(f"| P1.{n} | | TT | | |\n" for n in range(2, 7)))
    (note,) = again(folder).notes
    assert "đã sửa 6 dòng" in note
    assert "(Phụ lục I 1.1, Phụ lục III P1.2, P1.3 và 3 dòng nữa)" in note


def test_what_concerns_other_periods_is_not_mentioned(folder: Folder) -> None:
    edit_plan(folder, ITEMS, version="2")
    assert not again(folder).changed and not again(folder).notes


def test_a_form_that_comes_later_counts_under_the_kept_plan(folder: Folder) -> None:
    added = ITEMS + "| P1.2 | | TT | | |\n"
    edit_plan(folder, added, version="2")
    made = workspace.forms(folder, HALF, "TT")
    assert made.notes and "giữ kế hoạch của lần tổng hợp 1" in made.notes[0]
    kept = form(make_plan(), "TT", DONE.format("P1.1"))
    newer = form(
        make_plan(added, version="2"), "TT", "| code | status |\n| P1.2 | Chưa thực hiện |"
    )
    submit(folder, "TT.xlsx", kept, "2024-06-08")
    assert not workspace.check(folder, [folder.submitted(HALF) / "TT.xlsx"])[0].findings
    elsewhere = folder.root.parent / "elsewhere.xlsx"
    elsewhere.write_bytes(kept)
    assert not workspace.check(folder, [elsewhere])[0].findings
    assert again(folder).summary.merge_number == 2
    assert len(result(folder).entries or ()) == 5
    submit(folder, "TT2.xlsx", newer, "2024-06-09")
    (checked,) = workspace.check(folder, [folder.submitted(HALF) / "TT2.xlsx"])
    assert checked.submission.rows_in_error == 1
    assert {each.file: each.rows_in_error for each in again(folder).summary.submissions} == {
        "HC.xlsx": 0,
        "TT.xlsx": 0,
        "TT2.xlsx": 1,
    }
    again(folder, current=True)
    assert len(result(folder).entries or ()) == 6


def test_it_can_be_closed_while_the_newest_is_merged_first(folder: Folder) -> None:
    edit_plan(folder)
    with pytest.raises(ParXlError, match=r"ke-hoach\.xlsx đã được sửa"):
        workspace.close(folder, YEAR, LATER)
    workspace.close(folder, HALF, LATER)
    assert state(folder) is State.DONE_LATE
    with pytest.raises(ParXlError, match="hay kế hoạch"):
        again(folder, current=True)
    late = again(folder).late
    assert late is not None and late.difference is not None and CHANGED in late.difference
    workspace.reopen(folder, HALF, LATER)
    assert again(folder).notes and state(folder) is State.DONE_LATE


def test_a_closed_period_keeps_its_plan_though_it_is_the_newest(folder: Folder) -> None:
    workspace.close(folder, YEAR, LATER)
    edit_plan(folder)
    assert workspace.forms(folder, YEAR, "HC").notes
    workspace.reopen(folder, YEAR, LATER)
    assert not workspace.forms(folder, YEAR, "HC").notes


def test_a_plan_that_is_not_kept_any_more_is_replaced_by_todays_and_that_is_said(
    folder: Folder,
) -> None:
    (line,) = Ledger(read_ledger(folder.ledger)).merges(HALF)
    edit_plan(folder)
    Store(folder.store).path(line.plan_sha256, ".xlsx").unlink()
    outcome = again(folder)
    assert outcome.changed and state(folder) is State.DONE_ON_TIME
    assert outcome.notes == (
        "Bản lưu kế hoạch của lần tổng hợp 1 kỳ 2024-06 không còn hoặc không dùng được, nên lần "
        "này theo ke-hoach.xlsx hiện nay.",
    )
    assert not again(folder).notes


def test_a_kept_plan_in_which_this_version_finds_faults_is_not_taken(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = folder.plan.read_bytes()
    edit_plan(folder)

    def read(content: bytes, name: str) -> Plan:
        if content == kept:
            raise ParXlError("Kế hoạch có 1 lỗi.", "Sửa.")
        return read_plan_content(content, name)

    monkeypatch.setattr("par_xl.workspace.period_plan.read_plan_content", read)
    outcome = again(folder)
    assert "không dùng được" in outcome.notes[0] and state(folder) is State.DONE_ON_TIME


def test_without_a_ledger_it_is_todays_and_that_is_said(folder: Folder) -> None:
    edit_plan(folder)
    shutil.rmtree(folder.own)
    folder.results(HALF).master.unlink()
    (note,) = again(folder).notes
    assert "lần này theo ke-hoach.xlsx hiện nay" in note and state(folder) is State.DONE_ON_TIME


def test_a_period_that_todays_plan_has_no_more_is_merged_all_the_same(folder: Folder) -> None:
    rows = plan_rows()
    rows["Kỳ báo cáo"] = [row for row in rows["Kỳ báo cáo"] if row["Kỳ"] != HALF]
    folder.plan.write_bytes(write_plan(rows))
    outcome = again(folder)
    assert not outcome.changed and "(Kỳ báo cáo 2024-06)" in outcome.notes[0]
    assert read_period_data(folder, HALF).period.code == HALF
    with pytest.raises(ParXlError, match="không có kỳ"):
        again(folder, current=True)


def test_documents_of_it_do_not_ask_for_another_merge(folder: Folder) -> None:
    edit_plan(folder)
    assert not read_period_data(folder, HALF).is_plan_newer
    assert read_period_data(folder, YEAR).is_plan_newer


def test_verify_looks_at_the_newest(folder: Folder) -> None:
    edit_plan(folder)
    again(folder, YEAR)
    submit(folder, "TT.xlsx", form(make_plan(), "TT"), "2024-06-08")
    again(folder)
    assert workspace.verify(folder).mismatches == ()
    edit_plan(folder, version="2")
    (told,) = workspace.verify(folder).mismatches
    assert "đã được sửa kể từ lần tổng hợp 2 kỳ 2024-12" in told.message


def test_the_watcher_says_it(folder: Folder) -> None:
    edit_plan(folder)
    watcher = workspace.Watcher(folder, HALF)
    looks = [state for _ in range(3) for state in watcher.turn()]
    assert any(CHANGED in note for note in looks[-1].notes)
    assert state(folder) is State.DONE_LATE


def test_the_command(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    edit_plan(folder)
    here = ("--folder", str(folder.root))
    for arguments, status, said in (
        (("merge", HALF), 0, CHANGED),
        (("merge", HALF, "--plan", "old"), 2, "--plan"),
        (("merge", HALF, "--as-recorded", "1", "--plan", "current"), 2, "không dùng cùng"),
        (("merge", HALF, "--plan", "current"), 0, "lần này theo kế hoạch hiện nay"),
    ):
        with pytest.raises(SystemExit) as left:
            main([*arguments, *here])
        printed = capsys.readouterr()
        assert left.value.code == status
        assert said in " ".join((printed.out + printed.err).split())


def test_deadlines_are_those_of_the_kept_plan(folder: Folder) -> None:
    rows = plan_rows()
    for row in rows["Kỳ báo cáo"]:
        if row["Kỳ"] == HALF:
            row["Gửi trước ngày"] = "01/6/2024"
    folder.plan.write_bytes(write_plan(rows))
    assert again(folder).summary.as_of == date(2024, 6, 10)
    assert again(folder, current=True).summary.as_of == date(2024, 6, 1)
