"""What can still be read of a file that is refused: never counted, but handed back in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from par_xl.form.request import Displaced
from par_xl.intake.limit import at_most
from par_xl.intake.rows import RowJudge, shown
from par_xl.intake.sheets import Appendices
from par_xl.intake.submission import Row
from par_xl.intake.table import strange_cells, table_rows
from par_xl.rules.entry import BY_FIELD
from par_xl.terms.finding import cell_name
from par_xl.terms.text import as_text, is_blank


def salvage(
    appendices: Appendices, is_1904: bool, judge: RowJudge, whole: Sequence[Row]
) -> tuple[list[Row], list[Displaced]]:
    """Rows of damaged tables, not judged, and cells that have no place in the form.

    *whole* are the rows of the tables that could be read: a copy's rows that say the same are
    passed over.

    Raises:
        TooLargeError: there are more than any form has.
    """
    rows: list[Row] = []
    displaced: list[Displaced] = []
    told = {row.key: _typed(row) for row in whole}
    for table in appendices.damaged:
        for row in at_most(table_rows(table, is_1904), len(rows)):
            if row.is_filled:
                judge.place(row)
                rows.append(row)
                told[row.key] = _typed(row)
        displaced += [
            Displaced(
                sheet=table.sheet.name,
                cell=cell_name(row, column),
                key=as_text(table.sheet.cell(row, table.columns.get("code", column))),
                header=header,
                text=shown(None, cell) or "",
            )
            for row, column, header, cell in at_most(strange_cells(table), len(displaced))
        ]
    for table in appendices.copies:
        for row in table_rows(table, is_1904):
            if row.is_filled and _typed(row) != told.get(row.key):
                displaced += at_most(displaced_cells(row), len(displaced))
    return rows, displaced


def displaced_cells(row: Row) -> Iterator[Displaced]:
    """The filled cells of a row that has no place in the form."""
    for field, typed in row.cells.items():
        value = row.broken.get(field, typed)
        if not is_blank(value):
            yield Displaced(
                sheet=row.sheet,
                cell=row.cell(field),
                key=row.key,
                header=BY_FIELD[field].header,
                text=shown(field, value) or "",
            )


def _typed(row: Row) -> dict[str, str]:
    cells = {**row.cells, **row.broken}
    return {field: as_text(cell) for field, cell in cells.items() if not is_blank(cell)}
