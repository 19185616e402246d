"""The doctor: a healthy computer, and one spoilt in each way that it knows."""

from __future__ import annotations

import shutil
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from par_xl import __version__
from par_xl.app.addin import file_checks
from par_xl.app.addin.build import build
from par_xl.app.addin.checks import Hold
from par_xl.app.addin.doctor import doctor, report
from par_xl.app.addin.install import install
from par_xl.app.addin.machine import Machine, Registry
from par_xl.terms.errors import ParXlError
from pretended_machine import (
    CLASS,
    EXCEL,
    VIETNAMESE,
    PretendedRegistry,
    answer,
    changed,
    line,
    machine,
    registry,
)

Keys = Mapping[str, Mapping[str, object]]
ONE_IS_ENOUGH = "Cả cơ quan chỉ cần một máy"
AGAIN = "“par-xl addin install”."


def conclusion(here: Machine) -> str:
    last = report(doctor(here))[-1]
    assert last.startswith("Kết luận: ")
    return last


@pytest.mark.parametrize("user", ["nguyenvana", VIETNAMESE])
def test_a_healthy_computer_has_nothing_to_put_right(tmp_path: Path, user: str) -> None:
    here = machine(tmp_path, user)
    install(here)
    found = doctor(here)
    assert {each.title: each.ok for each in found} == dict.fromkeys(
        (each.title for each in found), True
    )
    assert len({each.title for each in found}) == len(found) == 18
    first, *_, last = report(found)
    assert first == "Không có mục nào cần xử lý."
    assert last == "Kết luận: máy này dùng được cả thẻ trong Excel lẫn dòng lệnh “par-xl”."


def test_before_installing_only_the_missing_add_in_is_wrong(tmp_path: Path) -> None:
    found = doctor(machine(tmp_path))
    assert [each.title for each in found if each.ok is False] == ["Phần bổ trợ"]
    waiting = [each for each in found if each.ok is None]
    assert waiting and all("par-xl addin install" in each.text for each in waiting)
    assert report(found)[-1].startswith("Kết luận: xử lý xong các mục trên")


def test_off_windows_it_says_what_it_could_not_look_at(tmp_path: Path) -> None:
    here = machine(tmp_path, windows=False, appdata=None, registry=Registry())
    found = doctor(here)
    assert not [each for each in found if each.ok is False]
    skipped = {each.title for each in found if each.ok is None}
    assert {"Hệ điều hành", "Phần bổ trợ", "WPS Office", "Cài đặt"} <= skipped
    assert line(here, "Python").ok and line(here, "Thư viện bị chặn").ok
    assert report(found)[-1].startswith("Kết luận: máy này dùng dòng lệnh “par-xl”;")


def test_windows_without_a_profile_has_no_tab(tmp_path: Path) -> None:
    found = line(machine(tmp_path, appdata=None), "Phần bổ trợ")
    assert found.ok is False and "APPDATA" in found.text


CALLED: dict[str, tuple[Callable[..., str | None], str]] = {
    "silent": (lambda *_: None, '" --version'),
    "garbled": (lambda *_: "Fatal", '" --version'),
    "bare": (lambda *_: answer(par_xl=None, xlwings=None), "không nạp được par_xl và xlwings"),
    "without xlwings": (lambda *_: answer(xlwings=None), "không nạp được xlwings. Cài lại"),
    "another par_xl": (lambda *_: answer(par_xl="0.0.9"), "có par_xl 0.0.9"),
}


@pytest.mark.parametrize("name", CALLED)
def test_what_is_wrong_with_the_python_that_excel_calls(tmp_path: Path, name: str) -> None:
    run, said = CALLED[name]
    here = machine(tmp_path)
    install(here)
    found = line(changed(here, run=run), "Python mà Excel gọi")
    assert (found.ok, found.hold) == (False, Hold.TAB) and said in found.text


CONTROL = r"HKLM\System\CurrentControlSet\Control\CI\Policy"


