"""so-sanh-ke-hoach.xlsx: two plans' rows side by side, for people to decide which are one."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from par_xl.plan.following.matching import Fate, Pair, subject
from par_xl.plan.model import ItemRow
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
_INDEX, _OLD, _OLD_WORDS = "Phụ lục", "Mã cũ", "Nội dung cũ"
_NEW, _NEW_WORDS, _LIKENESS = "Mã mới", "Nội dung mới", "Mức giống"
_CHANGES, DECISION = "Thay đổi", "Quyết định"
_COLUMNS = (
    TableColumn(_INDEX, 9.0),
    TableColumn(_OLD, 9.0),
    TableColumn(_OLD_WORDS, 38.0),
    TableColumn(_NEW, 9.0),
    TableColumn(_NEW_WORDS, 38.0),
    TableColumn(_LIKENESS, 8.0),
    TableColumn(_CHANGES, 32.0),
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


_CHOICES = {fold(choice.label): choice for choice in Choice}
_INDICES = {fold(index.sheet): index for index in Index}


def _read_choice(value: Typed) -> Choice | None:
    found = _CHOICES.get(fold(as_text(value)))
    if found is None and not is_blank(value):
        raise PydanticCustomError("choice", "no choice")
    return found


def _read_index(value: Typed) -> Index:
    found = _INDICES.get(fold(as_text(value)))
    if found is None:
        raise PydanticCustomError("index", "no index")
    return found


def _read_code(value: Typed) -> str:
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError("code", "no text")
    return as_text(value)


def proposed(pair: Pair, finished: bool = False) -> Choice | None:
    """Return what is decided already, since it is sure; *finished*: nothing of the old row is left
    to do."""
    if pair.old and pair.new:
        return Choice.ONE if pair.is_sure else None
    return Choice.DROPPED if finished and pair.fate is Fate.DROPPED else None


def awaits(pair: Pair, finished: bool = False) -> bool:
    """Whether people have to decide."""
    return pair.fate is not Fate.ADDED and proposed(pair, finished) is None


Key = tuple[Index, str]
"""Which row of a plan: its appendix and code."""


def is_finished(pair: Pair, finished: Container[Key]) -> bool:
    """Whether nothing of the old row is left to do."""
    return pair.old is not None and (pair.index, pair.old.code) in finished


def write_decisions(pairs: Sequence[Pair], finished: Container[Key] = ()) -> bytes:
    """Write the workbook: what is to be decided first; *finished* are rows of the old plan of
    which nothing is left to do."""
    told = ((pair, is_finished(pair, finished)) for pair in pairs)
    lines = sorted(told, key=lambda each: not awaits(*each))
    book = Book("So sánh hai kế hoạch")
    sheet = book.sheet(SHEET)
    columns = (*_COLUMNS, TableColumn(_MARK + mark(_rows(pairs)), 10.0, hidden=True))
    rows = ([*_cells(*each), Cell(None, _TEXT)] for each in lines)
    after = book.table(sheet, 0, columns, rows, grows=True)
    book.note(sheet, 0, len(_COLUMNS) - 1, _NOTE)
    sheet.data_validation(
        *(1, len(_COLUMNS) - 1, max(1, after - 1), len(_COLUMNS) - 1),
        {
            "validate": "list",
            "source": [choice.label for choice in Choice],
            "error_title": "Chưa hợp lệ",
            "error_message": "Chọn một giá trị trong danh sách.",
        },
    )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, after - 1), len(_COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:H{after}"})
    set_up_print(sheet, 0, "&A")
    return book.content()


def _cells(pair: Pair, finished: bool) -> list[Cell]:
    old, new = pair.old, pair.new
    if pair.part_of:
        old, new = old or pair.part_of, new or pair.part_of
    choice = proposed(pair, finished)
    look = _TEXT.with_(fill=NEEDED_FILL if awaits(pair, finished) else INPUT_FILL)
    if pair.fate is Fate.ADDED:
        look = _TEXT.with_(fill=CLOSED_FILL)
    return [
        Cell(pair.index.sheet, _TEXT),
        Cell(old.code if old else None, _TEXT),
        Cell(subject(old) if old else None, _TEXT),
        Cell(new.code if new else None, _TEXT),
        Cell(subject(new) if new else None, _TEXT),
        Cell(pair.likeness or None, Look(number_format="0%", align="center")),
        Cell(said(pair, finished), _TEXT),
        Cell(choice.label if choice else None, look),
    ]


def said(pair: Pair, finished: bool = False) -> str:
    """Return what became of a row, and in which cells; its words stand beside it."""
    texts = [
        each.header if each.header in _WORDS else f"{each.header}: {each.old} → {each.new}"
        for each in (c._replace(old=c.old or NOTHING, new=c.new or NOTHING) for c in pair.changes)
    ]
    fate = pair.fate.label
    if pair.part_of:
        fate = f"{fate} {'từ' if pair.fate is Fate.SPLIT else 'dòng'} {pair.part_of.code}"
    if finished:
        fate = f"{fate}; không còn gì phải làm"
    return f"{fate}: {'; '.join(texts)}" if texts else fate


def mark(rows: Iterable[tuple[bool, Index, ItemRow]]) -> str:
    """Return what tells two plans from others: their rows, and which of them are the new one's."""
    said = sorted((is_new, index.value, row.code, subject(row)) for is_new, index, row in rows)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _rows(pairs: Iterable[Pair]) -> Iterator[tuple[bool, Index, ItemRow]]:
    for pair in pairs:
        for is_new, row in enumerate((pair.old, pair.new)):
            if row:
                yield bool(is_new), pair.index, row


