"""Windows: its age, and what it or its guards do not let run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.checks import (
    Check,
    Hold,
    Look,
    Verdict,
    ask_administrator,
    looked,
    windows_only,
)
from par_xl.app.addin.machine import Machine
from par_xl.app.addin.profile import called_python
from par_xl.system.packages import how_to_reinstall
from par_xl.terms.messages import N_

OPERATING_SYSTEM = N_("Hệ điều hành")
_WINDOWS = (
    (22000, "Windows 11"),
    (10240, "Windows 10"),
    (9600, "Windows 8.1"),
    (9200, "Windows 8"),
    (7600, "Windows 7"),
    (0, N_("Windows cũ hơn Windows 7")),
)
"""The first build of each. Windows tells programs older versions than it is; the registry not."""
_OLDEST, _OLDEST_OF_NEWER_PYTHON = 9600, 10240
_REFUSALS = {
    5: N_("Windows báo không có quyền (do quyền của tệp, của thư mục hoặc phần mềm diệt vi-rút)"),
    225: N_("phần mềm diệt vi-rút coi là vi-rút"),
    226: N_("phần mềm diệt vi-rút đã xóa vì coi là vi-rút"),
    1260: N_("chính sách của cơ quan chặn (AppLocker hay Software Restriction Policies)"),
    4551: N_("Smart App Control hoặc chính sách kiểm soát ứng dụng (App Control, WDAC) chặn"),
}
"""Windows' errors when it does not start a program."""
_NOT_STARTED = N_("Windows không khởi động được")
_NOT_FOUND = (2, 3)
_DEFENDER = (
    r"HKLM\Software\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
    r"HKLM\Software\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
)
_DEFENDER_FROM_CLOUD = r"HKLM\Software\Policies\Microsoft\Windows Defender\Policy Manager"
_RULES = {
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a": (
        "Block all Office applications from creating child processes"
    ),
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "Block Win32 API calls from Office macros",
}
"""Of Defender's attack surface reduction: those that the add-in's macros run into."""
_COMPILED = ("pydantic", "python_calamine", "psutil")
"""Packages with libraries for Windows, without which no command reads a form."""


def checks(machine: Machine) -> list[Check]:
    """All checks of this field; all but one can't be made without Windows."""
    everywhere: list[tuple[str, Look]] = [(N_("Thư viện bị chặn"), libraries)]
    looks: list[tuple[str, Look]] = [
        (OPERATING_SYSTEM, version),
        (N_("Chương trình bị chặn"), programs),
        (N_("Windows Script Host và cmd.exe"), starting),
        (N_("Quy tắc của Microsoft Defender"), defender),
    ]
    if not machine.windows:
        return [
            Check(
                OPERATING_SYSTEM,
                None,
                _(
                    "đây không phải Windows; thẻ trong Excel chỉ chạy trên Windows, dòng nào không "
                    "xem được thì bỏ qua"
                ),
            ),
            *(Check(title, *windows_only()) for title, _look in looks[1:]),
            *looked(machine, everywhere),
        ]
    return looked(machine, [*looks, *everywhere])


def version(machine: Machine) -> Verdict:
    """Whether the Python that par_xl needs runs on this Windows."""
    told = machine.registry.values(r"HKLM\Software\Microsoft\Windows NT\CurrentVersion")
    build = str(told.get("currentbuildnumber", ""))
    if not build.isdigit():
        return True, _("Windows (không đọc được phiên bản)")
    product = str(told.get("productname", ""))
    known = next(name for first, name in _WINDOWS if int(build) >= first)
    name = _("{name} (bản dựng {build})").format(
        name=product if "Server" in product else _(known), build=build
    )
    if int(build) < _OLDEST:
        return (
            False,
            _(
                "{name} quá cũ: Python 3.11, 3.12 cần Windows 8.1 trở lên, Python 3.13 trở lên cần "
                "Windows 10. Nhờ người quản trị nâng cấp lên Windows 10 trở lên; chưa nâng được "
                "thì máy này chỉ để điền biểu mẫu bằng Excel, còn tổng hợp thì làm ở một máy khác."
            ).format(name=name),
            Hold.ALL,
        )
    if int(build) < _OLDEST_OF_NEWER_PYTHON:
        name = _(
            "{name}: cũ, chỉ cài được Python 3.11 hoặc 3.12 (từ Python 3.13 cần Windows 10), "
            "Microsoft không còn vá lỗi; nên chuyển sang máy có Windows 10 trở lên"
        ).format(name=name)
    if _is_32_bit(machine):
        name = _(
            "{name}; bản 32-bit: chỉ cài được Python 32-bit, không dùng được bộ cài ngoại tuyến "
            "64-bit, và thư viện pyarrow (tệp Parquet) không có bản 32-bit"
        ).format(name=name)
    return True, name


def _is_32_bit(machine: Machine) -> bool:
    key = r"HKLM\System\CurrentControlSet\Control\Session Manager\Environment"
    kind = machine.registry.values(key).get("processor_architecture", "")
    return str(kind).lower() == "x86"


def programs(machine: Machine) -> Verdict:
    """Start each program that a click starts: only that shows what guards let through."""
    interpreter = called_python(machine) or str(machine.interpreter)
    prompt = machine.command_prompt
    for program, arguments in ((interpreter, ("--version",)), (prompt, ("/d", "/c", "exit"))):
        number = machine.refusal((program, *arguments))
        # What is gone is told of elsewhere.
        if number and number not in _NOT_FOUND:
            told = _not_allowed(program == prompt).format(program=program, why=_why(number))
            return False, told, Hold.TAB_BY_OTHERS
    launcher = _launcher(machine)
    if launcher and (number := machine.refusal((str(launcher), "--version"))):
        told = _(
            "Không chạy được {program}: {why}. Không cần tệp này: thay chữ «par-xl» ở đầu mọi lệnh "
            'bằng «"{python}" -P -m par_xl»; muốn dùng «par-xl» thì đề nghị người quản trị công '
            "nghệ thông tin cho phép chạy tệp đó."
        ).format(program=launcher, why=_why(number), python=machine.interpreter)
        return False, told, Hold.NAME
    return True, _("không có")


