"""Names of files: what came in under any name is told and handed back under one all can hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builders import HALF, codes, form, make_folder, make_plan, merge, submit
from par_xl.system.paths import safe_name
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")

WRONG = "| code | status |\n| 1.1 | Đã xong |"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "work")


def returned(folder: Folder) -> list[str]:
    return sorted(
        path.relative_to(folder.returned / HALF).as_posix()
        for path in (folder.returned / HALF).rglob("*.xlsx")
    )


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("HC_2024-06.xlsx", "HC_2024-06.xlsx"),
        ("Báo cáo (bản cuối).xlsx", "Báo cáo (bản cuối).xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("com1.tar.xlsx", "_com1.tar.xlsx"),
        ("nul", "_nul"),
        ("aux .xlsx", "_aux .xlsx"),
        ("console.xlsx", "console.xlsx"),
        ("a:b|c?.xlsx", "a_b_c_.xlsx"),
        ("..\\evil.xlsx", ".._evil.xlsx"),
        ("tab\there\n.xlsx", "tab_here_.xlsx"),
        ("rtl\u202exslx.xlsx", "rtl_xslx.xlsx"),
        ("a\u2028b\x85c\u061cd\u200b\ufeff\u2066e\udc80.xlsx", "a_b_c_d___e_.xlsx"),
        ("dấu chấm. .", "dấu chấm"),
        ("..", "_"),
    ],
)
def test_a_name_that_windows_cannot_hold_is_changed(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


def test_a_name_too_long_is_cut_and_stays_apart_from_others() -> None:
    names = ["ệ" * 120 + f"{n}.xlsx" for n in range(2)] + ["x" * 250]
    safe = [safe_name(name) for name in names]
    assert len(set(safe)) == 3 and safe[0].endswith(".xlsx")
    assert all(len(name.encode()) <= 190 for name in safe)


@pytest.mark.parametrize("name", ["CON.xlsx", "x" * 250 + ".xlsx", "a:b.xlsx", "nul/c|d.xlsx"])
def test_a_form_goes_back_under_a_name_that_can_be_held(folder: Folder, name: str) -> None:
    submit(folder, name, form(make_plan(), "HC", WRONG))
    result = merge(folder)
    assert [part.file for part in result.submissions] == [name]
    assert returned(folder) == ["/".join(map(safe_name, name.split("/")))]


def test_a_name_that_is_no_text_is_told_as_far_as_it_is(folder: Folder) -> None:
    """As an old archive unpacked on Linux leaves it."""
    submit(folder, "HC.xlsx", form(make_plan(), "HC", WRONG))
    inbox = folder.submitted(HALF)
    (inbox / "HC.xlsx").rename(inbox / os.fsdecode(b"B\xf4ng.xlsx"))
    result = merge(folder)
    assert [part.file for part in result.submissions] == ["B\ufffdng.xlsx"]
    assert returned(folder) == ["B\ufffdng.xlsx"]
    assert merge(folder) == result


def test_a_hidden_file_is_told(folder: Folder) -> None:
    """Also one that a Mac puts beside each; Excel's lock files are passed over."""
    submit(folder, ".HC.xlsx", form(make_plan(), "HC"))
    for name in ("._TT.xlsx", ".DS_Store", "~$HC.xlsx", ".ẩn/TH.xlsx"):
        submit(folder, name, b"x")
    result = merge(folder)
    assert result.submissions == []
    assert codes(result.findings) == ["TE12"] * 4
    assert {f.file for f in result.findings} == {
        ".HC.xlsx",
        "._TT.xlsx",
        ".DS_Store",
        ".ẩn/TH.xlsx",
    }
