"""What a newcomer does who has never seen a terminal: told what it was, and what to do instead."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import HALF, NOW, form, make_folder, plan_rows, submit
from par_xl import workspace
from par_xl.app import cli
from par_xl.app.cli.merging import print_checked, print_merge
from par_xl.plan.model import Plan
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder

FILLED = """
| code | status         | progress |
| 1.2  | Đang thực hiện | 0.5      |
"""


def test_a_name_without_a_file_is_said(folder: Folder) -> None:
    with pytest.raises(ParXlError, match=r"Không thấy tệp HCTC\.") as raised:
        workspace.check(folder, [Path("HCTC")])
    assert "dấu ngoặc kép" in raised.value.fix


def test_the_working_folder_is_not_taken_for_one_of_forms(folder: Folder) -> None:
    with pytest.raises(ParXlError, match="là thư mục làm việc") as raised:
        workspace.check(folder, [folder.root])
    assert "da-nop/2024-06" in raised.value.fix


@pytest.mark.parametrize("typed", ["", "*", "*.xlsx", "[HT]*.xlsx", "../*/*.xlsx", "*/../*.xlsx"])
def test_a_folder_or_a_pattern_stands_for_the_forms_in_it(
    typed: str, plan: Plan, folder: Folder
) -> None:
    """Windows' command line leaves both to the program."""
    for name in ("HC.xlsx", "TH.xlsx"):
        submit(folder, name, form(plan, name[:2], FILLED))
    inbox = folder.submitted(HALF)
    (inbox / "tầng").mkdir()
    for name in ("~$HC.xlsx", "công văn.pdf", "tầng/ghi chú.txt"):
        (inbox / name).write_bytes(b"x")
    found = workspace.check(folder, [inbox / typed, inbox / "HC.xlsx"])
    assert [each.submission.file for each in found] == ["HC.xlsx", "TH.xlsx"]
    with pytest.raises(ParXlError, match="không có tệp bảng tính nào"):
        workspace.check(folder, [inbox / "tầng"])
    with pytest.raises(ParXlError, match="Không thấy tệp"):
        workspace.check(folder, [inbox / "KT*.xlsx"])


def test_a_name_with_brackets_is_a_files_own(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC [2].xlsx", form(plan, "HC", FILLED))
    (found,) = workspace.check(folder, [folder.submitted(HALF) / "HC [2].xlsx"])
    assert found.submission.file == "HC [2].xlsx"


def test_an_empty_form_is_not_told_as_a_good_one(
    plan: Plan, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    submit(folder, "HC.xlsx", form(plan, "HC"))
    submit(folder, "TH.xlsx", form(plan, "TH", FILLED))
    for each in workspace.check(
        folder, [folder.submitted(HALF) / n for n in ("HC.xlsx", "TH.xlsx")]
    ):
        print_checked(each)
    empty, filled = capsys.readouterr().out.splitlines()[:2]
    assert empty.startswith("! HC.xlsx") and "chưa nhập dòng nào" in empty
    assert "chưa nhập" not in filled
    print_merge(workspace.merge(folder, HALF, now=NOW))
    assert "! 1 biểu mẫu chưa nhập dòng nào: HC.xlsx.\n" in capsys.readouterr().out


def test_a_form_with_nothing_but_ideas_is_not_empty(
    plan: Plan, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    idea = {"kind": "Sáng kiến", "text": "Ví dụ"}
    submit(folder, "HC.xlsx", form(plan, "HC", initiatives=[idea]))
    print_merge(workspace.merge(folder, HALF, now=NOW))
    assert "chưa nhập dòng nào" not in capsys.readouterr().out


def test_a_clock_that_went_back_is_said(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(plan, "HC", FILLED))
    assert workspace.merge(folder, HALF, now=NOW).notes == ()
    (note,) = workspace.merge(folder, HALF, now=NOW - timedelta(days=400)).notes
    assert "17/5/2023" in note and "20/6/2024" in note


def test_a_form_of_a_unit_that_was_merged_names_its_successor(tmp_path: Path) -> None:
    units = """
| Mã đơn vị | Tên đơn vị         | Loại  | Đến kỳ  | Sáp nhập vào |
| HC        | Phòng Hành chính   | phòng |         |              |
| TH        | Phòng Tổng hợp     | phòng |         |              |
| TT        | Phòng Tin học      | phòng | 2023-12 | HC           |
"""
    folder = make_folder(tmp_path / "work", plan_rows(units=units))
    with pytest.raises(ParXlError, match=r"Phòng Tin học .* đã sáp nhập") as raised:
        workspace.forms(folder, HALF, unit="TT")
    assert raised.value.fix == "Lập biểu mẫu của Phòng Hành chính: --unit HC."


def test_a_ledger_that_is_gone_is_not_told_as_no_merge(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(plan, "HC", FILLED))
    workspace.merge(folder, HALF, now=NOW)
    folder.ledger.unlink()
    told = CliRunner().invoke(cli.cli, ["log", "--folder", str(folder.root)]).output
    assert "! Không có nhật ký, mà tong-hop có: 2024-06.json.\n" in told
    assert "Chưa tổng hợp" not in told
