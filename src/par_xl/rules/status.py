"""Rules on Tình trạng thực hiện and on what goes with it."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.check import Limit, Need, Wrong, is_empty
from par_xl.rules.entry import Unreadable
from par_xl.rules.evidence import EXPLANATION
from par_xl.rules.rule import Example, FilledRow, Rule, Scope, Words, when
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, nearest
from par_xl.terms.words import Severity, Status

_LABELS = tuple(status.label for status in Status)
_CHOICES = "; ".join(_LABELS)


def _missing(row: FilledRow) -> Iterable[Words]:
    return when(row.reported.status is None and "status" not in row.broken)


def _unknown(row: FilledRow) -> Iterable[Words]:
    status = row.reported.status
    if not isinstance(status, Unreadable):
        return ()
    return when(True, near=N_("Có phải là “{near}”? ").format(near=_meant(status.text).label))


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


def _unexplained(row: FilledRow) -> Iterable[Words]:
    found = row.reported.status is Status.NOT_APPLICABLE and not row.reported.explanation
    return when(found and "explanation" not in row.broken)


_LIST = "DM_KiemTra"
"""A status that a cell holds is looked for in one text: a list would take ? and * for any letter,
and others' empty cells for one of its own."""
NAMES = {_LIST: "".join(f"{len(label)}{label}|" for label in (*_LABELS, ""))}

_WHERE_NOT_DUE = " Dòng này không có thời hạn; “Hoàn thành” là xong việc của kỳ này."

WRONG = Wrong(
    "status",
    "Sai_TinhTrang",
    formula=lambda _, at: f'ISERROR(FIND(LEN({at["status"]})&{at["status"]}&"|",{_LIST}))',
    holds=lambda _, cells: not is_empty(cell := cells.get("status")) and cell not in _LABELS,
    takes=lambda _: "phải chọn trong danh sách",
    limit=lambda _: Limit("list"),
    prompt=lambda asked: f"Chọn một trong: {_CHOICES}.{'' if asked.due else _WHERE_NOT_DUE}",
)
NEED = Need(
    ("status",),
    formula=lambda _, at: f'{at["status"]}=""',
    holds=lambda _, cells: is_empty(cells.get("status")),
)

RULES = (
    Rule(
        code="TT01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="status",
        title="chưa chọn Tình trạng thực hiện",
        message="Dòng đã nhập nhưng chưa chọn “Tình trạng thực hiện”.",
        fix=f"Chọn một trong: {_CHOICES}. Nếu không báo cáo dòng này thì xóa trắng các ô đã nhập.",
        source="Kế hoạch, mục IV.1; quy ước, mục 5",
        broken=_missing,
        if_blank=True,
        check=NEED,
        passes=Example({"status": "Đang thực hiện", "progress": 0.5}),
        fails=Example({"result": "Đã trình dự thảo"}),
    ),
    Rule(
        code="TT02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="status",
        title="Tình trạng thực hiện không có trong danh sách",
        message="“{value}” không phải là một tình trạng thực hiện.",
        fix="{near}Chọn một trong: " + _CHOICES + ".",
        source="Quy ước, mục 4 và 5",
        broken=_unknown,
        if_unreadable=True,
        check=WRONG,
        passes=Example({"status": " chưa thực hiện "}),
        fails=Example({"status": "Đã hoàn thành"}),
    ),
    Rule(
        code="TT03",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="explanation",
        title="“Không áp dụng” phải có Giải trình, nguyên nhân",
        message="“Không áp dụng” nhưng ô “Giải trình, nguyên nhân” để trống.",
        fix="Ghi lý do không áp dụng vào ô “Giải trình, nguyên nhân”.",
        source="Kế hoạch, mục IV.1; quy ước, mục 5",
        broken=_unexplained,
        status=Status.NOT_APPLICABLE,
        if_blank=True,
        check=EXPLANATION,
        passes=Example({"status": "Không áp dụng", "explanation": "Không thuộc phạm vi"}),
        fails=Example({"status": "Không áp dụng", "result": "Không có"}),
    ),
)
