"""A file with appendices and the present plan → a new plan's rows, and how each was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _

from par_xl.plan.items import POINTS_TOLERANCE, nearest_code, parent_code
from par_xl.plan.model import SHEETS, YEAR_COLUMN, ItemRow
from par_xl.plan.takeover.finish import Row, finish, settle_sections
from par_xl.plan.takeover.grid import Block, read_excel
from par_xl.plan.takeover.header import IGNORED, OFFICE, PROVINCE
from par_xl.plan.takeover.outline import Placed, outline
from par_xl.plan.takeover.report import REPORT_SHEET, About, ReportLine, Sure, add_report
from par_xl.plan.takeover.rows import CODE, POINTS, Reader
from par_xl.plan.takeover.values import UnitReader
from par_xl.plan.takeover.word import read_word
from par_xl.plan.units import Unit, split_names
from par_xl.plan.workbook import PlanRows, plan_book
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import as_text, clean, fold, is_blank
from par_xl.terms.words import Index, number
from par_xl.workbooks.book import (
    SPREADSHEETS,
    EncryptedFileError,
    Sheet,
    UnreadableFileError,
    WrongNameError,
)
from par_xl.workbooks.document import DOCUMENTS
from par_xl.workbooks.package import ending
from par_xl.workbooks.reader import read_workbook

_AREAS = "Lĩnh vực"
_WANTED = ("TT", "Nhiệm vụ, giải pháp", "Đơn vị chủ trì", "Thẩm quyền thực hiện",
           "Thời gian hoàn thành")  # fmt: skip
_OTHERS = {
    ".doc": N_("Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi chạy lại với tệp đó."),
    ".rtf": N_("Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi chạy lại với tệp đó."),
    ".odt": N_("Mở bằng Word hoặc LibreOffice, lưu thành dạng .docx rồi chạy lại với tệp đó."),
    ".xlsb": N_("Mở bằng Excel, lưu thành dạng .xlsx rồi chạy lại với tệp đó."),
    ".pdf": N_(
        "Xin bản Word hoặc Excel của phụ lục; nếu chỉ có PDF thì mở bằng Word, kiểm tra bảng rồi "
        "lưu thành .docx."
    ),
}
_OTHER = N_("Dùng tệp Word (.docx) hoặc Excel (.xlsx) có các bảng phụ lục.")


@dataclass(frozen=True)
class Base:
    """The present plan's rows by sheet and header, and what of its workbook is not the plan's."""

    rows: Mapping[str, list[Row]]
    report: Sequence[ReportLine]

    @property
    def units(self) -> Iterator[Unit]:
        """Its units, as far as they have a code; faults of theirs are the plan check's."""
        for row in self.rows["Đơn vị"]:
            code, name, kind, aliases = (
                _typed(row, header)
                for header in ("Mã đơn vị", "Tên đơn vị", "Loại", "Tên gọi khác")
            )
            if code:
                yield Unit(code, name, kind, split_names(aliases), None, None, None, None, "")


@dataclass(frozen=True)
class TakenOver:
    """A new plan's rows by sheet, and the report of how they came to be."""

    rows: PlanRows
    report: Sequence[ReportLine]
    taken: dict[Index, int] = field(default_factory=dict)
    """How many rows each appendix of the file has given."""


def read_base(content: bytes, name: str) -> Base:
    """Read the rows of a plan workbook, whatever its faults.

    Raises:
        ParXlError: it can't be opened.
    """
    try:
        book = read_workbook(content, name)
    except UnreadableFileError as error:
        raise ParXlError(
            _("Không mở được kế hoạch {name}: {error}.").format(
                name=name, error=translated(error.why)
            ),
            _("Mở tệp bằng Excel, lưu lại dạng .xlsx (không đặt mật khẩu) rồi chạy lại."),
        ) from error
    rows: dict[str, list[Row]] = {}
    report: list[ReportLine] = []
    for wanted in SHEETS:
        sheets = book.named(wanted)
        rows[wanted] = list(_base_rows(sheets[0], wanted, report)) if sheets else []
    names = {fold(each) for each in (*SHEETS, REPORT_SHEET)}
    for sheet in book.sheets:
        if fold(sheet.name) not in names:
            text = N_("trang «{sheet}» không phải của kế hoạch, không chép sang").format(
                sheet=sheet.name
            )
            report.append(ReportLine(About.PLAN, Sure.SKIPPED, text, name))
    return Base(rows, report)


