"""What CONTRIBUTING.md's examples come to; run where its diffs were applied.

``python tests/helpers/worked_through.py FOLDER``: an empty folder to work in.
"""

from __future__ import annotations

import re
import sys
import zipfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

from openpyxl import Workbook, load_workbook

from builders import HALF, codes, edit, form, make_folder, make_plan, merge, submit
from excel_formulas import evaluate
from fake_excel import FakeExcel
from par_xl.app import cli
from par_xl.app.addin.build import macro
from par_xl.merge.result import Result
from par_xl.outputs.entries_file import entries_of, entries_table
from par_xl.outputs.tables import TABLES
from par_xl.rules.formula import FormRow
from par_xl.rules.registry import BY_CODE, LIMITS
from par_xl.terms.words import FileState
from par_xl.workspace.layout import Folder
from ribbon import click

ROWS = """
| code | status      | completed_on | evidence   | contact    |
| 1.1  | Hoàn thành  | 2024-03-01   | Có báo cáo | Ông A, 052 |
"""


def the_rule(found: list[str]) -> None:
    """Its own examples, and the same verdict of its formula."""
    rule = BY_CODE["TL02"]
    assert rule.broken is not None and rule.formula is not None and not LIMITS.get("evidence")
    row = FormRow({}, {"evidence": "A1"}, False, None, False, False, *(date(2024, 1, 1),) * 3)
    for example, is_wrong in ((rule.passes, False), (rule.fails, True)):
        assert not isinstance(example, str)
        assert bool(list(rule.broken(example.row()))) is is_wrong
        assert evaluate(f"={rule.formula(row)}", {"A1": example.cells["evidence"]}) is is_wrong
    assert "TL02" in found


def the_column(folder: Folder) -> None:
    """From the form through JSON and Parquet to the master; and it is among the exported ones."""
    result = Result.model_validate_json(folder.results(HALF).json.read_bytes())
    entries = list(entries_of(entries_table(result.entries or [])))
    assert entries == result.entries
    assert [c for e in entries if (c := getattr(e, "contact"))] == ["Ông A, 052"]  # noqa: B009
    sheet = load_workbook(folder.results(HALF).master, read_only=True)["Phụ lục I"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = next(row.index("Cán bộ theo dõi") for row in rows if "Cán bộ theo dõi" in row)
    assert "Ông A, 052" in [row[place] for row in rows if len(row) > place]
    assert "contact" in [column.name for column in TABLES["entries"]]
    # What was written, and sent out, before there was the column.
    before = re.sub(r'"contact":(null|"[^"]*"),', "", folder.results(HALF).json.read_text("utf-8"))
    assert "contact" not in before and Result.model_validate_json(before).entries
    old = edit(form(make_plan(), "HC", ROWS), without_the_column)
    submit(folder, "HC-cu.xlsx", old, "2024-06-08")
    assert FileState.REFUSED not in [file.state for file in merge(folder).submissions]


def without_the_column(book: Workbook) -> None:
    """A form as it was before."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in ("Cán bộ theo dõi", "Ông A, 052"):
                    cell.value = None


def the_document(folder: Folder) -> None:
    """The command writes a Word file that names the units."""
    with patch("sys.exit") as left:
        cli.main(["units", HALF, "--folder", str(folder.root)])
    left.assert_called_once_with(cli.EXIT_DONE)
    written = folder.documents(HALF) / f"danh-sach-{HALF}.docx"
    text = zipfile.ZipFile(written).read("word/document.xml").decode()
    assert "DANH SÁCH" in text and "Kết quả của các đơn vị" in text


def the_button(folder: Folder) -> None:
    """It stands in the ribbon and opens the register."""
    assert 'id="parxlRegister"' in macro("ribbon.xml")
    excel = FakeExcel()
    excel.answers.folders.append(str(folder.root))
    assert click(excel, "parxlRegister") is None
    assert excel.find(folder.register.name) is not None


def main(root: Path) -> None:
    """Try all four."""
    folder = make_folder(root)
    content = form(make_plan(), "HC", ROWS)
    submit(folder, "HC.xlsx", content)
    found = merge(folder).findings
    the_rule(codes(found))
    the_column(folder)
    the_document(folder)
    the_button(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
