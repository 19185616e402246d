"""The Excel in which a button was clicked: its dialogs, its status bar, its workbooks."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings as xw

from par_xl.app.excel.book import is_of, is_untouched
from par_xl.terms.errors import ParXlError

TITLE = "Cải cách hành chính"
_FOLDER_PICKER = 4
"""Office's msoFileDialogFolderPicker."""
_PICKED = -1
_TEXT = 2
"""Type of what Excel's InputBox gives."""
LONGEST_PROMPT = 255
"""Characters that Excel's InputBox takes."""
_TRIES, _WAIT = 3, 0.2
"""How often, and after how many seconds, a busy Excel is asked again."""


class Cancelled(Exception):  # noqa: N818 - no error: the user changed their mind
    """The user closed a question without an answer; nothing was done."""


class Excel:
    """One running Excel."""

    def __init__(self, app: xw.App) -> None:
        self.app = app

    @property
    def native(self) -> Any:
        """Excel's own Application object."""
        return self.app.api

    # What the user sees.

    def tell(self, text: str, *, is_problem: bool = False) -> None:
        """Show a dialog and wait until it is read."""
        self.app.alert(text, TITLE, "ok", "critical" if is_problem else "info")

    def confirm(self, question: str) -> bool:
        """Whether the user says yes."""
        return self.app.alert(question, TITLE, "yes_no", "info") == "yes"

    def ask(self, question: str, default: str = "") -> str:
        """What the user types; the question may have ``LONGEST_PROMPT`` characters.

        Raises:
            Cancelled: nothing; the question was closed.
        """
        answer = self.native.InputBox(Prompt=question, Title=TITLE, Default=default, Type=_TEXT)
        if answer is False:
            raise Cancelled
        return str(answer).strip()

    def pick_folder(self, title: str, start: Path | None) -> Path:
        """The folder that the user picks; *start* is where to begin.

        Raises:
            Cancelled: none was picked.
        """
        dialog = self.native.FileDialog(_FOLDER_PICKER)
        dialog.Title = title
        dialog.AllowMultiSelect = False
        if start is not None:
            # Without the last separator it would begin one folder above.
            dialog.InitialFileName = f"{start}{os.sep}"
        if dialog.Show() != _PICKED:
            raise Cancelled
        return Path(str(dialog.SelectedItems.Item(1)))

    def progress(self, done: int, total: int, what: str) -> None:
        """Say in the status bar what is being read."""
        self.status(f"Đang đọc {done + 1}/{total}: {what}")

    def status(self, text: str) -> None:
        """Say in the status bar what is going on."""
        # A busy Excel refuses to be told; the work goes on all the same.
        with contextlib.suppress(Exception):
            self.app.status_bar = text

    def give_back_status(self) -> None:
        """Let Excel use its status bar again."""
        for _ in range(_TRIES):
            try:
                self.app.status_bar = False
                return
            except Exception:
                time.sleep(_WAIT)

    # Workbooks.

    def open_book(self) -> xw.Book:
        """The workbook in front.

        Raises:
            ParXlError: there is none, or it is in Protected View.
        """
        book = self.app.books.active
        if book.api is not None and not is_untouched(book):
            return book
        if self.native.ProtectedViewWindows.Count:
            raise ParXlError(
                "Tệp đang mở ở Chế độ xem được bảo vệ (Protected View) nên chưa đọc được.",
                "Bấm «Cho phép Chỉnh sửa» (Enable Editing) trên thanh vàng rồi bấm lại nút này.",
            )
        raise ParXlError("Chưa mở tệp nào.", "Mở biểu mẫu cần kiểm tra rồi bấm lại nút này.")

    def book_at(self, path: Path) -> xw.Book | None:
        """The workbook of that file, where it is open in this Excel."""
        return next((book for book in self.app.books if is_of(book, path)), None)

    def show(self, path: Path) -> None:
        """Bring a workbook to the front, opened where it is not yet.

        Raises:
            ParXlError: another one of that name is open; Excel can't have both.
        """
        book = self.book_at(path)
        if book is None:
            names = {each.name.lower() for each in self.app.books}
            if path.name.lower() in names:
                raise ParXlError(
                    f"Excel đang mở một tệp khác cũng tên {path.name} nên không mở được {path}.",
                    f"Đóng tệp {path.name} đang mở rồi mở lại từ thư mục trên.",
                )
            book = self.app.books.open(str(path))
        book.activate()

    def save(self, path: Path) -> xw.Book | None:
        """Have edits of a workbook saved before its file is read; the workbook, where it is open.

        Raises:
            Cancelled: the user does not want that.
        """
        book = self.book_at(path)
        if book is not None and not book.api.Saved:
            question = f"Tệp {book.name} đang mở có thay đổi chưa lưu. Lưu lại rồi làm tiếp?"
            if not self.confirm(question):
                raise Cancelled
            book.save()
        return book

    def may_lose(self, path: Path) -> xw.Book | None:
        """Ask whether a workbook may be closed and written anew; the workbook, where it is open.

        Raises:
            Cancelled: it is to stay open.
        """
        book = self.book_at(path)
        if book is not None and not book.api.Saved:
            question = (
                f"Tệp {book.name} đang mở sẽ được đóng và ghi lại từ đầu; những gì sửa tay trong "
                "tệp này mà chưa chép ra tệp khác sẽ mất.\n\nĐóng và tổng hợp?"
            )
            if not self.confirm(question):
                raise Cancelled
        return book

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """Let Excel not paint every single cell while many are changed."""
        self.app.screen_updating = False
        try:
            yield
        finally:
            self.app.screen_updating = True
