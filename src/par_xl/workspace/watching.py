"""A period's folder watched: what arrives is checked, handed back and merged as it comes.

The folder is looked at again and again: network shares tell nobody what happens on them.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from gettext import gettext as _
from pathlib import Path

from par_xl.intake.arrival import ChangedWhileReadError
from par_xl.ledger import Ledger, read_ledger
from par_xl.merge.result import IndexPart
from par_xl.system.paths import inside, unreachable
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.terms.words import FileState, Severity, Term
from par_xl.workspace.closing import refuse_choices
from par_xl.workspace.inbox import Received, received_files
from par_xl.workspace.layout import Folder
from par_xl.workspace.lookup import period_named
from par_xl.workspace.merging import MergeOutcome, merge
from par_xl.workspace.period_plan import plan_for
from par_xl.workspace.period_result import read_result
from par_xl.workspace.progress import Progress, silent
from par_xl.workspace.returns import read_returned

INTERVAL = 2.0
"""Seconds between two looks."""
HALF_FOR_GOOD = 30.0
"""Seconds without a change after which a half file is taken as it is: a merge refuses it."""
RETRY = 30.0
"""Seconds until what failed is tried again, where nothing has changed."""
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download")
"""Endings that browsers and copying programs give to what is not there yet."""
_END, _END_SIZE, _MOST_COMMENT = b"PK\x05\x06", 22, 65_535
"""How a zip's last record begins, its size, and that of the comment behind it."""

Stamp = tuple[int, int]
"""A file's size in bytes and its time of change in nanoseconds."""
_NO_FILE = (0, 0)
"""The stamp of a pipe, a device, a link to nothing."""


class Clock:
    """The office's own clock, and a pause; tests bring theirs."""

    def now(self) -> datetime:
        """Date and time, local."""
        return datetime.now()  # noqa: DTZ005

    def seconds(self) -> float:
        """Seconds that nobody sets back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Do nothing for so long."""
        time.sleep(seconds)


class Phase(Term):
    """How far a file in the watched folder has come."""

    COPYING = "copying", N_("Đang chép")
    HELD = "held", N_("Không mở được")
    WAITING = "waiting", N_("Chờ tổng hợp")
    ACCEPTED = "accepted", N_("Đã nhận")
    IN_ERROR = "in_error", N_("Có lỗi")
    REFUSED = "refused", N_("Trả lại")
    SUPERSEDED = "superseded", FileState.SUPERSEDED.label
    DUPLICATE = "duplicate", FileState.DUPLICATE.label
    LATE = "late", N_("Sau khi chốt")
    OTHER = "other", N_("Tệp khác")


_PHASES = {phase.value: phase for phase in Phase}


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file in ``da-nop/KỲ``; ``unit`` is a code, ``since`` are the clock's seconds since when
    its stamp is as it is."""

    name: str
    stamp: Stamp = field(default=_NO_FILE, compare=False)
    since: float = field(default=0.0, compare=False)
    phase: Phase = Phase.COPYING
    unit: str | None = None
    errors: int = 0
    warnings: int = 0
    returned: Path | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look, or the merge after it, found. ``is_busy``: the merge only begins."""

    at: datetime
    files: tuple[WatchedFile, ...] = ()
    merge_number: int | None = None
    merged_at: datetime | None = None
    closed_at: datetime | None = None
    """When the period was closed: nothing that comes is merged."""
    indices: tuple[IndexPart, ...] = ()
    has_faults: bool = False
    """At the last merge submissions were refused or rows are in error (exit status 1)."""
    problem: ParXlError | None = None
    """What could not be done; it will be tried again."""
    is_busy: bool = False
    notes: tuple[str, ...] = ()
    """What the merges so far had to say."""


def _silently() -> AbstractContextManager[Progress]:
    """Tell nobody of the files."""
    return nullcontext(silent)


