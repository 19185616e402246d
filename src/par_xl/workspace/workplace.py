"""The working folder held by one, and put in order where somebody was cut off."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path

from par_xl.system.files import BESIDE, check_closed, file_sha256, take_away, unread
from par_xl.system.inside import files_below
from par_xl.terms.messages import N_
from par_xl.workspace.folder.record import IntentRecord, Repair
from par_xl.workspace.folder.staging import Staging
from par_xl.workspace.layout import Folder
from par_xl.workspace.lock import BusyError, Holder, Lock


@dataclass(frozen=True)
class Workplace:
    """A working folder that nobody else writes into just now."""

    folder: Folder
    doing: str
    repair: Repair | None
    """What became of work that was cut off between two files."""
    cut_off: Holder | None
    """Whose work was cut off, wherever it was."""
    _taken: dict[Path, str | None] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was put in order, in words."""
        who = f" ({self.cut_off.told()})" if self.cut_off else ""
        if self.repair is not None and self.repair.is_finished:
            return (
                _("Lần ghi trước bị ngắt giữa chừng{who}: đã ghi nốt phần còn lại.").format(
                    who=who
                ),
                *(
                    _(
                        "{name} đã có người sửa sau khi bị ngắt: bản đã sửa giữ ở {saved}; chép "
                        "phần cần giữ sang {name} mới."
                    ).format(name=path.name, saved=saved)
                    for path, saved in self.repair.changed
                ),
            )
        if self.repair is not None:
            return (
                _("Lần ghi trước bị ngắt giữa chừng{who}: đã trả các tệp về như trước đó.").format(
                    who=who
                ),
            )
        if self.cut_off is not None:
            return (_("Việc trước bị ngắt khi chưa ghi gì{who}: đã dọn tệp tạm.").format(who=who),)
        return ()

    def take(self, paths: Iterable[Path]) -> None:
        """See that nobody has files open that may be written anew; and when they are, that
        nobody has them open then, or saved them meanwhile.

        Raises:
            ParXlError: somebody has.
        """
        for path in paths:
            check_closed(path)
            try:
                self._taken[path] = file_sha256(path)
            except OSError as error:
                raise unread(path) from error

    def staging(self) -> Staging:
        """Files to be written there, all or none."""
        return Staging(_record(self.folder), self._taken, self.doing)


@contextmanager
def at_work(folder: Folder, doing: str, by: str | None = None) -> Iterator[Workplace]:
    """Work in the folder alone; *doing* is what others are told meanwhile.

    Work that was cut off is finished, or undone, first.

    Raises:
        ParXlError: somebody else works there, it can't be written, or not be put in order.
    """
    with Lock(folder.lock, folder.holder).held(doing, by) as cut_off:
        repair = _record(folder).repair()
        _sweep(folder, was_cut_off=cut_off is not None)
        yield Workplace(folder, doing, repair, cut_off)


def put_in_order(folder: Folder) -> tuple[str, ...]:
    """Finish, or undo, work that was cut off; leave it where somebody is at it just now. What
    was done, in words: every face that writes calls this first, and shows that whatever comes
    after. One that only reads leaves it, and says that it is there (``is_cut_off``).

    Raises:
        ParXlError: it can't be done.
    """
    if is_cut_off(folder):
        with (
            contextlib.suppress(BusyError),
            at_work(folder, N_("đang ghi nốt việc bị ngắt")) as place,
        ):
            return place.notes
    return ()


def is_cut_off(folder: Folder) -> bool:
    """Whether work was cut off between two files."""
    return folder.intent.exists()


def _record(folder: Folder) -> IntentRecord:
    return IntentRecord(folder.intent, folder.root)


def _sweep(folder: Folder, was_cut_off: bool) -> None:
    """Take away files that waited beside their places."""
    places = [folder.place(name) for name in ("tong-hop", "tra-lai", "bieu-mau", "bao-cao")]
    if was_cut_off:
        places += [folder.kept, folder.replaced]
    below = (path for place in places for path in files_below(place))
    left = [path for path in below if path.name.startswith(BESIDE)]
    for place in (folder.root, folder.own):
        left += place.glob(f"{BESIDE}*")
    for path in left:
        take_away(path)
