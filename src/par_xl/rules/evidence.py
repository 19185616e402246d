"""Rules on Tài liệu kiểm chứng and Giải trình."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.asked import Asked
from par_xl.rules.check import (
    At,
    Cells,
    Need,
    day_number,
    either,
    excel_number,
    has_words,
    quoted,
    without_words,
)
from par_xl.rules.rule import Example, FilledRow, Rule, Scope, Words, when
from par_xl.terms.messages import N_
from par_xl.terms.words import Severity, Status


def _undocumented(row: FilledRow) -> Iterable[Words]:
    told = row.reported.evidence or row.reported.explanation
    found = row.reported.status is Status.DONE and not told
    return when(found and not {"evidence", "explanation"} & row.broken.keys())


def _is_overdue(asked: Asked) -> bool:
    """Whether what is not done by the day of the report is overdue (contract, section 6)."""
    return asked.due is not None and asked.due < asked.send_before


_UNFINISHED = "thực hiện"
"""How the statuses of what is not done end."""


def _unexplained(asked: Asked, at: At) -> str | None:
    """In Excel: not applicable, done late, or overdue, without a word on why."""
    status = at["status"]
    if "status" not in asked.open:
        return None
    reasons = [f"{status}={quoted(Status.NOT_APPLICABLE.label)}"]
    if asked.due is not None and asked.due < asked.period_end:
        reasons.append(f"{at['completed_on']}>{day_number(asked.due)}")
    if _is_overdue(asked):
        reasons.append(f"RIGHT({status},{len(_UNFINISHED)})={quoted(_UNFINISHED)}")
    return f"AND({either(*reasons)},{without_words(at['explanation'])})"


def _is_unexplained(asked: Asked, cells: Cells) -> bool:
    status = cells.get("status")
    if has_words(cells.get("explanation")):
        return False
    is_late = asked.due is not None and (excel_number(cells.get("completed_on")) or 0.0) > (
        excel_number(asked.due) or 0.0
    )
    is_overdue = _is_overdue(asked) and str(status or "").endswith(_UNFINISHED)
    return status == Status.NOT_APPLICABLE.label or is_late or is_overdue


def _undocumented_in_excel(asked: Asked, at: At) -> str | None:
    """In Excel: done, or scored above 0, with neither document nor explanation."""
    reasons = []
    if "status" in asked.open:
        reasons.append(f"{at['status']}={quoted(Status.DONE.label)}")
    if asked.maximum is not None:
        reasons.append(f"{at['self_score']}>0")
    if not reasons:
        return None
    return f"AND({either(*reasons)},{without_words(at['evidence'], at['explanation'])})"


def _is_undocumented(asked: Asked, cells: Cells) -> bool:
    is_done = cells.get("status") == Status.DONE.label
    is_scored = asked.maximum is not None and (excel_number(cells.get("self_score")) or 0.0) > 0
    told = has_words(cells.get("evidence"), cells.get("explanation"))
    return (is_done or is_scored) and not told


EXPLANATION = Need(("explanation",), _unexplained, _is_unexplained)
DOCUMENTS = Need(("evidence", "explanation"), _undocumented_in_excel, _is_undocumented)
NEEDS: tuple[tuple[Need, ...], ...] = ((EXPLANATION, DOCUMENTS),)

RULES = (
    Rule(
        code="TL01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="evidence",
        title="“Hoàn thành” phải có Tài liệu kiểm chứng hoặc Giải trình, nguyên nhân",
        message="“Hoàn thành” nhưng cả “Tài liệu kiểm chứng” và “Giải trình, nguyên nhân” đều "
        "trống.",
        fix="Ghi số, ký hiệu, ngày văn bản vào “Tài liệu kiểm chứng”; nếu không có văn bản thì "
        "nêu lý do ở “Giải trình, nguyên nhân”.",
        source="Quy ước, mục 5",
        broken=_undocumented,
        status=Status.DONE,
        if_blank=True,
        check=DOCUMENTS,
        passes=Example({"status": "Hoàn thành", "evidence": "Báo cáo 12/BC-VP ngày 05/6/2024"}),
        fails=Example({"status": "Hoàn thành", "result": "Đã xong"}),
    ),
)

EXPLANATION_OWED = Rule(
    code="GT01",
    severity=Severity.WARNING,
    scope=Scope.ROW,
    field="explanation",
    title="cần Giải trình, nguyên nhân",
    message="Cần giải trình: {why}.",
    fix="Ghi nguyên nhân và hướng khắc phục vào ô “Giải trình, nguyên nhân” rồi gửi lại biểu mẫu.",
    source="Kế hoạch, mục IV.1; quy ước, mục 5",
    no_check="Phụ thuộc ngày chốt số liệu, mục tiêu năm và kết quả cùng kỳ năm trước.",
    sample={"why": N_("chưa hoàn thành, đã quá hạn")},
    passes="Việc quá hạn, “Giải trình, nguyên nhân” ghi: chậm do chờ hướng dẫn, xong trong "
    "tháng 7.",
    fails="Việc có thời hạn 31/3/2024, đến 10/6/2024 vẫn “Đang thực hiện”, “Giải trình, "
    "nguyên nhân” trống.",
)