def _why(number: int) -> str:
    reason = _(_REFUSALS.get(number, _NOT_STARTED))
    return _("{reason} (lỗi số {number})").format(reason=reason, number=number)


def _not_allowed(is_prompt: bool) -> str:
    if is_prompt:
        return _(
            "Không chạy được {program}: {why}, nên nút trong Excel không gọi được Python. Đề nghị "
            "người quản trị công nghệ thông tin cho phép chạy {program}."
        )
    return _(
        "Không chạy được {program}: {why}, nên nút trong Excel không gọi được Python. Đề nghị "
        "người quản trị công nghệ thông tin cho phép chạy {program}, hoặc cài Python cho mọi người "
        "dùng vào C:\\Program Files (nơi chính sách thường cho chạy), cài lại par_xl vào đó rồi "
        "chạy lại «addin install»."
    )


def _launcher(machine: Machine) -> Path | None:
    """``par-xl.exe``: it bears no signature, so that guards let it through less than Python.

    None where ``par-xl`` starts something else, as after the offline kit.
    """
    if not machine.on_path:
        return None
    folder = machine.interpreter.parent
    places = (folder / "par-xl.exe", folder / "Scripts" / "par-xl.exe")
    # A folder that can't be looked into is told of elsewhere.
    with contextlib.suppress(OSError):
        return next((place for place in places if place.is_file()), None)
    return None


def libraries(machine: Machine) -> Verdict:
    """Guards may let Python run, but not what its packages are compiled to."""
    lost = [name for name in _COMPILED if not machine.loads(name)]
    if not lost:
        return True, _("không có")
    names = ", ".join(lost)
    if _has_smart_app_control(machine):
        return (
            False,
            _(
                "Smart App Control của Windows 11 đang bật và Python không nạp được {names}. Nó "
                "không cho thêm ngoại lệ, chỉ tắt được: hỏi người quản trị công nghệ thông tin "
                "trước, vì tắt rồi có thể phải cài lại Windows mới bật lại được. Tắt ở Bảo mật "
                "Windows (Windows Security) > Kiểm soát ứng dụng và trình duyệt (App & browser "
                "control) > Smart App Control."
            ).format(names=names),
            Hold.ALL,
        )
    return (
        False,
        _(
            "Python không nạp được {names}. Cài lại par_xl: {how}. Vẫn vậy thì nhờ người quản trị "
            "công nghệ thông tin xem phần mềm diệt vi-rút hay AppLocker có chặn tệp .pyd, .dll "
            "trong {path} không."
        ).format(
            names=names,
            how=how_to_reinstall(str(machine.interpreter)),
            path=machine.interpreter.parent.parent,
        ),
        Hold.ALL,
    )


def _has_smart_app_control(machine: Machine) -> bool:
    values = machine.registry.values(r"HKLM\System\CurrentControlSet\Control\CI\Policy")
    return values.get("verifiedandreputablepolicystate") == 1


def starting(machine: Machine) -> Verdict:
    """The add-in starts Python through Windows Script Host and cmd.exe."""
    for root in ("HKCU", "HKLM"):
        key = rf"{root}\Software\Microsoft\Windows Script Host\Settings"
        if str(machine.registry.values(key).get("enabled", 1)) == "0":
            return (
                False,
                _(
                    "Windows Script Host bị tắt nên nút trong Excel không gọi được Python. Nhờ "
                    "người quản trị xóa giá trị Enabled (đang là 0) ở {key}"
                ).format(key=key),
                Hold.TAB_BY_OTHERS,
            )
    policy = r"HKCU\Software\Policies\Microsoft\Windows\System"
    if machine.registry.values(policy).get("disablecmd") == 1:
        what = _(
            "bỏ chính sách «Prevent access to the command prompt» (DisableCMD) hoặc cho phép tệp "
            "lệnh: nút trong Excel gọi Python qua cmd.exe. Trong lúc đó gõ lệnh «par-xl» ở "
            "PowerShell."
        )
        return False, ask_administrator(what), Hold.TAB_BY_OTHERS
    return True, _("dùng được")


def defender(machine: Machine) -> Verdict:
    """Rules by which Microsoft Defender keeps Office from starting programs."""
    found = [_RULES[rule] for rule in _blocking(machine) if rule in _RULES]
    if not found:
        return True, _("không chặn")
    names = ", ".join(f"«{name}»" for name in dict.fromkeys(found))
    wrong = _("Microsoft Defender chặn macro của Excel chạy chương trình khác hay gọi Windows.")
    cure = ask_administrator(
        _(
            "tắt hoặc đặt ngoại lệ cho quy tắc giảm bề mặt tấn công (attack surface reduction) "
            "{names}."
        ).format(names=names)
    )
    return False, f"{wrong} {cure}", Hold.TAB_BY_OTHERS


def _blocking(machine: Machine) -> Iterator[str]:
    """The rules set to block, in small letters."""
    for key in _DEFENDER:
        for rule, state in machine.registry.values(key).items():
            if str(state) == "1":
                yield rule.lower()
    together = str(machine.registry.values(_DEFENDER_FROM_CLOUD).get("asrrules", ""))
    for each in together.split("|"):
        rule, _equals, state = each.partition("=")
        if state.strip() == "1":
            yield rule.strip().lower()
