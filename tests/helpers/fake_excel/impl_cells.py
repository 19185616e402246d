"""xlwings' ranges and notes over the pretended native objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .area import FakeRange
from .notes import FakeComment

if TYPE_CHECKING:
    from .impl_sheets import Sheet


class Range(base_classes.Range):
    """``xw.Range``."""

    options: dict[str, Any]

    def __init__(self, xl: FakeRange) -> None:
        self.xl = xl

    @property
    def api(self) -> FakeRange:
        return self.xl

    @property
    def sheet(self) -> Sheet:
        from .impl_sheets import Sheet

        return Sheet(self.xl.Worksheet)

    def __len__(self) -> int:
        return self.xl.Count

    def __call__(self, *args: int) -> Range:
        return Range(self.xl(*args))

    @property
    def row(self) -> int:
        return self.xl.Row

    @property
    def column(self) -> int:
        return self.xl.Column

    @property
    def shape(self) -> tuple[int, int]:
        return self.xl.shape

    @property
    def address(self) -> str:
        return self.xl.Address

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        return self.xl.GetAddress(row_absolute, col_absolute, 1, external)

    @property
    def raw_value(self) -> Any:
        return self.xl.Value

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.xl.Value = value

    @property
    def formula(self) -> Any:
        return self.xl.Formula

    @formula.setter
    def formula(self, value: Any) -> None:
        raise NotImplementedError("fake Excel calculates no formula")

    @property
    def color(self) -> tuple[int, int, int] | None:
        raise NotImplementedError("fake Excel: a cell's own colour")

    @color.setter
    def color(self, value: tuple[int, int, int] | int | str | None) -> None:
        raise NotImplementedError("fake Excel: a cell's own colour")

    def select(self) -> None:
        self.xl.Select()

    @property
    def merge_area(self) -> Range:
        return Range(self.xl.MergeArea)

    @property
    def merge_cells(self) -> bool:
        return self.xl.MergeCells

    @property
    def column_width(self) -> float | None:
        return self.xl.ColumnWidth

    @column_width.setter
    def column_width(self, value: float) -> None:
        raise NotImplementedError("fake Excel: setting a column's width")

    @property
    def column_hidden(self) -> bool | None:
        return self.xl.column_hidden

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        raise NotImplementedError("fake Excel: hiding columns")

    @property
    def row_hidden(self) -> bool | None:
        return self.xl.row_hidden

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        raise NotImplementedError("fake Excel: hiding rows")

    @property
    def note(self) -> Note | None:
        comment = self.xl.Comment
        return Note(comment) if comment is not None else None

    def add_note(self, text: str) -> Note:
        return Note(self.xl.AddComment(text))

    @property
    def comment(self) -> None:
        return self.xl.CommentThreaded


class Note(base_classes.Note):
    """``xw.Note``."""

    def __init__(self, xl: FakeComment) -> None:
        self.xl = xl

    @property
    def api(self) -> FakeComment:
        return self.xl

    @property
    def text(self) -> str:
        return self.xl.Text()

    @text.setter
    def text(self, value: str) -> None:
        self.xl.Text(value)

    @property
    def author(self) -> str:
        return self.xl.Author

    @property
    def location(self) -> Range:
        return Range(self.xl.Parent)

    def delete(self) -> None:
        self.xl.Delete()
