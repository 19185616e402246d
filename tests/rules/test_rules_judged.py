"""What the rules are told of a row, what Excel is told of a column, and who is asked of what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from builders import make_plan
from docs_made.faults import explained_json, faults_page
from par_xl.plan.model import Plan
from par_xl.rules.asked import Asked, asked
from par_xl.rules.check import Limit
from par_xl.rules.formula import WRONG
from par_xl.rules.judge import accepted, filled_row, is_filled
from par_xl.rules.registry import GUIDE_RULES, RULES
from par_xl.rules.rule import Example, Scope
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Severity, Status

ROOT = Path(__file__).parents[2]
ITEMS = """
| TT   | Điểm tối đa | Đơn vị tính | Cách đánh giá        | Đơn vị chủ trì | Thời gian hoàn thành |
| 1    | 3           |             |                      |                |                      |
| 1.1  | 2           | %           | Tự đánh giá          | HC             | 31/3/2024            |
| 1.2  | 1           | hồ sơ       | Điều tra xã hội học  | HC             | Thường xuyên         |
"""
RECEIVED = date(2024, 6, 7)
_CHECKS = {wrong.field: wrong for wrong in WRONG}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


@pytest.mark.parametrize(
    ("cells", "filled"),
    [
        ({}, False),
        ({"status": None, "difficulty": " \u00a0"}, False),
        ({"difficulty": "Thiếu người"}, True),
        ({"status": "Hoàn thành"}, True),
        ({"progress": 0.0}, True),
        ({"code": "1.1", "check": "✔"}, False),
    ],
)
def test_a_row_is_filled_by_any_cell_to_fill(cells: dict[str, Cell], filled: bool) -> None:
    assert is_filled(cells) is filled


def _asked(plan: Plan, code: str) -> Asked:
    return asked(plan, plan.periods["2024-06"], plan.by_key[f"PAR_INDEX/{code}"], Role.LEAD, True)


def test_a_row_is_put_before_the_rules_with_what_the_plan_asks(plan: Plan) -> None:
    first, second = _asked(plan, "1.1"), _asked(plan, "1.2")
    assert (first.due, first.maximum, first.is_in_percent) == (date(2024, 3, 31), 2.0, True)
    assert (second.due, second.maximum, second.is_in_percent) == (None, None, False)
    assert (first.plan_start, first.send_before) == (date(2022, 8, 4), date(2024, 6, 10))
    assert (first.period_start, first.period_end) == (date(2023, 12, 15), date(2024, 6, 14))
    row = filled_row(first, {"progress": 0.5}, RECEIVED)
    assert (row.cells, row.reported.progress) == ({"progress": 0.5}, 0.5)
    assert (row.asked, row.received_on, row.broken, row.merged) == (
        first,
        RECEIVED,
        {},
        frozenset(),
    )
    other = filled_row(second, {}, RECEIVED, {"value": "#N/A"}, frozenset({"value"}))
    assert (other.broken, other.merged) == ({"value": "#N/A"}, frozenset({"value"}))


_ALL = {"status", "progress", "completed_on", "value", "self_score", "result", "evidence"}
_ALL |= {"explanation", "difficulty"}


@pytest.mark.parametrize(
    ("role", "maximum", "is_measured", "fields"),
    [
        (Role.LEAD, 1.0, True, _ALL),
        (Role.LEAD, None, False, _ALL - {"value", "self_score"}),
        (Role.SCORING, 1.0, True, {"value", "self_score", "evidence", "explanation"}),
        (Role.SCORING, 1.0, False, {"self_score", "evidence", "explanation"}),
        (Role.COORDINATING, 1.0, True, {"result", "difficulty"}),
    ],
)
def test_what_a_row_takes(
    plan: Plan, role: Role, maximum: float | None, is_measured: bool, fields: set[str]
) -> None:
    row = replace(_asked(plan, "1.1"), role=role, maximum=maximum, is_measured=is_measured)
    assert row.open == fields


def test_only_what_a_row_takes_counts_within_its_bounds(plan: Plan) -> None:
    cells: dict[str, Cell] = {"progress": 1 + 1e-10, "self_score": 2 + 1e-10, "evidence": "Số 1"}
    row = replace(_asked(plan, "1.1"), role=Role.SCORING)
    read = accepted(filled_row(row, cells, RECEIVED))
    assert (read.progress, read.self_score, read.evidence) == (None, 2.0, "Số 1")
    lead = accepted(filled_row(_asked(plan, "1.1"), cells, RECEIVED))
    assert lead.progress == 1.0


@pytest.mark.parametrize(
    ("code", "typed", "read"),
    [
        ("1.1", "90 %", 90.0),
        ("1.1", "90", 90.0),
        ("1.1", 90.0, 90.0),
        ("1.1", "nhiều", "nhiều"),
        ("1.1", None, None),
        ("1.2", "90 %", "90 %"),
        ("1.2", "1.250", 1250.0),
    ],
)
def test_a_measured_value_is_read_in_its_rows_measure(
    plan: Plan, code: str, typed: Cell, read: float | str | None
) -> None:
    cells: dict[str, Cell] = {"value": typed, "result": "Đã làm"}
    row = filled_row(_asked(plan, code), cells, RECEIVED)
    assert (row.reported.value, row.reported.result) == (read, "Đã làm")
    assert row.cells == {"value": typed, "result": "Đã làm"}


def test_what_excel_lets_be_typed(plan: Plan) -> None:
    row = _asked(plan, "1.1")
    assert {field: wrong.limit(row) for field, wrong in _CHECKS.items()} == {
        "status": Limit("list"),
        "progress": Limit("decimal", 0, 1),
        "completed_on": Limit("date", date(2022, 8, 4), date(2024, 6, 14)),
        "value": Limit("decimal", -1e12, 1e12),
        "self_score": Limit("decimal", 0, 2.0),
    }


def test_a_pop_up_names_all_that_a_cell_takes(plan: Plan) -> None:
    """With the row's own bounds, and a way that works everywhere; Excel shows 255 letters."""
    said = {field: wrong.prompt(_asked(plan, "1.1")) for field, wrong in _CHECKS.items()}
    assert said["completed_on"] == (
        "Gõ ngày từ 04/8/2022 đến 14/6/2024; ví dụ 14/6/2024; nếu máy không nhận thì gõ 2024-06-14."
    )
    assert said["self_score"] == (
        "Gõ điểm từ 0 đến 2, như 0,5; nếu máy không nhận dấu phẩy thì gõ 0.5."
    )
    little = replace(_asked(plan, "1.1"), maximum=0.25)
    assert _CHECKS["self_score"].prompt(little) == (
        "Gõ điểm từ 0 đến 0,25, như 0,25; nếu máy không nhận dấu phẩy thì gõ 0.25."
    )
    assert "95 cho 95%" in said["value"]
    assert "Kết quả thực hiện" in _CHECKS["value"].prompt(_asked(plan, "1.2"))
    assert "80%" in said["progress"] and all(each.label in said["status"] for each in Status)
    every = [wrong.prompt(_asked(plan, code)) for wrong in WRONG for code in ("1.1", "1.2")]
    assert max(map(len, every)) <= 255


