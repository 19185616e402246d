"""The master's lists: `Đôn đốc`, `Giải trình`, `Lỗi`, `Nhật ký`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from par_xl.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.master.rows import EXPLANATIONS
from par_xl.plan.model import Unit
from par_xl.sheet import PLAIN, Book, Cell, Look, TableColumn, Value
from par_xl.words import Severity, Timeliness, moment

CHASE_SHEET = "Đôn đốc"
EXPLAIN_SHEET = "Giải trình"
FAULTS_SHEET = "Lỗi"
LOG_SHEET = "Nhật ký"

_TEXT = Look()
_DAY = Look("dd/mm/yyyy", align="center")
_NUMBER = Look(align="center")
_SECTION = PLAIN.with_(bold=True, color="#1F4E79", size=12)
_NONE = "Không có."

Row = Sequence[Value]


def _cells(row: Row) -> list[Cell]:
    return [Cell(value, _look(value)) for value in row]


def _look(value: Value) -> Look:
    if isinstance(value, date):
        return _DAY
    return _NUMBER if isinstance(value, int | float) else _TEXT


def _write(
    book: Book,
    request: MasterRequest,
    name: str,
    title: str,
    tables: Sequence[tuple[str | None, Sequence[TableColumn], Sequence[Row]]],
) -> None:
    """A sheet of one or more tables, the first of them with a filter where it stands alone."""
    sheet = book.sheet(name)
    write_top(book, sheet, request, title)
    row = TOP
    for heading, columns, rows in tables:
        if heading is not None:
            book.put(sheet, row, 0, heading, _SECTION)
            row += 1
        after = book.table(sheet, row, columns, [_cells(each) for each in rows])
        if not rows:
            book.put(sheet, after, 0, _NONE, PLAIN.with_(italic=True))
            after += 1
        elif heading is None:
            sheet.autofilter(row, 0, after - 1, len(columns) - 1)
            sheet.freeze_panes(row + 1, 0)
        row = after + 1
    set_up_print(sheet, name, TOP if len(tables) == 1 else None)


def write_chase(book: Book, request: MasterRequest) -> None:
    """`Đôn đốc`: units that are missing or late, and tasks that are overdue."""
    plan, units = request.plan, request.plan.units
    waiting = (Timeliness.MISSING, Timeliness.REFUSED, Timeliness.LATE, Timeliness.NOT_DUE)
    late: list[Row] = [
        (
            part.unit,
            part.name,
            part.submission.label,
            request.plan.send_before(request.period, part.unit),
            units[part.unit].email,
            part.not_reported,
            part.in_error,
        )
        for part in sorted(request.result.units, key=lambda part: _rank(part.submission, waiting))
        if part.submission in waiting
    ]
    overdue: list[Row] = [
        (
            unit,
            units[unit].name,
            plan.by_key[task.key].code,
            plan.by_key[task.key].task or plan.by_key[task.key].content,
            task.due,
            (request.result.as_of - task.due).days,
            task.status.label,
            task.difficulty,
        )
        for unit, task in sorted(request.overdue, key=lambda each: each[1].due)
    ]
    _write(
        book,
        request,
        CHASE_SHEET,
        "ĐÔN ĐỐC: CHƯA GỬI, GỬI MUỘN, QUÁ HẠN",
        [
            (
                "1. Đơn vị chưa gửi, bị trả lại, gửi muộn",
                _columns(
                    ("Đơn vị", 12),
                    ("Tên đơn vị", 38),
                    ("Gửi báo cáo", 14),
                    ("Gửi trước ngày", 30),
                    ("Thư điện tử", 24),
                    ("Dòng chưa báo cáo", 12),
                    ("Dòng chưa hợp lệ", 14),
                ),
                late,
            ),
            (
                "2. Nhiệm vụ chưa hoàn thành, quá hạn",
                _columns(
                    ("Đơn vị", 12),
                    ("Tên đơn vị", 38),
                    ("TT", 14),
                    ("Nhiệm vụ", 30),
                    ("Thời hạn", 24),
                    ("Số ngày quá hạn", 12),
                    ("Tình trạng", 14),
                    ("Khó khăn, vướng mắc", 40),
                ),
                overdue,
            ),
        ],
    )


def _rank(timeliness: Timeliness, order: Sequence[Timeliness]) -> int:
    return order.index(timeliness) if timeliness in order else len(order)


def _columns(*columns: tuple[str, float]) -> list[TableColumn]:
    return [TableColumn(header, width) for header, width in columns]


def write_explanations(book: Book, request: MasterRequest) -> None:
    """`Giải trình`: who owes an explanation, and who gave which (plan, IV.1)."""
    sheet = book.sheet(EXPLAIN_SHEET)
    write_top(book, sheet, request, "GIẢI TRÌNH (KẾ HOẠCH, MỤC IV.1)")
    after = book.table(sheet, TOP, EXPLANATIONS, [])
    rows = request.explanations
    if rows.count:
        book.append(sheet, rows.blocks, rows.count)
        sheet.autofilter(TOP, 0, TOP + rows.count, len(EXPLANATIONS) - 1)
        sheet.freeze_panes(TOP + 1, 0)
    else:
        book.put(sheet, after, 0, _NONE, PLAIN.with_(italic=True))
    set_up_print(sheet, EXPLAIN_SHEET, TOP)


def write_faults(book: Book, request: MasterRequest) -> None:
    """`Lỗi`: every finding, the worst first."""
    levels = list(Severity)
    rows: list[Row] = [
        (f.severity.label, f.code, f.file, f.sheet, f.cell, f.value, f.message, f.fix)
        for f in sorted(request.result.findings, key=lambda f: levels.index(f.severity))
    ]
    columns = _columns(
        ("Mức", 10),
        ("Mã lỗi", 8),
        ("Tệp", 26),
        ("Trang", 13),
        ("Ô", 8),
        ("Giá trị", 20),
        ("Vấn đề", 60),
        ("Cách sửa", 56),
    )
    _write(book, request, FAULTS_SHEET, "LỖI, CẢNH BÁO, LƯU Ý", [(None, columns, rows)])


def write_log(book: Book, request: MasterRequest) -> None:
    """`Nhật ký`: the files of this merge, and the merges of this period."""
    units: dict[str, Unit] = dict(request.plan.units)
    files: list[Row] = [
        (
            part.file,
            units[part.unit].name if part.unit else None,
            part.received_on,
            part.state.label,
            part.rows_filled,
            part.rows_accepted,
            part.rows_in_error,
            part.errors,
            part.warnings,
            part.sha256,
        )
        for part in request.result.submissions
    ]
    merges: list[Row] = [
        (
            f"Lần {line.merge_number}",
            moment(line.at),
            line.as_of,
            line.by,
            line.version,
            len(line.files),
        )
        for line in request.log
    ]
    _write(
        book,
        request,
        LOG_SHEET,
        "NHẬT KÝ TỔNG HỢP",
        [
            (
                "1. Tệp đã đọc",
                _columns(
                    ("Tệp", 34),
                    ("Đơn vị", 34),
                    ("Ngày nhận", 13),
                    ("Kết quả", 18),
                    ("Dòng đã nhập", 10),
                    ("Dòng được nhận", 10),
                    ("Dòng lỗi", 10),
                    ("Số lỗi", 10),
                    ("Cảnh báo", 10),
                    ("SHA-256", 68),
                ),
                files,
            ),
            (
                "2. Các lần tổng hợp của kỳ",
                _columns(
                    ("Lần", 34),
                    ("Lúc", 34),
                    ("Tính quá hạn đến", 13),
                    ("Người tổng hợp", 18),
                    ("Phiên bản", 10),
                    ("Số tệp", 10),
                ),
                merges,
            ),
        ],
    )
