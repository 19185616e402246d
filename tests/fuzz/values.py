"""Whether a cell was read right, and counted as what it says."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from math import isfinite

from par_xl.terms.words import Status

from .told import BROKEN, Raw

_EPOCH = date(1899, 12, 30)
_TEXTS = {"result", "evidence", "explanation", "difficulty"}
_NUMBERS = ("progress", "self_score", "value")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def as_text(value: Raw) -> str:
    """A value as a text without outer spaces and what nobody sees."""
    if value is None or value == BROKEN:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.15g}"
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    text = (
        text.replace("\xa0", " ")
        .replace("\u00d0", "Đ")
        .replace("\u00f0", "đ")
        .translate(_INVISIBLE)
    )
    return unicodedata.normalize("NFC", text).strip(" \t\r\n\u2002\u2003\u2009\u202f\u3000")


def is_shown(text: str, number: float) -> bool:
    """Whether a text is a number's or its day's."""
    return 0 < number < 2_958_466 and text in map(as_text, _days(number, False))


def _days(number: float, is_1904: bool) -> list[date]:
    shift = 1462 if is_1904 else 0
    # Excel's 1900 had a 29 February: programs differ on days before it.
    wholes = {int(number), int(number + 2e-8), *((int(number) + 1,) if number < 61 else ())}
    return [
        _EPOCH + timedelta(days=whole + shift) for whole in wholes if -1 < whole + shift < 2_958_466
    ]


def is_one(value: Raw, values: list[Raw], is_1904: bool) -> bool:
    return any(equal(value, each, is_1904) for each in values)


def equal(value: Raw, held: Raw, is_1904: bool) -> bool:
    """Whether a cell was read right: numbers may be read as days."""
    if held == BROKEN or held is None:
        # Nothing is read of it, or what cannot be taken for a value.
        return not as_text(value) or (held == BROKEN and isinstance(value, str))
    if isinstance(value, bool) or isinstance(held, bool):
        return value is held
    if isinstance(held, float) and isinstance(value, date):
        return value in _days(held, is_1904)
    if isinstance(held, float) and isinstance(value, float):
        return abs(value - held) <= 1e-9 * max(1.0, abs(held))
    if isinstance(held, float):
        # What is no finite number, or stands between spaces, may be kept as a text.
        return isinstance(value, str) and (not isfinite(held) or _typed_number(value) == held)
    if isinstance(held, date):
        return value == held
    if value is None or isinstance(value, str):
        read, there = as_text(value), as_text(held)
        return read == there or (no_number(read) and no_number(there))
    return False


def no_number(text: str) -> bool:
    """What stands for no finite number; it is told in words, whatever its letters."""
    try:
        return not isfinite(float(text))
    except ValueError:
        return False


def means(counted: object, held: Raw, field: str, maximum: float | None, is_1904: bool) -> bool:
    """Whether what is counted is what the cell says."""
    text = as_text(held)
    if not text or counted is None:
        return not text and counted is None
    if isinstance(counted, Status):
        return _plain(text) == _plain(counted.label)
    if isinstance(counted, date):
        return counted == held or counted in _read_days(held, text, is_1904)
    if field in _TEXTS or isinstance(counted, str):
        is_same = as_text(str(counted)) == text or (no_number(str(counted)) and no_number(text))
        return is_same or (isinstance(held, float) and is_shown(str(counted), held))
    assert isinstance(counted, float) and field in _NUMBERS
    # Scores and shares know no thousands.
    number = held if isinstance(held, float) else _typed_number(text, field == "value")
    return number is not None and any(
        abs(counted - each) < 1e-8 * max(1.0, abs(each))
        for each in _amounts(number, text, field, maximum)
    )


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", " ".join(text.split()).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _read_days(held: Raw, text: str, is_1904: bool) -> list[date]:
    if isinstance(held, float):
        return _days(held, is_1904)
    found = re.fullmatch(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", text)
    other = re.fullmatch(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", text)
    numbers = tuple(
        map(int, (found[3], found[2], found[1]) if found else other.groups() if other else ())
    )
    return [date(*numbers)] if numbers else []


def _typed_number(text: str, has_thousands: bool = True) -> float | None:
    bare = re.sub(r"\s", "", text).rstrip("%")
    if has_thousands and re.fullmatch(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?", bare):
        bare = bare.replace(".", "")
    try:
        return float(bare.replace(",", "."))
    except ValueError:
        return None


def _amounts(number: float, text: str, field: str, maximum: float | None) -> list[float]:
    if field == "progress":
        return [number / 100] if text.endswith("%") or number >= 2 else [number]
    if field == "self_score" and maximum is not None and number > maximum:
        return [maximum] if number < maximum + 1e-6 else []
    return (
        [number, float(text.replace(",", "."))]
        if text.count(".") == 1 and field == "self_score" and re.fullmatch("[0-9.]+", text)
        else [number]
    )
