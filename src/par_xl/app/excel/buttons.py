"""What each button does: it asks, calls the workspace, and shows what came of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlwings as xw

from par_xl import workspace
from par_xl.app import show
from par_xl.app.addin.doctor import doctor, report
from par_xl.app.addin.machine import Machine
from par_xl.app.excel.guide import write_guide
from par_xl.app.excel.marks import Placed, has_marks, place, take_off
from par_xl.app.excel.session import (
    Excel,
    ask_folder,
    ask_forms,
    ask_period,
    content_of,
    file_of,
    folder_at_hand,
    name_of,
    remember,
)
from par_xl.app.user_folder import keep_details, user_folder
from par_xl.intake.submission import Row, Submission
from par_xl.ledger import Ledger, read_ledger
from par_xl.system.files import write_all
from par_xl.system.paths import unreachable
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity, Timeliness, percent
from par_xl.workspace import MergeOutcome
from par_xl.workspace.checkout import is_interrupted, recover
from par_xl.workspace.layout import Folder
from par_xl.workspace.period_plan import plan_for

_MOST = 8
"""Findings, or files, that a dialog lists."""
_BUSY = (-2147418111, -2147417846)
"""Windows' codes of a program that takes no calls just now."""


def problem(error: BaseException) -> str:
    """Return a failure in words: what is wrong, what to do, and where its details are kept."""
    details = keep_details(error)
    if isinstance(error, OSError) and not hasattr(error, "hresult"):
        error = unreachable(error)
    if isinstance(error, ParXlError):
        lines = [error.message, f"Cách xử lý: {error.fix}", *_listed(error.findings)]
    elif getattr(error, "hresult", None) in _BUSY:
        lines = [
            "Excel đang bận nên chưa làm xong việc này.",
            "Cách xử lý: bấm Esc để thôi sửa ô, đóng các hộp thoại đang mở của Excel rồi bấm lại.",
        ]
    else:
        lines = [
            "Chương trình gặp lỗi không lường trước; chưa làm xong việc này.",
            "Cách xử lý: bấm lại; nếu vẫn lỗi thì gửi tệp nêu ở dưới cho người hỗ trợ kỹ thuật.",
        ]
    return "\n\n".join([*lines, *([f"Chi tiết: {details}"] if details else [])])


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
    lines = [f"Đã lập {len(made.written)} biểu mẫu của kỳ {period.code}."]
    if made.written:
        lines.append(f"Biểu mẫu nằm trong thư mục {made.written[0].parent}")
    lines += made.notes
    if made.kept:
        names = ", ".join(path.name for path in made.kept[:_MOST])
        more = f" và {len(made.kept) - _MOST} tệp nữa" if len(made.kept) > _MOST else ""
        lines.append(
            f"Giữ nguyên {names}{more}: đã có người nhập. Muốn lập lại thì chuyển các tệp này đi."
        )
    lines.append(f"Gửi biểu mẫu cho các đơn vị; tệp gửi về để vào {made.inbox}")
    excel.tell("\n\n".join(lines))


def check(excel: Excel) -> None:
    """Kiểm tra tệp đang mở."""
    book = excel.open_book()
    folder = folder_at_hand(excel) or ask_folder(excel)
    remember(folder)
    excel.status(f"Đang kiểm tra {book.name} …")
    path, content = file_of(book), content_of(book)
    if excel.book_at(folder.plan) == book:
        _plan, told = workspace.check_plan(folder, content)
        faults = [each for each in told if each.severity is Severity.ERROR]
        placed = _mark(excel, book, faults)
        lines = [f"{book.name}: kế hoạch không có lỗi, dùng được."]
        if faults:
            first = f"{book.name}: kế hoạch có {len(faults)} lỗi nên chưa dùng được."
            lines = [first, *_marked(faults, placed)]
        excel.tell("\n\n".join(lines), is_problem=bool(faults))
        return
    _see_that_it_may_be_a_form(excel, book, folder)
    checked = workspace.check_open(folder, path or Path(name_of(book)), content)
    placed = _mark(excel, book, checked.findings, checked.submission.table)
    found = checked.findings
    lines = [*_checked(checked.submission, found, folder), *_marked(found, placed)]
    excel.tell("\n\n".join(lines), is_problem=bool(placed.count or placed.unsaid))


