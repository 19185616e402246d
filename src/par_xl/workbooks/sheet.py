"""XlsxWriter's workbook, with the cells written here and the zip written as it goes.

XlsxWriter takes four times as long over cells and holds all of them, or their XML, until the end.
Here a cell is a value with the number of its style until the book is saved; rows of a long table
are asked for then, one at a time. All around the cells stays XlsxWriter's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from gettext import gettext as _
from io import StringIO, TextIOWrapper
from math import isfinite
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import column_letters
from par_xl.terms.words import number
from par_xl.workbooks.look import LINE

LONGEST = 32_767
"""Characters that a cell of Excel holds, those beyond U+FFFF counted twice."""
OWN_ROW = "\0"
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_DAY_0 = date(1899, 12, 30).toordinal()
_ODD = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_REMEMBERED = 20_000_000
"""Characters of shared strings that are remembered, each counted with what Python adds to it."""
_EACH = 100
_IN_MEMORY = 8_000_000
"""Bytes of shared strings up to which they need no file."""
_LEVEL = 3
"""Of deflating: twice as fast as 6, a quarter larger."""
_UNIX = 3
_AT_ONCE = 60_000
"""Characters of shared strings that are copied together."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Formula(NamedTuple):
    """A live formula with the value it gives: viewers that do not calculate show that.

    ``OWN_ROW`` in its text stands for the number of its row, so that many rows can share one text.
    """

    text: str
    value: float | str


Value = str | float | int | bool | date | Formula | None
Styled = tuple[Value, int]
"""A cell's value, and the number of its style."""
StyledRow = tuple[Iterable[Styled], float, bool]
"""The cells of a row from column A on, its height in points, and whether it grows."""


class _Letters(dict[int, str]):
    """Letters of columns counted from 0."""

    def __missing__(self, column: int) -> str:
        self[column] = column_letters(column)
        return self[column]


_LETTERS = _Letters()


class _SharedStrings(dict[str, int]):
    """The book's texts, written as they come: the number of each, by which cells name it.

    Of millions only the latest are remembered: one that comes again later stands there twice.
    """

    count = 1
    """XlsxWriter asks whether there is a table before the rows are written."""

    def __init__(self) -> None:
        self.unique = self._size = 0
        self.file: IO[str] = StringIO()
        """Where they are written; the book gives one that can hold many before it is saved."""

    def __missing__(self, text: str) -> int:
        self._size += len(text) + _EACH
        if self._size > _REMEMBERED:
            self.clear()
            self._size = 0
        number = self[text] = self.unique
        self.unique += 1
        # Spaces at the ends are lost without the attribute.
        space = "" if text == text.strip() else ' xml:space="preserve"'
        self.file.write(f"<si><t{space}>{_escaped(text)}</t></si>")
        return number

    def _sort_string_data(self) -> None:
        """Called by XlsxWriter; they are in order."""


def _cells_xml(cells: Iterable[tuple[int, Styled]], row: str, texts: _SharedStrings) -> str:
    """Cells, by their columns from 0, of the *row* with that number (from 1)."""
    written = []
    for column, (value, style) in cells:
        start = f'<c r="{_LETTERS[column]}{row}" s="{style}"'
        if value is None:
            written.append(start + "/>")
        elif type(value) is str:
            written.append(f'{start} t="s"><v>{texts[value]}</v></c>')
        elif isinstance(value, Formula):
            text = _formula_text(value.text).replace(OWN_ROW, row)
            kind, shown = _result(value.value)
            written.append(f"{start}{kind}><f>{text}</f><v>{shown}</v></c>")
        elif isinstance(value, bool):
            written.append(f'{start} t="b"><v>{value:d}</v></c>')
        elif isinstance(value, int | float) and isfinite(value):
            written.append(f"{start}><v>{value:.16G}</v></c>")
        elif isinstance(value, date):
            written.append(f"{start}><v>{_day_number(value):.16G}</v></c>")
        else:
            written.append(f'{start} t="s"><v>{texts[str(value)]}</v></c>')
    return "".join(written)


