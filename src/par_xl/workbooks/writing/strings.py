"""The book's texts: each stands in one table, and cells name it by its number there."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

from xlsxwriter.sharedstrings import SharedStringTable

from par_xl.workbooks.writing.cells import SURE, cut, element

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_IN_MEMORY = 8_000_000
"""Bytes of the table up to which it needs no file."""
_REMEMBERED = 10_000_000
"""Characters of texts that are remembered at once, each counted with what Python adds to it."""
_EACH = 100
_PIECE = 1 << 20


class SharedStrings(SharedStringTable):  # type: ignore[misc]
    """The table, written as texts come. Of a nation's millions only the latest are remembered:
    one that comes again much later stands there again, which a table may."""

    def __init__(self) -> None:
        super().__init__()
        # XlsxWriter asks before all rows are written whether there is a table.
        self.count = 1
        self._cells = 0
        self._file: IO[bytes] = BytesIO()
        self._latest: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._size = 0

    def index(self, text: str) -> int:
        """The number of a text, for one cell more."""
        self._cells += 1
        number = self._latest.get(text)
        return self._number(text) if number is None else number

    def cell(self, text: str) -> str:
        """What follows the place and style of a cell with that text."""
        return f' t="s"><v>{self.index(text)}</v></c>'

    def _number(self, text: str) -> int:
        number = self._before.get(text)
        if number is None:
            number = self.unique_count
            self.unique_count += 1
            shown = text if len(text) <= SURE else cut(text)
            self._file.write(f"<si>{element(shown)}</si>".encode())
            if isinstance(self._file, BytesIO) and self._file.tell() > _IN_MEMORY:
                self._move_out(self._file)
        self._size += len(text) + _EACH
        if self._size > _REMEMBERED:
            # What is in use is asked for again soon, and then remembered anew.
            self._before, self._latest, self._size = self._latest, {}, 0
        self._latest[text] = number
        return number

    def _move_out(self, held: BytesIO) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - as long as the book
        self._file.write(held.getvalue())

    def xml(self) -> Iterator[bytes]:
        """The part that holds the table; it can be asked for once."""
        counts = f'count="{self._cells}" uniqueCount="{self.unique_count}"'
        start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        yield f'{start}<sst xmlns="{_MAIN}" {counts}>'.encode()
        with self._file as file:
            file.seek(0)
            while piece := file.read(_PIECE):
                yield piece
        yield b"</sst>"
