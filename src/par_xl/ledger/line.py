"""A line of the ledger: what it tells, and how it is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from par_xl.terms.words import FileState


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
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One merge, or what became of it.

    ``merge_number`` is that of the merge whose result lies there now. ``files`` stand in the order
    of receipt; ``others`` are names of files that were no submissions. ``inputs`` and ``outputs``
    are hashes by path; ``content_sha256`` is one of the JSON but for the merge's number and the
    closing; ``replaced`` the earliest days, by unit, of good files whose place another one took;
    ``counts`` what the merge came to, and how many rows the master got of each index; ``before``
    the hash of the line before; ``by_hand`` how many rows of the master hold what people had
    typed, None: none does. ``today`` None: the line is older than these, and says less.
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
    by_hand: int | None = None
    outputs: Mapping[str, str]
    before: str
    written: str | None = field(default=None, compare=False, repr=False)
    """The line as it stands in the ledger; None where it is not written yet."""

    def hash(self) -> str:
        """What the next line is chained to."""
        return hash_of(self.text().encode())

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


def hash_of(line: bytes) -> str:
    """A hash of a line's bytes."""
    return hashlib.sha256(line).hexdigest()
