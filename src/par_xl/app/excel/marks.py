"""Marks on the open workbook where something was found wrong, put on and taken off.

All of a mark lies in the workbook, and moves with its cell: the colour is a conditional format,
under which the cell's own fill stays what it is; the words stand at the beginning of the cell's
note, and the alternative text of the note's box says how far they go and how the note looked."""

from __future__ import annotations

import contextlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import xlwings as xw
from pydantic import BaseModel, ConfigDict, ValidationError

from par_xl.app.excel.session import file_time, full_name
from par_xl.app.user_folder import user_folder
from par_xl.form.marks import fill_of, note_text
from par_xl.intake.submission import Row
from par_xl.system.files import remove_file, write_all
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.words import Severity, day
from par_xl.workbooks.wrap import lines

Place = tuple[str, str]
"""Sheet and cell."""
_ALWAYS = '="par_xl"<>""'
"""The condition of a mark's colour, by which it is found: true in every language of Excel."""
_EXPRESSION = 2
"""Excel's xlExpression."""
_HEAD = re.compile(r"Đánh dấu \d+/\d+ lúc \d\d:\d\d:\d\d ngày ")
_BEFORE = "\n\nGhi chú có từ trước:\n"
_WIDTH, _LINE, _MARGIN = 255.0, 12.75, 12.0
"""Of a note's box, in points."""
_COLUMN, _SIZE = 46.0, 9.0
"""Width of a note's text in units of column width; size of its letters in points."""


class _Own(BaseModel):
    """How many characters of a note are a mark's, spaces aside, and their checksum.

    ``file_time``: when the workbook's file was last changed, where nothing was unsaved; ``box``
    and ``bold``: of the note that was there before, its size in points and its bold letters as
    (first, how many).
    """

    model_config = ConfigDict(frozen=True)

    letters: int
    checksum: int
    file_time: int | None
    box: tuple[float, float] | None = None
    bold: tuple[tuple[int, int], ...] = ()

    def rest_of(self, text: str) -> str:
        """Return what of a note's text is people's: it stood there before, or was added since."""
        ends = [at for at, each in enumerate(text, start=1) if not each.isspace()]
        end = ends[self.letters - 1] if 0 < self.letters <= len(ends) else 0
        # Excel has its own mind about line ends and spaces.
        if _checksum(text[:end]) != self.checksum:
            # Written in the middle of it, or over it: all but the line by which marks are known.
            return text.partition("\n")[2].strip()
        rest = text[end:]
        return rest.removeprefix("\r").removeprefix("\n") if self.box else rest.strip()


def _checksum(text: str) -> int:
    return crc32("".join(text.split()).encode())


def _own(note: xw.main.Note) -> _Own | None:
    """Return what is known of a mark's note; None for other notes."""
    if not _HEAD.match(str(note.text)):
        return None
    try:
        return _Own.model_validate_json(note.api.Shape.AlternativeText)
    except ValidationError:
        # Saved by a program that does not keep it.
        return None


def has_marks(book: xw.Book) -> bool:
    """Whether there are notes of marks."""
    return any(_HEAD.match(str(note.text)) for sheet in book.sheets for note in sheet.notes)


def take_off(book: xw.Book) -> int:
    """Take the marks off; how many cells had one. What people coloured or wrote since stays.

    Raises:
        HasPasswordError: a marked sheet was given a password since; its marks stay.
    """
    _lock_again(book)
    was_saved, count = bool(book.api.Saved), 0
    times: set[int | None] = set()
    for sheet in book.sheets:
        noted = [(note, own) for note in sheet.notes if (own := _own(note))]
        coloured = sum(rule.AppliesTo.Count for rule in _colours(sheet))
        if not noted and not coloured:
            continue
        with lifted(sheet):
            for note, own in noted:
                _give_back(note, own)
            for rule in _colours(sheet):
                rule.Delete()
        times |= {own.file_time for _note, own in noted}
        count += max(len(noted), coloured)
    if was_saved and times == {file_time(book)} != {None}:
        # It is as its file again.
        book.api.Saved = True
    return count


