"""Rules on Tiến độ (%)."""

from __future__ import annotations

from collections.abc import Iterable

from par_xl.rules.asked import Asked
from par_xl.rules.check import At, Cells, Limit, Need, Wrong, is_empty, is_within, quoted
from par_xl.rules.entry import Unreadable
from par_xl.rules.rule import Example, FilledRow, Rule, Scope, Words, when
from par_xl.terms.words import Severity, Status, percent

_SLACK = 1e-9
"""By how much a calculated share may miss 0 or 1: nobody sees the difference."""


def _known(row: FilledRow) -> float | None:
    progress = row.reported.progress
    return None if isinstance(progress, Unreadable) else progress


def _unreadable(row: FilledRow) -> Iterable[Words]:
    return when(isinstance(row.reported.progress, Unreadable))


def _unclear(row: FilledRow) -> Iterable[Words]:
    progress = _known(row)
    if progress is not None and 1 + _SLACK < progress < 2:
        yield {"low": percent(progress / 100), "high": percent(progress)}


def _out_of_range(row: FilledRow) -> Iterable[Words]:
    progress = _known(row)
    return when(progress is not None and (progress < -_SLACK or progress >= 2))


def _done_below_all(row: FilledRow) -> Iterable[Words]:
    progress = _known(row)
    below = progress is not None and -_SLACK <= progress < 1 - _SLACK
    found = row.reported.status is Status.DONE and below
    return when(True, progress=percent(progress, 9)) if found else ()


def _begun_though_not(row: FilledRow) -> Iterable[Words]:
    progress = _known(row)
    begun = progress is not None and _SLACK < progress <= 1 + _SLACK
    found = row.reported.status is Status.NOT_STARTED and begun
    return when(True, progress=percent(progress, 9)) if found else ()


def _missing(row: FilledRow) -> Iterable[Words]:
    found = row.reported.status is Status.IN_PROGRESS and row.reported.progress is None
    return when(found and "progress" not in row.broken)


def _within(_: Asked, at: At) -> str:
    status, share = at["status"], at["progress"]
    done, begun = quoted(Status.DONE.label), quoted(Status.NOT_STARTED.label)
    return f'AND({share}<>"",MEDIAN(1*({status}={done}),{share},1*({status}<>{begun}))<>{share})'


def _is_wrong(_: Asked, cells: Cells) -> bool:
    share, status = cells.get("progress"), cells.get("status")
    low, high = status == Status.DONE.label, status != Status.NOT_STARTED.label
    return not is_empty(share) and not is_within(share, low, high)


# LibreOffice puts a sign of its own behind the first digit: "80%" would be "80%%".
_TYPED = "Gõ từ 0 đến 100, ví dụ 80; máy tự thêm dấu %; nếu máy không nhận thì gõ 80%"

WRONG = Wrong(
    "progress",
    "Sai_TienDo",
    formula=_within,
    holds=_is_wrong,
    takes=lambda _: "phải 0–100% (Hoàn thành 100%, Chưa thực hiện 0%)",
    limit=lambda _: Limit("decimal", 0, 1),
    prompt=lambda _: f"{_TYPED}. Hoàn thành: 100 hoặc để trống. Chưa thực hiện: 0 hoặc để trống.",
)


_GOING = Status.IN_PROGRESS.label

NEED = Need(
    ("progress",),
    formula=lambda _, at: f'AND({at["status"]}={quoted(_GOING)},{at["progress"]}="")',
    holds=lambda _, cells: cells.get("status") == _GOING and is_empty(cells.get("progress")),
)

_AS_PERCENT = f"{_TYPED}. “Hoàn thành”: 100, “Chưa thực hiện”: 0."

RULES = (
    Rule(
        code="TD01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="progress",
        title="Tiến độ không phải là số phần trăm",
        message="Không đọc được tiến độ “{value}”.",
        fix=_AS_PERCENT,
        source="Quy ước, mục 4 và 5",
        broken=_unreadable,
        if_unreadable=True,
        check=WRONG,
        passes=Example({"status": "Đang thực hiện", "progress": "80 %"}),
        fails=Example({"status": "Đang thực hiện", "progress": "gần xong"}),
    ),
    Rule(
        code="TD02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="progress",
        title="Tiến độ không rõ là phần trăm hay số lần",
        message="Tiến độ “{value}” không rõ nghĩa: có thể là {low} hoặc {high}.",
        fix=_AS_PERCENT,
        source="Quy ước, mục 4",
        broken=_unclear,
        check=WRONG,
        passes=Example({"status": "Đang thực hiện", "progress": 0.15}),
        fails=Example({"status": "Đang thực hiện", "progress": 1.5}),
    ),
    Rule(
        code="TD03",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="progress",
        title="Tiến độ phải từ 0% đến 100%",
        message="Tiến độ “{value}” ngoài khoảng 0% đến 100%.",
        fix=_AS_PERCENT,
        source="Quy ước, mục 5",
        broken=_out_of_range,
        check=WRONG,
        passes=Example({"status": "Đang thực hiện", "progress": 100}),
        fails=Example({"status": "Đang thực hiện", "progress": 120}),
    ),
    Rule(
        code="TD04",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="progress",
        title="“Hoàn thành” nhưng Tiến độ dưới 100%",
        message="“Hoàn thành” nhưng tiến độ là {progress}.",
        fix="Gõ tiến độ 100 (hoặc để trống), hoặc chọn “Đang thực hiện”.",
        source="Quy ước, mục 5",
        broken=_done_below_all,
        status=Status.DONE,
        check=WRONG,
        passes=Example({"status": "Hoàn thành", "progress": 1, "evidence": "Số 12/BC-VP"}),
        fails=Example({"status": "Hoàn thành", "progress": 0.9, "evidence": "Số 12/BC-VP"}),
    ),
    Rule(
        code="TD05",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        field="progress",
        title="“Chưa thực hiện” nhưng Tiến độ trên 0%",
        message="“Chưa thực hiện” nhưng tiến độ là {progress}.",
        fix="Gõ tiến độ 0 (hoặc để trống), hoặc chọn “Đang thực hiện”.",
        source="Quy ước, mục 5",
        broken=_begun_though_not,
        status=Status.NOT_STARTED,
        check=WRONG,
        passes=Example({"status": "Chưa thực hiện", "progress": 0}),
        fails=Example({"status": "Chưa thực hiện", "progress": 0.1}),
    ),
    Rule(
        code="TD06",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        field="progress",
        title="“Đang thực hiện” chưa có Tiến độ, tính là 0%",
        message="“Đang thực hiện” nhưng chưa có tiến độ, nên tính là 0%.",
        fix=f"{_TYPED}.",
        source="Quy ước, mục 5",
        broken=_missing,
        status=Status.IN_PROGRESS,
        if_blank=True,
        check=NEED,
        passes=Example({"status": "Đang thực hiện", "progress": 0}),
        fails=Example({"status": "Đang thực hiện"}),
    ),
)
