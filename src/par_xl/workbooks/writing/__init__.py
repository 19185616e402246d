"""The one sheet writer: tables of cells with a look, for plan, forms, register and master.

Everything that is written as .xlsx goes through here, so that what Excel needs is decided once:
formulas carry their values, text never becomes a formula, rows are as high as their text. The
cells are written here; styles, names, drop-downs, notes, charts and print set-up are XlsxWriter's.
"""

from par_xl.workbooks.writing.book import Book, Cell, TableColumn
from par_xl.workbooks.writing.cells import Formula, Value
from par_xl.workbooks.writing.chart import Bars, Series
from par_xl.workbooks.writing.height import LINE, row_height
from par_xl.workbooks.writing.look import (
    BORDER,
    CLOSED_FILL,
    ERROR_FILL,
    HEADER,
    HEADER_FILL,
    HEADING_FILLS,
    INPUT_FILL,
    NUMBER_FORMATS,
    PLAIN,
    WARNING_FILL,
    Look,
)
from par_xl.workbooks.writing.pattern import Pattern, open_reference
from par_xl.workbooks.writing.reference import SHEET_LIMIT, reference, whole_range
from par_xl.workbooks.writing.rows import LongRows, RowForm
from par_xl.workbooks.writing.worksheet import Sheet

__all__ = [
    "BORDER",
    "CLOSED_FILL",
    "ERROR_FILL",
    "HEADER",
    "HEADER_FILL",
    "HEADING_FILLS",
    "INPUT_FILL",
    "LINE",
    "NUMBER_FORMATS",
    "PLAIN",
    "SHEET_LIMIT",
    "WARNING_FILL",
    "Bars",
    "Book",
    "Cell",
    "Formula",
    "LongRows",
    "Look",
    "Pattern",
    "RowForm",
    "Series",
    "Sheet",
    "TableColumn",
    "Value",
    "open_reference",
    "reference",
    "row_height",
    "whole_range",
]
