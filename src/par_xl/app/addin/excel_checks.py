"""What may keep Excel from running the add-in: its settings and the office's policies."""

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


def _excel_path(machine: Machine) -> str:
    """Where Windows finds Excel; empty where it finds none."""
    for root in ("HKCU", "HKLM"):
        key = rf"{root}\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
        path = str(machine.registry.values(key).get("", ""))
        if path and not is_wps(path):
            return path
    return ""


def _excel(machine: Machine) -> str:
    path = _excel_path(machine)
    if not path:
        raise Fault(
            _(
                "Không thấy Microsoft Excel trên máy này. Cài Microsoft Excel 2010 trở lên; máy "
                "chỉ có WPS thì dùng dòng lệnh “par-xl”, không dùng được thẻ trong Excel."
            ),
            Hold.TAB_BY_OTHERS,
        )
    if machine.excel_runs:
        return _("{path}; Excel đang mở: đóng rồi mở lại sau khi cài").format(path=path)
    return path


def _wps(machine: Machine) -> str:
    """WPS can open what is Excel's, and has no tab."""
    values = machine.registry.values
    identity = values(r"HKCR\Excel.Application\CLSID").get("", "-")
    server = str(values(rf"HKCR\CLSID\{identity}\LocalServer32").get("", ""))
    if is_wps(server):
        raise Fault(
            _(
                "WPS đang đứng thay Microsoft Excel ({what}). Mở WPS Office > Công cụ cấu hình "
                "(Configuration Tools) > Nâng cao (Advanced) > Cài đặt tương thích "
                "(Compatibility), bỏ chọn tương thích với Microsoft Office; rồi mở Bảng điều khiển "
                "(Control Panel) > Chương trình (Programs), chọn Microsoft Office > Thay đổi "
                "(Change) > Sửa chữa nhanh (Quick Repair)."
            ),
            what=server,
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


def _disabled(machine: Machine) -> str:
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


def _trusted(machine: Machine) -> str:
    """Excel trusts its start folder, whatever is set of macros elsewhere, unless trusted locations
    are turned off."""
    if str(machine.addin).startswith("\\\\"):
        raise Fault(
            _(
                "Hồ sơ nằm trên mạng ({path}): Excel có thể không tin cậy thư mục này và nút không "
                "chạy khi mất mạng. Nhờ người quản trị thêm nó vào Vị trí Tin cậy (Trusted "
                "Locations), đánh dấu Cho phép vị trí trên mạng (Allow Trusted Locations on my "
                "network)."
            ),
            path=machine.addin,
        )
    _see_that_none_is_on(
        machine,
        rf"Excel\{_LOCATIONS}",
        "AllLocationsDisabled",
        "Disable all trusted locations",
        N_(
            "Vị trí Tin cậy (Trusted Locations), bỏ chọn Tắt tất cả Vị trí Tin cậy (Disable all "
            "Trusted Locations)."
        ),
    )
    only_theirs = (True, 0) in _found(machine, rf"Common\{_LOCATIONS}", "Allow User Locations")
    if only_theirs and not _administrator_trusts(machine):
        raise Fault(
            _(
                "Cơ quan chỉ cho tin cậy những vị trí do người quản trị đặt. Đề nghị người quản "
                "trị công nghệ thông tin thêm {path} vào Vị trí Tin cậy (Trusted Locations) của "
                "Excel, hoặc bật chính sách “Allow mix of policy and user locations”."
            ),
            Hold.TAB_BY_OTHERS,
            path=machine.xlstart,
        )
    return _("thư mục XLSTART được Excel tin cậy")


def _administrator_trusts(machine: Machine) -> bool:
    """Whether Excel's start folder is among the locations that policies name."""

    def plain(folder: str) -> str:
        return folder.replace("/", "\\").rstrip("\\").lower() + "\\"

    registry, folder = machine.registry, plain(str(machine.xlstart))
    heads = [f"{root}\\{version}" for root in _POLICIES for version in _versions(machine)]
    for key in (rf"{head}\{part}\{_LOCATIONS}" for head in heads for part in ("Excel", "Common")):
        for values in (registry.values(rf"{key}\{name}") for name in registry.keys(key)):
            place = plain(os.path.expandvars(str(values.get("path", "?"))))
            below = values.get("allowsubfolders") == 1
            if folder == place or (below and folder.startswith(place)):
                return True
    return False


def _macros(machine: Machine) -> str:
    """VBA turned off altogether; what is set of macros does not touch a trusted location."""
    roots = (*_POLICIES, _OFFICE, r"HKLM\Software\Microsoft\Office")
    for version in _versions(machine):
        for root in roots:
            if machine.registry.values(rf"{root}\{version}\Common").get("vbaoff") == 1:
                raise ask_administrator(
                    _("bỏ chính sách “Disable VBA for Office applications”."),
                    _("VBA bị tắt cho toàn bộ Office."),
                )
    return _("chạy được")


def _addins(machine: Machine) -> str:
    """Add-ins turned off, or only signed ones let in."""
    _see_that_none_is_on(
        machine,
        r"Excel\Security",
        "DisableAllAddins",
        "Disable all application add-ins",
        N_(
            "Phần bổ trợ (Add-ins), bỏ chọn Tắt tất cả Phần bổ trợ Ứng dụng (Disable all "
            "Application Add-ins)."
        ),
    )
    _see_that_none_is_on(
        machine,
        r"Excel\Security",
        "RequireAddinSig",
        "Require that application add-ins are signed by Trusted Publisher",
        N_(
            "Phần bổ trợ (Add-ins), bỏ chọn Yêu cầu Phần bổ trợ Ứng dụng được ký bởi Nhà phát "
            "hành Tin cậy (Require Application Add-ins to be signed by Trusted Publisher)."
        ),
    )
    _see_that_none_is_on(
        machine,
        r"Common\Security",
        "RequireAlwaysOnMacroSig",
        "Require trusted publisher signatures for macros that are always loaded",
    )
    return _("cho phép")


def _see_that_none_is_on(
    machine: Machine, path: str, name: str, policy: str, steps: str = ""
) -> None:
    """See that a setting of Excel's is not on; *policy* is its name for administrators, *steps*
    where users find it in the Trust Center, if they do."""
    for is_policy, value in _found(machine, path, name):
        if value == 1 and is_policy:
            what = _("bỏ chính sách “{policy}” của Excel.").format(policy=policy)
            raise ask_administrator(what)
        if value == 1 and steps:
            raise Fault(
                _(
                    "Mở Excel: Tệp (File) > Tùy chọn (Options) > Trung tâm Tin cậy (Trust Center) "
                    "> Cài đặt Trung tâm Tin cậy (Trust Center Settings) > {steps}"
                ),
                steps=_(steps),
            )


def _found(machine: Machine, path: str, name: str) -> Iterator[tuple[bool, object]]:
    """Yield a setting wherever it stands, policies first, each with whether it is one."""
    for version in _versions(machine):
        for root in (*_POLICIES, _OFFICE):
            values = machine.registry.values(rf"{root}\{version}\{path}")
            if name.lower() in values:
                yield root != _OFFICE, values[name.lower()]


def _versions(machine: Machine) -> list[str]:
    """Return the version of the Excel that is registered: what is set for others does not count.

    Where that is not known: those that this user has started or that policies speak of, newest
    first.
    """
    current = str(machine.registry.values(r"HKCR\Excel.Application\CurVer").get("", ""))
    if known := re.fullmatch(r"Excel\.Application\.(\d+)", current):
        return [f"{known[1]}.0"]
    names = {name for root in (_OFFICE, *_POLICIES) for name in machine.registry.keys(root)}
    found = [name for name in names if re.fullmatch(r"\d+\.0", name)]
    return sorted(found, key=float, reverse=True)


def _with_excel(machine: Machine) -> None:
    """Where there is no Excel, nothing could be set in it."""
    on_windows(machine)
    if not _excel_path(machine):
        raise Skipped(_("xem được khi máy có Microsoft Excel"))


EXCEL = (
    Check("Microsoft Excel", _excel, on_windows),
    Check("WPS Office", _wps, _with_excel),
    Check(N_("Phần bổ trợ bị Excel tắt"), _disabled, _with_excel),
    Check(N_("Vị trí tin cậy"), _trusted, _with_excel),
    Check("Macro", _macros, _with_excel),
    Check(N_("Chính sách về phần bổ trợ"), _addins, _with_excel),
)
"""Whether Excel lets the add-in run."""
