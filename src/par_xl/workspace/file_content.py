"""A file that came in, as it arrived: its bytes, their hash, when it was last changed."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from par_xl.intake.check import Arrival
from par_xl.system.files import file_bytes, file_sha256, patiently, unread
from par_xl.system.long_paths import too_long
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workbooks.package import FILE_LIMIT


class ChangedWhileReadError(ParXlError):
    """A file is not the one that it was a moment ago."""

    def __init__(self, file: str) -> None:
        super().__init__(
            N_("Tệp {file} bị thay đổi hoặc lấy đi trong lúc đang đọc.").format(file=file),
            N_("Chờ chép xong tệp đó vào da-nop rồi chạy lại; chưa ghi gì."),
        )
        self.file = file

    def __reduce__(self) -> tuple[type[ChangedWhileReadError], tuple[str]]:
        # It comes back from other processes as it was.
        return type(self), (self.file,)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to be worked on: how it came in, and its bytes or the place where they lie. One
    that is too large is not read."""

    arrival: Arrival
    sha256: str
    path: Path | None
    content: bytes | None
    is_too_large: bool = False

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            ChangedWhileReadError: it was changed, or is gone.
        """
        if self.content is not None:
            return self.content
        assert self.path is not None
        try:
            content = file_bytes(self.path)
        except OSError as error:
            raise ChangedWhileReadError(self.arrival.file) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ChangedWhileReadError(self.arrival.file)
        return content

    def loaded(self) -> Sent:
        """The same with its bytes, for who does not see the place.

        Raises:
            ChangedWhileReadError: it was changed, or is gone.
        """
        return self if self.is_too_large else replace(self, path=None, content=self.read())


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file; ``name`` is what findings call it, ``moment`` when it was last changed, in
    nanoseconds. Of one over the limit nothing is ever read but for its hash."""

    path: Path
    name: str
    sha256: str
    moment: int
    is_too_large: bool
    content: bytes | None

    def without_content(self) -> FileContent:
        """The same, to be read again when its turn comes."""
        return replace(self, content=None)

    @property
    def changed(self) -> date:
        """The local day on which it was last changed."""
        try:
            return datetime.fromtimestamp(self.moment / 1e9).date()  # noqa: DTZ006
        except (OSError, OverflowError, ValueError):
            # A time that no calendar has, as a broken copy leaves it: it came today.
            return date.today()  # noqa: DTZ011


def look(path: Path, name: str) -> FileContent:
    """What lies at *path*.

    Raises:
        ParXlError: it is gone, was changed meanwhile, is closed to others, or is no file.
    """
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise unread(path)
        content = patiently(lambda: file_bytes(path)) if before.st_size <= FILE_LIMIT else None
        sha256 = file_sha256(path) if content is None else hashlib.sha256(content).hexdigest()
        after = path.stat()
    except FileNotFoundError as error:
        if path.is_symlink():
            raise unread(path) from error
        raise too_long(path) or ChangedWhileReadError(name) from error
    except OSError as error:
        raise unread(path) from error
    size = after.st_size if content is None else len(content)
    if sha256 is None or (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, size):
        raise ChangedWhileReadError(name)
    return FileContent(path, name, sha256, after.st_mtime_ns, content is None, content)


def unsaved(path: Path, content: bytes, today: date) -> FileContent:
    """Bytes that a program would save at *path* today."""
    noon = int(datetime.combine(today, time(12)).timestamp()) * 1_000_000_000
    return FileContent(path, path.name, hashlib.sha256(content).hexdigest(), noon, False, content)