@pytest.mark.parametrize(
    ("name", "hold"),
    [
        ("pydantic", Hold.ALL),
        ("python_calamine", Hold.ALL),
        ("psutil", Hold.ALL),
        ("xlsxwriter", Hold.ALL),
        ("pywintypes", Hold.TAB),
    ],
)
def test_a_blocked_library_is_named(tmp_path: Path, name: str, hold: Hold) -> None:
    here = machine(tmp_path)
    install(here)
    lost = changed(here, loads=lambda module: module != name)
    found = line(lost, "Thư viện bị chặn")
    assert (found.ok, found.hold) == (False, hold)
    assert f"không nạp được {name}." in found.text and "AppLocker" in found.text
    stops_all = "không dùng được par_xl, cả thẻ trong Excel lẫn dòng lệnh" in conclusion(lost)
    assert stops_all is (hold is Hold.ALL)
    keys = {CONTROL: {"VerifiedAndReputablePolicyState": 1}}
    found = line(changed(lost, registry=registry(**keys)), "Thư viện bị chặn")
    assert "Smart App Control của Windows 11 đang bật" in found.text
    assert "hỏi người quản trị" in found.text


# Files.


def _take(here: Machine) -> None:
    here.addin.unlink()


def _take_without_a_trace(here: Machine) -> None:
    here.addin.unlink()
    shutil.rmtree(here.user)


def _take_python(here: Machine) -> None:
    here.interpreter.unlink()


def _not_ours(here: Machine) -> None:
    here.addin.write_bytes(b"no add-in of ours")


def _saved_over(here: Machine) -> None:
    here.addin.write_bytes(here.addin.read_bytes() + b"\0")


def _from_internet(here: Machine) -> None:
    Path(f"{here.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")


def _no_logs(here: Machine) -> None:
    (here.user / "nhat-ky").rmdir()


def _sets(interpreter: str) -> Callable[[Machine], None]:
    def spoil(here: Machine) -> None:
        here.addin.write_bytes(build({"INTERPRETER_WIN": interpreter}))

    return spoil


def _edited(here: Machine) -> None:
    """Its sheet says another one than what it was built with."""
    name = str(here.interpreter).encode()
    with zipfile.ZipFile(here.addin) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    assert name in parts["xl/sharedStrings.xml"]
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(name, b"C:/evil.exe")
    with zipfile.ZipFile(here.addin, "w") as package:
        for each, part in parts.items():
            package.writestr(each, part)


