"""ke-hoach.xlsx → a plan and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path

from pydantic import ValidationError

from par_xl.plan import faults, tables
from par_xl.plan.build import build
from par_xl.plan.faults import Fault
from par_xl.plan.model import Plan
from par_xl.plan.table import Table
from par_xl.plan.tables import SHEETS
from par_xl.system.files import read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.text import Cell, as_text, fold, is_blank
from par_xl.workbooks.reading.book import Sheet, UnreadableFileError, Workbook
from par_xl.workbooks.reading.workbook import read_workbook

PLAN_FAULTS = {fault.code: fault for fault in vars(faults).values() if isinstance(fault, Fault)}


def read_plan(path: Path) -> Plan:
    """Read a plan that can be worked with.

    Raises:
        ParXlError: the plan has faults; they are all listed.
    """
    return read_plan_content(read_file(path), path.name)


def read_plan_content(content: bytes, name: str) -> Plan:
    """The same of a plan's bytes; *name* is its file's.

    Raises:
        ParXlError: the plan has faults.
    """
    plan, found = check_plan_content(content, name)
    if plan is None or found:
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


def check_plan(path: Path) -> tuple[Plan | None, list[Finding]]:
    """Read a plan workbook and list all its faults; the plan is None where it makes none."""
    return check_plan_content(read_file(path), path.name)


def check_plan_content(content: bytes, name: str) -> tuple[Plan | None, list[Finding]]:
    """The same of a plan's bytes; *name* is its file's."""
    try:
        book = read_workbook(content, name)
    except UnreadableFileError as error:
        return None, [faults.UNREADABLE.at(None, None, more=error.why)]
    found: list[Finding] = []
    columns = {name: _sheet_columns(book, name, kind, found) for name, kind in SHEETS.items()}
    if found:
        # Without its sheets and columns, everything else about the plan would be guessing.
        return None, found
    sheets = {
        name: _table(book.named(name)[0], kind, columns[name], found)
        for name, kind in SHEETS.items()
    }
    return build(sheets, found), found


def _sheet_columns(
    book: Workbook, name: str, kind: type[tables.PlanRow], found: list[Finding]
) -> dict[str, int]:
    sheets = book.named(name)
    if not sheets:
        found.append(faults.NO_SHEET.at(None, None, more=name))
        return {}
    return _columns(sheets[0], kind, found)


def _table(
    sheet: Sheet, kind: type[tables.PlanRow], columns: dict[str, int], found: list[Finding]
) -> Table:
    table = Table(sheet.name, [], columns)
    broken = {row for row, _ in sheet.broken}
    for number in range(1, len(sheet.rows)):
        # A note in a column that is not the plan's makes no row.
        cells = [sheet.cell(number, column) for column in columns.values()]
        if number in broken or not all(map(is_blank, cells)):
            row = _row(sheet, number, kind, columns, found)
            if row is not None:
                table.rows.append(row)
    return table


def _columns(sheet: Sheet, kind: type[tables.PlanRow], found: list[Finding]) -> dict[str, int]:
    wanted = {fold(header): header for header in kind.headers()}
    columns: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[0] if sheet.rows else ()):
        text = as_text(cell)
        header = wanted.get(fold(text))
        if header is None and kind is tables.ItemRow and tables.YEAR_COLUMN.fullmatch(text):
            header = text
        if header in columns:
            found.append(faults.DOUBLE_COLUMN.at(sheet.name, cell_name(0, column), text))
        elif header is not None:
            columns[header] = column
    for header in kind.headers():
        if header not in columns:
            found.append(faults.NO_COLUMN.at(sheet.name, "A1", more=header))
    return columns


def _row(
    sheet: Sheet,
    number: int,
    kind: type[tables.PlanRow],
    columns: Mapping[str, int],
    found: list[Finding],
) -> tables.PlanRow | None:
    cells: dict[str, Cell] = dict.fromkeys(kind.headers())
    years: dict[str, dict[int, Cell]] = {"Kết quả năm": {}, "Mục tiêu": {}}
    for header, column in columns.items():
        cell = sheet.cell(number, column)
        if (number, column) in sheet.broken:
            found.append(
                faults.BROKEN_CELL.at(
                    sheet.name, cell_name(number, column), sheet.broken[number, column]
                )
            )
        if header in cells:
            cells[header] = cell
        elif (year := tables.YEAR_COLUMN.fullmatch(header)) and not is_blank(cell):
            years[year[1]][int(year[2])] = cell
    values = {
        **cells,
        "row": number + 1,
        "results": years["Kết quả năm"],
        "targets": years["Mục tiêu"],
    }
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        for fault in error.errors():
            header = str(fault["loc"][0])
            words = fault.get("ctx", {})
            more = words.get("more") or header
            found.append(
                PLAN_FAULTS[fault["type"]].at(
                    sheet.name,
                    cell_name(number, columns.get(header, 0)),
                    words.get("value"),
                    more,
                )
            )
            values[header] = None
    # A row with a bad cell still stands in the tree: its children are no orphans for that.
    stand_ins = {header: as_text(cells[header]) or "?" for header in kind.STAND_INS}
    if not stand_ins:
        return None
    bad = {header: text for header, text in stand_ins.items() if values[header] is None}
    return kind.model_validate({**values, **bad})
