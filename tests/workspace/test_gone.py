"""Files that a merge counted and that are gone from ``da-nop``: told, with what went with them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builders import HALF, NOW, form, make_folder, make_plan, merge, submit
from par_xl import workspace
from par_xl.ledger import read_ledger
from par_xl.merge.result import Result
from par_xl.terms.words import Severity, Timeliness
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")

BOTH = """
| code | status         | progress |
| 1.1  | Đang thực hiện | 0.5      |
| 1.2  | Đang thực hiện | 0.4      |
"""
FIRST = """
| code | status         | progress |
| 1.1  | Đang thực hiện | 0.5      |
"""
SECOND = """
| code | status         | progress |
| 1.2  | Đang thực hiện | 0.7      |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "work")


def hand_in(
    folder: Folder, name: str, rows: str, unit: str = "HC", day: str = "2024-06-05"
) -> Path:
    submit(folder, name, form(make_plan(), unit, rows), day)
    return folder.submitted(HALF) / name


def gone(result: Result) -> list[tuple[str, str, int]]:
    told = [(each.file, each.unit, each.rows) for each in result.gone]
    found = [each.file for each in result.findings if each.code == "TE35"]
    assert found == [name for name, _, _ in told]
    assert all(each.rows == len(each.keys) for each in result.gone)
    return told


def test_a_file_that_is_gone_is_told_with_its_unit_and_rows_until_it_is_back(
    folder: Folder,
) -> None:
    path, _ = hand_in(folder, "a.xlsx", BOTH), hand_in(folder, "TH.xlsx", SECOND, "TH")
    assert gone(merge(folder)) == []
    content = path.read_bytes()
    path.unlink()
    outcome = workspace.merge(folder, HALF, now=NOW)
    assert gone(outcome.summary) == [("a.xlsx", "HC", 2)]
    (finding,) = [each for each in outcome.summary.findings if each.code == "TE35"]
    assert finding.severity is Severity.WARNING
    assert "Phòng Hành chính" in finding.message
    assert "2 dòng" in finding.message
    # Its cure names the copy that was kept.
    kept = next(p for p in folder.store.rglob("*") if p.is_file() and p.name in finding.fix)
    assert kept.read_bytes() == content
    assert not outcome.has_faults
    assert not outcome.returned
    # Nothing is new: no merge; after something came, it is told still.
    assert not workspace.merge(folder, HALF, now=NOW).changed
    hand_in(folder, "TT.xlsx", "", "TT")
    assert gone(merge(folder)) == [("a.xlsx", "HC", 2)]
    shutil.copy(kept, path)
    back = merge(folder)
    assert gone(back) == []
    assert [each.unit for each in back.submissions if each.file == "a.xlsx"] == ["HC"]


@pytest.mark.parametrize("name", ["b.xlsx", "cũ/a.xlsx"])
def test_a_file_that_was_renamed_or_moved_is_not_gone(folder: Folder, name: str) -> None:
    path = hand_in(folder, "a.xlsx", BOTH)
    merge(folder)
    new = folder.submitted(HALF) / name
    new.parent.mkdir(exist_ok=True)
    path.rename(new)
    assert gone(merge(folder)) == []


def test_a_newer_file_covers_what_it_says_anew(folder: Folder) -> None:
    path = hand_in(folder, "a.xlsx", BOTH)
    merge(folder)
    path.unlink()
    assert gone(merge(folder)) == [("a.xlsx", "HC", 2)]
    hand_in(folder, "b.xlsx", SECOND, day="2024-06-06")
    assert gone(merge(folder)) == [("a.xlsx", "HC", 1)]
    hand_in(folder, "c.xlsx", FIRST, day="2024-06-07")
    assert gone(merge(folder)) == []


def test_an_older_file_does_not_cover_a_newer_one_that_is_gone(folder: Folder) -> None:
    hand_in(folder, "a.xlsx", BOTH)
    path = hand_in(folder, "b.xlsx", SECOND, day="2024-06-06")
    merge(folder)
    path.unlink()
    assert gone(merge(folder)) == [("b.xlsx", "HC", 1)]


def test_it_is_told_in_the_same_words_again(folder: Folder) -> None:
    """Whatever else was gone meanwhile."""
    newer = hand_in(folder, "b.xlsx", BOTH, day="2024-06-06")
    merge(folder)
    newer.unlink()
    older = hand_in(folder, "a.xlsx", SECOND)
    merge(folder)
    older.unlink()
    assert gone(merge(folder)) == [("b.xlsx", "HC", 2)]
    assert not workspace.merge(folder, HALF, now=NOW).changed


