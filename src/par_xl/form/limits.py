"""The form's drop-downs and limits on cells to fill, with their prompts and error texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from par_xl.rules import initiatives
from par_xl.rules.entry import Column
from par_xl.rules.explain import explanation
from par_xl.rules.registry import LIMITS
from par_xl.rules.rule import Bounds, Rule

STATUS_LIST = "DM_TinhTrang"
UNIT_LIST = "DM_DonVi"
KIND_LIST = "DM_LoaiSangKien"

_TITLE = 32
_TEXT = 255
_LONGEST = 32_000
"""Excel keeps at most 32,767 characters in a cell."""

_TOO_LONG = "Nội dung quá dài. Rút gọn, phần còn lại ghi ở tài liệu gửi kèm."


@lru_cache(maxsize=5_000)
def limit(column: Column, bounds: Bounds) -> Mapping[str, Any]:
    """What Excel lets be typed into a cell of *column*: what its rule says, else any text."""
    title = column.header.split(";")[0]
    rule = LIMITS.get(column.field)
    if rule is None:
        return text_limit(title, column.prompt)
    return {**_accepted(rule, bounds), **_texts(title, column.prompt, limit_error(rule))}


def text_limit(title: str, prompt: str) -> dict[str, Any]:
    """The limit on a cell of free text."""
    longest = {"validate": "length", "criteria": "<=", "value": _LONGEST}
    return {**longest, **_texts(title, prompt, _TOO_LONG)}


def kind_limit(title: str, prompt: str) -> dict[str, Any]:
    """The drop-down of the kinds of free rows."""
    choice = {"validate": "list", "source": f"={KIND_LIST}"}
    return {**choice, **_texts(title, prompt, limit_error(initiatives.NO_KIND))}


def _accepted(rule: Rule, bounds: Bounds) -> dict[str, Any]:
    assert rule.limit is not None
    limit = rule.limit(bounds)
    if limit.kind == "list":
        return {"validate": "list", "source": f"={STATUS_LIST}"}
    return {
        "validate": limit.kind,
        "criteria": "between",
        "minimum": limit.low,
        "maximum": limit.high,
    }


def limit_error(rule: Rule) -> str:
    """What Excel says when it does not accept what was typed: the rule's fault and cure."""
    told = explanation(rule)
    return f"{told.title}. {told.fix}"


def _texts(title: str, prompt: str, error: str) -> dict[str, str]:
    assert len(title) <= _TITLE and len(error) <= _TEXT and len(prompt) <= _TEXT
    return {
        "input_title": title,
        "input_message": prompt,
        "error_title": "Chưa hợp lệ",
        "error_message": error,
    }