@dataclass
class Watcher:
    """Watches ``da-nop/KỲ``. *as_of*, *received* and *workers* are as in ``merging.merge``;
    *working* is entered for each merge, and gives whom it tells of each file.

    Raises:
        ParXlError: the plan has faults, or does not have that period.
    """

    folder: Folder
    period: str
    as_of: date | None = None
    received: date | None = None
    workers: int | None = None
    working: Callable[[], AbstractContextManager[Progress]] = _silently
    interval: float = INTERVAL
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        ledger = Ledger(read_ledger(self.folder.ledger))
        period_named(plan_for(self.folder, ledger, self.period).plan, self.period)
        refuse_choices(ledger, self.period, self.as_of, self.received)
        self._inbox = self.folder.submitted(self.period)
        with contextlib.suppress(OSError):
            # So that there is a place to drop forms; a look tells where there is none.
            self._inbox.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, WatchedFile] = {}
        self._before: object = None
        self._merged: object = None
        self._failed: tuple[object, float] = None, 0.0
        self._state = Watched(at=self.clock.now())

    def states(self) -> Iterator[Watched]:
        """Yield what each look finds, and what the merge does that follows; it never ends by
        itself."""
        while True:
            yield from self.turn()
            self.clock.sleep(self.interval)

    def turn(self) -> Iterator[Watched]:
        """Look once, and merge if anything is new and all that lies there has arrived."""
        try:
            self._files, inputs = self._look()
            is_emptied = not self._files and self._had_files()
        except (OSError, ParXlError) as error:
            yield self._now(error if isinstance(error, ParXlError) else _gone(self._inbox))
            return
        is_settled, self._before = inputs == self._before, inputs
        has_arrived = all(file.phase is not Phase.COPYING for file in self._files.values())
        if not self._files:
            # A share that lost its files must not empty the master while nobody looks.
            self._merged, self._failed = None, (None, 0.0)
            self._state = replace(self._state, problem=None)
            yield self._now(_emptied(self._inbox, self.period) if is_emptied else None)
            return
        if inputs == self._merged:
            self._succeed()
        elif is_settled and has_arrived and not self._is_to_wait(inputs):
            yield self._now(is_busy=True)
            try:
                self._merge(inputs)
            except ChangedWhileReadError:
                # The next look sees it.
                pass
            except (ParXlError, OSError) as error:
                self._failed = inputs, self.clock.seconds() + RETRY
                problem = error if isinstance(error, ParXlError) else unreachable(error)
                self._state = replace(self._state, problem=problem)
            else:
                self._succeed()
        yield self._now()

    def _is_to_wait(self, inputs: object) -> bool:
        failed, until = self._failed
        return failed == inputs and self.clock.seconds() < until

    def _look(self) -> tuple[dict[str, WatchedFile], object]:
        """Return what lies there, and all that a merge depends on.

        Raises:
            ParXlError: a folder in there can't be looked into.
            OSError: the folder is gone, or a share fails.
        """
        if not self._inbox.is_dir():
            raise FileNotFoundError(self._inbox)
        files = {each.name: self._seen(each, stamp) for each, stamp in self._present()}
        day = self.clock.now().date() if self.as_of is None else None
        beside = _stamp(self.folder.plan), _stamp(self.folder.register), day
        held = {name for name, file in files.items() if file.phase is Phase.HELD}
        return files, (_stamps(files), held, *beside)

    def _present(self) -> Iterator[tuple[Received, Stamp]]:
        """Yield the files with their stamps; hidden ones are what copying programs make for a
        moment, and those that go meanwhile are passed over."""
        for received in received_files(self.folder, self.period):
            if not received.is_hidden and (
                stamp := _stamp(received.path) if received.is_file else _NO_FILE
            ):
                yield received, stamp

    def _seen(self, received: Received, stamp: Stamp) -> WatchedFile:
        seconds, before = self.clock.seconds(), self._files.get(received.name)
        if before is None or before.stamp != stamp:
            return WatchedFile(received.name, stamp, seconds)
        if before.phase not in (Phase.COPYING, Phase.HELD):
            return before
        phase = Phase.WAITING if received.is_spreadsheet else Phase.OTHER
        is_still = seconds - before.since >= HALF_FOR_GOOD
        try:
            if received.is_file and not is_whole(received.path) and not is_still:
                phase = Phase.COPYING
        except OSError:
            # On Windows, what copies a file keeps it closed to others.
            phase = Phase.HELD if is_still else Phase.COPYING
        return replace(before, phase=phase)

    def _merge(self, inputs: object) -> None:
        with self.working() as tell:

            def progress(done: int, total: int, what: str) -> None:
                lies_there = {each.name: stamp for each, stamp in self._present()}
                if done == 0 and lies_there != _stamps(self._files):
                    # What the merge has just read may be half: it ends, with nothing written.
                    raise ChangedWhileReadError(what)
                tell(done, total, what)

            outcome = merge(
                self.folder,
                self.period,
                self.as_of,
                self.received,
                now=self.clock.now(),
                progress=progress,
                workers=self.workers,
            )
        # The register that it wrote is another one: merged once more, with nothing to write. So
        # what people changed in it meanwhile is not missed.
        self._merged = inputs
        self._show(outcome)

    def _show(self, outcome: MergeOutcome) -> None:
        """Keep what a merge found, but for its findings: those lie in the JSON."""
        summary, late = outcome.summary, outcome.late
        found = Counter((finding.file, finding.severity) for finding in summary.findings)
        parts = {part.file: part for part in summary.submissions}
        units = {each.file: each.unit for each in late.files} if late else {}
        returned = self._returned()
        for name, file in self._files.items():
            fresh = WatchedFile(name, file.stamp, file.since, file.phase)
            if name in units:
                fresh = replace(fresh, phase=Phase.LATE, unit=units[name])
            elif name in parts:
                part, errors = parts[name], found[name, Severity.ERROR]
                warnings = found[name, Severity.WARNING]
                is_faulty = part.state is FileState.ACCEPTED and errors
                fresh = replace(
                    fresh,
                    phase=Phase.IN_ERROR if is_faulty else _PHASES[part.state.value],
                    unit=part.unit,
                    errors=errors,
                    warnings=warnings,
                    # Of a form that is good now, one lies there where somebody works in it.
                    returned=returned.get(name) if errors or warnings else None,
                )
            elif file.phase is not Phase.OTHER:
                # Of a closed period, what is neither late nor was there; else, what was not read.
                fresh = replace(fresh, phase=Phase.DUPLICATE if late else Phase.HELD)
            self._files[name] = fresh
        line = Ledger(read_ledger(self.folder.ledger)).current_merge(self.period)
        notes = [*outcome.notes, *([late.difference] if late and late.difference else [])]
        self._state = replace(
            self._state,
            merge_number=summary.merge_number,
            merged_at=line.at if line else None,
            closed_at=late.closing.at if late else None,
            indices=tuple(summary.indices),
            has_faults=outcome.has_faults,
            notes=tuple(dict.fromkeys((*self._state.notes, *notes))),
        )

    def _returned(self) -> Mapping[str, Path]:
        """Where what was handed back of each file lies; the one written last, where several do."""
        found: dict[str, tuple[int, Path]] = {}
        for place, handed in read_returned(self.folder).items():
            path, source = inside(self.folder.returned, place), self.folder.root / handed.source
            if (stamp := _stamp(path)) and source.is_relative_to(self._inbox):
                name = source.relative_to(self._inbox).as_posix()
                found[name] = max(found.get(name, (0, path)), (stamp[1], path))
        return {name: path for name, (_, path) in found.items()}

    def _had_files(self) -> bool:
        """Whether the result that lies there was made from any."""
        path = self.folder.results(self.period).json
        return _has_files(path, _stamp(path))

    def _succeed(self) -> None:
        self._failed = None, 0.0
        held = [file.name for file in self._files.values() if file.phase is Phase.HELD]
        self._state = replace(self._state, problem=_held(held) if held else None)

    def _now(self, problem: ParXlError | None = None, *, is_busy: bool = False) -> Watched:
        return replace(
            self._state,
            at=self.clock.now(),
            files=tuple(self._files.values()),
            problem=problem or self._state.problem,
            is_busy=is_busy,
        )


