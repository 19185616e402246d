"""The form's drop-downs and limits on cells to fill, with their prompts and error texts."""

from __future__ import annotations

from typing import Any

from par_xl.entry import Column, Kind
from par_xl.plan.model import Period, Plan
from par_xl.rules.registry import BY_CODE
from par_xl.rules.scores import highest_formula
from par_xl.words import day

STATUS_LIST = "DM_TinhTrang"
UNIT_LIST = "DM_DonVi"
KIND_LIST = "DM_LoaiSangKien"

_TITLE = 32
_TEXT = 255
_LONGEST = 32_000
"""Excel keeps at most 32,767 characters in a cell."""

_TOO_LONG = "Nội dung quá dài. Rút gọn, phần còn lại ghi ở tài liệu gửi kèm."
_RULE_OF = {"status": "TT02", "progress": "TD03", "completed_on": "NG02", "self_score": "DI04"}


def limit(column: Column, plan: Plan, period: Period, maximum: str) -> dict[str, Any]:
    """The rule that Excel applies when a cell of *column* is typed in.

    *maximum* is the reference to the first row's maximum.
    """
    return {**_accepted(column, plan, period, maximum), **_texts(column, period)}


def text_limit(title: str, prompt: str) -> dict[str, Any]:
    """The rule for a cell of free text outside the table."""
    assert len(title) <= _TITLE and len(prompt) <= _TEXT
    return {
        "validate": "length",
        "criteria": "<=",
        "value": _LONGEST,
        "input_title": title,
        "input_message": prompt,
        "error_title": "Chưa hợp lệ",
        "error_message": _TOO_LONG,
    }


def _accepted(column: Column, plan: Plan, period: Period, maximum: str) -> dict[str, Any]:
    if column.kind is Kind.CHOICE:
        return {"validate": "list", "source": f"={STATUS_LIST}"}
    if column.kind is Kind.PERCENT:
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    if column.kind is Kind.DAY:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": plan.start,
            "maximum": period.end,
        }
    if column.kind is Kind.POINTS:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": f"={highest_formula(maximum)}",
        }
    return {"validate": "length", "criteria": "<=", "value": _LONGEST}


def _texts(column: Column, period: Period) -> dict[str, str]:
    title = column.header.split(";")[0]
    code = _RULE_OF.get(column.field)
    if code is None:
        error = _TOO_LONG
    else:
        words = {
            "near": "",
            "maximum": "điểm tối đa của dòng",
            "end": day(period.end),
        }
        rule = BY_CODE[code]
        error = f"{rule.title}. {rule.fix.format_map(words)}"
    assert len(title) <= _TITLE and len(error) <= _TEXT and len(column.prompt) <= _TEXT
    return {
        "input_title": title,
        "input_message": column.prompt,
        "error_title": "Chưa hợp lệ",
        "error_message": error[0].upper() + error[1:],
    }
