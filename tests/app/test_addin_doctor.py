"""The doctor as a whole, and what it says of Python."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from par_xl import __version__
from par_xl.app.addin.checks import Hold, excel, files, python, windows
from par_xl.app.addin.doctor import doctor, report
from par_xl.app.addin.install import install
from par_xl.app.addin.machine import Machine, Registry
from pretended_machine import (
    VIETNAMESE,
    answer,
    changed,
    line,
    machine,
)


@pytest.mark.parametrize("user", ["nguyenvana", VIETNAMESE])
def test_a_healthy_computer_has_nothing_to_put_right(tmp_path: Path, user: str) -> None:
    here = machine(tmp_path, user)
    install(here)
    found = doctor(here)
    assert {check.title: check.ok for check in found} == dict.fromkeys(
        (check.title for check in found), True
    )
    assert len({check.title for check in found}) == len(found) == 26
    first, *_, last = report(found)
    assert first == "Không có mục nào cần xử lý."
    assert last == "Kết luận: máy này dùng được cả thẻ trong Excel lẫn dòng lệnh «par-xl»."


def test_before_installing_only_the_missing_add_in_is_wrong(tmp_path: Path) -> None:
    found = doctor(machine(tmp_path))
    assert [check.title for check in found if check.ok is False] == ["Phần bổ trợ"]
    waiting = [check for check in found if check.ok is None]
    assert waiting and all("par-xl addin install" in check.text for check in waiting)
    assert report(found)[-1].startswith("Kết luận: xử lý xong các mục trên")


def test_off_windows_it_says_what_it_could_not_look_at(tmp_path: Path) -> None:
    here = machine(tmp_path, windows=False, appdata=None, registry=Registry())
    found = doctor(here)
    assert not [check for check in found if check.ok is False]
    skipped = {check.title for check in found if check.ok is None}
    assert {"Hệ điều hành", "Phần bổ trợ", "WPS Office", "Gói pywin32"} <= skipped
    assert line(here, "Python").ok and line(here, "Gói xlwings").ok
    assert report(found)[-1].startswith("Kết luận: máy này dùng dòng lệnh «par-xl»;")


def test_windows_without_a_profile_has_no_tab(tmp_path: Path) -> None:
    found = line(machine(tmp_path, appdata=None), "Phần bổ trợ")
    assert found.ok is False and "APPDATA" in found.text


def test_this_python_answers_as_excels_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the real interpreter, started as the add-in starts it."""
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    here = Machine()
    install(here)
    found = line(here, "Python mà Excel gọi")
    assert found.ok and sys.executable in found.text and __version__ in found.text


PYTHON_FAULTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "old": ("Python", {"python": (3, 10, 4)}, "Cài Python 3.11 trở lên"),
    "store": ("Nguồn của Python", {"base": Path("C:/WindowsApps/Python")}, "python.org"),
    "no xlwings": (
        "Gói xlwings",
        {"package": lambda _name: None},
        "Chưa cài. Chạy trong dấu nhắc lệnh (cmd): «",
    ),
    "another xlwings": (
        "Gói xlwings",
        {"package": lambda _name: "1.0.0"},
        "Bản 1.0.0 không dùng được. Chạy trong",
    ),
    "near xlwings": ("Gói xlwings", {"package": lambda _name: "0.370"}, "<0.38"),
    "broken builder": (
        "Gói pyOpenVBA",
        {"loads": lambda name: name != "pyopenvba"},
        '--force-reinstall "pyopenvba<7,>=6.5"',
    ),
    "no writer": (
        "Gói XlsxWriter",
        {"package": lambda _name: None},
        '-P -m pip install "xlsxwriter<',
    ),
    "broken writer": (
        "Gói XlsxWriter",
        {"loads": lambda name: name != "xlsxwriter"},
        "--force-reinstall",
    ),
    "no builder": (
        "Gói pyOpenVBA",
        {"package": lambda _name: None},
        '-P -m pip install "pyopenvba<',
    ),
    "no pywin32": ("Gói pywin32", {"package": lambda _name: None}, '-P -m pip install "pywin32"'),
    "broken pywin32": ("Gói pywin32", {"loads": lambda _name: False}, "--force-reinstall"),
    "silent": ("Python mà Excel gọi", {"run": lambda *_: None}, '" --version'),
    "garbled": ("Python mà Excel gọi", {"run": lambda *_: "Fatal"}, '" --version'),
    "bare": (
        "Python mà Excel gọi",
        {"run": lambda *_: answer(par_xl=None, xlwings=None)},
        "không nạp được par_xl và xlwings",
    ),
    "another par_xl": (
        "Python mà Excel gọi",
        {"run": lambda *_: answer(par_xl="0.0.9")},
        "có par_xl 0.0.9",
    ),
}


@pytest.mark.parametrize("name", PYTHON_FAULTS)
def test_what_is_wrong_with_python(tmp_path: Path, name: str) -> None:
    title, changes, said = PYTHON_FAULTS[name]
    here = machine(tmp_path)
    install(here)
    found = line(changed(here, **changes), title)
    assert found.ok is False and said in found.text
    # Without these no command works, with or without Excel.
    assert (found.hold is Hold.ALL) is (title in ("Python", "Gói XlsxWriter"))


def test_each_field_is_in_the_doctor(tmp_path: Path) -> None:
    here = machine(tmp_path)
    found = doctor(here)
    for field in (windows, python, files, excel):
        assert set(field.checks(here)) <= set(found)
