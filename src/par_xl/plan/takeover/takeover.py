"""A file with appendices and the present plan → a new plan's rows, and how each was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from gettext import gettext as _

from par_xl.plan.items import parent_code
from par_xl.plan.takeover.areas import SHEET as AREAS
from par_xl.plan.takeover.areas import with_areas
from par_xl.plan.takeover.base import Base
from par_xl.plan.takeover.draft import CODE, POINTS
from par_xl.plan.takeover.excel import read_excel
from par_xl.plan.takeover.finish import Row, finish
from par_xl.plan.takeover.grid import Block
from par_xl.plan.takeover.meanings import IGNORED, OFFICE, PROVINCE
from par_xl.plan.takeover.outline import Placed, outline
from par_xl.plan.takeover.rows import Reader
from par_xl.plan.takeover.sections import settle_sections
from par_xl.plan.takeover.told import About, Sure, Told
from par_xl.plan.takeover.values import UnitReader
from par_xl.plan.takeover.word import read_word
from par_xl.plan.workbook import PlanRows
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import Index, number
from par_xl.workbooks.reading.book import (
    SPREADSHEETS,
    EncryptedFileError,
    UnreadableFileError,
    WrongNameError,
)
from par_xl.workbooks.reading.document import DOCUMENTS
from par_xl.workbooks.reading.kind import ending

_TOLERANCE = 0.011
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
class TakenOver:
    """A new plan's rows by sheet, and what is told of how they came to be."""

    rows: PlanRows
    told: Sequence[Told]
    taken: dict[Index, int] = field(default_factory=dict)
    """How many rows each appendix of the file has come to."""


def take_over(content: bytes, name: str, base: Base, asked: Index | None = None) -> TakenOver:
    """Take the appendices of a Word or Excel file over into the plan *base*; *asked* is the
    appendix of tables that don't tell theirs.

    Raises:
        ParXlError: the file can't be read, holds no appendix, or doesn't tell which one it is.
    """
    blocks, notes = _blocks(content, name)
    told = [
        Told(About.FILE, Sure.SURE, N_("{count} bảng, trang tính").format(count=len(blocks)), name)
    ]
    told += [Told(About.FILE, Sure.FAIR, note, name) for note in notes]
    for block in blocks:
        told += [Told(About.CELL, Sure.UNSURE, text, block.name, row) for row, text in block.notes]
    placed = outline(blocks, asked, told)
    rows: dict[str, Sequence[Row]] = dict(base.rows)
    taken: dict[Index, int] = {}
    for each in placed:
        told += _columns_told(each)
    units = UnitReader(base.units)
    for index in Index:
        own = [each for each in placed if each.index is index]
        if not own:
            told.append(_kept(index))
            continue
        items, lines = _items(index, own, units, name)
        areas, more = with_areas(rows[AREAS], index, items, name)
        rows[index.sheet], rows[AREAS] = items, areas
        told += [*lines, *more]
        taken[index] = len(items)
    return TakenOver(rows, [*told, *base.told, _version_told()], taken)


def _blocks(content: bytes, name: str) -> tuple[list[Block], tuple[str, ...]]:
    kind = ending(name)
    try:
        if kind in DOCUMENTS:
            return read_word(content)
        if kind in SPREADSHEETS:
            return read_excel(content, name)
    except EncryptedFileError as error:
        raise ParXlError(
            _("Không mở được {name}: {error}.").format(name=name, error=translated(error.why)),
            _("Mở tệp, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ), lưu lại rồi chạy lại."),
        ) from error
    except WrongNameError as error:
        raise ParXlError(
            _("Tên tệp {name} không đúng với nội dung: tệp là {error}.").format(
                name=name, error=translated(error.why)
            ),
            _("Mở tệp, chọn Lưu thành (Save As) dạng .docx hoặc .xlsx rồi chạy lại với tệp đó."),
        ) from error
    except UnreadableFileError as error:
        raise ParXlError(
            _("Không đọc được {name}: {error}.").format(name=name, error=translated(error.why)),
            _("Mở tệp bằng Word hoặc Excel, lưu thành tệp mới dạng .docx hoặc .xlsx rồi chạy lại."),
        ) from error
    raise ParXlError(
        _("Không đọc được phụ lục từ tệp {kind}: {name}.").format(
            kind=kind or _("không có đuôi"), name=name
        ),
        _(_OTHERS.get(kind, _OTHER)),
    )


