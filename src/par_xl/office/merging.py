"""A period merged: from what came in to master, JSON, ledger, register and returns."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from par_xl.consolidate.period import Consolidation
from par_xl.folder.files import Staging, check_closed
from par_xl.folder.layout import Folder
from par_xl.folder.register import read_register, write_register
from par_xl.ledger import read_ledger
from par_xl.office.asked import default_as_of, period_named
from par_xl.office.history import History, read_result
from par_xl.office.inbox import new_receipts, open_inbox, replaced_days
from par_xl.office.outputs import Outputs, file_sha256
from par_xl.office.receipts import Receipts
from par_xl.office.returning import hand_back_merged
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import read_plan
from par_xl.result import ENTRIES_LIMIT, Result
from par_xl.words import FileState, Severity
from par_xl.work.crew import open_crew
from par_xl.work.job import Job, layout_of, most_entries
from par_xl.work.record import read_unit
from par_xl.work.rows import UnitRows
from par_xl.work.store import Store
from par_xl.work.through import Progress, silent, work_through


@dataclass(frozen=True)
class MergeOutcome:
    """What a merge came to. ``changed`` False: the same as before, nothing was written."""

    plan: Plan
    period: Period
    summary: Result
    """All of the result but its entries."""
    master: Path
    json: Path
    changed: bool
    returned: tuple[Path, ...]
    """Marked forms that were written; those that lay there already are not among them."""

    @property
    def has_faults(self) -> bool:
        """Whether submissions were refused or rows are in error (exit status 1)."""
        refused = any(s.state is FileState.REFUSED for s in self.summary.submissions)
        return refused or any(f.severity is Severity.ERROR for f in self.summary.findings)

    @cached_property
    def result(self) -> Result:
        """The whole result, read back."""
        return Result.model_validate_json(self.json.read_bytes())


def merge(
    folder: Folder,
    period: str,
    as_of: date | None = None,
    received: date | None = None,
    now: datetime | None = None,
    by: str | None = None,
    progress: Progress = silent,
    workers: int | None = None,
    scheduler: str | None = None,
) -> MergeOutcome:
    """Merge what lies in ``da-nop/KỲ`` into the master and its JSON.

    *as_of* decides what is overdue; by default the earlier of today and the period's deadline.
    *received* is the day of receipt of files seen for the first time; by default the day on
    which each was last changed. *now* and *by* are what the ledger says of the merge. *workers*
    and *scheduler* say who does the work (see ``work.crew``); the result is the same.

    Raises:
        ParXlError: the plan has faults, or something can't be read or written.
    """
    plan = read_plan(folder.plan)
    wanted = period_named(plan, period)
    for path in (folder.master(period), folder.register):
        # Not only when all is read: that may take minutes.
        check_closed(path)
    now = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    register = read_register(folder.register)
    lines = read_ledger(folder.ledger)
    receipts = Receipts(register, lines, period)
    # By the machine's own clock, as the files' times are.
    inbox = open_inbox(folder, wanted, receipts, received, date.today())  # noqa: DTZ011
    history = History(folder, plan, wanted)
    most = most_entries(plan, wanted)
    job = Job(
        plan=plan,
        plan_sha256=file_sha256(folder.plan),
        period=wanted,
        as_of=as_of or default_as_of(wanted, now.date()),
        today=date.today(),  # noqa: DTZ011
        year_before=history.year_before(),
        layout=layout_of(most, len(plan.in_period(wanted).units)),
        has_table=sum(most.values()) > ENTRIES_LIMIT,
    )
    with (
        open_crew(job, len(inbox.sent), workers, scheduler) as crew,
        Store(folder.cache, period, job.fingerprint()) as store,
        Staging() as staging,
    ):
        worked = work_through(job, inbox.sent, crew, store, progress)
        consolidation = Consolidation(plan, wanted, job.as_of)
        for work in worked.units:
            consolidation.add(read_unit(store.unit(work.key, work.record)))
        replaced = replaced_days(receipts, worked.files)
        result = consolidation.result(worked.files, replaced, inbox.others, 0)
        rows = UnitRows(job, worked.units, store)
        outputs = Outputs(folder, job, rows, consolidation, lines)
        result = outputs.with_entries(result, staging)
        numbers = [line.merge_number for line in lines if line.period == period]
        if not numbers and (before := read_result(folder, period)):
            numbers = [before.merge_number]
        content = outputs.content_sha256(result)
        changed = not outputs.is_current(result, content)
        number = max(numbers, default=0) + changed
        result = result.model_copy(update={"merge_number": number})
        if changed:
            outputs.write(result, content, now, by or _user(), staging)
        elif result.entries_file is not None:
            staging.drop(folder.entries(period))
        if new := new_receipts(wanted, inbox, worked.files):
            staging.put(folder.register, write_register(register.with_new(new)))
        sent = {each.arrival.file: each for each in inbox.sent}
        returns = hand_back_merged(folder, result, sent, history, crew, staging)
        staging.commit()
        returns.clear()
        if changed and result.entries_file is None:
            folder.entries(period).unlink(missing_ok=True)
        store.tidy()
    return MergeOutcome(
        plan=plan,
        period=wanted,
        summary=result,
        master=folder.master(period),
        json=folder.result(period),
        changed=changed,
        returned=tuple(sorted(returns.written)),
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # No such name on some locked-down machines.
        return "không rõ"
