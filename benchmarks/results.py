"""What was measured, kept beside the code, so that the page can be written again without it."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psutil
from pydantic import BaseModel

from benchmarks.cases import Case
from benchmarks.measure import Measured

FILE = Path(__file__).with_name("results.json")
_PACKAGES = (
    "par-xl", "pandas", "polars", "fastexcel", "openpyxl", "python-calamine", "XlsxWriter", "click",
)  # fmt: skip


class Run(BaseModel):
    """Seconds, and MB of the process tree where it was largest."""

    wall: float
    cpu: float
    peak: float


class Ran(BaseModel):
    """A case that was measured."""

    title: str
    on: date
    forms: dict[str, int]
    runs: dict[str, list[Run]]

    def wall(self, command: str) -> float:
        return self._median(command, lambda run: run.wall)

    def cpu(self, command: str) -> float:
        return self._median(command, lambda run: run.cpu)

    def peak(self, command: str) -> float:
        return max(run.peak for run in self.runs[command])

    def per_form(self, command: str) -> float:
        return self.wall(command) / self.forms[command]

    def by_size(self) -> list[str]:
        """Its commands, that of the fewest forms first."""
        return sorted(self.runs, key=lambda name: self.forms[name])

    def _median(self, command: str, of: Callable[[Run], float]) -> float:
        return median(map(of, self.runs[command]))


class Profile(BaseModel):
    """Where a merge's processor time went: shares by stage, and by stage and function."""

    seconds: float
    stages: dict[str, float]
    functions: dict[str, float]


class Results(BaseModel):
    """All that the page is made from."""

    machine: str = ""
    versions: dict[str, str] = {}
    cases: dict[str, Ran] = {}
    profiles: dict[int, Profile] = {}

    def add(self, case: Case, found: Mapping[str, Sequence[Measured]], on: date) -> Ran:
        """Take in what a case came to, and on what machine."""
        self.machine, self.versions = machine(), versions()
        ran = Ran(
            title=case.title,
            on=on,
            forms={each.name: each.forms for each in case.commands},
            runs={name: [Run(**asdict(run)) for run in runs] for name, runs in found.items()},
        )
        self.cases[case.name] = ran
        return ran

    def write(self, path: Path = FILE) -> None:
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read_results(path: Path = FILE) -> Results:
    """What was measured so far."""
    if not path.exists():
        return Results()
    return Results.model_validate_json(path.read_text(encoding="utf-8"))


def machine() -> str:
    """The machine in words: cores, processor, memory, system."""
    memory = psutil.virtual_memory().total / 1024**3
    cores = psutil.cpu_count() or 1
    return (
        f"{cores} cores ({_processor()}), {memory:.0f} GB, {platform.system()} {platform.machine()}"
    )


def versions() -> dict[str, str]:
    """Python and what is measured."""
    return {"Python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
