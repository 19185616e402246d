"""What stands before a text: a code, a numeral, a list's mark, or what Excel made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import count

from par_xl.plan.takeover.report import Sure
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, clean, is_blank, words

_CODE = re.compile(r"[A-ZĐ]{0,3}\d{1,3}(?:\.\d{1,3})*(?:\.?[a-zđ])?")
_LETTERS_CODE = re.compile(r"[A-ZĐ]\.\d{1,3}(?:\.\d{1,3})*")
_ROMAN = re.compile(r"(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10}
_LEADING = re.compile(
    r"(?P<code>[A-ZĐ]{0,3}\d{1,3}(?:\.\d{1,3})*(?:\.[a-zđ])?|[IVX]{1,5}|[A-ZĐ])\s*[.):\-–](?:\s+|(?=[^\d\s]))(?P<rest>\S.*)",
    re.DOTALL,
)
_LEADING_DEEP = re.compile(
    r"(?P<code>[A-ZĐ]{0,3}\d{1,3}(?:\.\d{1,3})+)\.?\s+(?P<rest>\S.*)", re.DOTALL
)


class Shape(Enum):
    """What a code cell holds."""

    NONE = "none"
    CODE = "code"
    ROMAN = "roman"
    LETTER = "letter"
    """A capital letter alone: a part of the table."""
    SUB = "sub"
    """a), b): a task under the code before."""
    BULLET = "bullet"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read, how sure, and what is to be said of it ("" for nothing)."""

    shape: Shape
    text: str = ""
    sure: Sure = Sure.SURE
    note: str = ""


def read_code(value: Cell, before: str) -> Code:
    """Read a cell of the column TT; *before* is the last code read, by which a number or date
    that Excel made of a code is judged."""
    if is_blank(value):
        return Code(Shape.NONE)
    if isinstance(value, str):
        return _typed(words(value))
    if isinstance(value, date):
        return _from_day(value, before)
    number = as_text(value)
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", number):
        return Code(
            Shape.OTHER,
            number,
            Sure.UNSURE,
            N_("không hiểu mã «{code}»; giữ như thấy").format(code=number),
        )
    if "." not in number:
        return Code(Shape.CODE, number)
    return _from_number(number, before)


def _typed(text: str) -> Code:
    bare = re.sub(r"\s*([.,])\s*", r"\1", text).strip(".,:)( ")
    if text in ("-", "–", "+", "•", "*", "", "o"):
        return Code(Shape.BULLET)
    if re.fullmatch(r"\(?[a-zđ]\s*[).]?", text):
        return Code(Shape.SUB, bare)
    if _ROMAN.fullmatch(bare):
        return Code(Shape.ROMAN, bare)
    if re.fullmatch("[A-ZĐ]", bare):
        return Code(Shape.LETTER, bare)
    if re.fullmatch(r"\d{1,3}(,\d{1,3})+", bare):
        code = bare.replace(",", ".")
        return Code(
            Shape.CODE,
            code,
            Sure.FAIR,
            N_("mã «{text}» ghi bằng dấu phẩy, đọc là {code}").format(text=text, code=code),
        )
    if _CODE.fullmatch(bare) or _LETTERS_CODE.fullmatch(bare):
        joined = re.sub(r"(?<=\d)([a-zđ])$", r".\1", bare)
        note = (
            ""
            if joined == bare
            else N_("mã «{text}» đọc là {joined}").format(text=text, joined=joined)
        )
        return Code(Shape.CODE, joined, Sure.FAIR if note else Sure.SURE, note)
    return Code(
        Shape.OTHER, text, Sure.UNSURE, N_("không hiểu mã «{text}»; giữ như thấy").format(text=text)
    )


