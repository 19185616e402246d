"""The folder as a checkout of its history: how a command writes all its files, or none.

What is to lie in the folder waits in the store, flushed. Then a line is added to the ledger and
flushed: it names each place with hashes of what lay there and of what is to lie there. That is the
commit. Then the places are taken, each at once. An error on the way puts back what was there, and
takes the line away.

Who works here is written beside the lock, with the ledger's tail as they began. Whoever finds that
after them compares the folder with the lines since, and takes the places that are still to be
taken. Places are taken in the line's order, what programs read last: a file that is neither as
before nor as it is to be was saved by somebody, and is kept beside, unless a later one lies there.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from gettext import gettext as _
from itertools import count
from pathlib import Path
from typing import BinaryIO

from par_xl import __version__
from par_xl.ledger import Kind, Ledger, LedgerLine, ledger_bytes, read_ledger, tail_of
from par_xl.system.files import (
    BESIDE,
    changed,
    check_closed,
    copy_to,
    file_sha256,
    held,
    move,
    no_room,
    read_sha256,
    remove_file,
    retry,
    settle,
    written_beside,
)
from par_xl.system.paths import files_below, require_ordinary
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workspace.layout import Folder
from par_xl.workspace.lock import BusyError, Holder, Lock, user_name
from par_xl.workspace.store import Store

_FOR_PROGRAMS = (".json", ".parquet")
"""Nobody edits these: once they lie there, all that people may edit does."""


_Checkout = dict[Path, tuple[str | None, str | None]]
"""Hashes of what lay in each place and of what is to lie there; None: nothing."""


class Session:
    """A working folder that nobody else writes into just now, and the files that are to be
    written there, all or none of them. ``notes`` say in words what was put in order first."""

    def __init__(self, folder: Folder, doing: str, by: str, notes: tuple[str, ...] = ()) -> None:
        self.folder, self.by, self.notes = folder, by, notes
        self.store = Store(folder.store)
        self.is_unfinished = False
        """Whether something is left to whoever comes next."""
        self._doing = doing
        self._expected: dict[Path, str | None] = {}
        self._new: dict[Path, str | None] = {}
        self._optional: set[Path] = set()
        self._waiting: set[Path] = set()
        self._aside: list[Path] = []

    @cached_property
    def ledger(self) -> Ledger:
        """What was done here before."""
        return Ledger(read_ledger(self.folder.ledger))

    def take(self, paths: Iterable[Path]) -> None:
        """See that nobody has files open that may be written anew; and when they are, that
        nobody has them open then, or saved them meanwhile.

        Raises:
            ParXlError: somebody has.
        """
        for path in paths:
            check_closed(path)
            self.expect(path, read_sha256(path))

    def expect(self, path: Path, sha256: str | None) -> None:
        """Note what a file was when it was decided that it may be replaced or removed:
        it must be that still; None: nothing."""
        self._expected[path] = sha256

    def put(self, path: Path, content: bytes) -> None:
        """Have a file written."""
        with self.open(path) as file:
            file.write(content)

    @contextmanager
    def open(self, path: Path) -> Iterator[BinaryIO]:
        """Yield the same for one that is written piece by piece."""
        require_ordinary(self.folder.root, path)
        with written_beside(self.store.root / path.name) as (beside, file):
            self._waiting.add(beside)
            yield file
        try:
            sha256 = file_sha256(beside)
            assert sha256 is not None
            move(beside, self._wait(path, sha256))
        except OSError as error:
            raise no_room(path, error) from error
        self._new[path] = sha256

    def restore(self, path: Path, sha256: str) -> bool:
        """Have the store's content with that hash lie in a place; False: it is not whole there."""
        require_ordinary(self.folder.root, path)
        is_whole = self.store.is_whole(sha256, path.suffix)
        if is_whole:
            self._new[path] = sha256
        return is_whole

    def sha256(self, path: Path) -> str:
        """Return a hash of what was written for that place."""
        found = self._new[path]
        assert found is not None
        return found

    def keep_aside(self, path: Path) -> Path:
        """Copy what somebody edited beside its place; the copy goes where nothing is written."""
        names = (path.with_name(f"{path.stem}_da-sua-{n}{path.suffix}") for n in count(1))
        beside = next(name for name in names if not name.exists())
        self.expect(path, read_sha256(path))
        self._aside.append(beside)
        try:
            copy_to(path, beside)
        except OSError as error:
            raise no_room(beside, error) from error
        return beside

    def drop(self, path: Path) -> None:
        """Think better of it: the place stays as it is."""
        del self._new[path]

    def remove(self, path: Path, is_needed: bool = True) -> None:
        """Remove what lies there; not *is_needed*: where somebody has it open, it may stay."""
        require_ordinary(self.folder.root, path)
        if path.exists():
            self._new[path] = None
            if not is_needed:
                self._optional.add(path)

    def commit(self, line: LedgerLine | None = None) -> None:
        """Write it all, and what the ledger's *line* says of it; without one, the ledger says
        what was written, if anything was.

        Raises:
            ParXlError: something there is open, can't be replaced, or was changed meanwhile;
                everything is as it was then. Where even that can't be brought about, whoever
                comes next finishes it.
        """
        checkout = self._checkout()
        if line is None:
            if not checkout:
                return
            at = datetime.now()  # noqa: DTZ005 - the office's own clock
            line = LedgerLine(kind=Kind.WRITE, at=at, by=self.by, version=__version__, before="")
        names = {self.folder.name(path): change for path, change in checkout.items()}
        line = replace(line, checkout=names, written=None)
        self._copy_what_lies_there(line)
        settle({self.store.root})
        whole = ledger_bytes(self.folder.ledger)
        line = replace(line, before=tail_of(whole))
        with _to_write(self.folder.ledger) as ledger:
            self.is_unfinished = True
            try:
                _append(ledger, self.folder.ledger, whole, line)
                for path, (before, after) in checkout.items():
                    self._take(path, before, after)
                settle({path.parent for path in checkout})
            except BaseException:
                self._put_back(checkout, ledger, len(whole))
                raise
        self._aside.clear()
        # What can't be given its place waits for whoever comes next.
        with contextlib.suppress(OSError):
            _tidy(self.store, line)
            self.is_unfinished = False
            if line.kind is Kind.MERGE:
                self.store.prune(Ledger(read_ledger(self.folder.ledger)), line.period)

    def backup(self, path: Path) -> Path:
        """Where in the store what lies there now is, once another takes its place."""
        return self.store.path(read_sha256(path) or "-", path.suffix)

    def close(self) -> None:
        """Take away what waits; of work that is unfinished nothing."""
        if not self.is_unfinished:
            for path in (*self._waiting, *self._aside, self.folder.holder):
                remove_file(path)

    def _checkout(self) -> _Checkout:
        """Return what lies in each place, and what is to lie there, where that is another thing."""
        found = {}
        for path in sorted(self._new, key=lambda path: path.suffix in _FOR_PROGRAMS):
            after, is_needed = self._new[path], path not in self._optional
            if path.is_dir():
                raise held(path)
            try:
                before = file_sha256(path)
            except OSError as error:
                raise held(path, error) from error
            if before == after:
                continue
            if self._expected.get(path, before) != before:
                if is_needed:
                    raise changed(path, self._doing)
                continue
            if is_needed:
                check_closed(path)
            found[path] = (before, after)
        return found

    def _take(self, path: Path, before: str | None, after: str | None) -> None:
        is_needed = path not in self._optional
        try:
            if file_sha256(path) == before:
                _replace(self.store, path, after)
            elif is_needed:
                raise changed(path, self._doing)
        except OSError as error:
            if is_needed:
                raise held(path, error) from error

    def _put_back(self, checkout: _Checkout, ledger: BinaryIO, size: int) -> None:
        """Where it can't be done, it stays unfinished. It takes no room: the disk may be full."""
        with contextlib.suppress(OSError):
            for path, (before, after) in reversed(checkout.items()):
                if file_sha256(path) != after:
                    continue
                if before is None:
                    retry(path.unlink)
                else:
                    copy_to(self.store.waiting(before, path.suffix), path)
            settle({path.parent for path in checkout})
            ledger.truncate(size)
            self.is_unfinished = False

    def _wait(self, path: Path, sha256: str) -> Path:
        """Where what is, or was, in a place waits under its hash."""
        waiting = self.store.waiting(sha256, path.suffix)
        self._waiting.add(waiting)
        return waiting

    def _copy_what_lies_there(self, line: LedgerLine) -> None:
        """Have what is to be replaced wait as well: to be put back where something fails, and for
        the store, where it stays."""
        for name, (before, _after) in line.checkout.items():
            if before is not None:
                path = self.folder.place(name)
                waiting = self._wait(path, before)
                is_new = line.stays(name) and not self.store.is_whole(before, path.suffix)
                try:
                    copy_to(path, waiting, linked=not is_new)
                except OSError as error:
                    raise no_room(waiting, error) from error