def is_whole(path: Path) -> bool:
    """Whether all of a file has arrived, as far as it tells.

    Windows gives a file its full size first: what is not copied yet is zeros.
    """
    if path.suffix.lower() in _UNFINISHED:
        return False
    with path.open("rb") as file:
        start = file.read(2)
        if start != b"PK":
            return len(start) == 2 and start != b"\0\0"
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_SIZE - _MOST_COMMENT))
        end = file.read()
    at = end.rfind(_END)
    return at >= 0 and at + _END_SIZE + int.from_bytes(end[at + 20 : at + 22], "little") == len(end)


def _stamps(files: Mapping[str, WatchedFile]) -> dict[str, Stamp]:
    return {name: file.stamp for name, file in files.items()}


def _stamp(path: Path) -> Stamp | None:
    """None where there is no such file."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=1)
def _has_files(json: Path, _stamp: Stamp | None) -> bool:
    result = read_result(json)
    return bool(result and result.submissions)


def _gone(inbox: Path) -> ParXlError:
    return ParXlError(
        _("Không thấy hoặc không mở được thư mục {inbox}.").format(inbox=inbox),
        _("Kiểm tra ổ đĩa mạng; nếu thư mục đã bị xóa hay đổi tên thì tạo lại."),
    )


def _held(names: Sequence[str]) -> ParXlError:
    """Files that are closed to others."""
    message = (
        _("Không mở được tệp {name} và {count} tệp nữa.")
        if len(names) > 1
        else _("Không mở được tệp {name}.")
    )
    return ParXlError(
        message.format(name=names[0], count=len(names) - 1),
        _(
            "Đóng tệp ở chương trình đang giữ, hoặc kiểm tra quyền đọc; các tệp khác vẫn được "
            "tổng hợp, tệp này sẽ được tính khi mở được."
        ),
    )


def _emptied(inbox: Path, period: str) -> ParXlError:
    """All files that were merged are gone."""
    return ParXlError(
        _("Mọi tệp đã tổng hợp không còn trong {inbox}; kết quả cũ được giữ nguyên.").format(
            inbox=inbox
        ),
        _(
            "Kiểm tra ổ đĩa mạng, để lại các tệp vào đó; nếu chủ ý bỏ hết thì chạy: par-xl merge "
            "{period}."
        ).format(period=period),
    )
