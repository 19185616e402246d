"""A file that came back → a submission: checked rows, findings, and what to know it again by."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from par_xl.cells import UnreadableFileError, Workbook, read_workbook
from par_xl.entry import BY_FIELD, FOR_COORDINATING, INPUT, Entry, Kind, trusted
from par_xl.finding import Finding, cell_name
from par_xl.intake.identify import Identified, identify
from par_xl.intake.initiatives import Initiative, read_initiatives
from par_xl.intake.table import SheetRow, read_table
from par_xl.plan.model import Item, Period, Plan, Unit
from par_xl.rules import files, rows
from par_xl.rules.dates import is_estimated
from par_xl.rules.judge import filled_row
from par_xl.rules.registry import broken_rules
from par_xl.text import Cell, as_text, fold, is_blank
from par_xl.words import Index, Role, Severity, day, number, percent


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A filled row, judged by itself. ``entry`` None: it is in error, and findings say why."""

    key: str
    item: Item | None
    role: Role | None
    entry: Entry | None
    sheet: str
    row: int
    cell: str
    columns: Mapping[str, int]
    typed: Mapping[str, str]
    """What was typed, by field, to know the same content again."""
    findings: tuple[Finding, ...]

    def cell_of(self, field: str) -> str:
        """Name of its cell in one column."""
        return cell_name(self.row - 1, self.columns[field])


@dataclass(frozen=True, slots=True)
class Submission:
    """Báo cáo của đơn vị: one file, checked by itself."""

    file: str
    sha256: str
    content: str
    """A hash of what was reported: the same after any program saved the file again."""
    unit: Unit | None
    period: Period | None
    received_on: date
    refused: bool
    rows: tuple[CheckedRow, ...]
    initiatives: tuple[Initiative, ...]
    file_findings: tuple[Finding, ...]
    """Findings on the file as a whole; each row carries its own."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All its findings: of the file, then row by row."""
        return (*self.file_findings, *(f for row in self.rows for f in row.findings))

    @property
    def rows_filled(self) -> int:
        return len(self.rows)

    @property
    def rows_accepted(self) -> int:
        return sum(row.entry is not None for row in self.rows)

    @property
    def rows_in_error(self) -> int:
        return self.rows_filled - self.rows_accepted


def check_content(
    content: bytes, file: str, plan: Plan, wanted: Period | None, received_on: date
) -> Submission:
    """Check one file. *wanted* is the period being merged, None when the form may say which."""
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        book = read_workbook(content)
    except UnreadableFileError as error:
        finding = files.UNREADABLE.at(file, words={"why": str(error)})
        return _refused(file, sha256, received_on, None, (finding,))
    identified = identify(book, plan, wanted, file)
    tables, found = ([], []) if identified.refused else _tables(book, file)
    findings = [*_format_findings(file), *identified.findings, *found]
    unit, period = identified.unit, identified.period
    if unit is None or period is None or identified.refused or found:
        return _refused(file, sha256, received_on, identified, tuple(findings))
    context = _Context(plan, period, unit, received_on, file, identified.version)
    keys = _places(tables)
    checked = [context.check(row, keys) for row in tables if row.filled]
    initiatives = read_initiatives(book)
    return Submission(
        file=file,
        sha256=sha256,
        content=_content_hash(unit, period, checked, initiatives),
        unit=unit,
        period=period,
        received_on=received_on,
        refused=False,
        rows=tuple(checked),
        initiatives=initiatives,
        file_findings=tuple(findings),
    )


def _refused(
    file: str,
    sha256: str,
    received_on: date,
    identified: Identified | None,
    findings: tuple[Finding, ...],
) -> Submission:
    return Submission(
        file=file,
        sha256=sha256,
        content=sha256,
        unit=identified.unit if identified else None,
        period=identified.period if identified else None,
        received_on=received_on,
        refused=True,
        rows=(),
        initiatives=(),
        file_findings=findings,
    )


def _format_findings(file: str) -> Iterator[Finding]:
    suffix = PurePath(file).suffix.lower()
    if suffix in (".xls", ".ods"):
        yield files.OLD_FORMAT.at(file, value=suffix)


def _tables(book: Workbook, file: str) -> tuple[list[SheetRow], list[Finding]]:
    table: list[SheetRow] = []
    found: list[Finding] = []
    for index in Index:
        sheets = book.named(index.sheet)
        if len(sheets) != 1:
            why = "không có trong tệp" if not sheets else f"có {len(sheets)} lần"
            words = {"wanted": index.sheet, "why": why}
            found.append(files.NO_SHEET.at(file, words=words))
            continue
        sheet_rows, faults = read_table(sheets[0], file)
        table += sheet_rows
        found += faults
    return table, found


