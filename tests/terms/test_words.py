"""How days, numbers and deadlines stand in print (contract, section 1)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_xl.terms.text import read_number
from par_xl.terms.words import NOTHING, day, deadline, moment, number, percent


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (date(2024, 6, 5), "05/6/2024"),
        (date(2024, 2, 9), "09/02/2024"),
        (date(2024, 1, 31), "31/01/2024"),
        (date(2024, 3, 1), "01/3/2024"),
        (date(2024, 12, 10), "10/12/2024"),
    ],
)
def test_days_in_print(value: date, printed: str) -> None:
    assert day(value) == printed


def test_day_without_its_year() -> None:
    assert day(date(2024, 6, 9), year=False) == "09/6"


def test_moment_in_print() -> None:
    assert moment(datetime(2024, 6, 9, 17, 5)) == "17 giờ 05 ngày 09/6/2024"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("before", "said", "unsaid"),
    [
        # 9 June 2024 is a Sunday.
        (date(2024, 6, 10), ["Chủ nhật 09/6", "thứ Sáu 07/6"], []),
        # 8 June 2024 is a Saturday.
        (date(2024, 6, 9), ["thứ Bảy 08/6", "thứ Sáu 07/6"], []),
        # 9 December 2024 is a Monday: the last day is the last working day.
        (date(2024, 12, 10), ["thứ Hai 09/12"], ["thứ Sáu"]),
    ],
)
def test_deadline_names_the_last_day_and_the_last_working_day(
    before: date, said: list[str], unsaid: list[str]
) -> None:
    text = deadline(before)
    assert all(words in text for words in said), text
    assert not any(words in text for words in unsaid), text


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.8446, "84,46%"),
        (0.844649, "84,46%"),
        (0.84465, "84,47%"),
        (2 / 3, "66,67%"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.5, "50%"),
        (None, NOTHING),
    ],
)
def test_percents_in_print(value: float | None, printed: str) -> None:
    assert percent(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (2.675, "2,68"),
        (1.005, "1,01"),
        (2.665, "2,67"),
        (-2.675, "-2,68"),
        (12.45, "12,45"),
        (13.0, "13"),
        (0.5, "0,5"),
        (-0.001, "0"),
        (1234567.891, "1.234.567,89"),
        (12.45 - 12.325, "0,13"),
        (None, NOTHING),
    ],
)
def test_numbers_in_print_are_rounded_half_up(value: float | None, printed: str) -> None:
    assert number(value) == printed


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 4))
def test_a_printed_number_is_read_again_as_it_was_rounded(units: int, places: int) -> None:
    value = units / 10**places
    assert read_number(number(value, places)) == value


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_print_is_never_further_off_than_half_a_step(value: float, places: int) -> None:
    again = read_number(number(value, places))
    assert again is not None
    assert abs(again - value) <= 0.5 * 10**-places + 1e-6 * 10**-places + 1e-9


def test_a_number_is_rounded_once_only() -> None:
    """Cut to twelve digits first, it would end in 8."""
    assert number(100000.31874963362, 4) == "100.000,3187"


@pytest.mark.parametrize("value", [1e15, 1e22, -1e300, 1.7e308])
def test_no_number_is_too_large_to_be_shown(value: float) -> None:
    assert float(number(value)) == pytest.approx(value, rel=1e-5)
