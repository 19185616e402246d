"""What is read all the same, and told: warnings and infos of the contract's section 5."""

from __future__ import annotations

from datetime import date

import pytest

from builders import check, edit, form, make_plan, place, put
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
