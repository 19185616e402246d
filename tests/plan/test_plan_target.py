"""Mục tiêu of a year, as plans write it."""

from __future__ import annotations

import pytest

from par_xl.plan.due import read_target


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (95.0, 95.0),
        ("≥ 87%", 87.0),
        (">=87,5%", 87.5),
        ("Trên 90%", 90.0),
        ("từ 95 % trở lên", 95.0),
        ("Tối thiểu 1.250", 1250.0),
        ("Đạt 12,5 điểm", 12.5),
        ("90%", 90.0),
        ("≤ 5%", None),
        ("dưới 5%", None),
        ("Thuộc nhóm 10 tỉnh đứng đầu", None),
        ("100% xã", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_target_asks_for(text: str | float | None, wanted: float | None) -> None:
    assert read_target(text) == wanted
