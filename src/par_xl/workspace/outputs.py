"""From a consolidated period to the files that a merge writes: entries, JSON and master."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from par_xl.insight.trend import StoodStill, stood_still, unfinished
from par_xl.ledger import LedgerLine
from par_xl.merge.result import Entry, Result
from par_xl.outputs.manual_entries import AppendixRow, LeftOver, ManualEntries
from par_xl.terms.words import Index, Role, State
from par_xl.workbooks.writing import SHEET_LIMIT
from par_xl.workspace.checkout import Staging
from par_xl.workspace.consolidating import Consolidated, is_explained, is_pressing
from par_xl.workspace.history import History
from par_xl.workspace.layout import Results

_PASSING = {"merge_number": 0, "closed": None}
_ABOVE = 100
"""Rows that are kept for what stands above a table."""


@dataclass(frozen=True)
class Outputs:
    """What was found, and where it is to be written."""

    found: Consolidated
    places: Results
    staging: Staging
    history: History

    def with_entries(self, result: Result) -> Result:
        """The result with the name of its file of entries, where they are too many for a JSON."""
        if not self.found.is_large:
            return result
        path = self.places.entries
        update = {"entries_file": path.name, "entries_sha256": self.staging.sha256(path)}
        return result.model_copy(update=update)

    def content_sha256(self, result: Result) -> str:
        """A hash of all that the JSON says, but for the merge's number and the closing."""
        digest = hashlib.sha256()
        for text in self._json(result.model_copy(update=_PASSING)):
            digest.update(text.encode())
        return digest.hexdigest()

    @cached_property
    def appendices(self) -> dict[Index, list[AppendixRow]]:
        """The rows of the master's appendix sheets in the plan's order: an item's leads, and who
        coordinates beneath."""
        by_item: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.found.entries:
            if not self.found.is_large or is_pressing(entry):
                by_item[entry.key].append(entry)
        rows: dict[Index, list[AppendixRow]] = {index: [] for index in Index}
        for item in self.found.start.context.plan.items:
            entries = sorted(by_item[item.key], key=lambda entry: entry.role is not Role.LEAD)
            rows[item.index] += entries if item.is_leaf else (item,)
        return rows

    def row_counts(self) -> dict[str, int]:
        """How many rows the appendix sheets have, by index (its value)."""
        return {index.value: len(rows[:_MOST]) for index, rows in self.appendices.items()}

    def left_over(self, typed: ManualEntries) -> list[LeftOver]:
        """What was typed beside rows that the appendix sheets have no more, and why."""
        return typed.left_over(row for rows in self.appendices.values() for row in rows[:_MOST])

    def write(
        self, result: Result, at: datetime, log: Sequence[LedgerLine], typed: ManualEntries
    ) -> tuple[Path, ...]:
        """Write JSON and master; all files that belong to the result. *at* is when it was
        merged, *log* are the ledger's lines of the period up to there; *typed* is what people had
        typed into the master."""
        with self.staging.open(self.places.json) as file:
            for text in self._json(result):
                file.write(text.encode())
        self._write_master(result, at, log, typed)
        written = self.places.json, self.places.master
        return written if result.entries_file is None else (*written, self.places.entries)

    def _write_master(
        self, result: Result, at: datetime, log: Sequence[LedgerLine], typed: ManualEntries
    ) -> None:
        # XlsxWriter is not needed before.
        from par_xl.outputs.master.request import MasterRequest
        from par_xl.outputs.master.workbook import write_master

        found, context = self.found, self.found.start.context
        explained = sorted(
            filter(is_explained, found.entries), key=lambda entry: not entry.owes_explanation
        )
        request = MasterRequest(
            plan=context.plan,
            period=context.period,
            result=result,
            at=at,
            log=log,
            tallies=found.consolidation.tallies.assigned(),
            appendices={index: rows[:_MOST] for index, rows in self.appendices.items()},
            explanations=explained[:_MOST],
            totals={index.sheet: len(rows) for index, rows in self.appendices.items()}
            | {"Giải trình": found.explanation_count},
            overdue=[entry for entry in found.entries if entry.state is State.OVERDUE],
            past=self.history.past(),
            stood_still=self._stood_still(result),
            scores=None if found.is_large else found.entries,
            typed=typed,
            left_over=self.left_over(typed),
            is_live=not found.is_large,
        )
        with self.staging.open(self.places.master) as file:
            write_master(request, file)

    def _stood_still(self, result: Result) -> tuple[StoodStill, ...] | None:
        context = self.found.start.context
        if self.found.is_large:
            return None
        before = self.history.unfinished_before()
        now = unfinished(self.found.entries)
        return stood_still(context.plan, context.period, result.units, now, before)

    def _json(self, result: Result) -> Iterator[str]:
        if result.entries_file is not None:
            return result.json_parts(None)
        places = self.found.start.context.plan.places
        entries = sorted(self.found.entries, key=lambda entry: places[entry.key])
        return result.json_parts(entry.line() for entry in entries)


_MOST = SHEET_LIMIT - _ABOVE
"""Rows of an appendix sheet."""
