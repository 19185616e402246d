"""``Range.Interior``: fills, with Excel's side effects of setting one property.

An alpha channel and an indexed colour are not Excel's to keep: setting ``Color`` writes
FFRRGGBB.
"""

# ruff: noqa: N802

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from openpyxl.styles import Color, GradientFill, PatternFill

from .colors import (
    ABSENT,
    BLACK,
    PALETTE_OFFSET,
    SYSTEM,
    WHITE,
    bgr,
    from_bgr,
    is_automatic,
    tinted,
)
from .com import Com, ComError
from .fills import (
    AUTOMATIC,
    LINEAR,
    NAMES,
    NONE,
    PATTERNS,
    RECTANGULAR,
    Fill,
    Paint,
    fill_of,
)

if TYPE_CHECKING:
    from .area import FakeRange

T = TypeVar("T")


class FakeInterior(Com):
    """The fill of all cells of a range; a property in which they differ reads None."""

    def __init__(self, area: FakeRange) -> None:
        self.area = area

    @property
    def Pattern(self) -> int | None:
        return self._read(_pattern)

    @Pattern.setter
    def Pattern(self, value: int) -> None:
        if value not in (NONE, LINEAR, RECTANGULAR) and value not in NAMES:
            raise ComError("Unable to set the Pattern property of the Interior class")
        self._write(lambda fill: _with_pattern(fill, value))

    @property
    def Color(self) -> float | None:
        book = self.area.sheet.book.formulas
        return self._read(lambda fill: bgr(Paint.of(fill).color, book, WHITE))

    @Color.setter
    def Color(self, value: float) -> None:
        self._write(lambda fill: Paint.of(fill).painted(from_bgr(value)).fill())

    @property
    def ColorIndex(self) -> int | None:
        return self._read(lambda fill: _index(fill, Paint.of(fill).color))

    @ColorIndex.setter
    def ColorIndex(self, value: int) -> None:
        if value == NONE:
            self._write(lambda _: PatternFill())
        else:
            color = _indexed(value)
            self._write(lambda fill: Paint.of(fill).painted(color).fill())

    @property
    def ThemeColor(self) -> int | None:
        return self._read(lambda fill: _theme(Paint.of(fill).color))

    @ThemeColor.setter
    def ThemeColor(self, value: int) -> None:
        color = _themed(value)
        self._write(lambda fill: Paint.of(fill).painted(color).fill())

    @property
    def TintAndShade(self) -> float | None:
        return self._read(lambda fill: float(Paint.of(fill).color.tint))

    @TintAndShade.setter
    def TintAndShade(self, value: float) -> None:
        def shade(paint: Paint) -> Paint:
            return replace(paint, color=tinted(paint.color, value))

        self._repaint(shade, lambda paint: paint.color.tint == value)

    @property
    def PatternColor(self) -> float | None:
        book = self.area.sheet.book.formulas
        return self._read(lambda fill: bgr(Paint.of(fill).other, book, BLACK))

    @PatternColor.setter
    def PatternColor(self, value: float) -> None:
        self._repaint(lambda paint: replace(paint, other=from_bgr(value)))

    @property
    def PatternColorIndex(self) -> int | None:
        return self._read(lambda fill: _index(fill, Paint.of(fill).other))

    @PatternColorIndex.setter
    def PatternColorIndex(self, value: int) -> None:
        def unchanged(paint: Paint) -> bool:
            return value in (AUTOMATIC, NONE) and is_automatic(paint.other)

        color = _indexed(value)
        self._repaint(lambda paint: replace(paint, other=color), unchanged)

    @property
    def PatternThemeColor(self) -> int | None:
        return self._read(lambda fill: _theme(Paint.of(fill).other))

    @PatternThemeColor.setter
    def PatternThemeColor(self, value: int) -> None:
        color = _themed(value)
        self._repaint(lambda paint: replace(paint, other=color))

    @property
    def PatternTintAndShade(self) -> float | None:
        return self._read(lambda fill: float(Paint.of(fill).other.tint))

    @PatternTintAndShade.setter
    def PatternTintAndShade(self, value: float) -> None:
        def shade(paint: Paint) -> Paint:
            return replace(paint, other=tinted(paint.other, value))

        self._repaint(shade, lambda paint: paint.other.tint == value)

    def _read(self, what: Callable[[Fill], T]) -> T | None:
        found = {what(fill_of(cell)) for cell in self.area.cells()}
        return found.pop() if len(found) == 1 else None

    def _write(self, change: Callable[[Fill], Fill]) -> None:
        self.area.sheet.guard.format()
        for cell in self.area.cells(make=True):
            cell.fill = change(fill_of(cell))
        self.area.sheet.book.touch()

    def _repaint(
        self,
        change: Callable[[Paint], Paint],
        unchanged: Callable[[Paint], bool] = lambda _: False,
    ) -> None:
        """Change a property of a pattern that is there; one that is so already stays untouched."""

        def repainted(fill: Fill) -> Fill:
            paint = Paint.of(fill)
            if unchanged(paint):
                return fill
            if paint.pattern is None:
                raise NotImplementedError("fake Excel: colours of a pattern where there is none")
            return change(paint).fill()

        self._write(repainted)


def _pattern(fill: Fill) -> int:
    if isinstance(fill, GradientFill):
        return LINEAR if fill.type == "linear" else RECTANGULAR
    return NONE if fill.patternType is None else PATTERNS[fill.patternType]


def _with_pattern(fill: Fill, value: int) -> Fill:
    if value == _pattern(fill):
        return fill
    if value == NONE:
        return PatternFill()
    if value in (LINEAR, RECTANGULAR):
        raise NotImplementedError("fake Excel: a gradient that is made here")
    return Paint.of(fill).patterned(NAMES[value]).fill()


def _index(fill: Fill, color: Color) -> int | None:
    """The palette's number of a colour; None for one that the palette doesn't number."""
    if isinstance(fill, PatternFill) and fill.patternType is None:
        return NONE
    if is_automatic(color):
        return AUTOMATIC
    return color.indexed - PALETTE_OFFSET if color.type == "indexed" else None


def _indexed(value: int) -> Color:
    if value in (AUTOMATIC, NONE):
        return ABSENT
    if not 1 <= value <= SYSTEM - PALETTE_OFFSET - 1:
        raise ComError("Subscript out of range")
    return Color(indexed=value + PALETTE_OFFSET)


def _theme(color: Color) -> int | None:
    """XlThemeColor counts from 1."""
    return color.theme + 1 if color.type == "theme" else None


def _themed(value: int) -> Color:
    if not isinstance(value, int) or not 1 <= value <= 12:
        raise ComError("Unable to set the ThemeColor property of the Interior class")
    return Color(theme=value - 1)
