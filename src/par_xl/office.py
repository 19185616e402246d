"""The calls a user makes: the one core under the command line, the ribbon and the watcher.

These functions know the working folder and the core; nothing else does. They return data and
print nothing; what could not be done is a ``ParXlError``.
"""

from __future__ import annotations

import getpass
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from par_xl.errors import ParXlError
from par_xl.finding import Finding
from par_xl.folder.files import write_all
from par_xl.folder.layout import Folder
from par_xl.folder.register import read_register, write_register
from par_xl.folder.returns import Returns, open_returns
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.handback import is_to_hand_back, marked_form
from par_xl.history import History
from par_xl.inbox import (
    Progress,
    day_changed,
    inbox_place,
    read_file,
    read_inbox,
    silent,
)
from par_xl.intake.check import Arrival, check_content
from par_xl.intake.submission import Submission
from par_xl.ledger import read_lines
from par_xl.merge.period import Merged
from par_xl.merge.period import merge as merge_submissions
from par_xl.outputs import is_current, outputs
from par_xl.plan.model import Period, Plan, Unit, nearest_unit
from par_xl.plan.reader import check_plan, read_plan
from par_xl.plan.sample import sample_plan
from par_xl.receipts import Receipts
from par_xl.result import Result
from par_xl.words import FileState, Severity


def init(root: Path) -> Folder:
    """Make a working folder with the sample plan.

    Raises:
        ParXlError: there is a plan already; a plan that exists is never rewritten.
    """
    folder = Folder(root)
    if folder.plan.exists():
        raise ParXlError(
            f"{folder.plan} đã có; kế hoạch đang dùng không bao giờ bị ghi đè.",
            "Chọn thư mục khác, hoặc dùng luôn thư mục này.",
        )
    write_all({folder.plan: sample_plan()})
    for name in ("bieu-mau", "da-nop", "tra-lai", "tong-hop"):
        (root / name).mkdir(exist_ok=True)
    return folder


def plan_faults(folder: Folder) -> list[Finding]:
    """The plan's own faults, with sheet and cell; empty when it can be worked with."""
    return check_plan(folder.plan)[1]


@dataclass(frozen=True)
class FormsMade:
    """Forms that were written, and those kept because somebody had filled them in place."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    inbox: Path


def forms(
    folder: Folder,
    period: str,
    unit: str | None = None,
    standard: bool = False,
    today: date | None = None,
    progress: Progress = silent,
) -> FormsMade:
    """Write the unit forms of a period, that of one unit, or the standard form.

    Raises:
        ParXlError: the plan has faults, or has no such period or unit.
    """
    plan = read_plan(folder.plan)
    wanted = _period(plan, period)
    requests: list[tuple[Path, FormRequest]] = []
    history = History(folder, plan, wanted)
    today = today or date.today()  # noqa: DTZ011 - the office's own day
    if standard:
        requests.append((folder.standard_form(period), FormRequest(plan, wanted, None, today)))
    else:
        for each in _units(plan, wanted, unit):
            request = FormRequest(
                plan,
                wanted,
                each,
                today,
                values=history.values(each),
                before=history.before(each),
            )
            requests.append((folder.form(period, each.code), request))
    contents: dict[Path, bytes] = {}
    kept = []
    for number, (path, request) in enumerate(requests):
        progress(number, len(requests), path.name)
        content = write_form(request)
        if _filled_in_place(path, content, plan, wanted):
            kept.append(path)
        else:
            contents[path] = content
    write_all(contents)
    folder.submitted(period).mkdir(parents=True, exist_ok=True)
    return FormsMade(tuple(contents), tuple(kept), folder.submitted(period))


def _filled_in_place(path: Path, fresh: bytes, plan: Plan, period: Period) -> bool:
    """Whether somebody typed into the form that lies where a new one is to be written."""
    if not path.exists():
        return False
    old = path.read_bytes()
    if old == fresh:
        return False
    today = date.today()  # noqa: DTZ011
    arrival = Arrival(path.name, today, today)
    there, here = (check_content(each, arrival, plan, period) for each in (old, fresh))
    return bool(there.rows) and there.content != here.content


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
    register, lines = read_register(folder.register), read_lines(_text(folder.ledger))
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
        returned = _hand_back(returns, plan, submission, findings, path)
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
    as_of = _default_as_of(period, today)
    before = History(folder, plan, period).year_before()
    return merge_submissions(plan, period, as_of, [submission], before).findings


def _default_as_of(period: Period, today: date) -> date:
    """The earlier of today and the day before which reports are due (contract, section 6)."""
    return min(today, period.send_before)


def _hand_back(
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
    wanted = _period(plan, period)
    now = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    as_of = as_of or _default_as_of(wanted, now.date())
    register = read_register(folder.register)
    lines = read_lines(_text(folder.ledger))
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
    returns = _returns(folder, merged)
    write_all({**contents, **returns.files()} if returns.contents or returns.stale else contents)
    returns.clear()
    return _outcome(folder, plan, wanted, result, changed, returns)


def _returns(folder: Folder, merged: Merged) -> Returns:
    """Marked forms of the files that count or were refused, and have errors or warnings."""
    returns = open_returns(folder, merged=True)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in merged.findings:
        found[finding.file].append(finding)
    for submission, state in merged.submissions:
        counts = state in (FileState.ACCEPTED, FileState.REFUSED)
        told = found[submission.file] if counts else []
        path = folder.submitted(merged.period.code) / submission.file
        _hand_back(returns, merged.plan, submission, told, path, merged.period)
    return returns


def _outcome(
    folder: Folder,
    plan: Plan,
    period: Period,
    result: Result,
    changed: bool,
    returns: Returns,
) -> MergeOutcome:
    return MergeOutcome(
        plan=plan,
        period=period,
        result=result,
        master=folder.master(period.code),
        json=folder.result(period.code),
        changed=changed,
        returned=tuple(sorted(returns.contents)),
    )


def _period(plan: Plan, code: str) -> Period:
    if code not in plan.periods:
        raise ParXlError(
            f"Kế hoạch không có kỳ «{code}».", f"Chọn một trong: {', '.join(plan.periods)}."
        )
    return plan.periods[code]


def _units(plan: Plan, period: Period, name: str | None) -> Iterator[Unit]:
    filing = plan.in_period(period).units
    if name is None:
        yield from filing
        return
    unit = plan.unit_named(name)
    if unit is None or unit not in filing:
        near = nearest_unit(name, filing)
        raise ParXlError(
            f"Không có đơn vị «{name}» gửi báo cáo trong kỳ {period.code}.",
            (f"Có phải là {near.code} ({near.name})? " if near else "")
            + f"Chọn một trong: {', '.join(each.code for each in filing)}.",
        )
    yield unit


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # No such name on some locked-down machines.
        return "không rõ"
