"""From a file to checked rows: what is read, wherever it stands (contract, sections 4 and 5)."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builders import (
    check,
    codes,
    edit,
    filled_form,
    form,
    key,
    make_plan,
    place,
    put,
    table,
    typed,
)
from par_xl.intake.submission import Submission
from par_xl.intake.table import Table, table_rows
from par_xl.plan.model import Plan
from par_xl.terms.finding import Finding
from par_xl.terms.text import Cell
from par_xl.terms.words import Index, Role, Severity, Status
from par_xl.workbooks.book import Sheet

ROWS = """
| code | status         | progress | completed_on | self_score | result  | evidence |
| 1.1  | Hoàn thành     |          | 2024-03-05   | 0.75       | Đã xong | Số 1     |
| 1.2  | Đang thực hiện | 0.5      |              |            | Dự thảo |          |
| S1.1 |                |          |              |            | Góp ý   |          |
"""
Cells = list[list[Any]]
"""Cells of a sheet, row by row, as openpyxl has them."""
TITLES = ("Phụ lục I", "Phụ lục II", "Phụ lục III")


def _errors(submission: Submission) -> list[Finding]:
    return [finding for finding in submission.findings if finding.severity is Severity.ERROR]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


@pytest.fixture(scope="module")
def filled(plan: Plan) -> bytes:
    return form(plan, "HC", ROWS)


@pytest.fixture(scope="module")
def book(filled: bytes) -> Workbook:
    return load_workbook(io.BytesIO(filled))


def _told(submission: Submission) -> dict[str, tuple[object, ...]]:
    told: dict[str, tuple[object, ...]] = {}
    for row in submission.rows:
        assert row.accepted is not None
        e = row.accepted
        told[row.key] = (e.status, e.progress, e.completed_on, e.self_score, e.result, e.evidence)
    return told


WANTED: dict[str, tuple[object, ...]] = {
    "PAR_INDEX/1.1": (Status.DONE, None, date(2024, 3, 5), 0.75, "Đã xong", "Số 1"),
    "PAR_INDEX/1.2": (Status.IN_PROGRESS, 0.5, None, None, "Dự thảo", None),
    "SIPAS/S1.1": (None, None, None, None, "Góp ý", None),
}


def test_a_filled_form_is_read_without_findings(plan: Plan, filled: bytes) -> None:
    submission = check(plan, filled)
    assert submission.findings == ()
    assert _told(submission) == WANTED
    assert [row.role for row in submission.rows] == [Role.LEAD, Role.LEAD, Role.COORDINATING]
    assert (submission.rows_filled, submission.rows_accepted) == (3, 3)


def test_an_empty_form_reports_nothing(plan: Plan) -> None:
    submission = check(plan, form(plan, "HC"))
    assert not submission.refused
    assert submission.rows == ()
    assert _errors(submission) == []


def _rewrite(sheet: Worksheet, change: Callable[[Cells], Cells]) -> None:
    """The table below the head written again, after *change*."""
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    rows: Cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(number for number, row in enumerate(rows) if "Mã dòng" in row)
    sheet.delete_rows(top + 1, sheet.max_row)
    for number, row in enumerate(change(rows[top:]), start=top + 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def _columns_reversed(sheet: Worksheet) -> None:
    _rewrite(sheet, lambda rows: [list(reversed(row)) for row in rows])


def _extra_column(sheet: Worksheet) -> None:
    _rewrite(sheet, lambda rows: [["Ghi chú", *row] for row in rows])


def _rows_reversed(sheet: Worksheet) -> None:
    _rewrite(sheet, lambda rows: [rows[0], *reversed(rows[1:])])


def _blank_rows(sheet: Worksheet) -> None:
    _rewrite(sheet, lambda rows: [row for each in rows for row in (each, [None, " ", "\u00a0"])])


def _lower_down(sheet: Worksheet) -> None:
    _rewrite(sheet, lambda rows: [[None]] * 7 + rows)


def _hidden_rows(sheet: Worksheet) -> None:
    for number in range(1, sheet.max_row + 1):
        sheet.row_dimensions[number].hidden = True


def _headers_in_other_spelling(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "Tình trạng thực hiện":
                cell.value = "  TÌNH TRẠNG\u00a0 thực hiện "


@pytest.mark.parametrize(
    "changes",
    [
        (_columns_reversed, _blank_rows, _hidden_rows, _headers_in_other_spelling),
        (_extra_column, _rows_reversed, _lower_down),
    ],
)
def test_rows_are_read_wherever_they_were_moved(
    plan: Plan, filled: bytes, changes: Sequence[Callable[[Worksheet], None]]
) -> None:
    def move(book: Workbook) -> None:
        for title in TITLES:
            for change in changes:
                change(book[title])

    submission = check(plan, edit(filled, move))
    assert not submission.refused, submission.findings
    assert _errors(submission) == [], submission.findings
    assert _told(submission) == WANTED


def test_sheets_in_another_order_are_read_alike(plan: Plan, filled: bytes) -> None:
    def move(book: Workbook) -> None:
        book.move_sheet("Phụ lục III", -3)

    assert _told(check(plan, edit(filled, move))) == WANTED


def test_white_space_fills_no_row(plan: Plan) -> None:
    content, _ = put(form(plan, "HC"), {("1.1", "result"): " \u00a0\n", ("1.2", "status"): " "})
    assert check(plan, content).rows == ()


def test_check_without_stored_values_is_fine(plan: Plan, filled: bytes) -> None:
    """openpyxl keeps `Kiểm tra` and drops its value: not a cell to fill."""
    submission = check(plan, edit(filled, lambda _book: None))
    assert _errors(submission) == []
    assert _told(submission) == WANTED


@pytest.mark.parametrize(
    ("code", "field", "value", "finding"),
    [
        ("1.1", "status", "Xong", "TT02"),
        ("1.2", "progress", "gần xong", "TD01"),
        ("1.2", "progress", 1.5, "TD02"),
        ("1.2", "progress", 1000.0, "TD03"),
        ("1.1", "progress", 0.9, "TD04"),
        ("1.1", "completed_on", "31/4/2024", "NG01"),
        ("1.1", "completed_on", date(2024, 7, 20), "NG02"),
        ("1.1", "completed_on", None, "NG04"),
        ("1.1", "completed_on", date(2024, 6, 10), "NG05"),
        ("1.1", "self_score", 1.5, "DI04"),
        ("1.1", "evidence", None, "TL01"),
        ("1.2", "progress", None, "TD06"),
        ("1.2", "result", "B¸o c¸o kÕt qu¶", "OO03"),
    ],
)
def test_a_faulty_cell_is_told_with_its_place(
    plan: Plan, book: Workbook, code: str, field: str, value: Cell, finding: str
) -> None:
    values = {
        key(row.pop("code")): {name: typed(text) for name, text in row.items()}
        for row in table(ROWS)
    }
    values[key(code)][field] = value
    submission = check(plan, filled_form(plan, "HC", values), name="HC.xlsx")
    cell = place(book["Phụ lục I"], code, field)
    found = [f for f in submission.findings if f.code == finding]
    assert [(f.file, f.sheet, f.cell) for f in found] == [("HC.xlsx", "Phụ lục I", cell)]
    wrong = found[0].severity is Severity.ERROR
    row = next(row for row in submission.rows if row.key == key(code))
    assert (row.accepted is None) == wrong
    assert submission.rows_in_error == int(wrong)


def test_an_error_value_in_a_cell_to_fill_is_an_error(plan: Plan, filled: bytes) -> None:
    """As is a formula without its value."""
    wrong = {("1.1", "result"): "=1/0", ("1.2", "progress"): "#REF!"}
    content, cells = put(filled, wrong)
    submission = check(plan, content)
    assert [f.cell for f in submission.findings if f.code == "OO01"] == cells
    assert submission.rows_in_error == 2


def test_a_row_with_nothing_but_an_error_value_is_filled(plan: Plan) -> None:
    content, [cell] = put(form(plan, "HC"), {("1.2", "result"): "#REF!"})
    submission = check(plan, content)
    assert (submission.rows_filled, submission.rows_in_error) == (1, 1)
    assert cell in [f.cell for f in submission.findings]


def test_merged_cells_to_fill_are_an_error(plan: Plan, filled: bytes) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Phụ lục I"]
        sheet.merge_cells(f"{place(sheet, '1.1', 'result')}:{place(sheet, '1.1', 'evidence')}")

    submission = check(plan, edit(filled, change))
    assert [row.key for row in submission.rows if row.accepted is None] == [key("1.1")]
    assert "OO02" in codes(submission.findings)


def _move_to(code: str | None) -> Callable[[Workbook], None]:
    """Row 1.2 gets another key."""

    def change(book: Workbook) -> None:
        sheet = book["Phụ lục I"]
        sheet[place(sheet, "1.2", "key")] = code

    return change


@pytest.mark.parametrize(
    ("new_key", "finding", "in_error"),
    [
        ("PAR_INDEX/9.9", "DG02", 1),
        ("PAR_INDEX/1", "DG02", 1),
        ("PAPI/P1.1", "DG03", 1),
        ("PAR_INDEX/1.1", "DG04", 2),
        (None, "DG01", 1),
    ],
)
def test_keys_unknown_foreign_doubled_or_missing(
    plan: Plan, filled: bytes, new_key: str | None, finding: str, in_error: int
) -> None:
    submission = check(plan, edit(filled, _move_to(new_key)))
    assert not submission.refused
    found = [f for f in submission.findings if f.severity is Severity.ERROR]
    assert codes(found) == [finding] * in_error
    assert submission.rows_in_error == in_error
    assert len({f.cell for f in found}) == in_error
    assert all(f.cell and f.sheet == "Phụ lục I" for f in found)


def test_an_empty_row_with_a_doubled_key_spoils_nothing_but_that_key(plan: Plan) -> None:
    content = form(plan, "HC", "| code | status |\n| 1.2 | Không phát sinh trong kỳ |")
    submission = check(plan, edit(content, _move_to("PAR_INDEX/1.1")))
    assert codes(_errors(submission)) == ["DG04"]


def test_a_coordinating_unit_fills_two_columns_only(plan: Plan) -> None:
    content = form(
        plan,
        "TT",
        """
        | code | status     | result | difficulty | self_score |
        | 1.1  | Hoàn thành | Góp ý  | Thiếu máy  | 9          |
        """,
    )
    submission = check(plan, content)
    [row] = submission.rows
    assert row.accepted is not None
    assert (row.accepted.result, row.accepted.difficulty) == ("Góp ý", "Thiếu máy")
    assert (row.accepted.status, row.accepted.self_score) == (None, None)
    found = submission.findings
    assert codes(found) == ["PH01", "PH01"]
    assert {f.severity for f in found} == {Severity.WARNING}
    assert {f.value for f in found} == {"Hoàn thành", "9"}


def test_a_broken_cell_of_a_coordinating_unit_is_told(plan: Plan) -> None:
    content = form(plan, "TT", "| code | result |\n| 1.1 | Góp ý |")
    content, [cell] = put(content, {("1.1", "difficulty"): "=1/0"})
    submission = check(plan, content)
    assert (submission.rows_filled, submission.rows_in_error) == (1, 0)
    assert [(f.severity, f.cell) for f in submission.findings] == [(Severity.WARNING, cell)]


def test_every_finding_names_its_file_and_its_fix(plan: Plan) -> None:
    content = form(
        plan,
        "HC",
        """
        | code | status | progress | completed_on | self_score |
        | 1.1  | Xong   | 3000     | mai          | nhiều      |
        | 1.2  |        | 1.5      | 2014-01-01   | -1         |
        | S1.1 | Xong   |          |              |            |
        """,
    )
    submission = check(plan, content, name="phòng/HC lần 2.xlsx")
    assert len(submission.findings) >= 8
    for found in submission.findings:
        assert found.file == "phòng/HC lần 2.xlsx"
        assert found.sheet in TITLES
        assert found.cell
        assert found.fix.strip()
        assert found.message.strip()


def test_initiatives_are_read(plan: Plan) -> None:
    told = {"kind": "Sáng kiến", "text": "Ký số", "author": "Ông A"}
    submission = check(plan, form(plan, "HC", initiatives=[told]))
    assert [each.values() for each in submission.initiatives] == [
        dict.fromkeys(("area", "effect", "status", "decision"), "") | told
    ]


def test_a_key_in_thousands_of_rows_is_told_in_a_message_of_any_length(plan: Plan) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Phụ lục I"]
        cells = [sheet[place(sheet, "1.2", field)] for field in ("key", "status")]
        for number in range(200, 1_400):
            for cell, value in zip(cells, (key("1.2"), "Đang thực hiện"), strict=True):
                sheet.cell(number, cell.column, value)

    findings = check(plan, edit(form(plan, "HC"), change)).findings
    doubled = [finding for finding in findings if finding.code == "DG04"]
    assert len(doubled) == 1_200 and all(len(finding.message) < 600 for finding in doubled)
    assert "1201 lần" in doubled[0].message


def test_thousands_of_merged_ranges_are_looked_at_once(plan: Plan) -> None:
    rows: Cells = [[None] * 3 for _ in range(3_000)]
    merged = tuple(((top, 0), (2_999, 2)) for top in range(3_000))
    sheet = Sheet("Phụ lục I", [["Mã dòng", *[None] * 40], *rows], merged)
    found = Table(Index.PAR_INDEX, sheet, 0, {"key": 0, "status": 1}, (), is_whole=False)
    started = time.perf_counter()
    assert list(table_rows(found, is_1904=False)) == []
    assert time.perf_counter() - started < 2
