"""Conditional formats: ``Range.FormatConditions``, those that a formula decides."""

# ruff: noqa: N802, N803

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import MultiCellRange

from .com import Com, ComError

if TYPE_CHECKING:
    from .area import FakeRange
    from .sheet import FakeSheet

EXPRESSION = 2


class FakeConditions(Com):
    """The conditional formats of a sheet, as its ``Cells`` has them, by priority; a new one is for
    the range it was asked of."""

    def __init__(self, area: FakeRange) -> None:
        self.area = area

    @property
    def Count(self) -> int:
        return len(rules_of(self.area.sheet))

    def Item(self, Index: int) -> FakeCondition:
        try:
            found, rule = rules_of(self.area.sheet)[Index - 1]
        except IndexError:
            raise ComError(
                "Unable to get the Item property of the FormatConditions class"
            ) from None
        return FakeCondition(self.area.sheet, found, rule)

    def Add(self, Type: int, Operator: int | None = None, Formula1: str = "") -> FakeCondition:
        if Type != EXPRESSION or Operator is not None:
            raise NotImplementedError("fake Excel: conditions of another type")
        self.area.sheet.guard.format()
        rule = Rule("expression", formula=[Formula1.removeprefix("=")], stopIfTrue=True)
        formats = self.area.sheet.worksheet.conditional_formatting
        where = self.area.Address.replace("$", "")
        formats.add(where, rule)
        self.area.sheet.book.touch()
        return FakeCondition(self.area.sheet, MultiCellRange(where), rule)


class FakeCondition(Com):
    """One conditional format."""

    def __init__(self, sheet: FakeSheet, where: Any, rule: Rule) -> None:
        self.sheet = sheet
        self.where = where
        self.rule = rule

    def change(self) -> None:
        self.sheet.guard.format()
        self.sheet.book.touch()

    @property
    def Type(self) -> int:
        # Of the others only that they are others.
        return EXPRESSION if self.rule.type == "expression" else 1

    @property
    def Formula1(self) -> str:
        if not self.rule.formula:
            raise ComError("Unable to get the Formula1 property of the FormatCondition class")
        return f"={self.rule.formula[0]}"

    @property
    def AppliesTo(self) -> FakeApplied:
        return FakeApplied(self.where)

    @property
    def StopIfTrue(self) -> bool:
        return bool(self.rule.stopIfTrue)

    @StopIfTrue.setter
    def StopIfTrue(self, value: bool) -> None:
        self.change()
        self.rule.stopIfTrue = value or None

    @property
    def Interior(self) -> FakeConditionFill:
        return FakeConditionFill(self)

    def SetFirstPriority(self) -> None:
        self.change()
        self.rule.priority = 0
        _number(self.sheet)

    def Delete(self) -> None:
        self.change()
        formats = self.sheet.worksheet.conditional_formatting
        for found in list(formats):
            if self.rule in found.rules:
                found.rules.remove(self.rule)
                if not found.rules:
                    del formats[found.sqref]
        _number(self.sheet)


class FakeApplied(Com):
    """The cells of a conditional format."""

    def __init__(self, where: Any) -> None:
        self.where = where

    @property
    def Count(self) -> int:
        return sum(len(list(area.cells)) for area in self.where.ranges)


class FakeConditionFill(Com):
    """The fill of a conditional format."""

    def __init__(self, condition: FakeCondition) -> None:
        self.condition = condition

    @property
    def Color(self) -> int:
        raise NotImplementedError("fake Excel: reading the colour of a condition")

    @Color.setter
    def Color(self, value: int) -> None:
        self.condition.change()
        red, green, blue = int(value).to_bytes(3, "little")
        fill = PatternFill(bgColor=f"FF{red:02X}{green:02X}{blue:02X}")
        self.condition.rule.dxf = DifferentialStyle(fill=fill)


def rules_of(sheet: FakeSheet) -> list[tuple[Any, Rule]]:
    """Where each conditional format holds, and its rule, by priority."""
    formats = sheet.worksheet.conditional_formatting
    found = [(each.sqref, rule) for each in formats for rule in each.rules]
    return sorted(found, key=lambda each: each[1].priority)


def _number(sheet: FakeSheet) -> None:
    for number, (_, rule) in enumerate(rules_of(sheet), start=1):
        rule.priority = number
