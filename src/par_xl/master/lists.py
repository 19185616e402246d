"""The master's lists: `Đôn đốc`, `Giải trình`, `Lỗi`, `Nhật ký`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from par_xl.ledger import Ledger
from par_xl.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.master.rows import EXPLANATIONS, LIST_DAY, LIST_NUMBER, LIST_TEXT, STYLES
from par_xl.plan.model import Unit
from par_xl.sheet import PLAIN, SHEET_LIMIT, Book, Cell, Look, RowForm, TableColumn, Value, packed
from par_xl.words import Severity, Timeliness, moment

CHASE_SHEET = "Đôn đốc"
EXPLAIN_SHEET = "Giải trình"
FAULTS_SHEET = "Lỗi"
LOG_SHEET = "Nhật ký"

_SECTION = PLAIN.with_(bold=True, color="#1F4E79", size=12)
_NONE = "Không có."
_MOST = SHEET_LIMIT - 200_000
"""Rows of a list's last table: what stands above it never fills a sheet."""

Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class _Column:
    header: str
    width: float
    look: Look = LIST_TEXT


@dataclass(frozen=True)
class _Table:
    heading: str | None
    columns: Sequence[_Column]
    rows: Sequence[Row]


def _write(
    book: Book, request: MasterRequest, name: str, title: str, tables: Sequence[_Table]
) -> None:
    """A sheet of one or more tables, the first of them with a filter where it stands alone."""
    sheet = book.sheet(name)
    write_top(book, sheet, request, title)
    row = TOP
    for table in tables:
        if table.heading is not None:
            book.put(sheet, row, 0, table.heading, _SECTION)
            row += 1
        columns = [TableColumn(column.header, column.width) for column in table.columns]
        looks = [column.look for column in table.columns]
        widths = [column.width for column in table.columns]
        is_last = table is tables[-1]
        rows = table.rows[:_MOST]
        if is_last and rows:
            # Overdue tasks of a nation, and faults of a bad day, are many.
            after = book.table(sheet, row, columns, []) + len(rows)
            form = RowForm(looks, widths, STYLES)
            book.append(sheet, packed(map(form.xml, rows)), len(rows))
        else:
            cells = [[Cell(v, look) for v, look in zip(r, looks, strict=True)] for r in rows]
            after = book.table(sheet, row, columns, cells)
        if not rows:
            book.put(sheet, after, 0, _NONE, PLAIN.with_(italic=True))
            after += 1
        elif table.heading is None:
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
            _Table(
                "1. Đơn vị chưa gửi, bị trả lại, gửi muộn",
                (
                    _Column("Đơn vị", 12),
                    _Column("Tên đơn vị", 38),
                    _Column("Gửi báo cáo", 14),
                    _Column("Gửi trước ngày", 30, LIST_DAY),
                    _Column("Thư điện tử", 24),
                    _Column("Dòng chưa báo cáo", 12, LIST_NUMBER),
                    _Column("Dòng chưa hợp lệ", 14, LIST_NUMBER),
                ),
                late,
            ),
            _Table(
                "2. Nhiệm vụ chưa hoàn thành, quá hạn",
                (
                    _Column("Đơn vị", 12),
                    _Column("Tên đơn vị", 38),
                    _Column("TT", 14),
                    _Column("Nhiệm vụ", 30),
                    _Column("Thời hạn", 24, LIST_DAY),
                    _Column("Số ngày quá hạn", 12, LIST_NUMBER),
                    _Column("Tình trạng", 14),
                    _Column("Khó khăn, vướng mắc", 40),
                ),
                overdue,
            ),
        ],
    )


def _rank(timeliness: Timeliness, order: Sequence[Timeliness]) -> int:
    return order.index(timeliness) if timeliness in order else len(order)


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
    columns = (
        _Column("Mức", 10),
        _Column("Mã lỗi", 8),
        _Column("Tệp", 26),
        _Column("Trang", 13),
        _Column("Ô", 8),
        _Column("Giá trị", 20),
        _Column("Vấn đề", 60),
        _Column("Cách sửa", 56),
    )
    _write(book, request, FAULTS_SHEET, "LỖI, CẢNH BÁO, LƯU Ý", [_Table(None, columns, rows)])


def write_log(book: Book, request: MasterRequest) -> None:
    """`Nhật ký`: the files of this merge, and the period's merges, undone ones among them."""
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
    ledger = Ledger(request.log)
    standing = {line.merge_number for line in ledger.standing()}
    merges: list[Row] = [
        (
            f"Lần {line.merge_number}"
            + ("" if line.merge_number in standing else " (đã hoàn tác)"),
            moment(line.at),
            line.as_of,
            line.by,
            line.version,
            len(line.files),
        )
        for line in ledger.merges(request.period.code)
    ]
    _write(
        book,
        request,
        LOG_SHEET,
        "NHẬT KÝ TỔNG HỢP",
        [
            _Table(
                "1. Tệp đã đọc",
                (
                    _Column("Tệp", 34),
                    _Column("Đơn vị", 34),
                    _Column("Ngày nhận", 13, LIST_DAY),
                    _Column("Kết quả", 18),
                    _Column("Dòng đã nhập", 10, LIST_NUMBER),
                    _Column("Dòng được nhận", 10, LIST_NUMBER),
                    _Column("Dòng lỗi", 10, LIST_NUMBER),
                    _Column("Số lỗi", 10, LIST_NUMBER),
                    _Column("Cảnh báo", 10, LIST_NUMBER),
                    _Column("SHA-256", 68),
                ),
                files,
            ),
            _Table(
                "2. Các lần tổng hợp của kỳ",
                (
                    _Column("Lần", 34),
                    _Column("Lúc", 34),
                    _Column("Tính quá hạn đến", 13, LIST_DAY),
                    _Column("Người tổng hợp", 18),
                    _Column("Phiên bản", 10),
                    _Column("Số tệp", 10, LIST_NUMBER),
                ),
                merges,
            ),
        ],
    )
