"""Where a table's header stands, and which of its columns is which of the plan's.

What a header means is declared once, in ``phrases.csv``: words that offices use, and how much
speaks for each. A phrase may mean several columns of the plan; which one it is then depends on the
columns beside it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files

from par_xl.plan.takeover.grid import Grid
from par_xl.plan.takeover.report import Confidence, weaker
from par_xl.terms.text import as_text, fold
from par_xl.terms.words import Authority

OFFICE, PROVINCE = (f"Thẩm quyền thực hiện = {each.label}" for each in Authority)
"""Columns in which the authority is marked with an x."""
IGNORED = "–"
"""Columns that the plan has no place for."""

_SURE, _FAIR, _UNSURE = 100, 75, 40
_NEAR = 0.88
_OWN = 60
"""From here on a header means what it means, whatever year stands in it."""

_PUNCTUATION = re.compile(r"[\s.,;:/()\[\]{}\-–—+&|*'\"“”«»_]+")
_YEAR = re.compile(r"\b(?:năm )?(20\d\d)\b")
_OF_ITS_OWN = ("Nhiệm vụ, giải pháp", "Đơn vị chủ trì", "Đơn vị phối hợp",
               "Thẩm quyền thực hiện", "Thời gian hoàn thành")  # fmt: skip
"""Columns whose headers may name a year as well: "Nhiệm vụ, giải pháp năm 2024"."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column of the plan that a header may mean, and how much speaks for it (1 to 100)."""

    target: str
    score: int

    @property
    def sure(self) -> Confidence:
        if self.score >= 80:
            return Confidence.SURE
        return Confidence.FAIR if self.score >= 60 else Confidence.UNSURE


def plain(text: str) -> str:
    """A header as its words alone."""
    # Before folding, which sets a word's tone behind its last sign.
    return fold(_PUNCTUATION.sub(" ", text))


_BY_PHRASE: dict[str, list[Meaning]] = {}
for _row in csv.DictReader((files(__package__) / "phrases.csv").read_text("utf-8").splitlines()):
    for _phrase in _row["phrases"].split(";"):
        _meaning = Meaning(_row["column"], int(_row["score"]))
        _BY_PHRASE.setdefault(plain(_phrase), []).append(_meaning)
_LONG_PHRASES = [phrase for phrase in _BY_PHRASE if len(phrase) > 5]
_INSIDE = [
    phrase
    for phrase, known in _BY_PHRASE.items()
    if " " in phrase and max(each.score for each in known) > _UNSURE
]
"""What says enough even with more words around it."""
_RESULTS = tuple(map(plain, ("kết quả", "điểm", "thực hiện", "đạt", "chỉ số")))
_TARGETS = tuple(map(plain, ("mục tiêu", "chỉ tiêu", "phấn đấu", "kế hoạch")))
_OTHER = ("tự chấm", "tự đánh giá", "hạng", "xếp hạng", "mất", "trừ", "bị trừ", "còn thiếu")
_NO_RESULTS = tuple(map(plain, _OTHER))
"""What a unit gave itself, ranks and points lost are not what was published of a year."""
_SHARE = plain("tỷ lệ")
_BOTH_ROLES = tuple(map(plain, ("chủ trì", "phối hợp")))


def _has(text: str, *phrases: str) -> bool:
    """Whether one of these phrases stands in a text, in whole words."""
    return any(f" {phrase} " in f" {text} " for phrase in phrases)


def meanings(*parts: str) -> list[Meaning]:
    """What a column may mean whose header cells, from the uppermost down, are *parts*."""
    texts = [each for each in dict.fromkeys(map(plain, parts)) if each]
    whole = " ".join(texts)
    if not whole:
        return []
    if year := _year(whole):
        return year
    found: dict[str, int] = {}
    # The whole header says most; the lowest cell alone says what the others leave open.
    for text, worth in ((whole, 0), (texts[-1], 2), (texts[0], 25)):
        for each in _of(text):
            found[each.target] = max(found.get(each.target, 0), each.score - worth)
    return [Meaning(target, score) for target, score in found.items() if score > 0]


