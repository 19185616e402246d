"""The rows of two plans matched: what became of each, and how sure that is.

Codes are given anew with each plan: a row is another plan's where its words are. Its code, and
what stands above it, decide between rows that say much the same.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import log
from typing import NamedTuple

from par_xl.plan.items import parent_code
from par_xl.plan.model import ItemRow
from par_xl.plan.table import Table
from par_xl.plan.units import Unit, UnitNames, split_names
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, fold_name
from par_xl.terms.words import Index, Term, number

_ALIKE, _ALIKE_OF_CODE = 0.6, 0.5
"""From which likeness on two rows may be one, and two rows of one code."""
_SURE, _SURE_OF_CODE = 0.92, 0.85
_CLOSE = 0.04
"""Two rows that are no further apart can't be told apart surely."""
_SAME_CODE, _SAME_PARENT, _SAME_DEPTH = 0.1, 0.05, 0.02
"""What decides between rows that are equally alike."""
_CONTAINED, _NOT_CONTAINED, _FEWEST_WORDS = 0.85, 0.6, 4
_FEWEST_SHARED = 0.4
"""Texts that share less are not looked at any closer."""
_YEAR = re.compile(r"\b20\d\d\b")
_SIGNS = re.compile(r"[.,;:()\[\]“”\"'/–—-]+")

Words = tuple[str, ...]


class Fate(Term):
    """What became of a row."""

    SAME = "same", N_("Giữ nguyên")
    CHANGED = "changed", N_("Thay đổi")
    SPLIT = "split", N_("Tách ra")
    JOINED = "joined", N_("Gộp vào")
    ADDED = "added", N_("Thêm")
    DROPPED = "dropped", N_("Bỏ")


class Change(NamedTuple):
    """A column in which two rows differ, and what each says there."""

    header: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the old plan, of the new one, or of both; ``likeness`` is that of their words.

    ``part_of`` is the row of the other plan that a row was split from, or joined into.
    """

    index: Index
    old: ItemRow | None
    new: ItemRow | None
    likeness: float = 0.0
    is_sure: bool = False
    changes: tuple[Change, ...] = ()
    part_of: ItemRow | None = None

    @property
    def fate(self) -> Fate:
        """What became of it."""
        if self.old and self.new:
            return Fate.CHANGED if self.changes else Fate.SAME
        if self.part_of:
            return Fate.SPLIT if self.new else Fate.JOINED
        return Fate.ADDED if self.new else Fate.DROPPED


@dataclass(frozen=True)
class _Side:
    """The rows of one appendix in one plan, and their words."""

    rows: Sequence[ItemRow]
    words: Sequence[Words]
    above: Sequence[Words]
    """Of the rows above them."""
    counts: Counter[str]
    """In how many rows a word stands."""
    free: set[int] = field(default_factory=set)
    """Rows without a counterpart yet."""


def subject(row: ItemRow) -> str:
    """Return what a row is about: its task, or else its content."""
    return row.task or row.content


def compare(old: Mapping[str, Table], new: Mapping[str, Table]) -> tuple[Pair, ...]:
    """Match the rows of two plans' sheets: those of the new plan in its order, each dropped one
    after what stood before it."""
    names = tuple(UnitNames(tables["Đơn vị"].of(Unit)) for tables in (old, new))
    found: list[Pair] = []
    for index in Index:
        sides = [_side(tables[index.sheet].of(ItemRow)) for tables in (old, new)]
        found += _in_order(_pairs(index, sides[0], sides[1], names), sides[0])
    return tuple(found)


def _side(rows: Sequence[ItemRow]) -> _Side:
    by_code = {row.code: row for row in rows}
    words = [_words(subject(row)) for row in rows]
    parents = (by_code.get(parent_code(row.code) or "") for row in rows)
    above = [_words(parent.content) if parent else () for parent in parents]
    counts = Counter(word for each in words for word in set(each))
    return _Side(rows, words, above, counts, set(range(len(rows))))


def _words(text: str) -> Words:
    """Return a text's words; those of another year are the same."""
    return tuple(_SIGNS.sub(" ", _YEAR.sub("#", fold(text))).split())


