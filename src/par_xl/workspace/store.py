"""Files by content, under hashes of their bytes: received ones, plans, results.

``.par-xl/kho`` holds what the ledger's lines name. What came in, and what else a merge read, stays
for good, so that any merge can be rebuilt; what merges and closings wrote or replaced, as long as
they can be undone (``prune``); all else until it lies in its place. The same bytes lie
there once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from par_xl.ledger import Ledger
from par_xl.system.files import (
    BESIDE,
    file_sha256,
    move,
    no_room,
    read_sha256,
    remove_file,
    written_beside,
)
from par_xl.system.paths import files_below, inside

if TYPE_CHECKING:
    from par_xl.intake.arrival import Arrival

_DIGITS = 48
"""Of 64: enough to tell all bytes apart, and paths stay short."""


class Store:
    """A working folder's store. *suffix* is how the name of an object ends, where people may want
    to open it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str, suffix: str = "") -> Path:
        """Where the bytes with that hash lie, or would."""
        return inside(self.root, sha256[:2], sha256[:_DIGITS] + suffix)

    def waiting(self, sha256: str, suffix: str = "") -> Path:
        """Where they wait until the line that names them is in the ledger."""
        return inside(self.root, BESIDE + sha256[:_DIGITS] + suffix)

    def has(self, sha256: str, suffix: str = "") -> bool:
        """Whether something lies there."""
        return self.path(sha256, suffix).exists()

    def find(self, sha256: str, suffix: str = "") -> Path | None:
        """Where they lie whole, be it that they still wait; None: nowhere."""
        places = (self.waiting(sha256, suffix), self.path(sha256, suffix))
        return next((path for path in places if file_sha256(path) == sha256), None)

    def is_whole(self, sha256: str, suffix: str = "") -> bool:
        """Whether they lie there, and are the same."""
        return read_sha256(self.path(sha256, suffix)) == sha256

    def put(self, content: bytes, suffix: str = "") -> str:
        """Put bytes there and return their hash."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.has(sha256, suffix):
            path = self.path(sha256, suffix)
            with written_beside(path) as (beside, file):
                file.write(content)
            try:
                move(beside, path)
            except OSError as error:
                remove_file(beside)
                raise no_room(path, error) from error
        return sha256

    def put_sent(self, sent: Iterable[Arrival]) -> None:
        """Put files there that came in, but for those that are too large."""
        from concurrent.futures import ThreadPoolExecutor

        def put(each: Arrival) -> None:
            if not (each.is_too_large or self.has(each.sha256)):
                self.put(each.read())

        # Reading, hashing and writing let go of the interpreter.
        with ThreadPoolExecutor() as threads:
            for _ in threads.map(put, sent):
                pass

    def keep(self, sha256: str, suffix: str = "") -> None:
        """Give what waits its place for good; nothing where nothing waits."""
        waiting, path = self.waiting(sha256, suffix), self.path(sha256, suffix)
        if waiting.exists():
            if file_sha256(path) == sha256:
                remove_file(waiting)
            else:
                move(waiting, path)

    def prune(self, ledger: Ledger, period: str) -> None:
        """Take away, as far as that can be done, what no undo of a period will ask for any more
        and no merge has read."""
        oldest = ledger.oldest_undoable(period)
        old, needed = set[tuple[str, str]](), set[tuple[str, str]]()
        for line in ledger.lines:
            needed |= {(sha256, PurePath(name).suffix) for name, sha256 in line.inputs.items()}
            is_old = line.period == period and (line.undone or line.merge_number) < oldest
            (old if is_old else needed).update(line.results())
        if gone := {self.path(*each) for each in old - needed}:
            for path in gone.intersection(files_below(self.root)):
                remove_file(path)
