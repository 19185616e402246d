"""What must hold of whatever the consolidating unit corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from builders import HALF, check, filled_form, key, make_plan
from par_xl.intake.submission import Submission
from par_xl.merge.office_corrections import resolve
from par_xl.merge.result import Entry, Result
from par_xl.merge.totals import Totals, submission_part
from par_xl.merge.unit import merge_unit
from par_xl.rules.entry import BY_FIELD
from par_xl.terms.office_correction import OfficeCorrection
from par_xl.terms.text import Cell
from par_xl.terms.words import CorrectionState
from random_folders import examples

PLAN = make_plan()
PERIOD = PLAN.periods[HALF]
AS_OF, DAY = date(2024, 6, 10), date(2024, 6, 8)
CELLS: Mapping[str, Sequence[Cell]] = {
    "status": ["Hoàn thành", "Đang thực hiện", "Chưa thực hiện", "Không áp dụng", "Xong"],
    "progress": [0.0, 0.4, 1.0, 1.5],
    "completed_on": [date(2024, 3, 5), date(2024, 5, 6), date(2025, 1, 1)],
    "self_score": [0.5, 1.0, 9.0],
    "evidence": ["Báo cáo 12/BC-VP"],
    "explanation": ["Thiếu người"],
}
ROWS = (("HC", "1.1"), ("HC", "1.2"), ("TH", "1.2"))
rows_typed = st.fixed_dictionaries(
    {}, optional={field: st.sampled_from(cells) for field, cells in CELLS.items()}
)
forms = st.fixed_dictionaries({}, optional=dict.fromkeys(ROWS, rows_typed))
cells = [(field, cell) for field, values in CELLS.items() for cell in (*values, "(xóa)")]
corrections = st.lists(st.tuples(st.sampled_from(ROWS[:2]), st.sampled_from(cells)), max_size=6)
Typed = Mapping[tuple[str, str], Mapping[str, Cell]]


def sent(unit: str, typed: Typed, name: str = "") -> Submission:
    values = {key(code): row for (whose, code), row in typed.items() if whose == unit and row}
    content = filled_form(PLAN, unit, values)
    return check(PLAN, content, f"{unit}{name}.xlsx", received=date(2024, 6, 7 + len(name)))


def merged(submissions: Sequence[Submission], typed: Sequence[OfficeCorrection]) -> Result:
    found = resolve(PLAN, PERIOD, DAY, typed)
    totals = Totals(PLAN, PERIOD, AS_OF)
    entries: list[Entry] = []
    for unit in PLAN.in_period(PERIOD).units:
        mine = [each for each in submissions if each.unit == unit]
        whole = merge_unit(PLAN, PERIOD, AS_OF, unit, mine, corrections=found.of(unit.code))
        totals.add(whole)
        entries += whole.entries
    result = totals.result([*map(submission_part, submissions)], {}, {}, ())
    parts = sorted(totals.corrections, key=lambda part: part.row)
    return result.model_copy(update={"entries": entries, "corrections": parts})


def written(wanted: Sequence[tuple[tuple[str, str], tuple[str, Cell]]]) -> list[OfficeCorrection]:
    return [
        OfficeCorrection(
            row,
            unit,
            code,
            BY_FIELD[field].header,
            cell.isoformat() if isinstance(cell, date) else cell,  # type: ignore[arg-type]
            *("A", "B", DAY.isoformat()),
        )
        for row, ((unit, code), (field, cell)) in enumerate(wanted, start=6)
    ]


def said(entry: Entry) -> dict[str, Any]:
    """What it says, wherever it stands."""
    places = ("file", "sheet", "row", "corrected", "estimated")
    return {name: value for name, value in asdict(entry).items() if name not in places}


@examples(8)
@given(forms, corrections)
def test_no_figure_of_another_unit_changes(typed: Typed, wanted: Any) -> None:
    submissions = [sent("HC", typed), sent("TH", typed)]
    before, after = merged(submissions, ()), merged(submissions, written(wanted))
    assert len(after.corrections) == len(wanted)
    for result in (before, after):
        assert result.entries is not None
    assert [e for e in before.entries or () if e.unit != "HC"] == [
        e for e in after.entries or () if e.unit != "HC"
    ]
    assert [u for u in before.units if u.unit != "HC"] == [u for u in after.units if u.unit != "HC"]
    # What is in error is never made of a row that was right.
    wrong = {e.key for e in before.entries or () if e.in_error}
    assert {e.key for e in after.entries or () if e.in_error} <= wrong


@examples(8)
@given(forms, corrections)
def test_what_the_unit_says_after_that_has_the_same_figures(typed: Typed, wanted: Any) -> None:
    office = written(wanted)
    first = merged([sent("HC", typed)], office)
    marks = {part.row: part.mark for part in first.corrections}
    office = [replace(each, mark=marks[each.row]) for each in office]
    # The unit sends what the office made of its rows.
    applied = {
        (part.unit, part.key.partition("/")[2], part.field): part.value
        for part in first.corrections
        if part.state is CorrectionState.APPLIED
    }
    again = {row: dict(cells) for row, cells in typed.items()}
    for (unit, code, field), value in applied.items():
        again.setdefault((unit, code), {})[field] = value
    second = merged([sent("HC", typed), sent("HC", again, "2")], office)
    assert [said(e) for e in second.entries or ()] == [said(e) for e in first.entries or ()]
    assert (second.areas, second.indices) == (first.areas, first.indices)
    assert CorrectionState.APPLIED not in {part.state for part in second.corrections}
