"""What each button does: it asks, calls the office, and shows what came of it."""

from __future__ import annotations

from pathlib import Path

import xlwings as xw

from par_xl import office
from par_xl.addin.doctor import doctor
from par_xl.addin.machine import this_machine
from par_xl.addin.told import checks
from par_xl.errors import ParXlError
from par_xl.excel import told
from par_xl.excel.guide import write_guide
from par_xl.excel.marks import place, take_off
from par_xl.excel.questions import ask_folder, ask_period, folder_at_hand, remember
from par_xl.excel.session import Excel, content_of, file_of, name_of
from par_xl.folder.files import write_all
from par_xl.folder.layout import Folder
from par_xl.marking import marks_of
from par_xl.text import fold
from par_xl.user_folder import user_folder

EVERYBODY, STANDARD = "tất cả", "chuẩn"


def make_forms(excel: Excel) -> None:
    """Tạo biểu mẫu."""
    folder = ask_folder(excel, may_make=True)
    excel.save(folder.plan)
    period = ask_period(excel, office.periods(folder))
    unit = excel.ask(
        f"Lập biểu mẫu cho đơn vị nào? Gõ mã hoặc tên đơn vị; «{EVERYBODY}» là mỗi đơn vị một "
        f"biểu mẫu; «{STANDARD}» là biểu mẫu chuẩn dùng chung.",
        EVERYBODY,
    )
    is_standard = fold(unit) == fold(STANDARD)
    is_everybody = fold(unit) in ("", fold(EVERYBODY))
    made = office.forms(
        folder,
        period.code,
        None if is_standard or is_everybody else unit,
        is_standard,
        progress=lambda done, total, what: excel.status(f"Đang lập {done + 1}/{total}: {what}"),
    )
    lines = [f"Đã lập {len(made.written)} biểu mẫu của kỳ {period.code}."]
    if made.written:
        lines.append(f"Biểu mẫu nằm trong thư mục {made.written[0].parent}")
    lines += [
        f"Giữ nguyên {path.name}: đã có người nhập. Muốn lập lại thì chuyển tệp này đi."
        for path in made.kept
    ]
    lines.append(f"Gửi biểu mẫu cho các đơn vị; tệp gửi về để vào {made.inbox}")
    excel.tell("\n\n".join(lines))


def check(excel: Excel) -> None:
    """Kiểm tra tệp đang mở."""
    book = excel.open_book()
    folder = _folder_of(excel)
    excel.status(f"Đang kiểm tra {book.name} …")
    path, content = file_of(book), content_of(book)
    if path is not None and path.resolve() == folder.plan.resolve():
        found = office.open_plan_faults(folder, content)
        with excel.quiet():
            placed = place(book, marks := marks_of(found), excel.status)
        _select(book, placed.first)
        excel.tell(told.plan_checked(book.name, found, placed), is_problem=bool(marks))
        return
    is_saved = path is not None and path.is_file() and bool(book.api.Saved)
    checked = office.check_open(folder, path or Path(name_of(book)), content, is_saved)
    with excel.quiet():
        marks = marks_of(checked.findings, checked.submission.places)
        placed = place(book, marks, excel.status)
    _select(book, placed.first)
    text = told.checked(folder, checked.submission, checked.findings, placed)
    excel.tell(text, is_problem=bool(placed.count))


def clear(excel: Excel) -> None:
    """Xóa đánh dấu."""
    book = excel.open_book()
    with excel.quiet():
        count = take_off(book)
    if count is None:
        excel.tell(f"{book.name} không có đánh dấu nào để xóa.")
    else:
        excel.tell(f"Đã xóa đánh dấu ở {count} ô của {book.name}; màu và ghi chú trở lại như cũ.")


def merge(excel: Excel) -> None:
    """Tổng hợp kỳ…"""
    folder = ask_folder(excel)
    excel.save(folder.plan)
    period = ask_period(excel, office.periods(folder))
    master = folder.master(period.code)
    excel.close(master)
    has_register_open = excel.close(folder.register)
    outcome = office.merge(folder, period.code, progress=excel.progress)
    excel.status(f"Đang mở {master.name} …")
    if has_register_open:
        excel.show(folder.register)
    excel.show(master)
    excel.tell(told.merged(outcome), is_problem=outcome.has_faults)


def open_master(excel: Excel) -> None:
    """Mở tệp tổng hợp."""
    folder = folder_at_hand(excel) or ask_folder(excel)
    merged = [each for each in office.periods(folder) if folder.master(each.code).is_file()]
    if not merged:
        raise ParXlError(
            f"Thư mục {folder.root} chưa có tệp tổng hợp nào.", "Bấm «Tổng hợp kỳ…» trước."
        )
    period = merged[0] if len(merged) == 1 else ask_period(excel, merged)
    excel.show(folder.master(period.code))


def guide(excel: Excel) -> None:
    """Hướng dẫn."""
    path = user_folder() / "huong-dan.xlsx"
    if excel.book_at(path) is None:
        write_all({path: write_guide()})
    excel.show(path)


def settings(excel: Excel) -> None:
    """Kiểm tra cài đặt."""
    excel.status("Đang kiểm tra cài đặt …")
    found = doctor(this_machine())
    # What is to be done stands first: the dialog may be taller than the screen.
    found.sort(key=lambda each: each.ok is not False)
    excel.tell("\n".join(checks(found)), is_problem=found[0].ok is False)


def _folder_of(excel: Excel) -> Folder:
    """The working folder whose plan the open workbook is checked against."""
    folder = folder_at_hand(excel) or ask_folder(excel)
    remember(folder)
    return folder


def _select(book: xw.Book, place: tuple[str, str] | None) -> None:
    if place is not None:
        name, cell = place
        book.activate()
        book.sheets[name].activate()
        book.sheets[name].range(cell).select()
