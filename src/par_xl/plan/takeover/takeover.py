"""Files with appendices and the present plan → a new plan's rows, and how each was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _

from par_xl.plan.items import nearest_code, parent_code
from par_xl.plan.model import SHEETS
from par_xl.plan.reader import find_columns
from par_xl.plan.takeover.appendix import plan_rows
from par_xl.plan.takeover.areas import Areas
from par_xl.plan.takeover.grid import Grid, read_excel
from par_xl.plan.takeover.header import (
    AUTHORITY,
    CODE,
    CONTENT,
    DUE,
    IGNORED,
    LEADS,
    OFFICE,
    POINTS,
    PROVINCE,
    TASK,
)
from par_xl.plan.takeover.outline import ASKED, Section, outline
from par_xl.plan.takeover.report import REPORT_SHEET, Confidence, Note, Subject, add_report
from par_xl.plan.takeover.table_row import Row
from par_xl.plan.takeover.word import read_word
from par_xl.plan.units import Unit, UnitNames, split_names
from par_xl.plan.workbook import plan_book
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import as_text, clean, fold, is_blank
from par_xl.terms.words import Index
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
class Draft:
    """A plan's rows by sheet and header, what is to be said of them, and how many of an appendix
    were taken over."""

    rows: Mapping[str, Sequence[Row]]
    report: Sequence[Note]
    taken: Mapping[Index, int] = field(default_factory=dict)


def read_base(content: bytes, name: str) -> Draft:
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
    report: list[Note] = []
    sheets = {wanted: next(iter(book.named(wanted)), Sheet(wanted, [])) for wanted in SHEETS}
    rows = {wanted: list(_base_rows(sheet, wanted, report)) for wanted, sheet in sheets.items()}
    names = {fold(each) for each in (*SHEETS, REPORT_SHEET)}
    for sheet in book.sheets:
        if fold(sheet.name) not in names:
            text = N_("trang “{sheet}” không phải của kế hoạch, không chép sang")
            text = text.format(sheet=sheet.name)
            report.append(Note(Subject.PLAN, Confidence.SKIPPED, text, name))
    return Draft(rows, report)


def _base_rows(sheet: Sheet, wanted: str, report: list[Note]) -> Iterator[Row]:
    columns = find_columns(sheet, SHEETS[wanted], [])
    for column, cell in enumerate(sheet.rows[0] if sheet.rows else ()):
        if column not in columns.values() and (text := as_text(cell)):
            more = N_("cột “{column}” không phải của kế hoạch, không chép sang").format(column=text)
            report.append(Note(Subject.PLAN, Confidence.SKIPPED, more, sheet=wanted))
    for at in range(1, len(sheet.rows)):
        # What the plan check faults it faults in the new workbook, too.
        cells = {
            header: sheet.broken.get((at, column), sheet.cell(at, column))
            for header, column in columns.items()
        }
        if not all(map(is_blank, cells.values())):
            yield {h: clean(c) if isinstance(c, str) else c for h, c in cells.items()}


def _units(rows: Iterable[Row]) -> Iterator[Unit]:
    """Yield the plan's units, as far as they have a code; faults of theirs are the plan check's."""
    for row in rows:
        code, name, kind = (as_text(row.get(h)) for h in ("Mã đơn vị", "Tên đơn vị", "Loại"))
        if code:
            aliases = split_names(row.get("Tên gọi khác"))
            yield Unit(code, name, kind, aliases, None, None, None, None, "")


def take_over(files: Iterable[tuple[bytes, str]], base: Draft, asked: Index | None = None) -> Draft:
    """Take the appendices of Word and Excel files, each content and name, over into the plan
    *base*; their order doesn't matter. *asked* is the appendix of tables that don't tell theirs.

    Raises:
        ParXlError: a file can't be read, holds no appendix, or doesn't tell which one it is.
    """
    report: list[Note] = []
    sections = _sections(files, asked, report)
    for section in sections:
        _note_columns(section, report)
    rows: dict[str, Sequence[Row]] = dict(base.rows)
    taken: dict[Index, int] = {}
    units = UnitNames(_units(base.rows["Đơn vị"]))
    for index in Index:
        own = [section for section in sections if section.index is index]
        if own:
            areas = Areas(index, _names(base.rows[_AREAS], index))
            present = {as_text(row.get(CODE)): row for row in base.rows[index.sheet]}
            items = rows[index.sheet] = plan_rows(own, units, areas, present, report)
            source = ", ".join(dict.fromkeys(section.file for section in own))
            rows[_AREAS] = _with_areas(rows[_AREAS], index, items, source, report)
            taken[index] = len(items)
        else:
            text = N_("không tệp nào có {sheet} ({index}): giữ các dòng của kế hoạch hiện có")
            text = text.format(sheet=index.sheet, index=index.label)
            report.append(Note(Subject.PLAN, Confidence.SURE, text, sheet=index.sheet))
    text = N_(
        "mã kế hoạch và phiên bản giữ như kế hoạch hiện có; nếu đã phát biểu mẫu theo phiên "
        "bản đó thì tăng “Phiên bản” ở trang “Thông tin”"
    )
    last = Note(Subject.PLAN, Confidence.SURE, text, sheet="Thông tin")
    return Draft(rows, [*report, *base.report, last], taken)


def _sections(
    files: Iterable[tuple[bytes, str]], asked: Index | None, report: list[Note]
) -> list[Section]:
    """Find the sections of all files, by the names of these."""
    sections: list[Section] = []
    read: dict[bytes, str] = {}
    for content, name in sorted(files, key=_by_name):
        if (same := read.setdefault(content, name)) != name:
            text = N_("giống hệt tệp {name}: chỉ đọc một").format(name=same)
            report.append(Note(Subject.FILE, Confidence.SKIPPED, text, name))
            continue
        at = len(report)
        grids = _grids(content, name, report)
        text = N_("{count} bảng, trang tính").format(count=len(grids))
        report.insert(at, Note(Subject.FILE, Confidence.SURE, text, name))
        sections += outline(name, grids, asked, report)
    if asked is not None and ASKED not in [section.why for section in sections]:
        text = N_("không dùng đến --index: bảng nào cũng tự nêu phụ lục của nó")
        report.append(Note(Subject.FILE, Confidence.SURE, text))
    return sections


def _by_name(file: tuple[bytes, str]) -> tuple[str, bytes]:
    content, name = file
    return name, content


def _names(areas: Iterable[Row], index: Index) -> Iterator[tuple[str, str]]:
    """Yield code and name of an index's areas."""
    for row in areas:
        if fold(as_text(row.get("Chỉ số"))) == fold(index.label):
            yield as_text(row.get("Mã")), as_text(row.get("Tên lĩnh vực"))


