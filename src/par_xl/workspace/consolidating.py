"""A merge's files worked through: each checked, merged per unit, counted; then what is written of
it: entries, JSON, master, and the ledger's line."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import chain, tee
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from par_xl import __version__
from par_xl.insight.trend import Stalled, stalled
from par_xl.intake.arrival import Arrival
from par_xl.ledger import Correction, LedgerFile, LedgerLine
from par_xl.merge.packed import PackedUnit
from par_xl.merge.result import ENTRIES_LIMIT, Entry, GonePart, Result, SubmissionPart
from par_xl.merge.totals import Totals
from par_xl.outputs.manual_entries import ManualEntries, Unmatched
from par_xl.outputs.master.entries import MasterEntries
from par_xl.rules import files as file_rules
from par_xl.terms.finding import Finding
from par_xl.workspace.checkout import Session
from par_xl.workspace.history import History
from par_xl.workspace.inbox import Inbox
from par_xl.workspace.layout import Results
from par_xl.workspace.progress import Progress
from par_xl.workspace.workers import (
    Context,
    Outcome,
    Workers,
    open_workers,
    process,
    process_unit,
)


class Records(Protocol):
    """What register and ledger say of the files of a merge."""

    def sender(self, file: str) -> str | None:
        """Return the unit that seems to have sent a file which does not say so itself."""

    def replaced(self, files: Sequence[SubmissionPart]) -> Mapping[str, date]:
        """Return, by unit, the earliest day of a good file whose place another one took."""

    def gone(self, files: Sequence[SubmissionPart], workers: Workers) -> Sequence[LedgerFile]:
        """Return files that an earlier merge counted and that are not there any more, each with
        the rows that went with it."""


@dataclass(frozen=True)
class Consolidated:
    """All files and units of a period, before the merge has a number, and where what is made of
    them is to be written.

    ``outcomes`` are in the order of receipt, ``replaced`` is as ``Totals.result`` has it,
    ``entry_count`` is of all entries; where ``is_large`` they are in a file of their own.
    """

    session: Session
    places: Results
    context: Context
    inbox: Inbox
    history: History
    workers: Workers
    outcomes: Sequence[Outcome]
    replaced: Mapping[str, date]
    gone: Sequence[LedgerFile]
    totals: Totals
    entries: MasterEntries
    entry_count: int

    @property
    def is_large(self) -> bool:
        """Whether there are more entries than a JSON or a workbook should hold."""
        return self.entries.every is None

    @property
    def files(self) -> list[SubmissionPart]:
        """The files as checked by themselves."""
        return [outcome.part for outcome in self.outcomes]

    @cached_property
    def result(self) -> Result:
        """All of the result but its entries: of those at most the name of their file."""
        refused = {each.part.file: each.findings for each in self.outcomes if each.findings}
        corrections = self.context.corrections
        others = [
            *corrections.findings,
            *self._gone_findings(),
            *map(file_rules.other_file, self.inbox.others),
        ]
        gone = (
            GonePart(file=e.file, unit=e.unit or "", rows=len(e.keys), keys=list(e.keys))
            for e in self.gone
        )
        result = self.totals.result(self.files, refused, self.replaced, others, gone)
        parts = sorted((*corrections.refused, *self.totals.corrections), key=attrgetter("row"))
        result = result.model_copy(update={"corrections": parts})
        if not self.is_large:
            return result
        path = self.places.entries
        update = {"entries_file": path.name, "entries_sha256": self.session.sha256(path)}
        return result.model_copy(update=update)

    def _gone_findings(self) -> Iterator[Finding]:
        folder, store = self.session.folder, self.session.store
        for each in self.gone:
            unit, kept = self.context.plan.units.get(each.unit or ""), store.path(each.sha256)
            words = {
                "unit": unit.name if unit else each.unit or "",
                "rows": str(len(each.keys)),
                "kept": folder.name(kept),
            }
            yield file_rules.GONE.at(each.file, words=words)

    def write_json(self, result: Result) -> str:
        """Write the JSON and return a hash of all that it says, but for the merge's number and the
        closing.

        Both in one go: most of the work is in the texts of the entries."""
        lines = again = None
        if self.entries.every is not None:
            places = self.context.plan.places
            entries = sorted(self.entries.every, key=lambda entry: places[entry.key])
            lines, again = tee(entry.line() for entry in entries)
        texts = zip(result.json_parts(lines), self.result.json_parts(again), strict=True)
        digest = hashlib.sha256()
        with self.session.open(self.places.json) as file:
            for text, lasting in texts:
                file.write(text.encode())
                digest.update(lasting.encode())
        return digest.hexdigest()

    def line(
        self,
        result: Result,
        content_sha256: str,
        corrected: Iterable[Correction],
        inputs: Mapping[str, str],
        at: datetime,
    ) -> LedgerLine:
        """Return the ledger's line of a merge, but for what was written; *corrected* is as
        ``Receipts`` has it."""
        context, parts = self.context, {part.file: part for part in result.submissions}
        files = [
            LedgerFile.of(parts[outcome.part.file], each, outcome.content_sha256)
            for each, outcome in zip(self.inbox.sent, self.outcomes, strict=True)
        ]
        # How many rows the appendix sheets have is needed to read what people type into them.
        rows = {index.value: len(rows) for index, rows in self.entries.appendices.items()}
        return LedgerLine(
            merge_number=result.merge_number,
            period=result.period,
            at=at,
            by=self.session.by,
            version=__version__,
            as_of=result.as_of,
            plan_sha256=context.plan_sha256,
            content_sha256=content_sha256,
            today=context.today,
            files=files,
            others=self.inbox.others,
            gone=self.gone,
            inputs=inputs,
            replaced=dict(sorted(self.replaced.items())),
            corrected=tuple(corrected),
            office_corrections=tuple(
                replace(typed, on=part.on.isoformat() if part.on else typed.on, state=part.state)
                for typed, part in zip(context.corrections.typed, result.corrections, strict=True)
            ),
            counts={**result.counts(self.entry_count), **rows},
            before="",
        )

    def unmatched(self, typed: ManualEntries) -> list[Unmatched]:
        """Return what was typed beside rows that the appendix sheets have no more, and why."""
        return typed.unmatched(chain.from_iterable(self.entries.appendices.values()))

    def write_master(
        self, result: Result, at: datetime, log: Sequence[LedgerLine], typed: ManualEntries
    ) -> Mapping[Path, str]:
        """Write the master beside the JSON; hashes of all files that belong to the result. *at* is
        when it was merged, *log* are the ledger's lines of the period up to there; *typed* is
        what people had typed into the master."""
        # XlsxWriter is not needed before.
        from par_xl.outputs.master.lists import EXPLAIN_SHEET
        from par_xl.outputs.master.request import MasterRequest
        from par_xl.outputs.master.workbook import write_master

        context, appendices = self.context, self.entries.appendices
        explanations = self.entries.explanations
        request = MasterRequest(
            plan=context.plan,
            period=context.period,
            result=result,
            at=at,
            log=log,
            tallies=self.totals.tallies.assigned(),
            shown={index.sheet: len(rows) for index, rows in appendices.items()}
            | {EXPLAIN_SHEET: len(explanations)},
            totals={index.sheet: rows.total for index, rows in appendices.items()}
            | {EXPLAIN_SHEET: self.entries.explained},
            past=self.history.past(),
            stalled=self._stood_still(result),
            typed=typed,
            unmatched=self.unmatched(typed),
            is_live=not self.is_large,
        )
        places = self.places
        with self.session.open(places.master) as file:
            write_master(request, self.entries, file)
        if not self.is_large:
            self.session.remove(places.entries)
        written = [places.json, places.master, *([places.entries] if self.is_large else [])]
        return {path: self.session.sha256(path) for path in written}

    def _stood_still(self, result: Result) -> tuple[Stalled, ...] | None:
        if self.entries.every is None:
            return None
        context, before = self.context, self.history.entries_before()
        return stalled(context.plan, context.period, result.units, self.entries.every, before)


@contextmanager
def consolidated(
    session: Session,
    places: Results,
    context: Context,
    inbox: Inbox,
    history: History,
    records: Records,
    progress: Progress,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Consolidated]:
    """Check each file of an inbox, merge each unit's, add the units up; what is made of them is
    to be written into *places*, and is compared with *history*. *records* are those of a merge
    that is made now, or was.

    Above ``ENTRIES_LIMIT`` entries go into their Parquet file unit by unit. *workers* and
    *scheduler* are as ``open_workers`` has them.

    Raises:
        ParXlError: a file was changed while it was read, or the cluster can't work for us.
    """
    totals = Totals(context.plan, context.period, context.as_of)
    with open_workers(context, len(inbox.sent), workers, scheduler) as helpers:
        outcomes, units = _process_all(context, inbox.sent, helpers, progress)
        outcomes = [_with_sender(outcome, records) for outcome in outcomes]
        count = sum(unit.entry_count for unit in units)
        entries = MasterEntries(context.plan, too_many=count > ENTRIES_LIMIT)
        with _parquet(session, places) if entries.every is None else nullcontext() as write:
            units.reverse()
            while units:
                # Let go at once: there may be thousands.
                unit = units.pop().unpacked(context.plan)
                totals.add(unit)
                entries.add(unit.entries, unit.scores)
                if write is not None:
                    write(unit.entries)
        parts = [outcome.part for outcome in outcomes]
        known = records.replaced(parts), records.gone(parts, helpers)
        work = session, places, context, inbox, history, helpers, outcomes
        yield Consolidated(*work, *known, totals, entries, count)


def _with_sender(outcome: Outcome, records: Records) -> Outcome:
    """Return the outcome of a file that does not say whose it is with who seems to have sent it."""
    if outcome.part.unit is not None:
        return outcome
    update = {"unit": records.sender(outcome.part.file)}
    return replace(outcome, part=outcome.part.model_copy(update=update))


def _process_all(
    context: Context, sent: Sequence[Arrival], workers: Workers, progress: Progress
) -> tuple[list[Outcome], list[PackedUnit]]:
    """Have each file checked and each unit merged; those in the plan's order."""
    outcomes: list[Outcome] = []
    files: dict[str, list[Arrival]] = defaultdict(list)
    alone: dict[str, PackedUnit] = {}
    found = workers.map(process, [([file],) for file in sent])
    for number, file in enumerate(sent):
        progress(number, len(sent), file.file)
        outcome, packed = next(found)
        outcomes.append(outcome)
        if packed is not None:
            files[outcome.part.unit].append(file)
            alone[outcome.part.unit] = packed
    units = [unit.code for unit in context.plan.in_period(context.period).units]
    # Most units sent one file, which was merged as it was checked.
    left = [(files[code], code) for code in units if len(files[code]) != 1]
    together = workers.map(process_unit, left)
    return outcomes, [alone[code] if len(files[code]) == 1 else next(together) for code in units]


@contextmanager
def _parquet(session: Session, places: Results) -> Iterator[Callable[[Sequence[Entry]], None]]:
    from par_xl.outputs.entries_file import EntriesWriter

    with session.open(places.entries) as file, EntriesWriter(file) as writer:
        yield writer.write
