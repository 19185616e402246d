"""What lies in ``da-nop``: read, checked one by one, and put in the order of receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from par_xl.errors import ParXlError
from par_xl.finding import Finding
from par_xl.folder.layout import Folder, Received, received_files
from par_xl.folder.register import Receipt, Register
from par_xl.intake.check import Arrival, check_content
from par_xl.intake.submission import Submission
from par_xl.plan.model import Period, Plan
from par_xl.rules import files as file_rules

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what comes next."""


def silent(_done: int, _total: int, _what: str) -> None:
    """Tell nobody."""


def read_submissions(
    folder: Folder,
    plan: Plan,
    period: Period,
    register: Register,
    received: date | None,
    progress: Progress,
) -> tuple[list[Submission], list[Finding], list[Receipt]]:
    """All submissions in the order of receipt, infos on other files, and new receipts."""
    arrived = list(received_files(folder, period.code))
    others = [file_rules.NOT_A_SPREADSHEET.at(f.name) for f in arrived if not f.is_spreadsheet]
    found: list[tuple[tuple[date, int, str], Submission]] = []
    new: list[Receipt] = []
    spreadsheets = [file for file in arrived if file.is_spreadsheet]
    for number, file in enumerate(spreadsheets):
        progress(number, len(spreadsheets), file.name)
        content = read_file(file.path)
        known = register.received_on(period.code, file.name)
        changed = day_changed(file.path)
        day = known or received or changed
        # By the machine's own clock, as the files' times are.
        arrival = Arrival(file.name, day, date.today(), changed)  # noqa: DTZ011
        submission = check_content(content, arrival, plan, period)
        if known is None:
            new.append(_receipt(period, file, submission, day))
        # Within one day the file changed last came last; the hash only makes the order certain.
        found.append(((day, file.path.stat().st_mtime_ns, submission.sha256), submission))
    found.sort(key=lambda each: each[0])
    return [submission for _, submission in found], others, new


def _receipt(period: Period, file: Received, submission: Submission, day: date) -> Receipt:
    return Receipt.model_validate(
        {
            "Kỳ": period.code,
            "Tệp": file.name,
            "Đơn vị": submission.unit.code if submission.unit else "",
            "Ngày nhận": day,
        }
    )


def inbox_place(folder: Folder, path: Path) -> tuple[str | None, str]:
    """The period in whose ``da-nop`` a file lies, and its name there, as a merge has them.

    None and the bare name for a file that lies elsewhere.
    """
    inbox, path = folder.inbox.resolve(), path.resolve()
    if path.is_relative_to(inbox):
        period, *names = path.relative_to(inbox).parts
        if names:
            return period, Path(*names).as_posix()
    return None, path.name


def read_file(path: Path) -> bytes:
    """Bytes of a file.

    Raises:
        ParXlError: it is not there, or somebody keeps it closed to others.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ParXlError(
            f"Không đọc được tệp {path}.",
            "Kiểm tra đường dẫn; nếu tệp đang mở ở nơi khác thì đóng lại rồi chạy lại.",
        ) from error


def day_changed(path: Path) -> date:
    """The local day on which the file was last changed."""
    return datetime.fromtimestamp(path.stat().st_mtime).date()  # noqa: DTZ006
