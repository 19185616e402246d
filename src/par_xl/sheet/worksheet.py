"""XlsxWriter's sheet and package, with the cells' XML written here.

XlsxWriter keeps a record of every cell and works out its XML at the end, tag by tag; here the
finished XML is kept instead. What stands around the cells stays XlsxWriter's.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from par_xl.errors import ParXlError
from par_xl.sheet.cells import LETTERS, SURE, Value, cut, element, tail
from par_xl.sheet.height import LINE, height_attribute
from par_xl.sheet.pack import Block, pack
from par_xl.sheet.pattern import Pattern
from par_xl.sheet.validation import validation

MARK = "<!--rows-->"
"""Stands in a sheet's XML where its rows belong: no cell can hold it."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


_AT_ONCE = 500
"""Rows that are packed together."""


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose rows are kept as finished XML, by row and column."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[int, dict[int, str]] = defaultdict(dict)
        self.heights: dict[int, float] = {}
        self._growing: set[int] = set()
        self.blocks: list[Iterable[Block]] = []
        self.more_rows = 0
        self.end = 0
        self._has_notes = False

    def put(self, row: int, column: int, value: Value, style: int) -> None:
        """Write one cell; *style* is its look's number in the book."""
        written = tail(value, self.shared)
        self.cells[row][column] = f'<c r="{LETTERS[column]}{row + 1}" s="{style}"{written}'

    def put_row(self, row: int, first: int, cells: Iterable[tuple[Value, int]]) -> None:
        """Write cells of (value, style) from column *first* on."""
        self.cells[row].update(enumerate(self._written(row, first, cells), start=first))

    def put_whole(
        self,
        row: int,
        cells: Iterable[tuple[Value, int]],
        formulas: Pattern | None = None,
        values: Sequence[float | str] = (),
    ) -> None:
        """Write all cells of a row, of which none is written over: those of (value, style) from
        column A on, then *formulas* with their *values*."""
        written = self._written(row, 0, cells)
        last = len(written) - 1
        if formulas is not None:
            if len(written) != formulas.first:
                raise ValueError(f"formulas begin in column {formulas.first}, not {len(written)}")
            written.append(formulas.xml(row, values))
            last = formulas.last
        # An entry for the last column says how wide the row is.
        self.cells[row] = {last: "", 0: "".join(written)}

    def _written(self, row: int, first: int, cells: Iterable[tuple[Value, int]]) -> list[str]:
        number, shared, text = row + 1, self.shared, self._shared_index
        written = []
        for column, (value, style) in enumerate(cells, start=first):
            start = f'<c r="{LETTERS[column]}{number}" s="{style}"'
            if value is None:
                written.append(f"{start}/>")
            elif type(value) is str:
                written.append(f'{start} t="s"><v>{text(value)}</v></c>')
            else:
                written.append(start + tail(value, shared))
        return written

    def shared(self, text: str) -> str:
        """What follows a cell's place and style where its text stands in the book's table."""
        return f' t="s"><v>{self._shared_index(text)}</v></c>'

    def _shared_index(self, text: str) -> int:
        text = text if len(text) <= SURE else cut(text)
        table = self.str_table
        index: int | None = table.string_table.get(text)
        if index is None:
            return table._get_shared_string_index(text)  # type: ignore[no-any-return]
        table.count += 1
        return index

    def append(self, blocks: Iterable[Block], rows: int) -> None:
        """Let rows that were written elsewhere follow the last one."""
        if not self.blocks:
            self.end = self.last_row
        self.blocks.append(blocks)
        self.more_rows += rows

    @property
    def last_row(self) -> int:
        """The last row that holds something, counted from 0; -1 without one."""
        return max(max(self.cells, default=-1), max(self.heights, default=-1))

    def set_row(self, row: int, height: float, grows: bool = False) -> None:
        """Set a row's height in points; one that people type into *grows* with its text."""
        self.heights[row] = height
        if grows:
            self._growing.add(row)

    def write_comment(self, *args: Any) -> int:
        """Put a note on a cell."""
        self._has_notes = True
        done: int = super().write_comment(*args)
        return done

    def data_validation(
        self, row: int, column: int, last_row: int, last_column: int, options: Mapping[str, Any]
    ) -> int:
        """Limit what may be typed into cells."""
        self.validations.append(validation((row, column), (last_row, last_column), options))
        return 0

    def finish(self) -> None:
        """Tell XlsxWriter what it must know of the rows."""
        if self._has_notes or self.charts:
            # How large a note or a chart is, it says in rows.
            for row, height in self.heights.items():
                super().set_row(row, height)

    # Called by merge_range and write_url.

    def _write_blank(self, row: int, col: int, _: Any, cell_format: Format) -> int:
        self.put(row, col, None, cell_format._get_xf_index())
        return 0

    def _write_string(self, row: int, col: int, string: str, cell_format: Format) -> int:
        self.put(row, col, string, cell_format._get_xf_index())
        return 0

    # Called when the sheet's part is written.

    def _write_data_validation(self, options: str) -> None:
        self.fh.write(options)

    def _write_dimension(self) -> None:
        within = [
            self._check_dimensions(row, column)
            for row, cells in self.cells.items()
            if cells
            for column in (min(cells), max(cells))
        ]
        if self.more_rows:
            within.append(self._check_dimensions(self.end + self.more_rows, 0))
        if any(within):
            raise ParXlError(
                f"Trang «{self.name}» dài hơn {self.xls_rowmax:,} dòng.".replace(",", "."),
                "Excel không chứa được nhiều dòng hơn thế trên một trang: chuyển bớt tệp khỏi thư "
                "mục da-nop của kỳ rồi chạy lại.",
            )
        super()._write_dimension()

    def _write_sheet_data(self) -> None:
        if self.table:
            raise TypeError("cells are written through Book alone")
        if self.blocks and self.last_row != self.end:
            raise ValueError("rows that were written elsewhere are the last ones")
        # The rows themselves need not go through XlsxWriter's files.
        self.fh.write(f"<sheetData>{MARK}</sheetData>")

    def packed(self) -> Iterator[Block]:
        """All its rows, in their order; what is given is forgotten."""
        rows = sorted(self.cells.keys() | self.heights.keys())
        for at in range(0, len(rows), _AT_ONCE):
            yield pack("".join(map(self._row, rows[at : at + _AT_ONCE])).encode())
        for blocks in self.blocks:
            yield from blocks

    def _row(self, row: int) -> str:
        height = height_attribute(self.heights.get(row, LINE), row in self._growing)
        cells = self.cells.pop(row, {})
        inside = "".join(map(cells.__getitem__, sorted(cells)))
        return f'<row r="{row + 1}"{height}>{inside}</row>'