@lru_cache(maxsize=2_000)
def _of(text: str) -> tuple[Meaning, ...]:
    if known := _BY_PHRASE.get(text):
        return tuple(known)
    if near := get_close_matches(text, _LONG_PHRASES, n=1, cutoff=_NEAR):
        return tuple(Meaning(each.target, min(each.score, 65)) for each in _BY_PHRASE[near[0]])
    if all(_has(text, role) for role in _BOTH_ROLES):
        # One column for both: cells that say which is which are told apart.
        return (Meaning("Đơn vị chủ trì", _UNSURE),)
    inside = [phrase for phrase in _INSIDE if _has(text, phrase)]
    if not inside or len(text.split()) > 14:
        return ()
    known = _BY_PHRASE[max(inside, key=len)]
    return tuple(Meaning(each.target, min(each.score, 62)) for each in known)


def _year(text: str) -> list[Meaning]:
    """Results and targets of a year: "Kết quả 2022", "Điểm đạt năm 2023", "Mục tiêu 2025"."""
    years = _YEAR.findall(text)
    if not years:
        return []
    if len(set(years)) > 1:
        return [Meaning(IGNORED, _UNSURE)]
    bare = " ".join(_YEAR.sub(" ", text).split())
    own = [each for each in _of(bare) if each.target in _OF_ITS_OWN and each.score >= _OWN]
    # "Điểm 2023" alone is what was reached in it.
    own += [each for each in _of(bare) if each.target == "Điểm tối đa" and each.score == _SURE]
    if own and _RESULTS[0] not in bare:
        return own
    if _has(bare, *_NO_RESULTS):
        return [Meaning(IGNORED, _FAIR)]
    # Beside the points of a year, their share of the most is the lesser choice.
    most = _FAIR if _has(bare, _SHARE) else _SURE
    if _has(bare, *_TARGETS):
        return [Meaning(f"Mục tiêu {years[0]}", most)]
    if _has(bare, *_RESULTS):
        return [Meaning(f"Kết quả năm {years[0]}", most if _has(bare, _RESULTS[0]) else _FAIR)]
    return [Meaning(IGNORED, _UNSURE)]


_LOOK_AT = 60
"""Rows from the top in which the header is looked for."""
_DEEPEST = 4
_TASK = "Nhiệm vụ, giải pháp"
_TELLING = (_TASK, "Đơn vị chủ trì", "Điểm tối đa", "Thời gian hoàn thành",
            "Thẩm quyền thực hiện", "Cơ quan thực hiện", "Đơn vị phối hợp", OFFICE)  # fmt: skip
"""An appendix has one of these columns beside its items."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, the plan's column (IGNORED: none), and how sure."""

    number: int
    header: str
    target: str
    sure: Confidence


@dataclass(frozen=True)
class Header:
    """The header rows *top* to *bottom* (inclusive) of a table, and its columns."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    texts: frozenset[tuple[str, ...]]
    """The words of each header row: what repeats them is a header again."""

    def column(self, target: str) -> Column | None:
        return next((each for each in self.columns if each.target == target), None)


def find_header(grid: Grid, start: int = 0) -> Header | None:
    """The first header from row *start* on; None where the table is no appendix."""
    for top in range(start, min(len(grid.rows), start + _LOOK_AT)):
        if len(grid.texts(top)) < 3 or _hits(grid, top) < 2:
            continue
        bottom = _bottom(grid, top)
        columns = _columns(grid, top, bottom)
        known = {each.target for each in columns}
        if "Nội dung" in known and any(each in known for each in _TELLING):
            texts = frozenset(_row_words(grid, row) for row in range(top, bottom + 1))
            return Header(top, bottom, columns, texts)
    return None


def is_header_again(grid: Grid, row: int, header: Header) -> bool:
    """Whether a row repeats the header, as each page of a printed table does."""
    texts = _row_words(grid, row)
    # Merged there and not here, the second of two rows holds but some of its texts.
    is_part = len(texts) > 1 and {text for each in header.texts for text in each}.issuperset(texts)
    return texts in header.texts or is_part


def is_numbering(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), A B 1 2, 1 2 3=1+2."""
    texts = [text.strip("()[] ").upper() for text in grid.texts(row)]
    plain_ones = [text for text in texts if not re.search("[=+]", text)]
    letters = [text for text in plain_ones if re.fullmatch("[A-Z]", text)]
    numbers = [text for text in plain_ones if re.fullmatch(r"\d{1,2}", text)]
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    alphabet = [chr(65 + number) for number in range(len(letters))]
    return len(plain_ones) >= 3 and letters + numbers == plain_ones == alphabet + counted


