"""Rules on Số liệu thực hiện."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.formula import FormRow, all_of
from par_xl.rules.rule import Example, FilledRow, Rule, Scope, Words, when
from par_xl.terms.text import read_small_number
from par_xl.terms.words import Severity, number

_DIGITS = 9
"""Places behind the comma: all that anybody types."""
_SHARE, _SHOWN = 1, 2
"""Up to here a text may be meant as a share, and a number be one that its cell shows as percents:
what shows 120 % holds 1.2."""


def _perhaps_a_share(row: FilledRow) -> Iterable[Words]:
    read = row.reported.value
    most = _SHARE if isinstance(row.cells.get("value"), str) else _SHOWN
    if not row.is_in_percent or not isinstance(read, float) or not 0 < read <= most:
        return ()
    # With its sign, "0,95%" says what it is; a cell in which 95% is typed holds the number 0.95.
    bare = read_small_number(row.cells.get("value")) == read
    return when(bare, read=number(read, _DIGITS), meant=number(read * 100, _DIGITS))


def _perhaps_a_share_formula(row: FormRow) -> str | None:
    if not row.is_in_percent:
        return None
    most = f"IF(ISNUMBER({row.cells['value']}),{_SHOWN},{_SHARE})"
    # Typed as text, 1.000 is a thousand.
    is_share = f'SUBSTITUTE({row.helpers["value_text"]},"+","")<>"1.000"'
    return row.if_known("value", lambda value: all_of(f"{value}>0", f"{value}<={most}", is_share))


RULES = (
    Rule(
        code="SL01",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        field="value",
        title="Số liệu thực hiện được hiểu là không quá 2%; gõ 95 cho 95%",
        message="Số liệu «{value}» ở dòng tính bằng % được hiểu là {read}%.",
        fix="Nếu là {meant}% thì nhập số {meant} (không gõ dấu %); nếu đúng là {read}% thì không "
        "cần làm gì.",
        source="Quy ước, mục 4",
        sample={"read": "0,95", "meant": "95"},
        broken=_perhaps_a_share,
        formula=_perhaps_a_share_formula,
        passes=Example({"status": "Chưa thực hiện", "value": 95.0}, is_in_percent=True),
        fails=Example({"status": "Chưa thực hiện", "value": 0.95}, is_in_percent=True),
    ),
)
