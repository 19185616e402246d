"""Files below a folder that anybody may have made: nothing there is followed out of it.

A name below it is plain, and nothing on the way to it is a link. Somebody who puts a link there
between this look and the use of the file is not kept out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path, PurePath

from par_xl.system.names import is_plain
from par_xl.terms.errors import ParXlError

_STANDS_FOR_ANOTHER = 0x20000000
"""The bit of Windows' reparse tags that links, junctions and mounted disks have; what only waits
in a cloud (OneDrive) has not."""


def inside(root: Path, *names: str | PurePath) -> Path:
    """What *names* lead to below *root*, which itself may lie behind a link.

    Raises:
        ValueError: they are not plain.
        ParXlError: something on the way, or there, is a link, or neither file nor folder.
    """
    parts = PurePath(*names).parts
    if not parts or not all(map(is_plain, parts)):
        raise ValueError(f"{names!r} lead elsewhere")
    path = root.joinpath(*parts)
    see_ordinary(root, path)
    return path


def see_ordinary(root: Path, path: Path) -> None:
    """See that nothing from *root* down to *path* is a link, or neither file nor folder.

    Raises:
        ParXlError: something is.
    """
    if found := elsewhere_on_the_way(root, path):
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


def elsewhere_on_the_way(root: Path, path: Path) -> Path | None:
    """The first from *root* down to *path* that is a link, or neither file nor folder."""
    here = root
    for part in path.relative_to(root).parts:
        here /= part
        if is_elsewhere(here):
            return here
    return None


def is_elsewhere(path: Path) -> bool:
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
        links = [name for name in folders if is_elsewhere(here / name)]
        yield from (here / name for name in links)
        # Of its own accord os.walk passes over links, but not over junctions.
        folders[:] = [name for name in folders if name not in links]
