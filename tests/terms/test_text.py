"""What people type, read: the forms that the contract's section 4 accepts."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_xl.terms.text import (
    Cell,
    clean,
    fold,
    fold_name,
    is_blank,
    nearest,
    read_day,
    read_number,
    read_percent,
)
from par_xl.terms.words import Status

_LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ0123456789áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệ"
    "íìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ.,;-/()%"
)
words = st.lists(st.text(st.sampled_from(_LETTERS), min_size=1, max_size=8), max_size=6)
texts = words.map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("Thủ tục", "THỦ TỤC"),
        ("  hai   khoảng trắng ", "hai khoảng trắng"),
        ("Phòng\u00a0Tổng hợp", "Phòng Tổng hợp"),
        ("Cộng hòa", unicodedata.normalize("NFD", "Cộng hòa")),
        ("Hoàn\u200b thành", "Hoàn thành"),
        ("xoá, khoẻ, thuỷ", "xóa, khỏe, thủy"),
        ("dòng một\ndòng hai", "dòng một dòng hai"),
    ],
)
def test_fold_makes_the_same_of_what_means_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("má", "mà"), ("ma", "má"), ("đa", "da"), ("thư", "thu"), ("hoa", "hòa"), ("tổ", "tỗ")],
)
def test_fold_keeps_apart_what_means_something_else(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(texts)
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_name(fold_name(text)) == fold_name(text)
    assert fold(fold_name(text)) == fold_name(text)


@pytest.mark.parametrize(
    "dash", ["-", " - ", "–", " – ", "— ", " ‐", "‑", "−", "\u00a0–\n", " \u200b- "]
)
def test_a_name_is_the_same_with_any_dash(dash: str) -> None:
    assert fold_name(f"Hành chính{dash}Tổ chức") == fold_name("hành chính - tổ chức")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P.NC", "P. NC"),
        ("P.NC", "p . nc"),
        ("TT.CNTT", "TT. CNTT"),
        ("Khối hoà giải", "KHỐI HÒA GIẢI"),
    ],
)
def test_a_name_is_the_same_with_spaces_around_its_dots(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P. NC", "PNC"),
        ("Hành chính Tổ chức", "Hành chính - Tổ chức"),
        ("má-mà", "mà-má"),
        ("P-1", "P.1"),
    ],
)
def test_names_that_differ_by_more_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@given(words, st.data())
def test_fold_does_not_see_case_unicode_form_or_added_spaces(
    parts: list[str], data: st.DataObject
) -> None:
    spaces = [" ", "  ", "\u00a0", " \u00a0 ", "\n", "\t"]
    gaps = [data.draw(st.sampled_from(spaces)) for _ in range(len(parts) + 1)]
    other = gaps[0] + "".join(part + gap for part, gap in zip(parts, gaps[1:], strict=True))
    other = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), other)
    for changed in (other, other.upper(), other.lower(), other.title()):
        assert fold(changed) == fold(" ".join(parts))


@given(st.text(st.sampled_from("aâôhn\u0301\u0302\u0323\u200b\u00ad \u00a0"), max_size=8))
def test_fold_is_stable_when_signs_and_invisible_characters_mix(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (7.5, 7.5),
        ("7,5", 7.5),
        ("7.5", 7.5),
        (" 7,5 ", 7.5),
        ("7,5\u00a0", 7.5),
        ("1.250", 1250.0),
        ("1.250,5", 1250.5),
        ("-3", -3.0),
        ("+0,5", 0.5),
        ("0", 0.0),
        (0.0, 0.0),
    ],
)
def test_numbers_as_people_type_them(typed: Cell, number: float) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["", None, "đạt", "7,5 điểm", "1,2,3", "7..5", "1.2.3", True])
def test_what_is_no_number(typed: Cell) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        (0.8, 0.8),
        (80.0, 0.8),
        ("80", 0.8),
        ("80%", 0.8),
        ("80 %", 0.8),
        ("80\u00a0%", 0.8),
        ("84,46%", 0.8446),
        (0.0, 0.0),
        (1.0, 1.0),
        ("100%", 1.0),
        (100.0, 1.0),
        (2.0, 0.02),
        ("1%", 0.01),
        ("7,5", 0.075),
        ("0,5", 0.5),
    ],
)
def test_percents_as_people_type_them(typed: Cell, share: float) -> None:
    assert read_percent(typed) == pytest.approx(share)


@pytest.mark.parametrize("typed", [1.5, "1,5", 1.01, 1.99])
def test_between_one_and_two_stays_unclear(typed: Cell) -> None:
    found = read_percent(typed)
    assert found is not None
    assert 1 < found < 2


@pytest.mark.parametrize("typed", [120.0, "120%", "150 %", -0.1, "-5%", 101.0])
def test_out_of_range_stays_out_of_range(typed: Cell) -> None:
    found = read_percent(typed)
    assert found is not None
    assert not 0 <= found < 2


@pytest.mark.parametrize("typed", ["gần xong", "%", None, "", "8O%"])
def test_what_is_no_percent(typed: Cell) -> None:
    assert read_percent(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("5/6/2024", "05/06/2024", "5-6-2024", "5.6.2024", " 05/6/2024 ", "5 / 6 / 2024"),
        *("2024-06-05", "05/06/2024\u00a0", date(2024, 6, 5), 45448.0),
    ],
)
def test_days_as_people_type_them_are_day_first(typed: Cell) -> None:
    assert read_day(typed) == date(2024, 6, 5)


@pytest.mark.parametrize(
    "typed",
    [
        *("31/4/2024", "30/2/2024", "6/13/2024", "5/6", "5/6/2024/1", "tháng 6", "5/6/24"),
        *("5/6/2024 và 7/6/2024", "", None, 0.5, -6.0, 3e6, True),
        *("5/6/1899", "5/6/0024", date(1899, 12, 30)),
    ],
)
def test_what_is_no_day(typed: Cell) -> None:
    assert read_day(typed) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from("/-."))
def test_any_day_typed_day_first_is_that_day(value: date, sign: str) -> None:
    assert read_day(f"{value.day}{sign}{value.month}{sign}{value.year}") == value
    assert read_day(f"{value:%d}{sign}{value:%m}{sign}{value.year}") == value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Đã hoàn thành", "Hoàn thành"),
        ("Hoàn thanh", "Hoàn thành"),
        ("dang thuc hien", "Đang thực hiện"),
        ("Ko phát sinh trong kỳ", "Không phát sinh trong kỳ"),
        ("xyz", None),
    ],
)
def test_nearest_status(typed: str, meant: str | None) -> None:
    assert nearest(typed, [status.label for status in Status]) == meant


@pytest.mark.parametrize("value", [None, "", "  ", "\u00a0", "\u200b\n\t"])
def test_blank(value: Cell) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", [0.0, "0", ".", False])
def test_not_blank(value: Cell) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x0b", "\x0c", "\x1f"])
def test_what_no_cell_shows_is_taken_out(control: str) -> None:
    """As CLEAN does in the form's formulas; tabs and line breaks are spaces."""
    assert clean(f"Hoàn{control} thành{control}") == "Hoàn thành"
    assert is_blank(control)
    assert clean("a\tb\r\nc") == "a\tb\r\nc"
