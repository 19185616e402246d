"""Forms and masters that other people's programs filled in and saved: what was typed is read as
if our own program had written it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders import HALF, NOW, check, filled_form, form, key, make_folder, make_plan, submit
from clients import WRITERS, Day, Programs, Typed, formulas, plain, without_references
from par_xl import workspace
from par_xl.intake.submission import Submission
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import Cell
from par_xl.workspace.layout import Folder
from people import BASELINE, IDEA, ITEMS, VERSION

DEMO = "2024-06"
FIRST, SECOND, INSPECTIONS = "Phụ lục I", "Phụ lục II", "Kiểm tra"
APPENDICES = (FIRST, SECOND, "Phụ lục III")
ODD: Mapping[str, Mapping[str, Cell]] = {
    "1.1": {
        "status": "Hoàn thành",
        "completed_on": date(2024, 3, 5),
        "self_score": 0.3,
        "result": "=1+1 là chữ\n\n- hai dòng",
        "evidence": "'001",
    },
    "S1.2": {"status": "Không phát sinh trong kỳ", "evidence": "15/6", "result": "+ <b>&amp;</b>"},
    "P1.1": {"status": "Không áp dụng", "explanation": "hòa, hoà 🙂", "result": "1e5"},
}
"""What programs like to take for a formula, a number, a day or markup."""


# --- Forms ---------------------------------------------------------------------------------------


def _typed(empty: bytes, filled: bytes) -> Typed:
    """What stands in the filled form and not in the empty one."""
    before, after, counted = plain(empty), plain(filled), formulas(empty)
    return {
        (sheet, cell): value
        for sheet, cells in after.items()
        for cell, value in cells.items()
        if before[sheet].get(cell) != value and cell not in counted[sheet]
    }


def _same(ours: Submission, theirs: Submission) -> None:
    assert theirs.findings == ours.findings
    assert [row.typed for row in theirs.rows] == [row.typed for row in ours.rows]
    assert _judged(theirs) == _judged(ours)


def _judged(submission: Submission) -> Submission:
    """All but its bytes, and but the locked cells, whose numbers programs write in fewer digits."""
    rows, table = (
        tuple(replace(row, locked={}) for row in each)
        for each in (submission.rows, submission.table)
    )
    return replace(submission, sha256="", rows=rows, table=table)


@pytest.fixture(scope="module")
def of_the_demo(demo_folder: Folder) -> tuple[Plan, Typed, Submission]:
    """The demo's plan, what is typed into one of its forms, and what that comes to."""
    filled = (demo_folder.submitted(DEMO) / f"HCTC_{DEMO}.xlsx").read_bytes()
    typed = _typed(demo_folder.form(DEMO, "HCTC").read_bytes(), filled)
    assert len(typed) > 100
    plan = read_plan(demo_folder.plan)
    return plan, typed, check(plan, filled, period=DEMO)


@pytest.mark.long
@pytest.mark.parametrize("program", WRITERS)
def test_a_form_of_the_demo(
    program: str,
    of_the_demo: tuple[Plan, Typed, Submission],
    demo_folder: Folder,
    programs: Programs,
    tmp_path: Path,
) -> None:
    plan, typed, ours = of_the_demo
    saved = tmp_path / "form.xlsx"
    programs.writers[program].save(demo_folder.form(DEMO, "HCTC"), typed, saved)
    _same(ours, check(plan, saved.read_bytes(), period=DEMO))


@pytest.mark.short("odd-openpyxl", "odd-exceljs", "odd-LibreOffice")
@pytest.mark.parametrize("program", WRITERS)
@pytest.mark.parametrize("rows", [BASELINE, ODD], ids=["honest", "odd"])
def test_a_form_with_all_kinds_of_values(
    rows: Mapping[str, Mapping[str, Cell]], program: str, programs: Programs, tmp_path: Path
) -> None:
    plan = make_plan(ITEMS, version=VERSION)
    empty = filled_form(plan, "HC", {}, head={"approver": ""})
    filled = filled_form(plan, "HC", {key(code): rows[code] for code in rows}, initiatives=[IDEA])
    (tmp_path / "empty.xlsx").write_bytes(empty)
    programs.writers[program].save(
        tmp_path / "empty.xlsx", _typed(empty, filled), tmp_path / "form.xlsx"
    )
    theirs = check(plan, (tmp_path / "form.xlsx").read_bytes())
    assert {row.key for row in theirs.rows if row.accepted} == {key(code) for code in rows}
    _same(check(plan, filled), theirs)


