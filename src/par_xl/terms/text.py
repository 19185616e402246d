"""What people type, read: spaces, letter case, numbers, percents, days, near misses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from textwrap import shorten
from typing import TypeVar

_T = TypeVar("_T")

Cell = str | float | bool | date | None
"""A cell's value as read: text, number, truth value, day, or nothing."""

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
"""Characters that nobody sees: taken out wherever they stand."""
CONTROLS = "".join(map(chr, {*range(0x20)} - {*map(ord, "\t\r\n")}))
"""What CLEAN takes out of a text, too, but for what stands for a space."""
SPACES = "\u00a0\u2002\u2003\u2009\u202f\u3000"
"""What stands for a space, beside the space itself and the line breaks: the form's formulas
know the same ones."""
UNSEEN = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
"""Ranges of what no screen, page or letter shows, or obeys, or reads backwards from there on."""
LINE_ENDS = "\n\v\f\r\x1c-\x1e\x85\u2028\u2029"
"""Ranges of what some program or other takes for the end of a line."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_LINE_END = re.compile(f"\r\n|[{LINE_ENDS}]")
_LOOK_ALIKES = str.maketrans("\u00a0\u00d0\u00f0", " Đđ", INVISIBLE + CONTROLS)
"""A letter of Iceland's looks like Đ, and some keyboards type it for one."""
_UNCLEAN = re.compile(f"[{INVISIBLE}{CONTROLS}\u00a0\u00d0\u00f0]")
_SPACE = f" \t\r\n{SPACES}"
_SPACES = re.compile(f"[{_SPACE}]+")
_JOINTS = re.compile(rf"[{_SPACE}]*(?:([.])|[-‐‑‒–—―−﹘﹣－])[{_SPACE}]*")
"""A dot or dash of any kind, with the spaces around it."""
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")
_SMALL_NUMBER = re.compile(r"[+-]?(?=.{1,30}$)[0-9]+(?:[.,][0-9]+)?")
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY_IN_WORDS = re.compile(r"(?:ngày)?([0-9]{1,2})tháng([0-9]{1,2})năm([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})")

EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's date numbers."""
DAYS_TO_1904 = 1462
LAST_DAY = 2_958_465
"""The date number of 31/12/9999: Excel knows no day after it."""


LONG = 500
"""Letters above which a text is not kept: such texts hardly come twice, and may be very many."""


def clean(text: str) -> str:
    """Text as kept: NFC, no invisible characters, no NBSP, no spaces at either end."""
    return _clean_kept(text) if len(text) <= LONG else _clean(text)


def _clean(text: str) -> str:
    if _UNCLEAN.search(text):
        text = text.translate(_LOOK_ALIKES)
    return unicodedata.normalize("NFC", text).strip(_SPACE)


_clean_kept = lru_cache(maxsize=5_000)(_clean)


def shown(text: str) -> str:
    """Text as it can be shown anywhere: without what is not seen, every line ended by ``\\n``."""
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def on_one_line(text: str) -> str:
    """Return the same where a line's end would begin another line, header or record."""
    return shown(text).replace("\n", " ").replace("\t", " ")


def shortened(text: str | None) -> str:
    """Return a text of any length as one that a message can name; empty for none."""
    return shorten(text or "", 120, placeholder=" …")


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing but white space."""
    if not isinstance(value, str):
        return value is None
    # Most texts begin with a letter.
    return not value[:1].isalnum() and not clean(value)


def as_text(value: Cell) -> str:
    """Return a cell as text, the way its reader would see it; '' for an empty one."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    return f"{value:.15g}"


def words(text: str) -> str:
    """Text with its words one space apart."""
    return _SPACES.sub(" ", clean(text))


def fold(text: str) -> str:
    """Text reduced to what counts when two are compared: one space, small letters, bare vowels.

    Tone marks are kept but taken off their vowel, so that hòa and hoà are the same.
    """
    return _fold_kept(text) if len(text) <= LONG else _fold(text)


def _fold(text: str) -> str:
    return " ".join(_tone_last(word) for word in words(text).casefold().split(" "))


_fold_kept = lru_cache(maxsize=20_000)(_fold)


def fold_name(text: str) -> str:
    """Return the same for a name: any dash is one, and spaces around dashes and dots don't count.

    >>> fold_name("HÀNH CHÍNH–TỔ CHỨC") == fold_name("Hành chính - Tổ chức")
    True
    """
    return fold(_JOINTS.sub(lambda joint: f" {joint[1] or '-'} ", clean(text)))


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in letters if mark in _TONES)
    if not tones:
        return word
    bare = "".join(mark for mark in letters if mark not in _TONES)
    return unicodedata.normalize("NFC", bare) + "".join(sorted(tones))


