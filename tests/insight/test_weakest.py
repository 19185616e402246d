"""SIPAS and PAPI against target and national mean; commitments; levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from builders import HALF, YEAR, check_rows, plan_rows
from par_xl.insight.commitments import Verdict, commitments
from par_xl.insight.levels import Level, level
from par_xl.insight.published import published, weakest
from par_xl.merge.rates import Rates
from par_xl.plan.model import Plan
from par_xl.terms.words import Index
from par_xl.workbooks.sheet import Value
from period_data import score_of

ITEMS = """
| TT   | Điểm tối đa | Đơn vị chủ trì |
| 1    | 3           |                |
| 1.1  | 3           | HC             |
| S1   |             | HC             |
| S2   |             | HC             |
| S3   |             | HC             |
| P1   |             | HC             |
"""
NONE = Rates(
    assigned=0, tasks=0, applicable=0, not_reported=0, in_error=0, not_applicable=0, done_on_time=0,
    done_late=0, overdue=0, in_progress=0, not_started=0, completion_rate=None, on_time_rate=None,
    reporting_rate=None, weighted_progress=None, self_score=0, score_maximum=0, recoverable=0,
    score_rate=None,
)  # fmt: skip


def _plan(
    published: Sequence[tuple[str, int, str, float | None, int | None]] = (),
    targets: Sequence[tuple[str, str, float | None, int | None]] = (),
    settings: dict[str, Value] | None = None,
) -> Plan:
    rows = plan_rows(ITEMS)
    rows["Lĩnh vực"][0]["Điểm tối đa"] = 3.0
    rows["Kết quả công bố"] = [
        {"Chỉ số": i, "Năm": y, "Mã": c, "Giá trị": v, "Hạng": r} for i, y, c, v, r in published
    ]
    rows["Mục tiêu"] = [
        {"Chỉ số": i, "Mã": c, "Năm": 2024, "Giá trị": v, "Hạng": r, "Văn bản": "CK 1"}
        for i, c, v, r in targets
    ]
    rows["Thiết lập"] += [{"Tên": n, "Giá trị": v} for n, v in (settings or {}).items()]
    plan, faults = check_rows(rows)
    assert plan is not None, faults
    return plan


def test_the_weakest_areas_first() -> None:
    plan = _plan(
        [
            ("SIPAS", 2022, "TOTAL", 76.43, 55),
            ("SIPAS", 2023, "TOTAL", 79.46, 53),
            ("SIPAS", 2023, "NATIONAL_MEAN", 82.66, None),
            ("SIPAS", 2023, "S1", 81.0, None),
            ("SIPAS", 2022, "S2", 84.0, None),
            ("SIPAS", 2023, "S2", 82.0, None),
        ],
        [("SIPAS", "S1", 85.0, None), ("SIPAS", "TOTAL", 84.0, None)],
    )
    whole, *areas = weakest(plan, Index.SIPAS, plan.periods[HALF])
    assert whole.code == "TOTAL"
    assert [whole.change, whole.gap, whole.behind] == pytest.approx([3.03, 4.54, 3.2])
    got = [(e.code, e.gap, e.change, e.latest.year if e.latest else None) for e in areas]
    # A target that is missed before one that nobody set, and last what was never published.
    assert got == [("S1", 4.0, None, 2023), ("S2", None, -2.0, 2023), ("S3", None, None, None)]


def test_values_are_compared_as_print_shows_them() -> None:
    published = [("SIPAS", 2023, "S1", 81.004, None), ("SIPAS", 2022, "S1", 80.996, None)]
    published.append(("SIPAS", 2023, "S2", 84.996, None))
    plan = _plan(published, [("SIPAS", "S2", 85.0, None)])
    found = {each.code: each for each in weakest(plan, Index.SIPAS, plan.periods[HALF])}
    assert (found["S1"].change, found["S2"].gap) == (0.0, 0.0)


def test_in_june_nothing_of_the_year_itself_is_published_yet() -> None:
    plan = _plan([("PAPI", 2023, "P1", 5.0, None), ("PAPI", 2024, "P1", 5.5, None)])
    found = {code: weakest(plan, Index.PAPI, plan.periods[code])[1].latest for code in (HALF, YEAR)}
    assert {code: known.year for code, known in found.items() if known} == {HALF: 2023, YEAR: 2024}


def test_without_the_mean_of_that_year_nobody_is_behind() -> None:
    plan = _plan([("PAPI", 2023, "TOTAL", 44.0, None), ("PAPI", 2022, "NATIONAL_MEAN", 42.0, None)])
    whole = weakest(plan, Index.PAPI, plan.periods[HALF])[0]
    assert (whole.national_mean, whole.behind) == (None, None)


@pytest.mark.parametrize(
    ("aim", "reached", "verdict", "missing", "ranks"),
    [
        ((90.0, None), (91.0, None), Verdict.KEPT, 0.0, None),
        ((90.0, None), (88.5, None), Verdict.MISSED, 1.5, None),
        # Both print as 90.
        ((90.0, None), (89.996, None), Verdict.KEPT, 0.0, None),
        ((90.0, 20), (91.0, 25), Verdict.MISSED, 0.0, 5),
        ((90.0, 20), (91.0, 20), Verdict.KEPT, 0.0, 0),
        # Half of what was promised is known: nobody can say yet.
        ((90.0, 20), (91.0, None), Verdict.OPEN, 0.0, None),
        ((None, 20), (None, 18), Verdict.KEPT, None, 0),
        ((None, None), (91.0, 3), Verdict.OPEN, None, None),
    ],
)
def test_a_commitment_against_what_was_published(
    aim: tuple[float | None, int | None],
    reached: tuple[float | None, int | None],
    verdict: Verdict,
    missing: float | None,
    ranks: int | None,
) -> None:
    plan = _plan([("PAR INDEX", 2024, "TOTAL", *reached)], [("PAR INDEX", "TOTAL", *aim)])
    (found,) = commitments(plan, 2024, [score_of(plan, "1.1", 2)])
    assert (found.verdict, found.missing, found.missing_ranks) == (verdict, missing, ranks)
    assert found.is_published
    assert found.target.document == "CK 1"


@pytest.mark.parametrize("code", ["TOTAL", "1", "1.1"])
def test_before_that_self_scores_show_the_way_and_keep_nothing(code: str) -> None:
    plan = _plan(targets=[("PAR INDEX", code, 2.5, None)])
    (found,) = commitments(plan, 2024, [score_of(plan, "1.1", 2.0)])
    assert (found.value, found.scored_maximum) == (2.0, 3.0)
    assert (found.verdict, found.is_published, found.missing) == (Verdict.OPEN, False, 0.5)


def test_two_provinces_results_of_a_year_are_compared_with_nothing() -> None:
    """Quảng Bình and Quảng Trị are one since: 2023 has two results, each with its source."""
    plan = _plan(
        [
            ("SIPAS", 2022, "TOTAL", 76.43, 55),
            ("SIPAS", 2023, "TOTAL", 80.0, 41),
            ("SIPAS", 2023, "TOTAL", 82.0, None),
            ("PAPI", 2023, "TOTAL", 42.0, 30),
            ("PAPI", 2023, "TOTAL", 42.0, None),
        ],
        targets=[("SIPAS", "TOTAL", 85.0, None)],
    )
    whole = weakest(plan, Index.SIPAS, plan.periods[HALF])[0]
    assert whole.latest is not None
    assert (whole.latest.value, whole.latest.year, whole.change) == (76.43, 2022, None)
    assert published(plan, Index.SIPAS, "TOTAL", 2023) is None
    # The same said twice is one result.
    same = published(plan, Index.PAPI, "TOTAL", 2023)
    assert same is not None
    assert (same.value, same.rank) == (42.0, 30)


CRITERIA = """
| TT    | Điểm tối đa | Đơn vị chủ trì | Cách đánh giá          |
| 1     | 5           |                |                        |
| 1.1   | 2           |                |                        |
| 1.1.1 | 0.5         | HC             |                        |
| 1.1.2 | 1.5         | TH             |                        |
| 1.1.a |             | TT             |                        |
| 1.10  | 2           | HC             |                        |
| 1.2   | 1           | HC             | Điều tra xã hội học    |
"""


def test_what_is_missing_is_known_once_all_points_are_scored() -> None:
    """Points that `Lĩnh vực` leaves out are those of the area's rows, surveyed ones among them."""
    rows = plan_rows(CRITERIA)
    rows["Mục tiêu"] = [
        {"Chỉ số": "PAR INDEX", "Mã": code, "Năm": 2024, "Giá trị": 1.75}
        for code in ("TOTAL", "1", "1.1")
    ]
    plan, faults = check_rows(rows)
    assert plan is not None, faults
    assert plan.areas[0].points is None
    scores = [score_of(plan, "1.1.1", 0.5), score_of(plan, "1.1.2"), score_of(plan, "1.10", 1.0)]
    found = commitments(plan, 2024, scores)
    got = [(each.value, each.scored_maximum, each.missing) for each in found]
    # 1.10 does not stand below 1.1.
    assert got == [(1.5, 2.5, None), (1.5, 2.5, None), (0.5, 0.5, None)]
    found = commitments(plan, 2024, [*scores, score_of(plan, "1.1.2", 0.75)])
    got = [(each.value, each.scored_maximum, each.missing) for each in found]
    assert got == [(2.25, 4.0, None), (2.25, 4.0, None), (1.25, 2.0, 0.5)]


