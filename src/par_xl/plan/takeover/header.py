"""Where a table's header stands, and which of its columns is which of the plan's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from par_xl.plan.takeover.grid import Grid
from par_xl.plan.takeover.meanings import IGNORED, OFFICE, PROVINCE, Meaning, meanings, plain
from par_xl.plan.takeover.told import Sure, weaker
from par_xl.terms.text import as_text

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
    sure: Sure


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
        columns = _with_content(_columns(grid, top, bottom))
        known = {each.target for each in columns}
        if "Nội dung" in known and any(each in known for each in _TELLING):
            texts = frozenset(_row_words(grid, row) for row in range(top, bottom + 1))
            return Header(top, bottom, columns, texts)
    return None


def is_header_again(grid: Grid, row: int, header: Header) -> bool:
    """Whether a row repeats the header, as each page of a printed table does."""
    texts = _row_words(grid, row)
    known = {text for each in header.texts for text in each}
    # Merged there and not here, the second of two rows holds but some of its texts.
    return texts in header.texts or (len(texts) > 1 and known.issuperset(texts))


def is_numbering(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), A B 1 2, 1 2 3=1+2."""
    texts = [text.strip("()[] ") for text in grid.texts(row)]
    if len(texts) < 3:
        return False
    plain_ones = [text for text in texts if not re.search("[=+]", text)]
    letters = [text for text in plain_ones if re.fullmatch("[A-Za-z]", text)]
    numbers = [text for text in plain_ones if re.fullmatch(r"\d{1,2}", text)]
    if letters + numbers != plain_ones or len(numbers) + len(letters) < 3:
        return False
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    alphabet = [chr(65 + number) for number in range(len(letters))]
    return numbers == counted and [each.upper() for each in letters] == alphabet


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
    headers: dict[int, list[str]] = {}
    for column in range(grid.width):
        parts = [grid.text(row, column) for row in range(top, bottom + 1)]
        if bottom > top and not parts[0] and column and parts[-1]:
            # An upper cell that was not merged over its columns still heads them.
            parts[0] = headers.get(column - 1, [""])[0]
        headers[column] = parts
    return _assigned(
        {column: _told(parts) for column, parts in headers.items()},
        {column: meanings(*parts) for column, parts in headers.items()},
    )


def _with_content(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns of a table that names its tasks alone: they are its items."""
    targets = {each.target for each in columns}
    if "Nội dung" in targets or _TASK not in targets:
        return columns
    return tuple(
        replace(each, target="Nội dung", sure=weaker(each.sure, Sure.FAIR))
        if each.target == _TASK
        else each
        for each in columns
    )


def _told(parts: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(" ".join(each.split()) for each in parts if each))


def _assigned(headers: dict[int, str], possible: dict[int, list[Meaning]]) -> tuple[Column, ...]:
    """Each column of the plan goes to the column that most speaks for; each is given once."""
    claims = sorted(
        ((each, column) for column, found in possible.items() for each in found),
        key=lambda claim: (-claim[0].score, claim[1]),
    )
    taken: dict[int, Meaning] = {}
    given: set[str] = set()
    for each, column in claims:
        if column not in taken and (each.target == IGNORED or each.target not in given):
            taken[column] = each
            given.add(each.target)
    if "Thẩm quyền thực hiện" in given and {OFFICE, PROVINCE} & given:
        # Either one column for both, or one for each.
        is_marked = {OFFICE, PROVINCE} <= given
        gone = ("Thẩm quyền thực hiện",) if is_marked else (OFFICE, PROVINCE)
        taken = {c: m for c, m in taken.items() if m.target not in gone}
    return tuple(
        Column(column, header, taken[column].target, taken[column].sure)
        if column in taken
        else Column(column, header, IGNORED, Sure.UNSURE if header else Sure.SKIPPED)
        for column, header in headers.items()
    )
