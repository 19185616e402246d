"""The report of many small results: no sentence is broken, every count is the result's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from test_report_sentences import BAD

from builders import make_plan
from par_xl.merge.result import Result
from par_xl.outputs.blocks import Heading, Table
from par_xl.plan.model import Plan
from par_xl.terms.words import Authority
from period_data import (
    ABSENT,
    DONE,
    ITEMS,
    SAID,
    SCORED,
    Rows,
    everything,
    going,
    period_data_of,
    report,
    result_of,
    under,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


def combinations(plan: Plan) -> Iterator[dict[str, Rows]]:
    """What three units may have told, in many ways."""
    first: Sequence[Rows] = (
        {},
        {"1.1": DONE, "1.2": going(0.5, **SCORED)},
        {"1.1": going(0.5, **SAID), "1.2": ABSENT},
        {"1.1": {"status": "sai"}, "1.2": DONE},
    )
    second: Sequence[Rows] = (
        {},
        {"1.2": DONE, "S1.1": going(0.2)},
        {"1.2": ABSENT, "S1.1": ABSENT},
    )
    third: Sequence[Rows] = ({}, {"P1.1": ABSENT}, {"P1.1": DONE | {"result": "Đã công khai ."}})
    for one, two, three in itertools.product(first, second, third):
        yield {unit: rows for unit, rows in (("HC", one), ("TH", two), ("TT", three)) if rows}


@pytest.fixture(scope="module")
def every(plan: Plan) -> list[Result]:
    return [result_of(plan, told) for told in list(combinations(plan))[::3]]


def test_no_combination_leaves_a_trace_of_nothing(plan: Plan, every: list[Result]) -> None:
    year = result_of(plan, {"HC": {"1.1": DONE}}, "2023-06")
    for place, result in enumerate(every):
        document = report(period_data_of(plan, result, [year] if place % 2 else []))
        for text in everything(document):
            assert not BAD.search(text), text
        blocks = [*document.blocks, *(b for annex in document.annexes for b in annex.blocks)]
        after = [*blocks[1:], None]
        for block, following in zip(blocks, after, strict=True):
            if isinstance(block, Heading):
                assert following is not None
                assert not isinstance(following, Heading) or following.level > block.level
            if isinstance(block, Table):
                assert block.rows and all(len(row) in (1, len(block.columns)) for row in block.rows)


def test_every_count_is_the_results(plan: Plan, every: list[Result]) -> None:
    for result in every:
        document = report(period_data_of(plan, result))
        for area in result.areas:
            said = under(document.blocks, f") {area.name}")[0]
            done = area.done_on_time + area.done_late
            if done:
                assert said.startswith(f"Hoàn thành {done}/{area.applicable} nhiệm vụ")
            apart = {
                part.authority: part
                for part in result.area_authorities
                if (part.index, part.area) == (area.index, area.area) and part.assigned
            }
            for authority, part in apart.items():
                if len(apart) > 1 and part.applicable and part.not_reported < part.assigned:
                    count = f"{part.done_on_time + part.done_late}/{part.applicable}"
                    assert f"thẩm quyền {authority.label} {count}" in said
        whole = " ".join(under(document.blocks, "1. Kết quả chung"))
        for authority in Authority:
            assert f"Nhiệm vụ thuộc thẩm quyền {authority.label}: " in whole
