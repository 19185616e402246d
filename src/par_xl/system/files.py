"""Single files: read, written beside their place, moved over an old one, seen to be closed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import BinaryIO, TypeVar

from par_xl.system.paths import is_link, too_long
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import translated

BESIDE = ".par-xl-"
"""How the names of files begin that wait beside their place."""
_T = TypeVar("_T")
_WAITS = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds: virus scanners, OneDrive and slow network shares hold a file for a moment."""
_FULL = {errno.ENOSPC, errno.EDQUOT}
_PASSING = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.EAGAIN, errno.ESTALE}


class UnreadError(ParXlError):
    """A file could not be read."""


def retry(act: Callable[[], _T]) -> _T:
    """Do something to a file; where it is held, wait and try again, but not for ever.

    Raises:
        OSError: it can't be done, or is still held after some seconds.
    """
    for wait in _WAITS:
        try:
            return act()
        except OSError as error:
            if error.errno not in _PASSING:
                raise
        time.sleep(wait)
    return act()


def read_file(path: Path) -> bytes:
    """Bytes of a file.

    Raises:
        ParXlError: it is not there, or somebody keeps it closed to others.
    """
    try:
        return retry(lambda: file_bytes(path))
    except OSError as error:
        raise unread(path) from error


def file_bytes(path: Path) -> bytes:
    """Bytes of a file, and of nothing that is none.

    Raises:
        OSError: it can't be read, or is no file.
    """
    require_file(path)
    return path.read_bytes()


def require_file(path: Path) -> None:
    """See that it is a file: who opens a pipe or a device may wait for good."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "no file", str(path))


def is_file(path: Path) -> bool:
    """Whether it is one, as far as anybody may see; never fails."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file fails where a folder is closed


def is_folder(path: Path) -> bool:
    """Whether a folder is seen there; never fails."""
    return os.path.isdir(path)  # noqa: PTH112 - as above


def _is_strange(path: Path) -> bool:
    """Whether something is there that is neither a file nor a folder."""
    return os.path.lexists(path) and not is_file(path) and not is_folder(path)


def _strange(path: Path) -> tuple[str, str]:
    return (
        _("{path} không phải là tệp: đó là ống dẫn, thiết bị hoặc liên kết hỏng.").format(
            path=path
        ),
        _("Chuyển nó đi, chép tệp đúng vào chỗ đó rồi chạy lại."),
    )


def unread(path: Path) -> UnreadError:
    """Explain a file that could not be read."""
    if error := too_long(path):
        return UnreadError(error.message, error.fix)
    if _is_strange(path):
        return UnreadError(*_strange(path))
    return UnreadError(
        _("Không đọc được tệp {path}."),
        _("Kiểm tra đường dẫn; nếu tệp đang mở ở nơi khác thì đóng lại rồi chạy lại."),
        path=path,
    )


