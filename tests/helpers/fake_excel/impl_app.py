"""xlwings' app and books over the pretended native objects.

As on Windows these are thin: a book that isn't there wraps None, and fails when it is used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings as xw
from xlwings import base_classes

from .book import FakeBook
from .com import ComError
from .dialogs import CHOICES, Alert
from .impl_cells import Range
from .impl_sheets import Sheets

if TYPE_CHECKING:
    from .engine import Engine
    from .excel import FakeExcel

MODES = (None, "info", "critical")


class App(base_classes.App):
    """``xw.App``."""

    def __init__(self, excel: FakeExcel) -> None:
        self.excel = excel

    @property
    def engine(self) -> Engine:
        from .engine import Engine

        return Engine(self.excel)

    @property
    def api(self) -> FakeExcel:
        return self.excel

    @property
    def selection(self) -> Range | None:
        area = self.excel.Selection
        return Range(area) if area is not None else None

    def activate(self, steal_focus: bool = False) -> None:
        self.excel.note_call("activate", self.excel.Name)

    @property
    def visible(self) -> bool:
        return self.excel.Visible

    @visible.setter
    def visible(self, visible: bool) -> None:
        self.excel.Visible = visible

    @property
    def screen_updating(self) -> bool:
        return self.excel.ScreenUpdating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.excel.ScreenUpdating = value

    @property
    def display_alerts(self) -> bool:
        return self.excel.DisplayAlerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self.excel.DisplayAlerts = value

    @property
    def enable_events(self) -> bool:
        return self.excel.EnableEvents

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self.excel.EnableEvents = value

    @property
    def version(self) -> str:
        return self.excel.Version

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def hwnd(self) -> int:
        return self.excel.Hwnd

    @property
    def path(self) -> str:
        return self.excel.Path

    @property
    def pid(self) -> int:
        return self.excel.pid

    @property
    def status_bar(self) -> str | bool:
        return self.excel.StatusBar

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.excel.StatusBar = value

    def alert(
        self, prompt: object, title: str | None, buttons: str, mode: str | None, callback: object
    ) -> str:
        if buttons not in CHOICES or mode not in MODES:
            raise KeyError(buttons if buttons not in CHOICES else mode)
        text = "" if prompt is None else str(prompt)
        return self.excel.show(Alert(text, title or "", buttons, mode))


class Books(base_classes.Books):
    """``app.books``."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        return Book(self.app.excel.ActiveWorkbook)

    def __call__(self, name_or_index: str | int) -> Book:
        if isinstance(name_or_index, str):
            found = self.app.excel.find(name_or_index)
        else:
            found = dict(enumerate(self.app.excel.books, 1)).get(name_or_index)
        if found is None:
            raise KeyError(name_or_index)
        return Book(found)

    def __len__(self) -> int:
        return len(self.app.excel.books)

    def __iter__(self) -> Iterator[Book]:
        books = list(self.app.excel.books)
        # Off Windows Book.caller() walks through the books where on Windows it asks for the
        # add-in by name: that walk alone is shown what Excel doesn't list.
        walker = sys._getframe(1).f_back
        if walker is not None and walker.f_code is xw.Book.__init__.__code__:
            books += self.app.excel.addins
        return iter([Book(book) for book in books])

    def open(
        self,
        fullname: str,
        update_links: Any = None,
        read_only: bool | None = None,
        *others: Any,
        **more: Any,
    ) -> Book:
        book = self.app.excel.open(fullname, read_only=bool(read_only))
        self.app.excel.note_call("open", book.FullName)
        return Book(book)


class Book(base_classes.Book):
    """``xw.Book``; *xl* is None for the active book where none is open."""

    def __init__(self, xl: FakeBook | None) -> None:
        self.xl: Any = xl

    @property
    def api(self) -> Any:
        return self.xl

    @property
    def name(self) -> str:
        name: str = self.xl.Name
        return name

    @property
    def fullname(self) -> str:
        fullname: str = self.xl.FullName
        return fullname

    @property
    def app(self) -> App:
        return App(self.xl.Application)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self.xl.Worksheets)

    def activate(self) -> None:
        self.xl.Activate()

    def close(self) -> None:
        self.xl.Close(SaveChanges=False)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if password is not None:
            raise NotImplementedError("fake Excel: a password to open")
        if path is None:
            self.xl.Save()
        elif Path(path).suffix.lower() != Path(self.name).suffix.lower():
            raise ComError("fake Excel: another file format")
        else:
            self.xl.SaveAs(os.path.realpath(path))
