"""`Đôn đốc`: those that are waited for longest first, those that have time apart, tasks overdue."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from test_trend_sheet import section

from builders import YEAR, merge
from libreoffice import LibreOffice
from par_xl.workspace.layout import Folder
from sheet_view import Grid

CHASE = "Đôn đốc"
NEXT = "2025-06"


@pytest.fixture(scope="module")
def folder(history_folder: Folder) -> Folder:
    return history_folder


def grid_of(folder: Folder, period: str = YEAR) -> Grid:
    book = openpyxl.load_workbook(folder.results(period).master, data_only=True)
    return [list(row) for row in book[CHASE].iter_rows(values_only=True)]


def test_missing_ones_come_first_by_days_after_their_own_deadline(folder: Folder) -> None:
    rows = section(grid_of(folder), 1)[1:]
    assert [(row[0], row[2], row[3], row[5]) for row in rows] == [
        ("TT", "Chưa gửi", "tt@vd.vn", 11),
        ("VP", "Chưa gửi", None, 9),
        ("KT", "Gửi muộn", None, 3),
    ]
    assert [row[7] for row in rows] == [2, 0, 0]
    assert section(grid_of(folder), 2)[1:] == [["Không có.", *[None] * 8]]


def test_overdue_tasks_are_listed_by_themselves_the_longest_first(folder: Folder) -> None:
    rows = section(grid_of(folder), 3)[1:]
    assert [(row[0], row[2], row[5]) for row in rows] == [("HC", "1.1", 254), ("TH", "S1.1", 163)]


def test_who_has_time_is_not_among_the_late(folder: Folder) -> None:
    grid = grid_of(folder, NEXT)
    assert section(grid, 1)[1][0] == "Không có."
    assert [(row[0], row[2], row[5]) for row in section(grid, 2)[1:]] == [
        (unit, "Chưa đến hạn", 8) for unit in ("HC", "TH", "TT", "KT", "VP")
    ]


def test_before_its_own_day_nobody_is_late(history_folder: Folder, tmp_path: Path) -> None:
    folder = Folder(shutil.copytree(history_folder.root, tmp_path / "work"))
    now = datetime(2024, 12, 10, 9)  # noqa: DTZ001 - the office's own clock
    folder.results(YEAR).master.unlink()
    merge(folder, YEAR, now=now)
    grid = grid_of(folder)
    assert [(row[0], row[5]) for row in section(grid, 1)[1:]] == [("TT", 1), ("KT", 3)]
    assert [(row[0], row[2], row[5]) for row in section(grid, 2)[1:]] == [("VP", "Chưa gửi", 1)]
    book = openpyxl.load_workbook(folder.results(YEAR).master, data_only=True)
    ranks = {row[1]: (row[0], row[13]) for row in book["Thi đua"].iter_rows(values_only=True)}
    assert ranks["VP"] == ("–", "Không xếp hạng: chưa đến hạn gửi báo cáo")


def test_days_follow_the_day_to_which_they_are_counted(
    folder: Folder, libreoffice: LibreOffice
) -> None:
    with libreoffice.open(folder.results(YEAR).master) as document:
        document.put(CHASE, "C4", date(2024, 12, 25))
        document.put(CHASE, "E4", date(2024, 12, 11))
        document.recalculate()
        after = document.values(CHASE)
    assert [row[5] for row in section(after, 1)[1:]] == [16, 14, 3]
    assert [row[5] for row in section(after, 3)[1:]] == [255, 164]
