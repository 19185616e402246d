"""Excel: what may keep the tab from showing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from par_xl.addin.checks import ASK_ADMINISTRATOR, WINDOWS_ONLY, Check, Hold, Look, Verdict, looked
from par_xl.addin.identity import ADDIN
from par_xl.addin.machine import Machine
from par_xl.addin.wps import is_wps

_OFFICE = r"HKCU\Software\Microsoft\Office"
_POLICIES = (
    r"HKCU\Software\Policies\Microsoft\Office",
    r"HKCU\Software\Policies\Microsoft\Cloud\Office",
    r"HKLM\Software\Policies\Microsoft\Office",
)
_LOCATIONS = r"Security\Trusted Locations"
_TRUST = (
    "Mở Excel: Tệp (File) > Tùy chọn (Options) > Trung tâm Tin cậy (Trust Center) > Cài đặt Trung "
    "tâm Tin cậy (Trust Center Settings) > "
)


def checks(machine: Machine) -> list[Check]:
    """All checks of this field; none can be made without Windows."""
    looks: list[tuple[str, Look]] = [
        ("Microsoft Excel", excel),
        ("WPS Office", wps),
        ("Phần bổ trợ bị Excel tắt", disabled),
        ("Vị trí tin cậy", trusted),
        ("Macro", macros),
        ("Chính sách về phần bổ trợ", addins),
    ]
    if not machine.windows:
        return [Check(title, None, WINDOWS_ONLY) for title, _ in looks]
    return looked(machine, looks)


def excel(machine: Machine) -> Verdict:
    """Where Windows finds Excel, and whether it runs."""
    for root in ("HKCU", "HKLM"):
        key = rf"{root}\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
        path = str(machine.registry.values(key).get("", ""))
        if path and not is_wps(path):
            running = "; Excel đang mở: đóng rồi mở lại sau khi cài" if machine.excel_runs else ""
            return True, f"{path}{running}"
    return (
        False,
        "Không thấy Microsoft Excel trên máy này. Cài Microsoft Excel 2010 trở lên; máy chỉ có WPS "
        "thì dùng dòng lệnh «par-xl», không dùng được thẻ trong Excel.",
        Hold.TAB_BY_OTHERS,
    )


def wps(machine: Machine) -> Verdict:
    """WPS can answer where Excel is called."""
    server = com_server(machine)
    if is_wps(server) or (_has_backup(machine) and "excel.exe" not in server.lower()):
        return False, (
            f"WPS đang đứng thay Microsoft Excel ({server or 'khóa .ksobak'}). Mở WPS Office > "
            "Công cụ cấu hình (Configuration Tools) > Nâng cao (Advanced) > Cài đặt tương thích "
            "(Compatibility), bỏ chọn tương thích với Microsoft Office; rồi mở Bảng điều khiển "
            "(Control Panel) > Chương trình (Programs), chọn Microsoft Office > Thay đổi (Change) "
            "> Sửa chữa nhanh (Quick Repair)."
        )
    if running := sorted({"et.exe", "wps.exe"} & machine.processes()):
        return False, (
            f"WPS đang chạy ({', '.join(running)}); thẻ chỉ có trong Microsoft Excel. Đóng WPS; "
            "bấm chuột phải vào tệp, chọn Mở bằng (Open with) > Excel."
        )
    return True, "không đứng thay Microsoft Excel"


def com_server(machine: Machine) -> str:
    """The program that answers to ``Excel.Application``; empty where none does."""
    values = machine.registry.values
    identity = values(r"HKCR\Excel.Application\CLSID").get("", "")
    return str(values(rf"HKCR\CLSID\{identity}\LocalServer32").get("", "")) if identity else ""


def _has_backup(machine: Machine) -> bool:
    """WPS keeps what it replaced under this name."""
    identity = machine.registry.values(r"HKCR\Excel.Application\CLSID").get("", "")
    for key in (
        r"HKCR\Excel.Application",
        r"HKCR\Excel.Application\CLSID",
        r"HKCR\Excel.Application\CurVer",
        rf"HKCR\CLSID\{identity}",
        rf"HKCR\CLSID\{identity}\LocalServer32",
    ):
        names = (*machine.registry.values(key), *machine.registry.keys(key))
        if any("ksobak" in name.lower() for name in names):
            return True
    return False


def disabled(machine: Machine) -> Verdict:
    """Excel turns off what was open when it crashed."""
    mark = ADDIN.encode("utf-16-le")
    for version in _versions(machine):
        key = rf"{_OFFICE}\{version}\Excel\Resiliency\DisabledItems"
        for value in machine.registry.values(key).values():
            # Excel writes the path in UTF-16, in small letters in most versions.
            if isinstance(value, bytes) and mark in value.lower():
                return False, (
                    f"Excel {version} đã tắt {ADDIN} sau một lần lỗi. Mở Excel: Tệp (File) > Tùy "
                    "chọn (Options) > Phần bổ trợ (Add-ins), ô Quản lý (Manage) chọn Mục bị Vô "
                    f"hiệu hóa (Disabled Items), bấm Đi (Go), chọn {ADDIN}, bấm Bật (Enable), rồi "
                    "mở lại Excel."
                )
    return True, "không"


def trusted(machine: Machine) -> Verdict:
    """Excel trusts its start folder, unless trusted locations are turned off."""
    for policy, value in _settings(machine, rf"Excel\{_LOCATIONS}", "AllLocationsDisabled"):
        if value == 1:
            if policy:
                text = (
                    f"{ASK_ADMINISTRATOR}bỏ chính sách «Disable all trusted locations» của Excel."
                )
                return False, text, Hold.TAB_BY_OTHERS
            return False, (
                f"{_TRUST}Vị trí Tin cậy (Trusted Locations), bỏ chọn Tắt tất cả Vị trí Tin cậy "
                "(Disable all Trusted Locations)."
            )
    only_theirs = any(
        policy and value == 0
        for policy, value in _settings(machine, rf"Common\{_LOCATIONS}", "Allow User Locations")
    )
    if only_theirs and not _administrator_trusts(machine):
        return (
            False,
            "Cơ quan chỉ cho tin cậy những vị trí do người quản trị đặt. Đề nghị người quản trị "
            f"công nghệ thông tin thêm {machine.xlstart} vào Vị trí Tin cậy (Trusted Locations) "
            "của Excel, hoặc bật chính sách «Allow mix of policy and user locations».",
            Hold.TAB_BY_OTHERS,
        )
    return True, "thư mục XLSTART được Excel tin cậy"


def _administrator_trusts(machine: Machine) -> bool:
    """Whether Excel's start folder is among the locations that policies name."""
    registry, folder = machine.registry, _plain(str(machine.xlstart))
    heads = [f"{root}\\{version}" for root in _POLICIES for version in _versions(machine)]
    for key in (rf"{head}\{part}\{_LOCATIONS}" for head in heads for part in ("Excel", "Common")):
        for values in (registry.values(rf"{key}\{name}") for name in registry.keys(key)):
            place = _plain(os.path.expandvars(str(values.get("path", "?"))))
            below = values.get("allowsubfolders") == 1
            if folder == place or (below and folder.startswith(place)):
                return True
    return False


