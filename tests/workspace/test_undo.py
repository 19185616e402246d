"""Going back one merge: master, JSON and what was filled in by hand, and the ledger says so."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders import HALF, NOW, YEAR, entry, merge
from killed_merge import snapshot
from merged import broken, merge_with, replaced, result, sheet_rows
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.ledger import Kind, read_ledger
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder


def write_by_hand(path: Path) -> bytes:
    """Type something into a workbook, as the office does in the master."""
    book = load_workbook(path)
    book["Phụ lục I"]["AZ6"] = "Đã rà soát"
    saved = io.BytesIO()
    book.save(saved)
    path.write_bytes(saved.getvalue())
    return saved.getvalue()


def test_master_json_and_what_was_typed_are_back(once: Folder) -> None:
    first = result(once)
    typed = write_by_hand(once.results(HALF).master)
    assert merge_with(once, "0.6", "2024-06-08").merge_number == 2
    undone = workspace.undo(once, NOW, "Chị B")
    assert undone.restored is not None and undone.restored.merge_number == 1
    assert result(once) == first
    assert once.results(HALF).master.read_bytes() == typed
    line = read_ledger(once.ledger)[-1]
    assert (line.kind, line.undone, line.merge_number, line.by) == (Kind.UNDO, 2, 1, "Chị B")
    assert not broken(once)


def test_what_the_undone_merge_wrote_is_kept(twice: Folder) -> None:
    written = twice.results(HALF).master.read_bytes()
    kept = workspace.undo(twice).backup
    assert kept is not None and kept.read_bytes() == written


def test_the_first_merge_undone_leaves_nothing(once: Folder) -> None:
    undone = workspace.undo(once)
    assert undone.restored is None
    assert not any(path.exists() for path in once.results(HALF).all)
    assert merge(once).merge_number == 2


def test_one_after_the_other_down_to_nothing(folder: Folder) -> None:
    shares = ("0.3", "0.6", "0.9")
    for number, share in enumerate(shares, start=5):
        merge_with(folder, share, f"2024-06-0{number}")
    for share in shares[1::-1]:
        workspace.undo(folder)
        assert entry(result(folder), "1.1", "HC").progress == float(share)
    workspace.undo(folder)
    with pytest.raises(ParXlError, match="Không có lần tổng hợp nào"):
        workspace.undo(folder)


def test_a_merge_after_it_has_a_number_of_its_own_and_can_be_undone(twice: Folder) -> None:
    workspace.undo(twice)
    assert merge(twice).merge_number == 3
    before = snapshot(twice.root)
    assert merge(twice).merge_number == 3 and snapshot(twice.root) == before
    workspace.undo(twice)
    assert result(twice).merge_number == 1


def test_what_lies_there_again_is_current_as_soon_as_the_files_are(twice: Folder) -> None:
    workspace.undo(twice)
    (twice.submitted(HALF) / "0.6.xlsx").unlink()
    outcome = workspace.merge(twice, HALF, now=NOW)
    assert (outcome.changed, outcome.summary.merge_number) == (False, 1)


def test_it_is_the_last_merge_of_whatever_period(once: Folder) -> None:
    merge(once, YEAR)
    assert workspace.undo(once).line.period == YEAR
    assert workspace.undo(once).line.period == HALF


def test_without_what_was_there_before_it_says_how_to_get_it(twice: Folder) -> None:
    replaced(twice, f"tong-hop/{HALF}.json").unlink()
    before = snapshot(twice.root)
    with pytest.raises(ParXlError, match="bản sao lưu") as told:
        workspace.undo(twice)
    assert f"par-xl merge {HALF} --as-recorded 1" in told.value.fix
    assert "của mọi kỳ" in told.value.message
    assert snapshot(twice.root) == before
    workspace.rebuild(twice, HALF, 1)
    workspace.undo(twice)
    assert result(twice).merge_number == 1
    assert not broken(twice)


def logged(master: Path) -> list[str]:
    """The merges that a master tells of."""
    texts = [str(row[0]) for row in sheet_rows(master, "Nhật ký")]
    return [text for text in texts if text.startswith("Lần ")]


def test_the_master_tells_which_merges_were_undone(twice: Folder) -> None:
    workspace.undo(twice)
    merge_with(twice, "0.9", "2024-06-09")
    master = twice.results(HALF).master
    assert logged(master) == ["Lần 1", "Lần 2 (đã hoàn tác)", "Lần 3"]
    workspace.undo(twice)
    rebuilt = workspace.rebuild(twice, HALF, 3).results.master
    assert logged(rebuilt) == ["Lần 1", "Lần 2 (đã hoàn tác)", "Lần 3"]
    assert logged(workspace.rebuild(twice, HALF, 2).results.master) == ["Lần 1", "Lần 2"]


def test_the_command_says_what_lies_there_now(
    twice: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        with pytest.raises(SystemExit) as left:
            main(["undo", "--folder", str(twice.root)])
        assert left.value.code == 0
    first, _, _, second, *_ = capsys.readouterr().out.splitlines()
    assert "Đã hoàn tác lần 2" in first and "trở lại như lần 1" in first
    assert "lần tổng hợp cuối cùng của mọi kỳ" in first
    assert "trước đó chưa có tệp tổng hợp nào" in second
    with pytest.raises(SystemExit):
        main(["log", "--folder", str(twice.root)])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Kỳ")]
    assert "hoàn tác lần 2: " in lines[2] and "về lần 1" in lines[2]
    assert "hoàn tác lần 1: " in lines[3]