def _base_rows(sheet: Sheet, wanted: str, report: list[ReportLine]) -> Iterator[Row]:
    kind = SHEETS[wanted]
    by_fold = {fold(header): header for header in kind.headers()}
    headers: dict[int, str] = {}
    for column, cell in enumerate(sheet.rows[0] if sheet.rows else ()):
        text = as_text(cell)
        is_year = kind is ItemRow and YEAR_COLUMN.fullmatch(text)
        header = text if is_year else by_fold.get(fold(text))
        if header is not None and header not in headers.values():
            headers[column] = header
        elif text:
            more = N_("cột «{column}» không phải của kế hoạch, không chép sang").format(column=text)
            report.append(ReportLine(About.PLAN, Sure.SKIPPED, more, sheet=wanted))
    for at in range(1, len(sheet.rows)):
        # What the plan check faults it faults in the new workbook, too.
        cells = {
            header: sheet.broken.get((at, column), sheet.cell(at, column))
            for column, header in headers.items()
        }
        if not all(map(is_blank, cells.values())):
            yield {h: clean(c) if isinstance(c, str) else c for h, c in cells.items()}


def _typed(row: Row, header: str) -> str:
    value = row.get(header)
    return value if isinstance(value, str) else ""


def take_over(content: bytes, name: str, base: Base, asked: Index | None = None) -> TakenOver:
    """Take the appendices of a Word or Excel file over into the plan *base*; *asked* is the
    appendix of tables that don't tell theirs.

    Raises:
        ParXlError: the file can't be read, holds no appendix, or doesn't tell which one it is.
    """
    blocks, notes = _blocks(content, name)
    count = N_("{count} bảng, trang tính").format(count=len(blocks))
    report = [ReportLine(About.FILE, Sure.SURE, count, name)]
    report += [ReportLine(About.FILE, Sure.FAIR, note, name) for note in notes]
    report += [
        ReportLine(About.CELL, Sure.UNSURE, text, block.name, row)
        for block in blocks
        for row, text in block.notes
    ]
    placed = outline(blocks, asked, report)
    rows: dict[str, Sequence[Row]] = dict(base.rows)
    taken: dict[Index, int] = {}
    for each in placed:
        report += _of_columns(each)
    units = UnitReader(base.units)
    for index in Index:
        own = [each for each in placed if each.index is index]
        if own:
            items, lines = _items(index, own, units, name)
            areas, more = _with_areas(rows[_AREAS], index, items, name)
            rows[index.sheet], rows[_AREAS] = items, areas
            report += [*lines, *more]
            taken[index] = len(items)
        else:
            text = N_("tệp không có {sheet} ({index}): giữ các dòng của kế hoạch hiện có").format(
                sheet=index.sheet, index=index.label
            )
            report.append(ReportLine(About.PLAN, Sure.SURE, text, sheet=index.sheet))
    text = N_(
        "mã kế hoạch và phiên bản giữ như kế hoạch hiện có; nếu đã phát biểu mẫu theo phiên "
        "bản đó thì tăng «Phiên bản» ở trang «Thông tin»"
    )
    last = ReportLine(About.PLAN, Sure.SURE, text, sheet="Thông tin")
    return TakenOver(rows, [*report, *base.report, last], taken)


def write_taken_over(taken: TakenOver) -> bytes:
    """Write the plan that was taken over as a workbook for people to look through and correct."""
    book = plan_book(taken.rows)
    add_report(book, taken.report)
    return book.content()


def _blocks(content: bytes, name: str) -> tuple[list[Block], Sequence[str]]:
    kind = ending(name)
    try:
        if kind in DOCUMENTS:
            return read_word(content)
        if kind in SPREADSHEETS:
            return read_excel(content, name)
    except UnreadableFileError as error:
        message = _("Không đọc được {name}: {error}.")
        fix = _(
            "Mở tệp bằng Word hoặc Excel, lưu thành tệp mới dạng .docx hoặc .xlsx rồi chạy lại."
        )
        if isinstance(error, EncryptedFileError):
            message = _("Không mở được {name}: {error}.")
            fix = _("Mở tệp, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ), lưu lại rồi chạy lại.")
        elif isinstance(error, WrongNameError):
            message = _("Tên tệp {name} không đúng với nội dung: tệp là {error}.")
            fix = _(
                "Mở tệp, chọn Lưu thành (Save As) dạng .docx hoặc .xlsx rồi chạy lại với tệp đó."
            )
        raise ParXlError(message.format(name=name, error=translated(error.why)), fix) from error
    raise ParXlError(
        _("Không đọc được phụ lục từ tệp {kind}: {name}.").format(
            kind=kind or _("không có đuôi"), name=name
        ),
        _(_OTHERS.get(kind, _OTHER)),
    )


def _items(
    index: Index, placed: Sequence[Placed], units: UnitReader, name: str
) -> tuple[list[Row], list[ReportLine]]:
    reader = Reader(index.sheet)
    for each in placed:
        reader.read(each.section)
    drafts, left_out = settle_sections(reader.drafts, index.sheet)
    items, lines = finish(drafts, units, index.sheet, name)
    lines += [*reader.report, *left_out, *_of_totals(index, reader, items)]
    order = {each.section.block.name: at for at, each in reversed(list(enumerate(placed)))}
    # As the file has them: a task that was split off follows its criterion.
    lines.sort(key=lambda line: (order[line.source], line.row or 0))
    return items, lines