def test_what_did_not_count_is_no_loss(folder: Folder) -> None:
    superseded = hand_in(folder, "a.xlsx", SECOND)
    hand_in(folder, "b.xlsx", BOTH, day="2024-06-06")
    duplicate = hand_in(folder, "c.xlsx", BOTH, day="2024-06-07")
    refused = folder.submitted(HALF) / "hỏng.xlsx"
    refused.write_bytes(b"PK no workbook")
    merge(folder)
    for path in (superseded, duplicate, refused):
        path.unlink()
    assert gone(merge(folder)) == []


def test_the_first_of_two_alike_may_go(folder: Folder) -> None:
    path = hand_in(folder, "a.xlsx", BOTH)
    hand_in(folder, "b.xlsx", BOTH, day="2024-06-07")
    merge(folder)
    path.unlink()
    assert gone(merge(folder)) == []


def test_another_version_under_the_same_name_replaces_it(folder: Folder) -> None:
    hand_in(folder, "a.xlsx", BOTH)
    merge(folder)
    hand_in(folder, "a.xlsx", FIRST, day="2024-06-06")
    assert gone(merge(folder)) == []


def test_another_units_file_under_the_same_name_does_not(folder: Folder) -> None:
    hand_in(folder, "a.xlsx", BOTH)
    merge(folder)
    hand_in(folder, "a.xlsx", SECOND, "TH")
    assert gone(merge(folder)) == [("a.xlsx", "HC", 2)]


def test_nor_does_one_that_cannot_be_read(folder: Folder) -> None:
    path = hand_in(folder, "HC.xlsx", BOTH)
    merge(folder)
    path.write_bytes(b"PK no workbook")
    outcome = workspace.merge(folder, HALF, now=NOW)
    assert gone(outcome.summary) == [("HC.xlsx", "HC", 2)]
    # It goes back for what is wrong with it, and for nothing else.
    (returned,) = outcome.returned
    assert returned.exists()


def test_a_form_in_which_nothing_was_filled_may_be_taken_out(folder: Folder) -> None:
    path = hand_in(folder, "a.xlsx", "")
    merge(folder)
    path.unlink()
    result = merge(folder)
    assert gone(result) == []
    assert {each.unit: each.submission for each in result.units}["HC"] is Timeliness.MISSING


def test_free_rows_are_a_loss(folder: Folder) -> None:
    idea = {"kind": "Sáng kiến", "text": "Họp trực tuyến"}
    submit(folder, "a.xlsx", form(make_plan(), "HC", initiatives=[idea]))
    merge(folder)
    (folder.submitted(HALF) / "a.xlsx").unlink()
    assert gone(merge(folder)) == [("a.xlsx", "HC", 0)]
    submit(folder, "b.xlsx", form(make_plan(), "HC", FIRST, initiatives=[idea]))
    assert gone(merge(folder)) == []


def test_a_merge_that_was_undone_counted_nothing(folder: Folder) -> None:
    hand_in(folder, "a.xlsx", FIRST)
    merge(folder)
    path = hand_in(folder, "b.xlsx", SECOND, "TH")
    merge(folder)
    workspace.undo(folder)
    path.unlink()
    assert gone(merge(folder)) == []


def test_a_merge_that_told_of_it_is_rebuilt_byte_for_byte(folder: Folder) -> None:
    path = hand_in(folder, "a.xlsx", BOTH)
    merge(folder)
    path.unlink()
    number = merge(folder).merge_number
    then = folder.results(HALF).json.read_bytes()
    folder.submitted(HALF).rename(folder.root / "elsewhere")
    rebuilt = workspace.rebuild(folder, HALF, number)
    assert rebuilt.results.json.read_bytes() == then
    assert [each.rows for each in rebuilt.summary.gone] == [2]


def test_without_its_copy_it_is_told_still(folder: Folder) -> None:
    path = hand_in(folder, "a.xlsx", BOTH)
    merge(folder)
    (file,) = read_ledger(folder.ledger)[-1].files
    path.unlink()
    assert gone(merge(folder)) == [("a.xlsx", "HC", 2)]
    next(each for each in folder.store.rglob(f"{file.sha256[:40]}*")).unlink()
    hand_in(folder, "TH.xlsx", SECOND, "TH")
    assert gone(merge(folder)) == [("a.xlsx", "HC", 2)]


def test_a_line_of_the_ledger_that_says_otherwise_is_told(folder: Folder) -> None:
    path = hand_in(folder, "a.xlsx", BOTH)
    merge(folder)
    path.unlink()
    merge(folder)
    assert not [each for each in workspace.verify(folder).mismatches if each.is_broken]
    text = folder.ledger.read_text("utf-8")
    folder.ledger.write_text(text.replace('"keys":["PAR_INDEX/1.1",', '"keys":['), "utf-8")
    (broken,) = [each for each in workspace.verify(folder).mismatches if each.is_broken]
    assert "tệp “a.xlsx”" in broken.message
