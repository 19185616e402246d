"""The appendix sheets of a form as rows: columns found by header, cells kept with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from par_xl.form.request import (
    COVER_SHEET,
    GUIDE_SHEET,
    IDENTITY_SHEET,
    INITIATIVES_SHEET,
    LISTS_SHEET,
    RESULT_SHEET,
)
from par_xl.intake.submission import Row
from par_xl.rules import files, rows
from par_xl.rules.entry import FORM, INPUT, KEY, LOCKED
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, fold, from_1904, is_blank
from par_xl.terms.words import Index
from par_xl.workbooks.book import Sheet, Workbook

_BY_HEADER = {fold(column.header): column.field for column in FORM}
_PLANNED = tuple(column for column in LOCKED if column.field != "before")
"""The columns of the plan's own values: `Kỳ trước` is not the plan's."""
_TOO_FEW = 3
"""Columns found by header below which the header is gone."""
_HEADER_ROWS = 60
"""The header row is looked for in so many rows from the top."""


@dataclass(frozen=True, slots=True)
class Table:
    """The table of an appendix sheet: where its header stands, and what is wrong there."""

    index: Index
    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    findings: tuple[Finding, ...]
    is_whole: bool
    """Each needed column is there exactly once; else the file is refused."""


def looks_like_table(sheet: Sheet) -> bool:
    """Whether a sheet holds the form's table, whatever it and its keys' column are called."""
    _, places = best_header(sheet)
    return sum(column.field in places for column in INPUT) > len(INPUT) / 2


def index_of(sheet: Sheet) -> Index | None:
    """Return the index that most row keys of a sheet's table belong to, whatever the sheet is
    called.

    Where their header is gone, they are looked for where the form has them.
    """
    header, places = best_header(sheet)
    keys = [
        as_text(sheet.cell(row, place)).partition("/")[0]
        for place in places.get(KEY.field, [0])[:1]
        for row in range(header + 1, len(sheet.rows))
    ]
    index = max(Index, key=lambda each: keys.count(each.value))
    return index if index.value in keys else None


def find_table(index: Index, sheet: Sheet, file: str) -> Table:
    """Return the table that a sheet holds, with what is wrong with its columns."""
    header, places = best_header(sheet)
    wrong = [
        _column_fault(sheet, file, header, column.header, found)
        for column in (KEY, *INPUT)
        if len(found := places.get(column.field, [])) != 1
    ]
    columns = {field: found[0] for field, found in places.items()}
    if len(columns) < _TOO_FEW and (first := _first_key(sheet)) is not None:
        # Without a header, cells most likely stand where the form had them.
        header, columns = first - 1, {column.field: at for at, column in enumerate(FORM)}
    findings = list(wrong)
    if not wrong:
        findings += _spelled_otherwise(sheet, file, header, columns)
        for column in LOCKED:
            if column.field not in columns:
                words = {"sheet": sheet.name, "wanted": column.header}
                findings.append(rows.LOCKED_COLUMN_GONE.at(file, sheet.name, words=words))
    return Table(index, sheet, header, columns, tuple(findings), is_whole=not wrong)


def _first_key(sheet: Sheet) -> int | None:
    """Return the first row whose first cell is a row's key."""
    keys = tuple(f"{index.value}/" for index in Index)
    firsts = (as_text(row[0]) if row else "" for row in sheet.rows)
    return next((row for row, text in enumerate(firsts) if text.startswith(keys)), None)


def best_header(
    sheet: Sheet, fields: Mapping[str, str] = _BY_HEADER
) -> tuple[int, dict[str, list[int]]]:
    """Return the row that holds most of the headers, and where each field's stands there; *fields*
    are by folded header."""
    best: tuple[int, dict[str, list[int]]] = (0, {})
    for number, cells in enumerate(sheet.rows[:_HEADER_ROWS]):
        places: dict[str, list[int]] = {}
        for place, cell in enumerate(cells):
            field = fields.get(fold(cell)) if isinstance(cell, str) else None
            if field is not None:
                places.setdefault(field, []).append(place)
        if len(places) > len(best[1]):
            best = (number, places)
        if len(places) == len(fields):
            # No row below can hold more of them.
            break
    return best


def _column_fault(
    sheet: Sheet, file: str, header: int, wanted: str, places: Sequence[int]
) -> Finding:
    why, cell, value = N_("không có"), None, None
    if places:
        why = N_("có {count} lần").format(count=len(places))
        cell, value = cell_name(header, places[1]), as_text(sheet.cell(header, places[1]))
    words = {"sheet": sheet.name, "wanted": wanted, "why": why}
    return files.NO_COLUMN.at(file, sheet.name, cell, value, words)


def _spelled_otherwise(
    sheet: Sheet, file: str, header: int, columns: Mapping[str, int]
) -> Iterator[Finding]:
    for column in FORM:
        place = columns.get(column.field)
        if place is not None and (typed := sheet.cell(header, place)) != column.header:
            words = {"wanted": column.header}
            cell = cell_name(header, place)
            yield files.SPELLING.at(file, sheet.name, cell, as_text(typed), words)


