"""A workbook that is open in the pretended Excel, backed by openpyxl."""

# ruff: noqa: N802, N803

from __future__ import annotations

import io
import pathlib
import warnings
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from unittest import mock

import openpyxl
import xlwings as xw
from openpyxl.worksheet.merge import MergedCellRange

from .com import Com, ComError
from .notes import Remark
from .saving import workbook_bytes
from .sheet import FakeSheet
from .vml import restore_boxes

if TYPE_CHECKING:
    from .excel import FakeExcel


class FakeBook(Com):
    """An open workbook; of an add-in, one empty sheet.

    ``formulas`` is the openpyxl workbook as it stands now, formats and notes included;
    ``values`` holds the values that its formulas had when it was saved: nothing is
    calculated here. Each is parsed where somebody asks for it: of most books nobody does.
    """

    def __init__(self, excel: FakeExcel, path: pathlib.Path, whole: bytes | None = None) -> None:
        self.excel = excel
        self.path = path
        self._whole = whole
        self._macros = path.suffix.lower() in (".xlsm", ".xlam")
        self.saved = True
        self.read_only = False

    @classmethod
    def read(cls, excel: FakeExcel, path: pathlib.Path, read_only: bool) -> FakeBook:
        """Open a file; ComError when it can't be."""
        try:
            whole = path.read_bytes()
            with zipfile.ZipFile(io.BytesIO(whole)) as archive:
                archive.getinfo("xl/workbook.xml")
        except (OSError, zipfile.BadZipFile, KeyError) as error:
            raise ComError(f"Excel cannot open the file '{path.name}': {error}") from error
        book = cls(excel, path.absolute(), whole)
        book.read_only = read_only
        return book

    @cached_property
    def formulas(self) -> openpyxl.Workbook:
        book = self._loaded(keep_vba=self._macros)
        self._texts = restore_boxes(self._whole, book) if self._whole else {}
        return book

    @cached_property
    def values(self) -> openpyxl.Workbook:
        return self._loaded(data_only=True)

    def _loaded(self, **how: bool) -> openpyxl.Workbook:
        if self._whole is None:
            return openpyxl.Workbook()
        with (
            warnings.catch_warnings(),
            # Borders of merged cells are the file's own; to work them out again takes as long as
            # all the rest.
            mock.patch.object(MergedCellRange, "_get_borders"),
            mock.patch.object(MergedCellRange, "format"),
        ):
            # What openpyxl leaves out is no concern of these tests.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(self._whole), **how)

    @cached_property
    def sheets(self) -> list[FakeSheet]:
        sheets = [FakeSheet(self, sheet) for sheet in self.formulas.worksheets]
        for sheet in sheets:
            for (name, row, column), text in self._texts.items():
                if name == sheet.Name and text:
                    note = self.formulas[name].cell(row, column).comment
                    letters = len(note.text) if note else 0
                    sheet.remarks[row, column] = Remark([False] * letters, alternative=text)
        return sheets

    @cached_property
    def active_sheet(self) -> FakeSheet:
        active = self.formulas.active.title if self.formulas.active is not None else ""
        return next((sheet for sheet in self.sheets if sheet.Name == active), self.sheets[0])

    @property
    def book(self) -> xw.Book:
        """Its face in xlwings."""
        from .impl_app import Book

        return xw.Book(impl=Book(self))

    def touch(self) -> None:
        """Something changed."""
        self.saved = False

    def content(self) -> bytes:
        """The file that saving would write now: formulas with their values."""
        if self._whole and "formulas" not in vars(self):
            return self._whole
        texts = {
            (sheet.Name, *place): remark.alternative
            for sheet in self.sheets
            for place, remark in sheet.remarks.items()
        }
        return workbook_bytes(self.formulas, self.values, texts)

    @property
    def Application(self) -> FakeExcel:
        return self.excel

    @property
    def Name(self) -> str:
        return self.path.name

    @property
    def FullName(self) -> str:
        return str(self.path)

    @property
    def Path(self) -> str:
        # A workbook that was never saved lies nowhere.
        return str(self.path.parent) if self.path.is_absolute() else ""

    @property
    def ReadOnly(self) -> bool:
        return self.read_only

    @property
    def Saved(self) -> bool:
        return self.saved

    @Saved.setter
    def Saved(self, value: bool) -> None:
        self.saved = value

    @property
    def Worksheets(self) -> SheetList:
        return SheetList(self)

    @property
    def ActiveSheet(self) -> FakeSheet:
        return self.active_sheet

    def Activate(self) -> None:
        self.excel.active_book = self
        self.excel.note_call("activate", self.Name)

    def SaveCopyAs(self, Filename: str) -> None:
        """A copy as it stands now; the book itself stays as it is, saved or not."""
        self._write(pathlib.Path(Filename))
        self.excel.note_call("copy", str(Filename))

    def Save(self) -> None:
        if self.read_only:
            raise ComError(f"Cannot save as that name. {self.Name} is read-only.")
        self._write(self.path)
        self.saved = True
        self.excel.note_call("save", self.FullName)

    def SaveAs(self, Filename: str) -> None:
        self._write(pathlib.Path(Filename))
        self.path = pathlib.Path(Filename).absolute()
        self.saved, self.read_only = True, False
        self.excel.note_call("save", self.FullName)

    def Close(self, SaveChanges: bool | None = None) -> None:
        if SaveChanges:
            self.Save()
        self.excel.forget(self)
        self.excel.note_call("close", self.Name)

    def _write(self, path: pathlib.Path) -> None:
        try:
            path.write_bytes(self.content())
        except OSError as error:
            raise ComError(f"Microsoft Excel cannot access the file '{path}'.") from error


class SheetList(Com):
    """The sheets of a book, by name in any case or by number from 1."""

    def __init__(self, book: FakeBook) -> None:
        self.parent = book

    @property
    def Parent(self) -> FakeBook:
        return self.parent

    @property
    def Count(self) -> int:
        return len(self.parent.sheets)

    def __iter__(self) -> Iterator[FakeSheet]:
        return iter(self.parent.sheets)

    def __call__(self, Index: str | int) -> FakeSheet:
        for number, sheet in enumerate(self.parent.sheets, 1):
            if Index == number or str(Index).lower() == sheet.Name.lower():
                return sheet
        raise ComError("Subscript out of range")
