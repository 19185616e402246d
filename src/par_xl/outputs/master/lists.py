"""The master's lists: `Giải trình`, `Sáng kiến, đề xuất`, `Lỗi`, `Nhật ký`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter

from par_xl.insight.debts import ReportedRow
from par_xl.ledger import Kind, Ledger, LedgerLine
from par_xl.merge.result import Entry, Score
from par_xl.outputs.master.entries import MasterEntries
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import CENTRE, CODE, DAY, POINTS, Column, Table, write_tables
from par_xl.rules import initiatives
from par_xl.rules.initiatives import KINDS
from par_xl.terms.text import says_nothing
from par_xl.terms.words import CorrectionState, Severity, moment
from par_xl.workbooks.writing import Book

EXPLAIN_SHEET = "Giải trình"
IDEAS_SHEET = "Sáng kiến, đề xuất"
FAULTS_SHEET = "Lỗi"
LOG_SHEET = "Nhật ký"
UNIT_NAME, KIND_NAME = "SK_DonVi", "SK_Loai"
"""Defined names of columns of the initiatives."""


def write_explanations(book: Book, request: MasterRequest, entries: MasterEntries) -> None:
    """`Giải trình`: who owes an explanation, and who gave which (plan, IV.1)."""
    plan = request.plan
    scores = {(score.key, score.unit): score for score in request.result.scores}

    def owes(row: ReportedRow) -> str:
        return "Chưa giải trình" if row.owes_explanation else "Đã giải trình"

    def why(row: ReportedRow) -> str | None:
        text = row.explanation_reason
        return text[0].upper() + text[1:] if text else None

    def state(row: ReportedRow) -> str | None:
        return row.state.label if isinstance(row, Entry) and row.state else None

    def of_score(value: Callable[[Score], float | None]) -> Callable[[ReportedRow], float | None]:
        def shown(row: ReportedRow) -> float | None:
            score = scores.get((row.key, row.unit))
            return value(score) if score else None

        return shown

    def lost(score: Score) -> float | None:
        return None if score.self_score is None else score.maximum - score.self_score

    columns = (
        Column("owes", "Giải trình", 15, value=owes),
        Column("unit", "Đơn vị", 11),
        Column("name", "Tên đơn vị", 30, value=lambda entry: plan.units[entry.unit].name),
        Column("index", "Chỉ số", 11),
        Column("code", "TT", 10),
        Column(
            "task", "Tiêu chí, nhiệm vụ", 44, value=lambda entry: plan.by_key[entry.key].subject
        ),
        Column("state", "Trạng thái", 17, value=state),
        Column("explanation_reason", "Vì sao cần giải trình", 30, value=why),
        Column("explanation", "Giải trình, nguyên nhân", 44),
        Column("maximum", "Điểm tối đa", 9, POINTS, of_score(attrgetter("maximum"))),
        Column("self_score", "Điểm tự đánh giá", 9, POINTS, of_score(attrgetter("self_score"))),
        Column("lost", "Điểm mất", 9, POINTS, of_score(lost)),
    )
    table = Table(None, columns, entries.explanations)
    write_tables(book, request, EXPLAIN_SHEET, "GIẢI TRÌNH", table)


_FAULTS = (
    Column("severity", "Mức", 10),
    Column("code", "Mã lỗi", 8),
    Column("file", "Tệp", 26),
    Column("sheet", "Trang", 13),
    Column("cell", "Ô", 8),
    Column("value", "Giá trị", 20),
    Column("message", "Vấn đề", 60, value=lambda fault: str(fault.message)),
    Column("fix", "Cách sửa", 56, value=lambda fault: str(fault.fix)),
)


def write_faults(book: Book, request: MasterRequest) -> None:
    """`Lỗi`: every finding, the worst first."""
    levels = list(Severity)
    found = sorted(request.result.findings, key=lambda fault: levels.index(fault.severity))
    title = "LỖI, CẢNH BÁO, LƯU Ý"
    write_tables(book, request, FAULTS_SHEET, title, Table(None, _FAULTS, found))


def write_log(book: Book, request: MasterRequest) -> None:
    """`Nhật ký`: the files of this merge, the period's merges, undone ones among them, and what
    became of them."""
    units, ledger = request.plan.units, Ledger(request.log)
    standing = {line.merge_number for line in ledger.standing()}

    def merge(line: LedgerLine) -> str:
        undone = "" if line.merge_number in standing else " (đã hoàn tác)"
        return f"Lần {line.merge_number}{undone}"

    def files(line: LedgerLine) -> int | None:
        if line.kind is Kind.MERGE:
            return len(line.files)
        return len(line.files) + len(line.others) if line.kind is Kind.LATE else None

    put_back = Column("put_back", "Ô ghi lại", 10, CENTRE)

    def of_lines(first: Column, third: Column, who: str) -> Sequence[Column]:
        return (
            first,
            Column("at", "Lúc", 34, value=lambda line: moment(line.at)),
            third,
            Column("by", who, 18),
            Column("version", "Phiên bản", 10),
            Column("files", "Số tệp", 10, CENTRE, files),
            put_back,
            Column("corrections", "Ô đính chính", 10, CENTRE, _corrections),
        )

    write_tables(
        book,
        request,
        LOG_SHEET,
        "NHẬT KÝ TỔNG HỢP",
        Table(
            "1. Tệp đã đọc",
            (
                Column("file", "Tệp", 34),
                Column(
                    "unit", "Đơn vị", 34, value=lambda f: units[f.unit].name if f.unit else None
                ),
                Column("received_on", "Ngày nhận", 13, DAY),
                Column("state", "Kết quả", 18),
                Column("rows_filled", "Dòng đã nhập", 10, CENTRE),
                Column("rows_accepted", "Dòng được nhận", 10, CENTRE),
                Column("rows_in_error", "Dòng lỗi", 10, CENTRE),
                Column("errors", "Số lỗi", 10, CENTRE),
                Column("warnings", "Cảnh báo", 10, CENTRE),
                Column("sha256", "SHA-256", 68),
            ),
            request.result.submissions,
        ),
        Table(
            "2. Các lần tổng hợp của kỳ",
            of_lines(
                Column("merge", "Lần", 34, value=merge),
                Column("as_of", "Tính quá hạn đến", 13, DAY),
                "Người tổng hợp",
            ),
            ledger.merges(request.period.code),
        ),
        Table(
            "3. Hoàn tác, chốt kỳ, bỏ chốt, tệp nhận sau khi chốt",
            of_lines(
                Column("became", "Việc", 34, value=_became),
                Column("left", "Còn lại lần", 13, CENTRE, lambda line: line.merge_number or None),
                "Người làm",
            ),
            [line for line in request.log if line.kind is not Kind.MERGE],
        ),
    )


def _corrections(line: LedgerLine) -> int | None:
    """How many of the office's corrections a merge took."""
    taken = sum(each.state == CorrectionState.APPLIED for each in line.office_corrections)
    return taken or None


