"""Programs, libraries and modules beside received workbooks are not run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.constants import PERIOD
from benchmarks.making import make_folder
from windows.machine import PAR_XL, PYTHON, Windows

TRAP = Path(__file__).parent / "programs" / "trap.c"
FORMS = 13
"""Twelve and fewer are read without other processes."""
COMMANDS = (
    (PAR_XL, "merge", PERIOD, "--workers", "2"),
    (PAR_XL, "addin", "doctor"),
    (PYTHON, "-P", "-m", "par_xl", "log"),
)


def plant(folder: Path) -> None:
    """Lay traps under the names of what Windows and Python look for."""
    for name in ("cmd.exe", "pywintypes311.dll", "pythoncom311.dll", "version.dll", "wtsapi32.dll"):
        made = ["-shared"] if name.endswith(".dll") else []
        compiler = "x86_64-w64-mingw32-gcc"
        subprocess.run([compiler, *made, "-o", str(folder / name), str(TRAP)], check=True)
    for name in ("multiprocessing", "click", "pandas", "sitecustomize", "pywintypes", "win32api"):
        text = "import os\nwith open(os.environ['TRAP'], 'a') as file:\n    file.write(__name__)\n"
        (folder / f"{name}.py").write_text(text)


@pytest.fixture
def trapped(place: Path, tmp_path: Path) -> Path:
    root = place / "Báo cáo"
    shutil.copytree(make_folder(tmp_path / "work", FORMS).folder.root, root)
    plant(root)
    return root


def test_nothing_in_the_working_folder_is_run(
    windows: Windows, trapped: Path, tmp_path: Path
) -> None:
    sprung = tmp_path / "sprung"
    variables = {"TRAP": windows.path(sprung)}
    for command in COMMANDS:
        done = windows.run(*command, at=trapped, variables=variables)
        assert not sprung.exists(), f"{command}: {sprung.read_text()}"
        assert done.returncode in (0, 1, 2) and "Traceback" not in done.stderr, done.stderr
    # The traps work.
    windows.run(windows.path(trapped / "cmd.exe"), at=trapped, variables=variables)
    assert sprung.exists()
