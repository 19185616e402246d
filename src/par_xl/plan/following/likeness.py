"""How alike the words of two rows are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from math import log

from par_xl.terms.text import fold

_FEWEST_WORDS = 4
"""Of a part: fewer stand in many texts."""
_FEWEST_SHARED = 0.4
"""Texts that share less are not looked at any closer."""
_YEAR = re.compile(r"\b20\d\d\b")
_SIGNS = re.compile(r"[.,;:()\[\]“”\"'/–—-]+")

Words = tuple[str, ...]


def words_of(text: str) -> Words:
    """Return a text's words; those of another year are the same."""
    return tuple(_SIGNS.sub(" ", _YEAR.sub("#", fold(text))).split())


class Likeness:
    """How alike texts are; words that stand in few rows count for more."""

    def __init__(self, counts: Counter[str], most: int) -> None:
        """Weigh words; *counts* say in how many rows each stands, of *most* rows."""
        self._weights = {word: log(1 + most / count) for word, count in counts.items()}
        self._whole = cache(self._weight)
        self._set = cache(lambda words: frozenset(words))
        self.of = cache(self._of)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, 1.0) for word in words)

    def _of(self, one: Words, other: Words) -> float:
        """Return how alike two texts are, 0 to 1."""
        if one == other:
            return 1.0
        whole = self._whole(one) + self._whole(other)
        if 2 * self._weight(self._set(one) & self._set(other)) < _FEWEST_SHARED * whole:
            return 0.0
        return 2 * self._common(one, other) / whole

    def within(self, part: Words, text: Words) -> float:
        """Return how much of *part* stands in another text, 0 to 1."""
        if len(part) < _FEWEST_WORDS or len(self._set(part) & self._set(text)) < len(part) / 2:
            return 0.0
        return self._common(part, text) / self._whole(part)

    def _common(self, one: Words, other: Words) -> float:
        # Which text comes first changes what is found.
        one, other = sorted((one, other))
        blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        return sum(self._weight(one[block.a : block.a + block.size]) for block in blocks)
