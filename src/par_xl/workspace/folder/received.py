"""What lies in ``da-nop``: which of its files may be submissions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from par_xl.system.files import is_file
from par_xl.system.inside import files_below, is_elsewhere
from par_xl.system.long_paths import too_long
from par_xl.workspace.layout import Folder, not_listed


@dataclass(frozen=True)
class Received:
    """A file in ``da-nop/KỲ``: its path, and its name relative to there with forward slashes."""

    path: Path
    name: str

    @property
    def is_hidden(self) -> bool:
        """Whether it, or a folder that it lies in, begins with a point."""
        return any(part.startswith(".") for part in self.name.split("/"))

    @cached_property
    def is_file(self) -> bool:
        """Whether it is one: no pipe, no device, and no link, which nobody follows."""
        return not is_elsewhere(self.path) and is_file(self.path)

    @property
    def is_spreadsheet(self) -> bool:
        """Whether it is a submission: anything else is passed over, and told."""
        # Most who want names need no reader.
        from par_xl.workbooks.book import SPREADSHEETS

        is_one = not self.is_hidden and self.path.suffix.lower() in SPREADSHEETS
        return is_one and self.is_file


def received_files(folder: Folder, period: str) -> Iterator[Received]:
    """All that came in but folders, at any depth, by name; Excel's lock files are passed over.

    Raises:
        ParXlError: a folder in there can't be looked into, or Windows doesn't take a file's path.
    """
    root = folder.submitted(period)

    def refuse(error: OSError) -> None:
        if not root.exists():
            return
        raise not_listed(error.filename) from error

    for path in sorted(files_below(root, refuse)):
        # To Windows it is no file.
        if error := too_long(path):
            raise error
        # Bytes that are no letters can't be told, nor kept in a JSON.
        name = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace")
        if not any(part.startswith("~$") for part in name.split("/")):
            yield Received(path, name)
