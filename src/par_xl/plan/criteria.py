"""What Excel's COUNTIFS, SUMIFS and MATCH make of a text: codes that they take for others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from par_xl.terms.messages import N_

_LONGEST_CODE, _LONGEST_NAME = 100, 255
"""Letters: Excel looks for texts of 255 at most, and some are an item's and a unit's code."""
_IN_CODES, _IN_NAMES = re.compile(r'[*?~"]|^[=<>]'), re.compile(r"[*?~]")
_CURRENCIES = re.compile(r"[$€£¥₫\s]")
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d*)(\.\d*)?([eE][+-]?\d+)?")
_SWAPPED = str.maketrans(".,", ",.")
_PARTS = re.compile(r"\d{1,9}([-.])\d{1,9}(?:\1\d{1,9})?")
"""With / or : no code may be written: it names files."""


def misread_code(code: str) -> str | None:
    """What in a code COUNTIFS would take for something else, or None."""
    return _misread(code, _IN_CODES, _LONGEST_CODE)


def misread_name(name: str) -> str | None:
    """What in a name MATCH would take for something else, or None."""
    return _misread(name, _IN_NAMES, _LONGEST_NAME)


def _misread(text: str, signs: re.Pattern[str], longest: int) -> str | None:
    if len(text) > longest:
        return N_("dài quá {longest} ký tự").format(longest=longest)
    sign = signs.search(text)
    return N_("có dấu {sign}").format(sign=sign[0]) if sign else None


def numbers(code: str) -> frozenset[float | tuple[int, ...]]:
    """The numbers for which Excel may take a code, whatever the computer's language.

    A day without a year, or one of two figures, is given by its parts.
    """
    text = unicodedata.normalize("NFKC", code)
    bare = _CURRENCIES.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    share = 100 if "%" in bare else 1
    bare = bare.strip("%")
    found = {value / share for value in _plain(bare)}
    return frozenset((*found, *_days(bare)))


def _plain(text: str) -> Iterator[float]:
    """A number with decimal point and thousands as in English, or as in Vietnamese."""
    for as_english in (text, text.translate(_SWAPPED)):
        read = _NUMBER.fullmatch(as_english)
        if read and any(sign.isdigit() for sign in read[2] + (read[3] or "")):
            yield float(f"{read[1]}{read[2].replace(',', '')}{read[3] or ''}{read[4] or ''}")


def _days(text: str) -> Iterator[float | tuple[int, ...]]:
    """A day of two or three parts, in any order of day, month and year."""
    if not (read := _PARTS.fullmatch(text)):
        return
    parts = tuple(map(int, text.split(read[1])))
    yield parts
    if len(parts) == 3:
        first, second, third = parts
        yield (first, second, third % 100)
        for year, month, day in ((third, second, first), (third, first, second), parts):
            with suppress(ValueError):
                yield float((date(year, month, day) - date(1899, 12, 30)).days)
