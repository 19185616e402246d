"""The ledger's file read."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any, TypeVar

from par_xl.ledger.line import Correction, Kind, LedgerFile, LedgerLine, hash_of
from par_xl.system.files import file_bytes, patiently, unread
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import PERIOD_CODE, FileState

_T = TypeVar("_T")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_STATES = {state.value: state for state in FileState}
_DAMAGED = (ValueError, TypeError, LookupError, RecursionError)
"""What a line brings about that is none."""


def read_ledger(path: Path) -> list[LedgerLine]:
    """All lines of the ledger, the oldest first; none where there is no ledger yet.

    Lines that an editor ended in its own way are the same lines.

    Raises:
        ParXlError: it, or a line of it, cannot be read.
    """
    try:
        content = patiently(lambda: file_bytes(path))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise unread(path) from error
    whole = whole_lines(content)
    # Not splitlines: a name may hold what Unicode knows as a line's end.
    texts = whole.removesuffix(b"\n").split(b"\n") if whole else []
    lines = []
    for number, line in enumerate(texts, start=1):
        try:
            lines.append(_line(line.removesuffix(b"\r").decode()))
        except _DAMAGED as error:
            raise ParXlError(
                _("Nhật ký .par-xl/ledger.jsonl hỏng ở dòng {number}.").format(number=number),
                _(
                    "Khôi phục tệp này từ bản sao lưu rồi chạy lại; không có bản sao lưu thì gửi "
                    "tệp cho người hỗ trợ kỹ thuật, không tự sửa."
                ),
            ) from error
    return lines


def whole_lines(content: bytes) -> bytes:
    """What of a ledger's bytes is whole lines.

    A last line without an end is one that is being written just now, or was cut off, and is left
    out; but for one of which just the end is gone, as an editor may take it.
    """
    whole, end, last = content.rpartition(b"\n")
    if last:
        before = hash_of(whole.rpartition(b"\n")[2].removesuffix(b"\r")) if end else ""
        try:
            if _line(last.decode()).before == before:
                return content
        except _DAMAGED:
            pass
    return whole + end


def _line(text: str) -> LedgerLine:
    told = _is(dict, json.loads(text))
    return LedgerLine(
        kind=Kind(told.get("kind", Kind.MERGE.value)),
        merge_number=_is(int, told["merge_number"]),
        period=_like(PERIOD_CODE, told["period"]),
        at=datetime.fromisoformat(told["at"]),
        by=_is(str, told["by"]),
        version=_is(str, told["version"]),
        as_of=date.fromisoformat(told["as_of"]),
        plan_sha256=_like(_SHA256, told["plan_sha256"]),
        content_sha256=_maybe(str, told.get("content_sha256")),
        today=_day(told.get("today")),
        files=[_file(each) for each in _is(list, told["files"])],
        others=[_is(str, each) for each in _is(list, told.get("others", []))],
        inputs={
            name: _like(_SHA256, sha256)
            for name, sha256 in _by_name(str, told.get("inputs", {})).items()
        },
        replaced={
            unit: date.fromisoformat(day)
            for unit, day in _by_name(str, told.get("replaced", {})).items()
        },
        corrected=[
            Correction(
                _is(str, each["file"]),
                date.fromisoformat(each["before"]),
                date.fromisoformat(each["after"]),
                _like(_SHA256, each["sha256"]),
            )
            for each in _is(list, told.get("corrected", []))
        ],
        counts=_by_name(int, told.get("counts", {})),
        undone=_maybe(int, told.get("undone")),
        by_hand=_maybe(int, told.get("by_hand")),
        outputs=_by_name(str, told["outputs"]),
        before=_is(str, told["before"]),
        written=text,
    )


def _file(told: dict[str, Any]) -> LedgerFile:
    return LedgerFile(
        _is(str, told["file"]),
        _like(_SHA256, told["sha256"]),
        _maybe(str, told["unit"]),
        _STATES[told["state"]],
        date.fromisoformat(told["received_on"]),
        _maybe(str, told.get("content_sha256")),
        _day(told.get("changed_on")),
        told.get("is_too_large") is True,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _by_name(kind: type[_T], told: object) -> dict[str, _T]:
    return {name: _is(kind, value) for name, value in _is(dict, told).items()}


def _maybe(kind: type[_T], value: object) -> _T | None:
    return None if value is None else _is(kind, value)


def _like(pattern: re.Pattern[str], value: object) -> str:
    """A name that is part of a path: it is nothing but what it is called to be."""
    if pattern.fullmatch(text := _is(str, value)):
        return text
    raise ValueError(f"{text!r} is nothing of that kind")


def _is(kind: type[_T], value: object) -> _T:
    # Exactly of that type: a truth value is no number.
    if type(value) is kind:
        return value
    raise TypeError(f"{value!r} is no {kind.__name__}")