def _colours(sheet: xw.Sheet) -> Iterator[Any]:
    """Yield the conditional formats of marks, from the last: each may be deleted."""
    conditions = sheet.api.Cells.FormatConditions
    for number in range(conditions.Count, 0, -1):
        rule = conditions.Item(number)
        # Scales and bars have no formula.
        if rule.Type == _EXPRESSION and rule.Formula1 == _ALWAYS:
            yield rule


def _give_back(note: xw.main.Note, own: _Own) -> None:
    """Give a note back what it had; take it off where it had nothing."""
    text = own.rest_of(str(note.text))
    if not text:
        note.delete()
        return
    # Not deleted: who wrote it would be lost.
    note.text = text
    shape = note.api.Shape
    shape.AlternativeText = ""
    if own.box:
        shape.Width, shape.Height = own.box
    with contextlib.suppress(Exception):
        # Letters are the least of it: a shape that is locked must not stop the rest.
        shape.TextFrame.Characters(1, len(text)).Font.Bold = False
        for first, count in own.bold:
            shape.TextFrame.Characters(first, count).Font.Bold = True


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

    *tell* is called with what is being done: Excel takes its time where there are many. *rows* are
    those of the form, where it is one.
    """
    take_off(book)
    was_saved = bool(book.api.Saved)
    time = file_time(book) if was_saved else None
    found, unsaid = _cells(book, _by_place(findings, rows))
    now = datetime.now()  # noqa: DTZ005 - the user's own clock
    done: list[Place] = []
    locked: list[str] = []
    for name in dict.fromkeys(name for name, _address in found):
        sheet = book.sheets[name]
        here = [(at[1], those) for at, those in found.items() if at[0] == name]
        try:
            with lifted(sheet):
                for address, those in here:
                    number = f"{len(done) + 1}/{len(found)}"
                    tell(f"Đang đánh dấu {number}: {name}, ô {address}")
                    head = f"Đánh dấu {number} lúc {now:%H:%M:%S} ngày {day(now)}"
                    cell = sheet.range(address)
                    if not _note(cell, f"{head}\n{note_text(those)}", time):
                        unsaid += those
                    _colour(cell, fill_of(those))
                    done.append((name, address))
        except HasPasswordError:
            locked.append(name)
            unsaid += [each for _address, those in here for each in those]
    if was_saved and done:
        # Marks are nothing to be saved: whoever only looks is not asked when closing.
        book.api.Saved = True
    return Placed(len(done), done[0] if done else None, tuple(locked), tuple(unsaid))


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
    """Return the findings by the cells to mark, and those on sheets that are hidden.

    Of merged cells, the first holds colour and note.
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


def _colour(cell: xw.Range, colour: str) -> None:
    rule = cell.api.FormatConditions.Add(_EXPRESSION, Formula1=_ALWAYS)
    rule.SetFirstPriority()
    rule.StopIfTrue = False
    rule.Interior.Color = int.from_bytes(bytes.fromhex(colour.removeprefix("#")), "little")


def _note(cell: xw.Range, text: str, time: int | None) -> bool:
    """Put a mark's words into a cell's note; whether Excel takes them."""
    note = cell.note
    before = "" if note is None or _HEAD.match(str(note.text)) else str(note.text)
    box, bold = None, []
    if note is not None and before:
        text += _BEFORE
        shape = note.api.Shape
        box, bold = (shape.Width, shape.Height), _bold(shape.TextFrame, 1, len(before))
    own = _Own(
        letters=len("".join(text.split())),
        checksum=_checksum(text),
        file_time=time,
        box=box,
        bold=tuple(bold),
    )
    try:
        if note is None:
            note = cell.add_note(text)
        # Before its text: without that it says nothing.
        note.api.Shape.AlternativeText = own.model_dump_json()
        note.text = text + before
    except Exception:
        # Where people talk in threads (Microsoft 365), Excel takes no note beside.
        return False
    note.api.Shape.Width = _WIDTH
    note.api.Shape.Height = lines(text + before, _COLUMN, _SIZE) * _LINE + _MARGIN
    return True


