"""The sheet `Đính chính` of a master as people left it, read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import TypeAdapter

from par_xl.outputs.manual_entries import FreeRows
from par_xl.rules.office_corrections import COLUMNS, FIRST_ROW
from par_xl.terms.office_correction import OfficeCorrection
from par_xl.terms.text import Cell, as_text, fold, is_blank, nearest_of, read_day

_ROW = TypeAdapter(OfficeCorrection)
_OWN = tuple(column.header for column in COLUMNS)


def laid(held: FreeRows) -> FreeRows:
    """Return the rows in which something is typed, their columns in our order, then those that
    people added."""
    places = _places(held)
    added = [n for n in range(len(held.headers)) if n not in places.values()]
    order = [places.get(column.field) for column in COLUMNS] + added

    def cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(None if place is None else row[place] for place in order)

    typed = [n for field, n in places.items() if field not in ("outcome", "mark")] + added
    rows = (row for row in held.rows if not all(is_blank(row[n]) for n in typed))
    headers = (*_OWN, *(held.headers[n] for n in added))
    return FreeRows(headers, tuple(map(cells, rows)))


def _places(held: FreeRows) -> Mapping[str, int]:
    """Return the column of each field; of one that people renamed, that with the nearest header."""
    known = {fold(column.header): column.field for column in COLUMNS}
    found: dict[str, int] = {}
    strange: dict[str, int] = {}
    for place, cell in enumerate(held.headers):
        text = fold(as_text(cell))
        if (field := known.get(text)) and field not in found:
            found[field] = place
        elif text:
            strange.setdefault(text, place)
    for text, place in strange.items():
        missing = {each: field for each, field in known.items() if field not in found}
        if field := nearest_of(text, missing):
            found[field] = place
    return found


def typed_corrections(held: FreeRows | None) -> tuple[OfficeCorrection, ...]:
    """Return the rows, each with the number that it has once they are ``laid``."""
    names = [column.field for column in COLUMNS]
    found = []
    for number, row in enumerate(laid(held).rows if held else (), start=FIRST_ROW):
        cells = {name: _value(name, cell) for name, cell in zip(names, row, strict=False)}
        del cells["outcome"]
        found.append(_ROW.validate_python({"row": number, **cells}))
    return tuple(found)


def _value(field: str, cell: Cell) -> str | float:
    if isinstance(cell, date):
        # Excel's own day: its text may be read another way.
        return cell.isoformat()[:10]
    if field in ("code", "value") and isinstance(cell, float | int) and not isinstance(cell, bool):
        return float(cell)
    return as_text(cell)


def as_typed(corrections: Iterable[OfficeCorrection]) -> FreeRows | None:
    """Return the sheet's rows that say so; None for none."""
    rows = [_cells(each) for each in corrections]
    return FreeRows(_OWN, tuple(rows)) if rows else None


def _cells(each: OfficeCorrection) -> tuple[Cell, ...]:
    return (*each.typed, read_day(each.on) or each.on or None, None, each.mark or None)
