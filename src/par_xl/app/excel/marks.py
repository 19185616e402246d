"""Marks on the open workbook where something was found wrong, put on and taken off.

What marked cells looked like before is kept in the user's own folder, not in the workbook. A mark
is found again by the first line of its note, wherever its cell is now; only where that note is
gone, by the place that the cell had."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import xlwings as xw
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from par_xl.app.excel.cell_state import (
    Fill,
    HasPasswordError,
    Note,
    Protection,
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
from par_xl.app.excel.session import file_time, full_name
from par_xl.app.user_folder import MARKS, user_folder
from par_xl.form.cells import fill_of, note_text
from par_xl.intake.submission import Row
from par_xl.system.files import write_all
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.words import Severity, day

Place = tuple[str, str]
"""Sheet and cell."""
_KEPT_FOR = 400 * 86_400
"""Seconds: longer than a year's reports take."""
_HEAD = re.compile(r"Đánh dấu \d+/\d+ lúc \d\d:\d\d:\d\d ngày ")
_BEFORE = "\n\nGhi chú có từ trước:\n"


class MarkedCell(BaseModel):
    """A cell before it was marked, and the mark.

    ``fill`` None: it could not be coloured; ``text`` None: Excel took no note on it.
    """

    model_config = ConfigDict(frozen=True)

    sheet: str
    cell: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}\d{1,7}$")]
    fill: Fill | None
    note: Note | None
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9A-F]{6}$")]
    text: str | None

    @property
    def place(self) -> Place:
        """Where it was when it was marked."""
        return self.sheet, self.cell

    def colours(self, cell: xw.Range) -> bool:
        """Whether a cell has the mark's colour."""
        return bool(cell.color == tuple(bytes.fromhex(self.colour.removeprefix("#"))))


class MarkedBook(BaseModel):
    """A workbook before it was marked.

    ``protections`` are those lifted while it is being marked, by sheet; none afterwards.
    ``file_time`` is when its file was last changed, where it held nothing unsaved.
    """

    book: str
    cells: tuple[MarkedCell, ...]
    protections: dict[str, Protection] = {}
    file_time: int | None = None
    is_taken_off: bool = False

    def write(self, path: Path) -> None:
        """Keep it, also after the marks were taken off: the file may have been saved with them."""
        write_all({path: self.model_dump_json(indent=1).encode()})


def _folder() -> Path:
    return user_folder() / MARKS


def _name(book: str) -> str:
    return hashlib.sha256(os.path.normcase(book).encode()).hexdigest()[:16]


