"""What a merge starts from: plan, days and files; worked through, it comes to a result."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from par_xl.insight.points import UnitScore
from par_xl.merge.consolidate.period import Consolidation
from par_xl.merge.consolidate.reports import FileReport, unit_scores
from par_xl.merge.result import ENTRIES_LIMIT, Result
from par_xl.plan.model import Period, Plan
from par_xl.rules import files as file_rules
from par_xl.workspace.work.crew import Crew
from par_xl.workspace.work.desk import Sent
from par_xl.workspace.work.job import Job, Layout, YearBefore, layout_of, most_entries
from par_xl.workspace.work.record import read_unit
from par_xl.workspace.work.rows import UnitRows
from par_xl.workspace.work.store import Store
from par_xl.workspace.work.through import Progress, work_through


@dataclass(frozen=True)
class Start:
    """Files in the order of receipt; ``others`` are names of files that are no submissions."""

    job: Job
    sent: Sequence[Sent]
    others: Sequence[str]


def make_job(
    plan: Plan,
    plan_content: bytes,
    period: Period,
    as_of: date,
    today: date,
    year_before: YearBefore,
) -> Job:
    """The job of a merge."""
    most = most_entries(plan, period)
    return Job(
        plan=plan,
        plan_sha256=hashlib.sha256(plan_content).hexdigest(),
        period=period,
        as_of=as_of,
        today=today,
        year_before=year_before,
        layout=layout_of(most, len(plan.in_period(period).units)),
        has_table=sum(most.values()) > ENTRIES_LIMIT,
    )


@dataclass(frozen=True)
class Found:
    """What all files come to, before it has a number and a place."""

    job: Job
    files: Sequence[FileReport]
    """In the order of receipt."""
    rows: UnitRows
    consolidation: Consolidation
    others: Sequence[str]
    scores: Sequence[UnitScore] | None
    """The units' self-scores of PAR INDEX; None where nobody could read so many."""

    def result(self, replaced: Mapping[str, date]) -> Result:
        """All of the result but its entries; *replaced* as ``Consolidation.result`` has it."""
        others = map(file_rules.other_file, self.others)
        return self.consolidation.result(self.files, replaced, others, 0)


def work_out(start: Start, crew: Crew, store: Store, progress: Progress) -> Found:
    """Work the files through.

    Raises:
        ParXlError: a file was changed while it was read.
    """
    job = start.job
    worked = work_through(job, start.sent, crew, store, progress)
    consolidation = Consolidation(job.plan, job.period, job.as_of)
    scores: list[UnitScore] | None = [] if job.layout is Layout.BY_ITEM else None
    for work in worked.units:
        report = read_unit(store.unit(work.key, work.record))
        consolidation.add(report)
        if scores is not None:
            scores += unit_scores(job.plan, report)
    rows = UnitRows(job, worked.units, store)
    return Found(job, worked.files, rows, consolidation, start.others, scores)
