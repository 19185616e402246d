"""What is to be moved into its place, so that all of it is, or none.

Before the first file is moved, an intent lies on the disk: which files with which hashes, what
stood there before and where that is kept meanwhile, and the ledger's new line. The ledger is
written last, then the intent is taken away. Whoever finds one finishes it, or undoes it where
something that was to be moved is gone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, ValidationError

from par_xl.errors import ParXlError
from par_xl.files import file_sha256, held, move, patiently, settle, take_away, written_beside

_Path = Annotated[Path, PlainSerializer(Path.as_posix, return_type=str)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Move(_Part):
    """One file that is to take its place: hashes of it and of what is there, None for nothing.

    ``beside`` None: nothing is to lie there any more; ``spare`` is where what was there waits to
    be put back, ``kept`` where it goes in the end. ``is_needed`` False: if it can't be taken
    away, let it lie.
    """

    path: _Path
    beside: _Path | None
    after: str | None
    before: str | None
    spare: _Path | None
    kept: _Path | None = None
    is_needed: bool = True


class Addition(_Part):
    """A text that is added to a file's end, and how long that was before."""

    path: _Path
    size: int
    text: str


class Intent(_Part):
    """All of it. Paths are absolute here, relative to the working folder on the disk."""

    moves: tuple[Move, ...]
    addition: Addition | None = None

    def carry_out(self) -> None:
        """Put everything into its place; what is there already stays.

        Raises:
            ParXlError: something there can't be replaced, or nothing can be added.
        """
        for each in self.moves:
            try:
                _carry_out(each)
            except OSError as error:
                raise held(each.path) from error
        settle({each.path.parent for each in self.moves})
        if self.addition is not None:
            _add(self.addition)

    def roll_back(self) -> None:
        """Put everything back as it was; what somebody changed since stays.

        Raises:
            OSError: something can't be put back.
        """
        if self.addition is not None and self.addition.path.exists():
            os.truncate(self.addition.path, self.addition.size)
        for each in self.moves:
            was_moved = each.beside is not None and file_sha256(each.path) == each.after
            has_gone = each.beside is None and not each.path.exists()
            if was_moved or (has_gone and each.spare is not None and each.spare.exists()):
                _put_back(each)
        settle({each.path.parent for each in self.moves})

    def tidy(self) -> None:
        """Take away what is needed no more; what was there before goes where it is kept."""
        for each in self.moves:
            if each.beside is not None:
                take_away(each.beside)
            if each.spare is None or not each.spare.exists():
                continue
            if each.kept is not None:
                with contextlib.suppress(OSError):
                    move(each.spare, each.kept)
            take_away(each.spare)

    def forget(self) -> None:
        """Take away what waits beside its place; everything is as it was."""
        for each in self.moves:
            for path in (each.beside, each.spare):
                if path is not None:
                    take_away(path)

    def with_paths(self, change: Callable[[Path], Path]) -> Intent:
        """The same with each path changed."""

        def of(path: Path | None) -> Path | None:
            return None if path is None else change(path)

        moves = (
            each.model_copy(
                update={
                    name: of(getattr(each, name)) for name in ("path", "beside", "spare", "kept")
                }
            )
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


def _carry_out(each: Move) -> None:
    if each.beside is not None:
        if each.beside.exists():
            move(each.beside, each.path)
        return
    try:
        patiently(lambda: each.path.unlink(missing_ok=True))
    except OSError:
        if each.is_needed:
            raise


def _put_back(each: Move) -> None:
    if each.spare is None:
        patiently(each.path.unlink)
    else:
        move(each.spare, each.path)


def _add(addition: Addition) -> None:
    path = addition.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with patiently(lambda: path.open("ab")) as file:
            # What an earlier try added, or a part of it.
            file.truncate(addition.size)
            file.write(addition.text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise held(path) from error


class Repaired(Enum):
    """What became of work that was cut off."""

    FINISHED = "finished"
    UNDONE = "undone"


@dataclass(frozen=True)
class IntentRecord:
    """Where a working folder's intent lies while it is being carried out."""

    path: Path
    root: Path

    def write(self, intent: Intent) -> None:
        """Lay it down.

        Raises:
            ParXlError: there is no room.
        """
        told = intent.with_paths(lambda path: path.relative_to(self.root))
        with written_beside(self.path) as (beside, file):
            file.write(told.model_dump_json(indent=1).encode())
        try:
            move(beside, self.path)
        except OSError as error:
            take_away(beside)
            raise held(self.path) from error
        settle({self.path.parent})

    def clear(self) -> None:
        """It is carried out, or undone."""
        take_away(self.path)

    def repair(self) -> Repaired | None:
        """Finish or undo what was cut off; None: nothing was.

        Raises:
            ParXlError: it can't be done now, or the record is damaged.
        """
        try:
            told = Intent.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise ParXlError(
                f"Lần ghi trước bị ngắt giữa chừng và bản ghi việc đang làm {self.path} hỏng.",
                f"Chuyển tệp {self.path.name} đi nơi khác, chạy par-xl log --verify để xem tệp nào "
                "không khớp, rồi tổng hợp lại.",
            ) from error
        intent = told.with_paths(self.root.joinpath)
        if intent.can_be_carried_out():
            intent.carry_out()
            intent.tidy()
            self.clear()
            return Repaired.FINISHED
        try:
            intent.roll_back()
        except OSError as error:
            raise held(Path(error.filename or self.path)) from error
        self.clear()
        intent.forget()
        return Repaired.UNDONE
