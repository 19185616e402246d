"""Who scores a criterion: in a row of its own, or in that of the leaf that is one."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from builders import check, codes, edit, form, key, make_plan, place, put
from par_xl.intake.submission import Submission
from par_xl.plan.model import Plan
from par_xl.terms.words import Role, Severity

ITEMS = """
| TT    | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Nhiệm vụ, giải pháp | Thời gian hoàn thành | Từ kỳ   |
| 1     | 3.5         |             |                |                     |                      |         |
| 1.1   | 1           | hồ sơ       | HC             |                     |                      |         |
| 1.1.a |             |             | TH             | Rà soát thủ tục     | Thường xuyên         |         |
| 1.2   | 2           |             | HC; TH         |                     | Thường xuyên         |         |
| 1.3   | 0.5         |             | HC             |                     |                      |         |
| 1.3.a |             |             | TH             |                     | Thường xuyên         |         |
| 1.3.b |             |             | TH             |                     | Thường xuyên         | 2024-12 |
"""  # noqa: E501


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


def _errors(submission: Submission) -> list[tuple[str, str | None]]:
    return [(f.code, f.sheet) for f in submission.findings if f.severity is Severity.ERROR]


def test_a_scoring_row_is_filled_and_accepted_like_any_other(plan: Plan) -> None:
    submission = check(
        plan,
        form(
            plan,
            "HC",
            """
            | code | status         | value | self_score | evidence |
            | 1.1  |                | 25    | 0.75       | Số 1     |
            | 1.2  | Đang thực hiện |       | 1.5        | Số 2     |
            """,
        ),
    )
    assert {row.key: row.role for row in submission.rows} == {
        key("1.1"): Role.SCORING,
        key("1.2"): Role.LEAD,
    }
    assert (submission.rows_filled, submission.rows_accepted) == (2, 2)
    told = {row.key: row.accepted for row in submission.rows}
    scored = told[key("1.1")]
    assert scored is not None
    assert (scored.self_score, scored.value, scored.evidence) == (0.75, 25.0, "Số 1")
    assert _errors(submission) == []


def test_a_score_above_its_maximum_is_an_error_of_that_row(plan: Plan) -> None:
    content = form(plan, "HC", "| code | self_score | evidence |\n| 1.3 | 0.75 | Số 1 |")
    submission = check(plan, content)
    assert (submission.rows_filled, submission.rows_in_error) == (1, 1)
    assert [row.key for row in submission.rows] == [key("1.3")]
    assert len(_errors(submission)) == 1


def test_who_leads_but_does_not_score_may_give_none(plan: Plan) -> None:
    rows = "| code | status | evidence |\n| 1.2 | Chưa thực hiện | Số 1 |"
    content, [cell] = put(form(plan, "TH", rows), {("1.2", "self_score"): 1.0})
    submission = check(plan, content)
    assert submission.rows_in_error == 1
    assert cell in [f.cell for f in submission.findings if f.severity is Severity.ERROR]
    assert check(plan, form(plan, "TH", rows)).rows_accepted == 1


def test_another_units_criterion_is_no_row_of_ones_own(plan: Plan) -> None:
    """In the form for everybody, all rows stand."""
    content = form(
        plan,
        None,
        "| code | self_score | evidence |\n| 1.1 | 0.5 | Số 1 |",
        head={"unit": "Phòng Tổng hợp"},
    )
    submission = check(plan, content)
    assert _errors(submission) == [("DG03", "Phụ lục I")]
    chosen = form(
        plan,
        None,
        "| code | self_score | evidence |\n| 1.1 | 0.5 | Số 1 |",
        head={"unit": "Phòng Hành chính"},
    )
    assert check(plan, chosen).rows_accepted == 1


def test_a_deleted_scoring_row_is_missed(plan: Plan) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Phụ lục I"]
        sheet.delete_rows(sheet[place(sheet, "1.1", "key")].row)

    submission = check(plan, edit(form(plan, "HC"), change))
    [found] = submission.findings
    assert (found.code, found.severity) == ("DG08", Severity.WARNING)
    assert "1.1" in found.message


def test_a_row_that_is_asked_later_is_nobodys_now(plan: Plan) -> None:
    """As of a form whose keys were changed: the period's own has no such row."""

    def change(book: Workbook) -> None:
        sheet = book["Phụ lục I"]
        sheet[place(sheet, "1.3.a", "code")] = "1.3.b"
        sheet[place(sheet, "1.3.a", "key")] = key("1.3.b")

    rows = "| code | status |\n| 1.3.a | Chưa thực hiện |"
    submission = check(plan, edit(form(plan, "TH", rows), change))
    assert "DG03" in codes(submission.findings)
    assert (submission.rows_filled, submission.rows_in_error) == (1, 1)


def test_a_task_in_its_own_words_is_what_stands_in_the_form(plan: Plan) -> None:
    rows = "| code | status |\n| 1.1.a | Chưa thực hiện |"
    submission = check(plan, form(plan, "TH", rows))
    assert submission.findings == ()
    content, [cell] = put(form(plan, "TH", rows), {("1.1.a", "content"): "Việc khác"})
    [found] = check(plan, content).findings
    assert (found.code, found.cell) == ("DG06", cell)
    assert "Rà soát thủ tục" in found.message
