"""XlsxWriter's workbook, with the cells written here and the zip written as it goes.

XlsxWriter takes four times as long over cells and holds all of them, or their XML, until the end.
Here a cell is a value with the number of its style until the book is saved; rows of a long table
are asked for then, one at a time. All around the cells stays XlsxWriter's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from gettext import gettext as _
from io import StringIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from par_xl.terms.errors import ParXlError
from par_xl.terms.words import number
from par_xl.workbooks.cells import SharedStrings, Value, cell_xml
from par_xl.workbooks.look import LINE

_LEVEL = 3
"""Of deflating: twice as fast as 6, a quarter larger."""
_UNIX = 3
_MOST = (1 << 31) - 1
"""Bytes of a part of the package: those of a larger one not every program reads."""
_IN_MEMORY = 8_000_000
"""Bytes of shared strings up to which they need no file."""
_AT_ONCE = 60_000
"""Characters that are deflated together."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Styled = tuple[Value, int]
"""A cell's value, and the number of its style."""
StyledRow = tuple[Iterable[Styled], float, bool]
"""The cells of a row from column A on, its height in points, and whether it grows."""


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that writes its cells itself."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[int, dict[int, Styled]] = defaultdict(dict)
        self._heights: dict[int, float] = {}
        self._growing: set[int] = set()
        self._after = 0
        self._appended: tuple[Iterable[StyledRow], int, int] = ((), 0, 0)

    def put(self, row: int, first: int, cells: Iterable[Styled]) -> None:
        """Write cells of a row from column *first* on."""
        self._cells[row].update(enumerate(cells, first))

    def set_row(self, row: int, height: float, grows: bool = False) -> None:
        """Set a row's height in points; one that people type into *grows* with its text."""
        # XlsxWriter wants to know where notes and charts stand.
        super().set_row(row, height)
        self._heights[row] = height
        if grows:
            self._growing.add(row)

    def append(self, rows: Iterable[StyledRow], count: int, last: int) -> None:
        """Let *count* rows, as far as column *last*, follow the last one: they are asked for as
        the book is saved."""
        self._after, self._appended = self.rows_end, (rows, count, last)

    @property
    def rows_end(self) -> int:
        """The number of rows down to the last that holds something."""
        return max(max(self._cells, default=-1), max(self._heights, default=-1)) + 1

    # Called by merge_range and write_url.

    def _write_blank(self, row: int, col: int, _: Any, cell_format: Format) -> int:
        self.put(row, col, [(None, cell_format._get_xf_index())])
        return 0

    def _write_string(self, row: int, col: int, string: str, cell_format: Format) -> int:
        self.put(row, col, [(string, cell_format._get_xf_index())])
        return 0

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # XlsxWriter looks for each of 150 new functions; old Excel must open what is written here.
        return formula.removeprefix("=")

    # Called when the sheet's part is written.

    def _write_dimension(self) -> None:
        # Of cells alone: XlsxWriter counts columns with a width in, too.
        filled = {row: cells for row, cells in self._cells.items() if cells}
        rows, columns = [*filled], [column for cells in filled.values() for column in cells]
        _rows, count, last = self._appended
        if count:
            rows += (self._after, self._after + count - 1)
            columns += (0, last)
        if rows and max(rows) >= self.xls_rowmax:
            raise ParXlError(
                _("Trang «{sheet}» dài hơn {count} dòng.").format(
                    sheet=self.name, count=number(self.xls_rowmax)
                ),
                _(
                    "Excel không chứa được nhiều dòng hơn thế trên một trang: chuyển bớt tệp "
                    "khỏi thư mục da-nop của kỳ rồi chạy lại."
                ),
            )
        self.dim_rowmin, self.dim_rowmax = min(rows, default=None), max(rows, default=None)
        self.dim_colmin, self.dim_colmax = min(columns, default=None), max(columns, default=None)
        super()._write_dimension()

    def _write_sheet_data(self) -> None:
        if self.table:
            raise TypeError("cells are written through Book alone")
        rows, count, _last = self._appended
        if count and self.rows_end != self._after:
            raise ValueError("rows that were appended are the last ones")
        self.fh.write("<sheetData>")
        for row in sorted(self._cells.keys() | self._heights.keys()):
            cells = sorted(self._cells.pop(row, {}).items())
            self._write_cells(row, cells, self._heights.get(row, LINE), row in self._growing)
        for row, (values, height, grows) in enumerate(rows, start=self._after):
            self._write_cells(row, enumerate(values), height, grows)
        self.fh.write("</sheetData>")

    def _write_cells(
        self, row: int, cells: Iterable[tuple[int, Styled]], height: float, grows: bool
    ) -> None:
        name, texts = str(row + 1), self.str_table
        high, height = "", int(height * 4 / 3 + 0.5) * 0.75
        if height != LINE:
            # In whole pixels. A row that grows is as high as its text also when more is typed:
            # nobody is said to have chosen its height.
            high = f' ht="{height:.16g}"' + ("" if grows else ' customHeight="1"')
        inside = [cell_xml(column, name, style, value, texts) for column, (value, style) in cells]
        self.fh.write(f'<row r="{name}"{high}>{"".join(inside)}</row>')


