"""Every column that a unit fills is carried on: from the row into its entry or its score."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from builders import HALF, make_plan
from par_xl.intake.submission import Row, Submission
from par_xl.merge.result import ENTRY_FIELDS
from par_xl.merge.unit import merge_unit
from par_xl.rules.entry import INPUT, Reported
from par_xl.terms.words import Role, Status


def test_every_column_to_fill_is_carried_into_the_result() -> None:
    names = [column.field for column in INPUT]
    assert [each.name for each in fields(Reported)] == names
    assert {*names} <= {*ENTRY_FIELDS, "self_score"}
    values: dict[str, object] = {name: f"this is {name}" for name in names}
    values |= {"status": Status.DONE, "completed_on": date(2024, 6, 5), "self_score": 0.5}
    plan = make_plan()
    unit, period = plan.units["HC"], plan.periods[HALF]
    row = Row("Phụ lục I", 9, "PAR_INDEX/1.1", {"status": 1}, {})
    row.role = Role.LEAD
    row.accepted = Reported(**values)  # type: ignore[arg-type]
    sent = Submission("HC.xlsx", "", unit, period, date(2024, 6, 7), refused=False, rows=(row,))
    merged = merge_unit(plan, period, date(2024, 6, 10), unit, [sent])
    [entry] = [each for each in merged.entries if each.key == row.key]
    [score] = [each for each in merged.scores if each.key == row.key]
    both = {name: getattr(score if name == "self_score" else entry, name) for name in names}
    assert both == values
