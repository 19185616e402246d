"""A workbook of rows with their `Kiểm tra`, and nothing else of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from par_xl.rules.asked import Asked
from par_xl.rules.entry import FORM
from par_xl.rules.formula import UNCHOSEN, Chosen, check_formula, formula_names
from par_xl.rules.judge import verdict
from par_xl.terms.text import Cell
from par_xl.terms.words import Role
from par_xl.workbooks.sheet import OWN_ROW

SHEET, LISTS = "Phụ lục I", "Danh mục"
HEADER_ROW = 3
SCORER = "HC"
_PLACES = {column.field: place for place, column in enumerate(FORM)}
_CHOSEN = len(FORM)
"""Column that holds the unit chosen, in rows of the standard form."""


@dataclass(frozen=True)
class Written:
    """A row as a form has it: what is asked of the unit in it, what stands in its cells.

    ``chosen`` is the code of the unit chosen in the standard form ("" for none), None in a form
    of the unit's own; ``broken`` are the error values that cells hold.
    """

    asked: Asked
    cells: Mapping[str, Cell]
    chosen: str | None = None
    broken: Mapping[str, str] | None = None

    @property
    def wanted(self) -> str:
        """What Python says of it."""
        return UNCHOSEN if self.chosen == "" else verdict(self.asked, self.cells, self.broken)

    @property
    def formula(self) -> str:
        """Its `Kiểm tra`."""
        if self.chosen is None:
            return check_formula(self.asked, HEADER_ROW)
        chosen = Chosen(f"${chr(65 + _CHOSEN)}{OWN_ROW}", SCORER)
        asked = self.asked
        if self.chosen != SCORER:
            # As asked of the unit that scores the row.
            asked = replace(asked, role=Role.LEAD, maximum=2.0)
        return check_formula(asked, HEADER_ROW, chosen)


def cell(number: int) -> str:
    """`Kiểm tra` of the row of that number, from 0 on."""
    return f"{chr(65 + _PLACES['check'])}{HEADER_ROW + 1 + number}"


def write_rows(path: Path, rows: Sequence[Written], stored: str | None = None) -> None:
    """Write rows with what Python says of them; or with *stored* in its place."""
    with xlsxwriter.Workbook(path) as book:
        sheet, lists = book.add_worksheet(SHEET), book.add_worksheet(LISTS)
        lists.hide()
        days = book.add_format({"num_format": "d/m/yyyy"})
        for at, (name, value) in enumerate(formula_names(rows[0].asked).items()):
            _write(lists, at, 0, value, days)
            book.define_name(name, f"='{LISTS}'!$A${at + 1}")
        for column in FORM:
            sheet.write_string(HEADER_ROW - 1, _PLACES[column.field], column.header)
        for at, row in enumerate(rows, start=HEADER_ROW):
            for field, typed in row.cells.items():
                _write(sheet, at, _PLACES[field], typed, days)
            for field, error in (row.broken or {}).items():
                sheet.write_formula(at, _PLACES[field], f"={error}", None, error)
            if row.chosen is not None:
                sheet.write_string(
                    at, _PLACES["role"], row.asked.role.label if row.asked.role else ""
                )
                _write(sheet, at, _CHOSEN, row.chosen, days)
            text = row.formula.replace(OWN_ROW, str(at + 1))
            shown = row.wanted if stored is None else stored
            sheet.write_formula(at, _PLACES["check"], text, None, shown)


def _write(sheet: Worksheet, row: int, column: int, value: Cell, days: object) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, days)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)
