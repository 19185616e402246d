"""The offline kit by its own cmd files, and the tab in Excel, on a machine without Excel."""

from __future__ import annotations

import zipfile
from pathlib import Path

from killed_merge import prepare
from par_xl import __version__
from par_xl.app.addin.build import build
from scripts.kit.compose import compose, packed
from scripts.kit.fetching import fetch
from scripts.kit.wheels import Wheel, wanted
from scripts.packing import wheel
from scripts.pins import path_of, read
from windows.conftest import ALL
from windows.machine import AS_EXCEL, PYTHON_VERSION, Said, Windows


def _unpacked_kit(scratch: Path, folder: Path) -> None:
    """The kit for this one Python, as a person unpacks it."""
    pins = read(path_of("run"))
    fetch(wanted(pins, PYTHON_VERSION), PYTHON_VERSION, scratch)
    wheel(scratch)
    wheels = [Wheel(path) for path in sorted(scratch.iterdir())]
    packed(compose(wheels, pins, build(), pythons=[PYTHON_VERSION]), scratch / "kit.zip")
    with zipfile.ZipFile(scratch / "kit.zip") as kit:
        kit.extractall(folder)


def _cmd(windows: Windows, program: Path, *arguments: str, at: Path) -> Said:
    """Start a file as cmd.exe does; nobody presses a key at its end."""
    return windows.run("cmd", "/c", windows.path(program), *arguments, at=at)


def test_the_kit_from_installing_to_removing(windows: Windows, place: Path, tmp_path: Path) -> None:
    kit = place / f"Bộ cài par_xl {__version__}"
    _unpacked_kit(tmp_path, kit)
    home = windows.profile / "AppData" / "Local" / "par_xl"
    for programs in ([__version__], [f"{__version__}-2"])[: 2 if ALL else 1]:
        installed = _cmd(windows, kit / "cai-dat.cmd", at=kit)
        log = (home / "cai-dat.log").read_text("utf-8", "replace")
        assert installed.returncode == 0, installed.stdout + log
        assert f"Đã cài par_xl {__version__} vào {windows.path(home)}" in installed.stdout
        assert "Máy này không có Excel" in installed.stdout
        assert [path.name for path in (home / "chuong-trinh").iterdir()] == programs
    work = prepare(place / "Báo cáo")
    merged = _cmd(windows, home / "par-xl.cmd", "merge", "2024-06", at=work.root)
    assert (merged.returncode, merged.stderr) == (0, "")
    assert "3 đã nhận" in merged.stdout
    removed = _cmd(windows, home / "go-bo.cmd", at=place)
    assert "Đã gỡ" in removed.stdout
    assert not home.exists()


def test_the_tab_from_installing_to_removing(windows: Windows, place: Path) -> None:
    before = _of_profile(windows)
    start = windows.profile / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    for _again in range(2):
        installed = windows.par_xl("addin", "install", at=place)
        assert (installed.returncode, installed.stderr) == (0, "")
        assert [path.name for path in start.iterdir()] == ["par_xl.xlam"]
    status = windows.par_xl("addin", "status", at=place)
    assert status.returncode == 0
    assert "Phần bổ trợ, cài đặt và par_xl khớp nhau." in status.stdout
    doctor = windows.par_xl("addin", "doctor", at=place)
    assert doctor.returncode == 2
    faults = [line for line in doctor.stdout.splitlines() if line.startswith("[CẦN XỬ LÝ]")]
    assert len(faults) == 1 and "Microsoft Excel" in faults[0]
    removed = windows.par_xl("addin", "uninstall", at=place)
    assert (removed.returncode, removed.stderr) == (0, "")
    assert _of_profile(windows) == before


def test_the_tab_is_held_by_excel(windows: Windows, place: Path) -> None:
    start = windows.profile / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    assert windows.par_xl("addin", "install", at=place).returncode == 0
    addin = start / "par_xl.xlam"
    # Of another version, so that it has to be written again.
    addin.write_bytes(addin.read_bytes() + b"\0")
    with windows.held(addin, AS_EXCEL):
        for what in ("install", "uninstall"):
            refused = windows.par_xl("addin", what, at=place)
            assert refused.returncode == 2
            assert "Excel" in refused.stderr
            assert [path.name for path in start.iterdir()] == ["par_xl.xlam"]
    assert windows.par_xl("addin", "uninstall", at=place).returncode == 0


def _of_profile(windows: Windows) -> set[Path]:
    """What lies in the user's profile, but for what programs put aside for a while."""
    there = windows.profile.rglob("*")
    return {path for path in there if "Temp" not in path.parts and "Documents" not in path.parts}
