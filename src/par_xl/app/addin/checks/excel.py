"""Excel: what may keep the tab from showing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from gettext import gettext as _

from par_xl.app.addin.checks import (
    Check,
    Fault,
    Hold,
    Skipped,
    ask_administrator,
    looked,
    on_windows,
)
from par_xl.app.addin.machine import ADDIN, Machine, is_wps
from par_xl.terms.messages import N_

_OFFICE = r"HKCU\Software\Microsoft\Office"
_POLICIES = (
    r"HKCU\Software\Policies\Microsoft\Office",
    r"HKCU\Software\Policies\Microsoft\Cloud\Office",
    r"HKLM\Software\Policies\Microsoft\Office",
)
_LOCATIONS = r"Security\Trusted Locations"
_SECURITY = r"Excel\Security"
_FROM_INTERNET = "BlockContentExecutionFromInternet"
"""The policy against macros in files from the internet."""


def checks(machine: Machine) -> list[Check]:
    """All checks of this field; none can be made without Windows."""
    its_settings = (
        (N_("Phần bổ trợ bị Excel tắt"), disabled),
        (N_("Vị trí tin cậy"), trusted),
        ("Macro", macros),
        (N_("Chính sách về phần bổ trợ"), addins),
    )
    return [
        *looked(machine, [("Microsoft Excel", excel), ("WPS Office", wps)], on_windows),
        *looked(machine, its_settings, _with_excel),
    ]


def _excel(machine: Machine) -> str:
    """Where Windows finds Excel; empty where it finds none."""
    for root in ("HKCU", "HKLM"):
        key = rf"{root}\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
        path = str(machine.registry.values(key).get("", ""))
        if path and not is_wps(path):
            return path
    return ""


def _with_excel(machine: Machine) -> None:
    """Skip what can't be looked at where there is no Excel that could be set in any way."""
    on_windows(machine)
    if not _excel(machine):
        raise Skipped(_("xem được khi máy có Microsoft Excel"))


def excel(machine: Machine) -> str:
    """Where Windows finds Excel, and whether it runs."""
    path = _excel(machine)
    if not path:
        raise Fault(
            _(
                "Không thấy Microsoft Excel trên máy này. Cài Microsoft Excel 2010 trở lên; máy "
                "chỉ có WPS thì dùng dòng lệnh «par-xl», không dùng được thẻ trong Excel."
            ),
            Hold.TAB_BY_OTHERS,
        )
    if machine.excel_runs:
        return _("{path}; Excel đang mở: đóng rồi mở lại sau khi cài").format(path=path)
    return path


def wps(machine: Machine) -> str:
    """WPS can answer where Excel is called."""
    server, has_backup = com_server(machine), _has_backup(machine)
    if not has_backup:
        _with_excel(machine)
    if is_wps(server) or (has_backup and "excel.exe" not in server.lower()):
        raise Fault(
            _(
                "WPS đang đứng thay Microsoft Excel ({what}). Mở WPS Office > Công cụ cấu hình "
                "(Configuration Tools) > Nâng cao (Advanced) > Cài đặt tương thích "
                "(Compatibility), bỏ chọn tương thích với Microsoft Office; rồi mở Bảng điều khiển "
                "(Control Panel) > Chương trình (Programs), chọn Microsoft Office > Thay đổi "
                "(Change) > Sửa chữa nhanh (Quick Repair)."
            ),
            what=server or _("khóa .ksobak"),
        )
    if running := sorted({"et.exe", "wps.exe"} & machine.processes()):
        raise Fault(
            _(
                "WPS đang chạy ({names}); thẻ chỉ có trong Microsoft Excel. Đóng WPS; bấm chuột "
                "phải vào tệp, chọn Mở bằng (Open with) > Excel."
            ),
            names=", ".join(running),
        )
    return _("không đứng thay Microsoft Excel")


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


def disabled(machine: Machine) -> str:
    """Excel turns off what was open when it crashed."""
    mark = ADDIN.encode("utf-16-le")
    for version in _versions(machine):
        key = rf"{_OFFICE}\{version}\Excel\Resiliency\DisabledItems"
        for value in machine.registry.values(key).values():
            # Excel writes the path in UTF-16, in small letters in most versions.
            if isinstance(value, bytes) and mark in value.lower():
                raise Fault(
                    _(
                        "Excel {version} đã tắt {addin} sau một lần lỗi. Mở Excel: Tệp (File) > "
                        "Tùy chọn (Options) > Phần bổ trợ (Add-ins), ô Quản lý (Manage) chọn Mục "
                        "bị Vô hiệu hóa (Disabled Items), bấm Đi (Go), chọn {addin}, bấm Bật "
                        "(Enable), rồi mở lại Excel."
                    ),
                    version=version,
                    addin=ADDIN,
                )
    return _("không")


def trusted(machine: Machine) -> str:
    """Excel trusts its start folder, unless trusted locations are turned off."""
    if fault := _distrust(machine):
        raise fault
    return _("thư mục XLSTART được Excel tin cậy")


