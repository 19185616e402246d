"""What lies in ``da-nop``: read, checked one by one, and put in the order of receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from par_xl.errors import ParXlError
from par_xl.finding import Finding
from par_xl.folder.layout import Folder, Received, received_files
from par_xl.folder.register import Receipt
from par_xl.intake.check import Arrival, check_content
from par_xl.intake.submission import Submission
from par_xl.office.receipts import Receipts
from par_xl.plan.model import Period, Plan
from par_xl.rules import files as file_rules

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what comes next."""


def silent(_done: int, _total: int, _what: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Inbox:
    """What came in for a period, in the order of receipt."""

    submissions: tuple[Submission, ...]
    others: tuple[Finding, ...]
    """Infos on files that are no submissions."""
    new: tuple[Receipt, ...]
    """What the register does not have yet."""
    replaced: Mapping[str, date]
    """The earliest day, by unit, on which a good file came whose place another one took."""


def read_inbox(
    folder: Folder,
    plan: Plan,
    period: Period,
    receipts: Receipts,
    received: date | None,
    progress: Progress,
) -> Inbox:
    """Read and check all that lies in ``da-nop/KỲ``."""
    arrived = list(received_files(folder, period.code))
    others = [file_rules.NOT_A_SPREADSHEET.at(f.name) for f in arrived if not f.is_spreadsheet]
    found: list[tuple[tuple[date, int, str], Submission]] = []
    new: list[Receipt] = []
    replaced: dict[str, date] = {}
    spreadsheets = [file for file in arrived if file.is_spreadsheet]
    for number, file in enumerate(spreadsheets):
        progress(number, len(spreadsheets), file.name)
        content = read_file(file.path)
        sha256 = hashlib.sha256(content).hexdigest()
        known = receipts.day(file.name, sha256)
        changed = day_changed(file.path)
        day = known or received or changed
        # By the machine's own clock, as the files' times are.
        arrival = Arrival(file.name, day, date.today(), changed)  # noqa: DTZ011
        submission = check_content(content, arrival, plan, period)
        if known is None:
            new.append(_receipt(period, file, submission, day))
        if submission.unit is not None:
            unit = submission.unit.code
            for earlier in receipts.earlier(file.name, sha256, unit):
                replaced[unit] = min(replaced.get(unit, earlier), earlier)
        # Within one day the file changed last came last; the hash only makes the order certain.
        found.append(((day, file.path.stat().st_mtime_ns, sha256), submission))
    found.sort(key=lambda each: each[0])
    submissions = tuple(submission for _, submission in found)
    return Inbox(submissions, tuple(others), tuple(new), replaced)


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