def _result(value: float | str) -> tuple[str, str]:
    """The type of a formula's value, and itself."""
    if isinstance(value, str):
        # An empty text is a value too; without its type it reads as never calculated.
        return ' t="e"' if value in _ERRORS else ' t="str"', _escaped(value)
    return (' t="b"', f"{value:d}") if isinstance(value, bool) else ("", f"{value}")


@lru_cache(maxsize=1_000)
def _formula_text(text: str) -> str:
    return escape(text.removeprefix("="))


def _day_number(day: date) -> float:
    """The number that Excel stores a day as."""
    number: float = day.toordinal() - _DAY_0
    if number <= 60:
        # Excel takes 1900 for a leap year.
        number -= 1
    if isinstance(day, datetime):
        number += (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6) / 86_400
    return number


def _escaped(text: str) -> str:
    """*text* as XML holds it, no longer than a cell may hold it: one that was cut ends with "…";
    what XML can't hold is written as Excel does, ``_x0001_``."""
    if len(text) > LONGEST // 2:
        units = text.encode("utf-16-le", "surrogatepass")
        if len(units) > 2 * LONGEST:
            text = units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
    return _ODD.sub(lambda odd: _MARKUP.get(odd[0]) or f"_x{ord(odd[0]):04X}_", text)


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that writes its cells itself."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[int, dict[int, Styled]] = defaultdict(dict)
        self._heights: dict[int, tuple[float, bool]] = {}
        self._after = 0
        self._appended: tuple[Iterable[StyledRow], int, int] = ((), 0, 0)

    def put(self, row: int, first: int, cells: Iterable[Styled]) -> None:
        """Write cells of a row from column *first* on."""
        self._cells[row].update(enumerate(cells, first))

    def set_row(self, row: int, height: float, grows: bool = False) -> None:
        """Set a row's height in points; one that people type into *grows* with its text."""
        # XlsxWriter wants to know where notes and charts stand.
        super().set_row(row, height)
        self._heights[row] = height, grows

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
        rows = [row for row, cells in self._cells.items() if cells]
        columns = {column for cells in self._cells.values() for column in cells}
        _rows, count, last = self._appended
        if count:
            rows += (self._after, self._after + count - 1)
            columns |= {0, last}
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
            self._write_cells(row, cells, *self._heights.get(row, (LINE, False)))
        for row, (values, height, grows) in enumerate(rows, start=self._after):
            self._write_cells(row, enumerate(values), height, grows)
        self.fh.write("</sheetData>")

    def _write_cells(
        self, row: int, cells: Iterable[tuple[int, Styled]], height: float, grows: bool
    ) -> None:
        name, high, height = str(row + 1), "", int(height * 4 / 3 + 0.5) * 0.75
        if height != LINE:
            # In whole pixels. A row that grows is as high as its text also when more is typed:
            # nobody is said to have chosen its height.
            high = f' ht="{height:.16g}"' + ("" if grows else ' customHeight="1"')
        inside = _cells_xml(cells, name, self.str_table)
        self.fh.write(f'<row r="{name}"{high}>{inside}</row>')


class _Part(StringIO):
    """A part of the package that goes into the zip as it is written."""

    def __init__(self, name: str, member: IO[bytes]) -> None:
        super().__init__()
        self.name = name
        self._out = TextIOWrapper(member, "utf-8", newline="")
        self.write = self._out.write  # type: ignore[method-assign]

    def close(self) -> None:
        """End the part."""
        try:
            self._out.close()
        except RuntimeError as error:
            # Of zipfile: one that not every program reads.
            raise ParXlError(
                _("Tệp Excel cần ghi có phần {name} lớn hơn 2 GB.").format(name=self.name),
                _(
                    "Tổng hợp ít đơn vị hơn: chuyển bớt tệp khỏi thư mục da-nop của kỳ rồi chạy "
                    "lại."
                ),
            ) from error


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

    def _write_shared_strings_file(self) -> None:
        texts: _SharedStrings = self.workbook.str_table
        part = self._filename("xl/sharedStrings.xml")
        part.write('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')
        part.write(f'<sst xmlns="{_MAIN}" uniqueCount="{texts.unique}">')
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
        self.str_table = _SharedStrings()

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
            for member in package.infolist():
                # Windows writes itself down there, and the bytes would be others.
                member.create_system = _UNIX

    def _get_packager(self) -> _Package:
        return self._package