@contextmanager
def open_session(folder: Folder, doing: str, by: str | None = None) -> Iterator[Session]:
    """Work in the folder alone; *doing* is what others see meanwhile.

    Work that was cut off is finished first.

    Raises:
        ParXlError: somebody else works there, it can't be written, or not be put in order.
    """
    by, lock = by or user_name(), Lock(folder.lock, folder.holder)
    with lock.held() as cut_off:
        notes = _put_in_order(folder, cut_off) if cut_off else ()
        session = Session(folder, doing, by, notes)
        lock.sign(doing, by, tail_of(ledger_bytes(folder.ledger)))
        try:
            _sweep(folder, was_cut_off=cut_off is not None)
            yield session
        finally:
            session.close()


def recover(folder: Folder) -> tuple[str, ...]:
    """Finish work that was cut off; leave it where somebody is at it just now. What was done, in
    words: every face that writes calls this first, and shows that whatever comes after. One that
    only reads leaves it, and says that it is there (``is_interrupted``).

    Raises:
        ParXlError: it can't be done.
    """
    if is_interrupted(folder):
        with (
            contextlib.suppress(BusyError),
            open_session(folder, N_("đang ghi nốt việc bị ngắt")) as session,
        ):
            return session.notes
    return ()


def is_interrupted(folder: Folder) -> bool:
    """Whether work was cut off after it was committed."""
    holder = Lock(folder.lock, folder.holder).left_behind()
    try:
        return holder is not None and bool(_since(folder, holder))
    except ParXlError:
        # Whoever reads the ledger says that.
        return False


