"""Reading and checking alone, nothing merged or written: ``python -m benchmarks.read_and_check
FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.constants import AS_OF, PERIOD, ROWS
from par_xl.folder.layout import open_folder, received_files
from par_xl.intake.check import Arrival, check_content
from par_xl.plan.reader import read_plan


def main() -> None:
    folder = open_folder(Path(sys.argv[1]))
    plan = read_plan(folder.plan)
    files = list(received_files(folder, PERIOD))
    rows = 0
    for file in files:
        arrival = Arrival(file.name, AS_OF, AS_OF)
        checked = check_content(file.path.read_bytes(), arrival, plan, plan.periods[PERIOD])
        rows += len(checked.rows)
    if rows != len(files) * ROWS:
        sys.exit(f"{rows} rows, not {len(files) * ROWS}")


if __name__ == "__main__":
    main()
