"""The Excel in which a button was clicked: its workbooks, its dialogs, and what buttons ask."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlwings as xw

from par_xl import workspace
from par_xl.app.addin.machine import is_wps
from par_xl.app.user_folder import user_folder
from par_xl.plan.model import Period
from par_xl.system.files import write_all
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import fold
from par_xl.workspace.layout import Folder, folder_above


def is_of(book: xw.Book, path: Path) -> bool:
    """Whether it is the workbook of that file, by whatever way each is named."""
    name = full_name(book)
    if "://" in name:
        # In a folder that OneDrive keeps on the web; Excel opens one workbook of a name only.
        return bool(book.name.lower() == path.name.lower())
    try:
        return Path(name).samefile(path)
    except OSError:
        return os.path.normcase(name) == os.path.normcase(path)


def is_untouched(book: xw.Book) -> bool:
    """Whether it is a new workbook with nothing in it, as Excel begins with one."""
    return not book.api.Path and all(sheet.used_range.value is None for sheet in book.sheets)


def file_of(book: xw.Book) -> Path | None:
    """Return the file of a workbook; None where it was never saved, or lies on the web."""
    name = full_name(book)
    return None if "://" in name or not book.api.Path else Path(name)


def file_time(book: xw.Book) -> int | None:
    """When the workbook's file was last changed; None where it has none here."""
    path = file_of(book)
    try:
        return path.stat().st_mtime_ns if path else None
    except OSError:
        return None


def full_name(book: xw.Book) -> str:
    """Return a workbook's full name as Excel says it.

    Not xlwings' ``fullname``: of a workbook on the web, that asks the workbook's own sheets where
    it lies.
    """
    return str(book.api.FullName)


def content_of(book: xw.Book) -> bytes:
    """Return the workbook as it stands, edits that are not saved included."""
    with tempfile.TemporaryDirectory(prefix="par-xl-") as folder:
        # Excel writes it in the workbook's own format.
        copy = Path(folder) / name_of(book)
        book.api.SaveCopyAs(str(copy))
        return copy.read_bytes()


