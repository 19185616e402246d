"""A period's folder watched: what arrives is checked, handed back and merged as it comes.

The folder is looked at again and again: network shares tell nobody what happens on them.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from gettext import gettext as _
from pathlib import Path

from par_xl.ledger import Ledger, read_ledger
from par_xl.merge.result import IndexPart
from par_xl.plan.reader import read_plan
from par_xl.system.files import lock_files
from par_xl.system.paths import inside, unreachable
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.terms.words import FileState, Severity, Term
from par_xl.workspace.checking import check
from par_xl.workspace.checkout import recover
from par_xl.workspace.closing import Late, refuse_days
from par_xl.workspace.consolidating import Progress, silent
from par_xl.workspace.history import read_result
from par_xl.workspace.inbox import Received, received_files
from par_xl.workspace.layout import Folder
from par_xl.workspace.lookup import period_named
from par_xl.workspace.merging import MergeOutcome, merge
from par_xl.workspace.returns import read_returned

INTERVAL = 2.0
"""Seconds between two looks."""
PATIENCE = 6.0
"""Seconds that a whole file waits for one still being copied before it is checked alone."""
HALF_FOR_GOOD = 30.0
"""Seconds without a change after which a half file is taken as it is: a merge refuses it."""
FIRST_RETRY, LAST_RETRY = 5.0, 60.0
"""Seconds until what failed is tried again; each time twice as many."""
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
    CHECKED = "checked", N_("Đã kiểm tra")
    ACCEPTED = "accepted", N_("Đã nhận")
    IN_ERROR = "in_error", N_("Có lỗi")
    REFUSED = "refused", N_("Trả lại")
    SUPERSEDED = "superseded", FileState.SUPERSEDED.label
    DUPLICATE = "duplicate", FileState.DUPLICATE.label
    LATE = "late", N_("Sau khi chốt")
    OTHER = "other", N_("Tệp khác")


_PHASES = {phase.value: phase for phase in Phase}


@dataclass(slots=True)
class WatchedFile:
    """A file in ``da-nop/KỲ``: ``seen`` is when it, as it is now, came; ``unit`` a code."""

    name: str
    seen: datetime
    phase: Phase = Phase.COPYING
    unit: str | None = None
    errors: int = 0
    warnings: int = 0
    returned: Path | None = None
    path: Path = field(default=Path(), compare=False)
    stamp: Stamp = field(default=_NO_FILE, compare=False)
    since: float = field(default=0.0, compare=False)
    """Seconds of the clock since when it is as it is."""
    whole_since: float | None = field(default=None, compare=False)
    """The same since when all of it has arrived; None: it has not."""

    def advance(self, received: Received, seconds: float) -> None:
        """See how far it has come, unchanged since the look before."""
        if not received.is_file:
            self.phase = Phase.OTHER
        else:
            is_still = seconds - self.since >= HALF_FOR_GOOD
            try:
                has_arrived = is_whole(self.path) or is_still
                arrived = Phase.WAITING if received.is_spreadsheet else Phase.OTHER
                self.phase = arrived if has_arrived else Phase.COPYING
            except OSError:
                # On Windows, what copies a file keeps it closed to others.
                self.phase = Phase.HELD if is_still else Phase.COPYING
        if self.phase not in (Phase.COPYING, Phase.HELD):
            self.whole_since = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a look, or the work after it, found. ``is_busy``: the work only begins."""

    at: datetime
    files: tuple[WatchedFile, ...]
    """The newest first."""
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
    """What was put in order since the watching began, since somebody was cut off."""


@dataclass(frozen=True)
class _Inputs:
    """All that a merge depends on, as one look found it."""

    files: Mapping[str, Stamp]
    plan: Stamp | None
    register: Stamp | None
    day: date | None
    held: frozenset[str]
    """Files that can't be opened: merged without, and with, once that changes."""
    locks: tuple[bool, ...] = field(compare=False)
    """Whether lock files lie beside what a merge writes: they go when it is closed."""


@dataclass(frozen=True)
class _Failure:
    delay: float
    until: float
    when: object
    """What the work depended on when it failed: once that changes, it is tried at once."""


class _MovedError(Exception):
    """The folder is no longer as it was when the merge began."""


