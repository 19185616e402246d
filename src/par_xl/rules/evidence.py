"""Rules on Tài liệu kiểm chứng and Giải trình."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.formula import all_of
from par_xl.rules.rule import Example, FilledRow, Rule, Scope, Words, when
from par_xl.terms.messages import N_
from par_xl.terms.words import Severity, Status


def _undocumented(row: FilledRow) -> Iterable[Words]:
    told = row.reported.evidence or row.reported.explanation
    found = row.reported.status is Status.DONE and not told
    return when(found and not {"evidence", "explanation"} & row.broken.keys())


RULES = (
    Rule(
        code="TL01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="evidence",
        title="«Hoàn thành» phải có Tài liệu kiểm chứng hoặc Giải trình",
        message="«Hoàn thành» nhưng cả «Tài liệu kiểm chứng» và «Giải trình» đều trống.",
        fix="Ghi số, ký hiệu, ngày văn bản vào «Tài liệu kiểm chứng»; nếu không có văn bản thì "
        "nêu lý do ở «Giải trình».",
        source="Quy ước, mục 5",
        broken=_undocumented,
        if_blank=True,
        formula=lambda row: all_of(
            row.is_status(Status.DONE), row.blank("evidence"), row.blank("explanation")
        ),
        passes=Example({"status": "Hoàn thành", "evidence": "Báo cáo 12/BC-VP ngày 05/6/2024"}),
        fails=Example({"status": "Hoàn thành", "result": "Đã xong"}),
    ),
)

EXPLANATION_OWED = Rule(
    code="GT01",
    severity=Severity.WARNING,
    scope=Scope.ROW,
    field="explanation",
    title="cần Giải trình",
    message="Cần giải trình: {why}.",
    fix="Ghi nguyên nhân và hướng khắc phục vào ô «Giải trình» rồi gửi lại biểu mẫu.",
    source="Kế hoạch, mục IV.1; quy ước, mục 5",
    no_formula="Phụ thuộc ngày chốt số liệu, mục tiêu năm và kết quả cùng kỳ năm trước.",
    sample={"why": N_("chưa hoàn thành, đã quá hạn")},
    passes="Việc quá hạn, «Giải trình» ghi: chậm do chờ hướng dẫn, xong trong tháng 7.",
    fails="Việc có thời hạn 31/3/2024, đến 10/6/2024 vẫn «Đang thực hiện», «Giải trình» trống.",
)
