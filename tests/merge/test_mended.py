"""What was mended and sent again counts, also where the words in it are the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook

from builders import check, codes, edit, entry, form, merge, place, submit
from par_xl.plan.model import Plan
from par_xl.terms.words import FileState, State
from par_xl.workspace import merge as office_merge
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")


ROWS = """
| code | status         | progress | result   |
| 1.2  | Đang thực hiện | 0.5      | Đã trình |
"""
ONE = "Phụ lục I"


def broken(book: Workbook) -> None:
    book[ONE][place(book[ONE], "1.2", "explanation")] = "#REF!"


def merged_cells(book: Workbook) -> None:
    sheet = book[ONE]
    area = [place(sheet, "1.2", field) for field in ("explanation", "difficulty")]
    sheet.merge_cells(":".join(area))


def locked_changed(book: Workbook) -> None:
    book[ONE][place(book[ONE], "1.2", "maximum")] = 77


FAULTS: dict[str, Callable[[Workbook], None]] = {
    "OO01": broken,
    "OO02": merged_cells,
    "DG06": locked_changed,
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_mended_without_another_word_is_gone(plan: Plan, folder: Folder, code: str) -> None:
    honest = form(plan, "HC", ROWS)
    faulty = edit(honest, FAULTS[code])
    assert set(codes(check(plan, faulty).findings)) == {code}
    submit(folder, "a.xlsx", faulty, "2024-06-05")
    submit(folder, "b.xlsx", honest, "2024-06-06")
    # The faulty one sent once more says nothing new.
    submit(folder, "c.xlsx", edit(honest, FAULTS[code]), "2024-06-07")
    result = merge(folder)
    assert entry(result, "1.2", "HC").state is State.IN_PROGRESS
    assert entry(result, "1.2", "HC").file == "b.xlsx"
    assert code not in codes(result.findings)
    states = {each.file: each.state for each in result.submissions}
    assert states["c.xlsx"] is FileState.DUPLICATE


def test_the_form_handed_back_unmerged_counts_as_it_is(plan: Plan, folder: Folder) -> None:
    submit(folder, "a.xlsx", edit(form(plan, "HC", ROWS), merged_cells), "2024-06-05")
    (path,) = office_merge(folder, "2024-06").returned
    submit(folder, "b.xlsx", path.read_bytes(), "2024-06-06")
    result = merge(folder)
    assert entry(result, "1.2", "HC").file == "b.xlsx" and codes(result.findings) == ["TE14"]


def test_an_approver_added_is_seen(plan: Plan, folder: Folder) -> None:
    nobody = form(plan, "HC", ROWS, head={"approver": ""})
    assert codes(check(plan, nobody).findings) == ["TE26"]
    submit(folder, "a.xlsx", nobody, "2024-06-05")
    submit(folder, "b.xlsx", form(plan, "HC", ROWS), "2024-06-06")
    assert codes(merge(folder).findings) == ["TE14"]


def test_an_estimate_is_confirmed_by_sending_the_form_again(plan: Plan, folder: Folder) -> None:
    rows = "| code | status | completed_on | evidence |\n| 1.2 | Hoàn thành | 2024-06-08 | Số 1 |"
    submit(folder, "a.xlsx", form(plan, "HC", rows), "2024-06-05")
    assert entry(merge(folder), "1.2", "HC").estimated
    submit(folder, "b.xlsx", form(plan, "HC", rows), "2024-06-09")
    assert not entry(merge(folder), "1.2", "HC").estimated
