"""The form's free rows: initiatives, proposals, next period's main tasks."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from par_xl.form.request import (
    GUIDE_SHEET,
    IDENTITY_SHEET,
    INITIATIVE_COLUMNS,
    INITIATIVES_SHEET,
    LISTS_SHEET,
    RESULT_SHEET,
)
from par_xl.reading.book import Sheet, Workbook
from par_xl.text import as_text, fold
from par_xl.words import Index

_HEADER_ROWS = 60
"""The header row is looked for in so many rows from the top."""


_NOT_THESE = {
    GUIDE_SHEET,
    LISTS_SHEET,
    IDENTITY_SHEET,
    RESULT_SHEET,
    *(index.sheet for index in Index),
}


@dataclass(frozen=True, slots=True)
class Initiative:
    """One free row, texts as typed; ``row`` is its number in Excel."""

    kind: str
    text: str
    area: str
    author: str
    effect: str
    status: str
    decision: str
    row: int

    def values(self) -> dict[str, str]:
        """Its texts by field, without the place."""
        found = asdict(self)
        del found["row"]
        return found


def read_initiatives(book: Workbook) -> tuple[Initiative, ...]:
    """The filled free rows of a form, also where their sheet was renamed or copied."""
    found = []
    # By name first: a copy's rows never come before those of the form's own sheet.
    own = book.named(INITIATIVES_SHEET)
    others = [each for each in book.sheets if each not in own and each.name not in _NOT_THESE]
    for sheet in (*own, *others):
        header = _header(sheet)
        if header is None:
            continue
        at, columns = header
        for number in range(at + 1, len(sheet.rows)):
            texts = {field: as_text(sheet.cell(number, place)) for field, place in columns.items()}
            if any(texts.values()):
                everything = {field: texts.get(field, "") for field in INITIATIVE_COLUMNS}
                found.append(Initiative(**everything, row=number + 1))
    return tuple(found)


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    wanted = {fold(header): field for field, (header, _) in INITIATIVE_COLUMNS.items()}
    for number, cells in enumerate(sheet.rows[:_HEADER_ROWS]):
        columns = {
            wanted[fold(cell)]: place
            for place, cell in enumerate(cells)
            if isinstance(cell, str) and fold(cell) in wanted
        }
        if "text" in columns and "kind" in columns:
            return number, columns
    return None
