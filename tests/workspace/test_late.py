"""What comes after a period was closed is listed apart, kept, and changes nothing."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import HALF, ITEMS, NOW, form, make_folder, make_plan, merge, plan_rows, submit
from killed_merge import snapshot
from merged import GOING, broken, merge_with, result
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.app.excel.buttons import merged as dialog
from par_xl.ledger import Kind, read_ledger
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import FileState
from par_xl.workspace.layout import Folder
from par_xl.workspace.merging import MergeOutcome
from par_xl.workspace.register import LATE, read_register
from par_xl.workspace.store import Store
from par_xl.workspace.watching import Phase

LATER = NOW + timedelta(days=3)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = make_folder(tmp_path_factory.mktemp("closed") / "folder")
    merge_with(folder, "0.3")
    workspace.close(folder, HALF, LATER, "Chị B")
    return folder


@pytest.fixture(scope="module")
def better() -> bytes:
    return form(make_plan(), "HC", GOING.format("0.9"))


@pytest.fixture
def folder(source: Folder, tmp_path: Path) -> Folder:
    """A period that is closed."""
    return Folder(Path(shutil.copytree(source.root, tmp_path / "folder")))


@pytest.fixture
def late(folder: Folder, better: bytes) -> Folder:
    """One more form lies there since."""
    submit(folder, "tốt hơn.xlsx", better, "2024-06-25")
    return folder


def again(folder: Folder) -> MergeOutcome:
    return workspace.merge(folder, HALF, now=LATER + timedelta(days=1), by="Anh C")


def written(folder: Folder) -> list[bytes]:
    """The results, and what was handed back."""
    places = folder.results(HALF)
    returned = sorted(folder.returned.rglob("*.xlsx"))
    return [path.read_bytes() for path in (places.json, places.master, *returned)]


def test_it_is_said_and_recorded_and_changes_nothing(
    late: Folder, better: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written(late)
    with pytest.raises(SystemExit) as left:
        main(["merge", HALF, "--folder", str(late.root)])
    printed = capsys.readouterr().out
    assert left.value.code == 0
    assert "đã chốt lúc 9 giờ 00 ngày 23/6/2024, người chốt: Chị B" in printed
    assert "• tốt hơn.xlsx (HC), nhận ngày 25/6/2024" in printed
    assert written(late) == before
    line = read_ledger(late.ledger)[-1]
    (file,) = line.files
    assert (line.kind, line.merge_number, file.file, file.unit, file.state) == (
        Kind.LATE, 1, "tốt hơn.xlsx", "HC", FileState.ACCEPTED
    )  # fmt: skip
    assert Store(late.store).path(file.sha256).read_bytes() == better
    receipt = read_register(late.register).receipts[-1]
    assert (receipt.file, receipt.unit, receipt.note) == ("tốt hơn.xlsx", "HC", LATE)
    assert receipt.received_on == date(2024, 6, 25)
    assert workspace.verify(late).mismatches == ()
    with pytest.raises(SystemExit):
        main(["log", "--folder", str(late.root)])
    printed = capsys.readouterr().out
    assert "Kỳ 2024-06 chốt ở lần 1: 9 giờ 00 ngày 23/6/2024; người chốt: Chị B" in printed
    assert "Kỳ 2024-06 nhận sau khi chốt:" in printed
    assert "tốt hơn.xlsx (HC), nhận ngày 25/6/2024." in printed


def test_again_with_nothing_new_adds_nothing(late: Folder, better: bytes) -> None:
    first = again(late)
    submit(late, "bản sao/tốt hơn.xlsx", better, "2024-06-26")
    before = snapshot(late.root)
    second = again(late)
    assert snapshot(late.root) == before
    assert first.late is not None and second.late == first.late
    assert not (first.changed or first.has_faults)


def test_each_that_comes_under_a_name_is_listed(late: Folder) -> None:
    again(late)
    submit(late, "tốt hơn.xlsx", b"broken", "2024-06-26")
    submit(late, "ghi chú.pdf", b"x", "2024-06-26")
    told = again(late).late
    assert told is not None and told.others == ("ghi chú.pdf",)
    assert [(f.received_on.day, f.unit, f.state) for f in told.files] == [
        (25, "HC", FileState.ACCEPTED),
        (26, None, FileState.REFUSED),
    ]
    days = [each.received_on.day for each in read_register(late.register).receipts]
    assert days == [7, 25, 26]
    assert "3 tệp nhận sau khi chốt" in " ".join(told.lines)


def test_of_many_some_are_named(folder: Folder) -> None:
    for number in range(12):
        submit(folder, f"{number:02d}.xlsx", b"x%d" % number, "2024-06-25")
    told = again(folder).late
    assert told is not None and len(told.files) == 12
    listed = "\n".join(told.lines)
    assert listed.count("•") == 10 and "… và 2 tệp nữa" in listed


def test_what_else_changed_is_said(folder: Folder) -> None:
    before = written(folder)
    (folder.submitted(HALF) / "0.3.xlsx").unlink()
    folder.plan.write_bytes(write_plan(plan_rows(ITEMS.replace("31/3/2024", "30/4/2024"))))
    outcome = again(folder)
    assert outcome.late is not None and outcome.late.difference is not None
    assert "“0.3.xlsx” không còn trong da-nop" in outcome.late.difference
    assert "ke-hoach.xlsx đã sửa 1 dòng liên quan đến kỳ này" in outcome.late.difference
    assert "Chưa có tệp nào nhận sau khi chốt." in outcome.late.lines
    assert written(folder) == before
    assert all("đã chốt" in each.fix for each in workspace.verify(folder).mismatches)


def test_the_dialog_says_the_same(late: Folder) -> None:
    outcome = again(late)
    assert outcome.late is not None
    text = dialog(outcome)
    assert all(line in text for line in outcome.late.lines)


def test_opened_again_it_counts(late: Folder) -> None:
    again(late)
    workspace.reopen(late, HALF)
    assert merge(late).merge_number == 2
    part = next(each for each in result(late).submissions if each.file == "tốt hơn.xlsx")
    assert (part.state, part.received_on) == (FileState.ACCEPTED, date(2024, 6, 25))
    assert {each.note for each in read_register(late.register).receipts} == {""}
    workspace.close(late, HALF, LATER, "Chị B")
    told = again(late).late
    assert told is not None and not told.files and not broken(late)


def test_how_it_is_opened_again_is_said(late: Folder) -> None:
    merge(late, "2024-12")
    told = again(late).late
    assert told is not None and (
        f"bỏ chốt: par-xl reopen {HALF}, rồi chạy: par-xl merge {HALF}." in " ".join(told.lines)
    )
    with pytest.raises(ParXlError, match="đã chốt") as refused:
        workspace.merge(late, HALF, date(2024, 6, 9))
    assert f"par-xl reopen {HALF}." in refused.value.fix


def test_a_file_is_late_for_each_closing(late: Folder, better: bytes) -> None:
    again(late)
    workspace.reopen(late, HALF)
    (late.submitted(HALF) / "tốt hơn.xlsx").unlink()
    workspace.close(late, HALF, LATER, "Chị B")
    submit(late, "tốt hơn.xlsx", better, "2024-06-25")
    told = again(late).late
    assert told is not None and [each.file for each in told.files] == ["tốt hơn.xlsx"]
    assert len(read_register(late.register).receipts) == 2 and not broken(late)


def test_a_kept_file_that_is_gone_is_missed(late: Folder) -> None:
    again(late)
    (file,) = read_ledger(late.ledger)[-1].files
    Store(late.store).path(file.sha256).unlink()
    (mismatch,) = broken(late)
    assert "“tốt hơn.xlsx” (kỳ 2024-06 sau khi chốt) không còn" in mismatch.message


def test_what_lies_there_unlisted_is_told_by_verify(late: Folder) -> None:
    (mismatch,) = workspace.verify(late).mismatches
    assert "tốt hơn.xlsx: đến sau" in mismatch.message and not mismatch.is_broken
    assert f"par-xl merge {HALF}" in mismatch.fix


def test_a_watcher_lists_and_merges_nothing(folder: Folder, better: bytes) -> None:
    before = written(folder)
    watcher = workspace.Watcher(folder, HALF)
    for _ in range(3):
        *_, state = watcher.turn()
    assert (state.merge_number, state.closed_at, state.has_faults) == (1, LATER, False)
    submit(folder, "tốt hơn.xlsx", better, "2024-06-25")
    submit(folder, "bản sao.xlsx", better, "2024-06-26")
    for _ in range(3):
        *_, state = watcher.turn()
    assert {each.name: (each.phase, each.unit) for each in state.files} == {
        "0.3.xlsx": (Phase.ACCEPTED, "HC"),
        "tốt hơn.xlsx": (Phase.LATE, "HC"),
        "bản sao.xlsx": (Phase.DUPLICATE, None),
    }
    assert written(folder) == before and read_ledger(folder.ledger)[-1].kind is Kind.LATE
