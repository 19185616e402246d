"""The workbooks shown in ``workbook/``: ``python -m par_xl.examples FOLDER`` writes them anew."""

from __future__ import annotations

import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

from par_xl.demo import PERIOD, demo
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.reader import read_plan

_NOW = datetime(2024, 6, 12, 8, 0)  # noqa: DTZ001 - the example office's own clock


def example_workbooks() -> dict[str, bytes]:
    """The sample plan, the standard form and the demo's master, by file name."""
    with tempfile.TemporaryDirectory() as temporary:
        made = demo(Path(temporary) / "demo", now=_NOW)
        plan = read_plan(made.folder.plan)
        today: date = _NOW.date()
        return {
            "ke-hoach.xlsx": made.folder.plan.read_bytes(),
            "bieu-mau-chuan.xlsx": write_form(FormRequest(plan, plan.periods[PERIOD], None, today)),
            "tong-hop-vi-du.xlsx": made.outcome.master.read_bytes(),
        }


if __name__ == "__main__":
    for name, content in example_workbooks().items():
        (Path(sys.argv[1]) / name).write_bytes(content)
