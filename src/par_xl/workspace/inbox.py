"""What lies in ``da-nop``: which files came in, when, and in what order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from par_xl.intake.arrival import Arrival, look
from par_xl.plan.model import Period
from par_xl.system.files import UnreadError, is_file
from par_xl.system.paths import files_below, is_link, too_long, whole
from par_xl.workspace.layout import Folder, not_listed
from par_xl.workspace.register import Receipts


@dataclass(frozen=True)
class Received:
    """A file in ``da-nop/KỲ``: its path, and its name relative to there with forward slashes."""

    path: Path
    name: str

    @property
    def is_hidden(self) -> bool:
        """Whether it, or a folder that it lies in, begins with a point."""
        return any(part.startswith(".") for part in self.name.split("/"))

    @cached_property
    def is_file(self) -> bool:
        """Whether it is one: no pipe, no device, and no link, which nobody follows."""
        return not is_link(self.path) and is_file(self.path)

    @property
    def is_spreadsheet(self) -> bool:
        """Whether it is a submission: anything else is passed over, and named."""
        # Most who want names need no reader.
        from par_xl.workbooks.book import SPREADSHEETS

        is_one = not self.is_hidden and self.path.suffix.lower() in SPREADSHEETS
        return is_one and self.is_file


def received_files(folder: Folder, period: str) -> Iterator[Received]:
    """All that came in but folders, at any depth, by name; Excel's lock files are passed over.

    Raises:
        ParXlError: a folder in there can't be looked into, or Windows doesn't take a file's path.
    """
    root = folder.submitted(period)

    def refuse(error: OSError) -> None:
        if not root.exists():
            return
        raise not_listed(error.filename) from error

    for path in sorted(files_below(root, refuse)):
        # To Windows it is no file.
        if error := too_long(path):
            raise error
        # Bytes that are no letters can't be shown, nor stand in a JSON.
        name = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace")
        if not any(part.startswith("~$") for part in name.split("/")):
            yield Received(path, name)


@dataclass(frozen=True)
class Inbox:
    """The files that came in for a period, in the order of receipt.

    ``others`` are names of files that are no submissions, or can't be read.
    """

    sent: Sequence[Arrival]
    others: Sequence[str]


def open_inbox(
    folder: Folder, period: Period, receipts: Receipts, received: date | None, today: date
) -> Inbox:
    """Look at all that lies in ``da-nop/KỲ``.

    Raises:
        ParXlError: a folder there, or all files, can't be read, or one changes meanwhile.
    """
    arrived = list(received_files(folder, period.code))
    others = [file.name for file in arrived if not file.is_spreadsheet]
    spreadsheets = [file for file in arrived if file.is_spreadsheet]

    def glance(file: Received) -> Arrival | UnreadError:
        try:
            return look(file.path, file.name, today)
        except UnreadError as error:
            return error

    # Reading and hashing let go of the interpreter.
    with ThreadPoolExecutor() as threads:
        looks = list(threads.map(glance, spreadsheets))
    seen = [each for each in looks if isinstance(each, Arrival)]
    if len(looks) > 1 and not seen and isinstance(looks[0], UnreadError):
        # Not one of them: a share is closed, and no unit is to lose what it sent.
        raise looks[0]
    others += [
        file.name
        for file, each in zip(spreadsheets, looks, strict=True)
        if isinstance(each, UnreadError)
    ]
    receipts.follow({each.file: (each.sha256, each.changed_on) for each in seen})
    found = []
    for each in seen:
        day = receipts.day(each.file) or received or each.received_on
        found.append(replace(each, received_on=day))
    found.sort(key=order_of_receipt)
    return Inbox(found, sorted(others))


def order_of_receipt(file: Arrival) -> tuple[date, int, str]:
    """Return what files are sorted by: within one day the one changed last came last; the hash
    only makes the order certain."""
    return file.received_on, file.moment, file.sha256


def inbox_place(folder: Folder, path: Path) -> tuple[str | None, str]:
    """Return the period in whose ``da-nop`` a file lies, and its name there, as a merge has them.

    None and the bare name for a file that lies elsewhere.
    """
    inbox, path = whole(folder.inbox), whole(path)
    if path.is_relative_to(inbox):
        period, *names = path.relative_to(inbox).parts
        if names:
            return period, Path(*names).as_posix()
    return None, path.name
