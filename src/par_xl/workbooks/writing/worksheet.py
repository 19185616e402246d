"""XlsxWriter's sheet and package, with the cells' XML written here.

XlsxWriter keeps a record of every cell and works out its XML at the end, tag by tag; here the
finished XML is kept instead. What stands around the cells stays XlsxWriter's.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from gettext import gettext as _
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from par_xl.terms.errors import ParXlError
from par_xl.terms.words import number
from par_xl.workbooks.writing.cells import LETTERS, Value, tail
from par_xl.workbooks.writing.height import LINE, height_attribute
from par_xl.workbooks.writing.pattern import Pattern
from par_xl.workbooks.writing.rows import LongRows
from par_xl.workbooks.writing.strings import SharedStrings
from par_xl.workbooks.writing.validation import validation

_MARK = "<!--rows-->"
"""Stands in a sheet's XML where its rows belong: no cell can hold it."""
_AT_ONCE = 100
"""Rows that are written together."""


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose rows are kept as finished XML, by row and column."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[int, dict[int, str]] = defaultdict(dict)
        self.heights: dict[int, float] = {}
        self._growing: set[int] = set()
        self._long: LongRows = ()
        self._end, self._long_count, self._long_last = -1, 0, 0
        self._has_notes = False

    def put(self, row: int, column: int, value: Value, style: int) -> None:
        """Write one cell; *style* is its look's number in the book."""
        written = tail(value, self.str_table.cell)
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
        number, texts = row + 1, self.str_table
        written = []
        for column, (value, style) in enumerate(cells, start=first):
            start = f'<c r="{LETTERS[column]}{number}" s="{style}"'
            if value is None:
                written.append(f"{start}/>")
            elif type(value) is str:
                written.append(f'{start} t="s"><v>{texts.index(value)}</v></c>')
            else:
                written.append(start + tail(value, texts.cell))
        return written

    def append(self, rows: LongRows, count: int, last: int) -> None:
        """Let *count* rows, as far as column *last*, follow the last one: they are asked for as
        the book is saved."""
        self._end, self._long, self._long_count, self._long_last = self.last_row, rows, count, last

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
        # Of cells alone: XlsxWriter counts columns with a width in, too.
        self.dim_rowmin = self.dim_rowmax = self.dim_colmin = self.dim_colmax = None
        within = [
            self._check_dimensions(row, column)
            for row, cells in self.cells.items()
            if cells
            for column in (min(cells), max(cells))
        ]
        if self._long_count:
            within.append(self._check_dimensions(self._end + 1, 0))
            within.append(self._check_dimensions(self._end + self._long_count, self._long_last))
        if any(within):
            raise ParXlError(
                _("Trang «{sheet}» dài hơn {count} dòng.").format(
                    sheet=self.name, count=number(self.xls_rowmax)
                ),
                _(
                    "Excel không chứa được nhiều dòng hơn thế trên một trang: chuyển bớt tệp "
                    "khỏi thư mục da-nop của kỳ rồi chạy lại."
                ),
            )
        super()._write_dimension()

    def _write_sheet_data(self) -> None:
        if self.table:
            raise TypeError("cells are written through Book alone")
        if self._long_count and self.last_row != self._end:
            raise ValueError("rows that were appended are the last ones")
        # The rows themselves need not go through XlsxWriter's files.
        self.fh.write(f"<sheetData>{_MARK}</sheetData>")

    def rows(self) -> Iterator[str]:
        """All its rows, in their order; what is given is forgotten."""
        yield from map(self._row, sorted(self.cells.keys() | self.heights.keys()))
        for row, (form, values) in enumerate(self._long, start=self._end + 1):
            yield form.xml(row, values, self.str_table)

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
        # Only when all rows are written is it known what is in it.
        pass


class Shell(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook without its zip."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), {"in_memory": True})
        self._parts = _Parts()
        self.str_table = SharedStrings()

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        sheet: Sheet = self.add_worksheet(name, worksheet_class=Sheet)
        return sheet

    def parts(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Close the workbook and give its parts in the order of packing, each piece by piece."""
        for sheet in self.worksheets():
            sheet.finish()
        self.close()
        rows = {f"xl/worksheets/sheet{s.index + 1}.xml": s.rows() for s in self.worksheets()}
        parts = deque(self._parts.parts)
        self._parts.parts = []
        while parts:
            # A book holds on to itself: what it no longer needs should not wait for its end.
            text, name, _ = parts.popleft()
            yield name, _pieces(text.getvalue(), rows.get(name, iter(())))
        yield "xl/sharedStrings.xml", self.str_table.xml()

    def _get_packager(self) -> _Parts:
        return self._parts


def _pieces(text: str, rows: Iterator[str]) -> Iterator[bytes]:
    before, _, after = text.partition(_MARK)
    yield before.encode()
    while piece := "".join(islice(rows, _AT_ONCE)):
        yield piece.encode()
    yield after.encode()
