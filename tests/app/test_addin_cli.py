"""`par-xl addin …` as it is typed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from par_xl import __version__
from par_xl.app import cli
from par_xl.app.addin.build import build
from systems import only_posix


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["addin", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().out


@pytest.fixture
def appdata(profile: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pretended profile of Windows."""
    folder = profile / "AppData" / "Roaming"
    monkeypatch.setenv("APPDATA", str(folder))
    return folder


def test_build_writes_the_add_in_and_only_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, printed = run("build", "--out", str(tmp_path / "kit"), capsys=capsys)
    assert status == cli.EXIT_DONE
    assert (tmp_path / "kit" / "par_xl.xlam").read_bytes() == build()
    assert [path.name for path in (tmp_path / "kit").iterdir()] == ["par_xl.xlam"]
    assert "par_xl.xlam" in printed


def test_build_writes_what_has_to_be_imported_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("build", "--out", str(tmp_path), "--sources", capsys=capsys)
    sources = {path.name: path.read_bytes() for path in (tmp_path / "nguon").iterdir()}
    assert set(sources) == {"parxl.bas", "ribbon.xml", "par_xl.conf.txt"}
    assert b'PROJECT_NAME As String = "par_xl"' in sources["parxl.bas"]
    assert b"Public Sub ParXlClick(control As IRibbonControl)\r\n" in sources["parxl.bas"]
    lines = sources["par_xl.conf.txt"].decode("utf-8-sig").split("\r\n")
    assert {line.split("\t")[0] for line in lines} >= {"TEXT_NO_PYTHON", "TEXT_FAILED"}
    assert all(line.count("\t") == 1 for line in lines)


def test_install_status_doctor_and_uninstall(
    appdata: Path,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the real interpreter, started as the add-in starts it."""
    monkeypatch.setenv("COLUMNS", "10000")
    assert "Chưa cài" in run("status", capsys=capsys)[1]
    status, printed = run("install", capsys=capsys)
    addin = appdata / "Microsoft" / "Excel" / "XLSTART" / "par_xl.xlam"
    assert status == cli.EXIT_DONE
    assert addin.is_file()
    assert str(addin) in printed
    assert "khớp nhau" in run("status", capsys=capsys)[1]
    printed = run("doctor", capsys=capsys)[1]
    (called,) = (line for line in printed.splitlines() if "] Python mà Excel gọi: " in line)
    assert "[OK]" in called and sys.executable in called and __version__ in called
    addin.unlink()
    status, printed = run("doctor", capsys=capsys)
    assert status == cli.EXIT_FAILED
    assert "[CẦN XỬ LÝ]" in printed
    run("uninstall", capsys=capsys)
    assert not any(path.is_file() for path in profile.rglob("*"))


@only_posix("being another system")
@pytest.mark.parametrize("command", ["install", "status", "uninstall"])
def test_off_windows_it_is_only_said_what_would_be_done(
    command: str,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("APPDATA", raising=False)
    status, printed = run(command, capsys=capsys)
    assert status == cli.EXIT_DONE
    assert "Trên Windows, lệnh này sẽ:" in printed
    assert r"%APPDATA%\Microsoft\Excel\XLSTART" in printed
    assert list(profile.iterdir()) == []