def name_of(book: xw.Book) -> str:
    """Return the workbook's name with the ending that its file has or would have."""
    return str(book.name if book.api.Path else f"{book.name}.xlsx")


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
        """Return what the user types; the question may have ``LONGEST_PROMPT`` characters.

        Raises:
            Cancelled: nothing; the question was closed.
        """
        answer = self.native.InputBox(Prompt=question, Title=TITLE, Default=default, Type=_TEXT)
        if answer is False:
            raise Cancelled
        return str(answer).strip()

    def pick_folder(self, title: str, start: Path | None) -> Path:
        """Return the folder that the user picks; *start* is where to begin.

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
        """Return the workbook in front.

        Raises:
            ParXlError: there is none, or it is in Protected View.
        """
        book = self.app.books.active
        if book.api is not None and not is_untouched(book):
            return book
        if self.native.ProtectedViewWindows.Count:
            raise ParXlError(
                "Tệp đang mở ở Chế độ xem được bảo vệ (Protected View) nên chưa đọc được.",
                "Bấm “Cho phép Chỉnh sửa” (Enable Editing) trên thanh vàng rồi bấm lại nút này.",
            )
        raise ParXlError("Chưa mở tệp nào.", "Mở biểu mẫu cần kiểm tra rồi bấm lại nút này.")

    def book_at(self, path: Path) -> xw.Book | None:
        """Return the workbook of that file, where it is open in this Excel."""
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
            self._agree(f"Tệp {book.name} đang mở có thay đổi chưa lưu. Lưu lại rồi làm tiếp?")
            book.save()
        return book

    def may_lose(self, path: Path) -> xw.Book | None:
        """Ask whether a workbook may be closed and written anew; the workbook, where it is open.

        Raises:
            Cancelled: it is to stay open.
        """
        book = self.book_at(path)
        if book is not None and not book.api.Saved:
            self._agree(
                f"Tệp {book.name} đang mở sẽ được đóng và ghi lại từ đầu; những gì sửa tay trong "
                "tệp này mà chưa chép ra tệp khác sẽ mất.\n\nĐóng và tổng hợp?"
            )
        return book

    def _agree(self, question: str) -> None:
        if not self.confirm(question):
            raise Cancelled

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """Let Excel not paint every single cell while many are changed."""
        self.app.screen_updating = False
        try:
            yield
        finally:
            self.app.screen_updating = True


_NOT_EXCEL = (
    "Đây là WPS, không phải Microsoft Excel, nên các nút của thẻ này không chạy được.",
    "Mở tệp bằng Microsoft Excel; máy chỉ có WPS thì dùng dòng lệnh: par-xl check TỆP, "
    "par-xl merge KỲ.",
)


def connect(arguments: Sequence[str]) -> Excel:
    """Return the Excel that started this process; *arguments* are the process's own.

    Raises:
        ParXlError: it is WPS, or does not answer.
    """
    program = next((each[6:] for each in arguments if each.startswith("--app=")), "")
    # Looked at before it is spoken to: WPS answers some questions as Excel does.
    if is_wps(program):
        raise ParXlError(*_NOT_EXCEL)
    if sys.platform == "win32":
        # As its process ends, xlwings kills every Excel that shows no workbook. Ours end after
        # each click: somebody's Excel at work in the background would be lost.
        atexit.unregister(xw._xlwindows.cleanup)
    try:
        app = xw.Book.caller().app
        name, path = str(app.api.Name), str(app.api.Path)
    except Exception as error:
        raise ParXlError(
            "Không liên lạc được với Excel đang mở.",
            "Thoát chế độ sửa ô (bấm Esc), đóng các hộp thoại đang mở rồi bấm lại; nếu vẫn vậy thì "
            "đóng hẳn Excel, mở lại.",
        ) from error
    if is_wps(f"{path}\\{name}"):
        raise ParXlError(*_NOT_EXCEL)
    return Excel(app)


def tell_without_excel(text: str) -> None:
    """Show a dialog of Windows' own, where Excel can't show one."""
    if sys.platform == "win32":
        import ctypes

        is_problem = 0x30
        ctypes.windll.user32.MessageBoxW(0, text, TITLE, is_problem)
    else:
        sys.stderr.write(f"{TITLE}: {text}\n")


_SHOWN = 6
"""Periods that a question lists."""
_LONGEST_NAME = 200


def folder_at_hand(excel: Excel) -> Folder | None:
    """Return the working folder of the workbook in front, else the one used last."""
    book = excel.app.books.active
    path = file_of(book) if book.api is not None else None
    return (path and _known(path.parent)) or _remembered()


def ask_folder(excel: Excel, *, may_make: bool = False) -> Folder:
    """Return the working folder that the user picks; it is remembered.

    *may_make*: offer to make one where there is no plan.

    Raises:
        Cancelled: none was picked.
        ParXlError: there is no plan in it, or something of it is a link.
    """
    at_hand = folder_at_hand(excel)
    picked = excel.pick_folder(
        "Chọn thư mục làm việc (thư mục có ke-hoach.xlsx)", at_hand.root if at_hand else None
    )
    folder = None
    with contextlib.suppress(OSError, ValueError):
        folder = folder_above(picked)
    if folder is None and may_make:
        question = (
            f"Thư mục {picked} chưa có kế hoạch (ke-hoach.xlsx).\n\nTạo thư mục làm việc mới ở đây "
            "với kế hoạch mẫu?"
        )
        if excel.confirm(question):
            folder = workspace.init(picked)
    if folder is None:
        raise ParXlError(
            f"Thư mục {picked} không phải thư mục làm việc: không có ke-hoach.xlsx.",
            "Bấm lại nút này và chọn thư mục có tệp ke-hoach.xlsx; chưa có thì bấm “Tạo biểu mẫu” "
            "để tạo thư mục mới.",
        )
    remember(folder)
    return folder


def remember(folder: Folder) -> None:
    """Begin with this folder next time."""
    content = json.dumps({"folder": str(folder.root)}, ensure_ascii=False)
    # A profile that can't be written must not stop the work.
    with contextlib.suppress(ParXlError):
        write_all({_memory(): content.encode()})


def ask_forms(excel: Excel) -> tuple[str | None, bool]:
    """Which forms are to be made: the unit as it was typed, None for each; and whether the standard
    form.

    Raises:
        Cancelled: the question was closed.
    """
    answer = ""
    while not answer:
        answer = excel.ask(
            "Lập biểu mẫu nào?\n1. Mỗi đơn vị một biểu mẫu\n2. Biểu mẫu chuẩn dùng chung\n"
            "Hoặc gõ mã hay tên của một đơn vị.",
            "1",
        )
    return (None if answer in ("1", "2") else answer[:_LONGEST_NAME]), answer == "2"


def ask_period(excel: Excel, periods: list[Period], today: date | None = None) -> Period:
    """Return the period that the user chooses, by its code or by its number in the list.

    Raises:
        Cancelled: the question was closed.
    """
    today = today or date.today()  # noqa: DTZ011 - the office's own day
    # People work on the period whose reports are due, shortly before that day and after.
    nearest = min(range(len(periods)), key=lambda n: abs(periods[n].send_before - today))
    first = max(0, min(nearest - 1, len(periods) - _SHOWN))
    shown = periods[first : first + _SHOWN]
    problem = ""
    while True:
        question = f"{problem}Kỳ báo cáo nào? Gõ số thứ tự hoặc mã kỳ."
        room = (LONGEST_PROMPT - len(question)) // len(shown) - 1
        for n, each in enumerate(shown, start=1):
            question += f"\n{_cut(f'{n}. {each.code}: {each.name}', room)}"
        answer = excel.ask(question, periods[nearest].code)
        by_number = {str(n): period for n, period in enumerate(shown, start=1)}
        by_code = {fold(period.code): period for period in periods}
        found = by_number.get(answer) or by_code.get(fold(answer))
        if found is not None:
            return found
        problem = f"Không có kỳ “{_cut(answer, 20)}”.\n"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _remembered() -> Folder | None:
    try:
        folder = Path(json.loads(_memory().read_bytes())["folder"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return _known(folder)


def _memory() -> Path:
    return user_folder() / "nho.json"


def _known(place: Path) -> Folder | None:
    try:
        return folder_above(place)
    except (ParXlError, OSError, ValueError):
        # A share that is gone, a folder with links; or a path that no system takes.
        return None
