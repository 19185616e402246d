"""Files checked one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from par_xl.finding import Finding
from par_xl.folder.files import write_all
from par_xl.folder.layout import Folder
from par_xl.folder.register import read_register
from par_xl.folder.returns import open_returns
from par_xl.intake.check import Arrival, check_content
from par_xl.intake.submission import Submission
from par_xl.ledger import read_ledger
from par_xl.merge.period import merge as merge_submissions
from par_xl.office.asked import default_as_of
from par_xl.office.history import History
from par_xl.office.inbox import Progress, day_changed, inbox_place, read_file, silent
from par_xl.office.receipts import Receipts
from par_xl.office.returning import hand_back
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan


@dataclass(frozen=True)
class Checked:
    """A checked file, what was found, and the form to hand back where something is to correct."""

    submission: Submission
    findings: tuple[Finding, ...]
    returned: Path | None


def check(
    folder: Folder,
    paths: Sequence[Path],
    progress: Progress = silent,
    today: date | None = None,
) -> list[Checked]:
    """Check files without merging them; marked copies of faulty ones go to ``tra-lai``.

    A file is judged as a merge of today that read nothing else would judge it.

    Raises:
        ParXlError: the plan has faults, or a file can't be read or written.
    """
    plan = read_plan(folder.plan)
    register, lines = read_register(folder.register), read_ledger(folder.ledger)
    returns = open_returns(folder, merged=False)
    today = today or date.today()  # noqa: DTZ011 - the office's own day
    checked = []
    for number, path in enumerate(paths):
        progress(number, len(paths), path.name)
        content = read_file(path)
        changed = day_changed(path)
        period, name = inbox_place(folder, path)
        sha256 = hashlib.sha256(content).hexdigest()
        known = Receipts(register, lines, period).day(name, sha256) if period else None
        arrival = Arrival(name, known or min(changed, today), today, changed)
        submission = check_content(content, arrival, plan, plan.periods.get(period or ""))
        findings = _found_alone(folder, plan, submission, today)
        returned = hand_back(returns, plan, submission, findings, path)
        checked.append(Checked(submission, findings, returned))
    if returns.contents or returns.stale:
        write_all(returns.files())
    returns.clear()
    return checked


def _found_alone(
    folder: Folder, plan: Plan, submission: Submission, today: date
) -> tuple[Finding, ...]:
    """What a merge would say of one file if there were no other."""
    period = submission.period
    if period is None:
        return submission.findings
    as_of = default_as_of(period, today)
    before = History(folder, plan, period).year_before()
    return merge_submissions(plan, period, as_of, [submission], before).findings
