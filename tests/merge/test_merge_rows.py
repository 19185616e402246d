"""One unit's files in the order of receipt: which row wins, what is still said of each file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from builders import key, make_plan
from par_xl.intake.submission import Row, Submission
from par_xl.merge.unit import MergedUnit, UnitRows, file_state, live_findings, merge_unit
from par_xl.plan.model import Plan
from par_xl.rules.entry import Reported
from par_xl.rules.initiatives import Initiative
from par_xl.terms.finding import Finding
from par_xl.terms.messages import Message
from par_xl.terms.words import FileState, Role, Severity, State, Status

GOING = Reported(status=Status.IN_PROGRESS, progress=0.5)


def _finding(code: str, severity: Severity = Severity.WARNING, file: str = "") -> Finding:
    return Finding(code, severity, file, None, None, None, Message(code), Message(""))


def made_row(
    plan: Plan,
    code: str,
    typed: str = "0.5",
    role: Role | None = Role.LEAD,
    faults: Sequence[str] = (),
    entry: Reported | None = GOING,
) -> Row:
    """A filled row; without a role it is none of the unit's, "9" is none of the plan's."""
    return Row(
        key=key(code),
        role=role if key(code) in plan.by_key else None,
        accepted=entry,
        sheet="Phụ lục I",
        number=12,
        columns={"progress": 0, "explanation": 3, "self_score": 4},
        cells={"progress": typed},
        broken={},
        misplaced=role is None,
        findings=tuple(_finding(each) for each in faults),
    )


def _idea(
    text: str, row: int = 5, kind: str = "Sáng kiến", faults: Sequence[str] = ()
) -> Initiative:
    found = tuple(_finding(each) for each in faults)
    return Initiative(kind, text, "", "", "", "", "", "S", row, {"text": 1}, {}, {}, found)


def sent_file(
    plan: Plan,
    name: str,
    *rows: Row,
    ideas: Sequence[Initiative] = (),
    faults: Sequence[Finding] = (),
) -> Submission:
    return Submission(
        file=name,
        sha256=name,
        unit=plan.units["HC"],
        period=plan.periods["2024-06"],
        received_on=date(2024, 6, 7),
        refused=False,
        rows=rows,
        initiatives=tuple(ideas),
        file_findings=tuple(faults),
    )


def _merged(plan: Plan, *sent: Submission) -> MergedUnit:
    unit, period = plan.units["HC"], plan.periods["2024-06"]
    return merge_unit(plan, period, date(2024, 6, 10), unit, sent)


def _states(plan: Plan, *sent: Submission) -> dict[str, FileState]:
    return dict(_merged(plan, *sent).states)


def _said(merged: MergedUnit, file: str) -> list[str]:
    return [each.code for each in merged.findings[file] if each.code != "GT01"]


ACCEPTED, DUPLICATE, SUPERSEDED = FileState.ACCEPTED, FileState.DUPLICATE, FileState.SUPERSEDED


def test_the_later_row_wins_and_the_earlier_is_told(plan: Plan) -> None:
    first = sent_file(
        plan, "a", made_row(plan, "1.1", "0.1", faults=["X1"]), made_row(plan, "1.2", "0.1")
    )
    merged = _merged(plan, first, sent_file(plan, "b", made_row(plan, "1.1", "0.2", faults=["X2"])))
    assert merged.states == {"a": ACCEPTED, "b": ACCEPTED}
    assert (_said(merged, "a"), _said(merged, "b")) == (["TE15", "TE28"], ["X2"])
    replaced, kept = [each for each in merged.findings["a"] if each.code != "GT01"]
    assert (replaced.value, replaced.sheet, replaced.cell) == (key("1.1"), "Phụ lục I", "A12")
    assert (kept.value, kept.sheet, kept.cell) == (key("1.2"), "Phụ lục I", "A12")
    assert "“b”" in replaced.message and "“b”" in kept.message
    files = {each.code: each.file for each in merged.entries if each.file}
    assert files == {"1.1": "b", "1.2": "a"}


def test_a_file_without_a_row_that_counts_is_superseded_by_the_one_that_won(plan: Plan) -> None:
    row = made_row(plan, "1.1", "0.1", faults=["X1"])
    merged = _merged(
        plan,
        sent_file(plan, "a", row, faults=[_finding("F1")]),
        sent_file(plan, "b", made_row(plan, "1.1", "0.2")),
        sent_file(plan, "c", made_row(plan, "1.2", "0.3")),
    )
    assert merged.states == {"a": SUPERSEDED, "b": ACCEPTED, "c": ACCEPTED}
    assert [(f.code, f.value, f.file) for f in merged.findings["a"]] == [("TE14", "b", "a")]


def test_the_same_again_is_a_duplicate_of_the_last_like_it(plan: Plan) -> None:
    row = made_row(plan, "1.1", "0.1", faults=["X1"])
    merged = _merged(plan, *(sent_file(plan, name, row) for name in "abc"))
    assert merged.states == {"a": ACCEPTED, "b": DUPLICATE, "c": DUPLICATE}
    assert [(f.code, f.value, f.file) for f in merged.findings["c"]] == [("TE13", "a", "c")]
    assert _said(merged, "a") == ["X1"]  # no later file took anything


@pytest.mark.parametrize(
    ("names", "of"),
    [("ab", "a"), ("acb", None), ("acbb", "b")],
)
def test_a_duplicate_is_of_what_still_stands(plan: Plan, names: str, of: str | None) -> None:
    """ "c" reports the row otherwise: the first's words again are a correction, then."""
    sent = [
        sent_file(plan, f"{place}{name}", made_row(plan, "1.1", "0.9" if name == "c" else "0.1"))
        for place, name in enumerate(names)
    ]
    merged = _merged(plan, *sent)
    last = sent[-1].file
    assert merged.states[last] is (DUPLICATE if of else ACCEPTED)
    if of:
        place = names.index(of)
        assert merged.findings[last][0].value == f"{place}{of}"


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        (["X1"], ["X1"], DUPLICATE),
        (["X1"], [], ACCEPTED),
        (["X1", "X1"], ["X1"], ACCEPTED),
        ([], ["X1"], DUPLICATE),
        (["X1"], ["X2"], ACCEPTED),
    ],
)
def test_a_file_that_lacks_a_fault_mends_and_is_no_duplicate(
    plan: Plan, before: list[str], now: list[str], state: FileState
) -> None:
    sent = [
        sent_file(plan, name, made_row(plan, "1.1", "0.1", faults=faults))
        for name, faults in (("a", before), ("b", now))
    ]
    assert _states(plan, *sent)["b"] is state