def _plain(folder: str) -> str:
    return folder.replace("/", "\\").rstrip("\\").lower() + "\\"


def macros(machine: Machine) -> Verdict:
    """VBA turned off altogether, or where no location is trusted."""
    roots = (*_POLICIES, _OFFICE, r"HKLM\Software\Microsoft\Office")
    for version in _versions(machine):
        for root in roots:
            if machine.registry.values(rf"{root}\{version}\Common").get("vbaoff") == 1:
                return (
                    False,
                    f"VBA bị tắt cho toàn bộ Office. {ASK_ADMINISTRATOR}bỏ chính sách «Disable "
                    "VBA for Office applications».",
                    Hold.TAB_BY_OTHERS,
                )
    silent = [
        each for each in _settings(machine, r"Excel\Security", "VBAWarnings") if each[1] in (3, 4)
    ]
    if silent and not trusted(machine)[0]:
        policy, value = silent[0]
        if policy:
            return (
                False,
                "Macro bị cấm bởi chính sách «VBA Macro Notification Settings» (VBAWarnings = "
                f"{value}). {ASK_ADMINISTRATOR}cho chạy macro ở thư mục XLSTART.",
                Hold.TAB_BY_OTHERS,
            )
        return False, (
            f"Macro bị tắt không báo. {_TRUST}Cài đặt Macro (Macro Settings), chọn Tắt macro có "
            "thông báo (Disable VBA macros with notification)."
        )
    return True, "chạy được" + (
        " (tắt ở nơi khác, nhưng XLSTART là vị trí tin cậy)" if silent else _internet(machine)
    )


def _internet(machine: Machine) -> str:
    """The policy against macros from the internet does not reach what was written here."""
    name = "BlockContentExecutionFromInternet"
    if any(value == 1 for _, value in _settings(machine, r"Excel\Security", name)):
        return (
            " (macro trong tệp tải từ Internet bị chính sách chặn; phần bổ trợ do par_xl ghi tại "
            "máy này nên không bị)"
        )
    return ""


def addins(machine: Machine) -> Verdict:
    """Add-ins turned off, or only signed ones let in."""
    for name, english, label in (
        ("DisableAllAddins", "Disable all Application Add-ins", "Tắt tất cả Phần bổ trợ Ứng dụng"),
        (
            "RequireAddinSig",
            "Require Application Add-ins to be signed by Trusted Publisher",
            "Yêu cầu Phần bổ trợ Ứng dụng được ký bởi Nhà phát hành Tin cậy",
        ),
    ):
        for policy, value in _settings(machine, r"Excel\Security", name):
            if value != 1:
                continue
            if policy:
                text = f"{ASK_ADMINISTRATOR}bỏ chính sách «{english}» của Excel."
                return False, text, Hold.TAB_BY_OTHERS
            return False, f"{_TRUST}Phần bổ trợ (Add-ins), bỏ chọn {label} ({english})."
    return True, "cho phép" + _ribbon(machine)


def _ribbon(machine: Machine) -> str:
    """A policy against tabs that come with documents; whether it minds add-ins, was not tried."""
    name = "NoExtensibilityCustomizationFromDocument"
    for path in (r"Common\Toolbars\Excel", r"Common\Toolbars"):
        if any(policy and value == 1 for policy, value in _settings(machine, path, name)):
            return (
                "; nếu thẻ không hiện thì đề nghị người quản trị bỏ chính sách «Disable UI "
                "extending from documents and templates» cho Excel"
            )
    return ""


def _versions(machine: Machine) -> list[str]:
    """Versions of Office that this user has started or that policies speak of, newest first."""
    names = {name for root in (_OFFICE, *_POLICIES) for name in machine.registry.keys(root)}
    found = [name for name in names if re.fullmatch(r"\d+\.0", name)]
    return sorted(found, key=float, reverse=True)


def _settings(machine: Machine, path: str, name: str) -> Iterator[tuple[bool, object]]:
    """A setting wherever it stands, policies first, each with whether it is one."""
    for version in _versions(machine):
        for root in (*_POLICIES, _OFFICE):
            values = machine.registry.values(rf"{root}\{version}\{path}")
            if name.lower() in values:
                yield root != _OFFICE, values[name.lower()]
