"""Rules on Điểm tự đánh giá."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.asked import Asked
from par_xl.rules.check import (
    WRONG_BEGINS,
    At,
    Cells,
    Limit,
    Need,
    Wrong,
    every,
    is_empty,
    is_within,
    quoted,
)
from par_xl.rules.entry import BY_FIELD, Unreadable
from par_xl.rules.evidence import DOCUMENTS
from par_xl.rules.rule import LEAD_OR_SCORING, Example, FilledRow, Rule, Scope, Words, when
from par_xl.terms.words import Severity, number

_TOLERANCE = 1e-9


def _known(row: FilledRow) -> float | None:
    score = row.reported.self_score
    return None if isinstance(score, Unreadable) or row.asked.maximum is None else score


def _closed(row: FilledRow) -> Iterable[Words]:
    return when(row.reported.self_score is not None and row.asked.maximum is None)


def _unreadable(row: FilledRow) -> Iterable[Words]:
    is_unreadable = isinstance(row.reported.self_score, Unreadable)
    return _beside_maximum(row, is_unreadable and row.asked.maximum is not None)


def _beside_maximum(row: FilledRow, broken: bool) -> Iterable[Words]:
    # The maximum is written out for the few rows that need it.
    return when(True, maximum=number(row.asked.maximum, 4)) if broken else ()


def _negative(row: FilledRow) -> Iterable[Words]:
    score = _known(row)
    return _beside_maximum(row, score is not None and score < 0)


def _above(row: FilledRow) -> Iterable[Words]:
    score, maximum = _known(row), row.asked.maximum
    is_above = score is not None and maximum is not None and score > maximum + _TOLERANCE
    return _beside_maximum(row, is_above)


def _undocumented(row: FilledRow) -> Iterable[Words]:
    score = _known(row)
    if score is None or score <= 0:
        return ()
    told = row.reported.evidence or row.reported.explanation
    return when(not told and not {"evidence", "explanation"} & row.broken.keys())


def _outside(asked: Asked, at: At) -> str:
    cell = at["self_score"]
    if asked.maximum is None:
        return f'{cell}<>""'
    within = f"MEDIAN(0,{cell},{asked.maximum:.15g})"
    return f'AND({cell}<>"",{_where_scored(at, within)}<>{cell})'


def _where_scored(at: At, expression: str) -> str:
    """Return "" in Excel where the unit chosen in the standard form does not score the row."""
    return f'IF({at.scores},{expression},"")' if at.scores else expression


def _is_outside(asked: Asked, cells: Cells) -> bool:
    cell = cells.get("self_score")
    is_taken = asked.maximum is not None and is_within(cell, 0, asked.maximum)
    return not is_empty(cell) and not is_taken


_CLOSED = "phải để trống ở dòng này"
_FROM = "từ 0 đến "
_SAYS = f"{WRONG_BEGINS} {BY_FIELD['self_score'].header} phải {_FROM}"


def _taken(asked: Asked) -> str:
    return _CLOSED if asked.maximum is None else f"phải {_bounds(asked.maximum)}"


def _bounds(maximum: float | None) -> str:
    return f"{_FROM}{number(maximum, 4)}"


def _prompt(asked: Asked) -> str:
    example = number(min(0.5, asked.maximum or 0.0), 4)
    instead = f"nếu máy không nhận dấu phẩy thì gõ {example.replace(',', '.')}"
    return f"Gõ điểm {_bounds(asked.maximum)}, như {example}; {instead}."


WRONG = Wrong(
    "self_score",
    "Sai_KhongCham",
    formula=_outside,
    holds=_is_outside,
    takes=_taken,
    limit=lambda asked: Limit("decimal", 0, asked.maximum or 0.0),
    prompt=_prompt,
)


def verdict_formula(asked: Asked, at: At) -> str:
    """Return the verdict on a wrong score in Excel: its bounds are the row's own."""
    if asked.maximum is None:
        return WRONG.name
    says = f"{_SAYS_NAME}&{quoted(number(asked.maximum, 4))}"
    return f"IF({at.scores},{says},{WRONG.name})" if at.scores else says


_SAYS_NAME = "Sai_Diem"
NAMES = {_SAYS_NAME: _SAYS, WRONG.name: f"{WRONG_BEGINS} {BY_FIELD['self_score'].header} {_CLOSED}"}
"""The verdicts on a wrong score: where the unit scores the row, and where it does not."""


