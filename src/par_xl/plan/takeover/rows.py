"""The rows of an appendix's tables → drafts: which row is an item, a heading, a rest of the one
before, a task of its own, or nothing of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.codes import Code, Shape, leading_code, read_code
from par_xl.plan.takeover.grid import Block, Grid
from par_xl.plan.takeover.header import (
    IGNORED,
    OFFICE,
    PROVINCE,
    Header,
    is_header_again,
    is_numbering,
)
from par_xl.plan.takeover.report import About, ReportLine, Sure
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, fold, is_blank, read_small_number, words

CODE, CONTENT, TASK, LEADS = "TT", "Nội dung", "Nhiệm vụ, giải pháp", "Đơn vị chủ trì"
COORDINATING = "Đơn vị phối hợp"
POINTS = "Điểm tối đa"
OF_TASK = (
    TASK, LEADS, COORDINATING, "Cơ quan thực hiện", "Thẩm quyền thực hiện",
    OFFICE, PROVINCE, "Thời gian hoàn thành",
)  # fmt: skip
"""Columns that each of several tasks under one criterion has for itself."""
_UNITS = (LEADS, COORDINATING, "Cơ quan thực hiện")


@dataclass
class Part:
    """One row of the file: its cells by the plan's columns."""

    source: str
    row: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        return as_text(self.cells.get(column))

    def in_words(self) -> str:
        """All its cells in words."""
        return "; ".join(f"{column}: «{shown_value(cell)}»" for column, cell in self.cells.items())

    def has(self, column: str) -> bool:
        return not is_blank(self.cells.get(column))

    def join(self, more: Mapping[str, Cell]) -> list[str]:
        """Put the rest of a row that was split to it; what has no place in it is returned."""
        lost: list[str] = []
        for column, cell in more.items():
            if is_blank(cell):
                continue
            if not self.has(column):
                self.cells[column] = cell
                continue
            before, after = self.text(column), as_text(cell)
            if before == after:
                continue
            if column == CODE or is_number_column(column):
                lost.append(f"{column}: «{shown_value(cell)}»")
                continue
            goes_on = column == CONTENT or after[:1].islower() or before.endswith(("-", ",", "–"))
            between = " " if goes_on else "\n"
            if (
                column in _UNITS
                and goes_on
                and after[:1].isupper()
                and not before.endswith(("-", "–"))
            ):
                between = "\n"
            self.cells[column] = f"{before}{between}{after}"
        return lost


@dataclass
class Draft:
    """A criterion: its first row, and further rows that hold a task each."""

    code: Code
    first: Part
    tasks: list[Part] = field(default_factory=list)
    is_section: bool = False
    """A heading with a numeral or letter, or none: whether it is a row of the plan is seen when
    all rows are known."""
    notes: list[tuple[Sure, str]] = field(default_factory=list)

    @property
    def last(self) -> Part:
        return self.tasks[-1] if self.tasks else self.first

    def note(self, sure: Sure, text: str) -> None:
        if text and (sure, text) not in self.notes:
            self.notes.append((sure, text))


def is_number_column(column: str) -> bool:
    """Whether a cell merged over several rows can't be that of each: points would be doubled."""
    return column == POINTS or column.startswith(("Kết quả năm", "Mục tiêu"))


_TOTALS = tuple(map(fold, ("tổng cộng", "tổng điểm", "tổng số", "cộng:", "tổng:")))
_WHOLE_TOTALS = tuple(map(fold, ("cộng", "tổng")))


@dataclass(frozen=True)
class Section:
    """The part of a table that belongs to one appendix: rows *start* to *end* (exclusive).

    ``lines`` are what stands above it; ``has_header`` is False where its columns are those of the
    section before.
    """

    block: Block
    header: Header
    start: int
    end: int
    lines: tuple[str, ...] = ()
    has_header: bool = True


