"""From the plan to a merged result: ``python docs/examples/plan_to_merge.py NEW_FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import load_workbook

from par_xl import workspace
from par_xl.system.console import readable_output
from par_xl.terms.words import percent
from par_xl.workspace.layout import Folder

PERIOD = "2024-06"


def fill(form: Path, sent: Path) -> None:
    """Report the first task of appendix I as a unit would: columns are found by their headers."""
    book = load_workbook(form)
    sheet = book["Phụ lục I"]
    rows = list(sheet.iter_rows())
    header = next(row for row in rows if row[0].value == "Mã dòng")
    columns = {cell.value: place for place, cell in enumerate(header)}
    task = next(row for row in rows if str(row[0].value).startswith("PAR_INDEX/"))
    for name, value in (
        ("Tình trạng thực hiện", "Đang thực hiện"),
        ("Tiến độ (%)", 0.5),
        ("Kết quả thực hiện", "Đã trình dự thảo"),
    ):
        task[columns[name]].value = value
    sent.parent.mkdir(parents=True, exist_ok=True)
    book.save(sent)


def main(root: Path) -> None:
    """A working folder with the sample plan, one form, one report, one merge."""
    folder: Folder = workspace.init(root)
    made = workspace.forms(folder, PERIOD, unit="HCTC")
    fill(made.written[0], folder.submitted(PERIOD) / "HCTC.xlsx")
    outcome = workspace.merge(folder, PERIOD)
    for unit in outcome.summary.units:
        print(f"{unit.unit:8} {unit.submission.label:14} {percent(unit.reporting_rate)}")
    print(outcome.master)


if __name__ == "__main__":
    readable_output()
    main(Path(sys.argv[1]))
