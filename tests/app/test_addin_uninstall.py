"""Taking the add-in out of a pretended profile: nothing of ours stays, all else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from par_xl.app.addin.doctor import status
from par_xl.app.addin.install import install, uninstall
from par_xl.app.cli.addin import fits, removed
from par_xl.terms.errors import ParXlError
from pretended_machine import ASCII, VIETNAMESE, machine, tree
from systems import only_posix

PROFILES = pytest.mark.parametrize(
    ("user", "shortens"),
    [
        (ASCII, True),
        pytest.param(VIETNAMESE, True, marks=only_posix("links that stand for short names")),
        (VIETNAMESE, False),
    ],
)


@PROFILES
def test_uninstalling_leaves_the_profile_as_it_was(
    tmp_path: Path, user: str, shortens: bool
) -> None:
    here = machine(tmp_path, user, shortens=shortens)
    (here.xlstart / "PERSONAL.XLSB").write_bytes(b"somebody's")
    before = tree(tmp_path)
    install(here)
    install(here)
    assert tree(tmp_path) != before
    done = uninstall(here)
    assert tree(tmp_path) == before
    assert here.addin in done
    assert str(here.addin) in "\n".join(removed(done))


def test_empty_folders_go_too_and_others_stay(tmp_path: Path) -> None:
    here = machine(tmp_path)
    for folder in (here.xlstart, here.xlstart.parent):
        folder.rmdir()
    (here.xlstart.parents[1] / "Word").mkdir()
    before = tree(tmp_path)
    install(here)
    uninstall(here)
    assert tree(tmp_path) == before
    install(here)
    (here.xlstart / "PERSONAL.XLSB").write_bytes(b"somebody's")
    uninstall(here)
    assert [path.name for path in here.xlstart.iterdir()] == ["PERSONAL.XLSB"]


def test_shared_logs_go_and_another_users_python_stays(tmp_path: Path) -> None:
    here = machine(tmp_path, VIETNAMESE, shortens=False)
    done = install(here)
    assert done.logs
    (Path(done.logs) / "xlwings-1.log").touch()
    python = tmp_path / "ProgramData" / "par_xl" / "python" / "python.exe"
    python.parent.mkdir()
    python.touch()
    uninstall(here)
    assert not Path(done.logs).exists() and python.exists()


def test_nothing_installed_is_said(tmp_path: Path) -> None:
    here = machine(tmp_path)
    assert removed(uninstall(here)) == ["Chưa cài phần bổ trợ, không có gì để gỡ."]
    assert fits(status(here))[-1] == "Muốn cài thì chạy: “par-xl addin install”."


@pytest.mark.parametrize("linked", ["inside", "itself"])
def test_links_are_not_followed(tmp_path: Path, linked: str) -> None:
    here = machine(tmp_path)
    install(here)
    outside = tmp_path / "outside"
    if linked == "inside":
        outside.mkdir()
        (here.user / "link").symlink_to(outside, target_is_directory=True)
    else:
        here.user.rename(outside)
        here.user.symlink_to(outside, target_is_directory=True)
    (outside / "mine.txt").touch()
    uninstall(here)
    assert (outside / "mine.txt").exists() and not here.user.is_symlink()
    assert not here.user.exists()


def test_a_file_in_place_of_the_users_folder_goes_too(tmp_path: Path) -> None:
    here = machine(tmp_path)
    (here.xlstart / "PERSONAL.XLSB").write_bytes(b"somebody's")
    before = tree(tmp_path)
    here.user.write_bytes(b"a file")
    assert uninstall(here) == (here.user,)
    assert tree(tmp_path) == before


def test_a_file_held_inside_the_users_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    install(here)
    held = here.user / "nhat-ky" / "xlwings-1.log"

    def refusing(folder: Path) -> None:
        raise PermissionError(13, "in use", str(held))

    monkeypatch.setattr("par_xl.app.addin.install.shutil.rmtree", refusing)
    with pytest.raises(ParXlError) as caught:
        uninstall(here)
    assert str(held) in caught.value.message and "Đóng Excel" in caught.value.fix
    monkeypatch.undo()
    assert uninstall(here) == (here.user,)
