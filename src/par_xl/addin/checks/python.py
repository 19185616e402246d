"""The Python side: its version, its packages, and whether Excel's call reaches them."""

from __future__ import annotations

import json
from pathlib import Path

from par_xl import __version__
from par_xl.addin.checks import AGAIN, NOT_INSTALLED, WINDOWS_ONLY, Check
from par_xl.addin.install import STORE_PYTHON, is_from_store
from par_xl.addin.machine import Machine
from par_xl.addin.settings import INTERPRETER, read_settings

_OLDEST = (3, 11)
_XLWINGS = "0.37"
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
    return [version(machine), source(machine), *packages(machine), called(machine)]


def version(machine: Machine) -> Check:
    """Old enough to be missing what par_xl needs?"""
    told = f"{'.'.join(map(str, machine.python))}, {machine.kind}, ở {machine.interpreter}"
    if machine.python[:2] >= _OLDEST:
        return Check("Python", True, told)
    return Check(
        "Python",
        False,
        f"{told}: quá cũ. Cài Python 3.11 trở lên từ python.org, cài lại par_xl vào đó rồi chạy: "
        "par-xl addin install",
    )


def source(machine: Machine) -> Check:
    """The Store's Python writes where Excel does not look."""
    title = "Nguồn của Python"
    if not machine.windows:
        return Check(title, None, WINDOWS_ONLY)
    if is_from_store(machine.base):
        return Check(title, False, " ".join(STORE_PYTHON))
    return Check(title, True, str(machine.base))


def packages(machine: Machine) -> list[Check]:
    """The packages that the tab in Excel and the building of it need."""
    return [
        _package(
            machine,
            "xlwings",
            f"xlwings>={_XLWINGS},<0.38",
            right=(machine.package("xlwings") or "").startswith(f"{_XLWINGS}."),
        ),
        _package(machine, "pyOpenVBA", "pyOpenVBA"),
        _package(machine, "pywin32", "pywin32", right=machine.loads("pywintypes"))
        if machine.windows
        else Check("Gói pywin32", None, WINDOWS_ONLY),
    ]


def _package(machine: Machine, name: str, wanted: str, right: bool = True) -> Check:
    found = machine.package(name)
    if found and right:
        return Check(f"Gói {name}", True, found)
    wrong = f"Bản {found} không dùng được" if found else "Chưa cài"
    again = "--force-reinstall " if found else ""
    return Check(
        f"Gói {name}",
        False,
        f'{wrong}. Chạy: "{machine.interpreter}" -m pip install {again}"{wanted}"',
    )


def called(machine: Machine) -> Check:
    """Start the Python that Excel starts, and see what it finds."""
    title = "Python mà Excel gọi"
    settings = read_settings(machine)
    if settings is None or INTERPRETER not in settings:
        return Check(title, None, NOT_INSTALLED)
    interpreter = settings[INTERPRETER]
    if not Path(interpreter).is_file():
        return Check(title, False, f"Không còn tệp {interpreter}. Cài lại par_xl. {AGAIN}")
    answer = machine.run(interpreter, _ASK)
    try:
        found = json.loads(answer or "")
    except ValueError:
        return Check(
            title,
            False,
            f"{interpreter} không chạy được. Mở Command Prompt, gõ: "
            f'"{interpreter}" --version. Nếu báo lỗi thì cài lại Python và par_xl. {AGAIN}',
        )
    missing = [name for name in ("par_xl", "xlwings") if not found.get(name)]
    if missing:
        return Check(
            title,
            False,
            f"Python ở {interpreter} không nạp được {' và '.join(missing)}. Trong thư mục mã nguồn "
            f'par_xl, chạy: "{interpreter}" -m pip install -c constraints.txt .  {AGAIN}',
        )
    if found["par_xl"] != __version__:
        return Check(
            title,
            False,
            f"Python ở {interpreter} có par_xl {found['par_xl']}, còn lệnh này là par_xl "
            f"{__version__}: hai bản khác nhau. {AGAIN} bằng bản muốn dùng",
        )
    return Check(
        title, True, f"{interpreter}: par_xl {found['par_xl']}, xlwings {found['xlwings']}"
    )