def _items(
    index: Index, placed: Sequence[Placed], units: UnitReader, name: str
) -> tuple[list[Row], list[Told]]:
    reader = Reader(index.sheet)
    for each in placed:
        reader.read(each.section)
    drafts, left_out = settle_sections(reader.drafts, index.sheet)
    items, lines = finish(drafts, units, index.sheet, name)
    lines += [*reader.told, *left_out, *_totals_told(index, reader, items)]
    order = {each.section.block.name: at for at, each in reversed(list(enumerate(placed)))}
    # As the file has them: a task that was split off follows its criterion.
    lines.sort(key=lambda told: (order[told.source], told.row or 0))
    return items, lines


def _totals_told(index: Index, reader: Reader, items: Sequence[Row]) -> list[Told]:
    """Rows of totals, held against the sum of the rows that have none above them."""
    codes = {str(row[CODE]) for row in items}
    tops = [row for row in items if parent_code(str(row[CODE])) not in codes]
    points = [value for row in tops if isinstance(value := row.get(POINTS), float)]
    told = []
    for source, row, total in reader.totals:
        agrees = abs(sum(points) - total) <= _TOLERANCE
        text = (
            N_("hàng tổng cộng {total} điểm; các dòng lấy vào cộng được {sum}")
            if agrees
            else N_("hàng tổng cộng {total} điểm; các dòng lấy vào cộng được {sum}: KHÔNG khớp")
        ).format(total=number(total, 4), sum=number(sum(points), 4))
        sure = Sure.SKIPPED if agrees else Sure.UNSURE
        told.append(Told(About.ROW, sure, text, source, row, index.sheet))
    return told


def _columns_told(placed: Placed) -> list[Told]:
    section, sheet = placed.section, placed.index.sheet
    name = section.block.name
    first = section.block.first + section.start
    text: str = N_("hàng {first} đến {last} là {sheet}, {why}").format(
        first=first,
        last=section.block.first + section.end - 1,
        sheet=sheet,
        why=placed.guess.why,
    )
    told = [Told(About.TABLE, placed.guess.sure, text, name, first, sheet)]
    if not placed.has_header:
        text = N_("bảng không có hàng tiêu đề: dùng các cột của bảng trước")
        return [*told, Told(About.TABLE, Sure.FAIR, text, name, first, sheet)]
    at = section.block.first + section.header.top
    for each in section.header.columns:
        if each.target != IGNORED:
            text = f"«{each.header}» → «{each.target}»"
            told.append(Told(About.COLUMN, each.sure, text, name, at, sheet))
        elif each.header:
            text = (
                N_("«{header}»: kế hoạch không có cột này, không lấy")
                if each.sure is Sure.SURE
                else N_("«{header}»: không rõ nghĩa, không lấy")
            ).format(header=each.header)
            told.append(Told(About.COLUMN, Sure.SKIPPED, text, name, at, sheet))
    targets = {each.target for each in section.header.columns}
    if {OFFICE, PROVINCE} & targets:
        targets.add("Thẩm quyền thực hiện")
    for wanted in _WANTED:
        if wanted not in targets:
            text = (
                N_("bảng không có cột «{wanted}»: lấy mã ở đầu ô nội dung")
                if wanted == CODE
                else N_("bảng không có cột «{wanted}»: để trống")
            ).format(wanted=wanted)
            told.append(Told(About.COLUMN, Sure.UNSURE, text, name, at, sheet))
    return told


def _kept(index: Index) -> Told:
    text = N_("tệp không có {sheet} ({index}): giữ các dòng của kế hoạch hiện có").format(
        sheet=index.sheet, index=index.label
    )
    return Told(About.PLAN, Sure.SURE, text, sheet=index.sheet)


def _version_told() -> Told:
    text = N_(
        "mã kế hoạch và phiên bản giữ như kế hoạch hiện có; nếu đã phát biểu mẫu theo phiên "
        "bản đó thì tăng «Phiên bản» ở trang «Thông tin»"
    )
    return Told(About.PLAN, Sure.SURE, text, sheet="Thông tin")