class _Parts(Packager):  # type: ignore[misc]
    """Keeps the parts of the package instead of leaving them to XlsxWriter's zip."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[StringIO, str, bool]] = []

    def _create_package(self) -> list[Any]:
        self.parts = super()._create_package()
        return []

    def _write_shared_strings_file(self) -> None:
        # XlsxWriter takes a text that begins with <r> for markup.
        table = self.workbook.str_table
        if table.count:
            texts = "".join(f"<si>{element(text)}</si>" for text in table.string_array)
            counts = f'count="{table.count}" uniqueCount="{len(table.string_array)}"'
            self._filename("xl/sharedStrings.xml").write(
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                f'<sst xmlns="{_MAIN}" {counts}>{texts}</sst>'
            )


class Shell(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook without its zip."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), {"in_memory": True})
        self._parts = _Parts()

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        sheet: Sheet = self.add_worksheet(name, worksheet_class=Sheet)
        return sheet

    def parts(self) -> Iterator[tuple[str, str, Iterable[Block]]]:
        """Close the workbook and give its parts in the order of packing: name, text, and the
        rows that belong where the text has its :data:`MARK`."""
        for sheet in self.worksheets():
            sheet.finish()
        self.close()
        rows = {f"xl/worksheets/sheet{s.index + 1}.xml": s.packed() for s in self.worksheets()}
        parts = deque(self._parts.parts)
        self._parts.parts = []
        while parts:
            # A book holds on to itself: what it no longer needs should not wait for its end.
            text, name, _ = parts.popleft()
            yield name, text.getvalue(), rows.get(name, ())

    def _get_packager(self) -> _Parts:
        return self._parts