def _of_totals(index: Index, reader: Reader, items: Sequence[Row]) -> Iterator[ReportLine]:
    """Rows of totals, held against the sum of the rows that have none above them."""
    codes = {str(row[CODE]) for row in items}
    tops = [row for row in items if parent_code(str(row[CODE])) not in codes]
    points = [value for row in tops if isinstance(value := row.get(POINTS), float)]
    for source, row, total in reader.totals:
        agrees = abs(sum(points) - total) <= POINTS_TOLERANCE
        text = (
            N_("hàng tổng cộng {total} điểm; các dòng lấy vào cộng được {sum}")
            if agrees
            else N_("hàng tổng cộng {total} điểm; các dòng lấy vào cộng được {sum}: KHÔNG khớp")
        ).format(total=number(total, 4), sum=number(sum(points), 4))
        sure = Sure.SKIPPED if agrees else Sure.UNSURE
        yield ReportLine(About.ROW, sure, text, source, row, index.sheet)


def _of_columns(placed: Placed) -> Iterator[ReportLine]:
    """Which appendix a section is, and which of its columns is which of the plan's."""
    section, sheet = placed.section, placed.index.sheet
    block, header = section.block, section.header

    def line(about: About, sure: Sure, text: str, row: int) -> ReportLine:
        return ReportLine(about, sure, text, block.name, block.first + row, sheet)

    text = N_("hàng {first} đến {last} là {sheet}, {why}").format(
        first=block.first + section.start,
        last=block.first + section.end - 1,
        sheet=sheet,
        why=placed.guess.why,
    )
    yield line(About.TABLE, placed.guess.sure, text, section.start)
    if not section.has_header:
        text = N_("bảng không có hàng tiêu đề: dùng các cột của bảng trước")
        yield line(About.TABLE, Sure.FAIR, text, section.start)
        return
    for each in header.columns:
        if each.target != IGNORED:
            text = f"«{each.header}» → «{each.target}»"
            yield line(About.COLUMN, each.sure, text, header.top)
        elif each.header:
            text = (
                N_("«{header}»: kế hoạch không có cột này, không lấy")
                if each.sure is Sure.SURE
                else N_("«{header}»: không rõ nghĩa, không lấy")
            ).format(header=each.header)
            yield line(About.COLUMN, Sure.SKIPPED, text, header.top)
    targets = {each.target for each in header.columns}
    if {OFFICE, PROVINCE} & targets:
        targets.add("Thẩm quyền thực hiện")
    for wanted in _WANTED:
        if wanted not in targets:
            text = (
                N_("bảng không có cột «{wanted}»: lấy mã ở đầu ô nội dung")
                if wanted == CODE
                else N_("bảng không có cột «{wanted}»: để trống")
            ).format(wanted=wanted)
            yield line(About.COLUMN, Sure.UNSURE, text, header.top)


def _with_areas(
    areas: Sequence[Row], index: Index, items: Sequence[Row], source: str
) -> tuple[list[Row], list[ReportLine]]:
    """The plan's areas, and the topmost row of each item that lies in none of them."""
    report: list[ReportLine] = []

    def tell(sure: Sure, text: str, code: str) -> None:
        report.append(ReportLine(About.PLAN, sure, text, sheet=_AREAS, code=code))

    own = {
        _shown(row, "Mã"): row for row in areas if fold(_shown(row, "Chỉ số")) == fold(index.label)
    }
    by_code = {_shown(row, CODE): row for row in items if row.get(CODE)}
    parents = {parent_code(code) for code in by_code}
    added: dict[str, Row] = {}
    for code in by_code:
        root = code.partition(".")[0]
        is_leaf = code not in parents
        if is_leaf and nearest_code(code, own) is None and root in by_code and root not in added:
            added[root] = {
                "Chỉ số": index.label,
                "Mã": root,
                "Tên lĩnh vực": by_code[root].get("Nội dung"),
                POINTS: by_code[root].get(POINTS),
                "Nguồn": source,
            }
            text = N_("thêm lĩnh vực {code} ({content}) theo phụ lục").format(
                code=root, content=_shown(by_code[root], "Nội dung")
            )
            tell(Sure.FAIR, text, root)
    for code, row in own.items():
        name, there = _shown(row, "Tên lĩnh vực"), _shown(by_code.get(code, {}), "Nội dung")
        if there and fold(name) != fold(there):
            text = N_("tên lĩnh vực giữ theo kế hoạch «{name}»; phụ lục ghi «{other}»").format(
                name=name, other=there
            )
            tell(Sure.UNSURE, text, code)
    return [*areas, *added.values()], report


def _shown(row: Row, header: str) -> str:
    value = row.get(header)
    return value if isinstance(value, str) else as_text(value)  # type: ignore[arg-type]
