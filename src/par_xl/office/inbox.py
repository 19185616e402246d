"""What lies in ``da-nop``: which files came in, when, and in what order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from par_xl.consolidate.reports import FileReport
from par_xl.files import patiently, unread
from par_xl.folder.layout import Folder, Received, received_files
from par_xl.folder.register import Receipt
from par_xl.intake.check import Arrival
from par_xl.office.receipts import Receipts
from par_xl.plan.model import Period
from par_xl.work.desk import ChangedWhileReadError, Sent

_HELD = 24
"""Files up to which their bytes are held until they are checked; more are read again."""


@dataclass(frozen=True)
class Inbox:
    """The files that came in for a period, in the order of receipt."""

    sent: tuple[Sent, ...]
    others: tuple[str, ...]
    """Names of files that are no submissions."""
    unknown: frozenset[str]
    """Names of those that the register does not have yet."""


def open_inbox(
    folder: Folder, period: Period, receipts: Receipts, received: date | None, today: date
) -> Inbox:
    """Look at all that lies in ``da-nop/KỲ``.

    Raises:
        ParXlError: something there can't be read, or changes meanwhile.
    """
    arrived = list(received_files(folder, period.code))
    others = [file.name for file in arrived if not file.is_spreadsheet]
    spreadsheets = [file for file in arrived if file.is_spreadsheet]
    is_held = len(spreadsheets) <= _HELD

    def look(file: Received) -> _Seen:
        content, moment = _read(file)
        sha256 = hashlib.sha256(content).hexdigest()
        return _Seen(file, sha256, moment, content if is_held else None)

    # Reading and hashing let go of the interpreter.
    with ThreadPoolExecutor() as threads:
        seen = list(threads.map(look, spreadsheets))
    receipts.follow({each.file.name: (each.sha256, each.changed) for each in seen})
    unknown = set()
    found = []
    for each in seen:
        known = receipts.day(each.file.name, each.sha256)
        if known is None:
            unknown.add(each.file.name)
        arrival = Arrival(each.file.name, known or received or each.changed, today, each.changed)
        # Within one day the file changed last came last; the hash only makes the order certain.
        order = arrival.received_on, each.moment, each.sha256
        found.append((order, Sent(arrival, each.sha256, each.file.path, each.content)))
    found.sort(key=lambda each: each[0])
    return Inbox(tuple(sent for _, sent in found), tuple(others), frozenset(unknown))


@dataclass(frozen=True, slots=True)
class _Seen:
    file: Received
    sha256: str
    moment: int
    """When it was last changed, in nanoseconds."""
    content: bytes | None

    @property
    def changed(self) -> date:
        return _day(self.moment / 1e9)


def new_receipts(period: Period, inbox: Inbox, files: Sequence[FileReport]) -> tuple[Receipt, ...]:
    """Rows for the register, of files that it does not have yet, by name."""
    new = [file for file in files if file.file in inbox.unknown]
    return tuple(
        Receipt.model_validate(
            {
                "Kỳ": period.code,
                "Tệp": file.file,
                "Đơn vị": file.unit or "",
                "Ngày nhận": file.received_on,
            }
        )
        for file in sorted(new, key=lambda file: Path(file.file))
    )


def replaced_days(receipts: Receipts, files: Sequence[FileReport]) -> Mapping[str, date]:
    """The earliest day, by unit, on which a good file came whose place another one took."""
    replaced: dict[str, date] = {}
    for file in files:
        if file.unit is not None:
            for earlier in receipts.earlier(file.file, file.sha256, file.unit):
                replaced[file.unit] = min(replaced.get(file.unit, earlier), earlier)
    return replaced


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


def day_changed(path: Path) -> date:
    """The local day on which the file was last changed.

    Raises:
        ParXlError: it is not there.
    """
    try:
        return _day(path.stat().st_mtime)
    except OSError as error:
        raise ChangedWhileReadError(path.name) from error


def _read(file: Received) -> tuple[bytes, int]:
    """A file's bytes, and when it was last changed (nanoseconds).

    Raises:
        ParXlError: it is gone, was changed meanwhile, or is closed to others.
    """
    try:
        before = file.path.stat()
        content = patiently(file.path.read_bytes)
        after = file.path.stat()
    except FileNotFoundError as error:
        raise ChangedWhileReadError(file.name) from error
    except OSError as error:
        raise unread(file.path) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(content)):
        raise ChangedWhileReadError(file.name)
    return content, after.st_mtime_ns


def _day(moment: float) -> date:
    try:
        return datetime.fromtimestamp(moment).date()  # noqa: DTZ006
    except (OSError, OverflowError, ValueError):
        # A time that no calendar has, as a broken copy leaves it: it came today.
        return date.today()  # noqa: DTZ011