# --- Masters -------------------------------------------------------------------------------------

Row = tuple[str, str, str]
"""TT, unit and role."""
HAND: Mapping[tuple[str, Row, str], str | float] = {
    (FIRST, ("1.1", "HC", "Chấm điểm"), "Điểm rà soát (HCTC)"): 0.75,
    (FIRST, ("1.1", "HC", "Chủ trì"), "Ý kiến rà soát"): "=1+1 là chữ\n- “hai” dòng & <b>",
    (FIRST, ("1.2", "HC", "Chấm điểm"), "Điểm thẩm định"): 1.25,
    (FIRST, ("1.2", "TT", "Phối hợp"), "Ý kiến rà soát"): "'01",
    (SECOND, ("S1.1", "TH", "Chủ trì"), "Ý kiến rà soát"): "Chưa đủ tài liệu",
}
INSPECTED: Typed = {
    (INSPECTIONS, "A6"): Day(45448.0),
    (INSPECTIONS, "B6"): "Phòng Hành chính",
    (INSPECTIONS, "C6"): "+ Hồ sơ",
    (INSPECTIONS, "D6"): "1.1",
    (INSPECTIONS, "A8"): Day(45449.0),
}


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that was merged once; tests work on copies."""
    folder = make_folder(tmp_path_factory.mktemp("saved") / "work")
    going = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.4 |"
    submit(folder, "HC.xlsx", form(make_plan(), "HC", going))
    helped = "| code | result |\n| 1.2 | Đã phối hợp |"
    submit(folder, "TT.xlsx", form(make_plan(), "TT", helped))
    workspace.merge(folder, HALF, now=NOW)
    return folder


@pytest.fixture
def work(merged: Folder, tmp_path: Path) -> Folder:
    shutil.copytree(merged.root, tmp_path / "work")
    return Folder(tmp_path / "work")


def _place(master: bytes, sheet: str, row: Row, header: str) -> str:
    """The name of a cell of an appendix sheet, found as people find it."""
    page = load_workbook(io.BytesIO(master))[sheet]
    top = next(cells for cells in page.iter_rows() if any(cell.value == "TT" for cell in cells))
    at = {cell.value: number for number, cell in enumerate(top)}
    names = [at[name] for name in ("TT", "Đơn vị", "Vai trò")]
    found = next(
        cells for cells in page.iter_rows() if tuple(cells[place].value for place in names) == row
    )
    return found[at[header]].coordinate


def _merged_again(work: Folder) -> workspace.MergeOutcome:
    """Another form, and the merge after it."""
    going = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.6 |"
    submit(work, "HC 2.xlsx", form(make_plan(), "HC", going), hour=13)
    return workspace.merge(work, HALF, now=NOW, workers=1)


@pytest.mark.long
@pytest.mark.parametrize("program", WRITERS)
def test_what_was_typed_into_a_master_stands_in_the_next_one(
    program: str, work: Folder, programs: Programs, tmp_path: Path
) -> None:
    master = work.results(HALF).master
    content = master.read_bytes()
    typed = {(place[0], _place(content, *place)): value for place, value in HAND.items()}
    programs.writers[program].save(master, typed | dict(INSPECTED), tmp_path / "saved.xlsx")
    shutil.move(tmp_path / "saved.xlsx", master)
    told = _merged_again(work).notes
    # It keeps the values alone of formulas that cells share.
    assert told == () or (program == "SheetJS" and " → " in told[0])
    again = master.read_bytes()
    assert again != content
    cells = plain(again)
    assert {place: cells[place[0]].get(_place(again, *place)) for place in HAND} == HAND
    assert {(sheet, at): cells[sheet].get(at) for sheet, at in INSPECTED} == INSPECTED


def test_a_program_that_empties_an_appendix_sheet_is_told(
    work: Folder, programs: Programs, tmp_path: Path
) -> None:
    """Gnumeric, with a master as version 0.1 wrote it: offices have such ones."""
    master, old = work.results(HALF).master, tmp_path / "old.xlsx"
    old.write_bytes(without_references(master.read_bytes(), APPENDICES, above=5))
    programs.writers["Gnumeric"].save(old, INSPECTED, master)
    assert len(plain(master.read_bytes())[FIRST]) < len(plain(old.read_bytes())[FIRST]) / 2
    saved = master.read_bytes()
    with pytest.raises(ParXlError, match=f"trang “{FIRST}”"):
        _merged_again(work)
    assert master.read_bytes() == saved
