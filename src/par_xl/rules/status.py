"""Rules on Tình trạng thực hiện and on what goes with it."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.entry import Unreadable
from par_xl.rules.formula import FormRow, all_of
from par_xl.rules.rule import Example, FilledRow, Limit, Rule, Scope, Words, when
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, nearest
from par_xl.terms.words import Severity, Status

_CHOICES = "; ".join(status.label for status in Status)


def _missing(row: FilledRow) -> Iterable[Words]:
    return when(row.reported.status is None and "status" not in row.broken)


def _unknown(row: FilledRow) -> Iterable[Words]:
    status = row.reported.status
    if not isinstance(status, Unreadable):
        return ()
    return when(True, near=N_("Có phải là «{near}»? ").format(near=_meant(status.text).label))


# What people write instead, in the order in which it is looked for.
_SAID = (
    ("phát sinh", Status.NOT_ARISEN),
    ("áp dụng", Status.NOT_APPLICABLE),
    ("chưa", Status.NOT_STARTED),
    ("đang", Status.IN_PROGRESS),
    ("xong", Status.DONE),
    ("hoàn", Status.DONE),
)


def _meant(text: str) -> Status:
    """Return the status that somebody most likely meant; it is suggested, never taken."""
    by_label = {status.label: status for status in Status}
    near = nearest(text, by_label)
    if near is not None:
        return by_label[near]
    said = fold(text)
    return next((status for words, status in _SAID if fold(words) in said), Status.IN_PROGRESS)


def _unknown_formula(row: FormRow) -> str:
    known = ",".join(row.is_status(status) for status in Status)
    return f"NOT(OR({known}))"


def _unexplained(row: FilledRow) -> Iterable[Words]:
    found = row.reported.status is Status.NOT_APPLICABLE and not row.reported.explanation
    return when(found and "explanation" not in row.broken)


RULES = (
    Rule(
        code="TT01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="status",
        title="chưa chọn Tình trạng thực hiện",
        message="Dòng đã nhập nhưng chưa chọn «Tình trạng thực hiện».",
        fix=f"Chọn một trong: {_CHOICES}. Nếu không báo cáo dòng này thì xóa trắng các ô đã nhập.",
        source="Kế hoạch, mục IV.1; quy ước, mục 5",
        broken=_missing,
        if_blank=True,
        formula=lambda row: row.blank("status"),
        passes=Example({"status": "Đang thực hiện", "progress": 0.5}),
        fails=Example({"result": "Đã trình dự thảo"}),
    ),
    Rule(
        code="TT02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="status",
        title="Tình trạng thực hiện không có trong danh sách",
        message="«{value}» không phải là một tình trạng thực hiện.",
        fix="{near}Chọn một trong: " + _CHOICES + ".",
        source="Quy ước, mục 4 và 5",
        broken=_unknown,
        formula=_unknown_formula,
        limit=lambda _: Limit("list"),
        passes=Example({"status": " chưa thực hiện "}),
        fails=Example({"status": "Đã hoàn thành"}),
    ),
    Rule(
        code="TT03",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="explanation",
        title="«Không áp dụng» phải có Giải trình",
        message="«Không áp dụng» nhưng ô «Giải trình» để trống.",
        fix="Ghi lý do không áp dụng vào ô «Giải trình».",
        source="Kế hoạch, mục IV.1; quy ước, mục 5",
        broken=_unexplained,
        if_blank=True,
        formula=lambda row: all_of(row.is_status(Status.NOT_APPLICABLE), row.blank("explanation")),
        passes=Example({"status": "Không áp dụng", "explanation": "Không thuộc phạm vi"}),
        fails=Example({"status": "Không áp dụng", "result": "Không có"}),
    ),
)
