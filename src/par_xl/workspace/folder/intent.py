"""What is to be moved into its place, so that all of it is, or none.

Before the first file is moved, an intent lies on the disk: which files with which hashes, what
stood there before and where that is kept meanwhile, and the ledger's new line. The ledger is
written last, then the intent is taken away. Whoever finds one finishes it, or undoes it where
something that was to be moved is gone (``record.py``).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

from pydantic import BaseModel, ConfigDict, PlainSerializer

from par_xl.system.files import (
    changed,
    copy_to,
    file_sha256,
    held,
    move,
    patiently,
    settle,
    take_away,
)

_Path = Annotated[Path, PlainSerializer(Path.as_posix, return_type=str)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Move(_Part):
    """One file that is to take its place: hashes of it and of what is there, None for nothing.

    ``beside`` None: nothing is to lie there any more; ``spare`` is where what was there waits to
    be put back. ``kept`` is where it goes in the end; that may be another disk, so ``backup``
    waits beside that already. ``is_needed`` False: if it can't be taken away, or somebody changed
    it, let it lie.
    """

    path: _Path
    beside: _Path | None
    after: str | None
    before: str | None
    spare: _Path | None
    kept: _Path | None = None
    backup: _Path | None = None
    """None also where an earlier version wrote the intent."""
    saved: _Path | None = None
    """Where that is kept which somebody saved there after the intent was made."""
    is_needed: bool = True

    @property
    def waiting(self) -> tuple[Path, ...]:
        """What lies beside places until all is done."""
        return tuple(path for path in (self.beside, self.spare, self.backup) if path is not None)

    @property
    def is_due(self) -> bool:
        """Whether its place is still to be taken."""
        return self.path.exists() if self.beside is None else self.beside.exists()

    @property
    def is_changed(self) -> bool:
        """Whether something lies there now that nobody knew of when the intent was made."""
        return file_sha256(self.path) not in (None, self.before, self.after)

    @property
    def is_taken(self) -> bool:
        """Whether its place is taken, and nobody changed that since: it can be put back."""
        if self.beside is not None:
            return not self.beside.exists() and file_sha256(self.path) == self.after
        return self.spare is not None and self.spare.exists() and not self.path.exists()


class Addition(_Part):
    """A text that is added to a file's end, and how long that was before."""

    path: _Path
    size: int
    text: str


class Intent(_Part):
    """All of it. Paths are absolute here, relative to the working folder on the disk."""

    moves: tuple[Move, ...]
    addition: Addition | None = None

    def carry_out(self, doing: str) -> None:
        """Put everything into its place; what is there already stays.

        Raises:
            ParXlError: something there can't be replaced, or is another thing than it was, or
                nothing can be added. *doing* says what was being done.
        """
        with contextlib.ExitStack() as opened:
            # First: where it can't be written, nothing is moved.
            added = opened.enter_context(_to_add_to(self.addition)) if self.addition else None
            for each in self.moves:
                try:
                    _carry_out(each, doing)
                except OSError as error:
                    raise held(each.path, error) from error
            settle({each.path.parent for each in self.moves})
            if self.addition is not None and added is not None:
                _add(self.addition, added)

    def roll_back(self) -> None:
        """Put everything back as it was; what somebody changed since stays.

        Raises:
            OSError: something can't be put back.
        """
        for each in self.moves:
            if each.is_taken:
                _put_back(each)
        settle({each.path.parent for each in self.moves})
        added = self.addition
        # One that can't be written was not written to.
        if added and added.path.exists() and added.path.stat().st_size != added.size:
            os.truncate(added.path, added.size)

    def tidy(self) -> None:
        """Take away what is needed no more; what was there before goes where it is kept.

        Raises:
            OSError: it can't be put there; all of it lies where it waited.
        """
        for each in self.moves:
            _keep(each)
        settle({each.kept.parent for each in self.moves if each.kept is not None})
        self.forget()

    def forget(self) -> None:
        """Take away what waits beside its place."""
        for each in self.moves:
            for path in each.waiting:
                take_away(path)

    def with_paths(self, change: Callable[[Path], Path]) -> Intent:
        """The same with each path changed."""

        def of(path: Path | None) -> Path | None:
            return None if path is None else change(path)

        names = ("path", "beside", "spare", "kept", "backup", "saved")
        moves = (
            each.model_copy(update={name: of(getattr(each, name)) for name in names})
            for each in self.moves
        )
        added = self.addition
        return Intent(
            moves=tuple(moves),
            addition=added and added.model_copy(update={"path": change(added.path)}),
        )

    def can_be_carried_out(self) -> bool:
        """Whether nothing that was to be moved is lost."""
        return all(
            each.beside is None
            or file_sha256(each.beside) == each.after
            # Moved already; maybe somebody changed it since, and that stays.
            or (not each.beside.exists() and file_sha256(each.path) not in (None, each.before))
            or each.before == each.after
            for each in self.moves
        )


def _carry_out(each: Move, doing: str) -> None:
    if not each.is_due:
        return
    if each.is_changed:
        if not each.is_needed:
            return
        raise changed(each.path, doing)
    if each.beside is not None:
        move(each.beside, each.path)
        return
    try:
        patiently(lambda: each.path.unlink(missing_ok=True))
    except OSError:
        if each.is_needed:
            raise


def _keep(each: Move) -> None:
    if each.kept is None:
        return
    if each.backup is not None and each.backup.exists():
        move(each.backup, each.kept)
        return
    is_kept = each.backup is not None and each.kept.exists()
    if each.spare is not None and each.spare.exists() and not is_kept:
        copy_to(each.spare, each.kept)


def _put_back(each: Move) -> None:
    if each.spare is None:
        patiently(each.path.unlink)
    else:
        move(each.spare, each.path)


@contextmanager
def _to_add_to(addition: Addition) -> Iterator[BinaryIO]:
    path = addition.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = patiently(lambda: path.open("ab"))
    except OSError as error:
        raise held(path, error) from error
    try:
        yield file
    finally:
        # It is on the disk, or that it is not was said already.
        with contextlib.suppress(OSError):
            file.close()


def _add(addition: Addition, file: BinaryIO) -> None:
    try:
        # What an earlier try added, or a part of it.
        file.truncate(addition.size)
        file.write(addition.text.encode())
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        raise held(addition.path, error) from error
