"""The long run, by command."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from libreoffice import LibreOffice

from .runner import fuzz
from .seeds import seeds
from .worker import mutation, run, tried


def main() -> int:
    """Status 1 when anything failed."""
    if sys.argv[1:2] == ["--worker"]:
        seed, start, stop = map(int, sys.argv[2:5])
        run(seed, range(start, stop), Path(sys.argv[5]) if sys.argv[5] else None, sys.stdout)
        return 0
    parser = argparse.ArgumentParser("python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0, help="the number to begin with")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float)
    parser.add_argument(
        "--xls", action="store_true", help="with a form saved as .xls, by LibreOffice"
    )
    parser.add_argument("--only", type=int, help="one mutation again, told in full")
    parser.add_argument("--save", type=Path, help="where to put that one's file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        further = Path(folder) if asked.xls else None
        if further is not None:
            _save_as_xls(further)
        if asked.only is not None:
            return _one(asked.seed, asked.only, further, asked.save)
        numbers = range(asked.start, asked.count)
        outcomes = fuzz(asked.seed, numbers, asked.minutes, further, on_failure=_tell)
    sys.stdout.write("\n".join(outcomes.lines()) + "\n")
    return 1 if outcomes.failures else 0


def _tell(failure: dict[str, Any]) -> None:
    sys.stdout.write(f"{failure}\n")
    sys.stdout.flush()


def _one(seed: int, number: int, further: Path | None, save: Path | None) -> int:
    damaged = mutation(seed, number, further)
    if save is not None:
        save.write_bytes(damaged.content)
    verdict = tried(damaged)
    sys.stdout.write(f"{damaged.depth} {damaged.seed.name}: {damaged.told}\n{verdict}\n")
    return 0 if verdict.kind in ("same", "changed", "refused") else 1


def _save_as_xls(folder: Path) -> None:
    source = folder / "HC.xlsx"
    source.write_bytes(seeds()[0].content)
    with LibreOffice(locale="en-US") as office, office.open(source) as document:
        document.save_as(folder / "HC.xls")
    source.unlink()
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        elif left.suffix != ".xls":
            left.unlink()
