"""Where a table's header stands, and which of its columns is which of the plan's.

What a header means is declared once, in ``phrases.csv``: words that offices use, and how much
speaks for each. A phrase may mean several columns of the plan; which one it is then depends on the
columns beside it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files

from par_xl.plan.takeover.cells import read_authority, read_time
from par_xl.plan.takeover.grid import Grid, GridCell
from par_xl.plan.takeover.names import labelled_roles
from par_xl.terms.text import fold
from par_xl.terms.words import Authority

CODE, CONTENT, TASK, LEADS = "TT", "Nội dung", "Nhiệm vụ, giải pháp", "Đơn vị chủ trì"
POINTS, COORDINATING, PERFORMERS = "Điểm tối đa", "Đơn vị phối hợp", "Cơ quan thực hiện"
AUTHORITY, DUE = "Thẩm quyền thực hiện", "Thời gian hoàn thành"
OFFICE, PROVINCE = (f"{AUTHORITY} = {each.label}" for each in Authority)
"""Columns in which the authority is marked with an x."""
IGNORED = "–"
"""Columns that the plan has no place for."""

_SURE, _LABELLED, _LIKELY, _UNSURE = 100, 90, 75, 40
_ENOUGH = 60
"""From here on a column is sure."""
_NEAR = 0.88
_FEWEST, _MOST = 2, 0.7
"""Cells, and their share, that say what a column is."""
_PUNCTUATION = re.compile(r"[\s.,;:/()\[\]{}\-–—+&|*'\"“”«»_]+")
_YEAR = re.compile(r"\b(?:năm )?(20\d\d)\b")


def plain(text: str) -> str:
    """Return a header as its words alone."""
    # Before folding, which sets a word's tone behind its last sign.
    return fold(_PUNCTUATION.sub(" ", text))


_BY_PHRASE: dict[str, dict[str, int]] = {}
"""How much speaks for each column of the plan (1 to 100), by phrase."""
for _row in csv.DictReader((files(__package__) / "phrases.csv").read_text("utf-8").splitlines()):
    for _phrase in _row["phrases"].split(";"):
        _BY_PHRASE.setdefault(plain(_phrase), {})[_row["column"]] = int(_row["score"])
_LONG_PHRASES = [phrase for phrase in _BY_PHRASE if len(phrase) > 5]
_INSIDE = [p for p, known in _BY_PHRASE.items() if " " in p and max(known.values()) > _UNSURE]
"""What says enough even with more words around it."""
_RESULTS = ("kết quả", "điểm", "thực hiện", "đạt", "chỉ số")
_TARGETS = ("mục tiêu", "chỉ tiêu", "phấn đấu", "kế hoạch")
_NO_RESULTS = ("tự chấm", "tự đánh giá", "hạng", "mất", "trừ", "còn thiếu")
"""What a unit gave itself, ranks and points lost are not what was published of a year."""
_MAY_NAME_A_YEAR = (TASK, LEADS, COORDINATING, AUTHORITY, DUE)
"""Columns whose headers may: "Nhiệm vụ, giải pháp năm 2024"."""


def _has(text: str, *phrases: str) -> bool:
    """Whether one of these phrases stands in a text, in whole words."""
    return any(f" {plain(phrase)} " in f" {text} " for phrase in phrases)


def meanings(*parts: str) -> dict[str, int]:
    """Return the columns that one may be whose header cells, from the uppermost down, are *parts*,
    and how much speaks for each (1 to 100)."""
    texts = [each for each in dict.fromkeys(map(plain, parts)) if each]
    whole = " ".join(texts)
    if _YEAR.search(whole):
        return _of_year(whole)
    found: dict[str, int] = {}
    # The whole header says most; the lowest cell alone says what the others leave open.
    for text, less in ((whole, 0), (texts[-1], 2), (texts[0], 25)) if texts else ():
        for target, score in _of(text).items():
            found[target] = max(found.get(target, 1), score - less)
    return found


@lru_cache(maxsize=2_000)
def _of(text: str) -> dict[str, int]:
    if text in _BY_PHRASE:
        return _BY_PHRASE[text]
    near, most = get_close_matches(text, _LONG_PHRASES, n=1, cutoff=_NEAR), 65
    if not near and _has(text, "chủ trì") and _has(text, "phối hợp"):
        # One column for both: cells that say which is which are told apart.
        return {LEADS: _UNSURE}
    if not near and len(text.split()) <= 14:
        inside = [phrase for phrase in _INSIDE if f" {phrase} " in f" {text} "]
        near, most = sorted(inside, key=len)[-1:], 62
    return {target: min(score, most) for each in near for target, score in _BY_PHRASE[each].items()}


def _of_year(text: str) -> dict[str, int]:
    """Results and targets of a year: "Kết quả 2022", "Điểm đạt năm 2023", "Mục tiêu 2025"."""
    years = set(_YEAR.findall(text))
    bare = " ".join(_YEAR.sub(" ", text).split())
    if len(years) > 1:
        return {IGNORED: _UNSURE}
    if not _has(bare, "kết quả"):
        known = _of(bare)
        own = {each: known[each] for each in _MAY_NAME_A_YEAR if known.get(each, 0) >= _ENOUGH}
        if known.get(POINTS) == _SURE:
            # "Điểm 2023" alone is what was reached in it.
            own[POINTS] = _SURE
        if own:
            return own
    if _has(bare, *_NO_RESULTS):
        return {IGNORED: _LIKELY}
    # Beside the points of a year, their share of the most is the lesser choice.
    score = _LIKELY if _has(bare, "tỷ lệ") else _SURE
    if _has(bare, *_TARGETS):
        return {f"Mục tiêu {years.pop()}": score}
    if _has(bare, *_RESULTS):
        score = score if _has(bare, "kết quả") else _LIKELY
        return {f"Kết quả năm {years.pop()}": score}
    return {IGNORED: _UNSURE}


_ITEMS_CODE = re.compile(r"[A-Z]?\d{1,3}(\.\d+)*")
"""No header holds it."""
_LOOK_AT = 60
"""Rows from the top in which the header is looked for."""
_DEEPEST = 4
_LONGEST = 80
"""Letters of a header; longer texts are contents, whatever words they hold."""
_TELLING = {TASK, LEADS, POINTS, DUE, AUTHORITY, PERFORMERS, COORDINATING, OFFICE}
"""An appendix has one of these columns beside its items."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, the plan's column (IGNORED: none), and whether that is
    sure."""

    number: int
    header: str
    target: str
    is_sure: bool


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
    """Find the first header from row *start* on; None where the table is no appendix."""
    for top in range(start, min(len(grid.rows), start + _LOOK_AT)):
        texts = grid.texts(top)
        if len(texts) < 3 or any(map(_ITEMS_CODE.fullmatch, texts)):
            continue
        bottom = top
        while bottom - top < _DEEPEST - 1 and _goes_on(grid, bottom):
            bottom += 1
        columns = _columns(grid, top, bottom)
        sure = {each.target for each in columns if each.is_sure and each.target != IGNORED}
        known = {each.target for each in columns}
        if len(sure) > 1 and CONTENT in known and known & _TELLING:
            columns = _columns(grid, top, bottom, by_contents=True)
            own = frozenset(_row_words(grid, row) for row in range(top, bottom + 1))
            return Header(top, bottom, columns, own)
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
    return tuple(map(plain, grid.texts(row)))


def _goes_on(grid: Grid, bottom: int) -> bool:
    """Whether the row after *bottom* is of the header, too: cells are merged down into it, or it
    names columns only below cells that go across, merged or with blanks beside them."""
    if bottom + 1 >= len(grid.rows) or is_numbering(grid, bottom + 1):
        return False
    above, below = grid.rows[bottom], grid.rows[bottom + 1]
    if any(one is other for one, other in zip(above, below, strict=True)):
        return True
    own = [column for column in range(grid.width) if below[column].text]
    for column in own:
        text, beside = below[column].text, above[column + 1 : column + 2]
        is_across = above.count(above[column]) > 1
        is_open = not above[column].text or any(not cell.text for cell in beside)
        if not (is_across and len(text) < _LONGEST) and not (is_open and meanings(text)):
            return False
    return bool(own)


def _by_contents(found: Mapping[str, int], cells: Sequence[GridCell]) -> Mapping[str, int]:
    """Return what a column may be that its header means, or its cells where it leaves that open:
    times, or whose authority. Cells that say who leads and who helps say most."""
    texts = [cell.text for cell in dict.fromkeys(cells) if cell.text]

    def say(read: Callable[[str], object]) -> bool:
        known = sum(read(text) is not None for text in texts)
        return known >= _FEWEST and known >= _MOST * len(texts)

    if say(labelled_roles):
        return {LEADS: _LABELLED}
    if max(found.values(), default=0) < _ENOUGH:
        readers: dict[str, Callable[[str], object]] = {DUE: read_time, AUTHORITY: read_authority}
        return {**found, **{target: _LIKELY for target, read in readers.items() if say(read)}}
    return found


def _columns(grid: Grid, top: int, bottom: int, *, by_contents: bool = False) -> tuple[Column, ...]:
    """Each column of the plan goes to the column that most speaks for; each is given once."""
    headers: list[list[str]] = []
    for column in range(grid.width):
        parts = [grid.rows[row][column].text for row in range(top, bottom + 1)]
        if bottom > top and not parts[0] and column and parts[-1]:
            # An upper cell that was not merged over its columns still heads them.
            parts[0] = headers[-1][0]
        headers.append(parts)
    claims = []
    for column, parts in enumerate(headers):
        found: Mapping[str, int] = meanings(*parts)
        if by_contents:
            found = _by_contents(found, [row[column] for row in grid.rows[bottom + 1 :]])
        claims += [(-score, column, target) for target, score in found.items()]
    taken: dict[int, tuple[str, bool]] = {}
    given: set[str] = set()
    for less, column, target in sorted(claims):
        if column not in taken and (target == IGNORED or target not in given):
            taken[column] = target, -less >= _ENOUGH
            given.add(target)
    for _, column, target in sorted(claims):
        if target == LEADS and LEADS not in given and taken[column][0] == PERFORMERS:
            # Who does it leads it where nobody else is named.
            taken[column] = LEADS, False
            given = given - {PERFORMERS} | {LEADS}
    if AUTHORITY in given and {OFFICE, PROVINCE} & given:
        # Either one column for both, or one for each.
        given -= {AUTHORITY} if {OFFICE, PROVINCE} <= given else {OFFICE, PROVINCE}
    columns = []
    for column, parts in enumerate(headers):
        header = " / ".join(dict.fromkeys(" ".join(each.split()) for each in parts if each))
        target, is_sure = taken.get(column, (IGNORED, False))
        if target != IGNORED and target not in given:
            target, is_sure = IGNORED, False
        if target == TASK and CONTENT not in given:
            # A table that names its tasks alone: they are its items.
            target = CONTENT
        columns.append(Column(column, header, target, is_sure))
    return tuple(columns)
