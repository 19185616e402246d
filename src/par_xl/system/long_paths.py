"""Paths that Windows doesn't take, unless it was let take longer ones, and what is said of them."""

from __future__ import annotations

import errno
import os
import sys
from gettext import gettext as _
from pathlib import Path

from par_xl.terms.errors import ParXlError

LONGEST = 259
"""Letters of a path."""
_LONGEST_PART = 255
_NO_SUCH_FOLDER = 3
"""What Windows says of a path that is too long, as if one of its folders were not there."""


def too_long(path: Path, more: int = 0) -> ParXlError | None:
    """What is said of a path that Windows doesn't take here, if it is one; *more* letters of
    names have to find room below it."""
    length = len(str(path))
    if length + more <= LONGEST or are_taken():
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


def are_taken() -> bool:
    """Whether this process may use longer ones."""
    if sys.platform != "win32":
        return True
    try:
        os.stat(os.path.join(sys.prefix, "x" * _LONGEST_PART))  # noqa: PTH116, PTH118
    except OSError as error:
        return error.winerror != _NO_SUCH_FOLDER
    return True


def whole(path: Path) -> Path:
    """A path from its drive on, through all links; just as it is named where that can't be told,
    as of some drives, and of some long ones."""
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
