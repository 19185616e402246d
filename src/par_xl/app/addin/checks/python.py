"""The Python side: its version, its packages, and whether Excel's call reaches them."""

from __future__ import annotations

import json
from functools import partial
from gettext import gettext as _
from pathlib import Path

from par_xl import __version__
from par_xl.app.addin.checks import Check, Fault, Hold, looked, not_installed, on_windows
from par_xl.app.addin.machine import (
    STORE_PYTHON,
    Machine,
    is_there,
    pip_install,
    run_command,
    shown,
)
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


def version(machine: Machine) -> str:
    """Whether the Python is one that par_xl runs in."""
    found = _("{version}, {kind}, ở {path}").format(
        version=".".join(map(str, machine.python)), kind=machine.kind, path=machine.interpreter
    )
    if machine.python[:2] < _OLDEST:
        raise Fault(
            _(
                "{python}: quá cũ. Cài Python 3.11 trở lên từ python.org, cài lại par_xl vào đó "
                "rồi chạy trong dấu nhắc lệnh (cmd): «py -3 -P -m par_xl addin install»."
            ),
            Hold.ALL,
            python=found,
        )
    return found


def source(machine: Machine) -> str:
    """The Store's Python writes where Excel does not look."""
    on_windows(machine)
    if machine.from_store:
        raise Fault(" ".join(map(_, STORE_PYTHON)))
    return str(machine.base)


def xlwings(machine: Machine) -> str:
    """Not imported here, which takes long: the Python that Excel calls is asked for that."""
    found = machine.package("xlwings")
    if found and found.startswith(_XLWINGS):
        return found
    raise _wrong(machine, "xlwings", found)


def pywin32(machine: Machine) -> str:
    """What xlwings talks to Excel through."""
    on_windows(machine)
    return package(machine, name="pywin32", module="pywintypes")


def package(machine: Machine, *, name: str, module: str, hold: Hold = Hold.TAB) -> str:
    """A package is there, and its module can be imported."""
    found = machine.package(name)
    if found and machine.loads(module):
        return found
    raise _wrong(machine, name, found, hold)


def _wrong(machine: Machine, name: str, found: str | None, hold: Hold = Hold.TAB) -> Fault:
    wrong = _("Bản {version} không dùng được.") if found else _("Chưa cài.")
    cure = run_command(pip_install(machine, name, anew=bool(found)))
    return Fault(f"{wrong.format(version=found)} {cure}", hold)


def called(machine: Machine) -> str:
    """Start the Python that Excel starts, and see what it finds."""
    interpreter = machine.called_python
    if interpreter is None:
        raise not_installed(machine)
    if not is_there(Path(interpreter)):
        raise Fault(
            _("Không còn tệp {path}. Cài lại par_xl. {again}"),
            path=shown(interpreter),
            again=machine.again,
        )
    try:
        found = json.loads(machine.run(interpreter, _ASK) or "")
    except ValueError:
        raise Fault(
            _(
                '{path} không chạy được. Mở dấu nhắc lệnh (cmd), chạy: «"{path}" --version». Nếu '
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