def _row_words(grid: Grid, row: int) -> tuple[str, ...]:
    return tuple(plain(text) for text in grid.texts(row))


def _hits(grid: Grid, row: int) -> int:
    """How many cells of a row mean a column of the plan, each column counted once."""
    found: set[str] = set()
    for _, cell in grid.cells(row):
        text = as_text(cell)
        # Long texts are contents, whatever words they hold.
        best = max(meanings(text) if len(text) < 80 else [], key=lambda m: m.score, default=None)
        if best and best.target != IGNORED and best.score >= 60:
            found.add(best.target)
    return len(found)


def _bottom(grid: Grid, top: int) -> int:
    """The last header row: as far as merged cells go down, and below those that go across."""
    bottom = top
    for column in range(grid.width):
        at = grid.origin(top, column)
        while bottom + 1 < len(grid.rows) and grid.origin(bottom + 1, column) == at:
            bottom += 1
    bottom = min(bottom, top + _DEEPEST - 1)
    if bottom + 1 < len(grid.rows) and _has_subheads(grid, top, bottom):
        bottom += 1
    return bottom


def _has_subheads(grid: Grid, top: int, bottom: int) -> bool:
    """Whether the row after *bottom* names columns: below a cell that goes across, or below blank
    ends of columns that are not merged."""
    below = bottom + 1
    if is_numbering(grid, below):
        return False
    across = [
        column
        for column in range(1, grid.width)
        if grid.text(bottom, column)
        and grid.origin(bottom, column) == grid.origin(bottom, column - 1)
    ]
    texts = {column: grid.text(below, column) for column in range(grid.width)}
    own = {c for c in texts if texts[c] and grid.origin(below, c)[0] == below}
    if across:
        under = {column for each in across for column in (each - 1, each)}
        return bool(own) and own <= under and all(len(texts[c]) < 60 for c in own)
    # Not merged: a row that names columns only below blank cells, or repeats nothing of an item.
    blank_above = {c for c in own if not grid.text(bottom, c)}
    first = {c for c in range(grid.width) if meanings(grid.text(top, c))} & own
    return bool(blank_above) and len(first) <= 1 and all(meanings(texts[c]) for c in own)


def _columns(grid: Grid, top: int, bottom: int) -> tuple[Column, ...]:
    """Each column of the plan goes to the column that most speaks for; each is given once."""
    headers: list[list[str]] = []
    for column in range(grid.width):
        parts = [grid.text(row, column) for row in range(top, bottom + 1)]
        if bottom > top and not parts[0] and column and parts[-1]:
            # An upper cell that was not merged over its columns still heads them.
            parts[0] = headers[-1][0]
        headers.append(parts)
    claims = [(each, at) for at, parts in enumerate(headers) for each in meanings(*parts)]
    taken: dict[int, Meaning] = {}
    given: set[str] = set()
    for each, column in sorted(claims, key=lambda claim: (-claim[0].score, claim[1])):
        if column not in taken and (each.target == IGNORED or each.target not in given):
            taken[column] = each
            given.add(each.target)
    gone: tuple[str, ...] = ()
    if "Thẩm quyền thực hiện" in given and {OFFICE, PROVINCE} & given:
        # Either one column for both, or one for each.
        gone = ("Thẩm quyền thực hiện",) if {OFFICE, PROVINCE} <= given else (OFFICE, PROVINCE)
    columns = []
    for column, parts in enumerate(headers):
        header = " / ".join(dict.fromkeys(" ".join(each.split()) for each in parts if each))
        meaning = taken.get(column)
        if meaning is None or meaning.target in gone:
            target, sure = IGNORED, Confidence.UNSURE if header else Confidence.SKIPPED
        else:
            target, sure = meaning.target, meaning.sure
        if target == _TASK and "Nội dung" not in given:
            # A table that names its tasks alone: they are its items.
            target, sure = "Nội dung", weaker(sure, Confidence.FAIR)
        columns.append(Column(column, header, target, sure))
    return tuple(columns)
