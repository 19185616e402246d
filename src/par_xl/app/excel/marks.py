"""Marks put on the open workbook where something was found wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlwings as xw

from par_xl.app.excel.book import file_time, full_name
from par_xl.app.excel.fill import read_fill
from par_xl.app.excel.marked import MarkedBook, MarkedCell, keep
from par_xl.app.excel.notes import put_note, read_note
from par_xl.app.excel.protection import HasPasswordError, lifted, read_protection
from par_xl.app.excel.to_mark import Mark
from par_xl.app.excel.unmark import is_mark, take_off
from par_xl.form.cells import fill_of, note_text
from par_xl.terms.finding import Finding
from par_xl.terms.words import day

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
