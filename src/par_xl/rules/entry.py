"""The form's columns, declared once, and what a unit reports in them (contract, section 4).

The form writer, the reader, the rules, the master and the guide all read this declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from par_xl.terms.text import (
    Cell,
    as_text,
    fold,
    is_blank,
    read_day,
    read_number,
    read_percent,
    read_small_number,
)
from par_xl.terms.words import Role, Status
from par_xl.workbooks.look import Kind


class Column(NamedTuple):
    """One column of an appendix table.

    ``roles`` are those beside the lead in whose rows the cell is open (``Asked.open`` says the
    rest). ``prompt`` says how texts are filled in; what the others take, their checks say.

    ``width`` is in characters of the standard font: all columns up to the last one to fill are seen
    together on a screen of 1366 pixels.
    """

    field: str
    header: str
    kind: Kind
    width: float
    prompt: str = ""
    roles: tuple[Role, ...] = ()


KEY = Column("key", "Mã dòng", Kind.CODE, 14)
_FROZEN = (
    KEY,
    Column("code", "TT", Kind.CODE, 6.14),
    Column("content", "Tiêu chí, nhiệm vụ", Kind.TEXT, 50.71),
    Column("due", "Thời hạn", Kind.TEXT, 8.43),
)
CHECK = Column("check", "Kiểm tra", Kind.TEXT, 12.43)
INPUT = (
    Column("status", "Tình trạng thực hiện", Kind.CHOICE, 9.00),
    Column("progress", "Tiến độ (%)", Kind.PERCENT, 6.00),
    Column("completed_on", "Ngày hoàn thành", Kind.DAY, 9.43),
    Column("value", "Số liệu thực hiện", Kind.NUMBER, 8.00, roles=(Role.SCORING,)),
    Column("self_score", "Điểm tự đánh giá", Kind.POINTS, 7.43, roles=(Role.SCORING,)),
    Column(
        "result",
        "Kết quả thực hiện",
        Kind.TEXT,
        11.86,
        prompt="Nêu ngắn gọn đã làm gì, đến đâu. Đơn vị phối hợp cũng nhập cột này.",
        roles=(Role.COORDINATING,),
    ),
    Column(
        "evidence",
        "Tài liệu kiểm chứng",
        Kind.TEXT,
        11.57,
        prompt="Số, ký hiệu, ngày văn bản, trang; ví dụ Báo cáo 12/BC-VP ngày 05/6/2024, trang 3. "
        "Cần khi “Hoàn thành”; nếu không có thì nêu lý do ở “Giải trình, nguyên nhân”.",
        roles=(Role.SCORING,),
    ),
    Column(
        "explanation",
        "Giải trình, nguyên nhân",
        Kind.TEXT,
        11.14,
        prompt="Vì sao chậm, chưa đạt, thiếu tài liệu; tồn tại, hạn chế và nguyên nhân. Cần khi "
        "quá hạn; xong muộn; “Không áp dụng”; “Hoàn thành” mà không có tài liệu kiểm chứng.",
        roles=(Role.SCORING,),
    ),
    Column(
        "difficulty",
        "Khó khăn, kiến nghị",
        Kind.TEXT,
        9.43,
        prompt="Khó khăn, vướng mắc; đề xuất, kiến nghị. Đơn vị phối hợp cũng nhập cột này.",
        roles=(Role.COORDINATING,),
    ),
)
_BEHIND = (
    Column("role", "Vai trò", Kind.TEXT, 9),
    Column("maximum", "Điểm tối đa", Kind.POINTS, 8),
    Column("measure", "Đơn vị tính", Kind.TEXT, 12),
    Column("target", "Mục tiêu năm", Kind.NUMBER, 12),
    Column("before", "Kỳ trước", Kind.TEXT, 60),
    Column("leads", "Đơn vị chủ trì", Kind.TEXT, 32),
    Column("coordinating", "Đơn vị phối hợp", Kind.TEXT, 40),
    Column("performers", "Cơ quan thực hiện", Kind.TEXT, 48),
    Column("authority", "Thẩm quyền thực hiện", Kind.TEXT, 11),
)
LOCKED = (*_FROZEN, *_BEHIND)
"""Columns that the plan fills, `Kiểm tra` aside."""
FORM = (*_FROZEN, CHECK, *INPUT, *_BEHIND)
"""Columns of an appendix, as they stand from left to right (contract, section 4)."""

BY_FIELD = {column.field: column for column in FORM}


def _open_to(role: Role) -> frozenset[str]:
    return frozenset(column.field for column in INPUT if role in column.roles)


FOR_COORDINATING = _open_to(Role.COORDINATING)
FOR_SCORING = _open_to(Role.SCORING)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that holds something, but nothing its column accepts."""

    text: str


def _status(value: Cell) -> Status | Unreadable | None:
    text = as_text(value)
    return (_STATUSES.get(fold(text)) or Unreadable(text)) if text else None


_STATUSES = {fold(status.label): status for status in Status}


def _or_unreadable(read: Callable[[Cell], Any]) -> Callable[[Cell], Any]:
    def reader(value: Cell) -> Any:
        if is_blank(value):
            return None
        found = read(value)
        return Unreadable(as_text(value)) if found is None else found

    return reader


def _text_or_none(value: Cell) -> str | None:
    return as_text(value) or None


def _value(value: Cell) -> float | str | None:
    """Return a measured value: a number where it is one, else as written ("12/15 xã")."""
    found = read_number(value)
    return _text_or_none(value) if found is None else found


# Not frozen, and no model of pydantic: every filled row makes two, from cells read one by one.
@dataclass
class Reported:
    """What a unit typed in one row, read cell by cell: a value, nothing, or unreadable.

    ``progress`` is a share (1 is 100 %), kept as typed where it is out of range: the rules
    judge, not the reader.
    """

    status: Status | Unreadable | None = None
    progress: float | Unreadable | None = None
    completed_on: date | Unreadable | None = None
    value: float | str | None = None
    self_score: float | Unreadable | None = None
    result: str | None = None
    evidence: str | None = None
    explanation: str | None = None
    difficulty: str | None = None

    @classmethod
    def read(cls, cells: Mapping[str, Cell]) -> Reported:
        """Return what stands in a row's cells, by field."""
        return cls(
            *[
                None if (cell := cells.get(field)) is None else read(cell)
                for field, read in _READERS.items()
            ]
        )


_NO_TEXTS: Mapping[str, Callable[[Cell], Any]] = {
    "status": _status,
    "progress": _or_unreadable(read_percent),
    "completed_on": _or_unreadable(read_day),
    "value": _value,
    "self_score": _or_unreadable(read_small_number),
}
_READERS = {each.name: _NO_TEXTS.get(each.name, _text_or_none) for each in fields(Reported)}
