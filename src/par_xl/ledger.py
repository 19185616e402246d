"""Nhật ký: who merged what, when, from which bytes; each line is chained to the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from par_xl.errors import ParXlError
from par_xl.words import FileState

_T = TypeVar("_T")
_STATES = {state.value: state for state in FileState}


class LedgerFile(NamedTuple):
    """A file that a merge read: its unit, what became of it, and its day of receipt."""

    file: str
    sha256: str
    unit: str | None
    state: FileState
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One merge. ``outputs`` are hashes by path; ``content_sha256`` is one of the JSON but for
    the merge's number, None in lines older than it; ``before`` is the hash of the line before."""

    merge_number: int
    period: str
    at: datetime
    by: str
    version: str
    as_of: date
    plan_sha256: str
    content_sha256: str | None = None
    files: Sequence[LedgerFile]
    outputs: Mapping[str, str]
    before: str

    def hash(self) -> str:
        """What the next line is chained to."""
        # Who only reads the ledger needs no hashes.
        import hashlib

        return hashlib.sha256(self.text().encode()).hexdigest()

    def text(self) -> str:
        """The line as it is written: read again, it gives the same bytes, so that hashes hold."""
        told: dict[str, object] = {
            "merge_number": self.merge_number,
            "period": self.period,
            "at": _moment(self.at),
            "by": self.by,
            "version": self.version,
            "as_of": self.as_of.isoformat(),
            "plan_sha256": self.plan_sha256,
        }
        if self.content_sha256 is not None:
            told["content_sha256"] = self.content_sha256
        told["files"] = [
            {
                "file": file.file,
                "sha256": file.sha256,
                "unit": file.unit,
                "state": file.state.value,
                "received_on": file.received_on.isoformat(),
            }
            for file in self.files
        ]
        told["outputs"] = dict(self.outputs)
        told["before"] = self.before
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _moment(at: datetime) -> str:
    text = at.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def read_ledger(path: Path) -> list[LedgerLine]:
    """All lines of the ledger, the oldest first; none where there is no ledger yet.

    Raises:
        ParXlError: a line cannot be read.
    """
    content = path.read_bytes() if path.exists() else b""
    if not content:
        return []
    lines = []
    # Not splitlines: a name may hold what Unicode knows as a line's end.
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n"), start=1):
        try:
            lines.append(_line(json.loads(line.decode())))
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise ParXlError(
                f"Nhật ký .par-xl/ledger.jsonl hỏng ở dòng {number}.",
                "Khôi phục tệp này từ bản sao lưu rồi chạy lại.",
            ) from error
    return lines


def _line(told: dict[str, Any]) -> LedgerLine:
    return LedgerLine(
        merge_number=_is(int, told["merge_number"]),
        period=_is(str, told["period"]),
        at=datetime.fromisoformat(told["at"]),
        by=_is(str, told["by"]),
        version=_is(str, told["version"]),
        as_of=date.fromisoformat(told["as_of"]),
        plan_sha256=_is(str, told["plan_sha256"]),
        content_sha256=_is(str, told["content_sha256"]) if "content_sha256" in told else None,
        files=[_file(each) for each in _is(list, told["files"])],
        outputs={path: _is(str, sha256) for path, sha256 in _is(dict, told["outputs"]).items()},
        before=_is(str, told["before"]),
    )


def _file(told: dict[str, Any]) -> LedgerFile:
    unit = told["unit"]
    return LedgerFile(
        _is(str, told["file"]),
        _is(str, told["sha256"]),
        None if unit is None else _is(str, unit),
        _STATES[told["state"]],
        date.fromisoformat(told["received_on"]),
    )


def _is(kind: type[_T], value: object) -> _T:
    # Exactly of that type: a truth value is no number.
    if type(value) is kind:
        return value
    raise TypeError(f"{value!r} is no {kind.__name__}")


def text_of(lines: Sequence[LedgerLine]) -> str:
    """The ledger's text, a line each."""
    return "".join(line.text() + "\n" for line in lines)
