"""What a cell says (contract, sections 3 and 4)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from fractions import Fraction
from typing import Any


def text(cell: Any) -> str:
    """Its text without what nobody sees at its ends."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(cell or ""))).strip()


def same(cell: Any) -> str:
    """A name or a choice as it is compared: no letter case, one dash, no spaces around dots."""
    plain = re.sub(r"\s*[-‐‑‒–—−]\s*", "-", text(cell))
    return re.sub(r"\s*\.\s*", ".", plain).casefold()


def day(cell: Any) -> date | None:
    """A date, or d/m/yyyy as text; None where it is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    whole = text(cell).casefold()
    for pattern, order in (
        (r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", (3, 2, 1)),
        (r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", (3, 2, 1)),
        (r"(\d{4})-(\d{2})-(\d{2})", (1, 2, 3)),
    ):
        found = re.fullmatch(pattern, whole)
        if found:
            try:
                return date(*(int(found[place]) for place in order))
            except ValueError:
                return None
    return None


def number(cell: Any) -> Fraction | None:
    """A number, also "7,5"."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Fraction(str(cell))
    found = re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", text(cell))
    return Fraction(found[0].replace(",", ".")) if found else None


def share(cell: Any) -> Fraction | None:
    """A progress: 0 to 1, or a percent; "80%" and 80 are 0.8."""
    whole = text(cell) if isinstance(cell, str) else cell
    if isinstance(whole, str) and whole.endswith("%"):
        found = number(whole[:-1].strip())
        return None if found is None else found / 100
    found = number(whole)
    return found / 100 if found is not None and 2 <= found <= 100 else found


def target(cell: Any) -> Fraction | None:
    """The number that a target asks for: 75, "≥ 70%"."""
    return number(re.sub(r"^(?:≥|>=)|%$", "", text(cell)).strip())


def printed(value: Fraction | float) -> Fraction:
    """A number as print shows it: two decimals, half up."""
    return Fraction(int(Fraction(value) * 100 + Fraction(1, 2)), 100)
