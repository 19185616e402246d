"""What marked workbooks looked like before: kept in the user's own folder, not in the workbook."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from par_xl.app.excel.cell_state import Fill, Note, Protection
from par_xl.app.user_folder import MARKS, user_folder
from par_xl.system.files import write_all

_KEPT_FOR = 400 * 86_400
"""Seconds: longer than a year's reports take."""


class MarkedCell(BaseModel):
    """A cell before it was marked, and the mark.

    ``fill`` None: it could not be coloured; ``text`` None: Excel took no note on it.
    """

    model_config = ConfigDict(frozen=True)

    sheet: str
    cell: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}\d{1,7}$")]
    fill: Fill | None
    note: Note | None
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9A-F]{6}$")]
    text: str | None


class MarkedBook(BaseModel):
    """A workbook before it was marked.

    ``protections`` are those lifted while it is being marked, by sheet; none afterwards.
    ``file_time`` is when its file was last changed, where it held nothing unsaved.
    """

    model_config = ConfigDict(frozen=True)

    book: str
    cells: tuple[MarkedCell, ...]
    protections: dict[str, Protection] = {}
    file_time: int | None = None
    is_taken_off: bool = False


@dataclass(frozen=True)
class Kept:
    """What is kept of one workbook's marks, and where."""

    path: Path
    marked: MarkedBook

    def write(self) -> None:
        """Keep it, in the place of what was kept there."""
        write_all({self.path: self.marked.model_dump_json(indent=1).encode()})

    def forget(self) -> None:
        """Nothing was marked after all."""
        self.path.unlink(missing_ok=True)

    def but(self, **changes: object) -> Kept:
        """The same with *changes* to what is kept."""
        return Kept(self.path, self.marked.model_copy(update=changes))


def keep(marked: MarkedBook) -> Kept:
    """Keep it, also after the marks were taken off: the file may have been saved with them."""
    _forget_old()
    kept = Kept(_folder() / f"{_name(marked.book)}-{time.time_ns()}.json", marked)
    kept.write()
    return kept


def all_kept(book: str) -> Iterator[Kept]:
    """What is kept, the newest first: that of the workbook of this full name, then the others,
    since a marked workbook may have been saved under another name."""
    paths = sorted(_folder().glob("*.json"), key=lambda path: path.stem[-19:], reverse=True)
    paths.sort(key=lambda path: not path.name.startswith(_name(book)))
    for path in paths:
        with contextlib.suppress(OSError, ValidationError):
            # What can't be read is of no use to anybody; the marks can be taken off by hand.
            yield Kept(path, MarkedBook.model_validate_json(path.read_bytes()))


def _folder() -> Path:
    return user_folder() / MARKS


def _name(book: str) -> str:
    return hashlib.sha256(os.path.normcase(book).encode()).hexdigest()[:16]


def _forget_old() -> None:
    for path in _folder().glob("*.json"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - _KEPT_FOR:
                path.unlink()
