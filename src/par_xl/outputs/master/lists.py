"""The master's lists: `Giải trình`, `Sáng kiến, đề xuất`, `Lỗi`, `Nhật ký`."""

from __future__ import annotations

from par_xl.ledger import Kind, Ledger, LedgerLine
from par_xl.merge.result import Entry
from par_xl.outputs.master.request import TOP, MasterRequest
from par_xl.outputs.master.tables import (
    CENTRE,
    CODE,
    DAY,
    POINTS,
    Row,
    Table,
    write_tables,
)
from par_xl.plan.model import Item, Plan
from par_xl.plan.units import Unit
from par_xl.rules.initiatives import COLUMNS, KINDS
from par_xl.terms.nothing_said import says_nothing
from par_xl.terms.words import Severity, moment
from par_xl.workbooks.writing import Book, TableColumn, whole_range

EXPLAIN_SHEET = "Giải trình"
FAULTS_SHEET = "Lỗi"
LOG_SHEET = "Nhật ký"
_EXPLANATIONS = (
    TableColumn("Giải trình", 15),
    TableColumn("Đơn vị", 11),
    TableColumn("Tên đơn vị", 30),
    TableColumn("Chỉ số", 11),
    TableColumn("TT", 10),
    TableColumn("Nhiệm vụ", 44),
    TableColumn("Trạng thái", 17),
    TableColumn("Vì sao cần giải trình", 30),
    TableColumn("Nội dung giải trình", 44),
    TableColumn("Điểm tối đa", 9, POINTS),
    TableColumn("Điểm tự đánh giá", 9, POINTS),
    TableColumn("Điểm mất", 9, POINTS),
)


def write_explanations(book: Book, request: MasterRequest) -> None:
    """`Giải trình`: who owes an explanation, and who gave which (plan, IV.1)."""
    found = request.explanations
    rows = (_explanation(request.plan, entry) for entry in found.rows)
    table = Table(None, _EXPLANATIONS, rows, count=found.count)
    write_tables(book, request, EXPLAIN_SHEET, "GIẢI TRÌNH", [table])


def _explanation(plan: Plan, entry: Entry) -> Row:
    item = plan.by_key[entry.key]
    return [
        "Chưa giải trình" if entry.owes_explanation else "Đã giải trình",
        entry.unit,
        plan.units[entry.unit].name,
        entry.index.label,
        entry.code,
        item.task or item.content,
        entry.state.label if entry.state else None,
        _capital(entry.explanation_reason),
        entry.explanation,
        *_lost(item, entry),
    ]


def _lost(item: Item, entry: Entry) -> tuple[float | None, float | None, float | None]:
    """The row's maximum, what the unit gave itself, and what it lost; None where it has none."""
    if not item.is_scored or item.maximum is None:
        return None, None, None
    score = entry.self_score
    return item.maximum, score, None if score is None else item.maximum - score


def _capital(text: str | None) -> str | None:
    return text[0].upper() + text[1:] if text else None


def write_faults(book: Book, request: MasterRequest) -> None:
    """`Lỗi`: every finding, the worst first."""
    levels = list(Severity)
    rows: list[Row] = [
        (f.severity.label, f.code, f.file, f.sheet, f.cell, f.value, str(f.message), str(f.fix))
        for f in sorted(request.result.findings, key=lambda f: levels.index(f.severity))
    ]
    columns = (
        TableColumn("Mức", 10),
        TableColumn("Mã lỗi", 8),
        TableColumn("Tệp", 26),
        TableColumn("Trang", 13),
        TableColumn("Ô", 8),
        TableColumn("Giá trị", 20),
        TableColumn("Vấn đề", 60),
        TableColumn("Cách sửa", 56),
    )
    table = Table(None, columns, rows)
    write_tables(book, request, FAULTS_SHEET, "LỖI, CẢNH BÁO, LƯU Ý", [table])


