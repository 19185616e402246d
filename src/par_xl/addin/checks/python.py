"""The Python side: its version, its packages, and whether Excel's call reaches them."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from par_xl import __version__
from par_xl.addin.checks import WINDOWS_ONLY, Check, Hold, Verdict, looked, not_installed
from par_xl.addin.commands import again, pip_install
from par_xl.addin.look import is_there, shown
from par_xl.addin.machine import STORE_PYTHON, Machine
from par_xl.addin.settings import called_python
from par_xl.packages import how_to_reinstall

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
            ("Nguồn của Python", source),
            ("Gói xlwings", xlwings),
            ("Gói pyOpenVBA", partial(package, name="pyOpenVBA", module="pyopenvba")),
            (
                "Gói XlsxWriter",
                partial(package, name="XlsxWriter", module="xlsxwriter", hold=Hold.ALL),
            ),
            ("Gói pywin32", pywin32),
            ("Python mà Excel gọi", called),
        ],
    )


def version(machine: Machine) -> Verdict:
    """Old enough to be missing what par_xl needs?"""
    told = f"{'.'.join(map(str, machine.python))}, {machine.kind}, ở {machine.interpreter}"
    if machine.python[:2] >= _OLDEST:
        return True, told
    return (
        False,
        f"{told}: quá cũ. Cài Python 3.11 trở lên từ python.org, cài lại par_xl vào đó rồi chạy "
        "trong dấu nhắc lệnh (cmd): «py -3 -m par_xl addin install».",
        Hold.ALL,
    )


def source(machine: Machine) -> Verdict:
    """The Store's Python writes where Excel does not look."""
    if not machine.windows:
        return None, WINDOWS_ONLY
    return (False, " ".join(STORE_PYTHON)) if machine.from_store else (True, str(machine.base))


def xlwings(machine: Machine) -> Verdict:
    """Not imported here, which takes long: the Python that Excel calls is asked for that."""
    found = machine.package("xlwings")
    return _package(machine, "xlwings", found, bool(found and found.startswith(_XLWINGS)))


def pywin32(machine: Machine) -> Verdict:
    """What xlwings talks to Excel through."""
    if not machine.windows:
        return None, WINDOWS_ONLY
    return package(machine, name="pywin32", module="pywintypes")


def package(machine: Machine, *, name: str, module: str, hold: Hold = Hold.TAB) -> Verdict:
    """A package is there, and its module can be imported."""
    return _package(machine, name, machine.package(name), machine.loads(module), hold)


def _package(
    machine: Machine, name: str, found: str | None, right: bool, hold: Hold = Hold.TAB
) -> Verdict:
    if found and right:
        return True, found
    wrong = f"Bản {found} không dùng được" if found else "Chưa cài"
    cure = pip_install(machine, name, anew=bool(found))
    return False, f"{wrong}. Chạy trong dấu nhắc lệnh (cmd): «{cure}».", hold


def called(machine: Machine) -> Verdict:
    """Start the Python that Excel starts, and see what it finds."""
    interpreter = called_python(machine)
    if interpreter is None:
        return not_installed(machine)
    if not is_there(Path(interpreter)):
        return False, f"Không còn tệp {shown(interpreter)}. Cài lại par_xl. {again(machine)}"
    answer = machine.run(interpreter, _ASK)
    try:
        found = json.loads(answer or "")
    except ValueError:
        return False, (
            f'{interpreter} không chạy được. Mở dấu nhắc lệnh (cmd), chạy: «"{interpreter}" '
            f"--version». Nếu báo lỗi thì cài lại Python và par_xl. {again(machine)}"
        )
    missing = [name for name in ("par_xl", "xlwings") if not found.get(name)]
    if missing:
        return False, (
            f"Python ở {interpreter} không nạp được {' và '.join(missing)}. Cài lại par_xl: "
            f"{how_to_reinstall(interpreter)}. {again(machine)}"
        )
    if found["par_xl"] != __version__:
        return False, (
            f"Python ở {interpreter} có par_xl {found['par_xl']}, còn lệnh này là par_xl "
            f"{__version__}: hai bản khác nhau. Muốn dùng bản {__version__} thì đóng Excel. "
            f"{again(machine)}"
        )
    return True, f"{interpreter}: par_xl {found['par_xl']}, xlwings {found['xlwings']}"
