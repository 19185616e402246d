"""What was read with a correction: each is named, and nobody has to do anything."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from math import isclose

from par_xl.rules.entry import BY_FIELD, INPUT, Unreadable
from par_xl.rules.rule import (
    ANY_ROLE,
    LEAD,
    LEAD_OR_SCORING,
    Example,
    FilledRow,
    Rule,
    Scope,
    Words,
    when,
)
from par_xl.terms.messages import N_, joined
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import CONTROLS, INVISIBLE, Cell
from par_xl.terms.words import Role, Severity, Status, day, number, percent
from par_xl.workbooks.look import Kind

_SAME = 1e-9
_TEXTS = tuple(column.field for column in INPUT if column.kind is Kind.TEXT)


def _tidied(row: FilledRow) -> Iterator[Words]:
    for field in _TEXTS:
        cell, read = row.cells.get(field), getattr(row.reported, field)
        if type(cell) is str and read is not None and read != cell and not has_old_font(cell):
            yield {"field": field, "header": BY_FIELD[field].header, "what": _what(cell)}


def _what(typed: str) -> str:
    """Return what was put right in a text."""
    changes = []
    if unicodedata.normalize("NFC", typed) != typed:
        changes.append(N_("chữ dấu rời đổi thành Unicode dựng sẵn"))
    if any(character in typed for character in INVISIBLE + CONTROLS):
        changes.append(N_("bỏ ký tự ẩn"))
    if typed != typed.strip():
        changes.append(N_("bỏ khoảng trắng thừa"))
    if "\u00a0" in typed.strip():
        changes.append(N_("khoảng trắng không ngắt đổi thành khoảng trắng thường"))
    if "\u00d0" in typed or "\u00f0" in typed:
        changes.append(N_("chữ Ð (Iceland) đổi thành Đ"))
    return joined(changes, ", ")


def _status(row: FilledRow) -> Iterable[Words]:
    read = row.reported.status
    if not isinstance(read, Status):
        return ()
    return when(row.cells.get("status") != read.label, read=read.label)


def _progress(row: FilledRow) -> Iterable[Words]:
    typed, read = row.cells.get("progress"), row.reported.progress
    if not isinstance(read, float) or not 0 <= read <= 1:
        return ()
    # A cell may hold a third to more places than a share is read to.
    is_read_as_it_is = isinstance(typed, float | int) and isclose(typed, read, abs_tol=_SAME)
    return when(not is_read_as_it_is, read=percent(read))


def _completed_on(row: FilledRow) -> Iterable[Words]:
    typed, read = row.cells.get("completed_on"), row.reported.completed_on
    if not isinstance(read, date) or isinstance(typed, date):
        return ()
    return when(True, read=day(read))


def _self_score(row: FilledRow) -> Iterable[Words]:
    typed, read = row.cells.get("self_score"), row.reported.self_score
    if isinstance(read, Unreadable) or read is None or row.asked.maximum is None:
        return ()
    return when(True, read=number(read, 4)) if isinstance(typed, str) else ()


def _value(row: FilledRow) -> Iterable[Words]:
    typed, read = row.cells.get("value"), row.reported.value
    if not isinstance(read, float) or not isinstance(typed, str) or "value" not in row.asked.open:
        return ()
    # Without thousands: "1.234" read as 1.234 would say nothing.
    return when(True, read=f"{read:.15g}".replace(".", ","))


def _correction(
    code: str,
    field: str,
    title: str,
    broken: Callable[[FilledRow], Iterable[Words]],
    passes: Example,
    fails: Example,
    message: str = "“{value}” được đọc là {read}.",
    roles: frozenset[Role] = LEAD,
) -> Rule:
    return Rule(
        code=code,
        severity=Severity.INFO,
        scope=Scope.ROW,
        field=field,
        roles=roles,
        title=title,
        message=message,
        fix="Không cần làm gì.",
        source="Quy ước, mục 4 và 5",
        broken=broken,
        no_check="Chỉ là lưu ý: đã đọc đúng, không phải sửa.",
        passes=passes,
        fails=fails,
    )


_GOING: Mapping[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5}

RULES = (
    Rule(
        code="CH01",
        severity=Severity.INFO,
        scope=Scope.ROW,
        roles=ANY_ROLE,
        title="chữ được làm sạch khi đọc",
        message="Nội dung ô “{header}” được làm sạch khi đọc: {what}.",
        fix="Không cần làm gì.",
        source="Quy ước, mục 5",
        broken=_tidied,
        no_check="Chỉ là lưu ý: đã đọc đúng, không phải sửa.",
        passes=Example({**_GOING, "result": "Đã trình dự thảo"}),
        fails=Example({**_GOING, "result": " Đã trình dự thảo\u00a0"}),
    ),
    _correction(
        "CH02",
        "status",
        "Tình trạng thực hiện được đọc theo danh sách",
        _status,
        Example({"status": "Chưa thực hiện"}),
        Example({"status": "CHƯA THỰC  HIỆN"}),
    ),
    _correction(
        "CH03",
        "progress",
        "Tiến độ được đọc thành phần trăm",
        _progress,
        Example({"status": "Đang thực hiện", "progress": 0.8}),
        Example({"status": "Đang thực hiện", "progress": "80 %"}),
    ),
    _correction(
        "CH04",
        "completed_on",
        "chữ hoặc số được đọc thành ngày",
        _completed_on,
        Example({"status": "Hoàn thành", "completed_on": date(2024, 6, 5), "evidence": "Số 1"}),
        Example({"status": "Hoàn thành", "completed_on": "5.6.2024", "evidence": "Số 1"}),
        "“{value}” được đọc là ngày {read}.",
    ),
    _correction(
        "CH05",
        "self_score",
        "chữ được đọc thành điểm",
        _self_score,
        Example({**_GOING, "self_score": 0.5, "evidence": "Số 1"}, maximum=1),
        Example({**_GOING, "self_score": "0,5", "evidence": "Số 1"}, maximum=1),
        roles=LEAD_OR_SCORING,
    ),
    _correction(
        "CH06",
        "value",
        "chữ được đọc thành số liệu",
        _value,
        Example({**_GOING, "value": 1250.0}),
        Example({**_GOING, "value": "1.250"}),
        roles=LEAD_OR_SCORING,
    ),
)
