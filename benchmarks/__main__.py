"""``python -m benchmarks``: measure, and write ``docs/benchmarks.md``."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from benchmarks.cases import FULL, NATION, SMALL, Case, all_cases
from benchmarks.making import make_folder, put_back
from benchmarks.measure import ROOT, python
from benchmarks.page import NOTES, PAGE, render, table_of
from benchmarks.results import Profile, Results, read_results

_PROFILES = {f"profile-{size}": size for size in (12, 150, 3500)}
_NAMES = [*(case.name for case in all_cases()), *_PROFILES]


@click.command()
@click.option("--small", is_flag=True, help="12 and 20 forms; prints ratios, writes nothing.")
@click.option("--nation", is_flag=True, help="11,000 forms too.")
@click.option("--only", metavar="NAME", type=click.Choice(_NAMES), multiple=True)
@click.option("--repeats", type=int, help="So often, instead of as often as the case says.")
@click.option("--page", is_flag=True, help="Write the page again from what was measured.")
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=ROOT / "build" / "benchmarks",
    help="Where the made folders are kept; they are used again.",
)
def main(
    small: bool, nation: bool, only: Sequence[str], repeats: int | None, page: bool, work: Path
) -> None:
    """Measure this project beside its peers. It fails on wrong results, never on time."""
    if small:
        with tempfile.TemporaryDirectory() as made:
            for case in SMALL:
                _measure(case, Path(made), Results(), repeats)
        return
    results, work = read_results(), work.resolve()
    names = [] if page else only or [*(case.name for case in FULL), *_PROFILES]
    for case in all_cases():
        if case.name in names or (nation and case is NATION):
            _measure(case, work, results, repeats)
            results.write()
    for name, size in _PROFILES.items():
        if name in names:
            results.profiles[size] = _profile(size, work)
            results.write()
    PAGE.write_text(render(results, NOTES.read_text(encoding="utf-8")), encoding="utf-8")
    click.echo(f"Written: {PAGE}")


def _measure(case: Case, work: Path, results: Results, repeats: int | None) -> None:
    click.echo(f"## {case.title}\n")
    found = case.measure(work, repeats or case.repeats)
    ran = results.add(case, found, date.today())  # noqa: DTZ011 - a day to print
    click.echo(table_of(ran))


def _profile(size: int, work: Path) -> Profile:
    click.echo(f"Profile of {size} forms …")
    made = make_folder(work / str(size), size)
    put_back(made)
    command = python("-m", "benchmarks.profile", str(made.folder.root))
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    put_back(made)
    return Profile.model_validate(json.loads(told.stdout))


if __name__ == "__main__":
    main()