def test_an_info_less_mends_nothing(plan: Plan) -> None:
    info = [_finding("CH01", Severity.INFO)]
    row = made_row(plan, "1.1", "0.1")
    assert _states(plan, sent_file(plan, "a", row, faults=info), sent_file(plan, "b", row)) == {
        "a": ACCEPTED,
        "b": DUPLICATE,
    }


@pytest.mark.parametrize("stray", ["9", "P1.1"])
def test_rows_that_are_not_the_units_count_nowhere_but_keep_their_findings(
    plan: Plan, stray: str
) -> None:
    """A row of no item, or of no role: each file tells of its own."""
    row = made_row(plan, stray, role=None if stray == "P1.1" else Role.LEAD, faults=["DG02"])
    first, second = (
        sent_file(plan, "a", row),
        sent_file(plan, "b", replace(row, cells={"progress": "1"})),
    )
    rows = UnitRows()
    for each in (first, second):
        rows.receive(each)
    assert rows.winners == {}
    assert [file_state(each, rows) for each in (first, second)] == [ACCEPTED, ACCEPTED]
    for each in (first, second):
        assert [f.code for f in live_findings(each, ACCEPTED, rows)] == ["DG02"]


def test_the_same_stray_rows_again_are_a_duplicate(plan: Plan) -> None:
    row = made_row(plan, "9", faults=["DG02"])
    assert _states(plan, sent_file(plan, "a", row), sent_file(plan, "b", row))["b"] is DUPLICATE


def test_an_empty_file_stands_and_takes_nothing(plan: Plan) -> None:
    merged = _merged(plan, sent_file(plan, "a", made_row(plan, "1.1", "0.1")), sent_file(plan, "b"))
    assert merged.states == {"a": ACCEPTED, "b": ACCEPTED}
    assert _said(merged, "a") == ["TE28"]


def test_a_stray_row_does_not_keep_a_replaced_file(plan: Plan) -> None:
    stray = made_row(plan, "9", role=None)
    first = sent_file(plan, "a", stray, made_row(plan, "1.1", "0.1"))
    merged = _merged(plan, first, sent_file(plan, "b", made_row(plan, "1.1", "0.2")))
    assert merged.states["a"] is SUPERSEDED
    assert merged.findings["a"][0].value == "b"


def test_free_rows_are_taken_once_from_the_last_file(plan: Plan) -> None:
    first = sent_file(plan, "a", ideas=[_idea("Ký số", faults=["SK1"]), _idea("Một cửa", 6)])
    second = sent_file(plan, "b", ideas=[_idea("KÝ  SỐ", faults=["SK2"])])
    merged = _merged(plan, first, second)
    assert [(idea.file, idea.text) for idea in merged.initiatives] == [
        ("a", "Một cửa"),
        ("b", "KÝ  SỐ"),
    ]
    assert merged.states == {"a": ACCEPTED, "b": ACCEPTED}
    [replaced] = merged.findings["a"]
    assert (replaced.code, replaced.value, replaced.sheet, replaced.cell) == (
        *("TE15", "Ký số", "S"),
        "B5",
    )
    assert "“b”" in replaced.message and _said(merged, "b") == ["SK2"]


def test_a_file_of_free_rows_only_is_superseded_by_the_same(plan: Plan) -> None:
    going = made_row(plan, "1.1", "0.1")
    first = sent_file(plan, "a", ideas=[_idea("Ký số")])
    merged = _merged(plan, first, sent_file(plan, "b", going, ideas=[_idea("Ký số")]))
    assert merged.states["a"] is SUPERSEDED
    assert merged.findings["a"][0].value == "b"


