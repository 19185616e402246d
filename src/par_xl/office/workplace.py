"""The working folder held by one, and put in order where somebody was cut off."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from par_xl.files import BESIDE, take_away
from par_xl.folder.intent import IntentRecord, Repaired
from par_xl.folder.layout import Folder
from par_xl.folder.lock import BusyError, Holder, Lock
from par_xl.folder.staging import Staging


@dataclass(frozen=True)
class Workplace:
    """A working folder that nobody else writes into just now."""

    folder: Folder
    repaired: Repaired | None
    """What became of work that was cut off between two files."""
    cut_off: Holder | None
    """Whose work was cut off, wherever it was."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was put in order, in words."""
        who = f" ({self.cut_off.told()})" if self.cut_off else ""
        if self.repaired is Repaired.FINISHED:
            return (f"Lần ghi trước bị ngắt giữa chừng{who}: đã ghi nốt phần còn lại.",)
        if self.repaired is Repaired.UNDONE:
            return (f"Lần ghi trước bị ngắt giữa chừng{who}: đã trả các tệp về như trước đó.",)
        if self.cut_off is not None:
            return (f"Việc trước bị ngắt khi chưa ghi gì{who}: đã dọn tệp tạm.",)
        return ()

    def staging(self) -> Staging:
        """Files to be written there, all or none."""
        return Staging(_record(self.folder))


@contextmanager
def at_work(folder: Folder, doing: str, by: str | None = None) -> Iterator[Workplace]:
    """Work in the folder alone; *doing* is what others are told meanwhile.

    Work that was cut off is finished, or undone, first.

    Raises:
        ParXlError: somebody else works there, it can't be written, or not be put in order.
    """
    with Lock(folder.lock, folder.holder).held(doing, by) as cut_off:
        repaired = _record(folder).repair()
        _sweep(folder, was_cut_off=cut_off is not None)
        yield Workplace(folder, repaired, cut_off)


def put_in_order(folder: Folder) -> None:
    """Finish, or undo, work that was cut off; leave it where somebody is at it just now.

    Raises:
        ParXlError: it can't be done.
    """
    if is_cut_off(folder):
        with contextlib.suppress(BusyError), at_work(folder, "đang ghi nốt việc bị ngắt"):
            pass


def is_cut_off(folder: Folder) -> bool:
    """Whether work was cut off between two files."""
    return folder.intent.exists()


def _record(folder: Folder) -> IntentRecord:
    return IntentRecord(folder.intent, folder.root)


def _sweep(folder: Folder, was_cut_off: bool) -> None:
    """Take away files that waited beside their places."""
    places = [folder.root / name for name in ("tong-hop", "tra-lai", "bieu-mau", "bao-cao")]
    if was_cut_off:
        places.append(folder.kept)
    left = [path for place in places for path in place.rglob(f"{BESIDE}*")]
    for place in (folder.root, folder.own):
        left += place.glob(f"{BESIDE}*")
    for path in left:
        take_away(path)
