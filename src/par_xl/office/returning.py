"""Marked forms handed back to their units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from par_xl.finding import Finding
from par_xl.folder.layout import Folder
from par_xl.folder.returns import Returns, open_returns
from par_xl.handback import is_to_hand_back, marked_form
from par_xl.intake.submission import Submission
from par_xl.merge.period import Merged
from par_xl.office.history import History
from par_xl.plan.model import Period, Plan
from par_xl.words import FileState


def hand_back(
    returns: Returns,
    plan: Plan,
    submission: Submission,
    found: Sequence[Finding],
    path: Path,
    period: Period | None = None,
) -> Path | None:
    """Put a marked form of the file at *path* among the returns, unless nothing is wrong.

    *period* is that merged, None in a check.
    """
    if not is_to_hand_back(found):
        return returns.drop(path, submission.sha256)
    whose = period or submission.period
    return returns.add(
        whose.code if whose else None,
        path,
        submission.file,
        submission.sha256,
        found,
        lambda: marked_form(plan, submission, found, _before(returns.folder, plan, submission)),
    )


def _before(folder: Folder, plan: Plan, submission: Submission) -> Mapping[str, str]:
    """What the period before said, as in the form that the unit was sent."""
    if submission.unit is None or submission.period is None:
        return {}
    return History(folder, plan, submission.period).before(submission.unit)


def hand_back_merged(folder: Folder, merged: Merged) -> Returns:
    """Marked forms of the files that count or were refused, and have errors or warnings."""
    returns = open_returns(folder, merged=True)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in merged.findings:
        found[finding.file].append(finding)
    for submission, state in merged.submissions:
        counts = state in (FileState.ACCEPTED, FileState.REFUSED)
        told = found[submission.file] if counts else []
        path = folder.submitted(merged.period.code) / submission.file
        hand_back(returns, merged.plan, submission, told, path, merged.period)
    return returns
