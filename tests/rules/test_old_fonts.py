"""Texts in the fonts of before Unicode are told, honest ones and foreign names are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from par_xl.plan.sample import sample_rows
from par_xl.rules.registry import BY_CODE
from par_xl.terms.old_fonts import has_old_font

_TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĐĂÂÊÔƠƯ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ§¡¢£¤¥¦",
        strict=True,
    )
)
_VNI_MARKS = {"\u0302": "â", "\u0306": "ê"}
_VNI_TONES = {"\u0300": "ø", "\u0301": "ù", "\u0303": "õ", "\u0309": "û", "\u0323": "ï"}
_VNI_MARKED = {
    "â": {"\u0300": "à", "\u0301": "á", "\u0303": "ã", "\u0309": "å", "\u0323": "ä"},
    "ê": {"\u0300": "è", "\u0301": "é", "\u0303": "ü", "\u0309": "ú", "\u0323": "ë"},
}
_VNI_LETTERS = {
    "đ": "ñ",
    "Đ": "Ñ",
    "ư": "ö",
    "ơ": "ô",
    "Ư": "Ö",
    "Ơ": "Ô",
    "ỉ": "æ",
    "ĩ": "ó",
    "ị": "ò",
    "ì": "ì",
    "í": "í",
}


def in_tcvn3(text: str) -> str:
    """Text as a program that knows no Vietnamese shows it, typed in a TCVN3 font."""
    return "".join(_TCVN3.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def in_vni(text: str) -> str:
    """The same for a VNI font: letters and their marks one after the other."""
    return "".join(map(_vni_letter, unicodedata.normalize("NFC", text)))


def _vni_letter(letter: str) -> str:
    if letter in _VNI_LETTERS:
        return _VNI_LETTERS[letter]
    base, *marks = list(unicodedata.normalize("NFD", letter))
    horned = unicodedata.normalize("NFC", base + "\u031b") if "\u031b" in marks else base
    tones = [mark for mark in marks if mark in _VNI_TONES]
    for mark in marks:
        if mark in _VNI_MARKS:
            shown = _VNI_MARKS[mark]
            return base + (_VNI_MARKED[shown][tones[0]] if tones else shown)
    return _VNI_LETTERS.get(horned, horned) + "".join(_VNI_TONES[tone] for tone in tones)


WORDS = (
    *("Đã ban hành", "Đã trình dự thảo", "Đã hoàn thành", "Cộng hòa", "Báo cáo quý I", "Công văn"),
    *("Kế hoạch số 12", "Phòng Tài vụ", "đang làm", "thủ tục hành chính", "Không có", "Đề án"),
    *("Quyết định", "được", "là", "về", "tỉnh Quảng Trị", "xã hội", "chỉ đạo", "Việt Nam"),
)


@pytest.mark.parametrize("text", [*WORDS, "Số 12/QĐ-UBND", "Nghị định số 61/2018/NĐ-CP"])
def test_text_in_tcvn3_is_seen(text: str) -> None:
    assert has_old_font(in_tcvn3(text))


@pytest.mark.parametrize("text", [*WORDS, "CỘNG HÒA"])
def test_text_in_vni_is_seen(text: str) -> None:
    assert has_old_font(in_vni(text))


@pytest.mark.parametrize("convert", [in_tcvn3, in_vni])
def test_any_longer_text_is_seen(convert: Callable[[str], str]) -> None:
    """Every text of the sample plan with five words or more that are none of ASCII."""
    long = [t for t in TEXTS if sum(not word.isascii() for word in t.split()) >= 5]
    assert len(long) > 500
    assert [text for text in long if not has_old_font(convert(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Cộng hòa, 30 m²; ước đạt ±5%",
        "Điều 5 § 3; ½ số xã; 25 °C; 10×20; 5 µm; 40 m³/ngày",
        "Nguyễn Thị Ỷ đã ký ngày 05/6/2024",
        unicodedata.normalize("NFD", "Báo cáo số 12/BC-VP của Văn phòng"),
        "ÂM NHẠC, Ô TÔ, ÊDÊ, ÍT, ÚT, Ý KIẾN, ÃO ẢNH, ÒA",
        "«Hoàn thành» – 100%, mục«A»",
        "·Nội dung một; •Nội dung hai; theo¹ Windows® ©2024",
        "giùm, già, gió, quá, hoá, thuỷ, khoẻ, xuân, huê, yên",
        "ống Ø60, thép Ø 12",
        "Ðã ban hành Quyết định số 12/QÐ-UBND; Ðảng bộ “Ðà Nẵng”; HÐND",
        "München, Zürich, Malmö, Bjørn, Håkan, Straße",
        "François, Noël, Curaçao, Citroën, naïve, café, Saïgon, España",
    ],
)
def test_proper_text_is_not_taken_for_an_old_font(text: str) -> None:
    assert not has_old_font(text)


TEXTS = [
    value
    for rows in sample_rows().values()
    for row in rows
    for value in row.values()
    if isinstance(value, str)
]


def test_honest_vietnamese_is_never_an_old_font() -> None:
    """Every text of the sample plan, some 28,000 words."""
    assert [text for text in TEXTS if has_old_font(text)] == []


def test_the_quick_look_at_a_text_overlooks_nothing() -> None:
    """A sign that stands alone is of no old font, but has every word of its text looked at."""
    letters = [chr(code) for code in range(0x20, 0x250) if not chr(code).isspace()]
    for before in ("", "b", "B", "i", *"aeouyôAEOUYÔ", "Q"):
        for letter in letters:
            for after in ("", "n", "N"):
                word = before + letter + after
                assert has_old_font(word) == has_old_font(f"{word} ¬"), word


@pytest.mark.parametrize("code", ["OO03", "PH03", "SK04"])
def test_the_cure_is_one_that_typists_know(code: str) -> None:
    """Another font alone changes nothing: UniKey goes on typing in the old table."""
    assert "UniKey chọn bảng mã “Unicode”" in BY_CODE[code].fix
