"""What people changed in a master beside what is theirs: the file that lies there, compared with
the one that was written (contract, sections 6 and 9).

Theirs are the columns and sheets to fill in, what they added, and the order of rows and columns:
sorting changes no cell. Formulas are compared as such, not by what they come to.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _
from math import isclose
from typing import NamedTuple

from par_xl.outputs.manual_entries import FREE_SHEETS, HAND_FILLED
from par_xl.outputs.manual_reading import header_row
from par_xl.rules.entry import BY_FIELD
from par_xl.terms.finding import cell_name
from par_xl.terms.text import Cell, as_text, fold, is_blank, on_one_line
from par_xl.terms.words import Index, day
from par_xl.workbooks.formulas import SavedFormula
from par_xl.workbooks.reader import read_edited, read_formulas

Value = Cell | SavedFormula
Row = Sequence[Value]
Pair = tuple[int | None, int | None]
"""A row as it was and as it is, by their numbers; None: it is gone, or was not there."""

_LONGEST = 60
_APPENDICES = {fold(index.sheet) for index in Index}
_NAMING = {fold(BY_FIELD[name].header) for name in ("key", "code", "role")} | {fold("Đơn vị")}
"""Headers of what says which row of an appendix sheet one is."""
_PAIRS_LIMIT = 250_000
"""Pairs of rows that are looked at for likeness; beyond, its place says which row one was."""
_DAY_NOUGHT = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Change:
    """A cell, a whole row, column or sheet that is not as it was written. ``place`` is the cell
    where people find it now, or where it was; empty for a sheet."""

    sheet: str
    place: str
    was: str
    now: str

    def __str__(self) -> str:
        where = f"{self.sheet}, {self.place}" if self.place else self.sheet
        return f"{where}: {self.was} → {self.now}"


def changed_cells(written: bytes, there: bytes, name: str) -> list[Change]:
    """Return what of a master as it was *written* is another thing in the one that lies *there*.

    Raises:
        UnreadableFileError: one of them is no workbook that can be read.
    """
    old, new = (_sheets(content, name) for content in (written, there))
    return [*_changes(old, new)]


def _sheets(content: bytes, name: str) -> dict[str, list[Row]]:
    """Read each sheet, with its formulas in place of what they come to."""
    formulas = read_formulas(content, name)
    found: dict[str, list[Row]] = {}
    for sheet, rows in read_edited(content, name).items():
        whole = [list[Value](row) for row in rows]
        for (row, column), formula in formulas[sheet].items():
            whole += [[] for _row in range(row + 1 - len(whole))]
            whole[row] += [None] * (column + 1 - len(whole[row]))
            whole[row][column] = formula
        found[sheet] = [*whole]
    return found


def _changes(old: Mapping[str, list[Row]], new: Mapping[str, list[Row]]) -> Iterator[Change]:
    names, ours = {fold(sheet): sheet for sheet in new}, set(map(fold, old))
    added = [sheet for sheet in new if fold(sheet) not in ours]
    for sheet, rows in old.items():
        if fold(sheet) in FREE_SHEETS:
            continue
        there = names.get(fold(sheet))
        if there is None:
            # Renamed: all our sheets have a title.
            title = _title(rows)
            there = next((each for each in added if title and _title(new[each]) == title), None)
            now = _gone() if there is None else _quoted(there)
            yield Change(sheet, "", _("cả trang") if there is None else _("tên trang"), now)
        if there is not None:
            compare = _appendix if fold(sheet) in _APPENDICES else _by_place
            yield from compare(there, rows, new[there])


def _title(rows: Sequence[Row]) -> str:
    return next((as_text(c) for row in rows[:9] for c in row if isinstance(c, str)), "")


def _by_place(sheet: str, old: list[Row], new: list[Row]) -> Iterator[Change]:
    """Compare a sheet whose columns stay where they are; what stands to their right people
    added."""
    width = max((n for row in old for n, cell in enumerate(row, 1) if not _blank(cell)), default=0)
    return _Table(sheet, [(column, column) for column in range(width)]).changes(old, new)


def _appendix(sheet: str, old: list[Row], new: list[Row]) -> Iterator[Change]:
    """Compare a sheet whose columns are found by their headers, and rows by whose they are."""
    top, now = (header_row(_constants(rows)) for rows in (old, new))
    if top is None or now is None:
        yield Change(sheet, cell_name(top or 0, 0), _("dòng tiêu đề"), _gone())
        return
    yield from _above(sheet, old[:top], new[:now])
    columns, naming = list[tuple[int, int]](), list[int]()
    for column, there in _columns(old, new, top, now):
        was = old[top][column]
        header = fold(_text(was))
        if there is None:
            gone = _("cả cột {header}").format(header=_quoted(_text(was)))
            yield Change(sheet, cell_name(top, column), gone, _gone())
            continue
        if not _same(was, _at(new[now], there)):
            yield _change(sheet, cell_name(now, there), was, _at(new[now], there))
        if header not in HAND_FILLED:
            naming += [len(columns)] if header in _NAMING else []
            columns.append((column, there))
    table = _Table(sheet, columns, naming, (top + 1, now + 1))
    yield from table.changes(old[top + 1 :], new[now + 1 :])


def _above(sheet: str, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
    """Compare what stands above a table; people put lines of their own there."""
    left = [_key(cell) for row in new for cell in row]
    for number, row in enumerate(old):
        for column, was in enumerate(row):
            if _key(was) in left:
                left.remove(_key(was))
            elif not _blank(was):
                there = _at(new[number], column) if number < len(new) else None
                yield _change(sheet, cell_name(number, column), was, there)


def _columns(
    old: list[Row], new: list[Row], top: int, now: int
) -> Iterator[tuple[int, int | None]]:
    """Yield each column that has a header and where it is: under its header, or else behind the
    same one under another; None: gone."""
    headers, there = ([fold(_text(cell)) for cell in row] for row in (old[top], new[now]))
    places: dict[str, deque[int]] = defaultdict(deque)
    for column, header in enumerate(there):
        places[header].append(column)
    before = -1
    for column, header in enumerate(headers):
        if not header:
            continue
        found: int | None = places[header].popleft() if places[header] else None
        if found is None and before + 1 < len(there):
            is_ours = there[before + 1] in headers if there[before + 1] else False
            is_filled = any(not _blank(_at(row, before + 1)) for row in new[now:])
            found = before + 1 if is_filled and not is_ours else None
        before = before if found is None else found
        yield column, found


class _Table(NamedTuple):
    """Rows of a sheet: ``columns`` are the places of each as it was and is, those of ``naming`` say
    whose a row is; ``starts`` are the numbers of the first row."""

    sheet: str
    columns: Sequence[tuple[int, int]]
    naming: Sequence[int] = ()
    starts: tuple[int, int] = (0, 0)

    def changes(self, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
        """Yield what differs, from the first row to the last."""
        pairs = _pairs(self._keys(old, 0), self._keys(new, 1), self._name)
        # In the order in which people see them.
        for was, now in sorted(pairs, key=_place):
            before = None if was is None else [_at(old[was], of) for of, _to in self.columns]
            after = None if now is None else [_at(new[now], to) for _of, to in self.columns]
            yield from self._of_row(was, before, now, after)

    def _of_row(
        self, was: int | None, before: Row | None, now: int | None, after: Row | None
    ) -> Iterator[Change]:
        row = self.starts[0] + (was or 0) if now is None else self.starts[1] + now
        place = cell_name(row, 0)
        if after is None and sum(not _blank(cell) for cell in before or ()) > 1:
            yield Change(self.sheet, place, _whole_row(before or ()), _gone())
        elif before is None and self._name(after or ()):
            yield Change(self.sheet, place, _shown(None), _whole_row(after or ()))
        else:
            nothing = [None] * len(self.columns)
            for column, one, other in zip(
                self.columns, before or nothing, after or nothing, strict=True
            ):
                if not _same(one, other):
                    place = cell_name(row, column[0 if now is None else 1])
                    yield _change(self.sheet, place, one, other)

    def _keys(self, rows: Sequence[Row], which: int) -> dict[int, tuple[Hashable, ...]]:
        """Return what tells rows apart, by their numbers; not of those that are blank."""
        places = [column[which] for column in self.columns]
        keys = (tuple(_key(_at(row, place)) for place in places) for row in rows)
        return {number: key for number, key in enumerate(keys) if any(k is not None for k in key)}

    def _name(self, row: Sequence[object]) -> Hashable:
        """Whose a row is; None where that is not said."""
        name = tuple(row[column] for column in self.naming)
        return name if any(each is not None for each in name) else None


def _place(pair: Pair) -> int:
    was, now = pair
    return now if now is not None else was or 0


_Keys = dict[int, tuple[Hashable, ...]]


def _pairs(old: _Keys, new: _Keys, name: Callable[[Sequence[object]], Hashable]) -> list[Pair]:
    """Return rows that were one and are not the same, those that are gone and those that came."""
    # Be they moved or not.
    _matched(old, new, lambda number, row: (number, row))
    _matched(old, new, lambda _number, row: row)
    pairs: list[Pair] = [
        *_matched(old, new, lambda _number, row: name(row)),
        *_alike(old, new),
        *_matched(old, new, lambda number, _row: number),
    ]
    return [*pairs, *((number, None) for number in old), *((None, number) for number in new)]


def _matched(
    old: _Keys, new: _Keys, key: Callable[[int, tuple[Hashable, ...]], Hashable]
) -> list[tuple[int, int]]:
    """Take out rows that have the same key, and return them in pairs; None is no key."""
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, row in old.items():
        places[key(number, row)].append(number)
    places.pop(None, None)
    found = []
    for number, row in [*new.items()]:
        if there := places.get(key(number, row)):
            found.append((there.popleft(), number))
            del old[found[-1][0]], new[number]
    return found


def _alike(old: _Keys, new: _Keys) -> list[tuple[int, int]]:
    """Take out rows most of whose cells are the same, and return them in pairs."""
    if len(old) * len(new) > _PAIRS_LIMIT:
        return []
    scored = []
    for was, before in old.items():
        filled = sum(cell is not None for cell in before)
        for now, after in new.items():
            same = sum(a == b for a, b in zip(before, after, strict=True) if a is not None)
            if same and 2 * same >= filled:
                scored.append((-same, abs(was - now), was, now))
    found = []
    for _same_cells, _distance, was, now in sorted(scored):
        if was in old and now in new:
            found.append((was, now))
            del old[was], new[now]
    return found


# --- Cells


def _at(row: Row, column: int) -> Value:
    return row[column] if column < len(row) else None


def _constants(rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        yield tuple(None if isinstance(cell, SavedFormula) else cell for cell in row)


def _text(value: Value) -> str:
    return "" if isinstance(value, SavedFormula) else as_text(value)


def _blank(value: Value) -> bool:
    return not isinstance(value, SavedFormula) and is_blank(value)


def _key(value: Value) -> Hashable:
    """Return what is the same for cells that say the same, whatever program saved them; it may
    differ for numbers that do."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return None if is_blank(text) else text
    if isinstance(value, date):
        # The look of a cell alone makes a number a day.
        return float((value - _DAY_NOUGHT).days)
    return float(f"{value:.12g}") if isinstance(value, float) else value


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, SavedFormula) and isinstance(other, SavedFormula):
        return one.is_same(other)
    keys = _key(one), _key(other)
    if all(isinstance(key, float) for key in keys):
        return isclose(*keys, rel_tol=1e-11, abs_tol=1e-12)  # type: ignore[arg-type]
    return keys[0] == keys[1]


