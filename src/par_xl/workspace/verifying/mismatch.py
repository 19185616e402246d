"""What does not agree with the ledger, and hashes of what lies in the folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from gettext import gettext as _
from pathlib import Path

from par_xl.system.files import file_sha256
from par_xl.terms.messages import N_
from par_xl.workspace.layout import Folder

FROM_BACKUP = N_("So .par-xl/ledger.jsonl với bản sao lưu của cơ quan; không sửa tay tệp này.")
UNREAD = "?"
"""In place of a hash, where a file can't be read."""
_MOST = 20
"""Files named that can't be read; where a share is closed, none can."""


class Weight(Enum):
    """How much it says that something does not agree."""

    BROKEN = "broken"
    """The ledger, what was read, or what was written, is not what it was."""
    EDITED = "edited"
    """What people may do: a master filled in by hand, files that came later."""


@dataclass(frozen=True)
class Mismatch:
    """Something that is not as the ledger says, and what to do about it."""

    weight: Weight
    message: str
    fix: str

    @property
    def is_broken(self) -> bool:
        return self.weight is Weight.BROKEN


def broken(message: str, fix: str) -> Mismatch:
    """Something that nobody should have changed."""
    return Mismatch(Weight.BROKEN, message, fix)


def edited(message: str, fix: str) -> Mismatch:
    """Something that people may have changed."""
    return Mismatch(Weight.EDITED, message, fix)


class Hashes:
    """Hashes of the folder's files; those that can't be read are remembered, and told at the end.

    A file that is held is waited for, but only once in vain: all of a share may be closed.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._known: dict[Path, str | None] = {}
        self._unread: dict[Path, None] = {}

    def of(self, path: Path) -> str | None:
        """A file's hash; None where nothing lies, ``UNREAD`` where it can't be read."""
        if path not in self._known:
            try:
                self._known[path] = file_sha256(path, is_patient=not self._unread)
            except OSError:
                self._known[path] = UNREAD
                self.miss(path)
        return self._known[path]

    def miss(self, path: Path) -> None:
        """Remember that something can't be read."""
        self._unread[path] = None

    def unread(self) -> Iterator[Mismatch]:
        """What could not be read."""
        for path in list(self._unread)[:_MOST]:
            yield broken(
                _("Không đọc được {name}, nên chưa đối chiếu được.").format(
                    name=self._folder.name(path)
                ),
                _(
                    "Đóng tệp nếu đang mở ở nơi khác, kiểm tra quyền đọc, xem có phải thư mục "
                    "trùng tên không, rồi chạy lại."
                ),
            )
        if more := len(list(self._unread)[_MOST:]):
            yield broken(
                _("Không đọc được {count} tệp nữa.").format(count=more),
                _("Kiểm tra quyền đọc thư mục làm việc và ổ đĩa."),
            )