def _from_number(number: str, before: str) -> Code:
    """1.1 may have been 1.10 before Excel took it for a number: what came before decides."""
    parent, _, last = number.partition(".")
    was = before.rsplit(".", before.count(".") - 1)[0] if before.count(".") > 1 else before
    before_parent, _, before_last = was.partition(".")
    lost = f"{parent}.{last}0"
    if len(last) == 1 and before_parent == parent and before_last == str(int(last) * 10 - 1):
        note = N_("mã là số {seen} do Excel đổi; đứng sau {was} nên đọc là {code}").format(
            seen=number.replace(".", ","), was=was, code=lost
        )
        return Code(Shape.CODE, lost, Sure.UNSURE, note)
    follows = before_parent == parent and (
        (before_last or "0") == str(int(last) - 1) or before == parent
    )
    note = N_("mã là số {seen}, không phải chữ; đọc là {code}").format(
        seen=number.replace(".", ","), code=number
    )
    if follows:
        return Code(Shape.CODE, number, Sure.FAIR, note)
    return Code(
        Shape.CODE,
        number,
        Sure.UNSURE,
        N_("{note} (có thể là {lost})").format(note=note, lost=lost),
    )


def _from_day(day: date, before: str) -> Code:
    """1.2 becomes the first of February of the year in which it is typed, 1.2.3 one of 2003."""
    short, whole = f"{day.day}.{day.month}", f"{day.day}.{day.month}.{day.year % 100}"
    parents = (before, before.rpartition(".")[0])
    code = whole if short in parents and day.year < 2020 else short
    shown = as_text(day)
    other = short if code == whole else whole
    note = N_("mã là ngày {shown} do Excel đổi; đọc là {code} (có thể là {other})").format(
        shown=shown, code=code, other=other
    )
    return Code(Shape.CODE, code, Sure.UNSURE, note)


def leading_code(text: str) -> tuple[Code, str]:
    """The code with which a text begins, and the rest: "1.1. Ban hành kế hoạch", "I. CHỈ ĐẠO"."""
    found = _LEADING_DEEP.fullmatch(text) or _LEADING.fullmatch(text)
    if found is None:
        return Code(Shape.NONE), text
    return _typed(found["code"]), found["rest"]


def roman_value(text: str) -> int:
    """The number that a Roman numeral is."""
    values = [_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""Last parts of the codes that tasks under one criterion get."""
_DASH = re.compile(r"[-–—+•*●▪✓]\s*(?=\S)")
_LETTER = re.compile(r"([a-zđ])\s*[).]\s+")
_NUMBER = re.compile(r"\(?(\d{1,2})\s*[).]\s+(?!\d)")
_VIETNAMESE = "abcdđeghiklmnopqrstuvxy"


def split_tasks(text: str) -> list[str] | None:
    """The tasks of a cell without their marks; None where it holds one, or none can tell.

    >>> split_tasks("- Rà soát\\n- Công khai"), split_tasks("Rà soát, công khai")
    (['Rà soát', 'Công khai'], None)
    """
    lines = [line for line in map(clean, text.split("\n")) if line]
    if len(lines) < 2:
        return None
    for mark in (_LETTER, _NUMBER, _DASH):
        starts = [mark.match(line) for line in lines]
        if starts[0] is None or sum(map(bool, starts)) < 2:
            continue
        if mark is not _DASH and not _follow([found[1] for found in starts if found]):
            return None
        tasks: list[list[str]] = []
        for line, found in zip(lines, starts, strict=True):
            if found:
                tasks.append([line[found.end() :]])
            else:
                tasks[-1].append(line)
        return ["\n".join(task) for task in tasks] if len(tasks) <= len(LETTERS) else None
    return None


def seems_several(text: str) -> bool:
    """Whether a cell that was not split holds marks of a list all the same."""
    lines = [line for line in map(clean, text.split("\n")) if line]
    marks = [bool(_DASH.match(s) or _LETTER.match(s) or _NUMBER.match(s)) for s in lines]
    return sum(marks) >= 2


def _follow(marks: list[str]) -> bool:
    """Whether marks count on from the first: a, b, c or a, b, c, d, đ; 1, 2, 3."""
    if marks[0].isdigit():
        return marks == [str(number) for number, _ in zip(count(1), marks, strict=False)]
    alphabets = (LETTERS, _VIETNAMESE)
    return any(marks == list(alphabet[: len(marks)]) for alphabet in alphabets)
