"""Notes (Excel's Comment): text, author, size, alternative text and bold letters.

openpyxl keeps text, author and size; the alternative text is written into files by ``saving``;
bold letters and whether a note always shows live in memory only.
"""

# ruff: noqa: N802, N803

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl.cell import Cell
from openpyxl.comments import Comment

from .com import Com

if TYPE_CHECKING:
    from .area import FakeRange

POINTS = 72 / 96
"""Points in a pixel: openpyxl keeps a note's size in pixels."""


@dataclass
class Remark:
    """What is known of a note beside what openpyxl keeps."""

    bold: list[bool] = field(default_factory=list)
    visible: bool = False
    auto_size: bool = False
    alternative: str = ""


class FakeComment(Com):
    """The note of a cell."""

    def __init__(self, area: FakeRange) -> None:
        self.area = area

    @classmethod
    def add(cls, area: FakeRange, cell: Cell, text: str) -> FakeComment:
        """A new note on a cell that has none."""
        area.sheet.guard.objects()
        comment = cls(area)
        cell.comment = Comment(text, area.sheet.book.excel.user)
        area.sheet.remarks[area.row, area.column] = Remark([False] * len(text))
        area.sheet.book.touch()
        return comment

    @property
    def kept(self) -> Comment:
        """openpyxl's part."""
        found: Comment | None = self.area.sheet.worksheet.cell(
            self.area.row, self.area.column
        ).comment
        if found is None:
            raise RuntimeError("the note was deleted")
        return found

    @property
    def remark(self) -> Remark:
        """Our part."""
        place = (self.area.row, self.area.column)
        letters = len(self.kept.text)
        return self.area.sheet.remarks.setdefault(place, Remark([False] * letters))

    def change(self) -> None:
        """Asked before every change; ComError where the sheet's protection forbids it."""
        self.area.sheet.guard.objects()
        self.area.sheet.book.touch()

    @property
    def Author(self) -> str:
        return str(self.kept.author or "")

    @property
    def Parent(self) -> FakeRange:
        return self.area

    @property
    def Visible(self) -> bool:
        return self.remark.visible

    @Visible.setter
    def Visible(self, value: bool) -> None:
        self.change()
        self.remark.visible = bool(value)

    @property
    def Shape(self) -> NoteBox:
        return NoteBox(self)

    def Text(
        self, Text: str | None = None, Start: int | None = None, Overwrite: bool | None = None
    ) -> str:
        """The note's text; with *Text* all of it is replaced first."""
        if Start is not None or Overwrite is not None:
            raise NotImplementedError("fake Excel: a part of a note's text")
        if Text is not None:
            self.change()
            # Text typed over a selection looks as the selection's first letter did.
            bold = self.remark.bold[:1] or [False]
            self.remark.bold = bold * len(Text)
            self.kept.text = Text
        return str(self.kept.text)

    def Delete(self) -> None:
        self.change()
        self.area.sheet.worksheet.cell(self.area.row, self.area.column).comment = None
        self.area.sheet.remarks.pop((self.area.row, self.area.column), None)


class NoteBox(Com):
    """The note's box, in points."""

    def __init__(self, comment: FakeComment) -> None:
        self.comment = comment

    @property
    def Width(self) -> float:
        return float(self.comment.kept.width * POINTS)

    @Width.setter
    def Width(self, value: float) -> None:
        self.comment.change()
        self.comment.kept.width = value / POINTS

    @property
    def Height(self) -> float:
        return float(self.comment.kept.height * POINTS)

    @Height.setter
    def Height(self, value: float) -> None:
        self.comment.change()
        self.comment.kept.height = value / POINTS

    @property
    def AlternativeText(self) -> str:
        return self.comment.remark.alternative

    @AlternativeText.setter
    def AlternativeText(self, value: str) -> None:
        self.comment.change()
        self.comment.remark.alternative = str(value)

    @property
    def TextFrame(self) -> NoteFrame:
        return NoteFrame(self.comment)


class NoteFrame(Com):
    """The text in the box."""

    def __init__(self, comment: FakeComment) -> None:
        self.comment = comment

    @property
    def AutoSize(self) -> bool:
        return self.comment.remark.auto_size

    @AutoSize.setter
    def AutoSize(self, value: bool) -> None:
        self.comment.change()
        self.comment.remark.auto_size = bool(value)

    def Characters(self, Start: int = 1, Length: int | None = None) -> NoteLetters:
        """Letters from *Start*, counted from 1; all that follow where no *Length* is given."""
        end = None if Length is None else Start - 1 + Length
        return NoteLetters(self.comment, slice(Start - 1, end))


class NoteLetters(Com):
    """Some letters of a note."""

    def __init__(self, comment: FakeComment, part: slice) -> None:
        self.comment = comment
        self.part = part

    @property
    def Text(self) -> str:
        return str(self.comment.kept.text[self.part])

    @property
    def Count(self) -> int:
        return len(self.Text)

    @property
    def Font(self) -> NoteFont:
        return NoteFont(self.comment, self.part)


class NoteFont(Com):
    """How letters of a note look."""

    def __init__(self, comment: FakeComment, part: slice) -> None:
        self.comment = comment
        self.part = part

    @property
    def Bold(self) -> bool | None:
        """None where some are and some are not."""
        found = set(self.comment.remark.bold[self.part])
        return found.pop() if len(found) == 1 else None

    @Bold.setter
    def Bold(self, value: bool) -> None:
        self.comment.change()
        bold = self.comment.remark.bold
        bold[self.part] = [bool(value)] * len(bold[self.part])
