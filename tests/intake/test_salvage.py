"""Forms whose sheets or columns were damaged: refused, but nothing that was typed is lost.

What is handed back holds every value where it belongs or on its first sheet; sent back as it is,
it says what the honest form said.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from builders import check, codes, edit, form, make_plan
from marked_form import hand_back, typed
from par_xl.plan.model import Plan
from sheet_view import APPENDICES

ONE, TWO, _ = APPENDICES
ROWS = """
| code | status         | progress | self_score | result           | evidence  |
| 1.1  | Đang thực hiện | 0.5      | 0.5        | - Đã trình       | Số 1/TTr  |
| 1.2  | Chưa thực hiện |          |            | Chờ văn bản      |           |
| S1.1 |                |          |            | Đã góp ý dự thảo |           |
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


@pytest.fixture(scope="module")
def honest(plan: Plan) -> bytes:
    return form(plan, "HC", ROWS)


def column(sheet: Worksheet, header: str) -> int:
    return next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == header)


def header_cell(sheet: Worksheet, header: str) -> str:
    return next(
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == header
    )


def key_row(sheet: Worksheet, key: str) -> int:
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == key)


def sheet_renamed(book: Workbook) -> None:
    book[TWO].title = "Sheet2"


def two_sheets_renamed(book: Workbook) -> None:
    book[ONE].title, book[TWO].title = "A", "B"


def key_column_gone(book: Workbook) -> None:
    book[ONE].delete_cols(column(book[ONE], "Mã dòng"))


def column_twice(book: Workbook) -> None:
    header = book[ONE][header_cell(book[ONE], "Tiến độ (%)")]
    header.offset(0, 30).value = header.value


def column_retitled(book: Workbook) -> None:
    book[ONE][header_cell(book[ONE], "Kết quả thực hiện")] = "Kết quả"


def sheet_copied(book: Workbook) -> None:
    copied = book.copy_worksheet(book[ONE])
    copied.title = "Phụ lục I (2)"


def header_gone(book: Workbook) -> None:
    row = book[ONE][header_cell(book[ONE], "TT")].row
    assert isinstance(row, int)
    for cell in book[ONE][row]:
        cell.value = None


DAMAGES: dict[str, tuple[Callable[[Workbook], None], set[str]]] = {
    "a sheet renamed": (sheet_renamed, {"TE06"}),
    "two sheets renamed": (two_sheets_renamed, {"TE06"}),
    "the hidden column gone": (key_column_gone, {"TE07"}),
    "the header gone": (header_gone, {"TE07"}),
    "a column twice": (column_twice, {"TE07"}),
    "a sheet copied": (sheet_copied, {"TE27"}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_sent_back_as_it_is_it_says_what_was_typed(plan: Plan, honest: bytes, damage: str) -> None:
    change, wanted = DAMAGES[damage]
    damaged = check(plan, edit(honest, change))
    assert damaged.refused and wanted <= set(codes(damaged.findings))
    marked = hand_back(plan, damaged)
    again = check(plan, marked.content)
    assert not again.refused
    assert typed(again) == typed(check(plan, honest))
    assert marked.displaced == []


def test_what_stood_in_a_column_without_a_known_header_is_on_the_first_sheet(
    plan: Plan, honest: bytes
) -> None:
    marked = hand_back(plan, check(plan, edit(honest, column_retitled)))
    assert [each[2:] for each in marked.displaced] == [
        ("Kết quả", "- Đã trình"),
        ("Kết quả", "Chờ văn bản"),
    ]
    assert marked.values["PAR_INDEX/1.1", "evidence"] == "Số 1/TTr"


def test_what_a_copy_says_otherwise_is_on_the_first_sheet(plan: Plan, honest: bytes) -> None:
    def change(book: Workbook) -> None:
        sheet_copied(book)
        copied = book["Phụ lục I (2)"]
        row = key_row(copied, "PAR_INDEX/1.2")
        copied.cell(row, column(copied, "Kết quả thực hiện"), "Đã có văn bản")

    displaced = hand_back(plan, check(plan, edit(honest, change))).displaced
    assert ("Kết quả thực hiện", "Đã có văn bản") in [each[2:] for each in displaced]
    assert all("Phụ lục I (2)" in each[0] for each in displaced)
    assert {each[1] for each in displaced} == {"PAR_INDEX/1.2"}


def test_rows_that_are_not_the_units_have_no_place(plan: Plan, honest: bytes) -> None:
    """Another unit's row in a sheet that can't be read: its content stands on the first sheet."""

    def change(book: Workbook) -> None:
        sheet = book[ONE]
        row, at = key_row(sheet, "PAR_INDEX/1.1"), column(sheet, "Mã dòng")
        sheet.cell(row, at, "PAR_INDEX/9.9")
        sheet.delete_cols(column(sheet, "Giải trình, nguyên nhân"))

    displaced = hand_back(plan, check(plan, edit(honest, change))).displaced
    assert ("PAR_INDEX/9.9", "Kết quả thực hiện", "- Đã trình") in [each[1:] for each in displaced]


def test_the_head_of_a_renamed_cover_is_kept(plan: Plan) -> None:
    head = {"author": "Nguyễn A", "phone": "0233", "approver": "Trần B", "document": "Số 5"}
    content = form(plan, "HC", ROWS, head=head)

    def change(book: Workbook) -> None:
        book["Trang đầu"].title, book[ONE].title = "Bìa", "PL1"

    renamed = check(plan, edit(content, change))
    assert set(codes(renamed.findings)) == {"TE06"}
    again = check(plan, hand_back(plan, renamed).content)
    assert {field: cell.text for field, cell in again.head.items() if field in head} == head
    assert codes(again.findings) == []
