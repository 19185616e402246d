"""Cells of the form to fill in: what Excel lets be typed, and what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from par_xl.form.places import KIND_LIST, STATUS_LIST, UNIT_LIST
from par_xl.form.request import HEAD
from par_xl.rules.asked import Asked
from par_xl.rules.check import Limit
from par_xl.rules.entry import Column
from par_xl.rules.formula import WRONG
from par_xl.terms.text import Cell, as_text
from par_xl.workbooks.look import Kind
from par_xl.workbooks.sheet import Formula, Value

_TITLE = 32
_TEXT = 255
_LONGEST = 8_000
"""Excel joins no more than 32,767 letters, and `Kiểm tra` joins a row's four texts."""

_AFTER_CLAUSE = re.compile(r"(?<=[.;]) ")

_TOO_LONG = "Nội dung quá dài. Rút gọn, phần còn lại ghi ở tài liệu gửi kèm."
_CHECKED = {wrong.field: wrong for wrong in WRONG}


@lru_cache(maxsize=5_000)
def limit(column: Column, asked: Asked) -> Mapping[str, Any]:
    """Return what Excel lets be typed into a cell of *column*: what its rule says of the row, else
    any text. Rows that take the same get the same object."""
    wrong = _CHECKED.get(column.field)
    if wrong is None:
        return _one_of_its_kind(*text_limit(column.header, column.prompt).items())
    prompt = wrong.prompt(asked)
    limit = {**_accepted(wrong.limit(asked)), **_texts(column.header, prompt, prompt)}
    return _one_of_its_kind(*limit.items())


@lru_cache(maxsize=5_000)
def _one_of_its_kind(*items: tuple[str, Any]) -> Mapping[str, Any]:
    return dict(items)


def _accepted(limit: Limit) -> dict[str, Any]:
    if limit.kind == "list":
        return {"validate": "list", "source": f"={STATUS_LIST}"}
    return {
        "validate": limit.kind,
        "criteria": "between",
        "minimum": limit.low,
        "maximum": limit.high,
    }


def text_limit(title: str, prompt: str) -> dict[str, Any]:
    """Return the limit on a cell of free text."""
    longest = {"validate": "length", "criteria": "<=", "value": _LONGEST}
    return {**longest, **_texts(title, prompt, _TOO_LONG)}


def unit_limit() -> dict[str, Any]:
    """Return the drop-down of units in the standard form."""
    prompt = "Chọn tên đơn vị trong danh sách; các dòng của đơn vị khác chuyển màu xám."
    error = "Chọn đúng tên đơn vị trong danh sách."
    return {"validate": "list", "source": f"={UNIT_LIST}", **_texts(HEAD["unit"], prompt, error)}


def kind_limit(title: str, prompt: str) -> dict[str, Any]:
    """Return the drop-down of the kinds of free rows."""
    return {"validate": "list", "source": f"={KIND_LIST}", **_texts(title, prompt, prompt)}


def _texts(title: str, prompt: str, error: str) -> dict[str, str]:
    assert len(title) <= _TITLE and len(error) <= _TEXT and len(prompt) <= _TEXT
    return {
        "input_title": title,
        # LibreOffice shows it as it stands, and cuts a long line off at the edge of its window.
        "input_message": _AFTER_CLAUSE.sub("\n", prompt),
        "error_title": "Chưa đúng",
        "error_message": error,
    }


_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def input_value(column: Column, typed: Cell, why_broken: str | None) -> Value:
    """Return what a form handed back holds in a cell to fill, for what was typed there."""
    if why_broken is not None:
        return error_value(why_broken)
    if isinstance(typed, date) and (column.kind is not Kind.DAY or typed.year < 1900):
        # In words: in the format of a day, what is typed over it would be a day again.
        return as_text(typed)
    return typed


def error_value(why: str) -> Formula:
    """Return the error value that a cell held; one that was never calculated is not available."""
    shown = why if why in _ERRORS else "#N/A"
    return Formula(f"={shown}", shown)