def write_taken_over(taken: Draft) -> bytes:
    """Write the plan that was taken over as a workbook for people to look through and correct."""
    book = plan_book(taken.rows)
    add_report(book, taken.report)
    return book.content()


def _grids(content: bytes, name: str, report: list[Note]) -> list[Grid]:
    kind = ending(name)
    try:
        if kind in DOCUMENTS:
            return read_word(content, name, report)
        if kind in SPREADSHEETS:
            return read_excel(content, name, report)
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


def _note_columns(section: Section, report: list[Note]) -> None:
    """Note which appendix a section is, and which of its columns is which of the plan's."""
    top, sure = section.header.top, Confidence.SURE
    text = N_("hàng {first} đến {last} là {sheet}, {why}").format(
        first=section.start + 1, last=section.end, sheet=section.sheet, why=section.why
    )
    report.append(section.note(section.start, sure, text, Subject.TABLE))
    if not section.has_header:
        text = N_("bảng không có hàng tiêu đề: dùng các cột của bảng trước")
        report.append(section.note(section.start, Confidence.UNSURE, text, Subject.TABLE))
    if top < 0:
        return
    for each in section.header.columns:
        if each.target != IGNORED:
            text = f"“{each.header}” → “{each.target}”"
            sure = Confidence.SURE if each.is_sure else Confidence.UNSURE
        elif each.header:
            text = N_("“{header}”: không rõ nghĩa, không lấy")
            if each.is_sure:
                text = N_("“{header}”: kế hoạch không có cột này, không lấy")
            text, sure = text.format(header=each.header), Confidence.SKIPPED
        else:
            continue
        report.append(section.note(top, sure, text, Subject.COLUMN))
    targets = {each.target for each in section.header.columns}
    if {OFFICE, PROVINCE} & targets:
        targets.add(AUTHORITY)
    for wanted in (CODE, TASK, LEADS, AUTHORITY, DUE):
        if wanted not in targets:
            text = N_("bảng không có cột “{wanted}”: để trống")
            if wanted == CODE:
                text = N_("bảng không có cột “{wanted}”: lấy mã ở đầu ô nội dung")
            text = text.format(wanted=wanted)
            report.append(section.note(top, Confidence.UNSURE, text, Subject.COLUMN))


def _with_areas(
    areas: Sequence[Row],
    index: Index,
    items: Sequence[Row],
    source: str,
    report: list[Note],
) -> list[Row]:
    """Return the plan's areas, and the topmost row of each item that lies in none of them."""

    def note(code: str, text: str) -> None:
        report.append(Note(Subject.PLAN, Confidence.UNSURE, text, sheet=_AREAS, code=code))

    own = dict(_names(areas, index))
    by_code = {str(row[CODE]): row for row in items if row.get(CODE)}
    parents = set(map(parent_code, by_code))
    added: dict[str, Row] = {}
    for code in by_code:
        root = by_code.get(code.partition(".")[0])
        if root and code not in parents and nearest_code(code, own.keys() | added.keys()) is None:
            content = root.get(CONTENT)
            added[root[CODE]] = {
                "Chỉ số": index.label,
                "Mã": root[CODE],
                "Tên lĩnh vực": content,
                POINTS: root.get(POINTS),
                "Nguồn": source,
            }
            text = N_("thêm lĩnh vực {code} ({content}) theo phụ lục")
            note(root[CODE], text.format(code=root[CODE], content=as_text(content)))
    for code, name in own.items():
        there = as_text(by_code.get(code, {}).get(CONTENT))
        if there and fold(name) != fold(there):
            text = N_("tên lĩnh vực giữ theo kế hoạch “{name}”; phụ lục ghi “{other}”")
            note(code, text.format(name=name, other=there))
    return [*areas, *added.values()]
