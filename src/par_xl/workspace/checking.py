"""Files checked one by one, and the workbook that is open in Excel."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from gettext import gettext as _
from glob import glob
from pathlib import Path

from par_xl.intake.arrival import Arrival, look
from par_xl.intake.check import check_arrival, check_content, unopened
from par_xl.intake.submission import Submission
from par_xl.ledger import Ledger, read_ledger
from par_xl.merge.unit import merge_unit
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.system.files import UnreadError
from par_xl.system.paths import files_below, first_link, is_link, whole
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.workbooks.book import SPREADSHEETS
from par_xl.workspace.checkout import open_session
from par_xl.workspace.history import History
from par_xl.workspace.inbox import inbox_place
from par_xl.workspace.layout import Folder, not_listed
from par_xl.workspace.lookup import default_as_of
from par_xl.workspace.making import fresh_form
from par_xl.workspace.marking import marked_form, notes_of, right_form_name, unit_to_serve
from par_xl.workspace.period_plan import PeriodPlan, plan_for
from par_xl.workspace.progress import Progress, silent
from par_xl.workspace.register import Receipts, read_register
from par_xl.workspace.returns import Returns


@dataclass(frozen=True)
class Checked:
    """A checked file, what was found, and the form to hand back where one was written."""

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

    A file is judged as a merge of today that read nothing else would judge it. Of *paths*, a
    folder stands for all spreadsheets in it at any depth, and a pattern (``*``, ``?``) for what it
    finds: Windows' command line leaves both to the program.

    Raises:
        ParXlError: the plan has faults, a path leads to nothing, or something can't be read or
            written.
    """
    meant = [form for path in paths for form in _forms_at(folder, path)]
    found = {os.path.normpath(form.absolute()): form for form in meant}
    # A pattern also finds what Excel puts beside a form that is open.
    forms = [path for path in found.values() if not path.name.startswith("~$")]
    if paths and not forms:
        raise ParXlError(
            _("{path} là tệp tạm của Excel, không phải biểu mẫu.").format(path=paths[0]),
            _("Ghi tên tệp như trên nhưng không có ~$ ở đầu."),
        )
    checked = []
    with open_session(folder, N_("đang kiểm tra biểu mẫu")) as session:
        checker = _Checker(folder, today)
        returns = Returns(session, merged=False)
        for number, path in enumerate(forms):
            progress(number, len(forms), path.name)
            file = None
            with contextlib.suppress(UnreadError):
                if not _is_led_elsewhere(folder, path):
                    file = look(path, path.name, checker.today)
            if file is None:
                submission = unopened(Arrival(path.name, checker.today, checker.today))
                checked.append(Checked(submission, submission.findings, None))
                continue
            submission, findings = checker.check(path, file)
            period = submission.period or checker.wanted(path)
            code = period.code if period else None
            about = code, path, submission.file, submission.sha256
            made_of = checker.planned(code).sha256, checker.before(submission)
            form = returns.hand_back(*about, made_of, findings)
            if form in returns.wanted and form not in returns.filled:
                unit = unit_to_serve(checker.plan(code), period, submission) if period else None
                right = checker.right_form(period, unit) if period and unit else None
                name = right[0] if right else None
                form = returns.fill(form, checker.marked(file, submission, findings, name), right)
            checked.append(Checked(submission, findings, form))
        returns.write_record()
        session.commit()
    return checked


def _forms_at(folder: Folder, path: Path) -> Sequence[Path]:
    """Return the files that somebody means who types a path, a folder's, or a pattern.

    Raises:
        ParXlError: there are none.
    """
    if path.is_dir() and not is_link(path):
        cure = _("Ghi thư mục có các biểu mẫu đã điền, ví dụ da-nop/2024-06.")
        if whole(folder.root).is_relative_to(whole(path)):
            text = _("{path} là thư mục làm việc, không chỉ có biểu mẫu.")
            raise ParXlError(text.format(path=path), cure)
        found = sorted(each for each in files_below(path, _refuse) if _is_form(each))
        if not found:
            text = _("Trong thư mục {path} không có tệp bảng tính nào.")
            raise ParXlError(text.format(path=path), cure)
        return found
    if os.path.lexists(path):
        return [path]
    # Path.glob takes no pattern that begins at a drive.
    found = sorted(each for each in map(Path, glob(str(path))) if _is_form(each))  # noqa: PTH207
    if not found:
        raise ParXlError(
            _("Không thấy tệp {path}.").format(path=path),
            _(
                "Xem lại tên tệp và thư mục; tên có dấu cách thì đặt trong dấu ngoặc kép, ví dụ: "
                'par-xl check "HCTC bản cuối.xlsx".'
            ),
        )
    return found


def _is_form(path: Path) -> bool:
    is_one = path.suffix.lower() in SPREADSHEETS and not path.name.startswith((".", "~$"))
    return is_one and not path.is_dir()


def _refuse(error: OSError) -> None:
    raise not_listed(error.filename) from error


def _is_led_elsewhere(folder: Folder, path: Path) -> bool:
    """Whether it lies behind a link that others left in the folder: a pattern finds it, too."""
    root, path = folder.root.resolve(), path.absolute()
    above = next((each for each in path.parents if each.resolve() == root), None)
    return above is not None and first_link(above, path) is not None


