"""What the watcher says of what it can't do: it waits, and tries again."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

from par_xl.terms.errors import ParXlError


def gone(inbox: Path) -> ParXlError:
    """The watched folder can't be looked into."""
    return ParXlError(
        _("Không thấy hoặc không mở được thư mục {inbox}.").format(inbox=inbox),
        _("Kiểm tra ổ đĩa mạng; nếu thư mục đã bị xóa hay đổi tên thì tạo lại."),
    )


def held(names: Sequence[str]) -> ParXlError | None:
    """Files that are closed to others; None where there are none."""
    if not names:
        return None
    message = (
        _("Không mở được tệp {name} và {count} tệp nữa.")
        if len(names) > 1
        else _("Không mở được tệp {name}.")
    )
    return ParXlError(
        message.format(name=names[0], count=len(names) - 1),
        _(
            "Đóng tệp ở chương trình đang giữ, hoặc kiểm tra quyền đọc; các tệp khác vẫn được "
            "tổng hợp, tệp này sẽ được tính khi mở được."
        ),
    )


def emptied(inbox: Path, period: str) -> ParXlError:
    """All files that were merged are gone."""
    return ParXlError(
        _("Mọi tệp đã tổng hợp không còn trong {inbox}; kết quả cũ được giữ nguyên.").format(
            inbox=inbox
        ),
        _(
            "Kiểm tra ổ đĩa mạng, để lại các tệp vào đó; nếu chủ ý bỏ hết thì chạy: par-xl merge "
            "{period}."
        ).format(period=period),
    )
