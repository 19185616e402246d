"""A file that came back → a submission: the one way in for everything that units send."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from par_xl.finding import Finding
from par_xl.form.request import (
    GUIDE_SHEET,
    IDENTITY_SHEET,
    INITIATIVES_SHEET,
    LISTS_SHEET,
    RESULT_SHEET,
)
from par_xl.initiative import Initiative
from par_xl.intake.identify import Identified, head_place, identify
from par_xl.intake.initiatives import read_initiatives
from par_xl.intake.rows import RowJudge
from par_xl.intake.submission import CheckedRow, RowPlace, Submission
from par_xl.intake.table import SheetRow, Table, find_table, looks_like_table, table_rows
from par_xl.plan.model import Period, Plan, Unit
from par_xl.reading.book import (
    EncryptedFileError,
    Sheet,
    TooHeavyError,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
    Workbook,
    WrongNameError,
)
from par_xl.reading.workbook import read_workbook
from par_xl.rules import files, opening, rows
from par_xl.text import fold
from par_xl.words import Index, Role, Severity, day

_REFUSALS = {
    WrongNameError: opening.WRONG_NAME,
    EncryptedFileError: opening.ENCRYPTED,
    TooLargeError: opening.TOO_LARGE,
    UnsafeFileError: opening.UNSAFE,
    TooHeavyError: opening.TOO_HEAVY,
    UnreadableFileError: opening.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a file came in: its name, its day of receipt, when it was last changed, and today."""

    file: str
    received_on: date
    today: date
    changed_on: date | None = None


def check_content(
    content: bytes, arrival: Arrival, plan: Plan, wanted: Period | None
) -> Submission:
    """Check one file. *wanted* is the period being merged, None when the form may say which."""
    file = arrival.file
    refused = Submission(
        file=file,
        sha256=(sha256 := hashlib.sha256(content).hexdigest()),
        content=sha256,
        unit=None,
        period=None,
        received_on=arrival.received_on,
        refused=True,
    )
    try:
        book = read_workbook(content, file)
    except UnreadableFileError as error:
        words = {"why": str(error), "suffix": PurePath(file).suffix}
        return replace(refused, file_findings=(_REFUSALS[type(error)].at(file, words=words),))
    identified = identify(book, plan, wanted, file)
    found = [*_package_findings(book, arrival), *identified.findings]
    unit, period = identified.unit, identified.period
    whose = replace(
        refused,
        unit=unit,
        period=period,
        is_standard=identified.is_standard,
        head=identified.head,
        initiatives=read_initiatives(book, file),
    )
    if unit is None or period is None:
        return replace(whose, initiatives=(), file_findings=tuple(found))
    return _with_rows(whose, book, plan, unit, period, identified, found)


def _with_rows(
    whose: Submission,
    book: Workbook,
    plan: Plan,
    unit: Unit,
    period: Period,
    identified: Identified,
    found: list[Finding],
) -> Submission:
    tables = list(_tables(book, whose.file, found))
    table = [row for each in tables for row in table_rows(each, book.is_1904)]
    judge = RowJudge(
        plan=plan,
        period=period,
        unit=unit,
        received_on=whose.received_on,
        file=whose.file,
        is_current=identified.version in (None, plan.version),
        is_standard=whose.is_standard,
        places=_places(table),
    )
    if judge.is_current:
        found += _rows_gone(judge, tables)
    found += [finding for row in table if not row.filled for finding in judge.changed(row)]
    places = tuple(RowPlace(row.sheet, row.number, row.key, row.columns) for row in table)
    whose = replace(whose, places=places)
    checked = tuple(judge.check(row) for row in table if row.filled)
    if "approver" not in whose.head and (checked or whose.initiatives):
        found.append(files.NO_APPROVER.at(whose.file, *head_place(book, "approver")))
    if any(finding.severity is Severity.ERROR for finding in found):
        return replace(whose, unmerged=checked, file_findings=tuple(found))
    return replace(
        whose,
        refused=False,
        content=_content_hash(unit, period, checked, whose.initiatives),
        rows=checked,
        file_findings=tuple(found),
    )


