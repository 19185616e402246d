"""Received files, plans and results, kept by content, so that any merge can be rebuilt."""

from __future__ import annotations

import hashlib
from pathlib import Path

from par_xl.system.files import file_sha256, move, no_room, take_away, written_beside
from par_xl.system.inside import inside


class KeptFiles:
    """``.par-xl/kho``: files under the hashes of their bytes; nothing there is ever changed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where the bytes with that hash lie, or would."""
        return inside(self._root, sha256[:2], sha256)

    def has(self, sha256: str) -> bool:
        """Whether something lies there."""
        return self.path(sha256).exists()

    def is_whole(self, sha256: str) -> bool:
        """Whether they lie there, and are the same."""
        return file_sha256(self.path(sha256)) == sha256

    def keep(self, content: bytes) -> str:
        """Keep bytes; their hash.

        Raises:
            ParXlError: there is no room.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if self.has(sha256):
            return sha256
        with written_beside(path) as (beside, file):
            file.write(content)
        try:
            move(beside, path)
        except OSError as error:
            take_away(beside)
            raise no_room(path, error) from error
        return sha256
