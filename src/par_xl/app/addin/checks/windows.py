"""Windows: its age, and what it or its guards do not let run."""

from __future__ import annotations

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
from par_xl.app.addin.machine import Machine
from par_xl.system.files import is_file
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
    only_there = (
        (N_("Chương trình bị chặn"), programs),
        (N_("Windows Script Host và cmd.exe"), starting),
        (N_("Quy tắc của Microsoft Defender"), defender),
    )
    return [
        *looked(machine, [(OPERATING_SYSTEM, version)]),
        *looked(machine, only_there, on_windows),
        *looked(machine, [(N_("Thư viện bị chặn"), libraries)]),
    ]


def version(machine: Machine) -> str:
    """Whether the Python that par_xl needs runs on this Windows."""
    if not machine.windows:
        raise Skipped(
            _(
                "đây không phải Windows; thẻ trong Excel chỉ chạy trên Windows, dòng nào không "
                "xem được thì bỏ qua"
            )
        )
    values = machine.registry.values(r"HKLM\Software\Microsoft\Windows NT\CurrentVersion")
    build = str(values.get("currentbuildnumber", ""))
    if not build.isdigit():
        return _("Windows (không đọc được phiên bản)")
    product = str(values.get("productname", ""))
    known = next(name for first, name in _WINDOWS if int(build) >= first)
    name = _("{name} (bản dựng {build})").format(
        name=product if "Server" in product else _(known), build=build
    )
    if int(build) < _OLDEST:
        raise Fault(
            _(
                "{name} quá cũ: Python 3.11, 3.12 cần Windows 8.1 trở lên, Python 3.13 trở lên cần "
                "Windows 10. Nhờ người quản trị nâng cấp lên Windows 10 trở lên; chưa nâng được "
                "thì máy này chỉ để điền biểu mẫu bằng Excel, còn tổng hợp thì làm ở một máy khác."
            ),
            Hold.ALL,
            name=name,
        )
    if int(build) < _OLDEST_OF_NEWER_PYTHON:
        name = _(
            "{name}: cũ, chỉ cài được Python 3.11 hoặc 3.12 (từ Python 3.13 cần Windows 10), "
            "Microsoft không còn vá lỗi; nên chuyển sang máy có Windows 10 trở lên"
        ).format(name=name)
    key = r"HKLM\System\CurrentControlSet\Control\Session Manager\Environment"
    kind = str(machine.registry.values(key).get("processor_architecture", ""))
    if kind.lower() == "x86":
        name = _(
            "{name}; bản 32-bit: chỉ cài được Python 32-bit, không dùng được bộ cài ngoại tuyến "
            "64-bit, và thư viện pyarrow (tệp Parquet) không có bản 32-bit"
        ).format(name=name)
    return name


def programs(machine: Machine) -> str:
    """Start each program that a click starts: only that shows what guards let through."""
    interpreter = machine.called_python or str(machine.interpreter)
    # What is gone is told of elsewhere.
    number = machine.refusal((interpreter, "--version"))
    if number and number not in _NOT_FOUND:
        raise Fault(
            _(
                "Không chạy được {program}: {why}, nên nút trong Excel không gọi được Python. Đề "
                "nghị người quản trị công nghệ thông tin cho phép chạy {program}, hoặc cài Python "
                "cho mọi người dùng vào C:\\Program Files (nơi chính sách thường cho chạy), cài "
                "lại par_xl vào đó rồi chạy lại «addin install»."
            ),
            Hold.TAB_BY_OTHERS,
            program=interpreter,
            why=_why(number),
        )
    number = machine.refusal((machine.command_prompt, "/d", "/c", "exit"))
    if number and number not in _NOT_FOUND:
        raise Fault(
            _(
                "Không chạy được {program}: {why}, nên nút trong Excel không gọi được Python. Đề "
                "nghị người quản trị công nghệ thông tin cho phép chạy {program}."
            ),
            Hold.TAB_BY_OTHERS,
            program=machine.command_prompt,
            why=_why(number),
        )
    # It bears no signature, so that guards let it through less than Python. Where par-xl starts
    # something else, as after the offline kit, it is not there.
    folder = machine.interpreter.parent
    places = (folder / "par-xl.exe", folder / "Scripts" / "par-xl.exe") if machine.on_path else ()
    launcher = next((place for place in places if is_file(place)), None)
    if launcher and (number := machine.refusal((str(launcher), "--version"))):
        raise Fault(
            _(
                "Không chạy được {program}: {why}. Không cần tệp này: thay chữ «par-xl» ở đầu mọi "
                'lệnh bằng «"{python}" -P -m par_xl»; muốn dùng «par-xl» thì đề nghị người quản '
                "trị công nghệ thông tin cho phép chạy tệp đó."
            ),
            Hold.NAME,
            program=launcher,
            why=_why(number),
            python=machine.interpreter,
        )
    return _("không có")


