"""What the code writes: the workbooks in ``workbook/``, the page of faults, and what
``par-xl explain`` reads.

``python -m par_xl.examples`` in the project's root writes them anew.
"""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path

from par_xl.demo import PERIOD, demo
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.reader import read_plan
from par_xl.rules.explained import explained_json, faults_page

_NOW = datetime(2024, 6, 12, 8, 0)  # noqa: DTZ001 - the example office's own clock


def example_files() -> dict[str, bytes]:
    """The sample plan, the standard form, the demo's master, a form handed back, the page of
    faults and every code explained, by path from the project's root."""
    with tempfile.TemporaryDirectory() as temporary:
        made = demo(Path(temporary) / "demo", now=_NOW)
        plan = read_plan(made.folder.plan)
        today: date = _NOW.date()
        standard = FormRequest(plan, plan.periods[PERIOD], None, today)
        return {
            "workbook/ke-hoach.xlsx": made.folder.plan.read_bytes(),
            "workbook/bieu-mau-chuan.xlsx": write_form(standard),
            "workbook/bieu-mau-tra-lai-vi-du.xlsx": made.outcome.returned[0].read_bytes(),
            "workbook/tong-hop-vi-du.xlsx": made.outcome.master.read_bytes(),
            "docs/huong-dan/ma-loi.md": faults_page().encode(),
            "src/par_xl/explained.json": explained_json().encode(),
        }


if __name__ == "__main__":
    for name, content in example_files().items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)
