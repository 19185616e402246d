"""The rows of an appendix's tables, as they stand in the file.

A row is an item, a heading, a rest of the one before, a task of its own, or nothing of the plan.
"""

from __future__ import annotations

import re
from dataclasses import replace

from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.areas import Areas
from par_xl.plan.takeover.cells import (
    NO_CODE,
    Code,
    Shape,
    leading_code,
    read_code,
    stated_authority,
)
from par_xl.plan.takeover.grid import GridCell
from par_xl.plan.takeover.header import (
    AUTHORITY,
    CODE,
    CONTENT,
    IGNORED,
    OFFICE,
    POINTS,
    PROVINCE,
    TASK,
    is_header_again,
    is_numbering,
)
from par_xl.plan.takeover.outline import Section
from par_xl.plan.takeover.report import Confidence, Note, Remarks, Subject
from par_xl.plan.takeover.table_row import TableRow, table_row
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, is_blank, read_small_number, words
from par_xl.terms.words import Authority

_AUTHORITIES = {AUTHORITY, OFFICE, PROVINCE}
_TOTALS = tuple(map(fold, ("tổng cộng", "tổng điểm", "tổng số", "cộng:", "tổng:")))
_WHOLE_TOTALS = tuple(map(fold, ("cộng", "tổng")))
_BELOW = re.compile(
    r"(?:ghi chú|chú thích|chú ý|lưu ý|nơi nhận|người lập|\(\*+\)|\*+ )", re.IGNORECASE
)
"""How notes below a table begin."""
_SIGNED = re.compile(
    r"(?:(?:TM|KT|TL|TUQ|Q)\. ?[^\W\d_a-z]{3}|(?:PHÓ )?(?:CHÁNH VĂN PHÒNG|CHỦ TỊCH|GIÁM ĐỐC)$|"
    r"NGƯỜI LẬP)"
)
"""How signatures begin."""
_MOST_SIGNS = 2
"""Cells that a row of signatures fills."""


