"""Rules on Số liệu thực hiện."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.check import Limit, Wrong, excel_number, is_empty
from par_xl.rules.rule import LEAD_OR_SCORING, Example, FilledRow, Rule, Scope, Words, when
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
    if not row.asked.is_in_percent or not isinstance(read, float) or not 0 < read <= most:
        return ()
    # With its sign, "0,95%" says what it is; a cell in which 95% is typed holds the number 0.95.
    bare = read_small_number(row.cells.get("value")) == read
    return when(bare, read=number(read, _DIGITS), meant=number(read * 100, _DIGITS))


_FAR = 1e12
"""More than anything that is measured."""

WRONG = Wrong(
    "value",
    "Sai_SoLieu",
    formula=lambda _, at: f'AND({at["value"]}<>"",NOT(ISNUMBER({at["value"]})))',
    holds=lambda _, cells: not is_empty(cell := cells.get("value")) and excel_number(cell) is None,
    takes=lambda _: "phải là một số",
    limit=lambda _: Limit("decimal", -_FAR, _FAR),
    prompt=lambda asked: (
        "Gõ một số, tính bằng %: 95 cho 95%, không gõ dấu %."
        if asked.is_in_percent
        else "Gõ một số theo “Đơn vị tính” của dòng; lời thì ghi ở “Kết quả thực hiện”."
    ),
)

RULES = (
    Rule(
        code="SL01",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        field="value",
        roles=LEAD_OR_SCORING,
        title="Số liệu thực hiện được hiểu là không quá 2%; gõ 95 cho 95%",
        message="Số liệu “{value}” ở dòng tính bằng % được hiểu là {read}%.",
        fix="Nếu là {meant}% thì nhập số {meant} (không gõ dấu %); nếu đúng là {read}% thì không "
        "cần làm gì.",
        source="Quy ước, mục 4",
        sample={"read": "0,95", "meant": "95"},
        broken=_perhaps_a_share,
        no_check="Dòng vẫn được tính; ô hiện ra có dấu %, để thấy ngay khi gõ nhầm.",
        passes=Example({"status": "Chưa thực hiện", "value": 95.0}, is_in_percent=True),
        fails=Example({"status": "Chưa thực hiện", "value": 0.95}, is_in_percent=True),
    ),
)
