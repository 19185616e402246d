"""``tra-lai``: forms handed back, written only when they changed and never over somebody's work."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from par_xl import __version__
from par_xl.finding import Finding
from par_xl.folder.layout import Folder
from par_xl.form.request import FORM_VERSION

_RECORD = TypeAdapter(dict[str, tuple[str, str]])
_UNKNOWN = "chua-ro-ky"
"""Where files go whose period could not be made out."""


@dataclass
class Returns:
    """What is to be handed back, beside what lies there already.

    The record says of each file what it was made from and what was written; where another
    content lies in its place, somebody works in it, and it stays.
    """

    folder: Folder
    plan_sha256: str
    record: dict[str, tuple[str, str]]
    contents: dict[Path, bytes] = field(default_factory=dict)
    stale: list[Path] = field(default_factory=list)

    def add(
        self,
        period: str | None,
        file: str,
        sha256: str,
        found: Sequence[Finding],
        write: Callable[[], bytes],
    ) -> Path:
        """Hand one file back; *write* is called only when what it makes would be new."""
        sources = [sha256, self.plan_sha256, __version__, FORM_VERSION, *map(repr, found)]
        made_from = _hash("\n".join(sources).encode())
        for number in count(1):
            path = self._path(period, file, number)
            name = path.relative_to(self.folder.returned).as_posix()
            made, written = self.record.get(name, ("", ""))
            if path in self.contents:
                # Another file of this run, of the same name.
                if made == made_from:
                    return path
                continue
            there = _hash(path.read_bytes()) if path.exists() else None
            if there is not None and made == made_from:
                # As it was written, or somebody works in it: there is nothing new to say.
                return path
            if there in (None, written):
                content = write()
                self.contents[path] = content
                self.record[name] = (made_from, _hash(content))
                return path
        raise AssertionError("there is always another number")

    def drop(self, period: str, file: str) -> None:
        """Nothing is wrong with a file any more: what was handed back before is out of date."""
        for number in count(1):
            path = self._path(period, file, number)
            if not path.exists():
                return
            name = path.relative_to(self.folder.returned).as_posix()
            _, written = self.record.get(name, ("", ""))
            if _hash(path.read_bytes()) == written:
                self.stale.append(path)
                del self.record[name]

    def files(self) -> dict[Path, bytes]:
        """Everything to be written."""
        record = _RECORD.dump_json(self.record, indent=1)
        return {**self.contents, self.folder.returns_record: record}

    def clear(self) -> None:
        """Take away what is out of date, once all else is written."""
        for path in self.stale:
            with contextlib.suppress(OSError):
                path.unlink()

    def _path(self, period: str | None, file: str, number: int) -> Path:
        name = PurePosixPath(file)
        if name.suffix.lower() != ".xlsx":
            name = name.with_name(f"{name.name}.xlsx")
        if number > 1:
            name = name.with_name(f"{name.stem} ({number}).xlsx")
        return self.folder.returned / (period or _UNKNOWN) / name


def open_returns(folder: Folder) -> Returns:
    """What was handed back so far; without its record, everything there counts as edited."""
    path = folder.returns_record
    try:
        record = _RECORD.validate_json(path.read_bytes()) if path.exists() else {}
    except ValidationError:
        record = {}
    return Returns(folder, _hash(folder.plan.read_bytes()), record)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
