"""From a result to the files that a merge writes: entries, JSON and master."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from par_xl.insight.course import StoodStill, stood_still
from par_xl.ledger import LedgerLine
from par_xl.merge.result import ENTRIES_LIMIT, Result
from par_xl.outputs.master.filling import Filling
from par_xl.terms.words import Index
from par_xl.workspace.checkout import Staging
from par_xl.workspace.history import History
from par_xl.workspace.layout import Results
from par_xl.workspace.start import Found
from par_xl.workspace.work.job import Layout

_PASSING = {"merge_number": 0, "closed": None}


@dataclass(frozen=True)
class Outputs:
    """What was found, and where it is to be written."""

    found: Found
    places: Results
    staging: Staging
    history: History

    def with_entries(self, result: Result) -> Result:
        """The result with the name of its file of entries, where they are too many for a JSON."""
        if sum(unit.entries for unit in self.found.consolidation.units) <= ENTRIES_LIMIT:
            return result
        from par_xl.workspace.work.table import write_parquet

        path = self.places.entries
        with self.staging.open(path) as file:
            write_parquet(self.found.rows.tables(), file)
        told = {"entries_file": path.name, "entries_sha256": self.staging.sha256(path)}
        return result.model_copy(update=told)

    def content_sha256(self, result: Result) -> str:
        """A hash of all that the JSON says, but for the merge's number and the closing."""
        told = hashlib.sha256(self.found.rows.digest().encode())
        for text in result.model_copy(update=_PASSING).json_parts(None):
            told.update(text.encode())
        return told.hexdigest()

    def write(
        self, result: Result, at: datetime, log: Sequence[LedgerLine], filling: Filling
    ) -> tuple[Path, ...]:
        """Write JSON and master; all files that belong to the result. *at* is when it was
        merged, *log* are the ledger's lines of the period up to there; *filling* is what people
        had typed into the master."""
        with self.staging.open(self.places.json) as file:
            for text in self._json(result):
                file.write(text.encode())
        self._write_master(result, at, log, filling)
        written = self.places.json, self.places.master
        return written if result.entries_file is None else (*written, self.places.entries)

    def _write_master(
        self, result: Result, at: datetime, log: Sequence[LedgerLine], filling: Filling
    ) -> None:
        # XlsxWriter is not needed before.
        from par_xl.outputs.master.request import MasterRequest
        from par_xl.outputs.master.workbook import write_master

        job, rows, consolidation = self.found.job, self.found.rows, self.found.consolidation
        request = MasterRequest(
            plan=job.plan,
            period=job.period,
            result=result,
            at=at,
            log=log,
            tallies=consolidation.tallies.assigned(),
            appendices={index: rows.appendix(index, filling) for index in Index},
            explanations=rows.explanations(),
            overdue=[(unit.unit, task) for unit in consolidation.units for task in unit.overdue],
            past=self.history.past(),
            stood_still=self._stood_still(result),
            scores=self.found.scores,
            filling=filling,
            is_selected=job.layout is Layout.SELECTED,
        )
        with self.staging.open(self.places.master) as file:
            write_master(request, file)

    def _stood_still(self, result: Result) -> tuple[StoodStill, ...] | None:
        job, units = self.found.job, self.found.consolidation.units
        if job.has_table:
            return None
        now = chain.from_iterable(unit.unfinished for unit in units)
        before = self.history.unfinished_before()
        return stood_still(job.plan, job.period, result.units, now, before)

    def _json(self, result: Result) -> Iterator[str]:
        lines = None if result.entries_file is not None else self.found.rows.lines()
        return result.json_parts(lines)
