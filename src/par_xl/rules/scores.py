"""Rules on Điểm tự đánh giá."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from par_xl.rules.entry import Unreadable
from par_xl.rules.formula import FormRow, all_of
from par_xl.rules.rule import Example, FilledRow, Limit, Rule, Scope, Words, when
from par_xl.terms.words import Severity, number

_TOLERANCE = 1e-9


@lru_cache(maxsize=1_000)
def highest(maximum: float) -> float:
    """Return the highest score that may be typed where *maximum* is the most to be had.

    Shares of points are thirds and sixths: 1/6 is shown as 0,17, and who types 0,17 means it.
    """
    shown = float(Decimal(f"{maximum:.12g}").quantize(Decimal("0.01"), ROUND_HALF_UP))
    return max(maximum, shown) + _TOLERANCE


def highest_formula(maximum: str) -> str:
    """Return the same as an Excel expression of the maximum's cell or value."""
    return f"MAX({maximum},ROUND({maximum},2))+0.000000001"


def _known(row: FilledRow) -> float | None:
    score = row.reported.self_score
    return None if isinstance(score, Unreadable) else score


def _closed(row: FilledRow) -> Iterable[Words]:
    return when(row.reported.self_score is not None and not row.is_scored)


def _unreadable(row: FilledRow) -> Iterable[Words]:
    return when(isinstance(row.reported.self_score, Unreadable) and row.is_scored)


def _negative(row: FilledRow) -> Iterable[Words]:
    score = _known(row)
    return when(row.is_scored and score is not None and score < 0)


def _above(row: FilledRow) -> Iterable[Words]:
    score = _known(row)
    if not row.is_scored or score is None or row.maximum is None:
        return ()
    is_above = score > highest(row.maximum)
    return when(True, maximum=number(row.maximum, 4)) if is_above else ()


def _above_formula(row: FormRow) -> str | None:
    if not row.is_scored or row.maximum is None:
        return None
    highest = highest_formula(row.maximum)
    return row.if_known("self_score", lambda score: f"{score}>{highest}")


def _rounded(row: FilledRow) -> Iterable[Words]:
    score = _known(row)
    if not row.is_scored or score is None or row.maximum is None:
        return ()
    rounded = row.maximum + _TOLERANCE < score <= highest(row.maximum)
    return when(True, maximum=number(row.maximum, 4)) if rounded else ()


def _undocumented(row: FilledRow) -> Iterable[Words]:
    score = _known(row)
    if not row.is_scored or score is None or score <= 0:
        return ()
    told = row.reported.evidence or row.reported.explanation
    return when(not told and not {"evidence", "explanation"} & row.broken.keys())


def _undocumented_formula(row: FormRow) -> str | None:
    if not row.is_scored:
        return None
    return all_of(
        row.if_known("self_score", lambda score: f"{score}>0"),
        row.blank("evidence"),
        row.blank("explanation"),
    )


SCORED_DIFFERENTLY = Rule(
    code="DI07",
    severity=Severity.WARNING,
    scope=Scope.ROW,
    field="self_score",
    title="các đơn vị cùng chủ trì tự chấm điểm khác nhau",
    message="Các đơn vị cùng chủ trì tự chấm khác nhau ({scores}); tính theo điểm bình quân.",
    fix="Các đơn vị thống nhất một mức điểm rồi gửi lại.",
    source="Quy ước, mục 5 và 6",
    no_formula="Phụ thuộc biểu mẫu của đơn vị khác.",
    sample={"scores": "HC: 0,5; TH: 0,75"},
    passes="Hai phòng cùng chủ trì tiêu chí 1.2, cùng tự chấm 0,5 điểm. Dòng có hơn 30 đơn vị chủ "
    "trì không đem so: mỗi đơn vị tự chấm phần việc của mình.",
    fails="Hai phòng cùng chủ trì tiêu chí 1.2; một phòng tự chấm 0,5, phòng kia 0,75 điểm.",
)

RULES = (
    Rule(
        code="DI01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="self_score",
        title="dòng này không tự chấm điểm",
        message="Dòng này không tự chấm điểm (chấm qua điều tra xã hội học, hoặc không có điểm).",
        fix="Xóa ô «Điểm tự đánh giá».",
        source="Quy ước, mục 4 và 5",
        broken=_closed,
        formula=lambda row: None if row.is_scored else f"NOT({row.blank('self_score')})",
        passes=Example({"status": "Đang thực hiện", "progress": 0.5}),
        fails=Example({"status": "Đang thực hiện", "progress": 0.5, "self_score": 1}),
    ),
    Rule(
        code="DI02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="self_score",
        title="Điểm tự đánh giá không phải là số",
        message="Không đọc được điểm «{value}».",
        fix="Nhập một số, ví dụ 0,5.",
        source="Quy ước, mục 4 và 5",
        broken=_unreadable,
        formula=lambda row: row.unreadable("self_score") if row.is_scored else None,
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
        title="Điểm tự đánh giá dưới 0",
        message="Điểm {value} dưới 0.",
        fix="Nhập điểm từ 0 đến điểm tối đa của dòng.",
        source="Quy ước, mục 5",
        broken=_negative,
        formula=lambda row: (
            row.if_known("self_score", lambda score: f"{score}<0") if row.is_scored else None
        ),
        passes=Example({"status": "Chưa thực hiện", "self_score": 0}, maximum=1),
        fails=Example({"status": "Chưa thực hiện", "self_score": -0.5}, maximum=1),
    ),
    Rule(
        code="DI04",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="self_score",
        title="Điểm tự đánh giá cao hơn điểm tối đa của dòng",
        message="Điểm {value} cao hơn điểm tối đa của dòng ({maximum}).",
        fix="Nhập điểm từ 0 đến {maximum}.",
        source="Quy ước, mục 4 và 5",
        broken=_above,
        formula=_above_formula,
        limit=lambda bounds: Limit("decimal", 0, f"={highest_formula(bounds.maximum)}"),
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
        title="Điểm tự đánh giá chưa có Tài liệu kiểm chứng hoặc Giải trình",
        message="Tự chấm {value} điểm nhưng chưa có tài liệu kiểm chứng hoặc giải trình.",
        fix="Ghi số, ký hiệu, ngày văn bản vào «Tài liệu kiểm chứng», hoặc lý do vào «Giải trình».",
        source="Quy ước, mục 5",
        broken=_undocumented,
        formula=_undocumented_formula,
        passes=Example({"status": "Chưa thực hiện", "self_score": 0}, maximum=1),
        fails=Example({"status": "Đang thực hiện", "progress": 0.5, "self_score": 0.5}, maximum=1),
    ),
    Rule(
        code="DI06",
        severity=Severity.INFO,
        scope=Scope.ROW,
        field="self_score",
        title="Điểm tự đánh giá làm tròn, lấy bằng điểm tối đa",
        message="Điểm {value} là điểm tối đa của dòng ({maximum}) làm tròn; lấy bằng điểm tối đa.",
        fix="Không cần làm gì.",
        source="Quy ước, mục 3 và 5",
        broken=_rounded,
        no_formula="Chỉ là lưu ý, không phải lỗi.",
        passes=Example({"status": "Chưa thực hiện", "self_score": 0}, maximum=1 / 6),
        fails=Example(
            {"status": "Đang thực hiện", "progress": 0.5, "self_score": 0.17, "evidence": "Số 1"},
            maximum=1 / 6,
        ),
    ),
    SCORED_DIFFERENTLY,
)