@dataclass
class Reader:
    """Reads the sections of one appendix from first to last: a row may go on in the next."""

    sheet: str
    drafts: list[Draft] = field(default_factory=list)
    report: list[ReportLine] = field(default_factory=list)
    totals: list[tuple[str, int, float]] = field(default_factory=list)
    _before: str = ""
    """The last code."""
    _code_at: tuple[str, int, int] | None = None
    """Where the cell of the last code begins."""
    _is_apart: bool = False
    """Whether a blank row or the total stands since the last row: what follows is no rest of it."""

    def read(self, section: Section) -> None:
        is_split = True
        self._is_apart = False
        for row in range(section.start, section.end):
            grid = section.block.grid
            if grid.is_blank(row):
                self._is_apart = True
                continue
            if is_header_again(grid, row, section.header):
                self._tell(section, row, Sure.SKIPPED, N_("hàng tiêu đề lặp lại"))
                is_split, self._is_apart = True, False
            elif is_numbering(grid, row):
                self._tell(section, row, Sure.SKIPPED, N_("hàng đánh số cột"))
            else:
                self._row(section, row, is_split)
                is_split = False

    def _row(self, section: Section, row: int, is_split: bool) -> None:
        grid = section.block.grid
        texts = grid.texts(row)
        if fold(texts[0]).startswith(_TOTALS) or fold(texts[0]).rstrip(" :") in _WHOLE_TOTALS:
            self._total(section, row)
            self._is_apart = True
            return
        part, notes = _part(section, row)
        code, at = self._code(section, row, part)
        if len(texts) == 1 and (grid.covers_row(row) or code.shape is Shape.NONE):
            whole, rest = leading_code(words(texts[0]))
            is_heading = grid.covers_row(row) or whole.shape in (Shape.ROMAN, Shape.LETTER)
            if is_heading:
                part.cells = {CONTENT: rest}
                self._heading(section, part, whole, texts[0])
                return
        self._ignored(section, row)
        same = at is not None and at == self._code_at and bool(self.drafts)
        if not same and code.shape is Shape.NONE and not part.cells:
            return
        if same and row > section.start:
            self._further(part, Sure.SURE, N_("ô TT gộp với hàng trên"))
        elif self._is_apart and _is_no_row(code, part):
            apart = "; ".join(f"«{text}»" for text in texts)
            text = N_("hàng không có mã, đứng rời bảng; không lấy: {texts}").format(texts=apart)
            self._tell(section, row, Sure.UNSURE, text)
            return
        elif code.shape is Shape.NONE:
            self._without_code(section, part, is_split)
        elif code.shape is Shape.BULLET and self.drafts:
            part.cells.pop(CODE, None)
            self._further(
                part, Sure.FAIR, N_("hàng đánh dấu gạch đầu dòng ở cột TT"), is_marked=True
            )
        else:
            self._item(part, code, at)
        self._is_apart = False
        for sure, text in notes:
            if self.drafts:
                self.drafts[-1].note(sure, text)

    def _code(
        self, section: Section, row: int, part: Part
    ) -> tuple[Code, tuple[str, int, int] | None]:
        """The row's code, from its column or the beginning of its content, and where it stands."""
        grid, column = section.block.grid, section.header.column(CODE)
        content = section.header.column(CONTENT)
        assert content is not None
        if column is None or grid.origin(row, column.number) == grid.origin(row, content.number):
            code, rest = leading_code(words(grid.text(row, content.number)))
            if code.shape is not Shape.NONE:
                part.cells[CONTENT] = rest
            if column is None:
                return code, None
            return code, (section.block.name, *grid.origin(row, column.number))
        value = grid.value(row, column.number)
        if is_blank(value) and (part.has(LEADS) or part.has(POINTS)):
            code, rest = leading_code(part.text(CONTENT))
            if code.shape is Shape.CODE:
                part.cells[CONTENT] = rest
                return replace(code, sure=Sure.FAIR, note=N_("mã lấy ở đầu ô nội dung")), None
        at = (section.block.name, *grid.origin(row, column.number))
        return read_code(value, self._before), None if is_blank(value) else at

    def _item(self, part: Part, code: Code, at: tuple[str, int, int] | None) -> None:
        if code.shape is Shape.SUB:
            parent = next(
                (d.code.text for d in reversed(self.drafts) if d.code.shape is Shape.CODE), ""
            )
            note = N_("mã «{code})» thuộc dòng {parent}").format(
                code=code.text, parent=parent or "?"
            )
            text = f"{parent}.{code.text}" if parent else code.text
            code = Code(Shape.SUB, text, Sure.FAIR if parent else Sure.UNSURE, note)
        elif code.shape is Shape.BULLET:
            code = Code(
                Shape.OTHER, "", Sure.UNSURE, N_("hàng gạch đầu dòng không có dòng nào ở trên")
            )
        is_section = code.shape in (Shape.ROMAN, Shape.LETTER)
        draft = Draft(code, part, is_section=is_section)
        draft.note(code.sure, code.note)
        self.drafts.append(draft)
        self._code_at = at
        if not is_section:
            self._before = code.text

    def _heading(self, section: Section, part: Part, code: Code, whole: str) -> None:
        if code.shape is Shape.NONE:
            text = N_("tiêu đề không có mã, không là dòng của kế hoạch: «{whole}»")
            row = part.row - section.block.first
            self._tell(section, row, Sure.SKIPPED, text.format(whole=whole), About.HEADING)
            return
        self._item(part, code, None)
        self.drafts[-1].note(Sure.FAIR, N_("hàng tiêu đề gộp cả hàng"))

    def _without_code(self, section: Section, part: Part, is_split: bool) -> None:
        """A row without a code: a task of its own, a row whose code is missing, or the rest of the
        row before, which a page's end has split."""
        if not self.drafts:
            text = N_("hàng không có mã, không có dòng nào ở trên; không lấy: {cells}")
            row = part.row - section.block.first
            self._tell(section, row, Sure.UNSURE, text.format(cells=part.in_words()))
        elif part.has(CONTENT) and (part.has(LEADS) or part.has(POINTS)):
            self._item(part, Code(Shape.OTHER, "", Sure.UNSURE, N_("dòng không có mã TT")), None)
        elif part.has(TASK) and part.has(LEADS) and not part.has(CONTENT):
            why = N_("hàng không có mã, có nhiệm vụ và đơn vị chủ trì riêng")
            self._further(part, Sure.FAIR, why)
        else:
            text = N_("nối thêm hàng {row} ({source}) không có mã")
            self._join(
                part,
                Sure.FAIR if is_split else Sure.UNSURE,
                text.format(row=part.row, source=part.source),
            )

    def _further(self, part: Part, sure: Sure, why: str, is_marked: bool = False) -> None:
        """A further row of the last criterion: a task of its own, or more of the same."""
        draft = self.drafts[-1]
        earlier = [draft.first, *draft.tasks]
        is_own = part.has(TASK) and part.text(TASK) not in [one.text(TASK) for one in earlier]
        if is_marked or (is_own and draft.first.has(TASK)):
            draft.tasks.append(part)
            draft.note(
                sure,
                N_("hàng {row}: {why}, là nhiệm vụ riêng của tiêu chí").format(
                    row=part.row, why=why
                ),
            )
            return
        text = N_("nối thêm hàng {row}: {why}").format(row=part.row, why=why)
        self._join(part, max(sure, Sure.FAIR, key=list(Sure).index), text)

    def _join(self, part: Part, sure: Sure, text: str) -> None:
        """Put the rest of a row that was split to the last one."""
        draft = self.drafts[-1]
        lost = draft.last.join(part.cells)
        draft.note(sure, text)
        for each in lost:
            text = N_("hàng {row}: không lấy {cell}").format(row=part.row, cell=each)
            draft.note(Sure.UNSURE, text)

    def _total(self, section: Section, row: int) -> None:
        points = section.header.column(POINTS)
        found = None
        if points is not None:
            found = read_small_number(section.block.grid.value(row, points.number))
        name = section.block.name
        if found is None:
            self._tell(section, row, Sure.SKIPPED, N_("hàng tổng cộng, không ghi điểm"))
        else:
            self.totals.append((name, section.block.first + row, found))

    def _ignored(self, section: Section, row: int) -> None:
        """Cells of columns that the plan has no place for, noted so that none is lost."""
        grid = section.block.grid
        for column in section.header.columns:
            cell = grid.value(row, column.number)
            is_first = grid.origin(row, column.number) == (row, column.number)
            if column.target == IGNORED and is_first and not is_blank(cell):
                header = column.header or N_("cột thứ {number}, không tiêu đề").format(
                    number=column.number + 1
                )
                text = N_("không lấy «{header}»: {value}").format(
                    header=header, value=shown_value(cell)
                )
                self._tell(section, row, Sure.SKIPPED, text, About.CELL)

    def _tell(
        self, section: Section, row: int, sure: Sure, text: str, about: About = About.ROW
    ) -> None:
        name, number = section.block.name, section.block.first + row
        self.report.append(ReportLine(about, sure, text, name, number, self.sheet))


