"""The plan that follows the sample plan, whatever of it is left to do."""

from __future__ import annotations

import random

import pytest

from builders import PlanTables, check_bytes, check_rows
from par_xl.plan.following.carried import PreviousPlan
from par_xl.plan.following.next_plan import next_plan
from par_xl.plan.model import Plan
from par_xl.plan.sample import sample_plan, sample_rows
from par_xl.plan.settings import REPORTING_SECTION
from par_xl.plan.workbook import write_plan

NEWEST = "2025-12"


@pytest.fixture(scope="module")
def sample() -> Plan:
    plan, found = check_bytes(sample_plan())
    assert plan is not None, found
    return plan


def followed(plan: Plan, chance: random.Random) -> tuple[PreviousPlan, PlanTables]:
    """What follows where some units have done some of their tasks."""
    left, done = {}, {}
    for key, units in plan.in_period(plan.periods[NEWEST]).leads.items():
        item = plan.by_key[key]
        part = [unit for unit in units if chance.random() < 0.4]
        if part:
            left[item.index, item.code] = part
            done[item.index, item.code] = [unit for unit in units if unit not in part]
    old = PreviousPlan(plan, sample_rows(), NEWEST, left, done)
    rows = {name: [dict(row) for row in lines] for name, lines in next_plan(old).items()}
    info = {row["Mục"]: row["Giá trị"] for row in rows["Thông tin"]}
    assert (info["Người ký"], info[REPORTING_SECTION]) == ("Lê Hữu Phước", None)
    for row in rows["Thông tin"]:
        row["Giá trị"] = row.get("Giá trị") or f"{row['Mục']} mới"
    return old, rows


@pytest.mark.parametrize("seed", range(3))
def test_filled_in_as_told_it_has_no_errors(sample: Plan, seed: int) -> None:
    old, rows = followed(sample, random.Random(seed))
    plan, found = check_rows(rows)
    assert plan is not None, [each.message for each in found]
    period = plan.periods["2026-06"]
    leads = plan.in_period(period).leads
    # Who had something left to do has it, nobody else, and nothing else.
    assert {(plan.by_key[key].index, plan.by_key[key].code): [*units] for key, units in
            leads.items()} == old.open  # fmt: skip
    for item in plan.items:
        before = old.items[item.index, item.code]
        assert (item.subject, item.due, item.authority) == (
            before.subject,
            before.due,
            before.authority,
        )
        assert item.is_reconstructed >= before.is_reconstructed
        if item.is_leaf:
            assert f"chuyển từ kế hoạch {sample.code}, chưa hoàn thành" in item.source
    assert [each.value for each in plan.published][: len(sample.published)] == [
        each.value for each in sample.published
    ]
    assert list(plan.units) == list(sample.units)
    # It can be written, and read again.
    assert check_bytes(write_plan(rows))[0] == plan