FILE_FAULTS: dict[str, tuple[str, Callable[[Machine], None], str]] = {
    "gone": ("Phần bổ trợ", _take_without_a_trace, AGAIN),
    "taken": ("Phần bổ trợ", _take, "Khôi phục (Restore)"),
    "python taken": ("Cài đặt", _take_python, "Khôi phục (Restore)"),
    "not ours": ("Phiên bản phần bổ trợ", _not_ours, "bị hỏng"),
    "saved over": ("Phiên bản phần bổ trợ", _saved_over, "hoặc xlwings đã được cập nhật"),
    "blocked": ("Dấu “tệp từ Internet”", _from_internet, "Bỏ chặn (Unblock)"),
    "no logs": ("Thư mục nhật ký lỗi", _no_logs, AGAIN),
    "another python": ("Cài đặt", _sets("C:/x.exe"), "C:/x.exe"),
    "another python's add-in": ("Phiên bản phần bổ trợ", _edited, "bị thay đổi"),
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
    monkeypatch.setattr(file_checks, "__version__", "0.2.0")
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


def test_a_profile_on_the_network_may_not_be_trusted(tmp_path: Path) -> None:
    found = line(changed(machine(tmp_path), appdata=Path(r"\\may-chu\ho-so")), "Vị trí tin cậy")
    assert found.ok is False and "Trusted Locations" in found.text


# What Windows' and Excel's settings say.

WSH = r"Software\Microsoft\Windows Script Host\Settings"
SYSTEM = r"HKCU\Software\Policies\Microsoft\Windows\System"
ASR = r"Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
CHILDREN = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
WIN32 = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
OFFICE = r"HKCU\Software\Microsoft\Office\16.0"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0"
CLOUD = r"HKCU\Software\Policies\Microsoft\Cloud\Office\16.0"
SERVER = rf"HKCR\CLSID\{CLASS}\LocalServer32"
APP_PATH = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
LOCATIONS = r"Excel\Security\Trusted Locations"
COMMON_LOCATIONS = r"Common\Security\Trusted Locations"
DISABLED = rf"{OFFICE}\Excel\Resiliency\DisabledItems"
MARK = b"\x02\0\0\0" + r"C:\users\a\xlstart\par_xl.xlam".encode("utf-16-le") + b"\0\0"
OTHERS, USER = Hold.TAB_BY_OTHERS, Hold.TAB
HOST, RULES = "Windows Script Host và cmd.exe", "Quy tắc của Microsoft Defender"
OFF, PLACE, ADDINS = "Phần bổ trợ bị Excel tắt", "Vị trí tin cậy", "Chính sách về phần bổ trợ"
NO_CHILDREN = "“Block all Office applications from creating child processes”"
REGISTRY_FAULTS: dict[str, tuple[str, Keys, str, Hold]] = {
    "no script host": (HOST, {rf"HKLM\{WSH}": {"Enabled": "0"}}, "xóa giá trị Enabled", OTHERS),
    "no script host for the user": (HOST, {rf"HKCU\{WSH}": {"Enabled": 0}}, "HKCU", OTHERS),
    "no command prompt": (HOST, {SYSTEM: {"DisableCMD": 1}}, "DisableCMD", OTHERS),
    "no programs of Office's, by policy": (
        RULES,
        {rf"HKLM\Software\Policies\Microsoft\{ASR}": {CHILDREN: "1"}},
        NO_CHILDREN,
        OTHERS,
    ),
    "no programs of Office's, set here": (
        RULES,
        {rf"HKLM\Software\Microsoft\{ASR}": {CHILDREN.lower(): 1}},
        NO_CHILDREN,
        OTHERS,
    ),
    "no calls of Windows, from the cloud": (
        RULES,
        {
            r"HKLM\Software\Policies\Microsoft\Windows Defender\Policy Manager": {
                "ASRRules": f"{CHILDREN}=2|{WIN32}=1"
            }
        },
        "attack surface reduction) “Block Win32 API calls from Office macros”.",
        OTHERS,
    ),
    "no Excel": ("Microsoft Excel", {APP_PATH: {}}, "Cài Microsoft Excel", OTHERS),
    "WPS as Excel": (
        "Microsoft Excel",
        {APP_PATH: {"": r"C:\Program Files\Kingsoft\WPS Office\office6\et.exe"}},
        "dòng lệnh “par-xl”",
        OTHERS,
    ),
    "WPS answers": (
        "WPS Office",
        {SERVER: {"": r"D:\WPS\office6\wps.exe /Automation"}},
        "Repair",
        USER,
    ),
    "WPS answers, by folder": ("WPS Office", {SERVER: {"": r"D:\KingSoft\x.exe"}}, "Repair", USER),
    "turned off": (OFF, {DISABLED: {"3A8F": MARK}}, "Disabled Items", USER),
    "turned off, in capitals": (
        OFF,
        {DISABLED: {"3A8F": r"C:\XLSTART\PAR_XL.XLAM".encode("utf-16-le")}},
        "Disabled Items",
        USER,
    ),
    "no locations": (
        PLACE,
        {rf"{OFFICE}\{LOCATIONS}": {"AllLocationsDisabled": 1}},
        "Tệp (File) > Tùy chọn (Options)",
        USER,
    ),
    "no locations by policy": (
        PLACE,
        {rf"{POLICY}\{LOCATIONS}": {"AllLocationsDisabled": 1}},
        "chính sách của cơ quan",
        OTHERS,
    ),
    "no locations by policy, older Office": (
        PLACE,
        {rf"HKLM\Software\Policies\Microsoft\Office\15.0\{LOCATIONS}": {"AllLocationsDisabled": 1}},
        "chính sách của cơ quan",
        OTHERS,
    ),
    "no locations by cloud policy": (
        PLACE,
        {rf"{CLOUD}\{LOCATIONS}": {"alllocationsdisabled": 1}},
        "chính sách của cơ quan",
        OTHERS,
    ),
    "the administrator's locations only": (
        PLACE,
        {rf"{POLICY}\{COMMON_LOCATIONS}": {"Allow User Locations": 0}},
        "Đề nghị người quản trị",
        OTHERS,
    ),
    "the administrator's locations only, on this computer": (
        PLACE,
        {
            rf"HKLM{POLICY[4:]}\{COMMON_LOCATIONS}": {"Allow User Locations": 0},
            rf"{POLICY}\{LOCATIONS}\Location1": {"Path": "D:\\", "AllowSubfolders": 1},
        },
        "XLSTART",
        OTHERS,
    ),
    "no VBA": ("Macro", {rf"{POLICY}\Common": {"VBAOff": 1}}, "Disable VBA for Office", OTHERS),
    "no add-ins": (
        ADDINS,
        {rf"{OFFICE}\Excel\Security": {"DisableAllAddins": 1}},
        "Disable all Application Add-ins",
        USER,
    ),
    "signed add-ins": (
        ADDINS,
        {rf"{POLICY}\Excel\Security": {"RequireAddinSig": 1}},
        "“Require that application add-ins are signed by Trusted Publisher”",
        OTHERS,
    ),
    "signed macros in what is always loaded": (
        ADDINS,
        {rf"{POLICY}\Common\Security": {"RequireAlwaysOnMacroSig": 1}},
        "“Require trusted publisher signatures for macros that are always loaded”",
        OTHERS,
    ),
}


@pytest.mark.parametrize("name", REGISTRY_FAULTS)
def test_what_keeps_the_tab_away(tmp_path: Path, name: str) -> None:
    title, keys, said, hold = REGISTRY_FAULTS[name]
    here = machine(tmp_path)
    assert line(here, title).ok is True
    held = changed(here, registry=registry(**keys))
    found = line(held, title)
    assert (found.ok, found.hold) == (False, hold) and said in found.text
    if hold is OTHERS:
        last = conclusion(held)
        assert f"khi chưa xử lý được mục “{title}” thì máy này không dùng được thẻ trong" in last
        assert "dòng lệnh “par-xl” vẫn dùng được" in last and ONE_IS_ENOUGH in last


HARMLESS: tuple[Keys, ...] = (
    {rf"HKLM\{WSH}": {"Enabled": 1}},
    # Batch files may run.
    {SYSTEM: {"DisableCMD": 2}},
    # Only watched, only warned of, or another rule: that on Outlook.
    {rf"HKLM\Software\Policies\Microsoft\{ASR}": {CHILDREN: "2", WIN32: "6"}},
    {rf"HKLM\Software\Microsoft\{ASR}": {"26190899-1602-49e8-8b27-eb1d0a1ce869": 1}},
    # On, but nothing of ours is kept from running.
    {CONTROL: {"VerifiedAndReputablePolicyState": 1}},
    # Another add-in was turned off.
    {DISABLED: {"3A8F": "C:\\other.xlam".encode("utf-16-le"), "x": 1}},
    # Macros are off elsewhere: Excel's start folder is trusted.
    {rf"{POLICY}\Excel\Security": {"VBAWarnings": 4, "BlockContentExecutionFromInternet": 1}},
    # Set for an Excel that is no more; not chosen; what users have is no policy.
    {
        rf"HKCU\Software\Microsoft\Office\15.0\{LOCATIONS}": {"AllLocationsDisabled": 1},
        r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.16"},
    },
    {rf"{OFFICE}\{LOCATIONS}": {"AllLocationsDisabled": 0}},
    {rf"{OFFICE}\{COMMON_LOCATIONS}": {"Allow User Locations": 0}},
)


@pytest.mark.parametrize("keys", HARMLESS)
def test_what_does_no_harm_is_no_fault(tmp_path: Path, keys: Keys) -> None:
    here = machine(tmp_path, registry=registry(**keys))
    install(here)
    assert [each for each in doctor(here) if each.ok is not True] == []


def test_start_folder_that_the_administrator_trusts(tmp_path: Path) -> None:
    here = machine(tmp_path)
    policy = r"HKLM\Software\Policies\Microsoft\Office\16.0"
    for path, below, trusted in (
        (str(here.xlstart), 0, True),
        (f"{here.xlstart}\\".upper(), 0, True),
        (str(here.xlstart.parent), 1, True),
        (str(here.xlstart.parent), 0, False),
        (str(here.xlstart.parent / "XL"), 1, False),
    ):
        keys: dict[str, dict[str, object]] = {
            rf"{policy}\{COMMON_LOCATIONS}": {"Allow User Locations": 0},
            rf"{policy}\{LOCATIONS}\Location7": {"Path": path, "AllowSubfolders": below},
        }
        found = line(changed(here, registry=registry(**keys)), PLACE)
        assert found.ok is trusted, path


@pytest.mark.parametrize("program", ["et.exe", "wps.exe"])
def test_a_running_wps_is_named(tmp_path: Path, program: str) -> None:
    found = line(machine(tmp_path, processes=lambda: frozenset({program})), "WPS Office")
    assert found.ok is False and program in found.text and "Đóng WPS" in found.text


def test_without_excel_nothing_is_said_of_its_settings(tmp_path: Path) -> None:
    """WPS alone replaces nothing that could be repaired."""
    keys = {APP_PATH: {}, SERVER: {"": r"D:\WPS\office6\et.exe"}}
    here = machine(tmp_path, registry=registry(**keys), processes=lambda: frozenset({"et.exe"}))
    found = {each.title: each.ok for each in doctor(here)}
    assert found["Microsoft Excel"] is False
    assert {found[title] for title in ("WPS Office", OFF, PLACE, "Macro", ADDINS)} == {None}


def test_a_running_excel_is_told_to_be_opened_anew(tmp_path: Path) -> None:
    here = machine(tmp_path, processes=lambda: frozenset({"excel.exe"}))
    assert "đóng rồi mở lại" in line(here, "Microsoft Excel").text


# Programs that guards keep from running.


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
    held = machine(tmp_path, **refusing(program, number))
    found = line(held, "Chương trình bị chặn")
    assert (found.ok, found.hold) == (False, Hold.TAB_BY_OTHERS)
    assert why in found.text and f"(lỗi số {number})" in found.text
    assert "người quản trị công nghệ thông tin" in found.text and program in found.text
    assert ("Program Files" in found.text) is (program == "python.exe")
    assert "không dùng được thẻ trong Excel" in conclusion(held)


def test_a_program_that_is_gone_is_not_called_blocked(tmp_path: Path) -> None:
    here = machine(tmp_path, **refusing("python.exe", 2))
    assert line(here, "Chương trình bị chặn").ok is True


def test_programs_are_really_started(tmp_path: Path) -> None:
    here = Machine()
    assert here.refusal((sys.executable, "-c", "raise SystemExit(3)")) == 0
    assert here.refusal((str(tmp_path / "none"),)) != 0
    file = tmp_path / "no-program"
    file.touch()
    assert here.refusal((str(file),)) != 0
    assert here.refusal(("\0",)) != 0


def test_every_fault_says_what_to_do(tmp_path: Path) -> None:
    """Where Excel is there and nothing is right: sentences, and a count before them."""
    everything: dict[str, Mapping[str, object]] = {}
    for _, keys, _, _ in REGISTRY_FAULTS.values():
        everything |= keys
    everything[APP_PATH] = {"": EXCEL}
    here = machine(tmp_path)
    install(here)
    here.addin.write_bytes(b"x")
    worst = changed(here, registry=PretendedRegistry(everything), loads=lambda _name: False)
    faults = [each for each in doctor(worst) if each.ok is False]
    assert len(faults) >= 8
    for each in faults:
        assert len(each.text.split()) > 6, each
    lines = report(doctor(worst))
    assert lines[0] == f"{len(faults)} mục cần xử lý."
    assert lines[-1].startswith("Kết luận: khi chưa xử lý được mục “Thư viện bị chặn” thì")
    assert all(each.startswith("[CẦN XỬ LÝ] ") for each in lines[1 : len(faults) + 1])
    assert sum(each.startswith("[CẦN XỬ LÝ] ") for each in lines) == len(faults)
