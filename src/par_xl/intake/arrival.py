"""A file that came in: its name and days, its bytes or where they lie, and their hash."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from par_xl.system.files import file_bytes, file_sha256, retry, unread
from par_xl.system.paths import too_long
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
class Arrival:
    """A file that came in; ``file`` is what findings call it, ``today`` the day of the check.

    ``moment`` is when it was last changed, in nanoseconds. Of one that is too large nothing is
    ever read but for its hash.
    """

    file: str
    received_on: date
    today: date
    changed_on: date | None = None
    sha256: str = ""
    moment: int = 0
    path: Path | None = None
    content: bytes | None = None
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
            content = retry(partial(file_bytes, self.path))
        except OSError as error:
            raise ChangedWhileReadError(self.file) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ChangedWhileReadError(self.file)
        return content

    def loaded(self) -> Arrival:
        """Return the same with its bytes, for who does not see the place.

        Raises:
            ChangedWhileReadError: it was changed, or is gone.
        """
        return self if self.is_too_large else replace(self, path=None, content=self.read())


def look(path: Path, name: str, today: date) -> Arrival:
    """Look at what lies at *path*, received on the day of its last change.

    Raises:
        ParXlError: it is gone, was changed meanwhile, is closed to others, or is no file.
    """
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise unread(path)
        sha256, after = file_sha256(path), path.stat()
    except FileNotFoundError as error:
        if path.is_symlink():
            raise unread(path) from error
        raise too_long(path) or ChangedWhileReadError(name) from error
    except OSError as error:
        raise unread(path) from error
    size = after.st_size
    if sha256 is None or (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, size):
        raise too_long(path) or ChangedWhileReadError(name)
    moment = after.st_mtime_ns
    day = day_of(moment)
    return Arrival(name, day, today, day, sha256, moment, path, None, size > FILE_LIMIT)


def day_of(moment: int) -> date:
    """Return the local day of a time of change; today for one that no calendar has, as a broken
    copy leaves it."""
    try:
        return datetime.fromtimestamp(moment / 1e9).date()  # noqa: DTZ006
    except (OSError, OverflowError, ValueError):
        return date.today()  # noqa: DTZ011
