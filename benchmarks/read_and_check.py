"""Reading and checking alone, on all cores; nothing is merged or written: ``python -m
benchmarks.read_and_check FOLDER``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks.constants import AS_OF, PERIOD, ROWS
from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_content
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan
from par_xl.workspace.inbox import Received, received_files
from par_xl.workspace.layout import Folder, open_folder

_BATCH = 10


def main() -> None:
    folder = open_folder(Path(sys.argv[1]))
    files = list(received_files(folder, PERIOD))
    batches = [files[at : at + _BATCH] for at in range(0, len(files), _BATCH)]
    width = (os.cpu_count() or 2) - 1
    with ProcessPoolExecutor(max(1, width), get_context("spawn")) as others:
        waiting = [others.submit(_rows, folder, batch) for batch in batches]
        rows = 0
        for batch, future in reversed([*zip(batches, waiting, strict=True)]):
            # From the end, what nobody has begun is done here.
            rows += _rows(folder, batch) if future.cancel() else future.result()
    if rows != len(files) * ROWS:
        sys.exit(f"{rows} rows, not {len(files) * ROWS}")


def _rows(folder: Folder, files: Sequence[Received]) -> int:
    """Read and check files; how many rows they hold."""
    plan = _plan(folder)
    rows = 0
    for file in files:
        arrival = Arrival(file.name, AS_OF, AS_OF)
        checked = check_content(file.path.read_bytes(), arrival, plan, plan.periods[PERIOD])
        rows += len(checked.rows)
    return rows


@cache
def _plan(folder: Folder) -> Plan:
    return read_plan(folder.plan)


if __name__ == "__main__":
    main()