def table_rows(table: Table, is_1904: bool) -> Iterator[Row]:
    """Rows that have a key or hold something."""
    sheet, columns = table.sheet, table.columns
    inputs = [(c.field, columns[c.field]) for c in INPUT if c.field in columns]
    locked = [(c.field, columns[c.field]) for c in _PLANNED if c.field in columns]
    width = max(columns.values(), default=-1) + 1
    field_at = {place: field for field, place in inputs}
    merged = _merged(sheet, field_at)
    broken: dict[int, dict[str, str]] = {}
    for (number, place), why in sheet.broken.items():
        if number > table.header and place in field_at:
            broken.setdefault(number, {})[field_at[place]] = why
    last = max([len(sheet.rows) - 1, *broken])
    for number in range(table.header + 1, last + 1):
        line = _line(sheet, number, width)
        cells = {field: line[place] for field, place in inputs}
        if is_1904 and "completed_on" in cells:
            cells["completed_on"] = from_1904(cells["completed_on"])
        row = Row(
            sheet.name,
            number + 1,
            _key(table, line),
            columns,
            cells,
            broken.get(number, {}),
            {field: line[place] for field, place in locked},
            merged.get(number, frozenset()),
        )
        if row.key or row.is_filled:
            yield row


def _line(sheet: Sheet, number: int, width: int) -> list[Cell]:
    """Return a row's cells, so many at the least."""
    line = sheet.rows[number] if number < len(sheet.rows) else []
    return line if len(line) >= width else line + [None] * (width - len(line))


def _key(table: Table, line: Sequence[Cell]) -> str:
    """Return a row's key; where that column is gone, the one that its TT would have."""
    place = table.columns.get(KEY.field)
    if place is not None:
        return as_text(line[place])
    code = line[table.columns["code"]] if "code" in table.columns else None
    return f"{table.index.value}/{as_text(code)}" if code is not None else ""


def strange_cells(table: Table) -> Iterator[tuple[int, int, str, Cell]]:
    """Cells below the header that belong to no column of the form, in rows that hold a key: row,
    column, header and value."""
    known = set(table.columns.values())
    width = max(known, default=-1) + 1
    for number in range(table.header + 1, len(table.sheet.rows)):
        if _key(table, _line(table.sheet, number, width)):
            for place, cell in enumerate(table.sheet.rows[number]):
                if place not in known and not is_blank(cell):
                    yield number, place, as_text(table.sheet.cell(table.header, place)), cell


def _merged(sheet: Sheet, field_at: Mapping[int, str]) -> dict[int, frozenset[str]]:
    """Input cells that are part of a merged range, by row."""
    merged: dict[int, set[str]] = {}
    last = len(sheet.rows) - 1
    ranges = sorted(sheet.merged)
    for place, field in field_at.items():
        above = -1
        # From the top down, so that each row is seen once, however many ranges lie over it.
        for (top, left), (bottom, right) in ranges:
            if left <= place <= right:
                for row in range(max(top, above + 1), min(bottom, last) + 1):
                    merged.setdefault(row, set()).add(field)
                above = max(above, bottom)
    return {row: frozenset(fields) for row, fields in merged.items()}


_OTHERS = (COVER_SHEET, GUIDE_SHEET, INITIATIVES_SHEET, LISTS_SHEET, IDENTITY_SHEET, RESULT_SHEET)
OWN_SHEETS = frozenset(fold(name) for name in (*_OTHERS, *(index.sheet for index in Index)))
"""Names of the form's sheets, folded."""


@dataclass(frozen=True)
class Appendices:
    """The appendix tables of a workbook, and what is wrong with its sheets and columns."""

    tables: tuple[Table, ...]
    """Those whose rows can be judged."""
    damaged: tuple[Table, ...]
    """Those of a refused file from which something can still be read."""
    copies: tuple[Table, ...]
    """Further tables that stand for no appendix."""
    findings: tuple[Finding, ...]


def find_appendices(book: Workbook, file: str) -> Appendices:
    """Find the appendix tables by the names of their sheets."""
    found: list[Finding] = []
    tables: list[Table] = []
    damaged: list[Table] = []
    copies = [sheet for sheet in book.sheets if _is_copy(sheet)]
    spare = list(copies)
    for index in Index:
        sheets = book.named(index.sheet)
        if len(sheets) == 1:
            sheet, table = sheets[0], find_table(index, sheets[0], file)
            (tables if table.is_whole else damaged).append(table)
            place = (file, sheet.name, None, sheet.name)
            if sheet.name != index.sheet:
                found.append(files.SPELLING.at(*place, {"wanted": index.sheet}))
            if sheet.is_hidden:
                # Whoever looks at the file does not see what is counted.
                found.append(files.HIDDEN_SHEET.at(*place))
            found += table.findings
            continue
        found.append(_sheet_fault(index, sheets, copies, file))
        # Where there is none of that name, most likely it has another one.
        stands = [*sheets, *(sheet for sheet in spare if index_of(sheet) is index)][:1]
        damaged += [find_table(index, sheet, file) for sheet in stands]
        spare = [sheet for sheet in (*spare, *sheets) if all(sheet is not s for s in stands)]
    if all(book.named(index.sheet) for index in Index):
        found += [files.COPY.at(file, sheet.name, None, sheet.name) for sheet in copies]
    others = tuple(find_table(of, sheet, file) for sheet in spare if (of := index_of(sheet)))
    return Appendices(tuple(tables), tuple(damaged), others, tuple(found))


def _is_copy(sheet: Sheet) -> bool:
    return fold(sheet.name) not in OWN_SHEETS and looks_like_table(sheet)


def _sheet_fault(
    index: Index, sheets: Sequence[Sheet], copies: Sequence[Sheet], file: str
) -> Finding:
    if sheets:
        why = N_("có {count} lần").format(count=len(sheets))
    elif copies:
        renamed = ", ".join(f"“{sheet.name}”" for sheet in copies)
        why = N_("không có trong tệp (có thể đã đổi tên thành {names})").format(names=renamed)
    else:
        why = N_("không có trong tệp")
    return files.NO_SHEET.at(file, words={"wanted": index.sheet, "why": why})
