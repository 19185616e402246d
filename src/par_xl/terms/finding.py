"""A fault as data: what, where, the value as found, and how to put it right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from par_xl.terms.messages import Message
from par_xl.terms.words import Severity


@lru_cache(maxsize=1_000)
def column_letters(index: int) -> str:
    """Letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """A1 name of a cell; row and column are counted from 0."""
    return f"{column_letters(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place: its code, and the values that its words are made from.

    ``code`` is what ``par_xl.terms.explain`` knows; ``file`` relative to ``da-nop/KỲ``, or a bare
    name;
    ``cell`` an A1 name; ``value`` what was found there. None: of the file, or sheet, as a whole.
    ``message`` and ``fix`` are templates with their values; as texts they are Vietnamese, and
    ``fix`` is never empty. Read back from a period's JSON, which has no values, they are texts.
    """

    code: Annotated[str, "Mã lỗi"]
    severity: Annotated[Severity, "Mức"]
    file: Annotated[str, "Tệp, tính từ da-nop/KỲ"]
    sheet: Annotated[str | None, "Trang tính"]
    cell: Annotated[str | None, "Ô"]
    value: Annotated[str | None, "Giá trị tìm thấy"]
    message: Annotated[Message, "Vấn đề"]
    fix: Annotated[Message, "Cách sửa"]
