"""What the rules are told of a row, what Excel is told of a column, and who is asked of what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from builders import make_plan
from docs_made.faults import explained_json, faults_page
from par_xl.plan.model import Plan
from par_xl.rules.explain import guide_page
from par_xl.rules.judge import filled_row, is_filled
from par_xl.rules.registry import LIMITS, RULES, broken_rules, first_verdict
from par_xl.rules.rule import Bounds, Example, Limit, Scope
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Severity

ROOT = Path(__file__).parents[2]
ITEMS = """
| TT   | Điểm tối đa | Đơn vị tính | Cách đánh giá        | Đơn vị chủ trì | Thời gian hoàn thành |
| 1    | 3           |             |                      |                |                      |
| 1.1  | 2           | %           | Tự đánh giá          | HC             | 31/3/2024            |
| 1.2  | 1           | hồ sơ       | Điều tra xã hội học  | HC             | Thường xuyên         |
"""
RECEIVED = date(2024, 6, 7)


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
        ({"code": "1.1", "check": "Hợp lệ"}, False),
    ],
)
def test_a_row_is_filled_by_any_cell_to_fill(cells: dict[str, Cell], filled: bool) -> None:
    assert is_filled(cells) is filled


def test_a_row_is_put_before_the_rules_with_what_the_plan_says(plan: Plan) -> None:
    period = plan.periods["2024-06"]
    first, second = (plan.by_key[f"PAR_INDEX/{code}"] for code in ("1.1", "1.2"))
    row = filled_row(plan, period, first, {"progress": 0.5}, RECEIVED)
    assert (row.cells, row.reported.progress) == ({"progress": 0.5}, 0.5)
    assert (row.has_due_date, row.maximum, row.is_scored) == (True, 2.0, True)
    assert row.is_in_percent
    assert (row.plan_start, row.received_on) == (date(2022, 8, 4), RECEIVED)
    assert (row.period_start, row.period_end) == (date(2023, 12, 15), date(2024, 6, 14))
    assert (row.broken, row.merged) == ({}, frozenset())
    other = filled_row(plan, period, second, {}, RECEIVED, {"value": "#N/A"}, frozenset({"value"}))
    assert (other.has_due_date, other.maximum, other.is_scored) == (False, 1.0, False)
    assert not other.is_in_percent
    assert (other.broken, other.merged) == ({"value": "#N/A"}, frozenset({"value"}))


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
    item = plan.by_key[f"PAR_INDEX/{code}"]
    row = filled_row(plan, plan.periods["2024-06"], item, cells, RECEIVED)
    assert (row.reported.value, row.reported.result) == (read, "Đã làm")
    assert row.cells == {"value": typed, "result": "Đã làm"}


BOUNDS = Bounds(date(2023, 8, 4), date(2024, 6, 14), "D12")


def test_what_excel_lets_be_typed() -> None:
    assert {field: rule.limit(BOUNDS) for field, rule in LIMITS.items() if rule.limit} == {
        "status": Limit("list"),
        "progress": Limit("decimal", 0, 1),
        "completed_on": Limit("date", date(2023, 8, 4), date(2024, 6, 14)),
        "self_score": Limit("decimal", 0, "=MAX(D12,ROUND(D12,2))+0.000000001"),
    }


def test_the_guide_leaves_out_files_and_infos() -> None:
    assert [each.code for each in guide_page()] == [
        rule.code
        for rule in RULES
        if rule.scope in (Scope.ROW, Scope.INITIATIVE) and rule.severity is not Severity.INFO
    ]


def test_the_rules_stand_in_their_order() -> None:
    """`Kiểm tra` shows the first: what makes all else doubtful, then column by column."""
    order = [rule.code for rule in RULES if rule.severity is Severity.ERROR and rule.broken]
    assert order == [
        *("OO01", "OO02", "OO03", "TT01", "TT02", "TT03", "TD01", "TD02", "TD03", "TD04", "TD05"),
        *("NG01", "NG02", "NG03", "NG04", "DI01", "DI02", "DI03", "DI04", "TL01"),
    ]
    warnings = [r.code for r in RULES if r.severity is Severity.WARNING and r.formula]
    assert warnings == ["TD06", "NG05", "NG06", "SL01", "DI05"]


def test_an_example_is_judged_in_its_own_period() -> None:
    row = Example({"progress": 0.5}, True, 2.0, {"value": "#N/A"}, frozenset({"result"})).row()
    assert (row.cells, row.has_due_date, row.maximum) == ({"progress": 0.5}, True, 2.0)
    assert (row.broken, row.merged, row.is_scored) == (
        {"value": "#N/A"},
        frozenset({"result"}),
        True,
    )
    assert (row.plan_start, row.received_on) == (date(2023, 8, 4), RECEIVED)
    assert (row.period_start, row.period_end) == (date(2023, 12, 15), date(2024, 6, 14))
    assert row.reported.progress == 0.5 and not Example({}).row().is_scored


def test_the_form_says_the_first_fault_that_formulas_see() -> None:
    """A cell merged, or a correction, is nothing that a formula knows."""
    cells: dict[str, Cell] = {"status": "Đang thực hiện", "progress": "80 %"}
    assert first_verdict(Example(cells, merged=frozenset({"result"})).row()) is None
    both = Example({"status": "Xong", "progress": "x"}, merged=frozenset({"result"})).row()
    assert first_verdict(both) == ("Lỗi: Tình trạng thực hiện không có trong danh sách")
    assert broken_rules(Example({"status": "Xong"}).row(), Role.COORDINATING)[0][0].code == "PH01"
    assert first_verdict(Example({}).row()) == "Lỗi: chưa chọn Tình trạng thực hiện"


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("src/par_xl/terms/explained.json", explained_json),
        ("docs/huong-dan/ma-loi.md", faults_page),
    ],
)
def test_what_is_kept_of_the_rules_is_what_they_say(kept: str, written: Callable[[], str]) -> None:
    assert (ROOT / kept).read_text(encoding="utf-8") == written()
