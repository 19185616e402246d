"""Marks on the open workbook where something was found wrong, put on and taken off.

A mark is found again by the first line of its note, wherever its cell is now; only where that note
is gone, by the place that the cell had."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlwings as xw

from par_xl.app.excel.cell_state import (
    HasPasswordError,
    add_to_note,
    give_back_note,
    lifted,
    protect,
    put_note,
    read_fill,
    read_note,
    read_protection,
    write_fill,
)
from par_xl.app.excel.marked import MarkedBook, MarkedCell, all_kept, keep
from par_xl.app.excel.session import file_time, full_name
from par_xl.form.cells import fill_of, note_text
from par_xl.intake.submission import Row
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.words import Severity, day


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to mark, and what was found wrong in it: errors first."""

    sheet: str
    cell: str
    findings: tuple[Finding, ...]


def marks_of(findings: Iterable[Finding], rows: Iterable[Row] = ()) -> list[Mark]:
    """A mark for each cell with errors or warnings: cells with errors first.

    *rows* are those of the form: what is wrong with a row's key, whose column is hidden, is
    marked on its number.
    """
    shown = {
        (row.sheet, cell_name(row.number - 1, row.columns["key"])): cell_name(
            row.number - 1, row.columns["code"]
        )
        for row in rows
        if "key" in row.columns and "code" in row.columns
    }
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda each: list(Severity).index(each.severity)):
        if finding.severity is not Severity.INFO and finding.sheet and finding.cell:
            place = (finding.sheet, finding.cell)
            found.setdefault((finding.sheet, shown.get(place, finding.cell)), []).append(finding)
    return [Mark(sheet, cell, tuple(each)) for (sheet, cell), each in found.items()]


_HEAD = re.compile(r"Đánh dấu \d+/\d+ lúc \d\d:\d\d:\d\d ngày ")

Place = tuple[str, str]
"""Sheet and cell."""


def take_off(book: xw.Book) -> int | None:
    """Take the marks off and give back colours, notes and protection; how many cells there were.

    None: there are none, as far as this user's folder knows. A cell that somebody coloured or
    noted anew since keeps that.

    Raises:
        HasPasswordError: a marked sheet was given a password since; its marks stay.
    """
    notes, name = _notes(book), full_name(book)
    for kept in all_kept(name):
        is_own = kept.marked.book == name
        if is_own:
            _give_back_protections(book, kept.marked)
        if _is_on(book, kept.marked, notes, is_own=is_own):
            count = _take_off(book, kept.marked, notes)
            kept.but(is_taken_off=True, protections={}).write()
            return count
    return None


def is_mark(note: str) -> bool:
    """Whether a note's text is that of a mark, put on by whomever."""
    return _HEAD.match(note) is not None


def has_marks(book: xw.Book) -> bool:
    """Whether there are notes of marks, put on by whomever."""
    return bool(_notes(book))


def _key(text: str) -> str:
    """What a mark's note is known by: its first line, with number and time."""
    return text.splitlines()[0].strip()


def _notes(book: xw.Book) -> dict[str, list[Place]]:
    """The places of marks by what they are known by: a marked cell may have been copied."""
    found: dict[str, list[Place]] = defaultdict(list)
    for sheet in book.sheets:
        for note in sheet.notes:
            if is_mark(text := str(note.text)):
                found[_key(text)].append((sheet.name, note.location.address.replace("$", "")))
    return found


def _is_on(
    book: xw.Book, marked: MarkedBook, notes: Mapping[str, Sequence[Place]], *, is_own: bool
) -> bool:
    """Whether the workbook has these marks: at least one of their notes. Where somebody removed
    the notes one by one: the colours of all, and no note on any."""
    if any(cell.text and _key(cell.text) in notes for cell in marked.cells):
        return True
    names = {sheet.name for sheet in book.sheets}
    return (
        is_own
        and not marked.is_taken_off
        and all(
            cell.sheet in names and _is_bare(book.sheets[cell.sheet].range(cell.cell), cell)
            for cell in marked.cells
        )
    )


