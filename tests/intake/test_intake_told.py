"""What is read all the same, and told: warnings and infos of the contract's section 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from builders import check, edit, filled_form, form, key, make_plan, place, put
from par_xl.intake.submission import Submission
from par_xl.plan.model import Plan
from par_xl.terms.text import Cell
from par_xl.terms.words import Severity

RIGHT: Mapping[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5, "evidence": "Số 1"}
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
    assert row.accepted is not None and row.accepted.completed_on == date(2024, 3, 5)
    told = ["CH04"] if number_format == "General" else []
    assert [finding.code for finding in submission.findings] == told


CORRECTED: Sequence[tuple[str, Cell, str, str]] = [
    ("status", " ĐANG THỰC HIỆN", "CH02", "Đang thực hiện"),
    ("status", "Đang thực hịên", "CH02", "Đang thực hiện"),
    ("status", "Đang thu\u031b\u0323c hie\u0323\u0302n", "CH02", "Đang thực hiện"),
    ("progress", "80 %", "CH03", "80%"),
    ("progress", 80.0, "CH03", "80%"),
    ("completed_on", "5.6.2024", "CH04", "05/6/2024"),
    ("completed_on", 45448.0, "CH04", "05/6/2024"),
    ("self_score", "0,75", "CH05", "0,75"),
    ("result", "Đã trình\u200b", "CH01", "ký tự ẩn"),
    ("result", "\u00d0ã trình", "CH01", "Đ"),
    ("status", "\u00d0ang thực hiện", "CH02", "Đang thực hiện"),
    ("result", "\u00a0Đã trình", "CH01", "khoảng trắng"),
    ("result", "Da\u0303 trình", "CH01", "Unicode"),
]
"""A field, what was typed, what is found, and a word of its message."""


def test_every_correction_is_told() -> None:
    items = "".join(f"| 1.{n} | 1 | HC |\n" for n in range(len(CORRECTED)))
    plan = make_plan(f"| TT | Điểm tối đa | Đơn vị chủ trì |\n| 1 | {len(CORRECTED)} | |\n{items}")
    values: dict[str, dict[str, Cell]] = {
        key(f"1.{n}"): {**RIGHT, field: typed} for n, (field, typed, *_) in enumerate(CORRECTED)
    }
    submission = check(plan, filled_form(plan, "HC", values))
    assert submission.rows_accepted == len(submission.findings) == len(CORRECTED)
    for row, (field, typed, code, read) in zip(submission.rows, CORRECTED, strict=True):
        [found] = row.findings
        assert (found.code, found.severity) == (code, Severity.INFO), (field, typed)
        assert read in found.message


@pytest.mark.parametrize(
    ("field", "typed", "shown"),
    [
        ("result", "a\u00a0b\u200b", "a\u00a0b\u200b"),
        ("status", "Đang thực hiện ", "Đang thực hiện "),
        ("status", "Đa\u0303 xong", "Đa\u0303 xong"),
        ("completed_on", 20240305.0, "20240305"),
        ("self_score", 2.0000001, "2,0000001"),
        ("progress", 1.25, "1,25"),
    ],
)
def test_the_value_is_told_as_it_was_found(plan: Plan, field: str, typed: Cell, shown: str) -> None:
    values: dict[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5, "evidence": "Số 1"}
    submission = check(plan, filled_form(plan, "HC", {key("1.2"): values | {field: typed}}))
    assert [finding.value for finding in submission.findings] == [shown]


def test_every_part_of_a_correction_is_named(plan: Plan) -> None:
    values: dict[str, Cell] = {
        "status": "Đang thực hiện",
        "progress": 0.5,
        "result": " a\u00a0b\u200b",
    }
    [found] = check(plan, filled_form(plan, "HC", {key("1.2"): values})).findings
    for what in ("ký tự ẩn", "khoảng trắng thừa", "khoảng trắng không ngắt"):
        assert what in found.message


def test_a_text_in_an_old_font_is_no_correction_as_well(plan: Plan) -> None:
    values: dict[str, Cell] = {
        "status": "Đang thực hiện",
        "progress": 0.5,
        "result": "§\u00adîc duyÖt ",
    }
    found = check(plan, filled_form(plan, "HC", {key("1.2"): values})).findings
    assert [(each.code, each.value) for each in found] == [("OO03", "§\u00adîc duyÖt ")]


MEASURED: Sequence[tuple[str, Cell, float | str, list[str]]] = [
    ("%", "90 %", 90.0, ["CH06"]),
    ("%", "87,5%", 87.5, ["CH06"]),
    ("Tỷ lệ (%)", "90%", 90.0, ["CH06"]),
    ("%", 90.0, 90.0, []),
    ("%", 0.95, 0.95, ["SL01"]),
    ("%", 1.0, 1.0, ["SL01"]),
    ("%", 1.2, 1.2, ["SL01"]),
    ("%", "1,2", 1.2, ["CH06"]),
    ("%", "0,95", 0.95, ["SL01", "CH06"]),
    ("Tỷ lệ (%)", 0.95, 0.95, ["SL01"]),
    ("%", "0,95%", 0.95, ["CH06"]),
    ("%", "1 %", 1.0, ["CH06"]),
    ("%", 0.0, 0.0, []),
    ("hồ sơ", 0.95, 0.95, []),
    ("%", "khoảng 90%", "khoảng 90%", []),
    ("xã", "90%", "90%", []),
    ("hồ sơ", "1.250", 1250.0, ["CH06"]),
    ("hồ sơ", "12/15", "12/15", []),
]
"""A row's unit of measure, what was typed, how it is read, and what is found."""


def test_a_measured_value_is_read_as_its_row_counts() -> None:
    items = "".join(f"| 1.{n} | HC | {measure} |\n" for n, (measure, *_) in enumerate(MEASURED))
    plan = make_plan(f"| TT | Đơn vị chủ trì | Đơn vị tính |\n| 1 | | |\n{items}")
    values: dict[str, dict[str, Cell]] = {
        key(f"1.{n}"): {**RIGHT, "value": typed} for n, (_, typed, *_) in enumerate(MEASURED)
    }
    submission = check(plan, filled_form(plan, "HC", values))
    for row, (measure, typed, read, told) in zip(submission.rows, MEASURED, strict=True):
        assert [finding.code for finding in row.findings] == told, (measure, typed)
        assert row.accepted is not None and row.accepted.value == read
    assert len(submission.findings) == sum(len(told) for *_, told in MEASURED)


@pytest.mark.parametrize(
    ("status", "share", "told"),
    [
        ("Hoàn thành", 1 - 1e-10, []),
        ("Hoàn thành", 1 - 1e-8, ["TD04"]),
        ("Đang thực hiện", 1 + 1e-10, []),
        ("Đang thực hiện", -1e-10, []),
        ("Chưa thực hiện", 1e-10, []),
    ],
)
def test_what_a_calculation_leaves_behind_is_no_fault(
    plan: Plan, status: str, share: float, told: list[str]
) -> None:
    values: dict[str, Cell] = {"status": status, "progress": share, "evidence": "Số 1"}
    submission = check(plan, filled_form(plan, "HC", {key("1.2"): values}))
    assert [finding.code for finding in submission.findings] == told
    for row in submission.rows:
        if row.accepted and row.accepted.progress is not None:
            assert isinstance(row.accepted.progress, float) and 0 <= row.accepted.progress <= 1
    for finding in submission.findings:
        assert "99,999999%" in finding.message