class _Part(StringIO):
    """A part of the package that goes into the zip as it is written."""

    def __init__(self, name: str, member: IO[bytes]) -> None:
        super().__init__()
        self._name, self._member, self._size = name, member, 0

    def write(self, text: str) -> int:
        """Write *text*, though not each tag by itself."""
        length = super().write(text)
        if self.tell() > _AT_ONCE:
            self.flush()
        return length

    def flush(self) -> None:
        """Write into the zip what waits for it."""
        content = self.getvalue().encode()
        self.seek(0)
        self.truncate()
        self._size += len(content)
        if self._size > _MOST:
            raise ParXlError(
                _("Tệp Excel cần ghi có phần {name} lớn hơn 2 GB.").format(name=self._name),
                _(
                    "Tổng hợp ít đơn vị hơn: chuyển bớt tệp khỏi thư mục da-nop của kỳ rồi chạy "
                    "lại."
                ),
            )
        self._member.write(content)

    def close(self) -> None:
        """End the part."""
        with self._member:
            self.flush()


class _Package(Packager):  # type: ignore[misc]
    """XlsxWriter's parts, each written straight into the zip."""

    def __init__(self, package: ZipFile) -> None:
        super().__init__()
        self._package = package
        self._part: _Part | None = None

    def _filename(self, xml_filename: str) -> _Part:
        # One part is written after the other. By its name: so it has no time.
        self.end_part()
        self._part = _Part(xml_filename, self._package.open(xml_filename, "w"))
        return self._part

    def end_part(self) -> None:
        """End the part that is being written."""
        part, self._part = self._part, None
        if part is not None:
            part.close()

    def _create_package(self) -> Sequence[Any]:
        super()._create_package()
        self.end_part()
        for member in self._package.infolist():
            # Windows writes itself down there, and the bytes would be others.
            member.create_system = _UNIX
        return ()

    def _write_shared_strings_file(self) -> None:
        texts: SharedStrings = self.workbook.str_table
        part = self._filename("xl/sharedStrings.xml")
        part.write('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')
        part.write(f'<sst xmlns="{_MAIN}" count="{texts.cells}" uniqueCount="{texts.unique}">')
        texts.file.seek(0)
        while piece := texts.file.read(_AT_ONCE):
            part.write(piece)
        part.write("</sst>")


class _Nowhere:
    """Where XlsxWriter puts the zip of its own, which stays empty and, where it fails, open: a
    real file may be closed before that."""

    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None:
        """Nothing is there to be flushed."""


class Shell(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook around our cells."""

    def __init__(self) -> None:
        super().__init__(_Nowhere(), {"in_memory": True})
        self.str_table = SharedStrings()

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        sheet: Sheet = self.add_worksheet(name, worksheet_class=Sheet)
        return sheet

    def save(self, file: BinaryIO) -> None:
        """Close the workbook and write it as a zip; the same calls make the same bytes."""
        with (
            SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="") as texts,
            ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as package,
        ):
            self.str_table.file = texts
            self._package = _Package(package)
            try:
                self.close()
            except FileCreateError as error:
                # A full disk is no fault of a workbook.
                raise error.args[0] from None
            finally:
                self._package.end_part()

    def _get_packager(self) -> _Package:
        return self._package
