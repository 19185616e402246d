"""The doctor on Excel: right, and set in each way that keeps the tab away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from par_xl.app.addin.checks import Hold, excel
from par_xl.app.addin.doctor import doctor, report
from par_xl.app.addin.install import install
from pretended_machine import (
    CLASS,
    EXCEL,
    PretendedRegistry,
    changed,
    line,
    machine,
    registry,
)

OFFICE = r"HKCU\Software\Microsoft\Office\16.0"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0"
CLOUD = r"HKCU\Software\Policies\Microsoft\Cloud\Office\16.0"
SERVER = rf"HKCR\CLSID\{CLASS}\LocalServer32"
APP_PATH = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
LOCATIONS = r"Excel\Security\Trusted Locations"
COMMON_LOCATIONS = r"Common\Security\Trusted Locations"
DISABLED = rf"{OFFICE}\Excel\Resiliency\DisabledItems"
MARK = b"\x02\0\0\0" + r"C:\users\a\xlstart\par_xl.xlam".encode("utf-16-le") + b"\0\0"
EXCEL_FAULTS: dict[str, tuple[str, dict[str, dict[str, object]], str]] = {
    "no Excel": ("Microsoft Excel", {APP_PATH: {}}, "Cài Microsoft Excel"),
    "WPS as Excel": (
        "Microsoft Excel",
        {APP_PATH: {"": r"C:\Program Files\Kingsoft\WPS Office\office6\et.exe"}},
        "dòng lệnh «par-xl»",
    ),
    "WPS answers": ("WPS Office", {SERVER: {"": r"D:\WPS\office6\wps.exe /Automation"}}, "Repair"),
    "WPS answers, by folder": ("WPS Office", {SERVER: {"": r"D:\KingSoft\x.exe"}}, "Repair"),
    "WPS took the name": (
        "WPS Office",
        {SERVER: {}, r"HKCR\Excel.Application\CurVer": {".ksobak": "Excel.Application.16"}},
        "khóa .ksobak",
    ),
    "turned off": ("Phần bổ trợ bị Excel tắt", {DISABLED: {"3A8F": MARK}}, "Disabled Items"),
    "turned off, in capitals": (
        "Phần bổ trợ bị Excel tắt",
        {DISABLED: {"3A8F": r"C:\XLSTART\PAR_XL.XLAM".encode("utf-16-le")}},
        "Disabled Items",
    ),
    "no locations": (
        "Vị trí tin cậy",
        {rf"{OFFICE}\{LOCATIONS}": {"AllLocationsDisabled": 1}},
        "Tệp (File) > Tùy chọn (Options)",
    ),
    "no locations by policy": (
        "Vị trí tin cậy",
        {rf"{POLICY}\{LOCATIONS}": {"AllLocationsDisabled": 1}},
        "chính sách của cơ quan",
    ),
    "no locations by cloud policy": (
        "Vị trí tin cậy",
        {rf"{CLOUD}\{LOCATIONS}": {"alllocationsdisabled": 1}},
        "chính sách của cơ quan",
    ),
    "the administrator's locations only": (
        "Vị trí tin cậy",
        {rf"{POLICY}\{COMMON_LOCATIONS}": {"Allow User Locations": 0}},
        "Đề nghị người quản trị",
    ),
    "the administrator's locations only, on this computer": (
        "Vị trí tin cậy",
        {
            rf"HKLM{POLICY[4:]}\{COMMON_LOCATIONS}": {"Allow User Locations": 0},
            rf"{POLICY}\{LOCATIONS}\Location1": {"Path": "D:\\", "AllowSubfolders": 1},
        },
        "XLSTART",
    ),
    "no VBA": ("Macro", {rf"{POLICY}\Common": {"VBAOff": 1}}, "Disable VBA for Office"),
    "no macros": (
        "Macro",
        {
            rf"{OFFICE}\Excel\Security": {"VBAWarnings": 4},
            rf"{OFFICE}\{LOCATIONS}": {"AllLocationsDisabled": 1},
        },
        "Macro Settings",
    ),
    "signed macros by policy, older Office": (
        "Macro",
        {
            r"HKLM\Software\Policies\Microsoft\Office\15.0\Excel\Security": {"VBAWarnings": 4},
            r"HKLM\Software\Policies\Microsoft\Office\15.0\Excel\Security\Trusted Locations": {
                "AllLocationsDisabled": 1
            },
        },
        "«VBA Macro Notification Settings» (VBAWarnings = 4)",
    ),
    "no macros by policy": (
        "Macro",
        {
            rf"{POLICY}\Excel\Security": {"VBAWarnings": 3},
            rf"{OFFICE}\{LOCATIONS}": {"AllLocationsDisabled": 1},
        },
        "chính sách của cơ quan",
    ),
    "no add-ins": (
        "Chính sách về phần bổ trợ",
        {rf"{OFFICE}\Excel\Security": {"DisableAllAddins": 1}},
        "Disable all Application Add-ins",
    ),
    "signed add-ins": (
        "Chính sách về phần bổ trợ",
        {rf"{POLICY}\Excel\Security": {"RequireAddinSig": 1}},
        "«Require that application add-ins are signed by Trusted Publisher»",
    ),
    "signed macros in what is always loaded": (
        "Chính sách về phần bổ trợ",
        {rf"{POLICY}\Common\Security": {"RequireAlwaysOnMacroSig": 1}},
        "«Require trusted publisher signatures for macros that are always loaded»",
    ),
}


@pytest.mark.parametrize("name", EXCEL_FAULTS)
def test_what_keeps_excel_from_it(tmp_path: Path, name: str) -> None:
    title, changes, said = EXCEL_FAULTS[name]
    here = machine(tmp_path)
    assert line(here, title).ok is True
    found = line(changed(here, registry=registry(**changes)), title)
    assert found.ok is False and said in found.text
    # Who has to lift it is told apart, and told.
    by_others = found.hold is Hold.TAB_BY_OTHERS
    assert by_others is bool(re.search("quản trị|Cài Microsoft Excel", found.text))


HARMLESS: dict[str, tuple[str, dict[str, dict[str, object]]]] = {
    "what WPS left behind": ("WPS Office", {rf"HKCR\CLSID\{CLASS}": {".ksobak": "x"}}),
    "another one turned off": (
        "Phần bổ trợ bị Excel tắt",
        {DISABLED: {"3A8F": "C:\\other.xlam".encode("utf-16-le"), "x": 1}},
    ),
    "macros off elsewhere": ("Macro", {rf"{POLICY}\Excel\Security": {"VBAWarnings": 4}}),
    "set for an Excel that is no more": (
        "Vị trí tin cậy",
        {
            r"HKCU\Software\Microsoft\Office\15.0\Excel\Security\Trusted Locations": {
                "AllLocationsDisabled": 1
            },
            r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.16"},
        },
    ),
    "set and not chosen": (
        "Vị trí tin cậy",
        {rf"{OFFICE}\{LOCATIONS}": {"AllLocationsDisabled": 0}},
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_no_harm_is_no_fault(tmp_path: Path, name: str) -> None:
    title, changes = HARMLESS[name]
    assert line(machine(tmp_path, registry=registry(**changes)), title).ok is True


@pytest.mark.parametrize(
    ("key", "name", "title", "said"),
    [
        (
            rf"{POLICY}\Excel\Security",
            "BlockContentExecutionFromInternet",
            "Macro",
            "phần bổ trợ do par_xl ghi tại máy này nên không bị",
        ),
        (
            rf"{POLICY}\Common\Toolbars\Excel",
            "NoExtensibilityCustomizationFromDocument",
            "Chính sách về phần bổ trợ",
            "nếu thẻ không hiện thì đề nghị người quản trị",
        ),
    ],
)
def test_a_policy_that_may_matter_is_named(
    tmp_path: Path, key: str, name: str, title: str, said: str
) -> None:
    found = line(machine(tmp_path, registry=registry(**{key: {name: 1}})), title)
    assert found.ok is True and said in found.text
    assert said not in line(machine(tmp_path), title).text


@pytest.mark.parametrize("program", ["et.exe", "wps.exe"])
def test_a_running_wps_is_named(tmp_path: Path, program: str) -> None:
    found = line(machine(tmp_path, processes=lambda: frozenset({program})), "WPS Office")
    assert found.ok is False and program in found.text and "Đóng WPS" in found.text


def test_without_excel_nothing_is_said_of_its_settings(tmp_path: Path) -> None:
    """WPS alone replaces nothing that could be repaired."""
    keys = {APP_PATH: {}, SERVER: {"": r"D:\WPS\office6\et.exe"}}
    here = machine(tmp_path, registry=registry(**keys), processes=lambda: frozenset({"et.exe"}))
    found = {check.title: check.ok for check in excel.checks(here)}
    assert found.pop("Microsoft Excel") is False
    assert len(found) == 5 and set(found.values()) == {None}


def test_a_running_excel_is_told_to_be_opened_anew(tmp_path: Path) -> None:
    here = machine(tmp_path, processes=lambda: frozenset({"excel.exe"}))
    assert "đóng rồi mở lại" in line(here, "Microsoft Excel").text


def test_every_fault_says_what_to_do(tmp_path: Path) -> None:
    """Where Excel is there and nothing is right: sentences, and a count before them."""
    everything: dict[str, dict[str, object]] = {}
    for _, changes, _ in EXCEL_FAULTS.values():
        everything |= changes
    everything[APP_PATH] = {"": EXCEL}
    here = machine(tmp_path)
    install(here)
    here.settings_path.write_bytes(b"\xff")
    here.addin.write_bytes(b"x")
    worst = changed(
        here,
        registry=PretendedRegistry(everything),
        python=(3, 8, 0),
        package=lambda _name: None,
        base=Path("WindowsApps"),
    )
    faults = [check for check in doctor(worst) if check.ok is False]
    assert len(faults) >= 12
    for check in faults:
        assert len(check.text.split()) > 6, check
    lines = report(doctor(worst))
    assert lines[0] == f"{len(faults)} mục cần xử lý."
    assert lines[-1].startswith("Kết luận: khi chưa xử lý được mục «Python», «Gói XlsxWriter» thì")
    assert all(each.startswith("[CẦN XỬ LÝ] ") for each in lines[1 : len(faults) + 1])
    assert sum(each.startswith("[CẦN XỬ LÝ] ") for each in lines) == len(faults)