def _bold(frame: Any, first: int, count: int) -> list[tuple[int, int]]:
    """Return the runs of bold letters: where Excel says they are mixed, each half is asked."""
    is_bold = frame.Characters(first, count).Font.Bold
    if is_bold is not None or count == 1:
        return [(first, count)] if is_bold else []
    half = count // 2
    left, right = _bold(frame, first, half), _bold(frame, first + half, count - half)
    if left and right and sum(left[-1]) == right[0][0]:
        joined = (left[-1][0], left[-1][1] + right[0][1])
        return [*left[:-1], joined, *right[1:]]
    return left + right


_ALLOWED = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)


class HasPasswordError(ParXlError):
    """The sheet's protection can't be lifted without a password."""

    def __init__(self, sheet: str) -> None:
        super().__init__(
            f"Trang “{sheet}” được khóa bằng mật khẩu nên không đánh dấu hay xóa đánh dấu được.",
            "Mở khóa trang: Xem lại (Review) → Bỏ bảo vệ trang tính (Unprotect Sheet), nhập mật "
            "khẩu của người đã khóa, rồi bấm lại nút này.",
        )


@contextlib.contextmanager
def lifted(sheet: xw.Sheet) -> Iterator[None]:
    """Lift a sheet's protection while its cells are marked; it is remembered meanwhile.

    Raises:
        HasPasswordError: it needs a password.
        ParXlError: it could not be put back.
    """
    before = _protection(sheet)
    if before is None:
        yield
        return
    # A click that is cut off here leaves it to the next one.
    write_all({_left(): json.dumps([full_name(sheet.book), sheet.name, before]).encode()})
    try:
        # With an empty password given, Excel asks the user for none.
        sheet.api.Unprotect("")
    except Exception as error:
        remove_file(_left())
        raise HasPasswordError(sheet.name) from error
    try:
        yield
    finally:
        try:
            _protect(sheet, before)
        except Exception as error:
            raise ParXlError(
                f"Chưa khóa lại được trang “{sheet.name}” sau khi đánh dấu hay xóa đánh dấu.",
                "Đóng các hộp thoại đang mở của Excel rồi bấm “Xóa đánh dấu”: trang sẽ được "
                "khóa lại như cũ.",
            ) from error
        remove_file(_left())


def _left() -> Path:
    """Where it stands which sheet's protection is lifted."""
    return user_folder() / "trang-dang-mo.json"


def _protection(sheet: xw.Sheet) -> dict[str, int] | None:
    """Return what ``Worksheet.Protect`` takes, and which cells may be selected; None where it is
    open."""
    native = sheet.api
    if not (native.ProtectContents or native.ProtectDrawingObjects or native.ProtectScenarios):
        return None
    return {
        "DrawingObjects": native.ProtectDrawingObjects,
        "Contents": native.ProtectContents,
        "Scenarios": native.ProtectScenarios,
        "UserInterfaceOnly": native.ProtectionMode,
        **{name: getattr(native.Protection, name) for name in _ALLOWED},
        "selection": native.EnableSelection,
    }


def _protect(sheet: xw.Sheet, protection: Mapping[str, int]) -> None:
    """Protect a sheet as it was, without a password."""
    how = dict(protection)
    selection = how.pop("selection")
    sheet.api.Protect(**how)
    sheet.api.EnableSelection = selection


def _lock_again(book: xw.Book) -> None:
    """Protect what was left open: the work was cut off while it was being marked."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        name, left, before = json.loads(_left().read_bytes())
        for sheet in book.sheets:
            if (full_name(book), sheet.name) == (name, left) and _protection(sheet) is None:
                _protect(sheet, before)
                remove_file(_left())
