"""The Python side: its version, its packages, and whether Excel's call reaches them."""

from __future__ import annotations

import json
from functools import partial
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.app.addin.checks import Check, Hold, Verdict, looked, not_installed, windows_only
from par_xl.app.addin.machine import (
    STORE_PYTHON,
    Machine,
    again,
    is_there,
    pip_install,
    run_command,
    shown,
)
from par_xl.app.addin.profile import called_python
from par_xl.system.packages import how_to_reinstall
from par_xl.terms.messages import N_

_OLDEST = (3, 11)
_XLWINGS = "0.37."
"""The next series is said to break what is built on this one."""
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


def checks(machine: Machine) -> list[Check]:
    """All checks of this field."""
    return looked(
        machine,
        [
            ("Python", version),
            (N_("Nguồn của Python"), source),
            (N_("Gói xlwings"), xlwings),
            (N_("Gói pyOpenVBA"), partial(package, name="pyOpenVBA", module="pyopenvba")),
            (
                N_("Gói XlsxWriter"),
                partial(package, name="XlsxWriter", module="xlsxwriter", hold=Hold.ALL),
            ),
            (N_("Gói pywin32"), pywin32),
            (N_("Python mà Excel gọi"), called),
        ],
    )


def version(machine: Machine) -> Verdict:
    """Old enough to be missing what par_xl needs?"""
    told = _("{version}, {kind}, ở {path}").format(
        version=".".join(map(str, machine.python)), kind=machine.kind, path=machine.interpreter
    )
    if machine.python[:2] >= _OLDEST:
        return True, told
    return (
        False,
        _(
            "{python}: quá cũ. Cài Python 3.11 trở lên từ python.org, cài lại par_xl vào đó rồi "
            "chạy trong dấu nhắc lệnh (cmd): «py -3 -P -m par_xl addin install»."
        ).format(python=told),
        Hold.ALL,
    )


def source(machine: Machine) -> Verdict:
    """The Store's Python writes where Excel does not look."""
    if not machine.windows:
        return windows_only()
    if machine.from_store:
        return False, " ".join(map(_, STORE_PYTHON))
    return True, str(machine.base)


def xlwings(machine: Machine) -> Verdict:
    """Not imported here, which takes long: the Python that Excel calls is asked for that."""
    found = machine.package("xlwings")
    return _package(machine, "xlwings", found, bool(found and found.startswith(_XLWINGS)))


def pywin32(machine: Machine) -> Verdict:
    """What xlwings talks to Excel through."""
    if not machine.windows:
        return windows_only()
    return package(machine, name="pywin32", module="pywintypes")


def package(machine: Machine, *, name: str, module: str, hold: Hold = Hold.TAB) -> Verdict:
    """A package is there, and its module can be imported."""
    return _package(machine, name, machine.package(name), machine.loads(module), hold)


def _package(
    machine: Machine, name: str, found: str | None, right: bool, hold: Hold = Hold.TAB
) -> Verdict:
    if found and right:
        return True, found
    wrong = _("Bản {version} không dùng được.") if found else _("Chưa cài.")
    cure = run_command(pip_install(machine, name, anew=bool(found)))
    return False, f"{wrong.format(version=found)} {cure}", hold


def called(machine: Machine) -> Verdict:
    """Start the Python that Excel starts, and see what it finds."""
    interpreter = called_python(machine)
    if interpreter is None:
        return not_installed(machine)
    if not is_there(Path(interpreter)):
        return False, _("Không còn tệp {path}. Cài lại par_xl. {again}").format(
            path=shown(interpreter), again=again(machine)
        )
    answer = machine.run(interpreter, _ASK)
    try:
        found = json.loads(answer or "")
    except ValueError:
        return False, _(
            '{path} không chạy được. Mở dấu nhắc lệnh (cmd), chạy: «"{path}" --version». Nếu báo '
            "lỗi thì cài lại Python và par_xl. {again}"
        ).format(path=interpreter, again=again(machine))
    missing = [name for name in ("par_xl", "xlwings") if not found.get(name)]
    if missing:
        names = missing[0] if len(missing) == 1 else _("par_xl và xlwings")
        return False, _(
            "Python ở {path} không nạp được {names}. Cài lại par_xl: {how}. {again}"
        ).format(
            path=interpreter,
            names=names,
            how=how_to_reinstall(interpreter),
            again=again(machine),
        )
    if found["par_xl"] != __version__:
        return False, _(
            "Python ở {path} có par_xl {version}, còn lệnh này là par_xl {own}: hai bản khác nhau. "
            "Muốn dùng bản {own} thì đóng Excel. {again}"
        ).format(path=interpreter, version=found["par_xl"], own=__version__, again=again(machine))
    return True, f"{interpreter}: par_xl {found['par_xl']}, xlwings {found['xlwings']}"
