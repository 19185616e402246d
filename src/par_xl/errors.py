"""The one exception of this package: what could not be done, and what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from par_xl.finding import Finding


class ParXlError(Exception):
    """Something could not be done, and nothing was written.

    ``message`` says in Vietnamese what is wrong and where, ``fix`` how to put it right;
    ``findings`` lists the faults behind it, where there are several.
    """

    def __init__(self, message: str, fix: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.findings = tuple(findings)

    def __reduce__(self) -> tuple[type[ParXlError], tuple[object, ...]]:
        # It comes back from other processes as it was.
        return type(self), (self.message, self.fix, self.findings)


def unreachable(error: OSError) -> ParXlError:
    """Something could not be read or written, and nobody said it better."""
    from pathlib import Path

    from par_xl.long_paths import too_long

    if isinstance(error.filename, str) and (long := too_long(Path(error.filename))):
        return long
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ParXlError(
            _("Đĩa đầy: không ghi được {path}.").format(path=error.filename or _("tệp tạm")),
            _("Giải phóng chỗ trên đĩa rồi chạy lại."),
        )
    return ParXlError(
        _("Không đọc hoặc không ghi được {path}.").format(
            path=error.filename or _("thư mục làm việc")
        ),
        _(
            "Kiểm tra ổ đĩa mạng và quyền truy cập; nếu tệp đang mở ở nơi khác thì đóng lại; nếu "
            "ở đó là thư mục mà lẽ ra là tệp (hoặc ngược lại) thì chuyển nó đi. Rồi chạy lại."
        ),
    )