def _change(sheet: str, place: str, was: Value, now: Value) -> Change:
    """Return that of one cell; of long texts that begin alike, from where they differ."""
    texts = [cell.text if isinstance(cell, SavedFormula) else str(cell) for cell in (was, now)]
    alike = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), 0)
    start = alike - _LONGEST // 3 if alike > _LONGEST // 2 else 0
    return Change(sheet, place, _shown(was, start), _shown(now, start))


def _shown(value: Value, start: int = 0) -> str:
    match value:
        case SavedFormula():
            return "=" + _short(value.text, start)
        case str() if not is_blank(value):
            return _quoted(value, start)
        case float():
            return as_text(value).replace(".", ",")
        case date():
            return day(value)
        case _:
            return _("trống") if _blank(value) else as_text(value)


def _whole_row(row: Row) -> str:
    texts = (as_text(c) for c in row if isinstance(c, str) and not is_blank(c))
    return _("cả dòng {row}").format(row=_quoted(" · ".join([*texts][:5])))


def _quoted(text: str, start: int = 0) -> str:
    return f"“{_short(text, start)}”"


def _short(text: str, start: int = 0) -> str:
    text = on_one_line(text)
    text = f"…{text[start:]}" if start else text
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _gone() -> str:
    return _("đã xóa")
