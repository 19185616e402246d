"""``Interior.Gradient``: direction and colour stops of a gradient fill."""

# ruff: noqa: N802, N803

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Color as FileColor
from openpyxl.styles import GradientFill
from openpyxl.styles.fills import Stop

from .colors import BLACK, bgr, from_bgr, tinted
from .com import Com, ComError


class FakeGradient(Com):
    """A view on a cell's gradient; every change gives the cell a new fill."""

    def __init__(
        self, read: Callable[[], Any], write: Callable[[GradientFill], None], workbook: Workbook
    ) -> None:
        self.read = read
        self.write = write
        self.workbook = workbook

    def change(self, **values: Any) -> None:
        fill = copy(self.read())
        for name, value in values.items():
            setattr(fill, name, value)
        self.write(fill)

    @property
    def Degree(self) -> float:
        return float(self.read().degree)

    @Degree.setter
    def Degree(self, value: float) -> None:
        self.change(degree=value)

    @property
    def RectangleLeft(self) -> float:
        return float(self.read().left)

    @RectangleLeft.setter
    def RectangleLeft(self, value: float) -> None:
        self.change(left=value)

    @property
    def RectangleRight(self) -> float:
        return float(self.read().right)

    @RectangleRight.setter
    def RectangleRight(self, value: float) -> None:
        self.change(right=value)

    @property
    def RectangleTop(self) -> float:
        return float(self.read().top)

    @RectangleTop.setter
    def RectangleTop(self, value: float) -> None:
        self.change(top=value)

    @property
    def RectangleBottom(self) -> float:
        return float(self.read().bottom)

    @RectangleBottom.setter
    def RectangleBottom(self, value: float) -> None:
        self.change(bottom=value)

    @property
    def ColorStops(self) -> FakeStops:
        return FakeStops(self)


class FakeStops(Com):
    """The stops, numbered from 1."""

    def __init__(self, gradient: FakeGradient) -> None:
        self.gradient = gradient

    @property
    def Count(self) -> int:
        return len(self.gradient.read().stop)

    def Item(self, Index: int) -> ColorStop:
        if not 1 <= Index <= self.Count:
            raise ComError("Subscript out of range")
        return ColorStop(self.gradient, Index - 1)

    __call__ = Item

    def __iter__(self) -> Iterator[ColorStop]:
        return (self.Item(number) for number in range(1, self.Count + 1))

    def Clear(self) -> None:
        self.gradient.change(stop=())

    def Add(self, Position: float) -> ColorStop:
        stops = [*self.gradient.read().stop, Stop(FileColor(rgb="FFFFFFFF"), Position)]
        self.gradient.change(stop=stops)
        return ColorStop(self.gradient, len(stops) - 1)


class ColorStop(Com):
    """One stop: where from 0 to 1, and which colour."""

    def __init__(self, gradient: FakeGradient, place: int) -> None:
        self.gradient = gradient
        self.place = place

    def _color(self) -> FileColor:
        color: FileColor = self.gradient.read().stop[self.place].color
        return color

    def _paint(self, color: FileColor) -> None:
        stops = list(self.gradient.read().stop)
        stops[self.place] = Stop(color, stops[self.place].position)
        self.gradient.change(stop=stops)

    @property
    def Position(self) -> float:
        return float(self.gradient.read().stop[self.place].position)

    @property
    def Color(self) -> float:
        return bgr(self._color(), self.gradient.workbook, BLACK)

    @Color.setter
    def Color(self, value: float) -> None:
        self._paint(from_bgr(value))

    @property
    def ThemeColor(self) -> int | None:
        color = self._color()
        return color.theme + 1 if color.type == "theme" else None

    @ThemeColor.setter
    def ThemeColor(self, value: int) -> None:
        self._paint(FileColor(theme=value - 1))

    @property
    def TintAndShade(self) -> float:
        return float(self._color().tint)

    @TintAndShade.setter
    def TintAndShade(self, value: float) -> None:
        self._paint(tinted(self._color(), value))
