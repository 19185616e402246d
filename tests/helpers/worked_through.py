"""What CONTRIBUTING.md's examples come to; run where its diffs were applied.

``python tests/helpers/worked_through.py FOLDER``: an empty folder to work in.
"""

from __future__ import annotations

import re
import sys
import warnings
import zipfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from builders import (
    HALF,
    codes,
    filled_form,
    form,
    make_folder,
    make_plan,
    merge,
    submit,
)
from builders import (
    entries_of as entries_in,
)
from docs_made.examples import example_files
from docs_made.terminal import office
from fake_excel import FakeExcel
from par_xl import workspace
from par_xl.app import cli
from par_xl.app.addin.build import macro
from par_xl.merge.result import Result
from par_xl.outputs.entries_file import EntriesFile, EntriesWriter
from par_xl.outputs.tables import TABLES
from par_xl.plan.reader import read_plan
from par_xl.rules.judge import verdict
from par_xl.rules.registry import BY_CODE
from par_xl.terms.text import Cell
from par_xl.terms.words import FileState, State
from par_xl.workspace import documents
from par_xl.workspace.layout import Folder
from ribbon import click

ROWS = """
| code | status      | completed_on | evidence   | contact    |
| 1.1  | Hoàn thành  | 2024-03-01   | Có báo cáo | Ông A, 052 |
"""


def the_rule(found: list[str]) -> None:
    """Its own examples, and what `Kiểm tra` says of them."""
    rule = BY_CODE["TL02"]
    assert rule.broken is not None
    for example, said in ((rule.passes, "✔"), (rule.fails, "Còn thiếu: Tài liệu kiểm chứng")):
        assert not isinstance(example, str)
        assert bool(list(rule.broken(example.row()))) is (said != "✔")
        assert verdict(example.asked, example.cells) == said
    assert "TL02" in found


def the_column(folder: Folder) -> None:
    """From the form through JSON and Parquet to the master; and it is among the exported ones."""
    result = Result.model_validate_json(folder.results(HALF).json.read_bytes())
    parquet, wanted = folder.root / "entries.parquet", result.entries or []
    with parquet.open("wb") as file, EntriesWriter(file) as writer:
        writer.write(wanted)
    entries = [entry for of_unit in EntriesFile(parquet).values() for entry in of_unit]
    assert len(entries) == len(wanted) and all(entry in entries for entry in wanted)
    assert [c for e in entries if (c := getattr(e, "contact"))] == ["Ông A, 052"]  # noqa: B009
    sheet = load_workbook(folder.results(HALF).master, read_only=True)["Phụ lục I"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = next(row.index("Cán bộ theo dõi") for row in rows if "Cán bộ theo dõi" in row)
    assert "Ông A, 052" in [row[place] for row in rows if len(row) > place]
    assert "contact" in [column.name for column in TABLES["entries"]]
    # What was written before there was the column.
    before = re.sub(r',"contact":(null|"[^"]*")', "", folder.results(HALF).json.read_text("utf-8"))
    assert "contact" not in before and Result.model_validate_json(before).entries


def the_rate(folder: Folder) -> None:
    """In the JSON, and as a formula with its value in the master."""
    result = Result.model_validate_json(folder.results(HALF).json.read_bytes())
    known = [getattr(part, "overdue_rate") for part in result.units]  # noqa: B009
    assert 0 < max(filter(None, known)) <= 1
    for data_only in (True, False):
        book = load_workbook(folder.results(HALF).master, data_only=data_only)
        rows = list(book["Theo đơn vị"].iter_rows(values_only=True))
        header = next(number for number, row in enumerate(rows) if "Tỷ lệ quá hạn" in row)
        place = rows[header].index("Tỷ lệ quá hạn")
        shown = [row[place] for row in rows[header + 1 :][: len(known)]]
        if data_only:
            assert shown == ["–" if value is None else value for value in known]
        else:
            assert all(str(each).startswith("=IF(") for each in shown)


def the_section(folder: Folder) -> None:
    """Under its heading, with a number, in the report."""
    whole = documents.report(folder, HALF).files[0]
    text = zipfile.ZipFile(whole).read("word/document.xml").decode()
    assert re.search(r"\d\. Đơn vị cần đôn đốc", text) and "1 nhiệm vụ quá hạn" in text


def the_index(root: Path) -> None:
    """A fourth one, from the sample plan to its form, the result, the master, report and page."""
    folder = workspace.init(root)
    workspace.forms(folder, HALF)
    plan = read_plan(folder.plan)
    filled: dict[str, dict[str, Cell]] = {
        "DTI/D1.1": {"status": "Hoàn thành", "evidence": "BC 1", "self_score": 1.5}
    }
    submit(folder, "a.xlsx", filled_form(plan, "HCTC", filled))
    result = merge(folder)
    assert FileState.REFUSED not in [file.state for file in result.submissions]
    (entry,) = (e for e in entries_in(result) if e.index == "DTI")
    (score,) = (s for s in result.scores if s.index == "DTI")
    assert (score.self_score, entry.state) == (1.5, State.DONE_ON_TIME)
    assert [part.index.label for part in result.indices][-1] == "DTI"
    for path in (folder.form(HALF, "HCTC"), folder.results(HALF).master):
        assert "Phụ lục IV" in load_workbook(path, read_only=True).sheetnames
    master = load_workbook(folder.results(HALF).master)
    assert "PL4_TrangThai" in master.defined_names
    first = master["Tổng quan"]
    (head,) = (cell for row in first.iter_rows() for cell in row if cell.value == "DTI")
    last = range_boundaries(str(first.print_area).rpartition("!")[2])[2]
    assert last is not None and head.column + 3 <= last
    whole = documents.report(folder, HALF).files[0]
    text = zipfile.ZipFile(whole).read("word/document.xml").decode()
    assert "Kết quả thực hiện Chỉ số DTI" in text and "PAR INDEX, SIPAS, PAPI và DTI" in text
    page = documents.page(folder, HALF, draft=True).files[0].read_text("utf-8")
    assert "Chỉ số Chuyển đổi số" in page


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


def the_docs(root: Path) -> None:
    """All that the code says of itself has the new rule, rate, column and sheet."""
    root.mkdir()
    with office(root) as made:
        pages = {name: file for name, file in example_files(made).items() if name.endswith(".md")}
    reference, faults = pages["docs/huong-dan/tra-cuu.md"], pages["docs/huong-dan/ma-loi.md"]
    for new in ("Tỷ lệ quá hạn", "Cán bộ theo dõi", "### Phụ lục IV", "PAPI hoặc DTI"):
        assert new in reference.decode(), new
    assert "TL02" in faults.decode()


def main(root: Path) -> None:
    """Try all of them."""
    # openpyxl does not keep the ends of bars in cells; nothing that it reads is written.
    warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
    folder = make_folder(root / "small")
    content = form(make_plan(), "HC", ROWS)
    submit(folder, "HC.xlsx", content)
    behind = "| code | status         |\n| S1.1 | Chưa thực hiện |"
    submit(folder, "TH.xlsx", form(make_plan(), "TH", behind))
    found = merge(folder, as_of=date(2024, 7, 15)).findings
    the_rule(codes(found))
    the_rate(folder)
    the_section(folder)
    the_column(folder)
    the_document(folder)
    the_button(folder)
    the_index(root / "sample")
    the_docs(root / "docs")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
