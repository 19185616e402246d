"""Nhật ký: who merged what, when, from which bytes; each line is chained to the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from par_xl.errors import ParXlError
from par_xl.words import FileState


class LedgerFile(BaseModel):
    """A file that a merge read: its unit, what became of it, and its day of receipt."""

    model_config = ConfigDict(frozen=True)
    file: str
    sha256: str
    unit: str | None
    state: FileState
    received_on: date


class LedgerLine(BaseModel):
    """One merge. ``outputs`` are hashes by path; ``content_sha256`` is one of the JSON but for
    the merge's number; ``before`` is the hash of the line before."""

    model_config = ConfigDict(frozen=True)
    merge_number: int
    period: str
    at: datetime
    by: str
    version: str
    as_of: date
    plan_sha256: str
    content_sha256: str = ""
    files: list[LedgerFile]
    outputs: dict[str, str]
    before: str

    def hash(self) -> str:
        """What the next line is chained to."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def read_ledger(path: Path) -> list[LedgerLine]:
    """All lines of the ledger, the oldest first; none where there is no ledger yet.

    Raises:
        ParXlError: a line cannot be read.
    """
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            lines.append(LedgerLine.model_validate_json(line))
        except ValueError as error:
            raise ParXlError(
                f"Nhật ký .par-xl/ledger.jsonl hỏng ở dòng {number}.",
                "Khôi phục tệp này từ bản sao lưu rồi chạy lại.",
            ) from error
    return lines


def text_of(lines: Sequence[LedgerLine]) -> str:
    """The ledger's text, a line each."""
    return "".join(line.model_dump_json() + "\n" for line in lines)
