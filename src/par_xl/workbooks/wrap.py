"""How many lines a text takes in a column: its letters measured, wrapped at words."""

from __future__ import annotations

import unicodedata

FONT = "Times New Roman"
SIZE = 11.0
_UNIT = 7 / (96 / 72)
"""Points that one unit of column width is wide: a digit of Excel's standard font."""
_BOLD = 1.08
_MARGIN = 1.04
"""Programs set the same text a little wider or narrower."""

# Widths of the font's letters in thousandths of its size, as its makers publish them.
_LETTERS = {
    180: "'",
    250: " ,.\u00a0",
    278: "ijlt/:;\\",
    333: "frI()[]-!`",
    389: "sJ",
    444: "acez?“”",
    556: "FPS",
    564: "+=<>≥≤±",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYĐw",
    778: "m&",
    833: "%",
    889: "M",
    944: "W@",
    1000: "…—",
}
_OTHERS = 500


class _Widths(dict[str, int]):
    """Widths by letter; one with marks is as wide as its base, a mark alone takes no room."""

    def __missing__(self, letter: str) -> int:
        if unicodedata.combining(letter):
            width = 0
        elif unicodedata.east_asian_width(letter) in "WF":
            width = 1000
        else:
            width = self.get(unicodedata.normalize("NFD", letter)[0], _OTHERS)
        self[letter] = width
        return width


_WIDTHS = _Widths({letter: width for width, letters in _LETTERS.items() for letter in letters})


class _Words(dict[str, int]):
    """Widths by word: people use the same few thousand syllables over and over."""

    def __missing__(self, word: str) -> int:
        width = sum(map(_WIDTHS.__getitem__, word))
        if len(word) <= _LONG_WORD:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = width
        return width


_LONG_WORD = 20
_MOST_WORDS = 20_000
_WORDS = _Words()
_SPACE = _WIDTHS[" "]


def lines(text: str, width: float, size: float = SIZE, bold: bool = False) -> int:
    """Lines that *text* takes when wrapped at words in a column of *width* (Excel's units)."""
    # On screens letters are whole pixels high: those of 11 points 15, which is 11.25.
    size = max(size, int(size * 4 / 3 + 0.5) * 0.75)
    # Of a line, in thousandths of the size.
    room = max(1.0, width) / (size / 1000 / _UNIT * _MARGIN * (_BOLD if bold else 1.0))
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        used = -_SPACE
        for length in map(_WORDS.__getitem__, paragraph.split(" ")):
            used += _SPACE + length
            if used > room:
                # Longer than a line: broken wherever the column ends.
                more, rest = divmod(length, int(room)) if length > room else (0, length)
                count += more + (used > length)
                used = rest
    return count


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide *text* is in one line, in points."""
    return sum(map(_WIDTHS.__getitem__, text)) * size / 1000 * (_BOLD if bold else 1.0)