def nearest(text: str, choices: Iterable[str]) -> str | None:
    """Return the choice that *text* was most likely meant to be, or None when none is near."""
    return nearest_of(text, {fold(choice): choice for choice in choices})


def nearest_of(text: str, by_fold: Mapping[str, _T], likeness: float = 0.6) -> _T | None:
    """Return the same among choices that are known by their folded texts."""
    found = get_close_matches(fold(text), by_fold, n=1, cutoff=likeness)
    return by_fold[found[0]] if found else None


def read_number(value: Cell) -> float | None:
    """Return a number typed as a number or as text ("7,5", "7.5", "1.250,5"); None when
    unreadable."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (float, int)):
        # Excel's own precision: what it shows and compares as 1 is 1.
        return float(f"{value:.15g}")
    if not isinstance(value, str):
        return None
    text = _SPACES.sub("", clean(value))
    if not _NUMBER.fullmatch(text):
        return None
    if _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    elif text.count(",") + text.count(".") > 1:
        return None
    return float(text.replace(",", "."))


def read_small_number(value: Cell) -> float | None:
    """Return a score or share typed as a number or text: "7,5" and "7.5" alike, no thousands."""
    if isinstance(value, str):
        text = _SPACES.sub("", clean(value))
        return float(text.replace(",", ".")) if _SMALL_NUMBER.fullmatch(text) else None
    return read_number(value)


def read_percent(value: Cell) -> float | None:
    """Return a share as typed: 0.8, 80, "80%" and "80 %" are 0.8; None when unreadable.

    What lies between 1 and 2 is returned as it stands: it may be 150 % or 1.5 %, and the
    rules say so. What is out of range stays out of range.
    """
    if isinstance(value, str) and clean(value).endswith("%"):
        found = read_small_number(clean(value)[:-1])
        if found is None:
            return None
        # Above 100 % the number itself is kept: out of range, whatever its unit.
        return found / 100 if found <= 100 else found
    found = read_small_number(value)
    if found is not None and 2 <= found <= 100:
        return found / 100
    return found


def read_day(value: Cell) -> date | None:
    """Return a day typed as a date, an Excel date number or text; None when unreadable.

    Text is day first (5/6/2024, with ``/``, ``-`` or ``.``), year first (2024-06-05), or in words
    (ngày 5 tháng 6 năm 2024).
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value if value > EPOCH else None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float | int):
        return EPOCH + timedelta(days=int(value)) if 1 <= value <= LAST_DAY else None
    text = re.sub("[-.]", "/", _SPACES.sub("", clean(value)))
    if found := _DAY.fullmatch(text) or _DAY_IN_WORDS.fullmatch(text.casefold()):
        return _calendar_day(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_FIRST.fullmatch(text):
        return _calendar_day(int(found[1]), int(found[2]), int(found[3]))
    return None


def from_1904(value: Cell) -> Cell:
    """Return a date number that counts from 1904, as old Macs did, as one that counts from 1900."""
    is_number = isinstance(value, float) and not isinstance(value, bool)
    return value + DAYS_TO_1904 if is_number and isinstance(value, float) else value


def _calendar_day(year: int, month: int, day: int) -> date | None:
    """Return a day that Excel knows, too: from 1900 on."""
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None


_OBJECTS = (
    "khó khăn|vướng mắc|đề xuất|kiến nghị|tồn tại|hạn chế|nguyên nhân|ý kiến|gì|phát sinh|"
    "nội dung|sáng kiến|nhiệm vụ|thêm|nào|khác|lớn|đáng kể|trong kỳ"
)
_NOTHING = re.compile(
    r"(?:(?:đơn vị )?(?:hiện )?(?:không|chưa|k|ko)(?: có| gặp)?"
    rf"(?: (?:{_OBJECTS})|[,;/]| và| hoặc)*|0|x|n/a|nil|none)"
)
_AROUND = " .;,:-–—/!()[]“”\"'“”+*•="


def says_nothing(text: str) -> bool:
    """Whether a text, on one line, says just that; one without a letter or digit does, too."""
    bare = " ".join(text.casefold().split()).strip(_AROUND)
    return not any(map(str.isalnum, bare)) or _NOTHING.fullmatch(bare) is not None
