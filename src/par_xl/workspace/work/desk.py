"""Where one form after the other is worked through: read, checked, merged.

A desk stands in this process, in another one, or on another machine. What it gives back are
bytes, the same wherever it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from par_xl.intake.check import Arrival, check_content, too_large
from par_xl.intake.submission import Submission
from par_xl.merge.consolidate.reports import entry_part, file_report, unit_report
from par_xl.merge.unit import merge_unit
from par_xl.plan.units import Unit
from par_xl.rules import files as file_rules
from par_xl.system.files import file_bytes
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_
from par_xl.workspace.handback import is_to_hand_back, marked_form
from par_xl.workspace.work.entries import write_entries
from par_xl.workspace.work.job import Job
from par_xl.workspace.work.record import write_record

_RECENT = 4_000
"""Rows that are kept as they were read: a unit's second file, or a form to hand back, makes them
wanted again."""


class ChangedWhileReadError(ParXlError):
    """A file is not the one that it was a moment ago."""

    def __init__(self, file: str) -> None:
        super().__init__(
            N_("Tệp {file} bị thay đổi hoặc lấy đi trong lúc đang đọc.").format(file=file),
            N_("Chờ chép xong tệp đó vào da-nop rồi chạy lại; chưa ghi gì."),
        )
        self.file = file

    def __reduce__(self) -> tuple[type[ChangedWhileReadError], tuple[str]]:
        # It comes back from other processes as it was.
        return type(self), (self.file,)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to be worked on: how it came in, and its bytes or the place where they lie. One
    that is too large is not read."""

    arrival: Arrival
    sha256: str
    path: Path | None
    content: bytes | None
    is_too_large: bool = False

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            ChangedWhileReadError: it was changed, or is gone.
        """
        if self.content is not None:
            return self.content
        assert self.path is not None
        try:
            content = file_bytes(self.path)
        except OSError as error:
            raise ChangedWhileReadError(self.arrival.file) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ChangedWhileReadError(self.arrival.file)
        return content


@dataclass(frozen=True, slots=True)
class ToMark:
    """A file to hand back, with what was found in it, and what the period before said."""

    sent: Sent
    findings: tuple[Finding, ...]
    before: Mapping[str, str]


class Desk:
    """One job's desk."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._recent: dict[tuple[str, str], Submission] = {}
        self._faulty: dict[tuple[str, str], bool] = {}

    def read(self, batch: Sequence[Sent]) -> list[bytes]:
        """Records of files, each as if it were the only one of its unit."""
        return [self._record(self._submission(sent)) for sent in batch]

    def merge(self, batch: Sequence[tuple[str, Sequence[Sent]]]) -> list[bytes]:
        """Records of units (by code), each with all its files that were not refused."""
        return [
            self._merged(self.job.plan.units[unit], [self._submission(sent) for sent in files])
            for unit, files in batch
        ]

    def mark(self, batch: Sequence[ToMark]) -> list[bytes]:
        """Forms to hand back, faults marked in place."""
        return [
            marked_form(self.job.plan, self._submission(each.sent), each.findings, each.before)
            for each in batch
        ]

    def _submission(self, sent: Sent) -> Submission:
        known = (sent.arrival.file, sent.sha256)
        # Got but once: another thread may drop it.
        submission = self._recent.get(known)
        if submission is None:
            submission = self._checked(sent)
            self._recent[known] = submission
            self._faulty[known] = is_to_hand_back(submission.findings)
            self._forget()
        return submission

    def _checked(self, sent: Sent) -> Submission:
        if sent.is_too_large:
            return too_large(sent.arrival, sent.sha256)
        return check_content(sent.read(), sent.arrival, self.job.plan, self.job.period)

    def _forget(self) -> None:
        """Drop what is too much: the oldest, those first that will not be handed back."""
        rows = sum(len(submission.places) for submission in list(self._recent.values()))
        for known in sorted(self._recent, key=lambda each: self._faulty.get(each, False)):
            if rows <= _RECENT:
                break
            dropped = self._recent.pop(known, None)
            self._faulty.pop(known, None)
            rows -= len(dropped.places) if dropped else 0

    def _record(self, submission: Submission) -> bytes:
        if submission.refused or submission.unit is None:
            return write_record(file_report(submission), _is_lasting(submission))
        return self._merged(submission.unit, [submission], submission)

    def _merged(
        self, unit: Unit, submissions: Sequence[Submission], alone: Submission | None = None
    ) -> bytes:
        job = self.job
        year_before = job.year_before.of(unit.code)
        merged = merge_unit(job.plan, job.period, job.as_of, unit, submissions, year_before)
        entries = [entry_part(counted) for counted in merged.counted]
        return write_record(
            file_report(alone) if alone else None,
            all(map(_is_lasting, submissions)),
            unit_report(job.plan, job.period, merged, entries, not job.has_table),
            *write_entries(job, entries),
        )


def _is_lasting(submission: Submission) -> bool:
    """Whether the same bytes will come to the same on any later day."""
    return all(finding.code != file_rules.FUTURE.code for finding in submission.findings)
