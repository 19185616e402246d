"""The doctor on Windows: old ones, and guards that let a program, a library or a macro not run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from par_xl.app.addin.checks import Hold
from par_xl.app.addin.doctor import doctor, report
from par_xl.app.addin.install import install
from par_xl.app.addin.machine import Machine
from pretended_machine import changed, line, machine, registry

VERSION = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion"
ENVIRONMENT = r"HKLM\System\CurrentControlSet\Control\Session Manager\Environment"
CONTROL = r"HKLM\System\CurrentControlSet\Control\CI\Policy"
WSH = r"Software\Microsoft\Windows Script Host\Settings"
SYSTEM = r"HKCU\Software\Policies\Microsoft\Windows\System"
ASR = r"Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
CHILDREN = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
WIN32 = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
ONE_IS_ENOUGH = "Cả cơ quan chỉ cần một máy"


def of_build(root: Path, build: str, product: str = "Windows") -> Machine:
    values = {"CurrentBuildNumber": build, "ProductName": product}
    return machine(root, registry=registry(**{VERSION: values}))


def conclusion(here: Machine) -> str:
    last = report(doctor(here))[-1]
    assert last.startswith("Kết luận: ")
    return last


@pytest.mark.parametrize(
    ("build", "name", "ok"),
    [
        ("6002", "Windows cũ hơn Windows 7 (bản dựng 6002)", False),
        ("7601", "Windows 7 (bản dựng 7601)", False),
        ("9200", "Windows 8 (bản dựng 9200)", False),
        ("9600", "Windows 8.1 (bản dựng 9600)", True),
        ("10240", "Windows 10 (bản dựng 10240)", True),
        ("21999", "Windows 10 (bản dựng 21999)", True),
        ("22000", "Windows 11 (bản dựng 22000)", True),
        ("", "không đọc được phiên bản", True),
        ("x", "không đọc được phiên bản", True),
    ],
)
def test_windows_is_named_by_what_it_is_built_from(
    tmp_path: Path, build: str, name: str, ok: bool
) -> None:
    here = of_build(tmp_path, build)
    install(here)
    found = line(here, "Hệ điều hành")
    assert name in found.text and found.ok is ok
    assert ("Python 3.11 hoặc 3.12" in found.text) is (build == "9600")
    if not ok:
        assert "Windows 8.1 trở lên" in found.text and "Nhờ người quản trị" in found.text
        assert "«Hệ điều hành»" in conclusion(here) and ONE_IS_ENOUGH in conclusion(here)


def test_a_server_is_called_what_it_calls_itself(tmp_path: Path) -> None:
    found = line(of_build(tmp_path, "14393", "Windows Server 2016 Standard"), "Hệ điều hành")
    assert found.text == "Windows Server 2016 Standard (bản dựng 14393)"


def test_a_32_bit_windows_says_what_it_lacks(tmp_path: Path) -> None:
    for kind, lacks in (("x86", True), ("AMD64", False), ("ARM64", False)):
        keys = {ENVIRONMENT: {"PROCESSOR_ARCHITECTURE": kind}}
        found = line(machine(tmp_path, registry=registry(**keys)), "Hệ điều hành")
        assert found.ok is True
        assert ("32-bit: chỉ cài được Python 32-bit" in found.text) is lacks


REGISTRY_FAULTS: dict[str, tuple[str, dict[str, dict[str, object]], str]] = {
    "no script host": (
        "Windows Script Host và cmd.exe",
        {rf"HKLM\{WSH}": {"Enabled": "0"}},
        "xóa giá trị Enabled",
    ),
    "no script host for the user": (
        "Windows Script Host và cmd.exe",
        {rf"HKCU\{WSH}": {"Enabled": 0}},
        "HKCU",
    ),
    "no command prompt": (
        "Windows Script Host và cmd.exe",
        {SYSTEM: {"DisableCMD": 1}},
        "DisableCMD",
    ),
    "no programs of Office's, by policy": (
        "Quy tắc của Microsoft Defender",
        {rf"HKLM\Software\Policies\Microsoft\{ASR}": {CHILDREN: "1"}},
        "«Block all Office applications from creating child processes»",
    ),
    "no programs of Office's, set here": (
        "Quy tắc của Microsoft Defender",
        {rf"HKLM\Software\Microsoft\{ASR}": {CHILDREN.lower(): 1}},
        "«Block all Office applications from creating child processes»",
    ),
    "no calls of Windows, from the cloud": (
        "Quy tắc của Microsoft Defender",
        {
            r"HKLM\Software\Policies\Microsoft\Windows Defender\Policy Manager": {
                "ASRRules": f"{CHILDREN}=2|{WIN32}=1"
            }
        },
        "attack surface reduction) «Block Win32 API calls from Office macros».",
    ),
}


@pytest.mark.parametrize("name", REGISTRY_FAULTS)
def test_what_the_administrator_has_to_lift(tmp_path: Path, name: str) -> None:
    title, keys, said = REGISTRY_FAULTS[name]
    here = machine(tmp_path)
    install(here)
    assert line(here, title).ok is True
    held = changed(here, registry=registry(**keys))
    found = line(held, title)
    assert (found.ok, found.hold) == (False, Hold.TAB_BY_OTHERS)
    assert said in found.text and "quản trị" in found.text
    last = conclusion(held)
    assert f"khi chưa xử lý được mục «{title}» thì máy này không dùng được thẻ trong Excel" in last
    assert "dòng lệnh «par-xl» vẫn dùng được" in last and ONE_IS_ENOUGH in last


@pytest.mark.parametrize(
    "keys",
    [
        {rf"HKLM\{WSH}": {"Enabled": 1}},
        # Batch files may run.
        {SYSTEM: {"DisableCMD": 2}},
        # Only watched, only warned of, or another rule: that on Outlook.
        {rf"HKLM\Software\Policies\Microsoft\{ASR}": {CHILDREN: "2", WIN32: "6"}},
        {rf"HKLM\Software\Microsoft\{ASR}": {"26190899-1602-49e8-8b27-eb1d0a1ce869": 1}},
        # On, but nothing of ours is kept from running.
        {CONTROL: {"VerifiedAndReputablePolicyState": 1}},
    ],
)
def test_what_does_no_harm_is_no_fault(tmp_path: Path, keys: dict[str, dict[str, object]]) -> None:
    here = machine(tmp_path, registry=registry(**keys))
    install(here)
    assert [check for check in doctor(here) if check.ok is not True] == []


def refusing(program: str, number: int) -> dict[str, Any]:
    def refusal(command: Sequence[str]) -> int:
        return number if command[0].endswith(program) else 0

    return {"refusal": refusal}


def test_no_program_of_the_current_folder_is_tried(tmp_path: Path) -> None:
    """One that is named without its folder is looked for there first."""
    here = machine(tmp_path)
    install(here)
    tried: list[str] = []

    def refusal(command: Sequence[str]) -> int:
        tried.append(command[0])
        return 0

    doctor(changed(here, refusal=refusal))
    assert any(each.endswith("cmd.exe") for each in tried)
    assert [each for each in tried if PureWindowsPath(each).parent == PureWindowsPath(".")] == []


@pytest.mark.parametrize("program", ["python.exe", "cmd.exe"])
@pytest.mark.parametrize(
    ("number", "why"),
    [
        (5, "không có quyền"),
        (225, "coi là vi-rút"),
        (226, "đã xóa vì coi là vi-rút"),
        (1260, "AppLocker"),
        (4551, "Smart App Control"),
        (193, "Windows không khởi động được (lỗi số 193)"),
    ],
)
def test_a_blocked_program_is_named_with_who_blocks_it(
    tmp_path: Path, program: str, number: int, why: str
) -> None:
    here = machine(tmp_path)
    install(here)
    held = changed(here, **refusing(program, number))
    found = line(held, "Chương trình bị chặn")
    assert (found.ok, found.hold) == (False, Hold.TAB_BY_OTHERS)
    assert why in found.text and f"(lỗi số {number})" in found.text
    assert "người quản trị công nghệ thông tin" in found.text and program in found.text
    assert ("Program Files" in found.text) is (program == "python.exe")
    assert "không dùng được thẻ trong Excel" in conclusion(held)


def test_a_program_that_is_gone_is_not_called_blocked(tmp_path: Path) -> None:
    here = machine(tmp_path, **refusing("python.exe", 2))
    assert line(here, "Chương trình bị chặn").ok is True


def test_a_blocked_launcher_is_done_without(tmp_path: Path) -> None:
    here = machine(tmp_path, **refusing("par-xl.exe", 1260))
    install(here)
    assert line(here, "Chương trình bị chặn").ok is True
    (here.interpreter.parent / "par-xl.exe").write_bytes(b"MZ")
    found = line(here, "Chương trình bị chặn")
    assert (found.ok, found.hold) == (False, Hold.NAME)
    assert f'«"{here.interpreter}" -P -m par_xl»' in found.text
    assert "máy này dùng được thẻ trong Excel; dòng lệnh cũng dùng được" in conclusion(here)
    # After the offline kit, par-xl is a .cmd that starts Python.
    assert line(changed(here, on_path=False), "Chương trình bị chặn").ok is True


@pytest.mark.parametrize("name", ["pydantic", "python_calamine", "psutil"])
def test_a_blocked_library_stops_everything(tmp_path: Path, name: str) -> None:
    here = machine(tmp_path)
    install(here)
    lost = changed(here, loads=lambda module: module != name)
    found = line(lost, "Thư viện bị chặn")
    assert (found.ok, found.hold) == (False, Hold.ALL)
    assert f"không nạp được {name}." in found.text and "AppLocker" in found.text
    assert "không dùng được par_xl, cả thẻ trong Excel lẫn dòng lệnh" in conclusion(lost)
    keys = {CONTROL: {"VerifiedAndReputablePolicyState": 1}}
    found = line(changed(lost, registry=registry(**keys)), "Thư viện bị chặn")
    assert "Smart App Control của Windows 11 đang bật" in found.text
    assert "hỏi người quản trị" in found.text


def test_programs_are_really_started(tmp_path: Path) -> None:
    here = Machine()
    assert here.refusal((sys.executable, "-c", "raise SystemExit(3)")) == 0
    assert here.refusal((str(tmp_path / "none"),)) != 0
    file = tmp_path / "no-program"
    file.touch()
    assert here.refusal((str(file),)) != 0
    assert here.refusal(("\0",)) != 0
