"""Broken computers: packages that cannot be loaded, paths that cannot be read; no crash."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from par_xl.app.addin.checks import excel
from par_xl.app.addin.doctor import doctor, status
from par_xl.app.addin.install import install
from par_xl.app.addin.machine import Machine
from par_xl.app.addin.profile import to_bytes
from par_xl.app.cli.addin import fits
from par_xl.terms.errors import ParXlError
from pretended_machine import changed, line, machine, registry

_WITHOUT = (
    "import sys\n"
    "sys.modules[sys.argv[1]] = None\n"
    "from par_xl.app import cli\n"
    "cli.main(['addin', sys.argv[2]])\n"
)


def run_without(module: str, name: str, profile: Path) -> tuple[int, str]:
    """`par-xl addin NAME` by a Python that cannot load a module."""
    environment = {
        **os.environ,
        "APPDATA": str(profile / "Roaming"),
        "USERPROFILE": str(profile),
        "COLUMNS": "10000",
    }
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT, module, name],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.short("pyopenvba")
@pytest.mark.parametrize("module", ["pyopenvba", "xlsxwriter", "xlwings"])
def test_without_a_package_the_add_in_is_looked_at_and_taken_out(
    module: str, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPDATA", str(profile / "Roaming"))
    here = Machine()
    install(here)
    for name, expected in (("doctor", 2), ("status", 0)):
        code, printed = run_without(module, name, profile)
        assert code == expected and "không lường trước" not in printed
        assert module in printed and "pip install --force-reinstall" in printed
    code, printed = run_without(module, "uninstall", profile)
    assert code == 0 and f"Đã xóa {here.addin}" in printed
    code, printed = run_without(module, "install", profile)
    assert code == 2 and "không lường trước" not in printed
    assert module in printed and "pip install --force-reinstall" in printed
    assert not here.addin.exists() and not here.user.exists()


def _close(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    """A folder that may not be entered, or a file that may not be read."""
    stat, read_bytes = Path.stat, Path.read_bytes

    def refusing_stat(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if closed in self.parents:
            raise PermissionError(13, "denied", str(self))
        return stat(self, follow_symlinks=follow_symlinks)

    def refusing_read(self: Path) -> bytes:
        if closed in (self, *self.parents):
            raise PermissionError(13, "denied", str(self))
        return read_bytes(self)

    monkeypatch.setattr(Path, "stat", refusing_stat)
    monkeypatch.setattr(Path, "read_bytes", refusing_read)


def test_a_python_in_a_closed_folder_is_two_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    install(here)
    _close(monkeypatch, here.interpreter.parent)
    faults = [check for check in doctor(here) if check.ok is False]
    assert [check.title for check in faults] == ["Python mà Excel gọi", "Chương trình diệt vi-rút"]
    for check in faults:
        assert (
            f"Không đọc được {here.interpreter}." in check.text and "người quản trị" in check.text
        )
    assert len(status(here).faults) == 1


def test_an_add_in_that_cannot_be_read_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    install(here)
    _close(monkeypatch, here.addin)
    (fault,) = (check for check in doctor(here) if check.ok is False)
    assert fault.title == "Phiên bản phần bổ trợ"
    assert f"Không đọc được {here.addin}." in fault.text
    found = status(here)
    assert found.installed and found.version is None and found.faults == (fault.text,)
    with pytest.raises(ParXlError, match="Không đọc được"):
        install(here)


def test_a_closed_start_folder_is_not_taken_for_nothing_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    _close(monkeypatch, here.xlstart)
    found = status(here)
    assert found.installed and any("Không đọc được" in each for each in found.faults)


def test_a_disk_without_room_for_marks_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses the name of a file's mark where the disk keeps no marks."""
    here = machine(tmp_path)
    install(here)
    stat = Path.stat

    def refusing(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if self.name.endswith(":Zone.Identifier"):
            error = OSError(22, "invalid name", str(self))
            error.winerror = 123  # type: ignore[attr-defined,unused-ignore]
            raise error
        return stat(self, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refusing)
    assert line(here, "Dấu «tệp từ Internet»").ok


@pytest.mark.parametrize("interpreter", ["", "x" * 5000, "a\0b"])
def test_no_interpreter_stops_the_doctor(tmp_path: Path, interpreter: str) -> None:
    here = machine(tmp_path)
    install(here)
    here.settings_path.write_bytes(to_bytes({"INTERPRETER_WIN": interpreter}))
    faults = [check for check in doctor(here) if check.ok is False]
    assert faults and not any("không lường trước" in check.text for check in faults)
    # Where a test puts its machine is longer than a drive.
    assert all(len(check.text.replace(str(tmp_path), "C:")) < 1000 for check in faults)
    assert status(here).faults


def test_a_check_that_fails_is_a_line_and_the_others_are_made(
    tmp_path: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_machine: object) -> bool:
        raise RuntimeError("unforeseen")

    here = machine(tmp_path)
    install(here)
    monkeypatch.setattr(excel, "_has_backup", failing)
    monkeypatch.setattr(excel, "com_server", failing)
    found = doctor(here)
    (fault,) = (check for check in found if check.ok is False)
    assert fault.title == "WPS Office" and len(found) == 26
    (log,) = (profile / ".par_xl" / "nhat-ky").iterdir()
    assert str(log) in fault.text and "unforeseen" in log.read_text(encoding="utf-8")


def test_an_add_in_made_by_hand_is_left_alone(tmp_path: Path) -> None:
    here = machine(tmp_path)
    install(here)
    with zipfile.ZipFile(here.addin, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    found = line(here, "Phiên bản phần bổ trợ")
    assert found.ok is None and "cài bằng tay" in found.text and "install" not in found.text
    assert "cài bằng tay" in fits(status(here))[-1]


def test_where_par_xl_is_not_on_the_path_commands_are_told_in_full(tmp_path: Path) -> None:
    here = machine(tmp_path, on_path=False)
    full = f'"{here.interpreter}" -P -m par_xl addin'
    assert here.command("uninstall") == f"{full} uninstall"
    assert f"«{full} install»" in fits(status(here))[-1]
    install(here)
    here.addin.unlink()
    assert f"«{full} install»" in line(here, "Phần bổ trợ").text
    here.addin.mkdir()
    with pytest.raises(ParXlError) as caught:
        install(here)
    assert f"«{full} install»" in caught.value.fix


def test_only_the_par_xl_of_this_python_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / ("par-xl.exe" if sys.platform == "win32" else "par-xl")
    other.touch(mode=0o755)
    own = Path(sysconfig.get_path("scripts"))
    for path, expected in ((own, True), (tmp_path, False), (tmp_path / "none", False)):
        monkeypatch.setenv("PATH", str(path))
        assert Machine().on_path is expected


def test_start_folder_that_the_administrator_trusts(tmp_path: Path) -> None:
    here = machine(tmp_path)
    policy = r"HKLM\Software\Policies\Microsoft\Office\16.0"
    only: dict[str, dict[str, object]] = {
        rf"{policy}\Common\Security\Trusted Locations": {"Allow User Locations": 0}
    }
    location = rf"{policy}\Excel\Security\Trusted Locations\Location7"
    for path, below, trusted in (
        (str(here.xlstart), 0, True),
        (f"{here.xlstart}\\".upper(), 0, True),
        (str(here.xlstart.parent), 1, True),
        (str(here.xlstart.parent), 0, False),
        (str(here.xlstart.parent / "XL"), 1, False),
    ):
        keys: dict[str, dict[str, object]] = {
            **only,
            location: {"Path": path, "AllowSubfolders": below},
        }
        found = line(changed(here, registry=registry(**keys)), "Vị trí tin cậy")
        assert found.ok is trusted, path


def test_users_own_locations_are_no_policy(tmp_path: Path) -> None:
    key = r"HKCU\Software\Microsoft\Office\16.0\Common\Security\Trusted Locations"
    here = machine(tmp_path, registry=registry(**{key: {"Allow User Locations": 0}}))
    assert line(here, "Vị trí tin cậy").ok
