"""Files looked at where they may lie in a folder that may not be entered."""

from __future__ import annotations

import os
from gettext import gettext as _
from pathlib import Path

from par_xl.terms.errors import ParXlError

_NOT_THERE = (21, 123, 1921)
"""What Windows says of a drive without a disk, a name that no file can have, a broken link."""
_SHOWN = 200
"""Characters of a path that are shown."""


def is_there(path: Path) -> bool:
    """Whether something lies at a path.

    Raises:
        ParXlError: that cannot be told.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        if getattr(error, "winerror", None) in _NOT_THERE:
            return False
        raise _unreadable(path) from error
    return True


def content_of(path: Path) -> bytes | None:
    """What a file holds; None where there is none.

    Raises:
        ParXlError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error


def is_folder(path: Path) -> bool:
    """Whether a folder is seen there; never fails."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir fails where a folder is closed


def is_file(path: Path) -> bool:
    """Whether a file is seen there; never fails."""
    return os.path.isfile(path)  # noqa: PTH113 - as above


def shown(path: object) -> str:
    """A path as it is shown: one without end would fill the screen."""
    text = str(path)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _unreadable(path: Path) -> ParXlError:
    return ParXlError(
        _("Không đọc được {path}.").format(path=shown(path)),
        _(
            "Kiểm tra đường dẫn này có đúng không; nếu đúng, nhờ người quản trị máy cấp cho người "
            "đang dùng quyền đọc tệp và các thư mục chứa nó, rồi chạy lại lệnh này."
        ),
    )