def _checked(submission: Submission, findings: Sequence[Finding], folder: Folder) -> list[str]:
    """Return what the check of an open form found."""
    whose = ""
    if submission.unit is not None and submission.period is not None:
        whose = f" ({submission.unit.name}, kỳ {submission.period.code})"
    lines = [
        f"{submission.file}{whose}: {_counts(findings)}.",
        f"Kiểm tra theo kế hoạch {folder.plan}",
    ]
    if submission.refused:
        lines.append("Tệp bị trả lại, chưa dòng nào được tính.")
    else:
        wrong = submission.rows_in_error
        lines.append(
            f"Đã nhập {submission.rows_filled} dòng: {submission.rows_accepted} dòng được nhận"
            + (f", {wrong} dòng có lỗi chưa được tính." if wrong else ".")
        )
    return lines


def _marked(findings: Sequence[Finding], placed: Placed) -> list[str]:
    """Where the marks are, and the findings that have no cell to be marked."""
    lines = []
    if placed.first is not None:
        sheet, cell = placed.first
        lines.append(
            f"Đã đánh dấu {placed.count} ô (màu cam: lỗi phải sửa; màu vàng: cảnh báo nên xem "
            f"lại), đang chọn ô {cell} của trang “{sheet}”. Rê chuột lên ô có màu để đọc cách sửa."
        )
        lines.append(
            "Sửa xong thì bấm lại “Kiểm tra tệp đang mở”; bấm “Xóa đánh dấu” để trả lại màu cũ."
        )
    lines += [
        f"Trang “{name}” được khóa bằng mật khẩu nên không đánh dấu được." for name in placed.locked
    ]
    without = [each for each in findings if not each.cell or not each.sheet]
    without = [each for each in without if each.severity is not Severity.INFO]
    if without or placed.unsaid:
        lines += [
            "Lỗi không gắn với ô nào, hoặc ở ô không ghi chú được:",
            *_listed([*without, *placed.unsaid]),
        ]
    return lines


def _listed(findings: Sequence[Finding]) -> list[str]:
    """Return findings, one a paragraph; not more than a dialog can show."""
    lines = []
    for each in findings[:_MOST]:
        parts = (each.sheet, f"ô {each.cell}" if each.cell else None)
        place = ", ".join(part for part in parts if part)
        where = f" ({place})" if place else ""
        lines.append(f"• {each.severity.label} {each.code}{where}: {each.message} {each.fix}")
    rest = len(findings) - len(lines)
    return [*lines, f"… và {rest} lỗi nữa."] if rest > 0 else lines


def _counts(findings: Iterable[Finding]) -> str:
    """How many of what: 3 lỗi, 2 cảnh báo, 1 lưu ý."""
    return show.counted([each.severity for each in findings], Severity) or "không có lỗi"


