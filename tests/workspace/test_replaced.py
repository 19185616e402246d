"""A refused file after which a good one of its unit came asks nothing more of anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import HALF, NOW, edit, form, make_folder, make_plan, merge, submit
from par_xl import workspace
from par_xl.merge.result import Result
from par_xl.terms.words import FileState, Timeliness
from par_xl.workspace.layout import Folder
from par_xl.workspace.register import read_register, write_register

pytestmark = pytest.mark.usefixtures("no_masters")

ROWS = """
| code | status         | progress |
| 1.2  | Đang thực hiện | 0.4      |
"""
HALF_A_FILE = form(make_plan(), "HC", ROWS)[:500]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "work")


def good(folder: Folder, name: str = "tốt.xlsx", unit: str = "HC", day: str = "2024-06-06") -> None:
    submit(folder, name, form(make_plan(), unit, ROWS), day)


def without_a_sheet() -> bytes:
    """A form of HC that is refused."""
    return edit(form(make_plan(), "HC", ROWS), lambda book: book.remove(book["Phụ lục I"]))


def told(result: Result) -> dict[str, tuple[str | None, FileState, list[str]]]:
    """Each file's unit, state and findings but for warnings' and infos' own."""
    return {
        each.file: (
            each.unit,
            each.state,
            [
                f.code
                for f in result.findings
                if f.file == each.file and f.code in ("TE01", "TE06", "TE34")
            ],
        )
        for each in result.submissions
    }


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("một.xlsx", without_a_sheet(), "TE06"), ("HC_2024-06.xlsx", HALF_A_FILE, "TE01")],
)
def test_it_is_told_as_replaced_and_handed_back_no_more(
    folder: Folder, name: str, content: bytes, code: str
) -> None:
    submit(folder, name, content, "2024-06-05")
    before = workspace.merge(folder, HALF, now=NOW)
    assert before.has_faults
    assert told(before.summary)[name] == ("HC", FileState.REFUSED, [code])
    (returned,) = before.returned
    assert {each.unit: each.submission for each in before.summary.units}["HC"] is Timeliness.REFUSED
    good(folder)
    after = workspace.merge(folder, HALF, now=NOW)
    assert not after.has_faults
    assert told(after.summary)[name] == ("HC", FileState.SUPERSEDED, ["TE34"])
    (finding,) = [each for each in after.summary.findings if each.file == name]
    assert finding.value == "tốt.xlsx"
    assert finding.fix == "Không cần làm gì."
    assert not after.returned
    assert not returned.exists()


def test_one_that_came_after_the_good_one_is_refused(folder: Folder) -> None:
    good(folder)
    submit(folder, "HC_2024-06 (2).xlsx", HALF_A_FILE, "2024-06-07")
    outcome = workspace.merge(folder, HALF, now=NOW)
    assert told(outcome.summary)["HC_2024-06 (2).xlsx"] == ("HC", FileState.REFUSED, ["TE01"])
    assert outcome.has_faults


def test_another_units_good_one_replaces_nothing(folder: Folder) -> None:
    submit(folder, "một.xlsx", without_a_sheet(), "2024-06-05")
    good(folder, unit="TH")
    assert told(merge(folder))["một.xlsx"] == ("HC", FileState.REFUSED, ["TE06"])


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("HC_2024-06_nop.xlsx", "HC"),
        ("bc phòng hành chính lần 2.xlsx", "HC"),
        ("P. HC 6 thang.xlsx", "HC"),
        ("Trung tâm Tin học/bao cao.xlsx", "TT"),
        # Of whom it says nothing, or more than one thing.
        ("bao cao.xlsx", None),
        ("HCM.xlsx", None),
        ("HC, TH.xlsx", None),
        # Who files no form sends none.
        ("CVP.xlsx", None),
    ],
)
def test_whose_a_file_is_that_cannot_be_opened(folder: Folder, name: str, unit: str | None) -> None:
    submit(folder, name, HALF_A_FILE)
    assert told(merge(folder))[name] == (unit, FileState.REFUSED, ["TE01"])


def test_the_register_says_it_before_its_name(folder: Folder) -> None:
    submit(folder, "HC.xlsx", HALF_A_FILE, "2024-06-05")
    good(folder, unit="TT")
    assert told(merge(folder))["HC.xlsx"][0] == "HC"
    register = read_register(folder.register)
    (row,) = [each for each in register.receipts if each.file == "HC.xlsx"]
    mended = row.model_copy(update={"unit": "trung tâm tin học"})
    others = [each for each in register.receipts if each is not row]
    folder.register.write_bytes(write_register(type(register)((mended, *others))))
    result = merge(folder)
    assert told(result)["HC.xlsx"] == ("TT", FileState.SUPERSEDED, ["TE34"])
    # The ledger keeps it, whatever the register says later.
    then = folder.results(HALF).json.read_bytes()
    folder.register.unlink()
    rebuilt = workspace.rebuild(folder, HALF, result.merge_number)
    assert rebuilt.results.json.read_bytes() == then


def test_the_first_good_one_says_whether_a_unit_is_on_time(folder: Folder) -> None:
    """Not the one that was refused, nor under whose name it came."""
    submit(folder, "HC.xlsx", HALF_A_FILE, "2024-06-05")
    merge(folder)
    good(folder, day="2024-06-12")
    result = merge(folder)
    assert {each.unit: each.submission for each in result.units}["HC"] is Timeliness.LATE
    good(folder, "HC.xlsx", day="2024-06-13")
    result = merge(folder)
    assert {each.unit: each.submission for each in result.units}["HC"] is Timeliness.LATE
