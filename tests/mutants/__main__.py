"""``python -m tests.mutants [--only rules/dates.py] [--workers 1]``: try the mutants."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .children import HUNG
from .killing import kill_all, record
from .places import Mutant, mutants
from .reasons import FILE, Key, reasons
from .table import MODULES


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the mutants and tell what lives; 1 where one lives without a reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", action="append", choices=MODULES, help="a module; repeatable")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="of the mutants, only each N-th")
    parser.add_argument("--reasons", type=Path, default=FILE, help="why some may live")
    asked = parser.parse_args(arguments)
    modules = [name for name in MODULES if asked.only is None or name in asked.only]
    files = sorted({file for name in modules for file in MODULES[name]})
    recorded = record(files)
    may_live, told, bad = reasons(asked.reasons), Counter[str](), 0
    begun = time.monotonic()

    def try_out(module: str) -> dict[Mutant, str]:
        return kill_all(recorded, mutants(module)[:: asked.every], MODULES[module])

    with ThreadPoolExecutor(asked.workers) as workers:
        for module, found in zip(modules, workers.map(try_out, modules), strict=True):
            bad += _tell(module, found, may_live, told)
    print(f"{dict(told)}; {time.monotonic() - begun:.0f} s")  # noqa: T201
    return 1 if bad else 0


def _tell(
    module: str,
    killers: Mapping[Mutant, str],
    may_live: Mapping[Key, str],
    told: Counter[str],
) -> int:
    """Print what is to be done about a module; how much that is."""
    lines = []
    counts: Counter[str] = Counter()
    for mutant, killer in killers.items():
        counts["hung" if killer == HUNG else "killed" if killer else "live"] += 1
        if killer and mutant.key in may_live:
            lines.append(f"killed, though a reason says it lives:\n{mutant.told()}")
        if not killer and mutant.key not in may_live:
            lines.append(f"lives:\n{mutant.told()}")
    keys = {mutant.key for mutant in mutants(module)}
    lines += [
        f"this reason fits no mutant any more: {key}"
        for key in may_live
        if key[0] == module and key not in keys
    ]
    told.update(counts)
    print(f"{module}: {len(killers)} mutants, {dict(counts)}", *lines, sep="\n\n")  # noqa: T201
    sys.stdout.flush()
    return len(lines)


if __name__ == "__main__":
    sys.exit(main())