class TableReader:
    """Reads the sections of one appendix from first to last: a row may go on in the next."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas
        self.rows: list[TableRow] = []
        self.notes: list[Note] = []
        self.totals: list[tuple[Section, int, float]] = []
        self._before = ""
        """The last code that is no heading's."""
        self._code_cell: GridCell | None = None
        """The cell of the last code: merged down, it is that of the next row as well."""
        self._authority: Authority | None = None
        """Whose tasks the last heading says that they are."""
        self._is_apart = False
        """Whether a blank row or the total stands since the last row: what follows is no rest of
        it."""

    def read(self, section: Section) -> None:
        """Read the next section."""
        self._section, grid = section, section.grid
        self._is_apart = False
        for line in section.lines:
            self._authority = stated_authority(line) or self._authority
        for at in range(section.start, section.end):
            texts = grid.texts(at)
            if not texts:
                self._is_apart = True
            elif is_header_again(grid, at, section.header):
                self._note(at, Confidence.SKIPPED, N_("hàng tiêu đề lặp lại"))
                self._is_apart = False
            elif is_numbering(grid, at):
                self._note(at, Confidence.SKIPPED, N_("hàng đánh số cột"))
            elif _BELOW.match(texts[0]):
                self._below(at, texts)
            elif fold(texts[0]).startswith(_TOTALS) or fold(texts[0]).rstrip(" :") in _WHOLE_TOTALS:
                self._total(at)
            else:
                self._row(at, texts)

    def _row(self, number: int, texts: list[str]) -> None:
        section = self._section
        row = table_row(section, number)
        code_cell = self._read_code(number, row)
        shape = row.code.shape
        self._note_authority(row, texts)
        is_whole = section.grid.covers_row(number)
        may_head = len(texts) == 1 and (is_whole or shape in (Shape.NONE, Shape.OTHER))
        if may_head and self._heading(row, texts[0], is_whole):
            return
        self._note_ignored(number)
        is_same = code_cell is not None and code_cell is self._code_cell and bool(self.rows)
        if is_same and number > section.start:
            self._further(row, N_("ô TT gộp với hàng trên"))
        elif shape is Shape.NONE and not row.cells:
            return
        elif (self._is_apart or any(map(_SIGNED.match, texts))) and _is_no_row(row):
            self._below(number, texts)
            return
        elif shape is Shape.BULLET and self.rows:
            self._further(row, N_("hàng đánh dấu gạch đầu dòng ở cột TT"), is_marked=True)
        elif shape is not Shape.NONE:
            self._item(row, code_cell)
        elif not self.rows:
            text = N_("hàng không có mã, không có dòng nào ở trên; không lấy: {cells}")
            self._note(number, Confidence.UNSURE, text.format(cells=row.in_words()))
        elif row.is_item:
            row.remarks.doubt(N_("dòng không có mã TT"))
            self._item(replace(row, code=Code("", Shape.OTHER)), None)
        elif row.is_task:
            why = N_("hàng không có mã, có nhiệm vụ và đơn vị chủ trì riêng")
            self._further(row, why, is_sure=False)
        else:
            text = N_("nối thêm hàng {row} ({source}) không có mã")
            self.rows[-1].remarks.doubt(text, row=row.number, source=row.source)
            self._join(row)
        self._is_apart = False

    def _heading(self, row: TableRow, text: str, is_whole: bool) -> bool:
        """Take the only text of a row as a heading; False where it is none."""
        code, rest = leading_code(words(text))
        if code == NO_CODE and self._areas.find(rest):
            code = Code("", Shape.HEADING)
        if is_whole and code == NO_CODE:
            said = N_("tiêu đề không có mã, không là dòng của kế hoạch: “{whole}”")
            said = said.format(whole=text)
            self._note(row.number - 1, Confidence.SKIPPED, said, Subject.HEADING)
        elif is_whole or code.shape is Shape.HEADING:
            self._item(replace(row, code=code, cells={CONTENT: rest}, remarks=Remarks()), None)
        else:
            return False
        return True

    def _note_authority(self, row: TableRow, texts: list[str]) -> None:
        """Keep whose authority a heading says that the tasks below it are, and give it to them
        where the table has no column for it."""
        if len(texts) < 3 and row.code.shape is not Shape.CODE:
            self._authority = stated_authority(texts[-1]) or self._authority
        elif self._authority and not any(map(self._section.header.column, _AUTHORITIES)):
            row.cells[AUTHORITY] = label = self._authority.label
            row.remarks.add(N_("thẩm quyền theo tiêu đề ở trên: {authority}"), authority=label)

    def _below(self, number: int, texts: list[str]) -> None:
        """Leave out a note or signature below the table; what follows without a code is more."""
        text = N_("hàng không có mã, đứng rời bảng; không lấy: {texts}")
        text = text.format(texts="; ".join(f"“{each}”" for each in texts))
        self._note(number, Confidence.UNSURE, text)
        self._is_apart = True

    def _read_code(self, number: int, row: TableRow) -> GridCell | None:
        """Read the row's code, from its column or from its content's beginning; return its cell."""
        code, content = self._section.cell(number, CODE), self._section.cell(number, CONTENT)
        is_apart = code is not None and code is not content
        if code is not None and is_apart and not is_blank(code.value):
            row.code = read_code(code.value, self._before, row.remarks)
            return code
        leading, rest = leading_code(words(row.text(CONTENT)))
        is_clear = leading.shape is Shape.CODE and row.is_item
        if leading != NO_CODE and (is_clear or not is_apart):
            row.code, row.cells[CONTENT] = leading, rest
            if is_apart:
                row.remarks.add(N_("mã lấy ở đầu ô nội dung"))
                return None
        return code

    def _item(self, row: TableRow, code_cell: GridCell | None) -> None:
        sign = row.code.value
        if row.code.shape is Shape.SUB:
            plain = (each.code for each in reversed(self.rows))
            parent = next((code.value for code in plain if code.shape is Shape.CODE), "")
            row.code = Code(f"{parent}.{sign}" if parent else sign, Shape.SUB)
            say = row.remarks.add if parent else row.remarks.doubt
            say(N_("mã “{code})” thuộc dòng {parent}"), code=sign, parent=parent or "?")
        elif row.code.shape is Shape.BULLET:
            row.remarks.doubt(N_("hàng gạch đầu dòng không có dòng nào ở trên"))
        self.rows.append(row)
        self._code_cell = code_cell
        if row.code.shape is not Shape.HEADING:
            self._before = row.code.value

    def _further(
        self, row: TableRow, why: str, is_marked: bool = False, is_sure: bool = True
    ) -> None:
        """Take a further row of the last criterion: a task of its own, or more of the same."""
        last = self.rows[-1]
        say = last.remarks.add if is_sure else last.remarks.doubt
        is_own = last.has(TASK) and row.has(TASK) and not last.says_task_of(row)
        if is_marked or is_own:
            last.tasks.append(row)
            text = N_("hàng {row}: {why}, là nhiệm vụ riêng của tiêu chí")
            say(text, row=row.number, why=why)
        else:
            say(N_("nối thêm hàng {row}: {why}"), row=row.number, why=why)
            self._join(row)

    def _join(self, row: TableRow) -> None:
        """Put the rest of a row that was split to the last one."""
        last = self.rows[-1]
        for each in [last, *last.tasks][-1].join(row):
            last.remarks.doubt(N_("hàng {row}: không lấy {cell}"), row=row.number, cell=each)
        last.remarks.take(row.remarks)

    def _total(self, number: int) -> None:
        self._is_apart = True
        cell = self._section.cell(number, POINTS)
        found = read_small_number(cell.value) if cell else None
        if found is None:
            self._note(number, Confidence.SKIPPED, N_("hàng tổng cộng, không ghi điểm"))
        else:
            self.totals.append((self._section, number, found))

    def _note_ignored(self, number: int) -> None:
        """Note cells of columns that the plan has no place for, so that none is lost."""
        cells = self._section.grid.rows[number]
        for column in self._section.header.columns:
            cell = cells[column.number]
            is_first = cell.row == number and cells.index(cell) == column.number
            if column.target == IGNORED and is_first and cell.text:
                unnamed = N_("cột thứ {number}, không tiêu đề").format(number=column.number + 1)
                text = N_("không lấy “{header}”: {value}").format(
                    header=column.header or unnamed, value=shown_value(cell.value)
                )
                self._note(number, Confidence.SKIPPED, text, Subject.CELL)

    def _note(self, number: int, sure: Confidence, text: str, about: Subject = Subject.ROW) -> None:
        self.notes.append(self._section.note(number, sure, text, about))


def _is_no_row(row: TableRow) -> bool:
    """Whether what stands apart from the table is none of its rows."""
    if row.code.shape is Shape.OTHER:
        return not row.has(CONTENT)
    is_short = len(row.cells) <= _MOST_SIGNS or not (row.is_item or row.is_task)
    return row.code.shape is Shape.NONE and is_short