def _is_bare(cell: xw.Range, marked: MarkedCell) -> bool:
    """Whether it has the mark's colour, but no note that says whose."""
    return _is_coloured(cell, marked) and (marked.text is None or cell.note is None)


def _is_coloured(cell: xw.Range, marked: MarkedCell) -> bool:
    return bool(cell.color == tuple(bytes.fromhex(marked.colour.removeprefix("#"))))


def _take_off(book: xw.Book, marked: MarkedBook, notes: Mapping[str, Sequence[Place]]) -> int:
    groups: dict[str, list[tuple[str, MarkedCell, bool]]] = defaultdict(list)
    found = {cell: notes.get(_key(cell.text), ()) if cell.text else () for cell in marked.cells}
    # Where rows moved, the place that a cell had is another cell's now.
    moved = {cell.sheet for cell, places in found.items() if places and _place(cell) not in places}
    names = {sheet.name for sheet in book.sheets}
    for cell, places in found.items():
        for name, address in places:
            groups[name].append((address, cell, True))
        if not places and cell.sheet in names - moved:
            groups[cell.sheet].append((cell.cell, cell, False))
    was_untouched = (
        book.api.Saved and marked.file_time is not None and marked.file_time == file_time(book)
    )
    count = 0
    for name, group in groups.items():
        sheet = book.sheets[name]
        with lifted(sheet):
            for address, cell, is_noted in group:
                count += _give_back(sheet.range(address), cell, is_noted=is_noted)
    if was_untouched:
        # It is as its file again.
        book.api.Saved = True
    return count


def _place(cell: MarkedCell) -> Place:
    return cell.sheet, cell.cell


def _give_back(cell: xw.Range, marked: MarkedCell, *, is_noted: bool) -> bool:
    """Give one cell back what it had; whether it was marked still."""
    is_coloured = _is_coloured(cell, marked)
    if is_noted or (is_coloured and marked.text is not None and cell.note is None):
        added = _added(str(cell.note.text), marked.text or "") if cell.note else ""
        give_back_note(cell, marked.note)
        if added:
            add_to_note(cell, added)
    if is_coloured and marked.fill is not None:
        write_fill(cell.api.Interior, marked.fill)
    return is_noted or is_coloured


def _added(text: str, mark: str) -> str:
    """What people wrote into the note of a mark."""
    if text.split() == mark.split():
        # Excel has its own mind about line ends and spaces.
        return ""
    plain, own = ("\n".join(each.splitlines()) for each in (text, mark))
    if plain.startswith(own):
        return plain.removeprefix(own).strip()
    # Written in the middle of it, or over it: all but the line by which marks are known.
    return plain.partition("\n")[2].strip()


def _give_back_protections(book: xw.Book, marked: MarkedBook) -> None:
    """Protect what was left open: the work was cut off while it was being marked."""
    names = {sheet.name for sheet in book.sheets}
    for name, protection in marked.protections.items():
        if name in names and read_protection(book.sheets[name]) is None:
            protect(book.sheets[name], protection)


_BEFORE = "\n\nGhi chú có từ trước:\n"


@dataclass(frozen=True)
class Placed:
    """What was marked: how many cells, the first of them, the sheets that are locked, and what
    is told by no note."""

    count: int
    first: tuple[str, str] | None
    locked: tuple[str, ...]
    untold: tuple[Finding, ...]


@dataclass(frozen=True)
class _Before:
    cell: MarkedCell
    findings: tuple[Finding, ...]


