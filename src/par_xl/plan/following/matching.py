"""The rows of two plans matched: what became of each, and how sure that is.

Codes are given anew with each plan: a row is another plan's where its words are. Its code, and
what stands above it, decide between rows that say much the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from par_xl.plan.compare import Change, changes
from par_xl.plan.following.likeness import Likeness, Words, words_of
from par_xl.plan.items import parent_code
from par_xl.plan.model import ItemRow
from par_xl.plan.table import Table
from par_xl.plan.units import Unit, UnitNames
from par_xl.terms.messages import N_
from par_xl.terms.words import Index, Term

_ALIKE, _ALIKE_OF_CODE = 0.6, 0.5
"""From which likeness on two rows may be one, and two rows of one code."""
_SURE, _SURE_OF_CODE = 0.92, 0.85
_CLOSE = 0.04
"""Two rows that are no further apart can't be told apart surely."""
_CERTAIN = 2.0
"""The rank of rows that are one without a doubt."""
_SAME_CODE, _SAME_CONTENT, _SAME_PARENT, _SAME_DEPTH = 0.1, 0.06, 0.05, 0.02
"""What decides between rows that are equally alike."""
_CONTAINED, _NOT_CONTAINED = 0.85, 0.6
"""How much of a part stands in the whole; less of it, in what the whole's counterpart says."""


class Fate(Term):
    """What became of a row."""

    SAME = "same", N_("Giữ nguyên")
    CHANGED = "changed", N_("Thay đổi")
    SPLIT = "split", N_("Tách ra")
    JOINED = "joined", N_("Gộp vào")
    ADDED = "added", N_("Thêm")
    DROPPED = "dropped", N_("Bỏ")


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
    contents: Sequence[Words]
    """Of the rows' own `Nội dung`, under which a task stands."""
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
    words = [words_of(subject(row)) for row in rows]
    contents = [words_of(row.content) for row in rows]
    parents = (by_code.get(parent_code(row.code) or "") for row in rows)
    above = [words_of(parent.content) if parent else () for parent in parents]
    counts = Counter(word for each in words for word in set(each))
    return _Side(rows, words, contents, above, counts, set(range(len(rows))))


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
    likeness = Likeness(old.counts | new.counts, max(len(old.rows), len(new.rows)))
    matches = [*_unchanged(old, new), *_said_once(old, new)]
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
        is_sure = match.rank == _CERTAIN or (match.old, match.new) in sure
        changed = tuple(changes(one, other, names))
        pair = Pair(index, one, other, match.likeness, is_sure, changed)
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
            match = _Match(_CERTAIN, 1.0, place, same.pop(0))
            _take(match, old, new)
            yield match


def _said_once(old: _Side, new: _Side) -> Iterator[_Match]:
    """Yield the rows left whose content and words no other row has, in either plan."""
    sides = []
    for side in (old, new):
        places: dict[tuple[Words, Words], list[int]] = defaultdict(list)
        for place in sorted(side.free):
            places[side.contents[place], side.words[place]].append(place)
        sides.append({words: found[0] for words, found in places.items() if len(found) == 1})
    for words, place in sides[0].items():
        if words in sides[1]:
            match = _Match(_CERTAIN, 1.0, place, sides[1][words])
            _take(match, old, new)
            yield match


def _candidates(old: _Side, new: _Side, likeness: Likeness) -> Iterator[_Match]:
    for one in sorted(old.free):
        for other in sorted(new.free):
            alike = likeness.of(old.words[one], new.words[other])
            codes = old.rows[one].code, new.rows[other].code
            if alike < (_ALIKE_OF_CODE if codes[0] == codes[1] else _ALIKE):
                continue
            rank = alike + _SAME_CODE * (codes[0] == codes[1])
            rank += _SAME_CONTENT * likeness.of(old.contents[one], new.contents[other])
            rank += _SAME_PARENT * likeness.of(old.above[one], new.above[other])
            rank += _SAME_DEPTH * (codes[0].count(".") == codes[1].count("."))
            yield _Match(rank, alike, one, other)


def _is_sure(match: _Match, candidates: Sequence[_Match], old: _Side, new: _Side) -> bool:
    """Whether two rows are surely one: alike enough, and more alike than any others."""
    codes = old.rows[match.old].code, new.rows[match.new].code
    above = old.above[match.old], new.above[match.new]
    # Where the row above moved, all beneath it did.
    moved_along = above[0] and above[0] == above[1] and _last(codes[0]) == _last(codes[1])
    if match.likeness < (_SURE_OF_CODE if codes[0] == codes[1] or moved_along else _SURE):
        return False
    return not any(
        (other.old == match.old) != (other.new == match.new)
        and other.rank > match.rank - _CLOSE
        # Word for word the same is more alike than anything else.
        and (match.likeness < 1 or other.likeness == 1)
        for other in candidates
    )


def _last(code: str) -> str:
    return code.rpartition(".")[2]


def _parts(
    matches: list[_Match], old: _Side, new: _Side, likeness: Likeness
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