def clear(excel: Excel) -> None:
    """Xóa đánh dấu."""
    book = excel.open_book()
    with excel.quiet():
        count = take_off(book)
    if count:
        excel.tell(f"Đã xóa đánh dấu ở {count} ô của {book.name}; màu và ghi chú trở lại như cũ.")
    elif has_marks(book):
        raise ParXlError(
            f"{book.name} có ghi chú đánh dấu không xóa được: tệp đã được lưu bằng chương trình "
            "khác Excel, ghi chú cũ không còn tách ra được.",
            "Xóa bằng tay những ghi chú bắt đầu bằng chữ “Đánh dấu”.",
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
    current_plan = _wants_current_plan(excel, folder, period.code)
    in_the_way = {
        master: excel.may_lose(master),
        folder.register: excel.save(folder.register),
    }
    closed = {path: book for path, book in in_the_way.items() if book is not None}
    for book in closed.values():
        book.close()
    try:
        _put_in_order(excel, folder)
        outcome = workspace.merge(
            folder, period.code, progress=excel.progress, current_plan=current_plan
        )
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
        excel.tell(f"{merged(outcome)}\n\n{problem(error)}", is_problem=True)
    else:
        excel.tell(merged(outcome))


def _wants_current_plan(excel: Excel, folder: Folder, period: str) -> bool:
    """Ask which plan to take, where an open period keeps another than today's."""
    ledger = Ledger(read_ledger(folder.ledger))
    planned = plan_for(folder, ledger, period)
    if ledger.closing(period) or not (planned.is_kept and planned.difference):
        return False
    return excel.confirm(
        f"Kỳ {period} giữ kế hoạch của lần tổng hợp trước; từ đó {planned.difference}.\n\n"
        "Tính lại theo kế hoạch hiện nay? Bấm “Không” để giữ kế hoạch cũ."
    )


def merged(outcome: MergeOutcome) -> str:
    """Return what a merge found, and where its files are."""
    if outcome.late is not None:
        parts = [*outcome.notes, *outcome.late.lines, f"Tệp tổng hợp: {outcome.master}"]
        return "\n\n".join(parts)
    result = outcome.summary
    units = show.counted([unit.submission for unit in result.units], Timeliness)
    lines = [
        *outcome.notes,
        f"Đã tổng hợp kỳ {result.period}, lần tổng hợp số {result.merge_number}."
        if outcome.changed
        else f"Không có gì thay đổi so với lần tổng hợp số {result.merge_number} "
        f"của kỳ {result.period}.",
        f"{len(result.units)} đơn vị: {units}.",
        "Tỷ lệ hoàn thành: "
        + "; ".join(f"{i.index.label} {percent(i.completion_rate)}" for i in result.indices)
        + ".",
        f"{_counts(result.findings).capitalize()}"
        + ("; xem trang “Lỗi” của tệp tổng hợp." if result.findings else "."),
    ]
    if outcome.returned:
        lines.append(
            f"Gửi trả đơn vị để sửa {len(outcome.returned)} tệp đã đánh dấu lỗi, trong thư mục "
            f"{outcome.returned[0].parent}."
        )
    lines.append(f"Tệp tổng hợp: {outcome.master}")
    return "\n\n".join(lines)


def open_master(excel: Excel) -> None:
    """Mở tệp tổng hợp."""
    folder = folder_at_hand(excel) or ask_folder(excel)
    if is_interrupted(folder):
        excel.tell(
            "Có việc ghi chưa xong trong thư mục này: có người đang ghi, hoặc lần ghi trước bị "
            "ngắt giữa chừng; tệp tổng hợp có thể chưa phải bản mới. Nếu không ai đang ghi, bấm "
            "“Tổng hợp kỳ…”: việc đó được ghi nốt hoặc trả về như trước."
        )
    merged = [
        each for each in workspace.periods(folder) if folder.results(each.code).master.is_file()
    ]
    if not merged:
        raise ParXlError(
            f"Thư mục {folder.root} chưa có tệp tổng hợp nào.", "Bấm “Tổng hợp kỳ…” trước."
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
    if notes := recover(folder):
        excel.tell("\n\n".join(notes))


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


def _mark(
    excel: Excel, book: xw.Book, findings: Iterable[Finding], rows: Iterable[Row] = ()
) -> Placed:
    """Mark the cells, and select the first."""
    with excel.quiet():
        placed = place(book, findings, excel.status, rows)
    if placed.first is not None:
        name, cell = placed.first
        # Where people allow no cell to be selected, the marks are there all the same.
        with contextlib.suppress(Exception):
            book.activate()
            book.sheets[name].activate()
            book.sheets[name].range(cell).select()
    return placed
