"""A file that came back → a submission: the one way in for everything that units send."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from par_xl.intake.arrival import Arrival
from par_xl.intake.identify import head_place, identify
from par_xl.intake.initiatives import read_initiatives
from par_xl.intake.rows import RowJudge, salvage
from par_xl.intake.submission import Submission, at_most
from par_xl.intake.table import find_appendices, table_rows
from par_xl.plan.model import Period, Plan
from par_xl.rules import files
from par_xl.terms.finding import Finding
from par_xl.terms.messages import joined
from par_xl.terms.words import Severity, day
from par_xl.workbooks.book import (
    EncryptedFileError,
    TooHeavyError,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
    Workbook,
    WrongNameError,
)
from par_xl.workbooks.package import OVER_LIMIT
from par_xl.workbooks.reader import read_workbook

_REFUSALS = {
    WrongNameError: files.WRONG_NAME,
    EncryptedFileError: files.ENCRYPTED,
    TooLargeError: files.TOO_LARGE,
    UnsafeFileError: files.UNSAFE,
    TooHeavyError: files.TOO_HEAVY,
    UnreadableFileError: files.UNREADABLE,
}


def check_arrival(arrival: Arrival, plan: Plan, wanted: Period | None) -> Submission:
    """Check one file that came in. *wanted* is the period being merged, None when the form may
    say which.

    Raises:
        ChangedWhileReadError: it was changed, or is gone.
    """
    if arrival.is_too_large:
        return _unread(_refused(arrival, arrival.sha256), TooLargeError(OVER_LIMIT))
    return check_content(arrival.read(), arrival, plan, wanted)


def check_content(
    content: bytes, arrival: Arrival, plan: Plan, wanted: Period | None
) -> Submission:
    """Check one file's bytes, whatever lies there now."""
    refused = _refused(arrival, hashlib.sha256(content).hexdigest())
    try:
        return _checked(read_workbook(content, arrival.file), arrival, plan, wanted, refused)
    except UnreadableFileError as error:
        return _unread(refused, error)


def unopened(arrival: Arrival) -> Submission:
    """Return what comes of a file that nobody can open."""
    return replace(_refused(arrival, ""), file_findings=(files.UNREAD.at(arrival.file),))


def _refused(arrival: Arrival, sha256: str) -> Submission:
    return Submission(arrival.file, sha256, None, None, arrival.received_on, refused=True)


def _unread(refused: Submission, error: UnreadableFileError) -> Submission:
    file = refused.file
    words = {"why": error.why, "suffix": PurePath(file).suffix}
    return replace(refused, file_findings=(_REFUSALS[type(error)].at(file, words=words),))


def _checked(
    book: Workbook, arrival: Arrival, plan: Plan, wanted: Period | None, refused: Submission
) -> Submission:
    """Count the rows; TooLargeError for more than any form has."""
    file = arrival.file
    whose, version, found = identify(book, plan, wanted, refused)
    ideas, more, displaced = read_initiatives(book, file)
    found = [*_package_findings(book, arrival), *found, *more]
    whose = replace(whose, displaced=displaced)
    if whose.unit is None or whose.period is None:
        return replace(whose, file_findings=tuple(found))
    appendices = find_appendices(book, file)
    if not any(finding.code == files.OLD_FORM.code for finding in found):
        # An old form has other columns: that says it all.
        found += appendices.findings
    rows_of = (row for each in appendices.tables for row in table_rows(each, book.is_1904))
    table = tuple(at_most(rows_of))
    judge = RowJudge(plan, whose, table, is_current=version in (None, plan.version))
    if judge.is_current:
        for each in appendices.tables:
            found += judge.rows_gone(each)
    checked = []
    for row in table:
        if row.is_filled:
            judge.judge(row)
            checked.append(row)
        else:
            found += judge.changed(row)
    whose = replace(whose, table=table, initiatives=ideas)
    if "approver" not in whose.head and (checked or ideas):
        found.append(files.NO_APPROVER.at(file, *head_place(book, "approver")))
    if any(finding.severity is Severity.ERROR for finding in found):
        rescued, misplaced = salvage(appendices, book.is_1904, judge, table)
        whose = replace(whose, displaced=(*displaced, *misplaced))
        unmerged = (*checked, *rescued)
        return replace(whose, unmerged=unmerged, file_findings=tuple(found))
    return replace(whose, refused=False, rows=tuple(checked), file_findings=tuple(found))


def _package_findings(book: Workbook, arrival: Arrival) -> Iterator[Finding]:
    """Yield what the file as such makes worth a warning."""
    file = arrival.file
    suffix = PurePath(file).suffix.lower()
    if suffix in (".xls", ".ods"):
        yield files.OLD_FORMAT.at(file, value=suffix)
    if book.has_macros:
        yield files.MACROS.at(file)
    if book.links:
        yield files.LINKS.at(file, value=joined(book.links, "; "))
    saved_on = book.modified.astimezone().date() if book.modified else None
    latest = max((each for each in (saved_on, arrival.changed_on) if each), default=arrival.today)
    if latest > arrival.today:
        yield files.FUTURE.at(file, value=day(latest))
