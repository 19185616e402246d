"""The ledger's last line, for which no other vouches, and how lines end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from builders import form, make_plan, merge, submit
from merged import GOING, edit_line
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.ledger import read_ledger
from par_xl.workspace.layout import Folder


@pytest.fixture
def folder(twice: Folder) -> Folder:
    return twice


def _edit_file(folder: Folder, field: str, value: object) -> None:
    (told,) = json.loads(folder.ledger.read_text("utf-8").splitlines()[-1])["files"][:1]
    edit_line(folder, -1, "files", [{**told, field: value}])


AT_THE_END: dict[str, tuple[Callable[[Folder], object], str]] = {
    "another day": (lambda f: edit_line(f, -1, "as_of", "2024-06-01"), "ngày tính quá hạn"),
    "another number": (lambda f: edit_line(f, -1, "merge_number", 7), "số lần"),
    "another plan": (lambda f: edit_line(f, -1, "plan_sha256", "aa" * 32), "kế hoạch"),
    "other counts": (lambda f: edit_line(f, -1, "counts", {"errors": 9}), "số đếm"),
    "a file less": (lambda f: _edit_file(f, "file", "0.3.xlsx"), "tệp “0.6.xlsx”"),
    "other bytes": (lambda f: _edit_file(f, "sha256", "ab" * 32), "tệp “0.3.xlsx”"),
    "another state": (lambda f: _edit_file(f, "state", "refused"), "tệp “0.3.xlsx”"),
    "received otherwise": (lambda f: _edit_file(f, "received_on", "2024-06-01"), "tệp “0.3.xlsx”"),
}


@pytest.mark.parametrize(("change", "said"), AT_THE_END.values(), ids=list(AT_THE_END))
def test_the_last_line_is_held_against_the_json(
    folder: Folder, change: Callable[[Folder], object], said: str
) -> None:
    """No line after it vouches for it."""
    change(folder)
    broken = [each.message for each in workspace.verify(folder).mismatches if each.is_broken]
    (told,) = [each for each in broken if "Dòng nhật ký đó đã bị sửa" in each]
    assert said in told and "tong-hop/2024-06.json" in told


def test_the_line_of_an_undo_is_held_against_its_merge(folder: Folder) -> None:
    workspace.undo(folder)
    edit_line(folder, -1, "content_sha256", "aa")
    (told,) = [each for each in workspace.verify(folder).mismatches if each.is_broken]
    assert "mã nội dung" in told.message
    edit_line(folder, -1, "undone", 1)
    broken = [each.message for each in workspace.verify(folder).mismatches if each.is_broken]
    assert any("hoàn tác lần 1" in each and "không có lần nào như vậy" in each for each in broken)


def _without_its_end(folder: Folder) -> None:
    folder.ledger.write_bytes(folder.ledger.read_bytes().removesuffix(b"\n"))


def _as_windows_ends_lines(folder: Folder) -> None:
    folder.ledger.write_bytes(folder.ledger.read_bytes().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("change", [_without_its_end, _as_windows_ends_lines])
def test_what_an_editor_does_to_ends_of_lines_loses_nothing(
    folder: Folder, change: Callable[[Folder], object]
) -> None:
    before = read_ledger(folder.ledger)
    change(folder)
    assert [line.hash() for line in read_ledger(folder.ledger)] == [line.hash() for line in before]
    assert workspace.verify(folder).mismatches == ()
    submit(folder, "0.9.xlsx", form(make_plan(), "HC", GOING.format("0.9")), "2024-06-07")
    assert merge(folder).merge_number == 3
    assert read_ledger(folder.ledger)[:-1] == before
    assert workspace.verify(folder).mismatches == ()


def test_the_last_lines_hash_is_told(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """In short by the log; whole, to be noted elsewhere, where all agrees."""
    sha256 = hashlib.sha256(folder.ledger.read_bytes().splitlines()[-1]).hexdigest()
    for arguments, told in (
        (["log"], f"  Nhật ký có 2 dòng; mã dòng cuối: {sha256[:16]}.\n"),
        (["log", "--verify"], f"mã dòng cuối: {sha256}\n"),
    ):
        with pytest.raises(SystemExit):
            main([*arguments, "--folder", str(folder.root)])
        assert told in capsys.readouterr().out
