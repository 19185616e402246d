"""Nhật ký: who merged what, when, from which bytes; each line is chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from par_xl.errors import ParXlError
from par_xl.files import patiently, unread
from par_xl.words import FileState

_T = TypeVar("_T")
_STATES = {state.value: state for state in FileState}
_DAMAGED = (ValueError, TypeError, LookupError, RecursionError)
"""What a line brings about that is none."""


class Kind(Enum):
    """What a line records."""

    MERGE = "merge"
    UNDO = "undo"
    """What was there before the merge ``undone`` lies in its place again."""


class LedgerFile(NamedTuple):
    """A file that a merge read: its unit, what became of it, and its day of receipt.

    ``content_sha256`` is a hash of what it reports, the same after any program saved it again;
    ``changed_on`` the day on which it was last changed. One that is too large was not read, and
    is not kept.
    """

    file: str
    sha256: str
    unit: str | None
    state: FileState
    received_on: date
    content_sha256: str | None = None
    changed_on: date | None = None
    is_too_large: bool = False


class Correction(NamedTuple):
    """A day of receipt that people corrected in the register since the merge before."""

    file: str
    before: date
    after: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One merge, or one undone.

    ``files`` stand in the order of receipt; ``others`` are names of files that were no
    submissions. ``inputs`` and ``outputs`` are hashes by path; ``content_sha256`` is one of the
    JSON but for the merge's number; ``replaced`` the earliest days, by unit, of good files whose
    place another one took; ``counts`` what the merge came to; ``before`` the hash of the line
    before. ``today`` None: the line is older than these, and says less.
    """

    kind: Kind = Kind.MERGE
    merge_number: int
    period: str
    at: datetime
    by: str
    version: str
    as_of: date
    plan_sha256: str
    content_sha256: str | None = None
    today: date | None = None
    files: Sequence[LedgerFile]
    others: Sequence[str] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, date] = field(default_factory=dict)
    corrected: Sequence[Correction] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    undone: int | None = None
    outputs: Mapping[str, str]
    before: str
    written: str | None = field(default=None, compare=False, repr=False)
    """The line as it stands in the ledger; None where it is not written yet."""

    def hash(self) -> str:
        """What the next line is chained to."""
        return _hash(self.text().encode())

    def text(self) -> str:
        """The line as it is, or is to be, written."""
        if self.written is not None:
            return self.written
        told: dict[str, object] = {"kind": self.kind.value}
        for name in _TOLD:
            value = getattr(self, name)
            if value is not None:
                told[name] = _plain(value)
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


_TOLD = [name for name in LedgerLine.__slots__ if name not in ("kind", "written")]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        text = value.isoformat()
        return f"{text[:-6]}Z" if text.endswith("+00:00") else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, FileState):
        return value.value
    if isinstance(value, (LedgerFile, Correction)):
        return {n: _plain(each) for n, each in value._asdict().items() if each is not False}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value


def read_ledger(path: Path) -> list[LedgerLine]:
    """All lines of the ledger, the oldest first; none where there is no ledger yet.

    Lines that an editor ended in its own way are the same lines.

    Raises:
        ParXlError: it, or a line of it, cannot be read.
    """
    try:
        content = patiently(path.read_bytes)
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
                f"Nhật ký .par-xl/ledger.jsonl hỏng ở dòng {number}.",
                "Khôi phục tệp này từ bản sao lưu rồi chạy lại.",
            ) from error
    return lines


def whole_lines(content: bytes) -> bytes:
    """What of a ledger's bytes is whole lines.

    A last line without an end is one that is being written just now, or was cut off, and is left
    out; but for one of which just the end is gone, as an editor may take it.
    """
    whole, end, last = content.rpartition(b"\n")
    if last:
        before = _hash(whole.rpartition(b"\n")[2].removesuffix(b"\r")) if end else ""
        try:
            if _line(last.decode()).before == before:
                return content
        except _DAMAGED:
            pass
    return whole + end


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _line(text: str) -> LedgerLine:
    told = _is(dict, json.loads(text))
    return LedgerLine(
        kind=Kind(told.get("kind", Kind.MERGE.value)),
        merge_number=_is(int, told["merge_number"]),
        period=_is(str, told["period"]),
        at=datetime.fromisoformat(told["at"]),
        by=_is(str, told["by"]),
        version=_is(str, told["version"]),
        as_of=date.fromisoformat(told["as_of"]),
        plan_sha256=_is(str, told["plan_sha256"]),
        content_sha256=_maybe(str, told.get("content_sha256")),
        today=_day(told.get("today")),
        files=[_file(each) for each in _is(list, told["files"])],
        others=[_is(str, each) for each in _is(list, told.get("others", []))],
        inputs=_by_name(str, told.get("inputs", {})),
        replaced={
            unit: date.fromisoformat(day)
            for unit, day in _by_name(str, told.get("replaced", {})).items()
        },
        corrected=[
            Correction(
                _is(str, each["file"]),
                date.fromisoformat(each["before"]),
                date.fromisoformat(each["after"]),
            )
            for each in _is(list, told.get("corrected", []))
        ],
        counts=_by_name(int, told.get("counts", {})),
        undone=_maybe(int, told.get("undone")),
        outputs=_by_name(str, told["outputs"]),
        before=_is(str, told["before"]),
        written=text,
    )


def _file(told: dict[str, Any]) -> LedgerFile:
    return LedgerFile(
        _is(str, told["file"]),
        _is(str, told["sha256"]),
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


def _is(kind: type[_T], value: object) -> _T:
    # Exactly of that type: a truth value is no number.
    if type(value) is kind:
        return value
    raise TypeError(f"{value!r} is no {kind.__name__}")


class Ledger:
    """The ledger's lines, and what follows from them."""

    def __init__(self, lines: Sequence[LedgerLine]) -> None:
        self.lines = tuple(lines)

    def of(self, period: str) -> list[LedgerLine]:
        """The lines of one period, the oldest first."""
        return [line for line in self.lines if line.period == period]

    def current(self, period: str) -> LedgerLine | None:
        """The line that says what lies in ``tong-hop`` for a period; None: nothing does."""
        lines = self.of(period)
        return lines[-1] if lines and lines[-1].merge_number else None

    def lying(self, period: str) -> LedgerLine | None:
        """The merge that wrote what lies there."""
        current = self.current(period)
        return self.merge(period, current.merge_number) if current else None

    def merge(self, period: str, number: int) -> LedgerLine | None:
        """A period's merge by its number."""
        return next((e for e in self.merges(period) if e.merge_number == number), None)

    def merges(self, period: str) -> list[LedgerLine]:
        """All merges of a period, undone ones among them, the oldest first."""
        return [line for line in self.of(period) if line.kind is Kind.MERGE]

    def last_number(self, period: str) -> int:
        """The highest number that a merge of a period had, undone ones among them; 0: none."""
        return max((line.merge_number for line in self.of(period)), default=0)

    def standing(self) -> list[LedgerLine]:
        """Merges that were not undone, of all periods, the oldest first."""
        found: list[LedgerLine] = []
        for line in self.lines:
            if line.kind is Kind.MERGE:
                found.append(line)
            else:
                found = [
                    each
                    for each in found
                    if (each.period, each.merge_number) != (line.period, line.undone)
                ]
        return found

    def tail(self) -> str:
        """The hash that the next line is chained to; empty for the first."""
        return self.lines[-1].hash() if self.lines else ""