class _Likeness:
    """How alike texts are; words that stand in few rows count for more."""

    def __init__(self, old: _Side, new: _Side) -> None:
        counts = old.counts | new.counts
        most = max(len(old.rows), len(new.rows))
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


class _Match(NamedTuple):
    """A row of the old plan and one of the new, by their places; ``rank``: their likeness, with
    what decides between others that are as alike."""

    rank: float
    likeness: float
    old: int
    new: int


def _pairs(
    index: Index, old: _Side, new: _Side, names: tuple[UnitNames, ...]
) -> Iterator[tuple[int, int, Pair]]:
    """Yield each row once, with its place among the old and the new rows; -1: it has none."""
    likeness = _Likeness(old, new)
    matches = [*_unchanged(old, new)]
    candidates = sorted(
        _candidates(old, new, likeness),
        # The same whichever of the two plans is the old one.
        key=lambda m: (-m.rank, m.old + m.new, abs(m.old - m.new), min(m.old, m.new)),
    )
    sure = set()
    for match in candidates:
        if match.old in old.free and match.new in new.free:
            _take(match, old, new)
            matches.append(match)
            if _is_sure(match, candidates, old, new):
                sure.add((match.old, match.new))
    parts = _parts(matches, old, new, likeness)
    for match in matches:
        one, other = old.rows[match.old], new.rows[match.new]
        is_sure = match.rank > 1 + _SAME_CODE or (match.old, match.new) in sure
        changes = tuple(_changes(one, other, names))
        pair = Pair(index, one, other, match.likeness, is_sure, changes)
        yield match.old, match.new, pair
    for place in sorted(old.free):
        whole, share = parts.get((0, place), (None, 0.0))
        into = None if whole is None else new.rows[whole]
        yield place, -1, Pair(index, old.rows[place], None, share, part_of=into)
    for place in sorted(new.free):
        whole, share = parts.get((1, place), (None, 0.0))
        out_of = None if whole is None else old.rows[whole]
        yield -1, place, Pair(index, None, new.rows[place], share, part_of=out_of)


def _take(match: _Match, old: _Side, new: _Side) -> None:
    old.free.discard(match.old)
    new.free.discard(match.new)


def _unchanged(old: _Side, new: _Side) -> Iterator[_Match]:
    """Yield the rows whose code and words are the same."""
    places: dict[tuple[str, Words], list[int]] = defaultdict(list)
    for place, row in enumerate(new.rows):
        places[row.code, new.words[place]].append(place)
    for place, row in enumerate(old.rows):
        if same := places[row.code, old.words[place]]:
            match = _Match(2.0, 1.0, place, same.pop(0))
            _take(match, old, new)
            yield match


def _candidates(old: _Side, new: _Side, likeness: _Likeness) -> Iterator[_Match]:
    for one in sorted(old.free):
        for other in sorted(new.free):
            alike = likeness.of(old.words[one], new.words[other])
            codes = old.rows[one].code, new.rows[other].code
            if alike < (_ALIKE_OF_CODE if codes[0] == codes[1] else _ALIKE):
                continue
            rank = alike + _SAME_CODE * (codes[0] == codes[1])
            rank += _SAME_PARENT * likeness.of(old.above[one], new.above[other])
            rank += _SAME_DEPTH * (codes[0].count(".") == codes[1].count("."))
            yield _Match(rank, alike, one, other)


def _is_sure(match: _Match, candidates: Sequence[_Match], old: _Side, new: _Side) -> bool:
    """Whether two rows are surely one: alike enough, and more alike than any others."""
    is_same_code = old.rows[match.old].code == new.rows[match.new].code
    if match.likeness < (_SURE_OF_CODE if is_same_code else _SURE):
        return False
    return not any(
        (other.old == match.old) != (other.new == match.new)
        and other.rank > match.rank - _CLOSE
        # Word for word the same is more alike than anything else.
        and (match.likeness < 1 or other.likeness == 1)
        for other in candidates
    )


