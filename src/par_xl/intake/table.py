"""An appendix sheet as rows: columns found by header, cells kept with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from par_xl.cells import Sheet
from par_xl.entry import FORM, INPUT, KEY
from par_xl.finding import Finding, cell_name
from par_xl.rules import files
from par_xl.text import Cell, as_text, fold, is_blank

_NEEDED = (KEY, *INPUT)
_BY_HEADER = {fold(column.header): column.field for column in FORM}
_HEADER_ROWS = 60
"""The header row is looked for in so many rows from the top."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row below the header: its key, its input cells, and what is wrong with the cells."""

    sheet: str
    number: int
    key: str
    cells: Mapping[str, Cell]
    content: str
    columns: Mapping[str, int]
    broken: Mapping[str, str]
    merged: frozenset[str]

    def cell(self, field: str | None) -> str:
        """Name of the row's cell in that column; the first input cell when None."""
        return cell_name(self.number - 1, self.columns[field or INPUT[0].field])

    @property
    def first_filled(self) -> str:
        """Name of the first input cell that holds something."""
        for column in INPUT:
            if column.field in self.broken or not is_blank(self.cells.get(column.field)):
                return self.cell(column.field)
        return self.cell(None)

    @property
    def filled(self) -> bool:
        """Whether any input cell holds something that is not white space."""
        return bool(self.broken) or any(not is_blank(cell) for cell in self.cells.values())


def read_table(sheet: Sheet, file: str) -> tuple[list[SheetRow], list[Finding]]:
    """Rows of an appendix sheet; the findings refuse the file where a needed column is not
    there exactly once."""
    header, found = _find_header(sheet, file)
    if header is None:
        return [], found
    row, columns = header
    return list(_rows(sheet, row, columns)), []


def _find_header(
    sheet: Sheet, file: str
) -> tuple[tuple[int, dict[str, int]] | None, list[Finding]]:
    best: tuple[int, dict[str, list[int]]] | None = None
    for number, cells in enumerate(sheet.rows[:_HEADER_ROWS]):
        columns: dict[str, list[int]] = {}
        for place, cell in enumerate(cells):
            field = _BY_HEADER.get(fold(as_text(cell))) if isinstance(cell, str) else None
            if field is not None:
                columns.setdefault(field, []).append(place)
        if best is None or len(columns) > len(best[1]):
            best = (number, columns)
    number, columns = best or (0, {})
    found = []
    for column in _NEEDED:
        places = columns.get(column.field, [])
        if len(places) != 1:
            why = "không có" if not places else f"có {len(places)} lần"
            cell = cell_name(number, places[1]) if places else None
            words = {"wanted": column.header, "why": why}
            found.append(files.NO_COLUMN.at(file, sheet.name, cell, None, words))
    if found:
        return None, found
    return (number, {field: places[0] for field, places in columns.items()}), []


def _rows(sheet: Sheet, header: int, columns: Mapping[str, int]) -> Iterator[SheetRow]:
    inputs = [(column.field, columns[column.field]) for column in INPUT]
    field_at = {place: field for field, place in inputs}
    merged = _merged(sheet, field_at)
    broken: dict[int, dict[str, str]] = {}
    for (number, place), why in sheet.broken.items():
        if number > header and place in field_at:
            broken.setdefault(number, {})[field_at[place]] = why
    last = max([len(sheet.rows) - 1, *broken])
    for number in range(header + 1, last + 1):
        cells = {field: sheet.cell(number, place) for field, place in inputs}
        key = as_text(sheet.cell(number, columns[KEY.field]))
        content = sheet.cell(number, columns["content"]) if "content" in columns else None
        row = SheetRow(
            sheet.name,
            number + 1,
            key,
            cells,
            as_text(content),
            columns,
            broken.get(number, {}),
            merged.get(number, frozenset()),
        )
        if key or row.filled:
            yield row


def _merged(sheet: Sheet, field_at: Mapping[int, str]) -> dict[int, frozenset[str]]:
    """Input cells that are part of a merged range, by row."""
    merged: dict[int, set[str]] = {}
    for (top, left), (bottom, right) in sheet.merged:
        fields = {field_at[place] for place in range(left, right + 1) if place in field_at}
        if fields:
            for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
                merged.setdefault(row, set()).update(fields)
    return {row: frozenset(fields) for row, fields in merged.items()}
