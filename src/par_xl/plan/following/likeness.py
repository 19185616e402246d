"""How alike the words of two rows are."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
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
        # The rows above the rows are the same few.
        self._known: dict[tuple[Words, Words], float] = {}
        self._wholes: dict[Words, float] = {}
        self._sets: dict[Words, frozenset[str]] = {}

    def _weight(self, words: Words) -> float:
        if words not in self._wholes:
            self._wholes[words] = sum(self._weights.get(word, 1.0) for word in words)
        return self._wholes[words]

    def _in_both(self, one: Words, other: Words) -> frozenset[str]:
        for words in (one, other):
            if words not in self._sets:
                self._sets[words] = frozenset(words)
        return self._sets[one] & self._sets[other]

    def _common(self, one: Words, other: Words) -> float:
        # Which text comes first changes what is found.
        one, other = sorted((one, other))
        blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        of = self._weights
        return sum(of.get(w, 1.0) for block in blocks for w in one[block.a : block.a + block.size])

    def of(self, one: Words, other: Words) -> float:
        """Return how alike two texts are, 0 to 1."""
        if one == other:
            return 1.0
        found = self._known.get((one, other))
        if found is None:
            found = self._known[one, other] = self._of(one, other)
        return found

    def _of(self, one: Words, other: Words) -> float:
        whole = self._weight(one) + self._weight(other)
        both = self._in_both(one, other)
        if 2 * sum(self._weights.get(word, 1.0) for word in both) < _FEWEST_SHARED * whole:
            return 0.0
        return 2 * self._common(one, other) / whole

    def within(self, part: Words, text: Words) -> float:
        """Return how much of *part* stands in another text, 0 to 1."""
        if len(part) < _FEWEST_WORDS or len(self._in_both(part, text)) < len(part) / 2:
            return 0.0
        return self._common(part, text) / self._weight(part)