def _parts(
    matches: list[_Match], old: _Side, new: _Side, likeness: _Likeness
) -> dict[tuple[int, int], tuple[int, float]]:
    """Return the rows without a counterpart that are part of a row of the other plan, by side and
    place, with that row's place and how much of them stands there; a whole row that has no
    counterpart either is matched with the most alike of its parts."""
    of_old = {match.old: new.words[match.new] for match in matches}
    of_new = {match.new: old.words[match.old] for match in matches}
    found = []
    for side, (mine, theirs, taken) in enumerate(((old, new, of_new), (new, old, of_old))):
        for part in mine.free:
            for whole, text in enumerate(theirs.words):
                share = likeness.within(mine.words[part], text)
                if share < _CONTAINED or len(text) <= len(mine.words[part]):
                    continue
                # What its counterpart says too was not taken from it.
                if likeness.within(mine.words[part], taken.get(whole, ())) < _NOT_CONTAINED:
                    alike = likeness.of(mine.words[part], text)
                    found.append((share, alike, side, part, whole))
    parts: dict[tuple[int, int], tuple[int, float]] = {}
    for share, alike, side, part, whole in sorted(
        found, key=lambda f: (-f[1], -f[0], f[3] + f[4], abs(f[3] - f[4]))
    ):
        mine, theirs = (old, new) if side == 0 else (new, old)
        if part not in mine.free or (side, part) in parts:
            continue
        if whole in theirs.free:
            match = _Match(0.0, alike, *((part, whole) if side == 0 else (whole, part)))
            _take(match, old, new)
            matches.append(match)
        else:
            parts[side, part] = whole, share
    return parts


def _in_order(found: Iterable[tuple[int, int, Pair]], old: _Side) -> Iterator[Pair]:
    """Yield the pairs in the new plan's order, the dropped ones after what stood before them."""
    found = list(found)
    of_old = {one: other for one, other, _ in found if one >= 0 and other >= 0}
    after, place = {}, -1
    for one in range(len(old.rows)):
        after[one] = place = of_old.get(one, place)
    found.sort(key=lambda each: (each[1] if each[1] >= 0 else after[each[0]] + 0.5, each[0]))
    yield from (pair for _, _, pair in found)


def _changes(old: ItemRow, new: ItemRow, names: tuple[UnitNames, ...]) -> Iterator[Change]:
    """Yield what differs between two rows, column by column; where it came from does not count."""
    for header, (name, _) in ItemRow.columns().items():
        if header == "Nguồn":
            continue
        one, other = getattr(old, name), getattr(new, name)
        if name in ("named_leads", "named_coordinating"):
            units = _units(one, names[0], names[1]), _units(other, names[1])
            # The first lead of a criterion scores it.
            first = name == "named_leads" and None not in (old.points, new.points)
            same = set(units[0]) == set(units[1]) and (not first or units[0][:1] == units[1][:1])
        elif name == "due":
            same = one[1:] == other[1:]
        elif isinstance(one, str) and isinstance(other, str) and not isinstance(one, Term):
            same = fold(one) == fold(other)
        else:
            same = one == other
        if not same:
            yield Change(header, _shown(one), _shown(other))


def _units(cell: str, names: UnitNames, others: UnitNames | None = None) -> list[str]:
    """Return the units of a cell by code; by the code that *others* have for them."""
    found = []
    for part in split_names(cell):
        unit = names.find(part)
        if unit and others:
            unit = next(filter(None, map(others.find, unit.names)), unit)
        found.append(unit.code if unit else fold_name(part))
    return found


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case Term():
            return value.label
        case float():
            return number(value, 4)
        case str():
            return value
        case _:
            return str(getattr(value, "text", value))
