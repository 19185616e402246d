"""What can't be read is named by ``log --verify``; a ledger that can't, by every command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import HALF
from closed_files import close
from merged import kept_form, replaced
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.workspace.layout import Folder


@pytest.fixture
def folder(twice: Folder) -> Folder:
    return twice


CLOSED: dict[str, Callable[[Folder], Path]] = {
    "a form": lambda f: f.submitted(HALF) / "0.3.xlsx",
    "the JSON": lambda f: f.results(HALF).json,
    "the master": lambda f: f.results(HALF).master,
    "the store": lambda f: f.store,
    "what was replaced": replaced,
    "the plan": lambda f: f.plan,
    "the register": lambda f: f.register,
}


@pytest.mark.parametrize("which", CLOSED.values(), ids=list(CLOSED))
def test_what_cannot_be_read_is_named(
    folder: Folder, which: Callable[[Folder], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = which(folder)
    close(monkeypatch, closed)
    told = workspace.verify(folder).mismatches
    assert told and all(each.is_broken for each in told)
    assert all(
        each.message.startswith(f"Không đọc được {folder.name(closed)}") and each.fix
        for each in told
    )


def test_of_many_files_that_cannot_be_read_some_are_named(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("par_xl.workspace.verifying._MOST", 2)
    close(monkeypatch, folder.store, folder.results(HALF).json)
    first, second, rest = [each.message for each in workspace.verify(folder).mismatches]
    assert "Không đọc được .par-xl/kho/" in first and "Không đọc được .par-xl/kho/" in second
    assert rest == "Không đọc được 6 tệp nữa."


def test_a_folder_or_a_file_in_the_others_place_is_named(folder: Folder) -> None:
    master = folder.results(HALF).master
    master.unlink()
    master.mkdir()
    kept = kept_form(folder, "0.3.xlsx").parent
    shutil.rmtree(kept)
    kept.write_bytes(b"")
    first, second = [each.message for each in workspace.verify(folder).mismatches if each.is_broken]
    assert "Bản lưu của “0.3.xlsx” (kỳ 2024-06 lần 1) không còn" in first
    assert "Không đọc được tong-hop/2024-06.xlsx" in second


@pytest.mark.parametrize(
    "command", ["log", "undo", "merge 2024-06", "merge 2024-06 --as-recorded 1"]
)
def test_a_ledger_that_cannot_be_read_is_said(
    folder: Folder,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    close(monkeypatch, folder.ledger)
    with pytest.raises(SystemExit) as left:
        main([*command.split(), "--folder", str(folder.root)])
    assert left.value.code == 2
    assert f"Không đọc được tệp {folder.ledger}" in capsys.readouterr().err
