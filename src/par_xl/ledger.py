"""Nhật ký: who merged what, when, from which bytes; each line is chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from gettext import gettext as _
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from par_xl.system.files import file_bytes, retry, unread
from par_xl.system.paths import plain_path
from par_xl.terms.errors import ParXlError
from par_xl.terms.office_correction import OfficeCorrection
from par_xl.terms.words import PERIOD_CODE, FileState

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema

    from par_xl.intake.arrival import Arrival
    from par_xl.merge.result import SubmissionPart


class _Text(NamedTuple):
    """What a text has to be where a line is read: pydantic takes long to import, and who only adds
    a line needs none of it."""

    pattern: str | None = None
    check: Callable[[str], str] | None = None

    def __get_pydantic_core_schema__(self, _source: object, _: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        text = core_schema.str_schema(pattern=self.pattern)
        after = core_schema.no_info_after_validator_function
        return after(self.check, text) if self.check else text


_Sha256 = Annotated[str, _Text(r"^[0-9a-f]{64}$")]
_Place = Annotated[str, _Text(check=plain_path)]


class Kind(Enum):
    """What a line records."""

    MERGE = "merge"
    UNDO = "undo"
    """What was there before the merge ``undone`` lies in its place again."""
    CLOSE = "close"
    """The period is closed: the merge that stands is its last word."""
    LATE = "late"
    """``files`` and ``others`` came after the closing, and count for nothing."""
    REOPEN = "reopen"
    """The closing was undone: what was there before it lies in its place again."""
    WRITE = "write"
    """Forms, documents or the like were written: ``checkout`` alone tells of them."""


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file that a merge read: its unit, what became of it, and its day of receipt.

    ``content_sha256`` is a hash of what it reports, the same after any program saved it again;
    ``changed_on`` the day on which it was last changed, ``moment`` when, in nanoseconds. One that
    is too large was not read, and is not kept. ``refused`` also where another one took its place.
    ``keys`` are the rows that went with one that is gone.
    """

    file: str
    sha256: _Sha256
    unit: str | None
    state: FileState
    received_on: date
    content_sha256: str | None = None
    changed_on: date | None = None
    is_too_large: bool = False
    moment: int = 0
    refused: bool = False
    keys: Sequence[str] = ()

    @classmethod
    def of(cls, part: SubmissionPart, arrival: Arrival, content_sha256: str) -> LedgerFile:
        """Return that of a file as it came in and was checked."""
        came = content_sha256, arrival.changed_on, arrival.is_too_large, arrival.moment
        known = part.file, part.sha256, part.unit, part.state, part.received_on
        return cls(*known, *came, refused=part.refused)


