"""Files written whole or not at all, several together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from par_xl.ledger import whole_lines
from par_xl.system.files import (
    changed,
    check_closed,
    copied_beside,
    file_sha256,
    held,
    no_room,
    read_file,
    settle,
    take_away,
    written_beside,
)
from par_xl.system.inside import see_ordinary
from par_xl.terms.messages import N_
from par_xl.workspace.folder.intent import Addition, Intent, Move
from par_xl.workspace.folder.record import IntentRecord


@dataclass
class _Waiting:
    beside: Path | None
    """None: nothing is to lie there any more."""
    is_needed: bool = True
    kept: Path | None = None


class Staging:
    """Files written beside their places one by one, then all moved over the old ones.

    What was not moved is taken away again at the end. With a *record*, whoever comes next
    finishes what was cut off between two files. *taken* are files by which the work goes, and
    hashes of what they were as it began: those that are written anew must be that still. *doing*
    is what is said where they are not. *room* is the folder in which files wait, on the same disk,
    where they may not lie beside their places.
    """

    def __init__(
        self,
        record: IntentRecord | None = None,
        taken: Mapping[Path, str | None] | None = None,
        doing: str = N_("đang ghi"),
        room: Path | None = None,
    ) -> None:
        self._record = record
        self._taken = taken or {}
        self._doing = doing
        self._room = room
        self._expected = dict(self._taken)
        self._waiting: dict[Path, _Waiting] = {}
        self._addition: tuple[Path, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for waiting in self._waiting.values():
            if waiting.beside is not None:
                take_away(waiting.beside)

    def put(self, path: Path, content: bytes) -> None:
        """Write a file beside its place.

        Raises:
            ParXlError: it could not be written there.
        """
        with self.open(path) as file:
            file.write(content)

    @contextmanager
    def open(self, path: Path) -> Iterator[BinaryIO]:
        """The same for one that is written piece by piece."""
        self._see(path)
        before = self._waiting.get(path)
        where = _beside(path, self._room)
        with written_beside(where, before.beside if before else None) as (beside, file):
            self._waiting[path] = _Waiting(beside)
            yield file

    def sha256(self, path: Path) -> str:
        """A hash of what was written for that place."""
        beside = self._waiting[path].beside
        found = file_sha256(beside) if beside else None
        assert found is not None
        return found

    def drop(self, path: Path) -> None:
        """Take a file away again: its place stays as it is."""
        beside = self._waiting.pop(path).beside
        if beside is not None:
            take_away(beside)

    def remove(self, path: Path, is_needed: bool = True) -> None:
        """What lies there is to go; not *is_needed*: if it can, where somebody has it open."""
        self._see(path)
        if path.exists():
            self._waiting[path] = _Waiting(None, is_needed)

    def expect(self, path: Path, sha256: str | None) -> None:
        """What a file was when it was decided that another may take its place, or that it may go:
        it must be that still; None: nothing."""
        self._expected[path] = sha256

    def is_waiting(self, path: Path) -> bool:
        """Whether something is to take that place, or to go from there."""
        return path in self._waiting

    def keep(self, path: Path, where: Path) -> None:
        """Keep what lies there now, before another takes its place or it goes."""
        self._see(where)
        self._waiting[path].kept = where

    def add(self, path: Path, line: str) -> None:
        """Add a line to the end of the ledger, once all else is in its place."""
        self._addition = (path, line)

    def commit(self) -> None:
        """Move everything into its place; what lies there already stays untouched.

        Raises:
            ParXlError: something there is open, can't be replaced, or was changed meanwhile;
                everything is as it was then. Where even that can't be brought about, the record
                says what whoever comes next does.
        """
        moves: list[Move] = []
        try:
            for path, waiting in [*self._waiting.items()]:
                move = _move_of(path, waiting, self._room)
                if move is None:
                    self.drop(path)
                    continue
                moves.append(move)
                if self._expected.get(path, move.before) == move.before:
                    continue
                if waiting.is_needed:
                    raise changed(path, self._doing)
                Intent(moves=(moves.pop(),)).forget()
            intent = Intent(moves=tuple(moves), addition=self._added())
            if self._record is not None:
                settle({path.parent for each in moves for path in each.waiting})
                self._record.write(intent)
        except BaseException:
            Intent(moves=tuple(moves)).forget()
            raise
        try:
            intent.carry_out(self._doing)
        except BaseException:
            self._undo(intent)
            raise
        self._waiting.clear()
        # What can't be put where it is kept waits for whoever comes next.
        with contextlib.suppress(OSError):
            intent.tidy()
            if self._record is not None:
                self._record.clear()

    def _undo(self, intent: Intent) -> None:
        try:
            intent.roll_back()
        except OSError:
            if self._record is not None:
                # Its files stay as well, for whoever comes next.
                self._waiting.clear()
            return
        if self._record is not None:
            self._record.clear()
        intent.forget()

    def _see(self, path: Path) -> None:
        """See that nothing is written, kept or taken away through a link out of the folder."""
        if self._record is not None:
            see_ordinary(self._record.root, path)

    def _added(self) -> Addition | None:
        if self._addition is None:
            return None
        path, line = self._addition
        whole = whole_lines(read_file(path)) if path.exists() else b""
        # An editor may have taken the end of the line before.
        end = "\n" if whole and not whole.endswith(b"\n") else ""
        return Addition(path=path, size=len(whole), text=f"{end}{line}\n")


def _move_of(path: Path, waiting: _Waiting, room: Path | None) -> Move | None:
    """None: what is to lie there does so already."""
    if path.is_dir():
        raise held(path)
    after = file_sha256(waiting.beside) if waiting.beside else None
    try:
        before = file_sha256(path)
    except OSError as error:
        raise held(path, error) from error
    if before == after and waiting.kept is None:
        return None
    if waiting.is_needed:
        # Before anything else: on Windows, a second name of what is open can't be taken away.
        check_closed(path)
    spare = backup = None
    try:
        if before is not None:
            spare = copied_beside(path, _beside(path, room))
    except OSError as error:
        raise no_room(path, error) from error
    if spare is not None and waiting.kept is not None:
        try:
            backup = copied_beside(path, waiting.kept)
        except OSError as error:
            take_away(spare)
            raise no_room(waiting.kept, error) from error
    return Move(
        path=path,
        beside=waiting.beside,
        after=after,
        before=before,
        spare=spare,
        kept=waiting.kept,
        backup=backup,
        is_needed=waiting.is_needed,
    )


def _beside(path: Path, room: Path | None) -> Path:
    """What a file waits beside until it takes its place."""
    return path if room is None else room / path.name


def write_all(contents: Mapping[Path, bytes], room: Path | None = None) -> None:
    """Write several files, all or none of them; until then they wait in *room*, if one is given.

    Raises:
        ParXlError: one could not be written; the old ones are there as they were.
    """
    with Staging(room=room) as staging:
        for path, content in contents.items():
            staging.put(path, content)
        staging.commit()
