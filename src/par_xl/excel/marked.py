"""What marked workbooks looked like before: kept in the user's own folder, not in the workbook."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from par_xl.excel.fill import Fill
from par_xl.excel.notes import Note
from par_xl.excel.protection import Protection
from par_xl.folder.files import write_all
from par_xl.user_folder import user_folder


class MarkedCell(BaseModel):
    """A cell before it was marked, and the mark.

    ``fill`` None: it could not be coloured; ``text`` None: Excel took no note on it.
    """

    model_config = ConfigDict(frozen=True)

    sheet: str
    cell: str
    fill: Fill | None
    note: Note | None
    colour: str
    text: str | None


class MarkedBook(BaseModel):
    """A workbook before it was marked; ``protections`` by sheet, of those that had any."""

    model_config = ConfigDict(frozen=True)

    book: str
    cells: tuple[MarkedCell, ...]
    protections: dict[str, Protection]


def keep(marked: MarkedBook) -> None:
    """Keep it until the marks are taken off."""
    write_all({_file(marked.book): marked.model_dump_json(indent=1).encode()})


def kept(book: str) -> Iterator[MarkedBook]:
    """What is kept: first that of the workbook of this full name, then the others, the newest
    first, since a marked workbook may have been saved under another name."""
    own = _file(book)
    others = (path for path in _folder().glob("*.json") if path != own)
    for path in (own, *sorted(others, key=_changed, reverse=True)):
        with contextlib.suppress(OSError, ValidationError):
            # What can't be read is of no use to anybody; the marks can be taken off by hand.
            yield MarkedBook.model_validate_json(path.read_bytes())


def forget(marked: MarkedBook) -> None:
    """Its marks are gone."""
    _file(marked.book).unlink(missing_ok=True)


def _folder() -> Path:
    return user_folder() / "danh-dau"


def _file(book: str) -> Path:
    name = hashlib.sha256(os.path.normcase(book).encode()).hexdigest()[:16]
    return _folder() / f"{name}.json"


def _changed(path: Path) -> float:
    return path.stat().st_mtime
