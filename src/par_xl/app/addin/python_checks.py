"""What may keep a click from starting this program: Windows' guards, and Python."""

from __future__ import annotations

import json
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.app.addin.checks import (
    Check,
    Fault,
    Hold,
    Skipped,
    ask_administrator,
    installed,
    not_installed,
    on_windows,
)
from par_xl.app.addin.machine import Machine
from par_xl.system.files import is_file
from par_xl.system.packages import how_to_reinstall
from par_xl.terms.messages import N_


def _system(machine: Machine) -> str:
    if not machine.windows:
        raise Skipped(
            _(
                "đây không phải Windows; thẻ trong Excel chỉ chạy trên Windows, dòng nào không "
                "xem được thì bỏ qua"
            )
        )
    return machine.system


_REFUSALS = {
    5: N_("Windows báo không có quyền (do quyền của tệp, của thư mục hoặc phần mềm diệt vi-rút)"),
    225: N_("phần mềm diệt vi-rút coi là vi-rút"),
    226: N_("phần mềm diệt vi-rút đã xóa vì coi là vi-rút"),
    1260: N_("chính sách của cơ quan chặn (AppLocker hay Software Restriction Policies)"),
    4551: N_("Smart App Control hoặc chính sách kiểm soát ứng dụng (App Control, WDAC) chặn"),
}
"""Windows' errors when it does not start a program."""
_NOT_STARTED = N_("Windows không khởi động được")
_NOT_FOUND = (0, 2, 3)
"""What is gone is told of elsewhere."""
_FOR_PYTHON = N_(
    "Không chạy được {program}: {why}, nên nút trong Excel không gọi được Python. Đề nghị người "
    "quản trị công nghệ thông tin cho phép chạy {program}, hoặc cài Python cho mọi người dùng vào "
    "C:\\Program Files (nơi chính sách thường cho chạy), cài lại par_xl vào đó rồi chạy lại “addin "
    "install”."
)
_FOR_CMD = N_(
    "Không chạy được {program}: {why}, nên nút trong Excel không gọi được Python. Đề nghị người "
    "quản trị công nghệ thông tin cho phép chạy {program}."
)


def _programs(machine: Machine) -> str:
    """Start each program that a click starts: only that shows what guards let through."""
    python = machine.called_python or str(machine.interpreter)
    for command, text in (
        ((python, "--version"), _FOR_PYTHON),
        ((machine.command_prompt, "/d", "/c", "exit"), _FOR_CMD),
    ):
        number = machine.refusal(command)
        if number not in _NOT_FOUND:
            why = _("{reason} (lỗi số {number})").format(
                reason=_(_REFUSALS.get(number, _NOT_STARTED)), number=number
            )
            raise Fault(_(text), Hold.TAB_BY_OTHERS, program=command[0], why=why)
    return _("không có")


def _starting(machine: Machine) -> str:
    """Check that Windows Script Host and cmd.exe run: the add-in starts Python through them."""
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
        raise ask_administrator(
            _(
                "bỏ chính sách “Prevent access to the command prompt” (DisableCMD) hoặc cho phép "
                "tệp lệnh: nút trong Excel gọi Python qua cmd.exe. Trong lúc đó gõ lệnh “par-xl” ở "
                "PowerShell."
            )
        )
    return _("dùng được")


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


def _defender(machine: Machine) -> str:
    """Rules by which Microsoft Defender keeps Office from starting programs."""
    set_here = [rule for key in _DEFENDER for rule in machine.registry.values(key).items()]
    from_cloud = str(machine.registry.values(_DEFENDER_FROM_CLOUD).get("asrrules", ""))
    rules = [*set_here, *(each.partition("=")[::2] for each in from_cloud.split("|"))]
    blocking = {rule.strip().lower() for rule, state in rules if str(state).strip() == "1"}
    if found := [f"“{name}”" for rule, name in _RULES.items() if rule in blocking]:
        raise ask_administrator(
            _(
                "tắt hoặc đặt ngoại lệ cho quy tắc giảm bề mặt tấn công (attack surface reduction) "
                "{names}."
            ).format(names=", ".join(found)),
            _("Microsoft Defender chặn macro của Excel chạy chương trình khác hay gọi Windows."),
        )
    return _("không chặn")


_LIBRARIES = ("pydantic", "python_calamine", "psutil", "xlsxwriter")
"""Without these no command works."""


def _libraries(machine: Machine) -> str:
    """Check that packages load: they may be missing, or guards let only Python run."""
    wanted = (*_LIBRARIES, *(("pywintypes",) if machine.windows else ()))
    missing = [name for name in wanted if not machine.loads(name)]
    if not missing:
        return _("không có")
    hold = Hold.TAB if missing == ["pywintypes"] else Hold.ALL
    names = ", ".join(missing)
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
            hold,
            names=names,
        )
    raise Fault(
        _(
            "Python không nạp được {names}. Cài lại par_xl: {how}. Vẫn vậy thì nhờ người quản trị "
            "công nghệ thông tin xem phần mềm diệt vi-rút hay AppLocker có chặn tệp .pyd, .dll "
            "trong {path} không."
        ),
        hold,
        names=names,
        how=how_to_reinstall(str(machine.interpreter)),
        path=machine.interpreter.parent.parent,
    )


_ASK = (
    "import importlib, json\n"
    "found = {}\n"
    "for name in ('par_xl', 'xlwings'):\n"
    "    try:\n"
    "        found[name] = importlib.import_module(name).__version__\n"
    "    except Exception:\n"
    "        found[name] = None\n"
    "print(json.dumps(found))\n"
)


def _called(machine: Machine) -> str:
    """Start the Python that Excel starts, and see what it finds."""
    interpreter = machine.called_python
    if interpreter is None or not is_file(Path(interpreter)):
        raise not_installed(machine)
    try:
        found = json.loads(machine.run(interpreter, _ASK) or "")
    except ValueError:
        raise Fault(
            _(
                '{path} không chạy được. Mở dấu nhắc lệnh (cmd), chạy: “"{path}" --version”. Nếu '
                "báo lỗi thì cài lại Python và par_xl. {again}"
            ),
            path=interpreter,
            again=machine.again,
        ) from None
    if missing := [name for name in ("par_xl", "xlwings") if not found.get(name)]:
        raise Fault(
            _("Python ở {path} không nạp được {names}. Cài lại par_xl: {how}. {again}"),
            path=interpreter,
            names=missing[0] if len(missing) == 1 else _("par_xl và xlwings"),
            how=how_to_reinstall(interpreter),
            again=machine.again,
        )
    if found["par_xl"] != __version__:
        raise Fault(
            _(
                "Python ở {path} có par_xl {version}, còn lệnh này là par_xl {own}: hai bản khác "
                "nhau. Muốn dùng bản {own} thì đóng Excel. {again}"
            ),
            path=interpreter,
            version=found["par_xl"],
            own=__version__,
            again=machine.again,
        )
    return f"{interpreter}: par_xl {found['par_xl']}, xlwings {found['xlwings']}"


SYSTEM = Check(N_("Hệ điều hành"), _system)
"""Skipped where the tab can't be."""
COMPUTER = (
    SYSTEM,
    Check(N_("Chương trình bị chặn"), _programs, on_windows),
    Check(N_("Windows Script Host và cmd.exe"), _starting, on_windows),
    Check(N_("Quy tắc của Microsoft Defender"), _defender, on_windows),
    Check(N_("Thư viện bị chặn"), _libraries),
    Check("Python", lambda machine: machine.python),
    Check(N_("Python mà Excel gọi"), _called, installed),
)
"""Whether a click could start this program."""