def file_sha256(path: Path, is_patient: bool = True) -> str | None:
    """Return a hash of a file's bytes; None where there is none.

    Raises:
        OSError: it can't be read, nor after some seconds where *is_patient*.
    """

    def read() -> str:
        require_file(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    try:
        return retry(read) if is_patient else read()
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            # It leads to nothing.
            raise
        return None


def read_sha256(path: Path) -> str | None:
    """Return the same."""
    try:
        return file_sha256(path)
    except OSError as error:
        raise unread(path) from error


@contextmanager
def written_beside(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Yield a file being written beside *path*: where, and what to write into.

    Raises:
        ParXlError: it could not be written there.
    """
    beside = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("x+b") as file:
            yield beside, file
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        remove_file(beside)
        if isinstance(error, OSError):
            raise no_room(path, error) from error
        raise


def _beside(place: Path) -> Path:
    """Return a new name beside a place."""
    return place.with_name(f"{BESIDE}{secrets.token_hex(8)}{place.suffix}")


def copied_beside(path: Path, place: Path | None = None, *, linked: bool = True) -> Path:
    """Return what lies at *path* once more, beside it or beside another *place*.

    *linked*: as a second name of the same bytes where that can be had. No bytes are copied, and
    whoever takes its place leaves this one as it is; not so who writes into it.

    Raises:
        OSError: it can't be had, or there is no room.
    """
    beside = _beside(place or path)
    beside.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not linked:
            raise OSError
        os.link(path, beside)
    except OSError:
        try:
            retry(lambda: shutil.copy2(path, beside))
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
        except OSError:
            remove_file(beside)
            raise
    return beside


def copy_to(path: Path, place: Path, *, linked: bool = True) -> None:
    """Have what lies at *path* lie at *place*, too, be that on another disk; *linked* as
    ``copied_beside`` has it.

    Raises:
        OSError: there is no room, or what lies there can't be replaced.
    """
    beside = copied_beside(path, place, linked=linked)
    try:
        move(beside, place)
    finally:
        # Where both are names of one file already, nothing was moved.
        remove_file(beside)


def remove_file(path: Path) -> None:
    """Take a file away that is needed no more, if that can be done."""
    with contextlib.suppress(OSError):
        retry(lambda: path.unlink(missing_ok=True))


def move(source: Path, target: Path) -> None:
    """Move a file over another one.

    Raises:
        OSError: that one can't be replaced.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    retry(lambda: source.replace(target))


def write_all(contents: Mapping[Path, bytes], room: Path | None = None) -> None:
    """Write several files, all or none of them; until then they wait in *room*, if one is given,
    on the same disk.

    Raises:
        ParXlError: one could not be written; the old ones are there as they were.
    """
    waiting: dict[Path, Path] = {}
    taken: list[tuple[Path, Path | None]] = []
    try:
        for path, content in contents.items():
            with written_beside(room / path.name if room else path) as (beside, file):
                file.write(content)
            waiting[path] = beside
            if path.is_dir():
                raise held(path)
        try:
            for path, beside in waiting.items():
                if file_sha256(path) != file_sha256(beside):
                    check_closed(path)
                    spare = copied_beside(path, beside) if path.exists() else None
                    taken.append((path, spare))
                    move(beside, path)
            settle({path.parent for path, _spare in taken})
        except OSError as error:
            raise held(path, error) from error
    except BaseException:
        with contextlib.suppress(OSError):
            for path, spare in reversed(taken):
                if not waiting[path].exists():
                    retry(path.unlink) if spare is None else move(spare, path)
        raise
    finally:
        for each in (*waiting.values(), *(spare for _path, spare in taken if spare)):
            remove_file(each)


def settle(folders: set[Path]) -> None:
    """See that names lie on the disk, not only what they stand for; Windows does so itself."""
    if os.name == "nt":
        return
    for folder in folders:
        # Some network file systems know no such thing.
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def check_closed(path: Path) -> None:
    """See that nobody has a file open that is to be written anew.

    Raises:
        ParXlError: somebody has, as Windows says, or the lock file beside it that Excel, WPS and
            LibreOffice make; who it is, where that tells. Or it is no file.
    """
    if path.is_dir() or _is_strange(path):
        raise held(path)
    signs = [sign for sign in lock_files(path) if sign.exists()] if path.exists() else []
    try:
        if path.exists():
            retry(lambda: path.open("r+b").close())
    except PermissionError as error:
        raise _open_elsewhere(path, signs, is_sure=False) from error
    except OSError as error:
        raise held(path) from error
    if signs:
        raise _open_elsewhere(path, signs, is_sure=True)


def _open_elsewhere(path: Path, signs: list[Path], is_sure: bool) -> ParXlError:
    user = next(filter(None, map(_open_by, signs)), None)
    where = _("ở nơi khác (người mở: {user})") if user else _("ở nơi khác")
    message = (
        _("Tệp {path} đang mở {where} nên chưa ghi lại được.")
        if is_sure
        else _("Tệp {path} đang mở {where} hoặc không có quyền ghi, nên chưa ghi lại được.")
    )
    fix = (
        _(
            "Đóng {name}, hoặc nhờ người đang mở đóng lại, rồi chạy lại; chưa ghi gì. Nếu chắc "
            "chắn không ai mở, xóa tệp {sign} bên cạnh."
        )
        if is_sure
        else _("Đóng {name}, hoặc nhờ người đang mở đóng lại, rồi chạy lại; chưa ghi gì.")
    )
    sign = signs[0].name if signs else None
    where = where.format(user=user)
    return ParXlError(message, fix, path=path, where=where, name=path.name, sign=sign)


def lock_files(path: Path) -> tuple[Path, ...]:
    """Return what Excel, WPS and LibreOffice put beside a workbook that is open."""
    names = (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#")
    return tuple(path.with_name(name) for name in names)


_LONGEST_NAME = 54
"""Letters of a user's name for which a lock file of Excel has room."""


def _open_by(sign: Path) -> str | None:
    """Who has a workbook open, as the lock file beside it says."""
    if is_link(sign):
        return None
    try:
        content = sign.read_bytes()
    except OSError:
        return None
    if sign.name.endswith("#"):
        return content.decode(errors="replace").strip(" ,;\n").split(",")[0].strip() or None
    # The name twice: in the computer's code page, up to byte 54, then its length and UTF-16.
    length = int.from_bytes(content[55:57], "little")
    if length > _LONGEST_NAME:
        return None
    return content[57 : 57 + 2 * length].decode("utf-16-le", errors="replace").strip() or None


def no_room(path: Path, error: OSError) -> ParXlError:
    """Nothing new could be written into a file's folder."""
    if long := too_long(Path(error.filename or path)):
        return long
    if error.errno in _FULL:
        return ParXlError(
            _("Không ghi được {path}: đĩa đầy."),
            _("Xóa bớt tệp không cần trên đĩa đó rồi chạy lại."),
            path=path,
        )
    return ParXlError(
        _("Không ghi được {path}: thư mục {folder} không cho ghi hoặc không phải thư mục."),
        _("Kiểm tra quyền ghi vào thư mục đó, hoặc chọn thư mục khác, rồi chạy lại."),
        path=path,
        folder=path.parent,
    )


def held(path: Path, error: OSError | None = None) -> ParXlError:
    """Explain what could not be replaced or added to."""
    if error is not None and (error.errno in _FULL or too_long(path)):
        return no_room(path, error)
    if _is_strange(path):
        return ParXlError(*_strange(path))
    if path.is_dir():
        return ParXlError(
            _("Không ghi được {path}: ở đó đang có một thư mục cùng tên."),
            _("Đổi tên hoặc chuyển thư mục đó đi rồi chạy lại."),
            path=path,
        )
    return ParXlError(
        _("Không ghi được {path}: tệp đang mở ở chương trình khác, hoặc chỉ cho đọc."),
        _("Đóng tệp nếu đang mở trong Excel, kiểm tra quyền ghi tệp đó rồi chạy lại."),
        path=path,
    )


def changed(path: Path, doing: str) -> ParXlError:
    """Somebody else saved what was to be written anew; *doing* says what was being done."""
    return ParXlError(
        _("{name} đã được sửa trong lúc {doing}."),
        _("Chạy lại; chưa ghi gì."),
        name=path.name,
        doing=translated(doing),
    )
