"""Installing into a pretended profile, and what status says of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from par_xl import __version__
from par_xl.app.addin.build import build
from par_xl.app.addin.doctor import status
from par_xl.app.addin.install import install, settings_for, uninstall
from par_xl.app.addin.machine import Machine
from par_xl.app.cli.addin import fits, installed
from par_xl.terms.errors import ParXlError
from pretended_machine import VIETNAMESE, machine, tree
from windows_files import refuse


def test_add_in_and_settings_are_written(tmp_path: Path) -> None:
    here = machine(tmp_path)
    done = install(here)
    assert done.addin == here.xlstart / "par_xl.xlam"
    settings = settings_for(here)
    assert done.addin.read_bytes() == build(settings)
    assert here.installed() == {"par_xl": __version__, **settings}
    assert not done.replaced and done.logs and Path(done.logs).is_dir()
    lines = "\n".join(installed(done))
    assert str(done.addin) in lines and done.interpreter in lines
    assert "mở Excel, xem thẻ Cải cách hành chính" in lines


@pytest.mark.parametrize("shortens", [True, False])
def test_a_profile_with_accents_has_a_folder_for_logs(tmp_path: Path, shortens: bool) -> None:
    done = install(machine(tmp_path, VIETNAMESE, shortens=shortens))
    assert done.logs and done.logs.isascii() and Path(done.logs).is_dir()


def test_installing_again_replaces_what_is_there(tmp_path: Path) -> None:
    here = machine(tmp_path)
    here.addin.write_bytes(b"an older one")
    assert install(here).replaced
    first = tree(tmp_path)
    again = install(machine(tmp_path, processes=lambda: frozenset({"excel.exe"})))
    assert again.replaced and tree(tmp_path) == first
    assert "đóng Excel rồi mở lại" in installed(again)[-1]


def test_files_half_written_are_cleared_away(tmp_path: Path) -> None:
    here = machine(tmp_path)
    for act in (install, uninstall):
        strays = [folder / ".par-xl-abc.xlam" for folder in (here.xlstart, here.xlstart.parent)]
        for stray in strays:
            stray.touch()
        act(here)
        assert not any(stray.exists() for stray in strays)


def test_nothing_half_written_ever_lies_where_excel_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens all that lies there, at every start, whatever became of the installing."""
    here = machine(tmp_path)
    seen: set[str] = set()
    sync = os.fsync

    def seeing(descriptor: int) -> None:
        seen.update(path.name for path in here.xlstart.iterdir())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", seeing)
    install(here)
    here.addin.write_bytes(b"an older one")
    install(here)
    assert seen <= {here.addin.name}


def test_the_same_add_in_is_installed_while_excel_has_it_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    install(here)
    refuse(here.addin, monkeypatch)
    assert install(here).replaced


def test_the_stores_python_is_refused(tmp_path: Path) -> None:
    here = machine(tmp_path, base=tmp_path / "WindowsApps" / "Python311")
    with pytest.raises(ParXlError, match="Microsoft Store"):
        install(here)
    assert not here.addin.exists()


def test_without_a_profile_nothing_is_done(tmp_path: Path) -> None:
    here = machine(tmp_path, appdata=None)
    before = tree(tmp_path)
    assert not here.acts
    acts = (install, uninstall, status)
    for act in acts:
        with pytest.raises(ParXlError, match="APPDATA"):
            act(here)
    assert tree(tmp_path) == before


def test_status_tells_version_python_and_that_all_fits(tmp_path: Path) -> None:
    here = machine(tmp_path)
    install(here)
    found = status(here)
    assert found.installed and found.version == __version__ and not found.faults
    assert found.interpreter == str(here.interpreter)
    assert fits(found)[-1] == "Phần bổ trợ, cài đặt và par_xl khớp nhau."


def _older(here: Machine) -> None:
    here.addin.write_bytes(b"an older one")


def _gone(here: Machine) -> None:
    here.addin.unlink()


@pytest.mark.parametrize("spoil", [_older, _gone])
def test_status_tells_what_does_not_fit_and_what_to_do(
    tmp_path: Path, spoil: Callable[[Machine], None]
) -> None:
    here = machine(tmp_path)
    install(here)
    spoil(here)
    found = status(here)
    assert found.faults and all("“par-xl addin install”." in each for each in found.faults)
    assert set(found.faults) <= set(fits(found))
