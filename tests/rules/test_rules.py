"""Every rule by its own examples: one that passes, one that fails (rules/registry.py)."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest

from builders import check, form, make_plan
from par_xl.rules.judge import filled_row
from par_xl.rules.registry import BY_CODE, ROW_RULES, RULES, broken_rules
from par_xl.rules.rule import Example, Rule
from par_xl.terms.finding import Finding
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Severity
from random_rows import PAST, ROLES, random_rows
from sloppy_cells import sloppy_rows

ENDS = (".", "!", "?")


def some_finding(rule: Rule) -> Finding:
    """A finding of the rule, with some word for everything that its texts name."""
    named = [name for _, name, _, _ in Formatter().parse(rule.message + rule.fix) if name]
    words = {name: f"‹{name}›" for name in named if name != "value"}
    return rule.at("t.xlsx", "Phụ lục I", "P8", "giá trị", words)


def broken(example: Example | str) -> list[str]:
    """Codes of the rules that an example breaks."""
    assert isinstance(example, Example)
    return [rule.code for rule, _ in broken_rules(example.row())]


def faults(example: Example) -> list[str]:
    """Errors and warnings."""
    return [c for c in broken(example) if BY_CODE[c].severity is not Severity.INFO]


@pytest.mark.parametrize("rule", ROW_RULES, ids=lambda rule: rule.code)
def test_a_rules_examples(rule: Rule) -> None:
    """The one passes all rules; the other breaks this one and no other of its level."""
    infos = {each.code for each in RULES if each.severity is Severity.INFO}
    assert set(broken(rule.passes)) <= infos - {rule.code}
    same = [c for c in broken(rule.fails) if BY_CODE[c].severity is rule.severity]
    assert same == [rule.code]


def test_only_rules_that_a_row_can_not_break_are_left_out() -> None:
    rows = [
        filled_row(each.asked, each.cells, PAST.end) for each in random_rows(16, 3_000, PAST, ROLES)
    ]
    for row in [*rows, *(example.row() for _, example in sloppy_rows())]:
        every = [rule for rule in ROW_RULES if row.asked.role in rule.roles]
        asked = [(rule, words) for rule in every if rule.broken for words in rule.broken(row)]
        assert broken_rules(row) == asked, row


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)


def test_errors_stand_before_warnings_before_infos() -> None:
    levels = [list(Severity).index(rule.severity) for rule in RULES]
    assert levels == sorted(levels)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_is_wrong_why_and_what_to_do(rule: Rule) -> None:
    finding = some_finding(rule)
    for text in (rule.title, finding.message, finding.fix, rule.source):
        assert text.strip()
        assert not text.isascii(), f"not Vietnamese: {text}"
    # A word may be a sentence of its own.
    assert finding.fix.replace("‹renamed›", rule.sample.get("renamed", "")).endswith(ENDS)

    assert (rule.check is None) == bool(rule.no_check.strip())
    assert not rule.no_check.strip() or rule.no_check.strip().endswith(".")


# Cases of the contract's section 5 beside the rules' own examples.
_DONE: dict[str, Cell] = {"status": "Hoàn thành", "evidence": "Số 1"}
_GOING: dict[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (_DONE | {"evidence": None, "explanation": "Không ra văn bản"}, None),
        (_DONE | {"evidence": "  \u00a0"}, "TL01"),
        (_DONE | {"progress": 0.99}, "TD04"),
        (_DONE | {"progress": 100.0}, None),
        (_DONE | {"progress": "100%"}, None),
        (_GOING | {"progress": "1,5"}, "TD02"),
        (_GOING | {"progress": 2.0}, None),
        (_GOING | {"progress": 1.0}, None),
        (_GOING | {"progress": -0.1}, "TD03"),
        (_GOING | {"progress": "150%"}, "TD03"),
        (_GOING | {"progress": "100,5"}, "TD03"),
        ({"status": "Chưa thực hiện", "progress": "0"}, None),
        ({"status": "Chưa thực hiện", "progress": "5%"}, "TD05"),
        ({"status": "Không phát sinh trong kỳ"}, None),
        ({"status": "Không áp dụng"}, "TT03"),
        ({"status": " HOÀN  THÀNH ", "evidence": "Số 1"}, None),
        ({"status": "Xong"}, "TT02"),
        ({"progress": 0.5}, "TT01"),
        (_DONE | {"completed_on": date(2024, 6, 14)}, "NG05"),
        (_DONE | {"completed_on": date(2024, 6, 15)}, "NG02"),
        (_DONE | {"completed_on": date(2023, 8, 3)}, "NG03"),
        (_DONE | {"completed_on": "6/13/2024"}, "NG01"),
        (_GOING | {"result": "B¸o c¸o quý I"}, "OO03"),
        (_GOING | {"self_score": 0.5}, "DI01"),
    ],
)
def test_rows_of_a_task_without_due_date_and_points(
    cells: dict[str, Cell], code: str | None
) -> None:
    assert faults(Example(cells)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("score", "code"),
    [
        *[(0.0, None), ("0,2", None), (0.25, None), (0.2500000001, None), ("0,5", "DI04")],
        *[(0.26, "DI04"), (-0.01, "DI03"), ("một", "DI02")],
    ],
)
@pytest.mark.parametrize("role", [Role.LEAD, Role.SCORING])
def test_scores_of_a_criterion_worth_a_quarter(score: Cell, code: str | None, role: Role) -> None:
    cells: dict[str, Cell] = {"self_score": score, "evidence": "Số 1"}
    cells |= _GOING if role is Role.LEAD else {}
    assert faults(Example(cells, maximum=0.25, role=role)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("typed", "other"),
    [(date(2024, 7, 5), "07/5/2024"), (date(2024, 12, 3), "12/3/2024")],
)
def test_a_day_outside_the_period_whose_swap_falls_inside_is_told(typed: date, other: str) -> None:
    """Contract, section 5: a real date outside the period whose day and month swapped would
    fall inside."""
    row = Example(_DONE | {"completed_on": typed}).row()
    assert [words["other"] for rule, words in broken_rules(row) if rule.code == "NG06"] == [other]


def test_all_faults_of_a_row_are_told() -> None:
    told = broken(Example({"status": "Xong", "progress": 3000.0, "completed_on": "mai"}))
    assert told == ["TT02", "TD03", "NG01"]


def test_the_rules_judge_rows_of_files_too() -> None:
    """The examples go through the same judge as a submission."""
    plan = make_plan()
    submission = check(plan, form(plan, "TT", "| code | status |\n| P1.1 | Xong |"), name="TT.xlsx")
    [found] = submission.findings
    assert (found.code, found.file, found.sheet) == ("TT02", "TT.xlsx", "Phụ lục III")
    assert found.value == "Xong"
    assert found.cell is not None
