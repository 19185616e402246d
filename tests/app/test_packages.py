"""Packages that are missing: the command that adds them is one that works where it is run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from par_xl.system.packages import how_to_add, install_command, requirement


def test_packages_are_told_with_the_bounds_that_par_xl_sets() -> None:
    assert requirement("XlsxWriter").lower().startswith("xlsxwriter<4,>=3.2")
    assert requirement("xlwings") == "xlwings<0.38,>=0.37"
    assert requirement("pyarrow").startswith("pyarrow>=")
    assert requirement("pywin32") == "pywin32"


def test_the_command_is_of_the_python_that_runs() -> None:
    """As it stands it is understood: what is there already needs no index."""
    command = install_command("click").replace('"', "").split()
    assert command[0] == sys.executable
    done = subprocess.run(
        [*command, "--dry-run", "--no-index"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Requirement already satisfied: click" in done.stdout


def test_without_the_internet_too() -> None:
    said = how_to_add("pyarrow")
    assert said.startswith(f"Chạy “{install_command('pyarrow')}”.")
    assert '-m pip download -d goi "pyarrow>=' in said
    assert f'“"{sys.executable}" -P -m pip install --no-index --find-links goi "pyarrow>=' in said


def test_an_environment_of_uv_has_no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    command = f'uv pip install --no-config --python "{sys.executable}"'
    assert install_command("click").startswith(f'{command} "click<9,>=')
    assert install_command("click", anew=True).startswith(f'{command} --reinstall "click')
    assert f"“{command} --no-index --find-links goi " in how_to_add("pyarrow")
