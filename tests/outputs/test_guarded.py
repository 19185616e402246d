"""What the master says of units is the result's: cells that somebody changed by hand are named, and
the next merge writes them anew (contract, sections 6 and 9)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from builders import HALF, NOW, form, make_folder, make_plan, submit
from merged import broken, replaced
from par_xl import workspace
from par_xl.workspace import MergeOutcome
from par_xl.workspace.layout import Folder

FIRST, UNITS, OVERVIEW, LOG = "Phụ lục I", "Theo đơn vị", "Tổng quan", "Nhật ký"
AREAS, INSPECTIONS = "Theo lĩnh vực", "Kiểm tra"
SCORE, OPINION, APPRAISED = "Điểm rà soát (HCTC)", "Ý kiến rà soát", "Điểm thẩm định"
GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.4 |"
DONE = "Hoàn thành đúng hạn"
LATE = "“Chưa hoàn thành, quá hạn”"


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that was merged once; tests work on copies."""
    folder = make_folder(tmp_path_factory.mktemp("guarded") / "work")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING))
    workspace.merge(folder, HALF, now=NOW, workers=1)
    return folder


@pytest.fixture
def work(merged: Folder, tmp_path: Path) -> Folder:
    return Folder(Path(shutil.copytree(merged.root, tmp_path / "work")))


def edit(folder: Folder, change: Callable[[Workbook], object]) -> None:
    path = folder.results(HALF).master
    book = load_workbook(path)
    change(book)
    book.save(path)


def again(folder: Folder) -> MergeOutcome:
    """A merge with nothing new."""
    return workspace.merge(folder, HALF, now=NOW, workers=1)


def columns(sheet: Any) -> dict[str, int]:
    """The columns of an appendix sheet by header."""
    top = next(row for row in sheet.iter_rows() if any(cell.value == "TT" for cell in row))
    return {cell.value: cell.column for cell in top if cell.value}


def column_of(sheet: Any, header: str) -> list[Any]:
    """The cells of an appendix sheet below a header."""
    at = columns(sheet)[header]
    return [row[at - 1] for row in sheet.iter_rows(6)]


def contents(folder: Folder) -> dict[str, list[list[Any]]]:
    """All cells, formulas as such, but for the sheet that says how often was merged."""
    book = load_workbook(folder.results(HALF).master)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        for sheet in book
        if sheet.title != LOG
    }


def test_ten_states_typed_over_are_named_and_written_anew(work: Folder) -> None:
    before = contents(work)
    cells = []

    def change(book: Workbook) -> None:
        states = [cell for cell in column_of(book[FIRST], "Trạng thái") if cell.value][:2]
        for cell in states:
            cell.value = DONE
        for sheet in ("Phụ lục II", "Phụ lục III"):
            for cell in column_of(book[sheet], "Trạng thái"):
                cell.value = DONE if cell.value else None
        for sheet in (FIRST, "Phụ lục II", "Phụ lục III"):
            for cell in column_of(book[sheet], "Mục tiêu năm"):
                cell.value = 5
        cells.extend(cell.coordinate for cell in states)
        spot = columns(book[FIRST])[OPINION]
        book[FIRST].cell(states[0].row, spot).value = "giữ lại"

    edit(work, change)
    lay = work.results(HALF).master.read_bytes()
    (differs,) = broken(work)
    assert "tong-hop/2024-06.xlsx" in differs.message
    assert f"{FIRST}, {cells[0]}: {LATE} → “{DONE}”" in differs.message
    assert "par-xl merge 2024-06" in differs.fix

    outcome = again(work)
    assert outcome.changed and outcome.summary.merge_number == 2
    first, *named, more = outcome.notes
    assert named[0] == f"• {FIRST}, {cells[0]}: {LATE} → “{DONE}”"
    assert len(named) == 5 and "ô nữa" in more
    backup = replaced(work)
    assert str(backup) in first and backup.read_bytes() == lay
    after = contents(work)
    opinions = [row for rows in after.values() for row in rows if "giữ lại" in row]
    assert len(opinions) == 1
    opinions[0][opinions[0].index("giữ lại")] = None
    assert after == before
    assert not workspace.verify(work).mismatches
    assert not again(work).changed
