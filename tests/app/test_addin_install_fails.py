"""Installing that fails: said clearly, and the profile is as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from par_xl.app.addin.install import install, uninstall
from par_xl.system import files
from par_xl.terms.errors import ParXlError
from pretended_machine import machine, tree
from windows_files import refuse


@pytest.mark.parametrize("running", [True, False])
def test_an_add_in_that_excel_has_open_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, running: bool
) -> None:
    here = machine(
        tmp_path, processes=lambda: frozenset({"excel.exe"} if running else {"explorer.exe"})
    )
    here.addin.write_bytes(b"an older one")
    before = tree(tmp_path)
    refuse(here.addin, monkeypatch)
    monkeypatch.setattr(files, "_WAITS", ())
    for act, command in ((install, "par-xl addin install"), (uninstall, "par-xl addin uninstall")):
        with pytest.raises(ParXlError) as caught:
            act(here)
        assert str(here.addin) in caught.value.message
        if running:
            assert caught.value.fix == f"Lưu các tệp, đóng Excel rồi chạy lại: “{command}”."
        else:
            assert "Chỉ đọc" in caught.value.fix and caught.value.fix.endswith(f"“{command}”.")
        assert tree(tmp_path) == before


def test_a_disk_that_is_full_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    here.xlstart.rmdir()
    before = tree(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device", str(here.addin))

    monkeypatch.setattr("par_xl.system.files.os.fsync", full)
    with pytest.raises(ParXlError, match="đĩa đầy"):
        install(here)
    assert tree(tmp_path) == before


def test_a_log_folder_that_cannot_be_made_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    before = tree(tmp_path)

    mkdir = Path.mkdir

    def refusing(
        self: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False
    ) -> None:
        if here.user in self.parents:
            raise PermissionError(13, "denied", str(self))
        mkdir(self, mode, parents, exist_ok)

    monkeypatch.setattr(Path, "mkdir", refusing)
    with pytest.raises(ParXlError, match="Không tạo được thư mục"):
        install(here)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("place", [".par_xl", "AppData/Roaming/Microsoft"])
def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path, place: str) -> None:
    here = machine(tmp_path)
    path = here.user.parent / place
    shutil.rmtree(path, ignore_errors=True)
    path.write_bytes(b"a file where the folder should be")
    before = tree(tmp_path)
    with pytest.raises(ParXlError) as caught:
        install(here)
    assert str(path) in caught.value.message
    assert tree(tmp_path) == before


def test_a_folder_where_the_add_in_goes_is_named(tmp_path: Path) -> None:
    here = machine(tmp_path)
    path = here.addin
    path.mkdir(parents=True)
    before = tree(tmp_path)
    with pytest.raises(ParXlError) as caught:
        install(here)
    assert str(path) in caught.value.message
    assert tree(tmp_path) == before


@pytest.mark.parametrize("installed", [True, False])
def test_what_fails_halfway_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    here = machine(tmp_path)
    if installed:
        install(here)
        here.addin.write_bytes(b"an older one")
    before = tree(tmp_path)
    replace, moves = Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        moves.append(target)
        if len(moves) == 1:
            raise OSError(5, "the network is gone", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(ParXlError):
        install(here)
    assert moves and tree(tmp_path) == before
