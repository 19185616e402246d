"""so-sanh-ke-hoach.xlsx: two plans' rows side by side, for people to decide which are one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _

from par_xl.plan.following.matching import Fate, Pair, subject
from par_xl.plan.model import ItemRow
from par_xl.plan.table import Table
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import cell_name
from par_xl.terms.messages import translated
from par_xl.terms.text import Cell as Typed
from par_xl.terms.text import as_text, fold, is_blank, nearest_of
from par_xl.terms.words import NOTHING, Index, Term
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workbooks.look import CLOSED_FILL, INPUT_FILL, NEEDED_FILL, Look
from par_xl.workbooks.reader import read_workbook
from par_xl.workbooks.writing import Book, Cell, TableColumn, set_up_print

DECISIONS_FILE = "so-sanh-ke-hoach.xlsx"
SHEET = "So sánh kế hoạch"
INDEX, OLD, NEW, DECISION = "Phụ lục", "Mã cũ", "Mã mới", "Quyết định"
_COLUMNS = (
    TableColumn(INDEX, 9.0),
    TableColumn(OLD, 9.0),
    TableColumn("Nội dung cũ", 38.0),
    TableColumn(NEW, 9.0),
    TableColumn("Nội dung mới", 38.0),
    TableColumn("Mức giống", 8.0),
    TableColumn("Thay đổi", 32.0),
    TableColumn(DECISION, 13.0),
)
_NOTE = (
    "Là một: dòng cũ và dòng mới là một; dòng mới nhận đơn vị chủ trì, phối hợp và kết quả các "
    "năm của dòng cũ.\nKhác nhau: hai dòng không liên quan.\nChuyển sang: dòng cũ không có trong "
    "kế hoạch mới nhưng còn phải làm; ghi mã của dòng đó trong kế hoạch mới vào “Mã mới” (để "
    "trống: đặt dưới dòng cha của nó).\nBỏ: dòng cũ không có trong kế hoạch mới, không chuyển "
    "sang.\nDòng thêm mới không cần quyết định. Sửa được cả “Mã cũ”, “Mã mới” để ghép hai dòng "
    "khác."
)
_TEXT = Look(number_format="@")
_WORDS = ("Nội dung", "Nhiệm vụ, giải pháp")
_MARK = "Dấu: "


class Choice(Term):
    """What people decide of a row of the old plan."""

    ONE = "one", "Là một"
    APART = "apart", "Khác nhau"
    MOVED = "moved", "Chuyển sang"
    DROPPED = "dropped", "Bỏ"


def rows_of(tables: Mapping[str, Table]) -> Iterator[tuple[Index, ItemRow]]:
    """Yield the rows of a plan's appendices."""
    return ((index, row) for index in Index for row in tables[index.sheet].of(ItemRow))


def mark(*plans: Mapping[str, Table]) -> str:
    """Return what tells two plans from others: what their rows say."""
    said = [sorted((i.value, row.code, subject(row)) for i, row in rows_of(p)) for p in plans]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def write_decisions(pairs: Sequence[Pair], plans: str) -> bytes:
    """Write the workbook: what is to be decided first; *plans* is their mark."""
    book = Book("So sánh hai kế hoạch")
    sheet = book.sheet(SHEET)
    columns = (*_COLUMNS, TableColumn(_MARK + plans, 10.0, hidden=True))
    rows = map(_cells, sorted(pairs, key=lambda pair: not pair.awaits))
    after = book.table(sheet, 0, columns, rows, grows=True)
    last = len(_COLUMNS) - 1
    book.note(sheet, 0, last, _NOTE)
    sheet.data_validation(
        *(1, last, max(1, after - 1), last),
        {
            "validate": "list",
            "source": [choice.label for choice in Choice],
            "error_title": "Chưa hợp lệ",
            "error_message": "Chọn một giá trị trong danh sách.",
        },
    )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, after - 1), last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:H{after}"})
    set_up_print(sheet, 0, "&A")
    return book.content()


def _cells(pair: Pair) -> list[Cell]:
    old, new = pair.shown
    fill = NEEDED_FILL if pair.awaits else INPUT_FILL
    choice = None
    if pair.fate is Fate.ADDED:
        fill = CLOSED_FILL
    elif not pair.awaits:
        choice = Choice.ONE if pair.is_sure else Choice.DROPPED
    return [
        Cell(pair.index.sheet, _TEXT),
        Cell(old.code if old else None, _TEXT),
        Cell(subject(old) if old else None, _TEXT),
        Cell(new.code if new else None, _TEXT),
        Cell(subject(new) if new else None, _TEXT),
        Cell(pair.likeness or None, Look(number_format="0%", align="center")),
        Cell(_became(pair), _TEXT),
        Cell(choice.label if choice else None, _TEXT.with_(fill=fill)),
        Cell(None, _TEXT),
    ]


