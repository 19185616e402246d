"""What is kept by content saves time, is never trusted where it is wrong, and may be deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builders import HALF, NOW, form, make_folder, make_plan, put, submit
from par_xl import workspace
from par_xl.intake.check import check_content
from par_xl.workspace.layout import Folder
from par_xl.workspace.work import desk, job

AS_OF = date(2024, 6, 10)
ROWS = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |\n| 1.2 | Xong | |"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make_folder(tmp_path / "folder")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", ROWS))
    submit(folder, "TH.xlsx", form(make_plan(), "TH", ROWS.replace("1.1", "S1.1")))
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that are really read and checked."""
    names: list[str] = []
    check = check_content

    def told(content: bytes, arrival: Any, *more: Any) -> Any:
        names.append(arrival.file)
        return check(content, arrival, *more)

    monkeypatch.setattr(desk, "check_content", told)
    return names


def merge(folder: Folder, as_of: date = AS_OF) -> bytes:
    """Merge; the JSON but for the merge's number."""
    workspace.merge(folder, HALF, as_of, now=NOW, by="HC", workers=1)
    return (
        folder.results(HALF).json.read_bytes().replace(b'"merge_number": 2', b'"merge_number": 1')
    )


def records(folder: Folder) -> list[Path]:
    return sorted(folder.cache.rglob("*.bin"))


def test_what_did_not_change_is_not_read_again(folder: Folder, read: list[str]) -> None:
    first = merge(folder)
    assert sorted(read) == ["HC.xlsx", "TH.xlsx"]
    read.clear()
    assert merge(folder) == first
    assert read == []
    plan = make_plan()
    changed, _ = put(form(plan, "TH", ROWS), {("1.2", "status"): "Chưa thực hiện"})
    submit(folder, "TH.xlsx", changed)
    merge(folder)
    assert read == ["TH.xlsx"]


def test_deleting_it_changes_nothing_but_time(folder: Folder, read: list[str]) -> None:
    first = merge(folder)
    shutil.rmtree(folder.cache)
    read.clear()
    assert merge(folder) == first
    assert sorted(read) == ["HC.xlsx", "TH.xlsx"]


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def _older(content: bytes) -> bytes:
    return content.replace(b"par_xl record 1", b"par_xl record 0")


def _no_record(_content: bytes) -> bytes:
    return b"cos\nsystem\n(S'echo'\ntR."


@pytest.mark.parametrize("spoil", [_cut, _flipped, _older, _no_record, lambda _: b""])
def test_a_damaged_record_is_thrown_away(
    folder: Folder, read: list[str], spoil: Callable[[bytes], bytes]
) -> None:
    first = merge(folder)
    for path in records(folder):
        path.write_bytes(spoil(path.read_bytes()))
    read.clear()
    assert merge(folder) == first
    assert sorted(read) == ["HC.xlsx", "TH.xlsx"]


def _plan_edited(folder: Folder) -> None:
    from builders import plan_rows
    from par_xl.plan.workbook import write_plan

    folder.plan.write_bytes(write_plan(plan_rows(version="2")))


def _received_otherwise(folder: Folder) -> None:
    from par_xl.workspace.folder.register import Register, read_register, write_register

    receipts = read_register(folder.register).receipts
    corrected = [each.model_copy(update={"received_on": date(2024, 6, 5)}) for each in receipts]
    folder.register.write_bytes(write_register(Register(tuple(corrected))))


def _renamed(folder: Folder) -> None:
    for name in ("HC", "TH"):
        path = folder.submitted(HALF) / f"{name}.xlsx"
        path.rename(path.with_name(f"{name} mới.xlsx"))


@pytest.mark.parametrize("change", [_plan_edited, _received_otherwise, _renamed])
def test_what_a_row_depends_on_makes_it_read_again(
    folder: Folder, read: list[str], change: Callable[[Folder], None]
) -> None:
    merge(folder)
    read.clear()
    change(folder)
    merge(folder)
    assert len(read) == 2


def test_another_program_reads_again(
    folder: Folder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    merge(folder)
    read.clear()
    monkeypatch.setattr(job, "program_sha256", lambda: "another")
    merge(folder)
    assert len(read) == 2
    assert len({path.parent for path in records(folder)}) == 1, "the old ones are gone"


def test_the_as_of_date_counts_where_a_due_date_lies_between(
    folder: Folder, read: list[str]
) -> None:
    merge(folder, date(2024, 6, 9))
    read.clear()
    merge(folder, date(2024, 6, 10))
    assert read == []
    # 1.1 is due on 31/3, S1.1 on 30/6.
    merge(folder, date(2024, 3, 31))
    assert len(read) == 2
    merge(folder, date(2024, 7, 1))
    assert len(read) == 4


def test_what_is_yet_to_come_is_not_kept(folder: Folder, read: list[str]) -> None:
    submit(folder, "HC.xlsx", (folder.submitted(HALF) / "HC.xlsx").read_bytes(), "2099-01-01")
    merge(folder)
    read.clear()
    merge(folder)
    assert read == ["HC.xlsx"]


def test_records_that_nobody_uses_are_taken_away(folder: Folder) -> None:
    merge(folder)
    before = len(records(folder))
    (folder.submitted(HALF) / "TH.xlsx").unlink()
    merge(folder)
    # TH without a form has a record of its own.
    assert len(records(folder)) == before


def test_a_cache_that_cannot_be_written_stops_nobody(folder: Folder) -> None:
    first = merge(folder)
    shutil.rmtree(folder.cache)
    folder.cache.write_bytes(b"a file in its place")
    assert merge(folder) == first
    assert folder.cache.read_bytes() == b"a file in its place"
