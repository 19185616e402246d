"""What people did to a period's master since it was written: typed where that is theirs, changed
elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from par_xl.ledger import Ledger
from par_xl.system.files import read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import translated
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store

if TYPE_CHECKING:
    from par_xl.outputs.changed_cells import Change


MOST_NAMED = 5
"""Cells that are named in one text."""


@dataclass(frozen=True)
class Changes:
    """What people changed in a master that is not theirs; ``is_comparable`` False: what was written
    is not kept any more, so nobody can tell."""

    cells: Sequence[Change] = ()
    is_comparable: bool = True

    def __bool__(self) -> bool:
        return bool(self.cells) or not self.is_comparable

    @property
    def count(self) -> int:
        """How many cells."""
        return len(self.cells)

    def named(self) -> str:
        """Name the first of them, and count the others."""
        texts = [*map(str, self.cells[:MOST_NAMED])]
        if (more := self.count - MOST_NAMED) > 0:
            texts.append(_("và {count} ô nữa").format(count=more))
        return "; ".join(texts)


def changes_in_master(folder: Folder, ledger: Ledger, period: str) -> Changes:
    """Compare the master that lies there with the one that was written.

    Raises:
        ParXlError: it can't be read.
    """
    path, line = folder.results(period).master, ledger.written(period)
    sha256 = line.outputs.get(folder.name(path)) if line else None
    if sha256 is None or not path.exists():
        return Changes()
    there = read_file(path)
    if hashlib.sha256(there).hexdigest() == sha256:
        return Changes()
    store = Store(folder.store)
    if not store.is_whole(sha256, path.suffix):
        return Changes(is_comparable=False)
    # Only now: few merges need it.
    from par_xl.outputs.changed_cells import changed_cells

    try:
        cells = changed_cells(read_file(store.path(sha256, path.suffix)), there, path.name)
    except UnreadableFileError as error:
        raise unreadable_master(path, error) from error
    return Changes(cells)


def notes_on_closed(folder: Folder, ledger: Ledger, period: str) -> tuple[str, ...]:
    """Return what people changed in the master of a closed period, which is not written anew."""
    try:
        changes = changes_in_master(folder, ledger, period)
    except ParXlError as error:
        return (f"{error.message} {error.fix}",)
    if not changes:
        return ()
    first = (
        _(
            "{count} ô của tệp tổng hợp đã chốt không phải là phần điền tay mà bị sửa: {cells}. "
            "Kết quả đã chốt trong tệp .json giữ nguyên."
        )
        if changes.is_comparable
        else _(
            "Tệp tổng hợp đã chốt đã được sửa, nhưng bản lưu của tệp đã ghi không còn trong "
            ".par-xl nên không biết ô nào."
        )
    )
    again = _(
        "Để ghi lại đúng theo kết quả mà vẫn giữ phần điền tay: par-xl reopen {period}, par-xl "
        "merge {period}, rồi par-xl close {period}."
    )
    told = first.format(count=changes.count, cells=changes.named())
    return (f"{told} {again.format(period=period)}",)


def unreadable_master(path: Path, error: UnreadableFileError) -> ParXlError:
    """Return what is said of a master that can't be read."""
    return ParXlError(
        _("Không đọc được phần đã điền tay trong {path}: {error}.").format(
            path=path, error=translated(error.why)
        ),
        _(
            "Mở tệp bằng Excel, lưu lại dạng .xlsx; không mở được thì chuyển tệp đi nơi "
            "khác: khi đó bản mới không có phần đã điền tay. Rồi tổng hợp lại; chưa ghi gì."
        ),
    )