def check_open(
    folder: Folder,
    path: Path,
    content: bytes,
    today: date | None = None,
) -> Checked:
    """Check a workbook that is open; nothing is written.

    *path* is its file, *content* what it holds now. Where both report the same, the findings are
    those of ``check`` on that file; else those on the file saved today.

    Raises:
        ParXlError: the plan has faults.
    """
    checker = _Checker(folder, today)
    if path.is_file():
        received = look(path, path.name, checker.today)
        saved, _ = checker.check(path, received)
        submission, findings = checker.check(path, received, content)
        # Whether Excel holds it for saved says nothing: it calculates forms anew as it opens them.
        if _reported(saved) == _reported(submission):
            return Checked(submission, findings, None)
    # As if it were saved today.
    sha256 = hashlib.sha256(content).hexdigest()
    today = checker.today
    unsaved = Arrival(path.name, today, today, today, sha256, content=content)
    return Checked(*checker.check(path, unsaved), None)


def _reported(file: Submission) -> object:
    """Return what a file reports, counted or not."""
    rows = [(row.key, row.typed) for row in (*file.rows, *file.unmerged)]
    ideas = [idea.values() for idea in file.initiatives]
    return file.unit, file.period, rows, ideas, file.displaced


class _Checker:
    """Files judged as a merge of today that read nothing else would judge them."""

    def __init__(self, folder: Folder, today: date | None) -> None:
        self.folder, self.ledger = folder, Ledger(read_ledger(folder.ledger))
        self.register = read_register(folder.register)
        self.today = today or date.today()  # noqa: DTZ011 - the office's own day
        self.plans: dict[str, PeriodPlan] = {}
        self.histories: dict[str, History] = {}

    def check(
        self, path: Path, arrival: Arrival, content: bytes | None = None
    ) -> tuple[Submission, tuple[Finding, ...]]:
        """Check what came in; *content* where other bytes say the same now."""
        period, name = inbox_place(self.folder, path)
        day = None
        if period is not None:
            receipts = Receipts(self.register, self.ledger.all, period)
            receipts.see_one(name, (arrival.sha256, arrival.changed_on))
            day = receipts.day(name)
        day = day or min(arrival.received_on, self.today)
        arrival = replace(arrival, file=name, received_on=day)
        plan = self.plan(period)
        submission = self._checked(arrival, content, plan, plan.periods.get(period or ""))
        if period is None and submission.period is not None:
            # A file that lies elsewhere says itself of which period it is.
            its_plan = self.plan(submission.period.code)
            if its_plan is not plan:
                submission = self._checked(arrival, content, its_plan, None)
        return submission, self._found_alone(submission)

    def _checked(
        self, arrival: Arrival, content: bytes | None, plan: Plan, wanted: Period | None
    ) -> Submission:
        if content is None:
            return check_arrival(arrival, plan, wanted)
        return check_content(content, arrival, plan, wanted)

    def plan(self, period: str | None) -> Plan:
        """Return the plan by which a period's files are judged."""
        return self.planned(period).plan

    def planned(self, period: str | None) -> PeriodPlan:
        """Return the same with its bytes."""
        code = period or ""
        if code not in self.plans:
            self.plans[code] = plan_for(self.folder, self.ledger, code)
        return self.plans[code]

    def wanted(self, path: Path) -> Period | None:
        """Return the period in whose ``da-nop`` a file lies."""
        period = inbox_place(self.folder, path)[0]
        return self.plan(period).periods.get(period or "")

    def marked(
        self,
        file: Arrival,
        submission: Submission,
        found: Sequence[Finding],
        right_form: str | None,
    ) -> bytes:
        """Return the form to hand back; *right_form* names the one that lies beside it."""
        notes, before = notes_of(file, submission), self.before(submission)
        plan = self.plan(submission.period.code if submission.period else None)
        return marked_form(plan, submission, found, before, notes, right_form)

    def right_form(self, period: Period, unit: Unit) -> tuple[str, bytes]:
        """Return the form of who sent a wrong one, and its name."""
        form = fresh_form(self.plan(period.code), period, unit, self.history(period), self.today)
        return right_form_name(period, unit), form

    def _found_alone(self, submission: Submission) -> tuple[Finding, ...]:
        """Return what a merge would say of one file if there were no other."""
        period, unit = submission.period, submission.unit
        if period is None or unit is None or submission.refused:
            return submission.findings
        earlier = self.history(period).of(unit.code)
        as_of = default_as_of(period, self.today)
        merged = merge_unit(self.plan(period.code), period, as_of, unit, [submission], earlier)
        return tuple(merged.findings[submission.file])

    def before(self, submission: Submission) -> Mapping[str, str]:
        """Return what the period before said, as in the form that the unit was sent."""
        if submission.unit is None or submission.period is None:
            return {}
        return self.history(submission.period).before(submission.unit.code)

    def history(self, period: Period) -> History:
        """Return what earlier periods say for that period's forms."""
        if period.code not in self.histories:
            self.histories[period.code] = History(self.folder, self.plan(period.code), period)
        return self.histories[period.code]