def _new_path(book: str) -> Path:
    """Where a workbook before its marks is to be kept; what is old is forgotten."""
    for path in _folder().glob("*.json"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - _KEPT_FOR:
                path.unlink()
    return _folder() / f"{_name(book)}-{time.time_ns()}.json"


def _kept(book: str) -> Iterator[tuple[Path, MarkedBook]]:
    """All that is kept, the newest first: that of the workbook of this full name, then the others,
    since a marked workbook may have been saved under another name."""
    paths = sorted(_folder().glob("*.json"), key=lambda path: path.stem[-19:], reverse=True)
    paths.sort(key=lambda path: not path.name.startswith(_name(book)))
    for path in paths:
        with contextlib.suppress(OSError, ValidationError):
            # What can't be read is of no use to anybody; the marks can be taken off by hand.
            yield path, MarkedBook.model_validate_json(path.read_bytes())


def take_off(book: xw.Book) -> int | None:
    """Take the marks off and give back colours, notes and protection; how many cells there were.

    None: there are none, as far as this user's folder knows. A cell that somebody coloured or
    noted anew since keeps that.

    Raises:
        HasPasswordError: a marked sheet was given a password since; its marks stay.
    """
    notes, name = _notes(book), full_name(book)
    for path, marked in _kept(name):
        is_own = marked.book == name
        if is_own:
            _give_back_protections(book, marked)
        if _is_on(book, marked, notes, is_own=is_own):
            count = _take_off(book, marked, notes)
            marked.is_taken_off, marked.protections = True, {}
            marked.write(path)
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
    if not is_own or marked.is_taken_off:
        return False
    sheets = {sheet.name: sheet for sheet in book.sheets}
    return all(
        each.sheet in sheets
        and each.colours(cell := sheets[each.sheet].range(each.cell))
        and (each.text is None or cell.note is None)
        for each in marked.cells
    )


def _take_off(book: xw.Book, marked: MarkedBook, notes: Mapping[str, Sequence[Place]]) -> int:
    found = {each: notes.get(_key(each.text), ()) if each.text else () for each in marked.cells}
    # Where rows moved, the place that a cell had is another cell's now.
    moved = {each.sheet for each, places in found.items() if places and each.place not in places}
    left = {sheet.name for sheet in book.sheets} - moved
    by_sheet: dict[str, list[tuple[str, MarkedCell, bool]]] = defaultdict(list)
    for each, places in found.items():
        for name, address in places:
            by_sheet[name].append((address, each, True))
        if not places and each.sheet in left:
            by_sheet[each.sheet].append((each.cell, each, False))
    was_untouched = (
        book.api.Saved and marked.file_time is not None and marked.file_time == file_time(book)
    )
    count = 0
    for name, group in by_sheet.items():
        sheet = book.sheets[name]
        with lifted(sheet):
            for address, each, is_noted in group:
                count += _give_back(sheet.range(address), each, is_noted=is_noted)
    if was_untouched:
        # It is as its file again.
        book.api.Saved = True
    return count


def _give_back(cell: xw.Range, marked: MarkedCell, *, is_noted: bool) -> bool:
    """Give one cell back what it had; whether it was marked still."""
    is_coloured = marked.colours(cell)
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


@dataclass(frozen=True)
class Placed:
    """What was marked: how many cells, the first of them, the sheets that are locked, and what
    no note says."""

    count: int
    first: Place | None
    locked: tuple[str, ...]
    unsaid: tuple[Finding, ...]


def place(
    book: xw.Book,
    findings: Iterable[Finding],
    tell: Callable[[str], None],
    rows: Iterable[Row] = (),
) -> Placed:
    """Mark the cells with errors or warnings by colour and note, in the place of earlier marks.

    What was there before is kept in the user's own folder before anything is changed. *tell* is
    called with what is being done: Excel takes its time where there are many. *rows* are those of
    the form, where it is one.
    """
    take_off(book)
    was_saved = bool(book.api.Saved)
    found, hidden = _cells(book, _by_place(findings, rows))
    if not found:
        return Placed(0, None, (), tuple(hidden))
    cells = _before(book, found)
    names = list(dict.fromkeys(each.sheet for each in cells))
    locks = {name: read_protection(book.sheets[name]) for name in names}
    marked = MarkedBook(
        book=full_name(book),
        cells=tuple(cells),
        protections={name: lock for name, lock in locks.items() if lock},
        file_time=file_time(book) if was_saved else None,
    )
    path = _new_path(marked.book)
    marked.write(path)
    done: list[MarkedCell] = []
    locked: list[str] = []
    for name in names:
        sheet = book.sheets[name]
        try:
            with lifted(sheet):
                for each in cells:
                    if each.sheet == name:
                        tell(f"Đang đánh dấu {len(done) + 1}/{len(cells)}: {name}, ô {each.cell}")
                        done.append(_mark(sheet.range(each.cell), each))
        except HasPasswordError:
            locked.append(name)
    if done:
        marked.cells, marked.protections = tuple(done), {}
        marked.write(path)
    else:
        path.unlink(missing_ok=True)
    if was_saved:
        # Marks are nothing to be saved: whoever only looks is not asked when closing.
        book.api.Saved = True
    said = {each.place for each in done if each.text is not None}
    unsaid = [each for at, those in found.items() if at not in said for each in those]
    first = done[0].place if done else None
    return Placed(len(done), first, tuple(locked), (*hidden, *unsaid))


def _by_place(findings: Iterable[Finding], rows: Iterable[Row]) -> dict[Place, list[Finding]]:
    """Errors and warnings by their cells, those with errors first.

    What is wrong with a row's key, whose column is hidden, is marked on its number.
    """
    shown = {
        (row.sheet, cell_name(row.number - 1, row.columns["key"])): cell_name(
            row.number - 1, row.columns["code"]
        )
        for row in rows
        if "key" in row.columns and "code" in row.columns
    }
    found: dict[Place, list[Finding]] = defaultdict(list)
    for each in sorted(findings, key=lambda each: list(Severity).index(each.severity)):
        if each.severity is not Severity.INFO and each.sheet and each.cell:
            found[each.sheet, shown.get((each.sheet, each.cell), each.cell)].append(each)
    return found


def _cells(
    book: xw.Book, by_place: Mapping[Place, Sequence[Finding]]
) -> tuple[dict[Place, list[Finding]], list[Finding]]:
    """The findings by the cells to mark, and those on sheets that are hidden.

    Of merged cells, the first holds fill and note.
    """
    # Excel says -1 of a sheet that is shown, 2 of one that is very hidden.
    shown = {sheet.name: sheet for sheet in book.sheets if sheet.visible in (True, -1)}
    found: dict[Place, list[Finding]] = defaultdict(list)
    hidden: list[Finding] = []
    for (name, address), findings in by_place.items():
        if name in shown:
            cell = shown[name].range(address).merge_area[0, 0]
            found[name, cell.address.replace("$", "")] += findings
        else:
            hidden += findings
    return found, hidden


def _before(book: xw.Book, found: Mapping[Place, Sequence[Finding]]) -> list[MarkedCell]:
    """The cells as they are, each with its mark."""
    now = datetime.now()  # noqa: DTZ005 - the user's own clock
    cells = []
    for number, ((name, address), findings) in enumerate(found.items(), start=1):
        cell = book.sheets[name].range(address)
        note = read_note(cell)
        # Number and time make each note's text unlike all others: it is found again by that.
        head = f"Đánh dấu {number}/{len(found)} lúc {now:%H:%M:%S} ngày {day(now)}"
        text = f"{head}\n{note_text(findings)}"
        if note is not None and not is_mark(note.text):
            text += f"{_BEFORE}{note.text}"
        cells.append(
            MarkedCell(
                sheet=name,
                cell=address,
                fill=read_fill(cell.api.Interior),
                note=note,
                colour=fill_of(findings),
                text=text,
            )
        )
    return cells


def _mark(cell: xw.Range, marked: MarkedCell) -> MarkedCell:
    """Mark one cell; what of it Excel took."""
    if marked.fill is not None:
        cell.color = marked.colour
    took_note = put_note(cell, marked.text or "")
    return marked if took_note else marked.model_copy(update={"text": None})
