"""Marks taken off the open workbook: each cell gets back what it had.

A mark is found again by the first line of its note, wherever its cell is now; only where that note
is gone, by the place that the cell had.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import xlwings as xw

from par_xl.app.excel.book import file_time, full_name
from par_xl.app.excel.fill import write_fill
from par_xl.app.excel.marked import MarkedBook, MarkedCell, all_kept
from par_xl.app.excel.notes import add_to_note, give_back_note
from par_xl.app.excel.protection import lifted, protect, read_protection

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
