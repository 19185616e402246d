"""From a result to the files that a merge writes: entries, JSON, master and the ledger's line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from par_xl import __version__
from par_xl.consolidate.period import Consolidation
from par_xl.folder.files import Staging
from par_xl.folder.layout import Folder
from par_xl.ledger import LedgerFile, LedgerLine, text_of
from par_xl.result import ENTRIES_LIMIT, Result
from par_xl.words import Index
from par_xl.work.job import Job, Layout
from par_xl.work.rows import UnitRows


@dataclass(frozen=True)
class Outputs:
    """What a merge has to write, before it is known whether anything changed."""

    folder: Folder
    job: Job
    rows: UnitRows
    consolidation: Consolidation
    lines: Sequence[LedgerLine]
    """The ledger's lines so far."""

    def with_entries(self, result: Result, staging: Staging) -> Result:
        """The result with the name of its file of entries, where they are too many for a JSON."""
        if sum(unit.entries for unit in self.consolidation.units) <= ENTRIES_LIMIT:
            return result
        from par_xl.work.table import write_parquet

        path = self.folder.entries(result.period)
        with staging.open(path) as file:
            write_parquet(self.rows.tables(), file)
        told = {"entries_file": path.name, "entries_sha256": staging.sha256(path)}
        return result.model_copy(update=told)

    def content_sha256(self, result: Result) -> str:
        """A hash of all that the JSON says, but for the merge's number."""
        told = hashlib.sha256(self.rows.digest().encode())
        for text in result.model_copy(update={"merge_number": 0}).json_parts(None):
            told.update(text.encode())
        return told.hexdigest()

    def is_current(self, result: Result, content_sha256: str) -> bool:
        """Whether what lies there says the same, and was made from this plan by this version."""
        last = self._last(result.period)
        path = self.folder.result(result.period)
        if last is None or not self.folder.master(result.period).exists() or not path.exists():
            return False
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        name = path.relative_to(self.folder.root).as_posix()
        return (
            last.plan_sha256 == self.job.plan_sha256
            and last.version == __version__
            and last.outputs.get(name) == found
            and last.content_sha256 == content_sha256
        )

    def _last(self, period: str) -> LedgerLine | None:
        return next((line for line in reversed(self.lines) if line.period == period), None)

    def write(
        self, result: Result, content_sha256: str, now: datetime, by: str, staging: Staging
    ) -> None:
        """Write JSON, master and the ledger with its new line."""
        folder, period = self.folder, result.period
        path = folder.result(period)
        with staging.open(path) as file:
            for text in self._json(result):
                file.write(text.encode())
        written = [path, folder.master(period)]
        if result.entries_file is not None:
            written.append(folder.entries(period))
        line = LedgerLine(
            merge_number=result.merge_number,
            period=period,
            at=now,
            by=by,
            version=__version__,
            as_of=result.as_of,
            plan_sha256=self.job.plan_sha256,
            content_sha256=content_sha256,
            files=[
                LedgerFile(
                    file=s.file,
                    sha256=s.sha256,
                    unit=s.unit,
                    state=s.state,
                    received_on=s.received_on,
                )
                for s in result.submissions
            ],
            outputs={},
            before=self.lines[-1].hash() if self.lines else "",
        )
        self._write_master(result, line, staging)
        hashes = {
            path.relative_to(folder.root).as_posix(): staging.sha256(path) for path in written
        }
        line = replace(line, outputs=hashes)
        staging.put(folder.ledger, text_of([*self.lines, line]).encode())

    def _write_master(self, result: Result, line: LedgerLine, staging: Staging) -> None:
        # XlsxWriter is not needed before.
        from par_xl.master.request import MasterRequest
        from par_xl.master.workbook import write_master

        job = self.job
        request = MasterRequest(
            plan=job.plan,
            period=job.period,
            result=result,
            at=line.at,
            log=[each for each in (*self.lines, line) if each.period == result.period],
            tallies=self.consolidation.tallies.assigned(),
            appendices={index: self.rows.appendix(index) for index in Index},
            explanations=self.rows.explanations(),
            overdue=[
                (unit.unit, task) for unit in self.consolidation.units for task in unit.overdue
            ],
            is_selected=job.layout is Layout.SELECTED,
        )
        with staging.open(self.folder.master(result.period)) as file:
            write_master(request, file)

    def _json(self, result: Result) -> Iterator[str]:
        lines = None if result.entries_file is not None else self.rows.lines()
        return result.json_parts(lines)


def file_sha256(path: Path) -> str:
    """A hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
