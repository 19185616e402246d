"""ke-hoach.xlsx → a plan and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from gettext import gettext as _
from pathlib import Path
from typing import Any

from par_xl.plan import faults
from par_xl.plan.build import build_plan
from par_xl.plan.model import SHEETS, YEAR_COLUMN, ItemRow, Plan
from par_xl.plan.table import BadCellError, SheetRow, Table, read_measured
from par_xl.system.files import read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.text import Cell, as_text, fold, is_blank
from par_xl.terms.words import Severity
from par_xl.workbooks.book import Sheet, UnreadableFileError, Workbook
from par_xl.workbooks.reader import read_workbook


def read_plan(path: Path) -> Plan:
    """Read a plan that can be worked with.

    Raises:
        ParXlError: the plan has faults; they are all listed.
    """
    return read_plan_content(read_file(path), path.name)


# A report reads it twice, a watch at every merge; nobody changes a plan.
@lru_cache(maxsize=4)
def read_plan_content(content: bytes, name: str) -> Plan:
    """Return the same of a plan's bytes; *name* is its file's.

    Raises:
        ParXlError: the plan has faults.
    """
    plan, found = check_plan_content(content, name)
    if plan is None:
        found = [each for each in found if each.severity is Severity.ERROR]
        raise ParXlError(
            _("Kế hoạch {name} có {count} lỗi nên chưa dùng được.").format(
                name=name, count=len(found)
            ),
            _(
                "Mở tệp kế hoạch bằng Excel, sửa các ô nêu dưới đây, lưu rồi chạy lại (xem lại "
                "lỗi: par-xl plan check)."
            ),
            found,
        )
    return plan


def check_plan_content(content: bytes, name: str) -> tuple[Plan | None, list[Finding]]:
    """Read a plan workbook and list all its faults; the plan is None where it makes none."""
    try:
        book = read_workbook(content, name)
    except UnreadableFileError as error:
        return None, [faults.UNREADABLE.at(None, None, more=error.why)]
    return check_plan_book(book)


def check_plan_book(book: Workbook) -> tuple[Plan | None, list[Finding]]:
    """Return the same of a workbook that was read."""
    tables, found = read_tables(book)
    return (build_plan(tables, found) if tables else None), found


def read_tables(book: Workbook) -> tuple[dict[str, Table], list[Finding]]:
    """Read the rows of a plan's sheets, whatever their faults; none where a sheet or a column is
    missing."""
    found: list[Finding] = []
    tables: dict[str, Table] = {}
    for wanted, kind in SHEETS.items():
        if sheets := book.named(wanted):
            sheet = sheets[0]
            tables[wanted] = Table(sheet.name, find_columns(sheet, kind, found), found)
        else:
            found.append(faults.NO_SHEET.at(None, None, more=wanted))
    if found:
        # Without its sheets and columns, everything else about the plan would be guessing.
        return {}, found
    for wanted, kind in SHEETS.items():
        _read_rows(book.named(wanted)[0], kind, tables[wanted])
    return tables, found


def find_columns(sheet: Sheet, kind: type[SheetRow], found: list[Finding]) -> dict[str, int]:
    """Where each column of a plan sheet stands, by header; those that are missing or there twice
    are added to *found*."""
    wanted = {fold(header): header for header in kind.headers()}
    columns: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[0] if sheet.rows else ()):
        text = as_text(cell)
        header = wanted.get(fold(text))
        if header is None and kind is ItemRow and YEAR_COLUMN.fullmatch(text):
            header = text
        if header in columns:
            found.append(faults.DOUBLE_COLUMN.at(sheet.name, cell_name(0, column), text))
        elif header is not None:
            columns[header] = column
    for header in kind.headers():
        if header not in columns:
            found.append(faults.NO_COLUMN.at(sheet.name, "A1", more=header))
    return columns


def _read_rows(sheet: Sheet, kind: type[SheetRow], table: Table) -> None:
    broken = {row for row, _ in sheet.broken}
    for number in range(1, len(sheet.rows)):
        # A note in a column that is not the plan's makes no row.
        cells = {header: sheet.cell(number, column) for header, column in table.columns.items()}
        if number in broken or not all(map(is_blank, cells.values())):
            for column in table.columns.values():
                if (number, column) in sheet.broken:
                    cell, why = cell_name(number, column), sheet.broken[number, column]
                    table.found.append(faults.BROKEN_CELL.at(sheet.name, cell, why))
            row = _row(cells, number, kind, table)
            if row is not None:
                table.rows.append(row)


def _row(
    cells: Mapping[str, Cell], number: int, kind: type[SheetRow], table: Table
) -> SheetRow | None:
    columns = kind.columns()
    values: dict[str, Any] = {}
    bad: list[str] = []
    for header, (field, read) in columns.items():
        try:
            values[field] = read(cells[header])
        except BadCellError as error:
            bad.append(header)
            cell = cell_name(number, table.columns[header])
            more = error.more or header
            table.found.append(error.fault.at(table.name, cell, cells[header], more))
    if bad and not kind.STAND_INS:
        return None
    # A row with a bad cell still stands in the tree: its children are no orphans for that.
    for header in bad:
        field, read = columns[header]
        stand_in = as_text(cells[header]) or "?"
        values[field] = stand_in if header in kind.STAND_INS else read(None)
    if kind is ItemRow:
        values |= {"results": {}, "targets": {}}
        for header, value in cells.items():
            year = None if header in columns else YEAR_COLUMN.fullmatch(header)
            if year and not is_blank(value):
                field = "results" if year[1] == "Kết quả năm" else "targets"
                values[field][int(year[2])] = read_measured(value)
    return kind(**values, row=number + 1)
