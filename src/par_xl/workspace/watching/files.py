"""Files in the watched folder: whether all of one has arrived, and how far it has come."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from par_xl.terms.messages import N_
from par_xl.terms.words import FileState, Severity, Term
from par_xl.workspace.checking import Checked

HALF_FOR_GOOD = 30.0
"""Seconds without a change after which a half file is taken as it is: a merge refuses it."""
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download")
"""Endings that browsers and copying programs give to what is not there yet."""
_END, _END_SIZE, _MOST_COMMENT = b"PK\x05\x06", 22, 65_535
"""How a zip's last record begins, its size, and that of the comment behind it."""

Stamp = tuple[int, int]
"""A file's size in bytes and its time of change in nanoseconds."""


class Phase(Term):
    """How far a file in the watched folder has come."""

    COPYING = "copying", N_("Đang chép")
    HELD = "held", N_("Không mở được")
    WAITING = "waiting", N_("Chờ tổng hợp")
    CHECKED = "checked", N_("Đã kiểm tra")
    ACCEPTED = "accepted", N_("Đã nhận")
    IN_ERROR = "in_error", N_("Có lỗi")
    REFUSED = "refused", N_("Trả lại")
    SUPERSEDED = "superseded", FileState.SUPERSEDED.label
    DUPLICATE = "duplicate", FileState.DUPLICATE.label
    LATE = "late", N_("Sau khi chốt")
    OTHER = "other", N_("Tệp khác")


_PHASES = {phase.value: phase for phase in Phase}


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file in ``da-nop/KỲ``: ``seen`` is when it, as it is now, came; ``unit`` a code."""

    name: str
    seen: datetime
    phase: Phase = Phase.COPYING
    unit: str | None = None
    errors: int = 0
    warnings: int = 0
    returned: Path | None = None


def stamp_of(path: Path) -> Stamp | None:
    """None where there is no such file."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def last_change(stamp: Stamp, now: datetime) -> datetime:
    """When a file was last changed; *now* where that is no time that a file can have."""
    try:
        return min(datetime.fromtimestamp(stamp[1] / 1e9), now)  # noqa: DTZ006
    except (OSError, OverflowError, ValueError):
        return now


def phase_now(path: Path, is_spreadsheet: bool, is_still: bool) -> Phase:
    """How far a file has come that did not change between two looks."""
    try:
        has_arrived = is_whole(path)
    except OSError:
        # On Windows, what copies a file keeps it closed to others.
        return Phase.HELD if is_still else Phase.COPYING
    if not (has_arrived or is_still):
        return Phase.COPYING
    return Phase.WAITING if is_spreadsheet else Phase.OTHER


def is_whole(path: Path) -> bool:
    """Whether all of a file has arrived, as far as it tells.

    Windows gives a file its full size first: what is not copied yet is zeros.
    """
    if path.suffix.lower() in _UNFINISHED:
        return False
    with path.open("rb") as file:
        start = file.read(2)
        if start != b"PK":
            return len(start) == 2 and start != b"\0\0"
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_SIZE - _MOST_COMMENT))
        end = file.read()
    at = end.rfind(_END)
    return at >= 0 and at + _END_SIZE + int.from_bytes(end[at + 20 : at + 22], "little") == len(end)


def phase_of(state: FileState, errors: int) -> Phase:
    is_faulty = state is FileState.ACCEPTED and errors > 0
    return Phase.IN_ERROR if is_faulty else _PHASES[state.value]


def after_close(
    shown: WatchedFile, closed: Container[str], late: Mapping[str, str | None]
) -> WatchedFile:
    """A file of a period that is closed; *late* are units by name, what is in neither is a copy."""
    if shown.name in late:
        return WatchedFile(shown.name, shown.seen, Phase.LATE, late[shown.name])
    if shown.name in closed or shown.phase is Phase.OTHER:
        return shown
    return replace(shown, phase=Phase.DUPLICATE)


def after_check(shown: WatchedFile, what: Checked) -> WatchedFile:
    """A file that was checked alone."""
    submission, severities = what.submission, [finding.severity for finding in what.findings]
    errors = severities.count(Severity.ERROR)
    phase = Phase.IN_ERROR if errors else Phase.CHECKED
    return replace(
        shown,
        phase=Phase.REFUSED if submission.refused else phase,
        unit=submission.unit.code if submission.unit else None,
        errors=errors,
        warnings=severities.count(Severity.WARNING),
        returned=what.returned,
    )
