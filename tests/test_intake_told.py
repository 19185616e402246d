"""What is read all the same, and told: warnings and infos of the contract's section 5."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from builders import check, edit, filled_form, form, key, make_plan, place, put
from par_xl.intake.submission import Submission
from par_xl.plan.model import Plan
from par_xl.text import Cell
from par_xl.words import Severity

ROWS = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


@pytest.fixture(scope="module")
def filled(plan: Plan) -> bytes:
    return form(plan, "HC", ROWS)


def _levels(submission: Submission) -> list[Severity]:
    assert not submission.refused
    assert all(finding.fix.strip() for finding in submission.findings)
    return [finding.severity for finding in submission.findings]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("progress", 0.5), ("completed_on", date(2024, 6, 5)), ("self_score", 0.75)),
        ("result", "Đã trình dự thảo; hoà giải 2 vụ"),
    ],
)
def test_what_was_typed_as_it_should_be_is_not_told(
    plan: Plan, filled: bytes, field: str, value: Cell
) -> None:
    content, _ = put(filled, {("1.2", field): value, ("1.2", "evidence"): "Số 1"})
    assert _levels(check(plan, content)) == []


def test_the_place_of_a_cell_is_found_by_its_header(filled: bytes) -> None:
    """The builder's own: `place` names the cell that the form shows."""
    found: list[str] = []
    edit(filled, lambda book: found.append(place(book["Phụ lục I"], "1.2", "status")))
    content, [cell] = put(filled, {("1.2", "status"): "Xong"})
    assert [cell] == found
    assert content != filled


@pytest.mark.parametrize("number_format", ["General", "dd/mm/yyyy"])
def test_a_workbook_that_counts_days_from_1904(
    plan: Plan, filled: bytes, number_format: str
) -> None:
    """Old Macs: the number 43894 is 5 March 2024, whether or not the cell shows it as a day."""

    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet = book["Phụ lục I"]
        cells = {"status": "Hoàn thành", "progress": None, "evidence": "Số 1"}
        for field, value in cells.items():
            sheet[place(sheet, "1.2", field)].value = value
        day = sheet[place(sheet, "1.2", "completed_on")]
        day.value, day.number_format = 43894, number_format

    submission = check(plan, edit(filled, change))
    [row] = submission.rows
    assert row.entry is not None and row.entry.completed_on == date(2024, 3, 5)
    told = ["CH04"] if number_format == "General" else []
    assert [finding.code for finding in submission.findings] == told


@pytest.mark.parametrize(
    ("field", "typed", "code", "read"),
    [
        ("status", " ĐANG THỰC HIỆN", "CH02", "Đang thực hiện"),
        ("status", "Đang thực hịên", "CH02", "Đang thực hiện"),
        ("status", "Đang thu\u031b\u0323c hie\u0323\u0302n", "CH02", "Đang thực hiện"),
        ("progress", "80 %", "CH03", "80%"),
        ("progress", 80.0, "CH03", "80%"),
        ("completed_on", "5.6.2024", "CH04", "05/6/2024"),
        ("completed_on", 45448.0, "CH04", "05/6/2024"),
        ("self_score", "0,75", "CH05", "0,75"),
        ("result", "Đã trình\u200b", "CH01", "ký tự ẩn"),
        ("result", "\u00a0Đã trình", "CH01", "khoảng trắng"),
        ("result", "Da\u0303 trình", "CH01", "Unicode"),
    ],
)
def test_every_correction_is_told(
    plan: Plan, field: str, typed: Cell, code: str, read: str
) -> None:
    values: dict[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5, "evidence": "Số 1"}
    values[field] = typed
    submission = check(plan, filled_form(plan, "HC", {key("1.2"): values}))
    [found] = submission.findings
    assert (found.code, found.severity) == (code, Severity.INFO)
    assert read in found.message
    assert submission.rows_accepted == 1
