"""Workbooks that are too large to be read whole, read for the few cells that somebody wants.

The office's own master may have a hundred times a form's rows, and hardly any of them holds what
people typed. Its large sheets are cut down to these; what is left is read like any other file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from par_xl.terms.finding import column_letters
from par_xl.workbooks.reading.book import Sheet, Workbook
from par_xl.workbooks.reading.kind import Kind
from par_xl.workbooks.reading.package import Package, open_package
from par_xl.workbooks.reading.plain import PREFIXED
from par_xl.workbooks.reading.workbook import read_workbook
from par_xl.workbooks.reading.xml import is_whole

LARGE = 1_000_000
"""Bytes of a sheet from which on it is cut down."""
HEAD = 100
"""Rows that are read of every sheet's start, and of its end."""
_START, _END = b"<sheetData>", b"</sheetData>"
_CELL = re.compile(rb"(?s)\s*<c(\s[^<>]*?)?(?:/>|>(.*?)</c\s*>)")
_AT = re.compile(rb'\sr="([A-Z]{0,3})(\d{1,7})"')
_HIDING = (b"<!--", b"<![CDATA[")
_FOREIGN = (b"<?", b"<extLst")
"""Within these, or among rows within those, what looks like a row or a cell may be none."""


class Wanted(NamedTuple):
    """Columns of a sheet: rows are wanted that hold something in one of *typed*, and of them the
    cells of these and of *beside*."""

    typed: frozenset[int]
    beside: frozenset[int]


def read_large(content: bytes, name: str, wanted: Callable[[Sheet], Wanted]) -> Workbook:
    """Read a workbook; of its large sheets their first rows, and what is *wanted* of the others
    and of the last ones, as can be told from these.

    Raises:
        UnreadableFileError: see ``read_workbook``.
    """
    package = open_package(content, name, is_whole=True)
    split = dict(_split_sheets(package))
    if not split:
        return read_workbook(content, name)
    heads = {part: each.head() for part, each in split.items()}
    book = read_workbook(_package(package, split, heads), name)
    names = {each.part: each.name for each in package.contents.sheets}
    sheets = {sheet.name: sheet for sheet in book.sheets}
    bodies = {
        part: heads[part] + each.below(wanted(sheets[names[part]]))
        for part, each in split.items()
        if each.is_large and names[part] in sheets
    }
    return read_workbook(_package(package, split, heads | bodies), name) if bodies else book


class _Split:
    """A sheet's rows, each with its number, and what stands before and after them."""

    def __init__(
        self, before: bytes, rows: list[tuple[int, bytes]], after: bytes, *, is_large: bool
    ) -> None:
        self.before, self.after, self.is_large = before, after, is_large
        self._rows = rows

    def head(self) -> bytes:
        """Its first rows, with their cells' places; of a sheet that is not large, all of them."""
        rows = self._rows[:HEAD] if self.is_large else self._rows
        return b"".join(_written(number, _cells(inside)) for number, inside in rows)

    def below(self, wanted: Wanted) -> bytes:
        """What is wanted of the rows below."""
        if not wanted.typed:
            return b""
        columns = wanted.typed | wanted.beside
        is_typed = _finder(wanted.typed)
        return b"".join(
            _written(number, (cell for cell in _cells(inside) if cell[0] in columns))
            for place, (number, inside) in enumerate(self._rows[HEAD:], start=HEAD)
            if place >= len(self._rows) - HEAD or is_typed(inside)
        )


_Cell = tuple[int, bytes, bytes]
"""A cell's column, its attributes but for its place, and what is in it."""


def _finder(columns: frozenset[int]) -> Callable[[bytes], bool]:
    """Whether a row holds something in one of these columns: most hold nothing, so they are not
    taken apart."""
    letters = "|".join(map(column_letters, columns)).encode()
    filled = re.compile(rb'<c r="(?:' + letters + rb')\d+"[^<>]*(?<!/)>(?!</c)')
    places = sorted(column + 1 for column in columns)

    def is_typed(row: bytes) -> bool:
        named, count = row.count(b'<c r="'), row.count(b"<c ")
        if named == count:
            return filled.search(row) is not None
        if not named and b' r="' not in row:
            cells = row.split(b"<c ")
            # A blank one ends with its tag.
            return any(at < len(cells) and not cells[at].endswith(b"/>") for at in places)
        return any(column in columns and inside for column, _, inside in _cells(row))

    return is_typed


def _cells(row: bytes) -> Iterator[_Cell]:
    column = -1
    for attributes, inside in _CELL.findall(row):
        at = _AT.search(attributes)
        column = _column(at[1]) if at else column + 1
        yield column, _AT.sub(b"", attributes), inside


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _written(row: int, cells: Iterable[_Cell]) -> bytes:
    inside = b"".join(
        b'<c r="%b%d"%b>%b</c>' % (column_letters(column).encode(), row, attributes, inside)
        for column, attributes, inside in cells
    )
    return b'<row r="%d">%b</row>' % (row, inside) if inside else b""


def _split_sheets(package: Package) -> Iterator[tuple[str, _Split]]:
    """The sheets that are large, or whose cells do not say where they stand, and that are written
    so that rows can be told from all else; others stay as they are."""
    for sheet in package.contents.sheets if package.kind is Kind.OOXML else ():
        xml = package.parts.get(sheet.part, b"")
        is_large = len(xml) >= LARGE
        if not is_large and b"<c s=" not in xml:
            continue
        start, end = xml.find(_START), xml.rfind(_END)
        is_one = 0 < start < end and xml.count(b"<sheetData") == 1
        if not is_one or any(sign in xml for sign in _HIDING) or PREFIXED.search(xml):
            continue
        start += len(_START)
        rows = _rows(xml[start:end]) if is_whole(xml) else None
        if rows is not None:
            yield sheet.part, _Split(xml[:start], rows, xml[end:], is_large=is_large)


def _rows(body: bytes) -> list[tuple[int, bytes]] | None:
    """Numbers of rows, and the cells in them; None where there is anything else."""
    if any(sign in body for sign in _FOREIGN):
        return None
    found: list[tuple[int, bytes]] = []
    number = 0
    *rows, last = body.split(b"</row>")
    for row in (*rows, last):
        rest = row.strip()
        while rest:
            start, _, rest = rest.partition(b">")
            if not start.startswith((b"<row ", b"<row/")) and start != b"<row":
                return None
            at = _AT.search(start)
            number = int(at[2]) if at else number + 1
            if start.endswith(b"/"):
                rest = rest.lstrip()
                continue
            if b"<row" in rest or not (rest.startswith(b"<c") or not rest):
                return None
            found.append((number, rest))
            break
        else:
            continue
        if row is last:
            return None
    return found


def _package(package: Package, split: Mapping[str, _Split], bodies: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, xml in package.parts.items():
            sheet = split.get(name)
            written = sheet.before + bodies[name] + sheet.after if sheet else xml
            archive.writestr(name, written)
    return made.getvalue()
