"""A package that was looked over → a workbook. The one place where parsers are called."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import python_calamine

from par_xl.reading import scan
from par_xl.reading.book import Place, Sheet, UnreadableFileError, Workbook
from par_xl.reading.package import Kind, Package
from par_xl.text import Cell


def parse(content: bytes, package: Package) -> Workbook:
    """Read a workbook's cells.

    Raises:
        UnreadableFileError: damaged.
    """
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        broken = _xls_broken(content) if package.kind is Kind.XLS else scan.broken_cells(package)
        return Workbook(
            tuple(
                _sheet(book.get_sheet_by_name(title), broken.get(title, {}))
                for title in book.sheet_names
                if title not in _chart_sheets(book)
            ),
            scan.has_macros(package) or _has_macros(content, package),
            scan.links(package),
            scan.modified(package),
            scan.is_1904(package),
        )
    except (UnreadableFileError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # Parsers raise whatever they like on a bad file, Rust's panics among it, and none of
        # it helps its owner.
        raise UnreadableFileError("tệp hỏng hoặc không phải là bảng tính") from error


def _has_macros(content: bytes, package: Package) -> bool:
    return package.kind is Kind.XLS and "_VBA_PROJECT".encode("utf-16-le") in content


def _xls_broken(content: bytes) -> dict[str, dict[Place, str]]:
    """Error values of an .xls file, which calamine shows as empty."""
    import xlrd

    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    return {
        sheet.name: {
            (row, column): xlrd.error_text_from_code.get(int(sheet.cell_value(row, column)), "#N/A")
            for row in range(sheet.nrows)
            for column, kind in enumerate(sheet.row_types(row))
            if kind == xlrd.XL_CELL_ERROR
        }
        for sheet in book.sheets()
    }


def _chart_sheets(book: python_calamine.CalamineWorkbook) -> set[str]:
    return {
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is not python_calamine.SheetTypeEnum.WorkSheet
    }


def _sheet(sheet: python_calamine.CalamineSheet, broken: Mapping[Place, str]) -> Sheet:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(sheet.name, rows, tuple(sheet.merged_cell_ranges or ()), broken)


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, str | bool | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time):
        # A share shown as a time of day is a share all the same.
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    if isinstance(value, date):
        return value
    return str(value)
