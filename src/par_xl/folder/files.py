"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self

from par_xl.errors import ParXlError

_TRIES = 5
_WAIT = 0.2
"""Seconds: virus scanners and OneDrive hold a file for a moment."""


class Staging:
    """Files written beside their places one by one, then all moved over the old ones.

    What was not moved is taken away again at the end.
    """

    def __init__(self) -> None:
        self._waiting: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for beside in self._waiting.values():
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)

    def put(self, path: Path, content: bytes) -> None:
        """Write a file beside its place.

        Raises:
            ParXlError: it could not be written there.
        """
        with self.open(path) as file:
            file.write(content)

    @contextmanager
    def open(self, path: Path) -> Iterator[BinaryIO]:
        """The same for one that is written piece by piece."""
        try:
            beside = self._waiting.get(path) or _made_beside(path)
            self._waiting[path] = beside
            with beside.open("w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _open_to_others(beside)
        except OSError as error:
            raise _no_room(path, error) from error

    def sha256(self, path: Path) -> str:
        """A hash of what was written for that place."""
        with self._waiting[path].open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def drop(self, path: Path) -> None:
        """Take a file away again: its place stays as it is."""
        self._waiting.pop(path).unlink(missing_ok=True)

    def commit(self) -> None:
        """Move everything into its place.

        Raises:
            ParXlError: something there can't be replaced; what was not moved yet stays as it was.
        """
        for path, beside in list(self._waiting.items()):
            try:
                _move(beside, path)
            except OSError as error:
                raise _held(path) from error
            del self._waiting[path]


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files, all or none of them.

    Raises:
        ParXlError: one could not be written; no old one is touched unless all could be written
            beside their places.
    """
    with Staging() as staging:
        for path, content in contents.items():
            staging.put(path, content)
        staging.commit()


def check_closed(path: Path) -> None:
    """See that nobody has a file open that is to be written anew.

    Raises:
        ParXlError: somebody has; Excel's lock file beside it tells who.
    """
    try:
        if path.exists():
            path.open("r+b").close()
    except PermissionError as error:
        user = _open_by(path)
        raise ParXlError(
            f"Tệp {path.name} đang mở ở nơi khác"
            + (f" (người mở: {user})" if user else "")
            + " hoặc không có quyền ghi, nên chưa ghi lại được.",
            f"Đóng {path.name}, hoặc nhờ người đang mở đóng lại, rồi chạy lại; chưa ghi gì.",
        ) from error


def _open_by(path: Path) -> str | None:
    """Who has a workbook open, as the lock file says that Excel puts beside it."""
    try:
        content = (path.parent / f"~${path.name}").read_bytes()
    except OSError:
        return None
    # The name twice: in the computer's code page, up to byte 54, then its length and UTF-16.
    length = int.from_bytes(content[55:57], "little")
    return content[57 : 57 + 2 * length].decode("utf-16-le", errors="replace").strip() or None


def _made_beside(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".par-xl-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    return Path(name)


def _open_to_others(path: Path) -> None:
    """mkstemp makes it private; a shared folder's file is for everybody in it."""
    umask = os.umask(0)
    os.umask(umask)
    path.chmod(0o666 & ~umask)


def _move(source: Path, target: Path) -> None:
    for attempt in range(_TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(_WAIT)


def _no_room(path: Path, error: OSError) -> ParXlError:
    """Nothing new could be written into a file's folder."""
    if error.errno == errno.ENOSPC:
        return ParXlError(
            f"Không ghi được {path}: đĩa đầy.", "Xóa bớt tệp không cần trên đĩa đó rồi chạy lại."
        )
    return ParXlError(
        f"Không ghi được {path}: thư mục {path.parent} không cho ghi hoặc không phải thư mục.",
        "Kiểm tra quyền ghi vào thư mục đó, hoặc chọn thư mục khác, rồi chạy lại.",
    )


def _held(path: Path) -> ParXlError:
    """What is there could not be replaced."""
    if path.is_dir():
        return ParXlError(
            f"Không ghi được {path}: ở đó đang có một thư mục cùng tên.",
            "Đổi tên hoặc chuyển thư mục đó đi rồi chạy lại.",
        )
    return ParXlError(
        f"Không ghi được {path}: tệp đang mở ở chương trình khác, hoặc chỉ cho đọc.",
        "Đóng tệp nếu đang mở trong Excel, kiểm tra quyền ghi tệp đó rồi chạy lại.",
    )