@dataclass(frozen=True, slots=True)
class Correction:
    """A day of receipt that people corrected in the register since the merge before."""

    file: str
    before: date
    after: date
    sha256: _Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One merge, or what became of it.

    ``merge_number`` is that of the merge whose result lies there now. ``files`` stand in the order
    of receipt; ``others`` are names of files that were no submissions, ``gone`` files that an
    earlier merge counted and that are not there any more. ``inputs`` and ``outputs``
    are hashes by path; ``content_sha256`` is one of the JSON but for the merge's number and the
    closing; ``replaced`` the earliest days, by unit, of good files whose place another one took;
    ``office_corrections`` what stood in the master's sheet `Đính chính`;
    ``counts`` what the merge counted, and how many rows the master got of each index; ``by_hand``
    how many rows of the master hold what people had typed, ``put_back`` how many of its cells they
    had changed that are not theirs, and were written as the result has them; None for none.
    ``checkout`` has, by path, the hashes of what lay in each place and of what is to lie there,
    None for nothing; ``before`` is the hash of the line before.
    """

    kind: Kind = Kind.MERGE
    merge_number: int = 0
    period: Annotated[str, _Text(rf"^({PERIOD_CODE.pattern})?$")] = ""
    at: datetime
    by: str
    version: str
    as_of: date = date.min
    plan_sha256: Annotated[str, _Text(r"^([0-9a-f]{64})?$")] = ""
    content_sha256: str | None = None
    today: date | None = None
    files: Sequence[LedgerFile] = ()
    others: Sequence[str] = ()
    gone: Sequence[LedgerFile] = ()
    inputs: Mapping[str, _Sha256] = field(default_factory=dict)
    replaced: Mapping[str, date] = field(default_factory=dict)
    corrected: Sequence[Correction] = ()
    office_corrections: Sequence[OfficeCorrection] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    undone: int | None = None
    by_hand: int | None = None
    put_back: int | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    checkout: Mapping[_Place, tuple[_Sha256 | None, _Sha256 | None]] = field(default_factory=dict)
    before: str
    written: str | None = field(default=None, compare=False, repr=False)
    """The line as it stands in the ledger; None where it is not written yet."""

    def later(self, kind: Kind, at: datetime, by: str, **more: Any) -> LedgerLine:
        """Return the line of what became of this merge later, without what was read for it."""
        same = ("merge_number", "period", "version", "as_of", "plan_sha256", "content_sha256")
        values = {name: getattr(self, name) for name in (*same, "today", "outputs")}
        return LedgerLine(**{**values, "kind": kind, "at": at, "by": by, "before": "", **more})

    def stays(self, name: str) -> bool:
        """Whether what it has of a place stays in the store, to be put back one day."""
        return self.kind is not Kind.WRITE and name.split("/")[0] in _UNDOABLE

    def results(self) -> Iterator[tuple[str, str]]:
        """Yield what it wrote and replaced and what stays in the store, as hashes and suffixes."""
        for name, sha256 in self.outputs.items():
            yield sha256, PurePath(name).suffix
        for name, hashes in self.checkout.items():
            if self.stays(name):
                yield from ((sha256, PurePath(name).suffix) for sha256 in hashes if sha256)

    def hash(self) -> str:
        """Return what the next line is chained to."""
        return hash_of(self.text().encode())

    def text(self) -> str:
        """Return the line as it is, or is to be, written."""
        if self.written is not None:
            return self.written
        values = {"kind": self.kind, **_values(self)}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _values(record: Any) -> dict[str, Any]:
    """Return what is said of a record: all that is not as it is by default."""
    values = {}
    for each in fields(record):
        value = getattr(record, each.name)
        default = each.default if each.default_factory is MISSING else each.default_factory()
        if each.compare and value != default:
            values[each.name] = value
    return values


def _plain(value: Any) -> Any:
    """Return as JSON has it what it does not know."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat().replace("+00:00", "Z")
    return dict(value) if isinstance(value, Mapping) else _values(value)


UNDOABLE = 20
"""Merges of a period that can be undone, one after the other."""
_UNDOABLE = ("tong-hop", "bao-cao")
"""What merges, closings and undoes put there, or take away, stays in the store."""
_DAMAGED = (ValueError, RecursionError)
"""What a line brings about that is none."""


def hash_of(line: bytes) -> str:
    """Return a hash of a line's bytes."""
    return hashlib.sha256(line).hexdigest()


def read_ledger(path: Path) -> list[LedgerLine]:
    """All lines of the ledger, the oldest first; none where there is no ledger yet.

    Lines that an editor ended in its own way are the same lines.

    Raises:
        ParXlError: it, or a line of it, cannot be read.
    """
    whole = ledger_bytes(path)
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


def ledger_bytes(path: Path) -> bytes:
    """Return the ledger's whole lines as they stand there; nothing where there is no ledger yet.

    A last line without an end is one that is being written just now, or was cut off, and is left
    out; but for one of which just the end is gone, as an editor may take it.

    Raises:
        ParXlError: it can't be read.
    """
    try:
        content = retry(lambda: file_bytes(path))
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise unread(path) from error
    whole, end, last = content.rpartition(b"\n")
    if last:
        try:
            if _line(last.decode()).before == tail_of(whole + end):
                return content
        except _DAMAGED:
            pass
    return whole + end


def tail_of(whole: bytes) -> str:
    """Return the hash of the last of whole lines, to which the next one is chained; empty for
    none."""
    last = whole.removesuffix(b"\n").rpartition(b"\n")[2].removesuffix(b"\r")
    return hash_of(last) if last else ""


@cache
def _lines() -> TypeAdapter[LedgerLine]:
    from pydantic import TypeAdapter

    return TypeAdapter(LedgerLine)


def _line(text: str) -> LedgerLine:
    line = _lines().validate_json(text, strict=True)
    if line.kind is not Kind.WRITE and not (line.period and line.plan_sha256):
        raise ValueError("no line of a merge")
    object.__setattr__(line, "written", text)
    return line


_WORKS = (Kind.MERGE, Kind.CLOSE)
"""What can be undone."""


