"""Sentences of the report: right for none, one, some and all; no trace of what isn't there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_plan
from par_xl.merge.rates import Rates
from par_xl.outputs.report import sentences
from par_xl.outputs.report.sentences import UnitComments, flat, quoted
from par_xl.terms.words import Authority, State

BAD = re.compile(r"None|\bnan\b|  |\( *\)|\.\.| [,.;:]|[,;:] *[.;,]|^\s|\s$")
"""What no sentence has."""


def rates(in_error: int = 0, **states: int) -> Rates:
    """Counts and rates of a group, by its states."""
    counts = {state.value: states.get(state.value, 0) for state in State}
    assigned = sum(counts.values())
    applicable = assigned - counts["not_applicable"]
    done = counts["done_on_time"] + counts["done_late"]
    return Rates(
        assigned=assigned,
        tasks=assigned,
        applicable=applicable,
        in_error=in_error,
        completion_rate=done / applicable if applicable else None,
        on_time_rate=None,
        reporting_rate=(assigned - counts["not_reported"]) / assigned if assigned else None,
        weighted_progress=None,
        self_score=0,
        score_maximum=0,
        recoverable=0,
        score_rate=None,
        **counts,
    )


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (rates(), "Không có nhiệm vụ nào được giao."),
        (
            rates(not_applicable=1),
            "Chưa có nhiệm vụ nào phải thực hiện. Có 1 nhiệm vụ không áp dụng hoặc không phát sinh "
            "trong kỳ, không tính vào tỷ lệ.",
        ),
        (
            rates(not_applicable=4),
            "Chưa có nhiệm vụ nào phải thực hiện. Cả 4 nhiệm vụ không áp dụng hoặc không phát sinh "
            "trong kỳ, không tính vào tỷ lệ.",
        ),
        (rates(not_reported=5), "Chưa có báo cáo hợp lệ nào về 5 nhiệm vụ được giao."),
        (
            rates(done_on_time=1),
            "Hoàn thành 1/1 nhiệm vụ phải thực hiện, đạt 100%, hoàn thành đúng hạn.",
        ),
        (rates(overdue=1), "Có 1 nhiệm vụ phải thực hiện, quá hạn, chưa hoàn thành."),
        (
            rates(in_progress=2, not_started=1),
            "Chưa hoàn thành nhiệm vụ nào trong 3 nhiệm vụ phải thực hiện; còn 2 nhiệm vụ đang "
            "thực hiện, trong hạn; 1 nhiệm vụ chưa thực hiện, chưa đến hạn.",
        ),
        (
            rates(done_on_time=2, done_late=1, overdue=1, not_reported=8, in_error=3),
            "Hoàn thành 3/12 nhiệm vụ phải thực hiện, đạt 25%, trong đó 2 đúng hạn, 1 quá hạn; còn "
            "1 nhiệm vụ quá hạn, chưa hoàn thành; 5 nhiệm vụ chưa báo cáo; 3 nhiệm vụ đã báo cáo "
            "nhưng chưa hợp lệ.",
        ),
        (
            rates(done_late=1_200),
            "Hoàn thành 1.200/1.200 nhiệm vụ phải thực hiện, đạt 100%, đều hoàn thành quá hạn.",
        ),
    ],
)  # fmt: skip
def test_a_group_is_told_as_it_is(group: Rates, said: str) -> None:
    assert sentences.summary(group) == said


_COUNTS = st.integers(0, 3) | st.integers(0, 100_000)


@given(st.fixed_dictionaries({state.value: _COUNTS for state in State}), st.data())
def test_no_group_is_told_in_a_broken_sentence(states: dict[str, int], data: st.DataObject) -> None:
    in_error = data.draw(st.integers(0, states["not_reported"]))
    group = rates(in_error, **states)
    parts = [(Authority.OFFICE, group), (Authority.PROVINCE, rates())]
    if data.draw(st.booleans()):
        parts[1] = Authority.PROVINCE, rates(done_late=1)
    told = sentences.summary(group, parts)
    assert not BAD.search(told), told
    assert told[0].isupper() and told.endswith(".") and told.count("(") == told.count(")")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        *((0, 0, "–"), (0, 7, "0%"), (1, 8, "12,5%"), (3, 3, "100%"), (2, 3, "66,67%")),
        *((1, 100_000, "dưới 0,01%"), (99_999, 100_000, "trên 99,99%")),
    ],
)
def test_some_are_never_none_and_not_all_never_all(part: int, whole: int, said: str) -> None:
    assert sentences.share(part, whole) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        *(([], ""), (["A"], "A"), (["A", "B"], "A và B"), (["A", "B", "C"], "A, B và C")),
        (["A (1,5)", "B (2,5)", "C"], "A (1,5), B (2,5) và C"),
        (["Phòng A, B", "C", "D"], "Phòng A, B; C và D"),
        (list("ABCDEF"), "A, B, C, D, E và F"),
        (list("ABCDEFG"), "A, B, C, D, E và 2 đơn vị khác"),
        ([f"Xã {n}" for n in range(3_500)], "Xã 0, Xã 1, Xã 2, Xã 3, Xã 4 và 3.495 đơn vị khác"),
    ],
)
def test_names_are_listed_within_reason(names: list[str], said: str) -> None:
    assert sentences.named(names) == said


@pytest.mark.parametrize(
    ("code", "name", "now", "before", "next_"),
    [
        ("2024-06", "6 tháng đầu năm  2024", "6 tháng đầu năm 2024", "6 tháng đầu năm 2023",
         "6 tháng cuối năm 2024"),
        ("2024-12", "Năm 2024", "năm 2024", "năm 2023", "năm 2025"),
        ("2024-06", "Sơ kết giữa năm", "sơ kết giữa năm", "cùng kỳ năm 2023",
         "6 tháng cuối năm 2024"),
    ],
)  # fmt: skip
def test_periods_are_named_as_the_plan_does(
    code: str, name: str, now: str, before: str, next_: str
) -> None:
    period = replace(make_plan().periods[code], name=name)
    assert sentences.spoken(period) == now
    assert sentences.spoken_before(period) == before
    assert sentences.spoken_next(period) == next_


def test_items_are_lettered_as_in_vietnam() -> None:
    letters = [sentences.letter(n) for n in (0, 3, 4, 5, 6, 22, 23)]
    assert letters == ["a", "d", "đ", "e", "g", "y", "aa"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (5.0, "tăng 5 điểm phần trăm"),
        (-12.34, "giảm 12,34 điểm phần trăm"),
        (0.0, "không đổi"),
    ],
)
def test_changes_are_told_in_points_of_a_percent(change: float, said: str) -> None:
    assert sentences.difference(change) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("  đã ban hành Kế hoạch  ", "Đã ban hành Kế hoạch."),
        ("Ví dụ: chậm..", "Ví dụ: chậm."),
        ("Trân trọng ./.", "Trân trọng."),
        ("- thiếu nhân lực;\n- thiếu kinh phí;", "Thiếu nhân lực; thiếu kinh phí."),
        ("1. Chưa có kinh phí\n2. Chưa có người", "Chưa có kinh phí. Chưa có người."),
        ("Các tồn tại:\n+ chậm\n+ thiếu", "Các tồn tại: chậm; thiếu."),
        ("Số liệu gửi chậm do\nthiếu nhân lực", "Số liệu gửi chậm do thiếu nhân lực."),
        ("chậm , do () chờ   văn bản …", "Chậm, do chờ văn bản…"),
        ("=Đã làm", "Đã làm."),
        ("Đạt 95.5% , tăng 1.2", "Đạt 95.5%, tăng 1.2."),
        ("Vì sao?", "Vì sao?"),
        *((nothing, "") for nothing in ("Không", "không có.", "Không có khó khăn, vướng mắc", "-")),
        *(
            (nothing, "")
            for nothing in ("Chưa có", "0", "x", "...", "Không có đề xuất, kiến nghị gì", "(Không)")
        ),
        *(
            (f"{nothing}.", "")
            for nothing in (
                "Không có tồn tại, hạn chế nào",
                "Không có khó khăn, vướng mắc trong kỳ",
                "Đơn vị không gặp khó khăn, vướng mắc lớn",
                "“Không có”",
            )
        ),
        ("Không có kinh phí", "Không có kinh phí."),
    ],
)
def test_own_words_are_quoted_cleanly(typed: str, said: str) -> None:
    assert quoted(typed) == said


def test_long_words_are_cut_between_words() -> None:
    said = quoted("chậm trễ " * 100)
    assert len(said) <= 301 and said.endswith(("chậm…", "trễ…"))
    assert quoted("chậm trễ " * 100, None) == "C" + ("chậm trễ " * 100).strip()[1:] + "."


@given(st.text(st.sampled_from("aB ,.;:()-\n…ớ1+/"), max_size=60))
def test_whatever_is_typed_ends_once_and_stays_on_a_line(typed: str) -> None:
    said = quoted(typed)
    assert not re.search(r"\n|  |\(\s*\)|\.\.| [,;:.](?!\w)", said), said
    assert not said or said[-1] in ".?!…"
    assert "\n" not in flat(typed)


def test_the_same_words_are_said_once_by_all_who_said_them() -> None:
    sayings = UnitComments()
    for unit, text in (
        ("Phòng B", "thiếu người."),
        ("Phòng A", "Khác"),
        ("Phòng A", " Thiếu  người"),
    ):
        sayings.add(unit, text)
    sayings.add("Phòng B", "thiếu người")
    sayings.add("Phòng C", "Không")
    assert sayings.lines() == ["Phòng B và Phòng A: Thiếu người.", "Phòng A: Khác."]