def write_log(book: Book, request: MasterRequest) -> None:
    """`Nhật ký`: the files of this merge, the period's merges, undone ones among them, and what
    became of them."""
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
    write_tables(
        book,
        request,
        LOG_SHEET,
        "NHẬT KÝ TỔNG HỢP",
        [
            Table(
                "1. Tệp đã đọc",
                (
                    TableColumn("Tệp", 34),
                    TableColumn("Đơn vị", 34),
                    TableColumn("Ngày nhận", 13, DAY),
                    TableColumn("Kết quả", 18),
                    TableColumn("Dòng đã nhập", 10, CENTRE),
                    TableColumn("Dòng được nhận", 10, CENTRE),
                    TableColumn("Dòng lỗi", 10, CENTRE),
                    TableColumn("Số lỗi", 10, CENTRE),
                    TableColumn("Cảnh báo", 10, CENTRE),
                    TableColumn("SHA-256", 68),
                ),
                files,
            ),
            Table(
                "2. Các lần tổng hợp của kỳ",
                (
                    TableColumn("Lần", 34),
                    TableColumn("Lúc", 34),
                    TableColumn("Tính quá hạn đến", 13, DAY),
                    TableColumn("Người tổng hợp", 18),
                    TableColumn("Phiên bản", 10),
                    TableColumn("Số tệp", 10, CENTRE),
                ),
                merges,
            ),
            Table(
                "3. Hoàn tác, chốt kỳ, bỏ chốt, tệp nhận sau khi chốt",
                (
                    TableColumn("Việc", 34),
                    TableColumn("Lúc", 34),
                    TableColumn("Còn lại lần", 13, CENTRE),
                    TableColumn("Người làm", 18),
                    TableColumn("Phiên bản", 10),
                    TableColumn("Số tệp", 10, CENTRE),
                ),
                [
                    (
                        _became(line),
                        moment(line.at),
                        line.merge_number or None,
                        line.by,
                        line.version,
                        len(line.files) + len(line.others) if line.kind is Kind.LATE else None,
                    )
                    for line in request.log
                    if line.kind is not Kind.MERGE
                ],
            ),
        ],
    )


def _became(line: LedgerLine) -> str:
    if line.kind is Kind.UNDO:
        return f"Hoàn tác lần {line.undone}"
    words = {Kind.CLOSE: "Chốt kỳ", Kind.REOPEN: "Bỏ chốt", Kind.LATE: "Tệp nhận sau khi chốt"}
    return words[line.kind]


IDEAS_SHEET = "Sáng kiến, đề xuất"
UNIT_NAME, KIND_NAME = "SK_DonVi", "SK_Loai"
"""Defined names of the sheet's columns."""
_IDEA_FIELDS = tuple(COLUMNS)
_IDEAS = (
    TableColumn(COLUMNS["kind"].header, COLUMNS["kind"].width),
    TableColumn("Đơn vị", 11, CODE),
    TableColumn("Tên đơn vị", 32),
    *(TableColumn(COLUMNS[field].header, COLUMNS[field].width) for field in _IDEA_FIELDS[1:]),
    TableColumn("Tệp", 24),
    TableColumn("Dòng", 7, CENTRE),
)


def write_ideas(book: Book, request: MasterRequest) -> None:
    """Write the sheet: by kind, then by unit, and define the names of two of its columns."""
    units = request.plan.units
    ideas = sorted(
        request.result.initiatives,
        # A kind that nobody knows, and what says nothing, stand last.
        key=lambda idea: (
            says_nothing(idea.text),
            KINDS.index(idea.kind) if idea.kind in KINDS else len(KINDS),
        ),
    )
    rows = [
        (
            f"{idea.kind} (không có nội dung)" if says_nothing(idea.text) else idea.kind,
            idea.unit,
            units[idea.unit].name,
            *(getattr(idea, field) for field in _IDEA_FIELDS[1:]),
            idea.file,
            idea.row,
        )
        for idea in ideas
    ]
    title = "SÁNG KIẾN, ĐỀ XUẤT SỬA ĐỔI KẾ HOẠCH, NHIỆM VỤ TRỌNG TÂM KỲ TỚI"
    write_tables(book, request, IDEAS_SHEET, title, [Table(None, _IDEAS, rows)])
    last = max(TOP + 1, TOP + len(rows))
    for name, column in ((KIND_NAME, 0), (UNIT_NAME, 1)):
        book.name(name, f"='{IDEAS_SHEET}'!{whole_range(TOP + 1, last, column)}")
