"""``python -m scripts.installed_alone``: the wheel, made from the sdist, all by itself.

Into a new environment outside the tree go the wheel and what it needs to run, nothing else; from an
empty folder its commands are then called. Done with the oldest and the newest Python here that the
project allows.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from packaging.specifiers import SpecifierSet

from scripts.packing import sdist, wheel_of_sdist
from scripts.pins import ROOT, path_of, project

_NAME = re.compile(r"python3(\.\d+)?")
# Venv and ensurepip are packages of their own on some systems.
_ASK = (
    "import sys, venv, ensurepip, json;"
    "print(json.dumps(['.'.join(map(str, sys.version_info[:3])), sys.executable]))"
)
_IMPORTED = """
import runpy, sys
from pathlib import Path
sys.argv = ["par-xl", "demo", "again"]
try:
    runpy.run_module("par_xl", run_name="__main__")
except SystemExit as end:
    assert end.code == 1, end.code
files = [Path(f) for m in [*sys.modules.values()] if (f := getattr(m, "__file__", None))]
strange = [str(f) for f in files if f.is_relative_to(%r)]
assert not strange, strange
assert "openpyxl" not in sys.modules and "pytest" not in sys.modules
"""


@dataclass(frozen=True, slots=True)
class Python:
    """A Python that starts and can make environments."""

    version: str
    path: str

    @property
    def order(self) -> tuple[int, ...]:
        return tuple(map(int, self.version.split(".")))


@click.command()
@click.option("--python", "given", multiple=True, metavar="PATH", help="This one instead.")
def main(given: Sequence[str]) -> None:
    """Install the wheel alone, and run it."""
    chosen = [found for path in given if (found := _asked(path))] or oldest_and_newest(pythons())
    if not chosen:
        raise click.ClickException("no Python here that the project allows makes environments")
    if len(chosen) == 1 and not given:
        click.echo("Only one Python here that the project allows: done with that alone.")
    with tempfile.TemporaryDirectory() as made:
        built = wheel_of_sdist(sdist(Path(made)), Path(made))
        for python in chosen:
            begun = time.monotonic()
            with tempfile.TemporaryDirectory() as place:
                _try(python, built, Path(place).resolve())
            click.echo(
                f"{built.name}, alone, on Python {python.version} ({python.path}): "
                f"all right, {time.monotonic() - begun:.0f} s"
            )


def pythons() -> list[Python]:
    """Every Python of this machine that the project allows."""
    allowed = SpecifierSet(project()["project"]["requires-python"])
    found = [python for path in sorted(_candidates()) if (python := _asked(str(path)))]
    return [python for python in found if python.version in allowed]


def oldest_and_newest(found: Sequence[Python]) -> list[Python]:
    """Two of them, or the one that there is."""
    ordered = sorted(found, key=lambda python: python.order)
    return ordered[:1] + ordered[1:][-1:]


def _candidates() -> set[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders = {*map(Path, os.get_exec_path()), Path("/usr/bin"), Path("/usr/local/bin")}
    # The shims of pyenv start one of its versions, or nothing: the versions are asked themselves.
    folders = {*folders, *pyenv.glob("versions/*/bin")} - {pyenv / "shims"}
    found = (path for folder in folders for path in folder.glob("python3*"))
    return {path.resolve() for path in found if _NAME.fullmatch(path.name)}


def _asked(path: str) -> Python | None:
    try:
        told = subprocess.run(
            [path, "-I", "-c", _ASK], capture_output=True, text=True, timeout=60, check=True
        )
        return Python(*json.loads(told.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _try(python: Python, built: Path, place: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env["PYTHONWARNINGS"] = "error::DeprecationWarning"
    own, empty = place / "own", place / "empty"
    empty.mkdir()
    kept = place / built.name
    shutil.copy(built, kept)

    def run(*command: str | Path, status: int = 0, env: dict[str, str] = env) -> str:
        done = subprocess.run(command, cwd=empty, env=env, capture_output=True, encoding="utf-8")
        if done.returncode != status:
            raise click.ClickException(
                f"Python {python.version}: status {done.returncode} instead of {status}: "
                f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    quiet = {**env, "PYTHONWARNINGS": ""}
    pip, par_xl = own / "bin" / "pip", own / "bin" / "par-xl"
    run(python.path, "-m", "venv", own, env=quiet)
    run(pip, "install", "-q", "-r", path_of("run"), env=quiet)
    run(pip, "install", "-q", "--no-deps", "--no-index", kept, env=quiet)
    run(pip, "check", env=quiet)
    run(par_xl, "demo", status=1)
    run(par_xl, "--help")
    run(par_xl, "explain", "NG04")
    run(par_xl, "addin", "build")
    run(own / "bin" / "python", "-I", "-c", _IMPORTED % str(ROOT))
    for file in ("par-xl-demo/tong-hop/2024-06.xlsx", "par_xl.xlam", "again/tong-hop/2024-06.json"):
        if not (empty / file).is_file():
            raise click.ClickException(f"Python {python.version}: no {file} was written")


if __name__ == "__main__":
    main()