def _since(folder: Folder, holder: Holder) -> list[LedgerLine]:
    """Return the ledger's lines since somebody began."""
    if holder.tail is None or holder.tail == tail_of(ledger_bytes(folder.ledger)):
        return []
    lines = read_ledger(folder.ledger)
    hashes = ["", *(line.hash() for line in lines)]
    return lines[hashes.index(holder.tail) :] if holder.tail in hashes else []


def _put_in_order(folder: Folder, cut_off: Holder) -> tuple[str, ...]:
    who = f" ({cut_off.described()})"
    if not (lines := _since(folder, cut_off)):
        return (_("Việc trước bị ngắt khi chưa ghi gì{who}: đã dọn tệp tạm.").format(who=who),)
    _finish(folder, lines)
    since = cut_off.since.timestamp() if cut_off.since else 0
    saved = [
        (path, beside)
        for line in lines
        for path in map(folder.place, line.checkout)
        for beside in _saved_beside(path)
        if beside.exists() and beside.stat().st_mtime >= since
    ]
    return (
        _("Lần ghi trước bị ngắt giữa chừng{who}: đã ghi nốt phần còn lại.").format(who=who),
        *(
            _(
                "{name} đã có người sửa sau khi bị ngắt: bản đã sửa giữ ở {saved}; chép "
                "phần cần giữ sang {name} mới."
            ).format(name=path.name, saved=beside)
            for path, beside in saved
        ),
    )


