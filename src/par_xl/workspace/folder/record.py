"""An intent on the disk: written down, taken away, and what was cut off put in order.

What somebody saved since in a place that is still to be taken is kept first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from gettext import gettext as _
from itertools import count
from pathlib import Path

from par_xl.system.files import (
    check_closed,
    copied_beside,
    copy_to,
    file_bytes,
    file_sha256,
    held,
    move,
    settle,
    take_away,
    written_beside,
)
from par_xl.system.inside import inside
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workspace.folder.intent import Intent, Move


@dataclass(frozen=True)
class Repair:
    """What became of work that was cut off: it was finished, or undone."""

    is_finished: bool
    changed: tuple[tuple[Path, Path], ...] = ()
    """Files that somebody had saved since, and where those are kept now."""


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
            raise held(self.path, error) from error
        settle({self.path.parent})

    def clear(self) -> None:
        """It is carried out, or undone."""
        take_away(self.path)

    def repair(self) -> Repair | None:
        """Finish or undo what was cut off; None: nothing was.

        Raises:
            ParXlError: it can't be done now, or the record is damaged.
        """
        try:
            told = Intent.model_validate_json(file_bytes(self.path))
            intent = told.with_paths(partial(inside, self.root))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ParXlError(
                _(
                    "Bản ghi việc đang làm {path} hỏng, hoặc trỏ ra ngoài thư mục làm việc; chương "
                    "trình không làm theo, chưa ghi hay xóa gì."
                ).format(path=self.path),
                _(
                    "Chuyển tệp {name} đi nơi khác, chạy par-xl log --verify để xem tệp nào "
                    "không khớp, rồi tổng hợp lại: par-xl merge KỲ."
                ).format(name=self.path.name),
            ) from error
        try:
            if intent.can_be_carried_out():
                return self._finish(intent)
            return self._undo(intent)
        except OSError as error:
            place = error.filename2 or error.filename or self.path
            raise held(Path(place), error) from error

    def _finish(self, intent: Intent) -> Repair:
        for each in intent.moves:
            if each.is_due and each.is_needed:
                check_closed(each.path)
        moves = tuple(map(_with_saved, intent.moves))
        if moves != intent.moves:
            intent = intent.model_copy(update={"moves": moves})
            # Who finishes this one, if it is cut off as well, has to tell of it.
            self.write(intent)
        intent.carry_out(N_("đang ghi nốt"))
        intent.tidy()
        self.clear()
        return Repair(True, tuple((e.path, e.saved) for e in moves if e.saved is not None))

    def _undo(self, intent: Intent) -> Repair:
        for each in intent.moves:
            if each.is_taken:
                check_closed(each.path)
        intent.roll_back()
        self.clear()
        intent.forget()
        return Repair(False)


def _with_saved(each: Move) -> Move:
    """A move, and what somebody saved in its place since is kept: where what was there before
    goes, in its stead, or else beside it.

    Raises:
        OSError: there is no room.
    """
    if not (each.is_due and each.is_needed and each.is_changed):
        return each
    spare = each.spare or copied_beside(each.path)
    for waiting in filter(None, (each.spare, each.backup)):
        copy_to(each.path, waiting)
    saved = each.kept or _saved_beside(each.path)
    told = {"before": file_sha256(each.path), "spare": spare, "saved": saved}
    return each.model_copy(update=told)


def _saved_beside(path: Path) -> Path:
    for number in count(1):
        more = f"-{number}" if number > 1 else ""
        saved = path.with_name(f"{path.stem}.da-sua{more}{path.suffix}")
        if not saved.exists():
            copy_to(path, saved)
        if file_sha256(saved) == file_sha256(path):
            return saved
    raise AssertionError("there is always another number")