def place(book: xw.Book, marks: Sequence[Mark], tell: Callable[[str], None]) -> Placed:
    """Mark cells with colour and note, in the place of earlier marks.

    What was there before is kept in the user's own folder before anything is changed. *tell* is
    called with what is being done: Excel takes its time where there are many.
    """
    take_off(book)
    was_saved = bool(book.api.Saved)
    before, hidden = _before(book, marks, datetime.now())  # noqa: DTZ005 - the user's own clock
    if not before:
        return Placed(0, None, (), hidden)
    sheets = _by_sheet(before)
    locks = {name: read_protection(book.sheets[name]) for name in sheets}
    marked = MarkedBook(
        book=full_name(book),
        cells=tuple(each.cell for each in before),
        protections={name: lock for name, lock in locks.items() if lock},
        file_time=file_time(book) if was_saved else None,
    )
    kept = keep(marked)
    done: list[MarkedCell] = []
    locked: list[str] = []
    for name, group in sheets.items():
        sheet = book.sheets[name]
        try:
            with lifted(sheet):
                for each in group:
                    tell(f"Đang đánh dấu {len(done) + 1}/{len(before)}: {name}, ô {each.cell.cell}")
                    done.append(_mark(sheet, each.cell))
        except HasPasswordError:
            locked.append(name)
    kept = kept.but(cells=tuple(done), protections={})
    if done:
        kept.write()
    else:
        kept.forget()
    if was_saved:
        # Marks are nothing to be saved: whoever only looks is not asked when closing.
        book.api.Saved = True
    placed = {(cell.sheet, cell.cell): cell for cell in done}
    places = [(each.cell.sheet, each.cell.cell) for each in before]
    untold = [
        finding
        for place, each in zip(places, before, strict=True)
        if place not in placed or placed[place].text is None
        for finding in each.findings
    ]
    first = next((place for place in places if place in placed), None)
    return Placed(len(done), first, tuple(locked), (*hidden, *untold))


def _before(
    book: xw.Book, marks: Sequence[Mark], now: datetime
) -> tuple[list[_Before], tuple[Finding, ...]]:
    """The cells to mark, as they are, and what can't be marked, since its sheet is hidden.

    Of merged cells, the first holds fill and note.
    """
    # Excel says -1 of a sheet that is shown, 2 of one that is very hidden.
    shown = {sheet.name: sheet for sheet in book.sheets if sheet.visible in (True, -1)}
    found: dict[tuple[str, str], list[Finding]] = {}
    hidden: list[Finding] = []
    for mark in marks:
        if mark.sheet in shown:
            cell = shown[mark.sheet].range(mark.cell).merge_area[0, 0]
            place = (mark.sheet, cell.address.replace("$", ""))
            found.setdefault(place, []).extend(mark.findings)
        else:
            hidden += mark.findings
    before = []
    for number, ((name, address), findings) in enumerate(found.items(), start=1):
        cell = shown[name].range(address)
        note = read_note(cell)
        # Number and time make each note's text unlike all others: it is found again by that.
        head = f"Đánh dấu {number}/{len(found)} lúc {now:%H:%M:%S} ngày {day(now)}"
        text = f"{head}\n{note_text(findings)}"
        if note is not None and not is_mark(note.text):
            text += f"{_BEFORE}{note.text}"
        marked = MarkedCell(
            sheet=name,
            cell=address,
            fill=read_fill(cell.api.Interior),
            note=note,
            colour=fill_of(findings),
            text=text,
        )
        before.append(_Before(marked, tuple(findings)))
    return before, tuple(hidden)


def _mark(sheet: xw.Sheet, cell: MarkedCell) -> MarkedCell:
    """Mark one cell; what of it Excel took."""
    at = sheet.range(cell.cell)
    if cell.fill is not None:
        at.color = cell.colour
    took_note = put_note(at, cell.text or "")
    return cell if took_note else cell.model_copy(update={"text": None})


def _by_sheet(before: Sequence[_Before]) -> dict[str, list[_Before]]:
    groups: dict[str, list[_Before]] = defaultdict(list)
    for each in before:
        groups[each.cell.sheet].append(each)
    return groups
