"""Marks on the open workbook: put on where something was found wrong, and taken off again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlwings as xw

from par_xl.excel.fill import read_fill, write_fill
from par_xl.excel.marked import MarkedBook, MarkedCell, forget, keep, kept
from par_xl.excel.notes import give_back_note, put_note, read_note, text_of
from par_xl.excel.protection import HasPasswordError, lifted, protect, read_protection
from par_xl.excel.session import full_name
from par_xl.form.marks import fill_of, note_text
from par_xl.marking import Mark
from par_xl.words import day

_BEFORE = "\n\nGhi chú có từ trước:\n"


@dataclass(frozen=True)
class Placed:
    """What was marked: how many cells, the first of them, and the sheets that are locked."""

    count: int
    first: tuple[str, str] | None
    locked: tuple[str, ...]


def place(book: xw.Book, marks: Sequence[Mark], tell: Callable[[str], None]) -> Placed:
    """Mark cells with colour and note, in the place of earlier marks.

    What was there before is kept in the user's own folder before anything is changed. *tell* is
    called with what is being done: Excel takes its time where there are many.
    """
    take_off(book)
    was_saved = book.api.Saved
    cells = _cells_before(book, marks, datetime.now())  # noqa: DTZ005 - the user's own clock
    protections = {
        sheet.name: protection
        for sheet in book.sheets
        if (protection := read_protection(sheet)) and any(c.sheet == sheet.name for c in cells)
    }
    if cells:
        keep(MarkedBook(book=full_name(book), cells=tuple(cells), protections=protections))
    done: list[MarkedCell] = []
    locked: list[str] = []
    for name, group in _by_sheet(cells).items():
        sheet = book.sheets[name]
        try:
            with lifted(sheet):
                for each in group:
                    tell(f"Đang đánh dấu {len(done) + 1}/{len(cells)}: {name}, ô {each.cell}")
                    done.append(_mark(sheet, each))
        except HasPasswordError:
            locked.append(name)
            protections.pop(name, None)
    _keep_or_forget(MarkedBook(book=full_name(book), cells=tuple(done), protections=protections))
    if was_saved:
        # Marks are nothing to be saved: whoever only looks is not asked when closing.
        book.api.Saved = True
    at = {(each.sheet, each.cell) for each in done}
    first = next(((c.sheet, c.cell) for c in cells if (c.sheet, c.cell) in at), None)
    return Placed(len(done), first, tuple(locked))


def take_off(book: xw.Book) -> int | None:
    """Take the marks off and give back colours, notes and protection; how many cells there were.

    None: nothing of this workbook is kept. A cell that somebody coloured or noted anew since
    keeps that.

    Raises:
        HasPasswordError: a marked sheet was given a password since; its marks stay.
    """
    notes = {
        text_of(note): (sheet.name, note.location.address.replace("$", ""))
        for sheet in book.sheets
        for note in sheet.notes
    }
    for marked in kept(full_name(book)):
        is_own = marked.book == full_name(book)
        if is_own or any(cell.text in notes for cell in marked.cells):
            count = _take_off(book, marked, notes)
            if is_own:
                forget(marked)
            return count
    return None


def _take_off(book: xw.Book, marked: MarkedBook, notes: dict[str, tuple[str, str]]) -> int:
    """*notes* are the places of all notes by their texts: rows may have moved since."""
    names = {sheet.name for sheet in book.sheets}
    places = [notes.get(cell.text or "", (cell.sheet, cell.cell)) for cell in marked.cells]
    groups: dict[str, list[tuple[str, MarkedCell]]] = defaultdict(list)
    for (name, address), cell in zip(places, marked.cells, strict=True):
        if name in names:
            groups[name].append((address, cell))
    count = 0
    for name, group in groups.items():
        sheet = book.sheets[name]
        with lifted(sheet):
            for address, cell in group:
                count += _give_back(sheet.range(address), cell)
    for name, protection in marked.protections.items():
        # Only where the work was cut off between lifting it and putting it back.
        if name in names and read_protection(book.sheets[name]) is None:
            protect(book.sheets[name], protection)
    return count


def _give_back(cell: xw.Range, marked: MarkedCell) -> bool:
    """Give one cell back what it had; whether it was marked still."""
    note = cell.note
    is_noted = marked.text is not None and note is not None and text_of(note) == marked.text
    is_coloured = cell.color == tuple(bytes.fromhex(marked.colour.removeprefix("#")))
    if is_noted or (is_coloured and note is None):
        give_back_note(cell, marked.note)
    if is_coloured and marked.fill is not None:
        write_fill(cell.api.Interior, marked.fill)
    return is_noted or is_coloured


def _cells_before(book: xw.Book, marks: Sequence[Mark], now: datetime) -> list[MarkedCell]:
    """The cells to mark, as they are. Of merged cells, the first holds fill and note."""
    # Excel says -1 of a sheet that is shown, 2 of one that is very hidden.
    shown = {sheet.name: sheet for sheet in book.sheets if sheet.visible in (True, -1)}
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        if mark.sheet in shown:
            cell = shown[mark.sheet].range(mark.cell).merge_area[0, 0]
            found.setdefault((mark.sheet, cell.address.replace("$", "")), []).append(mark)
    cells = []
    for number, ((name, address), each) in enumerate(found.items(), start=1):
        cell = shown[name].range(address)
        findings = [finding for mark in each for finding in mark.findings]
        note = read_note(cell)
        # Number and time make each note's text unlike all others: it is found again by that.
        head = f"Đánh dấu {number}/{len(found)} lúc {now:%H:%M:%S} ngày {day(now)}"
        text = f"{head}\n{note_text(findings)}"
        cells.append(
            MarkedCell(
                sheet=name,
                cell=address,
                fill=read_fill(cell.api.Interior),
                note=note,
                colour=fill_of(findings),
                text=text + (f"{_BEFORE}{note.text}" if note else ""),
            )
        )
    return cells


def _mark(sheet: xw.Sheet, cell: MarkedCell) -> MarkedCell:
    """Mark one cell; what of it Excel took."""
    at = sheet.range(cell.cell)
    if cell.fill is not None:
        at.color = cell.colour
    took_note = put_note(at, cell.text or "")
    return cell if took_note else cell.model_copy(update={"text": None})


def _by_sheet(cells: Sequence[MarkedCell]) -> dict[str, list[MarkedCell]]:
    groups: dict[str, list[MarkedCell]] = defaultdict(list)
    for cell in cells:
        groups[cell.sheet].append(cell)
    return groups


def _keep_or_forget(marked: MarkedBook) -> None:
    if marked.cells:
        keep(marked)
    else:
        forget(marked)
