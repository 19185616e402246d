"""Paths and names: what every system can hold, and what stays below a folder of anybody's.

Below such a folder names are plain, and nothing on the way is a link. Somebody who puts a link
there between this look and the use of the file is not kept out.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path, PurePath

from par_xl.terms.errors import ParXlError
from par_xl.terms.text import LINE_ENDS, UNSEEN

_NO_LETTERS = re.compile(rf'[<>:"/\\|?*\t{UNSEEN}{LINE_ENDS}]')
"""What Windows has in no name, and what nobody sees in one."""
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")
_LONGEST = 180
"""Bytes: there is to be room for a folder before it and a number behind it."""


def safe_name(name: str) -> str:
    """Return a file's name as every system can hold it; most stay as they are."""
    safe = _without_letters(name)
    if len(safe.encode()) > _LONGEST:
        stem, dot, suffix = safe.rpartition(".")
        # Names that begin alike stay apart.
        mark = hashlib.sha256(name.encode()).hexdigest()[:8]
        cut = (stem or suffix).encode()[: _LONGEST - 20].decode("utf-8", "ignore")
        safe = f"{cut}-{mark}{dot}{suffix}" if stem and len(suffix) < 8 else f"{cut}-{mark}"
    return safe


def is_plain(name: str) -> bool:
    """Whether every system takes that for the name of one file or folder: for no way to another
    place, no device, no stream of another file."""
    return _without_letters(name) == name


def plain_path(path: str) -> str:
    """See that a path in a record is one of plain names with forward slashes, nothing more.

    Raises:
        ValueError: it may lead elsewhere.
    """
    if not all(map(is_plain, path.split("/"))):
        raise ValueError(f"{path!r} leads elsewhere")
    return path


def _without_letters(name: str) -> str:
    safe = _NO_LETTERS.sub("_", name).rstrip(". ")
    return f"_{safe}" if not safe or _DEVICES.match(safe) else safe


_STANDS_FOR_ANOTHER = 0x20000000
"""The bit of Windows' reparse tags that links, junctions and mounted disks have; what only waits
in a cloud (OneDrive) has not."""


def inside(root: Path, *names: str | PurePath) -> Path:
    """Return what *names* lead to below *root*, which itself may lie behind a link.

    Raises:
        ValueError: they are not plain.
        ParXlError: something on the way, or there, is a link, or neither file nor folder.
    """
    parts = PurePath(*names).parts
    if not parts or not all(map(is_plain, parts)):
        raise ValueError(f"{names!r} lead elsewhere")
    path = root.joinpath(*parts)
    require_ordinary(root, path)
    return path


def require_ordinary(root: Path, path: Path) -> None:
    """See that nothing from *root* down to *path* is a link, or neither file nor folder.

    Raises:
        ParXlError: something is.
    """
    if found := first_link(root, path):
        raise ParXlError(
            _(
                "{path} là liên kết (symbolic link, junction) tới nơi khác, hoặc không phải tệp, "
                "thư mục thường; chương trình không đi theo."
            ),
            _(
                "Chuyển nó ra khỏi thư mục làm việc, để tệp hoặc thư mục thật vào chỗ đó nếu cần, "
                "rồi chạy lại."
            ),
            path=found,
        )


def first_link(root: Path, path: Path) -> Path | None:
    """Return the first from *root* down to *path* that is a link, or neither file nor folder."""
    here = root
    for part in path.relative_to(root).parts:
        here /= part
        if is_link(here):
            return here
    return None


def is_link(path: Path) -> bool:
    """Whether what lies there is neither file nor folder: a link, a pipe, a device."""
    try:
        found = os.lstat(path)
    except OSError:
        # Whoever uses it says it.
        return False
    tag: int = getattr(found, "st_reparse_tag", 0)
    is_either = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    return not is_either or bool(tag & _STANDS_FOR_ANOTHER)


def files_below(root: Path, refuse: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """All that lies below *root* and is no folder, links to folders among it; *refuse* is told
    what can't be looked into."""
    for place, folders, names in os.walk(root, onerror=refuse):
        here = Path(place)
        yield from (here / name for name in names)
        links = [name for name in folders if is_link(here / name)]
        yield from (here / name for name in links)
        # Of its own accord os.walk passes over links, but not over junctions.
        folders[:] = [name for name in folders if name not in links]


LONGEST = 259
"""Letters of a path."""
_LONGEST_PART = 255
_NO_SUCH_FOLDER = 3
"""What Windows says of a path that is too long, as if one of its folders were not there."""


def too_long(path: Path, more: int = 0) -> ParXlError | None:
    """Return what is said of a path that Windows doesn't take here, if it is one; *more* letters of
    names have to find room below it."""
    length = len(str(path))
    if length + more <= LONGEST or long_paths_enabled():
        return None
    return ParXlError(
        _("Đường dẫn dài quá {limit} chữ mà Windows ở máy này nhận ({length} chữ): {path}"),
        _(
            "Chuyển cả thư mục làm việc đến gần gốc ổ đĩa hơn, ví dụ D:\\cchc-2024, hoặc rút ngắn "
            "tên thư mục, tên tệp, rồi chạy lại. Nếu phải để ở đó: nhờ bộ phận công nghệ thông tin "
            "bật đường dẫn dài của Windows (LongPathsEnabled)."
        ),
        limit=LONGEST - more,
        length=length,
        path=path,
    )


def long_paths_enabled() -> bool:
    """Whether this process may use longer ones."""
    if sys.platform != "win32":
        return True
    try:
        os.stat(os.path.join(sys.prefix, "x" * _LONGEST_PART))  # noqa: PTH116, PTH118
    except OSError as error:
        return error.winerror != _NO_SUCH_FOLDER
    return True


def whole(path: Path) -> Path:
    """Return a path from its drive on, through all links; just as it is named where that can't be
    told, as of some drives, and of some long ones."""
    try:
        return path.resolve()
    except OSError:
        return path.absolute()


def unreachable(error: OSError) -> ParXlError:
    """Something could not be read or written, and nobody said it better."""
    if isinstance(error.filename, str) and (long := too_long(Path(error.filename))):
        return long
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ParXlError(
            _("Đĩa đầy: không ghi được {path}."),
            _("Giải phóng chỗ trên đĩa rồi chạy lại."),
            path=error.filename or _("tệp tạm"),
        )
    return ParXlError(
        _("Không đọc hoặc không ghi được {path}."),
        _(
            "Kiểm tra ổ đĩa mạng và quyền truy cập; nếu tệp đang mở ở nơi khác thì đóng lại; nếu "
            "ở đó là thư mục mà lẽ ra là tệp (hoặc ngược lại) thì chuyển nó đi. Rồi chạy lại."
        ),
        path=error.filename or _("thư mục làm việc"),
    )