def _finish(folder: Folder, lines: Sequence[LedgerLine]) -> None:
    """Take the places that lines say and that are still to be taken."""
    store = Store(folder.store)
    checkout: _Checkout = {}
    for each in lines:
        for name, (before, after) in each.checkout.items():
            path = folder.place(name)
            checkout[path] = (checkout.pop(path, (before, None))[0], after)
    due = list(_due(checkout))
    for path, *_rest in due:
        check_closed(path)
    for path, now, before, after in due:
        try:
            is_edited = now not in (None, before)
            if after is None and is_edited:
                continue
            if after is not None and store.find(after, path.suffix) is None:
                # Somebody took it out of the store; ``log --verify`` tells of it.
                continue
            if is_edited:
                _save_beside(path)
            _replace(store, path, after)
        except OSError as error:
            raise held(path, error) from error
    settle({path.parent for path, *_rest in due})
    try:
        for each in lines:
            _tidy(store, each)
    except OSError as error:
        raise no_room(store.root, error) from error


def _due(checkout: _Checkout) -> Iterator[tuple[Path, str | None, str | None, str | None]]:
    """Places still to be taken: what lies there now, what lay there, what is to lie there."""
    now = {path: read_sha256(path) for path in checkout}
    is_later_there = False
    due = []
    for path, (before, after) in reversed(checkout.items()):
        if now[path] == after:
            is_later_there = True
        elif not is_later_there or now[path] == before:
            due.append((path, now[path], before, after))
    return reversed(due)


def _replace(store: Store, path: Path, sha256: str | None) -> None:
    """Have the store's content with that hash lie in a place, or nothing. It has a life of its
    own there: people write into it.

    Raises:
        OSError: there is no room, or what lies there can't be replaced.
    """
    if sha256 is None:
        retry(lambda: path.unlink(missing_ok=True))
        return
    if (source := store.find(sha256, path.suffix)) is None:
        raise FileNotFoundError(errno.ENOENT, "gone", str(path))
    copy_to(source, path, linked=False)


def _tidy(store: Store, line: LedgerLine) -> None:
    """Give what can be undone its place in the store; take away all else that waited there."""
    for name, hashes in line.checkout.items():
        for sha256 in filter(None, hashes):
            suffix = Path(name).suffix
            if line.stays(name):
                store.keep(sha256, suffix)
            else:
                remove_file(store.waiting(sha256, suffix))


def _save_beside(path: Path) -> None:
    for saved in _saved_beside(path):
        if not saved.exists():
            copy_to(path, saved)
        if file_sha256(saved) == file_sha256(path):
            return


def _saved_beside(path: Path) -> Iterator[Path]:
    """Places beside a file for what somebody had saved there, up to the first that is free."""
    for number in count(1):
        more = f"-{number}" if number > 1 else ""
        saved = path.with_name(f"{path.stem}.da-sua{more}{path.suffix}")
        is_free = not saved.exists()
        yield saved
        if is_free:
            return


@contextmanager
def _to_write(path: Path) -> Iterator[BinaryIO]:
    """Yield the ledger, to be added to: where it can't be written, nothing is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = retry(lambda: path.open("ab"))
    except OSError as error:
        raise held(path, error) from error
    try:
        yield file
    finally:
        # It is on the disk, or that it is not was said already.
        with contextlib.suppress(OSError):
            file.close()


def _append(file: BinaryIO, path: Path, whole: bytes, line: LedgerLine) -> None:
    # An editor may have taken the end of the line before.
    end = "\n" if whole and not whole.endswith(b"\n") else ""
    try:
        # Less a line that was cut off.
        file.truncate(len(whole))
        file.write(f"{end}{line.text()}\n".encode())
        file.flush()
        os.fsync(file.fileno())
        if not whole:
            settle({path.parent})
    except OSError as error:
        raise held(path, error) from error


def _sweep(folder: Folder, was_cut_off: bool) -> None:
    """Take away files that waited beside their places."""
    places = [folder.place(name) for name in ("tong-hop", "tra-lai", "bieu-mau", "bao-cao")]
    if was_cut_off:
        places.append(folder.store)
    below = (path for place in places for path in files_below(place))
    left = [path for path in below if path.name.startswith(BESIDE)]
    for place in (folder.root, folder.own):
        left += place.glob(f"{BESIDE}*")
    for path in left:
        remove_file(path)
