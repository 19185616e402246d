"""``python -m tests.windows suite [PYTEST'S ARGUMENTS]``: the whole test suite on Windows' Python.

What needs another system is passed over there, and says why. It takes an hour and more; given
folders or files of tests, those alone.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from scripts.kit.fetching import install
from scripts.kit.wheels import wanted
from scripts.pins import ROOT, path_of, read
from windows.machine import PYTHON, PYTHON_VERSION
from windows.making import once, windows

_PINS = Path(__file__).with_name("suite.txt")
_NOT_THERE = frozenset(
    (
        *("win-unicode-console", "mypy", "ruff", "polars", "polars-runtime-32", "playwright"),
        *("beautifulsoup4", "soupsieve"),
    )
)
"""They have no wheels for it, or no test that runs there needs them."""


def main(arguments: list[str]) -> int:
    """Run the tests; pytest's exit status."""
    machine = windows()
    packages = machine.drive / "suite"
    once(machine, "suite", [path_of("dev"), _PINS], lambda: _install(packages))
    # What is tested stands before what is installed.
    found = ";".join(map(machine.path, (ROOT / "src", packages)))
    # A short one without accents: what is tested adds its own.
    place = machine.path(machine.drive / "t")
    command = (PYTHON, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "-rs")
    return subprocess.call(
        ["wine", *command, "--basetemp", place, *(arguments or ["tests"])],
        cwd=ROOT,
        env=machine.variables | {"PYTHONPATH": found},
    )


def _install(packages: Path) -> None:
    own = read(_PINS)
    instead = _NOT_THERE | {pin.name for pin in own}
    pins = wanted(read(path_of("dev")), PYTHON_VERSION)
    install([*own, *(pin for pin in pins if pin.name not in instead)], PYTHON_VERSION, packages)
