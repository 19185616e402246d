"""A period's folder watched: what arrives is checked, handed back and merged as it comes.

The folder is looked at again and again: network shares tell nobody what happens on them.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from par_xl.ledger import Ledger, read_ledger
from par_xl.merge.result import IndexPart
from par_xl.plan.reader import read_plan
from par_xl.system.inside import inside
from par_xl.system.long_paths import unreachable
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Severity
from par_xl.workspace.asked import period_named
from par_xl.workspace.checking import check
from par_xl.workspace.consolidating import Progress, silent
from par_xl.workspace.folder.returns import open_returns
from par_xl.workspace.history import read_result
from par_xl.workspace.late import Late, refuse_days
from par_xl.workspace.layout import Folder
from par_xl.workspace.merging import MergeOutcome, merge
from par_xl.workspace.watching import problems
from par_xl.workspace.watching.clock import Clock
from par_xl.workspace.watching.files import (
    Phase,
    Stamp,
    WatchedFile,
    after_check,
    after_close,
    phase_of,
    stamp_of,
)
from par_xl.workspace.watching.sight import Inputs, Sight
from par_xl.workspace.workplace import put_in_order

INTERVAL = 2.0
"""Seconds between two looks."""
PATIENCE = 6.0
"""Seconds that a whole file waits for one still being copied before it is checked alone."""
FIRST_RETRY, LAST_RETRY = 5.0, 60.0
"""Seconds until what failed is tried again; each time twice as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a look, or the work after it, came to. ``is_busy``: the work only begins."""

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
class _Failure:
    delay: float
    until: float
    when: object
    """What the work depended on when it failed: once that changes, it is tried at once."""


class _MovedError(Exception):
    """The folder is no longer as it was when the merge began."""


@dataclass
class Watcher:
    """Watches ``da-nop/KỲ``. *as_of*, *received* and *workers* are as in ``office.merge``;
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
        self._sight = Sight(self.folder, self.period)
        self._before: Inputs | None = None
        self._merged: Inputs | None = None
        self._failure: _Failure | None = None
        self._told = Watched(at=self.clock.now(), files=())
        self._had: tuple[Stamp | None, bool] | None = None

    def states(self) -> Iterator[Watched]:
        """What each look comes to, and what the work does that follows; it never ends by itself."""
        while True:
            yield from self.turn()
            self.clock.sleep(self.interval)

    def turn(self) -> Iterator[Watched]:
        """One look, and the work that is due."""
        try:
            inputs = self._sight.look(self.clock.now(), self.clock.seconds(), self.as_of is None)
            is_emptied = not inputs.files and self._had_files()
        except OSError:
            yield self._state(problem=problems.gone(self._inbox))
            return
        except ParXlError as error:
            # A folder in there that nobody may list, for a moment perhaps.
            yield self._state(problem=error)
            return
        is_settled, self._before = inputs == self._before, inputs
        if not inputs.files:
            # A share that lost its files must not empty the master while nobody looks.
            self._merged = self._failure = None
            self._told = replace(self._told, problem=None)
            yield self._state(
                problem=problems.emptied(self._inbox, self.period) if is_emptied else None
            )
            return
        work = self._due(inputs, is_settled)
        if inputs == self._merged or self._failure is None:
            self._failure = None
            self._told = replace(self._told, problem=problems.held(self._sight.held()))
        if work is not None:
            yield self._state(is_busy=True)
            self._try(work, self._depends_on(inputs))
        yield self._state()

    def _due(self, inputs: Inputs, is_settled: bool) -> Callable[[], None] | None:
        """The work to be done now."""
        seconds = self.clock.seconds()
        failure = self._failure
        if failure and failure.when == self._depends_on(inputs) and seconds < failure.until:
            return None
        files = self._sight.files.values()
        if all(file.whole_since is not None or file.is_held for file in files):
            is_due = is_settled and inputs != self._merged
            return (lambda: self._merge(inputs)) if is_due else None
        alone = [
            file.path
            for file in files
            if file.shown.phase is Phase.WAITING
            and file.whole_since is not None
            and seconds - file.whole_since >= PATIENCE
        ]
        return (lambda: self._check(alone)) if alone else None

    def _try(self, work: Callable[[], None], when: object) -> None:
        try:
            self._note(put_in_order(self.folder))
            work()
        except _MovedError:
            return
        except (ParXlError, OSError) as error:
            delay = min(2 * self._failure.delay, LAST_RETRY) if self._failure else FIRST_RETRY
            self._failure = _Failure(delay, self.clock.seconds() + delay, when)
            problem = error if isinstance(error, ParXlError) else unreachable(error)
            self._told = replace(self._told, problem=problem)
        else:
            self._failure = None
            self._told = replace(self._told, problem=problems.held(self._sight.held()))

    def _note(self, notes: Sequence[str]) -> None:
        self._told = replace(self._told, notes=(*self._told.notes, *notes))

    def _depends_on(self, inputs: Inputs) -> object:
        """What is worth another try once it changes: not how far a file has been copied."""
        return self._sight.whole(), inputs.plan, inputs.register, inputs.locks

    def _merge(self, inputs: Inputs) -> None:
        def advance(done: int, total: int, what: str) -> None:
            if done == 0 and self._sight.lying() != inputs.files:
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
        self._tell(outcome)
        if outcome.late is not None:
            self._tell_late(outcome.late)
        else:
            held = self._sight.hold({part.file for part in outcome.summary.submissions})
            self._merged = replace(inputs, held=held)

    def _tell(self, outcome: MergeOutcome) -> None:
        """Keep what a merge came to, but for its findings: those lie in the JSON."""
        summary = outcome.summary
        found = Counter((finding.file, finding.severity) for finding in summary.findings)
        returned = self._returned()
        for part in summary.submissions:
            if part.file in self._sight.files:
                file = self._sight.files[part.file]
                errors = found[part.file, Severity.ERROR]
                warnings = found[part.file, Severity.WARNING]
                source = file.path.relative_to(self.folder.root).as_posix()
                file.shown = replace(
                    file.shown,
                    phase=phase_of(part.state, errors),
                    unit=part.unit,
                    errors=errors,
                    warnings=warnings,
                    # Of a form that is good now, one lies there still where somebody works in it.
                    returned=returned.get(source) if errors or warnings else None,
                )
        self._told = replace(
            self._told,
            merge_number=summary.merge_number,
            merged_at=self.clock.now(),
            closed_at=outcome.late.closing.at if outcome.late else None,
            indices=tuple(summary.indices),
            has_faults=outcome.has_faults,
        )

    def _tell_late(self, late: Late) -> None:
        """Keep what came after the period was closed."""
        closed = {part.file for part in late.summary.submissions}
        units = {each.file: each.unit for each in late.files}
        for file in self._sight.files.values():
            file.shown = after_close(file.shown, closed, units)
        if late.difference and late.difference not in self._told.notes:
            self._note([late.difference])

    def _had_files(self) -> bool:
        """Whether the result that lies there was made from any."""
        stamp = stamp_of(self.folder.results(self.period).json)
        if self._had is None or self._had[0] != stamp:
            result = read_result(self.folder.results(self.period).json)
            self._had = stamp, bool(result and result.submissions)
        return self._had[1]

    def _returned(self) -> Mapping[str, Path]:
        """Where what was handed back of each file lies; the one written last, where several do."""
        found: dict[str, tuple[int, Path]] = {}
        for place, handed in open_returns(self.folder, merged=True).record.items():
            path = inside(self.folder.returned, place)
            if stamp := stamp_of(path):
                found[handed.source] = max(found.get(handed.source, (0, path)), (stamp[1], path))
        return {source: path for source, (_, path) in found.items()}

    def _check(self, paths: Sequence[Path]) -> None:
        for each in check(self.folder, paths, self.progress):
            file = self._sight.files.get(each.submission.file)
            if file is not None:
                file.shown = after_check(file.shown, each)

    def _state(self, *, problem: ParXlError | None = None, is_busy: bool = False) -> Watched:
        files = sorted(self._sight.files.values(), key=lambda file: file.shown.name)
        files.sort(key=lambda file: file.shown.seen, reverse=True)
        return replace(
            self._told,
            at=self.clock.now(),
            files=tuple(file.shown for file in files),
            problem=problem or self._told.problem,
            is_busy=is_busy,
        )