def test_a_commitment_of_which_nothing_is_known() -> None:
    plan = _plan(targets=[("SIPAS", "S1", 90.0, None), ("PAR INDEX", "1.1", 1.0, None)])
    found = commitments(plan, 2024, [score_of(plan, "1.1")])
    assert [(each.value, each.verdict, each.name) for each in found] == [
        (None, Verdict.OPEN, "Nội dung S1"),
        (None, Verdict.OPEN, "Nội dung 1.1"),
    ]
    assert commitments(plan, 2023, []) == ()


@pytest.mark.parametrize(
    ("period", "completion", "reporting", "wanted"),
    [
        (YEAR, 0.8, 1.0, Level.GREEN),
        (YEAR, 0.79, 1.0, Level.AMBER),
        (YEAR, 0.49, 0.1, Level.RED),
        (HALF, 0.5, 1.0, Level.GREEN),
        (HALF, 0.3, 1.0, Level.AMBER),
        (HALF, 0.29, 1.0, Level.RED),
        (YEAR, 0.0, 0.0, Level.GREY),
        (YEAR, None, 1.0, Level.GREY),
        (YEAR, None, None, Level.GREY),
    ],
)
def test_a_level_by_the_plans_thresholds(
    period: str, completion: float | None, reporting: float | None, wanted: Level
) -> None:
    plan = _plan()
    told = {"completion_rate": completion, "reporting_rate": reporting}
    assert level(plan, plan.periods[period], NONE.model_copy(update=told)) is wanted


def test_thresholds_that_the_office_set() -> None:
    plan = _plan(settings={"Ngưỡng xanh": 0.9, "Ngưỡng vàng": "60%"})
    told = NONE.model_copy(update={"completion_rate": 0.85, "reporting_rate": 1.0})
    assert level(plan, plan.periods[YEAR], told) is Level.AMBER
    later = replace(plan, settings={})
    assert level(later, plan.periods[YEAR], told) is Level.GREEN
