"""Marks in a form handed back: what was found wrong in a cell, and what its unit noted there.

A mark looks at its cell: its colour goes as soon as the cell no longer holds what was wrong. The
first sheet's `Đã sửa` asks the same question.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from par_xl.form.cells import input_value
from par_xl.form.initiatives import free_row_places
from par_xl.form.places import COLUMN, FIRST_ROW, HEAD_ROWS, HEAD_VALUES, HEADER_ROW
from par_xl.form.request import (
    COVER_SHEET,
    HEAD_KEY,
    INITIATIVES_SHEET,
    CheckReport,
    Fault,
    FormRequest,
    ReportRow,
    Spot,
    free_row_key,
)
from par_xl.rules import rows
from par_xl.rules.check import WRONG_BEGINS
from par_xl.rules.entry import BY_FIELD, INPUT
from par_xl.rules.formula import RIGHT
from par_xl.rules.registry import BY_CODE
from par_xl.terms.finding import Finding, column_letters
from par_xl.terms.text import EPOCH, is_blank
from par_xl.terms.words import Index, Severity
from par_xl.workbooks.look import ERROR_FILL, WARNING_FILL
from par_xl.workbooks.notes import Note
from par_xl.workbooks.sheet import Formula, Value
from par_xl.workbooks.writing import Book

LEVEL_FILLS = {Severity.ERROR: ERROR_FILL, Severity.WARNING: WARNING_FILL}
"""Colours of what is told, the worst first."""
_CURED = frozenset({"DG06", "OO02", "PH04"})
"""Locked cells changed and cells merged: a fresh form has them right, whatever is typed."""
_INPUTS = frozenset(column.field for column in INPUT)
_NEED_WORDS = frozenset({"evidence", "explanation"})
"""Fields in which a dash is as good as nothing."""
TYPED = "DM_DaNhap"
"""Defined name: what was typed, fault by fault, as the first sheet holds it."""
_LONGEST = 30_000
"""Characters of a note; Excel keeps 32,767."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell of the form stands, row and column from 0, and what `Kiểm tra` of its row
    shows when the form is made."""

    sheet: str
    row: int
    column: int
    verdict: str = ""

    @property
    def cell(self) -> str:
        """Its name, as links and lists have it."""
        return f"{column_letters(self.column)}{self.row + 1}"

    def reference(self, field: str | None, outside: bool) -> str:
        """Return a reference to it, or to the cell of *field* in its row, as its own sheet has it
        or, *outside*, any other."""
        column = self.column if field is None else COLUMN[field]
        name = f"${column_letters(column)}${self.row + 1}"
        return f"'{self.sheet}'!{name}" if outside else name


def places(request: FormRequest) -> Mapping[Spot, Place]:
    """Return the cells of the form that a fault or a note can stand for."""
    found: dict[Spot, Place] = {}
    for field, row in HEAD_ROWS.items():
        found[HEAD_KEY, field] = Place(COVER_SHEET, row, HEAD_VALUES)
    for spot, at in free_row_places(request):
        found[spot] = Place(INITIATIVES_SHEET, *at)
    if request.report is not None:
        wanted = {*request.report.found, *request.report.notes}
        fields: dict[str, list[str]] = defaultdict(list)
        for key, field in sorted(wanted):
            if field in COLUMN:
                fields[key].append(field)
        for index in Index:
            for number, each in enumerate(request.rows[index], start=FIRST_ROW):
                if not isinstance(each, ReportRow):
                    continue
                for field in fields[each.key]:
                    place = Place(index.sheet, number, COLUMN[field], each.verdict)
                    found[each.key, field] = place
    return found


def write_marks(book: Book, request: FormRequest, report: CheckReport, *sheets: str) -> None:
    """Colour each cell of some sheets in which something is wrong while it is, and put notes on
    cells: the unit's own, then what was found. Of a sheet's colours, the first ones win."""
    at = {spot: place for spot, place in places(request).items() if place.sheet in sheets}
    formats = {level: book.format(bg_color=fill) for level, fill in LEVEL_FILLS.items()}
    for number, fault in enumerate(report.faults, start=1):
        place = at.get(fault.spot) if fault.spot else None
        condition = unmended(request, number, fault, place, outside=False) if place else None
        if place and condition:
            cell, colour = (place.row, place.column), formats[fault.finding.severity]
            rule = {"type": "formula", "criteria": f"={condition}", "format": colour}
            book.named(place.sheet).conditional_format(*cell, *cell, rule)
    collector = request.plan.collector.name
    for spot, place in at.items():
        found, theirs = report.at(*spot), report.notes.get(spot)
        sheet, cell = book.named(place.sheet), (place.row, place.column)
        if found:
            book.note(sheet, *cell, _together(theirs, note_text(found), collector), collector)
        elif theirs is not None:
            book.note(sheet, *cell, theirs.text[:_LONGEST], theirs.author)


def unmended(
    request: FormRequest, number: int, fault: Fault, place: Place, *, outside: bool
) -> str | None:
    """Return an Excel expression that is TRUE while a cell holds what was found wrong in it; None
    where the fresh form has it right.

    *number* is that of the fault on the first sheet; *outside*: for a formula on another sheet.
    """
    code, (_key, field) = fault.finding.code, fault.spot or ("", "")
    if code in _CURED:
        return None
    same = _unchanged(place.reference(None, outside), field, held(request, fault.spot), number)
    if place.sheet in (COVER_SHEET, INITIATIVES_SHEET):
        return same
    check = place.reference("check", outside)
    if field not in _INPUTS:
        # The row as such: it is another unit's, or what was typed has to be copied into it.
        is_foreign = code == rows.FOREIGN_KEY.code
        begins = f'LEFT({check},{len(WRONG_BEGINS)})="{WRONG_BEGINS}"'
        return begins if is_foreign else f'{check}<>"{RIGHT}"'
    # Nothing is missing from a row that was emptied.
    still = [f'{check}<>""', same]
    if BY_CODE[code].check is not None and place.verdict != RIGHT:
        # `Kiểm tra` says so, and says when it is mended, which may be in another cell.
        header = Place(place.sheet, HEADER_ROW, place.column).reference(None, outside)
        still[1] = f"OR(ISNUMBER(FIND({header},{check})),{same})"
        still.append(f'{check}<>"{RIGHT}"')
    return f"AND({','.join(still)})"


def held(request: FormRequest, spot: Spot | None) -> Value:
    """Return what stands in a cell of the form handed back."""
    key, field = spot or ("", "")
    if key == HEAD_KEY:
        return request.head.get(field)
    for number, row in enumerate(request.initiatives, start=1):
        if key == free_row_key(number):
            return row.get(field)
    broken = request.broken.get(key, {}).get(field)
    typed = request.values.get(key, {}).get(field)
    return input_value(BY_FIELD[field], typed, broken) if field in BY_FIELD else None


def _unchanged(cell: str, field: str, value: Value, number: int) -> str:
    """Return an Excel expression that is TRUE while *cell* holds that value. What a unit typed
    is no part of it: of a text, the first sheet holds it."""
    if isinstance(value, Formula):
        return f"ISERROR({cell})"
    if isinstance(value, bool):
        return f"ISLOGICAL({cell})"
    if isinstance(value, date):
        value = float((value - EPOCH).days)
    if isinstance(value, int | float):
        return f"AND(ISNUMBER({cell}),{cell}={value!r})"
    if field in _NEED_WORDS and (value is None or value.upper() == value.lower()):
        return f"EXACT(UPPER({cell}),LOWER({cell}))"
    if value is None or is_blank(value):
        return f'TRIM({cell})=""'
    return f"EXACT({cell},INDEX({TYPED},{number}))"


# --- Notes

_OURS = r"(?:^|\n+){collector}:\n(?:(?:{levels}) [A-Z]{{2}}\d\d: .*\nCách sửa: .*(?:\n+|$))+"


def note_text(found: Sequence[Finding]) -> str:
    """Code, fault and cure of everything found in a cell, as its note says it."""
    return "\n\n".join(
        f"{each.severity.label} {each.code}: {one_line(str(each.message))}\n"
        f"Cách sửa: {one_line(str(each.fix))}"
        for each in found
    )


def fill_of(found: Sequence[Finding]) -> str:
    """Return the colour of a cell in which something was found wrong."""
    levels = {each.severity for each in found}
    return next(fill for level, fill in LEVEL_FILLS.items() if level in levels)


def one_line(text: str) -> str:
    """Return a message of any length as a line: its beginning and its end."""
    text = " ".join(text.split())
    return text if len(text) <= 600 else f"{text[:300]} … {text[-300:]}"


def _together(theirs: Note | None, ours: str, collector: str) -> str:
    """Return the text of a cell's one note: the unit's words stand first."""
    ours = f"{collector}:\n{ours}"
    if theirs is None:
        return ours
    text = theirs.text[: _LONGEST - len(ours)]
    is_named = not theirs.author or text.startswith(theirs.author)
    return "\n\n".join((text if is_named else f"{theirs.author}:\n{text}", ours))


def own_note(note: Note, collector: str) -> Note | None:
    """Return what of a note is its unit's: all but what ``write_marks`` wrote; None for nothing."""
    levels = "|".join(level.label for level in LEVEL_FILLS)
    ours = _OURS.format(collector=re.escape(collector), levels=levels)
    text = re.sub(ours, "\n", note.text).strip()
    return Note("" if note.author == collector else note.author, text) if text else None