class Decision(BaseModel):
    """A line of the workbook: which two rows, by their codes, and what was decided."""

    model_config = ConfigDict(frozen=True)

    place: int
    index: Annotated[Index, BeforeValidator(_read_index)] = Field(alias=_INDEX)
    old: Annotated[str, BeforeValidator(_read_code)] = Field(alias=_OLD)
    new: Annotated[str, BeforeValidator(_read_code)] = Field(alias=_NEW)
    choice: Annotated[Choice | None, BeforeValidator(_read_choice)] = Field(alias=DECISION)


@dataclass(frozen=True)
class Decisions:
    """What was decided, and where each cell of it stands; ``mark``: of which plans, where it is
    still known."""

    name: str
    lines: Sequence[Decision]
    columns: Mapping[str, int]
    mark: str = ""

    def cell(self, place: int) -> str:
        """Name of the cell of a line's decision."""
        return cell_name(place, self.columns[DECISION])

    def error(self, line: Decision, header: str, wrong: str, cure: str) -> ParXlError:
        """Return what is said of a cell."""
        return _at(self.name, cell_name(line.place, self.columns[header]), wrong, cure)


def _at(name: str, cell: str, wrong: str, cure: str) -> ParXlError:
    text = _("{name}, ô {cell}: {wrong}.").format(name=name, cell=cell, wrong=wrong)
    return ParXlError(text, cure)


def read_decisions(content: bytes, name: str) -> Decisions:
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
    needed = (_INDEX, _OLD, _NEW, DECISION)
    if missing := [each for each in needed if folded.count(fold(each)) != 1]:
        raise ParXlError(
            _("{name} không phải tệp so sánh kế hoạch: thiếu cột “{names}”.").format(
                name=name, names="”, “".join(missing)
            ),
            _("Lập lại tệp bằng: par-xl plan compare CŨ MỚI."),
        )
    columns = {each: folded.index(fold(each)) for each in needed}
    lines = []
    for place in range(1, len(sheets[0].rows)):
        cells = {each: sheets[0].cell(place, column) for each, column in columns.items()}
        if all(map(is_blank, cells.values())):
            continue
        try:
            lines.append(Decision.model_validate({**cells, "place": place}))
        except ValidationError as error:
            wrong = error.errors()[0]
            alias = str(wrong["loc"][0])
            cell = cell_name(place, columns[alias])
            raise _at(name, cell, *_unread(alias, as_text(cells[alias]))) from error
    marks = (each.removeprefix(_MARK) for each in header if each.startswith(_MARK))
    return Decisions(name, lines, columns, next(marks, ""))


def _unread(header: str, value: str) -> tuple[str, str]:
    """Return what is wrong with a cell, and the cure."""
    if header == DECISION:
        near = nearest_of(value, _CHOICES)
        wrong = _("“{value}” không có trong danh sách").format(value=value)
        if near:
            wrong = _("{wrong} (gần nhất: “{near}”)").format(wrong=wrong, near=near.label)
        choices = ", ".join(choice.label for choice in Choice)
        return wrong, _("Chọn một trong: {choices}.").format(choices=choices)
    if header == _INDEX:
        wrong = _("“{value}” không phải là tên một phụ lục").format(value=value)
        sheets = ", ".join(index.sheet for index in Index)
        return wrong, _("Ghi một trong: {choices}.").format(choices=sheets)
    wrong = _("mã bị Excel đổi thành số hoặc ngày ({value})").format(value=value)
    return wrong, _("Định dạng ô là Văn bản (Text) rồi gõ lại mã, ví dụ 1.10.")
