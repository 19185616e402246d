"""What each button does: it asks, calls the office, and shows what came of it."""

from __future__ import annotations

import contextlib
from pathlib import Path

import xlwings as xw

from par_xl import workspace
from par_xl.app.addin.doctor import doctor, report
from par_xl.app.addin.machine import Machine
from par_xl.app.excel import messages
from par_xl.app.excel.guide import write_guide
from par_xl.app.excel.marks import Mark, Placed, has_marks, marks_of, place, take_off
from par_xl.app.excel.questions import ask_folder, ask_forms, ask_period, folder_at_hand, remember
from par_xl.app.excel.session import Excel, content_of, file_of, name_of
from par_xl.app.user_folder import user_folder
from par_xl.system.files import write_all
from par_xl.terms.errors import ParXlError
from par_xl.workspace.checkout import is_cut_off, put_in_order
from par_xl.workspace.layout import Folder


def make_forms(excel: Excel) -> None:
    """Tạo biểu mẫu."""
    folder = ask_folder(excel, may_make=True)
    _put_in_order(excel, folder)
    excel.save(folder.plan)
    period = ask_period(excel, workspace.periods(folder))
    unit, is_standard = ask_forms(excel)
    made = workspace.forms(
        folder,
        period.code,
        unit,
        is_standard,
        progress=lambda done, total, what: excel.status(f"Đang lập {done + 1}/{total}: {what}"),
    )
    excel.tell(messages.made(period, made))


def check(excel: Excel) -> None:
    """Kiểm tra tệp đang mở."""
    book = excel.open_book()
    folder = _folder_of(excel)
    excel.status(f"Đang kiểm tra {book.name} …")
    path, content = file_of(book), content_of(book)
    if excel.book_at(folder.plan) == book:
        found = workspace.open_plan_faults(folder, content)
        placed = _mark(excel, book, marks_of(found))
        excel.tell(messages.plan_checked(book.name, found, placed), is_problem=bool(found))
        return
    _see_that_it_may_be_a_form(excel, book, folder)
    checked = workspace.check_open(folder, path or Path(name_of(book)), content)
    placed = _mark(excel, book, marks_of(checked.findings, checked.submission.table))
    text = messages.checked(folder, checked.submission, checked.findings, placed)
    excel.tell(text, is_problem=bool(placed.count or placed.untold))


def clear(excel: Excel) -> None:
    """Xóa đánh dấu."""
    book = excel.open_book()
    with excel.quiet():
        count = take_off(book)
    if count:
        excel.tell(f"Đã xóa đánh dấu ở {count} ô của {book.name}; màu và ghi chú trở lại như cũ.")
    elif has_marks(book):
        raise ParXlError(
            f"{book.name} có đánh dấu do người khác hoặc máy khác đặt; màu cũ được giữ ở máy đó.",
            "Mở tệp trên máy đã kiểm tra rồi bấm «Xóa đánh dấu»; hoặc xóa màu và ghi chú bằng tay.",
        )
    else:
        excel.tell(f"{book.name} không có đánh dấu nào để xóa.")


def merge(excel: Excel) -> None:
    """Tổng hợp kỳ…"""
    folder = ask_folder(excel)
    excel.save(folder.plan)
    period = ask_period(excel, workspace.periods(folder))
    master = folder.results(period.code).master
    # First all questions, then all closing.
    in_the_way = {
        master: excel.may_lose(master),
        folder.register: excel.save(folder.register),
    }
    closed = {path: book for path, book in in_the_way.items() if book is not None}
    for book in closed.values():
        book.close()
    try:
        _put_in_order(excel, folder)
        outcome = workspace.merge(folder, period.code, progress=excel.progress)
    except Exception:
        with contextlib.suppress(Exception):
            for path in closed:
                excel.show(path)
        raise
    excel.status(f"Đang mở {master.name} …")
    try:
        if folder.register in closed:
            excel.show(folder.register)
        excel.show(master)
    except Exception as error:
        # It is written all the same, and what came of it must be said.
        excel.tell(f"{messages.merged(outcome)}\n\n{messages.problem(error)}", is_problem=True)
    else:
        excel.tell(messages.merged(outcome))


def open_master(excel: Excel) -> None:
    """Mở tệp tổng hợp."""
    folder = folder_at_hand(excel) or ask_folder(excel)
    if is_cut_off(folder):
        excel.tell(
            "Có việc ghi chưa xong trong thư mục này: có người đang ghi, hoặc lần ghi trước bị "
            "ngắt giữa chừng; tệp tổng hợp có thể chưa phải bản mới. Nếu không ai đang ghi, bấm "
            "«Tổng hợp kỳ…»: việc đó được ghi nốt hoặc trả về như trước."
        )
    merged = [
        each for each in workspace.periods(folder) if folder.results(each.code).master.is_file()
    ]
    if not merged:
        raise ParXlError(
            f"Thư mục {folder.root} chưa có tệp tổng hợp nào.", "Bấm «Tổng hợp kỳ…» trước."
        )
    period = merged[0] if len(merged) == 1 else ask_period(excel, merged)
    excel.show(folder.results(period.code).master)


def guide(excel: Excel) -> None:
    """Hướng dẫn."""
    path = user_folder() / "huong-dan.xlsx"
    if excel.book_at(path) is None:
        write_all({path: write_guide()})
    excel.show(path)


def settings(excel: Excel) -> None:
    """Kiểm tra cài đặt."""
    excel.status("Đang kiểm tra cài đặt …")
    found = doctor(Machine())
    excel.tell("\n".join(report(found)), is_problem=any(each.ok is False for each in found))


def _put_in_order(excel: Excel, folder: Folder) -> None:
    """Finish or undo what was cut off, and say so: what comes after may fail."""
    if notes := put_in_order(folder):
        excel.tell("\n\n".join(notes))


def _folder_of(excel: Excel) -> Folder:
    """The working folder whose plan the open workbook is checked against."""
    folder = folder_at_hand(excel) or ask_folder(excel)
    remember(folder)
    return folder


def _see_that_it_may_be_a_form(excel: Excel, book: xw.Book, folder: Folder) -> None:
    masters = {
        folder.results(period.code).master: "tệp tổng hợp" for period in workspace.periods(folder)
    }
    for path, what in {**masters, folder.register: "sổ tiếp nhận"}.items():
        if path.name == book.name and excel.book_at(path) == book:
            raise ParXlError(
                f"{book.name} là {what}, không phải biểu mẫu của đơn vị.",
                "Mở biểu mẫu cần kiểm tra rồi bấm lại nút này.",
            )


def _mark(excel: Excel, book: xw.Book, marks: list[Mark]) -> Placed:
    """Mark the cells, and select the first."""
    with excel.quiet():
        placed = place(book, marks, excel.status)
    if placed.first is not None:
        name, cell = placed.first
        # Where people allow no cell to be selected, the marks are there all the same.
        with contextlib.suppress(Exception):
            book.activate()
            book.sheets[name].activate()
            book.sheets[name].range(cell).select()
    return placed
