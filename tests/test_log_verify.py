"""``log --verify``: what the ledger, what was read and what was written say of each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from builders import HALF, form, make_folder, make_plan, merge, submit
from par_xl import office
from par_xl.cli import main
from par_xl.folder.layout import Folder
from par_xl.folder.register import Register, read_register, write_register
from par_xl.ledger import Correction, read_ledger

GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | {} |"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make_folder(tmp_path / "folder")
    for share, day in (("0.3", "2024-06-05"), ("0.6", "2024-06-06")):
        submit(folder, f"{share}.xlsx", form(make_plan(), "HC", GOING.format(share)), day)
        merge(folder)
    return folder


def test_what_agrees_is_counted(folder: Folder) -> None:
    verified = office.verify(folder)
    assert verified.mismatches == ()
    assert (verified.lines, verified.files, verified.outputs) == (2, 3, 2)


def _kept(folder: Folder, name: str) -> Path:
    line = read_ledger(folder.ledger)[-1]
    sha256 = next(file.sha256 for file in line.files if file.file == name)
    return folder.kept / sha256[:2] / sha256


def _edit_line(folder: Folder, number: int, field: str, value: object) -> None:
    lines = folder.ledger.read_text("utf-8").splitlines()
    told = json.loads(lines[number])
    told[field] = value
    lines[number] = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    folder.ledger.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _drop_line(folder: Folder) -> None:
    lines = folder.ledger.read_text("utf-8").splitlines()
    folder.ledger.write_text(f"{lines[1]}\n", "utf-8")


def _drop_last(folder: Folder) -> None:
    lines = folder.ledger.read_text("utf-8").splitlines()
    folder.ledger.write_text(f"{lines[0]}\n", "utf-8")


BROKEN: dict[str, tuple[Callable[[Folder], object], str]] = {
    "a line was edited": (
        lambda f: _edit_line(f, 0, "by", "người khác"),
        "Nhật ký dòng 2 (kỳ 2024-06 lần 2",
    ),
    "a line was taken out": (_drop_line, "Nhật ký dòng 1 (kỳ 2024-06 lần 2"),
    "the last line was taken out": (
        _drop_last,
        "tong-hop/2024-06.json không phải là tệp mà lần tổng hợp 1 đã ghi",
    ),
    "a kept form was changed": (
        lambda f: _kept(f, "0.6.xlsx").write_bytes(b"x"),
        "Bản lưu của «0.6.xlsx» (kỳ 2024-06 lần 2) đã bị thay đổi",
    ),
    "a kept form is gone": (
        lambda f: _kept(f, "0.3.xlsx").unlink(),
        "Bản lưu của «0.3.xlsx» (kỳ 2024-06 lần 1) không còn",
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
    broken = [each for each in office.verify(folder).mismatches if each.is_broken]
    assert said in broken[0].message and broken[0].fix
    with pytest.raises(SystemExit) as left:
        main(["log", "--verify", "--folder", str(folder.root)])
    assert left.value.code == 2
    printed = capsys.readouterr().out
    assert said in printed and broken[0].fix in printed and "KHÔNG khớp" in printed


EDITED: dict[str, tuple[Callable[[Folder], object], str]] = {
    "the master was filled in": (
        lambda f: f.results(HALF).master.write_bytes(b"edited"),
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
    (found,) = office.verify(folder).mismatches
    assert said in found.message and not found.is_broken
    with pytest.raises(SystemExit) as left:
        main(["log", "--verify", "--folder", str(folder.root)])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    assert said in printed and "Nhật ký khớp" in printed


def test_nothing_merged_yet_agrees(tmp_path: Path) -> None:
    verified = office.verify(make_folder(tmp_path / "new"))
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
    assert line.corrected == [Correction("0.3.xlsx", date(2024, 6, 5), date(2024, 6, 4))]
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
    }
    assert line.inputs == {"ke-hoach.xlsx": line.plan_sha256}