def _distrust(machine: Machine) -> Fault | None:
    for policy, value in _settings(machine, rf"Excel\{_LOCATIONS}", "AllLocationsDisabled"):
        if value == 1 and policy:
            return _lift("Disable all trusted locations")
        if value == 1:
            return _in_trust_center(
                _(
                    "Vị trí Tin cậy (Trusted Locations), bỏ chọn Tắt tất cả Vị trí Tin cậy "
                    "(Disable all Trusted Locations)."
                )
            )
    only_theirs = any(
        policy and value == 0
        for policy, value in _settings(machine, rf"Common\{_LOCATIONS}", "Allow User Locations")
    )
    if not only_theirs or _administrator_trusts(machine):
        return None
    return Fault(
        _(
            "Cơ quan chỉ cho tin cậy những vị trí do người quản trị đặt. Đề nghị người quản trị "
            "công nghệ thông tin thêm {path} vào Vị trí Tin cậy (Trusted Locations) của Excel, "
            "hoặc bật chính sách «Allow mix of policy and user locations»."
        ),
        Hold.TAB_BY_OTHERS,
        path=machine.xlstart,
    )


def _lift(policy: str) -> Fault:
    what = _("bỏ chính sách «{policy}» của Excel.").format(policy=policy)
    return Fault(ask_administrator(what), Hold.TAB_BY_OTHERS)


def _in_trust_center(steps: str, wrong: str = "") -> Fault:
    cure = _(
        "Mở Excel: Tệp (File) > Tùy chọn (Options) > Trung tâm Tin cậy (Trust Center) > Cài đặt "
        "Trung tâm Tin cậy (Trust Center Settings) > {steps}"
    )
    return Fault(f"{wrong} {cure}".strip(), steps=steps)


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


def macros(machine: Machine) -> str:
    """VBA turned off altogether, or where no location is trusted."""
    roots = (*_POLICIES, _OFFICE, r"HKLM\Software\Microsoft\Office")
    for version in _versions(machine):
        for root in roots:
            if machine.registry.values(rf"{root}\{version}\Common").get("vbaoff") == 1:
                wrong = _("VBA bị tắt cho toàn bộ Office.")
                cure = ask_administrator(_("bỏ chính sách «Disable VBA for Office applications»."))
                raise Fault(f"{wrong} {cure}", Hold.TAB_BY_OTHERS)
    silent = [each for each in _settings(machine, _SECURITY, "VBAWarnings") if each[1] in (3, 4)]
    if silent and _distrust(machine):
        policy, value = silent[0]
        if policy:
            wrong = _(
                "Macro bị cấm bởi chính sách «VBA Macro Notification Settings» (VBAWarnings = "
                "{value})."
            ).format(value=value)
            cure = ask_administrator(_("cho chạy macro ở thư mục XLSTART."))
            raise Fault(f"{wrong} {cure}", Hold.TAB_BY_OTHERS)
        raise _in_trust_center(
            _(
                "Cài đặt Macro (Macro Settings), chọn Tắt macro có thông báo (Disable VBA macros "
                "with notification)."
            ),
            _("Macro bị tắt không báo."),
        )
    if silent:
        return _("chạy được (tắt ở nơi khác, nhưng XLSTART là vị trí tin cậy)")
    if any(value == 1 for _policy, value in _settings(machine, _SECURITY, _FROM_INTERNET)):
        # It does not reach what was written here.
        return _(
            "chạy được (macro trong tệp tải từ Internet bị chính sách chặn; phần bổ trợ do par_xl "
            "ghi tại máy này nên không bị)"
        )
    return _("chạy được")


def addins(machine: Machine) -> str:
    """Add-ins turned off, or only signed ones let in."""
    for name, its_policy, steps in (
        (
            "DisableAllAddins",
            "Disable all application add-ins",
            N_(
                "Phần bổ trợ (Add-ins), bỏ chọn Tắt tất cả Phần bổ trợ Ứng dụng (Disable all "
                "Application Add-ins)."
            ),
        ),
        (
            "RequireAddinSig",
            "Require that application add-ins are signed by Trusted Publisher",
            N_(
                "Phần bổ trợ (Add-ins), bỏ chọn Yêu cầu Phần bổ trợ Ứng dụng được ký bởi Nhà phát "
                "hành Tin cậy (Require Application Add-ins to be signed by Trusted Publisher)."
            ),
        ),
    ):
        for policy, value in _settings(machine, _SECURITY, name):
            if value == 1:
                raise _lift(its_policy) if policy else _in_trust_center(_(steps))
    if (True, 1) in _settings(machine, r"Common\Security", "RequireAlwaysOnMacroSig"):
        raise _lift("Require trusted publisher signatures for macros that are always loaded")
    # Whether that minds add-ins was not tried.
    name = "NoExtensibilityCustomizationFromDocument"
    for path in (r"Common\Toolbars\Excel", r"Common\Toolbars"):
        if (True, 1) in _settings(machine, path, name):
            return _(
                "cho phép; nếu thẻ không hiện thì đề nghị người quản trị bỏ chính sách «Disable UI "
                "extending from documents and templates» cho Excel"
            )
    return _("cho phép")


def _versions(machine: Machine) -> list[str]:
    """The version of the Excel that is registered: what is set for others does not count.

    Where that is not known: those that this user has started or that policies speak of, newest
    first.
    """
    current = str(machine.registry.values(r"HKCR\Excel.Application\CurVer").get("", ""))
    if known := re.fullmatch(r"Excel\.Application\.(\d+)", current):
        return [f"{known[1]}.0"]
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
