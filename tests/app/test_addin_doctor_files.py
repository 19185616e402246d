"""The doctor on the installed files: right, and spoilt in each way that it knows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from par_xl import __version__
from par_xl.app.addin.build import build
from par_xl.app.addin.checks import files
from par_xl.app.addin.install import install
from par_xl.app.addin.machine import Machine
from par_xl.app.addin.profile import to_bytes
from par_xl.terms.errors import ParXlError
from pretended_machine import changed, line, machine

AGAIN = "«par-xl addin install»."
ENDLESS = "xxx" if sys.platform == "win32" else "Không đọc được xxx"
"""Windows says of a path without end that nothing lies there."""


def _take(here: Machine) -> None:
    here.addin.unlink()


def _take_python(here: Machine) -> None:
    here.interpreter.unlink()


def _older(here: Machine) -> None:
    here.addin.write_bytes(b"no add-in of ours")


def _saved_over(here: Machine) -> None:
    here.addin.write_bytes(build({"INTERPRETER_WIN": "C:/evil.exe"}))


def _from_internet(here: Machine) -> None:
    Path(f"{here.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")


def _no_settings(here: Machine) -> None:
    here.settings_path.unlink()


def _damaged(here: Machine) -> None:
    here.settings_path.write_bytes(b"\xff\xfe")


def _no_logs(here: Machine) -> None:
    (here.user / "nhat-ky").rmdir()


def _sets(interpreter: str) -> Callable[[Machine], None]:
    def spoil(here: Machine) -> None:
        here.settings_path.write_bytes(to_bytes({"INTERPRETER_WIN": interpreter}))

    return spoil


FILE_FAULTS: dict[str, tuple[str, Callable[[Machine], None], str]] = {
    "gone": ("Phần bổ trợ", _take, AGAIN),
    "taken": ("Chương trình diệt vi-rút", _take, "Khôi phục (Restore)"),
    "python taken": ("Chương trình diệt vi-rút", _take_python, "python.exe"),
    "no python": ("Python mà Excel gọi", _take_python, AGAIN),
    "not ours": ("Phiên bản phần bổ trợ", _older, "bị hỏng"),
    "saved over": ("Phiên bản phần bổ trợ", _saved_over, "hoặc xlwings đã được cập nhật"),
    "blocked": ("Dấu «tệp từ Internet»", _from_internet, "Bỏ chặn (Unblock)"),
    "no settings": ("Cài đặt", _no_settings, AGAIN),
    "damaged": ("Cài đặt", _damaged, AGAIN),
    "no logs": ("Thư mục nhật ký lỗi", _no_logs, AGAIN),
    "unsafe python": ("Đường dẫn", _sets("C:/100%/python.exe"), "-m venv"),
    "long python": ("Đường dẫn", _sets(f"C:/{'a' * 250}/python.exe"), "đường dẫn ngắn"),
    "no name": ("Cài đặt", _sets(""), "bị sửa hoặc hỏng"),
    "no file name": ("Chương trình diệt vi-rút", _sets("x" * 5000), ENDLESS),
    "endless python": ("Python mà Excel gọi", _sets("x" * 5000), ENDLESS),
    "python on the net": (
        "Vị trí hồ sơ và Python",
        _sets(r"\\may-chu\chung\python.exe"),
        "Cài Python và par_xl vào ổ đĩa của máy",
    ),
}


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_what_is_wrong_with_the_files(tmp_path: Path, name: str) -> None:
    title, spoil, said = FILE_FAULTS[name]
    here = machine(tmp_path)
    install(here)
    assert line(here, title).ok is True
    spoil(here)
    found = line(here, title)
    assert found.ok is False and said in found.text


def test_another_version_of_the_add_in_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path)
    install(here)
    monkeypatch.setattr(files, "__version__", "0.2.0")
    found = line(here, "Phiên bản phần bổ trợ")
    assert found.ok is False
    assert f"là bản {__version__}, par_xl là bản 0.2.0" in found.text and AGAIN in found.text


def test_what_cannot_be_built_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = machine(tmp_path)
    install(here)

    def other(_settings: object) -> bytes:
        raise ParXlError("xlwings đã đổi.", "Cài xlwings 0.37.")

    monkeypatch.setattr("par_xl.app.addin.build.build", other)
    found = line(here, "Phiên bản phần bổ trợ")
    assert found.ok is False and "xlwings đã đổi. Cài xlwings 0.37." in found.text


@pytest.mark.parametrize(
    ("appdata", "title", "said"),
    [
        (Path("/" + "a" * 200), "Đường dẫn", "Excel chỉ mở đến 218"),
        (Path("/OneDrive - UBND/Roaming"), "Vị trí hồ sơ và Python", "Always keep on this device"),
        (Path(r"\\may-chu\ho-so"), "Vị trí hồ sơ và Python", "Trusted Locations"),
    ],
)
def test_a_profile_where_excel_does_not_reach(
    tmp_path: Path, appdata: Path, title: str, said: str
) -> None:
    here = machine(tmp_path)
    assert line(here, title).ok is True
    found = line(changed(here, appdata=appdata), title)
    assert found.ok is False and said in found.text


def test_a_path_of_218_characters_is_the_longest(tmp_path: Path) -> None:
    here = machine(tmp_path)
    rest = len(str(changed(here, appdata=Path("/")).addin))
    for length, ok in ((218, True), (219, False)):
        longest = changed(here, appdata=Path("/" + "a" * (length - rest - 1)))
        assert len(str(longest.addin)) == length
        assert line(longest, "Đường dẫn").ok is ok
