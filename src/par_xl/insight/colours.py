"""The colours of levels: told apart by who sees no red or green, and on paper by their darkness.

No colour ever says something alone: the level's word, or its sign, stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.insight.levels import Level


@dataclass(frozen=True, slots=True)
class Colour:
    """``strong`` for bars and signs, ``pale`` to write dark text on, ``sign`` where there is no
    colour."""

    strong: str
    pale: str
    sign: str


COLOURS = {
    Level.GREEN: Colour("#3C8D6E", "#D5EADF", "●"),
    Level.AMBER: Colour("#F0A202", "#FDEBC4", "▲"),
    Level.RED: Colour("#9B1C1C", "#F6D5D3", "■"),
    Level.GREY: Colour("#BDBDBD", "#EEEEEE", "○"),
}
