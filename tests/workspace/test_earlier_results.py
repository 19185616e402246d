"""What earlier periods' results say is part of what a later period's merge came to."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from builders import YEAR, form, merge, submit
from merged import sheet_rows
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.plan.reader import read_plan
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder

BEFORE, HALF = "2023-12", "2024-06"
NOW = datetime(2024, 12, 20, 9)  # noqa: DTZ001 - the office's own clock
DONE = "| code | status | evidence |\n| 2.1 | Hoàn thành | Số 9 |"


@pytest.fixture
def folder(history_folder: Folder, tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(history_folder.root, tmp_path / "work"))


def rate_before(master: Path) -> object:
    """Area 2's completion rate of the year before, on `Diễn biến`."""
    return next(row[3] for row in sheet_rows(master, "Diễn biến")[5:20] if row[1] == "2")


def change_before(folder: Folder) -> None:
    """Another form of the year before, merged."""
    submit(
        folder,
        "HC2.xlsx",
        form(read_plan(folder.plan), "HC", DONE, BEFORE),
        "2023-12-08",
        period=BEFORE,
    )
    assert merge(folder, BEFORE, now=NOW).merge_number == 2


def test_a_comparison_that_changed_makes_another_merge(folder: Folder) -> None:
    master = folder.results(YEAR).master
    assert rate_before(master) == pytest.approx(2 / 3)
    change_before(folder)
    assert merge(folder, YEAR, now=NOW).merge_number == 2
    assert rate_before(master) == 1
    assert merge(folder, YEAR, now=NOW).merge_number == 2
    workspace.undo(folder)
    assert rate_before(master) == pytest.approx(2 / 3)
    # Rebuilt, it is compared with what it was compared with then.
    rebuilt = [workspace.rebuild(folder, YEAR, number).results.master for number in (1, 2)]
    assert [rate_before(each) for each in rebuilt] == [pytest.approx(2 / 3), 1]


def test_an_earlier_period_that_is_only_closed_makes_none(folder: Folder) -> None:
    assert not merge_changed(folder)
    workspace.close(folder, BEFORE, now=NOW)
    assert not merge_changed(folder)
    folder.results(HALF).json.unlink()
    assert merge_changed(folder)


def merge_changed(folder: Folder) -> bool:
    return workspace.merge(folder, YEAR, now=NOW).changed


def test_it_is_not_closed_with_comparisons_that_are_no_more(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    change_before(folder)
    with pytest.raises(ParXlError, match="kể từ lần tổng hợp 1, kết quả kỳ 2023-12 đã thay đổi"):
        workspace.close(folder, YEAR, now=NOW)
    merge(folder, YEAR, now=NOW)
    workspace.close(folder, YEAR, now=NOW)
    (folder.submitted(BEFORE) / "HC2.xlsx").unlink()
    merge(folder, BEFORE, now=NOW)
    with pytest.raises(SystemExit, match="0"):
        main(["merge", YEAR, "--folder", str(folder.root)])
    assert "Khác so với khi chốt" in (said := capsys.readouterr().out)
    assert "kết quả kỳ 2023-12 đã thay đổi" in said
    folder.results(YEAR).master.unlink()
    workspace.close(folder, YEAR, now=NOW)
    assert rate_before(folder.results(YEAR).master) == 1