def _why(number: int) -> str:
    reason = _(_REFUSALS.get(number, _NOT_STARTED))
    return _("{reason} (lỗi số {number})").format(reason=reason, number=number)


def libraries(machine: Machine) -> str:
    """Guards may let Python run, but not what its packages are compiled to."""
    names = ", ".join(name for name in _COMPILED if not machine.loads(name))
    if not names:
        return _("không có")
    policy = machine.registry.values(r"HKLM\System\CurrentControlSet\Control\CI\Policy")
    if policy.get("verifiedandreputablepolicystate") == 1:
        raise Fault(
            _(
                "Smart App Control của Windows 11 đang bật và Python không nạp được {names}. Nó "
                "không cho thêm ngoại lệ, chỉ tắt được: hỏi người quản trị công nghệ thông tin "
                "trước, vì tắt rồi có thể phải cài lại Windows mới bật lại được. Tắt ở Bảo mật "
                "Windows (Windows Security) > Kiểm soát ứng dụng và trình duyệt (App & browser "
                "control) > Smart App Control."
            ),
            Hold.ALL,
            names=names,
        )
    raise Fault(
        _(
            "Python không nạp được {names}. Cài lại par_xl: {how}. Vẫn vậy thì nhờ người quản trị "
            "công nghệ thông tin xem phần mềm diệt vi-rút hay AppLocker có chặn tệp .pyd, .dll "
            "trong {path} không."
        ),
        Hold.ALL,
        names=names,
        how=how_to_reinstall(str(machine.interpreter)),
        path=machine.interpreter.parent.parent,
    )


def starting(machine: Machine) -> str:
    """The add-in starts Python through Windows Script Host and cmd.exe."""
    for root in ("HKCU", "HKLM"):
        key = rf"{root}\Software\Microsoft\Windows Script Host\Settings"
        if str(machine.registry.values(key).get("enabled", 1)) == "0":
            raise Fault(
                _(
                    "Windows Script Host bị tắt nên nút trong Excel không gọi được Python. Nhờ "
                    "người quản trị xóa giá trị Enabled (đang là 0) ở {key}"
                ),
                Hold.TAB_BY_OTHERS,
                key=key,
            )
    policy = r"HKCU\Software\Policies\Microsoft\Windows\System"
    if machine.registry.values(policy).get("disablecmd") == 1:
        what = _(
            "bỏ chính sách «Prevent access to the command prompt» (DisableCMD) hoặc cho phép tệp "
            "lệnh: nút trong Excel gọi Python qua cmd.exe. Trong lúc đó gõ lệnh «par-xl» ở "
            "PowerShell."
        )
        raise Fault(ask_administrator(what), Hold.TAB_BY_OTHERS)
    return _("dùng được")


def defender(machine: Machine) -> str:
    """Rules by which Microsoft Defender keeps Office from starting programs."""
    found = [_RULES[rule] for rule in _blocking(machine) if rule in _RULES]
    if not found:
        return _("không chặn")
    names = ", ".join(f"«{name}»" for name in dict.fromkeys(found))
    wrong = _("Microsoft Defender chặn macro của Excel chạy chương trình khác hay gọi Windows.")
    what = _(
        "tắt hoặc đặt ngoại lệ cho quy tắc giảm bề mặt tấn công (attack surface reduction) {names}."
    ).format(names=names)
    raise Fault(f"{wrong} {ask_administrator(what)}", Hold.TAB_BY_OTHERS)


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
