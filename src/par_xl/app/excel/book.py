"""A workbook that is open: which file it is, and what it holds."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import xlwings as xw


def is_of(book: xw.Book, path: Path) -> bool:
    """Whether it is the workbook of that file, by whatever way each is named."""
    name = full_name(book)
    if "://" in name:
        # In a folder that OneDrive keeps on the web; Excel opens one workbook of a name only.
        return bool(book.name.lower() == path.name.lower())
    try:
        return Path(name).samefile(path)
    except OSError:
        return os.path.normcase(name) == os.path.normcase(path)


def is_untouched(book: xw.Book) -> bool:
    """Whether it is a new workbook with nothing in it, as Excel begins with one."""
    return not book.api.Path and all(sheet.used_range.value is None for sheet in book.sheets)


def file_of(book: xw.Book) -> Path | None:
    """The file of a workbook; None where it was never saved, or lies on the web."""
    name = full_name(book)
    return None if "://" in name or not book.api.Path else Path(name)


def file_time(book: xw.Book) -> int | None:
    """When the workbook's file was last changed; None where it has none here."""
    path = file_of(book)
    try:
        return path.stat().st_mtime_ns if path else None
    except OSError:
        return None


def full_name(book: xw.Book) -> str:
    """A workbook's full name as Excel says it.

    Not xlwings' ``fullname``: of a workbook on the web, that asks the workbook's own sheets where
    it lies.
    """
    return str(book.api.FullName)


def content_of(book: xw.Book) -> bytes:
    """The workbook as it stands, edits that are not saved included."""
    with tempfile.TemporaryDirectory(prefix="par-xl-") as folder:
        # Excel writes it in the workbook's own format.
        copy = Path(folder) / name_of(book)
        book.api.SaveCopyAs(str(copy))
        return copy.read_bytes()


def name_of(book: xw.Book) -> str:
    """The workbook's name with the ending that its file has or would have."""
    return str(book.name if book.api.Path else f"{book.name}.xlsx")