def test_the_guide_leaves_out_files_and_infos() -> None:
    assert [rule.code for rule in GUIDE_RULES] == [
        rule.code
        for rule in RULES
        if rule.scope in (Scope.ROW, Scope.INITIATIVE) and rule.severity is not Severity.INFO
    ]


def test_the_rules_stand_in_their_order() -> None:
    """What makes all else doubtful, then column by column."""
    order = [rule.code for rule in RULES if rule.severity is Severity.ERROR and rule.broken]
    assert order == [
        *("OO01", "OO02", "OO03", "TT01", "TT02", "TT03", "TD01", "TD02", "TD03", "TD04", "TD05"),
        *("NG01", "NG02", "NG03", "NG04", "DI01", "DI02", "DI03", "DI04", "TL01"),
    ]
    warnings = [r.code for r in RULES if r.severity is Severity.WARNING and r.broken]
    assert warnings == [
        *("PH01", "PH02", "PH03", "PH04", "TD06", "NG05", "NG06", "SL01", "DI05"),
    ]


def test_an_example_is_judged_in_its_own_period() -> None:
    row = Example({"progress": 0.5}, True, 2.0, {"value": "#N/A"}, frozenset({"result"})).row()
    wanted = row.asked
    assert (row.cells, wanted.due, wanted.maximum) == ({"progress": 0.5}, date(2024, 3, 31), 2.0)
    assert (row.broken, row.merged) == ({"value": "#N/A"}, frozenset({"result"}))
    assert (wanted.plan_start, row.received_on) == (date(2023, 8, 4), RECEIVED)
    assert (wanted.period_start, wanted.period_end) == (date(2023, 12, 15), date(2024, 6, 14))
    assert row.reported.progress == 0.5 and Example({}).asked.maximum is None


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("src/par_xl/terms/explained.json", explained_json),
        ("docs/huong-dan/ma-loi.md", faults_page),
    ],
)
def test_what_is_kept_of_the_rules_is_what_they_say(kept: str, written: Callable[[], str]) -> None:
    assert (ROOT / kept).read_text(encoding="utf-8") == written()
