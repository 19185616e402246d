"""What a cell and its sheet looked like: fill, note, protection, so that they can be given back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import xlwings as xw
from pydantic import BaseModel, ConfigDict

from par_xl.terms.errors import ParXlError
from par_xl.workbooks.wrap import lines

_NONE = -4142
_GRADIENTS = (4000, 4001)
_AUTOMATIC = -4105


class Fill(BaseModel):
    """A fill as Excel's Interior has it: RGB as one number, blue first; None where not set."""

    model_config = ConfigDict(frozen=True)

    pattern: int
    color: int | None = None
    theme: int | None = None
    tint: float | None = None
    pattern_color: int | None = None
    pattern_theme: int | None = None
    pattern_tint: float | None = None


def read_fill(interior: Any) -> Fill | None:
    """The fill of a cell; None for a gradient, which can't be given back and so is left alone."""
    pattern = int(interior.Pattern)
    if pattern in _GRADIENTS:
        return None
    if pattern == _NONE:
        return Fill(pattern=pattern)
    # Excel tells a colour also of what has none of its own.
    is_plain = _whole(interior.ColorIndex) == _AUTOMATIC
    is_automatic = _whole(interior.PatternColorIndex) == _AUTOMATIC
    return Fill(
        pattern=pattern,
        color=None if is_plain else _whole(interior.Color),
        theme=_theme(interior, "ThemeColor"),
        tint=interior.TintAndShade,
        pattern_color=None if is_automatic else _whole(interior.PatternColor),
        pattern_theme=None if is_automatic else _theme(interior, "PatternThemeColor"),
        pattern_tint=None if is_automatic else interior.PatternTintAndShade,
    )


def write_fill(interior: Any, fill: Fill) -> None:
    """Give a cell the fill it had. Setting a colour resets its shade, so the order counts."""
    interior.Pattern = fill.pattern
    if fill.pattern == _NONE:
        return
    if fill.pattern_theme is not None:
        interior.PatternThemeColor = fill.pattern_theme
        interior.PatternTintAndShade = fill.pattern_tint or 0.0
    elif fill.pattern_color is not None:
        interior.PatternColor = fill.pattern_color
    else:
        interior.PatternColorIndex = _AUTOMATIC
    if fill.theme is not None:
        interior.ThemeColor = fill.theme
    elif fill.color is not None:
        interior.Color = fill.color
    else:
        interior.ColorIndex = _AUTOMATIC
    if fill.tint is not None:
        interior.TintAndShade = fill.tint


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _theme(interior: Any, name: str) -> int | None:
    try:
        return _whole(getattr(interior, name))
    except Exception:
        # Excel refuses to say the theme's colour of a fill that has none.
        return None


_WIDTH, _LINE, _MARGIN = 255.0, 12.75, 12.0
"""Points."""
_COLUMN, _SIZE = 46.0, 9.0
"""Width of a note's text in units of column width; size of its letters in points."""


class Note(BaseModel):
    """A note as it was: its box in points, and its bold letters as (first, how many)."""

    model_config = ConfigDict(frozen=True)

    text: str
    width: float
    height: float
    is_visible: bool
    bold: tuple[tuple[int, int], ...]


def read_note(cell: xw.Range) -> Note | None:
    """The note of a cell."""
    note = cell.note
    if note is None:
        return None
    text, native = str(note.text), note.api
    return Note(
        text=text,
        width=native.Shape.Width,
        height=native.Shape.Height,
        is_visible=native.Visible,
        bold=tuple(_bold(native.Shape.TextFrame, 1, len(text))),
    )


def put_note(cell: xw.Range, text: str) -> bool:
    """Put a note on a cell, in the place of its own; whether Excel takes it."""
    note = cell.note
    try:
        if note is not None:
            note.text = text
        else:
            note = cell.add_note(text)
    except Exception:
        # Where people talk in threads (Microsoft 365), Excel takes no note beside.
        return False
    note.api.Shape.Width = _WIDTH
    note.api.Shape.Height = lines(text, _COLUMN, _SIZE) * _LINE + _MARGIN
    return True


