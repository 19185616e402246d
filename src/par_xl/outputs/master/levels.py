"""Levels as the master shows them: a sign, a word and a colour that follow the numbers."""

from __future__ import annotations

from par_xl.insight.levels import COLOURS, Level
from par_xl.terms.words import NOTHING
from par_xl.workbooks.writing import Book, Sheet, reference


def level_text(level: Level) -> str:
    """The level's sign and word."""
    return f"{COLOURS[level].sign} {level.label}"


def level_formula(rate: str, reporting: str, green: str, amber: str) -> str:
    """The same as ``analysis.levels.level`` works it out, from the cells of the completion and
    reporting rates and of the two thresholds."""
    grey, red = level_text(Level.GREY), level_text(Level.RED)
    is_grey = f'OR({rate}="{NOTHING}",{reporting}="{NOTHING}",{reporting}=0)'
    is_amber = f'IF({rate}>={amber},"{level_text(Level.AMBER)}","{red}")'
    is_green = f'IF({rate}>={green},"{level_text(Level.GREEN)}",{is_amber})'
    return f'=IF({is_grey},"{grey}",{is_green})'


def mark_levels(book: Book, sheet: Sheet, first: int, last: int, columns: tuple[int, int]) -> None:
    """Colour cells by the sign with which their text begins."""
    shown = reference(first, columns[0])
    for colour in COLOURS.values():
        options = {
            "type": "formula",
            "criteria": f'=LEFT({shown},1)="{colour.sign}"',
            "format": book.format(bg_color=colour.pale),
        }
        sheet.conditional_format(first, columns[0], last, columns[1], options)
