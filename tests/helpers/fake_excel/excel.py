"""One pretended Excel application: what tests prepare and look at, and its native face."""

# ruff: noqa: N802, N803

from __future__ import annotations

import pathlib
from os import PathLike

import xlwings as xw

from .area import FakeRange
from .book import FakeBook
from .com import Com, ComError
from .dialogs import FOLDER_PICKER, Alert, Answers, Asked, FolderDialog, Picked

INPUT_LIMIT = 255
"""Characters: Application.InputBox still has the limit of Excel 4's strings."""
NUMBER, TEXT = 1, 2


class FakeExcel(Com):
    """An Excel to be used with ``running``; its lower-case names are for tests.

    ``alerts``, ``inputs`` and ``folders`` list the dialogs shown, ``status`` every value that
    the status bar was given, ``calls`` what was done to books and sheets, in order, as
    (what, whose).
    """

    DisplayAlerts = True
    ScreenUpdating = True
    EnableEvents = True
    Visible = True

    def __init__(
        self,
        name: str = "Microsoft Excel",
        path: str = r"C:\Program Files\Microsoft Office\root\Office16",
        version: str = "16.0",
        hwnd: int = 65552,
        *,
        build: str = "17932",
        pid: int = 4711,
        user: str = "Cán bộ",
        answers: Answers | None = None,
    ) -> None:
        self.name = name
        self.path = path
        self.version = version
        self.hwnd = hwnd
        self.build = build
        self.pid = pid
        self.user = user
        self.answers = answers or Answers()
        self.alerts: list[Alert] = []
        self.inputs: list[Asked] = []
        self.folders: list[Picked] = []
        self.status: list[str | bool] = []
        self.calls: list[tuple[str, str]] = []
        self.books: list[FakeBook] = []
        self.addins: list[FakeBook] = []
        self.protected_views = 0
        self.active_book: FakeBook | None = None

    def open(self, path: str | PathLike[str], *, read_only: bool = False) -> FakeBook:
        """Open a workbook file as the user would; it becomes the active book.

        Raises:
            ComError: there is no such file, or it is no workbook.
        """
        book = FakeBook.read(self, pathlib.Path(path), read_only)
        self.books.append(book)
        self.active_book = book
        return book

    def add_addin(self, name: str = "par_xl.xlam") -> FakeBook:
        """An add-in: reachable by name, but no member of the open books."""
        addin = FakeBook(self, pathlib.Path(name))
        self.addins.append(addin)
        return addin

    @property
    def active(self) -> FakeBook | None:
        """The workbook in front; may be set to an open book (or its xlwings face) or None."""
        return self.active_book

    @active.setter
    def active(self, book: FakeBook | xw.Book | None) -> None:
        self.active_book = book.api if isinstance(book, xw.Book) else book

    def find(self, name: str) -> FakeBook | None:
        """A book or add-in by its name, as ``Workbooks(name)`` finds it."""
        known = (*self.books, *self.addins)
        return next((book for book in known if book.Name.lower() == name.lower()), None)

    def forget(self, book: FakeBook) -> None:
        """A book was closed: another comes to the front."""
        self.books = [other for other in self.books if other is not book]
        self.addins = [other for other in self.addins if other is not book]
        if self.active_book is book:
            self.active_book = self.books[-1] if self.books else None

    def note_call(self, what: str, whose: str) -> None:
        self.calls.append((what, whose))

    def show(self, alert: Alert) -> str:
        """Show a message box; what the user pressed."""
        self.alerts.append(alert)
        return self.answers.to_alert(alert)

    @property
    def Name(self) -> str:
        return self.name

    @property
    def Path(self) -> str:
        return self.path

    @property
    def Version(self) -> str:
        return self.version

    @property
    def Build(self) -> str:
        return self.build

    @property
    def Hwnd(self) -> int:
        return self.hwnd

    @property
    def UserName(self) -> str:
        return self.user

    @property
    def ActiveWorkbook(self) -> FakeBook | None:
        return self.active_book

    @property
    def Selection(self) -> FakeRange | None:
        return self.active_book.ActiveSheet.selection if self.active_book else None

    @property
    def StatusBar(self) -> str | bool:
        return self.status[-1] if self.status else False

    @StatusBar.setter
    def StatusBar(self, value: str | bool) -> None:
        self.status.append(value)

    @property
    def ProtectedViewWindows(self) -> Windows:
        return Windows(self.protected_views)

    def InputBox(
        self,
        Prompt: str,
        Title: str | None = None,
        Default: object = None,
        Left: float | None = None,
        Top: float | None = None,
        HelpFile: str | None = None,
        HelpContextID: int | None = None,
        Type: int | None = None,
    ) -> str | float | bool:
        """What was typed, or False for Cancel."""
        if Type not in (None, NUMBER, TEXT):
            raise NotImplementedError(f"fake Excel: InputBox(Type={Type})")
        if max(len(Prompt), len(Title or "")) > INPUT_LIMIT:
            raise ComError("Type mismatch.")
        asked = Asked(Prompt, Title, Default)
        self.inputs.append(asked)
        answer = self.answers.to_input(asked)
        if answer is None:
            return False
        return float(answer) if Type == NUMBER else answer

    def FileDialog(self, fileDialogType: int) -> FolderDialog:
        if fileDialogType != FOLDER_PICKER:
            raise NotImplementedError(f"fake Excel: FileDialog({fileDialogType})")
        return FolderDialog(self.answers, self.folders)


class Windows(Com):
    """Protected View: how many files wait there."""

    def __init__(self, count: int) -> None:
        self.Count = count

    Count: int = 0
