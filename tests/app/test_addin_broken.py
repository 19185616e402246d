"""Broken computers: packages that cannot be loaded, paths that cannot be read; no crash."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from par_xl.app.addin.build import build
from par_xl.app.addin.doctor import doctor, status
from par_xl.app.addin.install import install
from par_xl.app.addin.machine import Machine
from par_xl.app.cli.addin import fits
from par_xl.terms.errors import ParXlError
from pretended_machine import changed, line, machine

_WITHOUT = """
import sys
sys.modules[sys.argv[1]] = None
from par_xl.app import cli
for name in ("doctor", "status", "uninstall", "install"):
    try:
        cli.main(["addin", name])
    except SystemExit as ended:
        print("\\f", ended.code, end="\\f", flush=True)
"""


@pytest.mark.short("pyopenvba")
@pytest.mark.parametrize("module", ["pyopenvba", "xlsxwriter", "xlwings"])
def test_without_a_package_the_add_in_is_looked_at_and_taken_out(
    module: str, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a Python that cannot load it."""
    for name, value in (("APPDATA", profile / "Roaming"), ("USERPROFILE", profile)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("COLUMNS", "10000")
    here = Machine()
    install(here)
    ended = subprocess.run(
        [sys.executable, "-c", _WITHOUT, module],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=True,
    )
    parts = ended.stdout.split("\f")
    doctor, status, uninstall, again = zip(parts[::2], map(int, parts[1::2]), strict=False)
    for (printed, code), expected in ((doctor, 2), (status, 0), (again, 2)):
        assert code == expected and "không lường trước" not in printed
        assert module in printed and "pip install --force-reinstall" in printed
    assert uninstall[1] == 0 and f"Đã xóa {here.addin}" in uninstall[0]
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


def test_an_add_in_that_cannot_be_read_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    install(here)
    _close(monkeypatch, here.addin)
    (fault,) = (each for each in doctor(here) if each.ok is False)
    assert fault.title == "Phiên bản phần bổ trợ"
    assert f"Không đọc được {here.addin}." in fault.text
    found = status(here)
    assert found.installed and found.version is None and found.faults == (fault.text,)
    with pytest.raises(ParXlError, match="Không đọc được"):
        install(here)


@pytest.mark.parametrize("interpreter", ["", "x" * 250, "a*b"])
def test_no_interpreter_stops_the_doctor(tmp_path: Path, interpreter: str) -> None:
    here = machine(tmp_path)
    install(here)
    here.addin.write_bytes(build({"INTERPRETER_WIN": interpreter}))
    faults = [each for each in doctor(here) if each.ok is False]
    assert faults and not any("không lường trước" in each.text for each in faults)
    # Where a test puts its machine is longer than a drive.
    assert all(len(each.text.replace(str(tmp_path), "C:")) < 1000 for each in faults)
    assert status(here).faults


def test_a_check_that_fails_is_a_line_and_the_others_are_made(
    tmp_path: Path, profile: Path
) -> None:
    def failing(*_: object) -> str:
        raise RuntimeError("unforeseen")

    here = machine(tmp_path)
    install(here)
    found = doctor(changed(here, run=failing))
    (fault,) = (each for each in found if each.ok is False)
    assert fault.title == "Python mà Excel gọi" and len(found) == 18
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
    assert f"“{full} install”" in fits(status(here))[-1]
    install(here)
    here.addin.unlink()
    assert f"“{full} install”" in line(here, "Phần bổ trợ").text


def test_only_the_par_xl_of_this_python_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / ("par-xl.exe" if sys.platform == "win32" else "par-xl")
    other.touch(mode=0o755)
    own = Path(sysconfig.get_path("scripts"))
    for path, expected in ((own, True), (tmp_path, False), (tmp_path / "none", False)):
        monkeypatch.setenv("PATH", str(path))
        assert Machine().on_path is expected
