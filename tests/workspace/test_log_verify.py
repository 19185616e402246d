"""``log --verify``: what the ledger, what was read and what was written say of each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders import HALF, form, make_folder, make_plan, merge, plan_rows, submit
from merged import GOING, edit_line, kept_form, replaced
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.ledger import read_ledger
from par_xl.plan.workbook import write_plan
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import Register, read_register, write_register


@pytest.fixture
def folder(twice: Folder) -> Folder:
    return twice


def test_what_agrees_is_counted(folder: Folder) -> None:
    verified = workspace.verify(folder)
    assert verified.mismatches == ()
    assert (verified.lines, verified.files, verified.outputs) == (2, 3, 2)


def _drop_line(folder: Folder) -> None:
    lines = folder.ledger.read_text("utf-8").splitlines()
    folder.ledger.write_text(f"{lines[1]}\n", "utf-8")


def _drop_last(folder: Folder) -> None:
    lines = folder.ledger.read_text("utf-8").splitlines()
    folder.ledger.write_text(f"{lines[0]}\n", "utf-8")


BROKEN: dict[str, tuple[Callable[[Folder], object], str]] = {
    "a line was edited": (
        lambda f: edit_line(f, 0, "by", "người khác"),
        "Nhật ký dòng 2 (kỳ 2024-06 lần 2",
    ),
    "a line was taken out": (_drop_line, "Nhật ký dòng 1 (kỳ 2024-06 lần 2"),
    "the last line was taken out": (
        _drop_last,
        "tong-hop/2024-06.json không phải là tệp mà lần tổng hợp 1 đã ghi",
    ),
    "a kept form was changed": (
        lambda f: kept_form(f, "0.6.xlsx").write_bytes(b"x"),
        "Bản lưu của “0.6.xlsx” (kỳ 2024-06 lần 2) đã bị thay đổi",
    ),
    "a kept form is gone": (
        lambda f: kept_form(f, "0.3.xlsx").unlink(),
        "Bản lưu của “0.3.xlsx” (kỳ 2024-06 lần 1) không còn",
    ),
    "the JSON was changed": (
        lambda f: f.results(HALF).json.write_bytes(b"{}"),
        "tong-hop/2024-06.json không phải là tệp mà lần tổng hợp 2 đã ghi",
    ),
    "the JSON is gone": (
        lambda f: f.results(HALF).json.unlink(),
        "Thiếu tong-hop/2024-06.json của lần 2",
    ),
    "the master is gone": (
        lambda f: f.results(HALF).master.unlink(),
        "Thiếu tong-hop/2024-06.xlsx của lần 2",
    ),
    "a backup is gone": (
        lambda f: replaced(f).unlink(),
        ".xlsx, bản sao lưu trước lần 2: chưa hoàn tác được việc đó",
    ),
    "a backup was changed": (
        lambda f: replaced(f, f"tong-hop/{HALF}.json").write_bytes(b"{}"),
        ".json không phải là tệp mà lần tổng hợp 1 đã ghi",
    ),
    "what was rebuilt was changed": (
        lambda f: workspace.rebuild(f, HALF, 1).results.json.write_bytes(b"{}"),
        "tong-hop/dung-lai/2024-06_lan-1/2024-06.json không phải là tệp mà lần tổng hợp 1 đã ghi",
    ),
    "what was undone was changed": (
        lambda f: (
            workspace.undo(f),
            replaced(f, f"tong-hop/{HALF}.json").write_bytes(b"{}"),
        ),
        ".json không phải là tệp mà lần tổng hợp 2 đã ghi",
    ),
    "a master that no merge wrote": (
        lambda f: f.results("2023-06").master.write_bytes(b"x"),
        "tong-hop/2023-06.xlsx: nhật ký không có lần tổng hợp nào ghi ra tệp này",
    ),
    "a table of entries that no merge wrote": (
        lambda f: f.results(HALF).entries.write_bytes(b"x"),
        "tong-hop/2024-06.parquet: nhật ký không có lần tổng hợp nào ghi ra tệp này",
    ),
    "a JSON that no merge wrote": (
        lambda f: f.results("2023-06").json.write_bytes(b"{}"),
        "tong-hop/2023-06.json: nhật ký không có lần tổng hợp nào ghi ra tệp này",
    ),
}


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=list(BROKEN))
def test_what_does_not_agree_is_named(
    folder: Folder,
    change: Callable[[Folder], object],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change(folder)
    broken = [each for each in workspace.verify(folder).mismatches if each.is_broken]
    assert said in broken[0].message and broken[0].fix
    with pytest.raises(SystemExit) as left:
        main(["log", "--verify", "--folder", str(folder.root)])
    assert left.value.code == 2
    printed = capsys.readouterr().out
    assert said in printed and broken[0].fix in printed and "KHÔNG khớp" in printed


def _register(folder: Folder, day: date | None) -> None:
    """Another day for a file in the register, or its row taken out."""
    receipts = read_register(folder.register).receipts
    kept = [
        each.model_copy(update={"received_on": day}) if each.file == "0.3.xlsx" else each
        for each in receipts
        if day or each.file != "0.3.xlsx"
    ]
    folder.register.write_bytes(write_register(Register(tuple(kept))))


def _fill_in(master: Path) -> None:
    book = load_workbook(master)
    book["Kiểm tra"]["C6"] = "Kiểm tra đột xuất"
    book.save(master)


EDITED: dict[str, tuple[Callable[[Folder], object], str]] = {
    "the master was filled in": (
        lambda f: _fill_in(f.results(HALF).master),
        "tong-hop/2024-06.xlsx đã được sửa sau lần tổng hợp 2",
    ),
    "a file came later": (
        lambda f: submit(f, "mới.xlsx", b"x"),
        "2024-06/mới.xlsx: đến sau",
    ),
    "a file was replaced": (
        lambda f: submit(f, "0.6.xlsx", b"x"),
        "2024-06/0.6.xlsx: đã được thay",
    ),
    "the plan was edited": (
        lambda f: f.plan.write_bytes(write_plan(plan_rows(version="2"))),
        "ke-hoach.xlsx: đã được sửa kể từ lần tổng hợp 2 kỳ 2024-06",
    ),
    "a day was corrected": (
        lambda f: _register(f, date(2024, 6, 4)),
        "tiep-nhan.xlsx, 2024-06/0.3.xlsx: ngày nhận nay là 04/6/2024; lần tổng hợp 2 tính ngày "
        "05/6/2024",
    ),
    "a row of the register is gone": (
        lambda f: _register(f, None),
        "tiep-nhan.xlsx, 2024-06/0.3.xlsx: không còn dòng nào",
    ),
    "the register is gone": (lambda f: f.register.unlink(), "Không còn tiep-nhan.xlsx"),
    "a file was taken away": (
        lambda f: (f.submitted(HALF) / "0.6.xlsx").unlink(),
        "2024-06/0.6.xlsx: không còn trong da-nop",
    ),
}


@pytest.mark.parametrize(("change", "said"), EDITED.values(), ids=list(EDITED))
def test_what_people_may_do_is_told_and_breaks_nothing(
    folder: Folder,
    change: Callable[[Folder], object],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change(folder)
    (found,) = workspace.verify(folder).mismatches
    assert said in found.message and not found.is_broken
    with pytest.raises(SystemExit) as left:
        main(["log", "--verify", "--folder", str(folder.root)])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    assert said in printed and "Nhật ký khớp" in printed


def test_a_copy_of_the_ledger_that_is_older_is_told(folder: Folder) -> None:
    old = folder.ledger.read_bytes()
    submit(folder, "0.9.xlsx", form(make_plan(), "HC", GOING.format("0.9")), "2024-06-07")
    merge(folder)
    workspace.undo(folder)
    (folder.submitted(HALF) / "0.9.xlsx").unlink()
    folder.ledger.write_bytes(old)
    (told,) = workspace.verify(folder).mismatches
    assert "không có lần 3 của kỳ 2024-06" in told.message and not told.is_broken
    submit(folder, "0.8.xlsx", form(make_plan(), "HC", GOING.format("0.8")), "2024-06-07")
    assert merge(folder).merge_number == 4
    (told,) = workspace.verify(folder).mismatches
    assert "không có lần 3 của kỳ 2024-06" in told.message and not told.is_broken


def test_a_workbook_of_the_offices_own_is_nothing_to_tell(folder: Folder) -> None:
    (folder.merged / "bảng riêng.xlsx").write_bytes(b"x")
    assert workspace.verify(folder).mismatches == ()


def test_nothing_merged_yet_agrees(tmp_path: Path) -> None:
    verified = workspace.verify(make_folder(tmp_path / "new"))
    assert (verified.lines, verified.mismatches) == (0, ())


def test_each_corrected_day_of_receipt_is_recorded(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    receipts = read_register(folder.register).receipts
    corrected = [
        each.model_copy(update={"received_on": date(2024, 6, 4)})
        if each.file == "0.3.xlsx"
        else each
        for each in receipts
    ]
    folder.register.write_bytes(write_register(Register(tuple(corrected))))
    merge(folder)
    line = read_ledger(folder.ledger)[-1]
    (one,) = line.corrected
    assert (one.file, one.before, one.after) == ("0.3.xlsx", date(2024, 6, 5), date(2024, 6, 4))
    with pytest.raises(SystemExit):
        main(["log", "--folder", str(folder.root)])
    assert "Sửa ngày nhận 0.3.xlsx: 05/6/2024 thành 04/6/2024." in capsys.readouterr().out


def test_a_line_tells_what_was_read_and_what_it_came_to(folder: Folder) -> None:
    line = read_ledger(folder.ledger)[-1]
    assert [file.file for file in line.files] == ["0.3.xlsx", "0.6.xlsx"]
    assert all(file.content_sha256 not in (None, file.sha256) for file in line.files)
    assert line.counts == {
        "units": 3,
        "units_reported": 1,
        "files": 2,
        "rows_filled": 2,
        "entries": 5,
        "errors": 0,
        "warnings": 1,  # It is overdue, and owes an explanation.
        "infos": line.counts["infos"],
        # Rows on the sheets of the master.
        "PAR_INDEX": 6,
        "SIPAS": 2,
        "PAPI": 2,
    }
    assert line.inputs == {"ke-hoach.xlsx": line.plan_sha256}