def give_back_note(cell: xw.Range, before: Note | None) -> None:
    """Give a cell the note that it had, or none."""
    note = cell.note
    if before is None:
        if note is not None:
            note.delete()
        return
    if note is None:
        note = cell.add_note(before.text)
    else:
        # Not deleted: who wrote it would be lost.
        note.text = before.text
    shape = note.api.Shape
    shape.Width, shape.Height = before.width, before.height
    note.api.Visible = before.is_visible
    with contextlib.suppress(Exception):
        # Letters are the least of it: a shape that is locked must not stop the rest.
        if before.text:
            shape.TextFrame.Characters(1, len(before.text)).Font.Bold = False
        for first, count in before.bold:
            shape.TextFrame.Characters(first, count).Font.Bold = True


def add_to_note(cell: xw.Range, text: str) -> None:
    """Add to a cell's note, or begin one."""
    note = cell.note
    if note is None:
        cell.add_note(text)
    else:
        note.text = f"{note.text}\n{text}"


def _bold(frame: Any, first: int, count: int) -> list[tuple[int, int]]:
    """Runs of bold letters; where they are mixed, Excel says so, and each half is asked."""
    if count == 0:
        return []
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
            f"Trang «{sheet}» được khóa bằng mật khẩu nên không đánh dấu hay xóa đánh dấu được.",
            "Mở khóa trang: Xem lại (Review) → Bỏ bảo vệ trang tính (Unprotect Sheet), nhập mật "
            "khẩu của người đã khóa, rồi bấm lại nút này.",
        )


class Protection(BaseModel):
    """What of a sheet is protected, and what is allowed all the same."""

    model_config = ConfigDict(frozen=True)

    contents: bool
    drawings: bool
    scenarios: bool
    interface_only: bool
    selection: int
    allowed: tuple[str, ...]


def read_protection(sheet: xw.Sheet) -> Protection | None:
    """A sheet's protection; None where it has none."""
    native = sheet.api
    if not (native.ProtectContents or native.ProtectDrawingObjects or native.ProtectScenarios):
        return None
    return Protection(
        contents=native.ProtectContents,
        drawings=native.ProtectDrawingObjects,
        scenarios=native.ProtectScenarios,
        interface_only=native.ProtectionMode,
        selection=native.EnableSelection,
        allowed=tuple(name for name in _ALLOWED if getattr(native.Protection, name)),
    )


def protect(sheet: xw.Sheet, protection: Protection) -> None:
    """Protect a sheet as it was, without a password."""
    native = sheet.api
    native.Protect(
        DrawingObjects=protection.drawings,
        Contents=protection.contents,
        Scenarios=protection.scenarios,
        UserInterfaceOnly=protection.interface_only,
        **{name: name in protection.allowed for name in _ALLOWED},
    )
    native.EnableSelection = protection.selection


@contextlib.contextmanager
def lifted(sheet: xw.Sheet) -> Iterator[Any]:
    """Lift a sheet's protection while its cells are marked.

    Raises:
        HasPasswordError: it needs a password.
        ParXlError: it could not be put back.
    """
    before = read_protection(sheet)
    if before is not None:
        try:
            # With an empty password given, Excel asks the user for none.
            sheet.api.Unprotect("")
        except Exception as error:
            raise HasPasswordError(sheet.name) from error
    try:
        yield
    finally:
        if before is not None:
            try:
                protect(sheet, before)
            except Exception as error:
                raise ParXlError(
                    f"Chưa khóa lại được trang «{sheet.name}» sau khi đánh dấu hay xóa đánh dấu.",
                    "Đóng các hộp thoại đang mở của Excel rồi bấm «Xóa đánh dấu»: trang sẽ được "
                    "khóa lại như cũ.",
                ) from error