def _became(pair: Pair) -> str:
    """Return what became of a row, and in which cells; its words stand beside it."""
    texts = [
        header if header in _WORDS else f"{header}: {old or NOTHING} → {new or NOTHING}"
        for header, old, new in pair.changes
    ]
    fate = pair.fate.label
    if pair.part_of:
        fate += f" {'từ' if pair.fate is Fate.SPLIT else 'dòng'} {pair.part_of.code}"
    if pair.is_finished:
        fate += "; không còn gì phải làm"
    return f"{fate}: {'; '.join(texts)}" if texts else fate


@dataclass(frozen=True)
class Decision:
    """A line of the workbook: which two rows, by their codes, and what was decided."""

    place: int
    index: Index
    old: str
    new: str
    choice: Choice | None


@dataclass(frozen=True)
class DecisionSheet:
    """The workbook as it was read: its lines, where its columns stand, of which plans it is."""

    name: str
    columns: Mapping[str, int]
    mark: str
    lines: Sequence[Decision] = ()

    def cell(self, place: int, header: str = DECISION) -> str:
        """Name of a line's cell."""
        return cell_name(place, self.columns[header])

    def error(self, place: int, header: str, wrong: str, cure: str) -> ParXlError:
        """Return what is said of a line's cell."""
        cell = self.cell(place, header)
        text = _("{name}, ô {cell}: {wrong}.").format(name=self.name, cell=cell, wrong=wrong)
        return ParXlError(text, cure)

    def read(self, place: int, cells: Mapping[str, Typed]) -> Decision:
        """Read a line.

        Raises:
            ParXlError: a cell can't be read; which one.
        """
        texts = {header: as_text(value) for header, value in cells.items()}
        indices = {fold(index.sheet): index for index in Index}
        if (index := indices.get(fold(texts[INDEX]))) is None:
            wrong = _("“{value}” không phải là tên một phụ lục").format(value=texts[INDEX])
            cure = _("Ghi một trong: {choices}.")
            cure = cure.format(choices=", ".join(index.sheet for index in Index))
            raise self.error(place, INDEX, wrong, cure)
        for header in (OLD, NEW):
            if not isinstance(cells[header], str | None):
                wrong = _("mã bị Excel đổi thành số hoặc ngày ({value})")
                cure = _("Định dạng ô là Văn bản (Text) rồi gõ lại mã, ví dụ 1.10.")
                raise self.error(place, header, wrong.format(value=texts[header]), cure)
        choices = {fold(choice.label): choice for choice in Choice}
        choice = choices.get(fold(texts[DECISION]))
        if choice is None and texts[DECISION]:
            wrong = _("“{value}” không có trong danh sách").format(value=texts[DECISION])
            if near := nearest_of(texts[DECISION], choices):
                wrong = _("{wrong} (gần nhất: “{near}”)").format(wrong=wrong, near=near.label)
            cure = _("Chọn một trong: {choices}.")
            cure = cure.format(choices=", ".join(each.label for each in Choice))
            raise self.error(place, DECISION, wrong, cure)
        return Decision(place, index, texts[OLD], texts[NEW], choice)


def read_decisions(content: bytes, name: str) -> DecisionSheet:
    """Read what was decided.

    Raises:
        ParXlError: it is no such workbook, or a cell can't be read; which one.
    """
    try:
        book = read_workbook(content, name)
    except UnreadableFileError as error:
        raise ParXlError(
            _("Không đọc được {name}: {error}.").format(name=name, error=translated(error.why)),
            _("Mở tệp bằng Excel, lưu lại dạng .xlsx rồi chạy lại."),
        ) from error
    sheets = book.named(SHEET)
    header = [as_text(cell) for cell in sheets[0].rows[0]] if sheets and sheets[0].rows else []
    folded = [*map(fold, header)]
    needed = (INDEX, OLD, NEW, DECISION)
    if missing := [each for each in needed if folded.count(fold(each)) != 1]:
        raise ParXlError(
            _("{name} không phải tệp so sánh kế hoạch: thiếu cột “{names}”.").format(
                name=name, names="”, “".join(missing)
            ),
            _("Lập lại tệp bằng: par-xl plan compare CŨ MỚI."),
        )
    columns = {each: folded.index(fold(each)) for each in needed}
    marks = (each.removeprefix(_MARK) for each in header if each.startswith(_MARK))
    lines: list[Decision] = []
    sheet = DecisionSheet(name, columns, next(marks, ""), lines)
    for place in range(1, len(sheets[0].rows)):
        cells = {each: sheets[0].cell(place, column) for each, column in columns.items()}
        if not all(map(is_blank, cells.values())):
            lines.append(sheet.read(place, cells))
    return sheet
