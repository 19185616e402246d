"""A period merged: from what came in to master, JSON, ledger, register and returns."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from par_xl.folder.files import check_closed, write_all
from par_xl.folder.layout import Folder
from par_xl.folder.register import read_register, write_register
from par_xl.ledger import read_ledger
from par_xl.merge.period import merge as merge_submissions
from par_xl.office.asked import default_as_of, period_named
from par_xl.office.history import History
from par_xl.office.inbox import Progress, read_inbox, silent
from par_xl.office.outputs import is_current, outputs
from par_xl.office.receipts import Receipts
from par_xl.office.returning import hand_back_merged
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import read_plan
from par_xl.result import Result
from par_xl.words import FileState, Severity


@dataclass(frozen=True)
class MergeOutcome:
    """What a merge came to. ``changed`` False: the same as before, nothing was written."""

    plan: Plan
    period: Period
    result: Result
    master: Path
    json: Path
    changed: bool
    returned: tuple[Path, ...]
    """Marked forms that were written; those that lay there already are not among them."""

    @property
    def has_faults(self) -> bool:
        """Whether submissions were refused or rows are in error (exit status 1)."""
        refused = any(s.state is FileState.REFUSED for s in self.result.submissions)
        return refused or any(f.severity is Severity.ERROR for f in self.result.findings)


def merge(
    folder: Folder,
    period: str,
    as_of: date | None = None,
    received: date | None = None,
    now: datetime | None = None,
    by: str | None = None,
    progress: Progress = silent,
) -> MergeOutcome:
    """Merge what lies in ``da-nop/KỲ`` into the master and its JSON.

    *as_of* decides what is overdue; by default the earlier of today and the period's deadline.
    *received* is the day of receipt of files seen for the first time; by default the day on
    which each was last changed. *now* and *by* are what the ledger says of the merge.

    Raises:
        ParXlError: the plan has faults, or something can't be read or written.
    """
    plan = read_plan(folder.plan)
    wanted = period_named(plan, period)
    for path in (folder.master(period), folder.register):
        # Not only when all is read: that may take minutes.
        check_closed(path)
    now = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    as_of = as_of or default_as_of(wanted, now.date())
    register = read_register(folder.register)
    lines = read_ledger(folder.ledger)
    receipts = Receipts(register, lines, period)
    inbox = read_inbox(folder, plan, wanted, receipts, received, progress)
    history = History(folder, plan, wanted)
    year_before = history.year_before()
    merged = merge_submissions(plan, wanted, as_of, inbox.submissions, year_before, inbox.replaced)
    # Counting needs pandas, and the master XlsxWriter: not before all files are read.
    from par_xl.consolidate import result_of

    before = history.result()
    number = before.merge_number if before else 0
    result = result_of(merged, max(1, number), inbox.others)
    changed = before != result or not is_current(folder, wanted, lines)
    contents: dict[Path, bytes] = {}
    if changed:
        merges = [line.merge_number for line in lines if line.period == period]
        number = max([number, *merges]) + 1
        result = result.model_copy(update={"merge_number": number})
        contents = outputs(folder, plan, wanted, result, now, by or _user(), lines)
    if inbox.new:
        contents[folder.register] = write_register(register.with_new(inbox.new))
    returns = hand_back_merged(folder, merged)
    write_all({**contents, **returns.files()} if returns.contents or returns.stale else contents)
    returns.clear()
    return MergeOutcome(
        plan=plan,
        period=wanted,
        result=result,
        master=folder.master(period),
        json=folder.result(period),
        changed=changed,
        returned=tuple(sorted(returns.contents)),
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # No such name on some locked-down machines.
        return "không rõ"