_NOTHING_TO_SCORE = "Không"
"""How the statuses begin of rows that there is nothing to score in."""


def _needed(asked: Asked, at: At) -> str:
    conditions = [at.scores] if at.scores else []
    conditions.append(f'{at["self_score"]}=""')
    if "status" in asked.open:
        length = len(_NOTHING_TO_SCORE)
        conditions.append(f"LEFT({at['status']},{length})<>{quoted(_NOTHING_TO_SCORE)}")
    return every(*conditions)


def _is_needed(_: Asked, cells: Cells) -> bool:
    has_nothing = str(cells.get("status")).startswith(_NOTHING_TO_SCORE)
    return is_empty(cells.get("self_score")) and not has_nothing


NEED = Need(("self_score",), _needed, _is_needed)

RULES = (
    Rule(
        code="DI01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="self_score",
        roles=LEAD_OR_SCORING,
        title="dòng này không tự chấm điểm",
        message="Dòng này không tự chấm điểm (chấm qua điều tra xã hội học, hoặc không có điểm).",
        fix="Xóa trắng ô “Điểm tự đánh giá”.",
        source="Quy ước, mục 4 và 5",
        broken=_closed,
        check=WRONG,
        passes=Example({"status": "Đang thực hiện", "progress": 0.5}),
        fails=Example({"status": "Đang thực hiện", "progress": 0.5, "self_score": 1}),
    ),
    Rule(
        code="DI02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="self_score",
        roles=LEAD_OR_SCORING,
        title="Điểm tự đánh giá không phải là số",
        message="Không đọc được điểm “{value}”.",
        fix="Gõ một số từ 0 đến {maximum}, ví dụ 0,5 hoặc 0.5.",
        source="Quy ước, mục 4 và 5",
        broken=_unreadable,
        if_unreadable=True,
        check=WRONG,
        passes=Example(
            {"status": "Đang thực hiện", "progress": 0.5, "self_score": "0,5", "evidence": "Số 1"},
            maximum=1,
        ),
        fails=Example(
            {"status": "Đang thực hiện", "progress": 0.5, "self_score": "đạt", "evidence": "Số 1"},
            maximum=1,
        ),
    ),
    Rule(
        code="DI03",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="self_score",
        roles=LEAD_OR_SCORING,
        title="Điểm tự đánh giá dưới 0",
        message="Điểm {value} dưới 0.",
        fix="Gõ điểm từ 0 đến {maximum}.",
        source="Quy ước, mục 5",
        broken=_negative,
        check=WRONG,
        passes=Example({"status": "Chưa thực hiện", "self_score": 0}, maximum=1),
        fails=Example({"status": "Chưa thực hiện", "self_score": -0.5}, maximum=1),
    ),
    Rule(
        code="DI04",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="self_score",
        roles=LEAD_OR_SCORING,
        title="Điểm tự đánh giá cao hơn điểm tối đa của dòng",
        message="Điểm {value} cao hơn điểm tối đa của dòng ({maximum}).",
        fix="Gõ điểm từ 0 đến {maximum}.",
        source="Quy ước, mục 4 và 5",
        broken=_above,
        check=WRONG,
        passes=Example(
            {"status": "Đang thực hiện", "progress": 0.5, "self_score": 1, "evidence": "Số 1"},
            maximum=1,
        ),
        fails=Example(
            {"status": "Đang thực hiện", "progress": 0.5, "self_score": 1.25, "evidence": "Số 1"},
            maximum=1,
        ),
    ),
    Rule(
        code="DI05",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        field="self_score",
        roles=LEAD_OR_SCORING,
        title="Điểm tự đánh giá chưa có Tài liệu kiểm chứng hoặc Giải trình, nguyên nhân",
        message="Tự chấm {value} điểm nhưng chưa có tài liệu kiểm chứng hoặc giải trình.",
        fix="Ghi số, ký hiệu, ngày văn bản vào “Tài liệu kiểm chứng”, hoặc lý do vào “Giải trình, "
        "nguyên nhân”.",
        source="Quy ước, mục 5",
        broken=_undocumented,
        check=DOCUMENTS,
        passes=Example({"status": "Chưa thực hiện", "self_score": 0}, maximum=1),
        fails=Example({"status": "Đang thực hiện", "progress": 0.5, "self_score": 0.5}, maximum=1),
    ),
)
