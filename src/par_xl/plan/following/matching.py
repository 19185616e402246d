"""The rows of two plans matched: what became of each, and how sure that is.

Codes are given anew with each plan: a row is another plan's where its words are. Its code, and
what stands above it, decide between rows that say much the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from operator import itemgetter
from typing import NamedTuple

from par_xl.plan.compare import Change, changes
from par_xl.plan.following.likeness import Likeness, words_of
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
_SAME_CODE, _SAME_CONTENT, _SAME_PARENT, _SAME_DEPTH = 0.1, 0.06, 0.05, 0.02
"""What decides between rows that are equally alike."""
_CONTAINED, _NOT_CONTAINED = 0.85, 0.6
"""How much of a part stands in the whole; less of it, in what the whole's counterpart says."""

Key = tuple[Index, str]
"""Which row of a plan: its appendix and code."""


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

    ``part_of`` is the row of the other plan that a row was split from, or joined into;
    ``is_finished``: nothing of the old row is left to do.
    """

    index: Index
    old: ItemRow | None
    new: ItemRow | None
    likeness: float
    is_sure: bool = False
    changes: tuple[Change, ...] = ()
    part_of: ItemRow | None = None
    is_finished: bool = False

    @property
    def fate(self) -> Fate:
        """What became of it."""
        if self.old and self.new:
            return Fate.CHANGED if self.changes else Fate.SAME
        if self.part_of:
            return Fate.SPLIT if self.new else Fate.JOINED
        return Fate.ADDED if self.new else Fate.DROPPED

    @property
    def awaits(self) -> bool:
        """Whether people have to decide."""
        is_over = self.is_finished and self.fate is Fate.DROPPED
        return not (self.is_sure or is_over or self.fate is Fate.ADDED)

    @property
    def shown(self) -> tuple[ItemRow | None, ItemRow | None]:
        """The old row and the new one as people see them: a part beside its whole."""
        return self.old or self.part_of, self.new or self.part_of


def subject(row: ItemRow) -> str:
    """Return what a row is about: its task, or else its content."""
    return row.task or row.content


class _Side:
    """The rows of one appendix in one plan, and their words."""

    def __init__(self, rows: Sequence[ItemRow]) -> None:
        by_code = {row.code: row for row in rows}
        parents = (by_code.get(parent_code(row.code) or "") for row in rows)
        self.rows = rows
        self.words = [words_of(subject(row)) for row in rows]
        self.contents = [words_of(row.content) for row in rows]
        self.above = [words_of(parent.content) if parent else () for parent in parents]
        self.counts = Counter(word for each in self.words for word in set(each))
        self.free = set(range(len(rows)))
        """Rows without a counterpart yet."""


class _Match(NamedTuple):
    """A row of the old plan and one of the new, by their places; ``rank``: their likeness, with
    what decides between others that are as alike."""

    rank: float
    likeness: float
    old: int
    new: int
    is_sure: bool = False


def compare(
    old: Mapping[str, Table], new: Mapping[str, Table], finished: Container[Key] = ()
) -> list[Pair]:
    """Match the rows of two plans' sheets: those of the new plan in its order, each dropped one
    after what stood before it; *finished* are old rows of which nothing is left to do."""
    names = tuple(UnitNames(tables["Đơn vị"].of(Unit)) for tables in (old, new))
    pairs: list[Pair] = []
    for index in Index:
        before, after = (_Side(tables[index.sheet].of(ItemRow)) for tables in (old, new))
        matches, parts = _match(before, after)
        found: list[tuple[float, int, Pair]] = []
        place: float = -1
        for n, row in enumerate(before.rows):
            is_finished = (index, row.code) in finished
            if match := matches.get(n):
                other = after.rows[match.new]
                changed = tuple(changes(row, other, names))
                place, sure = match.new, match.is_sure
                pair = Pair(index, row, other, match.likeness, sure, changed, None, is_finished)
                found.append((place, n, pair))
            else:
                share, whole = parts.get((0, n), _NO_PART)
                pair = Pair(index, row, None, share, part_of=whole, is_finished=is_finished)
                found.append((place + 0.5, n, pair))
        for n in after.free:
            share, whole = parts.get((1, n), _NO_PART)
            found.append((n, -1, Pair(index, None, after.rows[n], share, part_of=whole)))
        pairs += (pair for _, _, pair in sorted(found, key=itemgetter(0, 1)))
    return pairs


_Parts = dict[tuple[int, int], tuple[float, ItemRow | None]]
_NO_PART = 0.0, None


def _match(old: _Side, new: _Side) -> tuple[dict[int, _Match], _Parts]:
    """Return the rows that are one, by their place in the old plan, and those that are parts."""
    likeness = Likeness(old.counts | new.counts, max(len(old.rows), len(new.rows)))
    matches = [
        *_identical(old, new, lambda side, n: (side.rows[n].code, side.words[n])),
        *_identical(old, new, lambda side, n: (side.contents[n], side.words[n])),
    ]
    candidates = sorted(
        _candidates(old, new, likeness),
        # The same whichever of the two plans is the old one.
        key=lambda m: (-m.rank, m.old + m.new, abs(m.old - m.new), min(m.old, m.new)),
    )
    for match in candidates:
        if match.old in old.free and match.new in new.free:
            sure = match._replace(is_sure=_is_sure(match, candidates, old, new))
            matches.append(_taken(sure, old, new))
    parts = _parts(matches, old, new, likeness)
    return {match.old: match for match in matches}, parts


def _taken(match: _Match, old: _Side, new: _Side) -> _Match:
    old.free.discard(match.old)
    new.free.discard(match.new)
    return match


def _identical(old: _Side, new: _Side, say: Callable[[_Side, int], Hashable]) -> Iterator[_Match]:
    """Yield the rows left that say the same, and no other row does, in either plan."""
    sides = []
    for side in (old, new):
        places: dict[Hashable, list[int]] = defaultdict(list)
        for place in sorted(side.free):
            places[say(side, place)].append(place)
        sides.append({said: found[0] for said, found in places.items() if len(found) == 1})
    for said, place in sides[0].items():
        if said in sides[1]:
            yield _taken(_Match(0.0, 1.0, place, sides[1][said], is_sure=True), old, new)


def _candidates(old: _Side, new: _Side, likeness: Likeness) -> Iterator[_Match]:
    for one, other in product(sorted(old.free), sorted(new.free)):
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
    last = [code.rpartition(".")[2] for code in codes]
    # Where the row above moved, all beneath it did.
    moved_along = above[0] and above[0] == above[1] and last[0] == last[1]
    if match.likeness < (_SURE_OF_CODE if codes[0] == codes[1] or moved_along else _SURE):
        return False
    return not any(
        (other.old == match.old) != (other.new == match.new)
        and other.rank > match.rank - _CLOSE
        # Word for word the same is more alike than anything else.
        and (match.likeness < 1 or other.likeness == 1)
        for other in candidates
    )


def _parts(matches: list[_Match], old: _Side, new: _Side, likeness: Likeness) -> _Parts:
    """Return the rows without a counterpart that are part of a row of the other plan, by side and
    place, with how much of them stands there, and that row; a whole row that has no counterpart
    either is matched with the most alike of its parts."""
    sides = (
        (old, new, {match.new: old.words[match.old] for match in matches}),
        (new, old, {match.old: new.words[match.new] for match in matches}),
    )
    found = []
    for side, (mine, theirs, said) in enumerate(sides):
        for part, (whole, text) in product(mine.free, enumerate(theirs.words)):
            words = mine.words[part]
            share = likeness.within(words, text)
            if share < _CONTAINED or len(text) <= len(words):
                continue
            # What its counterpart says too was not taken from it.
            if likeness.within(words, said.get(whole, ())) < _NOT_CONTAINED:
                near = part + whole, abs(part - whole)
                found.append((-likeness.of(words, text), -share, *near, side, part, whole))
    parts: _Parts = {}
    for alike, share, _sum, _apart, side, part, whole in sorted(found):
        mine, theirs, _said = sides[side]
        if part not in mine.free or (side, part) in parts:
            continue
        if whole in theirs.free:
            places = (whole, part) if side else (part, whole)
            matches.append(_taken(_Match(0.0, -alike, *places), old, new))
        else:
            parts[side, part] = -share, theirs.rows[whole]
    return parts