class Ledger:
    """The ledger's lines, and what follows from them. ``lines`` are those of merges and what
    became of them, ``all`` has those of other works, too."""

    def __init__(self, lines: Sequence[LedgerLine]) -> None:
        self.all = tuple(lines)
        self.lines = tuple(line for line in lines if line.kind is not Kind.WRITE)

    def of(self, period: str) -> list[LedgerLine]:
        """Return the lines of one period, the oldest first."""
        return [line for line in self.lines if line.period == period]

    def current(self, period: str) -> LedgerLine | None:
        """Return the line that says what lies in ``tong-hop`` for a period; None: nothing does."""
        lines = self.of(period)
        return lines[-1] if lines and lines[-1].merge_number else None

    def current_merge(self, period: str) -> LedgerLine | None:
        """Return the merge whose result lies there."""
        current = self.current(period)
        return self.merge(period, current.merge_number) if current else None

    def closing(self, period: str) -> LedgerLine | None:
        """Return the closing that stands; None: the period is not closed, or no more."""
        line = next((e for e in reversed(self.of(period)) if e.kind is not Kind.LATE), None)
        return line if line is not None and line.kind is Kind.CLOSE else None

    def written(self, period: str) -> LedgerLine | None:
        """Return the line, of a merge or a closing, that wrote what lies there."""
        return self.closing(period) or self.current_merge(period)

    def late(self, period: str) -> list[LedgerLine]:
        """Return what came since the closing that stands, the oldest first."""
        closing, lines = self.closing(period), self.of(period)
        return lines[lines.index(closing) + 1 :] if closing else []

    def newest(self) -> str | None:
        """Return the latest period of which a result lies there."""
        periods = {line.period for line in self.lines}
        return max(filter(self.current, periods), default=None)

    def merge(self, period: str, number: int) -> LedgerLine | None:
        """Return a period's merge by its number."""
        return next((e for e in self.merges(period) if e.merge_number == number), None)

    def merges(self, period: str) -> list[LedgerLine]:
        """All merges of a period, undone ones among them, the oldest first."""
        return [line for line in self.of(period) if line.kind is Kind.MERGE]

    def last_number(self, period: str) -> int:
        """Return the highest number that a merge of a period had, undone ones among them; 0:
        none."""
        return max((line.merge_number for line in self.of(period)), default=0)

    def standing(self) -> list[LedgerLine]:
        """Return merges and closings that were not undone, of all periods, the oldest first."""
        found: list[LedgerLine] = []
        for line in self.lines:
            if line.kind in _WORKS:
                found.append(line)
            elif line.kind is Kind.UNDO:
                found = [e for e in found if not _is(e, Kind.MERGE, line.period, line.undone)]
            elif line.kind is Kind.REOPEN:
                found = [e for e in found if not _is(e, Kind.CLOSE, line.period, line.merge_number)]
        return found

    def oldest_undoable(self, period: str) -> int:
        """Return the number of the oldest merge of a period of which what it replaced is kept.

        So many merges that stand can be undone, whatever was undone between them; what was given
        up once does not come back where later ones are undone.
        """
        standing: list[int] = []
        oldest = 0
        for line in self.of(period):
            if line.kind is Kind.UNDO:
                standing = [number for number in standing if number != line.undone]
            elif line.kind is Kind.MERGE:
                standing.append(line.merge_number)
                if len(standing) >= UNDOABLE:
                    oldest = max(oldest, standing[-UNDOABLE])
        return oldest

    def content_of(self, name: str, sha256: str) -> str:
        """Return a hash of what a file of a result says, whatever the merge's number, closed or
        not; of bytes that the ledger does not know, their own."""
        written = (e for e in self.lines if e.kind in _WORKS and e.outputs.get(name) == sha256)
        return next((e.content_sha256 for e in written if e.content_sha256), sha256)

    def tail(self) -> str:
        """Return the hash that the next line is chained to; empty for the first."""
        return self.all[-1].hash() if self.all else ""

    def documents(self) -> dict[str, tuple[str, bool]]:
        """Documents of all periods that lie in ``bao-cao``, by name: a hash of each as it was
        written, and whether its period was closed then."""
        found: dict[str, tuple[str, bool]] = {}
        closed: set[str] = set()
        for line in self.all:
            if line.kind is Kind.CLOSE:
                closed.add(line.period)
            elif line.kind is Kind.REOPEN:
                closed.discard(line.period)
            for name, (_before, after) in line.checkout.items():
                top, *below = name.split("/")
                if after is None:
                    found.pop(name, None)
                elif top == "bao-cao":
                    found[name] = (after, below[0] in closed)
        return found


def _is(line: LedgerLine, kind: Kind, period: str, number: int | None) -> bool:
    return (line.kind, line.period, line.merge_number) == (kind, period, number)