def _became(line: LedgerLine) -> str:
    if line.kind is Kind.UNDO:
        return f"Hoàn tác lần {line.undone}"
    words = {Kind.CLOSE: "Chốt kỳ", Kind.REOPEN: "Bỏ chốt", Kind.LATE: "Tệp nhận sau khi chốt"}
    return words[line.kind]


def write_ideas(book: Book, request: MasterRequest) -> None:
    """`Sáng kiến, đề xuất`: by kind, then by unit."""
    units = request.plan.units
    ideas = sorted(
        request.result.initiatives,
        # A kind that nobody knows, and what says nothing, stand last.
        key=lambda idea: (
            says_nothing(idea.text),
            KINDS.index(idea.kind) if idea.kind in KINDS else len(KINDS),
        ),
    )
    kind, *others = (Column(name, c.header, c.width) for name, c in initiatives.COLUMNS.items())
    empty = " (không có nội dung)"
    columns = (
        replace(kind, value=lambda idea: idea.kind + (empty if says_nothing(idea.text) else "")),
        Column("unit", "Đơn vị", 11, CODE),
        Column("name", "Tên đơn vị", 32, value=lambda idea: units[idea.unit].name),
        *others,
        Column("file", "Tệp", 24),
        Column("row", "Dòng", 7, CENTRE),
    )
    title = "SÁNG KIẾN, ĐỀ XUẤT SỬA ĐỔI KẾ HOẠCH, NHIỆM VỤ TRỌNG TÂM KỲ TỚI"
    names = {"kind": KIND_NAME, "unit": UNIT_NAME}
    write_tables(book, request, IDEAS_SHEET, title, Table(None, columns, ideas, names=names))