def test_a_free_row_keeps_a_file_whose_rows_were_replaced(plan: Plan) -> None:
    first = sent_file(plan, "a", made_row(plan, "1.1", "0.1"), ideas=[_idea("Ký số")])
    merged = _merged(plan, first, sent_file(plan, "b", made_row(plan, "1.1", "0.2")))
    assert merged.states["a"] is ACCEPTED


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (_idea("Ký số", 6), 2),
        (_idea("Ký số", 6, kind="Đề xuất sửa đổi Kế hoạch"), 2),
        (_idea("", 6), 2),
    ],
)
def test_each_free_row_of_one_file_stands_for_itself(
    plan: Plan, other: Initiative, count: int
) -> None:
    sent = sent_file(plan, "a", ideas=[replace(other, row=5), other])
    assert [idea.row for idea in _merged(plan, sent).initiatives] == [5, 6][:count]


def test_free_rows_of_other_kinds_or_without_a_text_are_not_the_same(plan: Plan) -> None:
    first = sent_file(plan, "a", ideas=[_idea("Ký số"), _idea("", 6)])
    changed = [_idea("Ký số", kind="Nhiệm vụ trọng tâm kỳ tới"), _idea("", 6)]
    second = sent_file(plan, "b", made_row(plan, "1.1", "0.1"), ideas=changed)
    assert [(idea.file, idea.row) for idea in _merged(plan, first, second).initiatives] == [
        ("a", 5),
        ("a", 6),
        ("b", 5),
        ("b", 6),
    ]


def test_a_coordinating_row_wins_as_a_lead_row_does(plan: Plan) -> None:
    rows = [made_row(plan, "S1.1", share, Role.COORDINATING) for share in ("0.1", "0.2")]
    merged = _merged(plan, sent_file(plan, "a", rows[0]), sent_file(plan, "b", rows[1]))
    [helped] = [each for each in merged.entries if each.role is Role.COORDINATING]
    assert (helped.file, helped.state, helped.row) == ("b", None, rows[1].number)
    assert merged.states["a"] is SUPERSEDED


def test_a_scoring_row_wins_as_a_lead_row_does() -> None:
    items = """
    | TT    | Điểm tối đa | Đơn vị chủ trì |
    | 1     | 2           | HC             |
    | 1.1   |             | TH             |
    """
    plan = make_plan(items)
    scored = [Reported(self_score=score) for score in (1.0, 2.0)]
    first, second = (made_row(plan, "1", str(e.self_score), Role.SCORING, (), e) for e in scored)
    merged = _merged(plan, sent_file(plan, "a", first), sent_file(plan, "b", second))
    assert [(each.file, each.self_score) for each in merged.scores] == [("b", 2.0)]
    assert merged.entries == [] and merged.states["a"] is SUPERSEDED


def test_what_is_owed_is_told_at_the_row_that_won(plan: Plan) -> None:
    merged = _merged(plan, sent_file(plan, "a", made_row(plan, "1.1")))
    [found] = merged.findings["a"]
    assert (found.code, found.file, found.sheet, found.cell) == ("GT01", "a", "Phụ lục I", "D12")
    assert found.value is None and "quá hạn" in found.message
    given = replace(GOING, explanation="Chờ hướng dẫn")
    assert _said(_merged(plan, sent_file(plan, "a", made_row(plan, "1.1", entry=given))), "a") == []


def test_a_row_in_error_counts_as_not_reported(plan: Plan) -> None:
    merged = _merged(plan, sent_file(plan, "a", made_row(plan, "1.1", entry=None)))
    found = next(each for each in merged.entries if each.code == "1.1")
    assert (found.state, found.in_error, found.owes_explanation) == (
        State.NOT_REPORTED,
        True,
        False,
    )
    missing = next(each for each in merged.entries if each.code == "1.2")
    assert (missing.state, missing.in_error, missing.file) == (State.NOT_REPORTED, False, None)


def test_a_file_of_free_rows_is_told_what_took_its_first_ones_place(plan: Plan) -> None:
    both = [_idea("Ký số"), _idea("Một cửa", 6)]
    sent = [
        sent_file(plan, "a", ideas=both),
        *(sent_file(plan, n, ideas=[i]) for n, i in zip("bc", both, strict=True)),
    ]
    merged = _merged(plan, *sent)
    assert merged.states["a"] is SUPERSEDED
    assert merged.findings["a"][0].value == "b"


def test_letter_case_of_an_unknown_kind_makes_no_other_free_row(plan: Plan) -> None:
    going = made_row(plan, "1.1")
    first = sent_file(plan, "a", ideas=[_idea("Ký số", kind="ý tưởng")])
    again = sent_file(plan, "b", going, ideas=[_idea("Ký số", kind="Ý TƯỞNG")])
    assert [idea.file for idea in _merged(plan, first, again).initiatives] == ["b"]
