"""Notes of cells: ours put on, those of others kept and given back."""

from __future__ import annotations

import contextlib
from typing import Any

import xlwings as xw
from pydantic import BaseModel, ConfigDict

from par_xl.workbooks.wrap import lines

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