def _is_no_row(code: Code, part: Part) -> bool:
    """Whether what stands apart from the table is none of its rows: who signs, as a rule."""
    if code.shape is Shape.OTHER:
        return not part.has(CONTENT)
    is_item = part.has(CONTENT) and (part.has(LEADS) or part.has(POINTS))
    return code.shape is Shape.NONE and not is_item and not (part.has(TASK) and part.has(LEADS))


def _part(section: Section, row: int) -> tuple[Part, list[tuple[Sure, str]]]:
    """A row's cells by the plan's columns. A cell merged downwards is that of each of its rows
    where it is text; one merged sideways is that of its first column."""
    grid: Grid = section.block.grid
    cells: dict[str, Cell] = {}
    notes: list[tuple[Sure, str]] = []
    owners: dict[tuple[int, int], str] = {}
    for column in section.header.columns:
        cell = grid.value(row, column.number)
        if column.target == IGNORED or is_blank(cell):
            continue
        at = grid.origin(row, column.number)
        if at in owners:
            if owners[at] not in (CODE, CONTENT):
                text = N_("ô gộp ngang «{first}» và «{target}»: chỉ lấy vào cột đầu").format(
                    first=owners[at], target=column.target
                )
                notes.append((Sure.FAIR, text))
            elif owners[at] == CODE and column.target == CONTENT:
                cells[CONTENT] = cell
            continue
        owners[at] = column.target
        if column.sure is Sure.UNSURE:
            text = N_("cột «{header}» không chắc là «{target}»").format(
                header=column.header, target=column.target
            )
            notes.append((Sure.UNSURE, text))
        if at[0] < row and column.target not in (CODE, CONTENT):
            if is_number_column(column.target):
                text = N_("ô «{target}» gộp nhiều hàng: chỉ lấy vào hàng đầu").format(
                    target=column.target
                )
                notes.append((Sure.UNSURE, text))
                continue
            if column.target in OF_TASK:
                text = N_("ô «{target}» gộp nhiều hàng: dùng cho từng hàng").format(
                    target=column.target
                )
                notes.append((Sure.FAIR, text))
        if column.target != CODE:
            cells[column.target] = cell
    return Part(section.block.name, section.block.first + row, cells), notes