def _package_findings(book: Workbook, arrival: Arrival) -> Iterator[Finding]:
    """What the file as such makes worth a warning."""
    file = arrival.file
    suffix = PurePath(file).suffix.lower()
    if suffix in (".xls", ".ods"):
        yield files.OLD_FORMAT.at(file, value=suffix)
    if book.has_macros:
        yield files.MACROS.at(file)
    if book.links:
        yield files.LINKS.at(file, value="; ".join(book.links))
    saved_on = book.modified.astimezone().date() if book.modified else None
    latest = max((each for each in (saved_on, arrival.changed_on) if each), default=arrival.today)
    if latest > arrival.today:
        yield files.FUTURE.at(file, value=day(latest))


_OTHER_SHEETS = {
    fold(name)
    for name in (GUIDE_SHEET, INITIATIVES_SHEET, LISTS_SHEET, IDENTITY_SHEET, RESULT_SHEET)
}


def _tables(book: Workbook, file: str, found: list[Finding]) -> Iterator[Table]:
    """The three appendix tables that can be read; what is wrong with sheets goes to *found*."""
    named = {index: book.named(index.sheet) for index in Index}
    copies = [sheet for sheet in book.sheets if _is_copy(sheet)]
    missing = False
    for index, sheets in named.items():
        if len(sheets) != 1:
            missing = missing or not sheets
            found.append(_sheet_fault(index, sheets, copies, file))
            continue
        sheet = sheets[0]
        if sheet.name != index.sheet:
            words = {"wanted": index.sheet}
            found.append(files.SPELLING.at(file, sheet.name, None, sheet.name, words))
        table, is_readable = find_table(sheet, file)
        found += table.findings
        if is_readable:
            yield table
    if not missing:
        # Else they are most likely the missing sheets under another name.
        found += [files.COPY.at(file, sheet.name, None, sheet.name) for sheet in copies]


def _is_copy(sheet: Sheet) -> bool:
    name = fold(sheet.name)
    own = {fold(index.sheet) for index in Index} | _OTHER_SHEETS
    return name not in own and looks_like_table(sheet)


def _sheet_fault(
    index: Index, sheets: Sequence[Sheet], copies: Sequence[Sheet], file: str
) -> Finding:
    why = f"có {len(sheets)} lần"
    if not sheets:
        renamed = ", ".join(f"«{sheet.name}»" for sheet in copies)
        why = "không có trong tệp" + (f" (có thể đã đổi tên thành {renamed})" if renamed else "")
    return files.NO_SHEET.at(file, words={"wanted": index.sheet, "why": why})


def _places(table: Sequence[SheetRow]) -> Mapping[str, list[str]]:
    """Where each key stands."""
    places = defaultdict(list)
    for row in table:
        if row.key:
            places[row.key].append(f"{row.sheet}!{row.cell('key')}")
    return places


def _rows_gone(judge: RowJudge, tables: Sequence[Table]) -> Iterator[Finding]:
    """Rows that the unit leads and that its form no longer has."""
    roles = judge.plan.in_period(judge.period)
    for table in tables:
        gone = [
            item.code
            for item in judge.plan.items
            if item.is_leaf
            and fold(item.index.sheet) == fold(table.sheet.name)
            and item.key not in judge.places
            and roles.role(judge.unit.code, item.key) is Role.LEAD
        ]
        if gone:
            words = {
                "sheet": table.sheet.name,
                "count": str(len(gone)),
                "codes": ", ".join(gone[:_MOST]) + (", …" if len(gone) > _MOST else ""),
            }
            yield rows.ROWS_GONE.at(judge.file, table.sheet.name, words=words)


_MOST = 12
"""Codes of missing rows that a message names."""


def _content_hash(
    unit: Unit,
    period: Period,
    checked: Sequence[CheckedRow],
    initiatives: Sequence[Initiative],
) -> str:
    reported = [
        unit.code,
        period.code,
        sorted([row.key, sorted(row.typed.items())] for row in checked),
        sorted(sorted(initiative.values().items()) for initiative in initiatives),
    ]
    return hashlib.sha256(json.dumps(reported, ensure_ascii=False).encode()).hexdigest()
