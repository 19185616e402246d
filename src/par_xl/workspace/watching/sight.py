"""What lies in the watched folder, as one look after the other finds it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from par_xl.system.files import lock_files
from par_xl.workspace.folder.received import Received, received_files
from par_xl.workspace.layout import Folder
from par_xl.workspace.watching.files import (
    HALF_FOR_GOOD,
    Phase,
    Stamp,
    WatchedFile,
    last_change,
    phase_now,
    stamp_of,
)

_NO_FILE = (0, 0)
"""The stamp of what is none: a pipe, a device, a link to nothing."""


@dataclass(frozen=True)
class Inputs:
    """All that decides what a merge comes to, as one look found it."""

    files: Mapping[str, Stamp]
    plan: Stamp | None
    register: Stamp | None
    day: date | None
    held: frozenset[str]
    """Files that can't be opened: merged without, and with, once that changes."""
    locks: tuple[bool, ...] = field(compare=False)
    """Whether lock files lie beside what a merge writes: they go when it is closed."""


@dataclass
class SeenFile:
    """A file, and since when it is as it is; ``whole_since``, where all of it has arrived."""

    path: Path
    stamp: Stamp
    since: float
    shown: WatchedFile
    whole_since: float | None = None

    @property
    def is_held(self) -> bool:
        """Whether it can't be opened, and not only for a moment."""
        return self.shown.phase is Phase.HELD


class Sight:
    """The files in ``da-nop/KỲ``, by name, as the last look found them."""

    def __init__(self, folder: Folder, period: str) -> None:
        self.files: dict[str, SeenFile] = {}
        self._folder = folder
        self._period = period
        self._is_first = True

    def look(self, now: datetime, seconds: float, counts_day: bool) -> Inputs:
        """See what lies there and what of it is whole; where that fails, all stays as it was.

        Raises:
            ParXlError: a folder in there can't be looked into.
            OSError: the folder is gone, or a share fails.
        """
        inbox = self._folder.submitted(self._period)
        if not inbox.is_dir():
            raise FileNotFoundError(inbox)
        files = {
            received.name: self._seen(received, stamp, now, seconds)
            for received, stamp in self._lying()
        }
        written = (self._folder.results(self._period).master, self._folder.register)
        inputs = Inputs(
            files={name: file.stamp for name, file in files.items()},
            plan=stamp_of(self._folder.plan),
            register=stamp_of(self._folder.register),
            day=now.date() if counts_day else None,
            held=frozenset(name for name, file in files.items() if file.is_held),
            locks=tuple(sign.exists() for path in written for sign in lock_files(path)),
        )
        self.files, self._is_first = files, False
        return inputs

    def _seen(self, received: Received, stamp: Stamp, now: datetime, seconds: float) -> SeenFile:
        file = self.files.get(received.name)
        if file is None or file.stamp != stamp:
            seen = last_change(stamp, now) if self._is_first else now
            return SeenFile(received.path, stamp, seconds, WatchedFile(received.name, seen))
        if file.whole_since is None:
            is_still = seconds - file.since >= HALF_FOR_GOOD
            is_kind = received.is_spreadsheet
            phase = phase_now(file.path, is_kind, is_still) if received.is_file else Phase.OTHER
            file.shown = replace(file.shown, phase=phase)
            if phase not in (Phase.COPYING, Phase.HELD):
                file.whole_since = seconds
        return file

    def lying(self) -> Mapping[str, Stamp]:
        """The files that lie there just now.

        Raises:
            ParXlError: a folder in there can't be looked into.
        """
        return {received.name: stamp for received, stamp in self._lying()}

    def _lying(self) -> Iterator[tuple[Received, Stamp]]:
        """The files with their stamps; hidden ones are what copying programs make for a moment,
        and those that go meanwhile are passed over."""
        for received in received_files(self._folder, self._period):
            if not received.is_hidden and (
                stamp := stamp_of(received.path) if received.is_file else _NO_FILE
            ):
                yield received, stamp

    def whole(self) -> Mapping[str, Stamp]:
        """Those of which all has arrived."""
        return {n: f.stamp for n, f in self.files.items() if f.whole_since is not None}

    def held(self) -> list[str]:
        """Those that are closed to others."""
        return [f.shown.name for f in self.files.values() if f.is_held]

    def hold(self, files: Container[str]) -> frozenset[str]:
        """Note the forms that a merge could not open: they are not among its *files*."""
        found = [
            file
            for name, file in self.files.items()
            if file.shown.phase is Phase.WAITING and name not in files
        ]
        for file in found:
            file.shown, file.whole_since = replace(file.shown, phase=Phase.HELD), None
        return frozenset(self.held())