@dataclass
class Watcher:
    """Watches ``da-nop/KỲ``. *as_of*, *received* and *workers* are as in ``merging.merge``;
    *progress* is told of each file that a merge or a check comes to.

    Raises:
        ParXlError: the plan has faults, or does not have that period.
    """

    folder: Folder
    period: str
    as_of: date | None = None
    received: date | None = None
    workers: int | None = None
    progress: Progress = silent
    interval: float = INTERVAL
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        period_named(read_plan(self.folder.plan), self.period)
        if self.as_of or self.received:
            ledger = Ledger(read_ledger(self.folder.ledger))
            refuse_days(ledger, self.period, self.as_of, self.received)
        self._inbox = self.folder.submitted(self.period)
        with contextlib.suppress(OSError):
            # So that there is a place to drop forms; a look tells where there is none.
            self._inbox.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, WatchedFile] = {}
        self._before: _Inputs | None = None
        self._merged: _Inputs | None = None
        self._failure: _Failure | None = None
        self._state = Watched(at=self.clock.now(), files=())
        self._had: tuple[Stamp | None, bool] | None = None

    def states(self) -> Iterator[Watched]:
        """What each look finds, and what the work does that follows; it never ends by itself."""
        while True:
            yield from self.turn()
            self.clock.sleep(self.interval)

    def turn(self) -> Iterator[Watched]:
        """Look once, and do the work that is due."""
        try:
            inputs = self._look()
            is_emptied = not inputs.files and self._had_files()
        except OSError:
            yield self._now(problem=_gone(self._inbox))
            return
        except ParXlError as error:
            # A folder in there that nobody may list, for a moment perhaps.
            yield self._now(problem=error)
            return
        is_settled, self._before = inputs == self._before, inputs
        if not inputs.files:
            # A share that lost its files must not empty the master while nobody looks.
            self._merged = self._failure = None
            self._state = replace(self._state, problem=None)
            yield self._now(problem=_emptied(self._inbox, self.period) if is_emptied else None)
            return
        work = self._due(inputs, is_settled)
        if inputs == self._merged or self._failure is None:
            self._succeed()
        if work is not None:
            yield self._now(is_busy=True)
            self._try(work, self._depends_on(inputs))
        yield self._now()

    def _look(self) -> _Inputs:
        """See what lies there and what of it is whole; where that fails, all stays as it was.

        Raises:
            ParXlError: a folder in there can't be looked into.
            OSError: the folder is gone, or a share fails.
        """
        if not self._inbox.is_dir():
            raise FileNotFoundError(self._inbox)
        files = {received.name: self._seen(received, stamp) for received, stamp in self._present()}
        written = (self.folder.results(self.period).master, self.folder.register)
        inputs = _Inputs(
            files={name: file.stamp for name, file in files.items()},
            plan=_stamp(self.folder.plan),
            register=_stamp(self.folder.register),
            day=self.clock.now().date() if self.as_of is None else None,
            held=frozenset(name for name, file in files.items() if file.phase is Phase.HELD),
            locks=tuple(sign.exists() for path in written for sign in lock_files(path)),
        )
        self._files = files
        return inputs

    def _seen(self, received: Received, stamp: Stamp) -> WatchedFile:
        file, now, seconds = self._files.get(received.name), self.clock.now(), self.clock.seconds()
        if file is None or file.stamp != stamp:
            seen = last_change(stamp, now) if self._before is None else now
            fresh = WatchedFile(received.name, seen, path=received.path, stamp=stamp)
            fresh.since = seconds
            return fresh
        if file.whole_since is None:
            file.advance(received, seconds)
        return file

    def _present(self) -> Iterator[tuple[Received, Stamp]]:
        """The files with their stamps; hidden ones are what copying programs make for a moment,
        and those that go meanwhile are passed over."""
        for received in received_files(self.folder, self.period):
            if not received.is_hidden and (
                stamp := _stamp(received.path) if received.is_file else _NO_FILE
            ):
                yield received, stamp

    def _due(self, inputs: _Inputs, is_settled: bool) -> Callable[[], None] | None:
        """The work to be done now."""
        seconds, failure = self.clock.seconds(), self._failure
        if failure and failure.when == self._depends_on(inputs) and seconds < failure.until:
            return None
        files = self._files.values()
        if all(file.whole_since is not None or file.phase is Phase.HELD for file in files):
            is_due = is_settled and inputs != self._merged
            return (lambda: self._merge(inputs)) if is_due else None
        alone = [
            file.path
            for file in files
            if file.phase is Phase.WAITING
            and file.whole_since is not None
            and seconds - file.whole_since >= PATIENCE
        ]
        return (lambda: self._check(alone)) if alone else None

    def _try(self, work: Callable[[], None], when: object) -> None:
        try:
            self._note(recover(self.folder))
            work()
        except _MovedError:
            return
        except (ParXlError, OSError) as error:
            delay = min(2 * self._failure.delay, LAST_RETRY) if self._failure else FIRST_RETRY
            self._failure = _Failure(delay, self.clock.seconds() + delay, when)
            problem = error if isinstance(error, ParXlError) else unreachable(error)
            self._state = replace(self._state, problem=problem)
        else:
            self._succeed()

    def _succeed(self) -> None:
        self._failure = None
        held = [file.name for file in self._files.values() if file.phase is Phase.HELD]
        self._state = replace(self._state, problem=_held(held) if held else None)

    def _note(self, notes: Sequence[str]) -> None:
        self._state = replace(self._state, notes=(*self._state.notes, *notes))

    def _depends_on(self, inputs: _Inputs) -> object:
        """What is worth another try once it changes: not how far a file has been copied."""
        whole = {n: f.stamp for n, f in self._files.items() if f.whole_since is not None}
        return whole, inputs.plan, inputs.register, inputs.locks

    def _merge(self, inputs: _Inputs) -> None:
        def advance(done: int, total: int, what: str) -> None:
            if done == 0 and {each.name: stamp for each, stamp in self._present()} != inputs.files:
                # What the merge has just read may be half: it ends here, with nothing written.
                raise _MovedError
            self.progress(done, total, what)

        outcome = merge(
            self.folder,
            self.period,
            self.as_of,
            self.received,
            now=self.clock.now(),
            progress=advance,
            workers=self.workers,
        )
        # The register that it wrote is another one: merged once more, with nothing to write. So
        # what people changed in it meanwhile is not missed.
        self._merged = inputs
        self._note(outcome.notes)
        self._show(outcome)
        if outcome.late is not None:
            self._show_late(outcome.late)
            return
        read = {part.file for part in outcome.summary.submissions}
        for name, file in self._files.items():
            if file.phase is Phase.WAITING and name not in read:
                # The merge could not open it.
                file.phase, file.whole_since = Phase.HELD, None
        held = (name for name, file in self._files.items() if file.phase is Phase.HELD)
        self._merged = replace(inputs, held=frozenset(held))

    def _show(self, outcome: MergeOutcome) -> None:
        """Keep what a merge found, but for its findings: those lie in the JSON."""
        summary = outcome.summary
        found = Counter((finding.file, finding.severity) for finding in summary.findings)
        returned = self._returned()
        for part in summary.submissions:
            if (file := self._files.get(part.file)) is None:
                continue
            file.unit = part.unit
            file.errors = found[part.file, Severity.ERROR]
            file.warnings = found[part.file, Severity.WARNING]
            is_faulty = part.state is FileState.ACCEPTED and file.errors
            file.phase = Phase.IN_ERROR if is_faulty else _PHASES[part.state.value]
            # Of a form that is good now, one lies there still where somebody works in it.
            source = file.path.relative_to(self.folder.root).as_posix()
            file.returned = returned.get(source) if file.errors or file.warnings else None
        self._state = replace(
            self._state,
            merge_number=summary.merge_number,
            merged_at=self.clock.now(),
            closed_at=outcome.late.closing.at if outcome.late else None,
            indices=tuple(summary.indices),
            has_faults=outcome.has_faults,
        )

    def _show_late(self, late: Late) -> None:
        """Keep what came after the period was closed; what is neither late nor was closed is a
        copy."""
        closed = {part.file for part in late.summary.submissions}
        units = {each.file: each.unit for each in late.files}
        for name, file in self._files.items():
            if name in units:
                file.phase, file.unit = Phase.LATE, units[name]
                file.errors, file.warnings, file.returned = 0, 0, None
            elif name not in closed and file.phase is not Phase.OTHER:
                file.phase = Phase.DUPLICATE
        if late.difference and late.difference not in self._state.notes:
            self._note([late.difference])

    def _had_files(self) -> bool:
        """Whether the result that lies there was made from any."""
        stamp = _stamp(self.folder.results(self.period).json)
        if self._had is None or self._had[0] != stamp:
            result = read_result(self.folder.results(self.period).json)
            self._had = stamp, bool(result and result.submissions)
        return self._had[1]

    def _returned(self) -> Mapping[str, Path]:
        """Where what was handed back of each file lies; the one written last, where several do."""
        found: dict[str, tuple[int, Path]] = {}
        for place, handed in read_returned(self.folder).items():
            path = inside(self.folder.returned, place)
            if stamp := _stamp(path):
                found[handed.source] = max(found.get(handed.source, (0, path)), (stamp[1], path))
        return {source: path for source, (_, path) in found.items()}

    def _check(self, paths: Sequence[Path]) -> None:
        for each in check(self.folder, paths, self.progress):
            file = self._files.get(each.submission.file)
            if file is not None:
                found = Counter(finding.severity for finding in each.findings)
                file.errors, file.warnings = found[Severity.ERROR], found[Severity.WARNING]
                file.phase = Phase.IN_ERROR if file.errors else Phase.CHECKED
                file.phase = Phase.REFUSED if each.submission.refused else file.phase
                file.unit = each.submission.unit.code if each.submission.unit else None
                file.returned = each.returned

    def _now(self, *, problem: ParXlError | None = None, is_busy: bool = False) -> Watched:
        files = sorted(self._files.values(), key=lambda file: file.name)
        files.sort(key=lambda file: file.seen, reverse=True)
        return replace(
            self._state,
            at=self.clock.now(),
            files=tuple(map(replace, files)),
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


def last_change(stamp: Stamp, now: datetime) -> datetime:
    """When a file was last changed; *now* where that is no time that a file can have."""
    try:
        return min(datetime.fromtimestamp(stamp[1] / 1e9), now)  # noqa: DTZ006
    except (OSError, OverflowError, ValueError):
        return now


def _stamp(path: Path) -> Stamp | None:
    """None where there is no such file."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


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
