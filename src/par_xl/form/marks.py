"""Cells of a form that is handed back: coloured and noted where something was found wrong."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from par_xl.form.request import FormRequest
from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity
from par_xl.workbooks.writing import ERROR_FILL, WARNING_FILL, Book, Formula, Look

LEVEL_FILLS = {Severity.ERROR: ERROR_FILL, Severity.WARNING: WARNING_FILL}
"""Colours of what is told, the worst first."""
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def error_value(why: str) -> Formula:
    """The error value that a cell held; one that was never calculated is not available."""
    shown = why if why in _ERRORS else "#N/A"
    return Formula(f"={shown}", shown)


def marked(look: Look, request: FormRequest, spot: tuple[str, str]) -> Look:
    """The look of a cell, coloured where something was found wrong in it."""
    found = request.found_at(*spot)
    return look.with_(fill=fill_of(found)) if found else look


def fill_of(found: Sequence[Finding]) -> str:
    """The colour of a cell in which something was found wrong."""
    levels = {each.severity for each in found}
    return next(fill for level, fill in LEVEL_FILLS.items() if level in levels)


def note_text(found: Sequence[Finding]) -> str:
    """Code, fault and cure of everything found in a cell, as its note says it."""
    return "\n\n".join(
        f"{each.severity.label} {each.code}: {_short(each.message)}\nCách sửa: {each.fix}"
        for each in found
    )


def _short(text: str) -> str:
    """A message of any length as a note can hold it: its beginning and its end."""
    return text if len(text) <= 600 else f"{text[:300]} … {text[-300:]}"


def write_note(
    book: Book, sheet: Worksheet, request: FormRequest, spot: tuple[str, str], at: tuple[int, int]
) -> None:
    """The note of a cell on everything found wrong in it."""
    found = request.found_at(*spot)
    if found:
        book.note(sheet, *at, note_text(found))
