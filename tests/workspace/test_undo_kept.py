"""What an undo puts back is what the ledger has, or else it says how to get that."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from builders import HALF, NOW, YEAR, merge
from closed_files import close
from killed_merge import snapshot
from merged import broken, merge_with, replaced, result
from par_xl import workspace
from par_xl.app.cli.history import print_undone
from par_xl.app.cli.merging import print_merge
from par_xl.terms.errors import ParXlError
from par_xl.workspace.documents import publish
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")


def tamper(path: Path) -> None:
    """A number changed, the file as valid as before."""
    content = path.read_bytes()
    changed = content.replace(b'"progress": 0.3', b'"progress": 0.9')
    changed = changed.replace(b'"progress":0.3', b'"progress":0.9')
    assert changed != content
    path.write_bytes(changed)


def test_a_result_that_was_changed_before_the_merge_is_not_put_back(once: Folder) -> None:
    """Merging again, as is advised then, writes over it; undone, it must not become the result."""
    first = result(once)
    tamper(once.results(HALF).json)
    assert merge(once).merge_number == 2
    workspace.undo(once)
    assert result(once) == first
    assert not workspace.verify(once).mismatches


def test_what_was_changed_in_the_store_is_not_put_back(once: Folder) -> None:
    first = result(once)
    merge_with(once, "0.6", "2024-06-08")
    kept = replaced(once, f"tong-hop/{HALF}.json")
    tamper(kept)
    (told,) = workspace.verify(once).mismatches
    assert told.is_broken and f"{once.name(kept)} không phải là tệp" in told.message
    before = snapshot(once.root)
    with pytest.raises(ParXlError, match="không còn nguyên như lần 1"):
        workspace.undo(once)
    assert snapshot(once.root) == before
    workspace.rebuild(once, HALF, 1)
    workspace.undo(once)
    assert result(once) == first


def test_an_undo_that_put_back_something_else_does_not_agree(twice: Folder) -> None:
    """As versions before this one wrote: what they had put back unseen is signed by their line."""
    workspace.undo(twice)
    path = twice.results(HALF).json
    was = hashlib.sha256(path.read_bytes()).hexdigest()
    tamper(path)
    *lines, last = twice.ledger.read_text("utf-8").splitlines()
    last = last.replace(was, hashlib.sha256(path.read_bytes()).hexdigest())
    twice.ledger.write_text("".join(f"{line}\n" for line in (*lines, last)), "utf-8")
    (told,) = broken(twice)
    assert "không phải là tệp mà lần tổng hợp 1 đã ghi" in told.message


def test_of_a_lost_ledger_what_the_backup_holds_is_put_back(
    twice: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in twice.merged.iterdir()}
    old = twice.ledger.read_bytes()
    twice.ledger.unlink()
    outcome = workspace.merge(twice, HALF, now=NOW)
    assert outcome.summary.merge_number == 3
    assert any("Nhật ký không có lần tổng hợp nào trước đây" in note for note in outcome.notes)
    print_merge(outcome)
    assert "ledger.jsonl" in capsys.readouterr().out
    (told,) = broken(twice)
    assert "bắt đầu từ lần 3" in told.message
    undone = workspace.undo(twice)
    assert undone.restored is None and undone.lies_there
    print_undone(undone)
    assert "đã trả lại các tệp có trước đó" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in twice.merged.iterdir()} == before
    twice.ledger.write_bytes(old)
    assert not broken(twice)
    assert workspace.merge(twice, HALF, now=NOW).notes == ()
    merge_with(twice, "0.9", "2024-06-09")
    assert result(twice).merge_number == 4


def test_what_was_undone_takes_no_room_of_what_can_be(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("par_xl.ledger.UNDOABLE", 2)
    for number in range(1, 4):
        merge_with(folder, f"0.{number}", f"2024-06-0{number}")
    for number in range(4, 7):
        merge_with(folder, f"0.{number}", f"2024-06-0{number}")
        workspace.undo(folder)
        (folder.submitted(HALF) / f"0.{number}.xlsx").unlink()
    assert not broken(folder)
    workspace.undo(folder)
    assert result(folder).merge_number == 2
    assert not broken(folder)


def test_a_merge_that_fails_takes_no_backup_away(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("par_xl.ledger.UNDOABLE", 1)
    for number in (1, 2):
        merge_with(folder, f"0.{number}", f"2024-06-0{number}")
    with monkeypatch.context() as now:
        now.setattr("par_xl.workspace.checkout.Session.commit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            merge_with(folder, "0.3", "2024-06-03")
    workspace.undo(folder)
    assert result(folder).merge_number == 1


@pytest.mark.parametrize("name", [f"{HALF}.json", f"{HALF}.xlsx"])
def test_a_backup_that_cannot_be_read_is_named(
    twice: Folder, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = replaced(twice, f"tong-hop/{name}")
    close(monkeypatch, closed)
    with pytest.raises(ParXlError, match=f"Không đọc được tệp {re.escape(str(closed))}"):
        workspace.undo(twice)


def test_a_folder_in_a_results_place_is_named(once: Folder) -> None:
    master = once.results(HALF).master
    master.unlink()
    master.mkdir()
    for act in (workspace.undo, lambda once: workspace.merge(once, HALF)):
        with pytest.raises(ParXlError, match="một thư mục cùng tên"):
            act(once)


def test_what_no_undo_asks_for_leaves_the_store(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came in, and the plan, stays: any merge can be built again."""
    monkeypatch.setattr("par_xl.ledger.UNDOABLE", 2)
    sizes = []
    for number in range(1, 6):
        merge_with(folder, f"0.{number}", f"2024-06-0{number}")
        names = [path.suffix for path in folder.store.rglob("*") if path.is_file()]
        sizes.append([names.count(suffix) for suffix in (".json", ".xlsx", "")])
    # Three results, the last among them, and the plan; each form.
    assert sizes == [[1, 2, 1], [2, 3, 2], [3, 4, 3], [3, 4, 4], [3, 4, 5]]
    for number in (5, 4):
        assert workspace.undo(folder).line.merge_number == number
    with pytest.raises(ParXlError, match="không còn nguyên như lần 2"):
        workspace.undo(folder)
    assert not broken(folder)
    workspace.rebuild(folder, HALF, 1)


def test_the_same_bytes_are_kept_once_and_forms_and_documents_only_until_they_lie_there(
    once: Folder,
) -> None:
    before = sorted(once.store.rglob("*"))
    workspace.forms(once, HALF)
    publish(once, HALF, "đang thử", lambda _: {"a.docx": b"one", "b.docx": b"one"})
    assert sorted(once.store.rglob("*")) == before
    merge(once, YEAR)
    # The half-year's result is an input of the year's.
    assert len(list(once.store.rglob("*.json"))) == 2