def _places(table: Sequence[SheetRow]) -> dict[str, list[str]]:
    """Where each key stands."""
    places = defaultdict(list)
    for row in table:
        if row.key:
            places[row.key].append(f"{row.sheet}!{row.cell('key')}")
    return places


@dataclass(frozen=True)
class _Context:
    """Everything a row is judged by that is the same for the whole file."""

    plan: Plan
    period: Period
    unit: Unit
    received_on: date
    file: str
    version: str | None

    def check(self, row: SheetRow, places: Mapping[str, list[str]]) -> CheckedRow:
        """Judge one filled row."""
        item = self.plan.by_key.get(row.key)
        role = self._role(row.key)
        fault = self._identity_fault(row, item, role, places)
        if fault is not None:
            return self._checked(row, item, role, None, [fault])
        assert item is not None
        if role is Role.COORDINATING:
            return self._coordinating(row, item)
        return self._lead(row, item)

    def _role(self, key: str) -> Role | None:
        return self.plan.in_period(self.period).role(self.unit.code, key)

    def _identity_fault(
        self,
        row: SheetRow,
        item: Item | None,
        role: Role | None,
        places: Mapping[str, list[str]],
    ) -> Finding | None:
        if not row.key:
            return rows.NO_KEY.at(self.file, row.sheet, row.first_filled)
        cell = row.cell("key")
        if item is None or not item.is_leaf:
            return rows.UNKNOWN_KEY.at(self.file, row.sheet, cell, row.key)
        if len(places[row.key]) > 1:
            words = {"times": str(len(places[row.key])), "cells": ", ".join(places[row.key])}
            return rows.DOUBLED_KEY.at(self.file, row.sheet, cell, row.key, words)
        if role is None:
            words = {"unit": self.unit.name}
            return rows.FOREIGN_KEY.at(self.file, row.sheet, cell, row.key, words)
        old = self.version is not None and self.version != self.plan.version
        if old and row.content and fold(row.content) != fold(item.content):
            return files.CHANGED_ROW.at(self.file, row.sheet, row.cell("content"), row.key)
        return None

    def _lead(self, row: SheetRow, item: Item) -> CheckedRow:
        judged = filled_row(
            self.plan,
            self.period,
            item,
            row.cells,
            self.received_on,
            row.broken,
            row.merged,
        )
        broken = broken_rules(judged)
        wrong = any(rule.severity is Severity.ERROR for rule, _ in broken)
        findings = []
        for rule, words in broken:
            field = words.get("field") or rule.field
            value = shown(field, row.cells.get(field)) if field else None
            findings.append(
                rule.at(self.file, row.sheet, row.cell(field), value, words, counted=not wrong)
            )
        entry = None if wrong else trusted(judged.reported, is_estimated(judged), item.maximum)
        return self._checked(row, item, Role.LEAD, entry, findings)

    def _coordinating(self, row: SheetRow, item: Item) -> CheckedRow:
        """A coordinating unit's row is accepted; what it wrote in the lead's cells is not."""
        findings = [
            files.NOT_COUNTED.at(
                self.file,
                row.sheet,
                row.cell(column.field),
                shown(column.field, row.cells.get(column.field)),
                {"header": column.header},
            )
            for column in INPUT
            if not column.for_coordinating and not is_blank(row.cells.get(column.field))
        ]
        findings += [
            files.NOT_READ.at(
                self.file,
                row.sheet,
                row.cell(field),
                words={"header": BY_FIELD[field].header, "why": why},
            )
            for field, why in row.broken.items()
        ]
        told = {field: as_text(row.cells.get(field)) or None for field in FOR_COORDINATING}
        blank = dict.fromkeys((column.field for column in INPUT), None)
        entry = Entry(**{**blank, **told})  # type: ignore[arg-type]
        return self._checked(row, item, Role.COORDINATING, entry, findings)

    def _checked(
        self,
        row: SheetRow,
        item: Item | None,
        role: Role | None,
        entry: Entry | None,
        findings: Sequence[Finding],
    ) -> CheckedRow:
        typed = {field: as_text(cell) for field, cell in row.cells.items() if not is_blank(cell)}
        return CheckedRow(
            key=row.key,
            item=item,
            role=role,
            entry=entry,
            sheet=row.sheet,
            row=row.number,
            cell=row.first_filled,
            columns=row.columns,
            typed=typed,
            findings=tuple(findings),
        )


def shown(field: str | None, value: Cell) -> str | None:
    """A cell's value as its owner sees it: decimal comma, percent in a percent column."""
    if isinstance(value, float) and not isinstance(value, bool):
        kind = BY_FIELD[field].kind if field else None
        return percent(value) if kind is Kind.PERCENT and value <= 1 else number(value, 6)
    return (day(value) if isinstance(value, date) else as_text(value)) or None


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
